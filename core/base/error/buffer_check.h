/* SPDX-License-Identifier: MIT */
/* The status of a buffer as an error. */
#ifndef OTK_BASE_BUFFER_CHECK_H
#define OTK_BASE_BUFFER_CHECK_H

#include "core/base/buffer.h"

/* Returns the sticky status; the message of a failure begins with `what`. */
otk_status otk_buffer_check(const otk_buffer *buffer, const char *what, otk_error *error);

#endif
