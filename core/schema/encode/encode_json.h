/* SPDX-License-Identifier: MIT */
/* Options to a JSON body. */
#ifndef OTK_SCHEMA_ENCODE_JSON_H
#define OTK_SCHEMA_ENCODE_JSON_H

#include <otk/plugin.h>

#include "core/base/buffer.h"
#include "core/base/status.h"

/* Appends the body members as one JSON object, those of extra_json after them. */
otk_status otk_encode_json(
	const otk_type *type, const void *options, otk_buffer *out, otk_error *error);

#endif
