/* SPDX-License-Identifier: MIT */
/* Options against their table, before anything is encoded. */
#ifndef OTK_SCHEMA_VALIDATE_H
#define OTK_SCHEMA_VALIDATE_H

#include "core/schema/validate/problem.h"

/*
 * Validates an options struct of this type; either may be NULL. where: the operation, the beginning
 * of the message ("archives.start: layout.stylesheet: it is needed …"). OTK_E_ARGUMENT: something
 * is wrong at this level of checks; OTK_E_NOMEM.
 */
otk_status otk_validate(const otk_type *type, const void *options, const otk_validation *validation,
	const char *where, otk_error *error);

#endif
