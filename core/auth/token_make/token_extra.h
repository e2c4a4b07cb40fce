/* SPDX-License-Identifier: MIT */
/* extra_json: more claims beside those that the options write. */
#ifndef OTK_AUTH_TOKEN_EXTRA_H
#define OTK_AUTH_TOKEN_EXTRA_H

#include "core/auth/token_make/token_content.h"

#define OTK_TOKEN_EXTRA_MAX 65536 /* bytes */

/*
 * Reads options.extra_json; fills content->extra and content->replaced. OTK_E_ARGUMENT: not a JSON
 * object, or it has a claim that the options write (unless checks are OFF: it then replaces ours).
 */
otk_status otk_token_extra_read(otk_token_content *content, otk_error *error);

#endif
