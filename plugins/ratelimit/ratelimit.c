/* SPDX-License-Identifier: MIT */
/*
 * ratelimit: a token bucket for each project, shared by all clients of the process that name the
 * plugin with the same settings. It never blocks: before_send() returns a waiting time.
 */
#include <otk/plugin.h>

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/types/settings.h"

typedef struct ratelimit_settings {
	size_t struct_size;
	int64_t requests; /* requests allowed … */
	int64_t per_ms;   /* … in this time; 0: 1000 */
	int64_t burst;    /* requests allowed at once; 0: as many as requests */
} ratelimit_settings;

OTK_ASSERT_NO_TAIL(ratelimit_settings, burst);

#define COUNT_MAX  1000000
#define PER_MS_MAX 86400000 /* a day */

static const otk_field settings_fields[] = {
	OTK_FIELD(ratelimit_settings, requests, "requests", .required = 1, .min = 1,
		.max = COUNT_MAX, .help = "number of requests allowed in the time perMs"),
	OTK_FIELD(ratelimit_settings, per_ms, "perMs", .min = 1, .max = PER_MS_MAX,
		.help = "length of that time in ms (default: 1000)"),
	OTK_FIELD(ratelimit_settings, burst, "burst", .min = 1, .max = COUNT_MAX,
		.help = "number of requests allowed at once (default: requests)"),
};
static const otk_type settings_type =
	OTK_TYPE(ratelimit_settings, "ratelimit_settings", settings_fields);

/*
 * The bucket counts units: each request takes per_ms of them, and each millisecond returns
 * `requests` of them. So all numbers are whole, nothing is rounded, and the largest product
 * (COUNT_MAX * PER_MS_MAX) is far below 2^63.
 */
typedef struct bucket {
	struct bucket *next;
	char *project; /* key id */
	size_t users;
	int64_t requests;
	int64_t per_ms;
	int64_t capacity; /* burst * per_ms */
	int64_t taken;    /* 0: the bucket is full; never more than capacity */
	int64_t then_ms;  /* the time for which `taken` was computed */
} bucket;

/* Sharing within the process is the purpose of this plugin, hence its one piece of global state. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bucket *buckets;

typedef struct ratelimit {
	bucket *bucket; /* NULL until the first request, which shows the project */
	int64_t requests;
	int64_t per_ms;
	int64_t capacity;
} ratelimit;

static bool is_bucket_of(const bucket *self, const ratelimit *user, const char *project)
{
	return self->requests == user->requests && self->per_ms == user->per_ms &&
	       self->capacity == user->capacity && strcmp(self->project, project) == 0;
}

static bucket *add_bucket(const ratelimit *user, const char *project, int64_t now_ms)
{
	bucket *added = calloc(1, sizeof(*added));

	if (!added)
		return NULL;
	added->project = strdup(project);
	if (!added->project) {
		free(added);
		return NULL;
	}
	added->requests = user->requests;
	added->per_ms = user->per_ms;
	added->capacity = user->capacity;
	added->then_ms = now_ms;
	added->next = buckets;
	buckets = added;
	return added;
}

/* Finds or makes the bucket and counts one more user. NULL: out of memory. With the lock held. */
static bucket *join_bucket(const ratelimit *user, const char *project, int64_t now_ms)
{
	bucket *found = buckets;

	while (found && !is_bucket_of(found, user, project))
		found = found->next;
	if (!found)
		found = add_bucket(user, project, now_ms);
	if (found)
		found->users++;
	return found;
}

/* Adds the tokens for the time since then_ms; none if the clock was set back. */
static void refill_bucket(bucket *self, int64_t now_ms)
{
	uint64_t elapsed_ms;

	if (now_ms <= self->then_ms)
		return;
	elapsed_ms = (uint64_t)now_ms - (uint64_t)self->then_ms;
	self->then_ms = now_ms;
	if (elapsed_ms > (uint64_t)(self->taken / self->requests))
		self->taken = 0;
	else
		self->taken -= (int64_t)elapsed_ms * self->requests;
}

/* Takes the units of one request. Returns 0, or the ms to wait while there are too few. */
static int64_t take_from_bucket(bucket *self, int64_t now_ms)
{
	int64_t lacking;

	refill_bucket(self, now_ms);
	lacking = self->taken + self->per_ms - self->capacity;
	if (lacking > 0)
		return (lacking + self->requests - 1) / self->requests;
	self->taken += self->per_ms;
	return 0;
}

/* Without memory for a bucket the request is sent: a limiter must not stop the program. */
static otk_verdict before_send(
	void *state, const otk_attempt *attempt, int64_t *wait_ms, otk_error *error)
{
	ratelimit *self = state;
	int64_t pause_ms = 0;

	(void)error;
	pthread_mutex_lock(&lock);
	if (!self->bucket)
		self->bucket = join_bucket(self, attempt->project_id, attempt->now_ms);
	if (self->bucket)
		pause_ms = take_from_bucket(self->bucket, attempt->now_ms);
	pthread_mutex_unlock(&lock);
	if (!pause_ms)
		return OTK_VERDICT_GO;
	*wait_ms = pause_ms;
	return OTK_VERDICT_WAIT;
}

static otk_status check_settings(
	const otk_host *host, const ratelimit_settings *wanted, otk_error *error)
{
	if (!wanted || !wanted->requests)
		return host->fail(error, OTK_E_ARGUMENT,
			"ratelimit: requests is missing; give settings such as {\"requests\": 20, "
			"\"perMs\": 1000}");
	return otk_settings_check_numbers(host, "ratelimit", &settings_type, wanted, error);
}

static otk_status open_ratelimit(const otk_host *host, otk_client *client, const void *settings,
	void **state, otk_error *error)
{
	const ratelimit_settings *wanted = settings;
	otk_status status;
	ratelimit *self;

	(void)client;
	status = check_settings(host, wanted, error);
	if (status)
		return status;
	self = calloc(1, sizeof(*self));
	if (!self)
		return host->fail(error, OTK_E_NOMEM, "ratelimit: out of memory");
	self->requests = wanted->requests;
	self->per_ms = wanted->per_ms ? wanted->per_ms : 1000;
	self->capacity = self->per_ms * (wanted->burst ? wanted->burst : wanted->requests);
	*state = self;
	return OTK_OK;
}

static void close_ratelimit(void *state)
{
	ratelimit *self = state;

	pthread_mutex_lock(&lock);
	if (self->bucket && --self->bucket->users == 0) {
		bucket **link = &buckets;

		while (*link != self->bucket)
			link = &(*link)->next;
		*link = self->bucket->next;
		free(self->bucket->project);
		free(self->bucket);
	}
	pthread_mutex_unlock(&lock);
	free(self);
}

static const otk_hooks hooks = {.struct_size = sizeof(otk_hooks), .before_send = before_send};

static const otk_plugin plugin = OTK_PLUGIN_DESCRIPTOR("ratelimit", .version = OTK_VERSION,
	.license = "MIT", .summary = "a token bucket for each project", .open = open_ratelimit,
	.close = close_ratelimit, .hooks = &hooks, .settings_type = &settings_type);

OTK_PLUGIN(ratelimit, plugin)
