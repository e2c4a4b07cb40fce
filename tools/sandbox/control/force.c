/* SPDX-License-Identifier: MIT */
/* The control interface: sets members of archives, broadcasts, renders and captions. */
#include "config.h"

#include <string.h>

#include "tools/sandbox/request/fields.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/state/kinds.h"

static const sandbox_kind *find_kind(const sandbox *box, const char *name)
{
	const sandbox_kind *const *kind = box->kinds;

	while (*kind && strcmp((*kind)->name, name) != 0)
		kind++;
	return *kind;
}

/* Accepts any value, for example a status that no client knows. */
static void force_object(sandbox_request *request)
{
	const sandbox_kind *kind = find_kind(request->box, request->route->object);
	json_object *checked = sandbox_fields_read(request, kind->forced_fields, request->input);

	if (!checked)
		return;
	kind->force(request->box, request->object, checked);
	json_object_put(checked);
	sandbox_reply_json(request, 200, json_object_get(request->object));
}

static void show_object(sandbox_request *request)
{
	sandbox_reply_json(request, 200, json_object_get(request->object));
}

#define OBJECT_ROUTE(kind, name, ...)                                                   \
	{                                                                               \
		.path = "/sandbox/" name "/{" name "Id}", .auth = SANDBOX_AUTH_CONTROL, \
		.object = kind, .parameter = name "Id", __VA_ARGS__                     \
	}
#define SHOW_ROUTE(kind, name, what)              \
	OBJECT_ROUTE(kind, name, .method = "GET", \
		.summary = "shows " what " with its hidden members", .handle = show_object)
#define FORCE_ROUTE(kind, name, what)                                                  \
	OBJECT_ROUTE(kind, name, .method = "POST", .summary = "sets members of " what, \
		.flags = SANDBOX_JSON, .handle = force_object)

const sandbox_route sandbox_control_force_routes[] = {
	SHOW_ROUTE("archive", "archive", "an archive"),
	FORCE_ROUTE("archive", "archive", "an archive"),
	SHOW_ROUTE("broadcast", "broadcast", "a broadcast"),
	FORCE_ROUTE("broadcast", "broadcast", "a broadcast"),
	SHOW_ROUTE("render", "render", "an Experience Composer"),
	FORCE_ROUTE("render", "render", "an Experience Composer"),
	SHOW_ROUTE("caption", "captions", "live captions"),
	FORCE_ROUTE("caption", "captions", "live captions"),
	{0},
};
