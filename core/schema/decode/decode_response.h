/* SPDX-License-Identifier: MIT */
/* A response becomes a record, in one pass. */
#ifndef OTK_SCHEMA_DECODE_RESPONSE_H
#define OTK_SCHEMA_DECODE_RESPONSE_H

#include <otk/plugin.h>

#include "core/schema/decode/decoder.h"

/*
 * Decodes a response of this shape. Reading is tolerant: unknown members are ignored; a member that
 * cannot be read stays unset, an item that cannot be read is left out, and both are counted in
 * *odd (may be NULL). adopt: NULL, or the heap memory that text lies in, which the record takes
 * over and keeps for otk_record_json(); without a record it is still the caller's. *record is NULL
 * with OTK_OK if the shape allows an empty response.
 *
 * Errors: OTK_E_PROTOCOL if it is not JSON, or if a required member of the root is missing or
 * unusable ("the response: id: it is missing"); OTK_E_TOO_LARGE if records would take more than
 * 1 MiB and four times the size of the text; OTK_E_NOMEM.
 */
otk_status otk_decode(const otk_type *type, otk_shape shape, const char *text, size_t size,
	void *adopt, void **record, otk_odd_members *odd, otk_error *error);

#endif
