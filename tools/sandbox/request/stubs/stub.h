/* SPDX-License-Identifier: MIT */
/*
 * Stubs: operations that the service does not have, described by the author of a plugin. A stub is
 * a route whose response is written down, so authentication, faults and the journal work as for the
 * other routes.
 */
#ifndef OTK_SANDBOX_STUB_H
#define OTK_SANDBOX_STUB_H

#include "tools/sandbox/request/request.h"

typedef struct sandbox_stubs sandbox_stubs;

sandbox_stubs *sandbox_stubs_new(void);
void sandbox_stubs_free(sandbox_stubs *stubs);

/* Adds the stub that request->input describes. Returns its id, or NULL after it has refused the
 * request. */
const char *sandbox_stubs_add(sandbox_request *request);
/* Adds the stubs of a file, which holds a JSON array of them. False: the reason was printed. */
bool sandbox_stubs_load(sandbox *box, const char *path);
bool sandbox_stubs_remove(sandbox_stubs *stubs, const char *id);
void sandbox_stubs_clear(sandbox_stubs *stubs);
/* Lists the stubs, oldest first, with "id" and "hits". */
json_object *sandbox_stubs_list(const sandbox_stubs *stubs);

/* For snapshots: checks an item of such a list and adds the defaults to it. False: the request was
 * refused. */
bool sandbox_stub_check(sandbox_request *request, json_object *item);
/* For snapshots: replaces all stubs by those that a checked list describes. */
void sandbox_stubs_replace(sandbox_stubs *stubs, json_object *items);

/* Removes the stubs that were added after the first `count`. */
void sandbox_stubs_truncate(sandbox_stubs *stubs, size_t count);
size_t sandbox_stubs_count(const sandbox_stubs *stubs);

/* Sets request->stub and request->route to the newest stub with this method and path, if there is
 * one. */
void sandbox_stub_find(sandbox_request *request, const char *method);
/* Calls `each` for the method of every stub that has the path. */
void sandbox_stub_methods(const sandbox_request *request,
	void (*each)(sandbox_bytes *methods, const char *method), sandbox_bytes *methods);

#endif
