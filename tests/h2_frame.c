/* SPDX-License-Identifier: MIT */
/* The bytes of HTTP/2 over TLS, for servers that send whatever a test needs. */
#include "config.h"

#include "tests/h2_frame.h"

#include <arpa/inet.h>
#include <string.h>

void otk_h2_write_head(unsigned char out[OTK_H2_HEAD_SIZE], const otk_h2_head *head)
{
	const uint32_t stream = htonl(head->stream);

	out[0] = (unsigned char)(head->size >> 16);
	out[1] = (unsigned char)(head->size >> 8);
	out[2] = (unsigned char)head->size;
	out[3] = (unsigned char)head->type;
	out[4] = (unsigned char)head->flags;
	memcpy(out + 5, &stream, 4);
}

otk_h2_head otk_h2_read_head(const unsigned char bytes[OTK_H2_HEAD_SIZE])
{
	uint32_t stream;

	memcpy(&stream, bytes + 5, 4);
	return (otk_h2_head){
		.size = (size_t)bytes[0] << 16 | (size_t)bytes[1] << 8 | bytes[2],
		.type = bytes[3],
		.flags = bytes[4],
		.stream = ntohl(stream) & 0x7fffffff,
	};
}

bool otk_tls_send(gnutls_session_t session, const void *data, size_t size)
{
	const char *at = data;

	while (size) {
		const ssize_t put = gnutls_record_send(session, at, size);

		if (put == GNUTLS_E_INTERRUPTED || put == GNUTLS_E_AGAIN)
			continue;
		if (put <= 0)
			return false;
		at += put;
		size -= (size_t)put;
	}
	return true;
}

bool otk_tls_receive(gnutls_session_t session, void *data, size_t size)
{
	char *at = data;

	while (size) {
		const ssize_t got = gnutls_record_recv(session, at, size);

		if (got == GNUTLS_E_INTERRUPTED || got == GNUTLS_E_AGAIN)
			continue;
		if (got <= 0)
			return false;
		at += got;
		size -= (size_t)got;
	}
	return true;
}
