/* SPDX-License-Identifier: MIT */
/*
 * metrics: counts attempts by operation, status, attempt, connection and queue time; writes them
 * for Prometheus to a file, and posts them with spans to an OpenTelemetry receiver.
 */
#include <otk/plugin.h>

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "plugins/metrics/export.h"
#include "plugins/metrics/otlp.h"
#include "plugins/metrics/prometheus.h"
#include "plugins/types/settings.h"
#include "plugins/types/spread_bits.h"

#include "plugins/types/small.h"

typedef struct metrics_settings {
	size_t struct_size;
	const char *file;
	const char *endpoint;
	const char *service;
	const char *instance;
	const char *headers_file;
	const char *ca_file;
	int64_t interval_ms;
	int64_t trace_percent;
	int64_t max_bytes;
	otk_flag traces;
	otk_flag propagate;
} metrics_settings;

OTK_ASSERT_NO_TAIL(metrics_settings, propagate);

#define INTERVAL_MIN     100
#define INTERVAL_MAX     3600000
#define INTERVAL_DEFAULT 10000
#define BYTES_MIN        16384
#define BYTES_MAX        16777216
#define BYTES_DEFAULT    1048576
/* Limit of the file and of a request with counts: SERIES_MAX series with the longest names fit. */
#define FILE_MAX 16777216

static const otk_field settings_fields[] = {
	OTK_FIELD(metrics_settings, file, "file", .min = 1, .max = 4000, .prefixes = "/",
		.help = "file for Prometheus, absolute; {id} in it becomes the instance"),
	OTK_FIELD(metrics_settings, endpoint, "endpoint", .min = 1, .max = 1024,
		.help = "receiver of OTLP over HTTP: http://127.0.0.1:4318"),
	OTK_FIELD(metrics_settings, service, "service", .min = 1, .max = 200,
		.help = "service.name (default: otk)"),
	OTK_FIELD(metrics_settings, instance, "instance", .min = 1, .max = 100,
		.alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-",
		.help = "service.instance.id (default: process id and a random number)"),
	OTK_FIELD(metrics_settings, headers_file, "headersFile", .min = 1, .max = 4000,
		.help = "file with header lines for the receiver, such as Authorization"),
	OTK_FIELD(metrics_settings, ca_file, "caFile", .min = 1, .max = 4000,
		.help = "PEM bundle that the receiver's certificate is checked with"),
	OTK_FIELD(metrics_settings, interval_ms, "intervalMs", .min = INTERVAL_MIN,
		.max = INTERVAL_MAX, .help = "ms between two writes and exports (default: 10000)"),
	OTK_FIELD(metrics_settings, trace_percent, "tracePercent", .min = 1, .max = 100,
		.help = "share of the calls that spans are made for (default: 100)"),
	OTK_FIELD(metrics_settings, max_bytes, "maxBytes", .min = BYTES_MIN, .max = BYTES_MAX,
		.unit = OTK_UNIT_BYTES,
		.help = "spans that may wait; others are dropped (default: 1048576)"),
	OTK_FIELD(metrics_settings, traces, "traces",
		.help = "send spans to the endpoint (default: yes)"),
	OTK_FIELD(metrics_settings, propagate, "propagate",
		.help = "add a traceparent header with the ids of the span (default: no)"),
};
static const otk_type settings_type =
	OTK_TYPE(metrics_settings, "metrics_settings", settings_fields);

typedef struct metrics {
	const otk_host *host;
	otk_client *client;
	text spans;
	int64_t span_count; /* in `spans` */
	int64_t sent_count; /* in the request that is being delivered */
	char *file;
	char *service;
	char instance[101];
	otlp_source source;
	uint64_t seed[2];
	int64_t clock_ms; /* since the epoch, minus the monotonic clock */
	int64_t interval_ms;
	int64_t trace_percent;
	int64_t due_at; /* monotonic ms; 0: nothing to report */
	int64_t now_ms; /* of the last attempt */
	bool has_endpoint, has_traces, propagates;
	bool spans_due, counts_due;  /* the export is to take them when it is free */
	bool told_export, told_file; /* a failure was reported */
	export export;
	counts counts;
	places servers;
} metrics;

static void make_ids(
	const metrics *self, const otk_attempt *attempt, uint64_t trace[2], uint64_t *span)
{
	const uint64_t call = (uint64_t)attempt->call_number;

	trace[0] = otk_spread_bits(self->seed[0] ^ call);
	trace[1] = otk_spread_bits(self->seed[1] + call) | 1;
	*span = otk_spread_bits(trace[1] + (uint64_t)attempt->number) | 1;
}

static void set_clock(metrics *self)
{
	self->now_ms = otk_metrics_clock_ms(CLOCK_MONOTONIC);
	self->clock_ms = otk_metrics_clock_ms(CLOCK_REALTIME) - self->now_ms;
}

/* ---- reports */

static void report_failure(metrics *self, bool *told, const char *what, const char *why)
{
	char message[400];

	if (*told)
		return;
	*told = true;
	snprintf(message, sizeof(message), "%s: %.250s; counting goes on", what, why);
	self->host->log(self->client, OTK_LOG_WARNING, "plugin", message,
		&(otk_map){(const otk_pair[]){{"name", "metrics"}}, 1});
}

static void write_file(metrics *self)
{
	text content = {.max = FILE_MAX};
	int problem;

	if (!self->file)
		return;
	otk_metrics_prometheus(&content, &self->counts, self->instance);
	problem = content.failed
			  ? ENOMEM
			  : otk_metrics_write_file(self->file, (uint32_t)self->seed[1], &content);
	if (problem)
		report_failure(self, &self->told_file, "the file of metrics cannot be written",
			strerror(problem));
	else
		self->told_file = false;
	otk_metrics_text_free(&content);
}

static void export_ended(void *userdata, export_kind kind, int64_t rejected, const char *why)
{
	metrics *self = userdata;

	if (kind == EXPORT_SPANS) {
		if (why)
			self->counts.spans_dropped += rejected && rejected < self->sent_count
							      ? rejected
							      : self->sent_count;
		self->sent_count = 0;
	}
	if (why) {
		self->counts.exports_failed += rejected == 0;
		report_failure(
			self, &self->told_export, "metrics and spans cannot be delivered", why);
	} else {
		self->counts.exports_ok++;
		self->told_export = false;
	}
}

static void send_counts(metrics *self)
{
	text body = {.max = FILE_MAX};

	self->counts_due = false;
	otk_metrics_otlp_counts(
		&body, &self->source, &self->counts, (self->now_ms + self->clock_ms) * 1000000);
	if (!body.failed) {
		otk_metrics_export_send(&self->export, EXPORT_METRICS, &body);
		return;
	}
	otk_metrics_text_free(&body);
	export_ended(self, EXPORT_METRICS, 0, "out of memory");
}

static void send_spans(metrics *self)
{
	otk_metrics_otlp_end(&self->spans);
	self->sent_count = self->span_count;
	self->span_count = 0;
	self->spans_due = false;
	otk_metrics_export_send(&self->export, EXPORT_SPANS, &self->spans);
}

/*
 * One request at a time: spans, then counts. Spans that are not due wait for more of them, because
 * a request costs as much as a hundred spans.
 */
static void send_next(metrics *self)
{
	if (!self->has_endpoint || self->export.busy)
		return;
	if (self->spans_due && self->span_count)
		send_spans(self);
	else if (self->counts_due)
		send_counts(self);
}

static void report_all(void *userdata)
{
	metrics *self = userdata;

	self->due_at = 0;
	set_clock(self);
	write_file(self);
	self->counts_due = self->has_endpoint;
	self->spans_due = true;
	send_next(self);
}

static void loop_ready(void *userdata)
{
	metrics *self = userdata;

	otk_metrics_export_run(&self->export);
	send_next(self);
}

/* ---- hooks */

/* The interval begins with the first attempt after a report. */
static void plan_report(metrics *self, int64_t now)
{
	if (self->due_at)
		return;
	self->due_at = now + self->interval_ms;
	otk_metrics_export_set_timer(&self->export, self->due_at);
}

static otk_verdict before_send(
	void *state, const otk_attempt *attempt, int64_t *wait_ms, otk_error *error)
{
	const metrics *self = state;
	uint64_t trace[2], span;
	char value[64];

	(void)wait_ms;
	if (!self->propagates)
		return OTK_VERDICT_GO;
	make_ids(self, attempt, trace, &span);
	snprintf(value, sizeof(value), "00-%016" PRIx64 "%016" PRIx64 "-%016" PRIx64 "-01",
		trace[0], trace[1], span);
	return self->host->call_set_header(attempt->call, "traceparent", value, error)
		       ? OTK_VERDICT_REFUSE
		       : OTK_VERDICT_GO;
}

static bool is_traced(const metrics *self, const otk_attempt *attempt)
{
	return self->has_traces &&
	       (self->trace_percent >= 100 ||
		       (int64_t)(otk_spread_bits(self->seed[0] + (uint64_t)attempt->call_number) %
				 100) < self->trace_percent);
}

static void add_span(metrics *self, const otk_attempt *attempt, series *of)
{
	const int64_t end_ms = attempt->now_ms + self->clock_ms;
	otlp_span span = {.start_ms = end_ms - attempt->duration_ms,
		.end_ms = end_ms,
		.series = of,
		.attempt = attempt};

	make_ids(self, attempt, span.trace_id, &span.span_id);
	/* The text may have the beginning already, if the spans since then did not fit. */
	if (!self->span_count) {
		otk_metrics_text_cut(&self->spans, 0);
		otk_metrics_otlp_begin(&self->spans, &self->source);
	}
	if (of && otk_metrics_otlp_span(&self->spans, &span))
		self->span_count++;
	else
		self->counts.spans_dropped++;
	/* Half full: no need to wait for the interval. */
	if (self->spans.size * 2 > self->spans.max) {
		self->spans_due = true;
		send_next(self);
	}
}

static void after_receive(void *state, const otk_attempt *attempt)
{
	metrics *self = state;
	const series_key key = {.operation = attempt->operation,
		.method = attempt->method,
		.server = otk_metrics_place_of(&self->servers, attempt->url),
		.http_status = (int32_t)attempt->http_status,
		.attempt = attempt->number < 3 ? (uint8_t)attempt->number : 3,
		.is_new = attempt->connect_ms > 0,
		.failed = attempt->status != OTK_OK};
	series *of = otk_metrics_count_attempt(&self->counts, &key, attempt->duration_ms);

	if (attempt->number == 1)
		otk_metrics_count_queue(&self->counts, attempt->operation,
			attempt->now_ms - attempt->duration_ms - attempt->submitted_ms);
	self->counts.bytes_sent += attempt->request_bytes;
	self->counts.bytes_received += attempt->response_bytes;
	self->now_ms = attempt->now_ms;
	if (is_traced(self, attempt))
		add_span(self, attempt, of);
	plan_report(self, attempt->now_ms);
	/* A program of blocking calls has no loop that would run the timer. */
	if (attempt->now_ms >= self->due_at + self->interval_ms)
		report_all(self);
}

static void after_complete(void *state, const otk_call *call, otk_status status, const void *record,
	const otk_error *error)
{
	metrics *self = state;

	(void)call;
	(void)record;
	(void)error;
	if (status)
		self->counts.calls_failed++;
	else
		self->counts.calls_ok++;
}

/* ---- life */

static otk_status check_settings(
	const otk_host *host, const metrics_settings *wanted, otk_error *error)
{
	otk_status status;

	if (!wanted || (!wanted->file && !wanted->endpoint))
		return host->fail(error, OTK_E_ARGUMENT,
			"metrics: file or endpoint is missing; give settings such as "
			"{\"endpoint\": \"http://127.0.0.1:4318\"}");
	status = otk_settings_check_numbers(host, "metrics", &settings_type, wanted, error);
	if (!status && wanted->file && wanted->instance && strstr(wanted->file, "{id}") &&
		wanted->instance[strcspn(wanted->instance, "/")])
		status = host->fail(error, OTK_E_ARGUMENT,
			"metrics: instance: \"/\" cannot be part of a file name, and file has {id}");
	return status;
}

/* Returns the path with {id} replaced; NULL: out of memory. */
static char *make_path(const char *file, const char *instance)
{
	const char *gap = strstr(file, "{id}");
	const size_t before = gap ? (size_t)(gap - file) : strlen(file),
		     size = strlen(file) + strlen(instance) + 1;
	char *path = calloc(1, size);

	if (path)
		snprintf(path, size, "%.*s%s%s", (int)before, file, gap ? instance : "",
			gap ? gap + 4 : "");
	return path;
}

static void name_instance(metrics *self, const metrics_settings *wanted)
{
	if (wanted->instance)
		snprintf(self->instance, sizeof(self->instance), "%s", wanted->instance);
	else
		snprintf(self->instance, sizeof(self->instance), "%d-%06x", (int)getpid(),
			(unsigned)(self->seed[0] & 0xffffff));
}

static otk_status set_up(metrics *self, const metrics_settings *wanted, otk_error *error)
{
	const export_settings settings = {.endpoint = wanted->endpoint,
		.headers_file = wanted->headers_file,
		.ca_file = wanted->ca_file};
	otk_status status;

	if (getentropy(self->seed, sizeof(self->seed)))
		return self->host->fail(
			error, OTK_E_IO, "metrics: random numbers are not available");
	self->has_endpoint = wanted->endpoint != NULL;
	self->has_traces = self->has_endpoint && wanted->traces != OTK_NO;
	self->propagates = wanted->propagate == OTK_YES;
	self->interval_ms = wanted->interval_ms ? wanted->interval_ms : INTERVAL_DEFAULT;
	self->trace_percent = wanted->trace_percent ? wanted->trace_percent : 100;
	self->spans.max = (size_t)(wanted->max_bytes ? wanted->max_bytes : BYTES_DEFAULT);
	name_instance(self, wanted);
	set_clock(self);
	self->service = strdup(wanted->service ? wanted->service : "otk");
	self->file = wanted->file ? make_path(wanted->file, self->instance) : NULL;
	if (!self->service || (wanted->file && !self->file))
		return self->host->fail(error, OTK_E_NOMEM, "metrics: out of memory");
	self->source = (otlp_source){
		self->service, self->instance, (self->now_ms + self->clock_ms) * 1000000};
	status = otk_metrics_export_open(&self->export, self->host, &settings, error);
	if (!status)
		status = self->host->watch(
			self->client, self->export.epoll_fd, loop_ready, self, error);
	return status;
}

static void free_parts(metrics *self)
{
	otk_metrics_export_free(&self->export);
	otk_metrics_counts_free(&self->counts);
	otk_metrics_text_free(&self->spans);
	free(self->file);
	free(self->service);
	free(self);
}

static otk_status open_metrics(const otk_host *host, otk_client *client, const void *settings,
	void **state, otk_error *error)
{
	const metrics_settings *wanted = settings;
	otk_status status = check_settings(host, wanted, error);
	metrics *self;

	if (status)
		return status;
	self = calloc(1, sizeof(*self));
	if (!self)
		return host->fail(error, OTK_E_NOMEM, "metrics: out of memory");
	self->host = host;
	self->client = client;
	otk_metrics_export_init(&self->export, &(export_events){export_ended, report_all, self});
	status = set_up(self, wanted, error);
	if (status)
		free_parts(self);
	else
		*state = self;
	return status;
}

/* Writes the last counts to the file, and waits shortly for a body that is being delivered. */
static void close_metrics(void *state)
{
	metrics *self = state;

	otk_metrics_export_finish(&self->export);
	if (self->due_at || self->span_count)
		report_all(self);
	otk_metrics_export_finish(&self->export);
	send_next(self);
	free_parts(self);
}

static const otk_hooks hooks = {.struct_size = sizeof(otk_hooks),
	.before_send = before_send,
	.after_receive = after_receive,
	.after_complete = after_complete};

static const otk_plugin plugin = OTK_PLUGIN_DESCRIPTOR("metrics", .version = OTK_VERSION,
	.license = "MIT", .summary = "metrics and traces for Prometheus and OpenTelemetry",
	.open = open_metrics, .close = close_metrics, .hooks = &hooks,
	.settings_type = &settings_type);

OTK_PLUGIN(metrics, plugin)
