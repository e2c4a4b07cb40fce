/* SPDX-License-Identifier: MIT */
/*
 * Bodies of callbacks: each is refused with a message, or is decoded into a callback whose kind,
 * name and record fit together.
 */
#include "config.h"

#include <otk/callbacks.h>
#include <otk/plugin.h>
#include <stdlib.h>
#include <string.h>

#include "core/client/host.h"
#include "tests/fuzz/fuzz.h"
#include "tests/plugins/features.h"

const char *const fuzz_name = "fuzz/callback";
const size_t fuzz_rounds = FUZZ_ROUNDS;

static const otk_callbacks_vtable *vtable;

static void take_interface(const otk_interface *interface)
{
	if (strcmp(interface->id, OTK_CALLBACKS_ID) == 0)
		vtable = interface->vtable;
}

/* The members of otk_callback that hold a record; each kind sets one of them. */
static int pointers_set(const otk_callback *callback)
{
	return (callback->event != NULL) + (callback->archive != NULL) +
	       (callback->broadcast != NULL) + (callback->render != NULL) +
	       (callback->captions != NULL);
}

static const char *judge(const otk_callback *callback)
{
	if (!callback->kind || !callback->kind_name || !callback->kind_name[0])
		return "accepted without a kind";
	if (!callback->record)
		return "accepted without a record";
	return pointers_set(callback) == 1 ? NULL : "not one pointer is set";
}

const char *fuzz_one(const char *data, size_t size)
{
	otk_callback callback = OTK_CALLBACK_INIT;
	otk_error error = OTK_ERROR_INIT;
	const char *wrong;
	otk_status status;

	if (!vtable)
		otk_feature_interfaces(take_interface);
	status = vtable->parse((void *)(uintptr_t)&otk_host_table, data, size, &callback, &error);
	fuzz_good += !status;
	if (status)
		wrong = callback.record || callback.kind ? "refused, but not empty"
			: !error.message[0]              ? "refused without a message"
			: !fuzz_is_shown(error.message)  ? "the message is not one line"
							 : NULL;
	else
		wrong = judge(&callback);
	otk_callback_clear(&callback);
	return wrong;
}

size_t fuzz_seeds(fuzz_seed *seeds)
{
	static const char *const bodies[] = {
		"{\"id\":\"a1\",\"event\":\"archive\",\"createdAt\":1384221380000,\"duration\":328,"
		"\"name\":\"x\",\"partnerId\":123456,\"reason\":\"\",\"sessionId\":\"2_MX4x\","
		"\"size\":18023312,\"status\":\"available\",\"url\":\"https://a/b\"}",
		"{\"id\":\"b1\",\"event\":\"broadcast\",\"status\":\"started\",\"sessionId\":\"s\","
		"\"broadcastUrls\":{\"hls\":\"https://a/b\",\"rtmp\":{\"foo\":{\"status\":\"live\"}}"
		"}}",
		"{\"event\":\"streamCreated\",\"sessionId\":\"s\",\"projectId\":\"1\","
		"\"timestamp\":1470258860571,\"stream\":{\"id\":\"63\",\"connection\":{\"id\":\"c\","
		"\"createdAt\":1,\"data\":\"x\"},\"createdAt\":2,\"name\":\"\",\"videoType\":"
		"\"camera\"}}",
		("{\"event\":\"connectionDestroyed\",\"reason\":\"clientDisconnected\","
		 "\"connection\":{\"id\":\"c\",\"createdAt\":1}}"),
		"{\"event\":\"sessionCreated\",\"call\":null,\"stream\":null}",
		"{\"event\":\"callCreated\",\"call\":{\"id\":\"c\",\"connectionId\":\"x\"}}",
		"{\"event\":\"render\",\"id\":\"r\",\"status\":\"started\"}",
		"{\"captionId\":\"c\",\"status\":\"started\",\"group\":\"captions\"}"};
	size_t count = 0;

	while (count < OTK_COUNT_OF(bodies)) {
		seeds[count] = fuzz_seed_of(0, bodies[count]);
		count++;
	}
	return count;
}
