/* SPDX-License-Identifier: MIT */
/* An OpenTok key: API key and secret. */
#ifndef OTK_AUTH_KEY_OPENTOK_H
#define OTK_AUTH_KEY_OPENTOK_H

#include <otk/key.h>

#define OTK_API_KEY_MAX    32  /* characters */
#define OTK_API_SECRET_MAX 256 /* bytes */

/* Fills a zeroed key. After a failure the key may be partly filled; otk_key_free() frees it. */
otk_status otk_key_fill_opentok(otk_key *key, const otk_key_options *options, otk_error *error);

#endif
