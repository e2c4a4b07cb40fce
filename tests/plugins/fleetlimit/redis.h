/* SPDX-License-Identifier: MIT */
/* A Redis or Valkey server of a test, on loopback and on a socket in the folder of the test. */
#ifndef OTK_TESTS_FLEETLIMIT_REDIS_H
#define OTK_TESTS_FLEETLIMIT_REDIS_H

#include <stdbool.h>
#include <sys/types.h>

#include "tests/harness.h"

typedef struct redis {
	pid_t process; /* 0: not running */
	int port;      /* 0: one is chosen when it starts */
	bool is_sentinel;
	char socket[200];
} redis;

/* Returns false if neither redis-server nor valkey-server is installed. */
bool redis_exists(void);
/* A port that is free now. */
int redis_free_port(void);
/* Starts it, with the lines of a configuration file; may be started again after redis_stop(). */
bool redis_start(redis *self, const char *configuration);
/* By SIGKILL. */
void redis_stop(redis *self);
/* otk_test_main() with a server that all tests of a program use; skips them if there is none. */
int redis_test_main(const char *suite, const otk_test *tests, size_t count, redis *server);

#endif
