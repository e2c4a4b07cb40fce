/* SPDX-License-Identifier: MIT */
/*
 * fleetlimit: one limit for all processes of a fleet, over Valkey or Redis. Each client leases
 * tokens ahead of need; before_send() takes one, and never waits for the server. The connections
 * are those of the plugin redis.
 */
#include <otk/plugin.h>

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "plugins/fleetlimit/lease.h"
#include "plugins/fleetlimit/quota.h"
#include "plugins/fleetlimit/script.h"
#include "plugins/fleetlimit/waiters.h"
#include "plugins/types/random.h"
#include "plugins/types/redis.h"
#include "plugins/types/settings.h"

#include "plugins/types/small.h"

typedef struct fleetlimit_settings {
	size_t struct_size;
	int64_t requests;
	int64_t per_ms;
	const char *server;
	const char *fleet;
	const char *user;
	const char *password_file;
	const char *sentinel;
	const char *ca_file;
	const char *cert_file;
	const char *key_file;
	int64_t share;
	int64_t answer_ms;
	int64_t max_wait_ms;
} fleetlimit_settings;

OTK_ASSERT_NO_TAIL(fleetlimit_settings, max_wait_ms);

#define REQUESTS_MAX   1000000
#define PER_MS_MIN     100
#define PER_MS_MAX     60000
#define PER_MS_DEFAULT 1000
#define ANSWER_MS_MAX  10000
#define ANSWER_DEFAULT 500
#define WAIT_MS_MAX    86400000
/* Pause after a 429 without Retry-After. */
#define COOL_MS_DEFAULT 1000
#define COOL_MS_MAX     60000

static const otk_field settings_fields[] = {
	OTK_FIELD(fleetlimit_settings, requests, "requests", .required = 1, .min = 1,
		.max = REQUESTS_MAX,
		.help = "number of requests that the whole fleet may send in the time perMs"),
	OTK_FIELD(fleetlimit_settings, per_ms, "perMs", .min = PER_MS_MIN, .max = PER_MS_MAX,
		.help = "length of that time in ms (default: 1000)"),
	OTK_FIELD(fleetlimit_settings, server, "server", .required = 1, .min = 1, .max = 1024,
		.prefixes = "unix:/|redis://|rediss://",
		.help = "redis://host:port/db, rediss:// (TLS) or unix:/path; several for Sentinel"),
	OTK_FIELD(fleetlimit_settings, fleet, "fleet", .min = 1, .max = 100,
		.alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-",
		.help = "name that the processes share (default: the project id)"),
	OTK_FIELD(fleetlimit_settings, user, "user", .min = 1, .max = 256,
		.help = "user of the server's access control list"),
	OTK_FIELD(fleetlimit_settings, password_file, "passwordFile", .min = 1, .max = 4096,
		.help = "file whose first line is the password; others must not read it"),
	OTK_FIELD(fleetlimit_settings, sentinel, "sentinel", .min = 1, .max = 256,
		.help = "name of the master; the servers are then Sentinels"),
	OTK_FIELD(fleetlimit_settings, ca_file, "caFile", .min = 1, .max = 4096,
		.help = "PEM bundle that the certificate of the server is checked with"),
	OTK_FIELD(fleetlimit_settings, cert_file, "certFile", .min = 1, .max = 4096,
		.help = "PEM certificate of the client"),
	OTK_FIELD(fleetlimit_settings, key_file, "keyFile", .min = 1, .max = 4096,
		.help = "PEM key of that certificate"),
	OTK_FIELD(fleetlimit_settings, share, "share", .min = 1, .max = REQUESTS_MAX,
		.help = "requests in perMs of this client while the server is unreachable (default: as "
			"in the last lease)"),
	OTK_FIELD(fleetlimit_settings, answer_ms, "answerMs", .min = 1, .max = ANSWER_MS_MAX,
		.help = "ms after which a silent server counts as unreachable (default: 500)"),
	OTK_FIELD(fleetlimit_settings, max_wait_ms, "maxWaitMs", .min = 1, .max = WAIT_MS_MAX,
		.help = "refuse a call that would wait longer than this, in ms (default: it waits)"),
};
static const otk_type settings_type =
	OTK_TYPE(fleetlimit_settings, "fleetlimit_settings", settings_fields);

#define NAME_SIZE 192

typedef struct fleetlimit {
	const otk_host *host;
	otk_client *client;
	const otk_redis_api *api; /* of the plugin redis */
	otk_redis *server;
	quota_rules rules;
	quota quota;
	waiters waiters;
	char *fleet; /* NULL: the project id */
	char state_key[NAME_SIZE], set_key[NAME_SIZE], channel[NAME_SIZE];
	char id[40];
	quota_order order; /* the last one */
	int64_t asked_at;  /* when it was sent */
	int64_t answer_ms;
	int64_t max_wait_ms;
	int64_t timer_at; /* -1: not set, -2: not known */
	bool is_ready;    /* the server takes orders */
	bool is_lost;     /* the loss of the server was logged */
} fleetlimit;

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- events of the server */

static void log_text(fleetlimit *self, const char *text)
{
	const otk_pair pairs[] = {
		{"name", "fleetlimit"}, {"server", self->api->name(self->server)}};

	self->host->log(self->client, OTK_LOG_WARNING, "plugin", text, &(otk_map){pairs, 2});
}

static bool lease_answered(void *userdata, const int64_t *numbers, size_t count)
{
	fleetlimit *self = userdata;
	quota_grant grant;

	if (!otk_fleet_lease_read(&grant, &self->rules, numbers, count))
		return false;
	otk_fleet_quota_granted(&self->quota, now_ms(), self->asked_at, &self->order, &grant);
	if (self->is_lost)
		log_text(self, "the server of the fleet's limit is back");
	self->is_lost = false;
	return true;
}

static void server_lost(void *userdata, const char *why)
{
	fleetlimit *self = userdata;
	char text[400];

	self->is_ready = false;
	otk_fleet_quota_lost(&self->quota, now_ms());
	if (!why || self->is_lost)
		return;
	self->is_lost = true;
	snprintf(text, sizeof(text),
		"the server of the fleet's limit is away: %.200s; this client sends at most "
		"%" PRId64 " requests in %" PRId64 " ms until it is back",
		why, otk_fleet_quota_share(&self->quota), self->rules.window_ms);
	log_text(self, text);
}

static void server_up(void *userdata)
{
	fleetlimit *self = userdata;

	self->is_ready = true;
	otk_fleet_quota_up(&self->quota);
}

static void fleet_pauses(void *userdata, int64_t ms)
{
	fleetlimit *self = userdata;

	if (ms > 0)
		otk_fleet_quota_cool(
			&self->quota, now_ms() + (ms < COOL_MS_MAX ? ms : COOL_MS_MAX));
}

/* ---- calls of the script */

static void begin_call(fleetlimit *self, lease_call *call, const char *operation)
{
	otk_fleet_lease_begin(call, operation, &self->rules,
		(const char *const[]){self->state_key, self->set_key, self->id});
}

/* asked_at: now, for an order; 0: nothing but an error is expected. */
static void send_call(fleetlimit *self, lease_call *call, int64_t asked_at)
{
	self->api->call(self->server, call->arguments, call->count, asked_at);
}

static void send_order(fleetlimit *self, int64_t now)
{
	lease_call call;

	self->asked_at = now;
	begin_call(self, &call, "lease");
	otk_fleet_lease_add_order(&call, &self->order);
	send_call(self, &call, now);
}

/* Returns tokens, and with `leaves` also the place of this client in the fleet. */
static void give_back(fleetlimit *self, int64_t now, bool leaves, bool all)
{
	int64_t windows[QUOTA_RING], tokens[QUOTA_RING];
	const size_t count = otk_fleet_quota_take_unused(&self->quota, now, all, windows, tokens);
	lease_call call;

	if (!self->is_ready || (!count && !leaves))
		return;
	begin_call(self, &call, "back");
	otk_fleet_lease_add(&call, leaves);
	for (size_t i = 0; i < count; i++) {
		otk_fleet_lease_add(&call, windows[i]);
		otk_fleet_lease_add(&call, tokens[i]);
	}
	send_call(self, &call, 0);
}

/* ---- the loop */

static void order_if_needed(fleetlimit *self, int64_t now)
{
	self->quota.waiting = self->waiters.count;
	if (!self->is_ready)
		return;
	if (otk_fleet_quota_needs_order(&self->quota, now, self->answer_ms, &self->order))
		send_order(self, now);
	give_back(self, now, false, false);
	if (otk_fleet_quota_leaves(&self->quota, now))
		give_back(self, now, true, false);
}

static void set_timer(fleetlimit *self, int64_t now, int64_t at)
{
	const int64_t next = otk_fleet_quota_next_order(&self->quota, now);

	if (self->is_ready && !self->quota.ordered && next >= 0 && (at < 0 || now + next < at))
		at = now + next;
	if (at == self->timer_at)
		return;
	self->timer_at = at;
	self->api->set_timer(self->server, at);
}

/* Does everything that can be done now. The client's loop and calls run it. */
static void do_work(fleetlimit *self)
{
	int64_t now;

	if (self->api->run(self->server))
		self->timer_at = -2; /* expired */
	now = now_ms();
	order_if_needed(self, now);
	set_timer(self, now, self->api->tick(self->server, now));
}

static void loop_ready(void *userdata)
{
	do_work(userdata);
}

/* ---- hooks */

static otk_verdict refuse_call(fleetlimit *self, int64_t wait, otk_error *error)
{
	(void)self->host->fail(error, OTK_E_REFUSED,
		"fleetlimit: the fleet's limit of %" PRId64 " requests in %" PRId64
		" ms is reached, or the service asked for a pause: the call would wait %" PRId64
		" ms (maxWaitMs: %" PRId64 ")",
		self->rules.requests, self->rules.window_ms, wait, self->max_wait_ms);
	return OTK_VERDICT_REFUSE;
}

/* Whether to check the connection: not at each call, because it takes a system call. */
static bool work_is_due(const fleetlimit *self, int64_t now)
{
	return (self->timer_at >= 0 && now >= self->timer_at) || self->quota.ordered ||
	       !self->is_ready;
}

/* At the first call, because only calls know the project id. */
static void name_fleet(fleetlimit *self, const char *project_id)
{
	const char *fleet = self->fleet ? self->fleet : project_id;

	/* The braces keep all keys of a fleet on one server of a cluster. */
	snprintf(self->state_key, sizeof(self->state_key), "otk:fleet:{%.128s}:state", fleet);
	snprintf(self->set_key, sizeof(self->set_key), "otk:fleet:{%.128s}:set", fleet);
	snprintf(self->channel, sizeof(self->channel), "otk:fleet:{%.128s}:pause", fleet);
	self->api->start(self->server, self->channel);
}

static otk_verdict before_send(
	void *state, const otk_attempt *attempt, int64_t *wait_ms, otk_error *error)
{
	fleetlimit *self = state;
	const bool is_new = !otk_fleet_waiters_has(&self->waiters, attempt->call);
	int64_t wait;

	if (!self->channel[0])
		name_fleet(self, attempt->project_id);
	if (work_is_due(self, attempt->now_ms))
		do_work(self);
	if (!is_new)
		otk_fleet_waiters_remove(&self->waiters, attempt->call);
	self->quota.waiting = self->waiters.count;
	wait = otk_fleet_quota_ask(&self->quota, attempt->now_ms, is_new);
	if (!wait) {
		if (self->timer_at < 0)
			do_work(self);
		return OTK_VERDICT_GO;
	}
	/* If out of memory, the call only loses its precedence over new calls. */
	otk_fleet_waiters_add(&self->waiters, attempt->call);
	if (!self->quota.ordered)
		do_work(self);
	if (self->max_wait_ms && wait > self->max_wait_ms) {
		otk_fleet_waiters_remove(&self->waiters, attempt->call);
		return refuse_call(self, wait, error);
	}
	*wait_ms = wait;
	return OTK_VERDICT_WAIT;
}

/* 429: the whole fleet pauses. */
static void after_receive(void *state, const otk_attempt *attempt)
{
	fleetlimit *self = state;
	lease_call call;
	int64_t ms = COOL_MS_DEFAULT;

	if (attempt->http_status != 429)
		return;
	if (attempt->error && attempt->error->retry_after_ms > 0)
		ms = attempt->error->retry_after_ms;
	if (ms > COOL_MS_MAX)
		ms = COOL_MS_MAX;
	if (self->quota.cool_until >= attempt->now_ms + ms)
		return;
	otk_fleet_quota_cool(&self->quota, attempt->now_ms + ms);
	begin_call(self, &call, "cool");
	otk_fleet_lease_add(&call, ms);
	otk_fleet_lease_add_text(&call, self->channel);
	send_call(self, &call, 0);
}

static void after_complete(void *state, const otk_call *call, otk_status status, const void *record,
	const otk_error *error)
{
	fleetlimit *self = state;

	(void)status;
	(void)record;
	(void)error;
	otk_fleet_waiters_remove(&self->waiters, call);
}

/* ---- life */

static otk_status check_settings(
	const otk_host *host, const fleetlimit_settings *wanted, otk_error *error)
{
	otk_status status;

	if (!wanted || !wanted->requests || !wanted->server)
		return host->fail(error, OTK_E_ARGUMENT,
			"fleetlimit: requests or server is missing; give settings such as "
			"{\"requests\": 1000, \"server\": \"redis://localhost\"}");
	status = otk_settings_check_numbers(host, "fleetlimit", &settings_type, wanted, error);
	if (!status && wanted->user && !wanted->password_file)
		status = host->fail(
			error, OTK_E_ARGUMENT, "fleetlimit: user: needs passwordFile as well");
	if (!status && !wanted->cert_file != !wanted->key_file)
		status = host->fail(error, OTK_E_ARGUMENT,
			"fleetlimit: certFile, keyFile: one needs the other as well");
	return status;
}

static otk_status find_redis(fleetlimit *self, otk_error *error)
{
	const otk_host_calls *calls = self->host->get_extension(OTK_HOST_CALLS_ID);
	const void *api = NULL;
	otk_status status;

	if (!calls)
		return self->host->fail(error, OTK_E_UNSUPPORTED,
			"fleetlimit: this otk is too old; it has no %s", OTK_HOST_CALLS_ID);
	status = calls->interface_get(self->client, OTK_REDIS_ID, OTK_REDIS_MINOR, &api, error);
	self->api = api;
	return status;
}

static otk_status open_server(fleetlimit *self, const fleetlimit_settings *wanted, otk_error *error)
{
	const otk_redis_events events = {.struct_size = sizeof(events),
		.up = server_up,
		.lost = server_lost,
		.reply = lease_answered,
		.message = fleet_pauses,
		.userdata = self};
	const otk_redis_settings settings = {.struct_size = sizeof(settings),
		.server = wanted->server,
		.sentinel = wanted->sentinel,
		.user = wanted->user,
		.password_file = wanted->password_file,
		.ca_file = wanted->ca_file,
		.cert_file = wanted->cert_file,
		.key_file = wanted->key_file,
		.script = fleet_script,
		.answer_ms = self->answer_ms};

	return self->api->open(self->host, &settings, &events, &self->server, error);
}

static void free_parts(fleetlimit *self)
{
	if (self->api)
		self->api->close(self->server);
	otk_fleet_waiters_free(&self->waiters);
	free(self->fleet);
	free(self);
}

static otk_status set_up(fleetlimit *self, const fleetlimit_settings *wanted, otk_error *error)
{
	uint64_t random;
	otk_status status;

	self->rules = (quota_rules){.requests = wanted->requests,
		.window_ms = wanted->per_ms ? wanted->per_ms : PER_MS_DEFAULT,
		.share = wanted->share};
	self->answer_ms = wanted->answer_ms ? wanted->answer_ms : ANSWER_DEFAULT;
	self->max_wait_ms = wanted->max_wait_ms;
	self->timer_at = -2;
	random = otk_random_seed(now_ms(), self);
	snprintf(self->id, sizeof(self->id), "%016" PRIx64 "-%d", random, (int)getpid());
	otk_fleet_quota_init(&self->quota, &self->rules, random);
	self->fleet = wanted->fleet ? strdup(wanted->fleet) : NULL;
	if (wanted->fleet && !self->fleet)
		return self->host->fail(error, OTK_E_NOMEM, "fleetlimit: out of memory");
	status = find_redis(self, error);
	if (!status)
		status = open_server(self, wanted, error);
	if (!status)
		status = self->host->watch(
			self->client, self->api->descriptor(self->server), loop_ready, self, error);
	return status;
}

static otk_status open_fleetlimit(const otk_host *host, otk_client *client, const void *settings,
	void **state, otk_error *error)
{
	const fleetlimit_settings *wanted = settings;
	otk_status status = check_settings(host, wanted, error);
	fleetlimit *self;

	if (status)
		return status;
	self = calloc(1, sizeof(*self));
	if (!self)
		return host->fail(error, OTK_E_NOMEM, "fleetlimit: out of memory");
	self->host = host;
	self->client = client;
	status = set_up(self, wanted, error);
	if (status)
		free_parts(self);
	else
		*state = self;
	return status;
}

static void close_fleetlimit(void *state)
{
	fleetlimit *self = state;

	self->api->run(self->server);
	give_back(self, now_ms(), true, true);
	free_parts(self);
}

static const otk_hooks hooks = {.struct_size = sizeof(otk_hooks),
	.before_send = before_send,
	.after_receive = after_receive,
	.after_complete = after_complete};

static const otk_plugin plugin = OTK_PLUGIN_DESCRIPTOR("fleetlimit", .version = OTK_VERSION,
	.license = "MIT", .summary = "one limit for all processes of a fleet, over Valkey or Redis",
	.open = open_fleetlimit, .close = close_fleetlimit, .hooks = &hooks,
	.settings_type = &settings_type);

OTK_PLUGIN(fleetlimit, plugin)
