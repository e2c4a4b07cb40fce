/* SPDX-License-Identifier: MIT */
/* Client tokens (T1 and JWT) that are given to SIP, renders, captions and the Audio Connector. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/crypto/jwt.h"
#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/request/access/client_token.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/request/route.h"
#include "tools/sandbox/state/clock.h"
#include "tools/sandbox/state/project.h"

enum { DEFAULT_LIFE = 86400, SIGNATURE_DIGITS = 40 };

/* A parsed token of either format. */
typedef struct client_token {
	json_object *fields; /* session_id, role, connection_data ... */
	int64_t ends;        /* s since the epoch */
	char *issuer;
	sandbox_bytes plain; /* T1: the text; the signature covers the part after the first colon */
	char signature[SIGNATURE_DIGITS + 1];
	sandbox_jwt jwt;
	bool is_jwt;
} client_token;

static void clear_token(client_token *token)
{
	json_object_put(token->fields);
	free(token->issuer);
	sandbox_bytes_free(&token->plain);
	sandbox_jwt_clear(&token->jwt);
}

static bool parse_t1(client_token *token, const char *text)
{
	json_object *head;
	char *colon;
	int64_t made = 0;

	if (!sandbox_base64_decode(text, strlen(text), &token->plain) ||
		strlen(token->plain.data) != token->plain.size)
		return false;
	colon = strchr(token->plain.data, ':');
	head = colon ? sandbox_form_decode(token->plain.data, (size_t)(colon - token->plain.data))
		     : NULL;
	token->fields = colon ? sandbox_form_decode(colon + 1, strlen(colon + 1)) : NULL;
	token->issuer = sandbox_copy(sandbox_json_text(head, "partner_id", ""));
	strncat(token->signature, sandbox_json_text(head, "sig", ""), SIGNATURE_DIGITS);
	json_object_put(head);
	if (!sandbox_number(sandbox_json_text(token->fields, "expire_time", ""), &token->ends)) {
		if (!sandbox_number(sandbox_json_text(token->fields, "create_time", ""), &made) ||
			made > SANDBOX_LAST_SECOND)
			return false;
		token->ends = made + DEFAULT_LIFE;
	}
	return token->fields != NULL && token->ends >= 0 && token->ends <= SANDBOX_LAST_SECOND;
}

static bool parse_jwt(client_token *token, const char *text)
{
	if (!sandbox_jwt_parse(&token->jwt, text))
		return false;
	token->is_jwt = true;
	token->fields = json_object_get(token->jwt.claims);
	token->ends = sandbox_json_seconds(token->fields, "exp",
		sandbox_json_member(token->fields, "exp")
			? 0
			: sandbox_json_seconds(token->fields, "iat", 0) + DEFAULT_LIFE);
	token->issuer = sandbox_copy(sandbox_json_text(
		token->fields, "application_id", sandbox_json_text(token->fields, "iss", "")));
	return true;
}

static bool parse_token(client_token *token, const char *text)
{
	*token = (client_token){0};
	return strncmp(text, "T1==", 4) != 0 ? parse_jwt(token, text) : parse_t1(token, text + 4);
}

static bool verify_t1(const client_token *token, const char *secret)
{
	const char *data = strchr(token->plain.data, ':') + 1;
	unsigned char digest[20] = {0};
	char *digits;
	bool good;

	sandbox_hmac_sha1(secret, data, strlen(data), digest);
	digits = sandbox_hex(digest, sizeof(digest));
	good = sandbox_same_text(digits, token->signature);
	free(digits);
	return good;
}

static bool verify_token(const sandbox_request *request, const client_token *token)
{
	const char *secret = sandbox_json_text(request->project, "secret", "");

	if (strcmp(token->issuer, request->owner) != 0)
		return false;
	if (!token->is_jwt)
		return *secret && verify_t1(token, secret);
	if (sandbox_is_unified(request->owner))
		return sandbox_jwt_is(&token->jwt, "RS256") &&
		       sandbox_jwt_verify_key(
			       &token->jwt, sandbox_json_text(request->project, "_publicKey", ""));
	return sandbox_jwt_is(&token->jwt, "HS256") &&
	       sandbox_jwt_verify_secret(&token->jwt, secret);
}

/* Returns why the role of the token is not sufficient; NULL: it is. */
static const char *role_problem(const client_token *token, unsigned int flags)
{
	const bool moderator = sandbox_json_is(token->fields, "role", "moderator");
	/* The default role. */
	const bool publisher =
		strcmp(sandbox_json_text(token->fields, "role", "publisher"), "publisher") == 0;

	if (flags & SANDBOX_MODERATOR && !moderator)
		return "Captions need a token of the role moderator";
	if (flags & SANDBOX_PUBLISHER && !moderator && !publisher)
		return "The composer needs a token of the role publisher or moderator";
	return NULL;
}

bool sandbox_client_token_check(sandbox_request *request)
{
	const char *text = sandbox_json_text(request->input, "token", "");
	const char *problem;
	client_token token;

	if (request->box->options.lenient_tokens)
		return true;
	if (!parse_token(&token, text) || !verify_token(request, &token))
		sandbox_refuse(request, 403, 10001, "The token is invalid");
	else if (!sandbox_json_is(
			 token.fields, "session_id", sandbox_json_text(request->session, "id", "")))
		sandbox_refuse(request, 403, 10007, "The token belongs to another session");
	else if (token.ends * 1000 < sandbox_now(request->box))
		sandbox_refuse(request, 403, 10012, "The token has expired");
	else if ((problem = role_problem(&token, request->route->flags)))
		sandbox_refuse(request, 403, 10002, "%s", problem);
	clear_token(&token);
	return !request->replied;
}

char *sandbox_client_token_data(const char *text)
{
	client_token token;
	char *data = NULL;

	if (parse_token(&token, text))
		data = sandbox_copy(sandbox_json_text(token.fields, "connection_data", ""));
	clear_token(&token);
	return data ? data : sandbox_copy("");
}
