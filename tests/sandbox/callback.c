/* SPDX-License-Identifier: MIT */
/* Callbacks: sent on every change, signed, repeated until they are accepted. */
#include "config.h"

#include <gnutls/crypto.h>
#include <microhttpd.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sandbox/box.h"

enum { MAX_CALLBACKS = 200 };

static test_box server;

/* A receiver. It keeps what it received, and refuses the first `refusals` callbacks. */
static struct {
	pthread_mutex_t lock;
	struct MHD_Daemon *daemon;
	unsigned port;
	int refusals;
	size_t count;
	struct {
		char body[2048];
		char authorization[1024];
	} got[MAX_CALLBACKS];
} receiver = {.lock = PTHREAD_MUTEX_INITIALIZER};

typedef struct upload {
	char body[2048];
	size_t size;
} upload;

static enum MHD_Result receive(void *cls, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *data, size_t *size, void **context)
{
	const char *authorization =
		MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Authorization");
	upload *held = *context;
	struct MHD_Response *response;
	enum MHD_Result result;
	bool refused;

	(void)cls;
	(void)url;
	(void)method;
	(void)version;
	if (!held) {
		*context = calloc(1, sizeof(*held));
		return *context ? MHD_YES : MHD_NO;
	}
	if (*size) {
		if (held->size + *size < sizeof(held->body))
			memcpy(held->body + held->size, data, *size);
		held->size += *size;
		*size = 0;
		return MHD_YES;
	}
	pthread_mutex_lock(&receiver.lock);
	refused = receiver.refusals > 0;
	if (refused)
		receiver.refusals--;
	if (receiver.count < MAX_CALLBACKS) {
		snprintf(receiver.got[receiver.count].body, sizeof(held->body), "%s", held->body);
		snprintf(receiver.got[receiver.count].authorization, 1024, "%s",
			authorization ? authorization : "");
		receiver.count++;
	}
	pthread_mutex_unlock(&receiver.lock);
	response = MHD_create_response_from_buffer(
		7, (void *)(uintptr_t) "thanks!", MHD_RESPMEM_PERSISTENT);
	MHD_add_response_header(response, "X-Receiver", "test");
	MHD_add_response_header(response, "Set-Cookie", "hidden-from-people");
	result = MHD_queue_response(connection, refused ? 500 : 200, response);
	MHD_destroy_response(response);
	return result;
}

static void forget_upload(void *cls, struct MHD_Connection *connection, void **context,
	enum MHD_RequestTerminationCode code)
{
	(void)cls;
	(void)connection;
	(void)code;
	free(*context);
	*context = NULL;
}

static size_t received(void)
{
	size_t count;

	pthread_mutex_lock(&receiver.lock);
	count = receiver.count;
	pthread_mutex_unlock(&receiver.lock);
	return count;
}

static bool wait_received(size_t count)
{
	for (int waited = 0; waited < 8000 && received() < count; waited += 5)
		poll(NULL, 0, 5);
	return CHECK_INT(received() >= count, 1);
}

static void start_over(const char *hooks)
{
	WANT(204, NOBODY, "POST", "/sandbox/reset", NULL);
	pthread_mutex_lock(&receiver.lock);
	receiver.count = 0;
	receiver.refusals = 0;
	pthread_mutex_unlock(&receiver.lock);
	WANT(204, NOBODY, "DELETE", "/sandbox/hooks", NULL);
	WANT(200, NOBODY, "PUT", "/sandbox/hooks", hooks);
}

static const char *hook(const char *kind, const char *secret)
{
	return text("{\"%s\":{\"url\":\"http://127.0.0.1:%u/\"%s}}", kind, receiver.port,
		secret ? text(",\"secret\":\"%s\"", secret) : "");
}

static json_object *body(size_t place)
{
	json_object *parsed;

	pthread_mutex_lock(&receiver.lock);
	parsed = json_tokener_parse(receiver.got[place].body);
	pthread_mutex_unlock(&receiver.lock);
	return keep_tree(parsed);
}

static void session_events_come_in_order(void)
{
	static const char *const expected[] = {"sessionCreated", "connectionCreated",
		"streamCreated", "streamDestroyed", "connectionDestroyed", "sessionDestroyed"};
	const char *session;
	json_object *made;

	start_over(hook("session", NULL));
	session = new_session(&server, "");
	made = WANT(201, NOBODY, "POST", text("/sandbox/session/%s/stream", session), "{}");
	WANT(204, NOBODY, "DELETE",
		text("/sandbox/session/%s/connection/%s", session, member(made, "connectionId")),
		NULL);
	if (!wait_received(6))
		return;
	for (size_t i = 0; i < 6; i++) {
		CHECK_STR(member(body(i), "event"), expected[i]);
		CHECK_STR(member(body(i), "projectId"), KEY);
	}
	CHECK_STR(member(body(2), "stream.id"), member(made, "streamId"));
	CHECK_STR(member(body(2), "stream.connection.id"), member(made, "connectionId"));
	CHECK_STR(member(body(4), "reason"), "clientDisconnected");
	CHECK_STR(receiver.got[0].authorization, "");
}

static void archives_report_every_state(void)
{
	static const char *const expected[] = {"started", "stopped", "available", "expired"};
	const char *session;
	json_object *archive;

	start_over(hook("archive", NULL));
	session = new_session(&server, "");
	publish(&server, session);
	archive = WANT(200, PROJECT, "POST", PROJECT_PATH "/archive",
		text("{\"sessionId\":\"%s\"}", session));
	WANT(200, PROJECT, "POST", text(PROJECT_PATH "/archive/%s/stop", member(archive, "id")),
		NULL);
	wait_received(3);
	WANT(200, NOBODY, "POST", "/sandbox/clock", "{\"advance\":300000}");
	if (!wait_received(4))
		return;
	for (size_t i = 0; i < 4; i++) {
		CHECK_STR(member(body(i), "status"), expected[i]);
		CHECK_STR(member(body(i), "event"), "archive");
		CHECK_INT(number(body(i), "projectId"), 123456);
		CHECK_INT(number(body(i), "createdAt") % 1000, 0);
	}
	CHECK_HAS(member(body(2), "url"), "http");
}

static const char *sha256(const char *data)
{
	unsigned char digest[32];
	char digits[65] = "";

	gnutls_hash_fast(GNUTLS_DIG_SHA256, data, strlen(data), digest);
	for (size_t i = 0; i < sizeof(digest); i++)
		snprintf(digits + 2 * i, 3, "%02x", digest[i]);
	return text("%s", digits);
}

static void signatures_are_valid(void)
{
	const char *token, *dot;
	json_object *claims;

	start_over(hook("session", "a secret"));
	publish(&server, new_session(&server, ""));
	if (!wait_received(3))
		return;
	CHECK(strncmp(receiver.got[0].authorization, "Bearer ", 7) == 0);
	token = receiver.got[0].authorization + 7;
	claims = jwt_claims(token);
	CHECK_STR(member(claims, "iss"), "Vonage");
	CHECK_STR(member(claims, "api_key"), KEY);
	CHECK_STR(member(claims, "payload_hash"), sha256(receiver.got[0].body));
	CHECK(strcmp(member(claims, "jti"),
		      member(jwt_claims(receiver.got[1].authorization + 7), "jti")) != 0);
	/* The test makes the same signature. */
	dot = strrchr(token, '.');
	CHECK_STR(dot ? dot + 1 : "", jwt_signature("a secret", token));
	CHECK(strcmp(dot ? dot + 1 : "", jwt_signature("another", token)) != 0);
}

static void check_signature(size_t place, const char *secret)
{
	const char *token = receiver.got[place].authorization;
	const char *dot = strrchr(token, '.');

	CHECK_STR(dot ? dot + 1 : "", jwt_signature(secret, token + 7));
}

/* The secret of a hook is used before the one of the server, and without both nothing is signed. */
static void secrets_of_hooks_come_first(void)
{
	const char *const options[] = {
		"--callback-secret-file", box_file("secret", "of the server\n"), NULL};
	test_box other = {0};
	bool started;

	start_over(hook("session", NULL));
	WANT(202, NOBODY, "POST", "/sandbox/callbacks/test", "{\"kind\":\"session\"}");
	started = CHECK(box_start(&other, options));
	if (wait_received(1))
		CHECK_STR(receiver.got[0].authorization, "");
	for (size_t i = 0; started && i < 2; i++) {
		want(&other, NOBODY, "PUT", "/sandbox/hooks", hook("session", i ? "own" : NULL),
			200);
		want(&other, NOBODY, "POST", "/sandbox/callbacks/test", "{\"kind\":\"session\"}",
			202);
		if (wait_received(2 + i))
			check_signature(1 + i, i ? "own" : "of the server");
	}
	if (started)
		CHECK_INT(box_end(&other, SIGTERM), 0);
}

static json_object *only_callback(void)
{
	return WANT(200, NOBODY, "GET", "/sandbox/callbacks", NULL);
}

/* Secrets are never shown, so a client could not send those of other hooks again. */
static void hooks_keep_what_is_not_named(void)
{
	json_object *seen;
	const char *dot;

	start_over(text("{\"session\":{\"url\":\"http://127.0.0.1:%u/\",\"secret\":\"kept\"},"
			"\"archive\":{\"url\":\"http://127.0.0.1:9/a\",\"secret\":\"a\"}}",
		receiver.port));
	WANT(200, NOBODY, "PUT", "/sandbox/hooks", "{\"sip\":{\"url\":\"http://127.0.0.1:9/s\"}}");
	seen = WANT(200, NOBODY, "PUT", "/sandbox/hooks",
		"{\"archive\":{\"url\":\"http://127.0.0.1:9/b\"}}");
	CHECK_STR(member(seen, "archive.url"), "http://127.0.0.1:9/b");
	CHECK_INT(number(seen, "archive.signed"), 1);
	CHECK_INT(number(seen, "sip.signed"), 0);
	CHECK_INT(number(seen, "session.signed"), 1);
	WANT(202, NOBODY, "POST", "/sandbox/callbacks/test", "{\"kind\":\"session\"}");
	if (!wait_received(1))
		return;
	dot = strrchr(receiver.got[0].authorization, '.');
	CHECK_STR(dot ? dot + 1 : "", jwt_signature("kept", receiver.got[0].authorization + 7));
	/* An empty secret and DELETE name what is removed. */
	seen = WANT(200, NOBODY, "PUT", "/sandbox/hooks",
		"{\"archive\":{\"url\":\"http://127.0.0.1:9/b\",\"secret\":\"\"}}");
	CHECK_INT(number(seen, "archive.signed"), 0);
	WANT(204, NOBODY, "DELETE", "/sandbox/hooks/archive", NULL);
	WANT(404, NOBODY, "DELETE", "/sandbox/hooks/archive", NULL);
	seen = WANT(200, NOBODY, "GET", "/sandbox/hooks", NULL);
	CHECK_STR(member(seen, "archive.url"), "");
	CHECK_INT(number(seen, "session.signed"), 1);
}

static void refused_callbacks_are_retried(void)
{
	json_object *seen;

	start_over(hook("session", NULL));
	pthread_mutex_lock(&receiver.lock);
	receiver.refusals = 2;
	pthread_mutex_unlock(&receiver.lock);
	WANT(202, NOBODY, "POST", "/sandbox/callbacks/test", "{\"kind\":\"session\"}");
	wait_received(1);
	/* The next attempts come after 5 and 10 seconds of the sandbox's clock. */
	wait_for_number(&server, "/sandbox/callbacks", "items.0.status", 500);
	WANT(200, NOBODY, "POST", "/sandbox/clock", "{\"advance\":6}");
	wait_received(2);
	wait_for_number(&server, "/sandbox/callbacks", "items.0.attempts", 2);
	wait_for_number(&server, "/sandbox/callbacks", "items.0.status", 500);
	CHECK_INT(number(only_callback(), "items.0.delivered"), 0);
	WANT(200, NOBODY, "POST", "/sandbox/clock", "{\"advance\":11}");
	wait_received(3);
	wait_for_number(&server, "/sandbox/callbacks", "items.0.delivered", 1);
	seen = only_callback();
	CHECK_INT(number(seen, "items.0.attempts"), 3);
	CHECK_STR(receiver.got[0].body, receiver.got[2].body);
	WANT(202, NOBODY, "POST", text("/sandbox/callbacks/%s/resend", member(seen, "items.0.id")),
		NULL);
	wait_received(4);
	CHECK_STR(receiver.got[0].body, receiver.got[3].body);
}

/* What was sent and what came back, for people to look at. */
static void attempts_are_recorded(void)
{
	const char *path;
	json_object *seen;

	start_over(hook("session", "a secret of this test"));
	pthread_mutex_lock(&receiver.lock);
	receiver.refusals = 1;
	pthread_mutex_unlock(&receiver.lock);
	WANT(202, NOBODY, "POST", "/sandbox/callbacks/test", "{\"kind\":\"session\"}");
	wait_for_number(&server, "/sandbox/callbacks", "items.0.status", 500);
	path = text("/sandbox/callbacks/%s", member(only_callback(), "items.0.id"));
	seen = WANT(200, NOBODY, "GET", path, NULL);
	CHECK(number(seen, "nextAttempt") > 0);
	CHECK_INT(number(seen, "log"), 1);
	WANT(200, NOBODY, "POST", "/sandbox/clock", "{\"advance\":6}");
	wait_for_number(&server, "/sandbox/callbacks", "items.0.delivered", 1);
	seen = WANT(200, NOBODY, "GET", path, NULL);
	CHECK(!part(seen, "nextAttempt"));
	CHECK_INT(number(seen, "log"), 2);
	CHECK_INT(number(seen, "log.0.status"), 500);
	CHECK_INT(number(seen, "log.1.status"), 200);
	CHECK(number(seen, "log.1.time") - number(seen, "log.0.time") >= 5000);
	CHECK_STR(member(seen, "log.1.headers.content-type"), "application/json");
	CHECK_STR(member(seen, "log.1.headers.authorization.scheme"), "Bearer");
	CHECK_STR(member(seen, "log.1.headers.authorization.payload.payload_hash"),
		sha256(receiver.got[1].body));
	CHECK_STR(member(seen, "log.1.responseHeaders.x-receiver"), "test");
	CHECK_STR(member(seen, "log.1.responseHeaders.set-cookie"), "(hidden)");
	CHECK_STR(member(seen, "log.1.responseBody"), "thanks!");
	CHECK(!strstr(json_object_to_json_string(seen), "eyJ"));
	CHECK(!strstr(json_object_to_json_string(seen), "a secret of this test"));
	CHECK(!part(only_callback(), "items.0.log"));
}

/* The log of a callback is bounded. */
static void old_attempts_are_dropped(void)
{
	const char *path;
	json_object *seen;

	start_over(hook("session", NULL));
	WANT(202, NOBODY, "POST", "/sandbox/callbacks/test", "{\"kind\":\"session\"}");
	wait_received(1);
	wait_for_number(&server, "/sandbox/callbacks", "items.0.delivered", 1);
	path = text("/sandbox/callbacks/%s", member(only_callback(), "items.0.id"));
	for (size_t i = 2; i <= 12; i++) {
		WANT(202, NOBODY, "POST", text("%s/resend", path), NULL);
		wait_received(i);
		wait_for_number(&server, "/sandbox/callbacks", "items.0.delivered", 1);
	}
	seen = WANT(200, NOBODY, "GET", path, NULL);
	CHECK_INT(number(seen, "log"), 10);
}

static int64_t attempts_after(const char *leap)
{
	WANT(200, NOBODY, "POST", "/sandbox/clock", leap);
	wait_for(&server, NOBODY, "/sandbox/callbacks", "items.0.error",
		"Couldn't connect to server");
	return number(only_callback(), "items.0.attempts");
}

static void retries_end_after_a_day(void)
{
	start_over("{\"session\":{\"url\":\"http://127.0.0.1:9/nobody\"}}");
	WANT(202, NOBODY, "POST", "/sandbox/callbacks/test", "{\"kind\":\"session\"}");
	wait_for(&server, NOBODY, "/sandbox/callbacks", "items.0.error",
		"Couldn't connect to server");
	/* After 5 s, 10 s, 20 s and so on, and at last every 15 minutes. */
	CHECK_INT(attempts_after("{\"advance\":3}"), 1);
	CHECK_INT(attempts_after("{\"advance\":3}"), 2);
	for (int attempt = 3; attempt <= 12; attempt++) {
		WANT(200, NOBODY, "POST", "/sandbox/clock", "{\"advance\":901}");
		wait_for_number(&server, "/sandbox/callbacks", "items.0.attempts", attempt);
	}
	WANT(200, NOBODY, "POST", "/sandbox/clock", "{\"advance\":86400}");
	wait_for_number(&server, "/sandbox/callbacks", "items.0.attempts", 13);
	CHECK_INT(attempts_after("{\"advance\":86400}"), 13);
	CHECK_INT(attempts_after("{\"advance\":86400}"), 13);
	WANT(409, NOBODY, "POST", "/sandbox/callbacks/test", "{\"kind\":\"archive\"}");
}

/* Without --callbacks-anywhere nothing leaves the machine, wherever the address came from. */
static void callbacks_stay_on_the_machine(void)
{
	static const char *const urls[] = {"https://example.com/page", "http://192.0.2.1/",
		"http://[2001:db8::1]/", "http://0.0.0.0:1/", "http://127.0.0.1.example.com/",
		"http://127.0.0.1@192.0.2.1/", "http://localhost.example.com/"};

	for (size_t i = 0; i < COUNT_OF(urls); i++) {
		start_over(text("{\"session\":{\"url\":\"%s\"}}", urls[i]));
		WANT(202, NOBODY, "POST", "/sandbox/callbacks/test", "{\"kind\":\"session\"}");
		wait_for(&server, NOBODY, "/sandbox/callbacks", "items.0.error",
			"not sent: the URL is not on this machine (see --callbacks-anywhere)");
		CHECK_CASE(number(only_callback(), "items.0.attempts") == 0, "%s", urls[i]);
	}
}

static void other_spellings_of_loopback_are_reached(void)
{
	static const char *const hosts[] = {"http://localhost", "http://127.1", "http://2130706433",
		"HTTP://127.0.0.1", "http://[::ffff:127.0.0.1]"};

	for (size_t i = 0; i < COUNT_OF(hosts); i++) {
		start_over(text("{\"session\":{\"url\":\"%s:%u/\"}}", hosts[i], receiver.port));
		WANT(202, NOBODY, "POST", "/sandbox/callbacks/test", "{\"kind\":\"session\"}");
		CHECK_CASE(wait_received(1), "%s", hosts[i]);
	}
}

/* More events than callbacks are in memory at a time, for a receiver that does not respond
 * meanwhile: the others wait, and the order stays. */
static void many_callbacks_are_delivered_in_order(void)
{
	const char *session, *last = "";

	start_over(hook("session", NULL));
	session = new_session(&server, "");
	pthread_mutex_lock(&receiver.lock);
	for (int i = 0; i < 90; i++)
		last = member(WANT(201, NOBODY, "POST",
				      text("/sandbox/session/%s/connection", session), "{}"),
			"connectionId");
	pthread_mutex_unlock(&receiver.lock);
	if (!wait_received(91))
		return;
	CHECK_STR(member(body(0), "event"), "sessionCreated");
	CHECK_STR(member(body(90), "connection.id"), last);
}

static void registered_and_webhooks(void)
{
	const char *session;

	start_over("{}");
	WANT(200, PROJECT, "POST", PROJECT_PATH "/callback",
		text("{\"group\":\"stream\",\"event\":\"created\",\"url\":\"http://127.0.0.1:%u/"
		     "\"}",
			receiver.port));
	publish(&server, new_session(&server, ""));
	wait_received(1);
	CHECK_STR(member(body(0), "event"), "streamCreated");
	WANT(200, VONAGE_ACCOUNT, "PUT", "/v2/applications/" APPLICATION,
		text("{\"name\":\"a\",\"capabilities\":{\"video\":{\"webhooks\":{"
		     "\"connection_created\":{\"address\":\"http://127.0.0.1:%u/\","
		     "\"secret\":\"s\",\"active\":true}}}}}",
			receiver.port));
	session = member(
		WANT(200, VONAGE_APPLICATION, "POST", "/session/create", ""), "0.session_id");
	publish(&server, session);
	if (!wait_received(2))
		return;
	CHECK_STR(member(body(1), "event"), "connectionCreated");
	CHECK_STR(member(body(1), "applicationId"), APPLICATION);
	CHECK_STR(member(jwt_claims(receiver.got[1].authorization + 7), "application_id"),
		APPLICATION);
}

static void other_kinds_are_reported(void)
{
	const char *session;

	start_over(text("{\"sip\":{\"url\":\"http://127.0.0.1:%u/\"},"
			"\"captions\":{\"url\":\"http://127.0.0.1:%u/\"}}",
		receiver.port, receiver.port));
	session = new_session(&server, "");
	WANT(200, PROJECT, "POST", PROJECT_PATH "/dial",
		text("{\"sessionId\":\"%s\",\"token\":\"%s\",\"sip\":{\"uri\":\"sip:a@b\"}}",
			session, client_token(&server, session, "publisher", 60)));
	if (!wait_received(4))
		return;
	CHECK_STR(member(body(0), "event"), "callCreated");
	CHECK_STR(member(body(1), "state"), "DIALING");
	CHECK_STR(member(body(2), "state"), "RINGING");
	CHECK_STR(member(body(3), "state"), "ACTIVE");
	WANT(202, PROJECT, "POST", PROJECT_PATH "/captions",
		text("{\"sessionId\":\"%s\",\"token\":\"%s\"}", session,
			client_token(&server, session, "moderator", 60)));
	if (!wait_received(5))
		return;
	CHECK_STR(member(body(4), "status"), "started");
	CHECK(number(body(4), "createdAt") < INT64_C(100000000000));
}

static size_t count_events(const char *event)
{
	size_t count = 0;

	for (size_t i = 0; i < received(); i++)
		count += strcmp(member(body(i), "event"), event) == 0;
	return count;
}

/* Dials; returns the id of the stream. */
static const char *dial(const char *session, const char *observes)
{
	return member(WANT(200, PROJECT, "POST", PROJECT_PATH "/dial",
			      text("{\"sessionId\":\"%s\",\"token\":\"%s\",\"sip\":{\"uri\":"
				   "\"sip:a@b\",\"observeForceMute\":%s}}",
				      session, client_token(&server, session, "publisher", 60),
				      observes)),
		"streamId");
}

/* A call obeys if its own stream is muted, and if it observes that. */
static void muted_calls_are_reported(void)
{
	const char *session, *first, *second, *path;

	start_over(hook("sip", NULL));
	session = new_session(&server, "");
	first = dial(session, "true");
	second = dial(session, "false");
	if (!wait_received(8))
		return;
	path = text(PROJECT_PATH "/session/%s", session);
	WANT(200, PROJECT, "POST", text("%s/mute", path),
		text("{\"active\":true,\"excludedStreamIds\":[\"%s\"]}", first));
	WANT(200, PROJECT, "POST", text("%s/stream/%s/mute", path, second), NULL);
	/* In order: nothing was sent before this one. */
	WANT(200, PROJECT, "POST", text("%s/stream/%s/mute", path, first), NULL);
	if (!wait_received(9))
		return;
	CHECK_STR(member(body(8), "event"), "muteForced");
	WANT(200, PROJECT, "POST", text("%s/mute", path), "{\"active\":true}");
	if (!wait_received(10))
		return;
	WANT(200, PROJECT, "POST", text("%s/mute", path), "{\"active\":false}");
	dial(session, "false");
	if (wait_received(14))
		CHECK_INT(count_events("muteForced"), 2);
}

static void streams_end_for_every_reason(void)
{
	static const char *const reasons[] = {"clientDisconnected", "forceDisconnected",
		"forceUnpublished", "mediaStopped", "networkDisconnected"};
	const char *session, *path;

	start_over(hook("session", NULL));
	session = new_session(&server, "");
	path = text("/sandbox/session/%s", session);
	WANT(201, NOBODY, "POST", text("%s/connection", path), "{\"connectionId\":\"c1\"}");
	for (size_t i = 0; i < COUNT_OF(reasons); i++) {
		WANT(201, NOBODY, "POST", text("%s/stream", path),
			"{\"connectionId\":\"c1\",\"streamId\":\"s1\"}");
		WANT(204, NOBODY, "DELETE", text("%s/stream/s1?reason=%s", path, reasons[i]), NULL);
		if (!wait_received(2 + 2 * (i + 1)))
			return;
		CHECK_STR(member(body(3 + 2 * i), "reason"), reasons[i]);
	}
	/* Not of a client. */
	WANT(400, NOBODY, "DELETE", text("%s/connection/c1?reason=mediaStopped", path), NULL);
}

/* Waits for a callback with this text; false: it did not come. */
static bool was_reported(const char *event, const char *status, const char *reason)
{
	for (int waited = 0; waited < 8000; waited += 5) {
		for (size_t i = 0; i < received(); i++)
			if (strcmp(member(body(i), "event"), event) == 0 &&
				strcmp(member(body(i), "status"), status) == 0 &&
				strcmp(member(body(i), "reason"), reason) == 0)
				return true;
		poll(NULL, 0, 5);
	}
	return false;
}

static void platform_fails(const char *body_text, const char *reason)
{
	const char *session, *url = text("{\"url\":\"http://127.0.0.1:%u/\"}", receiver.port);

	start_over(text("{\"session\":%s,\"archive\":%s,\"broadcast\":%s,\"captions\":%s,"
			"\"sip\":%s}",
		url, url, url, url, url));
	session = new_session(&server, "");
	publish(&server, session);
	WANT(200, PROJECT, "POST", PROJECT_PATH "/archive",
		text("{\"sessionId\":\"%s\"}", session));
	WANT(200, PROJECT, "POST", PROJECT_PATH "/broadcast",
		text("{\"sessionId\":\"%s\",\"outputs\":{\"hls\":{}}}", session));
	WANT(202, PROJECT, "POST", PROJECT_PATH "/captions",
		text("{\"sessionId\":\"%s\",\"token\":\"%s\"}", session,
			client_token(&server, session, "moderator", 60)));
	WANT(200, PROJECT, "POST", PROJECT_PATH "/dial",
		text("{\"sessionId\":\"%s\",\"token\":\"%s\",\"sip\":{\"uri\":\"sip:a@b\"}}",
			session, client_token(&server, session, "publisher", 60)));
	WANT(204, NOBODY, "POST", text("/sandbox/session/%s/fail", session), body_text);
	CHECK(was_reported("archive", "failed", reason));
	CHECK(was_reported("broadcast", "failed", reason));
	CHECK(was_reported("", "failed", reason)); /* captions */
	CHECK(was_reported("callDestroyed", "", reason));
	CHECK(was_reported("streamDestroyed", "", reason));
	CHECK(was_reported("connectionDestroyed", "", reason));
	CHECK(was_reported("sessionDestroyed", "", reason));
}

static void failures_of_the_platform(void)
{
	platform_fails(NULL, "Internal server failure");
	platform_fails("{\"reason\":\"forceDisconnected\"}", "forceDisconnected");
}

static int start(void)
{
	const union MHD_DaemonInfo *info;

	receiver.daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL, 0, NULL,
		NULL, receive, NULL, MHD_OPTION_NOTIFY_COMPLETED, forget_upload, NULL,
		MHD_OPTION_END);
	if (!receiver.daemon)
		return 1;
	info = MHD_get_daemon_info(receiver.daemon, MHD_DAEMON_INFO_BIND_PORT);
	receiver.port = info->port;
	return box_start(&server, NULL) ? 0 : 1;
}

static int stop(void)
{
	int status = box_stop(&server, SIGTERM);

	MHD_stop_daemon(receiver.daemon);
	return status;
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(session_events_come_in_order),
		TEST(archives_report_every_state),
		TEST(signatures_are_valid),
		TEST(secrets_of_hooks_come_first),
		TEST(hooks_keep_what_is_not_named),
		TEST(refused_callbacks_are_retried),
		TEST(attempts_are_recorded),
		TEST(old_attempts_are_dropped),
		TEST(retries_end_after_a_day),
		TEST(callbacks_stay_on_the_machine),
		TEST(other_spellings_of_loopback_are_reached),
		TEST(many_callbacks_are_delivered_in_order),
		TEST(registered_and_webhooks),
		TEST(other_kinds_are_reported),
		TEST(muted_calls_are_reported),
		TEST(streams_end_for_every_reason),
		TEST(failures_of_the_platform),
	};

	return otk_test_main("sandbox callbacks", tests, COUNT_OF(tests), start, stop);
}
