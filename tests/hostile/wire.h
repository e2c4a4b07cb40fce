/* SPDX-License-Identifier: MIT */
/* One connection of a hostile peer: bytes, TLS, and the requests that it receives. */
#ifndef OTK_TESTS_HOSTILE_WIRE_H
#define OTK_TESTS_HOSTILE_WIRE_H

#include <gnutls/gnutls.h>

#include "tests/hostile/peer.h"

#define WIRE_GOOD_BODY "{\"id\":\"good\",\"status\":\"available\"}"

typedef struct wire {
	const row *row;
	word_ports ports;
	peer_seen *seen;
	int fd;
	bool hostile;
	gnutls_session_t session;
	gnutls_certificate_credentials_t credentials;
	bool secure;  /* the handshake is over */
	bool h2;      /* frames instead of HTTP/1.1 */
	bool greeted; /* HTTP/2: the preface was read, and SETTINGS were sent */
	uint32_t stream;
	int64_t left;   /* bytes that may still be sent below TLS; -1: no limit */
	bool gathering; /* bytes to send are gathered into large pieces */
	char *out;
	size_t out_size;
	char in[70000];
	size_t in_size;
} wire;

/* All functions return false when the connection is closed. */
bool wire_handshake(wire *on);
bool wire_send(wire *on, const void *data, size_t size);
bool wire_flush(wire *on);
/* Sends below TLS, unencrypted. */
bool wire_send_raw(wire *on, const void *data, size_t size);
/* Sends one byte every few ms. */
bool wire_drip(wire *on, const void *data, size_t size);
/* Reads exactly this number of bytes. */
bool wire_read(wire *on, void *data, size_t size);
/* Reads a request with its body, and counts it. */
bool wire_request(wire *on);
bool wire_respond_well(wire *on);
/* Reads until the client closes the connection; always false. */
bool wire_stall(wire *on);
void wire_close(wire *on, bool reset);

/* HTTP/2, in wire_h2.c. */
bool wire_frame(wire *on, int type, int flags, uint32_t stream, const void *payload, size_t size);
bool wire_h2_request(wire *on);
bool wire_h2_respond_well(wire *on);

#endif
