/* SPDX-License-Identifier: MIT */
/* The client as its own rooms see it. */
#ifndef OTK_CLIENT_INTERNAL_H
#define OTK_CLIENT_INTERNAL_H

#include <otk/client.h>
#include <otk/plugin.h>

#include "core/base/arena.h"
#include "core/client/registry.h"
#include "core/transport/transport.h"

/* The signed request header, kept until shortly before it expires. */
typedef struct otk_auth_header {
	char *line;          /* "X-OPENTOK-AUTH: …" or "Authorization: …"; NULL: none yet */
	int64_t renew_at;    /* s, by the clock that it was signed by */
	uint64_t generation; /* of this line */
} otk_auth_header;

typedef struct otk_hook {
	const otk_hooks *table;
	void *state;
} otk_hook;

struct otk_client {
	otk_client_options options; /* our copy, defaults filled in, without credentials */
	otk_arena *texts;           /* what options points to */
	const char *base_url;       /* without a slash at the end */
	size_t base_size;
	bool base_is_given; /* by the caller: rows with a host of their own use it, too */
	otk_key *key;
	otk_registry *registry;
	otk_transport *transport;
	otk_auth_header project_auth;
	otk_auth_header basic_auth;
	otk_hook *hooks;
	size_t hook_count;
	int64_t call_count;
	int64_t clock_offset; /* s to add to our clock, learnt from a Date header */
	uint32_t depth;       /* how many functions that drive the transport are running */
	bool stop;            /* the blocking one of them may return */
	bool dying;           /* being freed; goes when depth is 0 */
	bool transport_freed;
	bool in_child; /* freed in a process that did not make it */
};

/* ---- options.c */

/* Checks and copies. What belongs to the key is checked and left to key.c. */
otk_status otk_client_copy_options(
	otk_client *client, const otk_client_options *given, otk_error *error) OTK_COLD;

/* ---- credentials.c: the key of a client, made from its options (signer plugins included) */
otk_status otk_client_make_key(
	otk_client *client, const otk_client_options *given, otk_error *error) OTK_COLD;

/* ---- log.c */

bool otk_log_wants(const otk_client *client, otk_log_level level);
/* Text and values are redacted here. operation may be NULL. */
void otk_log(const otk_client *client, otk_log_level level, const char *event,
	const char *operation, const char *text, const otk_pair *fields, size_t count) OTK_COLD;

/* ---- auth_header.c */

/* The line to send; *fresh: it was signed for this request. Alive until the next call of it. */
otk_status otk_auth_line(otk_client *client, otk_auth auth, const char **line, uint64_t *generation,
	bool *fresh, otk_error *error);
/* The service did not like the line of this generation: never use it again. */
void otk_auth_refused(otk_client *client, otk_auth auth, uint64_t generation);
void otk_auth_wipe(otk_auth_header *header);
/* Does this key fit what an operation asks for? */
otk_status otk_auth_fits(const otk_client *client, const otk_row *row, otk_error *error);

/* ---- hooks.c */

otk_status otk_hooks_open(otk_client *client, otk_error *error) OTK_COLD;

/* ---- host.c: what plugins get */
extern const otk_host otk_host_table;

/* ---- drive.c: entering and leaving what may run completions */

otk_status otk_client_enter(otk_client *client, otk_error *error);
/* Frees a client that was freed inside a completion. */
void otk_client_leave(otk_client *client);
/* OTK_E_CANCELLED, in words: the client was freed in a completion. */
otk_status otk_client_gone(otk_error *error) OTK_COLD;
/*
 * Drive until timeout_ms are over, even when nothing is under way. OTK_E_CANCELLED: the client was
 * freed meanwhile; it must not be used any more.
 */
otk_status otk_client_pause(otk_client *client, int64_t timeout_ms, otk_error *error);

#endif
