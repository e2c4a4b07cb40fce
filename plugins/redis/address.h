/* SPDX-License-Identifier: MIT */
/* Where a server is: "redis://host:port/db", "rediss://host" (TLS), "unix:/path?db=1". */
#ifndef OTK_REDIS_ADDRESS_H
#define OTK_REDIS_ADDRESS_H

#include <otk/plugin.h>
#include <stdbool.h>

#define ADDRESS_HOST_SIZE 256
#define ADDRESSES_MAX     8

typedef struct address {
	char host[ADDRESS_HOST_SIZE]; /* a name, as the user wrote it; or the path of a socket */
	char ip[64];                  /* its address; "": a socket */
	int port;
	int database;
	bool tls;
} address;

/* Reads one or more addresses, separated by blanks or commas, and resolves the names. */
otk_status otk_redis_addresses_read(const otk_host *host, const char *text,
	address list[ADDRESSES_MAX], size_t *count, otk_error *error);

#endif
