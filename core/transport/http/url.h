/* SPDX-License-Identifier: MIT */
/* Which URLs are called: https, or http to this machine. */
#ifndef OTK_TRANSPORT_URL_H
#define OTK_TRANSPORT_URL_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/error/status.h"

#define OTK_URL_MAX 8192

/*
 * Checks scheme, host, port and length; plain http is accepted for loopback only, user information
 * and fragments are not. what: the name of the URL in the message. The URL itself is not quoted.
 */
otk_status otk_url_check(const char *url, const char *what, otk_error *error);
/* Returns whether a checked URL uses http. */
bool otk_url_is_plain(const char *url);
/* Copies host and port of a checked URL, for messages. */
void otk_url_host(const char *url, char *host, size_t size);

#endif
