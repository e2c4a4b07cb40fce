/* SPDX-License-Identifier: MIT */
/* Checks of one text in options: a string field, an item of a list, a pair of a map. */
#ifndef OTK_SCHEMA_VALIDATE_TEXT_H
#define OTK_SCHEMA_VALIDATE_TEXT_H

#include <stdbool.h>

#include "core/schema/validate/problem.h"

/* How bad a wrong length or form of this field is. */
otk_severity otk_length_severity(const otk_field *field);
otk_severity otk_form_severity(const otk_field *field);

/* size in units ("characters", "items" …) within the limits of the field. */
otk_status otk_validate_size(const otk_validator *validator, const otk_field_path *path,
	int64_t size, const char *units);
/* The value is one of the known ones. */
otk_status otk_validate_known(
	const otk_validator *validator, const otk_field_path *path, const char *value);
/* The value of a STRING field, length included. */
otk_status otk_validate_string(
	const otk_validator *validator, const otk_field_path *path, const char *text);
/* An item of STRINGS. */
otk_status otk_validate_text_item(
	const otk_validator *validator, const otk_field_path *path, const char *text);
/* Name and value of a pair of a MAP; neither is NULL. */
otk_status otk_validate_pair(
	const otk_validator *validator, const otk_field_path *path, const otk_pair *pair) OTK_COLD;

#endif
