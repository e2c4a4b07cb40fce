/* SPDX-License-Identifier: MIT */
/* The validator's parts among themselves. */
#ifndef OTK_SCHEMA_VALIDATE_H
#define OTK_SCHEMA_VALIDATE_H

#include "core/schema/message.h"
#include "core/schema/schema.h"

typedef struct otk_validator {
	const otk_validation *how;
	const char *where;
	otk_error *error;
} otk_validator;

/* How bad: what cannot be sent at all is refused at every level. */
typedef enum otk_severity { OTK_ADVICE, OTK_WRONG, OTK_CANNOT } otk_severity;

/* "where: spot text"; OTK_OK when it is only a warning at this level, or nothing. A text that
 * begins with ": " follows the spot without a blank. */
otk_status otk_problem(const otk_validator *validator, otk_severity severity, const otk_spot *spot,
	const char *format, ...) OTK_PRINTF(4, 5) OTK_COLD;

/* rules.c. spot: of the struct, NULL for the root. */
otk_status otk_rules_check(const otk_validator *validator, const otk_type *type,
	const void *options, const otk_spot *spot);

/* token.c. spot: a field of OTK_FORMAT_TOKEN in options, which are of this type. */
otk_status otk_token_advice(const otk_validator *validator, const otk_type *type,
	const void *options, const otk_spot *spot);

#endif
