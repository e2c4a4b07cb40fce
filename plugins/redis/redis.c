/* SPDX-License-Identifier: MIT */
/*
 * redis: connections to Valkey or Redis for other plugins, see plugins/types/redis.h: one for calls
 * of a script, one that is subscribed to a channel, and one to a Sentinel.
 */
#include "plugins/types/redis.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plugins/redis/secret.h"
#include "plugins/redis/tls.h"
#include "plugins/redis/wire.h"
#include "plugins/types/random.h"

#include "plugins/types/small.h"

/* Pauses before another attempt to connect: at random up to 0.1, 0.2 … 10 s. */
#define FIRST_PAUSE_MS 100
#define LAST_PAUSE_MS  10000
#define CHANNEL_SIZE   256
#define SHA_SIZE       40

typedef enum link_state {
	LINK_DOWN = 0, /* waits for retry_at */
	LINK_STARTING, /* credentials and script are sent */
	LINK_READY
} link_state;

/* What a connection is for. */
typedef enum link_purpose {
	FOR_CALLS = 0,
	FOR_MESSAGES, /* subscribed to the channel */
	FOR_SENTINEL,
	LINK_COUNT
} link_purpose;

typedef struct connection {
	wire wire;
	otk_redis *owner;
	link_purpose purpose;
	link_state state;
	unsigned moves;   /* otk_redis.moves when it was opened */
	int64_t since;    /* when the attempt began */
	int64_t retry_at; /* DOWN: when to connect again; 0: not */
	int64_t pause_ms; /* before the next attempt; 0: it worked */
} connection;

struct otk_redis {
	event_loop loop;
	otk_redis_events events;
	address addresses[ADDRESSES_MAX];
	size_t address_count;
	char *sentinel, *user; /* copies of settings */
	char *password;
	const char *script;
	int64_t answer_ms;
	connection links[LINK_COUNT];
	address target;         /* of the calls: of the list, from Sentinel, or from MOVED */
	size_t next;            /* address to use next */
	unsigned moves;         /* how often the target changed */
	bool is_moved;          /* target came from MOVED or Sentinel */
	char sha[SHA_SIZE + 1]; /* of the script */
	char channel[CHANNEL_SIZE];
	char name[ADDRESS_HOST_SIZE + 32];
	uint64_t random;
	int64_t asked_at;                     /* the reply that is waited for; 0: none */
	gnutls_certificate_credentials_t tls; /* NULL: no address needs it */
};

static void connect_link(connection *self);

/* ---- losing and connecting again */

static void plan_retry(connection *self)
{
	otk_redis *owner = self->owner;

	self->state = LINK_DOWN;
	if (self->pause_ms < FIRST_PAUSE_MS)
		self->pause_ms = FIRST_PAUSE_MS;
	self->retry_at = otk_redis_loop_now() + 1 +
			 otk_random_below(&owner->random, (uint32_t)self->pause_ms + 1);
	self->pause_ms *= 2;
	if (self->pause_ms > LAST_PAUSE_MS)
		self->pause_ms = LAST_PAUSE_MS;
}

/*
 * Only after a connection that lasted: a server may accept each connection, even reply, and close
 * it.
 */
static void forget_pauses(connection *self)
{
	if (self->state == LINK_READY && otk_redis_loop_now() - self->since >= LAST_PAUSE_MS)
		self->pause_ms = 0;
}

/* Closes the connection. why: for people; NULL: see lost() in plugins/types/redis.h. */
static void lose_link(connection *self, const char *why)
{
	otk_redis *owner = self->owner;

	otk_redis_wire_close(&self->wire);
	forget_pauses(self);
	plan_retry(self);
	if (self->purpose == FOR_MESSAGES)
		return;
	owner->asked_at = 0;
	owner->is_moved = false;
	owner->next++;
	owner->events.lost(owner->events.userdata, why);
}

static void wire_ended(void *userdata, const char *why)
{
	lose_link(userdata, why);
}

/* ---- responses */

/* "MOVED 3999 127.0.0.1:6381"; without an address: another port of the same server. */
static bool read_moved(const char *text, address *target)
{
	const char *place = strrchr(text, ' '), *colon = strrchr(text, ':');
	struct in6_addr binary;
	char *end, ip[sizeof(target->ip)] = "";
	long port;

	if (!place || !colon || colon < place || (size_t)(colon - place) > sizeof(ip))
		return false;
	memcpy(ip, place + 1, (size_t)(colon - place - 1));
	port = strtol(colon + 1, &end, 10);
	if (port < 1 || port > 65535 || *end)
		return false;
	if (ip[0] && inet_pton(AF_INET, ip, &binary) != 1 && inet_pton(AF_INET6, ip, &binary) != 1)
		return false;
	if (ip[0])
		memcpy(target->ip, ip, sizeof(ip));
	target->port = (int)port;
	return target->ip[0] != '\0';
}

/* The first move is followed at once and not reported; further ones count as failures. */
static void follow_moved(connection *self, const char *text)
{
	otk_redis *owner = self->owner;
	bool is_first;

	forget_pauses(self);
	is_first = !self->pause_ms;
	if (!read_moved(text, &owner->target)) {
		lose_link(self, "it names another server of the cluster without its address");
		return;
	}
	owner->moves++;
	lose_link(self, is_first ? NULL : "the key is on another server of the cluster");
	owner->is_moved = true;
	if (is_first)
		self->retry_at = otk_redis_loop_now();
}

/* Returns true if the response is an error, which ends the connection. */
static bool is_refused(connection *self, const redisReply *reply)
{
	char text[160];

	if (reply->type != REDIS_REPLY_ERROR)
		return false;
	if (strncmp(reply->str, "MOVED ", 6) == 0) {
		follow_moved(self, reply->str);
		return true;
	}
	snprintf(text, sizeof(text), "it answers \"%.120s\"", reply->str);
	for (char *at = text; *at; at++)
		if (*at < ' ' || *at > '~')
			*at = '?';
	lose_link(self, text);
	return true;
}

/* The text of an error may repeat the password, so only its code is shown. */
static void signed_in(void *owner, const redisReply *reply)
{
	connection *self = owner;
	char text[100];

	if (reply->type != REDIS_REPLY_ERROR)
		return;
	snprintf(text, sizeof(text), "it refuses the password (%.*s)",
		(int)strspn(reply->str, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), reply->str);
	lose_link(self, text);
}

static void ignore_reply(void *owner, const redisReply *reply)
{
	is_refused(owner, reply);
}

static void link_works(connection *self)
{
	otk_redis *owner = self->owner;
	connection *messages = &owner->links[FOR_MESSAGES];

	self->state = LINK_READY;
	if (self->purpose != FOR_CALLS)
		return;
	owner->events.up(owner->events.userdata);
	if (messages->state != LINK_DOWN && messages->moves == owner->moves)
		return;
	otk_redis_wire_close(&messages->wire);
	messages->state = LINK_DOWN;
	messages->retry_at = otk_redis_loop_now();
}

static void script_loaded(void *owner, const redisReply *reply)
{
	connection *self = owner;

	if (is_refused(self, reply))
		return;
	if (!reply->str || strspn(reply->str, "0123456789abcdef") != SHA_SIZE ||
		reply->str[SHA_SIZE]) {
		lose_link(self, "its response to the script cannot be read");
		return;
	}
	memcpy(self->owner->sha, reply->str, SHA_SIZE + 1);
	link_works(self);
}

static int64_t number_of(const redisReply *reply)
{
	return reply->type == REDIS_REPLY_INTEGER ? reply->integer
	       : reply->str                       ? strtoll(reply->str, NULL, 10)
						  : 0;
}

static void call_answered(void *userdata, const redisReply *reply)
{
	connection *self = userdata;
	otk_redis *owner = self->owner;
	int64_t numbers[WIRE_ELEMENTS_MAX];
	size_t count = 0;

	if (is_refused(self, reply))
		return;
	if (reply->type == REDIS_REPLY_ARRAY)
		for (; count < reply->elements; count++)
			numbers[count] = number_of(reply->element[count]);
	owner->asked_at = 0;
	if (!owner->events.reply(owner->events.userdata, numbers, count))
		lose_link(self, "its response to the script cannot be read");
}

static void channel_message(void *userdata, const redisReply *reply)
{
	connection *self = userdata;
	otk_redis *owner = self->owner;

	if (is_refused(self, reply) || reply->type != REDIS_REPLY_ARRAY || reply->elements != 3 ||
		!reply->element[0]->str)
		return;
	if (strcmp(reply->element[0]->str, "subscribe") == 0)
		link_works(self);
	else if (strcmp(reply->element[0]->str, "message") == 0)
		owner->events.message(owner->events.userdata, number_of(reply->element[2]));
}

/* Sentinel: the master's address. */
static void master_found(void *userdata, const redisReply *reply)
{
	connection *self = userdata;
	otk_redis *owner = self->owner;
	address found = owner->target;
	char text[ADDRESS_HOST_SIZE];

	if (is_refused(self, reply))
		return;
	if (reply->type != REDIS_REPLY_ARRAY || reply->elements != 2 || !reply->element[0]->str) {
		lose_link(self, "Sentinel does not know a master of this name");
		return;
	}
	/* In the form that read_moved() reads. */
	snprintf(text, sizeof(text), " %s:%" PRId64, reply->element[0]->str,
		number_of(reply->element[1]));
	if (!read_moved(text, &found)) {
		lose_link(self, "Sentinel names a master without an address");
		return;
	}
	if (found.port != owner->target.port || strcmp(found.ip, owner->target.ip) != 0)
		owner->moves++;
	owner->target = found;
	owner->is_moved = true;
	otk_redis_wire_close(&self->wire);
	self->state = LINK_DOWN;
	self->retry_at = self->pause_ms = 0;
	connect_link(&owner->links[FOR_CALLS]);
}

/* ---- connecting */

#define SEND(link, answered, ...)                                                    \
	otk_redis_wire_send(&(link)->wire, answered,                                 \
		(int)(sizeof((const char *[]){__VA_ARGS__}) / sizeof(const char *)), \
		(const char *[]){__VA_ARGS__})

static bool send_start(connection *self)
{
	const otk_redis *owner = self->owner;
	char database[16];
	bool ok = true;

	/* The credentials are those of the server, not of Sentinel. */
	if (self->purpose != FOR_SENTINEL && owner->password)
		ok = owner->user ? SEND(self, signed_in, "AUTH", owner->user, owner->password)
				 : SEND(self, signed_in, "AUTH", owner->password);
	snprintf(database, sizeof(database), "%d", owner->target.database);
	if (owner->target.database && self->purpose == FOR_CALLS)
		ok = ok && SEND(self, ignore_reply, "SELECT", database);
	switch (self->purpose) {
	case FOR_CALLS:
		return ok && SEND(self, script_loaded, "SCRIPT", "LOAD", owner->script);
	case FOR_MESSAGES:
		self->wire.pushed = channel_message;
		return ok && SEND(self, channel_message, "SUBSCRIBE", owner->channel);
	case FOR_SENTINEL:
		return SEND(
			self, master_found, "SENTINEL", "get-master-addr-by-name", owner->sentinel);
	case LINK_COUNT:
		break;
	}
	return false;
}

static bool is_same_address(const address *a, const address *b)
{
	return strcmp(a->host, b->host) == 0 && strcmp(a->ip, b->ip) == 0 && a->port == b->port &&
	       a->database == b->database && a->tls == b->tls;
}

/* Where this connection goes. */
static const address *choose_target(connection *self)
{
	otk_redis *owner = self->owner;
	const address *listed = &owner->addresses[owner->next % owner->address_count];

	if (!owner->is_moved && self->purpose != FOR_MESSAGES) {
		if (!is_same_address(&owner->target, listed))
			owner->moves++;
		owner->target = *listed;
	}
	return &owner->target;
}

static void connect_link(connection *self)
{
	otk_redis *owner = self->owner;
	const address *target;
	bool is_named;

	self->retry_at = 0;
	/* With Sentinel, each attempt first asks for the address of the master. */
	if (self->purpose == FOR_CALLS && owner->sentinel && !owner->is_moved)
		self = &owner->links[FOR_SENTINEL];
	target = choose_target(self);
	self->since = otk_redis_loop_now();
	self->retry_at = 0;
	self->moves = owner->moves;
	self->state = LINK_STARTING;
	/* A server that another one has named is known by its address only. */
	is_named = !owner->is_moved;
	if (!otk_redis_wire_open(&self->wire, target, target->tls ? owner->tls : NULL,
		    is_named ? target->host : target->ip))
		lose_link(self, strerror(errno));
	else if (!send_start(self))
		lose_link(self, "out of memory");
}

/* ---- the owner's side */

static otk_status make_tls(
	otk_redis *self, const otk_host *host, const otk_redis_settings *settings, otk_error *error)
{
	const tls_files files = {settings->ca_file, settings->cert_file, settings->key_file};

	for (size_t i = 0; i < self->address_count; i++)
		if (self->addresses[i].tls)
			return otk_redis_tls_read(host, &files, &self->tls, error);
	return OTK_OK;
}

static void make_name(otk_redis *self)
{
	const address *first = &self->addresses[0];

	if (first->ip[0])
		snprintf(self->name, sizeof(self->name), "%.255s:%d", first->host, first->port);
	else
		snprintf(self->name, sizeof(self->name), "%.255s", first->host);
}

static void close_redis(otk_redis *self)
{
	if (!self)
		return;
	for (int i = 0; i < LINK_COUNT; i++)
		otk_redis_wire_close(&self->links[i].wire);
	if (self->tls)
		gnutls_certificate_free_credentials(self->tls);
	otk_redis_loop_close(&self->loop);
	otk_redis_secret_free(self->password);
	free(self->sentinel);
	free(self->user);
	free(self);
}

/* Returns false if out of memory. */
static bool copy_text(const char *text, char **copy)
{
	*copy = text ? strdup(text) : NULL;
	return !text || *copy;
}

static otk_status set_up(
	otk_redis *self, const otk_host *host, const otk_redis_settings *settings, otk_error *error)
{
	otk_status status;

	if (!otk_redis_loop_open(&self->loop))
		return host->fail(
			error, OTK_E_IO, "a descriptor cannot be made: %s", strerror(errno));
	if (!copy_text(settings->sentinel, &self->sentinel) ||
		!copy_text(settings->user, &self->user))
		return host->fail(error, OTK_E_NOMEM, "out of memory");
	status = otk_redis_addresses_read(
		host, settings->server, self->addresses, &self->address_count, error);
	if (!status && settings->password_file)
		status = otk_redis_secret_read(
			host, settings->password_file, &self->password, error);
	if (status)
		return status;
	make_name(self);
	return make_tls(self, host, settings, error);
}

static otk_status open_redis(const otk_host *host, const otk_redis_settings *settings,
	const otk_redis_events *events, otk_redis **result, otk_error *error)
{
	otk_redis *self = calloc(1, sizeof(*self));
	otk_status status;

	*result = NULL;
	if (!self)
		return host->fail(error, OTK_E_NOMEM, "out of memory");
	self->loop = (event_loop){.epoll_fd = -1, .timer_fd = -1};
	self->events = *events;
	self->script = settings->script;
	self->answer_ms = settings->answer_ms;
	self->random = otk_random_seed(otk_redis_loop_now(), self);
	for (int i = 0; i < LINK_COUNT; i++) {
		otk_redis_wire_init(&self->links[i].wire, &self->loop, wire_ended, &self->links[i]);
		self->links[i].owner = self;
		self->links[i].purpose = (link_purpose)i;
	}
	status = set_up(self, host, settings, error);
	if (status)
		close_redis(self);
	else
		*result = self;
	return status;
}

static void start_redis(otk_redis *self, const char *channel)
{
	snprintf(self->channel, sizeof(self->channel), "%s", channel);
	connect_link(&self->links[FOR_CALLS]);
}

static const char *server_name(const otk_redis *self)
{
	return self->name;
}

static int descriptor_of(const otk_redis *self)
{
	return self->loop.epoll_fd;
}

static bool run_loop(otk_redis *self)
{
	return otk_redis_loop_run(&self->loop);
}

static void set_timer(otk_redis *self, int64_t at)
{
	otk_redis_loop_set_timer(&self->loop, at);
}

static void call_script(otk_redis *self, const char **arguments, int count, int64_t asked_at)
{
	connection *link = &self->links[FOR_CALLS];

	if (link->state != LINK_READY)
		return;
	arguments[0] = "EVALSHA";
	arguments[1] = self->sha;
	if (asked_at)
		self->asked_at = asked_at;
	if (!otk_redis_wire_send(
		    &link->wire, asked_at ? call_answered : ignore_reply, count, arguments))
		lose_link(link, "it does not answer");
}

/* ---- time */

static int64_t do_due(otk_redis *self, int64_t now)
{
	int64_t next = -1;

	for (int i = 0; i < LINK_COUNT; i++) {
		connection *link = &self->links[i];
		const bool answers = link->state == LINK_READY &&
				     (link->purpose != FOR_CALLS || !self->asked_at);
		const int64_t since = link->state == LINK_READY ? self->asked_at : link->since;
		int64_t at = link->state == LINK_DOWN ? link->retry_at
			     : answers                ? 0
						      : since + self->answer_ms;

		if (!at)
			continue;
		if (at <= now && link->state == LINK_DOWN) {
			connect_link(link);
			at = now + self->answer_ms;
		} else if (at <= now) {
			lose_link(link, "it does not answer");
			at = link->retry_at;
		}
		if (next < 0 || at < next)
			next = at;
	}
	return next;
}

static const otk_redis_api functions = {.struct_size = sizeof(otk_redis_api),
	.open = open_redis,
	.close = close_redis,
	.start = start_redis,
	.name = server_name,
	.descriptor = descriptor_of,
	.run = run_loop,
	.tick = do_due,
	.set_timer = set_timer,
	.call = call_script};

static const otk_interface interfaces[] = {
	{.id = OTK_REDIS_ID, .vtable = &functions, .minor = OTK_REDIS_MINOR},
};

static const otk_plugin plugin = OTK_PLUGIN_DESCRIPTOR("redis", .version = OTK_VERSION,
	.license = "MIT", .summary = "connections to Valkey or Redis, for other plugins",
	.interfaces = interfaces, .interface_count = OTK_COUNT_OF(interfaces));

OTK_PLUGIN(redis, plugin)
