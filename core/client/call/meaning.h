/* SPDX-License-Identifier: MIT */
/* What an HTTP status or a code of the service means for a call. */
#ifndef OTK_CLIENT_MEANING_H
#define OTK_CLIENT_MEANING_H

#include <otk/plugin.h>
#include <stdbool.h>

#include "core/base/error/status.h"

typedef struct otk_meaning {
	otk_status status;
	const char *words;
	bool in_doubt; /* the request may have been carried out all the same */
} otk_meaning;

/* The meaning of an HTTP status other than 2xx for this operation (read_status_as included). */
otk_meaning otk_meaning_of(const otk_operation *operation, int32_t http_status) OTK_COLD;
/* What to do about a service code or a status; NULL: nothing beyond the service's message. */
const char *otk_meaning_hint(
	const otk_operation *operation, int64_t service_code, otk_status status) OTK_COLD;

#endif
