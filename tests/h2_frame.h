/* SPDX-License-Identifier: MIT */
/* The bytes of HTTP/2 over TLS, for servers that send whatever a test needs. */
#ifndef OTK_TESTS_H2_FRAME_H
#define OTK_TESTS_H2_FRAME_H

#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OTK_H2_HEAD_SIZE    9
#define OTK_H2_PREFACE_SIZE 24
#define OTK_H2_PAYLOAD_MAX  ((size_t)1 << 24)

enum {
	OTK_H2_DATA = 0,
	OTK_H2_HEADERS = 1,
	OTK_H2_RST_STREAM = 3,
	OTK_H2_SETTINGS = 4,
	OTK_H2_PING = 6,
	OTK_H2_GOAWAY = 7,
	OTK_H2_WINDOW_UPDATE = 8
};
enum { OTK_H2_END_STREAM = 1, OTK_H2_ACK = 1, OTK_H2_END_HEADERS = 4 };

/* The fixed part of a frame. */
typedef struct otk_h2_head {
	size_t size; /* of the payload, below OTK_H2_PAYLOAD_MAX */
	int type, flags;
	uint32_t stream;
} otk_h2_head;

void otk_h2_write_head(unsigned char out[OTK_H2_HEAD_SIZE], const otk_h2_head *head);
otk_h2_head otk_h2_read_head(const unsigned char bytes[OTK_H2_HEAD_SIZE]);

/* Send or receive exactly this number of bytes. false: the connection is closed. */
bool otk_tls_send(gnutls_session_t session, const void *data, size_t size);
bool otk_tls_receive(gnutls_session_t session, void *data, size_t size);

#endif
