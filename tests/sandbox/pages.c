/* SPDX-License-Identifier: MIT */
/* A web page in a browser on the same machine can do nothing with the sandbox. */
#include "config.h"

#include <string.h>

#include "tests/sandbox/box.h"

static test_box server;

static long with_headers(
	const char *method, const char *path, const char *first, const char *second)
{
	const char *body = strcmp(method, "GET") == 0 ? NULL : "{}";

	return ask_with(&server, method, path, body, first, second).status;
}

static const char *port(void)
{
	return strrchr(server.url, ':') + 1;
}

static void foreign_hosts_are_refused(void)
{
	static const char *const hosts[] = {"evil.example", "evil.example:80",
		"127.0.0.1.evil.example", "localhost.evil.example", "128.0.0.1", "0.0.0.0", "[::2]",
		"[::1", ":", "localhost:x", "notlocalhost", "127.0.0.1@evil.example"};
	static const char *const service[] = {"api.opentok.com.evil.example", "evilopentok.com"};

	for (size_t i = 0; i < COUNT_OF(hosts); i++) {
		const char *host = strchr(hosts[i], ':') ? text("Host: %s", hosts[i])
							 : text("Host: %s:%s", hosts[i], port());

		CHECK_CASE(with_headers("GET", "/sandbox/requests", host, NULL) == 403, "%s", host);
		CHECK_CASE(with_headers("POST", "/sandbox/reset", host, NULL) == 403, "%s", host);
		CHECK_CASE(with_headers("GET", PROJECT_PATH "/archive", host,
				   signature_of(&server, PROJECT)) == 403,
			"%s", host);
	}
	for (size_t i = 0; i < COUNT_OF(service); i++)
		CHECK_CASE(
			with_headers("GET", PROJECT_PATH "/archive", text("Host: %s", service[i]),
				signature_of(&server, PROJECT)) == 403,
			"%s", service[i]);
}

static void own_hosts_are_accepted(void)
{
	static const char *const hosts[] = {
		"localhost", "LocalHost", "127.0.0.1", "127.9.8.7", "[::1]"};

	for (size_t i = 0; i < COUNT_OF(hosts); i++) {
		CHECK_CASE(with_headers("GET", "/sandbox", text("Host: %s:%s", hosts[i], port()),
				   NULL) == 200,
			"%s", hosts[i]);
		/* The control interface insists on its own port. */
		CHECK_CASE(
			with_headers("GET", "/sandbox", text("Host: %s:1", hosts[i]), NULL) == 403,
			"%s:1", hosts[i]);
		CHECK_CASE(with_headers("GET", "/sandbox", text("Host: %s", hosts[i]), NULL) == 403,
			"%s", hosts[i]);
	}
}

/* Clients whose address cannot be changed are sent here by name; a relay has another port. */
static void names_of_the_service_are_accepted(void)
{
	static const char *const hosts[] = {"api.opentok.com", "video.api.vonage.com",
		"api.nexmo.com:443", "opentok.com", "localhost:1"};

	for (size_t i = 0; i < COUNT_OF(hosts); i++) {
		const char *host = text("Host: %s", hosts[i]);

		CHECK_CASE(with_headers("GET", PROJECT_PATH "/archive", host,
				   signature_of(&server, PROJECT)) == 200,
			"%s", hosts[i]);
		CHECK_CASE(with_headers("GET", "/sandbox", host, NULL) == 403, "%s", hosts[i]);
	}
}

static void foreign_origins_are_refused(void)
{
	static const char *const origins[] = {"https://evil.example", "null", "http://127.0.0.1:1",
		"http://localhost", "file://", "http://evil.example:80", "http://[::1]:x", "",
		"chrome-extension://abc"};

	for (size_t i = 0; i < COUNT_OF(origins); i++) {
		const char *origin = *origins[i] ? text("Origin: %s", origins[i]) : "Origin;";

		CHECK_CASE(
			with_headers("POST", "/sandbox/reset", origin, NULL) == 403, "%s", origin);
		CHECK_CASE(with_headers("GET", "/sandbox/requests", origin, NULL) == 403, "%s",
			origin);
		CHECK_CASE(with_headers("POST", "/session/create", origin,
				   signature_of(&server, PROJECT)) == 403,
			"%s", origin);
		CHECK_CASE(with_headers("PUT", PROJECT_PATH "/archive/storage", origin,
				   signature_of(&server, PROJECT)) == 403,
			"%s", origin);
	}
	/* https with the same name is another origin than http. */
	CHECK_INT(with_headers("POST", "/sandbox/reset",
			  text("Origin: https://127.0.0.1:%s", port()), NULL),
		403);
	CHECK_INT(
		with_headers("POST", "/sandbox/reset", text("Origin: %s", server.url), NULL), 204);
	CHECK_INT(with_headers("POST", "/sandbox/reset",
			  text("Origin: http://localhost:%s", port()), NULL),
		204);
}

static void other_sites_are_refused(void)
{
	static const char *const sites[] = {"cross-site", "same-site", "nonsense"};

	for (size_t i = 0; i < COUNT_OF(sites); i++) {
		const char *site = text("Sec-Fetch-Site: %s", sites[i]);

		CHECK_CASE(with_headers("GET", "/sandbox/requests", site, NULL) == 403, "%s", site);
		CHECK_CASE(with_headers("POST", "/sandbox/reset", site, NULL) == 403, "%s", site);
		CHECK_CASE(with_headers("POST", "/session/create", site,
				   signature_of(&server, PROJECT)) == 403,
			"%s", site);
	}
	CHECK_INT(with_headers("GET", "/sandbox", "Sec-Fetch-Site: same-origin", NULL), 200);
	CHECK_INT(with_headers("GET", "/sandbox", "Sec-Fetch-Site: none", NULL), 200);
}

/* Types that a page may send without being asked first. */
static void simple_content_types_are_refused(void)
{
	static const char *const types[] = {"text/plain", "application/x-www-form-urlencoded",
		"multipart/form-data; boundary=x", "application/jsonx", ""};
	static const char *const paths[] = {"/sandbox/faults", "/sandbox/clock", "/sandbox/session",
		"/sandbox/credentials", "/sandbox/callbacks/test", "/sandbox/reset"};

	for (size_t p = 0; p < COUNT_OF(paths); p++)
		for (size_t i = 0; i < COUNT_OF(types); i++) {
			const char *type =
				*types[i] ? text("Content-Type: %s", types[i]) : "Content-Type:";

			CHECK_CASE(with_headers("POST", paths[p], type, NULL) == 415, "%s %s",
				paths[p], type);
		}
	CHECK_INT(with_headers("PUT", "/sandbox/hooks", "Content-Type: text/plain", NULL), 415);
}

static void refused_requests_change_nothing(void)
{
	const char *session = new_session(&server, "");

	with_headers("POST", "/sandbox/reset", "Origin: https://evil.example", NULL);
	with_headers("POST", "/sandbox/reset", "Host: evil.example", NULL);
	WANT(200, NOBODY, "GET", text("/sandbox/session/%s", session), NULL);
	/* Not even a fault rule counts them. */
	WANT(201, NOBODY, "POST", "/sandbox/faults", "{\"status\":503,\"times\":1}");
	CHECK_INT(with_headers("POST", "/session/create", "Origin: https://evil.example",
			  signature_of(&server, PROJECT)),
		403);
	CHECK_INT(ask(&server, PROJECT, "GET", PROJECT_PATH "/archive", NULL).status, 503);
	WANT(204, NOBODY, "DELETE", "/sandbox/faults", NULL);
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(foreign_hosts_are_refused),
		TEST(own_hosts_are_accepted),
		TEST(names_of_the_service_are_accepted),
		TEST(foreign_origins_are_refused),
		TEST(other_sites_are_refused),
		TEST(simple_content_types_are_refused),
		TEST(refused_requests_change_nothing),
	};

	return box_test_main("sandbox web pages", tests, COUNT_OF(tests), &server);
}
