/* SPDX-License-Identifier: MIT */
/* The connections to the server. */
#include "plugins/fleetlimit/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plugins/fleetlimit/script.h"
#include "plugins/fleetlimit/tls.h"
#include "plugins/fleetlimit/wire.h"

#include "plugins/types/small.h"

/* Pauses before another attempt to connect: at random up to 0.1, 0.2 … 10 s. */
#define FIRST_PAUSE_MS 100
#define LAST_PAUSE_MS  10000
#define ARGUMENTS_MAX  (16 + 2 * QUOTA_RING)
#define NAME_SIZE      160
#define SHA_SIZE       40
/* What a response may say; it is refused otherwise, because sums of it must not overflow. */
#define TIME_MAX    INT64_C(100000000000000)
#define HOLDERS_MAX 1000000
#define COOL_MAX    60000

typedef enum link_state {
	LINK_DOWN = 0, /* waits for retry_at */
	LINK_STARTING, /* credentials and script are sent */
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
	wire wire;
	server *server;
	link_purpose purpose;
	link_state state;
	unsigned moves;   /* those of the server when it was opened */
	int64_t since;    /* when the attempt began */
	int64_t retry_at; /* DOWN: when to connect again; 0: not */
	int64_t pause_ms; /* before the next attempt; 0: it worked */
} connection;

struct server {
	fleet_loop *loop;
	server_settings settings;
	server_events events;
	connection links[LINK_COUNT];
	address target;         /* of the orders: of the list, from Sentinel, or from MOVED */
	size_t next;            /* address to use next */
	unsigned moves;         /* how often the target changed */
	bool is_moved;          /* target came from MOVED or Sentinel */
	bool is_lost;           /* the owner knows */
	char sha[SHA_SIZE + 1]; /* of the script */
	char fleet[NAME_SIZE];
	char state_key[NAME_SIZE + 32], set_key[NAME_SIZE + 32], channel[NAME_SIZE + 32];
	char id[40];
	char name[ADDRESS_HOST_SIZE + 32];
	uint64_t random;
	quota_order order;                    /* the unanswered one */
	int64_t order_sent_at;                /* 0: none */
	quota_rules rules;                    /* of that order */
	gnutls_certificate_credentials_t tls; /* NULL: no address needs it */
};

static void connect_link(connection *self);

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

/* After a connection that lasted; a server may accept, or even grant, and break it every time. */
static void forget_pauses(connection *self)
{
	if (self->state == LINK_READY && otk_fleet_loop_now() - self->since >= LAST_PAUSE_MS)
		self->pause_ms = 0;
}

/* Closes the connection; the owner hears it unless why is NULL or it knows. why: for people. */
static void lose_link(connection *self, const char *why)
{
	server *owner = self->server;

	otk_fleet_wire_close(&self->wire);
	forget_pauses(self);
	plan_retry(self);
	if (self->purpose == FOR_PAUSES)
		return;
	owner->order_sent_at = 0;
	owner->is_moved = false;
	owner->next++;
	owner->events.lost(owner->events.userdata, owner->is_lost ? NULL : why);
	if (why)
		owner->is_lost = true;
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

/* The first time at once and silently, then as any other failure. */
static void follow_moved(connection *self, const char *text)
{
	server *owner = self->server;
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
		self->retry_at = otk_fleet_loop_now();
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
	server *owner = self->server;
	connection *pauses = &owner->links[FOR_PAUSES];

	self->state = LINK_READY;
	if (self->purpose != FOR_ORDERS)
		return;
	owner->events.up(owner->events.userdata);
	if (pauses->state != LINK_DOWN && pauses->moves == owner->moves)
		return;
	otk_fleet_wire_close(&pauses->wire);
	pauses->state = LINK_DOWN;
	pauses->retry_at = otk_fleet_loop_now();
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
	memcpy(self->server->sha, reply->str, SHA_SIZE + 1);
	link_works(self);
}

static int64_t number_of(const redisReply *reply)
{
	return reply->type == REDIS_REPLY_INTEGER ? reply->integer
	       : reply->str                       ? strtoll(reply->str, NULL, 10)
						  : 0;
}

static bool is_between(int64_t value, int64_t least, int64_t most)
{
	return value >= least && value <= most;
}

static int64_t smaller_of(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static bool read_windows(const redisReply *reply, const quota_rules *rules, quota_grant *grant)
{
	for (int64_t i = 0; i < grant->count; i++) {
		const int64_t tokens = number_of(reply->element[4 + i * 2]),
			      total = number_of(reply->element[5 + i * 2]);

		/* A process with another limit may have taken more than ours. */
		if (!is_between(tokens, 0, rules->requests) || total < tokens)
			return false;
		grant->windows[i].tokens = tokens;
		grant->windows[i].total = smaller_of(total, rules->requests);
	}
	return true;
}

static bool read_grant(const redisReply *reply, const quota_rules *rules, quota_grant *grant)
{
	int64_t window;

	if (reply->type != REDIS_REPLY_ARRAY || reply->elements < 4 || reply->elements % 2)
		return false;
	grant->server_ms = number_of(reply->element[0]);
	grant->holders = number_of(reply->element[1]);
	grant->cool_ms = number_of(reply->element[2]);
	grant->first = number_of(reply->element[3]);
	grant->count = (int64_t)(reply->elements - 4) / 2;
	window = grant->server_ms / rules->window_ms;
	if (!is_between(grant->server_ms, 1, TIME_MAX) ||
		!is_between(grant->holders, 0, HOLDERS_MAX) || grant->cool_ms < 0 ||
		!is_between(grant->first, window, window + QUOTA_LEASE_MAX + 1) ||
		grant->count > QUOTA_LEASE_MAX + 1)
		return false;
	grant->cool_ms = smaller_of(grant->cool_ms, COOL_MAX);
	return read_windows(reply, rules, grant);
}

static void lease_answered(void *userdata, const redisReply *reply)
{
	connection *self = userdata;
	server *owner = self->server;
	const int64_t sent_at = owner->order_sent_at;
	quota_grant grant;

	if (is_refused(self, reply))
		return;
	if (!read_grant(reply, &owner->rules, &grant)) {
		lose_link(self, "its response to the script cannot be read");
		return;
	}
	owner->order_sent_at = 0;
	owner->events.granted(owner->events.userdata, &owner->order, sent_at, &grant);
	if (owner->is_lost) {
		owner->is_lost = false;
		owner->events.back(owner->events.userdata);
	}
}

static void channel_message(void *owner, const redisReply *reply)
{
	connection *self = owner;

	if (is_refused(self, reply) || reply->type != REDIS_REPLY_ARRAY || reply->elements != 3 ||
		!reply->element[0]->str)
		return;
	if (strcmp(reply->element[0]->str, "subscribe") == 0)
		link_works(self);
	else if (strcmp(reply->element[0]->str, "message") == 0)
		self->server->events.cool(
			self->server->events.userdata, number_of(reply->element[2]));
}

/* Sentinel: the master's address. */
static void master_found(void *userdata, const redisReply *reply)
{
	connection *self = userdata;
	server *owner = self->server;
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
	otk_fleet_wire_close(&self->wire);
	self->state = LINK_DOWN;
	self->retry_at = self->pause_ms = 0;
	connect_link(&owner->links[FOR_ORDERS]);
}

/* ---- connecting */

#define SEND(link, answered, ...)                                                    \
	otk_fleet_wire_send(&(link)->wire, answered,                                 \
		(int)(sizeof((const char *[]){__VA_ARGS__}) / sizeof(const char *)), \
		(const char *[]){__VA_ARGS__})

static bool send_start(connection *self)
{
	const server_settings *settings = &self->server->settings;
	char database[16];
	bool ok = true;

	/* The credentials are those of the server, not of Sentinel. */
	if (self->purpose != FOR_SENTINEL && settings->password)
		ok = settings->user
			     ? SEND(self, signed_in, "AUTH", settings->user, settings->password)
			     : SEND(self, signed_in, "AUTH", settings->password);
	snprintf(database, sizeof(database), "%d", self->server->target.database);
	if (self->server->target.database && self->purpose == FOR_ORDERS)
		ok = ok && SEND(self, ignore_reply, "SELECT", database);
	switch (self->purpose) {
	case FOR_ORDERS:
		return ok && SEND(self, script_loaded, "SCRIPT", "LOAD", fleet_script);
	case FOR_PAUSES:
		self->wire.pushed = channel_message;
		return ok && SEND(self, channel_message, "SUBSCRIBE", self->server->channel);
	case FOR_SENTINEL:
		return SEND(self, master_found, "SENTINEL", "get-master-addr-by-name",
			settings->sentinel);
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
	server *owner = self->server;
	const address *listed =
		&owner->settings.addresses[owner->next % owner->settings.address_count];

	if (!owner->is_moved && self->purpose != FOR_PAUSES) {
		if (!is_same_address(&owner->target, listed))
			owner->moves++;
		owner->target = *listed;
	}
	return &owner->target;
}

static void connect_link(connection *self)
{
	server *owner = self->server;
	const address *target;
	bool is_named;

	self->retry_at = 0;
	/* With Sentinel each attempt begins with the question who the master is. */
	if (self->purpose == FOR_ORDERS && owner->settings.sentinel && !owner->is_moved)
		self = &owner->links[FOR_SENTINEL];
	target = choose_target(self);
	self->since = otk_fleet_loop_now();
	self->retry_at = 0;
	self->moves = owner->moves;
	self->state = LINK_STARTING;
	/* A server that another one has named is known by its address only. */
	is_named = !owner->is_moved;
	if (!otk_fleet_wire_open(&self->wire, target, target->tls ? owner->tls : NULL,
		    is_named ? target->host : target->ip))
		lose_link(self, strerror(errno));
	else if (!send_start(self))
		lose_link(self, "out of memory");
}

/* ---- the owner's side */

static otk_status make_tls(server *self, const otk_host *host, otk_error *error)
{
	const tls_files files = {
		self->settings.ca_file, self->settings.cert_file, self->settings.key_file};

	for (size_t i = 0; i < self->settings.address_count; i++)
		if (self->settings.addresses[i].tls)
			return otk_fleet_tls_read(host, &files, &self->tls, error);
	return OTK_OK;
}

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
		otk_fleet_wire_init(&self->links[i].wire, loop, wire_ended, &self->links[i]);
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
	for (int i = 0; i < LINK_COUNT; i++)
		otk_fleet_wire_close(&self->links[i].wire);
	if (self->tls)
		gnutls_certificate_free_credentials(self->tls);
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
	return self->links[FOR_ORDERS].state == LINK_READY;
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

static void send_call(server *self, script_call *call, wire_answer *answer)
{
	connection *link = &self->links[FOR_ORDERS];

	if (!otk_fleet_wire_send(&link->wire, answer, call->count, call->arguments))
		lose_link(link, "it does not answer");
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
	self->rules = *rules;
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
