/* SPDX-License-Identifier: MIT */
/*
 * The callbacks that the service sends. The body of a callback is that of its kind, with the
 * members of its row. A string that begins with $ is replaced when a body is made.
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tools/otk/callback/kinds.h"
#include "tools/otk/callback/sign.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/tables/suggest.h"
#include "tools/otk/tables/units.h"

#define DEFAULT_PROJECT "123456"
#define ARCHIVE_SECONDS 100 /* length of a made-up recording */

#define EVENT      "\"sessionId\":\"$session\",\"projectId\":\"$project\",\"timestamp\":\"$now\""
#define CONNECTION "{\"id\":\"$uuid\",\"createdAt\":\"$then\",\"data\":\"name=Anna\"}"

/* The members that all callbacks of a kind have. */
static const struct {
	const char *kind, *body;
} kinds[] = {
	{"session", "{" EVENT "}"},
	{"connection",
		"{" EVENT
		",\"connection\":{\"id\":\"$id\",\"createdAt\":\"$then\",\"data\":\"name=Anna\"}}"},
	{"stream", "{" EVENT ",\"stream\":{\"id\":\"$id\",\"connection\":" CONNECTION
		   ",\"createdAt\":\"$then\",\"name\":\"camera\",\"videoType\":\"camera\"}}"},
	{"archive",
		"{\"id\":\"$id\",\"event\":\"archive\",\"name\":\"weekly\",\"reason\":\"\","
		"\"sessionId\":\"$session\",\"projectId\":\"$number\",\"partnerId\":\"$number\","
		"\"createdAt\":\"$then\",\"updatedAt\":\"$now\",\"size\":0,\"duration\":0,"
		"\"resolution\":\"640x480\",\"streamMode\":\"auto\",\"outputMode\":\"composed\","
		"\"hasAudio\":true,\"hasVideo\":true,\"certificate\":\"\",\"sha256sum\":\"\","
		"\"password\":\"\",\"url\":null}"},
	{"sip", "{" EVENT
		",\"call\":{\"id\":\"$id\",\"connectionId\":\"$uuid\",\"createdAt\":\"$then\"}}"},
	{"render", "{\"id\":\"$id\",\"event\":\"render\",\"sessionId\":\"$session\","
		   "\"projectId\":\"$project\",\"createdAt\":\"$then\",\"updatedAt\":\"$now\","
		   "\"url\":\"https://example.com/room\",\"resolution\":\"1280x720\","
		   "\"name\":\"composer\"}"},
	{"broadcast", "{\"id\":\"$id\",\"event\":\"broadcast\",\"sessionId\":\"$session\","
		      "\"projectId\":\"$number\",\"createdAt\":\"$then\",\"updatedAt\":\"$now\","
		      "\"resolution\":\"640x480\",\"streamMode\":\"auto\",\"hasAudio\":true,"
		      "\"hasVideo\":true,\"maxDuration\":14400,\"broadcastUrls\":null}"},
	{"captions", "{\"captionId\":\"$id\",\"projectId\":\"$project\",\"sessionId\":\"$session\","
		     "\"createdAt\":\"$then_s\",\"updatedAt\":\"$now_s\",\"duration\":0,"
		     "\"languageCode\":\"en-US\",\"provider\":\"aws-transcribe\",\"reason\":\"\"}"},
};

#define STATUS(text)      "{\"status\":\"" text "\"}"
#define FAILED(reason)    "{\"status\":\"failed\",\"reason\":\"" reason "\"}"
#define NAMED(event)      "{\"event\":\"" event "\"}"
#define ENDED(event, why) "{\"event\":\"" event "\",\"reason\":\"" why "\"}"
#define RECORDED          "\"size\":832323,\"duration\":100,\"reason\":\"user initiated\""
#define FILE_URL                                                                 \
	"\"url\":\"https://example.com/archive/$id/archive.mp4\",\"sha256sum\":" \
	"\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\""
#define TARGETS(state)                                                              \
	"\"broadcastUrls\":{\"hls\":\"https://example.com/hls/$id/playlist.m3u8\"," \
	"\"hlsStatus\":\"live\",\"rtmp\":[{\"id\":\"first\",\"serverUrl\":"         \
	"\"rtmps://example.com/live\",\"streamName\":\"main\",\"status\":\"" state "\"}]}"

/* One row for each callback. */
static const struct {
	const char *kind, *what, *members;
} rows[] = {
	{"session", "created", NAMED("sessionCreated")},
	{"session", "destroyed", NAMED("sessionDestroyed")},
	{"session", "notification", ENDED("sessionNotification", "serverRotation")},
	{"connection", "created", NAMED("connectionCreated")},
	{"connection", "destroyed", ENDED("connectionDestroyed", "clientDisconnected")},
	{"stream", "created", NAMED("streamCreated")},
	{"stream", "destroyed", ENDED("streamDestroyed", "clientDisconnected")},
	{"archive", "started", STATUS("started")},
	{"archive", "paused", STATUS("paused")},
	{"archive", "stopped", "{\"status\":\"stopped\"," RECORDED "}"},
	{"archive", "available", "{\"status\":\"available\"," RECORDED "," FILE_URL "}"},
	{"archive", "uploaded", "{\"status\":\"uploaded\"," RECORDED "}"},
	{"archive", "expired", "{\"status\":\"expired\"," RECORDED "}"},
	{"archive", "deleted", "{\"status\":\"deleted\"," RECORDED "}"},
	{"archive", "failed", FAILED("Internal server failure")},
	{"sip", "created", NAMED("callCreated")},
	{"sip", "updated", "{\"event\":\"callUpdated\",\"state\":\"ACTIVE\"}"},
	{"sip", "destroyed",
		"{\"event\":\"callDestroyed\",\"reason_code\":\"700\",\"reason_message\":"
		"\"Normal clearing\"}"},
	{"sip", "muted", NAMED("muteForced")},
	{"render", "started", "{\"status\":\"started\",\"streamId\":\"$uuid\"}"},
	{"render", "stopped",
		"{\"status\":\"stopped\",\"streamId\":\"$uuid\",\"reason\":\"Max duration "
		"exceeded\"}"},
	{"render", "failed", FAILED("Could not load URL")},
	{"broadcast", "started", "{\"status\":\"started\"," TARGETS("live") "}"},
	{"broadcast", "updated", "{\"status\":\"started\"," TARGETS("error") "}"},
	{"broadcast", "stopped", STATUS("stopped")},
	{"broadcast", "failed", FAILED("Internal server failure")},
	{"captions", "started", STATUS("started")},
	{"captions", "paused", STATUS("paused")},
	{"captions", "stopped", "{\"status\":\"stopped\",\"duration\":100}"},
	{"captions", "failed", FAILED("Quota exceeded for Amazon Transcribe")},
};

/* ---- values */

typedef struct filling {
	otk_cli *cli;
	const char *session, *id, *project;
	int64_t now; /* ms */
} filling;

/* An API key as the number that it is in some bodies. */
static json_object *number_of(const char *project)
{
	int64_t number = 0;

	return otk_cli_read_int(project, &number) ? otk_cli_json_number(number)
						  : otk_cli_json_string(project);
}

/* "$id" inside of a longer text. */
static const char *fill_text(const filling *f, const char *text)
{
	const char *at = strstr(text, "$id");

	return at ? otk_cli_text(f->cli, "%.*s%s%s", (int)(at - text), text, f->id, at + 3) : text;
}

/* A new, owned value. Archives are reported with a createdAt of a whole second. */
static json_object *fill_string(const filling *f, const char *text)
{
	const int64_t then = f->now / 1000 - ARCHIVE_SECONDS;

	if (strcmp(text, "$session") == 0)
		return otk_cli_json_string(f->session);
	if (strcmp(text, "$project") == 0)
		return otk_cli_json_string(f->project);
	if (strcmp(text, "$number") == 0)
		return number_of(f->project);
	if (strcmp(text, "$uuid") == 0)
		return otk_cli_json_string(otk_cli_uuid(f->cli));
	if (strcmp(text, "$now") == 0)
		return otk_cli_json_number(f->now);
	if (strcmp(text, "$then") == 0)
		return otk_cli_json_number(then * 1000);
	if (strcmp(text, "$now_s") == 0)
		return otk_cli_json_number(f->now / 1000);
	if (strcmp(text, "$then_s") == 0)
		return otk_cli_json_number(then);
	return otk_cli_json_string(fill_text(f, text));
}

/* Returns an owned copy with the values. */
static json_object *fill_value(const filling *f, json_object *value)
{
	json_object *copy;
	json_object_iter each;

	switch (json_object_get_type(value)) {
	case json_type_string:
		return fill_string(f, json_object_get_string(value));
	case json_type_object:
		copy = json_object_get(otk_cli_json_object(f->cli));
		json_object_object_foreachC(value, each)
			otk_cli_json_add(copy, each.key, fill_value(f, each.val));
		return copy;
	case json_type_array:
		copy = json_object_get(otk_cli_json_array(f->cli));
		for (size_t i = 0; i < json_object_array_length(value); i++)
			otk_cli_json_append(
				copy, fill_value(f, json_object_array_get_idx(value, i)));
		return copy;
	case json_type_null:
	case json_type_boolean:
	case json_type_double:
	case json_type_int:
		break;
	}
	return json_object_get(value);
}

/* A session id of the newer form, which names its project. */
static const char *make_session(otk_cli *cli, const char *project, int64_t now)
{
	const char *plain =
		otk_cli_text(cli, "1~%s~~%" PRId64 "~%.18s~~~", project, now, otk_cli_uuid(cli));

	return otk_cli_text(cli, "%c_%s", strchr(project, '-') ? '1' : '2',
		otk_cli_base64url(cli, plain, strlen(plain)));
}

/* The Vonage backend calls the project of objects an application. */
static void name_application(json_object *body)
{
	json_object *project = NULL;

	if (!json_object_object_get_ex(body, "projectId", &project))
		return;
	otk_cli_json_add(body, "applicationId", json_object_get(project));
	json_object_object_del(body, "projectId");
	json_object_object_del(body, "partnerId");
}

/* ---- rows */

const char *const *otk_cli_callback_names(otk_cli *cli)
{
	const char **names = otk_cli_new(cli, (OTK_COUNT_OF(rows) + 1) * sizeof(*names));

	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++)
		names[i] = otk_cli_text(cli, "%s.%s", rows[i].kind, rows[i].what);
	return names;
}

static size_t find_row(const char *name)
{
	const size_t size = strcspn(name, ".");
	size_t i = 0;

	while (i < OTK_COUNT_OF(rows) &&
		(strlen(rows[i].kind) != size || strncmp(rows[i].kind, name, size) != 0 ||
			(name[size] && strcmp(rows[i].what, name + size + 1) != 0)))
		i++;
	return i;
}

static const char *body_of_kind(const char *kind)
{
	size_t i = 0;

	while (strcmp(kinds[i].kind, kind) != 0)
		i++;
	return kinds[i].body;
}

static json_object *refuse_name(otk_cli *cli, const char *name)
{
	otk_cli_suggestion suggestion = {0};

	for (const char *const *known = otk_cli_callback_names(cli); *known; known++)
		otk_cli_suggest(&suggestion, name, *known);
	otk_cli_wrong(cli, "KIND: %s is not a callback%s", otk_cli_quote(cli, NULL, name),
		otk_cli_did_you_mean(
			cli, &suggestion, "; \"otk trigger\" without a KIND lists them"));
	return NULL;
}

static json_object *parse_constant(otk_cli *cli, const char *text)
{
	const char *problem = NULL;
	json_object *json = otk_cli_json_parse(cli, text, strlen(text), &problem);

	return json ? json : otk_cli_json_object(cli);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

json_object *otk_cli_callback_make(
	otk_cli *cli, const char *name, const otk_cli_callback_values *values)
{
	const size_t row = find_row(name);
	filling f = {.cli = cli,
		.project = values->project ? values->project : DEFAULT_PROJECT,
		.session = values->session_id,
		.id = values->id ? values->id : otk_cli_uuid(cli),
		.now = now_ms()};
	json_object *body, *filled;

	if (row == OTK_COUNT_OF(rows))
		return refuse_name(cli, name);
	if (!f.session)
		f.session = make_session(cli, f.project, f.now);
	body = parse_constant(cli, body_of_kind(rows[row].kind));
	otk_cli_json_merge(body, parse_constant(cli, rows[row].members));
	filled = fill_value(&f, body);
	body = otk_cli_json_object(cli);
	otk_cli_json_merge(body, filled);
	json_object_put(filled);
	if (strchr(f.project, '-'))
		name_application(body);
	return body;
}
