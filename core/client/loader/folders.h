/* SPDX-License-Identifier: MIT */
/* The folders of plugins, in the order of search. */
#ifndef OTK_CLIENT_FOLDERS_H
#define OTK_CLIENT_FOLDERS_H

#include <otk/client.h>

#include "core/base/buffer.h"
#include "core/base/error/status.h"

typedef struct otk_folders {
	otk_strings list; /* absolute, without a slash at the end */
	char **owned;
	char **real; /* the real path of each; NULL: not known yet */
} otk_folders;

/* own (from the client options), those of OTK_PLUGIN_PATH, the installed one. */
otk_status otk_folders_init(otk_folders *folders, otk_client *client, const otk_strings *own,
	otk_error *error) OTK_COLD;
void otk_folders_free(otk_folders *folders);
/* Returns "FOLDER/NAME.so", freed with free(). */
char *otk_folders_file(const otk_folders *folders, size_t index, const char *name);
/* Appends "a, b, c", for messages. */
void otk_folders_append(const otk_folders *folders, otk_buffer *out);

#endif
