/* SPDX-License-Identifier: MIT */
/* Describes the routes of the server as an OpenAPI 3.1 document. */
#include "config.h"

#include "tools/sandbox/control/describe/openapi.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/request/route.h"

/* ---- members of bodies */

static json_object *new_schema(const char *type)
{
	json_object *schema = sandbox_new_object();

	if (type)
		sandbox_json_set_text(schema, "type", type);
	return schema;
}

static json_object *array_of(json_object *items)
{
	json_object *schema = new_schema("array");

	sandbox_json_set(schema, "items", items);
	return schema;
}

static json_object *text_list(const char *const *texts)
{
	json_object *list = sandbox_new_array();

	for (; *texts; texts++)
		sandbox_json_append(list, sandbox_new_string(*texts));
	return list;
}

/* The keywords for the smallest and the largest value of each kind. */
static void set_limits(json_object *schema, const sandbox_field *field)
{
	static const struct {
		const char *min, *max;
	} keywords[] = {
		[SANDBOX_TEXT] = {"minLength", "maxLength"},
		[SANDBOX_NUMBER] = {"minimum", "maximum"},
		[SANDBOX_FRACTION] = {"minimum", "maximum"},
		[SANDBOX_TEXTS] = {"minItems", "maxItems"},
		[SANDBOX_OBJECTS] = {"minItems", "maxItems"},
		[SANDBOX_ANY] = {NULL, NULL},
	};

	if (keywords[field->kind].min && field->min)
		sandbox_json_set_int(schema, keywords[field->kind].min, field->min);
	if (keywords[field->kind].max && field->max)
		sandbox_json_set_int(schema, keywords[field->kind].max, field->max);
}

/* "^(http://|https://)"; the prefixes hold no character that is special in a pattern. */
static void set_prefixes(json_object *schema, const char *const *prefixes)
{
	sandbox_bytes pattern = {0};

	sandbox_bytes_add_text(&pattern, "^(");
	for (size_t i = 0; prefixes[i]; i++) {
		sandbox_bytes_add_text(&pattern, i ? "|" : "");
		sandbox_bytes_add_text(&pattern, prefixes[i]);
	}
	sandbox_bytes_add_text(&pattern, ")");
	sandbox_json_set_text(schema, "pattern", pattern.data);
	sandbox_bytes_free(&pattern);
}

static json_object *object_schema(const sandbox_field *fields);

static json_object *kind_schema(const sandbox_field *field)
{
	json_object *schema;

	switch (field->kind) {
	case SANDBOX_TEXT:
		return new_schema("string");
	case SANDBOX_FLAG:
		return new_schema("boolean");
	case SANDBOX_NUMBER:
		return new_schema("integer");
	case SANDBOX_FRACTION:
		return new_schema("number");
	case SANDBOX_TEXTS:
		return array_of(new_schema("string"));
	case SANDBOX_MAP:
		schema = new_schema("object");
		sandbox_json_set(schema, "additionalProperties", new_schema("string"));
		return schema;
	case SANDBOX_OBJECT:
		return object_schema(field->members);
	case SANDBOX_OBJECTS:
		return array_of(object_schema(field->members));
	case SANDBOX_ANY:
		return new_schema(NULL);
	}
	return new_schema(NULL);
}

static json_object *field_schema(const sandbox_field *field)
{
	json_object *schema = kind_schema(field);

	set_limits(schema, field);
	if (field->values)
		sandbox_json_set(schema, "enum", text_list(field->values));
	if (field->prefixes)
		set_prefixes(schema, field->prefixes);
	if (field->otherwise)
		sandbox_json_set(schema, "default",
			sandbox_json_parse(field->otherwise, strlen(field->otherwise)));
	if (field->alias) {
		char *text = sandbox_print("The name \"%s\" is accepted as well.", field->alias);

		sandbox_json_set_text(schema, "description", text);
		free(text);
	}
	return schema;
}

static json_object *object_schema(const sandbox_field *fields)
{
	json_object *schema = new_schema("object"), *members = sandbox_new_object();
	json_object *required = sandbox_new_array();

	for (; fields && fields->name; fields++) {
		sandbox_json_set(members, fields->name, field_schema(fields));
		if (fields->required)
			sandbox_json_append(required, sandbox_new_string(fields->name));
	}
	if (json_object_object_length(members))
		sandbox_json_set(schema, "properties", json_object_get(members));
	if (json_object_array_length(required))
		sandbox_json_set(schema, "required", json_object_get(required));
	json_object_put(members);
	json_object_put(required);
	return schema;
}

/* ---- routes */

static void add_parameter(json_object *list, const char *name, size_t size, const char *place)
{
	json_object *parameter = sandbox_new_object();

	sandbox_json_set(parameter, "name", sandbox_new_string_len(name, (int)size));
	sandbox_json_set_text(parameter, "in", place);
	sandbox_json_set_flag(parameter, "required", strcmp(place, "path") == 0);
	sandbox_json_set(parameter, "schema", new_schema("string"));
	sandbox_json_append(list, parameter);
}

static json_object *list_parameters(const sandbox_route *route)
{
	json_object *list = sandbox_new_array();

	for (const char *at = strchr(route->path, '{'); at; at = strchr(at, '{')) {
		const size_t size = strcspn(++at, "}");

		add_parameter(list, at, size, "path");
	}
	for (const char *const *name = route->query; name && *name; name++)
		add_parameter(list, *name, strlen(*name), "query");
	return list;
}

static json_object *content_of(const char *type, json_object *schema)
{
	json_object *content = sandbox_new_object(), *media = sandbox_new_object();

	sandbox_json_set(media, "schema", schema);
	sandbox_json_set(content, type, media);
	return content;
}

static void set_body(json_object *operation, const sandbox_route *route)
{
	json_object *body;

	if (!(route->flags & (SANDBOX_JSON | SANDBOX_JSON_OPTIONAL | SANDBOX_FORM)))
		return;
	body = sandbox_new_object();
	sandbox_json_set_flag(body, "required", (route->flags & SANDBOX_JSON) != 0);
	sandbox_json_set(body, "content",
		content_of(route->flags & SANDBOX_FORM ? "application/x-www-form-urlencoded"
						       : "application/json",
			object_schema(route->fields)));
	sandbox_json_set(operation, "requestBody", body);
}

static void set_responses(json_object *operation)
{
	json_object *responses = sandbox_new_object(), *success = sandbox_new_object();
	json_object *refusal = sandbox_new_object(), *error = sandbox_new_object();

	sandbox_json_set_text(success, "description", "The request was executed.");
	sandbox_json_set(responses, "2XX", success);
	sandbox_json_set_text(error, "$ref", "#/components/schemas/Error");
	sandbox_json_set_text(
		refusal, "description", "The request was refused and changed nothing.");
	sandbox_json_set(refusal, "content", content_of("application/json", error));
	sandbox_json_set(responses, "4XX", refusal);
	sandbox_json_set(operation, "responses", responses);
}

static void add_security(json_object *list, const char *scheme)
{
	json_object *entry = sandbox_new_object();

	sandbox_json_set(entry, scheme, sandbox_new_array());
	sandbox_json_append(list, entry);
}

/* One of the schemes in the list is enough; an empty list means that none is needed. */
static json_object *list_security(sandbox_auth auth)
{
	json_object *list = sandbox_new_array();

	switch (auth) {
	case SANDBOX_AUTH_NONE:
	case SANDBOX_AUTH_CONTROL:
		break;
	case SANDBOX_AUTH_SIGNED:
	case SANDBOX_AUTH_PROJECT:
		add_security(list, "opentok");
		add_security(list, "vonage");
		break;
	case SANDBOX_AUTH_ACCOUNT:
	case SANDBOX_AUTH_ANY:
		add_security(list, "opentok");
		break;
	case SANDBOX_AUTH_BASIC:
		add_security(list, "account");
		break;
	}
	return list;
}

/* Whether an earlier route has this operation: ids are unique, but an operation may have two
 * paths. */
static bool is_id_taken(const sandbox *box, const sandbox_route *until)
{
	for (const sandbox_route *const *table = box->routes; *table; table++)
		for (const sandbox_route *route = *table; route->method; route++) {
			if (route == until)
				return false;
			if (route->operation && strcmp(route->operation, until->operation) == 0)
				return true;
		}
	return false;
}

static json_object *describe_route(const sandbox *box, const sandbox_route *route)
{
	json_object *operation = sandbox_new_object(), *tags = sandbox_new_array();

	if (route->operation && !is_id_taken(box, route))
		sandbox_json_set_text(operation, "operationId", route->operation);
	sandbox_json_set_text(operation, "summary", route->summary);
	sandbox_json_append(tags,
		sandbox_new_string(route->auth == SANDBOX_AUTH_CONTROL ? "control" : "service"));
	sandbox_json_set(operation, "tags", tags);
	sandbox_json_set(operation, "parameters", list_parameters(route));
	set_body(operation, route);
	set_responses(operation);
	sandbox_json_set(operation, "security", list_security(route->auth));
	return operation;
}

static void add_route(const sandbox *box, json_object *paths, const sandbox_route *route)
{
	json_object *path = sandbox_json_member(paths, route->path);
	char *method = sandbox_copy(route->method);

	for (char *at = method; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	if (!path) {
		path = sandbox_new_object();
		sandbox_json_set(paths, route->path, path);
	}
	sandbox_json_set(path, method, describe_route(box, route));
	free(method);
}

/* ---- the document */

static const char components[] =
	"{\"schemas\":{\"Error\":{\"type\":\"object\",\"properties\":{"
	"\"code\":{\"type\":\"integer\"},\"message\":{\"type\":\"string\"},"
	"\"description\":{\"type\":\"string\"}}}},"
	"\"securitySchemes\":{"
	"\"opentok\":{\"type\":\"apiKey\",\"in\":\"header\",\"name\":\"X-OPENTOK-AUTH\","
	"\"description\":\"A JWT that is signed with the secret of a project or an account.\"},"
	"\"vonage\":{\"type\":\"http\",\"scheme\":\"bearer\",\"bearerFormat\":\"JWT\","
	"\"description\":\"A JWT that is signed with the private key of an application.\"},"
	"\"account\":{\"type\":\"http\",\"scheme\":\"basic\","
	"\"description\":\"Key and secret of a Vonage account.\"}}}";

static json_object *describe_server(const sandbox *box)
{
	json_object *list = sandbox_new_array(), *server = sandbox_new_object();

	sandbox_json_set_text(server, "url", box->url);
	sandbox_json_append(list, server);
	return list;
}

json_object *sandbox_openapi(const sandbox *box)
{
	json_object *document = sandbox_new_object(), *info = sandbox_new_object();
	json_object *paths = sandbox_new_object();

	sandbox_json_set_text(document, "openapi", "3.1.0");
	sandbox_json_set_text(info, "title", "otk-sandbox");
	sandbox_json_set_text(info, "version", PACKAGE_VERSION);
	sandbox_json_set_text(info, "description",
		"The OpenTok / Vonage Video REST API as the sandbox serves it, and the control "
		"interface of the sandbox below /sandbox.");
	sandbox_json_set(document, "info", info);
	sandbox_json_set(document, "servers", describe_server(box));
	for (const sandbox_route *const *table = box->routes; *table; table++)
		for (const sandbox_route *route = *table; route->method; route++)
			add_route(box, paths, route);
	sandbox_json_set(document, "paths", paths);
	sandbox_json_set(
		document, "components", sandbox_json_parse(components, strlen(components)));
	return document;
}
