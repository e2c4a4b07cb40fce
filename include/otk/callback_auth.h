/* SPDX-License-Identifier: MIT */
/* Signed callbacks: was this request sent by the service? Works without a network. */
#ifndef OTK_CALLBACK_AUTH_H
#define OTK_CALLBACK_AUTH_H

#include <otk/error.h>

OTK_BEGIN_DECLS

#define OTK_CALLBACK_MAX_AGE_DEFAULT 300 /* s */
#define OTK_CALLBACK_LEEWAY_DEFAULT  30  /* s that the sender's clock may be ahead */

/* One request that was received (doc/contract.md, 22). The texts are caller-owned. */
typedef struct otk_callback_check {
	size_t struct_size;
	const char *authorization; /* value of the Authorization header; NULL: it had none */
	const void *body;          /* the raw bytes, before any parsing */
	size_t body_size;
	otk_strings secrets;        /* one, or several while a secret is being replaced */
	int64_t max_age;            /* s since it was signed (iat); 0: 300 */
	int64_t leeway;             /* s that the sender's clock may be ahead; 0: 30, -1: none */
	int64_t now;                /* s since the epoch; 0: the clock */
	const char *application_id; /* must equal the claim, if both are there; NULL: any */
	/*
	 * Replay guard (NULL: none). Gets the jti and the time from which on it may be forgotten
	 * (s since the epoch). Returns OTK_NO for a new jti, which it keeps; OTK_YES for one that
	 * it has seen; OTK_UNSET if it cannot say. Called last, in the thread of
	 * otk_callback_verify().
	 */
	otk_flag (*seen)(void *userdata, const char *jti, int64_t forget_at);
	void *userdata;        /* passed to seen() */
	otk_flag require_hash; /* YES: a token without payload_hash is refused */
	int32_t reserved;
} otk_callback_check;

OTK_ASSERT_NO_TAIL(otk_callback_check, reserved);
#define OTK_CALLBACK_CHECK(...) OTK_MAKE(otk_callback_check, __VA_ARGS__)
#define OTK_CALLBACK_CHECK_INIT OTK_INIT(otk_callback_check)

/*
 * Verifies a callback. *http_status (may be NULL) gets the status to respond with: 200 if it is
 * verified and for a replay, which was handled before and need not be sent again; 503 if it is
 * unsigned, so that it is sent again; 401 for a wrong or old signature; 400 if the body was
 * changed; 500 for a mistake in `check`.
 *
 * Errors: OTK_E_UNSIGNED (no Authorization header; a fault inside the service can cause this),
 * OTK_E_TOKEN (the signature is missing or wrong, or it is for another application),
 * OTK_E_TOKEN_EXPIRED (too old, or from the future), OTK_E_HASH (the body was changed),
 * OTK_E_REPLAYED, OTK_E_STATE (seen() could not say), OTK_E_ARGUMENT, OTK_E_NOMEM. [any thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_callback_verify(
	const otk_callback_check *check, int32_t *http_status, otk_error *error);

OTK_END_DECLS

#endif
