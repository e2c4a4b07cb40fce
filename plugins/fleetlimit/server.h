/* SPDX-License-Identifier: MIT */
/*
 * The connections to the server: one for orders, one that hears when the fleet pauses. Lost
 * connections are made again after a random pause. Nothing blocks.
 */
#ifndef OTK_FLEETLIMIT_SERVER_H
#define OTK_FLEETLIMIT_SERVER_H

#include "plugins/fleetlimit/address.h"
#include "plugins/fleetlimit/loop.h"
#include "plugins/fleetlimit/quota.h"

typedef struct server_settings {
	address addresses[ADDRESSES_MAX];
	size_t address_count;
	const char *sentinel; /* name of the master; NULL: the addresses are servers */
	const char *user;
	const char *password; /* NULL: none */
	const char *ca_file;
	const char *cert_file;
	const char *key_file;
	int64_t answer_ms;
} server_settings;

/* What the owner is told. */
typedef struct server_events {
	void (*granted)(void *userdata, const quota_order *order, int64_t sent_at,
		const quota_grant *grant);
	/* The connection is lost. why: for people; NULL: known since the last back(). */
	void (*lost)(void *userdata, const char *why);
	void (*up)(void *userdata);   /* orders can be sent */
	void (*back)(void *userdata); /* the first lease since it was lost */
	void (*cool)(void *userdata, int64_t ms);
	void *userdata;
} server_events;

typedef struct server server;

/* NULL: out of memory, or error says why. Texts of the settings must live as long. */
server *otk_fleet_server_new(fleet_loop *loop, const server_settings *settings,
	const server_events *events, const otk_host *host, otk_error *error);
/* Sends what was given to otk_fleet_server_back(), without waiting for a response. */
void otk_fleet_server_free(server *self);
/* Names the keys; before it nothing is sent. */
void otk_fleet_server_set_fleet(server *self, const char *fleet);
bool otk_fleet_server_ready(const server *self);
void otk_fleet_server_order(
	server *self, const quota_rules *rules, const quota_order *order, int64_t now);
void otk_fleet_server_give_back(server *self, const quota_rules *rules, bool leaves,
	const int64_t *windows, const int64_t *tokens, size_t count);
void otk_fleet_server_cool(server *self, const quota_rules *rules, int64_t ms);
/* Does what is due; returns the monotonic ms of the next time, -1: none. */
int64_t otk_fleet_server_tick(server *self, int64_t now);
/* "redis://host:port", without credentials. */
const char *otk_fleet_server_name(const server *self);

#endif
