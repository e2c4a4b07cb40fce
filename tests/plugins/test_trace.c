/* SPDX-License-Identifier: MIT */
/* The trace plugin by itself: header and event of each attempt, seen by a host of the test.
 */
#include "config.h"

#include <otk/plugin.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tests/harness.h"

otk_plugin_entry_fn otk_plugin_trace_entry;

/* As the settings table of the plugin lays it out. */
typedef struct settings {
	size_t struct_size;
	const char *trace_id;
	const char *level;
	otk_flag sampled;
	int32_t reserved;
} settings;

static char header[128];
static char event[1024];
static otk_log_level event_level;
static otk_status header_status;

static otk_status host_fail(otk_error *error, otk_status status, const char *format, ...)
{
	(void)error;
	(void)format;
	return status;
}

static otk_status set_header(otk_call *call, const char *name, const char *value, otk_error *error)
{
	(void)call;
	(void)error;
	snprintf(header, sizeof(header), "%s: %s", name, value);
	return header_status;
}

static void host_log(otk_client *client, otk_log_level level, const char *name, const char *text,
	const otk_map *fields)
{
	size_t used;

	(void)client;
	event_level = level;
	used = (size_t)snprintf(event, sizeof(event), "%s|%s|", name, text);
	for (size_t i = 0; i < fields->count && used < sizeof(event); i++)
		used += (size_t)snprintf(event + used, sizeof(event) - used, "%s=%s;",
			fields->items[i].name, fields->items[i].value);
}

static const otk_host host = {.struct_size = sizeof(otk_host),
	.fail = host_fail,
	.log = host_log,
	.call_set_header = set_header};

static void *open_with(const settings *wanted)
{
	otk_error error = OTK_ERROR_INIT;
	void *state = NULL;

	CHECK_STATUS(otk_plugin_trace_entry(0)->open(&host, NULL, wanted, &state, &error), OTK_OK,
		&error);
	return state;
}

static otk_verdict send_attempt(void *state, int64_t call, int64_t number)
{
	const otk_attempt attempt = {.struct_size = sizeof(attempt),
		.operation = "archives.start",
		.call_number = call,
		.number = number};
	otk_error error = OTK_ERROR_INIT;
	int64_t wait_ms = 0;

	header[0] = '\0';
	return otk_plugin_trace_entry(0)->hooks->before_send(state, &attempt, &wait_ms, &error);
}

static bool is_hex(const char *text, size_t size)
{
	return strspn(text, "0123456789abcdef") >= size;
}

static void sends_a_traceparent(void)
{
	void *state = open_with(NULL);
	char first[128];

	CHECK_INT(send_attempt(state, 1, 1), OTK_VERDICT_GO);
	/* "traceparent: 00-" 32 "-" 16 "-01" */
	CHECK_INT(strlen(header), 13 + 55);
	CHECK(strncmp(header, "traceparent: 00-", 16) == 0);
	CHECK(is_hex(header + 16, 32) && header[48] == '-' && is_hex(header + 49, 16));
	CHECK_STR(header + 65, "-01");
	snprintf(first, sizeof(first), "%s", header);
	/* A repeat belongs to the same trace and is another span; another call is another trace. */
	send_attempt(state, 1, 2);
	CHECK(strncmp(header, first, 48) == 0);
	CHECK(strcmp(header, first) != 0);
	send_attempt(state, 2, 1);
	CHECK(strncmp(header, first, 48) != 0);
	otk_plugin_trace_entry(0)->close(state);
}

static void joins_a_trace(void)
{
	const settings wanted = {.struct_size = sizeof(wanted),
		.trace_id = "0af7651916cd43dd8448eb211c80319c",
		.sampled = OTK_NO};
	void *state = open_with(&wanted);

	send_attempt(state, 7, 1);
	CHECK_HAS(header, "traceparent: 00-0af7651916cd43dd8448eb211c80319c-");
	CHECK_STR(header + 65, "-00");
	otk_plugin_trace_entry(0)->close(state);
}

static void reports_one_event_for_each_attempt(void)
{
	const settings wanted = {.struct_size = sizeof(wanted), .level = "debug"};
	const otk_attempt attempt = {.struct_size = sizeof(attempt),
		.operation = "archives.get",
		.call_number = 3,
		.number = 2,
		.http_status = 503,
		.duration_ms = 41,
		.connect_ms = 5,
		.first_byte_ms = 39,
		.request_bytes = 120,
		.response_bytes = 7,
		.trace_id = "f=unknown&s=archive&u=1",
		.status = OTK_E_SERVER,
		.will_retry = 1};
	void *state = open_with(&wanted);

	send_attempt(state, 3, 2);
	otk_plugin_trace_entry(0)->hooks->after_receive(state, &attempt);
	CHECK_INT(event_level, OTK_LOG_DEBUG);
	CHECK_HAS(event, "span|archives.get: attempt 2, status 503, 41 ms|");
	CHECK_HAS(event, "connect_ms=5;first_byte_ms=39;request_bytes=120;response_bytes=7;");
	CHECK_HAS(event, "will_retry=true;service_trace_id=f=unknown&s=archive&u=1;");
	/* The event names the span that went out. */
	header[48] = '\0';
	CHECK_HAS(event, header + 16);
	otk_plugin_trace_entry(0)->close(state);
}

static void refuses_without_its_header(void)
{
	void *state = open_with(NULL);

	header_status = OTK_E_NOMEM;
	CHECK_INT(send_attempt(state, 1, 1), OTK_VERDICT_REFUSE);
	header_status = OTK_OK;
	otk_plugin_trace_entry(0)->close(state);
}

int main(void)
{
	return OTK_TEST_MAIN("plugins/trace", TEST(sends_a_traceparent), TEST(joins_a_trace),
		TEST(reports_one_event_for_each_attempt), TEST(refuses_without_its_header));
}
