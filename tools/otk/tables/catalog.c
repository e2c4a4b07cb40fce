/* SPDX-License-Identifier: MIT */
/* Reads the JSON of otk_describe(). */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/settings/connect.h"
#include "tools/otk/settings/globals.h"
#include "tools/otk/tables/catalog.h"
#include "tools/otk/tables/option_name.h"
#include "tools/otk/terminal/text.h"

#define NESTING_MAX 8

const otk_cli_type otk_cli_no_options = {.fields = NULL};

static const char *text_of(json_object *object, const char *name)
{
	return otk_cli_json_get(object, name);
}

static json_object *member_of_type(json_object *object, const char *name, json_type type)
{
	json_object *found = NULL;

	return json_object_object_get_ex(object, name, &found) && json_object_is_type(found, type)
		       ? found
		       : NULL;
}

/* Returns a list of texts, valid as long as the description, or NULL if it has no such member. */
static const char *const *read_texts(otk_cli *cli, json_object *object, const char *name)
{
	json_object *list = member_of_type(object, name, json_type_array);
	size_t count;
	const char **items;

	if (!list)
		return NULL;
	count = json_object_array_length(list);
	items = otk_cli_new(cli, (count + 1) * sizeof(*items));
	for (size_t i = 0; i < count; i++)
		items[i] = json_object_get_string(json_object_array_get_idx(list, i));
	return items;
}

static size_t count_of(const char *const *items)
{
	size_t count = 0;

	while (items && items[count])
		count++;
	return count;
}

/* A word and its number. */
typedef struct word {
	const char *text;
	int number;
} word;

static int number_of(const word *words, const char *text, int otherwise)
{
	for (; text && words->text; words++)
		if (strcmp(words->text, text) == 0)
			return words->number;
	return otherwise;
}

/* Returns the word for a kind in descriptions; NULL: the kind is unknown. */
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

/* Returns the kind; 0: this otk does not know it. */
static otk_kind kind_of(const char *text)
{
	for (otk_kind kind = OTK_KIND_STRING; text && kind_word(kind); kind++)
		if (strcmp(kind_word(kind), text) == 0)
			return kind;
	return (otk_kind)0;
}

static const word units[] = {
	{"bytes", OTK_UNIT_BYTES},
	{"time_ms", OTK_UNIT_TIME_MS},
	{"seconds", OTK_UNIT_SECONDS},
	{"bits_per_second", OTK_UNIT_BITS_PER_SECOND},
	{NULL, 0},
};

static char *option_of(otk_cli *cli, const char *name)
{
	char *option = otk_cli_safe(cli, name, strlen(name));

	for (char *c = option; *c; c++)
		*c = *c == '_' ? '-' : (char)tolower((unsigned char)*c);
	return option;
}

/* The types of a description, and how deeply the one that is read is nested. */
typedef struct type_reader {
	otk_cli *cli;
	json_object *types; /* by key */
	int nesting;
} type_reader;

static const otk_cli_type *read_type(type_reader *from, const char *key);

static bool read_field(type_reader *from, json_object *json, otk_cli_field *field)
{
	otk_cli *cli = from->cli;
	const char *c_name = text_of(json, "member");

	field->name = text_of(json, "name");
	field->kind = kind_of(text_of(json, "kind"));
	if (!c_name || !field->name || !field->kind)
		return false; /* a kind of a newer library; --extra-json can set such a field */
	field->option = field->member = option_of(cli, c_name);
	field->help = otk_cli_plain(cli, text_of(json, "help"));
	field->aliases = read_texts(cli, json, "aliases");
	field->keyed = text_of(json, "keyed");
	field->values = read_texts(cli, json, "values");
	field->labels = read_texts(cli, json, "labels");
	if (count_of(field->labels) != count_of(field->values))
		field->labels = NULL;
	field->unit = (otk_unit)number_of(units, text_of(json, "unit"), OTK_UNIT_NONE);
	field->min = otk_cli_json_int(json, "min");
	field->max = otk_cli_json_int(json, "max");
	field->required = otk_cli_json_yes(json, "required");
	field->multiline = otk_cli_json_yes(json, "multiline");
	field->secret = otk_cli_json_yes(json, "secret");
	field->hidden = otk_cli_json_yes(json, "hidden");
	field->type = read_type(from, text_of(json, "type"));
	return true;
}

static void read_rules(otk_cli *cli, json_object *json, otk_cli_type *type)
{
	json_object *list = member_of_type(json, "rules", json_type_array);
	size_t count = list ? json_object_array_length(list) : 0;
	otk_cli_rule *rules = otk_cli_new(cli, (count + 1) * sizeof(*rules));

	for (size_t i = 0; i < count; i++) {
		json_object *rule = json_object_array_get_idx(list, i);
		const char *kind = text_of(rule, "kind");
		otk_cli_rule *read;

		if (!kind || strcmp(kind, "needs") != 0)
			continue;
		read = &rules[type->rule_count];
		*read = (otk_cli_rule){text_of(rule, "field"), text_of(rule, "value"),
			text_of(rule, "other"), text_of(rule, "other_value")};
		type->rule_count += read->field && read->other;
	}
	type->rules = rules;
}

static const otk_cli_type *read_type(type_reader *from, const char *key)
{
	otk_cli *cli = from->cli;
	json_object *json = key ? member_of_type(from->types, key, json_type_object) : NULL;
	json_object *list = json ? member_of_type(json, "fields", json_type_array) : NULL;
	size_t count;
	otk_cli_type *type;
	otk_cli_field *fields;

	if (!list || from->nesting > NESTING_MAX)
		return &otk_cli_no_options;
	from->nesting++;
	count = json_object_array_length(list);
	type = otk_cli_new(cli, sizeof(*type));
	fields = otk_cli_new(cli, (count + 1) * sizeof(*fields));
	for (size_t i = 0; i < count; i++)
		type->count +=
			read_field(from, json_object_array_get_idx(list, i), &fields[type->count]);
	from->nesting--;
	type->fields = fields;
	read_rules(cli, json, type);
	return type;
}

/*
 * A global option works everywhere. An option of the operation with the same name is called
 * --FEATURE-NAME instead; its members are still --NAME.MEMBER.
 */
static const otk_cli_type *without_collisions(
	otk_cli *cli, const char *feature, const otk_cli_type *type)
{
	otk_cli_option option;
	otk_cli_type *copy = otk_cli_new(cli, sizeof(*copy));
	otk_cli_field *fields = otk_cli_new(cli, (type->count + 1) * sizeof(*fields));

	for (size_t i = 0; i < type->count; i++) {
		fields[i] = type->fields[i];
		if (otk_cli_option_find(&otk_cli_global_options, fields[i].option, &option))
			fields[i].option = otk_cli_text(cli, "%s-%s", feature, fields[i].option);
	}
	*copy = *type;
	copy->fields = fields;
	return copy;
}

static void read_extras(otk_cli *cli, json_object *json, otk_cli_operation *operation)
{
	json_object *pages = member_of_type(json, "pages", json_type_object);
	json_object *settles;

	if (pages) {
		operation->total = text_of(pages, "total");
		operation->items = text_of(pages, "items");
	}
	settles = member_of_type(json, "settles", json_type_object);
	if (settles) {
		operation->status = text_of(settles, "status");
		operation->final_values = read_texts(cli, settles, "final_values");
		operation->failure_values = read_texts(cli, settles, "failure_values");
	}
	operation->downloads = member_of_type(json, "downloads", json_type_object) != NULL;
}

static bool read_operation(type_reader *from, json_object *json, otk_cli_operation *operation)
{
	otk_cli *cli = from->cli;
	const char *repeat, *auth;

	operation->name = text_of(json, "name");
	operation->feature = text_of(json, "feature");
	operation->verb = text_of(json, "verb");
	if (!operation->name || !operation->feature || !operation->verb)
		return false;
	operation->plugin = text_of(json, "plugin");
	operation->summary = otk_cli_plain(cli, text_of(json, "summary"));
	operation->method = text_of(json, "method");
	operation->aliases = read_texts(cli, json, "aliases");
	operation->examples = read_texts(cli, json, "examples");
	operation->ids = read_texts(cli, json, "ids");
	operation->id_count = count_of(operation->ids);
	operation->shape = text_of(json, "shape");
	operation->minor = (int32_t)otk_cli_json_int(json, "minor");
	auth = text_of(json, "auth");
	operation->account = auth && (strcmp(auth, "account") == 0 || strcmp(auth, "basic") == 0);
	operation->basic = auth && strcmp(auth, "basic") == 0;
	operation->either = auth && strcmp(auth, "either") == 0;
	repeat = text_of(json, "repeat");
	operation->repeatable = repeat && strcmp(repeat, "safe") == 0;
	operation->options = without_collisions(
		cli, operation->feature, read_type(from, text_of(json, "options")));
	operation->result = read_type(from, text_of(json, "result"));
	read_extras(cli, json, operation);
	return true;
}

/* Reads all operations of a description. Returns their number. */
static size_t read_operations(otk_cli *cli, json_object *json, const otk_cli_operation **operations)
{
	json_object *list = member_of_type(json, "operations", json_type_array);
	const size_t count = list ? json_object_array_length(list) : 0;
	type_reader from = {.cli = cli, .types = member_of_type(json, "types", json_type_object)};
	otk_cli_operation *read = otk_cli_new(cli, (count + 1) * sizeof(*read));
	size_t done = 0;

	for (size_t i = 0; from.types && i < count; i++)
		done += read_operation(&from, json_object_array_get_idx(list, i), &read[done]);
	*operations = read;
	return done;
}

static otk_status fail_unreadable(otk_error *error)
{
	*error = (otk_error){.struct_size = sizeof(*error),
		.status = OTK_E_UNSUPPORTED,
		.service_code = OTK_NO_SERVICE_CODE,
		.retry_after_ms = -1,
		.message = "the description of the operations cannot be read: "
			   "otk and libotk are of different versions"};
	return OTK_E_UNSUPPORTED;
}

static otk_status read_description(
	otk_cli *cli, const char *operation, json_object **json, otk_error *error)
{
	char *text = NULL;
	otk_client *client = otk_cli_describer(cli, error);
	otk_status status;
	const char *problem = NULL;

	if (!client)
		return error->status;
	status = otk_describe(client, operation, &text, error);
	if (status)
		return status;
	*json = otk_cli_json_parse(cli, text, strlen(text), &problem);
	otk_free(text);
	if (*json)
		return OTK_OK;
	return fail_unreadable(error);
}

otk_cli_exit otk_cli_describe_json(otk_cli *cli, const char *operation, json_object **json)
{
	otk_error error = OTK_ERROR_INIT;

	return read_description(cli, operation, json, &error) ? otk_cli_fail(cli, &error)
							      : OTK_CLI_DONE;
}

otk_status otk_cli_describe_one(
	otk_cli *cli, const char *name, const otk_cli_operation **operation, otk_error *error)
{
	json_object *json = NULL;
	otk_status status = read_description(cli, name, &json, error);

	if (status)
		return status;
	return read_operations(cli, json, operation) == 1 ? OTK_OK : fail_unreadable(error);
}

otk_cli_exit otk_cli_catalog_load(otk_cli *cli, const otk_cli_catalog **catalog)
{
	if (!cli->catalog) {
		json_object *json = NULL;
		otk_cli_exit code = otk_cli_describe_json(cli, NULL, &json);

		if (code)
			return code;
		cli->catalog = otk_cli_new(cli, sizeof(*cli->catalog));
		cli->catalog->count = read_operations(cli, json, &cli->catalog->operations);
	}
	*catalog = cli->catalog;
	return OTK_CLI_DONE;
}

const otk_cli_field *otk_cli_field_named(const otk_cli_type *type, const char *name)
{
	for (size_t i = 0; type && i < type->count; i++)
		if (strcmp(type->fields[i].name, name) == 0)
			return &type->fields[i];
	return NULL;
}
