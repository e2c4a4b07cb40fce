/* SPDX-License-Identifier: MIT */
/* Addresses of servers. Names are resolved once: hiredis would block while it resolves them. */
#include "plugins/redis/address.h"

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "plugins/types/small.h"

#define PORT_DEFAULT 6379

static otk_status refuse_address(const otk_host *host, const char *why, otk_error *error)
{
	/* Not the text itself: it may hold a password. */
	return host->fail(error, OTK_E_ARGUMENT,
		"server: %s; write redis://host:6379/0, rediss://host or unix:/path", why);
}

/* strncasecmp() obeys the locale: in Turkish, "I" is not a capital "i". prefix: in lower case. */
static bool begins_with(const char *text, const char *prefix)
{
	while (*prefix &&
		(*text == *prefix || (*text >= 'A' && *text <= 'Z' && (*text | 0x20) == *prefix))) {
		text++;
		prefix++;
	}
	return !*prefix;
}

static bool read_number(const char *text, const char *end, int most, int *number)
{
	char *stop;
	const long value = strtol(text, &stop, 10);

	if (stop == text || stop != end || value < 0 || value > most || text[0] == '+' ||
		text[0] == '-')
		return false;
	*number = (int)value;
	return true;
}

static otk_status resolve_name(const otk_host *host, address *self, otk_error *error)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG};
	struct addrinfo *found = NULL;
	int code = getaddrinfo(self->host, NULL, &hints, &found);

	if (!code) {
		code = getnameinfo(found->ai_addr, found->ai_addrlen, self->ip, sizeof(self->ip),
			NULL, 0, NI_NUMERICHOST);
		freeaddrinfo(found);
	}
	if (code)
		return host->fail(error, OTK_E_NETWORK,
			"server: the name %s cannot be resolved: %s", self->host,
			gai_strerror(code));
	return OTK_OK;
}

/* host, host:port, [ipv6]:port */
static otk_status read_host(
	const otk_host *host, const char *text, const char *end, address *self, otk_error *error)
{
	const bool bracket = text[0] == '[';
	const char *name = text + bracket, *stop = name;

	while (stop < end && *stop != (bracket ? ']' : ':'))
		stop++;
	if (stop == name || (size_t)(stop - name) >= sizeof(self->host) || (bracket && stop == end))
		return refuse_address(host, "the host is missing or too long", error);
	memcpy(self->host, name, (size_t)(stop - name));
	stop += bracket;
	self->port = PORT_DEFAULT;
	if (stop < end &&
		(*stop != ':' || !read_number(stop + 1, end, 65535, &self->port) || !self->port))
		return refuse_address(host, "the port is not a number from 1 to 65535", error);
	return OTK_OK;
}

static otk_status read_socket(
	const otk_host *host, const char *text, const char *end, address *self, otk_error *error)
{
	const char *query = memchr(text, '?', (size_t)(end - text));
	const char *stop = query ? query : end;

	if (text[0] != '/' ||
		(size_t)(stop - text) >= sizeof(((struct sockaddr_un *)NULL)->sun_path))
		return refuse_address(
			host, "the path of a socket begins with / and is short", error);
	memcpy(self->host, text, (size_t)(stop - text));
	if (query && (strncmp(query, "?db=", 4) != 0 ||
			     !read_number(query + 4, end, 9999, &self->database)))
		return refuse_address(host, "only ?db=NUMBER may follow the path", error);
	return OTK_OK;
}

static otk_status read_one(
	const otk_host *host, const char *text, const char *end, address *self, otk_error *error)
{
	const char *slash;
	otk_status status;

	if (memchr(text, '@', (size_t)(end - text)))
		return refuse_address(host,
			"it holds a user or password; use the settings user and passwordFile",
			error);
	if (begins_with(text, "unix:"))
		return read_socket(
			host, text + (begins_with(text, "unix://") ? 7 : 5), end, self, error);
	self->tls = begins_with(text, "rediss://");
	if (!self->tls && !begins_with(text, "redis://"))
		return refuse_address(host, "it is not an address", error);
	text += self->tls ? 9 : 8;
	slash = memchr(text, '/', (size_t)(end - text));
	if (slash && slash + 1 < end && !read_number(slash + 1, end, 9999, &self->database))
		return refuse_address(host, "the database is not a number", error);
	status = read_host(host, text, slash ? slash : end, self, error);
	return status ? status : resolve_name(host, self, error);
}

otk_status otk_redis_addresses_read(const otk_host *host, const char *text,
	address list[ADDRESSES_MAX], size_t *count, otk_error *error)
{
	otk_status status = OTK_OK;

	*count = 0;
	while (!status && *(text += strspn(text, " ,"))) {
		const char *end = text + strcspn(text, " ,");

		if (*count == ADDRESSES_MAX)
			return refuse_address(host, "there are more than 8 of them", error);
		memset(&list[*count], 0, sizeof(list[0]));
		status = read_one(host, text, end, &list[(*count)++], error);
		text = end;
	}
	if (!status && !*count)
		return refuse_address(host, "it is missing", error);
	return status;
}
