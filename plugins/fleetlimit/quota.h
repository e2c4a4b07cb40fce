/* SPDX-License-Identifier: MIT */
/*
 * How one process uses its part of the fleet's limit. It does no I/O: the caller passes the
 * time, sends the orders and hands over the responses of the server.
 *
 * The server's clock is divided into windows of the length `window_ms`. A lease is a number of
 * tokens for each of some windows; a token is a request, and is used in its window or lost. So the
 * sum of all processes in a window is never above the limit, whatever their clocks say.
 *
 * Times are monotonic ms of this process, unless a name says "server".
 */
#ifndef OTK_FLEETLIMIT_QUOTA_H
#define OTK_FLEETLIMIT_QUOTA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Entries of the ring of windows, here and in the script; more than twice QUOTA_LEASE_MAX. */
#define QUOTA_RING      128
#define QUOTA_LEASE_MAX 32 /* windows in one lease */

typedef struct quota_rules {
	int64_t requests; /* of the whole fleet in a window */
	int64_t window_ms;
	int64_t share; /* requests in a window without the server; 0: as the last lease */
} quota_rules;

typedef struct quota_window {
	int64_t number;
	int64_t granted;
	int64_t used;
	uint8_t top_ups; /* orders for more tokens made in this window */
	bool leased;
	bool paced;   /* tokens become usable one after the other, else all at once */
	bool limited; /* the server granted less than was ordered */
	bool spent;   /* the server has no more for this window */
	bool own;     /* granted without the server, see `away` */
} quota_window;

typedef struct quota {
	quota_rules rules;
	quota_window windows[QUOTA_RING];
	int64_t offset_ms; /* server's clock minus ours */
	int64_t best_rtt_ms;
	int64_t current;   /* number of the window of the last question */
	int64_t leased_to; /* number of the last leased window; 0: none */
	int64_t cool_until;
	int64_t arrivals;   /* calls that came in the current window */
	int64_t demand_x16; /* smoothed arrivals in a window, times 16 */
	int64_t last_lease; /* tokens for one window */
	int64_t last_want;  /* tokens that were ordered for one window */
	int64_t lease_most; /* windows that the next lease may have */
	int64_t holders;    /* processes with a lease, as the server said; 0: unknown */
	int64_t credit;     /* calls sent since, which pay for orders of more tokens */
	size_t waiting;     /* calls that were told to wait; kept by the caller */
	uint32_t phase;     /* of 1024: spreads the processes within a window */
	uint32_t lead;      /* of 1024: from which part of a window the next one is ordered */
	uint64_t random;
	bool synced;     /* offset_ms is known */
	bool ordered;    /* an order is unanswered */
	bool registered; /* the server counts this process */
	bool away;       /* the server is unreachable: the share is used */
} quota;

typedef struct quota_order {
	int64_t first; /* window; 0: that of the server's clock */
	int64_t count;
	int64_t want_first;
	int64_t want_next; /* in each further window */
	int64_t leased_to;
	int64_t holders;
	int64_t server_limit_ms; /* after this time of the server nothing is granted; 0: no limit */
	uint32_t random;         /* below 2^20 */
} quota_order;

typedef struct quota_grant {
	int64_t server_ms;
	int64_t holders;
	int64_t cool_ms; /* the fleet pauses for this time; 0: it does not */
	int64_t first;
	int64_t count;
	struct {
		int64_t tokens;
		int64_t total; /* granted to all processes */
	} windows[QUOTA_LEASE_MAX + 1];
} quota_grant;

void otk_fleet_quota_init(quota *self, const quota_rules *rules, uint64_t random);
/*
 * Takes a token for a call. Returns 0, or if there is none, the ms to wait. is_new: the call asks
 * for the first time; waiting calls take precedence.
 */
int64_t otk_fleet_quota_ask(quota *self, int64_t now, bool is_new);
/*
 * Returns true if an order should be sent now. The caller sends it, and calls
 * otk_fleet_quota_granted() or otk_fleet_quota_lost(). answer_ms: how long the server may take.
 */
bool otk_fleet_quota_needs_order(quota *self, int64_t now, int64_t answer_ms, quota_order *order);
/* Returns ms until otk_fleet_quota_needs_order() is due again without a new call; -1: never. */
int64_t otk_fleet_quota_next_order(const quota *self, int64_t now);
void otk_fleet_quota_granted(quota *self, int64_t now, int64_t sent_at, const quota_order *order,
	const quota_grant *grant);
/* The server is unreachable: existing leases are used up, then the share. */
void otk_fleet_quota_lost(quota *self, int64_t now);
/* The server can take orders: no more shares. */
void otk_fleet_quota_up(quota *self);
/* The fleet pauses until then. */
void otk_fleet_quota_cool(quota *self, int64_t until);
/*
 * Takes out tokens that will not be used: those of all windows, or (all false) of later windows if
 * the lease no longer fits the demand. Returns the number of windows written.
 */
size_t otk_fleet_quota_take_unused(quota *self, int64_t now, bool all, int64_t windows[QUOTA_RING],
	int64_t tokens[QUOTA_RING]);
/*
 * Returns true, once, if no calls came for some time: the caller then reports to the server that
 * this process needs no part of the limit.
 */
bool otk_fleet_quota_leaves(quota *self, int64_t now);
/* Requests in a window while the server is unreachable. */
int64_t otk_fleet_quota_share(const quota *self);

#endif
