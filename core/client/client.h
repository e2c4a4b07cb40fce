/* SPDX-License-Identifier: MIT */
/* The state of a client. */
#ifndef OTK_CLIENT_INTERNAL_H
#define OTK_CLIENT_INTERNAL_H

#include <otk/plugin.h>

#include "core/base/arena.h"
#include "core/client/auth_header.h"
#include "core/client/plugins/hooks.h"
#include "core/client/plugins/registry.h"
#include "core/transport/transport.h"

struct otk_client {
	otk_client_options options; /* our copy, defaults filled in, without credentials */
	otk_arena *texts;           /* what options points to */
	const char *base_url;       /* without a slash at the end */
	size_t base_size;
	bool base_is_given; /* api_url was set: rows with a host of their own use it as well */
	otk_key *key;
	const otk_host *host; /* the functions that plugins of this client get */
	otk_registry *registry;
	otk_transport *transport;
	otk_auth_header project_auth;
	otk_auth_header basic_auth;
	otk_hook *hooks;
	size_t hook_count;
	int64_t call_count;
	int64_t clock_offset; /* s to add to our clock, learnt from a Date header */
	uint32_t depth;       /* nested functions that drive the transport */
	bool stop;            /* the blocking one of these functions may return */
	bool dying;           /* being freed; its memory is freed when depth is 0 */
	bool transport_freed;
	bool in_child; /* freed in a process that did not make it */
};

#endif
