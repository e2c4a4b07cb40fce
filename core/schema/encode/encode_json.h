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

#endif
