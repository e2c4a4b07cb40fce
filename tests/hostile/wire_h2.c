/* SPDX-License-Identifier: MIT */
/* HTTP/2 frames of a hostile peer. */
#include "config.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "tests/h2_frame.h"
#include "tests/hostile/wire.h"

bool wire_frame(wire *on, int type, int flags, uint32_t stream, const void *payload, size_t size)
{
	const otk_h2_head head = {.size = size, .type = type, .flags = flags, .stream = stream};
	unsigned char small[512], *frame = size + OTK_H2_HEAD_SIZE <= sizeof(small)
						   ? small
						   : malloc(size + OTK_H2_HEAD_SIZE);
	bool good;

	if (!frame)
		return false;
	otk_h2_write_head(frame, &head);
	if (size)
		memcpy(frame + OTK_H2_HEAD_SIZE, payload, size);
	good = wire_send(on, frame, OTK_H2_HEAD_SIZE + size);
	if (frame != small)
		free(frame);
	return good;
}

static bool greet(wire *on)
{
	char preface[OTK_H2_PREFACE_SIZE];

	if (on->greeted)
		return true;
	on->greeted = true;
	return wire_read(on, preface, sizeof(preface)) &&
	       wire_frame(on, OTK_H2_SETTINGS, 0, 0, NULL, 0);
}

/* Opens the flow-control windows again, so that the client can send this number of bytes more. */
static bool open_window(wire *on, uint32_t stream, size_t size)
{
	const uint32_t more = htonl((uint32_t)size);

	return !size || (wire_frame(on, OTK_H2_WINDOW_UPDATE, 0, stream, &more, 4) &&
				wire_frame(on, OTK_H2_WINDOW_UPDATE, 0, 0, &more, 4));
}

bool wire_h2_request(wire *on)
{
	unsigned char bytes[OTK_H2_HEAD_SIZE];
	static char payload[OTK_H2_PAYLOAD_MAX];

	if (!greet(on))
		return false;
	while (wire_read(on, bytes, sizeof(bytes))) {
		const otk_h2_head head = otk_h2_read_head(bytes);

		if (!wire_read(on, payload, head.size))
			return false;
		if (head.type == OTK_H2_SETTINGS && !(head.flags & OTK_H2_ACK) &&
			!wire_frame(on, OTK_H2_SETTINGS, OTK_H2_ACK, 0, NULL, 0))
			return false;
		if (head.type == OTK_H2_DATA && !open_window(on, head.stream, head.size))
			return false;
		if (head.type <= OTK_H2_HEADERS && head.flags & OTK_H2_END_STREAM) {
			on->stream = head.stream;
			on->seen->requests++;
			return true;
		}
	}
	return false;
}

bool wire_h2_respond_well(wire *on)
{
	return wire_frame(on, OTK_H2_HEADERS, OTK_H2_END_HEADERS, on->stream, "\x88", 1) &&
	       wire_frame(on, OTK_H2_DATA, OTK_H2_END_STREAM, on->stream, WIRE_GOOD_BODY,
		       sizeof(WIRE_GOOD_BODY) - 1);
}
