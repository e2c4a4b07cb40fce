/* SPDX-License-Identifier: MIT */
/* One callback as one line: for people, or JSON. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tools/otk/json.h"
#include "tools/otk/listen/show.h"
#include "tools/otk/output/format.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/terminal/text.h"

static otk_cli_gist gist_of_event(const otk_session_event *event)
{
	return (otk_cli_gist){.what = event->event,
		.id = event->call         ? event->call->id
		      : event->stream     ? event->stream->id
		      : event->connection ? event->connection->id
					  : NULL,
		.session_id = event->session_id,
		.reason = event->reason           ? event->reason
			  : event->reason_message ? event->reason_message
						  : event->state};
}

#define OF(record)                                                                                \
	{                                                                                         \
		.what = (record)->status, .id = (record)->id, .session_id = (record)->session_id, \
		.reason = (record)->reason                                                        \
	}

otk_cli_gist otk_cli_gist_of(const otk_cli_received *received)
{
	const otk_callback *callback = &received->callback;
	otk_cli_gist g = {0};

	if (callback->event)
		g = gist_of_event(callback->event);
	else if (callback->archive)
		g = (otk_cli_gist)OF(callback->archive);
	else if (callback->broadcast)
		g = (otk_cli_gist)OF(callback->broadcast);
	else if (callback->render)
		g = (otk_cli_gist)OF(callback->render);
	else if (callback->captions)
		g = (otk_cli_gist)OF(callback->captions);
	g.kind = !callback->kind_name && received->json ? "unknown" : callback->kind_name;
	return g;
}

static const char *safe_word(otk_cli *scratch, const char *text)
{
	return text && *text ? otk_cli_safe(scratch, text, strlen(text)) : "-";
}

static void show_line(otk_cli *scratch, const otk_cli_received *received, const otk_cli_gist *g)
{
	const char *when = otk_cli_format_time(scratch, (int64_t)time(NULL), OTK_CLI_CELL);

	printf("%s  %-10s  %-19s  %-13s  %s", when, safe_word(scratch, g->kind),
		safe_word(scratch, g->what), received->verdict, safe_word(scratch, g->id));
	if (g->session_id)
		printf("  session %s", safe_word(scratch, g->session_id));
	if (g->reason && *g->reason)
		printf("  (%s)", safe_word(scratch, g->reason));
	if (received->problem)
		printf("  %s", safe_word(scratch, received->problem));
	putchar('\n');
}

static void add_int(json_object *object, const char *name, int64_t number)
{
	json_object *value = otk_cli_json_number(number);

	otk_cli_json_add(object, name, value);
}

static void show_json(otk_cli *scratch, const otk_cli_received *received, const otk_cli_gist *g)
{
	json_object *object = otk_cli_json_object(scratch);
	const char *text;

	add_int(object, "time", (int64_t)time(NULL));
	otk_cli_json_add_text(object, "verdict", received->verdict);
	add_int(object, "httpStatus", received->status);
	otk_cli_json_add_text(object, "kind", g->kind);
	otk_cli_json_add_text(object, "what", g->what);
	otk_cli_json_add_text(object, "id", g->id);
	otk_cli_json_add_text(object, "sessionId", g->session_id);
	otk_cli_json_add_text(object, "reason", g->reason);
	otk_cli_json_add_text(object, "problem", received->problem);
	if (received->json)
		otk_cli_json_add(object, "callback", json_object_get(received->json));
	if (!scratch->show_secrets)
		otk_cli_hide(scratch, NULL, object);
	text = otk_cli_json_text(object);
	puts(otk_cli_safe_json(scratch, text, strlen(text)));
}

bool otk_cli_listen_show(otk_cli *scratch, const otk_cli_received *received)
{
	otk_cli_gist g = otk_cli_gist_of(received);

	if (scratch->json)
		show_json(scratch, received, &g);
	else
		show_line(scratch, received, &g);
	return fflush(stdout) == 0 && !ferror(stdout);
}
