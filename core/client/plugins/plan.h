/* SPDX-License-Identifier: MIT */
/* What is the same for every call of a row by one client: found out once. */
#ifndef OTK_CLIENT_PLAN_H
#define OTK_CLIENT_PLAN_H

#include <otk/plugin.h>
#include <stdbool.h>

#include "core/schema/schema.h"

typedef struct otk_plan {
	const char *url; /* as far as no call changes it */
	size_t url_size;
	const char *path;                  /* what of the template comes behind that */
	const uint16_t *no_retry_statuses; /* ends in 0 */
	bool has_query;                    /* the options have members for it */
	const uint16_t *triggers;          /* of the options' rules: otk_rules_triggers() */
	otk_habit *habit;                  /* of the answers */
} otk_plan;

/* Freed by otk_free(). */
otk_status otk_plan_make(const otk_client *client, const otk_operation *operation,
	const otk_plan **plan, otk_error *error) OTK_COLD;

#endif
