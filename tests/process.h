/* SPDX-License-Identifier: MIT */
/* Programs of others that a test needs beside it: proxies, front ends. They die with the test. */
#ifndef OTK_TESTS_PROCESS_H
#define OTK_TESTS_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

/* Looked for in PATH and in /usr/sbin. */
bool otk_program_exists(const char *name);
/*
 * Start it, with its output thrown away, and wait until something listens on the port of loopback.
 * argv ends in NULL. -1: it did not come up within 5 s (or the program is not there).
 */
pid_t otk_program_start(const char *const *argv, int port);
/* Kill it and wait for its end. */
void otk_program_stop(pid_t process);

#endif
