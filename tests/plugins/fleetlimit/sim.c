/* SPDX-License-Identifier: MIT */
/* A fleet in simulated time. */
#include "config.h"

#include "tests/plugins/fleetlimit/sim.h"

#include <hiredis/hiredis.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/fleetlimit/quota.h"
#include "plugins/fleetlimit/script.h"

#define WARM_UP_S 5
#define ANSWER_MS 500
/* The server's clock at the beginning; processes have clocks of their own. */
#define SERVER_BEGIN INT64_C(1790000000123)

typedef struct waiting {
	int64_t due;
	int64_t since;
} waiting;

typedef struct process {
	quota quota;
	int64_t clock; /* its monotonic time minus the simulation's */
	waiting *calls;
	int64_t count, capacity;
	int64_t next_due; /* the earliest of calls */
	int64_t next_arrival;
	int64_t next_order;
	quota_order order;
	quota_grant grant;
	int64_t order_at; /* when the order reaches the server; 0: none */
	int64_t reply_at; /* 0: none */
	int64_t sent_at;
	int64_t done;
	int number;
} process;

typedef struct sim {
	const sim_options *options;
	sim_result *result;
	redisContext *redis;
	char sha[48];
	uint64_t random;
	process *processes;
	int64_t *by_ms; /* calls in each ms */
	int64_t now;
} sim;

static double random_part(sim *self)
{
	uint64_t x = self->random;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	self->random = x;
	return (double)((x * UINT64_C(2685821657736338717)) >> 11) / 9007199254740992.0;
}

static int64_t server_clock(const sim *self)
{
	return SERVER_BEGIN + self->now;
}

static bool is_away(const sim *self)
{
	return self->now >= self->options->away_from_s * 1000 &&
	       self->now < self->options->away_to_s * 1000;
}

/* ---- the server */

static bool connect_server(sim *self)
{
	redisReply *reply;

	self->redis = redisConnectUnix(self->options->socket);
	if (!self->redis || self->redis->err) {
		printf("sim: %s: cannot connect\n", self->options->socket);
		return false;
	}
	reply = redisCommand(self->redis, "FLUSHALL");
	freeReplyObject(reply);
	reply = redisCommand(self->redis, "SCRIPT LOAD %s", fleet_script);
	if (!reply || reply->type == REDIS_REPLY_ERROR) {
		printf("sim: %s\n", reply ? reply->str : "no response");
		freeReplyObject(reply);
		return false;
	}
	snprintf(self->sha, sizeof(self->sha), "%.40s", reply->str);
	freeReplyObject(reply);
	return true;
}

static int64_t number_of(const redisReply *reply)
{
	return reply->type == REDIS_REPLY_INTEGER ? reply->integer : strtoll(reply->str, NULL, 10);
}

static void call_lease(sim *self, process *one)
{
	const quota_order *order = &one->order;
	redisReply *reply = redisCommand(self->redis,
		"EVALSHA %s 2 otk:state otk:set lease %lld %lld p%d %lld %lld %lld %lld %lld %lld %lld "
		"%lld %lld",
		self->sha, (long long)self->options->window_ms, (long long)self->options->limit,
		one->number, (long long)server_clock(self), (long long)order->first,
		(long long)order->count, (long long)order->want_first, (long long)order->want_next,
		(long long)order->leased_to, (long long)order->server_limit_ms,
		(long long)order->holders, (long long)order->random);
	quota_grant *grant = &one->grant;

	if (!reply || reply->type != REDIS_REPLY_ARRAY) {
		printf("sim: %s\n", reply ? reply->str : "no response");
		exit(1);
	}
	*grant = (quota_grant){.server_ms = number_of(reply->element[0]),
		.holders = number_of(reply->element[1]),
		.first = number_of(reply->element[3]),
		.count = (int64_t)(reply->elements - 4) / 2};
	for (int64_t i = 0; i < grant->count; i++) {
		grant->windows[i].tokens = number_of(reply->element[4 + i * 2]);
		grant->windows[i].total = number_of(reply->element[5 + i * 2]);
	}
	freeReplyObject(reply);
}

static void give_back(
	sim *self, const process *one, const int64_t *windows, const int64_t *tokens, size_t count)
{
	char text[QUOTA_RING * 32] = "";
	size_t used = 0;

	used += (size_t)snprintf(text, sizeof(text),
		"EVALSHA %s 2 otk:state otk:set back %lld %lld "
		"p%d %lld 0",
		self->sha, (long long)self->options->window_ms, (long long)self->options->limit,
		one->number, (long long)server_clock(self));
	for (size_t i = 0; i < count; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, " %lld %lld",
			(long long)windows[i], (long long)tokens[i]);
	freeReplyObject(redisCommand(self->redis, text));
	self->result->messages++;
}

/* ---- a process */

static void sent(sim *self, process *one, int64_t since)
{
	const int64_t wait = self->now - since;
	const int64_t begin = SERVER_BEGIN / self->options->window_ms;

	self->by_ms[self->now]++;
	if (wait > self->result->longest_wait_ms)
		self->result->longest_wait_ms = wait;
	self->result->windows[server_clock(self) / self->options->window_ms - begin]++;
	if (self->now < WARM_UP_S * 1000)
		return;
	one->done++;
	self->result->calls++;
}

static void add_waiting(process *one, int64_t due, int64_t since)
{
	if (one->count == one->capacity) {
		one->capacity = one->capacity ? one->capacity * 2 : 16;
		one->calls = realloc(one->calls, (size_t)one->capacity * sizeof(*one->calls));
		if (!one->calls)
			exit(1);
	}
	one->calls[one->count++] = (waiting){due, since};
	if (due < one->next_due)
		one->next_due = due;
}

static void new_call(sim *self, process *one)
{
	int64_t wait;

	one->quota.waiting = (size_t)one->count;
	wait = otk_fleet_quota_ask(&one->quota, self->now + one->clock, true);
	one->next_order = 0;
	if (wait)
		add_waiting(one, self->now + wait, self->now);
	else
		sent(self, one, self->now);
}

static void wake_waiting(sim *self, process *one)
{
	int64_t kept = 0;

	if (self->now < one->next_due)
		return;
	one->next_due = INT64_MAX;
	for (int64_t i = 0; i < one->count; i++) {
		waiting call = one->calls[i];
		int64_t wait = 1;

		if (call.due <= self->now) {
			one->quota.waiting = (size_t)(one->count - 1);
			wait = otk_fleet_quota_ask(&one->quota, self->now + one->clock, false);
			call.due = self->now + wait;
		}
		if (!wait) {
			sent(self, one, call.since);
			continue;
		}
		if (call.due < one->next_due)
			one->next_due = call.due;
		one->calls[kept++] = call;
	}
	one->count = kept;
}

static void order_tokens(sim *self, process *one)
{
	int64_t windows[QUOTA_RING], tokens[QUOTA_RING], next;
	const int64_t now = self->now + one->clock;
	size_t count;

	if (self->now < one->next_order || one->order_at || one->reply_at)
		return;
	one->quota.waiting = (size_t)one->count;
	if (otk_fleet_quota_needs_order(&one->quota, now, ANSWER_MS, &one->order)) {
		one->sent_at = self->now;
		one->order_at = self->now + self->options->rtt_ms / 2 + 1;
		self->result->messages += self->now >= WARM_UP_S * 1000;
	}
	count = otk_fleet_quota_take_unused(&one->quota, now, false, windows, tokens);
	if (count)
		give_back(self, one, windows, tokens, count);
	if (otk_fleet_quota_leaves(&one->quota, now)) {
		freeReplyObject(redisCommand(self->redis,
			"EVALSHA %s 2 otk:state otk:set back %lld %lld p%d %lld 1", self->sha,
			(long long)self->options->window_ms, (long long)self->options->limit,
			one->number, (long long)server_clock(self)));
		self->result->messages++;
	}
	next = otk_fleet_quota_next_order(&one->quota, now);
	one->next_order = next < 0 ? INT64_MAX : self->now + next;
}

static void exchange_messages(sim *self, process *one)
{
	if (one->order_at && self->now >= one->order_at && !is_away(self)) {
		call_lease(self, one);
		one->order_at = 0;
		one->reply_at = self->now + self->options->rtt_ms / 2 + 1;
	} else if (one->order_at && self->now >= one->sent_at + ANSWER_MS) {
		one->order_at = 0;
		otk_fleet_quota_lost(&one->quota, self->now + one->clock);
		one->next_order = self->now + 1 + (int64_t)(random_part(self) * 1000);
	}
	if (one->reply_at && self->now >= one->reply_at) {
		one->reply_at = 0;
		otk_fleet_quota_granted(&one->quota, self->now + one->clock,
			one->sent_at + one->clock, &one->order, &one->grant);
		one->next_order = 0;
	}
}

static void step_process(sim *self, process *one)
{
	const int64_t backlog = one->number < self->options->busy ? 1000 : self->options->backlog;

	exchange_messages(self, one);
	wake_waiting(self, one);
	if (backlog)
		while (one->count < backlog)
			new_call(self, one);
	else if (self->now >= one->next_arrival) {
		new_call(self, one);
		one->next_arrival = self->now + 1 +
				    (int64_t)(random_part(self) * 2000.0 / self->options->per_s);
	}
	order_tokens(self, one);
}

/* ---- the whole */

static void make_processes(sim *self)
{
	const quota_rules rules = {
		.requests = self->options->limit, .window_ms = self->options->window_ms};

	self->processes = calloc((size_t)self->options->processes, sizeof(process));
	self->by_ms = calloc((size_t)self->options->seconds * 1000 + 1, sizeof(int64_t));
	if (!self->processes || !self->by_ms)
		exit(1);
	for (int i = 0; i < self->options->processes; i++) {
		process *one = &self->processes[i];

		otk_fleet_quota_init(&one->quota, &rules, (uint64_t)(random_part(self) * 9e15));
		one->number = i;
		one->clock = 1000 + (int64_t)(random_part(self) * 1e9);
		one->next_due = INT64_MAX;
		one->next_arrival = (int64_t)(random_part(self) * 1000);
	}
}

static void sum_up(sim *self)
{
	sim_result *result = self->result;
	int64_t sum = 0;

	result->least = INT64_MAX;
	for (int i = 0; i < self->options->processes; i++) {
		const process *one = &self->processes[i];

		if (one->done < result->least)
			result->least = one->done;
		if (one->done > result->most)
			result->most = one->done;
		free(one->calls);
	}
	for (int64_t ms = WARM_UP_S * 1000; ms < self->options->seconds * 1000; ms++) {
		sum += self->by_ms[ms];
		if (ms >= WARM_UP_S * 1000 + 1000)
			sum -= self->by_ms[ms - 1000];
		if (sum > result->most_in_a_second)
			result->most_in_a_second = sum;
	}
	result->window_count = self->options->seconds * 1000 / self->options->window_ms;
}

bool sim_run(const sim_options *options, sim_result *result)
{
	sim self = {.options = options, .result = result, .random = options->seed * 2 + 1};

	memset(result, 0, sizeof(*result));
	if (options->seconds > SIM_SECONDS_MAX || !connect_server(&self))
		return false;
	make_processes(&self);
	for (self.now = 0; self.now < options->seconds * 1000; self.now++)
		for (int i = 0; i < options->processes; i++)
			step_process(&self, &self.processes[i]);
	sum_up(&self);
	redisFree(self.redis);
	free(self.processes);
	free(self.by_ms);
	return true;
}
