/* SPDX-License-Identifier: MIT */
/* Blocking forms: submit a call and drive the client until it completes. */
#include "config.h"

#include "core/client/call/perform.h"

#include <otk/call.h>

#include "core/base/error/status.h"
#include "core/client/call/call.h"
#include "core/client/client.h"
#include "core/client/drive.h"

#include "core/base/cold.h"

typedef struct blocking {
	otk_client *client;
	otk_error *error;
	void *record;
	char *response; /* JSON text, for otk_invoke() */
	otk_status status;
	bool is_over;
} blocking;

static void blocking_done(otk_call *call, otk_status status, const void *result,
	const otk_error *error, void *userdata)
{
	blocking *b = userdata;

	(void)result;
	b->status = status;
	b->record = otk_call_take(call);
	b->response = call->text;
	call->text = NULL;
	if (status)
		otk_error_copy(b->error, error);
	b->is_over = true;
	b->client->stop = true;
}

static otk_status run_blocking(otk_call *call, void **result, char **response, otk_error *error)
{
	otk_client *client = call->client;
	blocking b = {.client = client, .error = error};
	otk_status status;

	client->stop = false;
	status = otk_call_submit(call, blocking_done, &b, error);
	if (status) {
		otk_call_destroy(call);
		return status;
	}
	while (!b.is_over && !status) {
		status = otk_transport_run(client->transport, -1, &client->stop, error);
		if (!b.is_over && !status && client->dying)
			/* The client is being freed, which cancels each call; its memory remains
			 * valid until otk_client_leave(). */
			otk_call_cancel(call);
		client->stop = b.is_over;
	}
	if (!b.is_over) { /* the loop itself failed */
		call->dropped = true;
		otk_call_cancel(call);
		return status;
	}
	*result = b.record;
	if (response && !b.status)
		*response = b.response;
	else
		otk_free(b.response);
	return b.status;
}

otk_status otk_call_run(otk_call *call, void **result, otk_error *error)
{
	const otk_client *client = call->client;
	const otk_status status = run_blocking(call, result, NULL, error);

	if (status || !client->dying)
		return status;
	/* A callback freed the client: helpers that make several calls must stop. */
	otk_free(*result);
	*result = NULL;
	return otk_client_gone(error);
}

static otk_status perform_call(otk_call *call, void **result, char **response, otk_error *error)
{
	otk_client *client;
	void *record = NULL;
	otk_status status;

	if (!call)
		return otk_fail(error, OTK_E_ARGUMENT, "call: is NULL");
	client = call->client;
	if (call->state != OTK_CALL_NEW)
		status = otk_fail(error, OTK_E_STATE, "call: was submitted already");
	else
		status = otk_client_enter(client, error);
	if (status) {
		otk_call_free(call);
		return status;
	}
	status = run_blocking(call, &record, response, error);
	otk_client_leave(client);
	if (result)
		*result = record;
	else
		otk_free(record);
	return status;
}

otk_status otk_call_perform(otk_call *call, void **result, otk_error *error)
{
	if (result)
		*result = NULL;
	return perform_call(call, result, NULL, error);
}

otk_status otk_perform(otk_client *client, const char *operation, int32_t minor,
	const char *const *ids, const void *options, void **result, otk_error *error)
{
	otk_call *call = NULL;
	otk_status status;

	if (result)
		*result = NULL;
	status = otk_call_create(client, operation, minor, ids, options, &call, error);
	return status ? status : perform_call(call, result, NULL, error);
}

otk_status otk_invoke(otk_client *client, const char *operation, const char *json, char **response,
	otk_error *error)
{
	char *text = NULL;
	otk_call *call = NULL;
	otk_status status;

	if (response)
		*response = NULL;
	status = otk_call_create_json(client, operation, json, &call, error);
	if (status)
		return status;
	call->wants_text = true;
	status = perform_call(call, NULL, &text, error);
	if (response)
		*response = text;
	else
		otk_free(text);
	return status;
}
