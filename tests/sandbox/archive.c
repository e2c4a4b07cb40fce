/* SPDX-License-Identifier: MIT */
/* Archives: their options, their life, their files. */
#include "config.h"

#include <gnutls/crypto.h>
#include <stdio.h>
#include <string.h>

#include "tests/sandbox/box.h"

#define ARCHIVE PROJECT_PATH "/archive"

static test_box server;

static json_object *begin(const char *session, const char *more)
{
	return WANT(200, PROJECT, "POST", ARCHIVE, text("{\"sessionId\":\"%s\"%s}", session, more));
}

static void refuse(const char *session, const char *more, long status, int code)
{
	json_object *seen = WANT(
		status, PROJECT, "POST", ARCHIVE, text("{\"sessionId\":\"%s\"%s}", session, more));

	CHECK_CASE(number(seen, "code") == code, "%s: code %d, not %d", more,
		(int)number(seen, "code"), code);
}

static const char *path_of(json_object *archive, const char *more)
{
	return text(ARCHIVE "/%s%s", member(archive, "id"), more);
}

static void advance(long seconds)
{
	bool settled = false;

	/* A request has limited time; on a busy machine, the next one handles the other events. */
	for (int requests = 0; !settled && requests < 100; requests++, seconds = 0)
		settled = json_object_get_boolean(part(WANT(200, NOBODY, "POST", "/sandbox/clock",
							       text("{\"advance\":%ld}", seconds)),
			"settled"));
	CHECK(settled);
}

static json_object *get(json_object *archive)
{
	return WANT(200, PROJECT, "GET", path_of(archive, ""), NULL);
}

/* Returns the archive as the control interface shows it. */
static json_object *inside(json_object *archive)
{
	return WANT(200, NOBODY, "GET", text("/sandbox/archive/%s", member(archive, "id")), NULL);
}

static const char *busy_session(void)
{
	const char *session = new_session(&server, "p2p.preference=disabled");

	publish(&server, session);
	return session;
}

static void life_cycle(void)
{
	const char *session = busy_session();
	json_object *archive = begin(session, ",\"name\":\"weekly\"");
	int64_t expired;

	CHECK_STR(member(archive, "status"), "started");
	CHECK_STR(member(archive, "name"), "weekly");
	CHECK_STR(member(archive, "resolution"), "640x480");
	CHECK_INT(number(archive, "projectId"), 123456);
	CHECK(!part(archive, "url"));
	advance(62);
	archive = WANT(200, PROJECT, "POST", path_of(archive, "/stop"), NULL);
	CHECK_STR(member(archive, "status"), "stopped");
	CHECK_STR(member(archive, "reason"), "user initiated");
	CHECK(number(archive, "duration") >= 62 && number(archive, "duration") < 82);
	CHECK_INT(number(archive, "size"), 0);
	archive = wait_for(&server, PROJECT, path_of(archive, ""), "status", "available");
	CHECK(number(archive, "size") > 62 * 1024);
	CHECK_HAS(member(archive, "url"), "/sandbox/download/");
	advance(72 * 3600 + 1);
	archive = get(archive);
	CHECK_STR(member(archive, "status"), "expired");
	CHECK(!part(archive, "url"));
	expired = number(archive, "updatedAt") - number(archive, "createdAt");
	CHECK(expired >= (62 + 72 * 3600) * INT64_C(1000));
	CHECK(expired < (82 + 72 * 3600) * INT64_C(1000));
}

static void options_are_kept(void)
{
	const char *session = busy_session();
	json_object *archive = begin(session,
		",\"hasAudio\":\"false\",\"hasVideo\":true,\"resolution\":\"1280x720\","
		"\"streamMode\":\"manual\",\"multiArchiveTag\":\"t\",\"maxBitRate\":500000,"
		"\"layout\":{\"type\":\"bestFit\",\"screenshareType\":\"pip\"},\"unknown\":1");

	CHECK_INT(number(archive, "hasAudio"), 0);
	CHECK_STR(member(archive, "resolution"), "1280x720");
	CHECK_STR(member(archive, "streamMode"), "manual");
	CHECK_STR(member(archive, "multiArchiveTag"), "t");
	CHECK_INT(number(archive, "maxBitrate"), 500000);
	CHECK_STR(member(inside(archive), "_layout.screenshareType"), "pip");
	archive = begin(session, ",\"outputMode\":\"individual\",\"hasTranscription\":true,"
				 "\"transcriptionProperties\":{\"PrimaryLanguageCode\":\"de-DE\","
				 "\"HasSummary\":true}");
	CHECK_STR(member(archive, "transcription.primaryLanguageCode"), "de-DE");
	CHECK_INT(number(archive, "transcription.hasSummary"), 1);
	CHECK(!part(archive, "resolution"));
}

static void bad_options_are_refused(void)
{
	static const char *const cases[] = {
		",\"hasAudio\":false,\"hasVideo\":false",
		",\"hasAudio\":\"maybe\"",
		",\"hasAudio\":1",
		",\"name\":7",
		",\"name\":\"a\\u0000b\"",
		",\"outputMode\":\"other\"",
		",\"streamMode\":\"other\"",
		",\"resolution\":\"1x1\"",
		",\"resolution\":\"640x480\",\"outputMode\":\"individual\"",
		",\"layout\":{\"type\":\"pip\"},\"outputMode\":\"individual\"",
		",\"layout\":\"pip\"",
		",\"layout\":{}",
		",\"layout\":{\"type\":\"nice\"}",
		",\"layout\":{\"type\":\"custom\"}",
		",\"layout\":{\"type\":\"pip\",\"stylesheet\":\"a\"}",
		",\"layout\":{\"type\":\"pip\",\"screenshareType\":\"pip\"}",
		",\"layout\":{\"type\":\"bestFit\",\"screenshareType\":\"custom\"}",
		",\"maxBitrate\":99999",
		",\"maxBitrate\":6000001",
		",\"maxBitrate\":100000.5",
		",\"maxBitrate\":200000,\"quantizationParameter\":20",
		",\"quantizationParameter\":14",
		",\"quantizationParameter\":41",
		",\"hasTranscription\":true",
		",\"transcriptionProperties\":{}",
	};
	const char *session = busy_session();

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		box_response seen = ask(&server, PROJECT, "POST", ARCHIVE,
			text("{\"sessionId\":\"%s\"%s}", session, cases[i]));

		CHECK_CASE(seen.status == 400, "%s: %ld", cases[i], seen.status);
	}
	WANT(400, PROJECT, "POST", ARCHIVE, "{}");
	WANT(400, PROJECT, "POST", ARCHIVE, "{\"sessionId\":\"nonsense\"}");
	WANT(400, PROJECT, "POST", ARCHIVE, NULL);
	/* None of them has created anything. */
	CHECK_INT(number(WANT(200, PROJECT, "GET", text(ARCHIVE "?sessionId=%s", session), NULL),
			  "count"),
		0);
}

static void sessions_that_cannot_be_archived(void)
{
	const char *empty = new_session(&server, "p2p.preference=disabled");
	const char *relayed = new_session(&server, "p2p.preference=enabled");
	const char *secret = new_session(&server, "p2p.preference=disabled&e2ee=true");
	const char *session = busy_session();

	refuse(empty, "", 404, -1);
	publish(&server, relayed);
	refuse(relayed, "", 409, 15008);
	publish(&server, secret);
	refuse(secret, "", 409, 15008);
	begin(session, "");
	refuse(session, "", 409, 15001);
	begin(session, ",\"multiArchiveTag\":\"a\"");
	refuse(session, ",\"multiArchiveTag\":\"a\"", 409, 15001);
	begin(session, ",\"multiArchiveTag\":\"b\"");
}

static void unknown_and_foreign_ids(void)
{
	json_object *archive = begin(busy_session(), "");
	const char *foreign = text("/v2/project/654321/archive/%s", member(archive, "id"));

	WANT(404, PROJECT, "GET", ARCHIVE "/nothing", NULL);
	WANT(404, PROJECT, "POST", ARCHIVE "/nothing/stop", NULL);
	WANT(404, PROJECT, "DELETE", ARCHIVE "/nothing", NULL);
	WANT(404, OTHER_PROJECT, "GET", foreign, NULL);
	/* Ids are decoded. */
	WANT(200, PROJECT, "GET",
		text(ARCHIVE "/%%%02x%s", member(archive, "id")[0], member(archive, "id") + 1),
		NULL);
}

static void stopping_and_deleting_at_the_wrong_time(void)
{
	json_object *archive = begin(busy_session(), "");
	json_object *seen = WANT(409, PROJECT, "DELETE", path_of(archive, ""), NULL);

	CHECK_INT(number(seen, "code"), 15004);
	WANT(200, PROJECT, "POST", path_of(archive, "/stop"), "{}");
	seen = WANT(409, PROJECT, "POST", path_of(archive, "/stop"), NULL);
	CHECK_INT(number(seen, "code"), 15002);
	wait_for(&server, PROJECT, path_of(archive, ""), "status", "available");
	WANT(204, PROJECT, "DELETE", path_of(archive, ""), NULL);
	WANT(204, PROJECT, "DELETE", path_of(archive, ""), NULL);
	CHECK_STR(member(get(archive), "status"), "deleted");
	seen = WANT(200, PROJECT, "GET",
		text(ARCHIVE "?sessionId=%s", member(archive, "sessionId")), NULL);
	CHECK_INT(number(seen, "count"), 0);
}

static void paused_without_streams(void)
{
	const char *session = new_session(&server, "p2p.preference=disabled");
	const char *stream = publish(&server, session);
	json_object *archive = begin(session, "");
	const char *stream_path = text("/sandbox/session/%s/stream/%s", session, stream);

	advance(10);
	WANT(204, NOBODY, "DELETE", stream_path, NULL);
	CHECK_STR(member(get(archive), "status"), "paused");
	advance(100);
	publish(&server, session);
	CHECK_STR(member(get(archive), "status"), "started");
	advance(5);
	archive = WANT(200, PROJECT, "POST", path_of(archive, "/stop"), NULL);
	CHECK(number(archive, "duration") >= 15 && number(archive, "duration") < 60);
}

static void archives_end_automatically(void)
{
	const char *session = new_session(&server, "p2p.preference=disabled");
	json_object *connection =
		WANT(201, NOBODY, "POST", text("/sandbox/session/%s/connection", session), "{}");
	json_object *archive = begin(session, "");

	/* Nobody publishes within a minute. */
	advance(45);
	CHECK_STR(member(get(archive), "status"), "started");
	advance(16);
	CHECK_STR(member(get(archive), "reason"), "maximum idle time exceeded");
	CHECK_INT(number(get(archive), "size"), 0);
	/* The last client leaves. */
	session = busy_session();
	archive = begin(session, "");
	connection = WANT(200, NOBODY, "GET", text("/sandbox/session/%s", session), NULL);
	WANT(204, NOBODY, "DELETE",
		text("/sandbox/session/%s/connection/%s", session,
			member(connection, "connections.0.id")),
		NULL);
	advance(45);
	CHECK_STR(member(get(archive), "status"), "paused");
	advance(16);
	CHECK_STR(member(get(archive), "reason"), "session ended");
	/* Four hours of recording. */
	archive = begin(busy_session(), "");
	advance(4 * 3600 + 1);
	CHECK_STR(member(get(archive), "reason"), "maximum duration exceeded");
	CHECK_INT(number(get(archive), "duration"), 4 * 3600);
}

static void automatic_archives(void)
{
	const char *session = new_session(
		&server, "p2p.preference=disabled&archiveMode=always&archiveName=Daily");
	const char *list = text(ARCHIVE "?sessionId=%s", session);
	json_object *seen;

	WANT(201, NOBODY, "POST", text("/sandbox/session/%s/connection", session), "{}");
	CHECK_INT(number(WANT(200, PROJECT, "GET", list, NULL), "count"), 0);
	publish(&server, session);
	publish(&server, session);
	seen = WANT(200, PROJECT, "GET", list, NULL);
	CHECK_INT(number(seen, "count"), 1);
	CHECK_STR(member(seen, "items.0.name"), "Daily");
	refuse(session, "", 409, 15001);
	/* A new archive starts every four hours. */
	advance(4 * 3600 + 1);
	seen = WANT(200, PROJECT, "GET", list, NULL);
	CHECK_INT(number(seen, "count"), 2);
	CHECK_STR(member(seen, "items.0.status"), "started");
	CHECK_STR(member(seen, "items.1.reason"), "maximum duration exceeded");
}

static void layouts_change(void)
{
	json_object *archive = begin(busy_session(), "");

	WANT(200, PROJECT, "PUT", path_of(archive, "/layout"),
		"{\"type\":\"custom\",\"stylesheet\":\"stream {float: left;}\"}");
	CHECK_STR(member(inside(archive), "_layout.stylesheet"), "stream {float: left;}");
	WANT(400, PROJECT, "PUT", path_of(archive, "/layout"), "{\"type\":\"custom\"}");
	WANT(415, PROJECT, "PUT", path_of(archive, "/layout?/session/create"), "a=b");
	archive = begin(busy_session(), ",\"outputMode\":\"individual\"");
	WANT(400, PROJECT, "PUT", path_of(archive, "/layout"), "{\"type\":\"pip\"}");
}

static void streams_are_selected(void)
{
	const char *session = new_session(&server, "p2p.preference=disabled");
	const char *stream = publish(&server, session);
	json_object *archive = begin(session, ",\"streamMode\":\"manual\"");
	const char *path = path_of(archive, "/streams");

	WANT(204, PROJECT, "PATCH", path,
		text("{\"addStream\":\"%s\",\"hasVideo\":false}", stream));
	CHECK_INT(number(get(archive), "streams"), 1);
	CHECK_INT(number(get(archive), "streams.0.hasVideo"), 0);
	WANT(204, PROJECT, "PATCH", path, text("{\"addStream\":\"%s\"}", stream));
	CHECK_INT(number(get(archive), "streams"), 1);
	CHECK_INT(number(get(archive), "streams.0.hasVideo"), 1);
	WANT(400, PROJECT, "PATCH", path, "{}");
	WANT(400, PROJECT, "PATCH", path, "{\"addStream\":\"a\",\"removeStream\":\"b\"}");
	WANT(400, PROJECT, "PATCH", path,
		text("{\"addStream\":\"%s\",\"hasAudio\":false,\"hasVideo\":false}", stream));
	WANT(404, PROJECT, "PATCH", path, "{\"addStream\":\"unknown\"}");
	WANT(204, PROJECT, "PATCH", path, text("{\"removeStream\":\"%s\"}", stream));
	archive = begin(session, ",\"multiArchiveTag\":\"auto\"");
	WANT(405, PROJECT, "PATCH", path_of(archive, "/streams"),
		text("{\"addStream\":\"%s\"}", stream));
}

static void lists_are_paged(void)
{
	const char *session = busy_session();
	const char *other = busy_session();
	json_object *seen;

	for (int i = 0; i < 7; i++)
		begin(session, text(",\"multiArchiveTag\":\"%d\",\"name\":\"n%d\"", i, i));
	begin(other, "");
	seen = WANT(
		200, PROJECT, "GET", text(ARCHIVE "?sessionId=%s&count=3&offset=2", session), NULL);
	CHECK_INT(number(seen, "count"), 7);
	CHECK_INT(number(seen, "items"), 3);
	CHECK_STR(member(seen, "items.0.name"), "n4");
	CHECK_STR(member(seen, "items.2.name"), "n2");
	seen = WANT(200, PROJECT, "GET", text(ARCHIVE "?sessionId=%s&offset=7", session), NULL);
	CHECK_INT(number(seen, "count"), 7);
	CHECK_INT(number(seen, "items"), 0);
	seen = WANT(200, PROJECT, "GET", ARCHIVE, NULL);
	CHECK(number(seen, "count") >= 8);
	CHECK_STR(member(seen, "items.0.sessionId"), other);
	WANT(400, PROJECT, "GET", ARCHIVE "?count=1001", NULL);
	WANT(400, PROJECT, "GET", ARCHIVE "?count=-1", NULL);
	WANT(400, PROJECT, "GET", ARCHIVE "?offset=x", NULL);
}

static const char *digest_of(const char *data, size_t size)
{
	unsigned char digest[32];
	char digits[65] = "";

	gnutls_hash_fast(GNUTLS_DIG_SHA256, data, size, digest);
	for (size_t i = 0; i < sizeof(digest); i++)
		snprintf(digits + 2 * i, 3, "%02x", digest[i]);
	return text("%s", digits);
}

static box_response fetch(const char *url, const char *header)
{
	return ask_with(&server, "GET", url + strlen(server.url), NULL, header, NULL);
}

static void files_can_be_downloaded(void)
{
	json_object *archive = begin(busy_session(), "");
	const char *url;
	box_response whole, piece;

	WANT(200, PROJECT, "POST", path_of(archive, "/stop"), NULL);
	wait_for(&server, PROJECT, path_of(archive, ""), "status", "available");
	archive = WANT(200, NOBODY, "POST", text("/sandbox/archive/%s", member(archive, "id")),
		"{\"size\":200001}");
	archive = get(archive);
	url = member(archive, "url");
	whole = fetch(url, NULL);
	CHECK_INT(whole.status, 200);
	CHECK_INT(whole.size, 200001);
	CHECK_STR(digest_of(whole.body, whole.size), member(archive, "sha256sum"));
	piece = fetch(url, "Range: bytes=100003-150000");
	CHECK_INT(piece.status, 206);
	CHECK_INT(piece.size, 49998);
	CHECK(memcmp(piece.body, whole.body + 100003, piece.size) == 0);
	CHECK_HAS(piece.headers, "Content-Range: bytes 100003-150000/200001");
	/* A file that begins with '<' would be taken for a web page. */
	CHECK(memcmp(whole.body + 4, "ftyp", 4) == 0);
	piece = fetch(url, "Range: bytes=5-8");
	CHECK(memcmp(piece.body, whole.body + 5, 4) == 0);
	piece = fetch(url, "Range: bytes=-5");
	CHECK_INT(piece.size, 5);
	CHECK(memcmp(piece.body, whole.body + 199996, 5) == 0);
	CHECK_INT(fetch(url, "Range: bytes=200001-").status, 416);
	CHECK_INT(fetch(url, "Range: bytes=9-3").status, 200);
	CHECK_INT(fetch(text("%sx", url), NULL).status, 403);
	advance(601);
	CHECK_INT(fetch(url, NULL).status, 403);
	CHECK_INT(fetch(member(get(archive), "url"), "Range: bytes=0-0").status, 206);
}

/* ---- ZIP files, read as APPNOTE.TXT of PKWARE describes them */

static uint32_t number_at(const char *bytes, size_t width)
{
	uint32_t value = 0;

	while (width--)
		value = value << 8 | (unsigned char)bytes[width];
	return value;
}

/* CRC-32 by the remainders of four bits, which are computed in the other direction. */
static uint32_t crc_of(const char *data, size_t size)
{
	static const uint32_t remainders[16] = {0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac,
		0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8,
		0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < size; i++) {
		const unsigned char byte = (unsigned char)data[i];

		crc = crc >> 4 ^ remainders[(crc ^ byte) & 15];
		crc = crc >> 4 ^ remainders[(crc ^ byte >> 4) & 15];
	}
	return ~crc;
}

/* Checks an entry by its line of the directory, and returns the next line. */
static const char *check_entry(box_response file, const char *line)
{
	const size_t name_size = number_at(line + 28, 2), size = number_at(line + 24, 4);
	const size_t offset = number_at(line + 42, 4);
	const char *entry = file.body + offset, *data = entry + 30 + name_size;

	CHECK_INT(number_at(line, 4), 0x02014b50);
	CHECK_INT(number_at(line + 4, 2), 20); /* made by */
	CHECK_INT(number_at(line + 10, 2), 0); /* stored */
	CHECK_INT(number_at(line + 20, 4), size);
	CHECK_INT(number_at(line + 30, 4), 0); /* extra fields, comment */
	CHECK_INT(number_at(line + 34, 4), 0); /* disk, internal attributes */
	CHECK_INT(number_at(line + 38, 4), 0); /* external attributes */
	if (!CHECK(offset + 30 + name_size + size < file.size))
		return line;
	CHECK_INT(number_at(entry, 4), 0x04034b50);
	CHECK(memcmp(entry + 4, line + 6, 26) == 0);
	CHECK(memcmp(entry + 30, line + 46, name_size) == 0);
	CHECK_INT(number_at(line + 16, 4), crc_of(data, size));
	return line + 46 + name_size;
}

static void check_zip(box_response file, size_t count)
{
	const char *end = file.body + file.size - 22, *line;

	if (!CHECK(file.size > 22))
		return;
	CHECK_INT(number_at(end, 4), 0x06054b50);
	CHECK_INT(number_at(end + 4, 4), 0); /* disks */
	CHECK_INT(number_at(end + 8, 2), count);
	CHECK_INT(number_at(end + 10, 2), count);
	CHECK_INT(number_at(end + 20, 2), 0);
	if (!CHECK_INT(number_at(end + 12, 4) + number_at(end + 16, 4), file.size - 22))
		return;
	line = file.body + number_at(end + 16, 4);
	for (size_t i = 0; i < count; i++)
		line = check_entry(file, line);
	CHECK(line == end);
}

static void files_of_streams_are_zipped(void)
{
	const char *session = busy_session();
	json_object *archive = begin(session, ",\"outputMode\":\"individual\"");
	box_response file;

	CHECK_INT(crc_of("123456789", 9), 0xcbf43926);
	WANT(200, PROJECT, "POST", path_of(archive, "/stop"), NULL);
	archive = wait_for(&server, PROJECT, path_of(archive, ""), "status", "available");
	file = fetch(member(archive, "url"), NULL);
	check_zip(file, 2);
	CHECK_HAS(file.body + 30, text("\"partnerId\":%s,", KEY)); /* a number */
	/* One that was added is a ZIP file as well, unless its size is given. */
	session = busy_session();
	archive = WANT(201, NOBODY, "POST", text("/sandbox/session/%s/archive", session),
		"{\"outputMode\":\"individual\",\"duration\":60}");
	archive =
		WANT(200, PROJECT, "GET", text(ARCHIVE "/%s", member(archive, "archiveId")), NULL);
	file = fetch(member(archive, "url"), NULL);
	CHECK_INT(file.size, number(archive, "size"));
	check_zip(file, 1);
	archive = WANT(201, NOBODY, "POST", text("/sandbox/session/%s/archive", session),
		"{\"outputMode\":\"individual\",\"size\":5000}");
	archive =
		WANT(200, PROJECT, "GET", text(ARCHIVE "/%s", member(archive, "archiveId")), NULL);
	CHECK_INT(fetch(member(archive, "url"), NULL).size, 5000);
}

static void archives_are_uploaded_to_storage(void)
{
	const char *path = ARCHIVE "/storage";
	json_object *archive = begin(busy_session(), "");

	WANT(400, PROJECT, "PUT", path, "{\"type\":\"ftp\",\"config\":{}}");
	WANT(400, PROJECT, "PUT", path, "{\"type\":\"s3\",\"config\":{\"accessKey\":\"a\"}}");
	WANT(400, PROJECT, "PUT", path, "{\"type\":\"s3\"}");
	WANT(404, PROJECT, "DELETE", path, NULL);
	WANT(200, PROJECT, "PUT", path,
		"{\"type\":\"azure\",\"config\":{\"accountName\":\"a\",\"accountKey\":\"b\","
		"\"container\":\"c\"},\"certificate\":null}");
	WANT(200, PROJECT, "POST", path_of(archive, "/stop"), NULL);
	archive = wait_for(&server, PROJECT, path_of(archive, ""), "status", "uploaded");
	CHECK(!part(archive, "url"));
	WANT(204, PROJECT, "DELETE", path, NULL);
}

static void any_state_can_be_forced(void)
{
	json_object *archive = begin(busy_session(), "");
	const char *control = text("/sandbox/archive/%s", member(archive, "id"));

	WANT(200, NOBODY, "POST", control, "{\"status\":\"failed\",\"reason\":\"on purpose\"}");
	CHECK_STR(member(get(archive), "reason"), "on purpose");
	WANT(200, NOBODY, "POST", control, "{\"status\":\"from the future\"}");
	CHECK_STR(member(get(archive), "status"), "from the future");
}

static void applications_have_archives_too(void)
{
	const char *session = member(
		WANT(200, VONAGE_APPLICATION, "POST", "/session/create", "p2p.preference=disabled"),
		"0.session_id");
	json_object *archive;

	publish(&server, session);
	archive = WANT(200, VONAGE_APPLICATION, "POST", "/v2/project/" APPLICATION "/archive",
		text("{\"sessionId\":\"%s\"}", session));
	CHECK_STR(member(archive, "applicationId"), APPLICATION);
	CHECK(!part(archive, "projectId"));
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(life_cycle),
		TEST(options_are_kept),
		TEST(bad_options_are_refused),
		TEST(sessions_that_cannot_be_archived),
		TEST(unknown_and_foreign_ids),
		TEST(stopping_and_deleting_at_the_wrong_time),
		TEST(paused_without_streams),
		TEST(archives_end_automatically),
		TEST(automatic_archives),
		TEST(layouts_change),
		TEST(streams_are_selected),
		TEST(lists_are_paged),
		TEST(files_can_be_downloaded),
		TEST(files_of_streams_are_zipped),
		TEST(archives_are_uploaded_to_storage),
		TEST(any_state_can_be_forced),
		TEST(applications_have_archives_too),
	};

	return box_test_main("sandbox archives", tests, COUNT_OF(tests), &server);
}
