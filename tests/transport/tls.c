/* SPDX-License-Identifier: MIT */
/* TLS: which servers are trusted; HTTP/2 with a real front end. */
#include "config.h"

#include <gnutls/gnutls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/transport/outcome.h"
#include "core/transport/state.h"
#include "tests/certificates.h"
#include "tests/process.h"
#include "tests/transport/drive.h"

/* ---- trust */

static void use_secure_server(
	otk_fixture *f, const char *cert, const char *client_ca, const char *priority)
{
	const otk_certificates *files = otk_test_certificates();

	otk_drive_use_server(
		f, &(otk_server_options){.cert_file = cert ? cert : files->server_cert_file,
			   .key_file = files->server_key_file,
			   .client_ca_file = client_ca,
			   .priority = priority});
}

static void call(otk_fixture *f, const otk_transport_options *options, const char *host,
	otk_outcome_seen *seen)
{
	otk_request request;
	char url[128];

	snprintf(url, sizeof(url), "https://%s:%d/tls", host, otk_server_port(f->server));
	request = otk_drive_get(url);
	otk_drive_use_transport(f, options);
	otk_drive(f->transport, &request, NULL, seen);
}

static otk_transport_options trusting(const char *ca_file)
{
	otk_transport_options options = otk_drive_options();

	options.ca_file = ca_file;
	return options;
}

static void own_authority(otk_fixture *f)
{
	const otk_certificates *files = otk_test_certificates();
	otk_transport_options right = trusting(files->ca_file),
			      other = trusting(files->other_ca_file), system = trusting(NULL);
	otk_outcome_seen good = {0}, by_address = {0}, bad = {0}, unknown = {0};

	use_secure_server(f, NULL, NULL, NULL);
	call(f, &right, "localhost", &good);
	CHECK_INT(good.http_status, 200);
	call(f, &right, "127.0.0.1", &by_address);
	CHECK_INT(by_address.http_status, 200);
	call(f, &other, "localhost", &bad);
	CHECK_INT(bad.status, OTK_E_TLS);
	CHECK_INT(bad.attempts, 1);
	CHECK_HAS(bad.problem, "ca_file");
	call(f, &system, "localhost", &unknown);
	CHECK_INT(unknown.status, OTK_E_TLS);
	CHECK_INT(otk_server_request_count(f->server), 2);
}

static void another_hosts_certificate(otk_fixture *f)
{
	const otk_certificates *files = otk_test_certificates();
	otk_transport_options options = trusting(files->ca_file);
	otk_outcome_seen seen = {0};

	use_secure_server(f, files->wrong_cert_file, NULL, NULL);
	call(f, &options, "localhost", &seen);
	CHECK_INT(seen.status, OTK_E_TLS);
	CHECK_HAS(seen.problem, "host name");
	CHECK_INT(otk_server_request_count(f->server), 0);
}

static void old_versions_are_refused(otk_fixture *f)
{
	const otk_certificates *files = otk_test_certificates();
	otk_transport_options options = trusting(files->ca_file);
	otk_outcome_seen old = {0}, fine = {0};

	options.max_attempts = 1;
	use_secure_server(f, NULL, NULL,
		"NORMAL:-VERS-ALL:+VERS-TLS1.1:%COMPAT:-SIGN-ALL:+SIGN-ECDSA-SHA1:"
		"+SIGN-ECDSA-SHA256");
	call(f, &options, "localhost", &old);
	CHECK_INT(old.status, OTK_E_TLS);
	CHECK_INT(otk_server_request_count(f->server), 0);
	use_secure_server(f, NULL, NULL, "NORMAL:-VERS-ALL:+VERS-TLS1.2");
	call(f, &options, "localhost", &fine);
	CHECK_INT(fine.http_status, 200);
}

static void client_certificate(otk_fixture *f)
{
	const otk_certificates *files = otk_test_certificates();
	otk_transport_options with = trusting(files->ca_file), without = trusting(files->ca_file);
	otk_outcome_seen known = {0}, unknown = {0};

	use_secure_server(f, NULL, files->ca_file, NULL);
	with.client_cert_file = files->client_cert_file;
	with.client_key_file = files->client_key_file;
	without.max_attempts = 1;
	call(f, &with, "localhost", &known);
	CHECK_INT(known.http_status, 200);
	call(f, &without, "localhost", &unknown);
	CHECK(unknown.status == OTK_E_TLS || unknown.status == OTK_E_NETWORK);
	CHECK_INT(otk_server_request_count(f->server), 1);
}

static void not_tls_at_all(otk_fixture *f)
{
	const otk_certificates *files = otk_test_certificates();
	otk_transport_options options = trusting(files->ca_file);
	otk_outcome_seen seen = {0};

	otk_drive_use_server(f, &(otk_server_options){.greeting = "220 mail.example ESMTP\r\n"});
	options.max_attempts = 1;
	call(f, &options, "localhost", &seen);
	CHECK_INT(seen.status, OTK_E_TLS);
	CHECK_HAS(seen.problem, "TLS 1.2");
}

static void missing_files(void)
{
	const otk_certificates *files = otk_test_certificates();
	otk_transport_options options = trusting("/nonexistent/ca.pem");
	otk_error error = OTK_ERROR_INIT;

	CHECK(otk_transport_new(&options, &error) == NULL);
	CHECK_INT(error.status, OTK_E_IO);
	CHECK_HAS(error.message, "ca_file: \"/nonexistent/ca.pem\" cannot be read");
	options = trusting(files->ca_file);
	options.client_key_file = files->client_key_file;
	CHECK(otk_transport_new(&options, &error) == NULL);
	CHECK_INT(error.status, OTK_E_ARGUMENT);
	CHECK_HAS(error.message, "client_key_file: ");
}

/* Wrong values that may be secrets, or that hold line ends, are not quoted. */
static void nothing_secret_is_quoted(void)
{
	static const char pem[] = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwsEcReT\n"
				  "-----END PRIVATE KEY-----\n";
	static const char *const texts[] = {
		pem, "https://u:sEcReT@host/x\n2026 forged", "a\nsEcReT"};

	for (size_t i = 0; i < OTK_COUNT_OF(texts); i++) {
		otk_transport_options options[5];

		for (int k = 0; k < 5; k++)
			options[k] = otk_drive_options();
		options[0].ca_file = texts[i];
		options[1].client_cert_file = texts[i];
		options[2].client_cert_file = otk_test_certificates()->client_cert_file;
		options[2].client_key_file = texts[i];
		options[3].resolve = (otk_strings){&texts[i], 1};
		options[4].proxy = texts[i];
		for (int k = 0; k < 5; k++) {
			otk_error error = OTK_ERROR_INIT;
			otk_transport *transport = otk_transport_new(&options[k], &error);

			/* Some of them are valid entries of resolve in form. */
			CHECK_CASE(transport == NULL || k == 3, "%d, %d", (int)i, k);
			CHECK_LACKS(error.message, "sEcReT");
			CHECK_LACKS(error.message, "\n");
			otk_transport_free(transport);
		}
	}
}

/* A server without HTTP/2: no request waits for a connection that cannot be shared. */
static void many_over_tls(otk_fixture *f)
{
	enum { CALLS = 12 };
	static otk_outcome_seen seen[CALLS];
	const otk_certificates *files = otk_test_certificates();
	otk_transport_options options = trusting(files->ca_file);
	otk_request request;
	int64_t end = otk_clock_monotonic_ms() + 20000;

	use_secure_server(f, NULL, NULL, NULL);
	otk_drive_use_transport(f, &options);
	request = otk_drive_get(otk_drive_url(f->server, "/many"));
	request.timeout_ms = 20000;
	otk_server_default(f->server, &(otk_reply){.hold = true});
	for (int i = 0; i < CALLS; i++)
		otk_drive_submit(f->transport, &request, NULL, &seen[i]);
	while (otk_server_held_count(f->server) < CALLS && otk_clock_monotonic_ms() < end)
		CHECK_INT(otk_transport_run(f->transport, 10, NULL, NULL), OTK_OK);
	CHECK_INT(otk_server_held_count(f->server), CALLS);
	otk_server_release(f->server);
	CHECK_INT(otk_transport_run(f->transport, 20000, NULL, NULL), OTK_OK);
	for (int i = 0; i < CALLS; i++)
		CHECK(seen[i].done == 1 && seen[i].http_status == 200);
}

static void resolve_and_local_address(otk_fixture *f)
{
	const otk_certificates *files = otk_test_certificates();
	otk_transport_options options = trusting(files->ca_file);
	otk_outcome_seen seen = {0}, nowhere = {0};
	char entry[64];
	const char *entries[] = {entry};

	use_secure_server(f, files->wrong_cert_file, NULL, NULL);
	snprintf(entry, sizeof(entry), "wrong.example:%d:127.0.0.1", otk_server_port(f->server));
	options.resolve = (otk_strings){entries, 1};
	options.local_address = "127.0.0.5";
	call(f, &options, "wrong.example", &seen);
	CHECK_INT(seen.http_status, 200);
	CHECK_STR(otk_server_peer(f->server, 1), "127.0.0.5");
	options.local_address = "192.0.2.77";
	options.max_attempts = 1;
	call(f, &options, "wrong.example", &nowhere);
	CHECK(nowhere.status == OTK_E_ARGUMENT || nowhere.status == OTK_E_NETWORK);
	CHECK_HAS(nowhere.problem, "local_address");
}

/* A child that frees its copy must not close the parent's TLS connection. */
static void child_leaves_the_parents_connection(otk_fixture *f)
{
	otk_transport_options options = trusting(otk_test_certificates()->ca_file);
	otk_request request;
	otk_outcome_seen first = {0}, second = {0};
	int status = -1, connections;
	pid_t child;

	use_secure_server(f, NULL, NULL, NULL);
	otk_drive_use_transport(f, &options);
	request = otk_drive_get(otk_drive_url(f->server, "/fork"));
	otk_drive(f->transport, &request, NULL, &first);
	connections = otk_server_connection_count(f->server);
	fflush(stdout);
	child = fork();
	if (!child) {
		otk_transport_free(f->transport);
		/* exec, so that no leak checker sees libcurl's memory in the child. */
		execl("/bin/sh", "sh", "-c", "exit 0", (char *)NULL);
		_exit(1);
	}
	CHECK_INT(waitpid(child, &status, 0), child);
	CHECK(WIFEXITED(status) && !WEXITSTATUS(status));
	otk_drive(f->transport, &request, NULL, &second);
	CHECK_INT(first.http_status, 200);
	CHECK_INT(second.http_status, 200);
	CHECK_INT(otk_server_connection_count(f->server), connections);
	CHECK_INT(second.connect_ms[0], 0);
}

/* ---- HTTP/2 */

/* nghttpx before the server of the fixture. */
typedef struct front {
	int port;
	char url[64];
} front;

static void start_front(otk_fixture *f, const front *at)
{
	const otk_certificates *files = otk_test_certificates();
	char listen_on[64], forward_to[64];
	const char *argv[] = {"nghttpx", "--conf=/dev/null", "--single-process", listen_on,
		forward_to, "--errorlog-file=/dev/null", "--accesslog-file=/dev/null", "--no-ocsp",
		files->server_key_file, files->server_cert_file, NULL};

	if (f->process > 0)
		otk_program_stop(f->process);
	snprintf(listen_on, sizeof(listen_on), "--frontend=127.0.0.1,%d", at->port);
	snprintf(forward_to, sizeof(forward_to), "--backend=127.0.0.1,%d",
		otk_server_port(f->server));
	f->process = otk_program_start(argv, at->port);
	REQUIRE(f->process > 0);
}

static bool open_front(otk_fixture *f, front *at)
{
	otk_transport_options options = trusting(otk_test_certificates()->ca_file);

	if (!otk_program_exists("nghttpx"))
		return false;
	otk_drive_use_transport(f, &options);
	otk_server_reset(f->server);
	at->port = otk_unused_port();
	snprintf(at->url, sizeof(at->url), "https://localhost:%d/h2", at->port);
	start_front(f, at);
	return true;
}

static void one_connection_for_hundred(otk_fixture *f)
{
	enum { CALLS = 100 };
	static otk_outcome_seen seen[CALLS];
	otk_request request;
	int connections = 0;
	front at;

	if (!open_front(f, &at))
		SKIP("nghttpx is not installed");
	request = otk_drive_get(at.url);
	for (int i = 0; i < CALLS; i++)
		otk_drive_submit(f->transport, &request, i % 2 ? "{\"x\":1}" : NULL, &seen[i]);
	CHECK_INT(otk_transport_run(f->transport, 8000, NULL, NULL), OTK_OK);
	for (int i = 0; i < CALLS; i++) {
		CHECK(seen[i].done == 1 && seen[i].http_status == 200);
		connections += seen[i].connect_ms[0] > 0;
	}
	CHECK_INT(connections, 1);
	CHECK_INT(otk_server_request_count(f->server), CALLS);
	CHECK_HAS(otk_server_request(f->server, 0)->headers, "2 nghttpx");
}

static void bodies_of_every_size(otk_fixture *f)
{
	front at;

	if (!open_front(f, &at))
		SKIP("nghttpx is not installed");
	otk_drive_bodies(f->transport, at.url, f->server);
	CHECK_HAS(otk_server_request(f->server, 0)->headers, "2 nghttpx");
}

/*
 * The connection dies while the request is on its way to the back end. A new front end replaces the
 * old one, so that a retry would arrive.
 */
static int arrivals_when_it_dies(otk_fixture *f, otk_repeat repeat, otk_outcome_seen *seen)
{
	otk_outcome_seen first = {0};
	otk_request request;
	int64_t end = otk_clock_monotonic_ms() + 5000;
	int count;
	front at;

	if (!open_front(f, &at))
		return -1;
	request = otk_drive_get(at.url);
	otk_drive(f->transport, &request, NULL, &first);
	CHECK_INT(first.http_status, 200);
	otk_server_reset(f->server);
	otk_server_reply(f->server, &(otk_reply){.hold = true});
	request.method = OTK_METHOD_POST;
	request.repeat = repeat;
	otk_drive_submit(f->transport, &request, "{\"name\":\"x\"}", seen);
	while (otk_server_held_count(f->server) < 1 && otk_clock_monotonic_ms() < end)
		CHECK_INT(otk_transport_run(f->transport, 10, NULL, NULL), OTK_OK);
	CHECK_INT(otk_server_held_count(f->server), 1);
	start_front(f, &at);
	CHECK_INT(otk_transport_run(f->transport, 5000, &seen->stop, NULL), OTK_OK);
	CHECK_INT(seen->done, 1);
	count = otk_server_request_count(f->server);
	return count;
}

static void unsafe_is_never_sent_twice(otk_fixture *f)
{
	otk_outcome_seen unsafe = {0}, safe = {0};
	const int count = arrivals_when_it_dies(f, OTK_REPEAT_UNSAFE, &unsafe);

	if (count < 0)
		SKIP("nghttpx is not installed");
	CHECK_INT(count, 1);
	CHECK_INT(unsafe.status, OTK_E_UNKNOWN_OUTCOME);
	CHECK_INT(unsafe.attempts, 1);
	/* The same with a safe request shows that a retry would have arrived. */
	CHECK_INT(arrivals_when_it_dies(f, OTK_REPEAT_SAFE, &safe), 2);
	CHECK_INT(safe.http_status, 200);
}

/* A response before the body was read, followed by RST_STREAM with NO_ERROR. */
static void responds_before_the_body(otk_fixture *f)
{
	otk_request request;
	int understood = 0;
	front at;

	if (!open_front(f, &at))
		SKIP("nghttpx is not installed");
	request = otk_drive_get(at.url);
	request.method = OTK_METHOD_POST;
	request.repeat = OTK_REPEAT_UNSAFE;
	for (int i = 0; i < 50; i++) {
		otk_outcome_seen seen = {0};

		otk_server_reply(f->server, &(otk_reply){.at_once = true, .body = "{\"early\":1}"});
		otk_drive(f->transport, &request, "{\"name\":\"x\"}", &seen);
		/*
		 * When the stream closes between head and body of the request, libcurl 7.88 keeps
		 * the response to itself: then, and only then, the outcome is unknown.
		 */
		CHECK_CASE(seen.http_status == 200 || seen.status == OTK_E_UNKNOWN_OUTCOME,
			"%d: %d, %d: %s", i, (int)seen.status, seen.http_status, seen.problem);
		CHECK_INT(seen.attempts, 1);
		if (seen.status)
			continue;
		CHECK_STR(seen.body, "{\"early\":1}");
		understood++;
	}
	CHECK_INT(otk_server_request_count(f->server), 50);
	CHECK(understood > 0);
}

/* The code of libcurl cannot be provoked reliably, so its handling is tested directly. */
static void broken_stream_with_a_whole_response(otk_fixture *f)
{
	static const struct {
		int status, body, head;
		const char *words;
		bool whole;
	} all[] = {{200, 1, 1, "", true}, {204, 0, 1, "", true}, {200, 0, 1, "", false},
		{200, 1, 0, "", false}, {200, 1, 1, "stream was not closed cleanly", false}};
	otk_exchange exchange = {.transport = f->transport,
		.url = "https://localhost/",
		.method = OTK_METHOD_POST,
		.repeat = OTK_REPEAT_UNSAFE};
	otk_handle *handle;

	for (size_t i = 0; i < OTK_COUNT_OF(all); i++) {
		handle = otk_handle_take(f->transport, &exchange, NULL);
		handle->requests = 1;
		handle->repeat_refused = true; /* sent */
		handle->receiver.head_complete = all[i].head;
		handle->receiver.response.http_status = all[i].status;
		if (all[i].body)
			otk_buffer_add_text(&handle->receiver.response.body, "{}");
		snprintf(handle->problem, sizeof(handle->problem), "%s", all[i].words);
		CHECK_INT(otk_outcome(handle, CURLE_HTTP2_STREAM),
			all[i].whole ? OTK_FAULT_NONE : OTK_FAULT_LOST);
		CHECK_INT(handle->receiver.response.status,
			all[i].whole ? OTK_OK : OTK_E_UNKNOWN_OUTCOME);
		otk_handle_give_back(handle);
	}
}

static void http2_can_be_refused(otk_fixture *f)
{
	otk_transport_options options = trusting(otk_test_certificates()->ca_file);
	otk_outcome_seen seen = {0};
	otk_request request;
	front at;

	if (!open_front(f, &at))
		SKIP("nghttpx is not installed");
	options.http2 = false;
	otk_drive_use_transport(f, &options);
	request = otk_drive_get(at.url);
	otk_drive(f->transport, &request, NULL, &seen);
	CHECK_INT(seen.http_status, 200);
	CHECK_HAS(otk_server_request(f->server, 0)->headers, "1.1 nghttpx");
}

int main(void)
{
	return OTK_TEST_MAIN("tls", DRIVE_TEST(own_authority),
		DRIVE_TEST(another_hosts_certificate), DRIVE_TEST(old_versions_are_refused),
		DRIVE_TEST(client_certificate), DRIVE_TEST(not_tls_at_all), TEST(missing_files),
		TEST(nothing_secret_is_quoted), DRIVE_TEST(many_over_tls),
		DRIVE_TEST(resolve_and_local_address),
		DRIVE_TEST(child_leaves_the_parents_connection),
		DRIVE_TEST(one_connection_for_hundred), DRIVE_TEST(bodies_of_every_size),
		DRIVE_TEST(unsafe_is_never_sent_twice), DRIVE_TEST(responds_before_the_body),
		DRIVE_TEST(broken_stream_with_a_whole_response), DRIVE_TEST(http2_can_be_refused));
}
