/* SPDX-License-Identifier: MIT */
/* How one process uses its part of the fleet's limit. */
#include "plugins/fleetlimit/quota.h"

#include <string.h>

#include "plugins/types/random.h"

#include "plugins/types/small.h"

#define PARTS 1024 /* of a window, for `phase` and `lead` */
/* A lease holds about this many tokens, so that few messages are needed … */
#define LEASE_TOKENS 64
/* … but lasts at most this long, because it reserves what others could use. */
#define LEASE_MS 30000
/* Calls that pay for one order of more tokens within a window: 2 % more messages than calls. */
#define TOP_UP_COST 50
#define TOP_UPS_MAX 4 /* in one window */
/* Wait for an unanswered order: this, and more if many calls wait. */
#define POLL_MS     2
#define POLL_MS_MAX 50

/* ---- windows and clocks */

static int64_t server_time(const quota *self, int64_t now)
{
	return now + self->offset_ms;
}

static int64_t window_number(const quota *self, int64_t now)
{
	return server_time(self, now) / self->rules.window_ms;
}

/* ms since the window of `now` began. */
static int64_t elapsed_ms(const quota *self, int64_t now)
{
	return server_time(self, now) % self->rules.window_ms;
}

/*
 * The last part of a window, a reserve for network delays and clock errors: no token becomes usable
 * in it, and no request is sent in its second half.
 */
static int64_t guard_ms(const quota *self)
{
	return self->rules.window_ms / 20 + 1;
}

int64_t otk_fleet_quota_share(const quota *self)
{
	if (self->rules.share)
		return self->rules.share;
	return self->last_lease > 0 ? self->last_lease : 1;
}

static quota_window *window_at(quota *self, int64_t number)
{
	quota_window *window = &self->windows[(uint64_t)number % QUOTA_RING];

	if (window->number != number)
		*window = (quota_window){.number = number, .paced = true};
	if (self->away && !window->leased && !window->own) {
		window->granted = otk_fleet_quota_share(self);
		window->own = true;
	}
	return window;
}

/* Tokens of the window that have become usable `at` ms after its beginning. */
static int64_t usable_tokens(const quota *self, const quota_window *window, int64_t at)
{
	const int64_t span = self->rules.window_ms - guard_ms(self);
	int64_t count = window->granted;

	if (at > self->rules.window_ms - guard_ms(self) / 2)
		return 0;
	if (window->paced && at < span)
		count = (at * window->granted * PARTS / span + self->phase) / PARTS;
	return count < window->granted ? count : window->granted;
}

/* ms after the beginning of the window at which its token number `index` (from 1) is usable. */
static int64_t usable_at(const quota *self, const quota_window *window, int64_t index)
{
	const int64_t span = self->rules.window_ms - guard_ms(self);
	const int64_t parts = index * PARTS - (int64_t)self->phase;

	if (!window->paced || parts <= 0)
		return 0;
	return (parts * span + window->granted * PARTS - 1) / (window->granted * PARTS);
}

static void choose_lead(quota *self)
{
	self->lead = PARTS * 3 / 10 + otk_random_below(&self->random, PARTS / 2);
}

void otk_fleet_quota_init(quota *self, const quota_rules *rules, uint64_t random)
{
	memset(self, 0, sizeof(*self));
	self->rules = *rules;
	self->random = random | 1;
	self->phase = otk_random_below(&self->random, PARTS);
	self->credit = TOP_UP_COST * 2;
	self->lease_most = 1;
	choose_lead(self);
}

/* ---- questions */

/* Begins a window at its first call: the arrivals of the last window become part of the demand. */
static void begin_window(quota *self, int64_t now)
{
	const int64_t number = window_number(self, now);
	int64_t passed = number - self->current;

	if (!passed)
		return;
	self->current = number;
	if (passed < 0 || passed > QUOTA_RING)
		self->demand_x16 = 0;
	for (; passed > 0 && self->demand_x16 + self->arrivals; passed--) {
		const int64_t arrivals_x16 = self->arrivals * 16;

		/* A rise is followed at once, a fall within some windows. */
		if (arrivals_x16 > self->demand_x16)
			self->demand_x16 = arrivals_x16;
		else
			self->demand_x16 -= (self->demand_x16 - arrivals_x16 + 3) / 4;
		self->arrivals = 0;
	}
	self->arrivals = 0;
}

static int64_t poll_ms(int64_t ahead)
{
	const int64_t ms = POLL_MS + ahead / 4;

	return ms < POLL_MS_MAX ? ms : POLL_MS_MAX;
}

/* Whether the current window has no tokens left, and the server may have some. */
static bool may_top_up(const quota *self, const quota_window *window, int64_t at)
{
	if (window->used < window->granted || window->spent || window->own ||
		window->top_ups >= TOP_UPS_MAX || at > self->rules.window_ms * 9 / 10)
		return false;
	return !window->limited || (self->credit >= TOP_UP_COST && at > self->rules.window_ms / 4);
}

/* The wait of a call that has `ahead` calls before it. */
static int64_t wait_ms(quota *self, int64_t now, int64_t ahead)
{
	const int64_t number = window_number(self, now);
	int64_t at = 0;

	if (!self->away &&
		(self->ordered || !self->synced ||
			may_top_up(self, window_at(self, number), elapsed_ms(self, now))))
		return poll_ms(ahead);
	for (int64_t i = 0; i < 3; i++) {
		quota_window window = *window_at(self, number + i);
		const int64_t start = (number + i) * self->rules.window_ms;

		if (!window.leased && !window.own && i)
			window.granted = otk_fleet_quota_share(self);
		if (window.used + ahead < window.granted) {
			at = start + usable_at(self, &window, window.used + ahead + 1);
			if (at > server_time(self, now))
				break;
		}
		if (window.granted > window.used)
			ahead -= window.granted - window.used;
		if (ahead < 0)
			ahead = 0;
		at = start + self->rules.window_ms;
	}
	at -= server_time(self, now);
	return at > 0 ? at : 1;
}

int64_t otk_fleet_quota_ask(quota *self, int64_t now, bool is_new)
{
	const int64_t ahead = is_new ? (int64_t)self->waiting : 0;
	quota_window *window;

	begin_window(self, now);
	if (is_new)
		self->arrivals++;
	if (now < self->cool_until)
		return self->cool_until - now;
	window = window_at(self, self->current);
	if (usable_tokens(self, window, elapsed_ms(self, now)) - window->used > ahead) {
		window->used++;
		self->credit++;
		return 0;
	}
	return wait_ms(self, now, ahead);
}

/* ---- orders */

/* Calls expected in a window. */
static int64_t expected_calls(const quota *self)
{
	const int64_t demand = (self->demand_x16 * 9 / 8 + 15) / 16;

	return demand > self->arrivals ? demand : self->arrivals;
}

/* Tokens that one window needs. */
static int64_t wanted_tokens(const quota *self)
{
	return expected_calls(self) + (int64_t)self->waiting;
}

static bool is_steady(const quota *self)
{
	return self->demand_x16 >= 8;
}

static bool needs_next(const quota *self, int64_t at)
{
	return self->leased_to <= self->current && (is_steady(self) || self->waiting) &&
	       (at * PARTS >= self->lead * self->rules.window_ms || !self->synced);
}

/* The first leases are short, because the demand is not known yet. */
static int64_t lease_windows(const quota *self)
{
	int64_t each = wanted_tokens(self), most = LEASE_MS / self->rules.window_ms, count;

	if (self->last_lease > 0 && self->last_lease < each)
		each = self->last_lease;
	if (most > self->lease_most)
		most = self->lease_most;
	count = is_steady(self) && each ? (LEASE_TOKENS + each - 1) / each : 1;
	return count < most ? count : most > 1 ? most : 1;
}

bool otk_fleet_quota_needs_order(quota *self, int64_t now, int64_t answer_ms, quota_order *order)
{
	const int64_t at = elapsed_ms(self, now);
	quota_window *window;
	bool top_up, next;

	begin_window(self, now);
	window = window_at(self, self->current);
	top_up = self->waiting && may_top_up(self, window, at);
	next = needs_next(self, at);
	if (self->ordered || now < self->cool_until || (!top_up && !next))
		return false;
	next = next || (top_up && self->leased_to <= self->current && is_steady(self));
	*order = (quota_order){.first = top_up ? self->current : self->current + 1,
		.count = (top_up ? 1 : 0) + (next ? lease_windows(self) : 0),
		.want_next = wanted_tokens(self),
		.leased_to = self->leased_to,
		.holders = self->holders,
		.random = otk_random_below(&self->random, 1u << 20)};
	if (order->want_next < 1)
		order->want_next = 1;
	order->want_first = top_up ? (int64_t)self->waiting : order->want_next;
	if (self->synced)
		order->server_limit_ms = server_time(self, now) + answer_ms;
	else
		order->first = 0;
	if (top_up) {
		window->top_ups++;
		if (window->limited)
			self->credit -= TOP_UP_COST;
	}
	self->ordered = true;
	return true;
}

int64_t otk_fleet_quota_next_order(const quota *self, int64_t now)
{
	const int64_t at = elapsed_ms(self, now), length = self->rules.window_ms;
	int64_t lead = self->lead * length / PARTS + 1;

	if (!is_steady(self) && !self->waiting) {
		if (!self->registered)
			return -1;
		lead = (self->leased_to + 2) * length - server_time(self, now);
		return lead > 1 ? lead : 1;
	}
	if (self->leased_to > window_number(self, now))
		lead += (self->leased_to - window_number(self, now)) * length;
	return lead > at ? lead - at : 1;
}

/* The server's time lies between sending and receiving; a shorter round trip is more precise. */
static void set_clock(quota *self, int64_t now, int64_t sent_at, int64_t server_ms)
{
	const int64_t rtt = now - sent_at;

	if (self->synced && rtt > self->best_rtt_ms) {
		self->best_rtt_ms++;
		return;
	}
	self->best_rtt_ms = rtt;
	self->offset_ms = server_ms - (sent_at + rtt / 2);
	self->synced = true;
}

void otk_fleet_quota_granted(quota *self, int64_t now, int64_t sent_at, const quota_order *order,
	const quota_grant *grant)
{
	int64_t sum = 0, fresh = 0;

	self->ordered = self->away = false;
	self->holders = grant->holders;
	set_clock(self, now, sent_at, grant->server_ms);
	choose_lead(self);
	for (int64_t i = 0; i < grant->count; i++) {
		const int64_t number = grant->first + i, tokens = grant->windows[i].tokens;
		const int64_t want = i ? order->want_next : order->want_first;
		quota_window *window = window_at(self, number);

		if (window->leased || number == window_number(self, now))
			window->spent = tokens < want;
		else
			window->limited = tokens < want;
		if (number > self->leased_to) {
			sum += tokens;
			fresh++;
			self->leased_to = number;
		}
		/* The server left the share free, so its tokens do not come on top of it. */
		if (window->own && !window->leased)
			window->granted =
				window->used && tokens < window->granted ? window->granted : tokens;
		else
			window->granted += tokens;
		window->leased = true;
		/* Usable at once only if little is granted, even if every process does this. */
		window->paced = grant->windows[i].total * 2 > self->rules.requests ||
				window->granted * grant->holders * 2 > self->rules.requests;
	}
	self->registered = true;
	if (fresh) {
		self->last_lease = sum / fresh;
		self->last_want = order->want_next;
		if (self->lease_most < QUOTA_LEASE_MAX)
			self->lease_most *= 2;
	}
	if (grant->cool_ms > 0)
		otk_fleet_quota_cool(self, now + grant->cool_ms);
}

void otk_fleet_quota_lost(quota *self, int64_t now)
{
	(void)now;
	self->ordered = false;
	self->away = true;
}

void otk_fleet_quota_up(quota *self)
{
	self->away = false;
}

void otk_fleet_quota_cool(quota *self, int64_t until)
{
	if (until > self->cool_until)
		self->cool_until = until;
}

/* ---- unused tokens */

bool otk_fleet_quota_leaves(quota *self, int64_t now)
{
	begin_window(self, now);
	if (!self->registered || self->ordered || self->waiting || is_steady(self) ||
		self->leased_to + 1 >= self->current)
		return false;
	self->registered = false;
	return true;
}

/* Whether the demand has changed so much since the lease that another one is better. */
static bool is_misfit(const quota *self)
{
	const int64_t wanted = wanted_tokens(self);

	return wanted > self->last_want * 2 + 8 ||
	       (self->last_lease > wanted * 4 && !self->waiting);
}

size_t otk_fleet_quota_take_unused(
	quota *self, int64_t now, bool all, int64_t windows[QUOTA_RING], int64_t tokens[QUOTA_RING])
{
	int64_t number;
	size_t count = 0;

	begin_window(self, now);
	number = self->current + (all ? 0 : 2);
	if (!self->synced || self->ordered || number > self->leased_to ||
		(!all && !is_misfit(self)))
		return 0;
	for (; number <= self->leased_to && count < QUOTA_RING; number++) {
		quota_window *window = window_at(self, number);

		if (!window->leased || window->granted <= window->used)
			continue;
		windows[count] = number;
		tokens[count++] = window->granted - window->used;
		window->granted = window->used;
		window->leased = false;
	}
	self->leased_to = self->current + (all ? 0 : 1);
	self->lease_most = 1;
	return count;
}
