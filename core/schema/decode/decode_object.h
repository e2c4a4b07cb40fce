/* SPDX-License-Identifier: MIT */
/* Objects and lists of objects: they hold each other, so they are one file. */
#ifndef OTK_SCHEMA_DECODE_OBJECT_H
#define OTK_SCHEMA_DECODE_OBJECT_H

#include "core/schema/decode/decoder.h"

/* Decodes the current object into a zeroed struct. path: of the struct, NULL for the root. */
bool otk_decode_object(
	otk_decoder *decoder, const otk_type *type, void *record, const otk_field_path *path);
/* Decodes the current array (or what the field allows instead) into a LIST field. */
bool otk_decode_list(otk_decoder *decoder, const otk_field_path *path, void *record);

#endif
