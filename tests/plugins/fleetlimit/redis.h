/* SPDX-License-Identifier: MIT */
/* A Redis or Valkey server of a test, on loopback and on a socket in the folder of the test. */
#ifndef OTK_TESTS_FLEETLIMIT_REDIS_H
#define OTK_TESTS_FLEETLIMIT_REDIS_H

#include <stdbool.h>
#include <sys/types.h>

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
/* Starts the server that all tests of a program use; for otk_test_main(), which skips on 77. */
int redis_set_up(redis *self);
/* By SIGKILL. */
void redis_stop(redis *self);

#endif
