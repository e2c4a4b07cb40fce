/* SPDX-License-Identifier: MIT */
/* The structs of the plugin, described for bindings. */
#include "plugins/sync/tables.h"

#include <otk/sync.h>

#define VALUE(struct_name, member_name, ...) \
	OTK_FIELD(struct_name, member_name, #member_name, __VA_ARGS__)
#define INT32(struct_name, member_name, ...) \
	OTK_MEMBER(struct_name, member_name, OTK_KIND_INT32, #member_name, __VA_ARGS__)

static const char *const step_values[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9", NULL};
static const char *const step_labels[] = {"OTK_SYNC_KEPT", "OTK_SYNC_BEGUN", "OTK_SYNC_PROGRESS",
	"OTK_SYNC_STORED", "OTK_SYNC_DELETED", "OTK_SYNC_NOT_DELETED", "OTK_SYNC_FAILED",
	"OTK_SYNC_WANTED", "OTK_SYNC_TRANSCRIPT", NULL};

static const otk_field event_fields[] = {
	VALUE(otk_sync_event, archive_id, .help = "Id of the archive"),
	VALUE(otk_sync_event, file, .help = "Its name in the folder; NULL: not known yet"),
	VALUE(otk_sync_event, done, .unit = OTK_UNIT_BYTES, .help = "Bytes of the download so far"),
	VALUE(otk_sync_event, total, .unit = OTK_UNIT_BYTES,
		.help = "Bytes of the download; -1: unknown"),
	OTK_ADDRESS(otk_sync_event, error, OTK_KIND_POINTER, "const otk_error *",
		.help = "What went wrong, in the steps FAILED and NOT_DELETED"),
	INT32(otk_sync_event, step, .values = step_values, .labels = step_labels,
		.help = "What happened"),
	INT32(otk_sync_event, reserved, .hidden = 1, .help = "Zero"),
};
static const otk_type event_type = OTK_TYPE(otk_sync_event, "sync_event", event_fields);

static const otk_field options_fields[] = {
	VALUE(otk_sync_options, folder, .required = 1, .help = "An existing folder"),
	VALUE(otk_sync_options, session_id, .help = "Only archives of this session"),
	VALUE(otk_sync_options, private_key_pem, .secret = 1, .multiline = 1,
		.help = "Key that decrypts archives, PEM"),
	OTK_ADDRESS(otk_sync_options, progress, OTK_KIND_FUNCTION,
		"otk_status (*)(void *userdata, const otk_sync_event *event)",
		.help = "Receives each step"),
	OTK_ADDRESS(otk_sync_options, userdata, OTK_KIND_POINTER, "void *",
		.help = "passed to progress"),
	VALUE(otk_sync_options, delete_after_verify,
		.help = "Delete an archive in the cloud when its copy is verified"),
	VALUE(otk_sync_options, dry_run, .help = "Report what would be downloaded"),
	VALUE(otk_sync_options, transcripts, .help = "Download transcripts as well"),
	INT32(otk_sync_options, reserved, .hidden = 1, .help = "Zero"),
};
static const otk_type options_type = OTK_TYPE(otk_sync_options, "sync_options", options_fields);
const otk_type *const otk_sync_options_type = &options_type;

static const otk_field result_fields[] = {
	VALUE(otk_sync_result, available, .help = "Archives in the cloud"),
	VALUE(otk_sync_result, kept, .help = "Archives that were in the folder already"),
	VALUE(otk_sync_result, stored, .help = "Archives that were downloaded"),
	VALUE(otk_sync_result, deleted, .help = "Archives that were deleted in the cloud"),
	VALUE(otk_sync_result, not_deleted, .help = "Archives that could not be verified"),
	VALUE(otk_sync_result, failed, .help = "Archives that could not be downloaded"),
	VALUE(otk_sync_result, bytes, .unit = OTK_UNIT_BYTES,
		.help = "Size of the stored archives"),
	VALUE(otk_sync_result, transcripts, .help = "Transcripts that were downloaded"),
};
static const otk_type result_type = OTK_TYPE(otk_sync_result, "sync_result", result_fields);

static const otk_field vtable_fields[] = {
	OTK_ADDRESS(otk_sync_vtable, run, OTK_KIND_FUNCTION,
		"otk_status (*)(void *state, otk_client *client, const otk_sync_options *options, "
		"otk_sync_result *result, otk_error *error)",
		.help = "Brings a folder up to date"),
};
static const otk_type vtable_type = OTK_TYPE(otk_sync_vtable, "sync_vtable", vtable_fields);

const otk_type *const otk_sync_types[] = {
	&event_type, &options_type, &result_type, &vtable_type, NULL};
