/* SPDX-License-Identifier: MIT */
/*
 * Broadcast: a host broadcasts the session over HLS, changes the layout, and gives one stream the
 * layout class "focus", which makes it large.
 *
 *   OTK_API_KEY=… OTK_API_SECRET=… ./broadcast
 */
#include <otk/broadcasts.h>
#include <otk/streams.h>
#include <string.h>

#include "web.h"

static void show_start(web_request *request)
{
	web_begin(request, "Broadcast");
	fprintf(request->out,
		"<ul>\n<li><a href=\"/host\">Host</a>: broadcast the session</li>\n"
		"<li><a href=\"/participant\">Participant</a>: join it</li>\n"
		"<li><a href=\"/viewer\">Viewer</a>: watch the broadcast</li>\n</ul>\n");
	web_end(request);
}

/* Reads the running broadcast of the session; NULL: none, or web_fail() was called. */
static otk_broadcast_list *read_broadcasts(web_request *request, const otk_broadcast **running)
{
	otk_error error = OTK_ERROR_INIT;
	otk_broadcast_list *list = NULL;
	const char *session_id = web_session(request);

	*running = NULL;
	if (!session_id)
		return NULL;
	if (otk_broadcasts_list(request->app->client, &OTK_LIST_OPTIONS(.session_id = session_id),
		    &list, &error)) {
		web_fail(request, &error);
		return NULL;
	}
	for (size_t i = 0; i < list->item_count; i++)
		if (list->items[i]->status &&
			strcmp(list->items[i]->status, OTK_BROADCAST_STARTED) == 0)
			*running = list->items[i];
	return list;
}

static void write_controls(web_request *request, const otk_broadcast *running)
{
	fprintf(request->out, "<form method=\"post\" action=\"/layout/");
	web_text(request, running->id);
	fprintf(request->out,
		"\">\n<label>Layout <select name=\"type\"><option>bestFit<option>pip"
		"<option>verticalPresentation<option>horizontalPresentation</select></label>\n"
		"<button>Change the layout</button>\n</form>\n"
		"<form method=\"post\" action=\"/focus\"><button>Focus on the first stream</button>"
		"</form>\n<form method=\"post\" action=\"/stop/");
	web_text(request, running->id);
	fprintf(request->out, "\"><button>Stop the broadcast</button></form>\n");
}

static void show_host(web_request *request)
{
	const otk_broadcast *running = NULL;
	otk_broadcast_list *list = read_broadcasts(request, &running);

	if (!list)
		return;
	web_begin(request, "Host");
	if (running)
		write_controls(request, running);
	else
		fprintf(request->out,
			"<form method=\"post\" action=\"/start\">\n<label>Longest duration in s "
			"<input name=\"duration\" type=\"number\" min=\"60\" max=\"36000\" "
			"value=\"3600\"></label>\n<button>Start the broadcast</button>\n</form>\n");
	if (web_join(request, OTK_ROLE_MODERATOR, "focus"))
		web_end(request);
	otk_free(list);
}

static void show_participant(web_request *request)
{
	web_begin(request, "Participant");
	if (web_join(request, OTK_ROLE_PUBLISHER, NULL))
		web_end(request);
}

static void show_viewer(web_request *request)
{
	const otk_broadcast *running = NULL;
	otk_broadcast_list *list = read_broadcasts(request, &running);
	const char *url = running && running->urls ? running->urls->hls : NULL;

	if (!list)
		return;
	web_begin(request, "Viewer");
	if (url) {
		fprintf(request->out, "<video controls src=\"");
		web_text(request, url);
		fprintf(request->out, "\"></video>\n<p>A browser without HLS needs a player for ");
		fprintf(request->out, "<a href=\"");
		web_text(request, url);
		fprintf(request->out, "\">the playlist</a>.</p>\n");
	} else {
		fprintf(request->out, "<p role=\"status\">The broadcast is not running.</p>\n");
	}
	web_end(request);
	otk_free(list);
}

static void start_broadcast(web_request *request)
{
	otk_error error = OTK_ERROR_INIT;
	otk_status status;
	const char *session_id = web_session(request);
	char duration[16];
	long long seconds = 0;

	web_field(request, "duration", duration, sizeof(duration));
	sscanf(duration, "%lld", &seconds);
	if (!session_id)
		return;
	status = otk_broadcasts_start(request->app->client,
		&OTK_BROADCAST_OPTIONS(.session_id = session_id, .max_duration = seconds,
			.outputs = &OTK_BROADCAST_OUTPUTS(.hls = &OTK_HLS(.low_latency = OTK_NO))),
		NULL, &error);
	web_redirect(request, status, &error, "/host");
}

static void stop_broadcast(web_request *request)
{
	otk_error error = OTK_ERROR_INIT;

	web_redirect(request,
		otk_broadcasts_stop(request->app->client, request->rest, NULL, &error), &error,
		"/host");
}

static void change_layout(web_request *request)
{
	otk_error error = OTK_ERROR_INIT;
	char type[32];

	web_field(request, "type", type, sizeof(type));
	web_redirect(request,
		otk_broadcasts_set_layout(
			request->app->client, request->rest, &OTK_LAYOUT(.type = type), &error),
		&error, "/host");
}

/* Gives the first stream the class "focus", and takes it from the others. */
static void focus_on_first(web_request *request)
{
	otk_error error = OTK_ERROR_INIT;
	otk_stream_list *streams = NULL;
	const char *session_id = web_session(request);

	if (!session_id)
		return;
	if (otk_streams_list(request->app->client, session_id, &streams, &error)) {
		web_fail(request, &error);
		return;
	}
	for (size_t i = 0; i < streams->item_count && !error.status; i++) {
		static const char *const focus[] = {"focus"};
		otk_stream_class_options options =
			OTK_STREAM_CLASS_OPTIONS(.layout_class_list = OTK_NO_STRINGS);

		if (i == 0)
			options.layout_class_list = (otk_strings){focus, 1};
		if (otk_streams_set_class(request->app->client, session_id, streams->items[i]->id,
			    &options, &error))
			web_fail(request, &error);
	}
	otk_free(streams);
	request->location = error.status ? NULL : "/host";
}

int main(void)
{
	static const web_route routes[] = {
		{"GET", "/", show_start},
		{"GET", "/host", show_host},
		{"GET", "/participant", show_participant},
		{"GET", "/viewer", show_viewer},
		{"POST", "/start", start_broadcast},
		{"POST", "/stop/", stop_broadcast},
		{"POST", "/layout/", change_layout},
		{"POST", "/focus", focus_on_first},
		{0},
	};

	return web_serve(routes);
}
