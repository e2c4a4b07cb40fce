/* SPDX-License-Identifier: MIT */
/*
 * A connection to a server: commands are sent and their replies handed over, in order, without ever
 * waiting. hiredis writes and reads the protocol. Its connections are not used: those of 0.14 have
 * no TLS, those of 1.0 do not check the name of a certificate, and both end the process by an
 * assertion if a server sends unexpected replies.
 */
#ifndef OTK_REDIS_WIRE_H
#define OTK_REDIS_WIRE_H

#include <hiredis/hiredis.h>

#include "plugins/redis/address.h"
#include "plugins/redis/loop.h"
#include "plugins/redis/tls.h"

/* Takes a reply, which is freed afterwards. May close and open the connection. */
typedef void wire_answer(void *owner, const redisReply *reply);

typedef enum wire_state { WIRE_CLOSED = 0, WIRE_CONNECTING, WIRE_SHAKING, WIRE_OPEN } wire_state;

#if HIREDIS_MAJOR >= 1
typedef size_t wire_elements;
#else
typedef int wire_elements;
#endif

#define WIRE_QUEUE        64  /* commands without a reply */
#define WIRE_ELEMENTS_MAX 256 /* of an array in a reply; longer ones end the connection */

typedef struct wire {
	loop_link link;
	event_loop *loop;
	wire_state state;
	unsigned opened; /* how often; changes when a callback has opened another connection */
	/* The connection has failed, and is closed. why: for people. */
	void (*ended)(void *owner, const char *why);
	void *owner;
	gnutls_session_t tls; /* NULL: none */
	redisReader *reader;
	redisReplyObjectFunctions functions; /* those of hiredis, but for arrays */
	void *(*make_array)(const redisReadTask *task, wire_elements count);
	bool is_too_large; /* the last array was refused */
	size_t unread;     /* upper bound of the bytes of an incomplete reply */
	char *out;         /* bytes to send */
	size_t out_size, out_capacity, sending;
	wire_answer *answers[WIRE_QUEUE]; /* a ring */
	size_t first, count;
	wire_answer *pushed; /* takes replies without a command; NULL: they end the connection */
} wire;

void otk_redis_wire_init(
	wire *self, event_loop *loop, void (*ended)(void *owner, const char *why), void *owner);
/*
 * Begins to connect; commands can be sent at once. credentials: for TLS, NULL: none. name: that the
 * certificate must have. Returns false, with errno, if it cannot.
 */
bool otk_redis_wire_open(wire *self, const address *where,
	gnutls_certificate_credentials_t credentials, const char *name);
/* Returns false if the connection is closed, too many commands have no reply, or out of memory. */
bool otk_redis_wire_send(wire *self, wire_answer *answer, int count, const char **arguments);
/* Without a call of ended(); drops what is not sent. */
void otk_redis_wire_close(wire *self);

#endif
