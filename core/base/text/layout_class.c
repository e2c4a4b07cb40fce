/* SPDX-License-Identifier: MIT */
/* Checks the names of layout classes, for tokens and for requests. */
#include "config.h"

#include "core/base/text/layout_class.h"

#include "core/base/text/utf8.h"

#include "core/base/cold.h"

/* Returns whether the code point is a space outside of ASCII (Unicode, category Zs). */
static int is_wide_blank(int32_t point)
{
	return point == 0xa0 || point == 0x1680 || (point >= 0x2000 && point <= 0x200a) ||
	       point == 0x202f || point == 0x205f || point == 0x3000;
}

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
		if (point == ' ' || is_wide_blank(point))
			return "holds a blank; give each name as an item of its own";
		if (!otk_is_printable_point(point))
			return "holds a control character";
	}
	return NULL;
}
