/* SPDX-License-Identifier: MIT */
/* The style sheet of a custom layout. */
#ifndef OTK_SCHEMA_STYLESHEET_H
#define OTK_SCHEMA_STYLESHEET_H

/* Returns NULL if text is a style sheet that layouts can use, else what is wrong. */
const char *otk_stylesheet_problem(const char *text);

#endif
