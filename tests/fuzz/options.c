/* SPDX-License-Identifier: MIT */
/*
 * Decodes JSON of a caller into the options of every operation, writes them as a body, reads that
 * and writes it again: nothing crashes, and both bodies are the same. Unknown members are refused,
 * so the members that "extra_json" added to a body are moved into an object "extra_json" before the
 * body is read. If there are such members, the two bodies are compared as trees, because the order
 * of members may differ; otherwise they are compared byte by byte.
 */
#include "config.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/buffer.h"
#include "core/schema/access.h"
#include "core/schema/decode/decode_options.h"
#include "core/schema/encode/encode_form.h"
#include "core/schema/encode/encode_json.h"
#include "core/schema/extra.h"
#include "core/schema/template.h"
#include "core/schema/validate/validate.h"
#include "tests/fuzz/fuzz.h"
#include "tests/harness.h"
#include "tests/plugins/features.h"

#define DEPTH 128
#define FIRST 'A' /* the first byte selects the operation */

const char *const fuzz_name = "fuzz/options";
const size_t fuzz_rounds = FUZZ_ROUNDS;

static const otk_operation *operations[FUZZ_SEEDS_MAX];
static size_t operation_count;

static void take_interface(const otk_interface *interface)
{
	for (size_t i = 0; i < interface->operation_count; i++)
		if (interface->operations[i].options && operation_count < FUZZ_SEEDS_MAX)
			operations[operation_count++] = &interface->operations[i];
}

static void set_up(void)
{
	static bool done;

	if (!done)
		otk_feature_interfaces(take_interface);
	done = true;
}

static const char *written(const otk_operation *operation, const void *options, otk_buffer *out)
{
	otk_error error = OTK_ERROR_INIT;
	otk_status status;

	otk_buffer_init(out, 1 << 20);
	status = operation->body == OTK_BODY_FORM
			 ? otk_encode_form(operation->options, options, out, &error)
			 : otk_encode_json(operation->options, options, out, &error);
	if (status && !error.message[0])
		return "not written, and no message";
	return NULL;
}

/* ---- members of extra_json in a body */

static bool gather_extra(const otk_type *type, const void *options, json_object *tree);

static bool extra_lost; /* a member of extra_json is not in the body, or has another value there */

static json_object *parse_json(const char *text, size_t size)
{
	json_tokener *tokener = json_tokener_new_ex(DEPTH);
	json_object *tree;

	if (!tokener)
		return NULL;
	tree = json_tokener_parse_ex(tokener, text, (int)size);
	if (json_tokener_get_error(tokener) == json_tokener_continue)
		tree = json_tokener_parse_ex(tokener, "", 1); /* the end of a number */
	json_tokener_free(tokener);
	return tree;
}

static bool is_written(json_object *tree, const otk_extra_member *member, json_object **value)
{
	json_object *given = parse_json(member->value.text, member->value.size);
	const bool same = json_object_object_get_ex(tree, member->name, value) &&
			  json_object_equal(given, *value);

	json_object_put(given);
	return same;
}

/* Moves the members that the struct's own extra_json added. Returns whether there were any. */
static bool gather_own(const otk_type *type, const void *options, json_object *tree)
{
	json_object *gathered = NULL, *value;
	otk_extra extra;

	if (otk_extra_parse(otk_get_extra(type, options), &extra, NULL))
		return false;
	for (size_t i = 0; i < extra.count; i++) {
		const char *name = extra.members[i].name;

		if (!is_written(tree, &extra.members[i], &value)) {
			extra_lost = true;
			continue;
		}
		if (!gathered)
			gathered = json_object_new_object();
		json_object_object_add(gathered, name, json_object_get(value));
		json_object_object_del(tree, name);
	}
	otk_extra_free(&extra);
	if (gathered)
		json_object_object_add(tree, "extra_json", gathered);
	return gathered != NULL;
}

static bool gather_in_list(const otk_field *field, const void *options, json_object *tree)
{
	const void *items = otk_get_pointer(options, field->offset);
	const size_t count = otk_get_size(options, field->count_offset);
	bool any = false;

	for (size_t i = 0; items && i < count; i++)
		any |= gather_extra(
			field->type, otk_get_item(items, i), json_object_array_get_idx(tree, i));
	return any;
}

static bool gather_extra(const otk_type *type, const void *options, json_object *tree)
{
	bool any = gather_own(type, options, tree);

	for (size_t i = 0; i < type->field_count; i++) {
		const otk_field *field = &type->fields[i];
		json_object *value = NULL;

		if (!json_object_object_get_ex(tree, field->name, &value))
			continue; /* not set, or extra_json has it */
		if (field->kind == OTK_KIND_OBJECT && otk_get_pointer(options, field->offset))
			any |= gather_extra(
				field->type, otk_get_pointer(options, field->offset), value);
		else if (field->kind == OTK_KIND_LIST)
			any |= gather_in_list(field, options, value);
	}
	return any;
}

/* ---- writing and reading */

static bool same_body(const otk_buffer *first, const otk_buffer *second, bool by_tree)
{
	json_object *one, *two;
	bool same;

	if (!by_tree)
		return second->size == first->size &&
		       memcmp(second->data, first->data, first->size) == 0;
	one = parse_json(first->data, first->size);
	two = parse_json(second->data, second->size);
	same = one && json_object_equal(one, two);
	json_object_put(one);
	json_object_put(two);
	return same;
}

static const char *read_again(
	const otk_operation *operation, const char *json, const otk_buffer *first, bool by_tree)
{
	const char *ids[OTK_PATH_IDS_MAX + 1], *wrong;
	void *options = NULL;
	otk_buffer second;

	if (otk_decode_options(
		    NULL, operation->options, json, OTK_NAMING_WIRE, &options, ids, NULL))
		return "the first body cannot be decoded";
	wrong = written(operation, options, &second);
	if (!wrong && !same_body(first, &second, by_tree))
		wrong = "the second body differs from the first";
	otk_buffer_free(&second);
	otk_free(options);
	return wrong;
}

static const char *again(
	const otk_operation *operation, const void *options, const otk_buffer *first)
{
	json_object *tree = parse_json(first->data, first->size);
	const char *wrong = "the first body is not JSON";

	if (!tree)
		return wrong;
	extra_lost = false;
	if (gather_extra(operation->options, options, tree))
		wrong = read_again(operation,
			json_object_to_json_string_ext(tree, JSON_C_TO_STRING_PLAIN), first, true);
	else
		wrong = read_again(operation, first->data, first, false);
	if (extra_lost)
		wrong = "a member of extra_json was changed";
	json_object_put(tree);
	return wrong;
}

const char *fuzz_one(const char *data, size_t size)
{
	const char *ids[OTK_PATH_IDS_MAX + 1], *wrong = NULL;
	const otk_validation validation = {.checks = OTK_CHECKS_STRICT};
	otk_error error = OTK_ERROR_INIT;
	const otk_operation *operation;
	void *options = NULL;
	otk_buffer out;

	set_up();
	if (!size || memchr(data, '\0', size))
		return NULL;
	operation = operations[(unsigned char)(data[0] - FIRST) % operation_count];
	if (otk_decode_options(operation, operation->options, data + 1, OTK_NAMING_WIRE, &options,
		    ids, &error))
		return options || !error.message[0] ? "refused without a message" : NULL;
	fuzz_good++;
	if (otk_validate(operation->options, options, &validation, "x", &error) &&
		!error.message[0])
		wrong = "invalid, and no message";
	if (!wrong)
		wrong = written(operation, options, &out);
	if (!wrong && operation->body == OTK_BODY_JSON && !out.status && out.size)
		wrong = again(operation, options, &out);
	otk_buffer_free(&out);
	otk_free(options);
	return wrong;
}

/* "> archives.get {…}", a case of requests.txt, unchanged. */
static bool seed_of_line(const char *line, size_t size, fuzz_seed *seed)
{
	char text[4096], *json;
	size_t i = 0;

	if (size >= sizeof(text) || size < 3 || strncmp(line, "> ", 2))
		return false;
	memcpy(text, line + 2, size - 2);
	text[size - 2] = '\0';
	json = strchr(text, ' ');
	if (!json || strstr(json, "$("))
		return false;
	*json++ = '\0';
	while (i < operation_count && otk_feature_operation(text) != operations[i])
		i++;
	if (i == operation_count)
		return false;
	*seed = fuzz_seed_of((char)(FIRST + i), json);
	return true;
}

size_t fuzz_seeds(fuzz_seed *seeds)
{
	char *path = otk_test_source("tests/plugins/requests.txt");
	char *cases = otk_test_read(path, NULL);
	size_t count = 0;

	set_up();
	for (const char *line = cases; line && *line && count < FUZZ_SEEDS_MAX;) {
		const size_t size = strcspn(line, "\n");

		count += seed_of_line(line, size, &seeds[count]);
		line += size + (line[size] == '\n');
	}
	free(cases);
	free(path);
	return count;
}
