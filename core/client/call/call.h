/* SPDX-License-Identifier: MIT */
/* The state of a call, and its life: made, given an error, freed. */
#ifndef OTK_CLIENT_CALL_H
#define OTK_CLIENT_CALL_H

#include <otk/call.h>

#include "core/base/arena.h"
#include "core/base/buffer.h"
#include "core/client/plugins/registry.h"
#include "core/schema/message.h"
#include "core/transport/http/date.h"
#include "core/transport/transport.h"

typedef enum otk_call_state {
	OTK_CALL_NEW,       /* caller-owned */
	OTK_CALL_LOCKED,    /* a plugin is using it: it cannot be submitted or freed */
	OTK_CALL_SUBMITTED, /* not finished */
	OTK_CALL_COMPLETING,
	OTK_CALL_DONE /* kept after its completion */
} otk_call_state;

/* Why a call is made as the second request of another one. */
typedef enum otk_follow_kind {
	OTK_FOLLOW_NONE,
	OTK_FOLLOW_SETTLED, /* a retry found the work done: reads its result */
	OTK_FOLLOW_ADOPT    /* the outcome is unknown: looks for the object that was created */
} otk_follow_kind;

typedef struct otk_call_header {
	struct otk_call_header *next;
	size_t name_size;
	const char *line; /* "Name: value" */
} otk_call_header;

/* The root of an arena that holds all its texts; freeing it frees everything. */
struct otk_call {
	otk_arena *arena;
	otk_client *client; /* invalid once the call is done */
	const otk_row *row;
	otk_naming naming; /* how error messages name options */
	otk_buffer texts;  /* URL, NUL, body, NUL */
	size_t query_at;   /* offset of the query, after the "?" of the URL; 0: none */
	size_t body_at;    /* 0: none */
	otk_call_header *headers;
	const char *const *ids; /* ends in NULL; kept when a second request may need them */
	void *options;          /* own copy, kept for the same reason */
	otk_exchange *exchange;
	otk_call *follow; /* the second request (settle, adopt) that this one waits for */
	otk_done_fn *done;
	void *userdata;
	void *record;
	char *text; /* the text of the response, for otk_invoke() */
	otk_error *error;
	int64_t timeout_ms; /* 0: the client's */
	int64_t number;
	int64_t submitted_at;             /* monotonic ms */
	char service_date[OTK_DATE_SIZE]; /* Date header of the response */
	uint64_t auth_generation;
	size_t hook_at; /* index of the hook that is asked next */
	otk_status status;
	otk_call_state state;
	bool auth_fresh; /* the current attempt was signed for this call */
	bool auth_again; /* it was signed a second time */
	bool clock_again;
	bool wants_text;
	bool kept;
	bool dropped; /* freed by its owner before its completion: complete silently */
	otk_follow_kind follow_kind;
};

/* Calls may be made anywhere except in a forked child or while the client is being freed. */
otk_status otk_call_may_make(const otk_client *client, otk_error *error);
/* Makes a call without a row. options_size: bytes that its options will take. */
otk_status otk_call_begin(
	otk_client *client, size_t options_size, otk_call **call, otk_error *error);
/* ids and options as in otk_call_new(). */
otk_status otk_call_make(otk_client *client, const otk_row *row, const char *const *ids,
	const void *options, otk_call **call, otk_error *error);
otk_status otk_call_make_json(otk_client *client, const otk_row *row, const char *json,
	otk_call **call, otk_error *error);
/* otk_call_new() and otk_call_new_json(), with a status. */
otk_status otk_call_create(otk_client *client, const char *operation, int32_t minor,
	const char *const *ids, const void *options, otk_call **call, otk_error *error);
otk_status otk_call_create_json(otk_client *client, const char *operation, const char *json,
	otk_call **call, otk_error *error);
void otk_call_destroy(otk_call *call);
/* The error of a call that fails; NULL when out of memory. */
otk_error *otk_call_error(otk_call *call);
/* Returns the limit of the whole call in ms. */
int64_t otk_call_timeout(const otk_call *call);
/* Returns what is left of the deadline in ms, at least floor_ms. */
int64_t otk_call_time_left(const otk_call *call, int64_t floor_ms);

#endif
