/* SPDX-License-Identifier: MIT */
/* Deliberate faults: a request header or a rule chooses them. */
#include "config.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/address.h"
#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/http/fault.h"
#include "tools/sandbox/request/access/token.h"
#include "tools/sandbox/request/fields.h"
#include "tools/sandbox/request/listed.h"
#include "tools/sandbox/request/reply.h"

/* Bounds of one fault and of all rules. */
enum {
	MAX_BODY = 1024 * 1024,
	MAX_DELAY_MS = 3600 * 1000,
	MAX_RULES = 1000,
	MAX_RULES_SIZE = 16 * 1024 * 1024
};
#define FIRST_RANDOM UINT64_C(0x2545f4914f6cdd1d)
#define MAX_SKEW     INT64_C(10000000000)

typedef struct rule {
	char id[SANDBOX_UUID_SIZE];
	json_object *json;
	size_t size;   /* of its text */
	int64_t skip;  /* number of matching requests without a fault before the first use */
	int64_t times; /* uses left; negative: no limit */
	int64_t hits;
	double probability;
} rule;

struct sandbox_faults {
	rule *rules;
	size_t count;
	uint64_t random;
};

sandbox_faults *sandbox_faults_new(void)
{
	sandbox_faults *faults = sandbox_alloc(sizeof(*faults));

	faults->random = FIRST_RANDOM;
	return faults;
}

void sandbox_faults_clear(sandbox_faults *faults)
{
	for (size_t i = 0; i < faults->count; i++)
		json_object_put(faults->rules[i].json);
	free(faults->rules);
	faults->rules = NULL;
	faults->count = 0;
}

void sandbox_faults_free(sandbox_faults *faults)
{
	sandbox_faults_clear(faults);
	free(faults);
}

/* Returns a number from 0 to 1 of a fixed sequence, so that failures can be reproduced. */
static double draw_probability(sandbox_faults *faults)
{
	faults->random ^= faults->random << 13;
	faults->random ^= faults->random >> 7;
	faults->random ^= faults->random << 17;
	return (double)(faults->random >> 11) / 9007199254740992.0;
}

static const char *const drops[] = {"before", "after", NULL};

static const sandbox_field fault_fields[] = {
	{.name = "method", .kind = SANDBOX_TEXT, .values = sandbox_methods},
	{.name = "path", .kind = SANDBOX_TEXT, .max = 256},
	{.name = "times", .kind = SANDBOX_NUMBER},
	{.name = "after", .kind = SANDBOX_NUMBER},
	{.name = "probability", .kind = SANDBOX_FRACTION, .max = 1},
	{.name = "status", .kind = SANDBOX_NUMBER, .min = 200, .max = 599},
	{.name = "execute", .kind = SANDBOX_FLAG},
	{.name = "body",
		.kind = SANDBOX_TEXT,
		.may_be_empty = true,
		.bytes = true,
		.max = MAX_BODY},
	{.name = "contentType", .kind = SANDBOX_TEXT, .one_line = true},
	{.name = "headers", .kind = SANDBOX_MAP, .one_line = true},
	{.name = "retryAfter", .kind = SANDBOX_ANY},
	{.name = "empty", .kind = SANDBOX_FLAG},
	{.name = "invalidJson", .kind = SANDBOX_FLAG},
	{.name = "xmlError", .kind = SANDBOX_FLAG},
	{.name = "delayMs", .kind = SANDBOX_NUMBER, .max = MAX_DELAY_MS},
	{.name = "slowBodyMs", .kind = SANDBOX_NUMBER, .max = MAX_DELAY_MS},
	{.name = "truncate", .kind = SANDBOX_NUMBER},
	{.name = "drop", .kind = SANDBOX_TEXT, .values = drops},
	{.name = "dateSkew", .kind = SANDBOX_NUMBER, .min = -MAX_SKEW, .max = MAX_SKEW},
	{.name = NULL},
};

/* Whether the value can be a Retry-After header: seconds, or its text. */
static bool is_retry_after(json_object *value)
{
	int64_t seconds;

	if (json_object_is_type(value, json_type_string))
		return sandbox_is_one_line(json_object_get_string(value), true);
	return sandbox_json_whole(value, &seconds) && seconds >= 0;
}

/* Checks what the table of fields cannot express. Returns what is wrong; NULL: nothing. */
static const char *problem_of(json_object *fault)
{
	const int bodies = (sandbox_json_member(fault, "body") != NULL) +
			   sandbox_json_flag(fault, "empty", false) +
			   sandbox_json_flag(fault, "invalidJson", false) +
			   sandbox_json_flag(fault, "xmlError", false);

	if (sandbox_json_member(fault, "retryAfter") &&
		!is_retry_after(sandbox_json_member(fault, "retryAfter")))
		return "Invalid retryAfter: seconds or the text of the header are expected";
	if (bodies > 1)
		return "body, empty, invalidJson and xmlError are mutually exclusive";
	return sandbox_headers_problem(sandbox_json_member(fault, "headers"));
}

/*
 * Returns the checked description of a fault, NULL: the request was refused. json_object_put() it.
 */
static json_object *read_fault(sandbox_request *request, json_object *json)
{
	const bool strict = request->strict;
	json_object *checked;
	const char *why;

	request->strict = true;
	checked = sandbox_fields_read(request, fault_fields, json);
	request->strict = strict;
	why = problem_of(checked);
	if (!why)
		return checked;
	sandbox_refuse(request, 400, -1, "%s", why);
	json_object_put(checked);
	return NULL;
}

static size_t rules_size(const sandbox_faults *faults)
{
	size_t sum = 0;

	for (size_t i = 0; i < faults->count; i++)
		sum += faults->rules[i].size;
	return sum;
}

/* Adds a rule; takes over its checked description. */
static rule *append_rule(sandbox_faults *faults, json_object *json)
{
	json_object *probability = sandbox_json_member(json, "probability");
	const int64_t times = sandbox_json_int(json, "times", 1);
	size_t size;
	rule *added;

	sandbox_json_print(json, &size);
	faults->rules = sandbox_grow(faults->rules, (faults->count + 1) * sizeof(*faults->rules));
	added = &faults->rules[faults->count++];
	*added = (rule){.json = json,
		.size = size,
		.skip = sandbox_json_int(json, "after", 0),
		.times = times ? times : -1,
		.probability = probability ? json_object_get_double(probability) : 1};
	return added;
}

const char *sandbox_faults_add(sandbox_request *request)
{
	sandbox_faults *faults = request->box->faults;
	json_object *json = read_fault(request, request->input);
	size_t size = 0;
	rule *added;

	if (!json)
		return NULL;
	sandbox_json_print(json, &size);
	if (faults->count == MAX_RULES || rules_size(faults) + size > MAX_RULES_SIZE) {
		sandbox_refuse(request, 409, -1,
			"Too many fault rules: at most %d, of 16 MiB together", MAX_RULES);
		json_object_put(json);
		return NULL;
	}
	added = append_rule(faults, json);
	sandbox_uuid(added->id);
	return added->id;
}

/* What the list adds to the description of a rule. */
static const char *const added_members[] = {"id", "hits", "left", "afterLeft", NULL};

bool sandbox_fault_check(sandbox_request *request, json_object *item)
{
	return sandbox_listed_check(request, item, added_members, read_fault);
}

void sandbox_faults_replace(sandbox_faults *faults, json_object *items, int64_t sequence)
{
	sandbox_faults_clear(faults);
	faults->random = sequence ? (uint64_t)sequence : FIRST_RANDOM;
	for (size_t i = 0; i < sandbox_json_list_size(items) && i < MAX_RULES; i++) {
		json_object *item = json_object_array_get_idx(items, i);
		rule *added = append_rule(faults, sandbox_listed_description(item, added_members));

		snprintf(added->id, sizeof(added->id), "%s", sandbox_json_text(item, "id", ""));
		added->hits = sandbox_json_int(item, "hits", 0);
		added->times = sandbox_json_int(item, "left", added->times);
		added->skip = sandbox_json_int(item, "afterLeft", added->skip);
	}
}

int64_t sandbox_faults_sequence(const sandbox_faults *faults)
{
	return (int64_t)faults->random;
}

size_t sandbox_faults_count(const sandbox_faults *faults)
{
	return faults->count;
}

void sandbox_faults_truncate(sandbox_faults *faults, size_t count)
{
	while (faults->count > count)
		json_object_put(faults->rules[--faults->count].json);
}

bool sandbox_faults_remove(sandbox_faults *faults, const char *id)
{
	for (size_t i = 0; i < faults->count; i++) {
		if (strcmp(faults->rules[i].id, id) != 0)
			continue;
		json_object_put(faults->rules[i].json);
		faults->count--;
		memmove(&faults->rules[i], &faults->rules[i + 1],
			(faults->count - i) * sizeof(*faults->rules));
		return true;
	}
	return false;
}

json_object *sandbox_faults_list(const sandbox_faults *faults)
{
	json_object *list = sandbox_new_array();

	for (size_t i = 0; i < faults->count; i++) {
		json_object *item = sandbox_json_clone(faults->rules[i].json);

		sandbox_json_set_text(item, "id", faults->rules[i].id);
		sandbox_json_set_int(item, "hits", faults->rules[i].hits);
		sandbox_json_set_int(item, "left", faults->rules[i].times);
		sandbox_json_set_int(item, "afterLeft", faults->rules[i].skip);
		sandbox_json_append(list, item);
	}
	return list;
}

static bool rule_matches(sandbox_faults *faults, rule *one, const sandbox_request *request)
{
	const char *method = sandbox_json_text(one->json, "method", request->method);
	const char *path = sandbox_json_text(one->json, "path", "*");

	if (!one->times || strcmp(method, request->method) != 0 || fnmatch(path, request->path, 0))
		return false;
	if (one->skip > 0) {
		one->skip--;
		return false;
	}
	return one->probability >= 1 || draw_probability(faults) < one->probability;
}

static sandbox_fault *new_fault(json_object *json)
{
	sandbox_fault *fault = sandbox_alloc(sizeof(*fault));
	const char *drop = sandbox_json_text(json, "drop", "");
	const bool body = sandbox_json_flag(json, "empty", false) ||
			  sandbox_json_flag(json, "invalidJson", false) ||
			  sandbox_json_flag(json, "xmlError", false);

	fault->json = json_object_get(json);
	fault->delay_ms = sandbox_json_int(json, "delayMs", 0);
	fault->slow_body_ms = sandbox_json_int(json, "slowBodyMs", 0);
	fault->truncate = sandbox_json_int(json, "truncate", -1);
	fault->date_skew = sandbox_json_int(json, "dateSkew", 0);
	fault->status = (unsigned int)sandbox_json_int(json, "status", 0);
	fault->drop = strcmp(drop, "before") == 0  ? SANDBOX_DROP_BEFORE
		      : strcmp(drop, "after") == 0 ? SANDBOX_DROP_AFTER
						   : SANDBOX_DROP_NOT;
	if (!fault->status && sandbox_json_member(json, "retryAfter"))
		fault->status = 429;
	if (!fault->status && body)
		fault->status = sandbox_json_flag(json, "xmlError", false) ? 403 : 200;
	fault->replaces = (fault->status || sandbox_json_member(json, "body")) &&
			  !sandbox_json_flag(json, "execute", false);
	return fault;
}

static void free_fault(sandbox_fault *fault)
{
	if (!fault)
		return;
	json_object_put(fault->json);
	free(fault);
}

json_object *sandbox_fault_json(const sandbox_fault *fault)
{
	return fault ? json_object_get(fault->json) : NULL;
}

static void attach_fault(sandbox_request *request, json_object *json)
{
	request->fault = new_fault(json);
	request->fault_free = free_fault;
}

static void fault_of_header(sandbox_request *request, const char *header)
{
	json_object *json = sandbox_json_parse(header, strlen(header));
	json_object *checked = NULL;

	if (json_object_is_type(json, json_type_object))
		checked = read_fault(request, json);
	else
		sandbox_refuse(request, 400, -1, "X-Otk-Sandbox-Fault: a JSON object is expected");
	if (checked)
		attach_fault(request, checked);
	json_object_put(checked);
	json_object_put(json);
}

void sandbox_fault_choose(sandbox_request *request)
{
	sandbox_faults *faults = request->box->faults;
	const char *header = sandbox_header(request, "X-Otk-Sandbox-Fault");

	if (header && !sandbox_token_in_header(request)) {
		sandbox_refuse(request, 401, 401,
			"X-Otk-Sandbox-Fault needs the token of the control interface in "
			"X-Otk-Sandbox-Token");
		return;
	}
	if (header) {
		fault_of_header(request, header);
		return;
	}
	for (size_t i = 0; i < faults->count; i++) {
		rule *one = &faults->rules[i];

		if (!rule_matches(faults, one, request))
			continue;
		if (one->times > 0)
			one->times--;
		one->hits++;
		attach_fault(request, one->json);
		return;
	}
}

static char *default_fault_body(const sandbox_fault *fault)
{
	if (sandbox_json_flag(fault->json, "empty", false))
		return sandbox_copy("");
	if (sandbox_json_flag(fault->json, "invalidJson", false))
		return sandbox_copy("{\"id\": \"broken\", \"items\": [");
	if (sandbox_json_flag(fault->json, "xmlError", false) && fault->status < 300)
		return sandbox_copy(
			"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Errors>"
			"<error code=\"-1\"><systemError message=\"Sandbox fault\"/></error>"
			"</Errors>");
	if (sandbox_json_flag(fault->json, "xmlError", false))
		return sandbox_copy("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>"
				    "<errorPayload><code>-1</code><message>Sandbox fault</message>"
				    "<description>Sandbox fault</description></errorPayload>");
	return sandbox_print("{\"code\":%u,\"message\":\"Sandbox fault\","
			     "\"description\":\"Sandbox fault\"}",
		fault->status);
}

static void replace_reply_body(sandbox_request *request)
{
	const sandbox_fault *fault = request->fault;
	const char *body = sandbox_json_text(fault->json, "body", NULL);
	const bool xml = sandbox_json_flag(fault->json, "xmlError", false);
	char *text = body ? sandbox_copy(body) : default_fault_body(fault);

	sandbox_reply_clear(&request->reply);
	request->replied = false;
	sandbox_reply_text(request, fault->status ? fault->status : 200,
		xml ? "application/xml" : "application/json", text);
	free(text);
}

static void add_retry_after(sandbox_request *request, json_object *value)
{
	char *text = json_object_is_type(value, json_type_string)
			     ? sandbox_copy(json_object_get_string(value))
			     : sandbox_print("%" PRId64, json_object_get_int64(value));

	sandbox_reply_header(request, "Retry-After", text);
	free(text);
}

void sandbox_fault_apply(sandbox_request *request)
{
	const sandbox_fault *fault = request->fault;
	json_object *headers;
	json_object *retry;
	json_object_iter each;

	if (!fault)
		return;
	if (fault->status || sandbox_json_member(fault->json, "body"))
		replace_reply_body(request);
	if (sandbox_json_text(fault->json, "contentType", NULL))
		request->reply.type = sandbox_json_text(fault->json, "contentType", NULL);
	retry = sandbox_json_member(fault->json, "retryAfter");
	if (retry)
		add_retry_after(request, retry);
	headers = sandbox_json_member(fault->json, "headers");
	if (!json_object_is_type(headers, json_type_object))
		return;
	json_object_object_foreachC(headers, each)
		sandbox_reply_header(request, each.key, json_object_get_string(each.val));
}
