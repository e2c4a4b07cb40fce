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

/* Bytes of one recorded file: small, as ZIP files are made in memory. Clients that publish after
 * that number of files are not recorded. */
enum { FILE_BYTES = 4096, MAX_FILES = 10000 };

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

/* Returns the ids of the streams that are being recorded, as names of members: a search in the list
 * of files for each stream would take time that grows with the square. json_object_put() it. */
static json_object *open_streams(json_object *files)
{
	json_object *open = sandbox_new_object();

	for (size_t i = 0; i < sandbox_json_list_size(files); i++) {
		json_object *file = json_object_array_get_idx(files, i);

		if (!sandbox_json_member(file, "stopTimeOffset"))
			sandbox_json_set_flag(open, sandbox_json_text(file, "streamId", ""), true);
	}
	return open;
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
	json_object *connection, *file;
	char *name;

	if (sandbox_json_list_size(files) >= MAX_FILES)
		return;
	connection = sandbox_store_get(
		box->store, "connection", sandbox_json_text(stream, "connectionId", ""));
	file = sandbox_new_object();
	name = file_name(files, stream_id);
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

/* Ends the files of streams that are not published, by their ids; NULL: of all. */
static void end_files(sandbox *box, json_object *archive, json_object *streams)
{
	json_object *files = files_of(archive);

	for (size_t i = 0; i < sandbox_json_list_size(files); i++) {
		json_object *file = json_object_array_get_idx(files, i);

		if (!sandbox_json_member(file, "stopTimeOffset") &&
			!sandbox_json_member(streams, sandbox_json_text(file, "streamId", "")))
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

/* Returns the streams that are recorded now, by their ids. json_object_put() it. */
static json_object *recorded_streams(sandbox *box, json_object *session, json_object *archive)
{
	static const char *const needed[] = {"id", "connectionId", "videoType", NULL};
	sandbox_walk walk = sandbox_session_walk(box, session, "stream");
	json_object *recorded = sandbox_new_object();
	json_object *stream;

	while ((stream = sandbox_walk_next(&walk))) {
		const char *id = sandbox_json_text(stream, "id", "");

		if (is_selected(archive, id)) {
			json_object *part = sandbox_new_object();

			sandbox_json_take(part, stream, needed);
			sandbox_json_set(recorded, id, part);
		}
		json_object_put(stream);
	}
	return recorded;
}

void sandbox_archive_file_note(sandbox *box, json_object *session, json_object *archive)
{
	json_object *streams, *open;
	json_object_iter each;

	if (!is_individual(archive))
		return;
	streams = recorded_streams(box, session, archive);
	end_files(box, archive, streams);
	open = open_streams(files_of(archive));
	json_object_object_foreachC(streams, each) {
		if (!sandbox_json_member(open, each.key))
			begin_file(box, archive, each.val);
	}
	json_object_put(open);
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
	static const char *const taken[] = {
		"id", "name", "partnerId", "sessionId", "createdAt", NULL};
	json_object *manifest = sandbox_new_object();
	char *name = sandbox_print("%s.json", sandbox_json_text(archive, "id", ""));
	const char *text;
	size_t size;

	sandbox_json_take(manifest, archive, taken);
	if (!sandbox_json_member(manifest, "partnerId")) /* of an application */
		sandbox_json_set_text(
			manifest, "partnerId", sandbox_json_text(archive, "_owner", ""));
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
