/* SPDX-License-Identifier: MIT */
/* The token of the control interface. It is required unless the credentials are the published
 * ones. */
#include "config.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/request/access/token.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/request/route.h"

#define COOKIE "otk-sandbox"

/* Returns the value of the cookie, from which the token cannot be computed. free() it. */
static char *cookie_value(const sandbox *box)
{
	static const char purpose[] = "cookie of the control interface";
	unsigned char digest[32] = {0};

	sandbox_hmac_sha256(box->token, purpose, sizeof(purpose) - 1, digest);
	return sandbox_hex(digest, sizeof(digest));
}

bool sandbox_token_is(const sandbox *box, const char *text)
{
	return !box->token || sandbox_same_text(box->token, text);
}

bool sandbox_token_in_header(const sandbox_request *request)
{
	const char *given = sandbox_header(request, "X-Otk-Sandbox-Token");

	return !request->box->token || (given && sandbox_token_is(request->box, given));
}

static bool has_bearer_token(const sandbox_request *request)
{
	const char *given = sandbox_header(request, "Authorization");

	return given && strncasecmp(given, "Bearer ", 7) == 0 &&
	       sandbox_token_is(request->box, given + 7 + strspn(given + 7, " "));
}

/* A browser sends the cookie with every request to this host, also for pages of other origins.
 * So a request that changes something must have the Origin of the sandbox's page, which the
 * guard checks. */
static bool has_cookie(const sandbox_request *request)
{
	const char *given =
		MHD_lookup_connection_value(request->connection, MHD_COOKIE_KIND, COOKIE);
	const bool reads =
		strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;
	char *wanted;
	bool good;

	if (!given || (!reads && !sandbox_header(request, "Origin")))
		return false;
	wanted = cookie_value(request->box);
	good = sandbox_same_text(wanted, given);
	free(wanted);
	return good;
}

bool sandbox_token_check(sandbox_request *request)
{
	if (!request->box->token || (request->route && request->route->flags & SANDBOX_OPEN) ||
		sandbox_token_in_header(request) || has_bearer_token(request) ||
		has_cookie(request))
		return true;
	sandbox_reply_header(request, "WWW-Authenticate", "Bearer realm=\"otk-sandbox\"");
	sandbox_refuse(request, 401, 401,
		"The control interface needs its token: Authorization: Bearer TOKEN");
	return false;
}

void sandbox_token_set_cookie(sandbox_request *request, bool clear)
{
	char *value = clear ? sandbox_copy("") : cookie_value(request->box);
	char *cookie = sandbox_print(COOKIE "=%s; Path=/; HttpOnly; SameSite=Strict%s%s", value,
		clear ? "; Max-Age=0" : "", request->box->options.https ? "; Secure" : "");

	sandbox_reply_header(request, "Set-Cookie", cookie);
	free(cookie);
	free(value);
}
