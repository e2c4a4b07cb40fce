/* SPDX-License-Identifier: MIT */
/* Runs single exchanges for tests. */
#include "config.h"

#include "tests/transport/drive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/process.h"

otk_transport_options otk_drive_options(void)
{
	return (otk_transport_options){
		.connect_timeout_ms = 5000,
		.max_attempts = 3,
		.max_response_bytes = 1024 * 1024,
		.max_in_flight = 100,
		.max_queued = 1000,
		.user_agent = "otk-test/1",
		.http2 = true,
	};
}

otk_transport *otk_drive_transport(const otk_transport_options *options)
{
	otk_transport_options standard = otk_drive_options();
	otk_error error = OTK_ERROR_INIT;
	otk_transport *transport = otk_transport_new(options ? options : &standard, &error);

	if (!transport)
		printf("  no transport: %s\n", error.message);
	return transport;
}

void otk_drive_use_server(otk_fixture *f, const otk_server_options *options)
{
	otk_server_free(f->server);
	f->server = otk_server_new(options);
	REQUIRE(f->server != NULL);
}

void otk_drive_use_transport(otk_fixture *f, const otk_transport_options *options)
{
	otk_transport_free(f->transport);
	f->transport = otk_drive_transport(options);
	REQUIRE(f->transport != NULL);
}

void otk_drive_set_up(otk_fixture *f)
{
	f->error = (otk_error)OTK_ERROR_INIT;
	otk_drive_use_server(f, NULL);
	otk_drive_use_transport(f, NULL);
}

void otk_drive_clean_up(otk_fixture *f)
{
	otk_transport_free(f->transport);
	if (f->process > 0)
		otk_program_stop(f->process);
	otk_server_free(f->server);
	otk_server_free(f->other);
}

const otk_fixture_type otk_drive_fixture = {
	sizeof(otk_fixture), otk_drive_set_up, otk_drive_clean_up};

otk_request otk_drive_get(const char *url)
{
	return (otk_request){.method = OTK_METHOD_GET,
		.url = url,
		.repeat = OTK_REPEAT_SAFE,
		.timeout_ms = 5000};
}

const char *otk_drive_url(const otk_server *server, const char *path)
{
	static char urls[4][256];
	static unsigned next;
	char *url = urls[next++ % 4];

	snprintf(url, sizeof(urls[0]), "%s%s", otk_server_url(server), path);
	return url;
}

static otk_verdict before(
	void *userdata, otk_exchange *exchange, int64_t attempt, int64_t *wait_ms, otk_error *error)
{
	otk_outcome_seen *seen = userdata;

	(void)attempt;
	(void)error;
	if (seen->header && otk_exchange_header(exchange, seen->header))
		return OTK_VERDICT_REFUSE;
	if (seen->on_before)
		seen->on_before(seen, exchange);
	*wait_ms = seen->wait_ms;
	return seen->befores++ ? OTK_VERDICT_GO : seen->verdict;
}

static void after(void *userdata, otk_exchange *exchange, otk_attempt *attempt,
	const otk_response *response, bool *again)
{
	otk_outcome_seen *seen = userdata;

	(void)response;
	otk_exchange_measure(exchange, attempt);
	if (seen->afters < 16) {
		seen->will_retry[seen->afters] = attempt->will_retry;
		seen->connect_ms[seen->afters] = attempt->connect_ms;
	}
	*again = seen->again;
	seen->afters++;
	if (seen->on_after)
		seen->on_after(seen, exchange);
}

static void done(void *userdata, otk_exchange *exchange, otk_response *response)
{
	otk_outcome_seen *seen = userdata;

	seen->done++;
	seen->status = response->status;
	seen->http_status = response->http_status;
	seen->attempts = response->attempts;
	seen->retry_after_ms = response->retry_after_ms;
	seen->date = otk_http_date(response->date);
	seen->content_length = response->content_length;
	seen->settled = response->settled;
	snprintf(seen->trace_id, sizeof(seen->trace_id), "%s", response->trace_id);
	snprintf(seen->content_type, sizeof(seen->content_type), "%s", response->content_type);
	snprintf(seen->problem, sizeof(seen->problem), "%s", response->problem);
	seen->body_size = response->body.size;
	snprintf(seen->body, sizeof(seen->body), "%.*s",
		response->body.size < sizeof(seen->body) ? (int)response->body.size : 4000,
		response->body.data ? response->body.data : "");
	seen->stop = true;
	if (seen->on_done)
		seen->on_done(seen, exchange);
}

static void log_event(void *userdata, otk_log_level level, const char *event, const char *text)
{
	otk_outcome_seen *seen = userdata;
	size_t used = strlen(seen->log);

	snprintf(
		seen->log + used, sizeof(seen->log) - used, "%d %s: %s\n", (int)level, event, text);
	if (seen->on_log)
		seen->on_log(seen);
}

otk_exchange *otk_drive_submit(otk_transport *transport, const otk_request *request,
	const char *body, otk_outcome_seen *seen)
{
	otk_exchange_events events = {.before = before,
		.after = after,
		.done = done,
		.log = log_event,
		.body = seen->on_body,
		.userdata = seen};
	otk_error error = OTK_ERROR_INIT;
	otk_request own = *request;
	otk_exchange *exchange;
	otk_buffer buffer;

	otk_buffer_init(&buffer, (size_t)16 * 1024 * 1024);
	if (body) {
		otk_buffer_add_text(&buffer, body);
		own.has_body = true;
		own.body = &buffer;
		if (!own.content_type)
			own.content_type = "application/json";
	}
	seen->transport = transport;
	exchange = otk_exchange_new(transport, &own, &events, &error);
	otk_buffer_free(&buffer);
	if (!CHECK_CASE(exchange != NULL, "otk_exchange_new: %s", error.message))
		return NULL;
	if (CHECK_STATUS(otk_exchange_submit(exchange, &error), OTK_OK, &error))
		return exchange;
	otk_exchange_free(exchange);
	return NULL;
}

void otk_drive(otk_transport *transport, const otk_request *request, const char *body,
	otk_outcome_seen *seen)
{
	otk_error error = OTK_ERROR_INIT;

	if (!otk_drive_submit(transport, request, body, seen))
		return;
	CHECK_STATUS(otk_transport_run(transport, 10000, &seen->stop, &error), OTK_OK, &error);
	CHECK_INT(seen->done, 1);
}

void otk_drive_bodies(otk_transport *transport, const char *url, otk_server *server)
{
	static const size_t sizes[] = {1, 16383, 16384, 16385, 65535, 65536, 100000, 1500000};
	const size_t count = OTK_COUNT_OF(sizes);
	char *text = malloc(sizes[count - 1] + 1);

	for (size_t i = 0; text && i < count; i++) {
		otk_request request = otk_drive_get(url);
		otk_outcome_seen seen = {0};
		const otk_seen *sent;

		for (size_t k = 0; k < sizes[i]; k++)
			text[k] = (char)('!' + k % 89);
		text[sizes[i]] = '\0';
		request.method = OTK_METHOD_POST;
		request.repeat = OTK_REPEAT_UNSAFE;
		otk_server_reset(server);
		otk_drive(transport, &request, text, &seen);
		CHECK_INT(seen.http_status, 200);
		sent = otk_server_request(server, 0);
		CHECK_CASE(sent && sent->body_size == sizes[i] &&
				   memcmp(sent->body, text, sizes[i]) == 0 &&
				   !strcasestr(sent->headers, "Expect:"),
			"%zu bytes: %zu came", sizes[i], sent ? sent->body_size : 0);
	}
	CHECK(text != NULL);
	free(text);
}
