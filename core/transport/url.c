/* SPDX-License-Identifier: MIT */
/* Which URLs we call: https, or http to this machine. Stricter than libcurl, and cheaper. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/base/status.h"
#include "core/base/text.h"
#include "core/transport/internal.h"

/* Pieces of "scheme://host:port/…". */
typedef struct parts {
	bool plain;
	const char *host; /* brackets included */
	size_t host_size;
	const char *authority_end;
} parts;

static bool is_host_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.' || c == '_';
}

static bool is_v6_char(char c)
{
	return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || (c >= '0' && c <= '9') ||
	       c == ':' || c == '.';
}

static const char *parse_host(const char *at, parts *url)
{
	const char *begin = at;

	if (*at == '[') {
		for (at++; is_v6_char(*at); at++)
			;
		if (*at != ']' || at == begin + 1)
			return "the address in brackets is not an IPv6 address";
		at++;
	} else {
		while (is_host_char(*at))
			at++;
	}
	if (at == begin)
		return "it has no host";
	url->host = begin;
	url->host_size = (size_t)(at - begin);
	if (*at == '@' || (*at == ':' && memchr(at, '@', strcspn(at, "/?#"))))
		return "user names and passwords do not belong into it";
	if (*at == ':') {
		size_t digits = strspn(at + 1, "0123456789");
		int64_t port;

		if (!otk_parse_int(at + 1, digits, &port) || port < 1 || port > 65535)
			return "its port is not a number from 1 to 65535";
		at += 1 + digits;
	}
	if (*at && !strchr("/?#", *at))
		return "its host has a character that no host name has (international names are "
		       "written as xn--…)";
	url->authority_end = at;
	return NULL;
}

static bool is_loopback(const parts *url)
{
	char host[64];

	if (url->host_size >= sizeof(host))
		return false;
	memcpy(host, url->host, url->host_size);
	host[url->host_size] = '\0';
	return !strcasecmp(host, "localhost") || !strcmp(host, "[::1]") ||
	       (!strncmp(host, "127.", 4) && otk_is_ipv4(host));
}

/* Scheme, host and port. NULL, or why not. */
static const char *parse_origin(const char *text, parts *url)
{
	const char *at, *problem;

	if (!strncasecmp(text, "https://", 8)) {
		at = text + 8;
		url->plain = false;
	} else if (!strncasecmp(text, "http://", 7)) {
		at = text + 7;
		url->plain = true;
	} else {
		return "it does not begin with https://";
	}
	problem = parse_host(at, url);
	if (problem)
		return problem;
	if (url->plain && !is_loopback(url))
		return "http:// is allowed to this machine only (127.0.0.1, [::1], localhost): "
		       "use https://";
	return NULL;
}

/* What follows the origin. */
static const char *parse_rest(const char *at)
{
	for (; *at; at++) {
		if (*at == '#')
			return "it has a fragment (#…)";
		if ((unsigned char)*at <= 0x20 || *at == 0x7f)
			return "it has a space or a control character";
	}
	return NULL;
}

static const char *parse(const char *text, parts *url)
{
	const char *problem = parse_origin(text, url);

	return problem ? problem : parse_rest(url->authority_end);
}

static bool begins_with(const char *url, const otk_origin *origin)
{
	return origin->size && !strncmp(url, origin->text, origin->size) &&
	       strchr("/?", url[origin->size]); /* or its end */
}

static void remember(otk_origin *origin, const char *url, size_t size)
{
	if (size >= sizeof(origin->text))
		return;
	memcpy(origin->text, url, size);
	origin->size = size;
}

static const char *check(const char *url, otk_origin *origin, size_t *origin_size)
{
	const char *problem;
	parts parsed;

	if (!url)
		return "it is not set";
	if (strnlen(url, OTK_URL_MAX + 1) > OTK_URL_MAX)
		return "it has more than 8192 characters";
	if (begins_with(url, origin)) {
		*origin_size = origin->size;
		return parse_rest(url + origin->size);
	}
	problem = parse(url, &parsed);
	if (problem)
		return problem;
	*origin_size = (size_t)(parsed.authority_end - url);
	remember(origin, url, *origin_size);
	return NULL;
}

otk_status otk_url_check_next(otk_origin *origin, const char *url, const char *what,
	size_t *origin_size, otk_error *error)
{
	const char *problem = check(url, origin, origin_size);

	/* The text itself is not quoted: it may hold a signature or a password. */
	return problem ? otk_fail(error, OTK_E_ARGUMENT, "%s cannot be used: %s", what, problem)
		       : OTK_OK;
}

otk_status otk_url_check(const char *url, const char *what, otk_error *error)
{
	otk_origin none = {.size = 0};
	size_t origin_size;

	return otk_url_check_next(&none, url, what, &origin_size, error);
}

bool otk_url_is_plain(const char *url)
{
	return !strncasecmp(url, "http://", 7);
}

void otk_url_host(const char *url, char *host, size_t size)
{
	parts parsed;

	if (parse_origin(url, &parsed))
		snprintf(host, size, "the server");
	else
		snprintf(
			host, size, "%.*s", (int)(parsed.authority_end - parsed.host), parsed.host);
}
