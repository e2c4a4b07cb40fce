/* SPDX-License-Identifier: MIT */
/*
 * SIP: call a telephone or a SIP device into the session, send it tones, hang up.
 *
 *   OTK_API_KEY=… OTK_API_SECRET=… ./sip
 */
#include <otk/sip.h>
#include <string.h>

#include "web.h"

static void show_start(web_request *request)
{
	web_begin(request, "SIP");
	fprintf(request->out,
		"<form method=\"post\" action=\"/dial\">\n"
		"<label>Address <input name=\"uri\" required placeholder=\"sip:user@host\"></label>\n"
		"<label>Caller <input name=\"from\" placeholder=\"15550100@host\"></label>\n"
		"<label><input type=\"checkbox\" name=\"secure\" value=\"yes\"> Encrypt the "
		"media</label>\n<button>Call</button>\n</form>\n");
	if (web_join(request, OTK_ROLE_MODERATOR, NULL))
		web_end(request);
}

/* A page with the controls of one call; its connection is the id. */
static void show_call(web_request *request)
{
	web_begin(request, "Call");
	fprintf(request->out, "<p role=\"status\">The other side is being called.</p>\n"
			      "<form method=\"post\" action=\"/tones/");
	web_text(request, request->rest);
	fprintf(request->out,
		"\">\n<label>Tones <input name=\"digits\" required pattern=\"[0-9*#p]+\"></label>\n"
		"<button>Send</button>\n</form>\n<form method=\"post\" action=\"/hangup/");
	web_text(request, request->rest);
	fprintf(request->out, "\"><button>Hang up</button></form>\n");
	web_end(request);
}

/* The call is a participant: it joins with a token that names it in its data. */
static void dial(web_request *request)
{
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = request->app->client;
	const char *session_id = web_session(request);
	char uri[512], from[128], secure[8], *token = NULL;
	otk_sip_call *call = NULL;

	web_field(request, "uri", uri, sizeof(uri));
	web_field(request, "from", from, sizeof(from));
	web_field(request, "secure", secure, sizeof(secure));
	if (!session_id)
		return;
	if (otk_token_create(otk_client_key(client), session_id,
		    &OTK_TOKEN_OPTIONS(.data = "sip", .ttl = 300), &token, &error) ||
		otk_sip_dial(client,
			&OTK_SIP_OPTIONS(.session_id = session_id, .token = token,
				.sip = &OTK_SIP_TARGET(.uri = uri, .from = *from ? from : NULL,
					.secure = *secure ? OTK_YES : OTK_UNSET)),
			&call, &error)) {
		web_fail(request, &error);
	} else {
		static char path[128];

		snprintf(path, sizeof(path), "/call/%s", call->connection_id);
		request->location = path;
	}
	otk_free(call);
	otk_free(token);
}

static void send_tones(web_request *request)
{
	otk_error error = OTK_ERROR_INIT;
	const char *session_id = web_session(request);
	char digits[64];

	web_field(request, "digits", digits, sizeof(digits));
	if (!session_id)
		return;
	if (otk_sip_dtmf(request->app->client, session_id,
		    &OTK_DTMF_OPTIONS(.connection_id = request->rest, .digits = digits), &error))
		web_fail(request, &error);
	else
		show_call(request);
}

static void hang_up(web_request *request)
{
	otk_error error = OTK_ERROR_INIT;
	const char *session_id = web_session(request);

	if (!session_id)
		return;
	web_redirect(request,
		otk_sip_hangup(request->app->client, session_id, request->rest, &error), &error,
		"/");
}

int main(void)
{
	static const web_route routes[] = {
		{"GET", "/", show_start},
		{"GET", "/call/", show_call},
		{"POST", "/dial", dial},
		{"POST", "/tones/", send_tones},
		{"POST", "/hangup/", hang_up},
		{0},
	};

	return web_serve(routes);
}
