/* SPDX-License-Identifier: MIT */
/*
 * Functions of the plugin redis, for other plugins: one script in a Valkey or Redis server, and one
 * channel of it. Lost connections are made again after a random pause. Only open() may block.
 */
#ifndef OTK_PLUGIN_TYPES_REDIS_H
#define OTK_PLUGIN_TYPES_REDIS_H

#include <otk/plugin.h>
#include <stdbool.h>

#define OTK_REDIS_ID    "otk.redis/1"
#define OTK_REDIS_MINOR 1

typedef struct otk_redis otk_redis;

/* All but server, script and answer_ms may be NULL. All texts but the script are copied. */
typedef struct otk_redis_settings {
	size_t struct_size;
	const char *server;   /* "redis://host:port/db", "rediss://host", "unix:/path?db=N", … */
	const char *sentinel; /* name of the master; the servers are then Sentinels */
	const char *user;
	const char *password_file;
	const char *ca_file; /* NULL: the system's bundle */
	const char *cert_file;
	const char *key_file;
	const char *script;
	int64_t answer_ms; /* time without a reply after which the server counts as unreachable */
} otk_redis_settings;

typedef struct otk_redis_events {
	size_t struct_size;
	/* The script can be called. */
	void (*up)(void *userdata);
	/*
	 * The script cannot be called until the next up(). why: for people; NULL: the server has
	 * only named another server.
	 */
	void (*lost)(void *userdata, const char *why);
	/*
	 * The reply to call(): a list of numbers, empty if it is not a list. Returns false if they
	 * cannot be a reply of the script: the connection is then closed.
	 */
	bool (*reply)(void *userdata, const int64_t *numbers, size_t count);
	/* A message on the channel. */
	void (*message)(void *userdata, int64_t number);
	void *userdata;
} otk_redis_events;

typedef struct otk_redis_api {
	size_t struct_size;
	/* Resolves names, which blocks. OTK_E_ARGUMENT, OTK_E_CRYPTO, OTK_E_IO, OTK_E_NETWORK. */
	otk_status (*open)(const otk_host *host, const otk_redis_settings *settings,
		const otk_redis_events *events, otk_redis **result, otk_error *error);
	/*
	 * Closes the connections without waiting for replies. call() has sent what the connection
	 * could take; the rest is dropped. NULL: no effect.
	 */
	void (*close)(otk_redis *self);
	/* Begins to connect, and subscribes to the channel, whose name is copied. Once. */
	void (*start)(otk_redis *self, const char *channel);
	/* "host:port", or the path of the socket. */
	const char *(*name)(const otk_redis *self);
	/* Is readable when there is something for run(). */
	int (*descriptor)(const otk_redis *self);
	/* Does what can be done now. Returns true if the timer has expired. */
	bool (*run)(otk_redis *self);
	/* Does what is due; returns the monotonic ms of the next time, -1: none. */
	int64_t (*tick)(otk_redis *self, int64_t now);
	/* Makes the descriptor readable at a time, in monotonic ms; -1: never. */
	void (*set_timer)(otk_redis *self, int64_t at);
	/*
	 * Calls the script with "number of keys", keys and arguments, which begin at arguments[2].
	 * asked_at: now, for a call whose reply is waited for, one at a time; 0: the reply is only
	 * checked for an error. Without effect before up(). May call lost().
	 */
	void (*call)(otk_redis *self, const char **arguments, int count, int64_t asked_at);
} otk_redis_api;

#endif
