/* SPDX-License-Identifier: MIT */
/* The plugin "manifest": files of individual archives, and ZIP files that want to do harm. */
#include "config.h"

#include <otk/manifest.h>
#include <otk/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#include "tests/harness.h"
#include "tests/plugins/add_features.h"
#include "tests/torture.h"

otk_plugin_entry_fn otk_plugin_manifest_entry;

static otk_client *client;
static otk_error error;
static char path[64];

#define CREATED "\"createdAt\":1700000000000"
#define FILE_OF(name, stream, from, to)                                                         \
	"{\"filename\":\"" name "\",\"streamId\":\"" stream "\",\"size\":3,\"connectionData\":" \
	"\"a\\nb\",\"startTimeOffset\":" #from ",\"stopTimeOffset\":" #to ",\"videoType\":"     \
	"\"camera\"}"

/* One entry of a ZIP file that a test makes. */
typedef struct entry {
	const char *name;
	const char *text;
	size_t size; /* 0: strlen(text) */
	bool secret; /* encrypted */
} entry;

static bool make_zip(const entry *entries)
{
	int code = 0;
	zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);

	for (; zip && entries->name; entries++) {
		const size_t size = entries->size ? entries->size : strlen(entries->text);
		zip_source_t *source = zip_source_buffer(zip, entries->text, size, 0);
		const zip_int64_t index = zip_file_add(zip, entries->name, source, 0);

		if (!CHECK(index >= 0))
			return false;
		if (entries->secret)
			CHECK_INT(zip_file_set_encryption(
					  zip, (zip_uint64_t)index, ZIP_EM_AES_256, "x"),
				0);
	}
	return CHECK(zip != NULL) && CHECK_INT(zip_close(zip), 0);
}

/* Reads the file at `path`; *manifest may be NULL on return. */
static otk_status read_zip(otk_manifest **manifest)
{
	FILE *file = fopen(path, "rb");
	otk_status status;

	*manifest = NULL;
	if (!CHECK(file != NULL))
		return OTK_E_IO;
	status = otk_manifest_read(client, fileno(file), manifest, &error);
	CHECK((status == OTK_OK) == (*manifest != NULL));
	fclose(file);
	return status;
}

static otk_status status_of(const entry *entries)
{
	otk_manifest *manifest = NULL;
	otk_status status = make_zip(entries) ? read_zip(&manifest) : OTK_E_IO;

	otk_free(manifest);
	return status;
}

/* Replaces every occurrence of a text in the file by one of the same length. */
static size_t patch(const char *from, const char *to, size_t size)
{
	static char data[1 << 20];
	FILE *file = fopen(path, "r+b");
	const size_t length = fread(data, 1, sizeof(data), file);
	size_t count = 0;

	for (size_t i = 0; i + size <= length; i++)
		if (memcmp(data + i, from, size) == 0) {
			memcpy(data + i, to, size);
			count++;
		}
	rewind(file);
	CHECK_INT(fwrite(data, 1, length, file), length);
	fclose(file);
	return count;
}

#define GOOD_MANIFEST                                                                         \
	"{\"id\":\"A\",\"name\":\"weekly\",\"partnerId\":123456,\"sessionId\":\"S\"," CREATED \
	",\"files\":[" FILE_OF("two.webm", "one", 6000, 9000) "," FILE_OF(                    \
		"one.webm", "one", 0, 5000) "," FILE_OF("gone.webm", "other", 10, 20) "]}"

static void files_and_their_times(void)
{
	const entry entries[] = {{"A.json", GOOD_MANIFEST, 0, false}, {"one.webm", "abc", 0, false},
		{"two.webm", "abcd", 0, false}, {"sub/other.json", "{}", 0, false},
		{NULL, NULL, 0, false}};
	otk_manifest *manifest = NULL;

	if (!make_zip(entries) || !CHECK_STATUS(read_zip(&manifest), OTK_OK, &error))
		return;
	CHECK_STR(manifest->id, "A");
	CHECK_STR(manifest->project_id, "123456");
	CHECK_INT(manifest->file_count, 3);
	CHECK_STR(manifest->files[0]->filename, "two.webm");
	CHECK_STR(manifest->files[0]->connection_data, "a\nb");
	CHECK_INT(manifest->files[0]->part, 2);
	CHECK_INT(manifest->files[0]->started_at, INT64_C(1700000006000));
	CHECK_INT(manifest->files[0]->stopped_at, INT64_C(1700000009000));
	CHECK_INT(manifest->files[0]->size, 3);
	CHECK_INT(manifest->files[0]->stored_size, 4);
	CHECK_INT(manifest->files[1]->part, 1);
	CHECK_INT(manifest->files[1]->started_at, INT64_C(1700000000000));
	CHECK_INT(manifest->files[1]->present, OTK_YES);
	CHECK_INT(manifest->files[2]->part, 1);
	CHECK_INT(manifest->files[2]->present, OTK_NO);
	otk_free(manifest);
}

/* What is not known is 0: times without a plausible sum, the part of a file without a stream. */
static void times_that_are_not_known(void)
{
#define TIMES(created, from, to)                                                       \
	"{\"id\":\"A\",\"createdAt\":" created ",\"files\":[{\"filename\":\"a\","      \
	"\"startTimeOffset\":" from ",\"stopTimeOffset\":" to "},{\"filename\":\"b\"," \
	"\"streamId\":\"one\"},{\"filename\":\"c\",\"streamId\":\"one\"}]}"
	static const struct {
		const char *json;
		int64_t started_at, stopped_at;
	} cases[] = {
		{TIMES("1700000000000", "1", "2"), INT64_C(1700000000001), INT64_C(1700000000002)},
		{TIMES("0", "1", "2"), 0, 0},
		{TIMES("-1", "1", "2"), 0, 0},
		{TIMES("9223372036854775807", "1", "2"), 0, 0},
		{TIMES("1700000000000", "-1", "9223372036854775807"), 0, 0},
		{TIMES("1700000000000", "4611686018427387903", "4611686018427387902"), 0,
			INT64_C(4611687718427387902)},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		const entry entries[] = {
			{"A.json", cases[i].json, 0, false}, {NULL, NULL, 0, false}};
		otk_manifest *manifest = NULL;

		if (!make_zip(entries) || !CHECK_STATUS(read_zip(&manifest), OTK_OK, &error))
			return;
		CHECK_INT(manifest->files[0]->started_at, cases[i].started_at);
		CHECK_INT(manifest->files[0]->stopped_at, cases[i].stopped_at);
		CHECK_INT(manifest->files[0]->part, 0);
		/* Files that begin at the same time keep their order. */
		CHECK_INT(manifest->files[1]->part, 1);
		CHECK_INT(manifest->files[2]->part, 2);
		otk_free(manifest);
	}
}

static void manifests_that_are_not_there(void)
{
	CHECK_INT(status_of((const entry[]){{"a.webm", "x", 0, false}, {NULL, NULL, 0, false}}),
		OTK_E_PROTOCOL);
	CHECK_HAS(error.message, "no manifest");
	CHECK_INT(status_of((const entry[]){{"a.json", "{}", 0, false}, {"b.json", "{}", 0, false},
			  {NULL, NULL, 0, false}}),
		OTK_E_PROTOCOL);
	CHECK_HAS(error.message, "several manifests");
	CHECK_INT(status_of((const entry[]){{"a.json", "[1", 0, false}, {NULL, NULL, 0, false}}),
		OTK_E_PROTOCOL);
	CHECK_INT(status_of((const entry[]){{"a.json", "{}", 0, false}, {NULL, NULL, 0, false}}),
		OTK_E_PROTOCOL);
	CHECK_HAS(error.message, "id");
	CHECK_INT(status_of((const entry[]){
			  {"a.json", "{\"id\":\"A\"}", 0, true}, {NULL, NULL, 0, false}}),
		OTK_E_PROTOCOL);
}

#define NAMED(name) "{\"id\":\"A\",\"files\":[{\"filename\":\"" name "\"}]}"

static void names_that_leave_the_folder(void)
{
	static const char *const names[] = {NAMED("../a"), NAMED("/a"), NAMED("a/b"), NAMED(".."),
		NAMED("."), NAMED(""), NAMED("a\\\\b"), NAMED("a\\u0001")};
	static const char *const entries[] = {"../a", "/aaa", "a/..", "..\\a"};

	for (size_t i = 0; i < OTK_COUNT_OF(names); i++) {
		CHECK_CASE(status_of((const entry[]){{"a.json", names[i], 0, false},
				   {NULL, NULL, 0, false}}) != OTK_OK,
			"%s", names[i]);
	}
	for (size_t i = 0; i < OTK_COUNT_OF(entries); i++) {
		otk_manifest *manifest = NULL;

		make_zip((const entry[]){{"a.json", NAMED("b"), 0, false}, {"bbbb", "x", 0, false},
			{NULL, NULL, 0, false}});
		CHECK_INT(patch("bbbb", entries[i], 4), 2);
		CHECK_INT(read_zip(&manifest), OTK_E_PROTOCOL);
		CHECK_HAS(error.message, "leave the folder");
	}
}

/* One program unpacks the first entry, another one the second. */
static void two_of_a_name(void)
{
	otk_manifest *manifest = NULL;

	make_zip((const entry[]){{"a.json", NAMED("b"), 0, false}, {"b", "x", 0, false},
		{"cccc", "x", 0, false}, {"dddd", "yy", 0, false}, {NULL, NULL, 0, false}});
	CHECK_INT(patch("dddd", "cccc", 4), 2);
	CHECK_INT(read_zip(&manifest), OTK_E_PROTOCOL);
	CHECK_HAS(error.message, "already exists");
}

/* More than the limit, from few bytes; and an entry that claims to be small. */
static void bombs_and_lies(void)
{
	const size_t size = OTK_MANIFEST_BYTES_MAX + 1;
	char *blanks = malloc(size);
	const unsigned char real[4] = {
		size & 0xff, size >> 8 & 0xff, size >> 16 & 0xff, (unsigned char)(size >> 24)};
	const unsigned char small[4] = {100, 0, 0, 0};
	otk_manifest *manifest = NULL;

	memset(blanks, ' ', size);
	CHECK_INT(
		status_of((const entry[]){{"a.json", blanks, size, false}, {NULL, NULL, 0, false}}),
		OTK_E_TOO_LARGE);
	CHECK(patch((const char *)real, (const char *)small, 4) >= 1);
	CHECK(read_zip(&manifest) != OTK_OK);
	memcpy(blanks, "{\"id\":\"A\"}", 10);
	CHECK_INT(status_of((const entry[]){
			  {"a.json", blanks, size - 1, false}, {NULL, NULL, 0, false}}),
		OTK_OK);
	free(blanks);
}

static void too_many(void)
{
	static char text[OTK_MANIFEST_FILES_MAX * 20 + 100];
	char *at = text + snprintf(text, sizeof(text), "{\"id\":\"A\",\"files\":[");
	int code = 0;
	otk_manifest *manifest = NULL;
	zip_t *zip;

	for (int i = 0; i <= OTK_MANIFEST_FILES_MAX; i++)
		at += snprintf(at, 24, "%s{\"filename\":\"a\"}", i ? "," : "");
	snprintf(at, 3, "]}");
	CHECK_INT(status_of((const entry[]){{"a.json", text, 0, false}, {NULL, NULL, 0, false}}),
		OTK_E_TOO_LARGE);
	CHECK_HAS(error.message, "4097");
	if (getenv("OTK_UNDER_VALGRIND")) /* libzip would need ten seconds to make the file */
		return;
	zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
	for (int i = 0; i <= OTK_MANIFEST_ENTRIES_MAX; i++) {
		char name[16];

		snprintf(name, sizeof(name), "%d", i);
		zip_file_add(zip, name, zip_source_buffer(zip, "", 0, 0), 0);
	}
	CHECK_INT(zip_close(zip), 0);
	CHECK_INT(read_zip(&manifest), OTK_E_TOO_LARGE);
}

/* A file that is cut off or changed is refused, or its intact part is read. */
static void damaged_files(void)
{
	const entry entries[] = {{"A.json", GOOD_MANIFEST, 0, false}, {"one.webm", "abc", 0, false},
		{NULL, NULL, 0, false}};
	static char whole[8192], changed[8192];
	FILE *file;
	size_t size;
	otk_manifest *manifest = NULL;

	make_zip(entries);
	file = fopen(path, "rb");
	size = fread(whole, 1, sizeof(whole), file);
	fclose(file);
	for (size_t i = 0; i < size; i++) {
		file = fopen(path, "wb");
		CHECK_INT(fwrite(whole, 1, i, file), i);
		fclose(file);
		CHECK_CASE(read_zip(&manifest) != OTK_OK, "cut after %zu of %zu bytes", i, size);
	}
	for (size_t i = 0; i < size; i++) {
		memcpy(changed, whole, size);
		changed[i] = (char)(changed[i] ^ (1 << i % 8));
		file = fopen(path, "wb");
		CHECK_INT(fwrite(changed, 1, size, file), size);
		fclose(file);
		(void)!read_zip(&manifest);
		otk_free(manifest);
	}
}

static void descriptors_that_are_not_files(void)
{
	otk_manifest *manifest = NULL;
	int ends[2];

	CHECK_INT(otk_manifest_read(client, -1, &manifest, &error), OTK_E_ARGUMENT);
	CHECK_INT(pipe(ends), 0);
	CHECK_INT(otk_manifest_read(client, ends[0], &manifest, &error), OTK_E_IO);
	close(ends[0]);
	close(ends[1]);
	CHECK_INT(otk_manifest_read(client, 0, NULL, &error), OTK_E_ARGUMENT);
}

/* ---- calls that fail */

static otk_status expected_status(const char *failed)
{
	if (!failed)
		return OTK_E_NOMEM;
	if (strncmp(failed, "zip_", 4) == 0)
		return OTK_E_PROTOCOL;
	return strcmp(failed, "fstat") == 0 ? OTK_E_ARGUMENT : OTK_E_IO;
}

static bool read_once(void *fd)
{
	otk_manifest *manifest = NULL;
	const otk_status status = otk_manifest_read(client, *(const int *)fd, &manifest, &error);

	CHECK((status == OTK_OK) == (manifest != NULL));
	if (status)
		CHECK_CASE(status == expected_status(otk_failed_call()) && error.message[0],
			"%s: %s: %s", otk_failed_call() ? otk_failed_call() : "malloc",
			otk_status_name(status), error.message);
	if (manifest && CHECK_INT(manifest->file_count, 3)) {
		CHECK_INT(manifest->files[1]->present, OTK_YES);
		CHECK_INT(manifest->files[2]->present, OTK_NO);
	}
	otk_free(manifest);
	return status == OTK_OK;
}

static void torture(void)
{
	const entry entries[] = {{"A.json", GOOD_MANIFEST, 0, false}, {"one.webm", "abc", 0, false},
		{"two.webm", "abcd", 0, false}, {NULL, NULL, 0, false}};
	FILE *file = make_zip(entries) ? fopen(path, "rb") : NULL;
	int fd;

	if (!CHECK(file != NULL))
		return;
	fd = fileno(file);
	otk_torture("manifest", read_once, &fd);
	CHECK(otk_torture_calls("manifest", read_once, &fd, NULL) > 10);
	fclose(file);
}

static int init(void)
{
	int fd;

	error = (otk_error)OTK_ERROR_INIT;
	snprintf(path, sizeof(path), "%s", "/tmp/otk-manifest-XXXXXX");
	fd = mkstemp(path);
	if (fd < 0)
		return 1;
	close(fd);
	client = otk_client_new(&OTK_CLIENT_OPTIONS(.api_key = "1", .api_secret = "none"), &error);
	return !client || !otk_plugin_add(client, otk_plugin_manifest_entry, &error);
}

static int clean(void)
{
	otk_client_free(client);
	return unlink(path);
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(files_and_their_times),
		TEST(times_that_are_not_known),
		TEST(manifests_that_are_not_there),
		TEST(names_that_leave_the_folder),
		TEST(two_of_a_name),
		TEST(bombs_and_lies),
		TEST(too_many),
		TEST(damaged_files),
		TEST(descriptors_that_are_not_files),
		TEST(torture),
	};

	return otk_test_main("manifest", tests, OTK_COUNT_OF(tests), init, clean);
}
