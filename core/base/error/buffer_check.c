/* SPDX-License-Identifier: MIT */
/* The failure of a buffer as an error. */
#include "config.h"

#include "core/base/error/buffer_check.h"

#include "core/base/error/status.h"

#include "core/base/cold.h"

otk_status otk_buffer_check(const otk_buffer *buffer, const char *what, otk_error *error)
{
	if (buffer->status == OTK_OK)
		return OTK_OK;
	if (buffer->status == OTK_E_NOMEM)
		return otk_fail_nomem(error);
	return otk_fail(error, buffer->status, "%s: is larger than %zu bytes", what, buffer->max);
}
