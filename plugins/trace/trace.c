/* SPDX-License-Identifier: MIT */
/*
 * trace: adds a W3C traceparent header to every request, and logs one event with times for every
 * attempt. All attempts of a call share a trace id; each attempt is a span.
 */
#include <otk/plugin.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "plugins/types/spread_bits.h"

/* Settings of the hook, from JSON. */
typedef struct trace_settings {
	size_t struct_size;
	const char *trace_id; /* 32 hexadecimal digits; NULL: a new trace for each call */
	const char *level;    /* "info" (default) or "debug" */
	otk_flag sampled;     /* default: yes */
	int32_t reserved;
} trace_settings;

OTK_ASSERT_NO_TAIL(trace_settings, reserved);

static const char *const levels[] = {"info", "debug", NULL};
static const otk_field settings_fields[] = {
	OTK_FIELD(trace_settings, trace_id, "traceId", .min = 32, .max = 32,
		.alphabet = "0123456789abcdef",
		.help = "id of a trace to join, 32 hexadecimal digits"),
	OTK_FIELD(trace_settings, level, "level", .values = levels,
		.help = "log level of the events (default: info)"),
	OTK_FIELD(
		trace_settings, sampled, "sampled", .help = "set the sampled flag (default: yes)"),
};
static const otk_type settings_type = OTK_TYPE(trace_settings, "trace_settings", settings_fields);

typedef struct trace {
	const otk_host *host;
	char trace_id[33]; /* "": a new one for each call */
	uint64_t seed[2];
	otk_log_level level;
	int sampled;
} trace;

static void make_ids(
	const trace *self, const otk_attempt *attempt, char trace_id[33], char span[17])
{
	uint64_t call = (uint64_t)attempt->call_number;
	uint64_t id = otk_spread_bits(
		self->seed[1] ^ otk_spread_bits(call * 64 + (uint64_t)attempt->number));

	/* An id that is all zeros is invalid. */
	snprintf(span, 17, "%016" PRIx64, id ? id : 1);
	if (self->trace_id[0])
		memcpy(trace_id, self->trace_id, 33);
	else
		snprintf(trace_id, 33, "%016" PRIx64 "%016" PRIx64,
			otk_spread_bits(self->seed[0] ^ call),
			otk_spread_bits(self->seed[1] + call) | 1);
}

static otk_verdict before_send(
	void *state, const otk_attempt *attempt, int64_t *wait_ms, otk_error *error)
{
	const trace *self = state;
	char trace_id[33], span[17], value[64];

	(void)wait_ms;
	make_ids(self, attempt, trace_id, span);
	snprintf(value, sizeof(value), "00-%s-%s-%02x", trace_id, span, self->sampled ? 1u : 0u);
	if (self->host->call_set_header(attempt->call, "traceparent", value, error))
		return OTK_VERDICT_REFUSE;
	return OTK_VERDICT_GO;
}

#define NUMBERS 7
static void after_receive(void *state, const otk_attempt *attempt)
{
	const trace *self = state;
	const struct {
		const char *name;
		int64_t value;
	} numbers[NUMBERS] = {{"attempt", attempt->number}, {"http_status", attempt->http_status},
		{"duration_ms", attempt->duration_ms}, {"connect_ms", attempt->connect_ms},
		{"first_byte_ms", attempt->first_byte_ms},
		{"request_bytes", attempt->request_bytes},
		{"response_bytes", attempt->response_bytes}};
	char trace_id[33], span[17], text[NUMBERS][24], summary[160];
	otk_pair pairs[NUMBERS + 6];
	size_t count = 0;

	make_ids(self, attempt, trace_id, span);
	for (size_t i = 0; i < NUMBERS; i++) {
		snprintf(text[i], sizeof(text[i]), "%" PRId64, numbers[i].value);
		pairs[count++] = (otk_pair){numbers[i].name, text[i]};
	}
	pairs[count++] = (otk_pair){"operation", attempt->operation};
	pairs[count++] = (otk_pair){"trace_id", trace_id};
	pairs[count++] = (otk_pair){"span_id", span};
	pairs[count++] = (otk_pair){"outcome", attempt->status ? "failed" : "ok"};
	pairs[count++] = (otk_pair){"will_retry", attempt->will_retry ? "true" : "false"};
	if (attempt->trace_id)
		pairs[count++] = (otk_pair){"service_trace_id", attempt->trace_id};
	snprintf(summary, sizeof(summary), "%s: attempt %s, status %s, %s ms", attempt->operation,
		text[0], text[1], text[2]);
	self->host->log(attempt->client, self->level, "span", summary,
		&(otk_map){.items = pairs, .count = count});
}

static otk_status open_trace(const otk_host *host, otk_client *client, const void *settings,
	void **state, otk_error *error)
{
	const trace_settings *wanted = settings;
	trace *self = calloc(1, sizeof(*self));

	(void)client;
	if (!self)
		return host->fail(error, OTK_E_NOMEM, "trace: out of memory");
	if (getrandom(self->seed, sizeof(self->seed), 0) != (ssize_t)sizeof(self->seed)) {
		free(self);
		return host->fail(error, OTK_E_IO, "trace: random numbers are not available");
	}
	self->host = host;
	self->level = OTK_LOG_INFO;
	self->sampled = 1;
	if (wanted) {
		if (wanted->trace_id && strlen(wanted->trace_id) == 32)
			memcpy(self->trace_id, wanted->trace_id, 33);
		if (wanted->level && strcmp(wanted->level, "debug") == 0)
			self->level = OTK_LOG_DEBUG;
		self->sampled = wanted->sampled != OTK_NO;
	}
	*state = self;
	return OTK_OK;
}

static const otk_hooks hooks = {.struct_size = sizeof(otk_hooks),
	.before_send = before_send,
	.after_receive = after_receive};

static const otk_plugin plugin = OTK_PLUGIN_DESCRIPTOR("trace", .version = OTK_VERSION,
	.license = "MIT", .summary = "W3C trace context and one timed event per attempt",
	.open = open_trace, .close = free, .hooks = &hooks, .settings_type = &settings_type);

OTK_PLUGIN(trace, plugin)
