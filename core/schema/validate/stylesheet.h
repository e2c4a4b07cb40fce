/* SPDX-License-Identifier: MIT */
/* The style sheet of a custom layout. */
#ifndef OTK_SCHEMA_STYLESHEET_H
#define OTK_SCHEMA_STYLESHEET_H

/* Returns NULL if layouts can use the style sheet, otherwise what is wrong with it. */
const char *otk_stylesheet_problem(const char *text);

#endif
