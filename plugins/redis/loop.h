/* SPDX-License-Identifier: MIT */
/*
 * The plugin's descriptors behind one epoll descriptor, which the client's loop watches:
 * connections to servers, and one timer.
 */
#ifndef OTK_REDIS_LOOP_H
#define OTK_REDIS_LOOP_H

#include <stdbool.h>
#include <stdint.h>

typedef struct event_loop {
	int epoll_fd;
	int timer_fd;
} event_loop;

/* A descriptor in the loop. */
typedef struct loop_link {
	int fd;          /* -1: none */
	uint32_t events; /* EPOLLIN, EPOLLOUT */
	void (*ready)(void *userdata, uint32_t events);
	void *userdata;
} loop_link;

/* Returns false, with errno, if a descriptor cannot be made. */
bool otk_redis_loop_open(event_loop *self);
void otk_redis_loop_close(event_loop *self);
/* Calls ready() of each descriptor that is ready. Returns true if the timer expired. */
bool otk_redis_loop_run(event_loop *self);
/* at: monotonic ms; -1: never. */
void otk_redis_loop_set_timer(event_loop *self, int64_t at);
int64_t otk_redis_loop_now(void);
/* Watches the descriptor for these events; 0: no longer. Returns false if that is impossible. */
bool otk_redis_loop_watch(event_loop *self, loop_link *link, uint32_t events);

#endif
