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

/* Whose an object is, and of when: five fields that all objects with a life have. */
#define OTK_FIELDS_ORIGIN(struct_name)                                                     \
	OTK_FIELD(struct_name, session_id, "sessionId"),                                   \
		OTK_FIELD(struct_name, project_id, "projectId", .aliases = "partnerId"),   \
		OTK_FIELD(struct_name, application_id, "applicationId"),                   \
		OTK_FIELD(struct_name, created_at, "createdAt", .unit = OTK_UNIT_TIME_MS), \
		OTK_FIELD(struct_name, updated_at, "updatedAt", .unit = OTK_UNIT_TIME_MS)

/* A client token handed to the platform; what it says is compared, but only for a warning. */
#define OTK_FIELD_TOKEN(struct_name, ...)                                  \
	OTK_FIELD(struct_name, token, "token", .required = 1, .secret = 1, \
		.format = OTK_FORMAT_TOKEN, OTK_NOT_EMPTY, __VA_ARGS__)

#endif
