/* SPDX-License-Identifier: MIT */
/* The sandbox describes itself: the list of its routes and the OpenAPI document. */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "tests/sandbox/box.h"

static test_box server;

static void is_healthy(void)
{
	CHECK_STR(member(WANT(200, NOBODY, "GET", "/sandbox/health", NULL), "status"), "ok");
}

static bool is_page(const char *path)
{
	return strcmp(path, "/") == 0 || strcmp(path, "/page/{name}") == 0;
}

/* GET /sandbox is where people begin: it lists the control interface, a line for each route. */
static void lists_the_control_interface(void)
{
	json_object *about = WANT(200, NOBODY, "GET", "/sandbox", NULL);
	json_object *items = part(about, "control");
	bool has_clock = false;

	CHECK(json_object_array_length(items) > 30);
	for (size_t i = 0; i < json_object_array_length(items); i++) {
		json_object *item = json_object_array_get_idx(items, i);

		CHECK_CASE(strncmp(member(item, "path"), "/sandbox", 8) == 0 ||
				   is_page(member(item, "path")),
			"%s is not of it", member(item, "path"));
		has_clock |= strcmp(member(item, "path"), "/sandbox/clock") == 0;
	}
	CHECK(has_clock);
	WANT(200, NOBODY, "GET", member(about, "description"), NULL);
}

static void every_route_has_a_summary(void)
{
	json_object *items = part(WANT(200, NOBODY, "GET", "/sandbox/routes", NULL), "items");

	for (size_t i = 0; i < json_object_array_length(items); i++) {
		json_object *item = json_object_array_get_idx(items, i);
		const char *summary = member(item, "summary"), *path = member(item, "path");
		const size_t size = strlen(summary);

		CHECK_CASE(size > 8 && size < 80, "%s %s: summary \"%s\"", member(item, "method"),
			path, summary);
		CHECK_CASE(size && islower((unsigned char)summary[0]) && summary[size - 1] != '.',
			"%s: \"%s\" is a verb and what it does, without a full stop", path,
			summary);
		/* All routes outside the control interface and the page are operations of the
		 * service. */
		CHECK_CASE(part(item, "operation") || strncmp(path, "/sandbox", 8) == 0 ||
				   is_page(path),
			"%s has no name of an operation", path);
	}
}

/* ---- the OpenAPI document */

static json_object *document(void)
{
	return WANT(200, NOBODY, "GET", "/sandbox/openapi.json", NULL);
}

/* Returns the description of a route, or NULL. A path holds dots, so part() cannot find it. */
static json_object *described(json_object *document, const char *method, const char *path)
{
	char lower[16] = "";
	json_object *item = NULL, *operation = NULL;

	for (size_t i = 0; method[i] && i < sizeof(lower) - 1; i++)
		lower[i] = (char)tolower((unsigned char)method[i]);
	if (json_object_object_get_ex(part(document, "paths"), path, &item))
		json_object_object_get_ex(item, lower, &operation);
	return operation;
}

static void every_route_is_described(void)
{
	json_object *made = document();
	json_object *items = part(WANT(200, NOBODY, "GET", "/sandbox/routes", NULL), "items");
	size_t count = 0;
	json_object_iter each;

	CHECK_STR(member(made, "openapi"), "3.1.0");
	CHECK_STR(member(made, "servers.0.url"), server.url);
	for (size_t i = 0; i < json_object_array_length(items); i++) {
		json_object *item = json_object_array_get_idx(items, i);
		json_object *operation =
			described(made, member(item, "method"), member(item, "path"));

		CHECK_CASE(operation != NULL, "%s %s is not described", member(item, "method"),
			member(item, "path"));
		CHECK_STR(member(operation, "summary"), member(item, "summary"));
	}
	json_object_object_foreachC(part(made, "paths"), each) {
		CHECK(each.key[0] == '/');
		count += (size_t)json_object_object_length(each.val);
	}
	CHECK_INT(count, json_object_array_length(items));
}

static bool has_parameter(json_object *operation, const char *name, const char *place)
{
	json_object *list = part(operation, "parameters");

	for (size_t i = 0; i < json_object_array_length(list); i++) {
		json_object *item = json_object_array_get_idx(list, i);

		if (strcmp(member(item, "name"), name) == 0 &&
			strcmp(member(item, "in"), place) == 0)
			return json_object_get_boolean(part(item, "required")) ==
			       (strcmp(place, "path") == 0);
	}
	return false;
}

static void ids_are_unique_and_parameters_complete(void)
{
	const char *seen = " ";
	json_object_iter path, each;

	json_object_object_foreachC(part(document(), "paths"), path) {
		json_object_object_foreachC(path.val, each) {
			const char *id = member(each.val, "operationId");

			CHECK_CASE(!*id || !strstr(seen, text(" %s ", id)), "%s twice", id);
			seen = text("%s%s ", seen, id);
			for (const char *at = strchr(path.key, '{'); at; at = strchr(at + 1, '{'))
				CHECK_CASE(has_parameter(each.val,
						   text("%.*s", (int)strcspn(at + 1, "}"), at + 1),
						   "path"),
					"%s %s: %s is not described", each.key, path.key, at);
		}
	}
	CHECK_HAS(seen, " archives.start ");
	CHECK_HAS(seen, " sip.dial ");
}

static void bodies_have_schemas(void)
{
	json_object *made = document(), *start, *schema, *layout, *create;

	start = described(made, "POST", "/v2/project/{id}/archive");
	CHECK(json_object_get_boolean(part(start, "requestBody.required")));
	/* The name of a media type has no dot. */
	schema = part(start, "requestBody.content.application/json.schema");
	CHECK_STR(member(schema, "properties.sessionId.type"), "string");
	CHECK_STR(member(schema, "properties.hasAudio.type"), "boolean");
	CHECK_STR(member(schema, "properties.outputMode.enum.1"), "individual");
	CHECK_STR(member(schema, "required.0"), "sessionId");
	layout = part(schema, "properties.layout");
	CHECK_STR(member(layout, "type"), "object");
	CHECK_INT(number(layout, "properties.stylesheet.maxLength"), 65536);
	CHECK_STR(member(start, "security.1.vonage"), "");
	CHECK(part(start, "security.1.vonage") != NULL);
	create = described(made, "POST", "/session/create");
	CHECK(part(create, "requestBody.content.application/x-www-form-urlencoded") != NULL);
	CHECK(!json_object_get_boolean(part(create, "requestBody.required")));
	CHECK(!part(described(made, "GET", "/sandbox/clock"), "requestBody"));
	CHECK_INT(number(described(made, "GET", "/sandbox/clock"), "security"), 0);
	CHECK(has_parameter(described(made, "GET", "/sandbox/requests"), "wait", "query"));
	CHECK_STR(member(start, "responses.4XX.content.application/json.schema.$ref"),
		"#/components/schemas/Error");
	CHECK_STR(member(made, "components.schemas.Error.type"), "object");
	CHECK_STR(member(made, "components.securitySchemes.opentok.name"), "X-OPENTOK-AUTH");
}

static void an_empty_session_says_how_clients_join(void)
{
	const char *session = new_session(&server, "");
	box_response response = ask(&server, PROJECT, "POST",
		text(PROJECT_PATH "/session/%s/signal", session), "{\"data\":\"x\"}");

	CHECK_INT(response.status, 404);
	CHECK_HAS(member(response.json, "message"),
		text("POST /sandbox/session/%s/connection", session));
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(is_healthy),
		TEST(lists_the_control_interface),
		TEST(every_route_has_a_summary),
		TEST(every_route_is_described),
		TEST(ids_are_unique_and_parameters_complete),
		TEST(bodies_have_schemas),
		TEST(an_empty_session_says_how_clients_join),
	};

	return box_test_main("sandbox describe", tests, COUNT_OF(tests), &server);
}
