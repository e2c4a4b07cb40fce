/* SPDX-License-Identifier: MIT */
/* Path templates: "/session/{sessionId}[/connection/{connectionId}]/signal". */
#ifndef OTK_SCHEMA_TEMPLATE_H
#define OTK_SCHEMA_TEMPLATE_H

#include "core/schema/schema.h"

typedef enum otk_part_kind {
	OTK_PART_END = 0,
	OTK_PART_TEXT,
	OTK_PART_NAME, /* what stands in { } */
	OTK_PART_OPEN, /* [ */
	OTK_PART_CLOSE,
	OTK_PART_BROKEN
} otk_part_kind;

typedef struct otk_part {
	otk_part_kind kind;
	const char *text;
	size_t size;
} otk_part;

/* The part at *at, which is moved behind it. */
otk_part otk_part_next(const char **at);
bool otk_part_is(const otk_part *part, const char *name);
/* The field of place PATH that fills it; NULL: the part is a positional id. */
const otk_field *otk_part_field(const otk_type *options, const otk_part *part);

#endif
