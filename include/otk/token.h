/* SPDX-License-Identifier: MIT */
/* Client tokens: what a browser or device needs to join a session. Works without a network. */
#ifndef OTK_TOKEN_H
#define OTK_TOKEN_H

#include <otk/session_id.h>

OTK_BEGIN_DECLS

/* Roles are strings, so that one that the platform adds tomorrow works today. */
#define OTK_ROLE_SUBSCRIBER     "subscriber"
#define OTK_ROLE_PUBLISHER      "publisher"
#define OTK_ROLE_PUBLISHER_ONLY "publisheronly"
#define OTK_ROLE_MODERATOR      "moderator"

/* How a token of the old format begins. */
#define OTK_TOKEN_T1_PREFIX "T1=="

#define OTK_TOKEN_TTL_DEFAULT 86400   /* s */
#define OTK_TOKEN_TTL_MAX     2592000 /* s: 30 days */
#define OTK_TOKEN_DATA_MAX    1000    /* characters (code points) */
#define OTK_TOKEN_CLASSES_MAX 1000    /* characters, joined with one space */
#define OTK_TOKEN_SIZE_MAX \
	36864 /* bytes, NUL included, that any token fits in that keeps these limits */

typedef enum otk_token_kind {
	OTK_TOKEN_JWT = 0, /* HS256 for OpenTok, RS256 for Vonage */
	OTK_TOKEN_T1 = 1   /* the old OpenTok format */
} otk_token_kind;

typedef struct otk_token_options {
	size_t struct_size;
	const char *role;  /* NULL: "publisher"; at most 64 bytes */
	int64_t ttl;       /* s from now; 0: 86 400; at most 2 592 000. Excludes expire_at */
	int64_t expire_at; /* s since the epoch; 0: by ttl; in the future, at most 30 days */
	const char *data;  /* connection data, at most 1000 characters of UTF-8 */
	otk_strings layout_classes; /* initial layout class list; names without spaces */
	int64_t issued_at;          /* s since the epoch; 0: now. For reproducible tokens */
	const char *nonce; /* number (OpenTok) or jti (Vonage), at most 64 bytes; NULL: random */
	/*
	 * A JSON object of at most 65 536 bytes: more claims to add (JWT only). One that the
	 * options above write is refused; with checks OFF it takes the place of ours.
	 */
	const char *extra_json;
	otk_token_kind kind;
	otk_checks checks; /* OFF leaves only what cannot be encoded */
} otk_token_options;

OTK_ASSERT_NO_TAIL(otk_token_options, checks);
#define OTK_TOKEN_OPTIONS(...) OTK_MAKE(otk_token_options, __VA_ARGS__)
#define OTK_TOKEN_OPTIONS_INIT OTK_INIT(otk_token_options)

/*
 * Make a token for a session of this key. options may be NULL (all defaults). *token is freed with
 * otk_free(). Fails with OTK_E_ARGUMENT (times, data or classes out of their limits, a session of
 * another project, an account-level key; with checks STRICT a role that is not one of the four),
 * OTK_E_CRYPTO, OTK_E_NOMEM. Times are judged from issued_at. [any thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_token_create(const otk_key *key, const char *session_id,
	const otk_token_options *options, char **token, otk_error *error);

/*
 * The same into the caller's buffer, without an allocation for OpenTok keys. *size: in, the size
 * of the buffer; out, the length of the token without its NUL. A buffer that is too small gives
 * OTK_E_ARGUMENT with the needed size in *size. [any thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_token_write(const otk_key *key, const char *session_id,
	const otk_token_options *options, char *buffer, size_t *size, otk_error *error);

typedef enum otk_token_check {
	OTK_TOKEN_NOT_CHECKED = 0, /* no key was given, or a Vonage key without its public half */
	OTK_TOKEN_VALID = 1,
	OTK_TOKEN_WRONG =
		2 /* the signature does not fit the key, or the key is another project's */
} otk_token_check;

/* The parts of a token. Free with otk_free(). Members that the token lacks are NULL or -1. */
typedef struct otk_token {
	size_t struct_size;
	const char *algorithm;  /* "HS256", "RS256", "HMAC-SHA1" */
	const char *project_id; /* API key or application id */
	const char *session_id;
	const char *role;
	const char *data;
	const char *nonce; /* nonce or jti */
	const char *scope;
	const char *subject;
	const char *claims_json; /* JWT: the payload as it came; T1: NULL */
	otk_strings layout_classes;
	/*
	 * Everything that otk_token_create() would have refused, and a begin in the future: one
	 * printable sentence each, such as "exp: 1700000000000 is in milliseconds; …". Empty: none.
	 */
	otk_strings problems;
	int64_t issued_at;  /* s since the epoch */
	int64_t expires_at; /* s; a token without one: issued_at + 86 400, as the platform has it */
	otk_token_kind kind;
	otk_token_check signature;
	otk_flag expired; /* by the clock, or by `now` */
	int32_t reserved;
} otk_token;

OTK_ASSERT_NO_TAIL(otk_token, reserved);

/*
 * Take a token apart, T1 or JWT. key may be NULL: the signature is then not checked, and said so.
 * A wrong signature or a past expiry is no error here but said in the record; OTK_E_TOKEN means
 * that the text is no token. now: s since the epoch, 0 = the clock. [any thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_token_inspect(
	const otk_key *key, const char *token, int64_t now, otk_token **parts, otk_error *error);

/*
 * Is this token good: signature by this key, not expired (leeway: seconds granted), and for
 * session_id if that is not NULL? OTK_E_TOKEN, OTK_E_TOKEN_EXPIRED otherwise; OTK_E_UNSUPPORTED
 * when the key has no public half to check with. now: s since the epoch, 0 = the clock. [any
 * thread]
 */
OTK_API OTK_MUST_CHECK otk_status otk_token_verify(const otk_key *key, const char *token,
	const char *session_id, int64_t leeway, int64_t now, otk_error *error);

OTK_END_DECLS

#endif
