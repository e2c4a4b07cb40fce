/* SPDX-License-Identifier: MIT */
/* Limits and fields that several features share. */
#ifndef OTK_PLUGIN_TYPES_FIELDS_H
#define OTK_PLUGIN_TYPES_FIELDS_H

#include <otk/plugin.h>

/* A string of at least one character. */
#define OTK_NOT_EMPTY .min = 1, .max = INT64_MAX

/* A URL that the platform will call (doc/contract.md, 27). */
#define OTK_WEB_URL .min = 15, .max = 2048, .prefixes = "http://|https://"

#define OTK_FIELD_SESSION(struct_name, ...)                            \
	OTK_FIELD(struct_name, session_id, "sessionId", .required = 1, \
		.format = OTK_FORMAT_SESSION, .role = OTK_ROLE_SESSION, __VA_ARGS__)

/* Session, owner and times: five fields that all objects with a status have. */
#define OTK_FIELDS_ORIGIN(struct_name)                                                    \
	OTK_FIELD(struct_name, session_id, "sessionId", .role = OTK_ROLE_SESSION),        \
		OTK_FIELD(struct_name, project_id, "projectId", .aliases = "partnerId"),  \
		OTK_FIELD(struct_name, application_id, "applicationId"),                  \
		OTK_FIELD(struct_name, created_at, "createdAt", .unit = OTK_UNIT_TIME_MS, \
			.role = OTK_ROLE_CREATED_AT),                                     \
		OTK_FIELD(struct_name, updated_at, "updatedAt", .unit = OTK_UNIT_TIME_MS)

/*
 * A client token for the platform. Its session, expiry and role are compared when it can be
 * decoded; a difference is a warning only.
 */
#define OTK_FIELD_TOKEN(struct_name, ...)                                  \
	OTK_FIELD(struct_name, token, "token", .required = 1, .secret = 1, \
		.format = OTK_FORMAT_TOKEN, OTK_NOT_EMPTY, __VA_ARGS__)

#endif
