/* SPDX-License-Identifier: MIT */
/* The hook metrics: its file, and what a receiver of OpenTelemetry gets. */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <otk/plugin.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "plugins/metrics/export.h"
#include "plugins/metrics/prometheus.h"
#include "tests/certificates.h"
#include "tests/client/fixture.h"
#include "tests/torture.h"

otk_plugin_entry_fn otk_plugin_metrics_entry, otk_plugin_archives_entry;

static char settings[1024];
static char path[300];

/* Replaces the client by one with these settings; f->other receives what it posts. */
OTK_PRINTF(2, 3)
static void use_metrics(otk_fixture *f, const char *format, ...)
{
	static otk_plugin_entry_fn *const plugins[] = {otk_plugin_metrics_entry};
	const otk_hook_options hook = {.plugin = "metrics", .settings_json = settings};
	va_list args;

	if (!f->other)
		REQUIRE((f->other = otk_server_new(NULL)));
	snprintf(path, sizeof(path), "%s/otk.prom", otk_test_folder());
	remove(path);
	va_start(args, format);
	vsnprintf(settings, sizeof(settings), format, args);
	va_end(args);
	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	test_use_client(
		f, &OTK_CLIENT_OPTIONS(.hooks = &hook, .hook_count = 1, .plugins = plugins,
			   .plugin_count = !test_is_builtin("metrics"), .log = test_log_event,
			   .log_userdata = &f->log, .timeout_ms = otk_test_ms(5000)));
}

static void close_client(otk_fixture *f)
{
	otk_client_free(f->client);
	f->client = NULL;
}

/* The number at the end of the line of the file that has all words; -1: no such line. */
static double value_in_file(const char *first, const char *second)
{
	char *whole = otk_test_read(path, NULL), *rest = whole, *line;
	double value = -1;

	while (rest && (line = strsep(&rest, "\n")))
		if (line[0] != '#' && strstr(line, first) && strstr(line, second))
			value = strtod(strrchr(line, ' '), NULL);
	free(whole);
	return value;
}

static void counts_into_a_file(otk_fixture *f)
{
	use_metrics(f, "{\"file\":\"%s/otk.prom\",\"instance\":\"one\"}", otk_test_folder());
	otk_server_reply(f->server, &(otk_reply){.status = 503, .headers = "Retry-After: 0\r\n"});
	otk_server_reply(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	test_get(f->client, OTK_OK, &f->error);
	otk_server_reply(f->server, &(otk_reply){.status = 404});
	test_get(f->client, OTK_E_NOT_FOUND, &f->error);
	close_client(f);
#define COUNT "http_client_request_duration_seconds_count{service_instance_id=\"one\""
	CHECK_INT(value_in_file(COUNT, "status_code=\"503\",error_type=\"503\",otk_operation="
				       "\"archives.get\",otk_attempt=\"1\",otk_connection=\"new\""),
		1);
	CHECK_INT(value_in_file(COUNT, "status_code=\"200\",error_type=\"\",otk_operation="
				       "\"archives.get\",otk_attempt=\"2\",otk_connection="
				       "\"reused\""),
		1);
	CHECK_INT(value_in_file(COUNT, "status_code=\"404\",error_type=\"404\""), 1);
	CHECK_INT(
		value_in_file("duration_seconds_bucket", "\"404\",error_type=\"404\",otk_operation="
							 "\"archives.get\",otk_attempt=\"1\","
							 "otk_connection=\"reused\",le=\"+Inf\""),
		1);
	CHECK_INT(value_in_file("otk_client_queue_duration_seconds_count", "archives.get"), 2);
	CHECK_INT(value_in_file("otk_client_calls_total", "\"ok\""), 1);
	CHECK_INT(value_in_file("otk_client_calls_total", "\"error\""), 1);
	CHECK(value_in_file("otk_client_io_bytes_total", "transmit") > 300);
	CHECK(value_in_file("otk_client_io_bytes_total", "receive") > 300);
	CHECK_INT(otk_server_request_count(f->other), 0);
}

/* "resourceSpans.0.scopeSpans.0" …: a member of a JSON text; NULL: it does not exist. */
static json_object *member_at(json_object *at, const char *where)
{
	char copy[256], *rest = copy, *name;

	snprintf(copy, sizeof(copy), "%s", where);
	while (at && (name = strsep(&rest, ".")))
		at = json_object_is_type(at, json_type_array)
			     ? json_object_array_get_idx(at, strtoul(name, NULL, 10))
			     : json_object_object_get(at, name);
	return at;
}

/* ns since the epoch, as text of whole milliseconds; -1: something else. */
static int64_t ms_at(json_object *from, const char *where)
{
	const char *ns = json_object_get_string(member_at(from, where));
	char ms[14] = "";

	if (!ns || strlen(ns) != 19 || strspn(ns, "0123456789") != 19)
		return -1;
	memcpy(ms, ns, 13);
	return strtoll(ms, NULL, 10);
}

#define SPANS "resourceSpans.0.scopeSpans.0.spans"

static void posts_spans_and_counts(otk_fixture *f)
{
	json_object *spans, *posted;
	const int64_t before = otk_clock_seconds() * 1000;
	char traceparent[80], expected[80];
	int64_t begin, end;

	use_metrics(f, "{\"endpoint\":\"%s/\",\"propagate\":true}",
		otk_server_url((f->other = otk_server_new(NULL))));
	test_get(f->client, OTK_OK, &f->error);
	test_get(f->client, OTK_OK, &f->error);
	close_client(f);
	REQUIRE(otk_server_request_count(f->other) == 2);
	CHECK_STR(otk_server_request(f->other, 0)->path, "/v1/traces");
	CHECK_STR(otk_server_request(f->other, 1)->path, "/v1/metrics");
	spans = json_tokener_parse(otk_server_request(f->other, 0)->body);
	posted = json_tokener_parse(otk_server_request(f->other, 1)->body);
	CHECK_INT(json_object_array_length(member_at(spans, SPANS)), 2);
	CHECK_STR(json_object_get_string(member_at(spans, SPANS ".1.name")), "GET archives.get");
	begin = ms_at(spans, SPANS ".1.startTimeUnixNano");
	end = ms_at(spans, SPANS ".1.endTimeUnixNano");
	CHECK(begin >= before && end >= begin && end <= (otk_clock_seconds() + 1) * 1000);
	snprintf(expected, sizeof(expected), "00-%s-%s-01",
		json_object_get_string(member_at(spans, SPANS ".1.traceId")),
		json_object_get_string(member_at(spans, SPANS ".1.spanId")));
	otk_seen_header(
		otk_server_request(f->server, 1), "traceparent", traceparent, sizeof(traceparent));
	CHECK_STR(traceparent, expected);
	CHECK_STR(
		json_object_get_string(member_at(posted,
			"resourceMetrics.0.scopeMetrics.0.metrics.1.histogram.dataPoints.0.count")),
		"2");
	json_object_put(spans);
	json_object_put(posted);
}

/* The timer runs on the client's loop, without a call. */
static void posts_after_the_interval(otk_fixture *f)
{
	const int64_t end = otk_clock_monotonic_ms() + otk_test_ms(5000);

	use_metrics(f, "{\"endpoint\":\"%s\",\"intervalMs\":100,\"traces\":false}",
		otk_server_url((f->other = otk_server_new(NULL))));
	test_get(f->client, OTK_OK, &f->error);
	while (!otk_server_request_count(f->other) && otk_clock_monotonic_ms() < end)
		CHECK_INT(otk_client_run(f->client, 0, NULL, &f->error), OTK_OK);
	REQUIRE(otk_server_request_count(f->other) >= 1);
	CHECK_STR(otk_server_request(f->other, 0)->path, "/v1/metrics");
}

/* A receiver that takes nothing: calls go on, memory is bounded, what is lost is counted. */
static void never_blocks(otk_fixture *f)
{
	f->other = otk_server_new(NULL);
	REQUIRE(f->other);
	otk_server_default(f->other, &(otk_reply){.hold = true});
	use_metrics(f, "{\"endpoint\":\"%s\",\"file\":\"%s/otk.prom\",\"maxBytes\":16384}",
		otk_server_url(f->other), otk_test_folder());
	for (int i = 0; i < 200; i++)
		test_get(f->client, OTK_OK, &f->error);
	close_client(f);
	/* About 35 spans fit; half of that is on its way. */
	CHECK_CASE(value_in_file("otk_exporter_spans_dropped_total", "") >= 120, "%g dropped",
		value_in_file("otk_exporter_spans_dropped_total", ""));
	otk_server_release(f->other);
}

static int spans_of(const otk_seen *seen)
{
	json_object *posted = json_tokener_parse(seen->body);
	const int count = (int)json_object_array_length(member_at(posted, SPANS));

	json_object_put(posted);
	return count;
}

/* A fast receiver does not lead to requests with few spans each: every request has a fixed cost. */
static void posts_spans_together(otk_fixture *f)
{
	int requests = 0, spans = 0, small = 0;

	use_metrics(f, "{\"endpoint\":\"%s\",\"intervalMs\":3600000,\"maxBytes\":32768}",
		otk_server_url((f->other = otk_server_new(NULL))));
	for (int i = 0; i < 300; i++)
		test_get(f->client, OTK_OK, &f->error);
	close_client(f);
	for (int i = 0; i < otk_server_request_count(f->other); i++) {
		const otk_seen *seen = otk_server_request(f->other, i);

		if (strcmp(seen->path, "/v1/traces") != 0)
			continue;
		requests++;
		spans += spans_of(seen);
		small += spans_of(seen) < 20;
	}
	/* A receiver that takes nothing before the end gets those that fit in maxBytes. */
	CHECK_CASE(spans > 50, "%d spans", spans);
	CHECK_CASE(small <= 1, "%d of %d requests with %d spans are small", small, requests, spans);
}

/* Drives the client until the receiver has this many of something, such as requests. */
static void wait_for(otk_fixture *f, otk_client *client, int (*count_of)(otk_server *), int count)
{
	const int64_t end = otk_clock_monotonic_ms() + otk_test_ms(20000);
	struct pollfd loop = {.fd = otk_client_fd(client, &f->error), .events = POLLIN};

	while (count_of(f->other) < count && otk_clock_monotonic_ms() < end) {
		poll(&loop, 1, 100);
		CHECK_INT(otk_client_run(client, 0, NULL, &f->error), OTK_OK);
	}
	CHECK(count_of(f->other) >= count);
}

static void wait_for_receiver(otk_fixture *f, otk_client *client, int count)
{
	wait_for(f, client, otk_server_request_count, count);
}

/* Without the header, the pause is one second. */
static void waits_as_asked(otk_fixture *f)
{
	static const int statuses[] = {429, 503};

	for (size_t i = 0; i < OTK_COUNT_OF(statuses); i++) {
		int64_t first;

		otk_server_free(f->other);
		REQUIRE((f->other = otk_server_new(NULL)));
		otk_server_reply(f->other,
			&(otk_reply){.status = statuses[i], .headers = "Retry-After: 2\r\n"});
		use_metrics(f, "{\"endpoint\":\"%s\",\"intervalMs\":100,\"traces\":false}",
			otk_server_url(f->other));
		test_get(f->client, OTK_OK, &f->error);
		wait_for_receiver(f, f->client, 1);
		first = otk_clock_monotonic_ms();
		wait_for_receiver(f, f->client, 2);
		CHECK_CASE(otk_clock_monotonic_ms() - first >= 1900, "%d", statuses[i]);
		close_client(f);
	}
	CHECK_INT(otk_metrics_export_pause_ms(1, 0), 1000);
	CHECK_INT(otk_metrics_export_pause_ms(3, 0), 4000);
	CHECK_INT(otk_metrics_export_pause_ms(3, 2), 4000);
	CHECK_INT(otk_metrics_export_pause_ms(3, 5), 5000);
	CHECK_INT(otk_metrics_export_pause_ms(1, INT64_MAX), 300000);
}

static void counts_what_is_rejected(otk_fixture *f)
{
	static const struct {
		const char *response;
		int64_t rejected;
	} cases[] = {{"{\"partialSuccess\":{\"rejectedSpans\":\"12\"}}", 12},
		{"{ \"partialSuccess\" : { \"errorMessage\" : \"x\", \"rejectedSpans\" :\n3 } }",
			3},
		{"{\"partialSuccess\":{\"errorMessage\":\"\\\"rejectedSpans\\\":9\"}}", 0},
		{"{\"partialSuccess\":{\"rejectedSpans\":\"0\"}}", 0},
		{"{\"partialSuccess\":{}}", 0}, {"{\"partialSuccess\":{\"rejectedSpans\"", 0},
		{"{\"partialSuccess\":{\"rejectedSpans\":\"-4\"}}", 0},
		{"{\"partialSuccess\":{\"rejectedSpans\":99999999999999999999}}", 9999999999},
		{"", 0}};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++)
		CHECK_CASE(otk_metrics_export_rejected(cases[i].response, "\"rejectedSpans\"") ==
				   cases[i].rejected,
			"%s", cases[i].response);
	for (int i = 0; i < 2; i++) {
		otk_server_free(f->other);
		REQUIRE((f->other = otk_server_new(NULL)));
		otk_server_reply(f->other,
			&(otk_reply){.body = i ? "{\"partialSuccess\":{\"rejectedSpans\":\"1\"}}"
					       : "{\"partialSuccess\":{}}"});
		use_metrics(f, "{\"endpoint\":\"%s\",\"file\":\"%s/otk.prom\",\"intervalMs\":100}",
			otk_server_url(f->other), otk_test_folder());
		test_get(f->client, OTK_OK, &f->error);
		test_get(f->client, OTK_OK, &f->error);
		wait_for_receiver(
			f, f->client, 2); /* spans, which are not sent again, then counts */
		CHECK_STR(otk_server_request(f->other, 1)->path, "/v1/metrics");
		test_get(f->client, OTK_OK, &f->error);
		close_client(f);
		CHECK_INT(value_in_file("otk_exporter_spans_dropped_total", ""), i);
		CHECK_INT(value_in_file("otk_exporter_exports_total", "\"error\""), 0);
		CHECK(i == (f->log.text && strstr(f->log.text, "it rejected 1 spans")));
	}
}

static void says_once_what_fails(otk_fixture *f)
{
	use_metrics(f, "{\"file\":\"%s/none/otk.prom\",\"intervalMs\":100}", otk_test_folder());
	for (int i = 0; i < 3; i++) {
		const int64_t end = otk_clock_monotonic_ms() + otk_test_ms(5000);

		test_get(f->client, OTK_OK, &f->error);
		while (!(f->log.text && strstr(f->log.text, "cannot be written")) &&
			otk_clock_monotonic_ms() < end)
			CHECK_INT(otk_client_run(f->client, 0, NULL, &f->error), OTK_OK);
	}
	close_client(f);
	REQUIRE(f->log.text);
	CHECK_HAS(f->log.text, "the file of metrics cannot be written: No such file");
	CHECK(!strstr(strstr(f->log.text, "cannot be written") + 1, "cannot be written"));
}

/* Nothing beside the file, and it is whole at each moment. */
static void replaces_the_file(otk_fixture *f)
{
	char *whole;

	use_metrics(f, "{\"file\":\"%s/otk.prom\"}", otk_test_folder());
	test_get(f->client, OTK_OK, &f->error);
	close_client(f);
	use_metrics(f, "{\"file\":\"%s/{id}.prom\",\"instance\":\"own\"}", otk_test_folder());
	test_get(f->client, OTK_OK, &f->error);
	close_client(f);
	snprintf(path, sizeof(path), "%s/own.prom", otk_test_folder());
	whole = otk_test_read(path, NULL);
	REQUIRE(whole);
	CHECK_HAS(whole, "service_instance_id=\"own\"");
	free(whole);
}

static void refuses_wrong_settings(otk_fixture *f)
{
	static otk_plugin_entry_fn *const plugins[] = {otk_plugin_metrics_entry};
	static const struct {
		const char *json, *says;
	} cases[] = {
		{"{}", "file or endpoint is missing"},
		{"{\"endpoint\":\"ftp://host\"}", "not an address"},
		{"{\"endpoint\":\"HTTP://h\",\"headersFile\":\"/none\"}", "cannot be read"},
		{"{\"endpoint\":\"http://user:secret@host\"}", "user or password"},
		{"{\"endpoint\":\"http://h\",\"headersFile\":\"/none\"}", "cannot be read"},
		{"{\"file\":\"relative\"}", "file"},
		{"{\"file\":\"/{id}\",\"instance\":\"../x\"}", "instance"},
		{"{\"file\":\"/x\",\"intervalMs\":1}", "interval_ms"},
		{"{\"file\":\"/x\",\"maxBytes\":1}", "max_bytes"},
		{"{\"file\":\"/x\",\"tracePercent\":101}", "trace_percent"},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		const otk_hook_options hook = {"metrics", cases[i].json};
		otk_client *client = otk_client_new(
			&OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .api_secret = TEST_SECRET,
				.hooks = &hook, .hook_count = 1, .plugins = plugins,
				.plugin_count = !test_is_builtin("metrics")),
			&f->error);

		CHECK_CASE(!client, "%s", cases[i].json);
		CHECK_HAS(f->error.message, cases[i].says);
		CHECK_LACKS(f->error.message, "secret");
		otk_client_free(client);
	}
}

static void texts_are_escaped(otk_fixture *f)
{
	text out = {.max = 2000};
	size_t size = 0;

	(void)f;
	otk_metrics_text_format(&out, "%s=\"%s\" %" PRId64 ",%" PRId64 ".", "a",
		"\"b\\c\nd\te\xc3\xa9", INT64_MIN, INT64_MAX);
	otk_metrics_text_add(&out, "", 1);
	CHECK_STR(out.data,
		"a=\"\\\"b\\\\c\\nd e\xc3\xa9\" -9223372036854775808,9223372036854775807.");
	/* What does not fit is left out. */
	while (!out.failed) {
		size = out.size;
		otk_metrics_text_format(&out, "%s", "abcdefg");
	}
	CHECK_INT(out.size, size);
	CHECK(size > 1990);
	otk_metrics_text_free(&out);
}

/* Writes the file "headers" and opens a client with it; returns whether that worked. */
static bool opens_with_headers(otk_fixture *f, const char *data, size_t size)
{
	static otk_plugin_entry_fn *const plugins[] = {otk_plugin_metrics_entry};
	const otk_hook_options hook = {"metrics", settings};
	char name[300];
	FILE *file;
	otk_client *client;

	snprintf(name, sizeof(name), "%s/headers", otk_test_folder());
	snprintf(settings, sizeof(settings), "{\"endpoint\":\"http://h\",\"headersFile\":\"%s\"}",
		name);
	file = fopen(name, "w");
	REQUIRE(file);
	CHECK_INT(fwrite(data, 1, size, file), size);
	CHECK_INT(fclose(file), 0);
	client = otk_client_new(&OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .api_secret = TEST_SECRET,
					.hooks = &hook, .hook_count = 1, .plugins = plugins,
					.plugin_count = !test_is_builtin("metrics")),
		&f->error);
	otk_client_free(client);
	return client != NULL;
}

static void files_with_headers(otk_fixture *f)
{
	static char large[16385];
	const otk_seen *seen;
	char value[100], name[300];

	memset(large, 'x', sizeof(large));
	CHECK(opens_with_headers(f, large, sizeof(large) - 1));
	CHECK(!opens_with_headers(f, large, sizeof(large)));
	CHECK_HAS(f->error.message, "more than 16384 bytes");
	CHECK(!opens_with_headers(f, "A: 1\n\0B: 2\n", 11));
	CHECK_HAS(f->error.message, "or a NUL");
	CHECK(opens_with_headers(f, "", 0));
	CHECK(opens_with_headers(f, "A: 1\r\n\r\n\nB: 2", 13));
	snprintf(name, sizeof(name), "%s/headers", otk_test_folder());
	/* A slash at the end of the address makes no difference. */
	REQUIRE((f->other = otk_server_new(NULL)));
	use_metrics(
		f, "{\"endpoint\":\"%s/\",\"headersFile\":\"%s\"}", otk_server_url(f->other), name);
	test_get(f->client, OTK_OK, &f->error);
	close_client(f);
	REQUIRE(otk_server_request_count(f->other) > 0);
	seen = otk_server_request(f->other, 0);
	CHECK_STR(seen->path, "/v1/traces");
	CHECK_STR(otk_seen_header(seen, "A", value, sizeof(value)), "1");
	CHECK_STR(otk_seen_header(seen, "B", value, sizeof(value)), "2");
}

/* Calls go on, the reason is logged once, and nothing is stored or followed. */
static void receivers_that_misbehave(otk_fixture *f)
{
	static char large[1 << 20];
	const struct {
		otk_reply reply;
		const char *says;
	} cases[] = {
		{{.status = 500}, "it responded with status 500"},
		{{.status = 302, .headers = "Location: http://127.0.0.1:1/\r\n"},
			"it responded with status 302"},
		{{.body = large, .body_size = sizeof(large)}, "its response is too large"},
		{{.body = large, .body_size = sizeof(large), .no_length = true},
			"its response is too large"},
		{{.status = 500, .body = large, .body_size = sizeof(large), .chunked = true},
			"its response is too large"},
	};

	memset(large, 'x', sizeof(large));
	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		const int64_t end = otk_clock_monotonic_ms() + otk_test_ms(5000);

		otk_server_free(f->other);
		f->other = otk_server_new(NULL);
		REQUIRE(f->other);
		otk_server_default(f->other, &cases[i].reply);
		test_log_free(&f->log);
		use_metrics(
			f, "{\"endpoint\":\"%s\",\"intervalMs\":100}", otk_server_url(f->other));
		while (!(f->log.text && strstr(f->log.text, cases[i].says)) &&
			otk_clock_monotonic_ms() < end)
			test_get(f->client, OTK_OK, &f->error);
		for (int n = 0; n < 20; n++)
			test_get(f->client, OTK_OK, &f->error);
		close_client(f);
		REQUIRE(f->log.text);
		CHECK_HAS(f->log.text, cases[i].says);
		CHECK(!strstr(
			strstr(f->log.text, "cannot be delivered") + 1, "cannot be delivered"));
	}
}

/* What lies where the file or its temporary file is to be. */
static void foreign_files(otk_fixture *f)
{
	text content = {.max = 100};
	char temporary[400], victim[400];
	char *left;

	snprintf(path, sizeof(path), "%s/otk.prom", otk_test_folder());
	snprintf(victim, sizeof(victim), "%s/victim", otk_test_folder());
	snprintf(temporary, sizeof(temporary), "%s.%d-00000007.tmp", path, (int)getpid());
	remove(path);
	CHECK_INT(mkfifo(victim, 0600), 0);
	CHECK_INT(symlink(victim, path), 0);
	CHECK_INT(mkfifo(temporary, 0600), 0);
	otk_metrics_text_word(&content, "content");
	CHECK_INT(otk_metrics_write_file(path, 7, &content), 0);
	CHECK_INT(symlink(victim, temporary), 0);
	CHECK_INT(otk_metrics_write_file(path, 7, &content), 0);
	left = otk_test_read(path, NULL);
	CHECK_STR(left, "content");
	free(left);
	CHECK(access(temporary, F_OK) != 0);
	/* Folders that take no file, and a folder in its place. */
	CHECK(otk_metrics_write_file("/proc/otk.prom", 7, &content) != 0);
	CHECK(otk_metrics_write_file("/dev/null/otk.prom", 7, &content) == ENOTDIR);
	CHECK(otk_metrics_write_file(otk_test_folder(), 7, &content) == EISDIR);
	/* A pipe or a device is not replaced. */
	CHECK_INT(otk_metrics_write_file(victim, 7, &content), EINVAL);
	otk_metrics_text_free(&content);
	/* A pipe in place of the headers. */
	{
		static otk_plugin_entry_fn *const plugins[] = {otk_plugin_metrics_entry};
		char json[500];
		const otk_hook_options hook = {"metrics", json};

		snprintf(json, sizeof(json), "{\"endpoint\":\"http://h\",\"headersFile\":\"%s\"}",
			victim);
		CHECK(!otk_client_new(
			&OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .api_secret = TEST_SECRET,
				.hooks = &hook, .hook_count = 1, .plugins = plugins,
				.plugin_count = !test_is_builtin("metrics")),
			&f->error));
		CHECK_HAS(f->error.message, "headersFile");
	}
}

/* ---- the connection to the receiver */

/* Settings of a client that posts counts soon after its first call. */
#define SOON "\"intervalMs\":100,\"traces\":false"

static const int repeated[] = {429, 502, 503, 504};
#define REPEATED ((int)OTK_COUNT_OF(repeated))

/* The first request of each client gets the status that is its name. */
static void refuse_first(void *userdata, const otk_seen *request, otk_reply *reply)
{
	bool *refused = userdata;

	for (int i = 0; i < REPEATED; i++) {
		char name[40];

		snprintf(name, sizeof(name), "\"stringValue\":\"status-%d\"", repeated[i]);
		if (!strstr(request->body, name))
			continue;
		reply->status = refused[i] ? 200 : repeated[i];
		refused[i] = true;
	}
}

/* A status that OTLP names: the same body is posted again, after a pause; nothing is reported. */
static void repeats_a_request(otk_fixture *f)
{
	static bool refused[REPEATED];
	otk_client *clients[REPEATED];
	int64_t first_at;

	REQUIRE((f->other = otk_server_new(
			 &(otk_server_options){.respond = refuse_first, .userdata = refused})));
	for (int i = 0; i < REPEATED; i++) {
		use_metrics(f, "{\"endpoint\":\"%s\",\"instance\":\"status-%d\"," SOON "}",
			otk_server_url(f->other), repeated[i]);
		test_get(f->client, OTK_OK, &f->error);
		clients[i] = f->client;
		f->client = NULL;
	}
	first_at = otk_clock_monotonic_ms();
	for (int i = 0; i < REPEATED; i++)
		wait_for_receiver(f, clients[i], i + 1);
	for (int i = 0; i < REPEATED; i++)
		wait_for_receiver(f, clients[i], REPEATED + i + 1);
	CHECK(otk_clock_monotonic_ms() - first_at > 500);
	for (int i = 0; i < REPEATED; i++)
		otk_client_free(clients[i]);
	REQUIRE(otk_server_request_count(f->other) == 2 * REPEATED);
	for (int i = 0; i < REPEATED; i++) {
		CHECK(refused[i]);
		CHECK_STR(otk_server_request(f->other, REPEATED + i)->body,
			otk_server_request(f->other, i)->body);
	}
	CHECK_CASE(!f->log.text || !strstr(f->log.text, "plugin|"), "%s", f->log.text);
}

/* What waits for its repetition when the client is freed is lost, which is reported. */
static void reports_what_is_lost_at_the_end(otk_fixture *f)
{
	REQUIRE((f->other = otk_server_new(NULL)));
	otk_server_default(f->other, &(otk_reply){.status = 503});
	use_metrics(f, "{\"endpoint\":\"%s\",\"intervalMs\":100}", otk_server_url(f->other));
	test_get(f->client, OTK_OK, &f->error);
	wait_for_receiver(f, f->client, 1);
	close_client(f);
	REQUIRE(f->log.text);
	CHECK_HAS(f->log.text, "cannot be delivered: the client was freed; counting goes on");
}

static void use_secure_receiver(otk_fixture *f, const char *ca_file)
{
	const otk_certificates *files = otk_test_certificates();

	otk_server_free(f->other);
	REQUIRE((f->other =
			 otk_server_new(&(otk_server_options){.cert_file = files->server_cert_file,
				 .key_file = files->server_key_file})));
	use_metrics(f, "{\"endpoint\":\"%s\",\"caFile\":\"%s\"," SOON "}", otk_server_url(f->other),
		ca_file);
	test_get(f->client, OTK_OK, &f->error);
}

/* A receiver whose certificate is of another authority gets nothing. */
static void checks_the_certificate(otk_fixture *f)
{
	use_secure_receiver(f, otk_test_certificates()->ca_file);
	wait_for_receiver(f, f->client, 1);
	close_client(f);
	CHECK_CASE(!f->log.text || !strstr(f->log.text, "plugin|"), "%s", f->log.text);
	use_secure_receiver(f, otk_test_certificates()->other_ca_file);
	wait_for(f, f->client, otk_server_connection_count, 1);
	close_client(f);
	CHECK_INT(otk_server_request_count(f->other), 0);
	REQUIRE(f->log.text);
	CHECK_HAS(f->log.text, "cannot be delivered");
}

/* Writes the file of headers; settings: with it, and the receiver. */
static void write_headers(const char *content, size_t size)
{
	FILE *file;

	snprintf(path, sizeof(path), "%s/headers", otk_test_folder());
	REQUIRE((file = fopen(path, "w")));
	CHECK_INT(fwrite(content, 1, size, file), size);
	CHECK_INT(fclose(file), 0);
}

#define HEADER_MAX 4094 /* bytes of a long line */

/* Each line becomes a header, whatever ends it; a line that does not fit is refused, not cut. */
static void sends_header_lines(otk_fixture *f)
{
	static char line[HEADER_MAX + 2], value[HEADER_MAX + 2];
	static const char lines[] = "X-Tenant: one\r\n\r\n\nAuthorization: Bearer key\nX-Last: 3";
	const otk_seen *seen;

	REQUIRE((f->other = otk_server_new(NULL)));
	write_headers(lines, sizeof(lines) - 1);
	use_metrics(f, "{\"endpoint\":\"%s\",\"headersFile\":\"%s/headers\"," SOON "}",
		otk_server_url(f->other), otk_test_folder());
	test_get(f->client, OTK_OK, &f->error);
	wait_for_receiver(f, f->client, 1);
	close_client(f);
	REQUIRE((seen = otk_server_request(f->other, 0)));
	CHECK_STR(otk_seen_header(seen, "X-Tenant", value, sizeof(value)), "one");
	CHECK_STR(otk_seen_header(seen, "Authorization", value, sizeof(value)), "Bearer key");
	CHECK_STR(otk_seen_header(seen, "X-Last", value, sizeof(value)), "3");
	CHECK_STR(otk_seen_header(seen, "Content-Type", value, sizeof(value)), "application/json");
	CHECK_STR(otk_seen_header(seen, "Expect", value, sizeof(value)), "");

	/* A long line. */
	memset(line, 'x', sizeof(line));
	memcpy(line, "X-Long: ", 8);
	write_headers(line, HEADER_MAX);
	use_metrics(f, "{\"endpoint\":\"%s\",\"headersFile\":\"%s/headers\"," SOON "}",
		otk_server_url(f->other), otk_test_folder());
	test_get(f->client, OTK_OK, &f->error);
	wait_for_receiver(f, f->client, 2);
	close_client(f);
	REQUIRE((seen = otk_server_request(f->other, 1)));
	otk_seen_header(seen, "X-Long", value, sizeof(value));
	CHECK_INT(strlen(value), HEADER_MAX - 8);
}

static void settings_of_every_kind(otk_fixture *f)
{
	static const char *const names[] = {"file", "endpoint", "service", "instance",
		"headersFile", "caFile", "intervalMs", "tracePercent", "maxBytes", "traces",
		"propagate", NULL};

	test_settings(f, "metrics", (otk_plugin_entry_fn *const[]){otk_plugin_metrics_entry},
		!test_is_builtin("metrics"), "\"file\":\"/none/otk.prom\"", names);
}

/* ---- calls that fail */

static bool told;

static void note_warning(const otk_log_event *event, void *unused)
{
	(void)unused;
	told = told || strcmp(event->event, "plugin") == 0;
}

#define CALLS 3 /* one with a new connection, and two of the same series */

/* The sum of the numbers at the ends of the lines of the file with this beginning; -1: no file. */
static int64_t sum_in_file(const char *begin)
{
	char *whole = otk_test_read(path, NULL), *rest = whole, *line;
	int64_t sum = whole ? 0 : -1;

	while (rest && (line = strsep(&rest, "\n")))
		if (strncmp(line, begin, strlen(begin)) == 0)
			sum += strtoll(strrchr(line, ' '), NULL, 10);
	free(whole);
	return sum;
}

/* A file that was written has all labels in each line. */
static void check_file(void)
{
	char *whole = otk_test_read(path, NULL), *rest = whole, *line;

	while (rest && (line = strsep(&rest, "\n"))) {
		if (!*line || *line == '#')
			continue;
		CHECK_CASE(strstr(line, "{service_instance_id=\"") != NULL, "%s", line);
		if (strncmp(line, "http_client", 11) == 0 && !strstr(line, "overflow=\"true\""))
			CHECK_CASE(strstr(line, "otk_connection=\"") != NULL, "%s", line);
		if (strncmp(line, "otk_client", 10) == 0)
			CHECK_CASE(strchr(line, ',') != NULL, "%s", line);
	}
	free(whole);
}

/* Each request since `first` is whole. Returns the number of spans in them; -1: none was posted. */
static int64_t spans_received(otk_fixture *f, int first)
{
	int64_t count = -1;

	for (int i = first; i < otk_server_request_count(f->other); i++) {
		const otk_seen *seen = otk_server_request(f->other, i);
		json_object *posted = json_tokener_parse(seen->body);

		if (CHECK_CASE(posted != NULL, "%s: %s", seen->path, seen->body) &&
			strcmp(seen->path, "/v1/traces") == 0)
			count = (count < 0 ? 0 : count) +
				(int64_t)json_object_array_length(member_at(posted, SPANS));
		json_object_put(posted);
	}
	return count;
}

/* Each attempt has a span or is counted as dropped; one allocation costs one span at most. */
static void check_spans(otk_fixture *f, int first)
{
	const int64_t spans = spans_received(f, first),
		      attempts = sum_in_file("http_client_request_duration_seconds_count"),
		      dropped = sum_in_file("otk_exporter_spans_dropped_total");

	check_file();
	if (spans < 0 || attempts < 0)
		return;
	CHECK_CASE(spans + dropped == attempts, "%d of %d attempts have a span, %d are dropped",
		(int)spans, (int)attempts, (int)dropped);
	CHECK_CASE(dropped <= 1, "%d spans are dropped", (int)dropped);
}

/* The whole life of a client: a loss is reported, unless memory for the report is missing. */
static bool count_once(void *context)
{
	static otk_plugin_entry_fn *const plugins[] = {
		otk_plugin_metrics_entry, otk_plugin_archives_entry};
	const otk_hook_options hook = {.plugin = "metrics", .settings_json = settings};
	otk_fixture *f = context;
	const int before = otk_server_request_count(f->other);
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = otk_client_new(
		&OTK_CLIENT_OPTIONS(.api_key = TEST_KEY, .api_secret = TEST_SECRET,
			.api_url = otk_server_url(f->server), .hooks = &hook, .hook_count = 1,
			.plugins = plugins + test_is_builtin("metrics"),
			.plugin_count = !test_is_builtin("metrics") + !test_is_builtin("archives"),
			.log = note_warning, .timeout_ms = otk_test_ms(5000), .max_attempts = 1),
		&error);
	otk_archive *archive = NULL;
	otk_status status = client ? OTK_OK : OTK_E_STATE;
	bool delivered;

	told = false;
	CHECK(client || error.message[0]);
	for (int i = 0; client && i < CALLS; i++) {
		const otk_status one = otk_archives_get(client, "a1", &archive, &error);

		otk_free(archive);
		archive = NULL;
		status = status ? status : one;
	}
	otk_client_free(client);
	otk_stop_failing();
	delivered = client && sum_in_file("otk_client_calls_total") == CALLS &&
		    (value_in_file("otk_client_calls_total", "\"ok\"") == CALLS) == !status &&
		    otk_server_request_count(f->other) == before + 2;
	if (client && !status)
		CHECK_CASE(delivered || told, "%s failed: counts are lost without a word",
			otk_failed_call() ? otk_failed_call() : "an allocation");
	check_spans(f, before);
	remove(path);
	return client && !status && delivered;
}

static void torture(otk_fixture *f)
{
	/* A failure of these is retried, or harmless, such as that of setting a buffer size. */
	static const char *const survived[] = {"access", "close", "curl_easy_setopt",
		"curl_multi_perform", "curl_multi_poll", "epoll_ctl", "epoll_wait", "getentropy",
		"recv", "timerfd_settime", NULL};
	static char headers[300];
	FILE *file;

	REQUIRE((f->other = otk_server_new(NULL)));
	snprintf(headers, sizeof(headers), "%s/headers", otk_test_folder());
	file = fopen(headers, "w");
	REQUIRE(file);
	fputs("X-Tenant: one\n", file);
	fclose(file);
	use_metrics(f, "{\"file\":\"%s/otk.prom\",\"endpoint\":\"%s\",\"headersFile\":\"%s\"}",
		otk_test_folder(), otk_server_url(f->other), headers);
	close_client(f);
	otk_torture("metrics", count_once, f);
	CHECK(otk_torture_calls("metrics", count_once, f, survived) > 80);
	otk_torture_interrupts("metrics", count_once, f);
}

int main(void)
{
	return OTK_TEST_MAIN("plugins/metrics", CLIENT_TEST(torture),
		CLIENT_TEST(counts_into_a_file), CLIENT_TEST(posts_spans_and_counts),
		CLIENT_TEST(posts_after_the_interval), CLIENT_TEST(never_blocks),
		CLIENT_TEST(posts_spans_together), CLIENT_TEST(waits_as_asked),
		CLIENT_TEST(counts_what_is_rejected), CLIENT_TEST(says_once_what_fails),
		CLIENT_TEST(replaces_the_file), CLIENT_TEST(receivers_that_misbehave),
		CLIENT_TEST(foreign_files), CLIENT_TEST(repeats_a_request),
		CLIENT_TEST(reports_what_is_lost_at_the_end), CLIENT_TEST(checks_the_certificate),
		CLIENT_TEST(sends_header_lines), CLIENT_TEST(settings_of_every_kind),
		CLIENT_TEST(refuses_wrong_settings), CLIENT_TEST(texts_are_escaped),
		CLIENT_TEST(files_with_headers));
}
