/* SPDX-License-Identifier: MIT */
/*
 * The project in responses of account management and of muting (doc/contract.md, 13 and 23). A
 * response to muting may be empty; account management always sends the id.
 */
#ifndef OTK_PLUGIN_TYPES_PROJECT_H
#define OTK_PLUGIN_TYPES_PROJECT_H

#include <otk/plugin.h>
#include <otk/project.h>

/* The fields; the arguments are added to that of the id. */
#define OTK_PROJECT_FIELDS(...)                                                                 \
	OTK_FIELD(otk_project, id, "id", .aliases = "projectId|applicationId", __VA_ARGS__),    \
		OTK_FIELD(otk_project, secret, "secret", .secret = 1),                          \
		OTK_FIELD(otk_project, status, "status"), OTK_FIELD(otk_project, name, "name"), \
		OTK_FIELD(otk_project, environment, "environment"),                             \
		OTK_FIELD(otk_project, environment_name, "environmentName"),                    \
		OTK_FIELD(otk_project, environment_description, "environmentDescription"),      \
		OTK_FIELD(otk_project, created_at, "createdAt", .unit = OTK_UNIT_TIME_MS)

#endif
