/* SPDX-License-Identifier: MIT */
/* Whether an address is on this machine. */
#ifndef OTK_SANDBOX_LOOPBACK_H
#define OTK_SANDBOX_LOOPBACK_H

#include <stdbool.h>
#include <sys/socket.h>

bool sandbox_is_loopback(const struct sockaddr *address);

/* Whether the URL's host is a loopback address or "localhost". No name is looked up: even that
 * would leave the machine. */
bool sandbox_is_loopback_url(const char *url);

#endif
