/* SPDX-License-Identifier: MIT */
/* Differences between a recorded response and that of the sandbox. */
#include "config.h"

#include "tools/sandbox/record/compare/difference.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"

enum { PATH_MAX_LENGTH = 512 };

/* Equal differences of one operation are counted together. */
static void note_difference(
	const sandbox_spot *at, const char *what, const char *recorded, const char *own)
{
	const char *operation = at->item->operation ? at->item->operation : at->item->path;
	char *key = sandbox_print("%s|%s|%s|%s|%s", operation, what, at->path, recorded, own);
	json_object *known = sandbox_json_member(at->c->differences, key);

	if (!known) {
		known = sandbox_new_object();
		sandbox_json_set_text(known, "operation", operation);
		sandbox_json_set_text(known, "what", what);
		if (*at->path)
			sandbox_json_set_text(known, "member", at->path);
		sandbox_json_set_text(known, "recorded", recorded);
		sandbox_json_set_text(known, "sandbox", own);
		sandbox_json_set_int(known, "first", at->item->number);
		sandbox_json_set(at->c->differences, key, known);
	}
	sandbox_json_set_int(known, "count", sandbox_json_int(known, "count", 0) + 1);
	free(key);
}

static void note_numbers(const sandbox_spot *at, const char *what, int64_t recorded, int64_t own)
{
	char left[24], right[24];

	snprintf(left, sizeof(left), "%" PRId64, recorded);
	snprintf(right, sizeof(right), "%" PRId64, own);
	if (recorded != own)
		note_difference(at, what, left, right);
}

/* Shows the message of a refusal as well: with pseudonyms only, it cannot reveal anything. */
void sandbox_note_status(const sandbox_spot *at, const sandbox_request *request)
{
	const char *message = sandbox_json_text(request->reply.json, "message", NULL);
	const unsigned int own = request->reply.status;
	char *left, *right;

	if (own == at->item->status)
		return;
	left = sandbox_print("%u", at->item->status);
	right = own >= 400 && message ? sandbox_print("%u: %s", own, message)
				      : sandbox_print("%u", own);
	note_difference(at, "status", left, right);
	free(left);
	free(right);
}

static const char *type_name(json_object *value)
{
	return json_type_to_name(json_object_get_type(value));
}

/* Values that the service defines, and yes or no. Others are pseudonyms, times, counts. */
static bool is_comparable(const sandbox_spot *at, json_object *value)
{
	return json_object_is_type(value, json_type_boolean) ||
	       (json_object_is_type(value, json_type_string) &&
		       sandbox_knows_value(
			       at->c->recording->words, at->name, json_object_get_string(value)));
}

static void compare_values(const sandbox_spot *at, json_object *recorded, json_object *own);

static void compare_member(
	const sandbox_spot *at, const char *name, json_object *recorded, json_object *own)
{
	char path[PATH_MAX_LENGTH];
	const sandbox_spot inside = {.c = at->c, .item = at->item, .path = path, .name = name};

	snprintf(path, sizeof(path), "%s%s%s", at->path, *at->path ? "." : "", name);
	if (recorded && own)
		compare_values(&inside, recorded, own);
	else if (recorded)
		note_difference(&inside, "member", type_name(recorded), "absent");
	else
		note_difference(&inside, "member", "absent", type_name(own));
}

/* A member that is null counts as absent, as everywhere in the contract. */
static void compare_objects(const sandbox_spot *at, json_object *recorded, json_object *own)
{
	json_object_iter each;

	json_object_object_foreachC(recorded, each) {
		if (each.val)
			compare_member(at, each.key, each.val, sandbox_json_member(own, each.key));
	}
	json_object_object_foreachC(own, each) {
		if (each.val && !sandbox_json_member(recorded, each.key))
			compare_member(at, each.key, NULL, each.val);
	}
}

/* The item of the sandbox's list with the same id, or at the same index if it has no id. */
static json_object *same_item(
	const sandbox_comparison *c, json_object *recorded, json_object *own, size_t index)
{
	const char *id = sandbox_json_text(recorded, "id", NULL);

	if (!id)
		return index < json_object_array_length(own) ? json_object_array_get_idx(own, index)
							     : NULL;
	for (size_t i = 0; i < json_object_array_length(own); i++) {
		json_object *one = json_object_array_get_idx(own, i);

		if (sandbox_json_is(one, "id", sandbox_own_id(c, id)))
			return one;
	}
	return NULL;
}

static void compare_lists(const sandbox_spot *at, json_object *recorded, json_object *own)
{
	const size_t left = json_object_array_length(recorded);
	const size_t right = json_object_array_length(own);
	char path[PATH_MAX_LENGTH];
	const sandbox_spot inside = {.c = at->c, .item = at->item, .path = path, .name = at->name};

	snprintf(path, sizeof(path), "%s[]", at->path);
	if (!left != !right)
		note_difference(at, "list", left ? "items" : "empty", right ? "items" : "empty");
	for (size_t i = 0; i < left; i++) {
		json_object *one = json_object_array_get_idx(recorded, i);
		json_object *other = same_item(at->c, one, own, i);

		if (other)
			compare_values(&inside, one, other);
	}
}

static bool same_type(json_object *recorded, json_object *own)
{
	const json_type left = json_object_get_type(recorded), right = json_object_get_type(own);

	return left == right || (left == json_type_int && right == json_type_double) ||
	       (left == json_type_double && right == json_type_int);
}

static void compare_values(const sandbox_spot *at, json_object *recorded, json_object *own)
{
	if (!recorded && !own)
		return;
	if (!same_type(recorded, own))
		note_difference(at, "type", type_name(recorded), type_name(own));
	else if (json_object_is_type(recorded, json_type_object))
		compare_objects(at, recorded, own);
	else if (json_object_is_type(recorded, json_type_array))
		compare_lists(at, recorded, own);
	else if ((is_comparable(at, recorded) || is_comparable(at, own)) &&
		 !json_object_equal(recorded, own))
		note_difference(
			at, "value", json_object_get_string(recorded), json_object_get_string(own));
}

/* Of errors only the code is compared: messages are for people. */
void sandbox_compare_bodies(const sandbox_spot *at, json_object *recorded, json_object *own)
{
	if (at->item->status < 400)
		compare_values(at, recorded, own);
	else if (sandbox_json_member(recorded, "code") || sandbox_json_member(own, "code"))
		note_numbers(at, "code", sandbox_json_int(recorded, "code", 0),
			sandbox_json_int(own, "code", 0));
}
