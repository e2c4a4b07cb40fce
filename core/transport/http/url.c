/* SPDX-License-Identifier: MIT */
/* Decides which URLs may be called; stricter than libcurl's own check. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "core/base/text/text.h"
#include "core/transport/http/url.h"

#include "core/base/cold.h"

/* Parts of "scheme://host:port/…". */
typedef struct parts {
	bool plain;       /* http, not https */
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
		return "it has a user name or a password";
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
	return otk_ascii_equal(host, "localhost", SIZE_MAX) || strcmp(host, "[::1]") == 0 ||
	       (strncmp(host, "127.", 4) == 0 && otk_is_ipv4(host));
}

/* Parses scheme, host and port. Returns NULL, or what is wrong. */
static const char *parse_origin(const char *text, parts *url)
{
	const char *at, *problem;

	if (otk_ascii_equal(text, "https://", 8)) {
		at = text + 8;
		url->plain = false;
	} else if (otk_ascii_equal(text, "http://", 7)) {
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

/* Checks path and query. Returns NULL, or the problem. */
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

static const char *parse_url(const char *text, parts *url)
{
	const char *problem = parse_origin(text, url);

	return problem ? problem : parse_rest(url->authority_end);
}

static const char *problem_of(const char *url)
{
	parts parsed;

	if (!url)
		return "it is not set";
	if (strnlen(url, OTK_URL_MAX + 1) > OTK_URL_MAX)
		return "it has more than 8192 characters";
	return parse_url(url, &parsed);
}

otk_status otk_url_check(const char *url, const char *what, otk_error *error)
{
	const char *problem = problem_of(url);

	/* The URL is not quoted: it may hold a signature or a password. */
	return problem ? otk_fail(error, OTK_E_ARGUMENT, "%s: %s", what, problem) : OTK_OK;
}

bool otk_url_is_plain(const char *url)
{
	return otk_ascii_equal(url, "http://", 7);
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
