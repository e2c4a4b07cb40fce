/* SPDX-License-Identifier: MIT */
/*
 * fleetlimit: one limit for all processes of a fleet, over Valkey or Redis. Each client leases tokens
 * ahead of need; before_send() takes one, and never waits for the server.
 */
#include <otk/plugin.h>

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plugins/fleetlimit/quota.h"
#include "plugins/fleetlimit/secret.h"
#include "plugins/fleetlimit/server.h"
#include "plugins/fleetlimit/waiters.h"
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

typedef struct fleetlimit {
	const otk_host *host;
	otk_client *client;
	quota_rules rules;
	quota quota;
	waiters waiters;
	fleet_loop loop;
	server *server;
	char *texts[6]; /* copies of settings */
	char *fleet;    /* NULL: the project id */
	char *password;
	int64_t answer_ms;
	int64_t max_wait_ms;
	int64_t timer_at; /* -1: not set */
} fleetlimit;

/* ---- events of the server */

static void log_text(fleetlimit *self, otk_log_level level, const char *text)
{
	const otk_pair pairs[] = {
		{"name", "fleetlimit"}, {"server", otk_fleet_server_name(self->server)}};

	self->host->log(self->client, level, "plugin", text, &(otk_map){pairs, 2});
}

static void use_grant(
	void *userdata, const quota_order *order, int64_t sent_at, const quota_grant *grant)
{
	fleetlimit *self = userdata;

	otk_fleet_quota_granted(&self->quota, otk_fleet_loop_now(), sent_at, order, grant);
}

static void server_lost(void *userdata, const char *why)
{
	fleetlimit *self = userdata;
	char text[400];

	otk_fleet_quota_lost(&self->quota, otk_fleet_loop_now());
	if (!why)
		return;
	snprintf(text, sizeof(text),
		"the server of the fleet's limit is away: %.200s; this client sends at most "
		"%" PRId64 " requests in %" PRId64 " ms until it is back",
		why, otk_fleet_quota_share(&self->quota), self->rules.window_ms);
	log_text(self, OTK_LOG_WARNING, text);
}

static void server_up(void *userdata)
{
	fleetlimit *self = userdata;

	otk_fleet_quota_up(&self->quota);
}

static void server_back(void *userdata)
{
	log_text(userdata, OTK_LOG_WARNING, "the server of the fleet's limit is back");
}

static void fleet_pauses(void *userdata, int64_t ms)
{
	fleetlimit *self = userdata;

	if (ms > 0)
		otk_fleet_quota_cool(
			&self->quota, otk_fleet_loop_now() + (ms < COOL_MS_MAX ? ms : COOL_MS_MAX));
}

/* ---- the fleet_loop */

static void order_if_needed(fleetlimit *self, int64_t now)
{
	int64_t windows[QUOTA_RING], tokens[QUOTA_RING];
	quota_order order;
	size_t count;

	self->quota.waiting = self->waiters.count;
	if (!otk_fleet_server_ready(self->server))
		return;
	if (otk_fleet_quota_needs_order(&self->quota, now, self->answer_ms, &order))
		otk_fleet_server_order(self->server, &self->rules, &order, now);
	count = otk_fleet_quota_take_unused(&self->quota, now, false, windows, tokens);
	if (count)
		otk_fleet_server_give_back(
			self->server, &self->rules, false, windows, tokens, count);
	if (otk_fleet_quota_leaves(&self->quota, now))
		otk_fleet_server_give_back(self->server, &self->rules, true, NULL, NULL, 0);
}

static void set_timer(fleetlimit *self, int64_t now, int64_t at)
{
	const int64_t next = otk_fleet_quota_next_order(&self->quota, now);

	if (otk_fleet_server_ready(self->server) && !self->quota.ordered && next >= 0 &&
		(at < 0 || now + next < at))
		at = now + next;
	if (at == self->timer_at)
		return;
	self->timer_at = at;
	otk_fleet_loop_set_timer(&self->loop, at);
}

/* Everything that can be done now. Runs whenever the client's loop or a call gives the chance. */
static void do_work(fleetlimit *self)
{
	int64_t now;

	if (otk_fleet_loop_run(&self->loop))
		self->timer_at = -2; /* expired */
	now = otk_fleet_loop_now();
	order_if_needed(self, now);
	set_timer(self, now, otk_fleet_server_tick(self->server, now));
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

/* Is it time to look at the connection? Not at every call: that is a system call. */
static bool work_is_due(const fleetlimit *self, int64_t now)
{
	return (self->timer_at >= 0 && now >= self->timer_at) || self->quota.ordered ||
	       !otk_fleet_server_ready(self->server);
}

static otk_verdict before_send(
	void *state, const otk_attempt *attempt, int64_t *wait_ms, otk_error *error)
{
	fleetlimit *self = state;
	const bool is_new = !otk_fleet_waiters_has(&self->waiters, attempt->call);
	int64_t wait;

	otk_fleet_server_set_fleet(self->server, self->fleet ? self->fleet : attempt->project_id);
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
	/* Without memory for it, the call only loses its place before others. */
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
	otk_fleet_server_cool(self->server, &self->rules, ms);
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

/* Returns false if memory is out. */
static bool keep_text(char **copy, const char *text, const char **kept)
{
	if (!text)
		return true;
	*copy = strdup(text);
	*kept = *copy;
	return *copy != NULL;
}

static otk_status make_server(fleetlimit *self, const fleetlimit_settings *wanted, otk_error *error)
{
	const server_events events = {
		use_grant, server_lost, server_up, server_back, fleet_pauses, self};
	server_settings settings = {.answer_ms = self->answer_ms};
	const char *fleet = NULL;
	otk_status status;

	if (!keep_text(&self->texts[0], wanted->sentinel, &settings.sentinel) ||
		!keep_text(&self->texts[1], wanted->user, &settings.user) ||
		!keep_text(&self->texts[2], wanted->ca_file, &settings.ca_file) ||
		!keep_text(&self->texts[3], wanted->cert_file, &settings.cert_file) ||
		!keep_text(&self->texts[4], wanted->key_file, &settings.key_file) ||
		!keep_text(&self->texts[5], wanted->fleet, &fleet))
		return self->host->fail(error, OTK_E_NOMEM, "out of memory");
	self->fleet = self->texts[5];
	status = otk_fleet_addresses_read(
		self->host, wanted->server, settings.addresses, &settings.address_count, error);
	if (!status && wanted->password_file)
		status = otk_fleet_secret_read(
			self->host, wanted->password_file, &self->password, error);
	if (status)
		return status;
	settings.password = self->password;
	self->server = otk_fleet_server_new(&self->loop, &settings, &events, self->host, error);
	return self->server ? OTK_OK : error->status;
}

static void free_parts(fleetlimit *self)
{
	otk_fleet_server_free(self->server);
	otk_fleet_loop_close(&self->loop);
	otk_fleet_waiters_free(&self->waiters);
	otk_fleet_secret_free(self->password);
	for (size_t i = 0; i < OTK_COUNT_OF(self->texts); i++)
		free(self->texts[i]);
	free(self);
}

static otk_status set_up(fleetlimit *self, const fleetlimit_settings *wanted, otk_error *error)
{
	otk_status status;
	uint64_t random = 0;

	self->rules = (quota_rules){.requests = wanted->requests,
		.window_ms = wanted->per_ms ? wanted->per_ms : PER_MS_DEFAULT,
		.share = wanted->share};
	self->answer_ms = wanted->answer_ms ? wanted->answer_ms : ANSWER_DEFAULT;
	self->max_wait_ms = wanted->max_wait_ms;
	self->timer_at = -2;
	if (getentropy(&random, sizeof(random)))
		random = (uint64_t)otk_fleet_loop_now() ^ (uint64_t)(uintptr_t)self;
	otk_fleet_quota_init(&self->quota, &self->rules, random);
	if (!otk_fleet_loop_open(&self->loop))
		return self->host->fail(error, OTK_E_IO,
			"fleetlimit: a descriptor cannot be made: %s", strerror(errno));
	status = make_server(self, wanted, error);
	if (!status)
		status = self->host->watch(
			self->client, self->loop.epoll_fd, loop_ready, self, error);
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
	self->loop = (fleet_loop){.epoll_fd = -1, .timer_fd = -1};
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
	int64_t windows[QUOTA_RING], tokens[QUOTA_RING];
	size_t count;

	otk_fleet_loop_run(&self->loop);
	count = otk_fleet_quota_take_unused(
		&self->quota, otk_fleet_loop_now(), true, windows, tokens);
	otk_fleet_server_give_back(self->server, &self->rules, true, windows, tokens, count);
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
