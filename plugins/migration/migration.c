/* SPDX-License-Identifier: MIT */
/* Migration: the table (doc/contract.md, 19). */
#include <otk/migration.h>

#include "plugins/types/feature.h"

static const otk_operation operations[] = {
	OTK_OPERATION("start", .summary = "Move a session to other media servers",
		.method = OTK_METHOD_POST,
		.path = "/v2/project/{project}/session/{sessionId}/migrate",
		.session_id = "sessionId", .body = OTK_BODY_JSON, .repeat = OTK_REPEAT_SETTLE,
		OTK_EXAMPLES("migration start SESSION-ID")),
};

OTK_FEATURE(
	migration, OTK_MIGRATION_ID, OTK_MIGRATION_MINOR, "move a session to other media servers")
