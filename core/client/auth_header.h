/* SPDX-License-Identifier: MIT */
/* The signed header of a client: cached, and renewed shortly before it expires. */
#ifndef OTK_CLIENT_AUTH_HEADER_H
#define OTK_CLIENT_AUTH_HEADER_H

#include <stdbool.h>

#include "core/base/error/status.h"
#include "core/client/plugins/registry.h"

typedef struct otk_auth_header {
	char *line;       /* "X-OPENTOK-AUTH: …" or "Authorization: …"; NULL: not signed yet */
	int64_t renew_at; /* s, by the clock that it was signed by */
	int64_t life;     /* s from signing to renew_at */
	uint64_t generation; /* another one for each new line */
} otk_auth_header;

/* *fresh: the line was signed for this request. The line is valid until the next call. */
otk_status otk_auth_line(otk_client *client, otk_auth auth, const char **line, uint64_t *generation,
	bool *fresh, otk_error *error);
/* The service refused the line of this generation: it is not used again. */
void otk_auth_refused(otk_client *client, otk_auth auth, uint64_t generation);
void otk_auth_wipe(otk_auth_header *header);
/* Checks that the client's key has the kind that the operation needs. */
otk_status otk_auth_fits(const otk_client *client, const otk_row *row, otk_error *error);

#endif
