/* SPDX-License-Identifier: MIT */
/* The state of a comparison: the ids of the recording and those of the sandbox. */
#include "config.h"

#include "tools/sandbox/record/compare/comparison.h"

#include <string.h>

#include "tools/sandbox/base/json.h"

const char *sandbox_own_id(const sandbox_comparison *c, const char *recorded)
{
	return sandbox_json_text(c->ids, recorded, recorded);
}

json_object *sandbox_with_own_ids(const sandbox_comparison *c, json_object *value)
{
	json_object *copy;
	json_object_iter each;

	if (json_object_is_type(value, json_type_string))
		return sandbox_new_string(sandbox_own_id(c, json_object_get_string(value)));
	if (json_object_is_type(value, json_type_array)) {
		copy = sandbox_new_array();
		for (size_t i = 0; i < json_object_array_length(value); i++)
			sandbox_json_append(
				copy, sandbox_with_own_ids(c, json_object_array_get_idx(value, i)));
		return copy;
	}
	if (!json_object_is_type(value, json_type_object))
		return json_object_get(value);
	copy = sandbox_new_object();
	json_object_object_foreachC(value, each)
		json_object_object_add(copy, each.key, sandbox_with_own_ids(c, each.val));
	return copy;
}

/* Ids have names such as "id", "sessionId", "session_id". */
static bool is_id_name(const char *name)
{
	const size_t length = strlen(name);

	return strcmp(name, "id") == 0 ||
	       (length > 2 && (strcmp(name + length - 2, "Id") == 0 ||
				      strcmp(name + length - 3, "_id") == 0));
}

void sandbox_learn_ids(sandbox_comparison *c, json_object *recorded, json_object *own)
{
	json_object_iter each;

	if (json_object_is_type(recorded, json_type_array)) {
		/* Lists of another length have other items. */
		for (size_t i = 0;
			sandbox_json_list_size(own) == json_object_array_length(recorded) &&
			i < json_object_array_length(recorded);
			i++)
			sandbox_learn_ids(c, json_object_array_get_idx(recorded, i),
				json_object_array_get_idx(own, i));
		return;
	}
	if (!json_object_is_type(recorded, json_type_object))
		return;
	json_object_object_foreachC(recorded, each) {
		const char *id = sandbox_json_text(own, each.key, NULL);

		if (id && is_id_name(each.key) && json_object_is_type(each.val, json_type_string) &&
			!sandbox_json_member(c->ids, json_object_get_string(each.val)))
			sandbox_json_set_text(c->ids, json_object_get_string(each.val), id);
		else
			sandbox_learn_ids(c, each.val, sandbox_json_member(own, each.key));
	}
}

bool sandbox_is_stored(sandbox_comparison *c, const char *kind, const char *id)
{
	json_object *document = sandbox_store_get(c->box->store, kind, id);

	json_object_put(document);
	return document != NULL;
}
