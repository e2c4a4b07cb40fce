/* SPDX-License-Identifier: MIT */
/* The outcome of an attempt: turns libcurl's codes into statuses with messages. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/error/redact.h"
#include "core/transport/http/date.h"
#include "core/transport/http/url.h"
#include "core/transport/outcome.h"
#include "core/transport/state.h"

#include "core/base/cold.h"

typedef struct cause {
	CURLcode code;
	otk_status status;
	bool final; /* another attempt would end in the same way */
	const char *sentence;
} cause;

static const cause causes[] = {
	{CURLE_COULDNT_RESOLVE_HOST, OTK_E_NETWORK, false,
		"the host name was not found; check the URL, the network and DNS"},
	{CURLE_COULDNT_CONNECT, OTK_E_NETWORK, false,
		"no connection; check the server, host and port, firewalls and proxies"},
	{CURLE_INTERFACE_FAILED, OTK_E_ARGUMENT, true,
		"local_address: not an address or interface of this machine"},
	{CURLE_PROXY, OTK_E_NETWORK, false,
		"the proxy refused; check its address, user and password, and what it allows"},
	{CURLE_PEER_FAILED_VERIFICATION, OTK_E_TLS, true,
		"the server's certificate was not accepted; check the host name, the clock, and "
		"whether ca_file must name its authority"},
	{CURLE_SSL_CACERT_BADFILE, OTK_E_TLS, true,
		"the file of trusted certificates cannot be used; install ca-certificates or set "
		"ca_file to a PEM bundle"},
	{CURLE_SSL_CERTPROBLEM, OTK_E_TLS, true,
		"the client certificate cannot be used; client_cert_file and client_key_file must "
		"be a PEM pair"},
	{CURLE_SSL_CIPHER, OTK_E_TLS, true, "no cipher in common with the server"},
	{CURLE_SSL_ISSUER_ERROR, OTK_E_TLS, true, "the issuer of the certificate is not valid"},
	{CURLE_SSL_CONNECT_ERROR, OTK_E_TLS, false,
		"TLS failed; check that this port speaks TLS 1.2 or later, and whether it asks for "
		"a client certificate"},
	{CURLE_GOT_NOTHING, OTK_E_NETWORK, false,
		"the server closed the connection without a response"},
	{CURLE_SEND_ERROR, OTK_E_NETWORK, false, "the connection broke while sending"},
	{CURLE_RECV_ERROR, OTK_E_NETWORK, false,
		"the connection broke before the response was complete"},
	{CURLE_PARTIAL_FILE, OTK_E_NETWORK, false, "the response was cut off"},
	{CURLE_SEND_FAIL_REWIND, OTK_E_NETWORK, false,
		"the kept connection died after the request was sent"},
	{CURLE_ABORTED_BY_CALLBACK, OTK_E_NETWORK, false,
		"the kept connection died after the request was sent"},
	{CURLE_HTTP2, OTK_E_NETWORK, false, "the HTTP/2 connection broke"},
	{CURLE_HTTP2_STREAM, OTK_E_NETWORK, false, "the server broke off its response (HTTP/2)"},
	{CURLE_OPERATION_TIMEDOUT, OTK_E_TIMEOUT, false,
		"no connection within connect_timeout_ms; check that the server is reachable"},
	{CURLE_UNSUPPORTED_PROTOCOL, OTK_E_PROTOCOL, true,
		"the server does not speak HTTP; check host and port"},
	{CURLE_WEIRD_SERVER_REPLY, OTK_E_PROTOCOL, true,
		"the server sent an invalid HTTP response"},
	{CURLE_BAD_CONTENT_ENCODING, OTK_E_PROTOCOL, true,
		"the compressed response cannot be decoded"},
	{CURLE_URL_MALFORMAT, OTK_E_ARGUMENT, true, "the URL cannot be used"},
	{CURLE_SETOPT_OPTION_SYNTAX, OTK_E_ARGUMENT, true,
		"resolve: an entry is not host:port:address"},
	{CURLE_OUT_OF_MEMORY, OTK_E_NOMEM, true, "out of memory"},
};

static const cause unknown_cause = {CURLE_OK, OTK_E_NETWORK, false, "the transfer failed"};

static const cause *cause_of(CURLcode code)
{
	for (size_t i = 0; i < OTK_COUNT_OF(causes); i++)
		if (causes[i].code == code)
			return &causes[i];
	return &unknown_cause;
}

/* Sets the message "POST host: sentence (libcurl's message)". */
static void set_problem(otk_handle *handle, const char *sentence)
{
	const otk_exchange *exchange = handle->exchange;
	char *problem = handle->transport->problem;
	char host[128], details[CURL_ERROR_SIZE];
	otk_buffer redacted;
	size_t size;

	otk_url_host(exchange->url, host, sizeof(host));
	otk_buffer_init_fixed(&redacted, details, sizeof(details));
	size = strnlen(handle->problem, sizeof(handle->problem));
	otk_redact_sentence(&redacted, handle->problem, size, size + 1 >= sizeof(handle->problem));
	snprintf(problem, sizeof(handle->transport->problem), "%s %s: %s%s%s%s",
		otk_method_name(exchange->method), host, sentence, details[0] ? " (" : "", details,
		details[0] ? ")" : "");
	handle->receiver.response.problem = problem;
}

static otk_fault fail_attempt(
	otk_handle *handle, otk_status status, otk_fault fault, const char *sentence)
{
	handle->receiver.response.status = status;
	set_problem(handle, sentence);
	return fault;
}

static bool was_sent(const otk_handle *handle)
{
	long bytes = 0;

	if (!handle->requests)
		return false;
	/* If no byte was sent, the kept connection was already dead. */
	return handle->repeat_refused ||
	       curl_easy_getinfo(handle->easy, CURLINFO_REQUEST_SIZE, &bytes) != CURLE_OK ||
	       bytes > 0;
}

/*
 * Whether the response is complete although libcurl reports an error. A server may send a complete
 * response and then refuse the rest of the request's body (RFC 9113, 8.1). If libcurl 7.88 was
 * about to send, it reports CURLE_HTTP2_STREAM without a message; for a broken stream there is a
 * message.
 */
static bool is_complete_nevertheless(const otk_handle *handle, CURLcode code)
{
	const otk_response *response = &handle->receiver.response;
	curl_off_t received = 0;

	if (code != CURLE_HTTP2_STREAM || !handle->receiver.head_complete)
		return false;
	if (response->content_length < 0)
		return !handle->problem[0] && (response->body.size || response->http_status == 204);
	return !curl_easy_getinfo(handle->easy, CURLINFO_SIZE_DOWNLOAD_T, &received) &&
	       received == response->content_length;
}

/* Whether the server refused; its error page need not be complete. */
static bool is_refusal(const otk_handle *handle)
{
	return handle->receiver.response.http_status >= 400 && !handle->receiver.limit_reached;
}

/* Failures found by the callbacks. */
static otk_fault local_failure(otk_handle *handle)
{
	const otk_status body = handle->receiver.response.body.status;

	if (handle->receiver.sink_status)
		return fail_attempt(handle, handle->receiver.sink_status, OTK_FAULT_FINAL,
			"the receiver of the response stopped");
	if (handle->receiver.wrong_range)
		return fail_attempt(handle, OTK_E_PROTOCOL, OTK_FAULT_FINAL,
			"the server sent another part of the file than was requested");
	if (handle->receiver.file_changed)
		return fail_attempt(handle, OTK_E_HASH, OTK_FAULT_FINAL,
			"the file changed during the download; download it again from the start");
	if (handle->receiver.page)
		return fail_attempt(
			handle, OTK_E_PROTOCOL, OTK_FAULT_FINAL, "a web page instead of the file");
	if (handle->address_refused)
		return fail_attempt(handle, OTK_E_PROTOCOL, OTK_FAULT_FINAL,
			"the host name leads to an address of this machine or the local link");
	if (handle->out_of_memory)
		return fail_attempt(
			handle, OTK_E_NOMEM, OTK_FAULT_FINAL, "out of memory for the connection");
	if (handle->receiver.limit_reached)
		return fail_attempt(handle, OTK_E_TOO_LARGE, OTK_FAULT_FINAL,
			"the response has too many header lines, or too long ones");
	if (handle->receiver.odd_head)
		return fail_attempt(handle, OTK_E_PROTOCOL, OTK_FAULT_FINAL,
			"invalid HTTP response: its first header line begins with a blank");
	if (handle->receiver.odd_encoding)
		return fail_attempt(handle, OTK_E_PROTOCOL, OTK_FAULT_FINAL,
			"the response has a Content-Encoding that was not requested");
	if (body == OTK_E_TOO_LARGE)
		return fail_attempt(handle, body, OTK_FAULT_FINAL,
			"the response is larger than max_response_bytes");
	if (body)
		return fail_attempt(
			handle, OTK_E_NOMEM, OTK_FAULT_FINAL, "out of memory for the response");
	return OTK_FAULT_NONE;
}

static otk_fault out_of_time(otk_handle *handle, bool sent)
{
	const otk_exchange *exchange = handle->exchange;
	char sentence[160];

	snprintf(sentence, sizeof(sentence),
		handle->stalled ? "nothing was received for %" PRId64 " ms"
				: "not finished within %" PRId64 " ms (timeout_ms)",
		handle->stalled ? exchange->stall_timeout_ms : exchange->timeout_ms);
	return fail_attempt(handle, OTK_E_TIMEOUT,
		handle->deadline_passed ? OTK_FAULT_OUT_OF_TIME
		: sent                  ? OTK_FAULT_LOST
					: OTK_FAULT_NOT_SENT,
		sentence);
}

/* Returns the HTTP status with which the proxy refused a tunnel; 0: it did not refuse. */
static long refused_by_proxy(const otk_handle *handle)
{
	long status = 0;

	if (handle->requests ||
		curl_easy_getinfo(handle->easy, CURLINFO_HTTP_CONNECTCODE, &status) != CURLE_OK)
		return 0;
	return status >= 400 ? status : 0;
}

/* Reports a proxy whose address is wrong or whose host is unknown, and where it was set. */
static otk_fault proxy_not_found(otk_handle *handle)
{
	const otk_proxy *proxy = handle->proxy;
	const char *variable = proxy ? proxy->variable : NULL;
	char sentence[200];

	if (proxy && proxy->unusable) {
		handle->problem[0] = '\0';
		snprintf(sentence, sizeof(sentence),
			"the proxy address cannot be parsed; check %s (write \"/\", \"?\", \"#\", "
			"\"@\" and blanks in its user name or password as %%2F, %%3F, %%23, %%40, %%20)",
			variable);
		return fail_attempt(handle, OTK_E_ARGUMENT, OTK_FAULT_FINAL, sentence);
	}
	snprintf(sentence, sizeof(sentence),
		"the host name of the proxy was not found; check %s%s and DNS",
		variable ? "the environment variable " : "the proxy option",
		variable ? variable : "");
	return fail_attempt(handle, OTK_E_NETWORK, OTK_FAULT_NOT_SENT, sentence);
}

#define CURL_TOO_LARGE 100 /* CURLE_TOO_LARGE, since libcurl 8.6 */

/*
 * Whether a header line was too long. libcurl's limits are 100 KB for a line and 4 KB in trailers.
 * Before 8.6 it reports that it could not grow its buffer, as it does when memory is exhausted.
 */
static bool is_long_line(const otk_handle *handle, CURLcode code)
{
	if ((int)code == CURL_TOO_LARGE)
		return true;
	if (!handle->receiver.head_complete)
		return code == CURLE_OUT_OF_MEMORY;
	return code == CURLE_RECV_ERROR && strncmp(handle->problem, "Out of memory", 13) == 0;
}

static otk_fault curl_failure(otk_handle *handle, CURLcode code, bool sent)
{
	const long refused = refused_by_proxy(handle);
	const cause *why = cause_of(refused ? CURLE_PROXY : code);

	if (handle->unprocessed)
		return fail_attempt(handle, OTK_E_NETWORK, OTK_FAULT_NOT_SENT,
			"the server refused the request without processing it (HTTP/2)");
	if (code == CURLE_COULDNT_RESOLVE_PROXY)
		return proxy_not_found(handle);
	if (sent && is_long_line(handle, code)) {
		handle->problem[0] = '\0'; /* libcurl's message about memory would mislead */
		return fail_attempt(handle, OTK_E_TOO_LARGE, OTK_FAULT_FINAL,
			"a header line of the response is too long");
	}
	if (refused && refused < 500)
		return fail_attempt(handle, why->status, OTK_FAULT_FINAL, why->sentence);
	if (code == CURLE_OPERATION_TIMEDOUT && sent)
		return fail_attempt(handle, OTK_E_TIMEOUT, OTK_FAULT_LOST, "no response in time");
	return fail_attempt(handle, why->status,
		why->final ? OTK_FAULT_FINAL
		: sent     ? OTK_FAULT_LOST
			   : OTK_FAULT_NOT_SENT,
		why->sentence);
}

/* For an operation that must not be repeated: reports that it may have been carried out. */
static void mark_unknown_outcome(otk_handle *handle, otk_fault fault)
{
	otk_response *response = &handle->receiver.response;
	char *problem = handle->transport->problem;
	const size_t size = strlen(problem);

	if (fault == OTK_FAULT_NOT_SENT)
		return;
	response->status = OTK_E_UNKNOWN_OUTCOME;
	snprintf(problem + size, sizeof(handle->transport->problem) - size,
		"; it may have been carried out; check before repeating it");
}

/* Reads Retry-After as a date, relative to the server's Date header, or else to our clock. */
static void read_retry_date(otk_receiver *receiver)
{
	const int64_t at = otk_http_date(receiver->retry_at);
	int64_t now;

	if (!at)
		return;
	now = otk_http_date(receiver->response.date);
	if (!now)
		now = otk_clock_seconds();
	receiver->response.retry_after_ms = at > now ? (at - now) * 1000 : 0;
}

otk_fault otk_outcome(otk_handle *handle, CURLcode code)
{
	otk_response *response = &handle->receiver.response;
	otk_fault fault;
	bool sent;

	if (handle->receiver.retry_at[0])
		read_retry_date(&handle->receiver);
	if (handle->receiver.range_total >= 0)
		response->content_length = handle->receiver.range_total;
	response->status = OTK_OK;
	/* libcurl accepts a response whose head was cut off. */
	if (!handle->receiver.head_complete) {
		response->http_status = 0;
		if (code == CURLE_OK)
			code = CURLE_RECV_ERROR;
	} else if (handle->unprocessed) {
		/* libcurl reported GOAWAY before the head of a response that arrived with it. */
		handle->unprocessed = false;
		handle->requests = 1;
	}
	/* The proxy sends this status, not the service. */
	if (response->http_status == 407)
		return fail_attempt(
			handle, OTK_E_NETWORK, OTK_FAULT_FINAL, cause_of(CURLE_PROXY)->sentence);
	if (code == CURLE_OK || is_complete_nevertheless(handle, code) || is_refusal(handle))
		return OTK_FAULT_NONE;
	sent = was_sent(handle);
	fault = local_failure(handle);
	if (!fault)
		fault = handle->deadline_passed || handle->stalled
				? out_of_time(handle, sent)
				: curl_failure(handle, code, sent);
	if (sent && handle->exchange->repeat == OTK_REPEAT_UNSAFE)
		mark_unknown_outcome(handle, fault);
	return fault;
}
