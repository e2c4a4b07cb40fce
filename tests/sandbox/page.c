/* SPDX-License-Identifier: MIT */
/* The files of the page: types, headers, versions, who may load them. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tests/sandbox/box.h"

static test_box server;

static const struct {
	const char *path, *type, *shows;
} files[] = {
	{"/", "text/html; charset=utf-8", "<html"},
	{"/page/index.html", "text/html; charset=utf-8", "<html"},
	{"/page/style.css", "text/css; charset=utf-8", "SPDX"},
	{"/page/app.js", "text/javascript; charset=utf-8", "SPDX"},
	{"/page/icon.svg", "image/svg+xml", "<svg"},
};

/* Returns the value of a header of the response, "": it has none. */
static const char *header_of(const box_response *response, const char *name)
{
	const char *at = strstr(response->headers, text("\r\n%s: ", name));

	if (!at)
		return "";
	at += strlen(name) + 4;
	return text("%.*s", (int)strcspn(at, "\r\n"), at);
}

static void files_have_types(void)
{
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		box_response response = ask_with(&server, "GET", files[i].path, NULL, NULL, NULL);

		CHECK_INT(response.status, 200);
		CHECK_STR(header_of(&response, "Content-Type"), files[i].type);
		CHECK_HAS(response.body, files[i].shows);
		CHECK_STR(header_of(&response, "X-Content-Type-Options"), "nosniff");
		CHECK_STR(header_of(&response, "Cross-Origin-Resource-Policy"), "same-origin");
	}
}

/* Errors repeat a part of the request. */
static void no_type_is_guessed(void)
{
	static const char *const hosts[] = {NULL, "Host: evil.example"};
	static const char *const paths[] = {
		"/page/none.js", "/sandbox/requests?x=1", "/sandbox/none"};

	for (size_t i = 0; i < COUNT_OF(paths); i++)
		for (size_t k = 0; k < COUNT_OF(hosts); k++) {
			box_response response =
				ask_with(&server, "GET", paths[i], NULL, hosts[k], NULL);

			CHECK(response.status >= 400);
			CHECK_STR(header_of(&response, "X-Content-Type-Options"), "nosniff");
		}
}

static void nothing_inline_may_run(void)
{
	box_response page = ask_with(&server, "GET", "/", NULL, NULL, NULL);
	const char *policy = header_of(&page, "Content-Security-Policy");

	CHECK_HAS(policy, "default-src 'none'");
	CHECK_HAS(policy, "script-src 'self';");
	CHECK_HAS(policy, "style-src 'self';");
	CHECK_HAS(policy, "frame-ancestors 'none'");
	CHECK(!strstr(policy, "unsafe"));
	CHECK(!strstr(page.body, "<style"));
	CHECK(!strstr(page.body, " style="));
	CHECK(!strstr(page.body, " onclick"));
	/* The one script is loaded from a file. */
	for (const char *at = page.body; (at = strstr(at, "<script")) != NULL; at++)
		CHECK(strncmp(at, "<script type=\"module\" src=\"", 27) == 0);
	/* Nothing comes from elsewhere. */
	CHECK(!strstr(page.body, "http:"));
	CHECK(!strstr(page.body, "https:"));
	CHECK(!strstr(page.body, "//"));
}

/* Scripts never hand text to a parser of HTML or to an interpreter. */
static void scripts_use_text_only(void)
{
	static const char *const sinks[] = {"innerHTML", "outerHTML", "insertAdjacentHTML",
		"document.write", "eval(", "new Function", "setAttribute('on",
		"javascript:", "srcdoc", "createContextualFragment", "DOMParser", "setHTML"};
	box_response app = ask_with(&server, "GET", "/page/app.js", NULL, NULL, NULL);
	const char *at = app.body;

	for (size_t i = 0; i < COUNT_OF(sinks); i++)
		CHECK_CASE(!strstr(app.body, sinks[i]), "app.js has %s", sinks[i]);
	while ((at = strstr(at, "from './")) != NULL) {
		const char *name = text("%.*s", (int)strcspn(at + 8, "'"), at + 8);
		box_response module =
			ask_with(&server, "GET", text("/page/%s", name), NULL, NULL, NULL);

		CHECK_CASE(module.status == 200, "%s: %ld", name, module.status);
		for (size_t i = 0; i < COUNT_OF(sinks); i++)
			CHECK_CASE(!strstr(module.body, sinks[i]), "%s has %s", name, sinks[i]);
		at++;
	}
}

/* The browser asks for all of them at once, and for the first requests of the journal. */
static void everything_is_preloaded(void)
{
	box_response page = ask_with(&server, "GET", "/", NULL, NULL, NULL);
	box_response live = ask_with(&server, "GET", "/page/live.js", NULL, NULL, NULL);
	const char *modules[64] = {"app.js"};
	size_t count = 1;

	for (size_t i = 0; i < count; i++) {
		const char *at =
			ask_with(&server, "GET", text("/page/%s", modules[i]), NULL, NULL, NULL)
				.body;

		while ((at = strstr(at, "from './")) != NULL && count < COUNT_OF(modules)) {
			const char *name = text("%.*s", (int)strcspn(at + 8, "'"), at + 8);
			size_t known = 0;

			while (known < count && strcmp(modules[known], name) != 0)
				known++;
			if (known == count)
				modules[count++] = name;
			CHECK_CASE(strstr(page.body,
					   text("<link rel=\"modulepreload\" href=\"/page/%s\">",
						   name)),
				"%s", name);
			at++;
		}
	}
	CHECK(count > 15);
	CHECK_HAS(page.body,
		"<link rel=\"preload\" href=\"/sandbox/requests?view=summary&amp;order=newest&amp;limit=100\"");
	CHECK_HAS(live.body, "const FIRST = 100;");
	CHECK_HAS(live.body, "'/sandbox/requests?view=summary&order=newest&limit='");
}

static void known_versions_are_not_sent_again(void)
{
	box_response first = ask_with(&server, "GET", "/page/app.js", NULL, NULL, NULL);
	const char *tag = header_of(&first, "ETag");
	box_response again = ask_with(
		&server, "GET", "/page/app.js", NULL, text("If-None-Match: %s", tag), NULL);
	box_response other =
		ask_with(&server, "GET", "/page/app.js", NULL, "If-None-Match: \"x\"", NULL);

	CHECK(strlen(tag) > 10);
	CHECK_INT(again.status, 304);
	CHECK_INT(again.size, 0);
	CHECK_STR(header_of(&again, "ETag"), tag);
	CHECK_INT(other.status, 200);
	CHECK_INT(other.size, first.size);
}

static void unknown_files_are_not_found(void)
{
	static const char *const paths[] = {"/page/", "/page/none.js", "/page/..%2findex.html",
		"/page/../index.html", "/page/app.js/x", "/index.html", "/page/%00"};

	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		const long status = ask_with(&server, "GET", paths[i], NULL, NULL, NULL).status;

		CHECK_CASE(status == 404 || status == 400, "%s: %ld", paths[i], status);
	}
	CHECK_INT(ask_with(&server, "POST", "/", "{}", NULL, NULL).status, 405);
}

/* A name that another site points at this machine does not open the page. */
static void other_names_are_refused(void)
{
	static const char *const headers[] = {"Host: evil.example", "Host: api.opentok.com",
		"Host: localhost:1", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site",
		"Origin: http://evil.example", "Origin: null"};
	static const char *const paths[] = {
		"/", "/page/app.js", "/sandbox/events?wait=0", "/sandbox/sessions"};

	for (size_t i = 0; i < COUNT_OF(headers); i++)
		for (size_t j = 0; j < COUNT_OF(paths); j++) {
			const long status =
				ask_with(&server, "GET", paths[j], NULL, headers[i], NULL).status;

			CHECK_CASE(status == 403, "%s with %s: %ld", paths[j], headers[i], status);
		}
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(files_have_types),
		TEST(no_type_is_guessed),
		TEST(nothing_inline_may_run),
		TEST(scripts_use_text_only),
		TEST(everything_is_preloaded),
		TEST(known_versions_are_not_sent_again),
		TEST(unknown_files_are_not_found),
		TEST(other_names_are_refused),
	};

	return box_test_main("sandbox page", tests, COUNT_OF(tests), &server);
}
