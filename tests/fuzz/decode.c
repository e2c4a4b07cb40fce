/* SPDX-License-Identifier: MIT */
/*
 * Decodes responses into the records of every operation and compares the records with json-c's tree.
 * Differences that are allowed:
 *
 *  - otk reads invalid characters of a response as U+FFFD: a record of a text with such characters,
 *    which a strict reader refuses, is not compared;
 *  - otk refuses NaN and a missing required member (fuzz/json compares the grammar);
 *  - of duplicate members both take the last one, but otk ignores an alias if the name itself is
 *    present: fields with an alias are not compared, nor lists that may have another form ("keyed",
 *    "single");
 *  - numbers beyond 64 bits, fractions and exponents, see core/base/json_read.h; tests/schema
 *    compares texts read from numbers and numbers read from texts.
 */
#include "config.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/json_read.h"
#include "core/schema/decode/decode_response.h"
#include "core/schema/limits.h"
#include "tests/fuzz/fuzz.h"
#include "tests/harness.h"
#include "tests/plugins/features.h"
#include "tests/schema/same.h"

#define FIRST 'A'

const char *const fuzz_name = "fuzz/decode";

typedef struct expected_response {
	const otk_type *type;
	otk_shape shape;
	char *example; /* with all its members; never freed */
} expected_response;

static expected_response responses[FUZZ_SEEDS_MAX];
static size_t response_count;

/* ---- comparing */

/* The part of the tree that the record represents; NULL: not compared. */
static json_object *part_for(const expected_response *what, json_object *tree)
{
	switch (what->shape) {
	case OTK_SHAPE_OBJECT:
	case OTK_SHAPE_LIST:
	case OTK_SHAPE_MAYBE_OBJECT:
		return tree;
	case OTK_SHAPE_FIRST_OF_ARRAY:
		return json_object_is_type(tree, json_type_array)
			       ? json_object_array_get_idx(tree, 0)
			       : NULL;
	default:
		return NULL;
	}
}

/* json-c 0.16 reads surrogate pairs for U+nDC00 to U+nDFFF as lone surrogates: see fuzz/json. */
static bool is_their_mistake(json_object *tree)
{
	return strstr(json_object_to_json_string(tree), "\xef\xbf\xbd") != NULL;
}

static bool is_strict_json(const char *text, size_t size)
{
	otk_json_reader reader;

	otk_json_reader_init(&reader, text, size, OTK_JSON_DEPTH_MAX);
	return otk_json_skip(&reader, NULL) && otk_json_finish(&reader);
}

static const char *compare(
	const expected_response *what, const char *text, size_t size, const void *record)
{
	json_tokener *tokener = json_tokener_new_ex(64);
	const char *wrong = NULL;
	json_object *tree, *part;

	if (!tokener)
		return NULL;
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	tree = json_tokener_parse_ex(tokener, text, (int)size + 1);
	part = part_for(what, tree);
	if (json_tokener_get_error(tokener) != json_tokener_success)
		wrong = "json-c refuses what was decoded";
	else if (part && !test_same_record(what->type, record, part, true) &&
		 !is_their_mistake(tree))
		wrong = "the record differs from the tree";
	json_object_put(tree);
	json_tokener_free(tokener);
	return wrong;
}

/* ---- examples: each type once with all its members, made from its table */

static void put_struct(json_object *to, const otk_type *type, int depth);

static json_object *example_of(const otk_field *field, int depth)
{
	json_object *made = NULL, *item;

	switch (field->kind) {
	case OTK_KIND_FLAG:
		return json_object_new_boolean(1);
	case OTK_KIND_INT:
		return json_object_new_int64(INT64_C(1384221730000));
	case OTK_KIND_STRINGS:
		made = json_object_new_array();
		json_object_array_add(made, json_object_new_string("a\"\n\xc3\xa4"));
		return made;
	case OTK_KIND_OBJECT:
	case OTK_KIND_MAP:
		made = json_object_new_object();
		if (field->kind == OTK_KIND_OBJECT && depth)
			put_struct(made, field->type, depth - 1);
		return made;
	case OTK_KIND_LIST:
		made = json_object_new_array();
		for (int i = 0; i < 2 && depth; i++) {
			item = json_object_new_object();
			put_struct(item, field->type, depth - 1);
			json_object_array_add(made, item);
		}
		return made;
	default:
		return json_object_new_string("text");
	}
}

static void put_struct(json_object *to, const otk_type *type, int depth)
{
	for (size_t i = 0; i < type->field_count; i++)
		json_object_object_add(
			to, type->fields[i].name, example_of(&type->fields[i], depth));
}

static char *example_response(const expected_response *what)
{
	json_object *tree = json_object_new_object();
	char *text;

	put_struct(tree, what->type, 3);
	if (what->shape == OTK_SHAPE_FIRST_OF_ARRAY) {
		json_object *array = json_object_new_array();

		json_object_array_add(array, tree);
		tree = array;
	} else if (what->shape == OTK_SHAPE_ARRAY) {
		json_object_put(tree);
		tree = json_object_new_array();
	}
	text = strdup(json_object_to_json_string_ext(tree, JSON_C_TO_STRING_PLAIN));
	json_object_put(tree);
	return text;
}

/* ---- the target */

static void take_interface(const otk_interface *interface)
{
	for (size_t i = 0; i < interface->operation_count; i++) {
		expected_response *what = &responses[response_count];

		if (!interface->operations[i].result || response_count == FUZZ_SEEDS_MAX)
			continue;
		*what = (expected_response){.type = interface->operations[i].result,
			.shape = (otk_shape)interface->operations[i].shape};
		what->example = example_response(what);
		response_count += what->example != NULL;
	}
}

static void set_up(void)
{
	static bool done;

	if (!done)
		otk_feature_interfaces(take_interface);
	done = true;
}

const char *fuzz_one(const char *data, size_t size)
{
	const expected_response *what;
	const char *wrong = NULL, *text = data + 1;
	otk_error error = OTK_ERROR_INIT;
	otk_odd_members odd;
	void *record = NULL;
	otk_status status;

	set_up();
	if (!size--)
		return NULL;
	what = &responses[(unsigned char)(data[0] - FIRST) % response_count];
	status = otk_decode(what->type, what->shape, text, size, NULL, &record, &odd, &error);
	fuzz_good += !status;
	if (status && (record || !error.message[0]))
		wrong = "refused without a message";
	else if (odd.count && (!odd.path[0] || !odd.problem[0]))
		wrong = "an odd member is counted but not described";
	else if (!status && record && !odd.count && is_strict_json(text, size))
		wrong = compare(what, text, size, record);
	otk_free(record);
	return wrong;
}

size_t fuzz_seeds(fuzz_seed *seeds)
{
	set_up();
	for (size_t i = 0; i < response_count; i++)
		seeds[i] = fuzz_seed_of((char)(FIRST + i), responses[i].example);
	return response_count;
}
