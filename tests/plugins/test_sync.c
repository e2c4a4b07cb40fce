/* SPDX-License-Identifier: MIT */
/* The plugin "sync" as an application uses it: options, steps, numbers, and what ends a run. */
#include "config.h"

#include <fcntl.h>
#include <otk/archives.h>
#include <otk/otk.h>
#include <otk/plugin.h>
#include <otk/sync.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/plugins/add_features.h"
#include "tests/sandbox/box.h"
#include "tests/torture.h"

#define OK(call) CHECK_STATUS(call, OTK_OK, &error)

otk_plugin_entry_fn otk_plugin_sync_entry;

static test_box server;
static otk_client *client;
static otk_error error;
static char folder[64];

/* How often each step was reported, and the step that ends the run; 0: none. */
typedef struct steps {
	int count[OTK_SYNC_TRANSCRIPT + 1];
	otk_sync_step stop;
} steps;

static otk_status note_step(void *userdata, const otk_sync_event *event)
{
	steps *seen = userdata;

	if (!CHECK(event->step >= OTK_SYNC_KEPT && event->step <= OTK_SYNC_TRANSCRIPT))
		return OTK_E_STATE;
	seen->count[event->step]++;
	CHECK(event->archive_id && event->file);
	if (event->step == OTK_SYNC_WANTED)
		CHECK(event->done == 0 && event->total == -1);
	CHECK((event->error != NULL) ==
		(event->step == OTK_SYNC_FAILED || event->step == OTK_SYNC_NOT_DELETED));
	return event->step == seen->stop ? OTK_E_CANCELLED : OTK_OK;
}

static otk_status sync_with(
	steps *seen, otk_flag deletes, otk_flag dry_run, otk_sync_result *result)
{
	return otk_sync_run(client,
		&OTK_SYNC_OPTIONS(.folder = folder, .progress = note_step, .userdata = seen,
			.delete_after_verify = deletes, .dry_run = dry_run),
		result, &error);
}

static const char *new_archive(const char *session, const char *tag, int size)
{
	json_object *made = WANT(200, PROJECT, "POST", PROJECT_PATH "/archive",
		text("{\"sessionId\":\"%s\",\"multiArchiveTag\":\"%s\"}", session, tag));

	WANT(200, NOBODY, "POST", text("/sandbox/archive/%s", member(made, "id")),
		text("{\"status\":\"available\",\"size\":%d}", size));
	return member(made, "id");
}

static void copies_of_all(void)
{
	const char *session = new_session(&server, "");
	otk_sync_result result = OTK_SYNC_RESULT_INIT;
	steps seen = {.stop = 0};

	publish(&server, session);
	new_archive(session, "a", 70000);
	new_archive(session, "b", 70000);
	OK(sync_with(&seen, OTK_UNSET, OTK_YES, &result));
	CHECK_INT(seen.count[OTK_SYNC_WANTED], 2);
	CHECK_INT(result.available, 2);
	CHECK_INT(result.stored, 0);
	OK(sync_with(&seen, OTK_UNSET, OTK_UNSET, &result));
	CHECK_INT(seen.count[OTK_SYNC_BEGUN], 2);
	CHECK_INT(seen.count[OTK_SYNC_STORED], 2);
	CHECK(seen.count[OTK_SYNC_PROGRESS] >= 2);
	CHECK_INT(result.stored, 2);
	CHECK_INT(result.bytes, 140000);
	OK(sync_with(&seen, OTK_YES, OTK_UNSET, &result));
	CHECK_INT(seen.count[OTK_SYNC_KEPT], 2);
	CHECK_INT(result.deleted, 2);
	CHECK_INT(result.kept, 2);
	OK(sync_with(&seen, OTK_YES, OTK_UNSET, NULL));
}

/* What progress returns ends the run; the next run continues the part. */
static void stopped_by_the_caller(void)
{
	const char *session = new_session(&server, "");
	otk_sync_result result = OTK_SYNC_RESULT_INIT;
	steps seen = {.stop = OTK_SYNC_PROGRESS};
	const char *id;

	publish(&server, session);
	id = new_archive(session, "c", 70000);
	new_archive(session, "d", 70000);
	CHECK_INT(sync_with(&seen, OTK_UNSET, OTK_UNSET, &result), OTK_E_CANCELLED);
	CHECK_INT(result.failed, 1);
	CHECK_INT(seen.count[OTK_SYNC_STORED], 0);
	CHECK_INT(access(text("%s/.%s.part", folder, id), F_OK), 0);
	seen.stop = 0;
	OK(sync_with(&seen, OTK_UNSET, OTK_UNSET, &result));
	CHECK_INT(result.stored, 2);
	CHECK(access(text("%s/.%s.part", folder, id), F_OK) != 0);
}

/* A write that fails, here at a size limit instead of a full disk, ends the run; the part stays. */
static void full_disk(void)
{
	const char *session = new_session(&server, "");
	struct rlimit limit = {0}, small;
	otk_sync_result result = OTK_SYNC_RESULT_INIT;
	steps seen = {.stop = 0};
	const char *id;

	publish(&server, session);
	new_archive(session, "e", 70000);
	id = new_archive(session, "f", 70000);
	signal(SIGXFSZ, SIG_IGN);
	CHECK_INT(getrlimit(RLIMIT_FSIZE, &limit), 0);
	small = limit;
	small.rlim_cur = 50000;
	CHECK_INT(setrlimit(RLIMIT_FSIZE, &small), 0);
	CHECK_INT(sync_with(&seen, OTK_UNSET, OTK_UNSET, &result), OTK_E_IO);
	CHECK_INT(setrlimit(RLIMIT_FSIZE, &limit), 0);
	CHECK_HAS(error.message, "writing failed");
	CHECK_INT(result.available, 4); /* two are in the folder */
	CHECK_INT(result.failed, 1);    /* the fourth one is not begun */
	CHECK_INT(result.stored, 0);
	CHECK_INT(seen.count[OTK_SYNC_FAILED], 1);
	CHECK(access(text("%s/%s.mp4", folder, id), F_OK) != 0);
	OK(sync_with(&seen, OTK_YES, OTK_UNSET, &result));
	CHECK_INT(result.stored, 2);
	CHECK_INT(result.deleted, 4);
}

static otk_status sync_transcripts(steps *seen, otk_flag deletes, otk_sync_result *result)
{
	return otk_sync_run(client,
		&OTK_SYNC_OPTIONS(.folder = folder, .progress = note_step, .userdata = seen,
			.delete_after_verify = deletes, .transcripts = OTK_YES),
		result, &error);
}

static void transcripts_too(void)
{
	const char *session = new_session(&server, "");
	otk_sync_result result = OTK_SYNC_RESULT_INIT;
	steps seen = {.stop = 0};
	json_object *made;
	const char *id;

	publish(&server, session);
	made = WANT(200, PROJECT, "POST", PROJECT_PATH "/archive",
		text("{\"sessionId\":\"%s\",\"outputMode\":\"individual\",\"hasTranscription\":true}",
			session));
	id = member(made, "id");
	WANT(200, NOBODY, "POST", text("/sandbox/archive/%s", id),
		"{\"status\":\"available\",\"size\":70000,"
		"\"transcription\":{\"status\":\"started\"}}");
	OK(sync_with(&seen, OTK_UNSET, OTK_UNSET, &result));
	CHECK_INT(result.stored, 1);
	/* It is not ready, so its archive must stay. */
	OK(sync_transcripts(&seen, OTK_YES, &result));
	CHECK_INT(result.transcripts, 0);
	CHECK_INT(result.not_deleted, 1);
	CHECK_INT(result.deleted, 0);
	WANT(200, NOBODY, "POST", text("/sandbox/archive/%s", id),
		"{\"transcription\":{\"status\":\"available\"}}");
	OK(sync_transcripts(&seen, OTK_YES, &result));
	CHECK_INT(result.stored, 0);
	CHECK_INT(result.transcripts, 1);
	CHECK_INT(result.deleted, 1);
	CHECK_INT(seen.count[OTK_SYNC_TRANSCRIPT], 1);
	CHECK_INT(access(text("%s/%s.transcript", folder, id), F_OK), 0);
	CHECK(access(text("%s/.%s.transcript.part", folder, id), F_OK) != 0);
}

/* Pipes that others put in place of the files: no run waits for them. */
static void pipes_in_the_folder(void)
{
	static const char *const names[][2] = {{".", ".part"}, {".", ".json.new"}, {"", ".json"}};
	const char *session = new_session(&server, "");
	otk_sync_result result = OTK_SYNC_RESULT_INIT;
	steps seen = {.stop = 0};
	const char *id;

	publish(&server, session);
	id = new_archive(session, "e", 70000);
	for (size_t i = 0; i < OTK_COUNT_OF(names); i++) {
		char path[200];

		snprintf(path, sizeof(path), "%s/%s%s%s", folder, names[i][0], id, names[i][1]);
		CHECK_INT(mkfifo(path, 0600), 0);
		/* A note that cannot be read says nothing; the archive is stored again. */
		CHECK_INT(
			sync_with(&seen, OTK_UNSET, OTK_UNSET, &result), i < 2 ? OTK_E_IO : OTK_OK);
		if (i < 2)
			CHECK_INT(unlink(path), 0);
	}
	CHECK_INT(result.stored, 1);
}

static void refused(otk_sync_options options, const char *words)
{
	CHECK_INT(otk_sync_run(client, &options, NULL, &error), OTK_E_ARGUMENT);
	CHECK_HAS(error.message, words);
}

static void wrong_uses(void)
{
	struct {
		otk_sync_options known;
		int64_t unknown;
	} newer = {{.struct_size = sizeof(newer), .folder = folder, .dry_run = OTK_YES}, 1};
	otk_sync_options options = OTK_SYNC_OPTIONS(.folder = folder);
	const int lock = open(text("%s/.otk-sync.lock", folder), O_RDWR | O_CREAT, 0600);

	CHECK_INT(otk_sync_run(client, NULL, NULL, &error), OTK_E_ARGUMENT);
	CHECK_INT(otk_sync_run(client, &OTK_SYNC_OPTIONS(.folder = ""), NULL, &error),
		OTK_E_ARGUMENT);
	CHECK_INT(otk_sync_run(client, &OTK_SYNC_OPTIONS(.folder = "/none/at/all"), NULL, &error),
		OTK_E_ARGUMENT);
	/* A caller of minor 0. */
	options.struct_size = offsetof(otk_sync_options, transcripts);
	options.transcripts = OTK_YES;
	options.dry_run = OTK_YES;
	OK(otk_sync_run(client, &options, NULL, &error));
	options.struct_size = 8;
	CHECK_INT(otk_sync_run(client, &options, NULL, &error), OTK_E_ARGUMENT);
	refused(OTK_SYNC_OPTIONS(.folder = folder, .dry_run = 3), "dry_run: is not");
	refused(OTK_SYNC_OPTIONS(.folder = folder, .delete_after_verify = 3),
		"delete_after_verify: ");
	refused(OTK_SYNC_OPTIONS(.folder = folder, .transcripts = 7), "transcripts: is not");
	refused(OTK_SYNC_OPTIONS(.folder = folder, .reserved = 1), "reserved: is not");
	CHECK_INT(otk_sync_run(client, &newer.known, NULL, &error), OTK_E_ARGUMENT);
	CHECK_HAS(error.message, "otk_sync_options: the program sets an option");
	newer.unknown = 0;
	OK(otk_sync_run(client, &newer.known, NULL, &error));
	CHECK_INT(flock(lock, LOCK_EX), 0);
	CHECK_INT(otk_sync_run(client, &OTK_SYNC_OPTIONS(.folder = folder), NULL, &error),
		OTK_E_STATE);
	CHECK_HAS(error.message, "another process");
	close(lock);
}

static otk_client *new_client(int64_t attempts)
{
	otk_client *made =
		otk_client_new(&OTK_CLIENT_OPTIONS(.api_key = KEY,
				       .api_secret = "1234567890abcdef1234567890abcdef1234567890",
				       .api_url = server.url, .max_attempts = attempts),
			&error);

	if (made && !otk_features_add(made, NULL, &error) &&
		otk_plugin_add(made, otk_plugin_sync_entry, &error))
		return made;
	otk_client_free(made);
	return NULL;
}

/* ---- calls that fail */

/* Texts before and after the id in names of files: the archive, its note, and temporary files. */
static const char *const made[][2] = {
	{"", ".mp4"}, {"", ".json"}, {".", ".part"}, {".", ".json.new"}};

static bool sync_once(void *id)
{
	otk_sync_result result = OTK_SYNC_RESULT_INIT;
	struct stat info[OTK_COUNT_OF(made)] = {0};
	char path[200];
	otk_status status;

	error = (otk_error)OTK_ERROR_INIT;
	status = otk_sync_run(client, &OTK_SYNC_OPTIONS(.folder = folder), &result, &error);
	otk_stop_failing();
	for (size_t i = 0; i < OTK_COUNT_OF(made); i++) {
		snprintf(path, sizeof(path), "%s/%s%s%s", folder, made[i][0], (const char *)id,
			made[i][1]);
		if (stat(path, &info[i]) == 0)
			unlink(path);
	}
	CHECK_CASE((status != OTK_OK) == (error.message[0] != '\0'), "%s: %s",
		otk_status_name(status), error.message);
	if (!status) {
		CHECK_INT(result.stored, 1);
		CHECK_INT(info[0].st_size, 3000);
		CHECK(info[1].st_size > 100);
		CHECK_INT(info[2].st_ino + info[3].st_ino, 0);
	}
	return status == OTK_OK;
}

/* A run may survive these: what it made is compared. */
static const char *const survived[] = {"access", "close", "getentropy", "openat", "recv", NULL};

static void torture(void)
{
	const char *session, *id;

	WANT(204, NOBODY, "POST", "/sandbox/reset", NULL);
	session = new_session(&server, "");
	publish(&server, session);
	id = new_archive(session, "t", 3000);
	otk_client_free(client);
	client = new_client(1);
	if (!CHECK(client != NULL))
		return;
	otk_torture("sync", sync_once, (void *)(uintptr_t)id);
	CHECK(otk_torture_calls("sync", sync_once, (void *)(uintptr_t)id, survived) > 50);
	otk_torture_interrupts("sync", sync_once, (void *)(uintptr_t)id);
}

static int init(void)
{
	static const char *const options[] = {"--settle-ms", "20", NULL};

	error = (otk_error)OTK_ERROR_INIT;
	snprintf(folder, sizeof(folder), "%s", "/tmp/otk-sync-XXXXXX");
	if (!mkdtemp(folder) || !box_start(&server, options))
		return 1;
	client = new_client(0);
	return client == NULL;
}

static int clean(void)
{
	otk_client_free(client);
	(void)!system(text("rm -rf %s", folder));
	return box_stop(&server, SIGTERM);
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(copies_of_all),
		TEST(stopped_by_the_caller),
		TEST(full_disk),
		TEST(transcripts_too),
		TEST(pipes_in_the_folder),
		TEST(wrong_uses),
		TEST(torture),
	};

	return otk_test_main("sync", tests, OTK_COUNT_OF(tests), init, clean);
}
