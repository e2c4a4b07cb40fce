/* SPDX-License-Identifier: MIT */
/* Brings a folder up to date with all available archives. */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugins/sync/store.h"
#include "plugins/sync/tables.h"
#include "plugins/types/options.h"

/* The size of minor 0; callers' structs are never smaller. */
#define OPTIONS_SIZE_V1 offsetof(otk_sync_options, transcripts)

/* The state of the plugin: it needs only the functions of the host. */
static const otk_host_calls *calls_of(const otk_host *host)
{
	const otk_host_calls *calls = host->get_extension(OTK_HOST_CALLS_ID);

	return calls && calls->struct_size >= sizeof(*calls) ? calls : NULL;
}

/* ---- names */

/* An id becomes the name of a file, so it must be one plain word. */
static int is_plain_id(const char *id)
{
	const size_t size =
		strspn(id, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_");

	return size > 0 && size <= OTK_SYNC_NAME_SIZE - 20 && !id[size] && *id != '-';
}

/* Leaves the names empty if the transcript is in the folder already. */
static void name_transcript(otk_sync_archive *self)
{
	struct stat info;

	snprintf(self->transcript, sizeof(self->transcript), "%s.transcript", self->id);
	snprintf(self->transcript_part, sizeof(self->transcript_part), ".%s.transcript.part",
		self->id);
	if (fstatat(self->run->folder, self->transcript, &info, AT_SYMLINK_NOFOLLOW) == 0)
		*self->transcript = *self->transcript_part = '\0';
}

static otk_sync_archive named_archive(otk_sync_run_state *run, const otk_sync_entry *entry)
{
	otk_sync_archive self = {.run = run, .id = entry->id};

	snprintf(self.file, sizeof(self.file), "%s.%s", entry->id,
		entry->individual ? "zip" : "mp4");
	snprintf(self.part, sizeof(self.part), ".%s.part", entry->id);
	snprintf(self.plain, sizeof(self.plain), ".%s.plain", entry->id);
	snprintf(self.note, sizeof(self.note), "%s.json", entry->id);
	if (run->options->transcripts == OTK_YES && entry->transcript)
		name_transcript(&self);
	return self;
}

static int has_transcription(const otk_archive *archive, const char *status)
{
	return archive->transcription && archive->transcription->status &&
	       strcmp(archive->transcription->status, status) == 0;
}

static int is_available(const otk_archive *archive)
{
	return archive->status && strcmp(archive->status, OTK_ARCHIVE_AVAILABLE) == 0;
}

/* ---- one archive */

/* Reads the file once more before the archive in the cloud is deleted. */
static otk_status verify_file(
	const otk_sync_archive *self, const otk_sync_note *note, otk_error *error)
{
	otk_sync_run_state *run = self->run;
	const char *stated = self->archive->sha256sum;
	char digest[OTK_SYNC_DIGEST_SIZE];
	int64_t size = 0;
	otk_status status;

	if (!stated || !*stated)
		return run->host->fail(error, OTK_E_STATE,
			"%s: the service states no digest, so the copy cannot be verified",
			self->id);
	if (note->decrypted != OTK_YES && strcasecmp(note->sha256, stated) != 0)
		return run->host->fail(error, OTK_E_HASH,
			"%s/%s: is not the file that the service describes; remove %s to download "
			"it again",
			run->options->folder, self->file, self->note);
	status = otk_sync_digest(run, self->file, &size, digest, error);
	if (!status && (size != note->size || strcasecmp(digest, note->sha256) != 0))
		status = run->host->fail(error, OTK_E_HASH,
			"%s/%s: has changed since it was stored; remove %s to download it again",
			run->options->folder, self->file, self->note);
	return status;
}

/* A transcript that is not ready yet would be deleted with its archive. */
static otk_status check_transcript(const otk_sync_archive *self, otk_error *error)
{
	if (!has_transcription(self->archive, OTK_TRANSCRIPTION_REQUESTED) &&
		!has_transcription(self->archive, OTK_TRANSCRIPTION_STARTED))
		return OTK_OK;
	return self->run->host->fail(
		error, OTK_E_STATE, "%s: the transcript is not ready yet", self->id);
}

static otk_status delete_in_cloud(
	const otk_sync_archive *self, const otk_sync_note *note, otk_error *error)
{
	const char *const ids[] = {self->id, NULL};
	otk_sync_run_state *run = self->run;
	otk_status status =
		run->options->transcripts == OTK_YES ? check_transcript(self, error) : OTK_OK;

	if (!status)
		status = verify_file(self, note, error);
	if (status) {
		run->result.not_deleted++;
		return otk_sync_report(self, OTK_SYNC_NOT_DELETED, 0, 0, error);
	}
	status = run->calls->perform(
		run->client, "archives.delete", OTK_ARCHIVES_MINOR, ids, NULL, NULL, error);
	if (status)
		return status;
	run->result.deleted++;
	return otk_sync_report(self, OTK_SYNC_DELETED, note->size, note->size, NULL);
}

static otk_status store_archive(
	const otk_sync_archive *self, otk_sync_note **note, otk_error *error)
{
	otk_sync_run_state *run = self->run;
	otk_status status = otk_sync_report(self, OTK_SYNC_BEGUN, 0, self->archive->size, NULL);

	if (!status)
		status = otk_sync_store(self, error);
	if (!status)
		status = otk_sync_note_read(self, note, error);
	if (status)
		return status;
	if (!*note) {
		errno = EIO;
		return otk_sync_io_error(run, self->note, error);
	}
	run->result.stored++;
	return otk_sync_report(self, OTK_SYNC_STORED, (*note)->size, (*note)->size, NULL);
}

static otk_status store_transcript(const otk_sync_archive *self, otk_error *error)
{
	otk_sync_archive shown = *self;
	otk_status status = otk_sync_store_transcript(self, error);

	if (status)
		return status;
	self->run->result.transcripts++;
	memcpy(shown.file, self->transcript, sizeof(shown.file));
	return otk_sync_report(&shown, OTK_SYNC_TRANSCRIPT, 0, -1, NULL);
}

/* Does the remaining work once it is known whether the archive is in the folder. */
static otk_status finish_archive(otk_sync_archive *self, otk_sync_note **note, otk_error *error)
{
	otk_sync_run_state *run = self->run;
	otk_status status = OTK_OK;

	if (!*note)
		status = store_archive(self, note, error);
	if (!status && *self->transcript)
		status = store_transcript(self, error);
	if (!status && run->options->delete_after_verify == OTK_YES)
		status = delete_in_cloud(self, *note, error);
	return status;
}

/* Reads the archive as it is now: it may have expired since the list was read. */
static otk_status read_archive(otk_sync_archive *self, otk_sync_note **note, otk_error *error)
{
	const char *const ids[] = {self->id, NULL};
	otk_sync_run_state *run = self->run;
	void *record = NULL;
	otk_status status = run->calls->perform(
		run->client, "archives.get", OTK_ARCHIVES_MINOR, ids, NULL, &record, error);

	if (status)
		return status;
	self->archive = record;
	if (is_available(self->archive))
		status = finish_archive(self, note, error);
	self->archive = NULL;
	run->host->free(record);
	return status;
}

static otk_status bring_archive(otk_sync_archive *self, otk_error *error)
{
	otk_sync_run_state *run = self->run;
	otk_sync_note *note = NULL;
	otk_status status = otk_sync_note_read(self, &note, error);

	if (!status && note) {
		run->result.kept++;
		status = otk_sync_report(self, OTK_SYNC_KEPT, note->size, note->size, NULL);
	}
	if (!status && !note && run->options->dry_run == OTK_YES)
		status = otk_sync_report(self, OTK_SYNC_WANTED, 0, -1, NULL);
	if (!status && run->options->dry_run != OTK_YES &&
		(!note || *self->transcript || run->options->delete_after_verify == OTK_YES))
		status = read_archive(self, &note, error);
	run->host->free(note);
	return status;
}

/* ---- all archives */

/* Whether the failure concerns all further archives: disk, memory, the caller, or a plugin. */
static int ends_run(otk_status status)
{
	return status == OTK_E_IO || status == OTK_E_NOMEM || status == OTK_E_CANCELLED ||
	       status == OTK_E_NO_PLUGIN || status == OTK_E_PLUGIN_ABI ||
	       status == OTK_E_PLUGIN_BROKEN;
}

static otk_status note_failure(
	const otk_sync_archive *self, otk_status status, const otk_error *error)
{
	otk_sync_run_state *run = self->run;
	otk_status told;

	run->result.failed++;
	if (!run->first.status) {
		run->first = *error;
		run->first.status = status;
	}
	told = otk_sync_report(self, OTK_SYNC_FAILED, 0, 0, error);
	return ends_run(status) ? status : told;
}

/* A status that progress() returned has no message, so one is made. */
static otk_status bring_entry(otk_sync_run_state *run, const otk_sync_entry *entry)
{
	otk_sync_archive self = named_archive(run, entry);
	otk_error error = OTK_ERROR_INIT;
	otk_status status = bring_archive(&self, &error);

	if (!status)
		return OTK_OK;
	if (!error.status)
		run->host->fail(&error, status, "%s: stopped by the caller", self.id);
	return note_failure(&self, status, &error);
}

static otk_status grow_entries(otk_sync_run_state *run)
{
	const size_t capacity = run->capacity ? 2 * run->capacity : 64;
	otk_sync_entry *grown = realloc(run->entries, capacity * sizeof(*grown));

	if (!grown)
		return OTK_E_NOMEM;
	run->entries = grown;
	run->capacity = capacity;
	return OTK_OK;
}

/* Collects the archives: inside a walk no other call can be waited for. */
static otk_status note_entry(const void *item, void *userdata)
{
	const otk_archive *archive = item;
	otk_sync_run_state *run = userdata;
	otk_sync_entry entry;

	if (!is_available(archive))
		return OTK_OK;
	run->result.available++;
	if (!is_plain_id(archive->id)) {
		run->result.failed++;
		if (!run->first.status)
			run->host->fail(&run->first, OTK_E_PROTOCOL,
				"the service sent an archive id that cannot be the name of a file");
		return OTK_OK;
	}
	if (run->count == run->capacity && grow_entries(run))
		return OTK_E_NOMEM;
	entry.id = strdup(archive->id);
	entry.individual =
		archive->output_mode && strcmp(archive->output_mode, OTK_OUTPUT_INDIVIDUAL) == 0;
	entry.transcript = has_transcription(archive, OTK_TRANSCRIPTION_AVAILABLE);
	if (!entry.id)
		return OTK_E_NOMEM;
	run->entries[run->count++] = entry;
	return OTK_OK;
}

static void free_entries(otk_sync_run_state *run)
{
	for (size_t i = 0; i < run->count; i++)
		free(run->entries[i].id);
	free(run->entries);
}

/* The oldest first: it expires first. */
static otk_status bring_all(otk_sync_run_state *run, otk_error *error)
{
	const otk_list_options list = OTK_LIST_OPTIONS(.session_id = run->options->session_id);
	otk_status status = run->calls->each(run->client, "archives.list", OTK_ARCHIVES_MINOR, NULL,
		&list, note_entry, run, error);

	for (size_t i = run->count; !status && i--;)
		status = bring_entry(run, &run->entries[i]);
	free_entries(run);
	if (!run->first.status)
		return status;
	if (error)
		*error = run->first;
	return run->first.status;
}

/* Takes the options at the size that the caller knows. */
static otk_status take_options(const otk_host *host, const otk_sync_options *given,
	otk_sync_options *options, otk_error *error)
{
	const char *problem = otk_options_take(options, sizeof(*options), OPTIONS_SIZE_V1, given);

	if (problem)
		return host->fail(error, OTK_E_ARGUMENT, "otk_sync_options: %s", problem);
	problem = otk_options_odd_member(otk_sync_options_type, options);
	if (problem)
		return host->fail(error, OTK_E_ARGUMENT, "%s: is not a known value", problem);
	if (!options->folder || !*options->folder)
		return host->fail(error, OTK_E_ARGUMENT, "folder: it is missing");
	return OTK_OK;
}

static otk_status run_sync(void *state, otk_client *client, const otk_sync_options *given,
	otk_sync_result *result, otk_error *error)
{
	const otk_host *host = state;
	otk_sync_options options = OTK_SYNC_OPTIONS_INIT;
	otk_sync_run_state run = {.host = host,
		.calls = calls_of(host),
		.client = client,
		.options = &options,
		.first = OTK_ERROR_INIT,
		.folder = -1};
	int lock = -1;
	otk_status status = take_options(host, given, &options, error);

	if (!status && !run.calls)
		status = host->fail(error, OTK_E_UNSUPPORTED,
			"sync: this libotk does not offer calls to plugins; install a newer one");
	if (!status)
		status = otk_sync_folder_open(&run, &lock, error);
	if (!status)
		status = bring_all(&run, error);
	if (lock >= 0)
		close(lock);
	if (run.folder >= 0)
		close(run.folder);
	if (result) {
		run.result.struct_size = result->struct_size;
		memcpy(result, &run.result,
			result->struct_size < sizeof(*result) ? result->struct_size
							      : sizeof(*result));
	}
	return status;
}

static otk_status open_sync(const otk_host *host, otk_client *client, const void *settings,
	void **state, otk_error *error)
{
	(void)client, (void)settings, (void)error;
	*state = (void *)host;
	return OTK_OK;
}

static const otk_sync_vtable vtable = {.struct_size = sizeof(vtable), .run = run_sync};

static const otk_interface interfaces[] = {
	{.id = OTK_SYNC_ID, .minor = OTK_SYNC_MINOR, .types = otk_sync_types, .vtable = &vtable},
};

static const otk_plugin plugin = OTK_PLUGIN_DESCRIPTOR("sync", .version = OTK_VERSION,
	.license = "MIT", .summary = "copies of all archives in a folder", .interfaces = interfaces,
	.interface_count = OTK_COUNT_OF(interfaces), .open = open_sync);

OTK_PLUGIN(sync, plugin)
