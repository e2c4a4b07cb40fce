/* SPDX-License-Identifier: MIT */
/* What became of an attempt: libcurl's codes into our statuses and sentences that say what to do.
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/redact.h"
#include "core/transport/internal.h"

typedef struct cause {
	CURLcode code;
	otk_status status;
	bool final; /* another attempt would end in the same way */
	const char *sentence;
} cause;

static const cause causes[] = {
	{CURLE_COULDNT_RESOLVE_HOST, OTK_E_NETWORK, false,
		"the host name was not found: check the URL, the network and DNS"},
	{CURLE_COULDNT_RESOLVE_PROXY, OTK_E_NETWORK, false,
		"the proxy's host name was not found: check the proxy option and DNS"},
	{CURLE_COULDNT_CONNECT, OTK_E_NETWORK, false,
		"no connection: is the server running, are host and port right, does a firewall "
		"or proxy stand between?"},
	{CURLE_INTERFACE_FAILED, OTK_E_ARGUMENT, true,
		"local_address is not an address or interface of this machine"},
	{CURLE_PROXY, OTK_E_NETWORK, false,
		"the proxy refused: check its address, user and password, and what it allows"},
	{CURLE_PEER_FAILED_VERIFICATION, OTK_E_TLS, true,
		"the server's certificate was not accepted: is the host name right, does the "
		"clock of this machine go right, must ca_file name the authority that signed it?"},
	{CURLE_SSL_CACERT_BADFILE, OTK_E_TLS, true,
		"the file with trusted certificates cannot be used: install the package "
		"ca-certificates or set ca_file to a PEM bundle"},
	{CURLE_SSL_CERTPROBLEM, OTK_E_TLS, true,
		"the client certificate cannot be used: check client_cert_file and "
		"client_key_file (PEM, and they must belong together)"},
	{CURLE_SSL_CIPHER, OTK_E_TLS, true, "no cipher in common with the server"},
	{CURLE_SSL_ISSUER_ERROR, OTK_E_TLS, true, "the issuer of the certificate is not right"},
	{CURLE_SSL_CONNECT_ERROR, OTK_E_TLS, false,
		"TLS could not be set up: does the server speak TLS 1.2 or later on this port, "
		"does it ask for a client certificate?"},
	{CURLE_GOT_NOTHING, OTK_E_NETWORK, false, "the server closed the connection unanswered"},
	{CURLE_SEND_ERROR, OTK_E_NETWORK, false, "the connection broke while sending"},
	{CURLE_RECV_ERROR, OTK_E_NETWORK, false,
		"the connection broke before the answer was whole"},
	{CURLE_PARTIAL_FILE, OTK_E_NETWORK, false, "the answer was cut off"},
	{CURLE_SEND_FAIL_REWIND, OTK_E_NETWORK, false,
		"the kept connection died after the request was sent"},
	{CURLE_ABORTED_BY_CALLBACK, OTK_E_NETWORK, false,
		"the kept connection died after the request was sent"},
	{CURLE_HTTP2, OTK_E_NETWORK, false, "the HTTP/2 connection broke"},
	{CURLE_HTTP2_STREAM, OTK_E_NETWORK, false, "the server broke off its answer (HTTP/2)"},
	{CURLE_OPERATION_TIMEDOUT, OTK_E_TIMEOUT, false,
		"no connection within connect_timeout_ms: is the server reachable?"},
	{CURLE_UNSUPPORTED_PROTOCOL, OTK_E_PROTOCOL, true,
		"what answered does not speak HTTP: check host and port"},
	{CURLE_WEIRD_SERVER_REPLY, OTK_E_PROTOCOL, true, "the answer is not HTTP as it should be"},
	{CURLE_BAD_CONTENT_ENCODING, OTK_E_PROTOCOL, true,
		"the compressed answer cannot be unpacked"},
	{CURLE_URL_MALFORMAT, OTK_E_ARGUMENT, true, "the URL cannot be used"},
	{CURLE_SETOPT_OPTION_SYNTAX, OTK_E_ARGUMENT, true,
		"an option cannot be used: resolve takes host:port:address"},
	{CURLE_OUT_OF_MEMORY, OTK_E_NOMEM, true, "out of memory"},
};

static const cause unknown_cause = {CURLE_OK, OTK_E_NETWORK, false, "the transfer failed"};

static const cause *cause_of(CURLcode code)
{
	size_t i;

	for (i = 0; i < sizeof(causes) / sizeof(causes[0]); i++)
		if (causes[i].code == code)
			return &causes[i];
	return &unknown_cause;
}

/* "POST host: sentence (libcurl's own words)" */
static void say(otk_slot *slot, const char *sentence)
{
	const otk_exchange *exchange = slot->exchange;
	char *problem = slot->transport->problem;
	char host[128], details[CURL_ERROR_SIZE];
	otk_buffer redacted;

	otk_url_host(exchange->url, host, sizeof(host));
	otk_buffer_init_fixed(&redacted, details, sizeof(details));
	otk_redact(&redacted, slot->problem, strnlen(slot->problem, sizeof(slot->problem)));
	snprintf(problem, sizeof(slot->transport->problem), "%s %s: %s%s%s%s",
		otk_method_name(exchange->method), host, sentence, details[0] ? " (" : "", details,
		details[0] ? ")" : "");
	slot->response.problem = problem;
}

static otk_fault fail(otk_slot *slot, otk_status status, otk_fault fault, const char *sentence)
{
	slot->response.status = status;
	say(slot, sentence);
	return fault;
}

static bool was_sent(const otk_slot *slot)
{
	long bytes = 0;

	if (!slot->requests)
		return false;
	/* Set up, but not a byte went: the kept connection was dead already. */
	return slot->repeat_refused ||
	       curl_easy_getinfo(slot->easy, CURLINFO_REQUEST_SIZE, &bytes) != CURLE_OK ||
	       bytes > 0;
}

/*
 * A server may say everything and then refuse the rest of our body (RFC 9113, 8.1). libcurl 7.88
 * calls that a broken stream when it was just about to send; it says nothing in words then, as it
 * does about a stream that really broke.
 */
static bool is_whole_all_the_same(const otk_slot *slot, CURLcode code)
{
	const otk_response *response = &slot->response;
	curl_off_t received = 0;

	if (code != CURLE_HTTP2_STREAM || !slot->head_complete)
		return false;
	if (response->content_length < 0)
		return !slot->problem[0] && (response->body.size || response->http_status == 204);
	return !curl_easy_getinfo(slot->easy, CURLINFO_SIZE_DOWNLOAD_T, &received) &&
	       received == response->content_length;
}

/* The server said no, whatever became of the rest of its page. */
static bool is_refusal(const otk_slot *slot)
{
	return slot->response.http_status >= 400 && !slot->limit_reached;
}

static otk_fault failed_here(otk_slot *slot)
{
	const otk_status body = slot->response.body.status;

	if (slot->sink_status)
		return fail(slot, slot->sink_status, OTK_FAULT_FINAL,
			"the receiver of the answer stopped");
	if (slot->wrong_range)
		return fail(slot, OTK_E_PROTOCOL, OTK_FAULT_FINAL,
			"the server sent another part of the file than was asked for");
	if (slot->file_changed)
		return fail(slot, OTK_E_PROTOCOL, OTK_FAULT_FINAL,
			"the file changed while it was downloaded: begin anew");
	if (slot->out_of_memory)
		return fail(slot, OTK_E_NOMEM, OTK_FAULT_FINAL, "out of memory for the connection");
	if (slot->limit_reached)
		return fail(slot, OTK_E_TOO_LARGE, OTK_FAULT_FINAL,
			"the answer has too many header lines");
	if (body == OTK_E_TOO_LARGE)
		return fail(slot, body, OTK_FAULT_FINAL,
			"the answer is larger than max_response_bytes allows");
	if (body)
		return fail(slot, OTK_E_NOMEM, OTK_FAULT_FINAL, "out of memory for the answer");
	return OTK_FAULT_NONE;
}

static otk_fault out_of_time(otk_slot *slot, bool sent)
{
	const otk_exchange *exchange = slot->exchange;
	char sentence[160];

	snprintf(sentence, sizeof(sentence),
		slot->stalled ? "nothing was heard for %" PRId64 " ms"
			      : "not finished within %" PRId64 " ms (timeout_ms)",
		slot->stalled ? exchange->stall_timeout_ms : exchange->timeout_ms);
	return fail(slot, OTK_E_TIMEOUT,
		slot->deadline_passed ? OTK_FAULT_OUT_OF_TIME
		: sent                ? OTK_FAULT_LOST
				      : OTK_FAULT_NOT_SENT,
		sentence);
}

/* HTTP status with which the proxy refused the tunnel; 0: it did not. */
static long refused_by_proxy(const otk_slot *slot)
{
	long status = 0;

	if (slot->requests ||
		curl_easy_getinfo(slot->easy, CURLINFO_HTTP_CONNECTCODE, &status) != CURLE_OK)
		return 0;
	return status >= 400 ? status : 0;
}

static otk_fault failed_there(otk_slot *slot, CURLcode code, bool sent)
{
	const long refused = refused_by_proxy(slot);
	const cause *why = cause_of(refused ? CURLE_PROXY : code);

	if (refused && refused < 500)
		return fail(slot, why->status, OTK_FAULT_FINAL, why->sentence);
	if (code == CURLE_OPERATION_TIMEDOUT && sent)
		return fail(slot, OTK_E_TIMEOUT, OTK_FAULT_LOST, "no answer in time");
	return fail(slot, why->status,
		why->final ? OTK_FAULT_FINAL
		: sent     ? OTK_FAULT_LOST
			   : OTK_FAULT_NOT_SENT,
		why->sentence);
}

/* For an operation that must not be done twice, "failed" and "perhaps done" are two things. */
static void admit_doubt(otk_slot *slot, otk_fault fault)
{
	otk_response *response = &slot->response;
	char *problem = slot->transport->problem;
	const size_t size = strlen(problem);

	if (fault == OTK_FAULT_NOT_SENT || response->status == OTK_E_TOO_LARGE ||
		response->status == OTK_E_NOMEM || slot->sink_status)
		return;
	response->status = OTK_E_UNKNOWN_OUTCOME;
	snprintf(problem + size, sizeof(slot->transport->problem) - size,
		". The request was sent and may have been carried out: look before repeating it");
}

otk_fault otk_outcome(otk_slot *slot, CURLcode code)
{
	otk_response *response = &slot->response;
	otk_fault fault;
	bool sent;

	if (slot->retry_at) {
		const int64_t now = response->date ? response->date : otk_clock_seconds();

		response->retry_after_ms = slot->retry_at > now ? (slot->retry_at - now) * 1000 : 0;
	}
	if (slot->range_total >= 0)
		response->content_length = slot->range_total;
	response->status = OTK_OK;
	/* libcurl lets an answer pass whose head was cut off. */
	if (!slot->head_complete) {
		response->http_status = 0;
		if (code == CURLE_OK)
			code = CURLE_RECV_ERROR;
	}
	/* Not of the service: the proxy was asked without a tunnel. */
	if (response->http_status == 407)
		return fail(slot, OTK_E_NETWORK, OTK_FAULT_FINAL, cause_of(CURLE_PROXY)->sentence);
	if (code == CURLE_OK || is_whole_all_the_same(slot, code) || is_refusal(slot))
		return OTK_FAULT_NONE;
	sent = was_sent(slot);
	fault = failed_here(slot);
	if (!fault)
		fault = slot->deadline_passed || slot->stalled ? out_of_time(slot, sent)
							       : failed_there(slot, code, sent);
	if (sent && slot->exchange->repeat == OTK_REPEAT_UNSAFE)
		admit_doubt(slot, fault);
	return fault;
}
