/* SPDX-License-Identifier: MIT */
/*
 * The sandbox accepts the requests of the official SDKs and responds in the form that they expect.
 * The ids of their fixtures are replaced by those of objects made for each exchange.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "tests/exchanges.h"
#include "tests/sandbox/box.h"

static test_box server;

/* Requests that the service itself refuses, or that no longer exist: status and reason. */
static const struct {
	const char *id;
	long status;
	const char *why;
} refused[] = {
	{"node/archive/patch-archive-should-properly-set-flags-to-false-for-options", 400,
		"neither audio nor video"},
	{"node/callbacks/valid-responses-should-return-a-callback", 400, "the URL has no host"},
	{"java/broadcast/start-broadcast", 400, "neither audio nor video"},
	{"dotnet/websocket/stop-async-should-stop-connection", 404, "withdrawn"},
	{"dotnet/websocket/audio-connector-start-request-tests-data-dictionary-serialization-with-"
	 "audio-transport-all",
		400, "no ws:// address"},
	{"php/render/can-start-render", 400, "the SDK sends no body"},
	{"python/broadcast/start-broadcast-with-screenshare-type", 400, "a layout without type"},
	{"python/session/create-session-with-e2ee", 400, "e2ee in a relayed session"},
	{"vonage/captions/node-can-get-information-about-a-session-capti", 404, "withdrawn"},
	{"vonage/archive/node-can-create-an-archive-with-has-transcription-set-to-true", 400,
		"a transcription of a composed archive"},
	{"vonage/websocket/node-can-disconnect-a-websocket", 404, "withdrawn"},
	{"vonage/session/python-create-session-2", 400, "e2ee with automatic archives"},
	{"vonage/stream/ruby-moderation-mute-multiple-streams-method", 400, "active is missing"},
	{"vonage/archive/ruby-archives-change-layout-method", 400,
		"a stylesheet with another type than custom"},
	{"vonage/archive/ruby-archives-start-method-with-optional-params", 400,
		"bit rate and quantization parameter at once"},
};

/* Members of the fixtures that need not be in our responses. */
static const char *const optional[] = {
	"applicationId",                 /* our project has a key */
	"projectId", "notarealproperty", /* used by the SDKs to test unknown members */
	"key", "maxBitRate",             /* the old spelling */
	"maxBitrate",                    /* present if requested, like the next three */
	"quantizationParameter", "hasTranscription", "streams", "streamId", /* once started */
	"reason",                                                           /* once ended */
	"secret", /* of the project, in responses to mute: the sandbox hides it */
};

typedef struct sdk_world {
	const char *session, *stream, *connection;
	json_object *body; /* of the exchange, with other ids */
	bool deletes, changes_streams;
} sdk_world;

typedef struct replay_counts {
	int run, taken, refused, skipped;
} replay_counts;

static void make_world(sdk_world *world, const char *mode)
{
	json_object *made;

	made = WANT(201, NOBODY, "POST", "/sandbox/session", mode);
	world->session = member(made, "sessionId");
	made = WANT(201, NOBODY, "POST", text("/sandbox/session/%s/stream", world->session), "{}");
	world->stream = member(made, "streamId");
	world->connection = member(made, "connectionId");
}

/* Makes an object of the kind that the path names; returns its id. */
static const char *make_object(const sdk_world *world, const char *kind)
{
	const char *mode = world->changes_streams ? ",\"streamMode\":\"manual\"" : "";
	const char *token = client_token(&server, world->session, "moderator", 864000);
	const char *more = "", *id;
	json_object *made;

	if (strcmp(kind, "callback") == 0)
		return member(WANT(200, PROJECT, "POST", PROJECT_PATH "/callback",
				      "{\"group\":\"stream\",\"event\":\"created\","
				      "\"url\":\"http://127.0.0.1:9/\"}"),
			"id");
	if (strcmp(kind, "archive") == 0)
		more = mode;
	else if (strcmp(kind, "broadcast") == 0)
		more = text(",\"outputs\":{\"hls\":{}}%s", mode);
	else if (strcmp(kind, "render") == 0)
		more = text(",\"token\":\"%s\",\"url\":\"https://example.com/page\"", token);
	else
		more = text(",\"token\":\"%s\"", token);
	made = ask(&server, PROJECT, "POST", text(PROJECT_PATH "/%s", kind),
		text("{\"sessionId\":\"%s\"%s}", world->session, more))
		       .json;
	id = member(made, strcmp(kind, "captions") ? "id" : "captionsId");
	if (world->changes_streams && part(world->body, "removeStream"))
		WANT(204, PROJECT, "PATCH", text(PROJECT_PATH "/%s/%s/streams", kind, id),
			text("{\"addStream\":\"%s\"}", world->stream));
	if (world->deletes && strcmp(kind, "archive") == 0)
		WANT(200, NOBODY, "POST", text("/sandbox/archive/%s", id),
			"{\"status\":\"available\"}");
	return id;
}

/* Returns the id that follows a segment of this name in our world; NULL: the original one. */
static const char *replacement(const sdk_world *world, const char *name, const char *value)
{
	if (!*value || strcmp(value, "storage") == 0)
		return NULL;
	if (strcmp(name, "session") == 0)
		return world->session;
	if (strcmp(name, "stream") == 0)
		return world->stream;
	if (strcmp(name, "connection") == 0)
		return world->connection;
	if (strcmp(name, "archive") == 0 || strcmp(name, "broadcast") == 0 ||
		strcmp(name, "render") == 0 || strcmp(name, "captions") == 0 ||
		strcmp(name, "callback") == 0)
		return make_object(world, name);
	return NULL;
}

static const char *rewrite_path(const sdk_world *world, const char *path)
{
	const char *made = "", *name = "";

	if (strncmp(path, "/v2/project/", 12))
		return path;
	path += 12 + strcspn(path + 12, "/");
	while (*path) {
		size_t length = strcspn(++path, "/");
		const char *segment = text("%.*s", (int)length, path);
		const char *other = replacement(world, name, segment);

		made = text("%s/%s", made, other ? other : segment);
		name = segment;
		path += length;
	}
	return text(PROJECT_PATH "%s", made);
}

static void set_text(json_object *object, const char *name, const char *value)
{
	if (json_object_object_get_ex(object, name, NULL))
		json_object_object_add(object, name, json_object_new_string(value));
}

static const char *rewrite_body(const sdk_world *world)
{
	json_object *items = part(world->body, "items");

	if (!world->body)
		return NULL;
	set_text(world->body, "sessionId", world->session);
	set_text(world->body, "token", client_token(&server, world->session, "moderator", 864000));
	set_text(world->body, "addStream", world->stream);
	set_text(world->body, "removeStream", world->stream);
	for (size_t i = 0; items && i < json_object_array_length(items); i++)
		set_text(json_object_array_get_idx(items, i), "id", world->stream);
	return text("%s", json_object_to_json_string_ext(world->body, JSON_C_TO_STRING_PLAIN));
}

/* A form's values need no more escaping than this. */
static const char *escape(const char *value)
{
	const char *made = "";

	for (; *value; value++)
		made = strchr("%&+= #", *value) ? text("%s%%%02X", made, (unsigned char)*value)
						: text("%s%c", made, *value);
	return made;
}

static const char *form_of(json_object *object, const char *session)
{
	const char *made = "";
	json_object_iter each;

	if (!object)
		return "";
	json_object_object_foreachC(object, each) {
		const char *plain = json_object_get_string(each.val);

		made = text("%s%s%s=%s", made, *made ? "&" : "", each.key,
			session && strcmp(each.key, "sessionId") == 0 ? session
								      : escape(plain ? plain : ""));
	}
	return made;
}

static bool is_optional(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(optional); i++)
		if (strcmp(optional[i], name) == 0)
			return true;
	return false;
}

static void compare_members(const char *id, json_object *theirs, json_object *ours)
{
	json_object_iter each;

	if (json_object_is_type(theirs, json_type_array) &&
		json_object_is_type(ours, json_type_array)) {
		theirs = json_object_array_get_idx(theirs, 0);
		ours = json_object_array_get_idx(ours, 0);
	}
	if (!json_object_is_type(theirs, json_type_object) ||
		!json_object_is_type(ours, json_type_object))
		return;
	json_object_object_foreachC(theirs, each) {
		if (!is_optional(each.key))
			CHECK_CASE(json_object_object_get_ex(ours, each.key, NULL),
				"%s: the response lacks %s", id, each.key);
	}
	if (number(theirs, "items") && number(ours, "items"))
		compare_members(id, part(theirs, "items"), part(ours, "items"));
}

static long expected_refusal(const char *id)
{
	for (size_t i = 0; i < COUNT_OF(refused); i++)
		if (strcmp(refused[i].id, id) == 0)
			return refused[i].status;
	return 0;
}

static bool can_run(json_object *exchange)
{
	const char *area = otk_exchange_text(exchange, "area");

	return otk_exchange_has(exchange, "request") && otk_exchange_has(exchange, "expect.ok") &&
	       otk_exchange_int(exchange, "request.body_known", 1) && strcmp(area, "error") &&
	       strcmp(area, "auth") && strcmp(area, "token") && strcmp(area, "account");
}

static box_response send_again(sdk_world *world, json_object *exchange)
{
	const char *method = otk_exchange_text(exchange, "request.method");
	const char *path = otk_exchange_text(exchange, "request.path");
	const bool form = strncmp(path, "/session/", 9) == 0;
	const char *query = form_of(otk_exchange_get(exchange, "request.query"), world->session);
	const char *body;

	world->body = otk_exchange_get(exchange, "request.body");
	world->deletes = strcmp(method, "DELETE") == 0;
	world->changes_streams = strcmp(method, "PATCH") == 0;
	path = rewrite_path(world, path);
	body = form ? form_of(world->body, NULL) : rewrite_body(world);
	return ask(&server, PROJECT, method, text("%s%s%s", path, *query ? "?" : "", query), body);
}

static void replay(json_object *exchange, void *context)
{
	const char *id = otk_exchange_text(exchange, "id");
	const char *fixture = otk_exchange_text(exchange, "response.body_text");
	const long refusal = expected_refusal(id);
	replay_counts *counts = context;
	sdk_world world = {0};
	box_response response;

	if (!can_run(exchange)) {
		counts->skipped++;
		return;
	}
	counts->run++;
	make_world(&world, "{}");
	response = send_again(&world, exchange);
	if (refusal) {
		counts->refused++;
		CHECK_CASE(response.status == refusal, "%s: %ld, expected %ld: %.200s", id,
			response.status, refusal, response.body);
		return;
	}
	if (CHECK_CASE(response.status >= 200 && response.status < 300, "%s: %ld: %.200s", id,
		    response.status, response.body))
		counts->taken++;
	if (fixture && *fixture && strchr("[{", *fixture) && response.json)
		compare_members(id, keep_tree(json_tokener_parse(fixture)), response.json);
}

static void requests_of_the_sdks_are_accepted(void)
{
	replay_counts counts = {0};

	otk_exchanges_each(OTK_EXCHANGES_CALLS, replay, &counts);
	printf("     %d exchanges run, %d taken, %d refused as the service does, %d not about "
	       "this\n",
		counts.run, counts.taken, counts.refused, counts.skipped);
	if (otk_exchanges_official())
		CHECK_INT(counts.refused, COUNT_OF(refused));
	CHECK(counts.taken > (otk_exchanges_official() ? 250 : 100));
}

int main(void)
{
	static const otk_test tests[] = {TEST(requests_of_the_sdks_are_accepted)};

	return box_test_main("sandbox exchanges", tests, COUNT_OF(tests), &server);
}
