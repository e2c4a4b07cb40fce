/* SPDX-License-Identifier: MIT */
/* The forms that a string must have. */
#ifndef OTK_SCHEMA_FORMATS_H
#define OTK_SCHEMA_FORMATS_H

#include <otk/plugin.h>

#define OTK_PATH_ID_MAX 512

/* NULL when text has the form (an otk_format), else what is wrong, to follow the field's name. */
const char *otk_format_problem(uint8_t format, const char *text);
/* The same for a custom layout's style sheet. */
const char *otk_stylesheet_problem(const char *text);
/* The same for what is put into a path. */
const char *otk_path_id_problem(const char *text);

#endif
