/* SPDX-License-Identifier: MIT */
/* JSON with all members of a type, made from its table. */
#ifndef OTK_TESTS_FUZZ_EXAMPLE_H
#define OTK_TESTS_FUZZ_EXAMPLE_H

#include <otk/plugin.h>

/* Returns malloc'd JSON in which each member has a value of its kind, nested three levels deep. */
char *fuzz_example(const otk_type *type, otk_shape shape);

#endif
