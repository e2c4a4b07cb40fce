/* SPDX-License-Identifier: MIT */
/* The latest requests, for tests to look at. */
#include "config.h"

#include <ctype.h>
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/jwt.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/http/fault.h"
#include "tools/sandbox/http/journal.h"
#include "tools/sandbox/http/kept.h"
#include "tools/sandbox/http/log.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/request/route.h"
#include "tools/sandbox/state/clock.h"

enum {
	ENTRIES = 10000,
	BODY_KEPT = 64 * 1024,
	MAX_SIZE = 16 * 1024 * 1024,
	MAX_RESPONSES = 4 * 1024 * 1024
};

/* The members from this one on are left out of the summary of an entry. */
#define FIRST_DETAIL "query"

/* Kept as JSON text, which is smaller than a tree, beside what entries are filtered by. */
typedef struct entry {
	char *text;            /* NULL: dropped */
	const char *operation; /* of the route's table; NULL: none */
	char *session;         /* NULL: none */
	unsigned int status;
	sandbox_kept response;
} entry;

struct sandbox_journal {
	entry entries[ENTRIES];
	uint64_t first; /* number of the oldest entry */
	uint64_t next;  /* number of the next entry */
	size_t size;    /* of all texts */
	uint64_t
		first_response; /* number of the oldest entry that may have the body of a response */
	size_t response_size;   /* of all bodies of responses */
};

sandbox_journal *sandbox_journal_new(void)
{
	sandbox_journal *journal = sandbox_alloc(sizeof(sandbox_journal));

	journal->first = journal->first_response = journal->next = 1;
	return journal;
}

static void drop_oldest(sandbox_journal *journal)
{
	entry *oldest = &journal->entries[journal->first++ % ENTRIES];

	journal->size -= strlen(oldest->text);
	journal->response_size -= oldest->response.size;
	sandbox_kept_free(&oldest->response);
	free(oldest->text);
	free(oldest->session);
	*oldest = (entry){0};
}

void sandbox_journal_clear(sandbox_journal *journal)
{
	while (journal->first < journal->next)
		drop_oldest(journal);
}

void sandbox_journal_free(sandbox_journal *journal)
{
	sandbox_journal_clear(journal);
	free(journal);
}

static bool is_credential_header(const char *name)
{
	return strstr(name, "auth") != NULL || strstr(name, "token") != NULL ||
	       strcmp(name, "cookie") == 0;
}

/* The headers of an entry, and the parsed claims of the request's token, NULL: not parsed. */
typedef struct header_target {
	json_object *headers;
	json_object *claims;
} header_target;

static enum MHD_Result add_journal_header(
	void *cls, enum MHD_ValueKind kind, const char *name, const char *value)
{
	header_target *target = cls;
	char *lower = sandbox_copy(name);
	json_object *shown;

	(void)kind;
	for (char *at = lower; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	if (!is_credential_header(lower))
		shown = sandbox_new_string(value ? value : "");
	else if (target->claims && strcmp(lower, "x-opentok-auth") == 0)
		shown = json_object_get(target->claims);
	else
		shown = sandbox_jwt_redact(value ? value : "");
	sandbox_json_set(target->headers, lower, shown);
	free(lower);
	return MHD_YES;
}

/* The session that the request names, or that of the object it names; NULL: none. */
static const char *session_of(const sandbox_request *request)
{
	return request->session ? sandbox_json_text(request->session, "id", NULL)
				: sandbox_json_text(request->object, "sessionId", NULL);
}

static json_object *describe_request(
	sandbox_request *request, unsigned int status, const char *session, uint64_t number)
{
	static const char *const agent[] = {"user-agent", NULL};
	json_object *object = sandbox_new_object();
	json_object *headers = sandbox_new_object();
	header_target target = {.headers = headers, .claims = request->claims};
	size_t body = request->body.size < BODY_KEPT ? request->body.size : BODY_KEPT;
	size_t size = 0;

	MHD_get_connection_values(
		request->connection, MHD_HEADER_KIND, add_journal_header, &target);
	if (request->replied)
		sandbox_reply_body(request, &size);
	sandbox_json_set_int(object, "seq", (int64_t)number);
	sandbox_json_set_int(object, "time", sandbox_now(request->box));
	sandbox_json_set_text(object, "method", request->method);
	sandbox_json_set_text(object, "path", request->path);
	if (request->route && request->route->operation)
		sandbox_json_set_text(object, "operation", request->route->operation);
	if (session)
		sandbox_json_set_text(object, "sessionId", session);
	sandbox_json_set_int(object, "status", status);
	sandbox_json_set_int(object, "responseBytes", (int64_t)size);
	sandbox_json_set_int(object, "elapsedUs", sandbox_monotonic_us() - request->began_us);
	sandbox_json_set_int(object, "connection", (int64_t)request->tcp_number);
	if (request->fault)
		sandbox_json_set_flag(object, "hasFault", true);
	if (request->unknown)
		sandbox_json_set(object, "unknownMembers", json_object_get(request->unknown));
	sandbox_json_take(object, headers, agent);
	sandbox_json_set(object, FIRST_DETAIL, json_object_get(request->query));
	sandbox_json_set(object, "contentType",
		json_object_get(sandbox_json_member(headers, "content-type")));
	sandbox_json_set(object, "headers", headers);
	sandbox_json_set(object, "body",
		sandbox_new_string_len(request->body.data ? request->body.data : "", (int)body));
	sandbox_json_set(object, "fault", sandbox_fault_json(request->fault));
	return object;
}

/* Counts the body of the latest response, and drops those of older ones. */
static void count_response(sandbox_journal *journal)
{
	journal->response_size += journal->entries[(journal->next - 1) % ENTRIES].response.size;
	if (journal->first_response < journal->first)
		journal->first_response = journal->first;
	while (journal->response_size > MAX_RESPONSES) {
		entry *oldest = &journal->entries[journal->first_response++ % ENTRIES];

		journal->response_size -= oldest->response.size;
		sandbox_kept_drop_body(&oldest->response);
	}
}

void sandbox_journal_add(sandbox_request *request, unsigned int status)
{
	sandbox_journal *journal = request->box->journal;
	const char *session;
	json_object *object;
	char *text;

	if (request->journaled)
		return;
	request->journaled = true;
	request->box->requests++;
	if (status / 100 < 6)
		request->box->responses[status / 100]++;
	session = session_of(request);
	object = describe_request(request, status, session, journal->next);
	sandbox_log_request(request->box, object);
	text = sandbox_copy(sandbox_json_print(object, NULL));
	json_object_put(object);
	while (journal->first < journal->next && (journal->next - journal->first == ENTRIES ||
							 journal->size + strlen(text) > MAX_SIZE))
		drop_oldest(journal);
	journal->size += strlen(text);
	journal->entries[journal->next++ % ENTRIES] = (entry){.text = text,
		.operation = request->route ? request->route->operation : NULL,
		.session = session ? sandbox_copy(session) : NULL,
		.status = status,
		.response = sandbox_kept_copy(request)};
	count_response(journal);
}

static bool is_same_or_any(const char *text, const char *wanted)
{
	return !wanted || (text && strcmp(text, wanted) == 0);
}

static bool fits_filter(const entry *kept, const sandbox_journal_filter *filter)
{
	return (!filter->status || filter->status == kept->status) &&
	       is_same_or_any(kept->operation, filter->operation) &&
	       is_same_or_any(kept->session, filter->session);
}

/* Returns the length of the text before the member FIRST_DETAIL of the entry itself. */
static size_t summary_length(const char *text)
{
	static const char detail[] = ",\"" FIRST_DETAIL "\":";
	bool quoted = false;

	/* No member of a summary is an object. */
	for (const char *at = text; *at; at++) {
		if (!quoted && strncmp(at, detail, sizeof(detail) - 1) == 0)
			return (size_t)(at - text);
		if (quoted && *at == '\\')
			at++;
		else if (*at == '"')
			quoted = !quoted;
	}
	return strlen(text) - 1;
}

static void add_summary(sandbox_bytes *to, const entry *kept)
{
	sandbox_bytes_add(to, kept->text, summary_length(kept->text));
	sandbox_bytes_add_text(to, "}");
}

char *sandbox_journal_list(const sandbox_journal *journal, const sandbox_journal_filter *filter,
	int64_t limit, int64_t *count)
{
	sandbox_bytes list = {0};
	uint64_t number = (uint64_t)filter->since < journal->first ? journal->first
								   : (uint64_t)filter->since + 1;

	*count = 0;
	sandbox_bytes_add_text(&list, "{\"items\":[");
	for (; number < journal->next && *count < limit; number++) {
		const entry *kept = &journal->entries[number % ENTRIES];

		if (!fits_filter(kept, filter))
			continue;
		if ((*count)++)
			sandbox_bytes_add_text(&list, ",");
		if (filter->summary)
			add_summary(&list, kept);
		else
			sandbox_bytes_add_text(&list, kept->text);
	}
	sandbox_bytes_add_text(&list, "]}");
	return list.data;
}

uint64_t sandbox_journal_last(const sandbox_journal *journal)
{
	return journal->next - 1;
}

char *sandbox_journal_entry(const sandbox_journal *journal, uint64_t number)
{
	const entry *kept = &journal->entries[number % ENTRIES];
	sandbox_bytes text = {0};
	json_object *response;

	if (number < journal->first || number >= journal->next)
		return NULL;
	response = sandbox_kept_show(&kept->response);
	sandbox_bytes_add(&text, kept->text, strlen(kept->text) - 1);
	sandbox_bytes_add_text(&text, ",\"response\":");
	sandbox_bytes_add_text(&text, response ? sandbox_json_print(response, NULL) : "null");
	sandbox_bytes_add_text(&text, "}");
	json_object_put(response);
	return text.data;
}

char *sandbox_journal_next(const sandbox_journal *journal, uint64_t *since, uint64_t *lost)
{
	const uint64_t number = *since + 1 < journal->first ? journal->first : *since + 1;
	sandbox_bytes text = {0};

	*lost = number - (*since + 1);
	*since = number - 1;
	if (number >= journal->next)
		return NULL;
	*since = number;
	add_summary(&text, &journal->entries[number % ENTRIES]);
	return text.data;
}
