/* SPDX-License-Identifier: MIT */
/* Checks that a running sandbox responds; an OCI image has no other program for this. */
#ifndef OTK_SANDBOX_HEALTH_H
#define OTK_SANDBOX_HEALTH_H

/* Returns the exit status; on failure the reason was printed. */
int sandbox_health_check(const char *url);

#endif
