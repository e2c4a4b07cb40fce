/* SPDX-License-Identifier: MIT */
/* The claims of JWT client tokens. */
#include "config.h"

#include "core/auth/token_make/token_claims.h"

#include "core/auth/key/key.h"

/*
 * One list for each kind of key: how the claim is written, its name, and its value or the JSON text
 * of a constant.
 */
#define OPENTOK_CLAIMS(X)                           \
	X(TEXT, "iss", OTK_TOKEN_PROJECT)           \
	X(CONSTANT, "ist", "\"project\"")           \
	X(NUMBER, "iat", OTK_TOKEN_ISSUED)          \
	X(NUMBER, "exp", OTK_TOKEN_EXPIRES)         \
	X(NUMBER, "nonce", OTK_TOKEN_NONCE)         \
	X(TEXT, "role", OTK_TOKEN_ROLE)             \
	X(CONSTANT, "scope", "\"session.connect\"") \
	X(TEXT, "session_id", OTK_TOKEN_SESSION)    \
	X(TEXT, "connection_data", OTK_TOKEN_DATA)  \
	X(TEXT, "initial_layout_class_list", OTK_TOKEN_CLASSES)

#define VONAGE_CLAIMS(X)                                       \
	X(TEXT, "application_id", OTK_TOKEN_PROJECT)           \
	X(NUMBER, "iat", OTK_TOKEN_ISSUED)                     \
	X(NUMBER, "exp", OTK_TOKEN_EXPIRES)                    \
	X(TEXT, "jti", OTK_TOKEN_NONCE)                        \
	X(CONSTANT, "sub", "\"video\"")                        \
	X(CONSTANT, "acl", "{\"paths\":{\"/session/**\":{}}}") \
	X(CONSTANT, "scope", "\"session.connect\"")            \
	X(TEXT, "session_id", OTK_TOKEN_SESSION)               \
	X(TEXT, "role", OTK_TOKEN_ROLE)                        \
	X(TEXT, "connection_data", OTK_TOKEN_DATA)             \
	X(TEXT, "initial_layout_class_list", OTK_TOKEN_CLASSES)

/* Each claim is written with a leading comma; the first comma is replaced by '{'. */
#define TEXT(name, value)   {",\"" name "\":\"", sizeof(name) + 4, (value), OTK_ESCAPE_JSON},
#define NUMBER(name, value) {",\"" name "\":", sizeof(name) + 3, (value), OTK_ESCAPE_NONE},
#define CONSTANT(name, json) \
	{",\"" name "\":" json, sizeof(name json) + 3, OTK_TOKEN_CONSTANT, OTK_ESCAPE_NONE},
#define PART(write, name, value) write(name, value)
#define NAME(write, name, value) name,

static const otk_token_part opentok_parts[] = {OPENTOK_CLAIMS(PART) OTK_TOKEN_NO_PART};
static const otk_token_part vonage_parts[] = {VONAGE_CLAIMS(PART) OTK_TOKEN_NO_PART};

/* Names in place: pointers would be relocated at each start. */
typedef char claim_name[28];
static const claim_name opentok_names[] = {OPENTOK_CLAIMS(NAME)};
static const claim_name vonage_names[] = {VONAGE_CLAIMS(NAME)};

static bool is_opentok(const otk_token_content *content)
{
	return content->key->backend == OTK_BACKEND_OPENTOK;
}

const otk_token_part *otk_token_claims(const otk_token_content *content)
{
	return is_opentok(content) ? opentok_parts : vonage_parts;
}

const char *otk_token_claim_name(const otk_token_content *content, int index)
{
	return is_opentok(content) ? opentok_names[index] : vonage_names[index];
}

int otk_token_claim_index(const otk_token_content *content, const otk_slice *name)
{
	const int count = (int)(is_opentok(content) ? OTK_COUNT_OF(opentok_names)
						    : OTK_COUNT_OF(vonage_names));

	for (int i = 0; i < count; i++)
		if (otk_slice_is(name, otk_token_claim_name(content, i)))
			return i;
	return -1;
}
