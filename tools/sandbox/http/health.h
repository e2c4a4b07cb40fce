/* SPDX-License-Identifier: MIT */
/* Asks a running sandbox whether it responds: an image has no other program that could. */
#ifndef OTK_SANDBOX_HEALTH_H
#define OTK_SANDBOX_HEALTH_H

/* Returns the exit status; why the server is not healthy was printed. */
int sandbox_health_check(const char *url);

#endif
