/* SPDX-License-Identifier: MIT */
/* The control interface: a page exchanges the token for a cookie, which a browser sends by
 * itself. */
#include "config.h"

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/request/access/token.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/routes.h"

static const sandbox_field login_fields[] = {
	{.name = "token", .kind = SANDBOX_TEXT, .required = true, .max = 1024},
	{.name = NULL},
};

static void log_in(sandbox_request *request)
{
	if (!sandbox_token_is(request->box, sandbox_json_text(request->input, "token", ""))) {
		sandbox_refuse(request, 401, 401, "This is not the token of the control interface");
		return;
	}
	if (request->box->token)
		sandbox_token_set_cookie(request, false);
	sandbox_reply_empty(request, 204);
}

static void log_out(sandbox_request *request)
{
	sandbox_token_set_cookie(request, true);
	sandbox_reply_empty(request, 204);
}

const sandbox_route sandbox_control_login_routes[] = {
	{
		.method = "POST",
		.path = "/sandbox/login",
		.summary = "exchanges the token of the control interface for a cookie",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_JSON | SANDBOX_OPEN,
		.fields = login_fields,
		.handle = log_in,
	},
	{
		.method = "DELETE",
		.path = "/sandbox/login",
		.summary = "deletes that cookie",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_OPEN,
		.handle = log_out,
	},
	{0},
};
