/* SPDX-License-Identifier: MIT */
/*
 * The plugin's descriptors behind one epoll descriptor, which the client's loop watches: connections
 * of hiredis, and one timer.
 */
#ifndef OTK_FLEETLIMIT_LOOP_H
#define OTK_FLEETLIMIT_LOOP_H

#include <hiredis/async.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct fleet_loop {
	int epoll_fd;
	int timer_fd;
} fleet_loop;

/* A connection in the loop. */
typedef struct loop_link {
	fleet_loop *loop;
	redisAsyncContext *redis; /* NULL: not connected */
	uint32_t events;          /* EPOLLIN, EPOLLOUT */
} loop_link;

/* Returns false, with errno, if a descriptor cannot be made. */
bool otk_fleet_loop_open(fleet_loop *self);
void otk_fleet_loop_close(fleet_loop *self);
/* Calls hiredis for the connections that are ready. Returns true if the timer expired. */
bool otk_fleet_loop_run(fleet_loop *self);
/* at: monotonic ms; -1: never. */
void otk_fleet_loop_set_timer(fleet_loop *self, int64_t at);
int64_t otk_fleet_loop_now(void);
/* Takes over a new connection of hiredis. Returns false if the loop does not accept it. */
bool otk_fleet_loop_add(fleet_loop *self, loop_link *link, redisAsyncContext *redis);
/* Sends what hiredis has collected, without waiting. */
void otk_fleet_loop_flush(loop_link *link);

#endif
