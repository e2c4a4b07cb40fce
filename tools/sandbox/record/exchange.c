/* SPDX-License-Identifier: MIT */
/* Writes exchanges into a folder: one JSON file each, which appears when it is complete. */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/record/exchange.h"
#include "tools/sandbox/request/route.h"
#include "tools/sandbox/state/clock.h"

enum { FORMAT_VERSION = 1, BODY_MAX = 512 * 1024 };

struct sandbox_recorder {
	sandbox_redactor redactor;
	int folder;           /* descriptor */
	const char *path;     /* for messages */
	uint64_t last_number; /* of a request */
	uint64_t written, lost;
	char *problem; /* the first reason for a loss; NULL: none */
};

/* ---- the folder */

static bool cannot_record(const char *path, const char *why)
{
	fprintf(stderr, "otk-sandbox: --record: \"%s\": %s\n", path, why);
	return false;
}

/* Pseudonyms of another run are made with another key: they must not be mixed. */
static bool is_empty_folder(const char *path)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;
	bool empty = true;
	int problem;

	if (!folder)
		return cannot_record(path, strerror(errno));
	while (empty && (errno = 0, entry = readdir(folder)))
		empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
	problem = empty ? errno : 0;
	closedir(folder);
	if (problem)
		return cannot_record(path, strerror(problem));
	return empty ||
	       cannot_record(path, "the folder is not empty; name a new one for each recording");
}

struct sandbox_recorder *sandbox_recorder_new(sandbox *box, const char *folder)
{
	struct sandbox_recorder *recorder;
	int descriptor;

	if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
		cannot_record(folder, strerror(errno));
		return NULL;
	}
	if (!is_empty_folder(folder))
		return NULL;
	descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (descriptor < 0) {
		cannot_record(folder, strerror(errno));
		return NULL;
	}
	recorder = sandbox_alloc(sizeof(*recorder));
	*recorder = (struct sandbox_recorder){.folder = descriptor, .path = folder};
	recorder->redactor = (sandbox_redactor){
		.names = sandbox_pseudonyms_new(), .words = sandbox_vocabulary_new(box)};
	return recorder;
}

void sandbox_recorder_free(struct sandbox_recorder *recorder)
{
	if (!recorder)
		return;
	close(recorder->folder);
	sandbox_pseudonyms_free(recorder->redactor.names);
	sandbox_vocabulary_free(recorder->redactor.words);
	free(recorder->problem);
	free(recorder);
}

json_object *sandbox_recorder_state(const struct sandbox_recorder *recorder)
{
	json_object *state = sandbox_new_object();

	sandbox_json_set_int(state, "exchanges", (int64_t)recorder->written);
	sandbox_json_set_int(state, "lost", (int64_t)recorder->lost);
	if (recorder->problem)
		sandbox_json_set_text(state, "problem", recorder->problem);
	return state;
}

bool sandbox_recorder_failed(const struct sandbox_recorder *recorder)
{
	return recorder && recorder->lost;
}

static bool write_all(int descriptor, const char *text, size_t size)
{
	while (size) {
		const ssize_t count = write(descriptor, text, size);

		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			return false;
		text += count;
		size -= (size_t)count;
	}
	return true;
}

/* Writes a temporary file and renames it once it is complete and on the disk. */
static bool write_file(struct sandbox_recorder *recorder, uint64_t number, const char *text)
{
	char *name = sandbox_print("%06" PRIu64 ".json", number);
	char *part = sandbox_print(".%s.part", name);
	const int descriptor = openat(recorder->folder, part,
		O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	bool good = descriptor >= 0 && write_all(descriptor, text, strlen(text)) &&
		    fdatasync(descriptor) == 0;
	int problem = errno;

	if (descriptor >= 0 && close(descriptor) != 0 && good) {
		problem = errno;
		good = false;
	}
	if (good && renameat(recorder->folder, part, recorder->folder, name) != 0) {
		problem = errno;
		good = false;
	}
	if (!good && descriptor >= 0)
		unlinkat(recorder->folder, part, 0);
	free(part);
	free(name);
	errno = problem;
	return good;
}

static void count_loss(struct sandbox_recorder *recorder, const char *why)
{
	if (!recorder->lost++) {
		recorder->problem = sandbox_copy(why);
		fprintf(stderr,
			"otk-sandbox: --record: \"%s\": an exchange could not be written: %s\n",
			recorder->path, why);
	}
}

/* ---- the exchange */

sandbox_exchange sandbox_exchange_begin(sandbox *box)
{
	return (sandbox_exchange){.number = ++box->recorder->last_number,
		.time = sandbox_wall(box),
		.began = sandbox_monotonic()};
}

void sandbox_exchange_add_body(sandbox_exchange *exchange, const char *data, size_t size)
{
	exchange->body_size += (int64_t)size;
	if (exchange->body_size <= BODY_MAX)
		sandbox_bytes_add(&exchange->body, data, size);
	else
		sandbox_bytes_free(&exchange->body);
}

void sandbox_exchange_clear(sandbox_exchange *exchange)
{
	json_object_put(exchange->response_headers);
	sandbox_bytes_free(&exchange->body);
	free(exchange->problem);
	*exchange = (sandbox_exchange){0};
}

static void add_made_text(json_object *object, const char *name, char *made)
{
	if (*made)
		sandbox_json_set_text(object, name, made);
	free(made);
}

/* Request headers that say something about the contract; the others are not written. */
static json_object *describe_headers(const sandbox_request *request)
{
	json_object *headers = sandbox_new_object();
	const char *type = sandbox_header(request, "Content-Type");
	const char *accept = sandbox_header(request, "Accept");
	const char *agent = sandbox_header(request, "User-Agent");

	if (type)
		add_made_text(headers, "content-type", sandbox_redact_type(type));
	if (accept)
		add_made_text(headers, "accept", sandbox_redact_type(accept));
	if (agent)
		add_made_text(headers, "user-agent", sandbox_redact_agent(agent));
	return headers;
}

static void add_credential(
	const sandbox_redactor *r, const sandbox_request *request, json_object *described)
{
	static const char *const names[] = {"x-opentok-auth", "authorization", "x-tb-partner-auth"};

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const char *value = sandbox_header(request, names[i]);
		json_object *credential;

		if (!value)
			continue;
		credential = sandbox_redact_credential(r, value);
		sandbox_json_set_text(credential, "name", names[i]);
		sandbox_json_set(described, "credential", credential);
		return;
	}
}

/* A method that HTTP does not have could be anything. */
static const char *known_method(const char *method)
{
	static const char *const methods[] = {
		"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

	for (size_t i = 0; i < COUNT_OF(methods); i++)
		if (strcmp(method, methods[i]) == 0)
			return method;
	return "OTHER";
}

static json_object *describe_request(const sandbox_redactor *r, const sandbox_request *request)
{
	json_object *described = sandbox_new_object();

	sandbox_json_set_text(described, "method", known_method(request->method));
	add_made_text(described, "path",
		sandbox_redact_path(
			r, (const char *const *)request->segments, request->segment_count));
	if (request->route && request->route->operation)
		sandbox_json_set_text(described, "operation", request->route->operation);
	if (json_object_object_length(request->query))
		sandbox_json_set(described, "query", sandbox_redact_form(r, request->query));
	sandbox_json_set(described, "headers", describe_headers(request));
	add_credential(r, request, described);
	if (request->body.size)
		sandbox_json_set(described, "body",
			sandbox_redact_body(r, sandbox_header(request, "Content-Type"),
				request->body.data, request->body.size, false));
	return described;
}

static json_object *describe_response(const sandbox_redactor *r, const sandbox_exchange *exchange)
{
	json_object *described = sandbox_new_object(), *headers = sandbox_new_object();
	const char *type = sandbox_json_text(exchange->response_headers, "content-type", NULL);
	const char *retry = sandbox_json_text(exchange->response_headers, "retry-after", NULL);
	const char *location = sandbox_json_text(exchange->response_headers, "location", NULL);
	int64_t seconds;

	sandbox_json_set_int(described, "status", exchange->status);
	if (type)
		add_made_text(headers, "content-type", sandbox_redact_type(type));
	if (retry && sandbox_number(retry, &seconds))
		sandbox_json_set_text(headers, "retry-after", retry);
	if (location)
		add_made_text(headers, "location", sandbox_pseudonym(r->names, location));
	sandbox_json_set(described, "headers", headers);
	if (exchange->body_size)
		sandbox_json_set(described, "body",
			sandbox_redact_body(r, type, exchange->body.data,
				exchange->body.data ? exchange->body.size
						    : (size_t)exchange->body_size,
				true));
	if (exchange->problem)
		sandbox_json_set_text(described, "problem", exchange->problem);
	return described;
}

void sandbox_exchange_write(
	sandbox *box, sandbox_exchange *exchange, const sandbox_request *request)
{
	struct sandbox_recorder *recorder = box->recorder;
	json_object *whole;

	if (exchange->written)
		return;
	exchange->written = true;
	whole = sandbox_new_object();
	sandbox_json_set_int(whole, "version", FORMAT_VERSION);
	sandbox_json_set_int(whole, "number", (int64_t)exchange->number);
	sandbox_json_set_int(whole, "time", exchange->time);
	sandbox_json_set_int(whole, "elapsedMs", sandbox_monotonic() - exchange->began);
	sandbox_json_set(whole, "request", describe_request(&recorder->redactor, request));
	sandbox_json_set(whole, "response", describe_response(&recorder->redactor, exchange));
	if (write_file(recorder, exchange->number, sandbox_json_print(whole, NULL)))
		recorder->written++;
	else
		count_loss(recorder, strerror(errno));
	json_object_put(whole);
}
