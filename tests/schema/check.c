/* SPDX-License-Identifier: MIT */
/* Invalid tables of third-party plugins: each is refused with its own message. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/schema/check/check_interface.h"
#include "core/schema/check/check_type.h"
#include "core/schema/check/readable.h"
#include "core/schema/limits.h"
#include "core/schema/status_list.h"
#include "tests/harness.h"
#include "tests/schema/zoo.h"

typedef struct thing {
	size_t struct_size;
	const char *name;
	int64_t number;
	otk_flag flag;
	int32_t reserved;
	otk_strings words;
	const zoo_animal *pet;
	const zoo_animal *const *pets;
	size_t pet_count;
	const char *extra_json;
} thing;

/* A valid table; each case changes a copy of it. */
typedef struct tables {
	otk_field fields[6];
	otk_rule rules[2];
	otk_type type;
	otk_pages pages;
	otk_settles settles;
	otk_downloads downloads;
	otk_adopts adopts;
	otk_operation row;
	otk_operation list; /* the types that the row refers to */
} tables;

enum { NAME, NUMBER, FLAG, WORDS, PET, PETS };

static const char *const two_values[] = {"a", "b", NULL};
static const char *const one_label[] = {"a", NULL};
static const char *const three_labels[] = {"a", "b", "c", NULL};
static const char *const two_labels[] = {"first", "second", NULL};
static const char *const blank_labels[] = {"first", "the second", NULL};
static const char *const same_texts[] = {"a", "a", NULL};
static const char *const no_values[] = {NULL};
static const char *const broken_texts[] = {"get a", "get \x01", NULL};
static const char *const empty_texts[] = {"get a", "", NULL};

static void make(tables *t)
{
	static const otk_field fields[] = {
		OTK_FIELD(thing, name, "name", .aliases = "title|label"),
		OTK_FIELD(thing, number, "number", .min = 1, .max = 2),
		OTK_FIELD(thing, flag, "flag"),
		OTK_FIELD(thing, words, "words"),
		OTK_OBJECT(thing, pet, &zoo_animal_type, "pet"),
		OTK_LIST(thing, pets, pet_count, &zoo_animal_type, "pets", .keyed = "id"),
	};
	static const otk_rule rules[] = {
		{.kind = OTK_RULE_NEEDS, .field = "name", .other = "flag", .other_value = "true"},
		{.kind = OTK_RULE_ONE_OF, .field = "name|pet.kind"},
	};

	memset(t, 0, sizeof(*t));
	memcpy(t->fields, fields, sizeof(fields));
	memcpy(t->rules, rules, sizeof(rules));
	t->type = (otk_type)OTK_OPTIONS_TYPE(thing, "thing", t->fields, OTK_RULES(t->rules));
	t->type.field_count = OTK_COUNT_OF(fields);
	t->pages = (otk_pages){.offset = "number",
		.count = "number",
		.total = "number",
		.items = "pets",
		.max_count = 10};
	t->settles = (otk_settles){.status = "name|pet.kind", .final_values = two_values};
	t->downloads = (otk_downloads){
		.url = "name", .size = "number", .sha256 = "name", .status = "pet.kind"};
	t->adopts = (otk_adopts){.list = "list", .match = "name"};
	t->row = (otk_operation)OTK_OPERATION("make", .aliases = "craft|build", .summary = "Make",
		.method = OTK_METHOD_POST, .path = "/v2/project/{project}/thing/{id}[/a/b]",
		.body = OTK_BODY_JSON, .options = &t->type, .result = &t->type,
		.shape = OTK_SHAPE_OBJECT, .pages = &t->pages, .settles = &t->settles,
		.downloads = &t->downloads, .adopts = &t->adopts, .read_status_as = "408=404");
	t->list = (otk_operation)OTK_OPERATION("list", .aliases = "all", .summary = "List",
		.method = OTK_METHOD_GET, .path = "/v2/project/{project}/thing", .result = &t->type,
		.shape = OTK_SHAPE_OBJECT, .repeat = OTK_REPEAT_SAFE);
}

static otk_status check_rows(const otk_operation *rows, size_t count, otk_error *error)
{
	const otk_interface interface = {
		.id = "com.example/1", .operations = rows, .operation_count = count};

	return otk_interface_check(&(otk_module_memory){0}, &interface, "example.so", error);
}

static void expect(const tables *t, const char *message, int line)
{
	otk_error error = OTK_ERROR_INIT;
	const otk_operation rows[] = {t->list, t->row};
	const otk_status status = check_rows(rows, OTK_COUNT_OF(rows), &error);

	CHECK_CASE(status == (message ? OTK_E_PLUGIN_BROKEN : OTK_OK), "line %d: status %d, %s",
		line, (int)status, error.message);
	if (!message)
		return;
	CHECK_CASE(strstr(error.message, message) != NULL, "line %d: \"%s\" lacks \"%s\"", line,
		error.message, message);
	CHECK_HAS(error.message, "example.so: com.example/1: ");
}

#define BROKEN(change, message)                \
	do {                                   \
		tables t;                      \
		make(&t);                      \
		change;                        \
		expect(&t, message, __LINE__); \
	} while (0)

/* ---- wild pointers */

/* Puts a pointer that cannot be followed into a row, at each of these offsets in turn. */
static void expect_wild(size_t table, const size_t *members, size_t count)
{
	static const uintptr_t wild[] = {8, 4096, UINTPTR_MAX - 7, UINTPTR_MAX};

	for (size_t i = 0; i < count * OTK_COUNT_OF(wild); i++) {
		otk_error error = OTK_ERROR_INIT;
		tables t;
		otk_operation rows[2];

		make(&t);
		memcpy((char *)&t + table + members[i / OTK_COUNT_OF(wild)],
			&wild[i % OTK_COUNT_OF(wild)], sizeof(wild[0]));
		rows[0] = t.list;
		rows[1] = t.row;
		CHECK_CASE(check_rows(rows, 2, &error) == OTK_E_PLUGIN_BROKEN,
			"table at %zu, member at %zu", table, members[i / OTK_COUNT_OF(wild)]);
		CHECK_HAS(error.message, "example.so: com.example/1: ");
	}
}

#define WILD(table, ...)                                                    \
	expect_wild(offsetof(tables, table), (const size_t[]){__VA_ARGS__}, \
		OTK_COUNT_OF(((const size_t[]){__VA_ARGS__})))
#define AT(member) offsetof(otk_operation, member)

static void wild_pointers_of_operations(void)
{
	WILD(row, AT(name), AT(aliases), AT(summary), AT(path), AT(options), AT(result), AT(pages),
		AT(settles), AT(downloads), AT(adopts), AT(base_url), AT(settle_by),
		AT(read_status_as), AT(errors), AT(session_id), AT(examples), AT(vonage_url),
		AT(reserved));
	WILD(pages, offsetof(otk_pages, offset), offsetof(otk_pages, page),
		offsetof(otk_pages, count), offsetof(otk_pages, total), offsetof(otk_pages, items));
	WILD(settles, offsetof(otk_settles, status), offsetof(otk_settles, final_values),
		offsetof(otk_settles, failure_values));
	WILD(downloads, offsetof(otk_downloads, url), offsetof(otk_downloads, size),
		offsetof(otk_downloads, sha256), offsetof(otk_downloads, status),
		offsetof(otk_downloads, ready));
	WILD(adopts, offsetof(otk_adopts, list), offsetof(otk_adopts, match),
		offsetof(otk_adopts, status), offsetof(otk_adopts, status_value));
}

#undef AT
#define AT(member) offsetof(otk_field, member)
#define FIELD_POINTERS                                                                    \
	AT(name), AT(aliases), AT(member), AT(help), AT(type), AT(values), AT(labels),    \
		AT(wire_default), AT(prefixes), AT(alphabet), AT(keyed), AT(token_roles), \
		AT(reserved)

static void wild_pointers_of_types(void)
{
	WILD(type, offsetof(otk_type, name), offsetof(otk_type, fields), offsetof(otk_type, rules),
		offsetof(otk_type, struct_name), offsetof(otk_type, reserved));
	WILD(fields[NAME], FIELD_POINTERS);
	WILD(fields[NUMBER], FIELD_POINTERS);
	WILD(fields[PET], FIELD_POINTERS);
	WILD(fields[PETS], FIELD_POINTERS);
	WILD(rules[0], offsetof(otk_rule, field), offsetof(otk_rule, value),
		offsetof(otk_rule, other), offsetof(otk_rule, other_value),
		offsetof(otk_rule, message));
	WILD(rules[1], offsetof(otk_rule, field), offsetof(otk_rule, message));
}

#undef AT

/* In lists that rows point to, and in a list without an end. */
static void wild_pointers_of_lists(void)
{
	static const char *wild[] = {"a", (const char *)8, NULL};
	static const char *const *const nowhere = (const char *const *)(uintptr_t)12;
	const otk_type *wild_types[] = {&zoo_animal_type, (const otk_type *)(uintptr_t)8, NULL};
	otk_interface interface = {.id = "com.example/1", .types = wild_types};
	otk_error error = OTK_ERROR_INIT;

	BROKEN(t.fields[NAME].values = wild, "has a known value that its kind cannot have");
	BROKEN((t.fields[NAME].values = two_values, t.fields[NAME].labels = wild),
		"has a known value that its kind cannot have");
	BROKEN((t.fields[NAME].format = OTK_FORMAT_TOKEN, t.fields[NAME].token_roles = wild),
		"has a broken token role");
	BROKEN((t.fields[NAME].format = OTK_FORMAT_TOKEN, t.fields[NAME].token_roles = nowhere),
		"has a broken token role");
	BROKEN(t.settles.final_values = wild, "settles.final_values has a broken text");
	BROKEN(t.settles.failure_values = wild, "settles.failure_values has a broken text");
	BROKEN(t.row.examples = wild, "examples has a broken text");
	CHECK_INT(otk_interface_check(&(otk_module_memory){0}, &interface, "a", &error),
		OTK_E_PLUGIN_BROKEN);
	CHECK_HAS(error.message, "a: com.example/1: a type cannot be read");
}

static void valid_tables(void)
{
	otk_error error = OTK_ERROR_INIT;

	BROKEN((void)0, NULL);
	CHECK_STATUS(check_rows(&zoo_row, 1, &error), OTK_OK, &error);
	CHECK_STATUS(otk_type_check(&(otk_module_memory){0}, &zoo_list_type, "zoo", &error), OTK_OK,
		&error);
	CHECK_STATUS(otk_type_check(&(otk_module_memory){0}, NULL, "a", &error),
		OTK_E_PLUGIN_BROKEN, &error);
}

static void frames(void)
{
	BROKEN(t.type.type_size = 8, "not made with OTK_TYPE()");
	BROKEN(t.type.name = NULL, "a type has no usable name");
	BROKEN(t.type.name = "", "a type has no usable name");
	BROKEN(t.type.struct_size = 4, "its struct cannot have 4 bytes");
	BROKEN(t.type.struct_size = 1 << 20, "its struct cannot have 1048576 bytes");
	BROKEN(t.type.min_struct_size = 0, "its struct cannot have");
	BROKEN(t.type.min_struct_size = sizeof(thing) + 8, "its struct cannot have");
	BROKEN(t.type.fields = NULL,
		"thing: it has more than 256 fields or rules, or some that cannot be read");
	BROKEN(t.type.rules = NULL,
		"thing: it has more than 256 fields or rules, or some that cannot be read");
	BROKEN(t.type.field_count = SIZE_MAX, "more than 256 fields");
	BROKEN(t.type.rule_count = SIZE_MAX, "more than 256 fields");
	BROKEN(t.type.extra_json = sizeof(thing),
		"thing: extra_json is not inside the struct of 80 bytes");
	BROKEN(t.type.extra_json = SIZE_MAX,
		"thing: extra_json is not inside the struct of 80 bytes");
	BROKEN(t.type.extra_json = offsetof(thing, name),
		"thing: field \"name\" overlaps another member of the struct");
	BROKEN(t.type.reserved[0] = &t, "reserved members that are not zero");
}

/* OTK_NAME_MAX bytes, one more than allowed. */
#define TEN_TIMES(x) x x x x x x x x x x
#define LONG_NAME    TEN_TIMES("twelveletter") "8letters"

static void single_fields(void)
{
	BROKEN(t.fields[NAME].name = NULL, "thing: field 0 has no usable name");
	BROKEN(t.fields[FLAG].name = "a b", "thing: field 2 has no usable name");
	BROKEN(t.fields[FLAG].name = "a\"b", "thing: field 2 has no usable name");
	BROKEN(t.fields[FLAG].name = "a|b", "thing: field 2 has no usable name");
	BROKEN(t.fields[FLAG].name = "a\x7f", "thing: field 2 has no usable name");
	BROKEN(t.fields[FLAG].name = "\xc3\xa4", "thing: field 2 has no usable name");
	BROKEN(t.fields[FLAG].name = LONG_NAME, "thing: field 2 has no usable name");
	BROKEN(t.fields[WORDS].name = &LONG_NAME[1], NULL);
	BROKEN(t.fields[WORDS].name = "!#[]{}~", NULL);
	BROKEN(t.fields[NAME].aliases = "a|" LONG_NAME, "broken list of aliases");
	BROKEN(t.fields[NAME].aliases = "a|b c", "broken list of aliases");
	BROKEN(t.fields[NAME].aliases = "a|", "broken list of aliases");
	BROKEN(t.fields[NAME].aliases = "|a", "broken list of aliases");
	BROKEN(t.fields[NAME].member = NULL, "field \"name\" has no C name");
	BROKEN(t.fields[NAME].kind = 0, "field \"name\" has an unknown kind");
	BROKEN(t.fields[NAME].kind = OTK_KIND_SIZE,
		"field \"name\" has a kind that no operation can use");
	BROKEN(t.fields[NAME].kind = OTK_KIND_FUNCTION + 1, "field \"name\" has an unknown kind");
	BROKEN(t.fields[NAME].kind = 255, "field \"name\" has an unknown kind");
	BROKEN(t.fields[NAME].offset = 0,
		"thing: field \"name\" is not inside the struct of 80 bytes (offset 0)");
	BROKEN(t.fields[NAME].offset = 12,
		"thing: field \"name\" is not inside the struct of 80 bytes (offset 12)");
	BROKEN(t.fields[NAME].offset = sizeof(thing),
		"thing: field \"name\" is not inside the struct of 80 bytes (offset 80)");
	BROKEN(t.fields[NAME].offset = UINT32_MAX,
		"thing: field \"name\" is not inside the struct of 80 bytes (offset 4294967295)");
	BROKEN(t.fields[WORDS].offset = sizeof(thing) - 8,
		"thing: field \"words\" is not inside the struct of 80 bytes (offset 72)");
	BROKEN(t.fields[PETS].count_offset = UINT32_MAX,
		"thing: field \"pets\" is not inside the struct of 80 bytes (offset 56)");
	BROKEN(t.fields[PETS].count_offset = 0,
		"thing: field \"pets\" is not inside the struct of 80 bytes (offset 56)");
	BROKEN(t.fields[PET].type = NULL, "field \"pet\" is an object or a list, but has no type");
	BROKEN(t.fields[NAME].aliases = "", "broken list of aliases");
	BROKEN(t.fields[NAME].aliases = "a||b", "broken list of aliases");
	BROKEN(t.fields[NAME].place = 3, "unknown place");
	BROKEN(t.fields[NAME].format = 99, "unknown format");
	BROKEN(t.fields[NAME].unit = 99, "unknown unit");
	BROKEN(t.fields[NAME].soft = 128, "unknown bits in soft");
	BROKEN(t.fields[NAME].reserved_bytes[2] = 1, "reserved members that are not zero");
	BROKEN(memset(t.fields[NAME].reserved_bytes, 1, sizeof(t.fields[NAME].reserved_bytes)),
		"reserved members that are not zero");
	BROKEN(t.fields[NAME].reserved[0] = &t, "reserved members that are not zero");
	BROKEN(t.fields[NUMBER].min = 3, "field \"number\" has a min above its max");
	BROKEN(t.fields[NAME].min = -1, "thing: field \"name\" has a negative length as a limit");
	BROKEN(t.fields[FLAG].max = 1, "has limits, but is a flag or an object");
	BROKEN(t.fields[NUMBER].wire_default = "red", "a wire default that its kind cannot have");
	BROKEN(t.fields[FLAG].wire_default = "1", "a wire default that its kind cannot have");
	BROKEN(t.fields[WORDS].wire_default = "a", "a wire default that its kind cannot have");
	BROKEN(t.fields[NUMBER].values = two_values, "a known value that its kind cannot have");
	BROKEN(t.fields[FLAG].values = two_values,
		"thing: field \"flag\" has known values, but is not text or a number");
	BROKEN(t.fields[NAME].labels = one_label, "more labels than values");
	BROKEN((t.fields[NAME].values = two_values, t.fields[NAME].labels = one_label),
		"fewer labels than values");
	BROKEN((t.fields[NAME].values = two_values, t.fields[NAME].labels = three_labels),
		"more labels than values");
	BROKEN((t.fields[NAME].values = two_values, t.fields[NAME].labels = two_labels), NULL);
	BROKEN((t.fields[NAME].values = two_values, t.fields[NAME].labels = same_texts),
		"a label that is not a unique name");
	BROKEN((t.fields[NAME].values = two_values, t.fields[NAME].labels = blank_labels),
		"a label that is not a unique name");
	BROKEN(t.fields[NAME].values = same_texts,
		"thing: field \"name\" has a known value that its kind cannot have, or a duplicate");
	BROKEN(t.fields[NAME].values = no_values,
		"thing: field \"name\" has an empty list of known values");
	BROKEN(t.fields[NUMBER].alphabet = "a",
		"thing: field \"number\" has prefixes or an alphabet, but is not a text");
	BROKEN(t.fields[NAME].prefixes = "|", "broken prefixes");
	BROKEN(t.fields[NAME].keyed = "id", "thing: field \"name\" is keyed, but is not a list");
	BROKEN((t.fields[PETS].keyed = NULL, t.fields[PETS].unique = 1),
		"is unique, but not keyed");
	BROKEN(t.fields[PETS].single = 1, "cannot be keyed and single");
}

static void roles(void)
{
	BROKEN(t.fields[NAME].role = OTK_ROLE_ID, NULL);
	BROKEN(t.fields[NAME].role = OTK_ROLE_SESSION, NULL);
	BROKEN(t.fields[NUMBER].role = OTK_ROLE_CREATED_AT, NULL);
	BROKEN(t.fields[NUMBER].role = OTK_ROLE_ID,
		"thing: field \"number\" has a role that only a string can have");
	BROKEN(t.fields[FLAG].role = OTK_ROLE_SESSION,
		"thing: field \"flag\" has a role that only a string can have");
	BROKEN(t.fields[NAME].role = OTK_ROLE_CREATED_AT,
		"thing: field \"name\" has a role that only a number can have");
	BROKEN(t.fields[NAME].role = 4, "thing: field \"name\" has an unknown role");
	BROKEN(t.fields[NAME].role = 255, "thing: field \"name\" has an unknown role");
	BROKEN((t.fields[NAME].role = OTK_ROLE_ID, t.fields[FLAG] = t.fields[NAME],
		       t.fields[FLAG].name = "other", t.fields[FLAG].member = "other",
		       t.fields[FLAG].aliases = NULL,
		       t.fields[FLAG].offset = offsetof(thing, extra_json), t.type.extra_json = 0,
		       t.rules[0].other = "name", t.rules[0].other_value = NULL),
		"has a role that another field has");
}

static void token_roles(void)
{
	BROKEN(t.fields[NAME].token_roles = two_values,
		"thing: field \"name\" has token_roles, but is not a token");
	BROKEN((t.fields[NAME].format = OTK_FORMAT_TOKEN, t.fields[NAME].token_roles = two_values),
		NULL);
	BROKEN((t.fields[NAME].format = OTK_FORMAT_TOKEN, t.fields[NAME].token_roles = no_values),
		"thing: field \"name\" has an empty list of token roles");
	BROKEN((t.fields[NAME].format = OTK_FORMAT_TOKEN,
		       t.fields[NAME].token_roles = blank_labels),
		"thing: field \"name\" has a broken token role");
}

/* Formats and switches that are not for the kind of the field. */
static void formats_of_kinds(void)
{
	BROKEN(t.fields[NUMBER].format = OTK_FORMAT_UUID,
		"thing: field \"number\" has a format that its kind cannot have");
	BROKEN(t.fields[NAME].format = OTK_FORMAT_HEADERS,
		"thing: field \"name\" has a format that its kind cannot have");
	BROKEN(t.fields[NAME].format = OTK_FORMAT_LAYOUT_CLASS, NULL);
	BROKEN(t.fields[WORDS].format = OTK_FORMAT_LAYOUT_CLASS, NULL);
	BROKEN(t.fields[NAME].format = OTK_FORMAT_LAYOUT_CLASS + 1,
		"thing: field \"name\" has an unknown format");
	BROKEN(t.fields[NAME].single = 1, "thing: field \"name\" is single, but is not a list");
	BROKEN(t.fields[NAME].keep_empty = 1,
		"thing: field \"name\" has keep_empty, but is not a list or map");
	BROKEN(t.fields[FLAG].multiline = 1,
		"thing: field \"flag\" is multiline, but is not a text");
	BROKEN(t.fields[NAME].type = &zoo_animal_type,
		"thing: field \"name\" has a type, but is not an object or a list");
	BROKEN(t.fields[NAME].alphabet = "", "thing: field \"name\" has a broken alphabet");
	BROKEN(t.fields[NAME].help = "a\x01", "thing: field \"name\" has a broken help text");
}

/* Counts of a table from another compiler: refused before anything is read. */
static void counts(void)
{
	otk_interface interface = {.id = "com.example/1", .operations = &zoo_row};
	otk_error error = OTK_ERROR_INIT;

	BROKEN(t.type.field_count = 100000000,
		"thing: it has more than 256 fields or rules, or some that cannot be read");
	BROKEN(t.type.rule_count = 100000000,
		"thing: it has more than 256 fields or rules, or some that cannot be read");
	BROKEN(t.type.fields = NULL,
		"thing: it has more than 256 fields or rules, or some that cannot be read");
	BROKEN(t.type.rules = NULL,
		"thing: it has more than 256 fields or rules, or some that cannot be read");
	interface.operation_count = 100000000;
	CHECK_STATUS(otk_interface_check(&(otk_module_memory){0}, &interface, "a", &error),
		OTK_E_PLUGIN_BROKEN, &error);
	CHECK_HAS(error.message, "a: com.example/1: it has more than ");
}

/* A rule about a value that its field does not know would never hold. */
static void values_of_rules(void)
{
	BROKEN((t.fields[NAME].values = two_values, t.rules[0].value = "a|b"), NULL);
	BROKEN((t.fields[NAME].values = two_values, t.rules[0].value = "a|c"),
		"thing: a rule has a value for \"name\" that the field cannot have: \"c\"");
	BROKEN((t.fields[NAME].values = two_values, t.rules[0].value = "A"),
		"thing: a rule has a value for \"name\" that the field cannot have: \"A\"");
	BROKEN((t.fields[NAME].values = two_values, t.rules[0].value = "a|"),
		"thing: a rule has a value for \"name\" that the field cannot have: \"\"");
	BROKEN((t.fields[NAME].values = two_values, t.rules[0].field = "flag",
		       t.rules[0].other = "name", t.rules[0].other_value = "c"),
		"thing: a rule has a value for \"name\" that the field cannot have: \"c\"");
	/* Only ONLY_WHEN can name an unset field, as "". */
	BROKEN((t.rules[0].kind = OTK_RULE_ONLY_WHEN, t.fields[NAME].values = two_values,
		       t.rules[0].field = "flag", t.rules[0].other = "name",
		       t.rules[0].other_value = "a|"),
		NULL);
	BROKEN((t.rules[0].kind = OTK_RULE_ONLY_WHEN, t.fields[NAME].values = two_values,
		       t.rules[0].field = "flag", t.rules[0].other = "name",
		       t.rules[0].other_value = "c|"),
		"thing: a rule has a value for \"name\" that the field cannot have: \"c\"");
	/* EXCLUDES with a message refuses a value that is not known. */
	BROKEN((t.rules[0].kind = OTK_RULE_EXCLUDES, t.fields[NAME].values = two_values,
		       t.rules[0].value = "c"),
		"thing: a rule has a value for \"name\" that the field cannot have: \"c\"");
	BROKEN((t.rules[0].kind = OTK_RULE_EXCLUDES, t.fields[NAME].values = two_values,
		       t.rules[0].value = "c", t.rules[0].message = "{name} cannot be c"),
		NULL);
	BROKEN(t.rules[0].message = "{nobody} is needed",
		"thing: the message of a rule names a field that does not exist");
	BROKEN(t.rules[0].message = "{name is needed",
		"thing: the message of a rule names a field that does not exist");
}

static void combined_fields(void)
{
	BROKEN(t.fields[NUMBER].name = "name", "\"name\" and \"name\" have a name in common");
	BROKEN(t.fields[NUMBER].name = "label", "have a name in common");
	BROKEN(t.fields[NUMBER].aliases = "x|title", "have a name in common");
	BROKEN(t.fields[NUMBER].offset = t.fields[NAME].offset,
		"thing: field \"number\" overlaps another member of the struct");
	BROKEN(t.fields[PETS].count_offset = t.fields[NUMBER].offset,
		"thing: field \"pets\" overlaps another member of the struct");
	BROKEN((t.fields[FLAG] = t.fields[PETS], t.fields[PETS] = t.fields[NUMBER],
		       t.fields[PETS].name = "n",
		       t.fields[PETS].offset = t.fields[FLAG].count_offset),
		"thing: field \"n\" overlaps another member of the struct");
	BROKEN(t.fields[WORDS].offset = t.fields[PET].offset - 8,
		"thing: field \"pet\" overlaps another member of the struct");
	BROKEN((t.type.struct_size = 65536, t.fields[NAME].offset = 65528), NULL);
	BROKEN(t.fields[PETS].keyed = "nobody",
		"thing: keyed names \"nobody\", which is not a field of animal");
	BROKEN(t.fields[PETS].keyed = "id.x", "keyed names \"id.x\", which is not a field of");
	BROKEN(t.fields[PETS].keyed = "legs", "keyed names \"legs\", a field of another kind");
	BROKEN(t.rules[0].kind = 0, "a rule has an unknown kind");
	BROKEN(t.rules[0].kind = 6, "a rule has an unknown kind");
	BROKEN(t.rules[0].field = NULL, "a rule names \"(nothing)\"");
	BROKEN(t.rules[0].other = "flog", "thing: a rule names \"flog\", which is not a field");
	BROKEN(t.rules[0].other = "pet.age", "a rule names \"pet.age\"");
	BROKEN(t.rules[0].other_value = "yes", "that the field cannot have: \"yes\"");
	BROKEN((t.rules[0].field = "words", t.rules[0].value = "a"),
		"thing: a rule has a value for \"words\", which is not a scalar field");
	BROKEN(t.rules[1].field = NULL, "takes a list of fields");
	BROKEN(t.rules[1].other = "name",
		"thing: a rule of kind ONE_OF or EXACTLY_ONE takes a list of fields and nothing else");
	BROKEN(t.rules[1].field = "name|nobody", "a rule names \"nobody\"");
	BROKEN(t.rules[1].reserved_bytes[0] = 1, "a rule has reserved members");
}

static void nested_tables(void)
{
	otk_type bad = zoo_animal_type;
	otk_field place = zoo_animal_type.fields[0];

	bad.name = NULL;
	BROKEN(t.fields[PET].type = &bad, "a type has no usable name");
	bad = zoo_animal_type;
	place.place = OTK_IN_QUERY;
	bad.fields = &place;
	bad.field_count = 1;
	bad.rule_count = 0;
	BROKEN(t.fields[PET].type = &bad,
		"animal: field \"id\" is nested, but has a place in the path or query");
}

/* More types than allowed, each containing the next. */
static void endless_types(void)
{
	static otk_field fields[OTK_TYPES_MAX + 2];
	static otk_type types[OTK_TYPES_MAX + 2];
	otk_error error = OTK_ERROR_INIT;

	for (size_t i = 0; i < OTK_COUNT_OF(types); i++) {
		fields[i] = (otk_field)OTK_OBJECT(thing, pet, NULL, "pet");
		fields[i].type = &types[(i + 1) % OTK_COUNT_OF(types)];
		types[i] = (otk_type)OTK_TYPE(thing, "t", fields);
		types[i].fields = &fields[i];
		types[i].field_count = 1;
	}
	CHECK_STATUS(otk_type_check(&(otk_module_memory){0}, &types[0], "x", &error),
		OTK_E_PLUGIN_BROKEN, &error);
	CHECK_HAS(error.message, "more than 256 types");
	fields[100].type = &types[0];
	CHECK_STATUS(
		otk_type_check(&(otk_module_memory){0}, &types[0], "x", &error), OTK_OK, &error);
}

static void rows(void)
{
	BROKEN(t.row.operation_size = 8, "operation 1 is not made with OTK_OPERATION()");
	BROKEN(t.row.name = NULL, "operation 1 has no name");
	BROKEN(t.row.name = "Make", "operation 1 has no name");
	BROKEN(t.row.name = "make.it", "operation 1 has no name");
	BROKEN(t.row.aliases = "a||", "the list of aliases is broken");
	BROKEN(t.row.aliases = "ok|Not", "make: an alias is not a name");
	BROKEN(t.row.summary = NULL, "make: the summary is missing");
	BROKEN(t.row.summary = "\177", "make: the summary is missing");
	BROKEN(t.row.summary = "\001 begins with a control character",
		"make: the summary is missing");
	BROKEN(t.row.method = 0, "the method is unknown");
	BROKEN(t.row.method = 6, "the method is unknown");
	BROKEN(t.row.method = OTK_METHOD_GET, "a GET has one");
	BROKEN(t.row.body = 3, "the body is unknown");
	BROKEN(t.row.shape = 6, "make: the shape of the response is unknown");
	BROKEN(t.row.shape = OTK_SHAPE_NONE, "make: result and shape must be set together");
	BROKEN(t.row.result = NULL, "make: result and shape must be set together");
	BROKEN(t.row.repeat = 3, "the repeat class is unknown");
	BROKEN(t.row.auth = 4, "auth or backends");
	BROKEN(t.row.backends = 4, "auth or backends");
	BROKEN(t.row.base_url = "http://x", "base_url and vonage_url must begin with https://");
	BROKEN(t.row.base_url = "https://x", NULL);
	BROKEN(t.row.vonage_url = "http://x", "base_url and vonage_url must begin with https://");
	BROKEN(t.row.reserved[0] = &t, "reserved members are not zero");
	BROKEN(t.row.reserved_bytes[0] = 1, "reserved members are not zero");
	BROKEN(t.row.read_status_as = "404", "read_status_as");
	BROKEN(t.row.read_status_as = "404=4x4", "read_status_as");
	BROKEN(t.row.read_status_as = "408=404|500=404", NULL);
	BROKEN(t.row.read_status_as = "408=404|408=500", "make: read_status_as is not like");
	BROKEN(t.row.read_status_as = "408=404|", "make: read_status_as is not like");
	BROKEN(t.row.examples = broken_texts, "make: examples has a broken text, or too many");
	BROKEN(t.row.examples = empty_texts, "make: examples has a broken text, or too many");
	BROKEN(t.row.examples = two_values, NULL);
	BROKEN(t.row.session_id = "id", NULL);
	BROKEN(t.row.session_id = "name", "make: session_id does not name a positional id");
	BROKEN(t.row.session_id = "project", "make: session_id does not name a positional id");
	BROKEN(t.row.session_id = "", "make: session_id does not name a positional id");
	BROKEN(t.row.errors = "a b", "make: errors is not the name of a member");
	BROKEN(t.row.errors = "errors", NULL);
}

/* Statuses of read_status_as, parsed once per operation. */
static void status_lists(void)
{
	static const char *const broken[] = {"", "408", "408=", "408=4040", "408=404|", "|408=404",
		"408=404||500=404", "408:404", "099=404", "408=600", "408=404|408=500", "4o8=404",
		"+40=404", " 408=404",
		("100=200|101=200|102=200|103=200|104=200|105=200|106=200|"
		 "107=200|108=200")};
	otk_status_list list;

	CHECK(otk_status_list_parse("408=404|500=403", &list));
	CHECK_INT(list.count, 2);
	CHECK_INT(otk_status_list_read(&list, 408), 404);
	CHECK_INT(otk_status_list_read(&list, 500), 403);
	CHECK_INT(otk_status_list_read(&list, 404), 404);
	CHECK_INT(otk_status_list_read(&list, 200), 200);
	CHECK(otk_status_list_has(&list, 408) && otk_status_list_has(&list, 500));
	CHECK(!otk_status_list_has(&list, 404) && !otk_status_list_has(&list, 403));
	CHECK(otk_status_list_parse("100=200|101=200|102=200|103=200|104=200|105=200|106=200|"
				    "599=100",
		&list));
	CHECK_INT(list.count, OTK_STATUS_PAIRS_MAX);
	CHECK_INT(otk_status_list_read(&list, 599), 100);
	CHECK(otk_status_list_parse(NULL, &list) && !list.count);
	CHECK_INT(otk_status_list_read(&list, 408), 408);
	for (size_t i = 0; i < OTK_COUNT_OF(broken); i++)
		CHECK_CASE(
			!otk_status_list_parse(broken[i], &list), "\"%s\" is accepted", broken[i]);
}

static void combined_rows(void)
{
	BROKEN(t.row.name = "list", "list: two operations are called \"list\"");
	BROKEN(t.row.name = "all", "all: two operations are called \"all\"");
	BROKEN(t.row.aliases = "craft|list", "make: two operations are called \"list\"");
	BROKEN(t.row.aliases = "craft|all", "make: two operations are called \"all\"");
	BROKEN(t.row.settle_by = "get",
		"make: settle_by names \"get\", which is not a safe operation");
	BROKEN(t.row.settle_by = "list", NULL);
	BROKEN(t.row.settle_by = "make",
		"make: settle_by names \"make\", which is not a safe operation");
	BROKEN((t.row.settle_by = "list", t.list.result = &zoo_animal_type),
		"make: settle_by names \"list\", which is not a safe operation or has another result");
	BROKEN(t.adopts.list = "make",
		"make: adopts names \"make\", which is not a safe operation");
	BROKEN(t.list.repeat = OTK_REPEAT_SETTLE, "make: adopts names \"list\"");
	BROKEN(t.adopts.list = "all", "make: adopts names \"all\", which is not a safe operation");
}

/* Rows share types, and each type is checked once; rules that depend on the use still apply. */
static void shared_types(void)
{
	otk_field place[] = {OTK_FIELD(zoo_animal, kind, "kind", .place = OTK_IN_QUERY)};
	otk_type asked = OTK_TYPE(zoo_animal, "asked", place);
	const otk_type *types[] = {&asked, NULL};
	otk_interface interface = {.id = "com.example/1", .types = types, .operation_count = 2};
	otk_error error = OTK_ERROR_INIT;
	otk_operation rows[2];
	tables t;

	make(&t);
	t.list.options = &asked;
	rows[0] = t.list;
	rows[1] = t.row;
	interface.operations = rows;
	CHECK_STATUS(otk_interface_check(&(otk_module_memory){0}, &interface, "a", &error), OTK_OK,
		&error);
	/* Valid at the top, but not inside another type. */
	t.fields[PET].type = &asked;
	CHECK_STATUS(otk_interface_check(&(otk_module_memory){0}, &interface, "a", &error),
		OTK_E_PLUGIN_BROKEN, &error);
	CHECK_HAS(error.message,
		"a: com.example/1: asked: field \"kind\" is nested, but has a place in the path or query");
	t.fields[PET].type = &zoo_animal_type;
	/* Checked first as a result, then as options whose fields have no destination. */
	rows[0].options = &t.type;
	CHECK_STATUS(otk_interface_check(&(otk_module_memory){0}, &interface, "a", &error),
		OTK_E_PLUGIN_BROKEN, &error);
	CHECK_HAS(error.message,
		"a: com.example/1: list: option \"name\" is for a body, but the operation has none");
	rows[0].options = NULL;
	asked.name = "";
	CHECK_STATUS(otk_interface_check(&(otk_module_memory){0}, &interface, "a", &error),
		OTK_E_PLUGIN_BROKEN, &error);
	CHECK_HAS(error.message, "a: com.example/1: a type has no usable name");
}

/* A struct that no operation uses. */
typedef struct part {
	const char *name;
} part;

typedef struct whole {
	size_t struct_size;
	const part *parts;
	size_t part_count;
	void (*run)(void);
	char text[12];
	int32_t number;
} whole;

static void struct_kinds(void)
{
	static const char *const address[] = {"void (*)(void)", NULL};
	static const char *const numbers[] = {"1", "2", NULL};
	static const otk_field part_fields[] = {OTK_FIELD(part, name, "name")};
	static const otk_type part_type = OTK_PLAIN_TYPE(part, "part", part_fields);
	static const otk_field good[] = {
		OTK_ARRAY(whole, parts, part_count, &part_type, "parts"),
		OTK_MEMBER(whole, run, OTK_KIND_FUNCTION, "run", .values = address),
		OTK_MEMBER(whole, text, OTK_KIND_TEXT, "text", .max = 12),
		OTK_MEMBER(whole, number, OTK_KIND_INT32, "number", .values = numbers,
			.labels = two_labels),
	};
	static const struct {
		size_t field;
		otk_field change; /* its name says which member */
		const char *message;
	} cases[] = {
		{1, {.values = two_values}, "field \"run\" has not one type in C"},
		{2, {.max = 10}, "field \"text\" is not inside the struct"},
		{2, {.max = 16}, "field \"number\" overlaps another member of the struct"},
		{2, {.max = 20}, "field \"text\" is not inside the struct"},
		{3, {.values = two_values}, "field \"number\" has a known value that its kind"},
	};
	otk_field fields[OTK_COUNT_OF(good)];
	otk_type type = OTK_TYPE(whole, "whole", fields);
	const otk_type *types[] = {&type, NULL};
	otk_operation row = OTK_OPERATION("make", .summary = "Make", .path = "/v2",
		.method = OTK_METHOD_POST, .body = OTK_BODY_JSON, .options = &type);
	otk_interface interface = {.id = "com.example/1", .types = types};
	otk_error error = OTK_ERROR_INIT;

	memcpy(fields, good, sizeof(good));
	CHECK_STATUS(otk_interface_check(&(otk_module_memory){0}, &interface, "a", &error), OTK_OK,
		&error);
	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		otk_field *field = &fields[cases[i].field];

		memcpy(fields, good, sizeof(good));
		if (cases[i].change.max)
			field->max = cases[i].change.max;
		else
			field->values = cases[i].change.values;
		CHECK_CASE(otk_interface_check(&(otk_module_memory){0}, &interface, "a", &error) ==
				   OTK_E_PLUGIN_BROKEN,
			"case %zu", i);
		CHECK_HAS(error.message, cases[i].message);
	}
	memcpy(fields, good, sizeof(good));
	fields[1].values = NULL;
	CHECK_INT(otk_interface_check(&(otk_module_memory){0}, &interface, "a", &error),
		OTK_E_PLUGIN_BROKEN);
	CHECK_HAS(error.message, "field \"run\" has not one type in C");
	fields[1].values = address;
	type.struct_name = "a struct";
	CHECK_INT(otk_interface_check(&(otk_module_memory){0}, &interface, "a", &error),
		OTK_E_PLUGIN_BROKEN);
	CHECK_HAS(error.message, "whole: its struct has no usable name");
	type.struct_name = "whole";
	/* An operation cannot use them. */
	interface.operations = &row;
	interface.operation_count = 1;
	CHECK_INT(otk_interface_check(&(otk_module_memory){0}, &interface, "a", &error),
		OTK_E_PLUGIN_BROKEN);
	CHECK_HAS(error.message, "field \"parts\" has a kind that no operation can use");
	type.field_count = 0;
	type.min_struct_size = 0;
	CHECK_INT(otk_interface_check(&(otk_module_memory){0}, &interface, "a", &error),
		OTK_E_PLUGIN_BROKEN);
	CHECK_HAS(error.message, "whole: its struct cannot have 48 bytes");
}

static void templates(void)
{
	BROKEN(t.row.path = NULL, "the path must begin with /");
	BROKEN(t.row.path = "v2", "the path must begin with /");
	BROKEN(t.row.path = "/a?b", "the path must begin with / and have no query");
	BROKEN(t.row.path = "/a/{b", "unbalanced brackets");
	BROKEN(t.row.path = "/a/b}", "unbalanced brackets");
	BROKEN(t.row.path = "/a/{}", "unbalanced brackets");
	BROKEN(t.row.path = "/a/{b/c}", "unbalanced brackets");
	BROKEN(t.row.path = "/a[/b", "unbalanced brackets");
	BROKEN(t.row.path = "/a]/b[", "unbalanced brackets");
	BROKEN(t.row.path = "/a[/{b}]", "make: {b} in [ ] must be a field of place PATH");
	BROKEN(t.row.path = "/a/{name}",
		"make: \"name\" is a positional id and an option with another place");
	BROKEN(t.row.path = "/{a}/{b}/{c}/{d}/{e}", "more than 4 ids");
	BROKEN(t.fields[NAME].place = OTK_IN_PATH, "make: option \"name\" is not in the path");
	BROKEN((t.fields[NAME].place = OTK_IN_PATH, t.row.path = "/a[/{name}]"), NULL);
	BROKEN(t.fields[WORDS].place = OTK_IN_PATH,
		"thing: field \"words\" has a kind that a path cannot hold");
	BROKEN(t.fields[PET].place = OTK_IN_QUERY,
		"thing: field \"pet\" has a kind that a query cannot hold");
	BROKEN(t.row.body = OTK_BODY_NONE,
		"make: option \"name\" is for a body, but the operation has none");
	BROKEN(t.row.body = OTK_BODY_FORM,
		"make: option \"pet\" is of a kind that a form cannot hold");
}

static void declarations(void)
{
	BROKEN(t.pages.offset = "nobody", "pages.offset names \"nobody\"");
	BROKEN(t.pages.page = "count", "make: pages: offset and page are mutually exclusive");
	BROKEN((t.pages.offset = NULL, t.pages.page = "nobody"), "pages.page names \"nobody\"");
	BROKEN(t.pages.offset = NULL, "pages.offset names \"(nothing)\"");
	BROKEN(t.pages.count = "name", "pages.count names \"name\", a field of another kind");
	BROKEN(t.pages.total = NULL, "pages.total names \"(nothing)\"");
	BROKEN(t.pages.items = "pet", "pages.items names \"pet\", a field of another kind");
	BROKEN(t.pages.max_count = 0, "pages: max_count");
	/* The options of a page are its own, not those of a nested struct. */
	BROKEN(t.pages.offset = "pet.legs",
		"pages.offset names \"pet.legs\", which is not a field");
	BROKEN(t.pages.count = "pet.legs", "pages.count names \"pet.legs\", which is not a field");
	BROKEN((t.pages.offset = NULL, t.pages.page = "pet.legs"),
		"pages.page names \"pet.legs\", which is not a field");
	BROKEN((t.pages.offset = "name|pet.kind", t.pages.count = NULL),
		"pages.offset names \"pet.kind\", which is not a field");
	BROKEN(t.pages.total = "pet.legs", NULL);
	BROKEN((t.pages.offset = "name", t.pages.count = NULL), NULL);
	BROKEN((t.pages.offset = "name|name", t.pages.count = NULL), NULL);
	BROKEN(t.pages.offset = "name", "pages.offset names \"name\", a field of another kind");
	BROKEN((t.pages.offset = "name|flag", t.pages.count = NULL), "pages.offset names \"flag\"");
	BROKEN((t.pages.offset = "name|", t.pages.count = NULL), "pages.offset does not name");
	BROKEN((t.pages.offset = "", t.pages.count = NULL), "pages.offset names \"(nothing)\"");
	BROKEN(t.pages.count = NULL, "pages.count names \"(nothing)\"");
	BROKEN(t.settles.status = "name|nobody", "settles.status names \"nobody\"");
	BROKEN(t.settles.status = NULL, "make: settles.status does not name a field");
	BROKEN(t.settles.status = "number", "settles.status names \"number\"");
	BROKEN(t.settles.final_values = NULL, "make: settles has no final values");
	BROKEN(t.settles.final_values = no_values, "make: settles has no final values");
	BROKEN(t.settles.final_values = broken_texts, "make: settles.final_values has a broken");
	BROKEN(t.settles.failure_values = empty_texts, "make: settles.failure_values has a broken");
	BROKEN(t.settles.failure_values = two_values, NULL);
	BROKEN(t.downloads.url = NULL, "downloads.url names");
	BROKEN(t.downloads.size = "name", "downloads.size names");
	BROKEN(t.downloads.sha256 = "x", "downloads.sha256 names");
	BROKEN(t.downloads.status = "x", "downloads.status names");
	BROKEN((t.downloads.size = NULL, t.downloads.sha256 = NULL, t.downloads.status = NULL),
		NULL);
	BROKEN(t.adopts.list = NULL, "make: adopts.list is not the name of an operation");
	BROKEN(t.adopts.match = "name|x", "adopts.match names \"x\"");
	BROKEN(t.row.shape = OTK_SHAPE_ARRAY, NULL);
	BROKEN((t.row.shape = OTK_SHAPE_ARRAY, t.type.field_count = PETS, t.row.pages = NULL),
		"make: a result of shape ARRAY needs one LIST");
}

/* Any bytes in a field, except in its pointers: refused or accepted, never a crash. */
static void random_bytes_in_a_field(void)
{
	static const size_t numbers = offsetof(otk_field, min);
	uint32_t seed = 7;
	size_t refused = 0;

	for (size_t round = 0; round < 3000; round++) {
		tables t;
		otk_error error = OTK_ERROR_INIT;
		const size_t field = round % OTK_COUNT_OF(t.fields);
		size_t byte;

		make(&t);
		t.row.adopts = NULL;
		seed = seed * 1664525u + 1013904223u;
		byte = numbers + (seed >> 8) % (offsetof(otk_field, reserved) - numbers);
		((unsigned char *)&t.fields[field])[byte] = (unsigned char)(seed >> 24);
		refused += check_rows(&t.row, 1, &error) != OTK_OK;
	}
	CHECK_CASE(refused > 1000, "only %zu of 3000 were refused", refused);
}

static void no_text_is_not_readable(void)
{
	otk_module_memory module = {0};

	CHECK(!otk_is_readable_text(&module, NULL));
	CHECK(otk_is_readable_text(&module, "a text of this program"));
}

int main(void)
{
	return OTK_TEST_MAIN("schema/check", TEST(wild_pointers_of_operations),
		TEST(wild_pointers_of_types), TEST(wild_pointers_of_lists), TEST(valid_tables),
		TEST_64(frames), TEST_64(single_fields), TEST(roles), TEST(token_roles),
		TEST(formats_of_kinds), TEST(counts), TEST(values_of_rules),
		TEST_64(combined_fields), TEST(nested_tables), TEST(endless_types), TEST(rows),
		TEST(status_lists), TEST(combined_rows), TEST(shared_types), TEST_64(struct_kinds),
		TEST(templates), TEST(declarations), TEST(random_bytes_in_a_field),
		TEST(no_text_is_not_readable));
}
