/* SPDX-License-Identifier: MIT */
/*
 * Pieces of error messages: which field is meant, in the vocabulary of the caller, and its value.
 */
#ifndef OTK_SCHEMA_MESSAGE_H
#define OTK_SCHEMA_MESSAGE_H

#include <otk/plugin.h>

/* How messages name fields. */
typedef enum otk_naming {
	OTK_NAMING_MEMBERS = 0, /* of C structs: items[2].layout_class_list */
	OTK_NAMING_WIRE = 1,    /* of JSON: items[2].layoutClassList */
	OTK_NAMING_OPTIONS = 2  /* of the command line: --items.2.layout-class-list */
} otk_naming;

/* One step of the path to a field; the steps lie on the stack of the function that walks. */
typedef struct otk_field_path {
	const struct otk_field_path *up; /* NULL: the struct is the root */
	const otk_field *field;          /* NULL: the root itself is a list */
	int64_t index;                   /* of an item; -1: the field itself */
} otk_field_path;

#define OTK_PATH_TEXT_SIZE 256
/* Writes the path as text and returns it; "" for NULL. */
const char *otk_path_text(
	otk_naming naming, const otk_field_path *path, char text[OTK_PATH_TEXT_SIZE]);
/* The same for a field that is named by wire names ("config.accessKey") from a struct of `type`. */
const char *otk_path_text_below(otk_naming naming, const otk_field_path *path, const otk_type *type,
	const char *names, size_t size, char text[OTK_PATH_TEXT_SIZE]);
/* Writes the name of a positional id ("archiveId"): archive_id, archiveId or ARCHIVE-ID. */
const char *otk_id_text(
	otk_naming naming, const char *name, size_t size, char text[OTK_PATH_TEXT_SIZE]);

#define OTK_QUOTED_SIZE 88
/* Writes a value in quotes, cut, control characters as '?'. "(hidden)" if the field is secret. */
const char *otk_quoted(const otk_field *field, const char *value, char text[OTK_QUOTED_SIZE]);
/* Writes "a|b|c" as: "a", "b" or "c"; as labels if the naming is that of the command line. */
const char *otk_alternatives(
	otk_naming naming, const otk_field *field, const char *list, char text[OTK_PATH_TEXT_SIZE]);
/* Appends to a text; what does not fit is cut. */
void otk_append(char *text, size_t capacity, const char *format, ...) OTK_PRINTF(3, 4);

#endif
