/* SPDX-License-Identifier: MIT */
/* Writes the whole state as text, a line of JSON for each part, and reads it. Reading takes the
 * memory of one line only, and a message can name the line that is wrong. */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/sandbox/base/file.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/callbacks/webhook.h"
#include "tools/sandbox/control/callbacks.h"
#include "tools/sandbox/control/snapshot.h"
#include "tools/sandbox/http/fault.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/request/stubs/stub.h"
#include "tools/sandbox/service/account/credentials.h"
#include "tools/sandbox/service/kinds.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/state/clock.h"
#include "tools/sandbox/state/kinds.h"

/* Raised with every change that an older otk-sandbox cannot read. */
enum { FORMAT = 1 };

/* Bytes of a file; of one line: a request has at most 2 MiB. */
enum { MAX_FILE = 1024 * 1024 * 1024, MAX_LINE = 8 * 1024 * 1024 };

/* Limits of a snapshot: the skew of request tokens, a year in ms (control.c), and numbers in
 * documents, with which times and file sizes are computed. */
#define MAX_SKEW   (INT64_C(31536000) * 1000)
#define MAX_NUMBER INT64_C(500000000000000)

/* Settings that belong to the machine, and those that have a line of their own. */
static const char *const other_settings[] = {
	"tls_key", "tls_certificate", "credentials", "clock_offset", "hooks", NULL};

/* ---- writing */

static void add_line(sandbox_bytes *text, json_object *line)
{
	size_t size;
	const char *printed = sandbox_json_print(line, &size);

	sandbox_bytes_add(text, printed, size);
	sandbox_bytes_add(text, "\n", 1);
	json_object_put(line);
}

/* Returns {name: value}; takes the value over. json_object_put() it. */
static json_object *line_of(const char *name, json_object *value)
{
	json_object *line = sandbox_new_object();

	sandbox_json_set(line, name, value);
	return line;
}

static bool is_listed(const char *const *names, const char *name)
{
	while (*names && strcmp(*names, name) != 0)
		names++;
	return *names != NULL;
}

static void write_object(void *text, const char *kind, const char *document)
{
	/* The document is JSON already. */
	sandbox_bytes_add_text(text, "{\"kind\":\"");
	sandbox_bytes_add_text(text, kind);
	sandbox_bytes_add_text(text, "\",\"document\":");
	sandbox_bytes_add_text(text, document);
	sandbox_bytes_add_text(text, "}\n");
}

static void write_setting(void *text, const char *name, const char *value)
{
	json_object *line;

	if (is_listed(other_settings, name))
		return;
	line = line_of("setting", sandbox_new_string(name));
	sandbox_json_set_text(line, "value", value);
	add_line(text, line);
}

static json_object *clock_of(const sandbox *box)
{
	json_object *clock = sandbox_new_object();

	sandbox_json_set_int(clock, "offset", box->clock_offset);
	sandbox_json_set_int(clock, "skew", box->skew);
	return clock;
}

static void write_items(sandbox_bytes *text, const char *name, json_object *items)
{
	for (size_t i = 0; i < sandbox_json_list_size(items); i++)
		add_line(text, line_of(name, json_object_get(json_object_array_get_idx(items, i))));
	json_object_put(items);
}

void sandbox_snapshot_write(sandbox *box, sandbox_bytes *text)
{
	add_line(text, line_of("otkSandboxSnapshot", sandbox_new_int64(FORMAT)));
	add_line(text, line_of("clock", clock_of(box)));
	add_line(text, line_of("hooks", json_object_get(box->options.hooks)));
	sandbox_store_each_setting(box->store, write_setting, text);
	sandbox_store_each(box->store, write_object, text);
	write_items(text, "fault", sandbox_faults_list(box->faults));
	add_line(text,
		line_of("faultSequence", sandbox_new_int64(sandbox_faults_sequence(box->faults))));
	write_items(text, "stub", sandbox_stubs_list(box->stubs));
	add_line(text, line_of("end", sandbox_new_boolean(true)));
}

/* ---- reading */

/* A snapshot that is being read. Parts outside the database are changed after the commit. */
typedef struct reading {
	sandbox_request *request;
	int64_t number;     /* of the line */
	json_object *parts; /* {"clock","hooks","faults","stubs","faultSequence"} */
	bool ended;
} reading;

static bool refuse_line(reading *from, const char *why)
{
	sandbox_refuse(from->request, 400, -1, "Line %" PRId64 ": %s", from->number, why);
	return false;
}

static bool is_number_from(json_object *object, const char *name, int64_t min, int64_t max)
{
	const json_object *value = sandbox_json_member(object, name);

	return json_object_is_type(value, json_type_int) && json_object_get_int64(value) >= min &&
	       json_object_get_int64(value) <= max;
}

/* Whether documents of the kind become due. */
static bool becomes_due(const sandbox *box, const char *name)
{
	for (const sandbox_kind *const *kind = box->kinds; *kind; kind++)
		if (strcmp((*kind)->name, name) == 0)
			return (*kind)->due != NULL;
	return false;
}

static bool has_large_number(json_object *document)
{
	json_object_iter each;

	json_object_object_foreachC(document, each)
		if (json_object_is_type(each.val, json_type_int) &&
			!is_number_from(document, each.key, -MAX_NUMBER, MAX_NUMBER))
			return true;
	return false;
}

static const char *document_problem(const sandbox *box, const char *kind, json_object *document)
{
	static const char *const texts[] = {"_owner", "sessionId"};

	if (!is_listed(sandbox_stored_kinds, kind))
		return "kind is unknown";
	if (!json_object_is_type(document, json_type_object) ||
		!*sandbox_json_text(document, "id", ""))
		return "document must be an object with an id";
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		const json_object *value = sandbox_json_member(document, texts[i]);

		if (value && !json_object_is_type(value, json_type_string))
			return "_owner and sessionId of a document are texts";
	}
	if (has_large_number(document))
		return "a number of the document is too large";
	if (sandbox_json_member(document, "_due") &&
		(!becomes_due(box, kind) ||
			!is_number_from(document, "_due", 0, SANDBOX_CLOCK_MAX)))
		return "_due of the document is not a time, or its kind has none";
	return NULL;
}

static bool read_document(reading *from, json_object *line, json_object *value)
{
	sandbox *box = from->request->box;
	const char *kind = json_object_get_string(value);
	json_object *document = sandbox_json_member(line, "document");
	const char *why = document_problem(box, kind, document);

	if (why)
		return refuse_line(from, why);
	sandbox_store_put(box->store, kind, document);
	return true;
}

static bool read_setting(reading *from, json_object *line, json_object *value)
{
	const char *name = json_object_get_string(value);

	if (is_listed(other_settings, name) || !sandbox_json_text(line, "value", NULL))
		return refuse_line(from, "setting is unknown, or its value is not a text");
	sandbox_store_set(from->request->box->store, name, sandbox_json_text(line, "value", ""));
	return true;
}

static bool read_clock(reading *from, json_object *line, json_object *value)
{
	(void)line;
	if (!is_number_from(value, "offset", -SANDBOX_CLOCK_MAX, SANDBOX_CLOCK_MAX) ||
		!is_number_from(value, "skew", -MAX_SKEW, MAX_SKEW))
		return refuse_line(from, "clock must have offset and skew, in ms");
	sandbox_json_set(from->parts, "clock", json_object_get(value));
	return true;
}

static bool read_hooks(reading *from, json_object *line, json_object *value)
{
	json_object *checked = sandbox_fields_read(from->request, sandbox_hooks_fields, value);

	(void)line;
	if (!checked)
		return false;
	sandbox_json_set(from->parts, "hooks", checked);
	return true;
}

static void add_part(reading *from, const char *name, json_object *value)
{
	json_object *list = sandbox_json_member(from->parts, name);

	if (!list) {
		list = sandbox_new_array();
		sandbox_json_set(from->parts, name, list);
	}
	sandbox_json_append(list, json_object_get(value));
}

static bool read_fault(reading *from, json_object *line, json_object *value)
{
	(void)line;
	if (!sandbox_fault_check(from->request, value))
		return false;
	add_part(from, "faults", value);
	return true;
}

static bool read_stub(reading *from, json_object *line, json_object *value)
{
	(void)line;
	if (!sandbox_stub_check(from->request, value))
		return false;
	add_part(from, "stubs", value);
	return true;
}

static bool read_sequence(reading *from, json_object *line, json_object *value)
{
	(void)line;
	sandbox_json_set(from->parts, "faultSequence", json_object_get(value));
	return true;
}

static bool read_end(reading *from, json_object *line, json_object *value)
{
	(void)line;
	(void)value;
	from->ended = true;
	return true;
}

typedef struct line_kind {
	const char *name;
	json_type type;
	size_t members;
	bool (*read)(reading *from, json_object *line, json_object *value);
} line_kind;

static const sandbox_field first_fields[] = {
	{.name = "otkSandboxSnapshot", .kind = SANDBOX_NUMBER},
	{.name = NULL},
};

static bool read_first(reading *from, json_object *line)
{
	json_object *checked = sandbox_fields_read(from->request, first_fields, line);
	const bool good = sandbox_json_int(checked, "otkSandboxSnapshot", 0) == FORMAT;

	if (checked && !good)
		refuse_line(from, "this is not a snapshot of this version of otk-sandbox");
	json_object_put(checked);
	return good;
}

/* The kinds of lines after the first one. */
static const line_kind line_kinds[] = {
	{"kind", json_type_string, 2, read_document},
	{"setting", json_type_string, 2, read_setting},
	{"clock", json_type_object, 1, read_clock},
	{"hooks", json_type_object, 1, read_hooks},
	{"fault", json_type_object, 1, read_fault},
	{"faultSequence", json_type_int, 1, read_sequence},
	{"stub", json_type_object, 1, read_stub},
	{"end", json_type_boolean, 1, read_end},
};

static bool read_line(reading *from, json_object *line)
{
	if (from->ended)
		return refuse_line(from, "nothing may follow the line \"end\"");
	if (from->number == 1)
		return read_first(from, line);
	for (size_t i = 0; i < COUNT_OF(line_kinds); i++) {
		const line_kind *kind = &line_kinds[i];
		json_object *value = sandbox_json_member(line, kind->name);

		if (!value)
			continue;
		if (!json_object_is_type(value, kind->type) ||
			(size_t)json_object_object_length(line) != kind->members)
			return refuse_line(from, "its members are not those of such a line");
		return kind->read(from, line, value);
	}
	return refuse_line(from, "it is not a line of a snapshot");
}

/* Reads the lines. False: refused. */
static bool read_lines(reading *from, sandbox_bytes *bytes)
{
	char *text = bytes->data;
	size_t size = bytes->size;
	bool good = true;

	while (size && good && !from->request->replied) {
		char *end = memchr(text, '\n', size);
		const size_t length = end ? (size_t)(end - text) : size;
		json_object *line;

		if (end)
			*end = '\0'; /* the parser reads a whole text */
		line = length <= MAX_LINE ? sandbox_json_parse_document(text, length) : NULL;
		from->number++;
		good = json_object_is_type(line, json_type_object)
			       ? read_line(from, line)
			       : refuse_line(from, "it is not a JSON object");
		json_object_put(line);
		text += length + (end ? 1 : 0);
		size -= length + (end ? 1 : 0);
	}
	if (good && !from->ended)
		good = refuse_line(from, "the end is missing; the text is not complete");
	return good;
}

/* Adds the number of the line to a refusal by a table of members. */
static void add_line_number(reading *from)
{
	const char *message = sandbox_json_text(from->request->reply.json, "message", "");
	char *longer;

	if (strncmp(message, "Line ", 5) == 0)
		return;
	longer = sandbox_print("Line %" PRId64 ": %s", from->number, message);
	sandbox_reply_clear(&from->request->reply);
	from->request->replied = false;
	sandbox_refuse(from->request, 400, -1, "%s", longer);
	free(longer);
}

static void apply_parts(sandbox_request *request)
{
	sandbox *box = request->box;
	json_object *parts = request->object;
	json_object *clock = sandbox_json_member(parts, "clock");
	json_object *hooks = sandbox_json_member(parts, "hooks");

	box->clock_offset = sandbox_clock_bound(sandbox_json_int(clock, "offset", 0));
	box->skew = sandbox_json_int(clock, "skew", 0);
	json_object_put(box->options.hooks);
	box->options.hooks = hooks ? json_object_get(hooks) : sandbox_new_object();
	sandbox_faults_replace(box->faults, sandbox_json_member(parts, "faults"),
		sandbox_json_int(parts, "faultSequence", 0));
	sandbox_stubs_replace(box->stubs, sandbox_json_member(parts, "stubs"));
	sandbox_webhook_restart(box);
}

/* What of the parts is in the database as well. */
static void store_parts(sandbox *box, json_object *parts)
{
	json_object *clock = sandbox_json_member(parts, "clock");
	json_object *hooks = sandbox_json_member(parts, "hooks");
	char *offset = sandbox_print(
		"%" PRId64, sandbox_clock_bound(sandbox_json_int(clock, "offset", 0)));

	sandbox_store_set(box->store, "clock_offset", offset);
	sandbox_store_set(box->store, "hooks", hooks ? sandbox_json_print(hooks, NULL) : "{}");
	free(offset);
	sandbox_credentials_restore(box);
}

static void collect_name(void *names, const char *name, const char *value)
{
	(void)value;
	if (!is_listed(other_settings, name))
		sandbox_json_append(names, sandbox_new_string(name));
}

static void clear_state(sandbox *box)
{
	json_object *names = sandbox_new_array();

	for (const char *const *kind = sandbox_stored_kinds; *kind; kind++)
		sandbox_store_delete_kind(box->store, *kind);
	sandbox_store_each_setting(box->store, collect_name, names);
	for (size_t i = 0; i < sandbox_json_list_size(names); i++)
		sandbox_store_unset(
			box->store, json_object_get_string(json_object_array_get_idx(names, i)));
	json_object_put(names);
}

bool sandbox_snapshot_read(sandbox_request *request, sandbox_bytes *text)
{
	reading from = {.request = request, .parts = sandbox_new_object()};

	request->strict = true;
	clear_state(request->box);
	if (!read_lines(&from, text)) {
		add_line_number(&from);
		json_object_put(from.parts);
		return false;
	}
	store_parts(request->box, from.parts);
	json_object_put(request->object);
	request->object = from.parts;
	request->after_commit = apply_parts;
	return true;
}

/* ---- files */

static bool cannot_load(const char *path, const char *why)
{
	fprintf(stderr, "otk-sandbox: --snapshot: \"%s\": %s\n", path, why);
	return false;
}

/* Whether the file can be written at the end. False: errno says why not. */
static bool is_folder_writable(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? sandbox_copy_n(path, (size_t)(slash - path) + 1) : sandbox_copy(".");
	const bool writable = access(folder, W_OK | X_OK) == 0;

	free(folder);
	return writable;
}

bool sandbox_snapshot_load(sandbox *box, const char *path)
{
	sandbox_request *request = sandbox_request_new(box, "/sandbox/snapshot");
	sandbox_bytes text = {0};
	bool good = false;

	/* The snapshot at the end could not replace a pipe or a device. */
	if (!sandbox_is_file_or_missing(path)) {
		cannot_load(path, "is not a regular file");
	} else if (sandbox_read_file(path, &text, MAX_FILE)) {
		sandbox_store_begin(box->store);
		good = sandbox_snapshot_read(request, &text);
		if (!good)
			cannot_load(path, sandbox_json_text(request->reply.json, "message", ""));
		good = sandbox_store_end(box->store, good) && good;
		if (good)
			request->after_commit(request);
	} else if (errno == ENOENT) {
		good = is_folder_writable(path) || cannot_load(path, strerror(errno));
	} else {
		cannot_load(path, errno ? strerror(errno) : "is larger than 1 GiB");
	}
	sandbox_bytes_free(&text);
	sandbox_request_free(request);
	return good;
}

bool sandbox_snapshot_save(sandbox *box, const char *path)
{
	sandbox_bytes text = {0};
	bool good;

	sandbox_snapshot_write(box, &text);
	good = sandbox_write_file(path, text.data, 0600);
	sandbox_bytes_free(&text);
	return good;
}

/* ---- routes */

static void send_snapshot(sandbox_request *request)
{
	sandbox_bytes text = {0};

	sandbox_snapshot_write(request->box, &text);
	sandbox_reply_bytes(request, "application/x-ndjson", &text);
}

static void restore_snapshot(sandbox_request *request)
{
	if (sandbox_snapshot_read(request, &request->body))
		sandbox_reply_empty(request, 204);
}

const sandbox_route sandbox_control_snapshot_routes[] = {
	{
		.method = "GET",
		.path = "/sandbox/snapshot",
		.summary = "sends the whole state",
		.auth = SANDBOX_AUTH_CONTROL,
		.handle = send_snapshot,
	},
	{
		.method = "PUT",
		.path = "/sandbox/snapshot",
		.summary = "replaces the whole state by a snapshot",
		.auth = SANDBOX_AUTH_CONTROL,
		.flags = SANDBOX_LINES,
		.handle = restore_snapshot,
	},
	{0},
};
