/* SPDX-License-Identifier: MIT */
/* Bytes, TLS and HTTP/1.1 of a hostile peer. All functions block. */
#include "config.h"

#include "tests/hostile/wire.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/h2_frame.h"
#include "tests/hostile/certs.h"

#define DRIP_MS     5
#define GATHER_SIZE ((size_t)16000)

/* ---- below TLS */

/* Waits DRIP_MS, or until the client closes the connection; then it returns false. */
static bool pause_sending(const wire *on)
{
	struct pollfd at = {.fd = on->fd, .events = POLLRDHUP};

	return poll(&at, 1, DRIP_MS) == 0;
}

bool wire_send_raw(wire *on, const void *data, size_t size)
{
	const char *at = data;

	while (size) {
		const ssize_t put = send(on->fd, at, size, MSG_NOSIGNAL);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		at += put;
		size -= (size_t)put;
	}
	return true;
}

bool wire_drip(wire *on, const void *data, size_t size)
{
	const char *at = data;

	for (size_t i = 0; i < size; i++)
		if (!wire_send(on, &at[i], 1) || !pause_sending(on))
			return false;
	return true;
}

/* The send function of GnuTLS: fails after on->left bytes; with "drip" it sends single bytes. */
static ssize_t push(gnutls_transport_ptr_t userdata, const void *data, size_t size)
{
	wire *on = userdata;
	const size_t allowed = on->left >= 0 && (uint64_t)on->left < size ? (size_t)on->left : size;

	for (size_t i = 0; on->hostile && on->row->drip && i < allowed; i++)
		if (!wire_send_raw(on, (const char *)data + i, 1) || !pause_sending(on))
			return -1;
	if (!(on->hostile && on->row->drip) && !wire_send_raw(on, data, allowed))
		return -1;
	if (on->left >= 0)
		on->left -= (int64_t)allowed;
	if (allowed == size)
		return (ssize_t)size;
	errno = EPIPE;
	return -1;
}

/* ---- TLS */

static bool load_certificate(wire *on)
{
	const char *cert, *key;

	return certs_find(on->hostile ? on->row->cert : "good", &cert, &key) &&
	       !gnutls_certificate_allocate_credentials(&on->credentials) &&
	       !gnutls_certificate_set_x509_key_file(
		       on->credentials, cert, key, GNUTLS_X509_FMT_PEM);
}

static gnutls_datum_t protocol(const char *name)
{
	return (gnutls_datum_t){(unsigned char *)(uintptr_t)name, (unsigned)strlen(name)};
}

static void choose_protocol(wire *on)
{
	const bool odd = on->hostile && on->row->alpn;
	const gnutls_datum_t names[] = {protocol(odd      ? on->row->alpn
						 : on->h2 ? "h2"
							  : "http/1.1"),
		protocol("http/1.1")};

	gnutls_alpn_set_protocols(on->session, names, odd ? 1 : 2, odd ? GNUTLS_ALPN_MANDATORY : 0);
}

/* Whether HTTP/2 was agreed on; the client may have chosen HTTP/1.1. */
static bool speaks_h2(gnutls_session_t session)
{
	gnutls_datum_t chosen = {NULL, 0};

	return !gnutls_alpn_get_selected_protocol(session, &chosen) && chosen.size == 2;
}

bool wire_handshake(wire *on)
{
	int result;

	if (!load_certificate(on) ||
		gnutls_init(&on->session, GNUTLS_SERVER | GNUTLS_NO_SIGNAL) < 0)
		return false;
	if (on->hostile && on->row->priority)
		gnutls_priority_set_direct(on->session, on->row->priority, NULL);
	else
		gnutls_set_default_priority(on->session);
	gnutls_credentials_set(on->session, GNUTLS_CRD_CERTIFICATE, on->credentials);
	choose_protocol(on);
	gnutls_transport_set_ptr2(on->session, (gnutls_transport_ptr_t)(intptr_t)on->fd, on);
	gnutls_transport_set_push_function(on->session, push);
	on->left = on->hostile && on->row->handshake_bytes ? on->row->handshake_bytes : -1;
	do
		result = gnutls_handshake(on->session);
	while (result < 0 && !gnutls_error_is_fatal(result));
	if (result < 0 && on->left < 0)
		gnutls_alert_send_appropriate(on->session, result);
	if (result == 0)
		on->left = -1;
	on->secure = result == 0;
	on->h2 = on->h2 && (!on->secure || speaks_h2(on->session));
	return on->secure;
}

/* ---- bytes */

static bool send_now(wire *on, const char *data, size_t size)
{
	if (!on->secure)
		return wire_send_raw(on, data, size);
	return otk_tls_send(on->session, data, size);
}

bool wire_flush(wire *on)
{
	const size_t size = on->out_size;

	on->out_size = 0;
	return !size || send_now(on, on->out, size);
}

bool wire_send(wire *on, const void *data, size_t size)
{
	if (!on->gathering)
		return send_now(on, data, size);
	if (on->out_size + size > GATHER_SIZE && !wire_flush(on))
		return false;
	if (size > GATHER_SIZE)
		return send_now(on, data, size);
	if (!on->out)
		on->out = malloc(GATHER_SIZE);
	if (!on->out)
		return false;
	memcpy(on->out + on->out_size, data, size);
	on->out_size += size;
	return true;
}

static ssize_t receive(wire *on, void *data, size_t size)
{
	ssize_t got;

	do
		got = on->secure ? gnutls_record_recv(on->session, data, size)
				 : recv(on->fd, data, size, 0);
	while (got == GNUTLS_E_INTERRUPTED || got == GNUTLS_E_AGAIN);
	return got;
}

bool wire_read(wire *on, void *data, size_t size)
{
	return on->secure ? otk_tls_receive(on->session, data, size)
			  : recv(on->fd, data, size, MSG_WAITALL) == (ssize_t)size;
}

bool wire_stall(wire *on)
{
	char data[4096];

	while (recv(on->fd, data, sizeof(data), 0) > 0)
		;
	return false;
}

void wire_close(wire *on, bool reset)
{
	const struct linger linger = {.l_onoff = 1, .l_linger = 0};

	if (reset)
		setsockopt(on->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	if (on->session)
		gnutls_deinit(on->session);
	if (on->credentials)
		gnutls_certificate_free_credentials(on->credentials);
	close(on->fd);
	free(on->out);
	free(on);
}

/* ---- HTTP/1.1 */

static void count_request(wire *on, const char *head)
{
	on->seen->requests++;
	if (!strstr(head, " /v2/") && !strstr(head, " /session/") &&
		(strcasestr(head, "x-opentok-auth") || strcasestr(head, "authorization")))
		on->seen->strays++;
}

bool wire_request(wire *on)
{
	const char *length;
	size_t head, wanted;
	char *end;

	if (on->h2)
		return wire_h2_request(on);
	for (;;) {
		ssize_t got;

		on->in[on->in_size] = '\0';
		end = strstr(on->in, "\r\n\r\n");
		length = end ? strcasestr(on->in, "\r\ncontent-length:") : NULL;
		head = end ? (size_t)(end - on->in) + 4 : 0;
		wanted = head + (length && length < end ? strtoul(length + 17, NULL, 10) : 0);
		if (end && on->in_size >= wanted)
			break;
		got = receive(on, on->in + on->in_size, sizeof(on->in) - 1 - on->in_size);
		if (got <= 0)
			return false;
		on->in_size += (size_t)got;
	}
	*end = '\0';
	count_request(on, on->in);
	on->in_size -= wanted;
	memmove(on->in, on->in + wanted, on->in_size);
	return true;
}

bool wire_respond_well(wire *on)
{
	static const char response[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
				       "Transfer-Encoding: chunked\r\n\r\n"
				       "22\r\n" WIRE_GOOD_BODY "\r\n0\r\n\r\n";

	_Static_assert(sizeof(WIRE_GOOD_BODY) - 1 == 0x22, "the size of the chunk");
	return on->h2 ? wire_h2_respond_well(on) : wire_send(on, response, sizeof(response) - 1);
}
