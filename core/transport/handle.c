/* SPDX-License-Identifier: MIT */
/*
 * Handles. Each is configured once and reused; the handle that was given back last is taken first.
 * Options that do not change between requests are not set again.
 */
#include "config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/transport/handle.h"
#include "core/transport/http/response_head.h"
#include "core/transport/http/url.h"
#include "core/transport/setup/numbers.h"
#include "core/transport/setup/proxy.h"
#include "core/transport/setup/tls.h"
#include "core/transport/state.h"

/* libcurl's minimum; its default is 64 KB for each handle. Bodies have some hundred bytes. */
#define UPLOAD_BUFFER 16384

#define SET(option, value) (curl_easy_setopt(easy, (option), (value)) == CURLE_OK)

/* ---- callbacks of libcurl */

static bool nothing_was_sent(const otk_handle *handle)
{
	long bytes = 0;

	return curl_easy_getinfo(handle->easy, CURLINFO_REQUEST_SIZE, &bytes) == CURLE_OK && !bytes;
}

/* Returns the number after a prefix; -1: the message does not begin with the prefix. */
static int64_t number_after(const char *text, size_t size, const char *prefix)
{
	const size_t prefix_size = strlen(prefix);
	int64_t number = 0;

	if (size < prefix_size || memcmp(text, prefix, prefix_size) != 0)
		return -1;
	for (size_t i = prefix_size; i < size && text[i] >= '0' && text[i] <= '9'; i++)
		number = number * 10 + (text[i] - '0');
	return number;
}

/*
 * Whether the server refused the stream: by REFUSED_STREAM, or by GOAWAY with a lower stream
 * number. The request was then not processed (RFC 9113, 8.7). libcurl reports this only in debug
 * messages, which were the same in all versions from 7.55 to 8.0; with others the request counts as
 * sent. The message about GOAWAY reaches only the handle that read it; REFUSED_STREAM is reported
 * on new connections only.
 */
static bool is_refusal(otk_handle *handle, const char *text, size_t size)
{
	/* "recveived GOAWAY, error=0, last_stream=0": some versions misspell the first word. */
	const bool away = memmem(text, size, "ived GOAWAY, ", 13) != NULL;
	const char *last = away ? memmem(text, size, "last_stream=", 12) : NULL;
	const int64_t stream = number_after(text, size, "Using Stream ID: ");

	if (stream >= 0)
		handle->stream_id = stream;
	if (last)
		return number_after(last, size - (size_t)(last - text), "last_stream=") <
		       handle->stream_id;
	return number_after(text, size, "REFUSED_STREAM") >= 0;
}

static int debug_message(CURL *easy, curl_infotype type, char *text, size_t size, void *userdata)
{
	otk_handle *handle = userdata;

	(void)easy;
	if (type == CURLINFO_TEXT && !handle->receiver.head_complete &&
		is_refusal(handle, text, size)) {
		handle->unprocessed = true;
		handle->requests = 0;
	}
	return 0;
}

/*
 * libcurl calls this before it sends a request, also before one that it repeats by itself because a
 * kept connection died. A second request within an attempt is refused, unless the first one cannot
 * have been carried out. In this way every request is decided on by the retry policy, counted and
 * shown to the hooks. If the request may be repeated, retry.c does so.
 */
static int before_request(
	void *userdata, char *remote_ip, char *local_ip, int remote_port, int local_port)
{
	otk_handle *handle = userdata;
	const bool refused_by_proxy = handle->receiver.response.http_status == 407;

	(void)remote_ip;
	(void)local_ip;
	(void)remote_port;
	if (handle->requests && (refused_by_proxy || nothing_was_sent(handle)))
		handle->requests = 0;
	handle->repeat_refused = handle->requests > 0 || handle->unprocessed;
	if (handle->repeat_refused)
		return CURL_PREREQFUNC_ABORT;
	handle->requests++;
	handle->fd = otk_io_break_if_astray(handle->transport, local_port);
	otk_response_head_expect(&handle->receiver);
	/* There are few debug messages from here on; those while connecting would take time. */
	if (handle->http2)
		curl_easy_setopt(handle->easy, CURLOPT_VERBOSE, 1L);
	return CURL_PREREQFUNC_OK;
}

/*
 * Keeps an HTTP/2 connection only if the server responds on it: libcurl 7.88 would send the next
 * requests on a connection that is stalled, or that it knows to be closed.
 */
void otk_handle_keep_connection(otk_handle *handle, bool keep)
{
	if (handle->kept != keep)
		curl_easy_setopt(handle->easy, CURLOPT_FORBID_REUSE, keep ? 0L : 1L);
	handle->kept = keep;
}

/*
 * libcurl 7.83 to 7.88 appends a line that begins with a blank to the header line before it. If it
 * is the first header line of a transfer, that is the last line of an earlier transfer of the
 * handle, whose memory is freed. So until the first header line, libcurl passes the lines to
 * take_body() before it examines them.
 */
bool otk_handle_preview_head(otk_handle *handle, bool preview)
{
	if (handle->preview != preview &&
		curl_easy_setopt(handle->easy, CURLOPT_HEADER, preview ? 1L : 0L) != CURLE_OK)
		return false;
	handle->preview = preview;
	return true;
}

static size_t take_head_line(char *line, size_t size, size_t count, void *userdata)
{
	otk_handle *handle = userdata;
	otk_receiver *receiver = &handle->receiver;
	const bool status_line = receiver->status_line;
	const size_t taken = otk_response_head_line(line, size, count, receiver);

	/* An interim response without header lines changes nothing. */
	if (handle->preview && !status_line && (size * count > 2 || receiver->head_complete) &&
		!otk_handle_preview_head(handle, false)) {
		handle->out_of_memory = true;
		return 0;
	}
	if (handle->http2)
		otk_handle_keep_connection(handle, taken && handle->receiver.head_complete);
	return taken;
}

static size_t take_body(char *data, size_t size, size_t count, void *userdata)
{
	otk_handle *handle = userdata;
	size_t taken;

	if (handle->preview) {
		handle->receiver.odd_head = *data == ' ' || *data == '\t';
		return handle->receiver.odd_head ? CURL_WRITEFUNC_ERROR : size * count;
	}
	taken = otk_receiver_body(data, size, count, &handle->receiver);

	if (handle->http2 && taken != size * count)
		otk_handle_keep_connection(handle, false);
	return taken;
}

/* Whether an address belongs to this machine or to the local link. */
OTK_COLD static bool is_local(const struct curl_sockaddr *address)
{
	const struct in6_addr *v6;
	uint32_t v4;

	if (address->family == AF_INET) {
		v4 = ntohl(((const struct sockaddr_in *)(const void *)&address->addr)
				   ->sin_addr.s_addr);
	} else if (address->family == AF_INET6) {
		v6 = &((const struct sockaddr_in6 *)(const void *)&address->addr)->sin6_addr;
		if (!IN6_IS_ADDR_V4MAPPED(v6))
			return IN6_IS_ADDR_LOOPBACK(v6) || IN6_IS_ADDR_UNSPECIFIED(v6) ||
			       IN6_IS_ADDR_LINKLOCAL(v6);
		memcpy(&v4, &v6->s6_addr[12], sizeof(v4));
		v4 = ntohl(v4);
	} else {
		return true;
	}
	return v4 >> 24 == 127 || v4 >> 24 == 0 || v4 >> 16 == 0xa9fe;
}

/* Plain HTTP is sent to this machine only, even if a host name or the resolve option differs. */
OTK_COLD static bool may_connect(const otk_handle *handle, const struct curl_sockaddr *address)
{
	const struct in6_addr *v6;

	if (!handle->exchange || !otk_url_is_plain(handle->exchange->url) ||
		otk_proxies_exist(&handle->transport->proxies))
		return true;
	switch (address->family) {
	case AF_INET:
		return ntohl(((const struct sockaddr_in *)(const void *)&address->addr)
				       ->sin_addr.s_addr) >>
			       24 ==
		       127;
	case AF_INET6:
		v6 = &((const struct sockaddr_in6 *)(const void *)&address->addr)->sin6_addr;
		return IN6_IS_ADDR_LOOPBACK(v6);
	default:
		return false;
	}
}

static curl_socket_t open_socket(
	void *userdata, curlsocktype purpose, struct curl_sockaddr *address)
{
	otk_handle *handle = userdata;

	(void)purpose;
	if (handle->exchange && handle->exchange->public_only &&
		!otk_proxies_exist(&handle->transport->proxies) && is_local(address)) {
		handle->address_refused = true;
		return CURL_SOCKET_BAD;
	}
	if (!may_connect(handle, address))
		return CURL_SOCKET_BAD;
	return otk_io_open_socket(handle->transport, address, &handle->out_of_memory);
}

/* ---- configuration */

#define TRY(option, value) ((code = curl_easy_setopt(easy, (option), (value))) == CURLE_OK)

/* Options whose value is a pointer to the handle. */
static const CURLoption own_options[] = {CURLOPT_PRIVATE, CURLOPT_HEADERDATA, CURLOPT_WRITEDATA,
	CURLOPT_PREREQDATA, CURLOPT_DEBUGDATA, CURLOPT_OPENSOCKETDATA};

static const otk_curl_number numbers[] = {
	{CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1},
	{CURLOPT_FOLLOWLOCATION, 0},
	{CURLOPT_DISALLOW_USERNAME_IN_URL, 1},
	{CURLOPT_NETRC, CURL_NETRC_IGNORED},
	{CURLOPT_PATH_AS_IS, 1},
	{CURLOPT_NOSIGNAL, 1},
	{CURLOPT_NOPROGRESS, 1},
	{CURLOPT_PIPEWAIT, 1},
	{CURLOPT_TCP_KEEPALIVE, 1},
	{CURLOPT_UPLOAD_BUFFERSIZE, UPLOAD_BUFFER},
};

OTK_COLD static CURLcode set_callbacks(otk_handle *handle, CURL *easy)
{
	CURLcode code = CURLE_OK;

	for (size_t i = 0; i < OTK_COUNT_OF(own_options) && !code; i++)
		code = curl_easy_setopt(easy, own_options[i], handle);
	(void)(!code && TRY(CURLOPT_ERRORBUFFER, handle->problem) &&
		TRY(CURLOPT_HEADERFUNCTION, take_head_line) &&
		TRY(CURLOPT_WRITEFUNCTION, take_body) &&
		TRY(CURLOPT_PREREQFUNCTION, before_request) &&
		TRY(CURLOPT_DEBUGFUNCTION, debug_message) &&
		TRY(CURLOPT_OPENSOCKETFUNCTION, open_socket) &&
		/* A connection outlives the handle that opened it. */
		TRY(CURLOPT_CLOSESOCKETFUNCTION, otk_io_close_socket) &&
		TRY(CURLOPT_CLOSESOCKETDATA, handle->transport) && TRY(CURLOPT_CURLU, handle->url));
	return code;
}

OTK_COLD static CURLcode set_connection(CURL *easy, const otk_transport *transport)
{
	const otk_transport_options *options = &transport->options;
	CURLcode code = otk_curl_set_numbers(easy, numbers, OTK_COUNT_OF(numbers));

	(void)(!code && TRY(CURLOPT_PROTOCOLS_STR, "http,https") &&
		TRY(CURLOPT_ACCEPT_ENCODING, "") &&
		TRY(CURLOPT_CONNECTTIMEOUT_MS, (long)options->connect_timeout_ms) &&
		(!options->local_address || TRY(CURLOPT_INTERFACE, options->local_address)) &&
		(!transport->resolve || TRY(CURLOPT_RESOLVE, transport->resolve)));
	return code;
}

OTK_COLD static CURLcode configure_handle(otk_handle *handle)
{
	const otk_transport *transport = handle->transport;
	CURL *easy = handle->easy;
	CURLcode code = set_callbacks(handle, easy);

	if (!code)
		code = set_connection(easy, transport);
	if (!code)
		code = otk_tls_configure(
			easy, &transport->options, otk_proxies_exist(&transport->proxies));
	return code ? code : otk_proxy_configure(easy, &transport->options);
}

OTK_COLD static void free_handle(otk_handle *handle)
{
	otk_header_list_free(&handle->headers);
	otk_buffer_free(&handle->receiver.response.body);
	otk_buffer_free(&handle->url_text);
	curl_url_cleanup(handle->url);
	free(handle);
}

OTK_COLD otk_handle *otk_handle_new(otk_transport *transport, otk_error *error)
{
	otk_handle *handle = calloc(1, sizeof(*handle));
	CURLcode code = CURLE_OUT_OF_MEMORY;

	if (!handle) {
		otk_fail_nomem(error);
		return NULL;
	}
	handle->transport = transport;
	handle->kept = true;
	handle->method = OTK_METHOD_GET;
	otk_buffer_init(
		&handle->receiver.response.body, (size_t)transport->options.max_response_bytes);
	otk_header_list_init(&handle->headers);
	otk_buffer_init(&handle->url_text, OTK_URL_MAX);
	handle->url = curl_url();
	handle->easy = curl_easy_init();
	if (handle->easy && handle->url)
		code = configure_handle(handle);
	if (!code) {
		handle->next = transport->handles;
		transport->handles = handle;
		return handle;
	}
	if (code == CURLE_OUT_OF_MEMORY)
		otk_fail_nomem(error);
	else
		otk_fail(error, OTK_E_UNSUPPORTED, "libcurl did not accept an option%s%s",
			handle->problem[0] ? ": " : "", handle->problem);
	if (handle->easy)
		curl_easy_cleanup(handle->easy);
	free_handle(handle);
	return NULL;
}

/* ---- taking and giving back */

static void clear_attempt(otk_handle *handle)
{
	handle->in_flight = handle->out_of_memory = handle->deadline_passed = false;
	handle->spoiled = handle->address_refused = false;
	handle->stream_id = 0;
	handle->stalled = handle->repeat_refused = handle->unprocessed = false;
	handle->requests = 0;
	handle->started_at = 0;
	handle->problem[0] = '\0';
}

otk_handle *otk_handle_take(otk_transport *transport, otk_exchange *exchange, otk_error *error)
{
	otk_handle *handle = transport->free_handles;

	if (handle)
		transport->free_handles = handle->next_free;
	else
		handle = otk_handle_new(transport, error);
	if (!handle)
		return NULL;
	clear_attempt(handle);
	otk_receiver_begin(&handle->receiver, &exchange->events, &exchange->download,
		(size_t)transport->options.max_response_bytes);
	handle->receiver.watched = exchange->stall_timeout_ms > 0;
	handle->exchange = exchange;
	exchange->handle = handle;
	return handle;
}

OTK_COLD static void discard_handle(otk_handle *handle)
{
	otk_handle **at = &handle->transport->handles;

	while (*at != handle)
		at = &(*at)->next;
	*at = handle->next;
	curl_easy_cleanup(handle->easy);
	free_handle(handle);
}

void otk_handle_give_back(otk_handle *handle)
{
	otk_transport *transport = handle->transport;

	otk_header_list_clear(&handle->headers);
	handle->exchange->handle = NULL;
	handle->exchange = NULL;
	if (handle->spoiled) {
		discard_handle(handle);
		return;
	}
	handle->next_free = transport->free_handles;
	transport->free_handles = handle;
}

OTK_COLD void otk_handles_free(otk_transport *transport, bool close_connections)
{
	otk_handle *handle;

	while ((handle = transport->handles)) {
		transport->handles = handle->next;
		if (close_connections) {
			otk_handle_stop(handle);
			curl_easy_cleanup(handle->easy);
		}
		free_handle(handle);
	}
	transport->free_handles = NULL;
}

OTK_COLD void otk_handle_distrust(otk_handle *handle)
{
	otk_transport *transport = handle->transport;

	if (handle->http2)
		otk_handle_keep_connection(handle, false);
	/* libcurl does not close the connection while other requests are in flight on it. */
	if (handle->http2 && handle->requests && transport->responded_at <= handle->started_at)
		transport->alternate = !transport->alternate;
}

bool otk_handle_start(otk_handle *handle)
{
	if (curl_multi_add_handle(handle->transport->multi, handle->easy) != CURLM_OK)
		return false;
	handle->in_flight = true;
	handle->transport->in_flight++;
	return true;
}

void otk_handle_stop(otk_handle *handle)
{
	if (!handle->in_flight)
		return;
	curl_multi_remove_handle(handle->transport->multi, handle->easy);
	handle->in_flight = false;
	handle->transport->in_flight--;
}
