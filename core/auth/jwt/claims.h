/* SPDX-License-Identifier: MIT */
/* The claims of a JWT that otk looks at, read in one pass. */
#ifndef OTK_AUTH_CLAIMS_H
#define OTK_AUTH_CLAIMS_H

#include <otk/error.h>

#include "core/base/json/json_read.h"

#define OTK_NO_TIME INT64_MIN

/* Pieces of the payload; text is NULL: absent. Times in s since the epoch; OTK_NO_TIME: absent. */
typedef struct otk_claims {
	otk_slice application_id;
	otk_slice connection_data;
	otk_slice issuer;
	otk_slice issuer_type;
	otk_slice jti;
	otk_slice layout_classes;     /* as one string … */
	otk_slice layout_class_array; /* … or as an array of strings, with its brackets */
	otk_slice nonce;              /* a string, or a number's text */
	otk_slice payload_hash;
	otk_slice role;
	otk_slice scope;
	otk_slice session_id;
	otk_slice subject;
	int64_t expires_at;
	int64_t issued_at;
	int64_t not_before;
} otk_claims;

/* OTK_CLAIMS_TOLERANT accepts odd characters: only for showing a token, never for trusting it. */
typedef enum otk_claims_mode { OTK_CLAIMS_STRICT, OTK_CLAIMS_TOLERANT } otk_claims_mode;

/* OTK_E_TOKEN: not a JSON object, or a claim is of another type or occurs twice. */
otk_status otk_claims_read(
	otk_claims *claims, const char *json, size_t size, otk_claims_mode mode, otk_error *error);

/*
 * OTK_E_TOKEN_EXPIRED: exp is past, or nbf is in the future, by more than leeway. leeway: s. now: s
 * since the epoch, 0: the clock.
 */
otk_status otk_claims_check_times(
	const otk_claims *claims, int64_t leeway, int64_t now, otk_error *error);

#endif
