/* SPDX-License-Identifier: MIT */
/*
 * The parts of the plugin metrics that count and write: series beyond the limits, servers, spans,
 * texts.
 */
#include "config.h"

#include <json-c/json.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/metrics/otlp.h"
#include "plugins/metrics/place.h"
#include "plugins/metrics/prometheus.h"
#include "tests/harness.h"

#define FILE_MAX 16777216

/* ---- servers */

static void servers_of_urls(void)
{
	static const struct {
		const char *url, *host;
		int port;
	} cases[] = {
		{"https://api.opentok.com/v2/project", "api.opentok.com", 443},
		{"http://api.opentok.com/", "api.opentok.com", 80},
		{"https://video.example:8443/x?y=http://a:1/", "video.example", 8443},
		{"http://127.0.0.1:9?a:1", "127.0.0.1", 9},
		{"http://[::1]:8080/v2", "[::1]", 8080},
		{"https://[2001:db8::1]/v2", "[2001:db8::1]", 443},
		{"https://[broken/v2", "[broken", 443},
		{"video.example", "video.example", 443},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		places servers = {.count = 0};
		const place *found = otk_metrics_place_of(&servers, cases[i].url);

		CHECK_STR(found->host, cases[i].host);
		CHECK_INT(found->port, cases[i].port);
		CHECK_INT(servers.count, 1);
	}
}

/* Each server has one entry, also servers whose names begin alike. */
static void servers_are_kept(void)
{
	places servers = {.count = 0};
	const place *first = otk_metrics_place_of(&servers, "http://video.example:80/a");
	char url[400];

	CHECK(otk_metrics_place_of(&servers, "http://video.example:80/b") == first);
	CHECK(otk_metrics_place_of(&servers, "http://video.example:80") == first);
	CHECK(otk_metrics_place_of(&servers, "http://video.example:8080/b") != first);
	CHECK_INT(servers.count, 2);
	for (int i = 0; i < 2 * PLACES_MAX; i++) {
		snprintf(url, sizeof(url), "https://host-%d/", i);
		otk_metrics_place_of(&servers, url);
	}
	CHECK_INT(servers.count, PLACES_MAX);
	/* Those beyond the limit are counted as the last one. */
	CHECK_STR(otk_metrics_place_of(&servers, "https://other/")->host, "host-5");
	/* A host that does not fit has no name. */
	memset(&servers, 0, sizeof(servers));
	memset(url, 'x', sizeof(url) - 1);
	url[sizeof(url) - 1] = '\0';
	memcpy(url, "https://", 8);
	CHECK_STR(otk_metrics_place_of(&servers, url)->host, "");
	url[8 + sizeof(servers.list[0].host)] = '/';
	CHECK_STR(otk_metrics_place_of(&servers, url)->host, "");
	url[7 + sizeof(servers.list[0].host)] = '/';
	CHECK_INT(strlen(otk_metrics_place_of(&servers, url)->host),
		sizeof(servers.list[0].host) - 1);
}

/* ---- series */

static counts counted;
static place server = {.host = "video.example", .port = 443};

static series_key key_of(int status)
{
	return (series_key){.operation = "archives.get",
		.method = "GET",
		.server = &server,
		.http_status = status,
		.attempt = 1};
}

static const otlp_source source = {"otk", "one", 5};

/* Returns the points of the attempts in *posted, which the caller frees; NULL: there are none. */
static json_object *attempt_points(json_object **posted)
{
	text body = {.max = FILE_MAX};
	json_object *at, *points = NULL;

	otk_metrics_otlp_counts(&body, &source, &counted, 7);
	CHECK(!body.failed);
	otk_metrics_text_add(&body, "", 1);
	*posted = json_tokener_parse(body.data);
	otk_metrics_text_free(&body);
	at = json_object_array_get_idx(json_object_object_get(*posted, "resourceMetrics"), 0);
	at = json_object_array_get_idx(json_object_object_get(at, "scopeMetrics"), 0);
	at = json_object_array_get_idx(json_object_object_get(at, "metrics"), 0);
	if (CHECK_STR(json_object_get_string(json_object_object_get(at, "name")),
		    "http.client.request.duration"))
		points = json_object_object_get(
			json_object_object_get(at, "histogram"), "dataPoints");
	return points;
}

/* Attempts beyond the number of series are counted together, and the outputs say so. */
static void series_beyond_the_limit(void)
{
	text file = {.max = FILE_MAX};
	json_object *posted = NULL, *points, *last;
	size_t count;

	for (int i = 0; i < SERIES_MAX; i++) {
		const series_key key = key_of(i);

		CHECK(otk_metrics_count_attempt(&counted, &key, 3) != NULL);
	}
	CHECK(otk_metrics_count_attempt(&counted, &(series_key){0}, 1) == NULL);
	CHECK(otk_metrics_count_attempt(&counted, &(series_key){.http_status = -1}, 70000) == NULL);
	CHECK_INT(counted.series_count, SERIES_MAX);
	CHECK_INT(counted.overflow.count, 2);
	CHECK_INT(counted.overflow.sum_ms, 70001);
	/* A known one is still found. */
	{
		const series_key known = key_of(SERIES_MAX / 2);
		const series *found = otk_metrics_count_attempt(&counted, &known, 4);

		REQUIRE(found);
		CHECK_INT(found->duration.count, 2);
		CHECK_INT(found->duration.sum_ms, 7);
	}
	otk_metrics_prometheus(&file, &counted, "one");
	CHECK(!file.failed);
	otk_metrics_text_add(&file, "", 1);
	CHECK_HAS(file.data, "http_client_request_duration_seconds_count{service_instance_id="
			     "\"one\",otel_metric_overflow=\"true\"} 2\n");
	CHECK_HAS(file.data, "http_client_request_duration_seconds_sum{service_instance_id="
			     "\"one\",otel_metric_overflow=\"true\"} 70.001\n");
	CHECK_HAS(file.data, "otel_metric_overflow=\"true\",le=\"10.000\"} 1\n");
	CHECK_HAS(file.data, "otel_metric_overflow=\"true\",le=\"+Inf\"} 2\n");
	otk_metrics_text_free(&file);
	points = attempt_points(&posted);
	count = json_object_array_length(points);
	CHECK_INT(count, SERIES_MAX + 1);
	last = json_object_array_get_idx(points, count - 1);
	CHECK_STR(json_object_to_json_string_ext(
			  json_object_object_get(last, "attributes"), JSON_C_TO_STRING_PLAIN),
		"[{\"key\":\"otel.metric.overflow\",\"value\":{\"boolValue\":true}}]");
	CHECK_STR(json_object_get_string(json_object_object_get(last, "count")), "2");
	json_object_put(posted);
	otk_metrics_counts_free(&counted);
}

/* Operations beyond the limit have no queue time; those within it keep theirs. */
static void queues_beyond_the_limit(void)
{
	static char names[QUEUE_MAX + 1][32];

	for (int i = 0; i <= QUEUE_MAX; i++) {
		snprintf(names[i], sizeof(names[i]), "feature.op%d", i);
		otk_metrics_count_queue(&counted, names[i], 10);
	}
	otk_metrics_count_queue(&counted, names[3], 30);
	CHECK_INT(counted.queue_count, QUEUE_MAX);
	CHECK_INT(counted.queues[3].duration.count, 2);
	CHECK_INT(counted.queues[3].duration.sum_ms, 40);
	CHECK_INT(counted.queues[QUEUE_MAX - 1].duration.count, 1);
	otk_metrics_counts_free(&counted);
}

static void kinds_of_errors(void)
{
	static const struct {
		int status;
		bool failed;
		const char *type;
	} cases[] = {
		{200, false, NULL},
		{0, true, "no_response"},
		{200, true, "unreadable_response"},
		{399, true, "unreadable_response"},
		{400, false, "400"},
		{503, true, "503"},
	};
	char digits[16];

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		series_key key = key_of(cases[i].status);
		const char *type;

		key.failed = cases[i].failed;
		type = otk_metrics_error_type(&key, digits);
		if (cases[i].type)
			CHECK_STR(type, cases[i].type);
		else
			CHECK(!type);
	}
}

/* ---- spans */

static otk_attempt attempt_of(const char *url)
{
	return (otk_attempt){.struct_size = sizeof(otk_attempt), .number = 1, .url = url};
}

static bool add_span(text *out, series *of, const otk_attempt *attempt)
{
	const otlp_span span = {.trace_id = {0x0123456789abcdefu, 1},
		.span_id = 0xfedcba9876543210u,
		.start_ms = INT64_C(1700000000123),
		.end_ms = INT64_C(1700000000456),
		.series = of,
		.attempt = attempt};

	return otk_metrics_otlp_span(out, &span);
}

/* A URL that would need an escape, or that does not fit, leaves the text as it was. */
static void spans_that_are_not_written(void)
{
	static const char *const urls[] = {"http://h/a\"b", "http://h/a\\b", "http://h/a b",
		"http://h/\n", "h\"", "12345678\"1234567"};
	const series_key key = key_of(200);
	series *of = otk_metrics_count_attempt(&counted, &key, 3);
	otk_attempt attempt = attempt_of("http://h/plain-url");
	text out = {.max = 2000};
	char large[2000];
	size_t size;

	REQUIRE(of);
	otk_metrics_otlp_begin(&out, &source);
	CHECK(add_span(&out, of, &attempt));
	size = out.size;
	for (size_t i = 0; i < OTK_COUNT_OF(urls); i++) {
		attempt.url = urls[i];
		CHECK_CASE(!add_span(&out, of, &attempt), "%s", urls[i]);
		CHECK_INT(out.size, size);
	}
	memset(large, 'x', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	attempt.url = large;
	CHECK(!add_span(&out, of, &attempt));
	CHECK_INT(out.size, size);
	CHECK(!out.failed);
	/* The second one has a comma before it; both are there at the end. */
	attempt = attempt_of("http://h/v2");
	attempt.number = 3;
	attempt.trace_id = "quoted \"id\"";
	CHECK(add_span(&out, of, &attempt));
	otk_metrics_otlp_end(&out);
	otk_metrics_text_add(&out, "", 1);
	REQUIRE(!out.failed);
	CHECK_HAS(out.data, "\"traceId\":\"0123456789abcdef0000000000000001\",\"spanId\":"
			    "\"fedcba9876543210\",\"startTimeUnixNano\":\"1700000000123000000\","
			    "\"endTimeUnixNano\":\"1700000000456000000\"");
	CHECK_HAS(out.data, "{\"key\":\"http.request.resend_count\",\"value\":{\"intValue\":"
			    "\"2\"}}");
	CHECK_HAS(out.data, "\"stringValue\":\"quoted \\\"id\\\"\"");
	{
		json_object *whole = json_tokener_parse(out.data);

		CHECK(whole != NULL);
		json_object_put(whole);
	}
	otk_metrics_text_free(&out);
	otk_metrics_counts_free(&counted);
}

/* ---- texts */

static void numbers_of_texts(void)
{
	text out = {.max = 1000};

	otk_metrics_text_number(&out, 0);
	otk_metrics_text_word(&out, " ");
	otk_metrics_text_number(&out, INT64_MAX);
	otk_metrics_text_word(&out, " ");
	otk_metrics_text_number(&out, INT64_MIN);
	otk_metrics_text_word(&out, " ");
	otk_metrics_text_seconds(&out, 12);
	otk_metrics_text_add(&out, "", 1);
	CHECK_STR(out.data, "0 9223372036854775807 -9223372036854775808 0.012");
	otk_metrics_text_free(&out);
}

/* It keeps what fits, and fails from then on. */
static void texts_have_a_maximum(void)
{
	text out = {.max = 10};

	otk_metrics_text_word(&out, "12345678");
	CHECK(otk_metrics_text_reserve(&out, 2));
	CHECK(!otk_metrics_text_reserve(&out, 3));
	CHECK(out.failed);
	otk_metrics_text_word(&out, "9");
	CHECK_INT(out.size, 8);
	otk_metrics_text_cut(&out, 4);
	otk_metrics_text_word(&out, "abcdef");
	CHECK(!out.failed);
	CHECK(out.size == 10 && memcmp(out.data, "1234abcdef", 10) == 0);
	CHECK(!otk_metrics_text_reserve(&out, SIZE_MAX));
	otk_metrics_text_free(&out);
	/* It is empty then, and can be used again. */
	CHECK(!out.data && !out.size && !out.capacity);
	otk_metrics_text_cut(&out, 0);
	otk_metrics_text_word(&out, "again");
	CHECK(out.size == 5 && memcmp(out.data, "again", 5) == 0);
	otk_metrics_text_free(&out);
}

int main(void)
{
	return OTK_TEST_MAIN("plugins/metrics/counts", TEST(servers_of_urls),
		TEST(servers_are_kept), TEST(series_beyond_the_limit),
		TEST(queues_beyond_the_limit), TEST(kinds_of_errors),
		TEST(spans_that_are_not_written), TEST(numbers_of_texts),
		TEST(texts_have_a_maximum));
}
