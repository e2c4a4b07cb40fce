/* SPDX-License-Identifier: MIT */
/*
 * Sends the requests of all exchanges to otk-sandbox, whose responses must have the expected status
 * and shape. A session with two clients and the object of the request are made for each of them;
 * only the ids in a request are replaced.
 */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/exchanges.h"
#include "tests/plugins/sdk_differences.h"
#include "tests/sandbox/box.h"

static test_box server;

/* The ids in the sandbox that replace those of an exchange. */
typedef struct sdk_world {
	box_who who;
	const char *project, *session, *token, *object;
	const char *streams[2];
	const char *connection;
} sdk_world;

typedef struct counts {
	size_t run, equal, explained, wrong, left_out;
} counts;

/* ---- the world */

static const char *made(const sdk_world *world, const char *path, const char *body, const char *id)
{
	box_response response = ask(
		&server, world->who, "POST", text("/v2/project/%s%s", world->project, path), body);

	CHECK_CASE(response.status / 100 == 2, "%s %s: %ld %s", path, body, response.status,
		response.body);
	return member(response.json, id);
}

/* A token of a moderator, which is enough for every operation. */
static const char *token_of(const sdk_world *world)
{
	const long now = (long)time(NULL);

	if (world->who == PROJECT)
		return client_token(&server, world->session, "moderator", 86400);
	return jwt(&server, NULL,
		text("{\"application_id\":\"" APPLICATION "\",\"iat\":%ld,\"exp\":%ld,"
		     "\"jti\":\"x\",\"sub\":\"video\",\"scope\":\"session.connect\","
		     "\"session_id\":\"%s\",\"role\":\"moderator\"}",
			now, now + 86400, world->session));
}

static void make_archive(sdk_world *world, bool manual, bool finished)
{
	world->object = made(world, "/archive",
		text("{\"sessionId\":\"%s\"%s}", world->session,
			manual ? ",\"streamMode\":\"manual\"" : ""),
		"id");
	if (!finished)
		return;
	made(world, text("/archive/%s/stop", world->object), "{}", "id");
	WANT(200, NOBODY, "POST", "/sandbox/clock", "{\"advance\":2}");
}

static void make_broadcast(sdk_world *world, bool manual)
{
	world->object = made(world, "/broadcast",
		text("{\"sessionId\":\"%s\",\"outputs\":{\"hls\":{}}%s}", world->session,
			manual ? ",\"streamMode\":\"manual\"" : ""),
		"id");
}

/* Only a stream that was added can be removed. */
static void add_stream(const sdk_world *world, const char *kind)
{
	const box_response response = ask(&server, world->who, "PATCH",
		text("/v2/project/%s/%s/%s/streams", world->project, kind, world->object),
		text("{\"addStream\":\"%s\"}", world->streams[0]));

	CHECK_CASE(response.status / 100 == 2, "%s", response.body);
}

static bool begins(const char *word, const char *begin)
{
	return strncmp(word, begin, strlen(begin)) == 0;
}

/* Makes the object of a call. */
static void make_object(sdk_world *world, const char *method)
{
	const bool manual = strstr(method, "_stream") && !strstr(method, "start");

	if (begins(method, "archive_") && strcmp(method, "archive_start") != 0)
		make_archive(world, manual,
			strstr(method, "delete") || strstr(method, "_get") ||
				strstr(method, "_list"));
	else if (begins(method, "broadcast_") && strcmp(method, "broadcast_start") != 0)
		make_broadcast(world, manual);
	else if (begins(method, "callback_unregister"))
		world->object = made(world, "/callback",
			"{\"group\":\"stream\",\"event\":\"created\","
			"\"url\":\"http://127.0.0.1:9/\"}",
			"id");
	else if (begins(method, "captions_stop"))
		world->object = made(world, "/captions",
			text("{\"sessionId\":\"%s\",\"token\":\"%s\"}", world->session,
				world->token),
			"captionsId");
	else if (begins(method, "render_") && strcmp(method, "render_start") != 0)
		world->object = made(world, "/render",
			text("{\"sessionId\":\"%s\",\"token\":\"%s\",\"url\":"
			     "\"https://example.com/page\"}",
				world->session, world->token),
			"id");
	if (strstr(method, "remove_stream"))
		add_stream(world, begins(method, "archive") ? "archive" : "broadcast");
}

static sdk_world make_world(json_object *exchange)
{
	const bool vonage = otk_exchange_has(exchange, "client.application_id");
	sdk_world world = {.who = vonage ? VONAGE_APPLICATION : PROJECT,
		.project = vonage ? APPLICATION : KEY};
	json_object *made_json = WANT(201, NOBODY, "POST", "/sandbox/session",
		text("{\"projectId\":\"%s\"}", world.project));

	world.session = member(made_json, "sessionId");
	for (int i = 0; i < 2; i++) {
		made_json = WANT(201, NOBODY, "POST",
			text("/sandbox/session/%s/stream", world.session), "{}");
		world.streams[i] = member(made_json, "streamId");
		world.connection = member(made_json, "connectionId");
	}
	world.token = token_of(&world);
	make_object(&world, otk_exchange_text(exchange, "call.method"));
	return world;
}

/* ---- the request */

static void put(json_object *object, const char *name, const char *value)
{
	if (json_object_object_get_ex(object, name, NULL))
		json_object_object_add(object, name, json_object_new_string(value));
}

/* Lists of stream ids, and lists of objects with one. */
static void put_streams(const sdk_world *world, json_object *object, const char *name)
{
	json_object *list = NULL;

	if (!json_object_object_get_ex(object, name, &list) ||
		!json_object_is_type(list, json_type_array))
		return;
	while (json_object_array_length(list) > 2)
		json_object_array_del_idx(list, 2, 1);
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		json_object *item = json_object_array_get_idx(list, i);

		if (json_object_is_type(item, json_type_object))
			put(item, "id", world->streams[i]);
		else
			json_object_array_put_idx(
				list, i, json_object_new_string(world->streams[i]));
	}
}

/* The body with our ids; NULL: none. */
static const char *body_of(const sdk_world *world, json_object *exchange)
{
	static const char *const lists[] = {
		"items", "excludedStreams", "excludedStreamIds", "streams"};
	json_object *body = otk_exchange_get(exchange, "request.body");
	json_object *copy = NULL;
	const char *out;

	if (strcmp(otk_exchange_text(exchange, "request.path"), "/session/create") == 0)
		return otk_exchange_text(exchange, "request.body_sent");
	if (!body)
		return NULL;
	json_object_deep_copy(body, &copy, NULL);
	put(copy, "sessionId", world->session);
	put(copy, "token", world->token);
	put(copy, "addStream", world->streams[0]);
	put(copy, "removeStream", world->streams[0]);
	for (size_t i = 0; i < COUNT_OF(lists); i++) {
		put_streams(world, copy, lists[i]);
		put_streams(world, otk_exchange_get(copy, "sip"), lists[i]);
		put_streams(world, otk_exchange_get(copy, "websocket"), lists[i]);
	}
	out = text("%s", json_object_to_json_string_ext(copy, JSON_C_TO_STRING_PLAIN));
	json_object_put(copy);
	return out;
}

/* The path with our ids: the part after a word that names a kind is the id of such an object. */
static const char *path_of(const sdk_world *world, json_object *exchange)
{
	char *copy = strdup(otk_exchange_text(exchange, "request.path")), *rest = copy, *part;
	const char *path = "", *before = "";

	strsep(&rest, "/");
	while ((part = strsep(&rest, "/"))) {
		const char *id = part;

		if (strcmp(before, "project") == 0)
			id = world->project;
		else if (strcmp(before, "session") == 0 && strcmp(part, "create") != 0)
			id = world->session;
		else if (strcmp(before, "stream") == 0 && *part)
			id = world->streams[0];
		else if (strcmp(before, "connection") == 0 && *part)
			id = world->connection;
		else if (world->object && *part && strcmp(before, "v2") != 0 &&
			 strstr("archive broadcast captions render callback", before) && *before)
			id = world->object;
		path = text("%s/%s", path, id);
		before = text("%s", part);
	}
	free(copy);
	return path;
}

static const char *query_of(const sdk_world *world, json_object *exchange)
{
	json_object *query = otk_exchange_get(exchange, "request.query");
	const char *out = "";
	json_object_iter each;

	if (!query)
		return out;
	json_object_object_foreachC(query, each)
		out = text("%s%s%s=%s", out, *out ? "&" : "?", each.key,
			strcmp(each.key, "sessionId") == 0 ? world->session
							   : json_object_get_string(each.val));
	return out;
}

/* ---- the response */

static bool is_number(json_object *value)
{
	return json_object_is_type(value, json_type_int) ||
	       json_object_is_type(value, json_type_double);
}

/* Every member of the exchange is present and has the same type. Values may differ. */
static void compare_shape(
	otk_differences *differences, const char *what, json_object *theirs, json_object *ours)
{
	json_object_iter each;

	if (!theirs)
		return;
	if (!ours || (json_object_get_type(theirs) != json_object_get_type(ours) &&
			     !(is_number(theirs) && is_number(ours)))) {
		otk_differ(differences, what, json_type_to_name(json_object_get_type(theirs)),
			ours ? json_type_to_name(json_object_get_type(ours)) : NULL);
		return;
	}
	if (json_object_is_type(theirs, json_type_array) && json_object_array_length(theirs) &&
		json_object_array_length(ours))
		compare_shape(differences, text("%s[]", what), json_object_array_get_idx(theirs, 0),
			json_object_array_get_idx(ours, 0));
	if (!json_object_is_type(theirs, json_type_object))
		return;
	json_object_object_foreachC(theirs, each) {
		json_object *other = NULL;

		json_object_object_get_ex(ours, each.key, &other);
		compare_shape(differences, text("%s.%s", what, each.key), each.val, other);
	}
}

static void compare_responses(
	otk_differences *differences, json_object *exchange, const box_response *response)
{
	const char *body = otk_exchange_text(exchange, "response.body_text");
	const char *status = otk_exchange_text(exchange, "response.status");
	json_object *theirs = body && *body ? json_tokener_parse(body) : NULL;

	if (strcmp(status, text("%ld", response->status)) != 0)
		otk_differ(differences, "status", status,
			text("%ld %s", response->status, response->body));
	else if (theirs)
		compare_shape(differences, "response", theirs, response->json);
	json_object_put(theirs);
}

static void run_exchange(json_object *exchange, void *context)
{
	otk_differences differences = {.id = otk_exchange_text(exchange, "id")};
	counts *count = context;
	const char *reason;
	sdk_world world;
	box_response response;

	if (otk_is_left_out(differences.id, otk_exchange_text(exchange, "call.method"), &reason) ||
		otk_exchange_int(exchange, "response.status", 0) / 100 != 2 ||
		!otk_exchange_int(exchange, "request.body_known", 1) ||
		strcmp(otk_exchange_text(exchange, "area"), "account") == 0) {
		count->left_out++;
		return;
	}
	world = make_world(exchange);
	response = ask(&server, world.who, otk_exchange_text(exchange, "request.method"),
		text("%s%s", path_of(&world, exchange), query_of(&world, exchange)),
		body_of(&world, exchange));
	compare_responses(&differences, exchange, &response);
	count->run++;
	count->equal += !differences.count && !differences.wrong;
	count->explained += differences.count && !differences.wrong;
	count->wrong += differences.wrong > 0;
}

static void every_exchange(void)
{
	counts count = {0};

	otk_exchanges_each(OTK_EXCHANGES_CALLS, run_exchange, &count);
	printf("%zu run, %zu equal, %zu differing, %zu wrong, %zu left out (errors that were "
	       "staged, bodies that are not known)\n",
		count.run, count.equal, count.explained, count.wrong, count.left_out);
	CHECK(count.run > (otk_exchanges_official() ? 250 : 100));
	otk_differences_check();
}

static int init(void)
{
	static const char *const options[] = {"--settle-ms", "100", NULL};

	return !box_start(&server, options);
}

static int clean(void)
{
	return box_stop(&server, SIGTERM);
}

int main(void)
{
	static const otk_test tests[] = {TEST(every_exchange)};

	return otk_test_main("sdk_sandbox", tests, COUNT_OF(tests), init, clean);
}
