/* SPDX-License-Identifier: MIT */
/* Limits and fields that many features have in the same form. */
#ifndef OTK_PLUGIN_TYPES_FIELDS_H
#define OTK_PLUGIN_TYPES_FIELDS_H

#include <otk/plugin.h>

/* A string that may have any length but none. */
#define OTK_NOT_EMPTY .min = 1, .max = INT64_MAX

/* An address that the platform will call (limits.md 8, 10). */
#define OTK_WEB_URL .min = 15, .max = 2048, .prefixes = "http://|https://"

#define OTK_FIELD_SESSION(struct_name, ...)                            \
	OTK_FIELD(struct_name, session_id, "sessionId", .required = 1, \
		.format = OTK_FORMAT_SESSION, __VA_ARGS__)

/* A client token handed to the platform; what it says is compared, but only for a warning. */
#define OTK_FIELD_TOKEN(struct_name, ...)                                  \
	OTK_FIELD(struct_name, token, "token", .required = 1, .secret = 1, \
		.format = OTK_FORMAT_TOKEN, OTK_NOT_EMPTY, __VA_ARGS__)

#endif
