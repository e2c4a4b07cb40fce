/* SPDX-License-Identifier: MIT */
/* Path templates: "/session/{sessionId}[/connection/{connectionId}]/signal". */
#ifndef OTK_SCHEMA_TEMPLATE_H
#define OTK_SCHEMA_TEMPLATE_H

#include <otk/plugin.h>
#include <stdbool.h>

#define OTK_PATH_IDS_MAX 4

typedef enum otk_part_kind {
	OTK_PART_END = 0,
	OTK_PART_TEXT,
	OTK_PART_NAME, /* between { and } */
	OTK_PART_OPEN, /* [ */
	OTK_PART_CLOSE,
	OTK_PART_BROKEN
} otk_part_kind;

typedef struct otk_part {
	otk_part_kind kind;
	const char *text;
	size_t size;
} otk_part;

/* Returns the part at *at and moves *at after it. */
otk_part otk_part_next(const char **at);
bool otk_part_is(const otk_part *part, const char *name);
/* The field of place PATH that fills the part; NULL: it is a positional id. */
const otk_field *otk_part_field(const otk_type *options, const otk_part *part);
/* The name of the positional id at this index; false: there are fewer. It is not NUL-terminated. */
bool otk_path_id_name(
	const otk_operation *operation, size_t index, const char **name, size_t *size);

/*
 * Writes "archives.start", the full name of an operation. Returns where the name of the row begins
 * in it.
 */
#define OTK_FULL_NAME_SIZE 512
char *otk_full_name(const otk_interface *interface, const otk_operation *operation,
	char text[OTK_FULL_NAME_SIZE]);

#endif
