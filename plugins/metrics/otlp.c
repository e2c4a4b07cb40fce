/* SPDX-License-Identifier: MIT */
/* Writes counts, and the parts that spans have in common, as OTLP in JSON. */
#include "plugins/metrics/otlp.h"

#include <inttypes.h>

#include "plugins/types/small.h"

#define KIND_CLIENT  "3"
#define STATUS_ERROR "2"
#define CUMULATIVE   "2"

#define SCOPE "\"scope\":{\"name\":\"otk\",\"version\":\"" OTK_VERSION "\"},"

/* ---- attributes */

/* A comma if there is an element before. */
static void begin_element(text *out)
{
	if (out->size && out->data[out->size - 1] == '}')
		otk_metrics_text_word(out, ",");
}

static void add_string(text *out, const char *key, const char *value)
{
	begin_element(out);
	otk_metrics_text_format(
		out, "{\"key\":\"%s\",\"value\":{\"stringValue\":\"%s\"}}", key, value);
}

static void add_int(text *out, const char *key, int64_t value)
{
	begin_element(out);
	otk_metrics_text_format(
		out, "{\"key\":\"%s\",\"value\":{\"intValue\":\"%" PRId64 "\"}}", key, value);
}

/* The attributes that a span and a point of a metric have in common. */
static void add_attributes(text *out, const series_key *key, const char *operation)
{
	char type[16];
	const char *error = otk_metrics_error_type(key, type);

	add_string(out, "http.request.method", key->method);
	add_string(out, "server.address", key->server->host);
	add_int(out, "server.port", key->server->port);
	if (key->http_status)
		add_int(out, "http.response.status_code", key->http_status);
	if (error)
		add_string(out, "error.type", error);
	add_string(out, "otk.operation", operation);
}

static void begin_request(text *out, const otlp_source *source, const char *kind)
{
	otk_metrics_text_format(out, "{\"resource%s\":[{\"resource\":{\"attributes\":[", kind);
	add_string(out, "service.name", source->service);
	add_string(out, "service.instance.id", source->instance);
	otk_metrics_text_format(out, "]},\"scope%s\":[{" SCOPE, kind);
}

/* ---- spans */

void otk_metrics_otlp_begin(text *out, const otlp_source *source)
{
	begin_request(out, source, "Spans");
	otk_metrics_text_word(out, "\"spans\":[");
}

void otk_metrics_otlp_end(text *out)
{
	otk_metrics_text_word(out, "]}]}]}");
}

const text *otk_metrics_otlp_beginning(series *of)
{
	text *out = &of->span;

	if (out->size && !out->failed)
		return out;
	out->max = 4096;
	otk_metrics_text_cut(out, 0);
	otk_metrics_text_word(out, "\",\"kind\":" KIND_CLIENT ",");
	if (of->key.failed || of->key.http_status >= 400)
		otk_metrics_text_word(out, "\"status\":{\"code\":" STATUS_ERROR "},");
	otk_metrics_text_format(
		out, "\"name\":\"%s %s\",\"attributes\":[", of->key.method, of->name);
	add_attributes(out, &of->key, of->name);
	otk_metrics_text_word(out, ",{\"key\":\"url.full\",\"value\":{\"stringValue\":\"");
	return out;
}

void otk_metrics_otlp_rare(text *out, const otk_attempt *attempt)
{
	if (attempt->number > 1)
		add_int(out, "http.request.resend_count", attempt->number - 1);
	if (attempt->trace_id)
		add_string(out, "otk.service_trace_id", attempt->trace_id);
}

/* ---- metrics */

typedef struct points {
	text *out;
	const otlp_source *source;
	int64_t now_ns;
} points;

static void begin_metric(
	points *to, const char *name, const char *unit, const char *help, const char *kind)
{
	begin_element(to->out);
	otk_metrics_text_format(to->out, "{\"name\":\"%s\",\"unit\":\"%s\",\"description\":\"%s\",",
		name, unit, help);
	otk_metrics_text_word(to->out, kind);
	otk_metrics_text_word(
		to->out, "\"aggregationTemporality\":" CUMULATIVE ",\"dataPoints\":[");
}

#define HISTOGRAM "\"histogram\":{"
#define SUM       "\"sum\":{\"isMonotonic\":true,"

static void end_metric(points *to)
{
	otk_metrics_text_word(to->out, "]}}");
}

static void begin_point(points *to)
{
	begin_element(to->out);
	otk_metrics_text_format(to->out,
		"{\"startTimeUnixNano\":\"%" PRId64 "\",\"timeUnixNano\":\"%" PRId64
		"\",\"attributes\":[",
		to->source->started_ns, to->now_ns);
}

static void end_histogram(points *to, const histogram *values)
{
	text *out = to->out;

	otk_metrics_text_format(out, "],\"count\":\"%" PRId64 "\",\"sum\":", values->count);
	otk_metrics_text_seconds(out, values->sum_ms);
	otk_metrics_text_word(out, ",\"bucketCounts\":[");
	for (size_t i = 0; i <= SERIES_BOUNDS; i++)
		otk_metrics_text_format(
			out, i ? ",\"%" PRId64 "\"" : "\"%" PRId64 "\"", values->buckets[i]);
	otk_metrics_text_word(out, "],\"explicitBounds\":[");
	for (size_t i = 0; i < SERIES_BOUNDS; i++) {
		if (i)
			otk_metrics_text_word(out, ",");
		otk_metrics_text_seconds(out, otk_metrics_bounds[i]);
	}
	otk_metrics_text_word(out, "]}");
}

static void add_attempts(points *to, const counts *counted)
{
	begin_metric(to, "http.client.request.duration", "s", "Duration of HTTP client requests.",
		HISTOGRAM);
	for (size_t i = 0; i < SERIES_SLOTS; i++)
		for (const series *one = counted->slots[i]; one; one = one->next) {
			begin_point(to);
			add_attributes(to->out, &one->key, one->name);
			add_int(to->out, "otk.attempt", one->key.attempt);
			add_string(to->out, "otk.connection", one->key.is_new ? "new" : "reused");
			end_histogram(to, &one->duration);
		}
	if (counted->overflow.count) {
		begin_point(to);
		otk_metrics_text_word(to->out,
			"{\"key\":\"otel.metric.overflow\",\"value\":{\"boolValue\":true}}");
		end_histogram(to, &counted->overflow);
	}
	end_metric(to);
}

static void add_queues(points *to, const counts *counted)
{
	begin_metric(to, "otk.client.queue.duration", "s",
		"Time from the submission of a call to its first request.", HISTOGRAM);
	for (size_t i = 0; i < counted->queue_count; i++) {
		begin_point(to);
		add_string(to->out, "otk.operation", counted->queues[i].name);
		end_histogram(to, &counted->queues[i].duration);
	}
	end_metric(to);
}

static void add_counters(points *to, const counts *counted)
{
	for (const counter *one = otk_metrics_counters; one->otlp; one++) {
		if (one->help)
			begin_metric(to, one->otlp, one->unit, one->help, SUM);
		begin_point(to);
		if (one->value)
			add_string(to->out, one->otlp_key, one->value);
		otk_metrics_text_format(to->out, "],\"asInt\":\"%" PRId64 "\"}",
			otk_metrics_counter_of(counted, one));
		if (one[1].help)
			end_metric(to);
	}
}

void otk_metrics_otlp_counts(
	text *out, const otlp_source *source, const counts *counted, int64_t now_ns)
{
	points to = {.out = out, .source = source, .now_ns = now_ns};

	begin_request(out, source, "Metrics");
	otk_metrics_text_word(out, "\"metrics\":[");
	add_attempts(&to, counted);
	add_queues(&to, counted);
	add_counters(&to, counted);
	otk_metrics_otlp_end(out);
}
