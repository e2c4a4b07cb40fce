/* SPDX-License-Identifier: MIT */
/*
 * ratelimit: a token bucket for each project, shared by all clients of the process that name it
 * with the same settings. It never blocks: a request without a token is told when to ask again.
 */
#include <otk/plugin.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

typedef struct ratelimit_settings {
	size_t struct_size;
	int64_t requests; /* so many … */
	int64_t per_ms;   /* … in this time; 0: 1000 */
	int64_t burst;    /* so many at once; 0: as many as requests */
} ratelimit_settings;

OTK_ASSERT_NO_TAIL(ratelimit_settings, burst);

#define LIMIT 1000000

static const otk_field settings_fields[] = {
	OTK_FIELD(ratelimit_settings, requests, "requests", .required = 1, .min = 1, .max = LIMIT,
		.help = "requests allowed in the time"),
	OTK_FIELD(ratelimit_settings, per_ms, "perMs", .min = 1, .max = 86400000,
		.help = "the time in ms (default: 1000)"),
	OTK_FIELD(ratelimit_settings, burst, "burst", .min = 1, .max = LIMIT,
		.help = "requests allowed at once (default: requests)"),
};
static const otk_type settings_type =
	OTK_TYPE(ratelimit_settings, "ratelimit_settings", settings_fields);

/*
 * Counted in "due" time (GCRA): due_ns is when the bucket will be full again. A request goes when
 * that is not more than burst intervals ahead, and moves it on by one interval.
 */
typedef struct bucket {
	struct bucket *next;
	char *project; /* key id */
	size_t users;
	int64_t interval_ns;
	int64_t tolerance_ns;
	int64_t due_ns;
} bucket;

/* "In the process" is the purpose of this plugin, hence its one piece of shared state. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bucket *buckets;

typedef struct ratelimit {
	bucket *bucket; /* NULL until the first request tells the project */
	int64_t interval_ns;
	int64_t tolerance_ns;
} ratelimit;

/* With the lock held. */
static bucket *find_bucket(const ratelimit *self, const char *project)
{
	bucket *found;

	for (found = buckets; found; found = found->next)
		if (found->interval_ns == self->interval_ns &&
			found->tolerance_ns == self->tolerance_ns &&
			!strcmp(found->project, project))
			break;
	if (!found) {
		found = calloc(1, sizeof(*found));
		if (!found)
			return NULL;
		found->project = strdup(project);
		if (!found->project) {
			free(found);
			return NULL;
		}
		found->interval_ns = self->interval_ns;
		found->tolerance_ns = self->tolerance_ns;
		found->next = buckets;
		buckets = found;
	}
	found->users++;
	return found;
}

static otk_verdict before_send(
	void *state, const otk_attempt *attempt, int64_t *wait_ms, otk_error *error)
{
	ratelimit *self = state;
	const int64_t now_ns = attempt->now_ms * 1000000;
	otk_verdict verdict = OTK_VERDICT_GO;

	(void)error;
	pthread_mutex_lock(&lock);
	if (!self->bucket)
		self->bucket = find_bucket(self, attempt->project_id);
	if (self->bucket) {
		bucket *b = self->bucket;
		int64_t due = b->due_ns > now_ns ? b->due_ns : now_ns;

		if (due - now_ns > b->tolerance_ns) {
			*wait_ms = (due - now_ns - b->tolerance_ns + 999999) / 1000000;
			verdict = OTK_VERDICT_WAIT;
		} else {
			b->due_ns = due + b->interval_ns;
		}
	}
	pthread_mutex_unlock(&lock);
	/* Without memory for a bucket the request goes: a limiter must not stop the work. */
	return verdict;
}

static otk_status open_ratelimit(const otk_host *host, otk_client *client, const void *settings,
	void **state, otk_error *error)
{
	const ratelimit_settings *wanted = settings;
	ratelimit *self;
	int64_t burst;

	(void)client;
	if (!wanted || wanted->requests < 1)
		return host->fail(error, OTK_E_ARGUMENT,
			"ratelimit: say how many requests, as in {\"requests\": 20, \"perMs\": "
			"1000}");
	self = calloc(1, sizeof(*self));
	if (!self)
		return host->fail(error, OTK_E_NOMEM, "ratelimit: out of memory");
	self->interval_ns = (wanted->per_ms ? wanted->per_ms : 1000) * 1000000 / wanted->requests;
	burst = wanted->burst ? wanted->burst : wanted->requests;
	self->tolerance_ns = self->interval_ns * (burst - 1);
	*state = self;
	return OTK_OK;
}

static void close_ratelimit(void *state)
{
	ratelimit *self = state;
	bucket **link;

	pthread_mutex_lock(&lock);
	if (self->bucket && --self->bucket->users == 0) {
		for (link = &buckets; *link != self->bucket; link = &(*link)->next)
			;
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
