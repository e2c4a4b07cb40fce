/* SPDX-License-Identifier: MIT */
/* Every route of otk-sandbox has a case: a new route without one fails here. */
#include "config.h"

#include <string.h>

#include "tests/sandbox/route_cases.h"

static test_box server;

static bool has_case(const char *route)
{
	for (size_t i = 0; i < route_case_count; i++)
		if (strcmp(route_cases[i].route, route) == 0)
			return true;
	return false;
}

static void every_route_has_a_case(void)
{
	json_object *items = part(WANT(200, NOBODY, "GET", "/sandbox/routes", NULL), "items");

	CHECK_INT(json_object_array_length(items), route_case_count);
	for (size_t i = 0; i < json_object_array_length(items); i++) {
		json_object *item = json_object_array_get_idx(items, i);
		const char *route = text("%s %s", member(item, "method"), member(item, "path"));

		CHECK_CASE(has_case(route), "%s has no case in route_cases.c", route);
	}
}

/* Whether a path is one of the route: equal segments, or anything in place of {…}. */
static bool is_path_of(const char *route, const char *path)
{
	route = strchr(route, ' ') + 1;
	while (*route || (*path && *path != '?')) {
		const size_t length = strcspn(path + 1, "/?") + 1;
		const size_t wanted = strcspn(route + 1, "/") + 1;

		if (*route != '/' || *path != '/')
			return false;
		if (route[1] != '{' && (length != wanted || strncmp(route, path, length) != 0))
			return false;
		route += wanted;
		path += length;
	}
	return true;
}

static void every_case_gets_its_response(void)
{
	for (size_t i = 0; i < route_case_count; i++) {
		const route_case *one = &route_cases[i];
		route_world world = {.server = &server};
		const char *path = route_expand(&world, one->path);
		box_response response;

		CHECK_CASE(
			is_path_of(one->route, path), "%s is not a path of %s", path, one->route);
		response = route_send(&world, one, path, one->body);
		CHECK_CASE(response.status == one->status, "%s: %ld, expected %ld: %.300s",
			one->route, response.status, one->status, response.body);
		if (one->shows && *one->shows == '~')
			CHECK_HAS(response.body, one->shows + 1);
		else if (one->shows)
			CHECK_CASE(part(response.json, one->shows) != NULL, "%s lacks %s: %.300s",
				one->route, one->shows, response.body);
	}
}

/* A snapshot can be restored whatever the requests have stored. */
static void every_state_can_be_restored(void)
{
	for (size_t i = 0; i < route_case_count; i++) {
		const route_case *one = &route_cases[i];
		route_world world = {.server = &server};
		const char *path = route_expand(&world, one->path);
		box_response response;

		route_send(&world, one, path, one->body);
		response = ask(&server, NOBODY, "GET", "/sandbox/snapshot", NULL);
		response = ask_with(&server, "PUT", "/sandbox/snapshot", response.body,
			"Content-Type: application/x-ndjson", NULL);
		CHECK_CASE(response.status == 204, "after %s: %ld: %.300s", one->route,
			response.status, response.body);
	}
	WANT(204, NOBODY, "POST", "/sandbox/reset", NULL);
}

static bool is_get(const char *route)
{
	return strncmp(route, "GET ", 4) == 0;
}

static void head_works_where_get_does(void)
{
	for (size_t i = 0; i < route_case_count; i++) {
		const route_case *one = &route_cases[i];
		route_world world = {.server = &server};
		box_response response;

		if (!is_get(one->route))
			continue;
		response = ask_with(&server, "HEAD", route_expand(&world, one->path), NULL,
			signature_of(&server, one->who), "Accept: application/json");
		CHECK_CASE(response.status == one->status, "HEAD %s: %ld", one->route,
			response.status);
		CHECK_INT(response.size, 0);
	}
}

/* A route's path with another method is 405 and names the methods that it has. */
static void other_methods_are_named(void)
{
	for (size_t i = 0; i < route_case_count; i++) {
		const route_case *one = &route_cases[i];
		const char *method = text("%.*s", (int)strcspn(one->route, " "), one->route);
		route_world world = {.server = &server};
		box_response response = ask_with(&server, "TRACE", route_expand(&world, one->path),
			NULL, signature_of(&server, one->who), NULL);
		const char *allow = strstr(response.headers, "Allow: ");

		CHECK_CASE(response.status == 405, "TRACE %s: %ld", one->route, response.status);
		if (CHECK_CASE(allow != NULL, "%s: no Allow", one->route)) {
			allow = text("%.*s", (int)strcspn(allow, "\r\n"), allow);
			CHECK_CASE(strstr(allow, method) != NULL, "%s: %s", one->route, allow);
			CHECK_CASE(!strstr(allow, "GET") == !strstr(allow, "HEAD"), "%s: %s",
				one->route, allow);
		}
	}
}

/* The control interface takes no member that it does not know, and changes nothing then. */
static void typos_are_refused(void)
{
	for (size_t i = 0; i < route_case_count; i++) {
		const route_case *one = &route_cases[i];
		route_world world = {.server = &server};
		const char *body = one->body && one->body[1] == '"' ? one->body : "{}";
		box_response response;

		if (one->who != NOBODY || strstr(one->route, "/download/") ||
			strstr(one->route, "/hls/"))
			continue;
		response = route_send(&world, one,
			text("%s%stypo=1", one->path, strchr(one->path, '?') ? "&" : "?"),
			one->body);
		CHECK_CASE(response.status == 400 && strstr(response.body, "typo"),
			"%s?typo: %ld %.200s", one->route, response.status, response.body);
		if (strncmp(one->route, "GET ", 4) == 0)
			continue;
		response = route_send(&world, one, one->path,
			text("{\"typo\":1%s%s", body[1] == '}' ? "" : ",", body + 1));
		CHECK_CASE(response.status == 400 &&
				   strstr(response.body, "Unknown member \\\"typo\\\""),
			"%s with a typo: %ld %.200s", one->route, response.status, response.body);
	}
}

static void typos_change_nothing(void)
{
	int64_t now;

	WANT(200, NOBODY, "PUT", "/sandbox/hooks",
		"{\"session\":{\"url\":\"http://127.0.0.1:9/\"}}");
	WANT(400, NOBODY, "PUT", "/sandbox/hooks",
		"{\"archives\":{\"url\":\"http://127.0.0.1:9/\"}}");
	WANT(400, NOBODY, "PUT", "/sandbox/hooks",
		"{\"archive\":{\"url\":\"http://127.0.0.1:9/\",\"secrte\":\"x\"}}");
	CHECK_STR(member(WANT(200, NOBODY, "GET", "/sandbox/hooks", NULL), "session.url"),
		"http://127.0.0.1:9/");
	now = number(WANT(200, NOBODY, "GET", "/sandbox/clock", NULL), "now");
	WANT(400, NOBODY, "POST", "/sandbox/clock", "{\"advance\":500,\"skwe\":1}");
	CHECK(number(WANT(200, NOBODY, "GET", "/sandbox/clock", NULL), "now") < now + 400000);
	CHECK_HAS(member(WANT(400, NOBODY, "POST", "/sandbox/clock", "{\"advanse\":5}"), "message"),
		"known are advance, set, skew");
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(every_route_has_a_case),
		TEST(every_case_gets_its_response),
		TEST(every_state_can_be_restored),
		TEST(head_works_where_get_does),
		TEST(other_methods_are_named),
		TEST(typos_are_refused),
		TEST(typos_change_nothing),
	};

	return box_test_main("sandbox routes", tests, COUNT_OF(tests), &server);
}
