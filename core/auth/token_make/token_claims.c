/* SPDX-License-Identifier: MIT */
/* The claims of JWT client tokens. */
#include "config.h"

#include "core/auth/token_make/token_claims.h"

#include <string.h>

#include "core/auth/key/key.h"
#include "core/base/json/json_string.h"

#include "core/base/cold.h"

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

static const otk_token_part opentok_parts[] = {OPENTOK_CLAIMS(PART) OTK_TOKEN_NO_PART};
static const otk_token_part vonage_parts[] = {VONAGE_CLAIMS(PART) OTK_TOKEN_NO_PART};

static bool is_opentok(const otk_token_content *content)
{
	return content->key->backend == OTK_BACKEND_OPENTOK;
}

const otk_token_part *otk_token_claims(const otk_token_content *content)
{
	return is_opentok(content) ? opentok_parts : vonage_parts;
}

void otk_token_claim_name(const otk_token_part *claim, char name[OTK_CLAIM_NAME_SIZE])
{
	const char *begin = claim->text + strlen(",\"");
	const size_t size = strcspn(begin, "\"");

	memcpy(name, begin, size);
	name[size] = '\0';
}

int otk_token_claim_index(const otk_token_content *content, const otk_slice *wanted)
{
	const otk_token_part *claims = otk_token_claims(content);
	char name[OTK_CLAIM_NAME_SIZE];

	for (int i = 0; claims[i].size; i++) {
		otk_token_claim_name(&claims[i], name);
		if (otk_slice_is(wanted, name))
			return i;
	}
	return -1;
}
