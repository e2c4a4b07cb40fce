/* SPDX-License-Identifier: MIT */
/* Fills the sandbox from one JSON object. Each part of it is a request of the control interface,
 * so a seed has the same members, checks and messages. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/file.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/control/seed.h"
#include "tools/sandbox/http/fault.h"
#include "tools/sandbox/request/dispatch.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/request/route_find.h"
#include "tools/sandbox/request/stubs/stub.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/state/clock.h"
#include "tools/sandbox/state/settings.h"

enum { MAX_FILE = 16 * 1024 * 1024 };

/* Name of the setting of a database that --seed has filled. */
#define SETTING "seeded"

typedef struct seed_part {
	const char *member;
	const char *method;
	const char *path; /* of an item of a session: the part after its id */
	bool is_list;
	const struct seed_part *parts; /* of each item, ends with a member of NULL; NULL: none */
} seed_part;

static const seed_part session_parts[] = {
	{"connections", "POST", "connection", true, NULL},
	{"streams", "POST", "stream", true, NULL},
	{"archives", "POST", "archive", true, NULL},
	{NULL, NULL, NULL, false, NULL},
};

/* In the order in which they are added. */
static const seed_part seed_parts[] = {
	{"clock", "POST", "/sandbox/clock", false, NULL},
	{"projects", "POST", "/sandbox/credentials", true, NULL},
	{"applications", "POST", "/sandbox/credentials", true, NULL},
	{"hooks", "PUT", "/sandbox/hooks", false, NULL},
	{"sessions", "POST", "/sandbox/session", true, session_parts},
	{"faults", "POST", "/sandbox/faults", true, NULL},
	{"stubs", "POST", "/sandbox/stubs", true, NULL},
	{NULL, NULL, NULL, false, NULL},
};

static bool refuse_seed(
	sandbox_request *request, unsigned int status, const char *place, const char *why)
{
	sandbox_refuse(request, status, -1, "%s: %s", place, why);
	return false;
}

static const seed_part *find_part(const seed_part *parts, const char *name)
{
	while (parts && parts->member && strcmp(parts->member, name) != 0)
		parts++;
	return parts && parts->member ? parts : NULL;
}

/* Returns the members of an item that are not parts of their own. json_object_put() it. */
static json_object *body_of(json_object *item, const seed_part *parts)
{
	json_object *body = sandbox_new_object();
	json_object_iter each;

	json_object_object_foreachC(item, each)
		if (!find_part(parts, each.key))
			sandbox_json_set(body, each.key, json_object_get(each.val));
	return body;
}

static bool add_parts(sandbox_request *request, const seed_part *parts, json_object *from,
	const char *parent, const char *session);

/* The path of a part. Ids of sessions may have any characters. free() it. */
static char *path_of(const seed_part *part, const char *session)
{
	char *id = sandbox_percent_encode(session);
	char *path = *id ? sandbox_print("/sandbox/session/%s/%s", id, part->path)
			 : sandbox_copy(part->path);

	free(id);
	return path;
}

/* Makes the request of one item. False: refused, with the place. */
static bool add_item(sandbox_request *request, const seed_part *part, json_object *item,
	const char *place, const char *session)
{
	char *path = path_of(part, session);
	sandbox_request *made = sandbox_request_new(request->box, path);
	json_object *body;
	bool good = json_object_is_type(item, json_type_object);

	free(path);
	if (good) {
		made->method = sandbox_copy(part->method);
		body = body_of(item, part->parts);
		sandbox_route_find(made);
		sandbox_route_call(made, body);
		json_object_put(body);
		good = made->replied && made->reply.status < 400;
	}
	if (!good)
		refuse_seed(request, made->replied ? made->reply.status : 400, place,
			sandbox_json_text(made->reply.json, "message", "an object is expected"));
	else if (part->parts)
		good = add_parts(request, part->parts, item, place,
			sandbox_json_text(made->reply.json, "sessionId", ""));
	sandbox_request_free(made);
	return good;
}

static bool add_list(sandbox_request *request, const seed_part *part, json_object *list,
	const char *place, const char *session)
{
	bool good = true;

	if (!json_object_is_type(list, json_type_array))
		return refuse_seed(request, 400, place, "a list is expected");
	for (size_t i = 0; i < sandbox_json_list_size(list) && good; i++) {
		char *item = sandbox_print("%s[%zu]", place, i);

		good = add_item(request, part, json_object_array_get_idx(list, i), item, session);
		free(item);
	}
	return good;
}

static bool add_parts(sandbox_request *request, const seed_part *parts, json_object *from,
	const char *parent, const char *session)
{
	bool good = true;

	for (; parts->member && good; parts++) {
		json_object *value = sandbox_json_member(from, parts->member);
		char *place = sandbox_print("%s%s%s", parent, *parent ? "." : "", parts->member);

		if (value && parts->is_list)
			good = add_list(request, parts, value, place, session);
		else if (value)
			good = add_item(request, parts, value, place, session);
		free(place);
	}
	return good;
}

static bool check_members(sandbox_request *request, json_object *seed)
{
	json_object_iter each;

	json_object_object_foreachC(seed, each)
		if (!find_part(seed_parts, each.key)) {
			sandbox_refuse(request, 400, -1,
				"Unknown member \"%.100s\"; known are clock, projects, applications, "
				"hooks, sessions, faults, stubs",
				each.key);
			return false;
		}
	return true;
}

/* ---- state outside of the database, restored when a seed is refused */

typedef struct memory_state {
	sandbox_settings settings;
	size_t faults, stubs;
} memory_state;

static memory_state save_memory(const sandbox *box)
{
	return (memory_state){sandbox_settings_save(box), sandbox_faults_count(box->faults),
		sandbox_stubs_count(box->stubs)};
}

static void restore_memory(sandbox *box, const memory_state *before)
{
	sandbox_settings_restore(box, &before->settings);
	sandbox_faults_truncate(box->faults, before->faults);
	sandbox_stubs_truncate(box->stubs, before->stubs);
}

static bool apply_seed(sandbox_request *request, json_object *seed)
{
	sandbox *box = request->box;
	memory_state before = save_memory(box);
	bool good;

	box->seeding = true;
	good = check_members(request, seed) && add_parts(request, seed_parts, seed, "", "");
	box->seeding = false;
	/* A database that is full refuses as well. */
	if (!good || sandbox_store_failed(box->store))
		restore_memory(box, &before);
	sandbox_settings_clear(&before.settings);
	return good;
}

static void seed_sandbox(sandbox_request *request)
{
	if (apply_seed(request, request->input))
		sandbox_reply_empty(request, 204);
}

/* ---- the file */

static bool cannot_seed(const char *path, const char *why)
{
	fprintf(stderr, "otk-sandbox: --seed: \"%s\": %s\n", path, why);
	return false;
}

/* Says where the text stops being JSON. */
static bool report_syntax(const char *path, const char *text, size_t size)
{
	const size_t offset = sandbox_json_end(text, size);
	size_t line = 1, column = 1;
	char why[96];

	for (size_t i = 0; i < offset; i++) {
		column = text[i] == '\n' ? 1 : column + 1;
		line += text[i] == '\n';
	}
	snprintf(why, sizeof(why),
		"line %zu, column %zu: it is not a JSON object with at most 20 000 values", line,
		column);
	return cannot_seed(path, why);
}

static bool run_seed(sandbox *box, const char *path, json_object *seed)
{
	sandbox_request *request = sandbox_request_new(box, "/sandbox/seed");
	bool good;

	sandbox_store_begin(box->store);
	good = apply_seed(request, seed);
	if (good)
		sandbox_store_set(box->store, SETTING, "1");
	else
		cannot_seed(path, sandbox_json_text(request->reply.json, "message", ""));
	sandbox_request_free(request);
	return sandbox_store_end(box->store, good) && good;
}

bool sandbox_seed_load(sandbox *box, const char *path)
{
	char *seeded = sandbox_store_setting(box->store, SETTING);
	sandbox_bytes text = {0};
	json_object *seed = NULL;
	bool good = seeded != NULL;

	free(seeded);
	if (good)
		return true;
	if (!sandbox_read_file(path, &text, MAX_FILE)) {
		sandbox_bytes_free(&text);
		return cannot_seed(path, errno ? strerror(errno) : "is larger than 16 MiB");
	}
	seed = sandbox_json_parse(text.data ? text.data : "", text.size);
	good = json_object_is_type(seed, json_type_object)
		       ? run_seed(box, path, seed)
		       : report_syntax(path, text.data ? text.data : "", text.size);
	json_object_put(seed);
	sandbox_bytes_free(&text);
	return good;
}

const sandbox_route sandbox_control_seed_routes[] = {
	{
		.method = "POST",
		.path = "/sandbox/seed",
		.summary = "adds projects, sessions, archives, faults and stubs at once",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_JSON,
		.handle = seed_sandbox,
	},
	{0},
};
