/* SPDX-License-Identifier: MIT */
/* The password of the server, from a file: settings can be on a command line, a password cannot. */
#ifndef OTK_REDIS_SECRET_H
#define OTK_REDIS_SECRET_H

#include <otk/plugin.h>

/* Reads the first line; *password is freed with otk_redis_secret_free(). */
otk_status otk_redis_secret_read(
	const otk_host *host, const char *path, char **password, otk_error *error);
void otk_redis_secret_free(char *password);

#endif
