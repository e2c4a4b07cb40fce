/* SPDX-License-Identifier: MIT */
/* The connections to the server. */
#include "plugins/fleetlimit/server.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef OTK_HIREDIS_TLS
#	include <hiredis/hiredis_ssl.h>
#endif

#include "plugins/fleetlimit/script.h"

/* Pauses before another attempt to connect: at random up to 0.1, 0.2 … 10 s. */
#define FIRST_PAUSE_MS 100
#define LAST_PAUSE_MS  10000
#define ARGUMENTS_MAX  (16 + 2 * QUOTA_RING)
#define NAME_SIZE      160

typedef enum link_state {
	LINK_DOWN = 0,   /* waits for retry_at */
	LINK_CONNECTING, /* the descriptor is not connected yet */
	LINK_STARTING,   /* credentials and script are sent */
	LINK_READY
} link_state;

/* What a connection is for. */
typedef enum link_purpose {
	FOR_ORDERS = 0,
	FOR_PAUSES, /* subscribed to the channel */
	FOR_SENTINEL,
	LINK_COUNT
} link_purpose;

typedef struct connection {
	loop_link loop;
	server *server;
	link_purpose purpose;
	link_state state;
	int64_t since;    /* when the attempt began */
	int64_t retry_at; /* DOWN: when to connect again; 0: not */
	int64_t pause_ms;
} connection;

struct server {
	fleet_loop *loop;
	server_settings settings;
	server_events events;
	connection links[LINK_COUNT];
	address target; /* of the orders: of the list, from Sentinel, or from MOVED */
	size_t next;    /* address to use next */
	bool is_moved;  /* target came from MOVED or Sentinel */
	bool is_lost;   /* the owner knows */
	bool freed;
	char sha[48]; /* of the script; "": not loaded */
	char fleet[NAME_SIZE];
	char state_key[NAME_SIZE + 32], set_key[NAME_SIZE + 32], channel[NAME_SIZE + 32];
	char id[40];
	char name[ADDRESS_HOST_SIZE + 32];
	uint64_t random;
	quota_order order;     /* the unanswered one */
	int64_t order_sent_at; /* 0: none */
#ifdef OTK_HIREDIS_TLS
	redisSSLContext *tls;
#endif
};

static void connect_link(connection *self);
static void send_order(server *self, const quota_rules *rules, int64_t now);

static int64_t random_up_to(server *self, int64_t most)
{
	uint64_t x = self->random;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	self->random = x;
	return (int64_t)((x * UINT64_C(2685821657736338717) >> 33) % (uint64_t)(most + 1));
}

/* ---- losing and connecting again */

static void plan_retry(connection *self)
{
	server *owner = self->server;

	self->state = LINK_DOWN;
	if (self->pause_ms < FIRST_PAUSE_MS)
		self->pause_ms = FIRST_PAUSE_MS;
	self->retry_at = otk_fleet_loop_now() + 1 + random_up_to(owner, self->pause_ms);
	self->pause_ms *= 2;
	if (self->pause_ms > LAST_PAUSE_MS)
		self->pause_ms = LAST_PAUSE_MS;
}

/* The connection is closed, or must be. why: for people. */
static void lose_link(connection *self, const char *why)
{
	server *owner = self->server;
	redisAsyncContext *redis = self->loop.redis;

	if (owner->freed)
		return;
	if (self->state != LINK_DOWN)
		plan_retry(self);
	if (redis) {
		self->loop.redis = NULL;
		redis->data = NULL; /* its callbacks find no link any more */
		self->loop.redis = redis;
		redisAsyncFree(redis);
		self->loop.redis = NULL;
	}
	if (self->purpose == FOR_PAUSES)
		return;
	owner->order_sent_at = 0;
	owner->is_moved = false;
	owner->next++;
	if (!owner->is_lost) {
		owner->is_lost = true;
		owner->events.lost(owner->events.userdata, why);
	}
}

static connection *link_of(const redisAsyncContext *redis)
{
	return redis->data;
}

static void connect_ended(const redisAsyncContext *redis, int status)
{
	connection *self = link_of(redis);

	if (!self || status == REDIS_OK)
		return;
	self->loop.redis = NULL; /* hiredis frees it */
	lose_link(self, redis->errstr && redis->errstr[0] ? redis->errstr : "cannot connect");
}

static void connection_ended(const redisAsyncContext *redis, int status)
{
	connection *self = link_of(redis);

	(void)status;
	if (!self)
		return;
	self->loop.redis = NULL;
	lose_link(self,
		redis->errstr && redis->errstr[0] ? redis->errstr : "the connection was closed");
}

/* ---- responses */

static void follow_moved(connection *self, const char *text)
{
	server *owner = self->server;
	const char *place = strrchr(text, ' '), *colon = strrchr(text, ':');
	address target = owner->target;

	if (!place || !colon || colon < place || (size_t)(colon - place) > sizeof(target.ip))
		return;
	memset(target.ip, 0, sizeof(target.ip));
	memcpy(target.ip, place + 1, (size_t)(colon - place - 1));
	if (target.ip[0])
		memcpy(owner->target.ip, target.ip, sizeof(target.ip));
	owner->target.port = (int)strtol(colon + 1, NULL, 10);
	lose_link(self, "the key is on another server of the cluster");
	owner->is_moved = true;
	self->retry_at = otk_fleet_loop_now() + 1;
}

/* Returns true if the response is an error, which ends the connection. */
static bool is_refused(connection *self, const redisReply *reply)
{
	char text[160];

	if (!reply || reply->type != REDIS_REPLY_ERROR)
		return false;
	if (strncmp(reply->str, "MOVED ", 6) == 0) {
		follow_moved(self, reply->str);
		return true;
	}
	snprintf(text, sizeof(text), "it answers \"%.120s\"", reply->str);
	lose_link(self, text);
	return true;
}

static void ignore_reply(redisAsyncContext *redis, void *response, void *unused)
{
	connection *self = link_of(redis);

	(void)unused;
	if (self)
		is_refused(self, response);
}

static void link_works(connection *self)
{
	server *owner = self->server;

	self->state = LINK_READY;
	self->pause_ms = 0;
	if (self->purpose != FOR_ORDERS)
		return;
	if (owner->is_lost) {
		owner->is_lost = false;
		owner->events.back(owner->events.userdata);
	}
	if (owner->links[FOR_PAUSES].state == LINK_DOWN)
		owner->links[FOR_PAUSES].retry_at = otk_fleet_loop_now();
}

static void script_loaded(redisAsyncContext *redis, void *response, void *unused)
{
	const redisReply *reply = response;
	connection *self = link_of(redis);

	(void)unused;
	if (!self || !reply || is_refused(self, reply))
		return;
	snprintf(self->server->sha, sizeof(self->server->sha), "%.40s", reply->str);
	link_works(self);
}

static int64_t number_of(const redisReply *reply)
{
	return reply->type == REDIS_REPLY_INTEGER ? reply->integer
	       : reply->str                       ? strtoll(reply->str, NULL, 10)
						  : 0;
}

static bool read_grant(const redisReply *reply, quota_grant *grant)
{
	if (reply->type != REDIS_REPLY_ARRAY || reply->elements < 4 || reply->elements % 2)
		return false;
	grant->server_ms = number_of(reply->element[0]);
	grant->holders = number_of(reply->element[1]);
	grant->cool_ms = number_of(reply->element[2]);
	grant->first = number_of(reply->element[3]);
	grant->count = (int64_t)(reply->elements - 4) / 2;
	if (grant->count > QUOTA_LEASE_MAX + 1)
		return false;
	for (int64_t i = 0; i < grant->count; i++) {
		grant->windows[i].tokens = number_of(reply->element[4 + i * 2]);
		grant->windows[i].total = number_of(reply->element[5 + i * 2]);
	}
	return true;
}

static void lease_answered(redisAsyncContext *redis, void *response, void *unused)
{
	const redisReply *reply = response;
	connection *self = link_of(redis);
	quota_grant grant;
	server *owner;
	int64_t sent_at;

	(void)unused;
	if (!self || !reply)
		return;
	owner = self->server;
	if (reply->type == REDIS_REPLY_ERROR && strncmp(reply->str, "NOSCRIPT", 8) == 0)
		owner->sha[0] = '\0';
	if (is_refused(self, reply))
		return;
	if (!read_grant(reply, &grant)) {
		lose_link(self, "its response to the script cannot be read");
		return;
	}
	sent_at = owner->order_sent_at;
	owner->order_sent_at = 0;
	owner->events.granted(owner->events.userdata, &owner->order, sent_at, &grant);
}

static void channel_message(redisAsyncContext *redis, void *response, void *unused)
{
	const redisReply *reply = response;
	connection *self = link_of(redis);

	(void)unused;
	if (!self || !reply || is_refused(self, reply) || reply->type != REDIS_REPLY_ARRAY ||
		reply->elements != 3 || !reply->element[0]->str)
		return;
	if (strcmp(reply->element[0]->str, "subscribe") == 0)
		link_works(self);
	else if (strcmp(reply->element[0]->str, "message") == 0)
		self->server->events.cool(
			self->server->events.userdata, number_of(reply->element[2]));
}

/* Sentinel: the master's address. */
static void master_found(redisAsyncContext *redis, void *response, void *unused)
{
	const redisReply *reply = response;
	connection *self = link_of(redis);
	server *owner;

	(void)unused;
	if (!self || !reply || is_refused(self, reply))
		return;
	owner = self->server;
	if (reply->type != REDIS_REPLY_ARRAY || reply->elements != 2 || !reply->element[0]->str) {
		lose_link(self, "Sentinel does not know a master of this name");
		return;
	}
	snprintf(owner->target.ip, sizeof(owner->target.ip), "%s", reply->element[0]->str);
	owner->target.port = (int)number_of(reply->element[1]);
	owner->is_moved = true;
	self->state = LINK_DOWN;
	self->retry_at = 0;
	redis->data = NULL;
	redisAsyncDisconnect(redis);
	connect_link(&owner->links[FOR_ORDERS]);
}

/* ---- connecting */

static int send_command(
	connection *self, redisCallbackFn *answered, int count, const char **arguments)
{
	const int status =
		redisAsyncCommandArgv(self->loop.redis, answered, NULL, count, arguments, NULL);

	if (status == REDIS_OK)
		otk_fleet_loop_flush(&self->loop);
	return status;
}

#define SEND(link, answered, ...)                                                    \
	send_command(link, answered,                                                 \
		(int)(sizeof((const char *[]){__VA_ARGS__}) / sizeof(const char *)), \
		(const char *[]){__VA_ARGS__})

static bool send_start(connection *self)
{
	const server_settings *settings = &self->server->settings;
	char database[16];
	int status = REDIS_OK;

	snprintf(database, sizeof(database), "%d", self->server->target.database);
	if (self->purpose == FOR_SENTINEL)
		status = REDIS_OK; /* the credentials are those of the server */
	else if (settings->password && settings->user)
		status = SEND(self, ignore_reply, "AUTH", settings->user, settings->password);
	else if (settings->password)
		status = SEND(self, ignore_reply, "AUTH", settings->password);
	if (status == REDIS_OK && self->server->target.database && self->purpose == FOR_ORDERS)
		status = SEND(self, ignore_reply, "SELECT", database);
	if (status != REDIS_OK)
		return false;
	switch (self->purpose) {
	case FOR_ORDERS:
		return SEND(self, script_loaded, "SCRIPT", "LOAD", fleet_script) == REDIS_OK;
	case FOR_PAUSES:
		return SEND(self, channel_message, "SUBSCRIBE", self->server->channel) == REDIS_OK;
	case FOR_SENTINEL:
		return SEND(self, master_found, "SENTINEL", "get-master-addr-by-name",
			       settings->sentinel) == REDIS_OK;
	case LINK_COUNT:
		break;
	}
	return false;
}

static bool start_tls(connection *self, redisAsyncContext *redis)
{
#ifdef OTK_HIREDIS_TLS
	if (self->server->target.tls)
		return redisInitiateSSLWithContext(&redis->c, self->server->tls) == REDIS_OK;
#else
	(void)self;
	(void)redis;
#endif
	return true;
}

/* Where this connection goes. */
static const address *choose_target(connection *self)
{
	server *owner = self->server;
	const address *listed =
		&owner->settings.addresses[owner->next % owner->settings.address_count];

	if (!owner->is_moved && self->purpose != FOR_PAUSES)
		owner->target = *listed;
	return &owner->target;
}

static void connect_link(connection *self)
{
	const address *target;
	redisAsyncContext *redis;

	/* With Sentinel each attempt begins with the question who the master is. */
	if (self->purpose == FOR_ORDERS && self->server->settings.sentinel &&
		!self->server->is_moved)
		self = &self->server->links[FOR_SENTINEL];
	target = choose_target(self);
	self->since = otk_fleet_loop_now();
	self->retry_at = 0;
	self->state = LINK_CONNECTING;
	redis = target->ip[0] ? redisAsyncConnect(target->ip, target->port)
			      : redisAsyncConnectUnix(target->host);
	if (!redis || redis->err) {
		if (redis)
			redisAsyncFree(redis);
		lose_link(self, redis ? "it cannot be reached" : "out of memory");
		return;
	}
	if (!otk_fleet_loop_add(self->server->loop, &self->loop, redis) ||
		!start_tls(self, redis)) {
		lose_link(self, "the connection cannot be set up");
		return;
	}
	redis->data = self;
	redisAsyncSetConnectCallback(redis, connect_ended);
	redisAsyncSetDisconnectCallback(redis, connection_ended);
	self->state = LINK_STARTING;
	if (!send_start(self))
		lose_link(self, "out of memory");
}

/* ---- the owner's side */

#ifdef OTK_HIREDIS_TLS
static otk_status make_tls(server *self, const otk_host *host, otk_error *error)
{
	redisSSLContextError problem = REDIS_SSL_CTX_NONE;

	if (!self->settings.addresses[0].tls)
		return OTK_OK;
	redisInitOpenSSL();
	self->tls = redisCreateSSLContext(self->settings.ca_file, NULL, self->settings.cert_file,
		self->settings.key_file, self->settings.addresses[0].host, &problem);
	if (!self->tls)
		return host->fail(
			error, OTK_E_CRYPTO, "server: TLS: %s", redisSSLContextGetError(problem));
	return OTK_OK;
}
#else
static otk_status make_tls(server *self, const otk_host *host, otk_error *error)
{
	if (!self->settings.addresses[0].tls)
		return OTK_OK;
	return host->fail(error, OTK_E_UNSUPPORTED,
		"server: rediss:// needs a hiredis with TLS (1.0), and this plugin was built with "
		"hiredis %d.%d; use a socket, or a TLS proxy on this host",
		HIREDIS_MAJOR, HIREDIS_MINOR);
}
#endif

static void make_name(server *self)
{
	const address *first = &self->settings.addresses[0];

	if (first->ip[0])
		snprintf(self->name, sizeof(self->name), "%s:%d", first->host, first->port);
	else
		snprintf(self->name, sizeof(self->name), "%s", first->host);
}

server *otk_fleet_server_new(fleet_loop *loop, const server_settings *settings,
	const server_events *events, const otk_host *host, otk_error *error)
{
	server *self = calloc(1, sizeof(*self));

	if (!self) {
		(void)host->fail(error, OTK_E_NOMEM, "out of memory");
		return NULL;
	}
	self->loop = loop;
	self->settings = *settings;
	self->events = *events;
	self->next = 0;
	if (getentropy(&self->random, sizeof(self->random)))
		self->random = (uint64_t)otk_fleet_loop_now();
	self->random |= 1;
	snprintf(self->id, sizeof(self->id), "%016" PRIx64 "-%d", self->random, (int)getpid());
	make_name(self);
	for (int i = 0; i < LINK_COUNT; i++) {
		self->links[i].server = self;
		self->links[i].purpose = (link_purpose)i;
	}
	if (make_tls(self, host, error)) {
		free(self);
		return NULL;
	}
	return self;
}

void otk_fleet_server_free(server *self)
{
	if (!self)
		return;
	self->freed = true;
	for (int i = 0; i < LINK_COUNT; i++)
		if (self->links[i].loop.redis) {
			self->links[i].loop.redis->data = NULL;
			redisAsyncFree(self->links[i].loop.redis);
		}
#ifdef OTK_HIREDIS_TLS
	if (self->tls)
		redisFreeSSLContext(self->tls);
#endif
	free(self);
}

void otk_fleet_server_set_fleet(server *self, const char *fleet)
{
	if (self->fleet[0])
		return;
	snprintf(self->fleet, sizeof(self->fleet), "%s", fleet);
	/* The braces keep all keys of a fleet on one server of a cluster. */
	snprintf(self->state_key, sizeof(self->state_key), "otk:fleet:{%s}:state", self->fleet);
	snprintf(self->set_key, sizeof(self->set_key), "otk:fleet:{%s}:set", self->fleet);
	snprintf(self->channel, sizeof(self->channel), "otk:fleet:{%s}:pause", self->fleet);
	connect_link(&self->links[FOR_ORDERS]);
}

bool otk_fleet_server_ready(const server *self)
{
	return self->links[FOR_ORDERS].state == LINK_READY && self->links[FOR_ORDERS].loop.redis;
}

const char *otk_fleet_server_name(const server *self)
{
	return self->name;
}

/* ---- commands */

/* The arguments of one call of the script; numbers are written into `text`. */
typedef struct script_call {
	const char *arguments[ARGUMENTS_MAX];
	char text[ARGUMENTS_MAX][24];
	int count;
} script_call;

static void add_text(script_call *call, const char *text)
{
	call->arguments[call->count++] = text;
}

static void add_number(script_call *call, int64_t number)
{
	snprintf(call->text[call->count], sizeof(call->text[0]), "%" PRId64, number);
	add_text(call, call->text[call->count]);
}

static void begin_call(
	server *self, script_call *call, const char *operation, const quota_rules *rules)
{
	call->count = 0;
	add_text(call, "EVALSHA");
	add_text(call, self->sha);
	add_text(call, "2");
	add_text(call, self->state_key);
	add_text(call, self->set_key);
	add_text(call, operation);
	add_number(call, rules->window_ms);
	add_number(call, rules->requests);
	add_text(call, self->id);
	add_number(call, 0);
}

static void send_call(server *self, script_call *call, redisCallbackFn *answered)
{
	connection *link = &self->links[FOR_ORDERS];

	if (send_command(link, answered, call->count, call->arguments) != REDIS_OK)
		lose_link(link, "out of memory");
}

static void send_order(server *self, const quota_rules *rules, int64_t now)
{
	const quota_order *order = &self->order;
	script_call call;

	begin_call(self, &call, "lease", rules);
	add_number(&call, order->first);
	add_number(&call, order->count);
	add_number(&call, order->want_first);
	add_number(&call, order->want_next);
	add_number(&call, order->leased_to);
	add_number(&call, order->server_limit_ms);
	add_number(&call, order->holders);
	add_number(&call, order->random);
	self->order_sent_at = now;
	send_call(self, &call, lease_answered);
}

void otk_fleet_server_order(
	server *self, const quota_rules *rules, const quota_order *order, int64_t now)
{
	self->order = *order;
	send_order(self, rules, now);
}

void otk_fleet_server_give_back(server *self, const quota_rules *rules, bool leaves,
	const int64_t *windows, const int64_t *tokens, size_t count)
{
	script_call call;

	if (!otk_fleet_server_ready(self))
		return;
	begin_call(self, &call, "back", rules);
	add_text(&call, leaves ? "1" : "0");
	for (size_t i = 0; i < count && call.count + 2 <= ARGUMENTS_MAX; i++) {
		add_number(&call, windows[i]);
		add_number(&call, tokens[i]);
	}
	send_call(self, &call, ignore_reply);
}

void otk_fleet_server_cool(server *self, const quota_rules *rules, int64_t ms)
{
	script_call call;

	if (!otk_fleet_server_ready(self))
		return;
	begin_call(self, &call, "cool", rules);
	add_number(&call, ms);
	add_text(&call, self->channel);
	send_call(self, &call, ignore_reply);
}

/* ---- time */

int64_t otk_fleet_server_tick(server *self, int64_t now)
{
	int64_t next = -1;

	for (int i = 0; i < LINK_COUNT; i++) {
		connection *link = &self->links[i];
		const bool answers = link->state == LINK_READY &&
				     (link->purpose != FOR_ORDERS || !self->order_sent_at);
		const int64_t since = link->state == LINK_READY ? self->order_sent_at : link->since;
		int64_t at = link->state == LINK_DOWN ? link->retry_at
			     : answers                ? 0
						      : since + self->settings.answer_ms;

		if (!at)
			continue;
		if (at <= now && link->state == LINK_DOWN) {
			connect_link(link);
			at = now + self->settings.answer_ms;
		} else if (at <= now) {
			lose_link(link, "it does not answer");
			at = link->retry_at;
		}
		if (next < 0 || at < next)
			next = at;
	}
	return next;
}
