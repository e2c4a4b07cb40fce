/* SPDX-License-Identifier: MIT */
/* Signed callbacks: is this request really from the platform? Works without a network. */
#ifndef OTK_CALLBACK_AUTH_H
#define OTK_CALLBACK_AUTH_H

#include <otk/error.h>

OTK_BEGIN_DECLS

#define OTK_CALLBACK_MAX_AGE_DEFAULT 300 /* s */
#define OTK_CALLBACK_LEEWAY_DEFAULT  30  /* s that the sender's clock may be ahead */

/*
 * One received callback (wire contract 22). authorization: the value of the Authorization header,
 * NULL when there was none. body: the raw bytes, before any parsing. secrets: one or several,
 * while a secret is being replaced.
 */
typedef struct otk_callback_check {
	size_t struct_size;
	const char *authorization;
	const void *body;
	size_t body_size;
	otk_strings secrets;
	int64_t max_age;            /* s since iat; 0: 300 */
	int64_t leeway;             /* s; 0: 30, -1: none */
	int64_t now;                /* s since the epoch; 0: the clock */
	const char *application_id; /* if not NULL and the claim is there, they must be equal */
	/*
	 * Replay guard, may be NULL: told the jti and when it may be forgotten (s since the epoch);
	 * answers OTK_NO when the jti is new (and keeps it), OTK_YES when it was seen before.
	 */
	otk_flag (*seen)(void *userdata, const char *jti, int64_t forget_at);
	void *userdata;
	otk_flag require_hash; /* YES: a token without payload_hash is refused */
	int32_t reserved;
} otk_callback_check;

OTK_ASSERT_NO_TAIL(otk_callback_check, reserved);
#define OTK_CALLBACK_CHECK(...) OTK_MAKE(otk_callback_check, __VA_ARGS__)
#define OTK_CALLBACK_CHECK_INIT OTK_INIT(otk_callback_check)

/*
 * OTK_OK: verified. OTK_E_UNSIGNED: no Authorization header (the platform documents that an inner
 * fault can cause this and advises a 5xx, so that it sends again). OTK_E_TOKEN: no or wrong
 * signature. OTK_E_TOKEN_EXPIRED: too old, or from the future. OTK_E_HASH: another body.
 * OTK_E_REPLAYED. *http_status (may be NULL) gets the status to answer with: 200, 503 for an
 * unsigned one, 401 for a bad or old signature, 400 for another body, and 200 for a replay, which
 * has been dealt with and need not be sent again. [any thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_callback_verify(
	const otk_callback_check *check, int32_t *http_status, otk_error *error);

OTK_END_DECLS

#endif
