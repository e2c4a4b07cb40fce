/* SPDX-License-Identifier: MIT */
/*
 * The plugin "sync" with a host and a service of the test: ids, files and responses that are wrong,
 * a folder that cannot be written, and memory and calls that fail.
 */
#include "config.h"

#include <fcntl.h>
#include <otk/archives.h>
#include <otk/openssl.h>
#include <otk/plugin.h>
#include <otk/sync.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/client/host.h"
#include "tests/harness.h"
#include "tests/torture.h"

otk_plugin_entry_fn otk_plugin_sync_entry;

#define CONTENT "the file of an archive"
#define DIGEST  "f240f78ccd66d275408ed0dc5a2d1fb74d23adb89957bc191612356484f4499c"

/* What the service has and how it responds. */
static struct service {
	otk_archive archives[70];
	size_t count;
	otk_status list, get, delete_status;
	otk_status download[2]; /* of the first download, and of further ones */
	size_t downloads;
	otk_status decrypt;
	bool no_openssl, too_old;
} service;

static otk_error error;
static otk_sync_result result;
static char folder[300];

/* ---- the host */

static otk_status each_archive(otk_client *client, const char *operation, int32_t minor,
	const char *const *ids, const void *options, otk_each_fn *each, void *userdata,
	otk_error *why)
{
	(void)client, (void)minor, (void)ids, (void)options;
	CHECK_STR(operation, "archives.list");
	for (size_t i = 0; i < service.count; i++) {
		const otk_status status = each(&service.archives[i], userdata);

		if (status)
			return otk_host_table.fail(why, status, "the walk ended");
	}
	return service.list ? otk_host_table.fail(why, service.list, "no list") : OTK_OK;
}

static otk_status perform(otk_client *client, const char *operation, int32_t minor,
	const char *const *ids, const void *options, void **record, otk_error *why)
{
	(void)client, (void)minor, (void)options;
	if (strcmp(operation, "archives.delete") == 0)
		return service.delete_status
			       ? otk_host_table.fail(why, service.delete_status, "not deleted")
			       : OTK_OK;
	if (service.get)
		return otk_host_table.fail(why, service.get, "not found");
	for (size_t i = 0; i < service.count; i++)
		if (strcmp(service.archives[i].id, ids[0]) == 0)
			*record = &service.archives[i];
	return OTK_OK;
}

static otk_status download(otk_client *client, const char *operation, int32_t minor,
	const char *const *ids, int fd, const otk_download_options *options, otk_error *why)
{
	const size_t size = strlen(CONTENT);
	const otk_status status = service.download[service.downloads++ > 0];
	const off_t from = options->resume_from;

	(void)client, (void)operation, (void)minor, (void)ids;
	if (status)
		return otk_host_table.fail(why, status, "no file");
	if ((size_t)from < size &&
		pwrite(fd, &CONTENT[from], size - (size_t)from, from) != (ssize_t)size - from)
		return otk_host_table.fail(why, OTK_E_IO, "pwrite");
	return options->progress(options->userdata, (int64_t)size, (int64_t)size);
}

static otk_status decrypt(const otk_decrypt_options *options, otk_error *why)
{
	if (service.decrypt)
		return otk_host_table.fail(why, service.decrypt, "another key");
	return dprintf(options->out_fd, "plain") == 5 ? OTK_OK : OTK_E_IO;
}

static const otk_openssl_api openssl = {.decrypt = decrypt};

static otk_status interface_get(
	otk_client *client, const char *id, int32_t minor, const void **vtable, otk_error *why)
{
	(void)client, (void)id, (void)minor;
	if (service.no_openssl)
		return otk_host_table.fail(why, OTK_E_NO_PLUGIN, "no openssl");
	*vtable = &openssl;
	return OTK_OK;
}

static const char *record_json(const void *record, size_t *size)
{
	(void)record;
	*size = 2;
	return "{}";
}

static const void *get_extension(const char *id)
{
	static const otk_host_calls calls = {.struct_size = sizeof(calls),
		.perform = perform,
		.each = each_archive,
		.download = download,
		.interface_get = interface_get,
		.record_json = record_json};
	static const otk_host_calls old = {.struct_size = sizeof(size_t)};

	CHECK_STR(id, OTK_HOST_CALLS_ID);
	return service.too_old ? &old : &calls;
}

/* Archives belong to the service of the test. */
static void free_record(const void *record)
{
	const otk_archive *archive = record;

	if (archive < service.archives ||
		archive >= service.archives + OTK_COUNT_OF(service.archives))
		otk_host_table.free(record);
}

/* ---- runs */

static void add_archive(const char *id)
{
	service.archives[service.count++] = (otk_archive){.struct_size = sizeof(otk_archive),
		.id = id,
		.status = OTK_ARCHIVE_AVAILABLE,
		.output_mode = OTK_OUTPUT_COMPOSED,
		.sha256sum = DIGEST,
		.size = (int64_t)strlen(CONTENT)};
}

static const char *path_of(const char *name)
{
	static char path[400];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

/*
 * A new folder, and a service with one archive. The calls that this makes cannot fail in torture.
 */
static void begin(void)
{
	service = (struct service){0};
	snprintf(folder, sizeof(folder), "%s/XXXXXX", otk_test_folder());
	CHECK(mkdtemp(folder) != NULL);
	add_archive("A");
}

static otk_status run_with(otk_sync_options options)
{
	const otk_plugin *plugin = otk_plugin_sync_entry(0);
	const otk_sync_vtable *functions = plugin->interfaces[0].vtable;
	otk_host host = otk_host_table;

	host.get_extension = get_extension;
	host.free = free_record;
	options.folder = folder;
	error = (otk_error)OTK_ERROR_INIT;
	result = (otk_sync_result)OTK_SYNC_RESULT_INIT;
	service.downloads = 0;
	return functions->run(&host, NULL, &options, &result, &error);
}

static otk_status run(void)
{
	return run_with(OTK_SYNC_OPTIONS(.session_id = NULL));
}

static otk_status run_and_delete(void)
{
	return run_with(OTK_SYNC_OPTIONS(.delete_after_verify = OTK_YES));
}

static void write_file(const char *name, const char *text)
{
	const int fd = creat(path_of(name), 0600);

	CHECK(dprintf(fd, "%s", text) == (int)strlen(text));
	close(fd);
}

static void file_is(const char *name, const char *expected)
{
	char *text = otk_test_read(path_of(name), NULL);

	CHECK_STR(text, expected);
	free(text);
}

static bool is_there(const char *name)
{
	return faccessat(AT_FDCWD, path_of(name), F_OK, 0) == 0;
}

/* ---- tests */

static void stores_each_archive_once(void)
{
	begin();
	service.archives[0].output_mode = OTK_OUTPUT_INDIVIDUAL;
	add_archive("B");
	service.archives[1].status = "uploaded";
	add_archive("C");
	service.archives[2].status = NULL;
	CHECK_STATUS(run(), OTK_OK, &error);
	CHECK_INT(result.available, 1);
	CHECK_INT(result.stored, 1);
	file_is("A.zip", CONTENT);
	CHECK(!is_there("B.mp4"));
	CHECK_STATUS(run(), OTK_OK, &error);
	CHECK_INT(result.kept, 1);
	CHECK_INT(service.downloads, 0);
	/* An archive that has expired since the list was read is left out. */
	begin();
	service.get = OTK_E_NOT_FOUND;
	add_archive("B");
	CHECK_INT(run(), OTK_E_NOT_FOUND);
	CHECK_INT(result.failed, 2);
}

static void ids_that_are_not_names_of_files(void)
{
	static const char *const ids[] = {"../A", "-f", "", "a b", "a.b"};
	char longest[300];

	begin();
	for (size_t i = 0; i < OTK_COUNT_OF(ids); i++)
		add_archive(ids[i]);
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	add_archive(longest);
	CHECK_INT(run(), OTK_E_PROTOCOL);
	CHECK_HAS(error.message, "cannot be the name of a file");
	CHECK_INT(result.failed, 6);
	CHECK_INT(result.stored, 1);
	CHECK(is_there("A.mp4"));
}

static void more_archives_than_fit_at_first(void)
{
	static char ids[69][8];

	begin();
	for (size_t i = 0; i < OTK_COUNT_OF(ids); i++) {
		snprintf(ids[i], sizeof(ids[i]), "i%zu", i);
		add_archive(ids[i]);
	}
	CHECK_STATUS(run_with(OTK_SYNC_OPTIONS(.dry_run = OTK_YES)), OTK_OK, &error);
	CHECK_INT(result.available, 70);
	CHECK(!is_there("i68.mp4"));
	service.list = OTK_E_SERVER;
	CHECK_INT(run(), OTK_E_SERVER);
}

/* A copy is deleted in the cloud only if it was read back and is what the service describes. */
static void copies_that_cannot_be_verified(void)
{
	begin();
	CHECK_STATUS(run(), OTK_OK, &error);
	service.archives[0].sha256sum = NULL;
	CHECK_STATUS(run_and_delete(), OTK_OK, &error);
	CHECK_INT(result.not_deleted, 1);
	CHECK_INT(result.deleted, 0);
	service.archives[0].sha256sum = "";
	CHECK_STATUS(run_and_delete(), OTK_OK, &error);
	CHECK_INT(result.not_deleted, 1);
	service.archives[0].sha256sum =
		"0000000000000000000000000000000000000000000000000000000000000000";
	CHECK_STATUS(run_and_delete(), OTK_OK, &error);
	CHECK_INT(result.not_deleted, 1);
	service.archives[0].sha256sum = DIGEST;
	write_file("A.mp4", "The file of an archive");
	CHECK_STATUS(run_and_delete(), OTK_OK, &error);
	CHECK_INT(result.not_deleted, 1);
	CHECK_INT(result.kept, 1);
	write_file("A.mp4", CONTENT);
	service.delete_status = OTK_E_AUTH;
	CHECK_INT(run_and_delete(), OTK_E_AUTH);
	CHECK_STR(error.message, "not deleted");
	CHECK_INT(result.failed, 1);
	service.delete_status = OTK_OK;
	CHECK_STATUS(run_and_delete(), OTK_OK, &error);
	CHECK_INT(result.deleted, 1);
}

/* The archive is downloaded again. */
static void notes_that_say_nothing(void)
{
	char *large = malloc(300000);

	memset(large, ' ', 299999);
	large[299999] = '\0';
	begin();
	CHECK_STATUS(run(), OTK_OK, &error);
	for (int i = 0; i < 5; i++) {
		if (i == 0)
			write_file("A.json", "{\"file\":\"A.mp4\"");
		else if (i == 1)
			write_file("A.json", large);
		else if (i == 2)
			write_file("A.json",
				"{\"file\":\"B.mp4\",\"size\":22,\"sha256\":\"" DIGEST "\"}");
		else if (i == 3)
			CHECK(unlink(path_of("A.mp4")) == 0);
		else
			write_file("A.mp4", "cut");
		CHECK_STATUS(run(), OTK_OK, &error);
		CHECK_CASE(result.stored == 1, "note %d", i);
		file_is("A.mp4", CONTENT);
	}
	free(large);
}

static void files_with_another_digest(void)
{
	begin();
	service.archives[0].sha256sum =
		"0000000000000000000000000000000000000000000000000000000000000000";
	CHECK_INT(run(), OTK_E_HASH);
	CHECK_HAS(error.message, "reads back with another SHA-256 digest");
	CHECK(!is_there(".A.part"));
	CHECK(!is_there("A.mp4"));
	CHECK_INT(result.stored, 0);
}

static void parts_of_another_file(void)
{
	begin();
	write_file(".A.part", "the file");
	CHECK_STATUS(run(), OTK_OK, &error);
	CHECK_INT(service.downloads, 1);
	file_is("A.mp4", CONTENT);

	begin();
	write_file(".A.part", "another file, which is longer than this one");
	service.download[0] = OTK_E_TOO_LARGE;
	CHECK_STATUS(run(), OTK_OK, &error);
	CHECK_INT(service.downloads, 2);
	file_is("A.mp4", CONTENT);

	/* Without a part from before, a further attempt would get the same. */
	begin();
	service.download[0] = OTK_E_HASH;
	CHECK_INT(run(), OTK_E_HASH);
	CHECK_INT(service.downloads, 1);
	begin();
	service.download[0] = OTK_E_PROTOCOL;
	CHECK_INT(run(), OTK_E_PROTOCOL);
}

static void folders_that_cannot_be_used(void)
{
	begin();
	CHECK(mkfifo(path_of(".A.part"), 0600) == 0);
	add_archive("B");
	CHECK_INT(run(), OTK_E_IO);
	CHECK_HAS(error.message, "/.A.part: Invalid argument");
	begin();
	CHECK(symlink("/etc/hostname", path_of(".A.part")) == 0);
	CHECK_INT(run(), OTK_E_IO);
	begin();
	CHECK(mkdir(path_of(".otk-sync.lock"), 0700) == 0);
	CHECK_INT(run(), OTK_E_IO);
	CHECK_HAS(error.message, "/.otk-sync.lock: ");
	begin();
	service.too_old = true;
	CHECK_INT(run(), OTK_E_UNSUPPORTED);
	CHECK_HAS(error.message, "install a newer one");
}

/* The first failure that concerns all archives ends the run. */
static void decryption(void)
{
	const otk_sync_options options = OTK_SYNC_OPTIONS(.private_key_pem = "key");

	begin();
	service.archives[0].password = "";
	CHECK_STATUS(run_with(options), OTK_OK, &error);
	file_is("A.mp4", CONTENT);
	begin();
	service.archives[0].password = "password";
	add_archive("B");
	service.archives[1].password = "password";
	service.no_openssl = true;
	CHECK_INT(run_with(options), OTK_E_NO_PLUGIN);
	CHECK_INT(result.failed, 1);
	service.no_openssl = false;
	service.decrypt = OTK_E_CRYPTO;
	CHECK_INT(run_with(options), OTK_E_CRYPTO);
	CHECK_INT(result.failed, 2);
	CHECK(!is_there(".A.plain"));
	service.decrypt = OTK_OK;
	CHECK_STATUS(run_with(options), OTK_OK, &error);
	file_is("A.mp4", "plain");
	CHECK(!is_there(".A.part"));
}

/* ---- torture */

static bool syncs_one(void *context)
{
	const bool decrypts = context != NULL;
	otk_status status;

	begin();
	write_file(".A.part", "the");
	service.archives[0].password = decrypts ? "password" : NULL;
	service.archives[0].sha256sum = DIGEST;
	service.download[0] = OTK_E_HASH;
	status = run_with(OTK_SYNC_OPTIONS(.private_key_pem = decrypts ? "key" : NULL,
		.delete_after_verify = OTK_YES));
	CHECK_CASE(!status || error.message[0], "%s without a message", otk_status_name(status));
	CHECK_CASE(!status || !result.deleted, "deleted in spite of a failure");
	CHECK_CASE(status || is_there("A.json"), "success without a note");
	return !status && result.deleted == 1;
}

static void memory_and_calls_that_fail(void)
{
	/* Looks for a note that is not there, closes, and removes a copy that is not needed. */
	static const char *const survived[] = {"close", "openat", "unlinkat", NULL};
	size_t points = 0;

	points += otk_torture("sync", syncs_one, NULL);
	points += otk_torture("sync, decrypted", syncs_one, &points);
	points += otk_torture_calls("sync", syncs_one, NULL, survived);
	points += otk_torture_calls("sync, decrypted", syncs_one, &points, survived);
	CHECK(points > 40);
	otk_torture_interrupts("sync", syncs_one, NULL);
	otk_torture_interrupts("sync, decrypted", syncs_one, &points);
}

int main(void)
{
	return OTK_TEST_MAIN("sync_failures", TEST(stores_each_archive_once),
		TEST(ids_that_are_not_names_of_files), TEST(more_archives_than_fit_at_first),
		TEST(copies_that_cannot_be_verified), TEST(notes_that_say_nothing),
		TEST(files_with_another_digest), TEST(parts_of_another_file),
		TEST(folders_that_cannot_be_used), TEST(decryption),
		TEST(memory_and_calls_that_fail));
}
