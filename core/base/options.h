/* SPDX-License-Identifier: MIT */
/* Copying in a caller's struct that may be older or newer than ours (codebases 4.7). */
#ifndef OTK_BASE_OPTIONS_H
#define OTK_BASE_OPTIONS_H

#include <otk/error.h>

/*
 * own (own_size bytes, zeroed first) gets what the caller's struct holds. Smaller than min_size:
 * OTK_E_ARGUMENT (struct_size was not set). Larger than ours: the rest must be zero, else
 * OTK_E_UNSUPPORTED, so that an option that we do not know is never ignored. Sets struct_size.
 */
otk_status otk_options_copy(void *own, size_t own_size, size_t min_size, const void *callers,
	const char *what, otk_error *error);

#endif
