/* SPDX-License-Identifier: MIT */
/* The files of the page; files.c is made from them by embed.sh. */
#ifndef OTK_SANDBOX_PAGE_FILES_H
#define OTK_SANDBOX_PAGE_FILES_H

#include <stddef.h>

typedef struct sandbox_page_file {
	const char *name;
	const char *text; /* a NUL that is not counted follows */
	size_t size;
} sandbox_page_file;

/* Ends with a name of NULL. */
extern const sandbox_page_file sandbox_page_files[];

#endif
