/* SPDX-License-Identifier: MIT */
/* Decodes JSON of a caller (otk_invoke(), the command line) into an options struct. */
#ifndef OTK_SCHEMA_DECODE_OPTIONS_H
#define OTK_SCHEMA_DECODE_OPTIONS_H

#include "core/schema/message.h"
#include "core/schema/template.h"

/*
 * Decodes JSON into an options struct of this type (NULL: only ids are expected), in an arena whose
 * root the struct is. Members are found by wire name, alias or C name. Everything else is refused:
 * unknown members (the caller puts them into an object "extra_json"), members that are given
 * twice, values of another type. ids gets the operation's positional path ids, which
 * are members of the root; operation NULL: there are none. naming: how messages name fields.
 */
otk_status otk_decode_options(const otk_operation *operation, const otk_type *type,
	const char *json, otk_naming naming, void **options, const char *ids[OTK_PATH_IDS_MAX + 1],
	otk_error *error);

#endif
