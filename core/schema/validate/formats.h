/* SPDX-License-Identifier: MIT */
/* The formats that a string can have. */
#ifndef OTK_SCHEMA_FORMATS_H
#define OTK_SCHEMA_FORMATS_H

#include <otk/plugin.h>

#define OTK_PATH_ID_MAX 512 /* bytes */

/* Returns NULL if text has the format, else what is wrong, to follow the quoted value. */
const char *otk_format_problem(otk_format format, const char *text);
/* The same for an id that is inserted into a path. */
const char *otk_path_id_problem(const char *text);

#endif
