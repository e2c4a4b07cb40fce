/* SPDX-License-Identifier: MIT */
/* Third-party programs that a test needs, such as proxies. They are killed when the test ends. */
#ifndef OTK_TESTS_PROCESS_H
#define OTK_TESTS_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

/* Searches PATH and /usr/sbin. */
bool otk_program_exists(const char *name);
/*
 * Starts a program, discards its output, and waits until something listens on the loopback port.
 * argv ends in NULL. Returns -1 if the program is missing or does not listen within 5 s
 * (otk_test_ms()).
 */
pid_t otk_program_start(const char *const *argv, int port);
/* Kills the program and waits until it has ended. */
void otk_program_stop(pid_t process);

#endif
