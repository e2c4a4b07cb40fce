/* SPDX-License-Identifier: MIT */
/* Refuses requests made by web pages, by the headers Host, Origin and Sec-Fetch-Site. */
#include "config.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/request/access/guard.h"
#include "tools/sandbox/request/access/token.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/request/route.h"

/* The service's own names: /etc/hosts redirects clients whose address cannot be changed. No web
 * page can make these names point here. */
static const char *const service_domains[] = {"opentok.com", "vonage.com", "nexmo.com"};

enum { MAX_HOST = 255 };

typedef struct authority {
	char host[MAX_HOST + 1]; /* without brackets */
	int64_t port;
} authority;

/* Splits "host[:port]". False: it is malformed. */
static bool split_authority(authority *parts, const char *text, int64_t default_port)
{
	const bool bracket = *text == '[';
	const char *host = text + bracket;
	const size_t length = strcspn(host, bracket ? "]" : ":");
	const char *rest = host + length;

	*parts = (authority){.port = default_port};
	if (!length || length > MAX_HOST || (bracket && *rest != ']'))
		return false;
	memcpy(parts->host, host, length);
	rest += bracket;
	if (!*rest)
		return true;
	return *rest == ':' && sandbox_number(rest + 1, &parts->port);
}

/* Whether it is the host of an address that --url names. */
static bool is_named_host(const sandbox *box, const char *host)
{
	for (size_t i = 0; i < box->options.url_count; i++) {
		authority parts;

		if (split_authority(&parts, strstr(box->options.urls[i], "://") + 3, 0) &&
			strcasecmp(parts.host, host) == 0)
			return true;
	}
	return false;
}

/* With the published credentials only names of this machine. Otherwise any IP address: a web
 * page reaches the sandbox with its own name as Host, which it makes point here, never with an
 * address. */
static bool is_own_name(const sandbox *box, const char *host)
{
	struct in6_addr v6;
	struct in_addr v4;

	if (strcasecmp(host, "localhost") == 0 || strcmp(host, "::1") == 0 ||
		strcasecmp(host, box->options.bind) == 0 || is_named_host(box, host))
		return true;
	if (box->token && inet_pton(AF_INET6, host, &v6) == 1)
		return true;
	return inet_pton(AF_INET, host, &v4) == 1 && (box->token || ntohl(v4.s_addr) >> 24 == 127);
}

/* Clients may reach a sandbox with credentials of its own, or an address of --url, through another
 * port. A Unix socket has none. */
static bool is_own_port(const sandbox *box, const authority *parts)
{
	return !box->port || box->token || parts->port == (int64_t)box->port ||
	       is_named_host(box, parts->host);
}

static bool is_service_name(const char *host)
{
	for (size_t i = 0; i < COUNT_OF(service_domains); i++) {
		const size_t length = strlen(service_domains[i]);
		const size_t whole = strlen(host);

		if (whole < length || strcasecmp(host + whole - length, service_domains[i]) != 0)
			continue;
		if (whole == length || host[whole - length - 1] == '.')
			return true;
	}
	return false;
}

static int64_t default_port(const sandbox *box)
{
	return box->options.https ? 443 : 80;
}

/* The control interface insists on its own address and port. The service's routes may be reached
 * through a relay on another port of this machine. */
static bool is_known_host(const sandbox_request *request, const char *text, bool control)
{
	authority parts;

	if (!split_authority(&parts, text, default_port(request->box)))
		return false;
	if (is_own_name(request->box, parts.host))
		return !control || is_own_port(request->box, &parts);
	return !control && is_service_name(parts.host);
}

/* The server that the client means. */
static const char *host_of(const sandbox_request *request)
{
	return request->authority ? request->authority : sandbox_header(request, "Host");
}

/* The origin of the server's own page: its address, as this request has it, or one of --url. */
static bool is_own_origin(const sandbox_request *request, const char *origin)
{
	const sandbox *box = request->box;
	const char *scheme = box->options.https ? "https://" : "http://";
	const char *host = host_of(request);
	authority parts;

	for (size_t i = 0; i < box->options.url_count; i++)
		if (strcasecmp(origin, box->options.urls[i]) == 0)
			return true;
	if (strncasecmp(origin, scheme, strlen(scheme)) != 0 ||
		!split_authority(&parts, origin + strlen(scheme), default_port(box)))
		return false;
	if (box->token || !box->port)
		return host && strcasecmp(origin + strlen(scheme), host) == 0;
	return is_own_name(box, parts.host) && parts.port == (int64_t)box->port;
}

static bool changes_nothing(const sandbox_request *request)
{
	return strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;
}

/* Whether a header is there twice: another server in between may have read the other line. */
static bool is_ambiguous(const sandbox_request *request)
{
	static const char *const names[] = {"Host", "Origin", "Sec-Fetch-Site"};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (sandbox_header_count(request, names[i]) > 1)
			return true;
	return false;
}

bool sandbox_guard_check(sandbox_request *request)
{
	const bool control = sandbox_is_control(request);
	const char *host = host_of(request);
	const char *origin = sandbox_header(request, "Origin");
	const char *site = sandbox_header(request, "Sec-Fetch-Site");

	/* Errors repeat what was sent; a browser must not guess that they are a page. */
	if (control)
		sandbox_reply_header(request, "X-Content-Type-Options", "nosniff");
	if (is_ambiguous(request))
		sandbox_refuse(request, 400, 400,
			"Host, Origin and Sec-Fetch-Site may have one line each");
	else if (host && !is_known_host(request, host, control))
		sandbox_refuse(request, 403, 403,
			"The Host \"%.100s\" is not this server; use %s, or start it with --url",
			host, request->box->url);
	else if (!control && changes_nothing(request))
		return true;
	else if (origin && !is_own_origin(request, origin))
		sandbox_refuse(
			request, 403, 403, "Requests of the origin \"%.100s\" are refused", origin);
	else if (site && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0)
		sandbox_refuse(request, 403, 403, "Requests of other web sites are refused");
	else
		return !control || sandbox_token_check(request);
	return false;
}
