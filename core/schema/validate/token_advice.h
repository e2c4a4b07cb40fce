/* SPDX-License-Identifier: MIT */
/* Advice about client tokens that are given as options. */
#ifndef OTK_SCHEMA_TOKEN_ADVICE_H
#define OTK_SCHEMA_TOKEN_ADVICE_H

#include "core/schema/validate/problem.h"

/* path: a field of OTK_FORMAT_TOKEN in options, which are of this type. */
otk_status otk_token_advice(const otk_validator *validator, const otk_type *type,
	const void *options, const otk_field_path *path);

#endif
