/* SPDX-License-Identifier: MIT */
/*
 * The request of an exchange as options of libcurl. Those that have not changed are not set again.
 */
#include "config.h"

#include "core/transport/handle_request.h"

#include <string.h>

#include "core/transport/http/url.h"
#include "core/transport/setup/proxy.h"
#include "core/transport/state.h"

/* libcurl's functions take nearly all of the time of what follows. */
#include "core/base/cold.h"

/* From this size on libcurl would wait for "100 Continue" over HTTP/1.1. */
#define EXPECT_SIZE ((size_t)1024 * 1024)

/* ms by which libcurl's own time limit is later than the deadline. */
#define BACKSTOP_MS 200

#define SET(option, value) (curl_easy_setopt(easy, (option), (value)) == CURLE_OK)

/*
 * libcurl derives the method from the body. So a POST without a body is configured as a GET with
 * another method name, and a GET with a body as a POST with another method name.
 */
static bool set_method(otk_handle *handle, CURL *easy, const otk_exchange *exchange)
{
	const bool as_post = exchange->has_body;
	const otk_method derived = as_post ? OTK_METHOD_POST : OTK_METHOD_GET;

	if (handle->method == exchange->method && handle->with_body == exchange->has_body)
		return true;
	if (!(as_post ? SET(CURLOPT_POST, 1L) : SET(CURLOPT_HTTPGET, 1L)))
		return false;
	handle->method = exchange->method;
	handle->with_body = exchange->has_body;
	return SET(CURLOPT_CUSTOMREQUEST,
		exchange->method != derived ? otk_method_name(exchange->method) : NULL);
}

/* libcurl does not copy the body: it reads the exchange's memory while it sends. */
static bool set_body(CURL *easy, const otk_exchange *exchange)
{
	return !exchange->has_body ||
	       (SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)exchange->body.size) &&
		       SET(CURLOPT_POSTFIELDS, exchange->body.data ? exchange->body.data : ""));
}

static otk_status add_range(otk_handle *handle, const otk_download_state *download)
{
	char value[32];
	otk_buffer text;
	otk_status status;

	otk_buffer_init_fixed(&text, value, sizeof(value));
	otk_buffer_add_text(&text, "bytes=");
	otk_buffer_add_int(&text, download->offset);
	otk_buffer_add_char(&text, '-');
	handle->receiver.range_asked = true;
	status = otk_header_list_add(&handle->headers, "Range: ", value);
	if (!status && download->etag[0])
		status = otk_header_list_add(&handle->headers, "If-Range: ", download->etag);
	return status;
}

/*
 * HTTP/2 is used only over TLS, where it is negotiated: without TLS libcurl would let each request
 * wait for the first connection, in case that it can be shared. Downloads do not use HTTP/2,
 * because they come from other servers, and an endless sequence of empty DATA frames keeps libcurl
 * 7.88 inside one call.
 */
static bool set_version(otk_handle *handle, CURL *easy, const otk_exchange *exchange)
{
	const bool http2 = handle->transport->options.http2 && !exchange->plain &&
			   !otk_url_is_plain(exchange->url);

	if (handle->http2 && !SET(CURLOPT_VERBOSE, 0L))
		return false;
	otk_handle_keep_connection(handle, !http2);
	if (handle->http2 == http2)
		return true;
	handle->http2 = http2;
	return SET(CURLOPT_HTTP_VERSION,
		(long)(http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
}

/*
 * After a server fell silent, keeps requests away from the connections that were opened before:
 * libcurl reuses a connection only for a request with equal options. An upper limit of TLS versions
 * is such an option, and changes nothing else.
 */
OTK_COLD static bool set_generation(otk_handle *handle, CURL *easy)
{
	const bool alternate = handle->transport->alternate;

	if (handle->alternate == alternate)
		return true;
	handle->alternate = alternate;
	return SET(
		CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2 |
					    (alternate ? (long)CURL_SSLVERSION_MAX_TLSv1_3 : 0L));
}

/* libcurl would parse CURLOPT_URL for each request, which takes a tenth of the time of a call. */
static otk_status set_url(otk_handle *handle, const char *url)
{
	CURLUcode code;

	if (handle->url_text.size && strcmp(handle->url_text.data, url) == 0)
		return OTK_OK;
	otk_buffer_clear(&handle->url_text);
	code = curl_url_set(
		handle->url, CURLUPART_URL, url, CURLU_DISALLOW_USER | CURLU_PATH_AS_IS);
	if (code)
		return code == CURLUE_OUT_OF_MEMORY ? OTK_E_NOMEM : OTK_E_ARGUMENT;
	otk_buffer_add_text(&handle->url_text, url);
	return handle->url_text.status;
}

static bool set_proxy(otk_handle *handle, CURL *easy, const otk_exchange *exchange)
{
	const otk_proxies *proxies = &handle->transport->proxies;
	const otk_proxy *proxy = otk_url_is_plain(exchange->url) ? &proxies->http : &proxies->https;

	if (handle->proxy == proxy)
		return true;
	handle->proxy = proxy;
	return otk_proxy_use(easy, proxy);
}

/* Sets libcurl's own time limit, for the case that the exchange's timer expires inside libcurl. */
static bool set_time_limit(CURL *easy, const otk_exchange *exchange)
{
	const int64_t left = exchange->deadline - exchange->transport->now + BACKSTOP_MS;

	return SET(CURLOPT_TIMEOUT_MS, !exchange->deadline ? 0L
				       : left > INT32_MAX  ? (long)INT32_MAX
							   : (long)left);
}

static otk_status complete_headers(otk_handle *handle, const otk_exchange *exchange)
{
	otk_status status = OTK_OK;

	if (exchange->download.offset && exchange->events.body)
		status = add_range(handle, &exchange->download);
	if (!status && exchange->body.size >= EXPECT_SIZE)
		status = otk_header_list_add(&handle->headers, "Expect:", NULL);
	return status ? status : otk_header_list_link(&handle->headers);
}

static bool set_options(otk_handle *handle, CURL *easy, const otk_exchange *exchange)
{
	return otk_handle_preview_head(handle, true) &&
	       SET(CURLOPT_HTTPHEADER, handle->headers.nodes) &&
	       set_method(handle, easy, exchange) && set_body(easy, exchange) &&
	       set_version(handle, easy, exchange) && set_generation(handle, easy) &&
	       set_proxy(handle, easy, exchange) && set_time_limit(easy, exchange);
}

otk_status otk_handle_prepare(otk_handle *handle, otk_error *error)
{
	const otk_exchange *exchange = handle->exchange;
	otk_status status = complete_headers(handle, exchange);

	if (status && status != OTK_E_NOMEM)
		return otk_fail(error, OTK_E_ARGUMENT, "the request has too many header lines");
	if (!status)
		status = set_url(handle, exchange->url);
	if (status == OTK_E_ARGUMENT)
		return otk_fail(error, status, "the URL: libcurl does not accept it");
	if (!status && !set_options(handle, handle->easy, exchange)) {
		/* An option may be recorded as set although it is not: do not reuse the handle. */
		handle->spoiled = true;
		status = OTK_E_NOMEM;
	}
	if (status)
		return otk_fail_nomem(error);
	handle->started_at = handle->receiver.heard_at = handle->transport->now;
	return OTK_OK;
}
