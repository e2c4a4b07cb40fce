/* SPDX-License-Identifier: MIT */
/* The control interface: stubs. */
#include "config.h"

#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/request/stubs/stub.h"
#include "tools/sandbox/service/routes.h"

static void add_stub(sandbox_request *request)
{
	const char *id = sandbox_stubs_add(request);

	if (id)
		sandbox_reply_created(request, "id", id);
}

static void list_stubs(sandbox_request *request)
{
	sandbox_reply_items(request, sandbox_stubs_list(request->box->stubs));
}

static void remove_stubs(sandbox_request *request)
{
	sandbox_stubs_clear(request->box->stubs);
	sandbox_reply_empty(request, 204);
}

static void remove_stub(sandbox_request *request)
{
	if (sandbox_stubs_remove(request->box->stubs, sandbox_parameter(request, "stubId")))
		sandbox_reply_empty(request, 204);
	else
		sandbox_refuse(request, 404, -1, "There is no stub with this id");
}

const sandbox_route sandbox_control_stub_routes[] = {
	{
		.method = "POST",
		.path = "/sandbox/stubs",
		.summary = "adds a stub",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_JSON,
		.handle = add_stub,
	},
	{
		.method = "GET",
		.path = "/sandbox/stubs",
		.summary = "lists the stubs",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = list_stubs,
	},
	{
		.method = "DELETE",
		.path = "/sandbox/stubs",
		.summary = "removes all stubs",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = remove_stubs,
	},
	{
		.method = "DELETE",
		.path = "/sandbox/stubs/{stubId}",
		.summary = "removes a stub",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = remove_stub,
	},
	{0},
};
