/* SPDX-License-Identifier: MIT */
/* Sessions (doc/contract.md, 5): a plugin like any other, always compiled into libotk. */
#define OTK_PLUGIN_STATIC

#include <otk/plugin.h>
#include <otk/session.h>
#include <string.h>

#include "plugins/types/layout.h"

static const char *const media_modes[] = {OTK_MEDIA_RELAYED, OTK_MEDIA_ROUTED, NULL};
static const char *const media_labels[] = {"relayed", "routed", NULL};
static const char *const archive_modes[] = {OTK_ARCHIVE_MODE_MANUAL, OTK_ARCHIVE_MODE_ALWAYS, NULL};

static const otk_field option_fields[] = {
	OTK_FIELD(otk_session_options, media_mode, "p2p.preference", .values = media_modes,
		.labels = media_labels, .wire_default = OTK_MEDIA_RELAYED,
		.help = "peer to peer, or through the media router (default: relayed)"),
	OTK_FIELD(otk_session_options, archive_mode, "archiveMode", .values = archive_modes,
		.help = "record automatically, or when archives.start is called (default: manual)"),
	OTK_FIELD(otk_session_options, archive_name, "archiveName", .min = 1, .max = 80,
		.help = "name of the archives that start by themselves"),
	OTK_FIELD(otk_session_options, archive_resolution, "archiveResolution",
		.values = otk_resolutions,
		.help = "size of the picture in archives that start by themselves"),
	OTK_FIELD(otk_session_options, location, "location", .format = OTK_FORMAT_IPV4,
		.help = "IPv4 address near the participants"),
	OTK_FIELD(otk_session_options, e2ee, "e2ee", .help = "end-to-end encryption"),
};

/* doc/contract.md, 28.A2 */
static const otk_rule option_rules[] = {
	{.kind = OTK_RULE_NEEDS,
		.field = "archiveMode",
		.value = OTK_ARCHIVE_MODE_ALWAYS,
		.other = "p2p.preference",
		.other_value = OTK_MEDIA_ROUTED},
	{.kind = OTK_RULE_NEEDS,
		.field = "e2ee",
		.value = "true",
		.other = "p2p.preference",
		.other_value = OTK_MEDIA_ROUTED},
	{.kind = OTK_RULE_EXCLUDES,
		.field = "e2ee",
		.value = "true",
		.other = "archiveMode",
		.other_value = OTK_ARCHIVE_MODE_ALWAYS},
	{.kind = OTK_RULE_NEEDS,
		.field = "archiveName",
		.other = "archiveMode",
		.other_value = OTK_ARCHIVE_MODE_ALWAYS},
	{.kind = OTK_RULE_NEEDS,
		.field = "archiveResolution",
		.other = "archiveMode",
		.other_value = OTK_ARCHIVE_MODE_ALWAYS},
};
static const otk_type options_type = OTK_OPTIONS_TYPE(
	otk_session_options, "session_options", option_fields, OTK_RULES(option_rules));

static const otk_field session_fields[] = {
	OTK_FIELD(otk_session, id, "session_id", .required = 1, .role = OTK_ROLE_ID),
	OTK_FIELD(otk_session, project_id, "project_id", .aliases = "partner_id|application_id"),
	OTK_FIELD(otk_session, created, "create_dt"),
	OTK_FIELD(otk_session, media_server_url, "media_server_url"),
};
static const otk_type session_type = OTK_TYPE(otk_session, "session", session_fields);

/* A table has no rule for characters that the service replaces. */
static otk_status warn_of_name(
	const otk_host *host, otk_call *call, void *options, otk_error *error)
{
	const otk_session_options *o = options;
	otk_client *client = host->call_client(call);

	(void)error;
	if (host->checks(client) != OTK_CHECKS_OFF && o->archive_name &&
		o->archive_name[strcspn(o->archive_name, "~-_")])
		host->log(client, OTK_LOG_WARNING, "warning",
			"session.create: archiveName: the service replaces ~ - and _ by ':'",
			&(otk_map){
				.items = (const otk_pair[]){{"field", "archiveName"}}, .count = 1});
	return OTK_OK;
}

static const otk_operation operations[] = {
	OTK_OPERATION("create", .summary = "Create a session", .method = OTK_METHOD_POST,
		.path = "/session/create", .body = OTK_BODY_FORM, .options = &options_type,
		.result = &session_type, .shape = OTK_SHAPE_FIRST_OF_ARRAY,
		.repeat = OTK_REPEAT_SAFE, .prepare = warn_of_name,
		OTK_EXAMPLES("session create --media-mode routed",
			"session create --media-mode routed --archive-mode always --archive-name weekly")),
};

static const otk_interface interfaces[] = {
	{.id = "otk.session/1",
		.minor = OTK_SESSION_MINOR,
		.operations = operations,
		.operation_count = OTK_COUNT_OF(operations)},
};

static const otk_plugin plugin = OTK_PLUGIN_DESCRIPTOR("session", .version = OTK_VERSION,
	.license = "MIT", .summary = "create sessions", .interfaces = interfaces,
	.interface_count = OTK_COUNT_OF(interfaces));

OTK_PLUGIN(session, plugin)
