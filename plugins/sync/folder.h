/* SPDX-License-Identifier: MIT */
/* Files in the folder: digests, and notes about complete files. */
#ifndef OTK_PLUGIN_SYNC_FOLDER_H
#define OTK_PLUGIN_SYNC_FOLDER_H

#include "plugins/sync/run.h"

#define OTK_SYNC_DIGEST_SIZE 65 /* hexadecimal SHA-256 with its NUL */

/* What the note of a complete file says. */
typedef struct otk_sync_note {
	size_t struct_size;
	const char *file;
	const char *sha256; /* of the file as it is stored */
	int64_t size;
	otk_flag decrypted; /* YES: so the digest is not the one that the service states */
	int32_t reserved;
} otk_sync_note;

/* Opens the folder and keeps other processes out of it until run->folder and *lock are closed. */
otk_status otk_sync_folder_open(otk_sync_run_state *run, int *lock, otk_error *error);
/*
 * Opens a regular file of the folder, or makes it. A link or a pipe that others put there is an
 * error, and does not block. Returns -1 with errno.
 */
int otk_sync_open(const otk_sync_run_state *run, const char *name, int flags);
/* Reads a file of the folder to its end: its size and digest. */
otk_status otk_sync_digest(otk_sync_run_state *run, const char *name, int64_t *size,
	char digest[OTK_SYNC_DIGEST_SIZE], otk_error *error);
/*
 * Reads the note of an archive and looks for its file. *note is NULL unless both are there and the
 * file has the size that the note states; free it with host->free().
 */
otk_status otk_sync_note_read(const otk_sync_archive *self, otk_sync_note **note, otk_error *error);
/* Writes the note; the file is then complete. */
otk_status otk_sync_note_write(const otk_sync_archive *self, int64_t size, const char *digest,
	int decrypted, otk_error *error);
/* Renames a file of the folder, when both names are safely stored. */
otk_status otk_sync_rename(
	otk_sync_run_state *run, const char *from, const char *to, otk_error *error);
/* An error about a file of the folder, with errno. */
otk_status otk_sync_io_error(otk_sync_run_state *run, const char *name, otk_error *error);

#endif
