/* SPDX-License-Identifier: MIT */
/* JSON web tokens: parsing, verifying HS256 and RS256, signing HS256. */
#ifndef OTK_SANDBOX_JWT_H
#define OTK_SANDBOX_JWT_H

#include <json-c/json_object.h>
#include <stdbool.h>
#include <stddef.h>

#include "tools/sandbox/base/memory.h"

typedef struct sandbox_jwt {
	const char *text;
	size_t signed_length;
	json_object *header;
	json_object *claims;
	sandbox_bytes signature;
} sandbox_jwt;

/* Parses a token; the text must live as long as the result. */
bool sandbox_jwt_parse(sandbox_jwt *jwt, const char *text);
void sandbox_jwt_clear(sandbox_jwt *jwt);

bool sandbox_jwt_is(const sandbox_jwt *jwt, const char *algorithm);
bool sandbox_jwt_verify_secret(const sandbox_jwt *jwt, const char *secret);
bool sandbox_jwt_verify_key(const sandbox_jwt *jwt, const char *public_pem);

/* Returns a token signed by HS256. free() it. */
char *sandbox_jwt_sign(json_object *claims, const char *secret);

/* Returns what may be shown of a credential "SCHEME TOKEN" or "TOKEN": {"scheme", "header",
 * "payload"} of a JWT, otherwise the scheme alone. json_object_put() it. */
json_object *sandbox_jwt_redact(const char *value);

#endif
