/* SPDX-License-Identifier: MIT */
/* Checks one field by itself, before its names can be looked up. */
#ifndef OTK_SCHEMA_CHECK_FIELD_H
#define OTK_SCHEMA_CHECK_FIELD_H

#include "core/schema/check/checker.h"

/* index: of the field in the type, for a field without a name. */
bool otk_check_field(
	otk_checker *checker, const otk_type *type, const otk_field *field, size_t index) OTK_COLD;
/* A member of this size at this offset is aligned and inside the struct, after struct_size. */
bool otk_is_inside_struct(const otk_type *type, size_t offset, size_t size) OTK_COLD;
/* A value that a scalar field can have: digits, true or false, UTF-8. */
bool otk_is_scalar_value(const otk_field *field, const char *text, size_t size) OTK_COLD;
/* "field "name" problem"; returns false. */
bool otk_field_wrong(otk_checker *checker, const otk_type *type, const otk_field *field,
	const char *problem) OTK_COLD;

static inline bool otk_field_has_count(const otk_field *field)
{
	return field->kind == OTK_KIND_LIST || field->kind == OTK_KIND_ARRAY;
}

static inline bool otk_field_is_scalar(const otk_field *field)
{
	return field->kind == OTK_KIND_STRING || field->kind == OTK_KIND_FLAG ||
	       field->kind == OTK_KIND_INT;
}

#endif
