/* SPDX-License-Identifier: MIT */
/* Checks types before they are used. */
#ifndef OTK_SCHEMA_CHECK_TYPE_H
#define OTK_SCHEMA_CHECK_TYPE_H

#include "core/schema/check/checker.h"

/* Checks one type and all that it holds. OTK_E_PLUGIN_BROKEN: "where: type: …". */
otk_status otk_type_check(otk_module_memory *module, const otk_type *type, const char *where,
	otk_error *error) OTK_COLD;
/* The same for a type of an interface, except types that this checker has seen before. */
bool otk_check_types(otk_checker *checker, const otk_type *type) OTK_COLD;
/*
 * A field of a checked type by its path, a checked text, of this kind. what: the member of the
 * table that names it. With OTK_OWN_FIELD, the field is not one of a nested struct.
 */
#define OTK_OWN_FIELD 0x80U
bool otk_check_names_field(otk_checker *checker, const char *owner, const char *what,
	const otk_type *type, const char *path, unsigned kind) OTK_COLD;

#endif
