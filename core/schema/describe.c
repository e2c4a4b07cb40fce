/* SPDX-License-Identifier: MIT */
/*
 * The tables as JSON, for tools, bindings and completion. Made with json-c.
 *
 * otk_describe(client, "archives.start", …) gives one operation object; an alias gives its row.
 * otk_describe(client, NULL, …) gives {"version": "0.1.0", "operations": [operation, …]}: the
 * core's own first, then those of the plugins by name, rows in table order.
 *
 * Members that would be null, false, 0 or empty are left out, except those marked *.
 *
 * operation:
 *   "name"*       "archives.select_stream"
 *   "aliases"     ["archives.streams", "archives.add_stream", "archives.remove_stream"]
 *   "feature"*    "archives", "com.example.echo": the name up to the last dot
 *   "verb"*       "select_stream": the rest
 *   "interface"*  "otk.archives/1"          "minor"* 0
 *   "plugin"      "archives"; left out for the core's own
 *   "summary"     "Add a stream to a manual archive, or remove one"
 *   "method"*     "PATCH"                   "path"* "/v2/project/{project}/archive/{archiveId}/…"
 *   "ids"*        ["archiveId"]: the positional ones, in order
 *   "body"        "json" | "form"
 *   "form"*       "none" | "object" | "list" | "array" | "first_of_array" | "maybe_object"
 *   "repeat"*     "unsafe" | "settle" | "safe"
 *   "settle_by"   "get": the operation of the feature that shows what a repeat found done
 *   "read_status_as"  "408=404": a status with another meaning than usual
 *   "errors"      "errors": member of a 2xx response that holds errors
 *   "session_id"  "sessionId": the positional id that is a session id
 *   "examples"    ["archives start --session-id SESSION"], as typed after "otk"
 *   "auth"*       "project" | "account" | "basic" | "either"
 *   "backends"    ["opentok"]; left out when it has both
 *   "base_url"    "https://…" when it is not the project's host
 *   "vonage_url"  the same for applications, when that is another one
 *   "examples"    ["archives stop ARCHIVE-ID"]: command lines without "otk"
 *   "options"     type                      "result" type
 *   "pages"       {"offset", "count", "total", "items", "max_count"}
 *   "settles"     {"status", "final_values": […], "failure_values": […]}
 *   "downloads"   {"url", "size", "sha256", "status", "ready"}
 *   "adopts"      {"list", "match", "status", "status_value"}
 *
 * type (written out wherever it is used, so that a reader needs no second look-up):
 *   "name"* "archive_options"   "fields"* [field, …]   "rules" [rule, …]
 *
 * field:
 *   "name"*       wire name "sessionId"     "aliases" ["maxBitRate"]
 *   "member"*     C name "session_id"       "help" "one line"
 *   "kind"*       "string" | "flag" | "int" | "strings" | "map" | "object" | "list"
 *   "place"       "query" | "path"; left out for the body
 *   "format"      "id" | "session" | "ipv4" | "uuid" | "pem_certificate" | "token" | "stylesheet" |
 *                 "headers" | "layout_class"
 *   "role"        "id" | "session" | "created_at"
 *   "unit"        "bytes" | "time_ms" | "seconds" | "bits_per_second"
 *   "required" "secret" "soft" "hidden" "single" "unique" "multiline" "keep_empty"   true
 *   "token_roles" ["moderator"]
 *   "values"      ["enabled", "disabled"]   "labels" ["relayed", "routed"], in the same order
 *   "wire_default" "prefixes" ["rtmp://", …] "alphabet" "keyed"   as in the table
 *   "min" "max"   both when the field has limits (max left out when there is no upper limit)
 *   "type"        type, for "object" and "list"
 *
 * rule: {"kind": "needs" | "excludes" | "one_of" | "exactly_one" | "only_when", "field", "value",
 *   "other", "other_value", "message", "soft"}
 *
 * A type that holds itself is written out once; inside, only "name" and empty "fields".
 */
#include "config.h"

#include "core/schema/describe.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <string.h>

#include "core/base/error/buffer_check.h"
#include "core/base/text/text.h"
#include "core/schema/template.h"

#include "core/base/cold.h"

/* Types that are being written, so that one that holds itself ends. */
typedef struct chain {
	const struct chain *up;
	const otk_type *type;
} chain;

/* All of them give NULL or do nothing when memory is out; *failed remembers it. */
typedef struct describer {
	bool failed;
} describer;

static json_object *checked_value(describer *to, json_object *value)
{
	to->failed |= !value;
	return value;
}

static void put_value(describer *to, json_object *object, const char *key, json_object *value)
{
	if (!object || !value || json_object_object_add(object, key, value)) {
		to->failed = true;
		json_object_put(value);
	}
}

static void append_value(describer *to, json_object *array, json_object *value)
{
	if (!array || !value || json_object_array_add(array, value)) {
		to->failed = true;
		json_object_put(value);
	}
}

static void put_text(describer *to, json_object *object, const char *key, const char *text)
{
	if (text)
		put_value(to, object, key, checked_value(to, json_object_new_string(text)));
}

static void put_int(describer *to, json_object *object, const char *key, int64_t number)
{
	put_value(to, object, key, checked_value(to, json_object_new_int64(number)));
}

static void put_true(describer *to, json_object *object, const char *key, bool value)
{
	if (value)
		put_value(to, object, key, checked_value(to, json_object_new_boolean(true)));
}

/* One of a row of words, by number; NULL in the row: left out. */
static void put_word(describer *to, json_object *object, const char *key, const char *const *words,
	size_t count, size_t number)
{
	put_text(to, object, key, number < count ? words[number] : "unknown");
}
#define PUT_WORD(to, object, key, words, number) \
	put_word(to, object, key, words, OTK_COUNT_OF(words), number)

/* "a|b" as an array, each with a prefix in front. */
static void put_list(
	describer *to, json_object *object, const char *key, const char *list, const char *prefix)
{
	json_object *array;
	const char *word;
	size_t size;

	if (!list)
		return;
	array = checked_value(to, json_object_new_array());
	while (otk_word_next(&list, &word, &size)) {
		otk_buffer name;

		otk_buffer_init(&name, strlen(prefix) + size);
		otk_buffer_add_text(&name, prefix);
		otk_buffer_add(&name, word, size);
		append_value(to, array,
			name.data ? json_object_new_string_len(name.data, (int)name.size) : NULL);
		otk_buffer_free(&name);
	}
	put_value(to, object, key, array);
}

/* Values up to a NULL. */
static void put_values(
	describer *to, json_object *object, const char *key, const char *const *values)
{
	json_object *array;

	if (!values)
		return;
	array = checked_value(to, json_object_new_array());
	for (size_t i = 0; values[i]; i++)
		append_value(to, array, json_object_new_string(values[i]));
	put_value(to, object, key, array);
}

OTK_COLD static json_object *describe_type(describer *to, const otk_type *type, const chain *up);

/* The word of a kind; a switch, so that a new kind does not compile without one. */
static const char *kind_word(otk_kind kind)
{
	switch (kind) {
	case OTK_KIND_STRING:
		return "string";
	case OTK_KIND_FLAG:
		return "flag";
	case OTK_KIND_INT:
		return "int";
	case OTK_KIND_STRINGS:
		return "strings";
	case OTK_KIND_MAP:
		return "map";
	case OTK_KIND_OBJECT:
		return "object";
	case OTK_KIND_LIST:
		return "list";
	}
	return NULL;
}

static void put_field_words(describer *to, json_object *object, const otk_field *field)
{
	static const char *const places[] = {NULL, "query", "path"};
	static const char *const formats[] = {NULL, "id", "session", "ipv4", "uuid",
		"pem_certificate", "token", "stylesheet", "headers", "layout_class"};
	static const char *const roles[] = {NULL, "id", "session", "created_at"};
	static const char *const units[] = {NULL, "bytes", "time_ms", "seconds", "bits_per_second"};

	put_text(to, object, "kind", kind_word((otk_kind)field->kind));
	PUT_WORD(to, object, "place", places, field->place);
	PUT_WORD(to, object, "format", formats, field->format);
	PUT_WORD(to, object, "unit", units, field->unit);
	PUT_WORD(to, object, "role", roles, field->role);
}

static json_object *describe_field(describer *to, const otk_field *field, const chain *up)
{
	json_object *object = checked_value(to, json_object_new_object());

	put_text(to, object, "name", field->name);
	put_list(to, object, "aliases", field->aliases, "");
	put_text(to, object, "member", field->member);
	put_text(to, object, "help", field->help);
	put_field_words(to, object, field);
	put_true(to, object, "required", field->required);
	put_true(to, object, "secret", field->secret);
	put_true(to, object, "soft", field->soft);
	put_true(to, object, "hidden", field->hidden);
	put_true(to, object, "single", field->single);
	put_true(to, object, "unique", field->unique);
	put_true(to, object, "multiline", field->multiline);
	put_true(to, object, "keep_empty", field->keep_empty);
	put_values(to, object, "values", field->values);
	put_values(to, object, "labels", field->labels);
	put_values(to, object, "token_roles", field->token_roles);
	put_text(to, object, "wire_default", field->wire_default);
	put_list(to, object, "prefixes", field->prefixes, "");
	put_text(to, object, "alphabet", field->alphabet);
	put_text(to, object, "keyed", field->keyed);
	if (field->min || field->max) {
		put_int(to, object, "min", field->min);
		if (field->max != INT64_MAX && (field->max || field->min < 0))
			put_int(to, object, "max", field->max);
	}
	if (field->type)
		put_value(to, object, "type", describe_type(to, field->type, up));
	return object;
}

static json_object *describe_rule(describer *to, const otk_rule *rule)
{
	static const char *const kinds[] = {[OTK_RULE_NEEDS] = "needs",
		[OTK_RULE_EXCLUDES] = "excludes",
		[OTK_RULE_ONE_OF] = "one_of",
		[OTK_RULE_EXACTLY_ONE] = "exactly_one",
		[OTK_RULE_ONLY_WHEN] = "only_when"};
	json_object *object = checked_value(to, json_object_new_object());

	PUT_WORD(to, object, "kind", kinds, rule->kind);
	put_text(to, object, "field", rule->field);
	put_text(to, object, "value", rule->value);
	put_text(to, object, "other", rule->other);
	put_text(to, object, "other_value", rule->other_value);
	put_text(to, object, "message", rule->message);
	put_true(to, object, "soft", rule->soft);
	return object;
}

static bool is_open(const otk_type *type, const chain *up)
{
	for (; up; up = up->up)
		if (up->type == type)
			return true;
	return false;
}

static json_object *describe_type(describer *to, const otk_type *type, const chain *up)
{
	const chain here = {.up = up, .type = type};
	json_object *object = checked_value(to, json_object_new_object());
	json_object *array = checked_value(to, json_object_new_array());
	const bool whole = !is_open(type, up);

	put_text(to, object, "name", type->name);
	for (size_t i = 0; whole && i < type->field_count; i++)
		append_value(to, array, describe_field(to, &type->fields[i], &here));
	put_value(to, object, "fields", array);
	if (!whole || !type->rule_count)
		return object;
	array = checked_value(to, json_object_new_array());
	for (size_t i = 0; i < type->rule_count; i++)
		append_value(to, array, describe_rule(to, &type->rules[i]));
	put_value(to, object, "rules", array);
	return object;
}

static void put_ids(describer *to, json_object *object, const otk_operation *operation)
{
	json_object *array = checked_value(to, json_object_new_array());
	const char *name;
	size_t size;

	for (size_t i = 0; i < OTK_PATH_IDS_MAX && otk_path_id_name(operation, i, &name, &size);
		i++)
		append_value(to, array, json_object_new_string_len(name, (int)size));
	put_value(to, object, "ids", array);
}

static void put_words(describer *to, json_object *object, const otk_operation *operation)
{
	static const char *const methods[] = {NULL, "GET", "POST", "PUT", "PATCH", "DELETE"};
	static const char *const bodies[] = {NULL, "json", "form"};
	static const char *const shapes[] = {
		"none", "object", "list", "array", "first_of_array", "maybe_object"};
	static const char *const repeats[] = {"unsafe", "settle", "safe"};
	static const char *const auths[] = {"project", "account", "basic", "either"};
	static const char *const backends[] = {
		[OTK_BACKEND_OPENTOK] = "opentok", [OTK_BACKEND_VONAGE] = "vonage"};

	put_text(to, object, "summary", operation->summary);
	PUT_WORD(to, object, "method", methods, operation->method);
	put_text(to, object, "path", operation->path);
	put_ids(to, object, operation);
	PUT_WORD(to, object, "body", bodies, operation->body);
	PUT_WORD(to, object, "shape", shapes, operation->shape);
	PUT_WORD(to, object, "repeat", repeats, operation->repeat);
	put_text(to, object, "settle_by", operation->settle_by);
	put_text(to, object, "read_status_as", operation->read_status_as);
	put_text(to, object, "session_id", operation->session_id);
	put_text(to, object, "errors", operation->errors);
	put_values(to, object, "examples", operation->examples);
	PUT_WORD(to, object, "auth", auths, operation->auth);
	if (operation->backends == OTK_BACKEND_OPENTOK || operation->backends == OTK_BACKEND_VONAGE)
		put_list(to, object, "backends", backends[operation->backends], "");
	put_text(to, object, "base_url", operation->base_url);
	put_text(to, object, "vonage_url", operation->vonage_url);
}

/* An object of texts; those that are NULL are left out. Returns it, for what else belongs there. */
static json_object *put_texts(
	describer *to, json_object *object, const char *key, const otk_pair *texts, size_t count)
{
	json_object *part = checked_value(to, json_object_new_object());

	for (size_t i = 0; i < count; i++)
		put_text(to, part, texts[i].name, texts[i].value);
	put_value(to, object, key, part);
	return to->failed ? NULL : part;
}
#define PUT_TEXTS(to, object, key, texts) put_texts(to, object, key, texts, OTK_COUNT_OF(texts))

static void put_pages(describer *to, json_object *object, const otk_pages *pages)
{
	const otk_pair texts[] = {{"offset", pages->offset}, {"page", pages->page},
		{"count", pages->count}, {"total", pages->total}, {"items", pages->items}};
	json_object *part = PUT_TEXTS(to, object, "pages", texts);

	put_int(to, part, "max_count", pages->max_count);
}

static void put_settles(describer *to, json_object *object, const otk_settles *settles)
{
	const otk_pair texts[] = {{"status", settles->status}};
	json_object *part = PUT_TEXTS(to, object, "settles", texts);

	put_values(to, part, "final_values", settles->final_values);
	put_values(to, part, "failure_values", settles->failure_values);
}

static void put_downloads(describer *to, json_object *object, const otk_downloads *from)
{
	const otk_pair texts[] = {{"url", from->url}, {"size", from->size},
		{"sha256", from->sha256}, {"status", from->status}, {"ready", from->ready}};

	PUT_TEXTS(to, object, "downloads", texts);
}

static void put_adopts(describer *to, json_object *object, const otk_adopts *adopts)
{
	const otk_pair texts[] = {{"list", adopts->list}, {"match", adopts->match},
		{"status", adopts->status}, {"status_value", adopts->status_value}};

	PUT_TEXTS(to, object, "adopts", texts);
}

/* "archives.start" is "archives" and "start"; aliases are spelled out with the first. */
static void put_names(
	describer *to, json_object *object, const char *full_name, const otk_operation *operation)
{
	const char *dot = strrchr(full_name, '.');
	const size_t feature = dot ? (size_t)(dot - full_name) : 0;
	otk_buffer prefix;

	put_text(to, object, "name", full_name);
	otk_buffer_init(&prefix, feature + 1);
	otk_buffer_add(&prefix, full_name, dot ? feature + 1 : 0);
	if (prefix.status)
		to->failed = true;
	else
		put_list(to, object, "aliases", operation->aliases, dot ? prefix.data : "");
	otk_buffer_free(&prefix);
	put_value(to, object, "feature",
		checked_value(to, json_object_new_string_len(full_name, (int)feature)));
	put_text(to, object, "verb", dot ? dot + 1 : full_name);
}

static json_object *describe_operation(describer *to, const char *full_name,
	const otk_interface *interface, const char *plugin, const otk_operation *operation)
{
	json_object *object = checked_value(to, json_object_new_object());

	put_names(to, object, full_name, operation);
	put_text(to, object, "interface", interface->id);
	put_int(to, object, "minor", interface->minor);
	put_text(to, object, "plugin", plugin);
	put_words(to, object, operation);
	if (operation->options)
		put_value(to, object, "options", describe_type(to, operation->options, NULL));
	if (operation->result)
		put_value(to, object, "result", describe_type(to, operation->result, NULL));
	if (operation->pages)
		put_pages(to, object, operation->pages);
	if (operation->settles)
		put_settles(to, object, operation->settles);
	if (operation->downloads)
		put_downloads(to, object, operation->downloads);
	if (operation->adopts)
		put_adopts(to, object, operation->adopts);
	return object;
}

otk_status otk_describe_operation(const char *full_name, const otk_interface *interface,
	const char *plugin, const otk_operation *operation, otk_buffer *out, otk_error *error)
{
	describer to = {.failed = false};
	json_object *object = describe_operation(&to, full_name, interface, plugin, operation);
	const char *text = NULL;

	if (!to.failed)
		text = json_object_to_json_string_ext(
			object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
	if (text)
		otk_buffer_add_text(out, text);
	json_object_put(object);
	return text ? otk_buffer_check(out, "the description", error) : otk_fail_nomem(error);
}
