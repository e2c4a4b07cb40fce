/* SPDX-License-Identifier: MIT */
/* HTTP/2 frames of a hostile peer. */
#include "config.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "tests/hostile/wire.h"

#define HEAD_SIZE    9
#define PREFACE_SIZE 24

enum {
	DATA = 0,
	HEADERS = 1,
	SETTINGS = 4,
	WINDOW_UPDATE = 8,
	ACK = 1,
	END_STREAM = 1,
	END_HEADERS = 4
};

bool wire_frame(wire *on, int type, int flags, uint32_t stream, const void *payload, size_t size)
{
	const uint32_t to = htonl(stream);
	char small[512],
		*frame = size + HEAD_SIZE <= sizeof(small) ? small : malloc(size + HEAD_SIZE);
	bool good;

	if (!frame)
		return false;
	frame[0] = (char)(size >> 16);
	frame[1] = (char)(size >> 8);
	frame[2] = (char)size;
	frame[3] = (char)type;
	frame[4] = (char)flags;
	memcpy(frame + 5, &to, 4);
	if (size)
		memcpy(frame + HEAD_SIZE, payload, size);
	good = wire_send(on, frame, HEAD_SIZE + size);
	if (frame != small)
		free(frame);
	return good;
}

static bool greet(wire *on)
{
	char preface[PREFACE_SIZE];

	if (on->greeted)
		return true;
	on->greeted = true;
	return wire_read(on, preface, sizeof(preface)) && wire_frame(on, SETTINGS, 0, 0, NULL, 0);
}

/* Opens the flow-control windows again, so that the client can send this number of bytes more. */
static bool open_window(wire *on, uint32_t stream, size_t size)
{
	const uint32_t more = htonl((uint32_t)size);

	return !size || (wire_frame(on, WINDOW_UPDATE, 0, stream, &more, 4) &&
				wire_frame(on, WINDOW_UPDATE, 0, 0, &more, 4));
}

bool wire_h2_request(wire *on)
{
	unsigned char head[HEAD_SIZE];
	static char payload[(size_t)1 << 24];

	if (!greet(on))
		return false;
	while (wire_read(on, head, sizeof(head))) {
		const size_t size = (size_t)head[0] << 16 | (size_t)head[1] << 8 | head[2];
		uint32_t stream;

		memcpy(&stream, head + 5, 4);
		stream = ntohl(stream) & 0x7fffffff;
		if (!wire_read(on, payload, size))
			return false;
		if (head[3] == SETTINGS && !(head[4] & ACK) &&
			!wire_frame(on, SETTINGS, ACK, 0, NULL, 0))
			return false;
		if (head[3] == DATA && !open_window(on, stream, size))
			return false;
		if (head[3] <= HEADERS && head[4] & END_STREAM) {
			on->stream = stream;
			on->seen->requests++;
			return true;
		}
	}
	return false;
}

bool wire_h2_respond_well(wire *on)
{
	return wire_frame(on, HEADERS, END_HEADERS, on->stream, "\x88", 1) &&
	       wire_frame(on, DATA, END_STREAM, on->stream, WIRE_GOOD_BODY,
		       sizeof(WIRE_GOOD_BODY) - 1);
}
