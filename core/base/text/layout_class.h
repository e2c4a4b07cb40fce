/* SPDX-License-Identifier: MIT */
/* The names of layout classes, in tokens and in requests. */
#ifndef OTK_BASE_LAYOUT_CLASS_H
#define OTK_BASE_LAYOUT_CLASS_H

#include <stddef.h>

/*
 * Returns what is wrong with the name of a layout class, such as "is empty"; NULL: it is valid.
 * Names are joined with one space (doc/contract.md, 6.1), so a name must not contain a blank.
 */
const char *otk_layout_class_problem(const char *name, size_t size);

#endif
