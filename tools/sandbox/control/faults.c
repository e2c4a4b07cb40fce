/* SPDX-License-Identifier: MIT */
/* The control interface: fault rules. */
#include "config.h"

#include "tools/sandbox/http/fault.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/routes.h"

static void add_fault(sandbox_request *request)
{
	const char *id = sandbox_faults_add(request);

	if (id)
		sandbox_reply_created(request, "id", id);
}

static void list_faults(sandbox_request *request)
{
	sandbox_reply_items(request, sandbox_faults_list(request->box->faults));
}

static void remove_faults(sandbox_request *request)
{
	sandbox_faults_clear(request->box->faults);
	sandbox_reply_empty(request, 204);
}

static void remove_fault(sandbox_request *request)
{
	if (sandbox_faults_remove(request->box->faults, sandbox_parameter(request, "faultId")))
		sandbox_reply_empty(request, 204);
	else
		sandbox_refuse(request, 404, -1, "There is no fault rule with this id");
}

const sandbox_route sandbox_control_fault_routes[] = {
	{
		.method = "POST",
		.path = "/sandbox/faults",
		.summary = "adds a fault rule",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_JSON,
		.handle = add_fault,
	},
	{
		.method = "GET",
		.path = "/sandbox/faults",
		.summary = "lists the fault rules",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = list_faults,
	},
	{
		.method = "DELETE",
		.path = "/sandbox/faults",
		.summary = "removes all fault rules",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = remove_faults,
	},
	{
		.method = "DELETE",
		.path = "/sandbox/faults/{faultId}",
		.summary = "removes a fault rule",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = remove_fault,
	},
	{0},
};
