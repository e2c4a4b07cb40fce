/* SPDX-License-Identifier: MIT */
/* Finishes a text that was written into a caller-owned buffer. */
#include "config.h"

#include "core/auth/text_result.h"

#include "core/base/error/buffer_check.h"
#include "core/base/error/status.h"

otk_status otk_text_result(const otk_buffer *out, const char *what, size_t *size, otk_error *error)
{
	if (out->status == OTK_OK) {
		*size = out->size;
		return OTK_OK;
	}
	if (out->status != OTK_E_TOO_LARGE)
		return otk_buffer_check(out, what, error);
	*size = out->size + 1;
	return otk_fail(error, OTK_E_ARGUMENT,
		"buffer: has %zu bytes; the %s takes %zu with its NUL", out->capacity, what,
		out->size + 1);
}
