/* SPDX-License-Identifier: MIT */
/* Options to name=value pairs: a form body, or the query of a URL. */
#ifndef OTK_SCHEMA_ENCODE_FORM_H
#define OTK_SCHEMA_ENCODE_FORM_H

#include <otk/plugin.h>

#include "core/base/buffer.h"
#include "core/base/error/status.h"

/* Appends the body members as application/x-www-form-urlencoded. */
otk_status otk_encode_form(
	const otk_type *type, const void *options, otk_buffer *out, otk_error *error);
/* Appends the members of place QUERY, "offset=0&count=50", without "?". */
otk_status otk_encode_query(
	const otk_type *type, const void *options, otk_buffer *out, otk_error *error);

#endif
