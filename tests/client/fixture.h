/* SPDX-License-Identifier: MIT */
/* For most tests of the client: a scripted server, a client of it, its log as text. */
#ifndef OTK_TESTS_CLIENT_FIXTURE_H
#define OTK_TESTS_CLIENT_FIXTURE_H

#include <otk/archives.h>
#include <otk/otk.h>
#include <otk/plugin.h>
#include <string.h>

#include "core/base/clock.h"
#include "tests/harness.h"
#include "tests/server.h"

#define TEST_KEY     "123456"
#define TEST_SECRET  "1234567890abcdef1234567890abcdef1234567890"
#define TEST_SESSION "1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4"
#define TEST_ARCHIVE "{\"id\":\"a1\",\"status\":\"started\",\"sessionId\":\"" TEST_SESSION "\"}"

/* Log events as lines "event|operation|text|name=value|…". */
typedef struct test_log {
	char *text;
	size_t size;
} test_log;

/*
 * Of CLIENT_TEST(): a server, and a client of it with the usual key. A test that frees the client
 * sets it to NULL. A test that fails may leave calls behind; they complete when its client is
 * freed, after the end of the test. So what completions write to is static.
 */
struct otk_fixture {
	otk_server *server;
	otk_client *client;
	otk_error error;
	otk_server *other; /* NULL; started by a test, freed after it */
	otk_key *key;      /* NULL; set by a test, freed after it */
	/* Of a client whose options have .log = test_log_event, .log_userdata = &f->log. */
	test_log log;
};

extern const otk_fixture_type test_client_fixture;
/* Its functions, for a file whose fixture has more. */
void test_client_set_up(otk_fixture *f);
void test_client_clean_up(otk_fixture *f);
#define CLIENT_TEST(function) TEST_WITH(&test_client_fixture, function)

/* Whether a plugin is inside libotk in this build; then it is not added again. */
bool test_is_builtin(const char *name);
/*
 * Replaces the server, or the client, by one with these options, or ends the test. A new server has
 * no client until test_use_client().
 */
void test_use_server(otk_fixture *f, const otk_server_options *options);
void test_use_client(otk_fixture *f, const otk_client_options *options);

void test_log_event(const otk_log_event *event, void *userdata);
void test_log_free(test_log *log);

/*
 * A client of the server with the usual key and the archives plugin linked in. options: members
 * that are set win, credentials too; may be NULL. NULL after a failed check.
 */
otk_client *test_client(otk_server *server, const otk_client_options *options);

/* The JSON of the claims of the request's JWT (either header), into out. */
const char *test_claims(const otk_seen *seen, char *out, size_t size);
/* The same JWT, not decoded. */
const char *test_jwt(const otk_seen *seen, char *out, size_t size);

/* One blocking archives.get; the error is printed when the status is another one. */
bool test_get(otk_client *client, otk_status expected, otk_error *error);

/*
 * Makes clients with a hook, each of whose settings has in turn all kinds of values. required: the
 * settings that it needs, as members of JSON, the later one of a name counts. names ends in NULL.
 */
void test_settings(otk_fixture *f, const char *hook, otk_plugin_entry_fn *const *plugins,
	size_t count, const char *required, const char *const *names);

/* A Date header line whose time is `seconds` away from now. */
const char *test_date(int64_t seconds, char *out, size_t size);

/*
 * Copies a module of the build tree, whose modes depend on the umask, into a folder.
 * false: it is not built.
 */
bool test_bring(const char *relative, const char *folder);

/* Runs the client for 10 ms at most. false: it failed, which is a failed check. */
bool test_run(otk_client *client);

/* Runs the client while the condition holds, for ten seconds at most (otk_test_ms()). */
#define TEST_RUN_WHILE(client, condition)                                                \
	for (const int64_t test_end = otk_clock_monotonic_ms() + otk_test_ms(10000);     \
		(condition) && otk_clock_monotonic_ms() < test_end && test_run(client);) \
	continue

/* Runs the client until `left` calls are left. false: ten seconds are over, or it failed. */
bool test_run_until(otk_client *client, size_t left);

#endif
