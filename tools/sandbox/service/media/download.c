/* SPDX-License-Identifier: MIT */
/* Downloads of archives. */
#include "config.h"

#include <gnutls/crypto.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/base/zip.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/media/archive_file.h"
#include "tools/sandbox/service/media/download.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/state/clock.h"

#define TRANSCRIPT "transcription.zip"

enum { VALID_MS = 10 * 60 * 1000 };

static char *url_signature(sandbox *box, const char *id, const char *expires)
{
	char *key = sandbox_store_setting(box->store, "download_key");
	char *text = sandbox_print("%s.%s", id, expires);
	unsigned char digest[32] = {0};
	char *digits;

	if (!key) {
		key = sandbox_random_hex(32);
		sandbox_store_set(box->store, "download_key", key);
	}
	sandbox_hmac_sha256(key, text, strlen(text), digest);
	digits = sandbox_hex(digest, sizeof(digest));
	explicit_bzero(key, strlen(key));
	free(key);
	free(text);
	return digits;
}

static char *signed_url(sandbox *box, json_object *archive, const char *name)
{
	const char *id = sandbox_json_text(archive, "id", "");
	/* Whole seconds: lists that are sent within a second are the same (list.h). */
	char *expires = sandbox_print("%" PRId64, sandbox_now(box) / 1000 * 1000 + VALID_MS);
	char *proof = url_signature(box, id, expires);
	char *part = sandbox_percent_encode(id);
	char *url = sandbox_print("%s/sandbox/download/%s/%s?expires=%s&signature=%s", box->url,
		part, name, expires, proof);

	free(part);
	free(expires);
	free(proof);
	return url;
}

char *sandbox_download_url(sandbox *box, json_object *archive)
{
	const bool individual = sandbox_json_is(archive, "outputMode", "individual");

	return signed_url(box, archive, individual ? "archive.zip" : "archive.mp4");
}

char *sandbox_transcript_url(sandbox *box, json_object *archive)
{
	return signed_url(box, archive, TRANSCRIPT);
}

static bool is_valid_url(sandbox_request *request)
{
	const char *expires = sandbox_json_text(request->query, "expires", "");
	const char *given = sandbox_json_text(request->query, "signature", "");
	char *proof = url_signature(request->box, sandbox_parameter(request, "archiveId"), expires);
	int64_t until = 0;
	bool good = sandbox_same_text(proof, given) && sandbox_number(expires, &until) &&
		    until >= sandbox_now(request->box) &&
		    sandbox_json_is(request->object, "status", "available");

	free(proof);
	return good;
}

/* Reads one range "bytes=FROM-[TO]" or "bytes=-LAST". False: the whole file is sent. */
static bool read_range(const char *header, int64_t size, int64_t *from, int64_t *to)
{
	char first[24] = "";
	char last[24] = "";
	const char *dash;

	if (!header || strncmp(header, "bytes=", 6) != 0 || strchr(header, ','))
		return false;
	dash = strchr(header + 6, '-');
	if (!dash || dash - header - 6 >= (int)sizeof(first) || strlen(dash + 1) >= sizeof(last))
		return false;
	memcpy(first, header + 6, (size_t)(dash - header - 6));
	memcpy(last, dash + 1, strlen(dash + 1));
	*to = size - 1;
	if (!*first) {
		if (!sandbox_number(last, from) || *from < 0)
			return false;
		*from = *from < size ? size - *from : 0;
		return true;
	}
	if (!sandbox_number(first, from) || *from < 0 ||
		(*last && (!sandbox_number(last, to) || *to < *from)))
		return false;
	if (*to >= size)
		*to = size - 1;
	return true;
}

/* Sets the body: computed bytes, or those of the ZIP file of an individual archive. */
static void set_body(sandbox_request *request, int64_t from, int64_t size)
{
	sandbox_bytes whole = {0};

	request->reply.size = size;
	if (!sandbox_archive_file_is_zip(request->object)) {
		request->reply.download.start = from;
		request->reply.download.seed =
			sandbox_copy(sandbox_parameter(request, "archiveId"));
		return;
	}
	whole = sandbox_archive_file(request->object);
	if (from)
		memmove(whole.data, whole.data + from, (size_t)size);
	free(request->reply.text);
	request->reply.text = whole.data;
}

static void reply_range(sandbox_request *request, int64_t size, int64_t from, int64_t to)
{
	char *range;

	if (from >= size) {
		range = sandbox_print("bytes */%" PRId64, size);
		sandbox_reply_header(request, "Content-Range", range);
		free(range);
		sandbox_reply_empty(request, 416);
		return;
	}
	range = sandbox_print("bytes %" PRId64 "-%" PRId64 "/%" PRId64, from, to, size);
	sandbox_reply_header(request, "Content-Range", range);
	free(range);
	sandbox_reply_empty(request, 206);
	set_body(request, from, to - from + 1);
}

/* The form of transcripts is not documented: a ZIP file with a made-up JSON text. */
static void send_transcript(sandbox_request *request)
{
	json_object *transcription = sandbox_json_member(request->object, "transcription");
	json_object *content = sandbox_new_object();
	sandbox_zip zip = {0};
	sandbox_bytes file;
	const char *text;
	size_t size;

	sandbox_json_set_text(
		content, "language", sandbox_json_text(transcription, "primaryLanguageCode", ""));
	sandbox_json_set(content, "segments", sandbox_new_array());
	text = sandbox_json_print(content, &size);
	sandbox_zip_add(&zip, "transcript.json", text, size);
	json_object_put(content);
	file = sandbox_zip_finish(&zip);
	sandbox_reply_bytes(request, "application/zip", &file);
}

static void send_download(sandbox_request *request)
{
	const int64_t size = sandbox_json_int(request->object, "size", 0);
	const char *if_range = sandbox_header(request, "If-Range");
	char *tag = sandbox_print("\"%.16s\"", sandbox_json_text(request->object, "sha256sum", ""));
	int64_t from;
	int64_t to;

	if (!is_valid_url(request)) {
		sandbox_reply_text(request, 403, "text/plain", "Request has expired\n");
		free(tag);
		return;
	}
	if (strcmp(sandbox_parameter(request, "name"), TRANSCRIPT) == 0) {
		send_transcript(request);
		free(tag);
		return;
	}
	sandbox_reply_header(request, "Accept-Ranges", "bytes");
	sandbox_reply_header(request, "ETag", tag);
	if (read_range(sandbox_header(request, "Range"), size, &from, &to) &&
		(!if_range || strcmp(if_range, tag) == 0)) {
		reply_range(request, size, from, to);
	} else {
		sandbox_reply_empty(request, 200);
		set_body(request, 0, size);
	}
	request->reply.type = sandbox_json_is(request->object, "outputMode", "individual")
				      ? "application/zip"
				      : "video/mp4";
	free(tag);
}

const sandbox_route sandbox_download_routes[] = {
	{
		.method = "GET",
		.path = "/sandbox/download/{archiveId}/{name}",
		.summary = "sends the file of an archive",
		.auth = SANDBOX_AUTH_NONE,
		.object = "archive",
		.parameter = "archiveId",
		.handle = send_download,
	},
	{0},
};
