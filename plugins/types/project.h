/* SPDX-License-Identifier: MIT */
/* The project that account management and muting answer (wire contract 13, 23). */
#ifndef OTK_PLUGIN_TYPES_PROJECT_H
#define OTK_PLUGIN_TYPES_PROJECT_H

#include <otk/plugin.h>
#include <otk/project.h>

static const otk_field otk_project_fields[] = {
	OTK_FIELD(otk_project, id, "id", .aliases = "projectId|applicationId"),
	OTK_FIELD(otk_project, secret, "secret", .secret = 1),
	OTK_FIELD(otk_project, status, "status"),
	OTK_FIELD(otk_project, name, "name"),
	OTK_FIELD(otk_project, environment, "environment"),
	OTK_FIELD(otk_project, environment_name, "environmentName"),
	OTK_FIELD(otk_project, environment_description, "environmentDescription"),
	OTK_FIELD(otk_project, created_at, "createdAt", .unit = OTK_UNIT_TIME_MS),
};
static const otk_type otk_project_type = OTK_TYPE(otk_project, "project", otk_project_fields);

#endif
