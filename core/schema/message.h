/* SPDX-License-Identifier: MIT */
/* The words of messages: where in a struct or a document, and what was given. */
#ifndef OTK_SCHEMA_MESSAGE_H
#define OTK_SCHEMA_MESSAGE_H

#include <otk/plugin.h>

/* One step of a path; the chain lies on the stack of whoever walks. */
typedef struct otk_spot {
	const struct otk_spot *up; /* NULL: directly below the root */
	const otk_field *field;    /* NULL: the root is a list itself */
	int64_t index;             /* of an item; -1: the field */
} otk_spot;

#define OTK_SPOT_SIZE 256
/* "rtmp[2].serverUrl"; returns text. "" for NULL. */
const char *otk_spot_text(const otk_spot *spot, char text[OTK_SPOT_SIZE]);
/* The same for a C programmer: with the member's name where it cannot be guessed from the wire
 * name: "p2p.preference (media_mode)". */
const char *otk_spot_name(const otk_spot *spot, char text[OTK_SPOT_SIZE]);
/* The same of a field named by a path below the spot; field may be NULL. */
const char *otk_spot_name_below(const otk_spot *spot, const char *path, size_t size,
	const otk_field *field, char text[OTK_SPOT_SIZE]);

#define OTK_QUOTED_SIZE 88
/* Fit for a message: in quotes, cut, control characters as '?'. A secret field's is "(hidden)". */
const char *otk_quoted(const otk_field *field, const char *value, char text[OTK_QUOTED_SIZE]);
/* "a|b|c" as: "a", "b" or "c" */
const char *otk_alternatives(const char *list, char text[OTK_SPOT_SIZE]);

#endif
