/* SPDX-License-Identifier: MIT */
/* Copies an options struct of the caller, which may be older or newer than the library's. */
#ifndef OTK_BASE_OPTIONS_H
#define OTK_BASE_OPTIONS_H

#include <otk/error.h>

/*
 * Copies the caller's options struct, as far as its struct_size reaches, into `own`, which is
 * own_size bytes and zeroed first; sets the struct_size of the copy. min_size: the end of the
 * members that every caller sets. OTK_E_ARGUMENT: struct_size is smaller or garbage.
 * OTK_E_UNSUPPORTED: the struct is newer than the library and sets a member that the library does
 * not know, which must not be ignored. what: the struct in the caller's words.
 */
otk_status otk_options_copy(void *own, size_t own_size, size_t min_size, const void *callers,
	const char *what, otk_error *error);

#endif
