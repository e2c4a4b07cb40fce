/* SPDX-License-Identifier: MIT */
/* Items of the lists of faults and stubs. */
#include "config.h"

#include "tools/sandbox/request/listed.h"

#include <string.h>

#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/request/reply.h"

json_object *sandbox_listed_description(json_object *item, const char *const *added)
{
	json_object *json = sandbox_json_clone(item);

	for (; *added; added++)
		json_object_object_del(json, *added);
	return json;
}

bool sandbox_listed_check(sandbox_request *request, json_object *item, const char *const *added,
	json_object *(*read)(sandbox_request *request, json_object *description))
{
	json_object *json = sandbox_listed_description(item, added);
	json_object *checked = read(request, json);
	const bool good =
		checked && strlen(sandbox_json_text(item, "id", "")) == SANDBOX_UUID_SIZE - 1;

	if (checked && !good)
		sandbox_refuse(request, 400, -1, "Invalid id: a UUID is expected");
	if (good)
		sandbox_json_take_all(item, checked);
	json_object_put(checked);
	json_object_put(json);
	return good;
}
