/* SPDX-License-Identifier: MIT */
/* Log events of a client. */
#ifndef OTK_CLIENT_LOG_H
#define OTK_CLIENT_LOG_H

#include <otk/client.h>
#include <stdbool.h>

#include "core/base/error/status.h"

bool otk_log_wants(const otk_client *client, otk_log_level level);
/* Text and values are redacted here. operation may be NULL. */
void otk_log(const otk_client *client, otk_log_level level, const char *event,
	const char *operation, const char *text, const otk_pair *fields, size_t count) OTK_COLD;

#endif
