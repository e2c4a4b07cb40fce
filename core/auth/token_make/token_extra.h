/* SPDX-License-Identifier: MIT */
/* extra_json: claims in addition to those that otk writes from the options. */
#ifndef OTK_AUTH_TOKEN_EXTRA_H
#define OTK_AUTH_TOKEN_EXTRA_H

#include "core/auth/token_make/token_content.h"

#define OTK_TOKEN_EXTRA_MAX 65536 /* bytes */

/*
 * Reads options.extra_json; fills content->extra and content->replaced. OTK_E_ARGUMENT: it is not a
 * JSON object, or has a claim that otk writes itself. With OTK_CHECKS_OFF that claim replaces
 * otk's.
 */
otk_status otk_token_extra_read(otk_token_content *content, otk_error *error);

#endif
