/* SPDX-License-Identifier: MIT */
/* The ZIP file of an individual archive: a file for each time that a stream was recorded. */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/content.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/zip.h"
#include "tools/sandbox/service/media/archive_file.h"
#include "tools/sandbox/service/session/world.h"
#include "tools/sandbox/state/clock.h"

/* Bytes of one recorded file: small, as ZIP files are made in memory. */
enum { FILE_BYTES = 4096 };

static bool is_individual(json_object *archive)
{
	return sandbox_json_is(archive, "outputMode", "individual");
}

static json_object *files_of(json_object *archive)
{
	json_object *files = sandbox_json_member(archive, "_files");

	if (files)
		return files;
	files = sandbox_new_array();
	sandbox_json_set(archive, "_files", files);
	return files;
}

/* The file of a stream that is being written; NULL: the stream is not recorded. */
static json_object *open_file(json_object *files, const char *stream_id)
{
	for (size_t i = 0; i < sandbox_json_list_size(files); i++) {
		json_object *file = json_object_array_get_idx(files, i);

		if (sandbox_json_is(file, "streamId", stream_id) &&
			!sandbox_json_member(file, "stopTimeOffset"))
			return file;
	}
	return NULL;
}

static int64_t count_files(json_object *files, const char *stream_id)
{
	int64_t count = 0;

	for (size_t i = 0; i < sandbox_json_list_size(files); i++)
		count +=
			sandbox_json_is(json_object_array_get_idx(files, i), "streamId", stream_id);
	return count;
}

/* The first file of a stream has its id as a name; an index follows it in the names of the
 * others. */
static char *file_name(json_object *files, const char *stream_id)
{
	const int64_t count = count_files(files, stream_id);

	return count ? sandbox_print("%s-%" PRId64 ".webm", stream_id, count)
		     : sandbox_print("%s.webm", stream_id);
}

static int64_t offset_now(sandbox *box, json_object *archive)
{
	return sandbox_now(box) - sandbox_json_int(archive, "createdAt", 0);
}

static void begin_file(sandbox *box, json_object *archive, json_object *stream)
{
	json_object *files = files_of(archive);
	const char *stream_id = sandbox_json_text(stream, "id", "");
	json_object *connection = sandbox_store_get(
		box->store, "connection", sandbox_json_text(stream, "connectionId", ""));
	json_object *file = sandbox_new_object();
	char *name = file_name(files, stream_id);

	sandbox_json_set_text(file, "connectionData", sandbox_json_text(connection, "data", ""));
	sandbox_json_set_text(file, "filename", name);
	sandbox_json_set_int(file, "size", FILE_BYTES);
	sandbox_json_set_int(file, "startTimeOffset", offset_now(box, archive));
	sandbox_json_set_text(file, "streamId", stream_id);
	sandbox_json_set_text(file, "videoType", sandbox_json_text(stream, "videoType", ""));
	sandbox_json_append(files, file);
	json_object_put(connection);
	free(name);
}

static bool is_published(json_object *streams, const char *stream_id)
{
	for (size_t i = 0; i < sandbox_json_list_size(streams); i++)
		if (sandbox_json_is(json_object_array_get_idx(streams, i), "id", stream_id))
			return true;
	return false;
}

/* Ends the files of streams that are not in the list; NULL: of all. */
static void end_files(sandbox *box, json_object *archive, json_object *streams)
{
	json_object *files = files_of(archive);

	for (size_t i = 0; i < sandbox_json_list_size(files); i++) {
		json_object *file = json_object_array_get_idx(files, i);

		if (!sandbox_json_member(file, "stopTimeOffset") &&
			!is_published(streams, sandbox_json_text(file, "streamId", "")))
			sandbox_json_set_int(file, "stopTimeOffset", offset_now(box, archive));
	}
}

/* A manual archive records the streams that were added to it. */
static bool is_selected(json_object *archive, const char *stream_id)
{
	json_object *selected = sandbox_json_member(archive, "streams");

	if (!sandbox_json_is(archive, "streamMode", "manual"))
		return true;
	for (size_t i = 0; i < sandbox_json_list_size(selected); i++)
		if (sandbox_json_is(json_object_array_get_idx(selected, i), "streamId", stream_id))
			return true;
	return false;
}

/* The streams that are recorded now. json_object_put() it. */
static json_object *recorded_streams(sandbox *box, json_object *session, json_object *archive)
{
	json_object *all = sandbox_session_list(box, session, "stream");
	json_object *recorded = sandbox_new_array();

	for (size_t i = 0; i < sandbox_json_list_size(all); i++) {
		json_object *stream = json_object_array_get_idx(all, i);

		if (is_selected(archive, sandbox_json_text(stream, "id", "")))
			sandbox_json_append(recorded, json_object_get(stream));
	}
	json_object_put(all);
	return recorded;
}

void sandbox_archive_file_note(sandbox *box, json_object *session, json_object *archive)
{
	json_object *streams;

	if (!is_individual(archive))
		return;
	streams = recorded_streams(box, session, archive);
	end_files(box, archive, streams);
	for (size_t i = 0; i < sandbox_json_list_size(streams); i++) {
		json_object *stream = json_object_array_get_idx(streams, i);

		if (!open_file(files_of(archive), sandbox_json_text(stream, "id", "")))
			begin_file(box, archive, stream);
	}
	json_object_put(streams);
}

void sandbox_archive_file_close(sandbox *box, json_object *archive)
{
	if (!is_individual(archive))
		return;
	end_files(box, archive, NULL);
	sandbox_json_set_flag(archive, "_zip", true);
}

bool sandbox_archive_file_is_zip(json_object *archive)
{
	return sandbox_json_flag(archive, "_zip", false);
}

static void add_manifest(sandbox_zip *zip, json_object *archive)
{
	static const char *const taken[] = {"id", "name", "sessionId", "createdAt", NULL};
	json_object *manifest = sandbox_new_object();
	char *name = sandbox_print("%s.json", sandbox_json_text(archive, "id", ""));
	const char *text;
	size_t size;

	sandbox_json_take(manifest, archive, taken);
	sandbox_json_set_text(manifest, "partnerId", sandbox_json_text(archive, "_owner", ""));
	sandbox_json_set(manifest, "files", json_object_get(files_of(archive)));
	text = sandbox_json_print(manifest, &size);
	sandbox_zip_add(zip, name, text, size);
	json_object_put(manifest);
	free(name);
}

sandbox_bytes sandbox_archive_file(json_object *archive)
{
	json_object *files = files_of(archive);
	sandbox_zip zip = {0};
	char content[FILE_BYTES];

	add_manifest(&zip, archive);
	for (size_t i = 0; i < sandbox_json_list_size(files); i++) {
		const char *name =
			sandbox_json_text(json_object_array_get_idx(files, i), "filename", "");

		sandbox_content_bytes(name, 0, content, sizeof(content));
		sandbox_zip_add(&zip, name, content, sizeof(content));
	}
	return sandbox_zip_finish(&zip);
}
