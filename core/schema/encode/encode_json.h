/* SPDX-License-Identifier: MIT */
/* Encodes an options struct as a JSON body. */
#ifndef OTK_SCHEMA_ENCODE_JSON_H
#define OTK_SCHEMA_ENCODE_JSON_H

#include <otk/plugin.h>

#include "core/base/buffer.h"
#include "core/base/error/status.h"

/* Appends one JSON object: the fields that belong in the body, then the members of extra_json. */
otk_status otk_encode_json(
	const otk_type *type, const void *options, otk_buffer *out, otk_error *error);

/*
 * Appends a record in normal form: wire names of the table, no defaults, every list even if it is
 * empty. Objects deeper than OTK_NESTING_MAX are left empty.
 */
otk_status otk_encode_record(
	const otk_type *type, const void *record, otk_buffer *out, otk_error *error) OTK_COLD;

#endif
