/* SPDX-License-Identifier: MIT */
/* The latest requests, for the control interface. */
#include "config.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/crypto/jwt.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/base/text.h"
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

/* The first member that the summary of an entry leaves out, with all that follow. */
#define FIRST_DETAIL "query"

/* An entry is kept as JSON text, which is smaller than a tree; the other members are for
 * filters. */
typedef struct entry {
	char *text;            /* NULL: dropped */
	const char *operation; /* of the route's table; NULL: none */
	char *session;         /* NULL: none */
	unsigned int status;
	sandbox_kept response;
} entry;

struct sandbox_journal {
	entry entries[ENTRIES];
	uint64_t first;          /* number of the oldest entry */
	uint64_t next;           /* number of the next entry */
	size_t size;             /* of all entries, without bodies of responses */
	uint64_t first_response; /* number of the oldest entry that may have a response's body */
	size_t response_size;    /* of all bodies of responses */
};

sandbox_journal *sandbox_journal_new(void)
{
	sandbox_journal *journal = sandbox_alloc(sizeof(sandbox_journal));

	journal->first = journal->first_response = journal->next = 1;
	return journal;
}

/* Everything whose length a client or a rule chooses; bodies of responses have a limit of their
 * own. */
static size_t size_of(const entry *one)
{
	return strlen(one->text) + one->response.head + (one->session ? strlen(one->session) : 0);
}

static void drop_oldest(sandbox_journal *journal)
{
	entry *oldest = &journal->entries[journal->first++ % ENTRIES];

	journal->size -= size_of(oldest);
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
	char *lower = sandbox_lower(name);
	json_object *shown;

	(void)kind;
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
	entry added;

	if (request->journaled)
		return;
	request->journaled = true;
	request->box->requests++;
	if (status / 100 < 6)
		request->box->responses[status / 100]++;
	session = session_of(request);
	object = describe_request(request, status, session, journal->next);
	sandbox_log_request(request->box, object);
	added = (entry){.text = sandbox_copy(sandbox_json_print(object, NULL)),
		.operation = request->route ? request->route->operation : NULL,
		.session = session ? sandbox_copy(session) : NULL,
		.status = status,
		.response = status ? sandbox_kept_copy(request) : (sandbox_kept){0}};
	json_object_put(object);
	while (journal->first < journal->next &&
		(journal->next - journal->first == ENTRIES ||
			journal->size + size_of(&added) > MAX_SIZE))
		drop_oldest(journal);
	journal->size += size_of(&added);
	journal->entries[journal->next++ % ENTRIES] = added;
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

/* Returns the length of the text before the member FIRST_DETAIL. Quotes in strings are escaped
 * and no member before it is an object, so nothing else looks like it. */
static size_t summary_length(const char *text)
{
	const char *detail = strstr(text, ",\"" FIRST_DETAIL "\":");

	return detail ? (size_t)(detail - text) : strlen(text) - 1;
}

static void add_summary(sandbox_bytes *to, const entry *kept)
{
	sandbox_bytes_add(to, kept->text, summary_length(kept->text));
	sandbox_bytes_add_text(to, "}");
}

/* Returns the number of the first entry from `number` on that fits; 0: there is none. */
static uint64_t first_fitting(
	const sandbox_journal *journal, const sandbox_journal_filter *filter, uint64_t number)
{
	const uint64_t end = filter->before && (uint64_t)filter->before < journal->next
				     ? (uint64_t)filter->before
				     : journal->next;

	number = number < journal->first ? journal->first : number;
	while (number < end && !fits_filter(&journal->entries[number % ENTRIES], filter))
		number++;
	return number < end ? number : 0;
}

/* Returns the number of the last entry before `number` that fits; 0: there is none. */
static uint64_t last_fitting(
	const sandbox_journal *journal, const sandbox_journal_filter *filter, uint64_t number)
{
	uint64_t first = (uint64_t)filter->since + 1;

	if (first < journal->first)
		first = journal->first;
	if (number > journal->next)
		number = journal->next;
	while (number-- > first)
		if (fits_filter(&journal->entries[number % ENTRIES], filter))
			return number;
	return 0;
}

/* Returns the number of the entry of a list after `number`, 0: of its first one; 0: the list has
 * ended. */
static uint64_t next_fitting(
	const sandbox_journal *journal, const sandbox_journal_filter *filter, uint64_t number)
{
	if (filter->newest && !number)
		number = filter->before ? (uint64_t)filter->before : journal->next;
	if (filter->newest)
		return last_fitting(journal, filter, number);
	return first_fitting(journal, filter, (number ? number : (uint64_t)filter->since) + 1);
}

bool sandbox_journal_has(const sandbox_journal *journal, const sandbox_journal_filter *filter)
{
	return next_fitting(journal, filter, 0) != 0;
}

/* A list that is being sent. Entries that are dropped meanwhile are missing in it. */
typedef struct listing {
	const sandbox_journal *journal;
	sandbox_journal_filter filter; /* its texts are the request's */
	uint64_t number;               /* of the entry that was sent last; 0: none so far */
	int64_t left;                  /* entries that may still be sent */
	size_t sent;
	bool begun, ended;
} listing;

static char *next_piece(void *state)
{
	listing *list = state;
	sandbox_bytes text = {0};
	const uint64_t number =
		list->left > 0 ? next_fitting(list->journal, &list->filter, list->number) : 0;

	if (list->ended)
		return NULL;
	if (!list->begun)
		sandbox_bytes_add_text(&text, "{\"items\":[");
	list->begun = true;
	if (!number) {
		list->ended = true;
		sandbox_bytes_add_text(&text, "]}");
		return text.data;
	}
	if (list->sent++)
		sandbox_bytes_add_text(&text, ",");
	if (list->filter.summary)
		add_summary(&text, &list->journal->entries[number % ENTRIES]);
	else
		sandbox_bytes_add_text(&text, list->journal->entries[number % ENTRIES].text);
	list->number = number;
	list->left--;
	return text.data;
}

sandbox_pieces sandbox_journal_pieces(
	const sandbox_journal *journal, const sandbox_journal_filter *filter, int64_t limit)
{
	listing *list = sandbox_alloc(sizeof(*list));

	*list = (listing){.journal = journal, .filter = *filter, .left = limit};
	return (sandbox_pieces){.next = next_piece, .state = list, .end = free};
}

const char *sandbox_journal_text(const sandbox_journal *journal, uint64_t number)
{
	return number >= journal->first && number < journal->next
		       ? journal->entries[number % ENTRIES].text
		       : NULL;
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
