/* SPDX-License-Identifier: MIT */
/*
 * An HTTP/2 server that sends the frames of a script, right or wrong: one reply for each request,
 * in order of arrival over all connections. Requests beyond the script get 200 and "{}".
 */
#ifndef OTK_TESTS_H2_PEER_H
#define OTK_TESTS_H2_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/h2_frame.h"

typedef struct otk_h2_peer otk_h2_peer;

/* A frame of at most 64 bytes. */
typedef struct otk_h2_frame {
	uint8_t type;
	uint8_t flags;
	bool of_connection; /* stream 0 instead of the request's */
	const char *payload;
	size_t size;
} otk_h2_frame;

typedef struct otk_h2_reply {
	otk_h2_frame frames[6]; /* sent in one TLS record */
	int count;
	bool early;       /* when the head of the request has arrived, before its body */
	bool close_after; /* closes the connection */
	bool reset_after; /* with a TCP reset */
	int repeat; /* further times that the last frame is sent; -1: until the client leaves */
} otk_h2_reply;

/* Header blocks: ":status: 200", "503", "103", and "content-length: 2". */
#define OTK_H2_OK       "\x88"
#define OTK_H2_503      "\x08\x03\x35\x30\x33"
#define OTK_H2_103      "\x08\x03\x31\x30\x33"
#define OTK_H2_LENGTH_2 "\x0f\x0d\x01\x32"
#define OTK_H2_TRAILER  "\x00\x01\x61\x01\x62"
/* Frames for a reply. */
#define OTK_H2_FRAME(type, flags, text)                    \
	{                                                  \
		type, flags, false, text, sizeof(text) - 1 \
	}
#define OTK_H2_RESET(code)                                    \
	{                                                     \
		OTK_H2_RST_STREAM, 0, false, "\0\0\0" code, 4 \
	}
/* last: the last stream that was processed, one character. */
#define OTK_H2_AWAY(last)                                           \
	{                                                           \
		OTK_H2_GOAWAY, 0, true, "\0\0\0" last "\0\0\0\0", 8 \
	}

/* NULL: it could not start. The script must outlive the peer. */
otk_h2_peer *otk_h2_peer_new(const otk_h2_reply *script, int count);
void otk_h2_peer_free(otk_h2_peer *peer);
/* "https://localhost:PORT/" */
const char *otk_h2_peer_url(const otk_h2_peer *peer);
int otk_h2_peer_requests(otk_h2_peer *peer);
int otk_h2_peer_connections(otk_h2_peer *peer);

#endif
