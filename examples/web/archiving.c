/* SPDX-License-Identifier: MIT */
/*
 * Archiving: a host records the session and looks at past recordings.
 *
 *   OTK_API_KEY=… OTK_API_SECRET=… ./archiving
 */
#include <inttypes.h>
#include <otk/archives.h>
#include <string.h>
#include <time.h>

#include "web.h"

static void show_start(web_request *request)
{
	web_begin(request, "Archiving");
	fprintf(request->out, "<ul>\n<li><a href=\"/host\">Host</a>: record the session</li>\n"
			      "<li><a href=\"/participant\">Participant</a>: join it</li>\n"
			      "<li><a href=\"/history\">Past recordings</a></li>\n</ul>\n");
	web_end(request);
}

/* Writes a button that posts to a path, perhaps with an id. */
static void write_button(web_request *request, const char *path, const char *id, const char *label)
{
	fprintf(request->out, "<form method=\"post\" action=\"%s", path);
	web_text(request, id);
	fprintf(request->out, "\"><button>%s</button></form>\n", label);
}

static void write_start_form(web_request *request)
{
	fprintf(request->out,
		"<form method=\"post\" action=\"/start\">\n"
		"<label>Name <input name=\"name\" maxlength=\"80\" value=\"Recording\"></label>\n"
		"<label>Record <select name=\"media\"><option value=\"both\">audio and video"
		"<option value=\"audio\">audio only</select></label>\n"
		"<label>Output <select name=\"output\"><option value=\"composed\">one MP4 file"
		"<option value=\"individual\">a file for each stream</select></label>\n"
		"<button>Start recording</button>\n</form>\n");
}

static void show_host(web_request *request)
{
	otk_error error = OTK_ERROR_INIT;
	otk_archive_list *list = NULL;
	const char *session_id = web_session(request);
	const otk_archive *running = NULL;

	if (!session_id)
		return;
	if (otk_archives_list(request->app->client, &OTK_LIST_OPTIONS(.session_id = session_id),
		    &list, &error)) {
		web_fail(request, &error);
		return;
	}
	for (size_t i = 0; i < list->item_count; i++)
		if (list->items[i]->status &&
			strcmp(list->items[i]->status, OTK_ARCHIVE_STARTED) == 0)
			running = list->items[i];
	web_begin(request, "Host");
	if (running)
		write_button(request, "/stop/", running->id, "Stop recording");
	else
		write_start_form(request);
	if (web_join(request, OTK_ROLE_MODERATOR, NULL))
		web_end(request);
	otk_free(list);
}

static void show_participant(web_request *request)
{
	web_begin(request, "Participant");
	if (web_join(request, OTK_ROLE_PUBLISHER, NULL))
		web_end(request);
}

static void start_recording(web_request *request)
{
	otk_error error = OTK_ERROR_INIT;
	otk_status status;
	const char *session_id = web_session(request);
	char name[256], media[16], output[16];

	web_field(request, "name", name, sizeof(name));
	web_field(request, "media", media, sizeof(media));
	web_field(request, "output", output, sizeof(output));
	if (!session_id)
		return;
	status = otk_archives_start(request->app->client,
		&OTK_ARCHIVE_OPTIONS(.session_id = session_id, .name = name,
			.has_video = strcmp(media, "audio") == 0 ? OTK_NO : OTK_YES,
			.output_mode = *output ? output : OTK_OUTPUT_COMPOSED),
		NULL, &error);
	web_redirect(request, status, &error, "/host");
}

static void stop_recording(web_request *request)
{
	otk_error error = OTK_ERROR_INIT;

	web_redirect(request, otk_archives_stop(request->app->client, request->rest, NULL, &error),
		&error, "/history");
}

static void delete_recording(web_request *request)
{
	otk_error error = OTK_ERROR_INIT;

	web_redirect(request, otk_archives_delete(request->app->client, request->rest, &error),
		&error, "/history");
}

static void write_row(web_request *request, const otk_archive *archive)
{
	char created[32] = "";
	time_t seconds = (time_t)(archive->created_at / 1000);
	struct tm parts;

	if (localtime_r(&seconds, &parts))
		strftime(created, sizeof(created), "%Y-%m-%d %H:%M", &parts);
	fprintf(request->out, "<tr><td>");
	web_text(request, archive->name ? archive->name : "");
	fprintf(request->out, "</td><td>%s</td><td>%" PRId64 " s</td><td>", created,
		archive->duration);
	web_text(request, archive->status ? archive->status : "");
	fprintf(request->out, "</td><td>");
	if (archive->url) { /* it is valid for ten minutes, so it is not kept */
		fprintf(request->out, "<a href=\"");
		web_text(request, archive->url);
		fprintf(request->out, "\">Download</a>\n");
		write_button(request, "/delete/", archive->id, "Delete");
	}
	fprintf(request->out, "</td></tr>\n");
}

static void show_history(web_request *request)
{
	otk_error error = OTK_ERROR_INIT;
	otk_archive_list *list = NULL;

	if (otk_archives_list(
		    request->app->client, &OTK_LIST_OPTIONS(.count = 20), &list, &error)) {
		web_fail(request, &error);
		return;
	}
	web_begin(request, "Past recordings");
	fprintf(request->out, "<table>\n<thead><tr><th>Name<th>Begin<th>Duration<th>Status<th>File"
			      "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < list->item_count; i++)
		write_row(request, list->items[i]);
	fprintf(request->out, "</tbody>\n</table>\n");
	web_end(request);
	otk_free(list);
}

int main(void)
{
	static const web_route routes[] = {
		{"GET", "/", show_start},
		{"GET", "/host", show_host},
		{"GET", "/participant", show_participant},
		{"GET", "/history", show_history},
		{"POST", "/start", start_recording},
		{"POST", "/stop/", stop_recording},
		{"POST", "/delete/", delete_recording},
		{0},
	};

	return web_serve(routes);
}
