/* SPDX-License-Identifier: MIT */
/* Blocking forms: submit a call and drive the client until it completes. */
#include "config.h"

#include "core/client/call/perform.h"

#include <otk/call.h>

#include "core/base/error/buffer_check.h"
#include "core/base/error/status.h"
#include "core/client/call/call.h"
#include "core/client/client.h"
#include "core/client/drive.h"
#include "core/schema/encode/encode_json.h"

#include "core/base/cold.h"

/* A record in normal form is longer than its text where that has aliases or escapes. */
#define RESULT_MAX ((size_t)1 << (sizeof(size_t) > 4 ? 42 : 30))

/* What is asked for (not NULL), and what came out. */
typedef struct blocking {
	otk_client *client;
	otk_error *error;
	char **json; /* gets the record in normal form */
	void *record;
	char *response; /* the text of the response, if the call wants it */
	otk_status status;
	bool is_over;
} blocking;

static void blocking_done(otk_call *call, otk_status status, const void *result,
	const otk_error *error, void *userdata)
{
	blocking *b = userdata;

	(void)result;
	if (status)
		otk_error_copy(b->error, error);
	else if (b->json)
		status = otk_call_result_json(call, b->json, b->error);
	b->status = status;
	b->record = otk_call_take(call);
	b->response = call->text;
	call->text = NULL;
	b->is_over = true;
	b->client->stop = true;
}

static otk_status run_blocking(otk_call *call, blocking *b)
{
	otk_client *client = call->client;
	otk_status status;

	b->client = client;
	client->stop = false;
	status = otk_call_submit(call, blocking_done, b, b->error);
	if (status) {
		otk_call_destroy(call);
		return status;
	}
	while (!b->is_over && !status) {
		status = otk_transport_run(client->transport, -1, &client->stop, b->error);
		if (!b->is_over && !status && client->dying)
			/* The client is being freed, which cancels each call; its memory remains
			 * valid until otk_client_leave(). */
			otk_call_cancel(call);
		client->stop = b->is_over;
	}
	if (b->is_over)
		return b->status;
	call->dropped = true; /* the loop itself failed */
	otk_call_cancel(call);
	return status;
}

otk_status otk_call_run(otk_call *call, void **result, otk_error *error)
{
	const otk_client *client = call->client;
	blocking b = {.error = error};
	const otk_status status = run_blocking(call, &b);

	*result = b.record;
	if (status || !client->dying)
		return status;
	/* A callback freed the client: helpers that make several calls must stop. */
	otk_free(*result);
	*result = NULL;
	return otk_client_gone(error);
}

static otk_status perform_call(otk_call *call, blocking *b)
{
	otk_client *client;
	otk_status status;

	if (!call)
		return otk_fail(b->error, OTK_E_ARGUMENT, "call: is NULL");
	client = call->client;
	if (call->state != OTK_CALL_NEW)
		status = otk_fail(b->error, OTK_E_STATE, "call: was submitted already");
	else
		status = otk_client_enter(client, b->error);
	if (status) {
		otk_call_free(call);
		return status;
	}
	status = run_blocking(call, b);
	otk_client_leave(client);
	return status;
}

/* Hands over what came out: *result may be NULL, then it is freed. */
static otk_status give_record(void **result, void *value, otk_status status)
{
	if (result)
		*result = value;
	else
		otk_free(value);
	return status;
}

otk_status otk_call_perform(otk_call *call, void **result, otk_error *error)
{
	blocking b = {.error = error};
	const otk_status status = perform_call(call, &b);

	return give_record(result, b.record, status);
}

otk_status otk_perform(otk_client *client, const char *operation, int32_t minor,
	const char *const *ids, const void *options, void **result, otk_error *error)
{
	otk_call *call = NULL;
	blocking b = {.error = error};
	otk_status status = otk_call_create(client, operation, minor, ids, options, &call, error);

	if (!status)
		status = perform_call(call, &b);
	return give_record(result, b.record, status);
}

/* Gives the text of the response on success only. */
static otk_status perform_text(otk_call *call, blocking *b, char **response)
{
	otk_status status;

	if (call)
		call->wants_text = true;
	status = perform_call(call, b);
	otk_free(b->record);
	if (!status && response) {
		*response = b->response;
		return OTK_OK;
	}
	otk_free(b->response);
	return status;
}

otk_status otk_invoke(otk_client *client, const char *operation, const char *json, char **response,
	otk_error *error)
{
	otk_call *call = NULL;
	blocking b = {.error = error};
	otk_status status;

	if (response)
		*response = NULL;
	status = otk_call_create_json(client, operation, json, &call, error);
	return status ? status : perform_text(call, &b, response);
}

/* ---- normal form */

otk_status otk_call_perform_json(otk_call *call, char **json, char **response, otk_error *error)
{
	blocking b = {.error = error, .json = json};

	if (json)
		*json = NULL;
	if (response)
		*response = NULL;
	return perform_text(call, &b, response);
}

otk_status otk_call_result_json(const otk_call *call, char **json, otk_error *error)
{
	const char *text;
	otk_buffer out;
	otk_status status = OTK_OK;

	if (json)
		*json = NULL;
	if (!call || !json)
		return otk_fail(error, OTK_E_ARGUMENT, "%s: is NULL", call ? "json" : "call");
	if (call->state != OTK_CALL_COMPLETING)
		return otk_fail(error, OTK_E_STATE,
			"the result of a call can be read inside its completion");
	otk_buffer_init(&out, RESULT_MAX);
	text = call->text && !call->row->operation->result ? call->text : "";
	otk_buffer_add_text(&out, text);
	if (call->record)
		status = otk_encode_record(call->row->operation->result, call->record, &out, error);
	if (!status)
		status = otk_buffer_check(&out, "the result", error);
	if (!status) {
		*json = otk_string_new(out.data, out.size);
		status = *json ? OTK_OK : otk_fail_nomem(error);
	}
	otk_buffer_free(&out);
	return status;
}
