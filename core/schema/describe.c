/* SPDX-License-Identifier: MIT */
/*
 * The tables as JSON, for tools, bindings and completion. doc/description.md has the format;
 * doc/description.schema.json is its JSON Schema.
 *
 * Which members of a table become which members of the JSON is itself a table (describe_rows.h).
 * Each type is written once, into a buffer of its own, when something refers to it for the first
 * time.
 */
#include "config.h"

#include "core/schema/describe.h"

#include <stdio.h>
#include <string.h>

#include "core/base/arena.h"
#include "core/base/error/buffer_check.h"
#include "core/base/text/text.h"
#include "core/schema/access.h"
#include "core/schema/describe_rows.h"
#include "core/schema/field.h"
#include "core/schema/limits.h"
#include "core/schema/template.h"

#include "core/base/cold.h"

#define FORMAT          2
#define DESCRIPTION_MAX (64 * 1024 * 1024)
#define KEY_SIZE        (OTK_NAME_MAX + OTK_NAME_MAX + 24)

/* ---- values */

static void put_text(otk_json_writer *to, const char *key, const char *text)
{
	if (!text)
		return;
	otk_json_key(to, key);
	otk_json_text(to, text);
}

static void put_int(otk_json_writer *to, const char *key, int64_t number)
{
	otk_json_key(to, key);
	otk_json_int(to, number);
}

static void put_true(otk_json_writer *to, const char *key, bool value)
{
	if (!value)
		return;
	otk_json_key(to, key);
	otk_json_bool(to, true);
}

/* "a|b" as an array, with a prefix before each. */
static void put_list(otk_json_writer *to, const char *key, const char *list, const char *prefix)
{
	char text[KEY_SIZE];
	const char *word;
	size_t size;

	if (!list)
		return;
	otk_json_key(to, key);
	otk_json_open(to, '[');
	while (otk_word_next(&list, &word, &size)) {
		snprintf(text, sizeof(text), "%s%.*s", prefix, (int)size, word);
		otk_json_text(to, text);
	}
	otk_json_close(to, ']');
}

static void put_texts(otk_json_writer *to, const char *key, const char *const *texts)
{
	if (!texts)
		return;
	otk_json_key(to, key);
	otk_json_open(to, '[');
	for (; *texts; texts++)
		otk_json_text(to, *texts);
	otk_json_close(to, ']');
}

/* A number that this version does not know becomes "unknown". */
static void put_word(
	otk_json_writer *to, const char *key, otk_describe_words list, size_t number, bool in_array)
{
	const char *at = otk_describe_all_words, *word = NULL;
	size_t size = 0;

	while (list--)
		at += strlen(at) + 1;
	for (size_t i = 0; i <= number; i++)
		if (!otk_word_next(&at, &word, &size)) {
			word = "unknown";
			size = strlen(word);
			break;
		}
	if (!size)
		return;
	otk_json_key(to, key);
	if (in_array)
		otk_json_open(to, '[');
	otk_json_string(to, word, size);
	if (in_array)
		otk_json_close(to, ']');
}

/* An unsigned integer of this many bytes, or an int64_t. */
static int64_t number_at(const void *at, size_t size)
{
	int64_t number = 0;
	uint32_t low;

	if (size == sizeof(number)) {
		memcpy(&number, at, size);
		return number;
	}
	memcpy(&low, at, sizeof(low));
	return low;
}

static void put_limits(otk_json_writer *to, const otk_field *field)
{
	if (!field->min && !field->max)
		return;
	put_int(to, "min", field->min);
	if (field->max != INT64_MAX && (field->max || field->min < 0))
		put_int(to, "max", field->max);
}

/* The values of a POINTER or FUNCTION are its declaration. */
static void put_values(otk_json_writer *to, const otk_field *field)
{
	if (field->kind == OTK_KIND_POINTER || field->kind == OTK_KIND_FUNCTION)
		put_text(to, "c_type", field->values ? field->values[0] : NULL);
	else
		put_texts(to, "values", field->values);
}

/* ---- types */

/* A type that something refers to. */
typedef struct entry {
	const otk_type *type;
	const char *space; /* what its name is unique in: "otk", or the name of the plugin */
	size_t number;     /* 1; n: the n-th layout of that name */
	size_t same;       /* index of the first entry with this name and text */
	size_t at, size;   /* its text in `types` */
} entry;

/* Valid until the next entry is added. */
static entry *entry_at(const otk_describer *to, size_t index)
{
	return (entry *)(void *)to->entries.data + index;
}

static size_t entry_count(const otk_describer *to)
{
	return to->entries.size / sizeof(entry);
}

static void put_key_text(otk_json_writer *to, const otk_describer *from, size_t index, bool as_key)
{
	const entry *e = entry_at(from, entry_at(from, index)->same);
	char text[KEY_SIZE];
	int size = snprintf(text, sizeof(text), "%s.%s", e->space, e->type->name);

	if (e->number > 1)
		snprintf(text + size, sizeof(text) - (size_t)size, "#%zu", e->number);
	if (as_key)
		otk_json_key(to, text);
	else
		otk_json_text(to, text);
}

static void put_rows(
	otk_describer *d, otk_json_writer *to, const otk_describe_row *rows, const void *object);

/* Writes an array of `count` structs of `size` bytes, each by the rows. */
static void put_structs(otk_describer *d, otk_json_writer *to, const char *key,
	const otk_describe_row *rows, const void *structs, size_t count, size_t size)
{
	const char *at = structs;

	otk_json_key(to, key);
	otk_json_open(to, '[');
	for (; count; count--, at += size) {
		otk_json_open(to, '{');
		put_rows(d, to, rows, at);
		otk_json_close(to, '}');
	}
	otk_json_close(to, ']');
}

static void put_type(otk_describer *d, otk_json_writer *to, const otk_type *type)
{
	otk_json_open(to, '{');
	put_rows(d, to, otk_describe_type_rows, type);
	put_structs(d, to, "fields", otk_describe_field_rows, type->fields, type->field_count,
		sizeof(*type->fields));
	if (type->rule_count)
		put_structs(d, to, "rules", otk_describe_rule_rows, type->rules, type->rule_count,
			sizeof(*type->rules));
	otk_json_close(to, '}');
}

/* Several plugins may be compiled with one table: a type with the same text is the same type. */
static void find_same(otk_describer *d, size_t index)
{
	entry *e = entry_at(d, index);

	e->size = d->types.size - e->at;
	for (size_t i = 0; i < index; i++) {
		const entry *other = entry_at(d, i);

		if (other->same != i || strcmp(other->space, e->space) != 0 ||
			strcmp(other->type->name, e->type->name) != 0)
			continue;
		if (other->size == e->size &&
			memcmp(d->types.data + other->at, d->types.data + e->at, e->size) == 0) {
			e->same = i;
			d->types.size = e->at;
			return;
		}
		e->number = other->number + 1;
	}
}

/* Returns the index of a type, which is described when it is needed for the first time. */
static size_t index_of(otk_describer *d, const otk_type *type)
{
	const size_t index = entry_count(d);
	otk_json_writer writer;
	entry *e;

	for (size_t i = 0; i < index; i++)
		if (entry_at(d, i)->type == type)
			return i;
	e = (entry *)(void *)otk_buffer_extend(&d->entries, sizeof(*e));
	if (!e)
		return 0;
	*e = (entry){.type = type,
		.space = strchr(d->plugin->name, '.') ? d->plugin->name : "otk",
		.number = 1,
		.same = index};
	/* Types that it holds come before it, so that its text is not interrupted. */
	for (size_t i = 0; i < type->field_count; i++)
		if (type->fields[i].type)
			index_of(d, type->fields[i].type);
	if (d->entries.status)
		return 0;
	entry_at(d, index)->at = d->types.size;
	otk_json_writer_init(&writer, &d->types);
	put_type(d, &writer, type);
	if (!d->types.status)
		find_same(d, index);
	return index;
}

static void put_type_key(
	otk_describer *d, otk_json_writer *to, const char *key, const otk_type *type)
{
	const size_t index = type ? index_of(d, type) : 0;

	if (!type || d->entries.status)
		return;
	if (key)
		otk_json_key(to, key);
	put_key_text(to, d, index, false);
}

/* ---- rows */

/* What an older plugin does not have is not read (doc/abi.md). */
static void put_part(
	otk_describer *d, otk_json_writer *to, const otk_describe_row *r, const void *object)
{
	otk_settles settles = {0};

	if (!object)
		return;
	if (r->arg == OTK_DESCRIBE_PART_SETTLES) {
		memcpy(&settles, object, offsetof(otk_settles, failure_values));
		if (d->plugin->abi_minor >= 1)
			memcpy(&settles, object, sizeof(settles));
		object = &settles;
	}
	otk_json_key(to, r->key);
	otk_json_open(to, '{');
	put_rows(d, to, &otk_describe_part_rows[r->arg], object);
	otk_json_close(to, '}');
}

static void put_number(otk_json_writer *to, const otk_describe_row *r, const void *at)
{
	const int64_t number = number_at(at, r->arg);

	if (number || r->how == OTK_DESCRIBE_ALWAYS)
		put_int(to, r->key, number);
}

static void put_row(
	otk_describer *d, otk_json_writer *to, const otk_describe_row *r, const void *object)
{
	const void *at = (const char *)object + r->offset;

	switch ((otk_describe_how)r->how) {
	case OTK_DESCRIBE_TEXT:
		put_text(to, r->key, otk_get_pointer(object, r->offset));
		break;
	case OTK_DESCRIBE_LIST:
		put_list(to, r->key, otk_get_pointer(object, r->offset), "");
		break;
	case OTK_DESCRIBE_TEXTS:
		put_texts(to, r->key, otk_get_pointer(object, r->offset));
		break;
	case OTK_DESCRIBE_WORD:
	case OTK_DESCRIBE_WORD_LIST:
		put_word(to, r->key, (otk_describe_words)r->arg, *(const uint8_t *)at,
			r->how == OTK_DESCRIBE_WORD_LIST);
		break;
	case OTK_DESCRIBE_YES:
		put_true(to, r->key, *(const uint8_t *)at);
		break;
	case OTK_DESCRIBE_NUMBER:
	case OTK_DESCRIBE_ALWAYS:
		put_number(to, r, at);
		break;
	case OTK_DESCRIBE_SIZE:
		put_int(to, r->key, (int64_t)otk_field_size(object));
		break;
	case OTK_DESCRIBE_VALUES:
		put_values(to, object);
		break;
	case OTK_DESCRIBE_PLAIN:
		put_true(to, r->key, !otk_get_size(object, r->offset));
		break;
	case OTK_DESCRIBE_LIMITS:
		put_limits(to, object);
		break;
	case OTK_DESCRIBE_TYPE:
		put_type_key(d, to, r->key, otk_get_pointer(object, r->offset));
		break;
	case OTK_DESCRIBE_PART:
		put_part(d, to, r, otk_get_pointer(object, r->offset));
		break;
	}
}

static void put_rows(
	otk_describer *d, otk_json_writer *to, const otk_describe_row *rows, const void *object)
{
	for (; rows->key[0]; rows++)
		put_row(d, to, rows, object);
}

/* ---- the description */

static void put_ids(otk_json_writer *to, const otk_operation *operation)
{
	const char *name;
	size_t size;

	otk_json_key(to, "ids");
	otk_json_open(to, '[');
	for (size_t i = 0; i < OTK_PATH_IDS_MAX && otk_path_id_name(operation, i, &name, &size);
		i++)
		otk_json_string(to, name, size);
	otk_json_close(to, ']');
}

/* "archives.start" is "archives" and "start"; aliases are spelled out with the first. */
static void put_names(
	otk_json_writer *to, const otk_interface *interface, const otk_operation *operation)
{
	char text[OTK_FULL_NAME_SIZE], *verb = otk_full_name(interface, operation, text);

	put_text(to, "name", text);
	*verb = '\0';
	put_list(to, "aliases", operation->aliases, text);
	verb[-1] = '\0';
	put_text(to, "feature", text);
	put_text(to, "verb", operation->name);
}

void otk_describe_begin(otk_describer *d)
{
	otk_json_writer *to = &d->writer;

	otk_buffer_init(&d->text, DESCRIPTION_MAX);
	otk_buffer_init(&d->types, DESCRIPTION_MAX);
	otk_buffer_init(&d->entries, DESCRIPTION_MAX);
	otk_json_writer_init(to, &d->text);
	otk_json_open(to, '{');
	put_int(to, "format", FORMAT);
	put_text(to, "version", OTK_VERSION);
	put_int(to, "pointer_size", sizeof(void *));
	otk_json_key(to, "operations");
	otk_json_open(to, '[');
}

void otk_describe_operation(otk_describer *d, const otk_plugin *plugin,
	const otk_interface *interface, const otk_operation *operation, bool is_core)
{
	otk_json_writer *to = &d->writer;

	d->plugin = plugin;
	otk_json_open(to, '{');
	put_names(to, interface, operation);
	put_text(to, "interface", interface->id);
	put_int(to, "minor", interface->minor);
	put_text(to, "plugin", is_core ? NULL : plugin->name);
	put_ids(to, operation);
	put_rows(d, to, otk_describe_operation_rows, operation);
	otk_json_close(to, '}');
}

void otk_describe_plugins(otk_describer *d)
{
	otk_json_close(&d->writer, ']');
	otk_json_key(&d->writer, "plugins");
	otk_json_open(&d->writer, '[');
}

static void put_hooks(otk_json_writer *to, const otk_hooks *hooks)
{
	if (!hooks)
		return;
	otk_json_key(to, "hooks");
	otk_json_open(to, '[');
	if (hooks->before_send)
		otk_json_text(to, "before_send");
	if (hooks->after_receive)
		otk_json_text(to, "after_receive");
	if (hooks->struct_size >= sizeof(*hooks) && hooks->after_complete)
		otk_json_text(to, "after_complete");
	otk_json_close(to, ']');
}

static void put_interface(otk_describer *d, otk_json_writer *to, const otk_interface *interface)
{
	otk_json_open(to, '{');
	put_text(to, "id", interface->id);
	put_int(to, "minor", interface->minor);
	if (interface->types) {
		otk_json_key(to, "types");
		otk_json_open(to, '[');
		for (size_t i = 0; interface->types[i]; i++)
			put_type_key(d, to, NULL, interface->types[i]);
		otk_json_close(to, ']');
	}
	otk_json_close(to, '}');
}

void otk_describe_plugin(otk_describer *d, const otk_plugin *plugin, const char *path)
{
	otk_json_writer *to = &d->writer;
	char abi[16];

	d->plugin = plugin;
	otk_json_open(to, '{');
	put_rows(d, to, otk_describe_plugin_rows, plugin);
	put_text(to, "path", path);
	snprintf(abi, sizeof(abi), "%u.%u", (unsigned)plugin->abi_major,
		(unsigned)plugin->abi_minor);
	put_text(to, "abi", abi);
	put_hooks(to, plugin->hooks);
	otk_json_key(to, "interfaces");
	otk_json_open(to, '[');
	for (size_t i = 0; i < plugin->interface_count; i++)
		put_interface(d, to, &plugin->interfaces[i]);
	otk_json_close(to, ']');
	otk_json_close(to, '}');
}

static void put_types(otk_describer *d)
{
	otk_json_writer *to = &d->writer;

	otk_json_close(to, ']');
	otk_json_key(to, "types");
	otk_json_open(to, '{');
	for (size_t i = 0; i < entry_count(d); i++) {
		const entry *e = entry_at(d, i);

		if (e->same != i)
			continue;
		put_key_text(to, d, i, true);
		otk_json_raw(to, d->types.data + e->at, e->size);
	}
	otk_json_close(to, '}');
}

otk_status otk_describe_end(otk_describer *d, otk_status status, char **json, otk_error *error)
{
	const otk_status failed = d->entries.status ? d->entries.status : d->types.status;

	if (failed)
		d->text.status = failed;
	else
		put_types(d);
	otk_json_close(&d->writer, '}');
	if (!status)
		status = otk_buffer_check(&d->text, "the description", error);
	if (!status) {
		*json = otk_string_new(d->text.data, d->text.size);
		status = *json ? OTK_OK : otk_fail_nomem(error);
	}
	otk_buffer_free(&d->text);
	otk_buffer_free(&d->types);
	otk_buffer_free(&d->entries);
	return status;
}
