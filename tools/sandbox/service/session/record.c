/* SPDX-License-Identifier: MIT */
/* Stores requests whose only effect is a record. */
#include "config.h"

#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/request/route.h"
#include "tools/sandbox/service/session/record.h"
#include "tools/sandbox/state/clock.h"

json_object *sandbox_record_new(sandbox_request *request, const char *kind)
{
	json_object *record = sandbox_json_public(request->input);
	const char *connection = sandbox_parameter(request, "connectionId");
	char id[SANDBOX_UUID_SIZE];

	sandbox_uuid(id);
	sandbox_json_set_text(record, "id", id);
	sandbox_json_set_text(record, "_owner", request->owner);
	sandbox_json_set_text(record, "sessionId", sandbox_json_text(request->session, "id", ""));
	if (*connection)
		sandbox_json_set_text(record, "connectionId", connection);
	sandbox_json_set_int(record, "createdAt", sandbox_now(request->box));
	sandbox_store_put(request->box->store, kind, record);
	return record;
}
