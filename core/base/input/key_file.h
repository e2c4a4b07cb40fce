/* SPDX-License-Identifier: MIT */
/* Reading a private key file. */
#ifndef OTK_BASE_KEY_FILE_H
#define OTK_BASE_KEY_FILE_H

#include <otk/error.h>
#include <stdbool.h>

/*
 * Reads a file of at most OTK_KEY_PEM_MAX bytes as NUL-terminated text; free it with
 * otk_key_file_free(). OTK_E_IO: it cannot be read; OTK_E_ARGUMENT: it is empty or too large.
 * `name`: the setting in the caller's words.
 */
otk_status otk_key_file_read(
	const char *name, const char *path, char **text, size_t *size, otk_error *error);
/* Wipes and frees. NULL is allowed. */
void otk_key_file_free(char *text);
/* Whether users other than its owner may read or write a regular file; false if unknown. */
bool otk_key_file_is_open(const char *path);

#endif
