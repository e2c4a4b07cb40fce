/* SPDX-License-Identifier: MIT */
/* Differences between the official SDKs and otk, each with its reason. */
#include "config.h"

#include "tests/plugins/sdk_differences.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "tests/exchanges.h"
#include "tests/harness.h"

static bool fits(const char *pattern, const char *value)
{
	return !pattern || fnmatch(pattern, value ? value : "-", 0) == 0;
}

void otk_differ(
	otk_differences *differences, const char *what, const char *theirs, const char *ours)
{
	for (size_t i = 0; otk_difference_rows[i].id; i++) {
		if (!fits(otk_difference_rows[i].id, differences->id) ||
			!fits(otk_difference_rows[i].what, what) ||
			!fits(otk_difference_rows[i].theirs, theirs) ||
			!fits(otk_difference_rows[i].ours, ours))
			continue;
		otk_difference_rows[i].used++;
		differences->count++;
		return;
	}
	differences->wrong++;
	CHECK_CASE(false, "%s: %s: theirs %s, ours %s", differences->id, what,
		theirs ? theirs : "-", ours ? ours : "-");
}

static const char *text_of(json_object *value)
{
	return value ? json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN) : NULL;
}

static void differ_members(
	otk_differences *differences, const char *what, json_object *theirs, json_object *ours)
{
	char path[256];
	json_object_iter each;

	json_object_object_foreachC(theirs, each) {
		json_object *other = NULL;

		json_object_object_get_ex(ours, each.key, &other);
		snprintf(path, sizeof(path), "%s.%s", what, each.key);
		otk_differ_json(differences, path, each.val, other);
	}
	json_object_object_foreachC(ours, each) {
		if (json_object_object_get_ex(theirs, each.key, NULL))
			continue;
		snprintf(path, sizeof(path), "%s.%s", what, each.key);
		otk_differ_json(differences, path, NULL, each.val);
	}
}

void otk_differ_json(
	otk_differences *differences, const char *what, json_object *theirs, json_object *ours)
{
	if (json_object_equal(theirs, ours))
		return;
	if (json_object_is_type(theirs, json_type_object) &&
		json_object_is_type(ours, json_type_object))
		differ_members(differences, what, theirs, ours);
	else
		otk_differ(differences, what, text_of(theirs), text_of(ours));
}

bool otk_is_left_out(const char *id, const char *method, const char **reason)
{
	for (size_t i = 0; otk_difference_rows[i].id; i++) {
		if (strcmp(otk_difference_rows[i].what, "not run") != 0 ||
			!fits(otk_difference_rows[i].id, id) ||
			!fits(otk_difference_rows[i].theirs, method))
			continue;
		otk_difference_rows[i].used++;
		*reason = otk_difference_rows[i].reason;
		return true;
	}
	return false;
}

void otk_differences_check(void)
{
	for (size_t i = 0; otk_exchanges_official() && otk_difference_rows[i].id; i++)
		CHECK_CASE(otk_difference_rows[i].used > 0,
			"no exchange needs this row: %s %s (%s)", otk_difference_rows[i].id,
			otk_difference_rows[i].what, otk_difference_rows[i].reason);
}
