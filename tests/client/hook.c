/* SPDX-License-Identifier: MIT */
/* A plugin with hooks that act as its settings say and log each of their calls. */
#include <otk/plugin.h>

#include <stdio.h>
#include <stdlib.h>

typedef struct hook_settings {
	size_t struct_size;
	const char *verdict; /* "wait", "refuse", else go */
	int64_t wait_ms;
	int64_t waits; /* number of waits */
} hook_settings;

OTK_ASSERT_NO_TAIL(hook_settings, waits);

static const char *const verdicts[] = {"wait", "refuse", "go", NULL};
static const otk_field settings_fields[] = {
	OTK_FIELD(hook_settings, verdict, "verdict", .values = verdicts),
	OTK_FIELD(hook_settings, wait_ms, "waitMs"),
	OTK_FIELD(hook_settings, waits, "waits"),
};
static const otk_type settings_type = OTK_TYPE(hook_settings, "hook_settings", settings_fields);

typedef struct hook {
	const otk_host *host;
	int64_t wait_ms;
	int64_t waits;
	int refuses;
} hook;

static otk_verdict before_send(
	void *state, const otk_attempt *attempt, int64_t *wait_ms, otk_error *error)
{
	hook *self = state;
	char text[64];

	snprintf(text, sizeof(text), HOOK_NAME " %d", (int)attempt->number);
	self->host->log(attempt->client, OTK_LOG_INFO, "before", text, NULL);
	if (self->refuses) {
		self->host->fail(error, OTK_E_REFUSED, HOOK_NAME " says no");
		return OTK_VERDICT_REFUSE;
	}
	if (self->waits) {
		self->waits--;
		*wait_ms = self->wait_ms;
		return OTK_VERDICT_WAIT;
	}
	return self->host->call_set_header(attempt->call, "X-" HOOK_NAME, attempt->operation, error)
		       ? OTK_VERDICT_REFUSE
		       : OTK_VERDICT_GO;
}

static void after_receive(void *state, const otk_attempt *attempt)
{
	const hook *self = state;
	char text[64];

	snprintf(text, sizeof(text), HOOK_NAME " %d: %d%s", (int)attempt->number,
		(int)attempt->http_status, attempt->will_retry ? ", again" : "");
	self->host->log(attempt->client, OTK_LOG_INFO, "after", text, NULL);
	snprintf(text, sizeof(text), "%d %.40s", (int)attempt->status,
		attempt->error ? attempt->error->message : "");
	self->host->log(attempt->client, OTK_LOG_INFO, "status", text, NULL);
}

static void after_complete(void *state, const otk_call *call, otk_status status, const void *record,
	const otk_error *error)
{
	const hook *self = state;
	char text[96];

	snprintf(text, sizeof(text), HOOK_NAME " %d%s: %.60s", (int)status,
		record ? " with a record" : "", error ? error->message : "");
	self->host->log(self->host->call_client(call), OTK_LOG_INFO, "complete", text, NULL);
}

static otk_status open_hook(const otk_host *host, otk_client *client, const void *settings,
	void **state, otk_error *error)
{
	const hook_settings *wanted = settings;
	hook *self = calloc(1, sizeof(*self));

	(void)client;
	if (!self)
		return host->fail(error, OTK_E_NOMEM, "out of memory");
	self->host = host;
	if (wanted && wanted->verdict) {
		self->refuses = wanted->verdict[0] == 'r';
		self->waits = wanted->verdict[0] == 'w' ? wanted->waits : 0;
		self->wait_ms = wanted->wait_ms;
	}
	*state = self;
	return OTK_OK;
}

static const otk_hooks hooks = {.struct_size = sizeof(otk_hooks),
	.before_send = before_send,
	.after_receive = after_receive,
	.after_complete = after_complete};

static const otk_plugin plugin = OTK_PLUGIN_DESCRIPTOR(HOOK_NAME, .version = "1.0",
	.license = "MIT", .summary = "a hook of the tests", .open = open_hook, .close = free,
	.hooks = &hooks, .settings_type = &settings_type);

OTK_PLUGIN(hook, plugin)
