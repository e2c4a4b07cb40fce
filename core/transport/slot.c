/* SPDX-License-Identifier: MIT */
/*
 * Slots: an easy handle, configured once, and what one attempt needs. They are reused, last given
 * back first taken, and nothing that is set already is set again.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/status.h"
#include "core/transport/internal.h"

/* An answer's buffer up to this size is kept for the next one. */
#define KEPT_BODY ((size_t)64 * 1024)
/* libcurl would wait for "100 Continue" with bodies from here on, over HTTP/1.1. */
#define EXPECTS_FROM ((size_t)1024 * 1024)

/* libcurl's least. Bodies have some hundred bytes, and each handle keeps its buffer (usually 64
 * KB). */
#define UPLOAD_BUFFER 16384L

#define SET(option, value) (curl_easy_setopt(easy, (option), (value)) == CURLE_OK)

static bool nothing_went(const otk_slot *slot)
{
	long bytes = 0;

	return curl_easy_getinfo(slot->easy, CURLINFO_REQUEST_SIZE, &bytes) == CURLE_OK && !bytes;
}

/*
 * libcurl is about to send: it asks here before each request, those that it repeats by itself
 * because a kept connection died too. A second one within one attempt is not allowed, so that
 * none is carried out twice unknown to us, and each is one that was decided on, counted and shown
 * to the hooks; it is repeated by us if it may be (retry.c). Allowed when the first cannot have
 * been carried out.
 */
static int about_to_send(
	void *userdata, char *remote_ip, char *local_ip, int remote_port, int local_port)
{
	otk_slot *slot = userdata;
	const bool turned_back = slot->response.http_status == 407; /* by the proxy */

	(void)remote_ip;
	(void)local_ip;
	(void)remote_port;
	(void)local_port;
	if (slot->requests && (turned_back || nothing_went(slot)))
		slot->requests = 0;
	slot->repeat_refused = slot->requests > 0;
	if (slot->repeat_refused)
		return CURL_PREREQFUNC_ABORT;
	slot->requests++;
	return CURL_PREREQFUNC_OK;
}

static bool set_callbacks(otk_slot *slot, CURL *easy)
{
	return SET(CURLOPT_PRIVATE, slot) && SET(CURLOPT_ERRORBUFFER, slot->problem) &&
	       SET(CURLOPT_HEADERFUNCTION, otk_header_received) && SET(CURLOPT_HEADERDATA, slot) &&
	       SET(CURLOPT_WRITEFUNCTION, otk_body_received) && SET(CURLOPT_WRITEDATA, slot) &&
	       SET(CURLOPT_PREREQFUNCTION, about_to_send) && SET(CURLOPT_PREREQDATA, slot) &&
	       SET(CURLOPT_OPENSOCKETFUNCTION, otk_io_socket_open) &&
	       SET(CURLOPT_OPENSOCKETDATA, slot) &&
	       /* Connections outlive the handle that made them. */
	       SET(CURLOPT_CLOSESOCKETFUNCTION, otk_io_socket_close) &&
	       SET(CURLOPT_CLOSESOCKETDATA, slot->transport) &&
	       SET(CURLOPT_CURLU, slot->target.parts);
}

static bool set_manners(CURL *easy, const otk_transport *transport)
{
	const otk_transport_options *options = &transport->options;
	const long http = CURL_HTTP_VERSION_1_1;

	return SET(CURLOPT_NOSIGNAL, 1L) && SET(CURLOPT_PROTOCOLS_STR, "http,https") &&
	       SET(CURLOPT_FOLLOWLOCATION, 0L) && SET(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L) &&
	       SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) && SET(CURLOPT_PATH_AS_IS, 1L) &&
	       SET(CURLOPT_NOPROGRESS, 1L) && SET(CURLOPT_HTTP_VERSION, http) &&
	       SET(CURLOPT_PIPEWAIT, 1L) && SET(CURLOPT_ACCEPT_ENCODING, "") &&
	       SET(CURLOPT_CONNECTTIMEOUT_MS, (long)options->connect_timeout_ms) &&
	       SET(CURLOPT_TCP_KEEPALIVE, 1L) && SET(CURLOPT_UPLOAD_BUFFERSIZE, UPLOAD_BUFFER) &&
	       (!options->local_address || SET(CURLOPT_INTERFACE, options->local_address)) &&
	       (!transport->resolve || SET(CURLOPT_RESOLVE, transport->resolve));
}

static void slot_free(otk_slot *slot)
{
	otk_lines_free(&slot->lines);
	otk_target_free(&slot->target);
	otk_buffer_free(&slot->response.body);
	free(slot);
}

otk_slot *otk_slot_new(otk_transport *transport, otk_error *error)
{
	otk_slot *slot = calloc(1, sizeof(*slot));

	if (!slot) {
		otk_fail_nomem(error);
		return NULL;
	}
	slot->transport = transport;
	slot->method = OTK_METHOD_GET;
	otk_buffer_init(&slot->response.body, (size_t)transport->options.max_response_bytes);
	otk_lines_init(&slot->lines);
	slot->easy = curl_easy_init();
	if (slot->easy && otk_target_init(&slot->target) && set_callbacks(slot, slot->easy) &&
		set_manners(slot->easy, transport) &&
		otk_tls_configure(slot->easy, &transport->options) &&
		otk_proxy_configure(slot->easy, &transport->options)) {
		slot->next = transport->slots;
		transport->slots = slot;
		return slot;
	}
	if (!slot->easy || !slot->target.parts)
		otk_fail_nomem(error);
	else
		otk_fail(error, OTK_E_UNSUPPORTED, "libcurl did not take an option%s%s",
			slot->problem[0] ? ": " : "", slot->problem);
	if (slot->easy)
		curl_easy_cleanup(slot->easy);
	slot_free(slot);
	return NULL;
}

static void clear_response(otk_slot *slot)
{
	otk_response *response = &slot->response;
	otk_buffer body = response->body;

	if (body.capacity > KEPT_BODY)
		otk_buffer_free(&body);
	else
		otk_buffer_clear(&body);
	body.max = (size_t)slot->transport->options.max_response_bytes;
	response->status = OTK_OK;
	response->http_status = 0;
	response->attempts = 0;
	response->retry_after_ms = -1;
	response->date = 0;
	response->http_version[0] = '\0';
	response->trace_id[0] = '\0';
	response->content_type[0] = '\0';
	response->content_length = -1;
	response->settled = false;
	response->problem = "";
	response->body = body;
}

static void clear_attempt(otk_slot *slot)
{
	clear_response(slot);
	slot->head_complete = slot->limit_reached = slot->out_of_memory = slot->wrong_range =
		slot->file_changed = false;
	slot->deadline_passed = slot->stalled = slot->range_asked = slot->begun = false;
	slot->repeat_refused = false;
	slot->sink_status = OTK_OK;
	slot->requests = 0;
	slot->header_lines = slot->header_bytes = 0;
	slot->started_at = slot->retry_at = slot->skip = slot->delivered = 0;
	slot->range_start = slot->range_total = -1;
	slot->etag[0] = '\0';
	slot->problem[0] = '\0';
}

otk_slot *otk_slot_take(otk_transport *transport, otk_exchange *exchange, otk_error *error)
{
	otk_slot *slot = transport->free_slots;

	if (slot)
		transport->free_slots = slot->next_free;
	else
		slot = otk_slot_new(transport, error);
	if (!slot)
		return NULL;
	clear_attempt(slot);
	slot->exchange = exchange;
	exchange->slot = slot;
	return slot;
}

void otk_slot_give_back(otk_slot *slot)
{
	otk_transport *transport = slot->transport;

	otk_lines_clear(&slot->lines);
	slot->exchange->slot = NULL;
	slot->exchange = NULL;
	slot->next_free = transport->free_slots;
	transport->free_slots = slot;
}

void otk_slots_free(otk_transport *transport, bool close_connections)
{
	otk_slot *slot;

	while ((slot = transport->slots)) {
		transport->slots = slot->next;
		if (close_connections) {
			if (slot->on_wire)
				curl_multi_remove_handle(transport->multi, slot->easy);
			curl_easy_cleanup(slot->easy);
		}
		slot_free(slot);
	}
	transport->free_slots = NULL;
}

const char *otk_method_name(uint8_t method)
{
	static const char *const names[] = {"GET", "GET", "POST", "PUT", "PATCH", "DELETE"};

	return names[method < sizeof(names) / sizeof(names[0]) ? method : 0];
}

static bool set_method(otk_slot *slot, CURL *easy, const otk_exchange *exchange)
{
	const bool custom =
		exchange->method != OTK_METHOD_GET && exchange->method != OTK_METHOD_POST;

	if (slot->method == exchange->method && slot->with_body == exchange->has_body)
		return true;
	if (!(exchange->has_body ? SET(CURLOPT_POST, 1L) : SET(CURLOPT_HTTPGET, 1L)))
		return false;
	slot->method = exchange->method;
	slot->with_body = exchange->has_body;
	/* A POST without a body is a GET by another name; a GET with one the other way round. */
	return SET(CURLOPT_CUSTOMREQUEST,
		custom || exchange->has_body != (exchange->method == OTK_METHOD_POST)
			? otk_method_name(exchange->method)
			: NULL);
}

/* From memory, in one piece with the headers; about_to_send() sees that it goes out once. */
static bool set_body(CURL *easy, const otk_exchange *exchange)
{
	return !exchange->has_body ||
	       (SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)exchange->body.size) &&
		       SET(CURLOPT_POSTFIELDS, exchange->body.data ? exchange->body.data : ""));
}

static otk_status add_range(otk_slot *slot, const otk_exchange *exchange)
{
	char value[32];
	otk_buffer text;
	otk_status status;

	otk_buffer_init_fixed(&text, value, sizeof(value));
	otk_buffer_add_text(&text, " bytes=");
	otk_buffer_add_int(&text, exchange->offset);
	otk_buffer_add_char(&text, '-');
	slot->range_asked = true;
	status = otk_lines_add(&slot->lines, "Range:", value);
	if (!status && exchange->etag[0]) {
		otk_lines_add(&slot->lines, "If-Range:", " ");
		slot->lines.text.size--; /* the NUL, to append the value */
		otk_buffer_add_text(&slot->lines.text, exchange->etag);
		otk_buffer_add_char(&slot->lines.text, '\0');
		status = slot->lines.text.status;
	}
	return status;
}

/*
 * HTTP/2 only over TLS, where it is offered. Without TLS libcurl would still make each call wait
 * for the first connection, in case that one can be shared.
 */
static bool set_version(otk_slot *slot, CURL *easy, const otk_exchange *exchange)
{
	const bool http2 = slot->transport->options.http2 && !otk_url_is_plain(exchange->url);

	if (slot->http2 == http2)
		return true;
	slot->http2 = http2;
	return SET(CURLOPT_HTTP_VERSION,
		(long)(http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
}

static otk_status set_lines(otk_slot *slot, CURL *easy)
{
	const struct curl_slist *before = slot->lines.nodes;
	const otk_status status = otk_lines_link(&slot->lines);

	if (status || slot->lines.nodes == before)
		return status;
	return SET(CURLOPT_HTTPHEADER, slot->lines.nodes) ? OTK_OK : OTK_E_NOMEM;
}

otk_status otk_slot_prepare(otk_slot *slot, otk_error *error)
{
	const otk_exchange *exchange = slot->exchange;
	CURL *easy = slot->easy;
	otk_status status = OTK_OK;

	if (exchange->offset && exchange->events.body)
		status = add_range(slot, exchange);
	if (!status && exchange->body.size >= EXPECTS_FROM)
		status = otk_lines_add(&slot->lines, "Expect:", NULL);
	if (!status)
		status = set_lines(slot, easy);
	if (status)
		return status == OTK_E_NOMEM ? otk_fail_nomem(error)
					     : otk_fail(error, OTK_E_ARGUMENT,
						       "the request has too many header lines");
	status = otk_target_set(&slot->target, exchange->url, exchange->origin_size);
	if (status == OTK_E_ARGUMENT)
		return otk_fail(error, status, "libcurl does not take the URL");
	if (status || !set_method(slot, easy, exchange) || !set_body(easy, exchange) ||
		!set_version(slot, easy, exchange))
		return otk_fail_nomem(error);
	slot->started_at = exchange->transport->now;
	return OTK_OK;
}
