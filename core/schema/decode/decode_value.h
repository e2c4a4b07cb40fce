/* SPDX-License-Identifier: MIT */
/* Values that hold no other struct: strings, flags, numbers, lists of strings, maps. */
#ifndef OTK_SCHEMA_DECODE_VALUE_H
#define OTK_SCHEMA_DECODE_VALUE_H

#include "core/schema/decode/decoder.h"

/* Each decodes the current value into the field at the end of path. */
bool otk_decode_string(otk_decoder *decoder, const otk_field_path *path, void *record);
bool otk_decode_flag(otk_decoder *decoder, const otk_field_path *path, void *record);
bool otk_decode_int(otk_decoder *decoder, const otk_field_path *path, void *record);
bool otk_decode_strings(otk_decoder *decoder, const otk_field_path *path, void *record);
bool otk_decode_map(otk_decoder *decoder, const otk_field_path *path, void *record) OTK_COLD;

/* A string or a number as text, in the arena. */
bool otk_decode_text(otk_decoder *decoder, const otk_field_path *path, const char **text);
/* A null as an item: nothing in a response, an error in JSON of a caller. true: it was one. */
bool otk_decode_null_item(otk_decoder *decoder, const otk_field_path *path, bool *decoded);

#endif
