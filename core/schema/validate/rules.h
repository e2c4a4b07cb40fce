/* SPDX-License-Identifier: MIT */
/* The rule rows of a type. */
#ifndef OTK_SCHEMA_RULES_H
#define OTK_SCHEMA_RULES_H

#include "core/schema/validate/problem.h"

/* path: of the struct, NULL for the root. */
otk_status otk_rules_check(const otk_validator *validator, const otk_type *type,
	const void *options, const otk_field_path *path);

#endif
