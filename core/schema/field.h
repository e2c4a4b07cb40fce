/* SPDX-License-Identifier: MIT */
/* Fields of a type by name or role, and their values. */
#ifndef OTK_SCHEMA_FIELD_H
#define OTK_SCHEMA_FIELD_H

#include <otk/plugin.h>
#include <stdbool.h>

#include "core/base/attributes.h"

/* By wire name or alias; NULL: there is none. */
const otk_field *otk_field_find(const otk_type *type, const char *wire_name, size_t size);
/* By wire name only, and by alias only. */
const otk_field *otk_field_named(const otk_type *type, const char *wire_name, size_t size);
const otk_field *otk_field_aliased(const otk_type *type, const char *alias, size_t size);
/* By the name of the struct's member, not counting one field; NULL: none. */
const otk_field *otk_field_of_member(
	const otk_type *type, const char *member, size_t size, const otk_field *except);
/* NULL: no field has this role. */
const otk_field *otk_field_with_role(const otk_type *type, otk_role role);
/*
 * By a path through nested objects, "broadcastUrls.hlsStatus"; NULL: there is none. *record (in: of
 * this type) becomes the struct that holds the field, NULL when an object on the way is unset;
 * record may be NULL. A field whose own wire name has dots ("p2p.preference") is found first.
 */
const otk_field *otk_field_at(
	const otk_type *type, const void **record, const char *path, size_t size);
/* The first step of such a path: the field, or the object on the way to it. *used: its bytes. */
const otk_field *otk_field_step(const otk_type *type, const char *path, size_t size, size_t *used);

/* Bytes of the member, not counting the count beside it; 0: the kind is unknown. */
size_t otk_field_size(const otk_field *field) OTK_COLD;

/* The value of a STRING (else NULL) or of an INT (else 0). */
const char *otk_field_text(const void *record, const otk_field *field);
int64_t otk_field_int(const void *record, const otk_field *field);
void otk_field_set_int(void *record, const otk_field *field, int64_t number);
/*
 * The field is set to something that counts: an optional list or map without items says nothing,
 * unless the field says .keep_empty.
 */
bool otk_field_is_given(const void *options, const otk_field *field);

#endif
