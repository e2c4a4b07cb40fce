/* SPDX-License-Identifier: MIT */
/* Authenticates a request and checks that its credential permits the route. */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "tools/sandbox/base/crypto/jwt.h"
#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/request/access/auth.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/request/route.h"
#include "tools/sandbox/state/clock.h"

/* Bytes of a pattern of an acl, and of a path that one may permit. */
enum { MAX_PATTERN = 256, MAX_PATH = 1024 };

/* In seconds. */
enum {
	ISSUED_LEEWAY = 60, /* tolerance for iat and nbf */
	EXPIRY_LEEWAY = 5,  /* tolerance for exp */
	LIFE_MAX = 300,     /* longest life of a request token */
	LIFE_MAX_UNIFIED = 24 * 3600
};

static bool refuse_unsigned(sandbox_request *request)
{
	sandbox_refuse(request, 403, -1, "No suitable authentication found");
	return false;
}

/* Returns the id of the token's issuer and the kind of document that holds its credential; *kind
 * is NULL if ist is missing or unknown. */
static const char *find_issuer(const sandbox_jwt *jwt, const char **kind)
{
	const char *ist;

	if (sandbox_jwt_is(jwt, "RS256")) {
		*kind = "application";
		return sandbox_json_text(jwt->claims, "application_id", "");
	}
	/* The Ruby SDK puts ist into the JOSE header. */
	ist = sandbox_json_text(jwt->claims, "ist", sandbox_json_text(jwt->header, "ist", ""));
	*kind = strcmp(ist, "account") == 0   ? "account"
		: strcmp(ist, "project") == 0 ? "project"
					      : NULL;
	return sandbox_json_text(jwt->claims, "iss", "");
}

static bool check_token_times(sandbox_request *request, const sandbox_jwt *jwt, bool unified)
{
	const int64_t now = sandbox_wall(request->box) / 1000;
	const int64_t made = sandbox_json_seconds(jwt->claims, "iat", 0);
	const int64_t ends = sandbox_json_seconds(jwt->claims, "exp", 0);

	if (!made || !ends)
		sandbox_refuse(request, 403, 10001, "The token lacks a usable iat or exp");
	else if (ends + EXPIRY_LEEWAY < now)
		sandbox_refuse(request, 403, 10012, "The token has expired");
	else if (made > now + ISSUED_LEEWAY ||
		 sandbox_json_seconds(jwt->claims, "nbf", 0) > now + ISSUED_LEEWAY)
		sandbox_refuse(request, 403, 10001, "The token is from the future");
	else if (ends - made > (unified ? LIFE_MAX_UNIFIED : LIFE_MAX))
		sandbox_refuse(request, 403, 10001, "The token lives too long");
	else
		return true;
	return false;
}

/* The signature of a recorded request was not written. */
static bool check_token_signature(const sandbox_request *request, const sandbox_jwt *jwt,
	json_object *credential, bool unified)
{
	if (request->recorded)
		return true;
	if (unified)
		return sandbox_jwt_verify_key(jwt, sandbox_json_text(credential, "_publicKey", ""));
	return sandbox_jwt_is(jwt, "HS256") &&
	       sandbox_jwt_verify_secret(jwt, sandbox_json_text(credential, "secret", ""));
}

/* Where matching resumes when a wildcard must match one more character. */
typedef struct wildcard {
	const char *pattern; /* after the wildcard; NULL: none was met */
	const char *path;
} wildcard;

/* Backtracks: the last "*" matches one more character of its segment, or else the last "**" one
 * more of any. False: neither can. */
static bool take_more(wildcard *one, wildcard *any, const char **pattern, const char **path)
{
	wildcard *last = one->pattern && *one->path && *one->path != '/' ? one : any;

	if (last == any)
		one->pattern = NULL;
	if (!last->pattern || !*last->path)
		return false;
	*pattern = last->pattern;
	*path = ++last->path;
	return true;
}

/* "*" takes a part of one segment, and "**" any number of segments. */
static bool is_path_like(const char *pattern, const char *path)
{
	wildcard one = {NULL, NULL}, any = {NULL, NULL};

	for (;;) {
		if (strcmp(pattern, "/**") == 0 && !*path)
			return true;
		if (strncmp(pattern, "**", 2) == 0) {
			pattern += 2;
			any = (wildcard){pattern, path};
			one.pattern = NULL;
		} else if (*pattern == '*') {
			one = (wildcard){++pattern, path};
		} else if (*pattern == *path) {
			if (!*path)
				return true;
			pattern++;
			path++;
		} else if (!take_more(&one, &any, &pattern, &path)) {
			return false;
		}
	}
}

/* Whether an entry of the acl permits the method of the request; without a list it permits all. */
static bool acl_has_method(const sandbox_request *request, json_object *entry)
{
	const char *method = strcmp(request->method, "HEAD") == 0 ? "GET" : request->method;
	json_object *methods = sandbox_json_member(entry, "methods");

	return !methods || (json_object_is_type(methods, json_type_array) &&
				   sandbox_json_list_has(methods, method));
}

/* An acl is {"paths":{PATTERN:{"methods":[...]}}}. Anything else permits nothing. */
static bool acl_allows(const sandbox_request *request, json_object *claims)
{
	json_object *acl = sandbox_json_member(claims, "acl");
	json_object *paths = sandbox_json_member(acl, "paths");
	json_object_iter each;

	if (!acl || (json_object_is_type(acl, json_type_object) && !paths))
		return true;
	if (!json_object_is_type(paths, json_type_object) || strlen(request->path) > MAX_PATH)
		return false;
	json_object_object_foreachC(paths, each) {
		if (strlen(each.key) <= MAX_PATTERN && is_path_like(each.key, request->path) &&
			acl_has_method(request, each.val))
			return true;
	}
	return false;
}

static bool check_token(sandbox_request *request, const sandbox_jwt *jwt, const char *kind)
{
	const bool unified = strcmp(kind, "application") == 0;

	if (!request->project) {
		sandbox_refuse(request, 403, -1, "Issuer not found");
		return false;
	}
	if (!check_token_signature(request, jwt, request->project, unified)) {
		sandbox_refuse(request, 403, 10001, "The signature of the token is invalid");
		return false;
	}
	if (!check_token_times(request, jwt, unified))
		return false;
	if (!acl_allows(request, jwt->claims)) {
		sandbox_refuse(request, 403, 10002, "The token does not permit this path");
		return false;
	}
	if (sandbox_json_is(request->project, "status", "SUSPENDED")) {
		sandbox_refuse(request, 403, -1, "The project is suspended");
		return false;
	}
	return true;
}

static bool check_token_scope(sandbox_request *request, const char *kind)
{
	const bool account = strcmp(kind, "account") == 0;
	const sandbox_auth auth = request->route ? request->route->auth : SANDBOX_AUTH_SIGNED;

	if (account != (auth == SANDBOX_AUTH_ACCOUNT) && auth != SANDBOX_AUTH_ANY &&
		request->route) {
		sandbox_refuse(
			request, 403, 10002, "Tokens of this kind (ist) are not permitted here");
		return false;
	}
	if (auth == SANDBOX_AUTH_PROJECT &&
		strcmp(sandbox_parameter(request, "id"), request->owner) != 0) {
		sandbox_refuse(
			request, 403, -1, "Id in the token does not match the one in the url");
		return false;
	}
	return true;
}

static bool check_signed_request(sandbox_request *request, const char *text)
{
	sandbox_jwt jwt;
	const char *kind;
	const char *id;
	bool good;

	if (!sandbox_jwt_parse(&jwt, text) ||
		(!sandbox_jwt_is(&jwt, "HS256") && !sandbox_jwt_is(&jwt, "RS256"))) {
		sandbox_refuse(request, 403, 10001, "The token is malformed");
		sandbox_jwt_clear(&jwt);
		return false;
	}
	request->claims = sandbox_new_object();
	sandbox_json_set(request->claims, "header", json_object_get(jwt.header));
	sandbox_json_set(request->claims, "payload", json_object_get(jwt.claims));
	id = find_issuer(&jwt, &kind);
	if (!kind) {
		sandbox_refuse(
			request, 403, 10001, "The token has no ist: \"project\" or \"account\"");
		sandbox_jwt_clear(&jwt);
		return false;
	}
	request->project = sandbox_store_get(request->box->store, kind, id);
	request->owner = id;
	good = check_token(request, &jwt, kind) && check_token_scope(request, kind);
	if (request->project) /* the id in the token is freed with it */
		request->owner = sandbox_json_text(request->project, "id", "");
	else
		request->owner = NULL;
	sandbox_jwt_clear(&jwt);
	return good;
}

static bool check_basic_request(sandbox_request *request)
{
	const char *header = sandbox_header(request, "Authorization");
	sandbox_bytes plain = {0};
	char *colon = NULL;

	if (header && strncasecmp(header, "Basic ", 6) == 0 &&
		sandbox_base64_decode(header + 6, strlen(header + 6), &plain))
		colon = strchr(plain.data, ':');
	if (colon) {
		*colon = '\0';
		request->project =
			sandbox_store_get(request->box->store, "vonage-account", plain.data);
		if (!sandbox_same_text(
			    sandbox_json_text(request->project, "secret", ""), colon + 1))
			colon = NULL;
	}
	if (!request->project || !colon)
		colon = NULL;
	else
		request->owner = sandbox_json_text(request->project, "id", "");
	if (plain.data)
		explicit_bzero(plain.data, plain.size);
	sandbox_bytes_free(&plain);
	if (!colon)
		sandbox_refuse(request, 401, 401, "Provide an API key and secret by HTTP Basic");
	return colon != NULL;
}

bool sandbox_auth_check(sandbox_request *request)
{
	const sandbox_auth auth = request->route ? request->route->auth : SANDBOX_AUTH_SIGNED;
	const char *signature = sandbox_header(request, "X-OPENTOK-AUTH");
	const char *bearer = sandbox_header(request, "Authorization");
	const char *partner = sandbox_header(request, "X-TB-PARTNER-AUTH");

	if (auth == SANDBOX_AUTH_NONE || auth == SANDBOX_AUTH_CONTROL)
		return true;
	if (auth == SANDBOX_AUTH_BASIC)
		return check_basic_request(request);
	if (signature)
		return check_signed_request(request, signature);
	if (bearer && strncasecmp(bearer, "Bearer ", 7) == 0)
		return check_signed_request(request, bearer + 7 + strspn(bearer + 7, " "));
	if (partner) {
		if (strchr(partner, ':'))
			sandbox_refuse(request, 403, 10004, "Partner authentication was withdrawn");
		else
			sandbox_refuse(request, 403, 10003, "Malformed partner authentication");
		return false;
	}
	return refuse_unsigned(request);
}
