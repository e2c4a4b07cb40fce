/* SPDX-License-Identifier: MIT */
/*
 * Client tokens: what a browser or device needs to join a session. Works without a network. Limits:
 * doc/contract.md, 6.1.
 */
#ifndef OTK_TOKEN_H
#define OTK_TOKEN_H

#include <otk/session_id.h>

OTK_BEGIN_DECLS

/*
 * The roles. The service knows these four, in lower case; another one is refused unless checks are
 * OTK_CHECKS_OFF.
 */
#define OTK_ROLE_SUBSCRIBER     "subscriber"
#define OTK_ROLE_PUBLISHER      "publisher"
#define OTK_ROLE_PUBLISHER_ONLY "publisheronly"
#define OTK_ROLE_MODERATOR      "moderator"

/* Prefix of tokens of the old format. */
#define OTK_TOKEN_T1_PREFIX "T1=="

#define OTK_TOKEN_TTL_DEFAULT 86400   /* s */
#define OTK_TOKEN_TTL_MAX     2592000 /* s: 30 days */
#define OTK_TOKEN_DATA_MAX    1000    /* characters (code points) */
#define OTK_TOKEN_CLASSES_MAX 1000    /* characters, joined with one space */
#define OTK_TOKEN_SIZE_MAX    36864   /* bytes, NUL included: enough for any token */

typedef enum otk_token_kind {
	OTK_TOKEN_JWT = 0, /* HS256 with an OpenTok key, RS256 with a Vonage key */
	OTK_TOKEN_T1 = 1   /* the old format, OpenTok keys only */
} otk_token_kind;

typedef struct otk_token_options {
	size_t struct_size;
	const char *role; /* NULL: "publisher" */
	int64_t ttl; /* s from issued_at, at most OTK_TOKEN_TTL_MAX; 0: OTK_TOKEN_TTL_DEFAULT */
	int64_t expire_at; /* s since the epoch, at most 30 days ahead, not with ttl; 0: by ttl */
	const char *data;  /* connection data, at most OTK_TOKEN_DATA_MAX characters; NULL: none */
	/* initial layout classes: names without blanks, together at most OTK_TOKEN_CLASSES_MAX */
	otk_strings layout_classes;
	int64_t issued_at; /* s since the epoch; 0: now. Set it to make a token reproducible */
	/*
	 * The nonce (OpenTok: a number) or jti (Vonage: any text), 1 to 64 bytes without control
	 * characters; NULL: random.
	 */
	const char *nonce;
	/*
	 * A JSON object of at most 65536 bytes with additional claims (JWT only). A claim that otk
	 * writes from the options is refused; with checks OFF it replaces that of otk.
	 */
	const char *extra_json;
	otk_token_kind kind;
	otk_checks checks; /* OFF refuses only what cannot be encoded */
} otk_token_options;

OTK_ASSERT_NO_TAIL(otk_token_options, checks);
#define OTK_TOKEN_OPTIONS(...) OTK_MAKE(otk_token_options, __VA_ARGS__)
#define OTK_TOKEN_OPTIONS_INIT OTK_INIT(otk_token_options)

/*
 * Makes a token for a session of this key. options may be NULL: all defaults. *token is a
 * NUL-terminated string, NULL on failure; the caller frees it with otk_free().
 *
 * Errors: OTK_E_ARGUMENT (a role that is not one of the four; a time, data or classes beyond their
 * limits; a session of another project; an account-level key), OTK_E_CRYPTO (the key cannot sign),
 * OTK_E_UNSUPPORTED (the key has a public half or an id only), OTK_E_NOMEM. [any thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_token_create(const otk_key *key, const char *session_id,
	const otk_token_options *options, char **token, otk_error *error);

/*
 * Writes the same token into the caller's buffer. *size: in, the size of the buffer in bytes; out,
 * the length of the token without its NUL, or the size that is needed if the buffer is too small
 * (a NULL buffer of size 0 asks for it). With an OpenTok key no memory is allocated, except for the
 * state of its HMAC, once for each processor.
 *
 * Errors: as otk_token_create(), and OTK_E_ARGUMENT if the buffer is too small. [any thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_token_write(const otk_key *key, const char *session_id,
	const otk_token_options *options, char *buffer, size_t *size, otk_error *error);

/* What is known about the signature of a token that was inspected. */
typedef enum otk_token_check {
	OTK_TOKEN_NOT_CHECKED =
		0, /* no key, a Vonage key without its public half, or GnuTLS failed */
	OTK_TOKEN_VALID = 1,
	OTK_TOKEN_WRONG = 2 /* not by this key, or the token names another project */
} otk_token_check;

/* The parts of a token. Parts that the token lacks are NULL or -1. */
typedef struct otk_token {
	size_t struct_size;
	const char *algorithm;  /* "HS256", "RS256", "HMAC-SHA1" */
	const char *project_id; /* API key or application id */
	const char *session_id;
	const char *role;
	const char *data;
	const char *nonce; /* the nonce or jti */
	const char *scope;
	const char *subject;
	const char *claims_json; /* JWT: the payload as it is; T1: NULL */
	otk_strings layout_classes;
	/*
	 * Everything for which otk_token_create() would refuse to make the token, and a begin in
	 * the future: one printable sentence each, such as "exp: 1700000000000 is in milliseconds;
	 * …". Empty: no problems.
	 */
	otk_strings problems;
	int64_t issued_at;  /* s since the epoch */
	int64_t expires_at; /* s since the epoch; if the token lacks it: issued_at + 86 400 */
	otk_token_kind kind;
	otk_token_check signature;
	otk_flag expired; /* at the time `now`; UNSET: the token has no end */
	int32_t reserved;
} otk_token;

OTK_ASSERT_NO_TAIL(otk_token, reserved);

/*
 * Decodes a token, T1 or JWT, for display. key NULL: the signature is not checked. now: s since the
 * epoch; 0: the clock. *parts is a record, NULL on failure; the caller frees it with otk_free(). A
 * wrong signature, an expired token and values that otk_token_create() would refuse are not errors
 * here; the record reports them (signature, expired, problems). Characters that UTF-8 or C cannot
 * hold are replaced by U+FFFD.
 *
 * Errors: OTK_E_TOKEN (the text is not a token, or a claim has a wrong type or occurs twice),
 * OTK_E_ARGUMENT, OTK_E_NOMEM. [any thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_token_inspect(
	const otk_key *key, const char *token, int64_t now, otk_token **parts, otk_error *error);

/*
 * Verifies a token: the signature is by this key, the token is not expired, it has no problems
 * (otk_token.problems), and it is for session_id, unless that is NULL. leeway: s that the clocks
 * may differ, not below 0. now: s since the epoch; 0: the clock.
 *
 * Errors: OTK_E_TOKEN (malformed, by another key, for another session, or with a problem),
 * OTK_E_TOKEN_EXPIRED (past its end, or before its begin), OTK_E_UNSUPPORTED (the key has
 * nothing to verify with), OTK_E_ARGUMENT, OTK_E_NOMEM. [any thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_token_verify(const otk_key *key, const char *token,
	const char *session_id, int64_t leeway, int64_t now, otk_error *error);

OTK_END_DECLS

#endif
