/* SPDX-License-Identifier: MIT */
/* Spans and counts as OTLP in JSON. */
#include "plugins/metrics/otlp.h"

#include <endian.h>
#include <stdio.h>
#include <string.h>

#define KIND_CLIENT  "3"
#define STATUS_ERROR "2"
#define CUMULATIVE   "2"

/* ---- attributes */

static void add_string(text *out, const char *key, const char *value)
{
	TEXT_LITERAL(out, "{\"key\":\"");
	otk_metrics_text_word(out, key);
	TEXT_LITERAL(out, "\",\"value\":{\"stringValue\":");
	otk_metrics_text_json(out, value);
	TEXT_LITERAL(out, "}}");
}

static void add_int(text *out, const char *key, int64_t value)
{
	TEXT_LITERAL(out, "{\"key\":\"");
	otk_metrics_text_word(out, key);
	TEXT_LITERAL(out, "\",\"value\":{\"intValue\":\"");
	otk_metrics_text_number(out, value);
	TEXT_LITERAL(out, "\"}}");
}

/* Those that a span and a point of a metric have in common. */
static void add_attributes(text *out, const series_key *key, const char *operation)
{
	char type[16];
	const char *error = otk_metrics_error_type(key, type);

	add_string(out, "http.request.method", key->method);
	TEXT_LITERAL(out, ",");
	add_string(out, "server.address", key->server->host);
	TEXT_LITERAL(out, ",");
	add_int(out, "server.port", key->server->port);
	if (key->http_status) {
		TEXT_LITERAL(out, ",");
		add_int(out, "http.response.status_code", key->http_status);
	}
	if (error) {
		TEXT_LITERAL(out, ",");
		add_string(out, "error.type", error);
	}
	TEXT_LITERAL(out, ",");
	add_string(out, "otk.operation", operation);
}

static void add_resource(text *out, const otlp_source *source)
{
	TEXT_LITERAL(out, "{\"resource\":{\"attributes\":[");
	add_string(out, "service.name", source->service);
	TEXT_LITERAL(out, ",");
	add_string(out, "service.instance.id", source->instance);
	TEXT_LITERAL(out, "]},");
}

#define SCOPE "\"scope\":{\"name\":\"otk\",\"version\":\"" OTK_VERSION "\"},"

static void add_ns(text *out, const char *name, int64_t ns)
{
	TEXT_LITERAL(out, "\"");
	otk_metrics_text_word(out, name);
	TEXT_LITERAL(out, "\":\"");
	otk_metrics_text_number(out, ns);
	TEXT_LITERAL(out, "\",");
}

/* ---- spans */

void otk_metrics_otlp_begin(text *out, const otlp_source *source)
{
	TEXT_LITERAL(out, "{\"resourceSpans\":[");
	add_resource(out, source);
	TEXT_LITERAL(out, "\"scopeSpans\":[{" SCOPE "\"spans\":[");
}

void otk_metrics_otlp_end(text *out)
{
	TEXT_LITERAL(out, "]}]}]}");
}

/*
 * What all spans of a series have in common, up to the value of the last attribute; a span is then a
 * few copies, because it is made for each request.
 */
static const text *span_beginning(series *of)
{
	text *out = &of->span;

	if (out->size)
		return out;
	out->max = 4096;
	TEXT_LITERAL(out, "\",\"kind\":" KIND_CLIENT ",");
	if (of->key.failed || of->key.http_status >= 400)
		TEXT_LITERAL(out, "\"status\":{\"code\":" STATUS_ERROR "},");
	TEXT_LITERAL(out, "\"name\":\"");
	otk_metrics_text_word(out, of->key.method);
	TEXT_LITERAL(out, " ");
	otk_metrics_text_word(out, of->name);
	TEXT_LITERAL(out, "\",\"attributes\":[");
	add_attributes(out, &of->key, of->name);
	TEXT_LITERAL(out, ",{\"key\":\"url.full\",\"value\":{\"stringValue\":\"");
	return out;
}

/* These write without a check; the caller has reserved the space. */
static char *put_bytes(char *to, const char *data, size_t size)
{
	memcpy(to, data, size);
	return to + size;
}
#define PUT(to, literal) put_bytes(to, literal, sizeof(literal) - 1)

/* Eight digits at a time: each nibble gets a byte, to which the code of its digit is added. */
static char *put_hex(char *to, uint64_t number)
{
	for (int half = 32; half >= 0; half -= 32) {
		uint64_t x = number >> half & UINT64_C(0xffffffff), letters;

		x = (x | x << 16) & UINT64_C(0x0000ffff0000ffff);
		x = (x | x << 8) & UINT64_C(0x00ff00ff00ff00ff);
		x = (x | x << 4) & UINT64_C(0x0f0f0f0f0f0f0f0f);
		letters = (x + UINT64_C(0x0606060606060606)) >> 4 & UINT64_C(0x0101010101010101);
		x = htobe64(x + UINT64_C(0x3030303030303030) + letters * ('a' - '0' - 10));
		to = put_bytes(to, (const char *)&x, sizeof(x));
	}
	return to;
}

/* Eight digits at once: the halves of a number are divided together, then their halves, then theirs. */
static char *put_digits(char *to, uint32_t number)
{
	uint64_t x = number / 10000 | (uint64_t)(number % 10000) << 32, tens;

	tens = (x * 5243 >> 19) & UINT64_C(0x0000007f0000007f); /* / 100 */
	x = tens | (x - tens * 100) << 16;
	tens = (x * 103 >> 10) & UINT64_C(0x000f000f000f000f); /* / 10 */
	x = htole64((tens | (x - tens * 10) << 8) + UINT64_C(0x3030303030303030));
	return put_bytes(to, (const char *)&x, sizeof(x));
}

/* 13 digits are enough until the year 2286. */
static char *put_ms(char *to, int64_t ms)
{
	char high[8];

	put_digits(high, (uint32_t)(ms / 100000000));
	to = put_digits(put_bytes(to, high + 3, 5), (uint32_t)(ms % 100000000));
	return PUT(to, "000000");
}

#define EACH_BYTE(byte)   (UINT64_C(0x0101010101010101) * (byte))
#define HAS_LESS(x, byte) (((x)-EACH_BYTE(byte)) & ~(x)&EACH_BYTE(0x80))
#define HAS(x, byte)      HAS_LESS((x) ^ EACH_BYTE(byte), 1)

/*
 * Returns false if a URL needs escapes; the library percent-encodes what it inserts into one. Eight
 * bytes at a time.
 */
static bool is_plain(const char *url, size_t *size)
{
	uint64_t bad = 0, x;
	size_t at = 0;

	*size = strlen(url);
	for (; at + sizeof(x) <= *size; at += sizeof(x)) {
		memcpy(&x, url + at, sizeof(x));
		bad |= HAS_LESS(x, ' ' + 1) | HAS(x, '"') | HAS(x, '\\');
	}
	for (; at < *size; at++)
		bad |= (uint64_t)((unsigned char)url[at] <= ' ' || url[at] == '"' ||
				  url[at] == '\\');
	return !bad;
}

static void add_rare_attributes(text *out, const otk_attempt *attempt)
{
	if (attempt->number > 1) {
		TEXT_LITERAL(out, ",");
		add_int(out, "http.request.resend_count", attempt->number - 1);
	}
	if (attempt->trace_id) {
		TEXT_LITERAL(out, ",");
		add_string(out, "otk.service_trace_id", attempt->trace_id);
	}
}

#define SPAN_REST 256 /* bytes of the ids, the times and the names around them */

bool otk_metrics_otlp_span(text *out, const otlp_span *span)
{
	const size_t before = out->size;
	const text *beginning = span_beginning(span->series);
	size_t url_size;
	char *to;

	if (!is_plain(span->attempt->url, &url_size) || beginning->failed ||
		!otk_metrics_text_reserve(out, beginning->size + url_size + SPAN_REST))
		goto failed;
	to = out->data + out->size;
	if (out->size && to[-1] == '}')
		*to++ = ',';
	to = PUT(to, "{\"traceId\":\"");
	to = put_hex(to, span->trace_id[0]);
	to = put_hex(to, span->trace_id[1]);
	to = PUT(to, "\",\"spanId\":\"");
	to = put_hex(to, span->span_id);
	to = PUT(to, "\",\"startTimeUnixNano\":\"");
	to = put_ms(to, span->start_ms);
	to = PUT(to, "\",\"endTimeUnixNano\":\"");
	to = put_ms(to, span->end_ms);
	to = put_bytes(to, beginning->data, beginning->size);
	to = put_bytes(to, span->attempt->url, url_size);
	to = PUT(to, "\"}}");
	out->size = (size_t)(to - out->data);
	add_rare_attributes(out, span->attempt);
	TEXT_LITERAL(out, "]}");
	if (!out->failed && out->size + OTLP_END_SIZE <= out->max)
		return true;
failed:
	otk_metrics_text_cut(out, before);
	return false;
}

/* ---- metrics */

typedef struct points {
	text *out;
	const otlp_source *source;
	int64_t now_ns;
	bool is_first;
} points;

static void begin_metric(points *to, const char *name, const char *unit, const char *help,
	const char *kind, bool is_first)
{
	if (!is_first)
		TEXT_LITERAL(to->out, ",");
	TEXT_LITERAL(to->out, "{\"name\":\"");
	otk_metrics_text_word(to->out, name);
	TEXT_LITERAL(to->out, "\",\"unit\":\"");
	otk_metrics_text_word(to->out, unit);
	TEXT_LITERAL(to->out, "\",\"description\":\"");
	otk_metrics_text_word(to->out, help);
	TEXT_LITERAL(to->out, "\",\"");
	otk_metrics_text_word(to->out, kind);
	TEXT_LITERAL(to->out, "\":{\"aggregationTemporality\":" CUMULATIVE ",");
	if (strcmp(kind, "sum") == 0)
		TEXT_LITERAL(to->out, "\"isMonotonic\":true,");
	TEXT_LITERAL(to->out, "\"dataPoints\":[");
	to->is_first = true;
}

static void end_metric(points *to)
{
	TEXT_LITERAL(to->out, "]}}");
}

static void begin_point(points *to)
{
	if (!to->is_first)
		TEXT_LITERAL(to->out, ",");
	to->is_first = false;
	TEXT_LITERAL(to->out, "{");
	add_ns(to->out, "startTimeUnixNano", to->source->started_ns);
	add_ns(to->out, "timeUnixNano", to->now_ns);
	TEXT_LITERAL(to->out, "\"attributes\":[");
}

static void end_histogram(points *to, const histogram *values)
{
	TEXT_LITERAL(to->out, "],\"count\":\"");
	otk_metrics_text_number(to->out, values->count);
	TEXT_LITERAL(to->out, "\",\"sum\":");
	otk_metrics_text_seconds(to->out, values->sum_ms);
	TEXT_LITERAL(to->out, ",\"bucketCounts\":[");
	for (size_t i = 0; i <= SERIES_BOUNDS; i++) {
		if (i)
			TEXT_LITERAL(to->out, ",");
		TEXT_LITERAL(to->out, "\"");
		otk_metrics_text_number(to->out, values->buckets[i]);
		TEXT_LITERAL(to->out, "\"");
	}
	TEXT_LITERAL(to->out, "],\"explicitBounds\":[");
	for (size_t i = 0; i < SERIES_BOUNDS; i++) {
		if (i)
			TEXT_LITERAL(to->out, ",");
		otk_metrics_text_seconds(to->out, otk_metrics_bounds[i]);
	}
	TEXT_LITERAL(to->out, "]}");
}

static void add_attempts(points *to, const counts *counted)
{
	begin_metric(to, "http.client.request.duration", "s", "Duration of HTTP client requests.",
		"histogram", true);
	for (size_t i = 0; i < SERIES_SLOTS; i++)
		for (const series *one = counted->slots[i]; one; one = one->next) {
			begin_point(to);
			add_attributes(to->out, &one->key, one->name);
			TEXT_LITERAL(to->out, ",");
			add_int(to->out, "otk.attempt", one->key.attempt);
			TEXT_LITERAL(to->out, ",");
			add_string(to->out, "otk.connection", one->key.is_new ? "new" : "reused");
			end_histogram(to, &one->duration);
		}
	if (counted->overflow.count) {
		begin_point(to);
		TEXT_LITERAL(to->out,
			"{\"key\":\"otel.metric.overflow\",\"value\":{\"boolValue\":true}}");
		end_histogram(to, &counted->overflow);
	}
	end_metric(to);
}

static void add_queues(points *to, const counts *counted)
{
	begin_metric(to, "otk.client.queue.duration", "s",
		"Time from the submission of a call to its first request.", "histogram", false);
	for (size_t i = 0; i < counted->queue_count; i++) {
		begin_point(to);
		add_string(to->out, "otk.operation", counted->queues[i].name);
		end_histogram(to, &counted->queues[i].duration);
	}
	end_metric(to);
}

static void add_sum(points *to, const char *key, const char *value, int64_t number)
{
	begin_point(to);
	if (key)
		add_string(to->out, key, value);
	TEXT_LITERAL(to->out, "],\"asInt\":\"");
	otk_metrics_text_number(to->out, number);
	TEXT_LITERAL(to->out, "\"}");
}

void otk_metrics_otlp_counts(
	text *out, const otlp_source *source, const counts *counted, int64_t now_ns)
{
	points to = {.out = out, .source = source, .now_ns = now_ns};

	TEXT_LITERAL(out, "{\"resourceMetrics\":[");
	add_resource(out, source);
	TEXT_LITERAL(out, "\"scopeMetrics\":[{" SCOPE "\"metrics\":[");
	add_attempts(&to, counted);
	add_queues(&to, counted);
	begin_metric(&to, "otk.client.calls", "{call}", "Calls that have ended.", "sum", false);
	add_sum(&to, "otk.outcome", "ok", counted->calls_ok);
	add_sum(&to, "otk.outcome", "error", counted->calls_failed);
	end_metric(&to);
	begin_metric(&to, "otk.client.io", "By", "Bytes of requests and responses.", "sum", false);
	add_sum(&to, "network.io.direction", "transmit", counted->bytes_sent);
	add_sum(&to, "network.io.direction", "receive", counted->bytes_received);
	end_metric(&to);
	begin_metric(&to, "otk.exporter.spans.dropped", "{span}", "Spans that were not exported.",
		"sum", false);
	add_sum(&to, NULL, NULL, counted->spans_dropped);
	end_metric(&to);
	TEXT_LITERAL(out, "]}]}]}");
}
