/* SPDX-License-Identifier: MIT */
/* Per-client, per-operation data that is computed once and used by every call. */
#ifndef OTK_CLIENT_PLAN_H
#define OTK_CLIENT_PLAN_H

#include <otk/plugin.h>
#include <stdbool.h>

#include "core/base/error/status.h"
#include "core/schema/status_list.h"

typedef struct otk_plan {
	const char *url; /* constant prefix of the URL */
	size_t url_size;
	const char *path;         /* rest of the path template, after the constant prefix */
	bool has_query;           /* the options have members for it */
	otk_status_list statuses; /* read_status_as of the operation */
	uint16_t no_retry_statuses[OTK_STATUS_PAIRS_MAX + 1]; /* those of `statuses`, ended by 0 */
} otk_plan;

/* Freed by otk_free(). */
otk_status otk_plan_make(const otk_client *client, const otk_operation *operation,
	const otk_plan **plan, otk_error *error) OTK_COLD;

#endif
