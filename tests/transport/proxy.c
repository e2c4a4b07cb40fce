/* SPDX-License-Identifier: MIT */
/* Proxy options against real proxy programs. */
#include "config.h"

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/transport/transport.h"
#include "tests/certificates.h"
#include "tests/process.h"
#include "tests/transport/drive.h"

/* The other server speaks TLS. */
static void set_up_secure(otk_fixture *f)
{
	const otk_certificates *files = otk_test_certificates();

	otk_drive_set_up(f);
	f->other = otk_server_new(&(otk_server_options){
		.cert_file = files->server_cert_file, .key_file = files->server_key_file});
	REQUIRE(f->other != NULL);
}

static const otk_fixture_type with_secure = {
	sizeof(otk_fixture), set_up_secure, otk_drive_clean_up};
#define PROXY_TEST(function) TEST_WITH(&with_secure, function)

static void call_as(
	otk_server *to, otk_transport_options options, otk_repeat repeat, otk_outcome_seen *seen)
{
	otk_transport *transport;
	otk_request request = otk_drive_get(otk_drive_url(to, "/proxied"));

	options.ca_file = otk_test_certificates()->ca_file;
	transport = otk_drive_transport(&options);
	request.method = OTK_METHOD_POST;
	request.repeat = repeat;
	otk_server_reset(to);
	if (CHECK(transport != NULL))
		otk_drive(transport, &request, "{\"a\":1}", seen);
	otk_transport_free(transport);
}

static void call(
	otk_server *to, otk_transport_options options, otk_repeat repeat, otk_outcome_seen *seen)
{
	options.max_attempts = 1;
	call_as(to, options, repeat, seen);
}

static void call_at_most(
	otk_server *to, otk_transport_options options, int64_t attempts, otk_outcome_seen *seen)
{
	options.max_attempts = attempts;
	call_as(to, options, OTK_REPEAT_SAFE, seen);
}

/* ---- HTTP */

static pid_t start_tinyproxy(int port, bool with_password)
{
	static int number;
	char path[256];
	const char *argv[] = {"tinyproxy", "-d", "-c", path, NULL};
	FILE *file;

	snprintf(path, sizeof(path), "%s/tinyproxy%d.conf", otk_test_folder(), number++);
	file = fopen(path, "w");
	if (!CHECK(file != NULL))
		return -1;
	fprintf(file, "Port %d\nListen 127.0.0.1\nTimeout 30\nAllow 127.0.0.1\n%s", port,
		with_password ? "BasicAuth otk pass-word\n" : "");
	fclose(file);
	return otk_program_start(argv, port);
}

static void http_proxy(otk_fixture *f)
{
	otk_transport_options options = otk_drive_options();
	otk_outcome_seen plain = {0}, tunnel = {0};
	const int port = otk_unused_port();
	char proxy[64];

	if (!otk_program_exists("tinyproxy"))
		SKIP("tinyproxy is not installed");
	f->process = start_tinyproxy(port, false);
	REQUIRE(f->process > 0);
	snprintf(proxy, sizeof(proxy), "http://127.0.0.1:%d", port);
	options.proxy = proxy;
	call(f->server, options, OTK_REPEAT_UNSAFE, &plain);
	CHECK_INT(plain.http_status, 200);
	CHECK_HAS(otk_server_request(f->server, 0)->headers, "tinyproxy");
	CHECK_STR(otk_server_request(f->server, 0)->body, "{\"a\":1}");
	call(f->other, options, OTK_REPEAT_UNSAFE, &tunnel);
	CHECK_INT(tunnel.http_status, 200);
	otk_program_stop(f->process);
	f->process = 0;
	/* Without the proxy nothing arrives: it was really used. */
	memset(&tunnel, 0, sizeof(tunnel));
	call(f->other, options, OTK_REPEAT_UNSAFE, &tunnel);
	CHECK_INT(tunnel.status, OTK_E_NETWORK);
	CHECK_INT(otk_server_request_count(f->other), 0);
}

static void http_proxy_with_a_password(otk_fixture *f)
{
	otk_transport_options options = otk_drive_options();
	otk_outcome_seen none = {0}, wrong = {0}, right = {0}, plain = {0}, refused = {0};
	const int port = otk_unused_port();
	char proxy[64];

	if (!otk_program_exists("tinyproxy"))
		SKIP("tinyproxy is not installed");
	f->process = start_tinyproxy(port, true);
	REQUIRE(f->process > 0);
	snprintf(proxy, sizeof(proxy), "http://127.0.0.1:%d", port);
	options.proxy = proxy;
	call(f->other, options, OTK_REPEAT_UNSAFE, &none);
	CHECK_INT(none.status, OTK_E_NETWORK);
	CHECK_HAS(none.problem, "the proxy refused");
	options.proxy_user = "otk";
	options.proxy_password = "wrong-word";
	call(f->other, options, OTK_REPEAT_SAFE, &wrong);
	CHECK_INT(wrong.status, OTK_E_NETWORK);
	CHECK_HAS(wrong.problem, "the proxy refused");
	CHECK_LACKS(wrong.problem, "wrong-word");
	call(f->server, options, OTK_REPEAT_SAFE, &refused);
	/* This proxy sends 401, which looks like the service's; nothing was forwarded. */
	CHECK(refused.status == OTK_E_NETWORK || refused.http_status == 401);
	CHECK_INT(otk_server_request_count(f->server), 0);
	options.proxy_password = "pass-word";
	call(f->other, options, OTK_REPEAT_UNSAFE, &right);
	REQUIRE(right.http_status == 200);
	CHECK_LACKS(otk_server_request(f->other, 0)->headers, "Proxy-Authorization");
	/* Without a tunnel the proxy refuses the request once; the second one carries the body. */
	call(f->server, options, OTK_REPEAT_UNSAFE, &plain);
	CHECK_INT(plain.http_status, 200);
	CHECK_INT(otk_server_request_count(f->server), 1);
	CHECK_STR(otk_server_request(f->server, 0)->body, "{\"a\":1}");
}

/* ---- SOCKS */

/* The first address: microsocks tries no other, and test servers listen on 127.0.0.1. */
static bool localhost_is_ipv4(void)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	struct addrinfo *found = NULL;
	bool is_ipv4 = false;

	if (!getaddrinfo("localhost", NULL, &hints, &found)) {
		is_ipv4 = found->ai_family == AF_INET;
		freeaddrinfo(found);
	}
	return is_ipv4;
}

static void socks_proxy(otk_fixture *f)
{
	otk_transport_options options = otk_drive_options();
	otk_outcome_seen right = {0}, by_name = {0}, wrong = {0};
	const int port = otk_unused_port();
	char number[16], proxy[64];
	const char *argv[] = {"microsocks", "-i", "127.0.0.1", "-p", number, "-u", "otk", "-P",
		"pass-word", NULL};

	if (!otk_program_exists("microsocks"))
		SKIP("microsocks is not installed");
	snprintf(number, sizeof(number), "%d", port);
	f->process = otk_program_start(argv, port);
	REQUIRE(f->process > 0);
	snprintf(proxy, sizeof(proxy), "socks5://127.0.0.1:%d", port);
	options.proxy = proxy;
	options.proxy_user = "otk";
	options.proxy_password = "pass-word";
	call(f->other, options, OTK_REPEAT_UNSAFE, &right);
	CHECK_INT(right.http_status, 200);
	snprintf(proxy, sizeof(proxy), "socks5h://127.0.0.1:%d", port);
	call(f->other, options, OTK_REPEAT_UNSAFE, &by_name);
	if (localhost_is_ipv4())
		CHECK_INT(by_name.http_status, 200);
	else /* an error of the proxy also shows that it looked up the name */
		CHECK_INT(by_name.status, OTK_E_NETWORK);
	options.proxy_password = "wrong";
	call(f->other, options, OTK_REPEAT_UNSAFE, &wrong);
	CHECK_INT(wrong.status, OTK_E_NETWORK);
	CHECK_HAS(wrong.problem, "proxy refused");
	CHECK_INT(otk_server_request_count(f->other), 0);
}

/* ---- a proxy that does not run: a failure shows that it was used */

static void no_proxy(otk_fixture *f)
{
	otk_transport_options options = otk_drive_options();
	otk_outcome_seen through = {0}, around = {0};
	char proxy[64];

	snprintf(proxy, sizeof(proxy), "http://127.0.0.1:%d", otk_refusing_port());
	options.proxy = proxy;
	call(f->server, options, OTK_REPEAT_SAFE, &through);
	CHECK_INT(through.status, OTK_E_NETWORK);
	options.no_proxy = "example.com,127.0.0.1";
	call(f->server, options, OTK_REPEAT_SAFE, &around);
	CHECK_INT(around.http_status, 200);
}

static void environment_only_when_asked(otk_fixture *f)
{
	otk_transport_options options = otk_drive_options();
	otk_outcome_seen deaf = {0}, listens = {0}, excepted = {0}, dead = {0};
	char proxy[64];

	snprintf(proxy, sizeof(proxy), "http://127.0.0.1:%d", otk_refusing_port());
	setenv("http_proxy", proxy, 1);
	setenv("https_proxy", proxy, 1);
	setenv("all_proxy", proxy, 1);
	call(f->server, options, OTK_REPEAT_SAFE, &deaf);
	CHECK_INT(deaf.http_status, 200);
	options.proxy_from_env = true;
	call(f->server, options, OTK_REPEAT_SAFE, &listens);
	CHECK_INT(listens.status, OTK_E_NETWORK);
	setenv("no_proxy", "127.0.0.1", 1);
	call(f->server, options, OTK_REPEAT_SAFE, &excepted);
	CHECK_INT(excepted.http_status, 200);
	/* no_proxy of the environment does not affect the option `proxy`. */
	options.proxy_from_env = false;
	options.proxy = proxy;
	call(f->server, options, OTK_REPEAT_SAFE, &dead);
	CHECK_INT(dead.status, OTK_E_NETWORK);
	unsetenv("http_proxy");
	unsetenv("https_proxy");
	unsetenv("all_proxy");
	unsetenv("no_proxy");
}

/* A refusal of the proxy without a tunnel is not a response of the service. */
static void refusal_without_a_tunnel(otk_fixture *f)
{
	otk_server *proxy = otk_server_new(NULL);
	otk_transport_options options = otk_drive_options();
	otk_outcome_seen seen = {0};

	options.proxy = otk_server_url(proxy);
	otk_server_default(proxy, &(otk_reply){.status = 407,
					  .headers = "Proxy-Authenticate: Basic realm=\"x\"\r\n"});
	call(f->server, options, OTK_REPEAT_SAFE, &seen);
	CHECK_INT(seen.status, OTK_E_NETWORK);
	CHECK_HAS(seen.problem, "the proxy refused");
	CHECK_INT(otk_server_request_count(proxy), 1);
	CHECK_INT(otk_server_request_count(f->server), 0);
	otk_server_free(proxy);
}

/* ---- an HTTPS proxy is verified like a server */

static void https_proxy(const char *cert_file, const char *ca_file, const char *priority,
	int requests, otk_status status)
{
	otk_server *proxy = otk_server_new(&(otk_server_options){.cert_file = cert_file,
		.key_file = otk_test_certificates()->server_key_file,
		.priority = priority});
	otk_transport_options options = otk_drive_options();
	otk_request request = otk_drive_get("https://api.example/");
	otk_outcome_seen seen = {0};
	otk_transport *transport;

	if (!CHECK(proxy != NULL))
		return;
	options.proxy = otk_server_url(proxy);
	options.proxy_user = "otk";
	options.proxy_password = "pass-word";
	options.ca_file = ca_file;
	options.max_attempts = 1;
	otk_server_default(proxy, &(otk_reply){.status = 403});
	transport = otk_drive_transport(&options);
	otk_drive(transport, &request, NULL, &seen);
	CHECK_INT(seen.status, status);
	CHECK_INT(otk_server_request_count(proxy), requests);
	otk_transport_free(transport);
	otk_server_free(proxy);
}

static void https_proxy_is_verified(void)
{
	const otk_certificates *files = otk_test_certificates();

	https_proxy(files->server_cert_file, files->ca_file, NULL, 1, OTK_E_NETWORK);
	https_proxy(files->wrong_cert_file, files->ca_file, NULL, 0, OTK_E_TLS);
	https_proxy(files->server_cert_file, files->other_ca_file, NULL, 0, OTK_E_TLS);
	https_proxy(files->server_cert_file, files->ca_file,
		"NORMAL:-VERS-ALL:+VERS-TLS1.1:%COMPAT:-SIGN-ALL:+SIGN-ECDSA-SHA1:"
		"+SIGN-ECDSA-SHA256",
		0, OTK_E_TLS);
}

/* Addresses whose user name or password is not percent-encoded, and other wrong ones. */
static void addresses_that_cannot_be_parsed(otk_fixture *f)
{
	static const char *const all[] = {"http://user:sEcR#eT@127.0.0.1:1",
		"http://user:sEcR/eT@127.0.0.1:1", "http://user:sEcR?eT@127.0.0.1:1",
		"http://user:sEcR eT@127.0.0.1:1", "http://us@er:sEcReT@127.0.0.1:1",
		"http://user:sEcR@eT@127.0.0.1:1", "http://user:sEcReT@@127.0.0.1:1",
		"http://user:1#sEcReT@127.0.0.1:1", "http://user:1/sEcReT@127.0.0.1:1",
		"http://user:1?sEcReT@127.0.0.1:1", "user:sEcR#eT@127.0.0.1:1",
		"user:1/sEcReT@127.0.0.1:1", "http://user:sEcReT@127.0.0.1:port",
		"http://user:sEcReT@:1", "http://user:sEcReT@", "http://user:sEcReT@[::1:1",
		"http://user:sEcR\\eT@127.0.0.1:1", "http://user:sEcReT\n@127.0.0.1:1",
		"ftp://user:sEcReT@127.0.0.1:1", "socks5h://user:sEcR#eT@127.0.0.1:1",
		"https://user:sEcR/eT@127.0.0.1:1", "HTTP://user:sEcR#eT@127.0.0.1:1",
		"http://127.0.0.1:1/sEcReT", "#sEcReT"};
	static const char *const names[] = {
		"http_proxy", "all_proxy", "ALL_PROXY", "https_proxy", "HTTPS_PROXY"};

	for (size_t i = 0; i < OTK_COUNT_OF(all); i++) {
		const char *name = names[i % 5];
		otk_transport_options options = otk_drive_options();
		otk_outcome_seen seen = {0}, exempt = {0};
		otk_error error = OTK_ERROR_INIT;

		options.proxy_from_env = true;
		setenv(name, all[i], 1);
		call_at_most(i % 5 < 3 ? f->server : f->other, options, 3, &seen);
		CHECK_CASE(seen.status == OTK_E_ARGUMENT && seen.attempts == 1 &&
				   strstr(seen.problem, "the proxy address cannot be parsed") &&
				   strstr(seen.problem, name) && !strstr(seen.problem, "DNS"),
			"%s: status %d, %d attempts, %s", all[i], (int)seen.status, seen.attempts,
			seen.problem);
		CHECK_LACKS(seen.problem, "cR");
		CHECK_LACKS(seen.log, "cR");
		/* An exempted host needs no proxy. */
		options.no_proxy = "127.0.0.1,localhost";
		call_at_most(i % 5 < 3 ? f->server : f->other, options, 3, &exempt);
		CHECK_INT(exempt.http_status, 200);
		unsetenv(name);
		options = otk_drive_options();
		options.proxy = all[i];
		CHECK(otk_transport_new(&options, &error) == NULL);
		CHECK_INT(error.status, OTK_E_ARGUMENT);
		CHECK_HAS(error.message, "proxy");
		CHECK_LACKS(error.message, "cR");
	}
}

/* A host of one character is a host: 0 is 0.0.0.0, this machine. Nothing listens at port 1080. */
static void address_of_one_character(otk_fixture *f)
{
	otk_transport_options options = otk_drive_options();
	otk_outcome_seen seen = {0};

	setenv("HTTPS_PROXY", "http://user:password@0", 1);
	options.proxy_from_env = true;
	call(f->other, options, OTK_REPEAT_UNSAFE, &seen);
	CHECK_INT(seen.status, OTK_E_NETWORK);
	unsetenv("HTTPS_PROXY");
}

/* The environment's proxy is used with user and password; a password may be percent-encoded. */
static void address_with_a_password(otk_fixture *f)
{
	static const char *const passwords[] = {"pass-word", "pass%2Dword"};
	const int port = otk_unused_port();
	char proxy[96];

	if (!otk_program_exists("tinyproxy"))
		SKIP("tinyproxy is not installed");
	f->process = start_tinyproxy(port, true);
	REQUIRE(f->process > 0);
	for (int i = 0; i < 2; i++) {
		otk_transport_options options = otk_drive_options();
		otk_outcome_seen seen = {0};

		snprintf(proxy, sizeof(proxy), "%sotk:%s@127.0.0.1:%d/", i ? "http://" : "",
			passwords[i], port);
		proxy[strlen(proxy) - (i ? 0 : 1)] = '\0';
		setenv("HTTPS_PROXY", proxy, 1);
		options.proxy_from_env = true;
		call(f->other, options, OTK_REPEAT_UNSAFE, &seen);
		CHECK_INT(seen.http_status, 200);
		unsetenv("HTTPS_PROXY");
	}
}

static void options_that_cannot_be_right(void)
{
	static const struct {
		const char *proxy, *user, *says;
	} all[] = {{"127.0.0.1:3128", NULL, "must begin with"},
		{"ftp://x", NULL, "must begin with"}, {"socks4://x", NULL, "must begin with"},
		{"http://u:pass-word@x", NULL, "proxy_user"}, {NULL, "u", "without proxy"}};

	for (size_t i = 0; i < OTK_COUNT_OF(all); i++) {
		otk_transport_options options = otk_drive_options();
		otk_error error = OTK_ERROR_INIT;

		options.proxy = all[i].proxy;
		options.proxy_user = all[i].user;
		CHECK(otk_transport_new(&options, &error) == NULL);
		CHECK_INT(error.status, OTK_E_ARGUMENT);
		CHECK_HAS(error.message, all[i].says);
		CHECK_LACKS(error.message, "pass-word");
	}
}

int main(void)
{
	return OTK_TEST_MAIN("proxy", PROXY_TEST(http_proxy),
		PROXY_TEST(http_proxy_with_a_password), PROXY_TEST(socks_proxy),
		PROXY_TEST(no_proxy), PROXY_TEST(environment_only_when_asked),
		PROXY_TEST(refusal_without_a_tunnel), TEST(https_proxy_is_verified),
		PROXY_TEST(addresses_that_cannot_be_parsed), PROXY_TEST(address_of_one_character),
		PROXY_TEST(address_with_a_password), TEST(options_that_cannot_be_right));
}
