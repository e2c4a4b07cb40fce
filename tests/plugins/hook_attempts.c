/* SPDX-License-Identifier: MIT */
/*
 * The hooks metrics, trace and ratelimit with attempts that no server of a test causes, and with
 * memory and calls that fail when they are opened.
 */
#include "config.h"

#include <otk/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/client/host.h"
#include "tests/harness.h"
#include "tests/torture.h"

otk_plugin_entry_fn otk_plugin_metrics_entry, otk_plugin_trace_entry, otk_plugin_ratelimit_entry;

static otk_host host;
static otk_error error;
static char path[300];

static otk_status watch_nothing(
	otk_client *client, int fd, void (*ready)(void *userdata), void *userdata, otk_error *why)
{
	(void)client, (void)fd, (void)ready, (void)userdata, (void)why;
	return OTK_OK;
}

/* Opens a plugin with these settings; NULL: it fails. */
static void *open_plugin(const otk_plugin *plugin, const char *settings)
{
	void *record = NULL, *state = NULL;

	host = otk_host_table;
	host.watch = watch_nothing;
	error = (otk_error)OTK_ERROR_INIT;
	if (host.decode(plugin->settings_type, OTK_SHAPE_OBJECT, settings, strlen(settings),
		    &record, &error))
		return NULL;
	if (plugin->open(&host, NULL, record, &state, &error))
		state = NULL;
	host.free(record);
	return state;
}

/* ---- metrics */

static void *open_metrics(void)
{
	char settings[400];

	snprintf(path, sizeof(path), "%s/otk.prom", otk_test_folder());
	remove(path);
	snprintf(settings, sizeof(settings),
		"{\"file\":\"%s\",\"instance\":\"one\",\"service\":\"test\"}", path);
	return open_plugin(otk_plugin_metrics_entry(0), settings);
}

static otk_attempt attempt_of(const char *operation, const char *url)
{
	return (otk_attempt){.struct_size = sizeof(otk_attempt),
		.operation = operation,
		.method = "GET",
		.url = url,
		.call_number = 1,
		.number = 1,
		.now_ms = 1000000,
		.submitted_ms = 1000000,
		.http_status = 200};
}

static void count(void *state, const otk_attempt *attempt)
{
	otk_plugin_metrics_entry(0)->hooks->after_receive(state, attempt);
}

/* Closes the plugin; returns its file, which the caller frees. */
static char *close_metrics(void *state)
{
	otk_plugin_metrics_entry(0)->close(state);
	return otk_test_read(path, NULL);
}

#define COUNT "http_client_request_duration_seconds_count{service_instance_id=\"one\","

static void servers_are_those_of_the_urls(void)
{
	static const struct {
		const char *url, *line;
	} cases[] = {
		{"https://api.example.com/v2/x",
			"server_address=\"api.example.com\",server_port=\"443\""},
		{"http://plain?x", "server_address=\"plain\",server_port=\"80\""},
		{"http://[::1]:8080/x", "server_address=\"[::1]\",server_port=\"8080\""},
		{"http://[::1]/x", "server_address=\"[::1]\",server_port=\"80\""},
		{"https://plain:1/", "server_address=\"plain\",server_port=\"1\""},
	};
	void *state = open_metrics();
	char *text, longest[400] = "https://";
	otk_attempt too_long;

	REQUIRE(state);
	memset(longest + 8, 'x', sizeof(longest) - 9);
	longest[sizeof(longest) - 1] = '\0';
	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		const otk_attempt attempt = attempt_of("a.get", cases[i].url);

		count(state, &attempt);
		count(state, &attempt);
	}
	/* A host name that is too long is left out; the attempt is counted. */
	too_long = attempt_of("a.get", longest);
	count(state, &too_long);
	text = close_metrics(state);
	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++)
		CHECK_HAS(text, cases[i].line);
	CHECK_HAS(text, "server_address=\"\",server_port=\"0\"");
	free(text);
}

static void more_servers_than_are_told_apart(void)
{
	void *state = open_metrics();
	char *text;

	REQUIRE(state);
	for (int i = 1; i < 12; i++) {
		char url[40];
		otk_attempt attempt;

		snprintf(url, sizeof(url), "http://host%d/", i);
		attempt = attempt_of("a.get", url);
		count(state, &attempt);
	}
	text = close_metrics(state);
	CHECK_HAS(text, "\"host7\"");
	CHECK_LACKS(text, "\"host9\"");
	/* The eighth, and the three after it. */
	CHECK_HAS(strstr(text, COUNT "http_request_method=\"GET\",server_address=\"host8\""),
		"otk_connection=\"reused\"} 4\n");
	free(text);
}

static void outcomes_without_a_good_status(void)
{
	void *state = open_metrics();
	otk_attempt attempt = attempt_of("a.get", "http://h/");
	char *text;

	REQUIRE(state);
	attempt.status = OTK_E_NETWORK;
	attempt.http_status = 0;
	count(state, &attempt);
	attempt.status = OTK_E_PROTOCOL;
	attempt.http_status = 200;
	attempt.number = 7;
	count(state, &attempt);
	attempt.duration_ms = 60000;
	count(state, &attempt);
	text = close_metrics(state);
	CHECK_HAS(text, "http_response_status_code=\"\",error_type=\"no_response\"");
	CHECK_HAS(text, "\"200\",error_type=\"unreadable_response\",otk_operation=\"a.get\","
			"otk_attempt=\"3+\",otk_connection=\"reused\",le=\"10.000\"} 1\n");
	CHECK_HAS(text, "otk_attempt=\"3+\",otk_connection=\"reused\",le=\"+Inf\"} 2\n");
	free(text);
}

static void names_are_escaped(void)
{
	void *state = open_metrics();
	const otk_attempt attempt = attempt_of("a\"b\\c\nd", "http://h/");
	char *text;

	REQUIRE(state);
	count(state, &attempt);
	text = close_metrics(state);
	CHECK_HAS(text, "otk_operation=\"a\\\"b\\\\c\\nd\"");
	free(text);
}

static void series_beyond_the_limit_are_counted_together(void)
{
	void *state = open_metrics();
	static char names[1003][8];
	char *text;

	REQUIRE(state);
	for (size_t i = 0; i < OTK_COUNT_OF(names); i++) {
		otk_attempt attempt;

		snprintf(names[i], sizeof(names[i]), "o%zu", i);
		attempt = attempt_of(names[i], "http://h/");
		count(state, &attempt);
	}
	text = close_metrics(state);
	CHECK_HAS(text, COUNT "otel_metric_overflow=\"true\"} 3\n");
	CHECK_LACKS(text, "\"o1000\"");
	CHECK_HAS(text, "otk_client_queue_duration_seconds_count{service_instance_id=\"one\","
			"otk_operation=\"o255\"} 1\n");
	CHECK_LACKS(text, "queue_duration_seconds_count{service_instance_id=\"one\","
			  "otk_operation=\"o256\"");
	free(text);
}

/* A program of blocking calls has no loop; the file is written with the next attempt. */
static void the_file_is_written_without_a_loop(void)
{
	void *state = open_metrics();
	otk_attempt attempt = attempt_of("a.get", "http://h/");
	char *text;

	REQUIRE(state);
	count(state, &attempt);
	text = otk_test_read(path, NULL);
	CHECK(text == NULL);
	attempt.now_ms += 20000;
	count(state, &attempt);
	text = otk_test_read(path, NULL);
	CHECK_HAS(text, "otk_connection=\"reused\"} 2\n");
	free(text);
	free(close_metrics(state));
}

/* ---- memory and calls that fail */

static bool opens_metrics(void *context)
{
	void *state;

	(void)context;
	state = open_plugin(otk_plugin_metrics_entry(0),
		"{\"endpoint\":\"http://127.0.0.1:9\",\"file\":\"/nowhere/{id}\"}");
	CHECK_CASE(state || error.message[0], "without a message");
	if (state)
		otk_plugin_metrics_entry(0)->close(state);
	return state != NULL;
}

static bool opens_trace(void *context)
{
	void *state = open_plugin(otk_plugin_trace_entry(0), "{}");

	(void)context;
	CHECK_CASE(state || error.message[0], "without a message");
	if (state)
		otk_plugin_trace_entry(0)->close(state);
	return state != NULL;
}

static bool opens_ratelimit(void *context)
{
	void *state = open_plugin(otk_plugin_ratelimit_entry(0), "{\"requests\":5}");

	(void)context;
	CHECK_CASE(state || error.message[0], "without a message");
	if (state)
		otk_plugin_ratelimit_entry(0)->close(state);
	return state != NULL;
}

static void opening_fails_cleanly(void)
{
	CHECK(otk_torture("metrics", opens_metrics, NULL) > 4);
	CHECK(otk_torture("trace", opens_trace, NULL) > 0);
	CHECK(otk_torture("ratelimit", opens_ratelimit, NULL) > 0);
	CHECK(otk_torture_calls("trace", opens_trace, NULL, NULL) > 0);
	/* The size of a buffer, and closing a file that was read, need not succeed. */
	CHECK(otk_torture_calls("metrics", opens_metrics, NULL,
		      (const char *const[]){"close", "curl_easy_setopt", NULL}) > 6);
}

int main(void)
{
	return OTK_TEST_MAIN("hook_attempts", TEST(servers_are_those_of_the_urls),
		TEST(more_servers_than_are_told_apart), TEST(outcomes_without_a_good_status),
		TEST(names_are_escaped), TEST(series_beyond_the_limit_are_counted_together),
		TEST(the_file_is_written_without_a_loop), TEST(opening_fails_cleanly));
}
