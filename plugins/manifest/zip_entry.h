/* SPDX-License-Identifier: MIT */
/* Reads from a ZIP file that others made. */
#ifndef OTK_PLUGIN_MANIFEST_ZIP_ENTRY_H
#define OTK_PLUGIN_MANIFEST_ZIP_ENTRY_H

#include <otk/plugin.h>
#include <zip.h>

/*
 * Opens the file of the descriptor, which stays open; checks the number and the names of its
 * entries.
 */
otk_status otk_zip_open(const otk_host *host, int fd, zip_t **zip, otk_error *error);
/*
 * Reads the one entry in the first folder whose name ends in ".json". *text gets it with a NUL,
 * freed by free(); *size its bytes.
 */
otk_status otk_zip_read_json(
	const otk_host *host, zip_t *zip, char **text, size_t *size, otk_error *error);
/* *size: the unpacked size of an entry by its name; -1: the ZIP file does not have it. */
otk_status otk_zip_size_of(
	const otk_host *host, zip_t *zip, const char *name, int64_t *size, otk_error *error);
/*
 * Whether a name is that of a file in the folder itself: no folder, no "..", no control character.
 */
int otk_zip_is_plain_name(const char *name);

#endif
