/* SPDX-License-Identifier: MIT */
/* A call as the rooms of the client see it. */
#ifndef OTK_CLIENT_CALL_H
#define OTK_CLIENT_CALL_H

#include "core/client/client.h"
#include "core/schema/schema.h"

typedef enum otk_call_state {
	OTK_CALL_NEW,       /* the caller's */
	OTK_CALL_UNDER_WAY, /* submitted, not finished */
	OTK_CALL_COMPLETING,
	OTK_CALL_DONE /* kept after its completion */
} otk_call_state;

typedef struct otk_call_header {
	struct otk_call_header *next;
	size_t name_size;
	const char *line; /* "Name: value" */
} otk_call_header;

/* The root of an arena that holds all its texts; freeing it frees everything. */
struct otk_call {
	otk_arena *arena;
	otk_client *client; /* not to be touched once the call is done */
	const otk_row *row;
	otk_buffer texts; /* URL, NUL, body, NUL */
	size_t query_at;  /* 0: none; else behind the "?" of the URL */
	size_t body_at;   /* 0: none */
	otk_call_header *headers;
	const char *const *ids; /* kept when a second request may need them, ends in NULL */
	void *options;          /* own copy, kept likewise */
	otk_exchange *exchange;
	otk_call *follow; /* the second request (settle, adopt) that this one waits for */
	otk_done_fn *done;
	void *userdata;
	void *record;
	char *answer; /* for otk_invoke(): the answer's own text */
	otk_error *error;
	int64_t timeout_ms; /* 0: the client's */
	int64_t number;
	int64_t submitted_at; /* monotonic ms */
	int64_t service_date; /* s, Date of the answer; 0: none */
	uint64_t auth_generation;
	size_t hook_at; /* which hook is to be asked next */
	otk_status status;
	otk_call_state state;
	bool auth_fresh; /* of the attempt that is under way: signed for it */
	bool auth_again; /* it was signed anew once already */
	bool clock_again;
	bool wants_answer;
	bool kept;
	bool dropped; /* freed by its owner while under way: complete silently */
	bool is_follow;
};

/* ---- call.c */

/* ids and options as in otk_call_new(). */
otk_status otk_call_make(otk_client *client, const otk_row *row, const char *const *ids,
	const void *options, otk_call **call, otk_error *error);
void otk_call_destroy(otk_call *call);

otk_status otk_call_make_json(otk_client *client, const otk_row *row, const char *json,
	otk_call **call, otk_error *error);

const char *otk_call_content_type(const otk_call *call);
size_t otk_call_body_size(const otk_call *call);

/* ---- engine.c */

otk_status otk_call_start(otk_call *call, otk_done_fn *done, void *userdata, otk_error *error);
/* The outcome is known: tell the owner, then free. Takes call->record, status and error. */
void otk_call_finish(otk_call *call, otk_status status);
/* The error record of a failing call; one that says "out of memory" when there is none. */
otk_error *otk_call_error(otk_call *call);
/* What is left of the deadline, at least floor_ms. */
int64_t otk_call_time_left(const otk_call *call, int64_t floor_ms);
/* Perform (consumes the call), with the client entered already. */
otk_status otk_call_run(otk_call *call, void **result, otk_error *error);

/* ---- answer.c: an answer to a record, a refusal to an error */

otk_status otk_answer_read(otk_call *call, otk_response *response);
/* status is the response's own, or how its HTTP status reads. */
otk_status otk_answer_failed(otk_call *call, const otk_response *response) OTK_COLD;

/* ---- follow.c: when the first answer is not all. true: the call goes on. */

bool otk_follow_settled(otk_call *call) OTK_COLD;
bool otk_follow_adopt(otk_call *call, const otk_response *response) OTK_COLD;

/* The array of a LIST field, for otk_get_item(). */
const void *otk_list_items(const void *record, const otk_field *field, size_t *count);

#endif
