/* SPDX-License-Identifier: MIT */
/*
 * Compares a recording with the sandbox. The recorded request is sent to the sandbox's own handlers,
 * at the recorded time; the ids of the recording stand for those that the sandbox has made. What
 * only a browser does, joining and publishing, is done when the recording shows that it happened.
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/record/compare.h"
#include "tools/sandbox/request/dispatch.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/request/route.h"
#include "tools/sandbox/request/route_find.h"
#include "tools/sandbox/service/session/session.h"
#include "tools/sandbox/service/session/world.h"
#include "tools/sandbox/state/clock.h"
#include "tools/sandbox/state/life.h"
#include "tools/sandbox/state/project.h"

enum { LIFE_MS = 2000, PATH_MAX_LENGTH = 512 };

typedef struct comparison {
	sandbox *box;
	const sandbox_recording *recording;
	json_object *ids;         /* of the recording → of the sandbox */
	json_object *differences; /* key → difference */
	json_object *skipped;     /* list: exchanges that were not compared */
	json_object *projects;    /* keys of the recording, as names of an object */
	int64_t compared;
	int64_t clock; /* time of the latest request, ms */
} comparison;

/* ---- ids */

static const char *own_id(const comparison *c, const char *recorded)
{
	return sandbox_json_text(c->ids, recorded, recorded);
}

/* Returns a copy with the sandbox's own ids. put() it. */
static json_object *with_own_ids(const comparison *c, json_object *value)
{
	json_object *copy;
	json_object_iter each;

	if (json_object_is_type(value, json_type_string))
		return sandbox_new_string(own_id(c, json_object_get_string(value)));
	if (json_object_is_type(value, json_type_array)) {
		copy = sandbox_new_array();
		for (size_t i = 0; i < json_object_array_length(value); i++)
			sandbox_json_append(
				copy, with_own_ids(c, json_object_array_get_idx(value, i)));
		return copy;
	}
	if (!json_object_is_type(value, json_type_object))
		return json_object_get(value);
	copy = sandbox_new_object();
	json_object_object_foreachC(value, each)
		json_object_object_add(copy, each.key, with_own_ids(c, each.val));
	return copy;
}

/* Ids have names such as "id", "sessionId", "session_id". */
static bool is_id_name(const char *name)
{
	const size_t length = strlen(name);

	return strcmp(name, "id") == 0 ||
	       (length > 2 && (strcmp(name + length - 2, "Id") == 0 ||
				      strcmp(name + length - 3, "_id") == 0));
}

/* Learns which id of the sandbox stands for one of the recording. */
static void learn_ids(comparison *c, json_object *recorded, json_object *own)
{
	json_object_iter each;

	if (json_object_is_type(recorded, json_type_array)) {
		/* Lists of another length have other items. */
		for (size_t i = 0;
			sandbox_json_list_size(own) == json_object_array_length(recorded) &&
			i < json_object_array_length(recorded);
			i++)
			learn_ids(c, json_object_array_get_idx(recorded, i),
				json_object_array_get_idx(own, i));
		return;
	}
	if (!json_object_is_type(recorded, json_type_object))
		return;
	json_object_object_foreachC(recorded, each) {
		const char *id = sandbox_json_text(own, each.key, NULL);

		if (id && is_id_name(each.key) && json_object_is_type(each.val, json_type_string) &&
			!sandbox_json_member(c->ids, json_object_get_string(each.val)))
			sandbox_json_set_text(c->ids, json_object_get_string(each.val), id);
		else
			learn_ids(c, each.val, sandbox_json_member(own, each.key));
	}
}

/* ---- the request */

static void add_escaped(sandbox_bytes *out, const char *text)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789-._~";

	for (; *text; text++) {
		char unit[4];

		snprintf(unit, sizeof(unit), strchr(plain, *text) ? "%c" : "%%%02X",
			(unsigned char)*text);
		sandbox_bytes_add_text(out, unit);
	}
}

static char *make_target(const comparison *c, const sandbox_recorded *item)
{
	json_object *query = sandbox_json_member(item->request, "query");
	const char *path = item->path;
	sandbox_bytes target = {0};
	json_object_iter each;
	char mark = '?';

	while (*path == '/') {
		const size_t length = strcspn(++path, "/");
		char *segment = sandbox_copy_n(path, length);

		sandbox_bytes_add_text(&target, "/");
		add_escaped(&target, own_id(c, segment));
		free(segment);
		path += length;
	}
	if (json_object_is_type(query, json_type_object)) {
		json_object_object_foreachC(query, each) {
			sandbox_bytes_add(&target, &mark, 1);
			add_escaped(&target, each.key);
			sandbox_bytes_add_text(&target, "=");
			add_escaped(&target, own_id(c, json_object_get_string(each.val)));
			mark = '&';
		}
	}
	return target.data;
}

static char *make_form(json_object *form)
{
	sandbox_bytes text = {0};
	json_object_iter each;

	sandbox_bytes_add_text(&text, "");
	json_object_object_foreachC(form, each) {
		if (text.size)
			sandbox_bytes_add_text(&text, "&");
		add_escaped(&text, each.key);
		sandbox_bytes_add_text(&text, "=");
		add_escaped(&text, json_object_get_string(each.val));
	}
	return text.data;
}

static void add_body(const comparison *c, sandbox_request *request, const sandbox_recorded *item)
{
	json_object *body = sandbox_json_member(item->request, "body");
	json_object *json = with_own_ids(c, sandbox_json_member(body, "json"));
	json_object *form = with_own_ids(c, sandbox_json_member(body, "form"));

	if (json) {
		sandbox_bytes_add_text(&request->body, sandbox_json_print(json, NULL));
	} else if (form) {
		char *text = make_form(form);

		sandbox_bytes_add_text(&request->body, text);
		free(text);
	}
	json_object_put(json);
	json_object_put(form);
}

/* ---- credentials */

/* The issuer of recorded claims gets credentials here; nobody knows its secret. */
static void add_issuer(comparison *c, json_object *claims)
{
	static const char unknown[] = "not recorded";
	const char *application = sandbox_json_text(claims, "application_id", NULL);
	const char *id = application ? application : sandbox_json_text(claims, "iss", "");
	const char *kind = application                                 ? "application"
			   : sandbox_json_is(claims, "ist", "account") ? "account"
								       : "project";
	json_object *known = sandbox_store_get(c->box->store, kind, id);

	sandbox_json_set_flag(c->projects, id, true);
	if (!known && application)
		known = sandbox_application_new(
			c->box, id, NULL, c->box->vonage_account, "recorded");
	else if (!known && strcmp(kind, "account") == 0)
		sandbox_account_add(c->box, kind, id, unknown);
	else if (!known)
		known = sandbox_project_new(c->box, id, unknown, c->box->account, "recorded");
	json_object_put(known);
}

static char *encode_part(json_object *part)
{
	const char *text = sandbox_json_print(part, NULL);

	return sandbox_base64url(text, strlen(text));
}

/* The account of a Vonage application is not recorded: the sandbox's own stands for it. */
static void add_basic(json_object *headers)
{
	static const char pair[] = SANDBOX_VONAGE_KEY ":" SANDBOX_VONAGE_SECRET;
	char *encoded = sandbox_base64url(pair, sizeof(pair) - 1);
	char *value = sandbox_print("Basic %s", encoded);

	sandbox_json_set_text(headers, "authorization", value);
	free(encoded);
	free(value);
}

/* A header like the recorded one. The signature is not checked for a recorded request. */
static void add_credential(comparison *c, json_object *headers, const sandbox_recorded *item)
{
	json_object *credential = sandbox_json_member(item->request, "credential");
	json_object *claims = sandbox_json_clone(sandbox_json_member(credential, "claims"));
	const char *name = sandbox_json_text(credential, "name", NULL);
	char *left, *right, *value;

	if (sandbox_json_is(credential, "scheme", "Basic"))
		add_basic(headers);
	if (!name || !json_object_is_type(claims, json_type_object)) {
		json_object_put(claims);
		return;
	}
	add_issuer(c, claims);
	/* The paths of an acl were replaced. */
	json_object_object_del(claims, "acl");
	left = encode_part(sandbox_json_member(credential, "header"));
	right = encode_part(claims);
	value = sandbox_print(
		"%s%s.%s.eA", strcmp(name, "authorization") == 0 ? "Bearer " : "", left, right);
	sandbox_json_set_text(headers, name, value);
	json_object_put(claims);
	free(left);
	free(right);
	free(value);
}

/* ---- what browsers did */

static bool is_stored(comparison *c, const char *kind, const char *id)
{
	json_object *document = sandbox_store_get(c->box->store, kind, id);

	json_object_put(document);
	return document != NULL;
}

static json_object *find_session(comparison *c, sandbox_request *request)
{
	const char *id = sandbox_parameter(request, "sessionId");
	json_object *body =
		*id ? NULL
		    : sandbox_json_parse(request->body.data ? request->body.data : "null",
			      request->body.data ? request->body.size : 4);
	json_object *session = NULL, *object = NULL;
	char *project;

	id = *id ? id : sandbox_json_text(body, "sessionId", "");
	if (!*id && request->route->object) {
		object = sandbox_store_get(c->box->store, request->route->object,
			sandbox_parameter(request, request->route->parameter));
		id = sandbox_json_text(object, "sessionId", "");
	}
	session = sandbox_store_get(c->box->store, "session", id);
	project = session ? NULL : sandbox_session_project(id);
	if (project && (is_stored(c, "project", project) || is_stored(c, "application", project))) {
		json_object *options = sandbox_new_object();

		/* It was created before the recording. */
		sandbox_json_set_text(options, "p2p.preference", "disabled");
		session = sandbox_session_new(c->box, project, id, options);
		json_object_put(options);
	}
	free(project);
	json_object_put(body);
	json_object_put(object);
	return session;
}

static void add_client(comparison *c, json_object *session, const char *id)
{
	json_object_put(sandbox_connection_add(c->box, session, id, "client", NULL));
}

/* like: a stream as the service shows it; NULL: unknown. */
static void add_stream_like(
	comparison *c, json_object *session, const char *id, const json_object *like)
{
	static const char *const known[] = {"name", "videoType", "layoutClassList", NULL};
	json_object *spec = sandbox_new_object(), *connection;

	sandbox_json_take(spec, like, known);
	if (id)
		sandbox_json_set_text(spec, "streamId", id);
	connection = sandbox_connection_add(c->box, session, NULL, "client", NULL);
	json_object_put(
		sandbox_stream_add(c->box, session, sandbox_json_text(connection, "id", ""), spec));
	json_object_put(connection);
	json_object_put(spec);
}

static void add_stream(comparison *c, json_object *session, const char *id)
{
	add_stream_like(c, session, id, NULL);
}

/* Clients and streams that a list of the service shows. */
static void adopt_items(
	comparison *c, json_object *session, const sandbox_recorded *item, const char *kind)
{
	json_object *json =
		sandbox_json_member(sandbox_json_member(item->response, "body"), "json");
	json_object *items = sandbox_json_member(json, "items");

	for (size_t i = 0; i < sandbox_json_list_size(items); i++) {
		json_object *one = json_object_array_get_idx(items, i);
		const char *id =
			sandbox_json_text(one, "id", sandbox_json_text(one, "connectionId", NULL));

		if (!id || is_stored(c, kind, own_id(c, id)))
			continue;
		if (strcmp(kind, "stream") == 0)
			add_stream_like(c, session, id, one);
		else
			add_client(c, session, id);
	}
}

static const struct {
	const char *operation, *kind;
} adopted_lists[] = {{"streams.list", "stream"}, {"connections.list", "connection"}};

static const struct {
	const char *parameter, *kind;
	void (*add)(comparison *c, json_object *session, const char *id);
} adopted_objects[] = {
	{"connectionId", "connection", add_client}, {"streamId", "stream", add_stream}};

/* The stream that a request adds to an archive or a broadcast. */
static void adopt_added_stream(comparison *c, sandbox_request *request, json_object *session)
{
	json_object *body = request->body.data
				    ? sandbox_json_parse(request->body.data, request->body.size)
				    : NULL;
	const char *id = sandbox_json_text(body, "addStream", NULL);

	if (id && !is_stored(c, "stream", id))
		add_stream(c, session, id);
	json_object_put(body);
}

/* Does what must have happened, because the service has accepted the request. */
static void adopt_world(comparison *c, sandbox_request *request, const sandbox_recorded *item)
{
	json_object *session = find_session(c, request);

	if (!session)
		return;
	if (request->route->flags & SANDBOX_CLIENTS &&
		!sandbox_session_count(c->box, session, "stream"))
		add_stream(c, session, NULL);
	for (size_t i = 0; i < COUNT_OF(adopted_objects); i++) {
		const char *id = sandbox_parameter(request, adopted_objects[i].parameter);

		if (*id && !is_stored(c, adopted_objects[i].kind, id))
			adopted_objects[i].add(c, session, id);
	}
	adopt_added_stream(c, request, session);
	for (size_t i = 0; i < COUNT_OF(adopted_lists); i++)
		if (item->operation && strcmp(item->operation, adopted_lists[i].operation) == 0)
			adopt_items(c, session, item, adopted_lists[i].kind);
	json_object_put(session);
}

/* ---- the response of the sandbox */

static void set_clocks(comparison *c, const sandbox_recorded *item)
{
	const int64_t now = sandbox_now(c->box) - c->box->clock_offset; /* real time */
	const int64_t wanted = item->time < SANDBOX_CLOCK_MAX ? item->time : SANDBOX_CLOCK_MAX;

	c->box->skew = wanted - now;
	/* Two requests may have been recorded in another order than they began. */
	c->clock = wanted > c->clock ? wanted : c->clock;
	c->box->clock_offset = c->clock - now;
	sandbox_life_run(c->box, LIFE_MS);
}

static sandbox_request *make_request(comparison *c, const sandbox_recorded *item)
{
	char *target = make_target(c, item);
	sandbox_request *request = sandbox_request_new(c->box, target);
	json_object *headers = sandbox_json_clone(sandbox_json_member(item->request, "headers"));

	free(target);
	request->method = sandbox_copy(item->method);
	request->recorded = headers ? headers : sandbox_new_object();
	add_body(c, request, item);
	add_credential(c, request->recorded, item);
	sandbox_route_find(request);
	return request;
}

static void run_request(comparison *c, sandbox_request *request, const sandbox_recorded *item)
{
	sandbox_store_begin(c->box->store);
	if (request->route && item->status < 400)
		adopt_world(c, request, item);
	sandbox_store_end(c->box->store, true);
	sandbox_store_begin(c->box->store);
	sandbox_route_run(request);
	if (!request->replied)
		sandbox_refuse(request, 500, 500, "System error");
	sandbox_store_end(c->box->store, request->reply.status < 400);
	if (request->after_commit && request->reply.status < 400)
		request->after_commit(request);
}

/* ---- differences */

typedef struct spot {
	comparison *c;
	const sandbox_recorded *item;
	const char *path; /* "items[].status" */
	const char *name; /* of the nearest member */
} spot;

/* Equal differences of one operation are counted together. */
static void note_difference(const spot *at, const char *what, const char *recorded, const char *own)
{
	const char *operation = at->item->operation ? at->item->operation : at->item->path;
	char *key = sandbox_print("%s|%s|%s|%s|%s", operation, what, at->path, recorded, own);
	json_object *known = sandbox_json_member(at->c->differences, key);

	if (!known) {
		known = sandbox_new_object();
		sandbox_json_set_text(known, "operation", operation);
		sandbox_json_set_text(known, "what", what);
		if (*at->path)
			sandbox_json_set_text(known, "member", at->path);
		sandbox_json_set_text(known, "recorded", recorded);
		sandbox_json_set_text(known, "sandbox", own);
		sandbox_json_set_int(known, "first", at->item->number);
		sandbox_json_set(at->c->differences, key, known);
	}
	sandbox_json_set_int(known, "count", sandbox_json_int(known, "count", 0) + 1);
	free(key);
}

static void note_numbers(const spot *at, const char *what, int64_t recorded, int64_t own)
{
	char left[24], right[24];

	snprintf(left, sizeof(left), "%" PRId64, recorded);
	snprintf(right, sizeof(right), "%" PRId64, own);
	if (recorded != own)
		note_difference(at, what, left, right);
}

/* A refusal of the sandbox says why. Its message has nothing but pseudonyms. */
static void note_status(const spot *at, const sandbox_request *request)
{
	const char *message = sandbox_json_text(request->reply.json, "message", NULL);
	const unsigned int own = request->reply.status;
	char *left, *right;

	if (own == at->item->status)
		return;
	left = sandbox_print("%u", at->item->status);
	right = own >= 400 && message ? sandbox_print("%u: %s", own, message)
				      : sandbox_print("%u", own);
	note_difference(at, "status", left, right);
	free(left);
	free(right);
}

static const char *type_name(json_object *value)
{
	return json_type_to_name(json_object_get_type(value));
}

/* Values that the service defines, and yes or no. Others are pseudonyms, times, counts. */
static bool is_comparable(const spot *at, json_object *value)
{
	return json_object_is_type(value, json_type_boolean) ||
	       (json_object_is_type(value, json_type_string) &&
		       sandbox_knows_value(
			       at->c->recording->words, at->name, json_object_get_string(value)));
}

static void compare_values(const spot *at, json_object *recorded, json_object *own);

static void compare_member(
	const spot *at, const char *name, json_object *recorded, json_object *own)
{
	char path[PATH_MAX_LENGTH];
	const spot inside = {.c = at->c, .item = at->item, .path = path, .name = name};

	snprintf(path, sizeof(path), "%s%s%s", at->path, *at->path ? "." : "", name);
	if (recorded && own)
		compare_values(&inside, recorded, own);
	else if (recorded)
		note_difference(&inside, "member", type_name(recorded), "absent");
	else
		note_difference(&inside, "member", "absent", type_name(own));
}

/* A member that is null counts as absent, as everywhere in the contract. */
static void compare_objects(const spot *at, json_object *recorded, json_object *own)
{
	json_object_iter each;

	json_object_object_foreachC(recorded, each) {
		if (each.val)
			compare_member(at, each.key, each.val, sandbox_json_member(own, each.key));
	}
	json_object_object_foreachC(own, each) {
		if (each.val && !sandbox_json_member(recorded, each.key))
			compare_member(at, each.key, NULL, each.val);
	}
}

/* The item of the sandbox's list with the same id, or at the same index if it has no id. */
static json_object *same_item(
	const comparison *c, json_object *recorded, json_object *own, size_t index)
{
	const char *id = sandbox_json_text(recorded, "id", NULL);

	if (!id)
		return index < json_object_array_length(own) ? json_object_array_get_idx(own, index)
							     : NULL;
	for (size_t i = 0; i < json_object_array_length(own); i++) {
		json_object *one = json_object_array_get_idx(own, i);

		if (sandbox_json_is(one, "id", own_id(c, id)))
			return one;
	}
	return NULL;
}

static void compare_lists(const spot *at, json_object *recorded, json_object *own)
{
	const size_t left = json_object_array_length(recorded);
	const size_t right = json_object_array_length(own);
	char path[PATH_MAX_LENGTH];
	const spot inside = {.c = at->c, .item = at->item, .path = path, .name = at->name};

	snprintf(path, sizeof(path), "%s[]", at->path);
	if (!left != !right)
		note_difference(at, "list", left ? "items" : "empty", right ? "items" : "empty");
	for (size_t i = 0; i < left; i++) {
		json_object *one = json_object_array_get_idx(recorded, i);
		json_object *other = same_item(at->c, one, own, i);

		if (other)
			compare_values(&inside, one, other);
	}
}

static bool same_type(json_object *recorded, json_object *own)
{
	const json_type left = json_object_get_type(recorded), right = json_object_get_type(own);

	return left == right || (left == json_type_int && right == json_type_double) ||
	       (left == json_type_double && right == json_type_int);
}

static void compare_values(const spot *at, json_object *recorded, json_object *own)
{
	if (!recorded && !own)
		return;
	if (!same_type(recorded, own))
		note_difference(at, "type", type_name(recorded), type_name(own));
	else if (json_object_is_type(recorded, json_type_object))
		compare_objects(at, recorded, own);
	else if (json_object_is_type(recorded, json_type_array))
		compare_lists(at, recorded, own);
	else if ((is_comparable(at, recorded) || is_comparable(at, own)) &&
		 !json_object_equal(recorded, own))
		note_difference(
			at, "value", json_object_get_string(recorded), json_object_get_string(own));
}

/* Of errors only the code is compared: messages are for people. */
static void compare_bodies(const spot *at, json_object *recorded, json_object *own)
{
	if (at->item->status < 400)
		compare_values(at, recorded, own);
	else if (sandbox_json_member(recorded, "code") || sandbox_json_member(own, "code"))
		note_numbers(at, "code", sandbox_json_int(recorded, "code", 0),
			sandbox_json_int(own, "code", 0));
}

/* ---- one exchange */

static void skip_exchange(comparison *c, const sandbox_recorded *item, const char *why)
{
	json_object *skipped = sandbox_new_object();

	sandbox_json_set_int(skipped, "number", item->number);
	sandbox_json_set_text(skipped, "operation", item->operation ? item->operation : item->path);
	sandbox_json_set_text(skipped, "why", why);
	sandbox_json_append(c->skipped, skipped);
}

/* Why an exchange says nothing about the sandbox; NULL: it does. */
static const char *reason_to_skip(
	comparison *c, const sandbox_request *request, const sandbox_recorded *item)
{
	const sandbox_route *route = request->route;

	if (!item->status)
		return "the service did not respond";
	if (sandbox_json_member(item->response, "problem"))
		return "the response is not complete";
	if (!route)
		return NULL;
	if (item->status < 400 && route->object &&
		!is_stored(c, route->object, sandbox_parameter(request, route->parameter)) &&
		strcmp(route->object, "stream") != 0 && strcmp(route->object, "connection") != 0)
		return "its object was made before the recording";
	return NULL;
}

static void compare_exchange(comparison *c, const sandbox_recorded *item)
{
	const spot at = {.c = c, .item = item, .path = "", .name = ""};
	json_object *recorded =
		sandbox_json_member(sandbox_json_member(item->response, "body"), "json");
	sandbox_request *request = make_request(c, item);
	const char *why = reason_to_skip(c, request, item);
	unsigned int status;

	set_clocks(c, item);
	if (!why)
		run_request(c, request, item);
	status = request->reply.status;
	if (!why && item->status >= 400 && status < 400)
		why = "the service refused it; the reason may be in a value that was replaced";
	if (why) {
		skip_exchange(c, item, why);
	} else {
		c->compared++;
		note_status(&at, request);
		if (item->status < 400 && status < 400)
			learn_ids(c, recorded, request->reply.json);
		if ((item->status < 400) == (status < 400))
			compare_bodies(&at, recorded, request->reply.json);
	}
	sandbox_request_free(request);
}

void sandbox_recording_compare(sandbox *box, sandbox_recording *recording)
{
	comparison c = {.box = box,
		.recording = recording,
		.ids = sandbox_new_object(),
		.differences = sandbox_new_object(),
		.skipped = sandbox_new_array(),
		.projects = sandbox_new_object()};
	json_object *report = sandbox_new_object(), *list = sandbox_new_array();
	json_object *projects = sandbox_new_array();
	json_object_iter each;

	box->options.lenient_tokens = true;
	for (size_t i = 0; i < recording->count; i++)
		compare_exchange(&c, &recording->items[i]);
	box->skew = 0;
	box->clock_offset = 0;
	json_object_object_foreachC(c.differences, each)
		sandbox_json_append(list, json_object_get(each.val));
	sandbox_json_set_int(report, "exchanges", (int64_t)recording->count);
	sandbox_json_set_int(report, "compared", c.compared);
	sandbox_json_set(report, "differences", list);
	sandbox_json_set(report, "notCompared", c.skipped);
	json_object_object_foreachC(c.projects, each)
		sandbox_json_append(projects, sandbox_new_string(each.key));
	sandbox_json_set(report, "projects", projects);
	json_object_put(c.projects);
	recording->report = report;
	json_object_put(c.ids);
	json_object_put(c.differences);
}

/* ---- the report */

int64_t sandbox_report_differences(json_object *report)
{
	return (int64_t)sandbox_json_list_size(sandbox_json_member(report, "differences"));
}

static void print_difference(json_object *one)
{
	const char *member = sandbox_json_text(one, "member", NULL);

	printf("%s: %s%s%s: recorded %s, sandbox %s (%" PRId64 " times, first in %06" PRId64 ")\n",
		sandbox_json_text(one, "operation", ""), sandbox_json_text(one, "what", ""),
		member ? " " : "", member ? member : "", sandbox_json_text(one, "recorded", ""),
		sandbox_json_text(one, "sandbox", ""), sandbox_json_int(one, "count", 0),
		sandbox_json_int(one, "first", 0));
}

void sandbox_report_print(json_object *report, const char *folder, bool as_json)
{
	json_object *differences = sandbox_json_member(report, "differences");
	json_object *skipped = sandbox_json_member(report, "notCompared");
	json_object *projects = sandbox_json_member(report, "projects");

	if (as_json) {
		puts(sandbox_json_print(report, NULL));
		return;
	}
	printf("%s: %" PRId64 " exchanges, %" PRId64 " compared, %zu differences\n", folder,
		sandbox_json_int(report, "exchanges", 0), sandbox_json_int(report, "compared", 0),
		sandbox_json_list_size(differences));
	for (size_t i = 0; i < sandbox_json_list_size(differences); i++)
		print_difference(json_object_array_get_idx(differences, i));
	for (size_t i = 0; i < sandbox_json_list_size(projects); i++)
		printf("API key or application id in the recording: %s\n",
			json_object_get_string(json_object_array_get_idx(projects, i)));
	for (size_t i = 0; i < sandbox_json_list_size(skipped); i++) {
		json_object *one = json_object_array_get_idx(skipped, i);

		printf("not compared: %06" PRId64 " %s: %s\n", sandbox_json_int(one, "number", 0),
			sandbox_json_text(one, "operation", ""), sandbox_json_text(one, "why", ""));
	}
}
