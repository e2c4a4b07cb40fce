/* SPDX-License-Identifier: MIT */
/* Reads a recording, and finds the exchange that fits a request. */
#include "config.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/file.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/record/recording.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/request/route.h"

enum {
	MAX_FILES = 100000,
	MAX_FILE = 16 * 1024 * 1024,
	MAX_STATUS = 999, /* the largest that libcurl reads */
	DEPTH = 64,       /* of JSON; a body may have 32 levels */
	NAME_MAX_LENGTH = 32
};

/* ---- reading */

static bool cannot_read(const char *option, const char *path, const char *why)
{
	fprintf(stderr, "otk-sandbox: %s: \"%s\": %s\n", option, path, why);
	return false;
}

/* An exchange holds two bodies, so its limits are larger than those of a request. */
static json_object *parse_exchange(const sandbox_bytes *text)
{
	json_tokener *tokener = sandbox_check_memory(json_tokener_new_ex(DEPTH));
	json_object *whole =
		json_tokener_parse_ex(tokener, text->data ? text->data : "", (int)text->size);

	if (whole && strspn(text->data + json_tokener_get_parse_end(tokener), " \t\r\n") +
				     json_tokener_get_parse_end(tokener) !=
			     text->size) {
		json_object_put(whole);
		whole = NULL;
	}
	json_tokener_free(tokener);
	return whole;
}

/* Whether the member is an object or missing. */
static bool is_object_or_missing(const json_object *object, const char *name)
{
	json_object *value = sandbox_json_member(object, name);

	return !value || json_object_is_type(value, json_type_object);
}

/* False: the object is not an exchange. */
static bool read_parts(sandbox_recorded *item)
{
	const int64_t status =
		sandbox_json_int(sandbox_json_member(item->whole, "response"), "status", -1);

	item->request = sandbox_json_member(item->whole, "request");
	item->response = sandbox_json_member(item->whole, "response");
	item->number = sandbox_json_int(item->whole, "number", 0);
	item->time = sandbox_json_int(item->whole, "time", 0);
	item->method = sandbox_json_text(item->request, "method", "");
	item->path = sandbox_json_text(item->request, "path", "");
	item->operation = sandbox_json_text(item->request, "operation", NULL);
	item->status = (unsigned int)status;
	return *item->method && *item->path == '/' && status <= MAX_STATUS &&
	       (status == 0 || status >= 200) && is_object_or_missing(item->request, "query") &&
	       is_object_or_missing(item->request, "headers") &&
	       is_object_or_missing(item->response, "headers");
}

static bool read_exchange(
	sandbox_recording *recording, const char *option, const char *folder, const char *name)
{
	char *path = sandbox_print("%s/%s", folder, name);
	sandbox_recorded item = {0};
	sandbox_bytes text = {0};
	bool good = sandbox_read_file(path, &text, MAX_FILE) ||
		    cannot_read(option, path, errno ? strerror(errno) : "is too large");

	if (good) {
		item.whole = parse_exchange(&text);
		good = read_parts(&item) || cannot_read(option, path, "is not an exchange");
	}
	if (good) {
		recording->items = sandbox_grow(
			recording->items, (recording->count + 1) * sizeof(*recording->items));
		recording->items[recording->count++] = item;
	} else {
		json_object_put(item.whole);
	}
	sandbox_bytes_free(&text);
	free(path);
	return good;
}

/* Whether it is a name such as "000123.json". Other files of the folder are ignored. */
static bool is_exchange_name(const char *name)
{
	const size_t length = strspn(name, "0123456789");

	return length && length <= NAME_MAX_LENGTH && strcmp(name + length, ".json") == 0;
}

static int compare_numbers(const void *left, const void *right)
{
	const sandbox_recorded *a = left, *b = right;

	return (a->number > b->number) - (a->number < b->number);
}

static bool read_folder(sandbox_recording *recording, const char *option, const char *folder)
{
	DIR *entries = opendir(folder);
	const struct dirent *entry;
	bool good = true;

	if (!entries)
		return cannot_read(option, folder, strerror(errno));
	while (good && (errno = 0, entry = readdir(entries))) {
		if (!is_exchange_name(entry->d_name))
			continue;
		good = recording->count < MAX_FILES
			       ? read_exchange(recording, option, folder, entry->d_name)
			       : cannot_read(option, folder, "has more than 100000 exchanges");
	}
	if (good && errno)
		good = cannot_read(option, folder, strerror(errno));
	closedir(entries);
	if (good && !recording->count)
		good = cannot_read(option, folder, "has no exchanges; --record writes them");
	if (good)
		qsort(recording->items, recording->count, sizeof(*recording->items),
			compare_numbers);
	return good;
}

/* ---- what a client can know */

static void collect_texts(json_object *into, json_object *value)
{
	json_object_iter each;

	if (json_object_is_type(value, json_type_string)) {
		sandbox_json_set_flag(into, json_object_get_string(value), true);
	} else if (json_object_is_type(value, json_type_object)) {
		json_object_object_foreachC(value, each)
			collect_texts(into, each.val);
	} else if (json_object_is_type(value, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(value); i++)
			collect_texts(into, json_object_array_get_idx(value, i));
	}
}

sandbox_recording *sandbox_recording_load(
	const sandbox *box, const char *option, const char *folder)
{
	sandbox_recording *recording = sandbox_alloc(sizeof(*recording));

	recording->words = sandbox_vocabulary_new(box);
	recording->ids = sandbox_new_object();
	if (!read_folder(recording, option, folder)) {
		sandbox_recording_free(recording);
		return NULL;
	}
	for (size_t i = 0; i < recording->count; i++)
		collect_texts(recording->ids, recording->items[i].response);
	return recording;
}

void sandbox_recording_free(sandbox_recording *recording)
{
	if (!recording)
		return;
	for (size_t i = 0; i < recording->count; i++)
		json_object_put(recording->items[i].whole);
	free(recording->items);
	sandbox_vocabulary_free(recording->words);
	json_object_put(recording->report);
	json_object_put(recording->ids);
	free(recording);
}

/* ---- the exchange that fits */

/* How well an exchange fits; -1: not at all. */
enum { NOT_AT_ALL = -1, SAME_ID = 100, SAME_VALUE = 3, SAME_NAME = 1, UNUSED = 1000 };

/*
 * A value that occurs in a recorded response must be equal. Other values were chosen by the client:
 * the recording has pseudonyms of them, which cannot be compared.
 */
static int fit_text(const sandbox_recording *recording, const char *wanted, const char *recorded)
{
	if (strcmp(wanted, recorded) == 0)
		return SAME_ID;
	return sandbox_json_member(recording->ids, wanted) ? NOT_AT_ALL : 0;
}

/*
 * Compares the segments of a path. Those that the service defines must be equal; the project may
 * be another one.
 */
static int fit_path(
	const sandbox_recording *recording, const sandbox_request *request, const char *path)
{
	int sum = 0;

	for (size_t i = 0; i < request->segment_count; i++) {
		const char *segment = request->segments[i];
		const bool is_project = i && strcmp(request->segments[i - 1], "project") == 0;
		size_t length;
		char *part;
		int fit;

		if (*path != '/')
			return NOT_AT_ALL;
		length = strcspn(++path, "/");
		part = sandbox_copy_n(path, length);
		path += length;
		if (sandbox_knows_segment(recording->words, segment) ||
			sandbox_knows_segment(recording->words, part))
			fit = strcmp(segment, part) == 0 ? 0 : NOT_AT_ALL;
		else
			fit = is_project ? 0 : fit_text(recording, segment, part);
		free(part);
		if (fit < 0)
			return NOT_AT_ALL;
		sum += fit;
	}
	return *path ? NOT_AT_ALL : sum;
}

static int fit_members(
	const sandbox_recording *recording, json_object *wanted, json_object *recorded)
{
	json_object_iter each;
	int sum = 0;

	if (!json_object_is_type(wanted, json_type_object))
		return 0;
	json_object_object_foreachC(wanted, each) {
		json_object *other = sandbox_json_member(recorded, each.key);
		int fit = 0;

		if (!other)
			continue;
		sum += SAME_NAME;
		if (json_object_is_type(each.val, json_type_object)) {
			sum += fit_members(recording, each.val, other);
			continue;
		}
		if (json_object_is_type(each.val, json_type_string) &&
			json_object_is_type(other, json_type_string))
			fit = fit_text(recording, json_object_get_string(each.val),
				json_object_get_string(other));
		else
			fit = json_object_equal(each.val, other) ? SAME_VALUE : 0;
		sum += fit < 0 ? -SAME_ID : fit;
	}
	return sum;
}

static int fit_exchange(const sandbox_recording *recording, const sandbox_request *request,
	json_object *body, const sandbox_recorded *item)
{
	json_object *recorded = sandbox_json_member(item->request, "body");
	json_object *inner = sandbox_json_member(recorded, "json");
	int sum;

	/* An exchange without a response cannot be sent. */
	if (!item->status || strcmp(item->method, request->method) != 0)
		return NOT_AT_ALL;
	sum = fit_path(recording, request, item->path);
	if (sum < 0)
		return NOT_AT_ALL;
	sum += fit_members(recording, body, inner ? inner : sandbox_json_member(recorded, "form"));
	sum += fit_members(recording, request->query, sandbox_json_member(item->request, "query"));
	sum += item->used ? 0 : UNUSED;
	return sum > 0 ? sum : 0;
}

static json_object *parse_request_body(const sandbox_request *request)
{
	const char *type = sandbox_header(request, "Content-Type");

	if (!request->body.size)
		return NULL;
	return sandbox_media_type_is(type, "application/x-www-form-urlencoded")
		       ? sandbox_form_decode(request->body.data, request->body.size)
		       : sandbox_json_parse(request->body.data, request->body.size);
}

/*
 * Returns the exchange that fits best. Of several that fit equally, it is the first one that was
 * not used, or else the last one.
 */
static sandbox_recorded *find_exchange(sandbox_recording *recording, const sandbox_request *request)
{
	json_object *body = parse_request_body(request);
	sandbox_recorded *best = NULL;
	int best_fit = NOT_AT_ALL;

	for (size_t i = 0; i < recording->count; i++) {
		sandbox_recorded *item = &recording->items[i];
		const int fit = fit_exchange(recording, request, body, item);

		if (fit < 0 || fit < best_fit || (fit == best_fit && !item->used))
			continue;
		best = item;
		best_fit = fit;
	}
	json_object_put(body);
	return best;
}

static void send_body(sandbox_request *request, const sandbox_recorded *item)
{
	json_object *body = sandbox_json_member(item->response, "body");
	json_object *json = sandbox_json_member(body, "json");
	json_object *headers = sandbox_json_member(item->response, "headers");
	const char *type = sandbox_json_text(headers, "content-type", NULL);

	if (json)
		sandbox_reply_json(request, item->status, json_object_get(json));
	else
		sandbox_reply_text(request, item->status, NULL, sandbox_json_text(body, "xml", ""));
	request->reply.type = type;
}

void sandbox_recording_reply(sandbox_request *request)
{
	sandbox_recorded *item =
		request->bad_target ? NULL : find_exchange(request->box->recording, request);
	static const char *const headers[] = {"retry-after", "location"};

	if (!item) {
		sandbox_refuse(request, 501, 501, "The recording has no exchange like %s %.200s",
			request->method, request->path);
		return;
	}
	item->used = true;
	send_body(request, item);
	for (size_t i = 0; i < COUNT_OF(headers); i++) {
		const char *value = sandbox_json_text(
			sandbox_json_member(item->response, "headers"), headers[i], NULL);

		if (value)
			sandbox_reply_header(request, headers[i], value);
	}
}
