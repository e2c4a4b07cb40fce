/* SPDX-License-Identifier: MIT */
/* Checks the names of layout classes, for tokens and for requests. */
#include "config.h"

#include "core/base/text/layout_class.h"

#include "core/base/text/utf8.h"

#include "core/base/cold.h"

const char *otk_layout_class_problem(const char *name, size_t size)
{
	const char *end = name + size;

	if (!size)
		return "is empty";
	while (name < end) {
		int32_t point;

		name += otk_utf8_next(name, (size_t)(end - name), &point);
		if (point < 0)
			return "is not UTF-8";
		if (otk_is_space_point(point))
			return "holds a blank; give each name as an item of its own";
		if (!otk_is_printable_point(point))
			return "holds a control character";
	}
	return NULL;
}
