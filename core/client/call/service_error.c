/* SPDX-License-Identifier: MIT */
/* The code and message of an error, in every shape that is known (doc/contract.md, 3). */
#include "config.h"

#include "core/client/call/service_error.h"

#include <string.h>

#include "core/base/json/json_number.h"
#include "core/base/json/json_read.h"
#include "core/base/json/json_string.h"
#include "core/base/text/text.h"
#include "core/base/text/utf8.h"
#include "core/schema/limits.h"

#include "core/base/cold.h"

void otk_text_put(char *out, size_t out_size, const char *text, size_t size)
{
	const size_t cut = otk_utf8_cut(text, size, out_size - 1);

	memcpy(out, text, cut);
	out[cut] = '\0';
}

static void set_message(otk_service_words *words, const char *text, size_t size)
{
	otk_trim(&text, &size);
	/* The literal text "null" is not a message. */
	if (size == 4 && memcmp(text, "null", 4) == 0)
		return;
	otk_text_put(words->message, sizeof(words->message), text, size);
}

/* ---- JSON */

/*
 * The members of an error object; the message of the first that is present wins. Those that say
 * by their name that something failed are errors wherever they occur.
 */
static const struct {
	const char *name;
	bool says_failed;
} message_members[] = {{"message", false}, {"detail", false}, {"description", false},
	{"error_title", true}, {"errorTitle", true}, {"errorMessage", true}, {"title", false},
	{"error", true}, {"errors", true}};
#define MESSAGE_MEMBERS ((int)OTK_COUNT_OF(message_members))
#define ENVELOPES_MAX   3

typedef struct envelope {
	otk_service_words *words;
	int rank;          /* of the message that is kept, an index of message_members */
	int depth;         /* of the object that is being read */
	bool says_failed;  /* a member that only errors have */
	int64_t http_code; /* "status" of a problem document; 0: none */
} envelope;

static bool read_envelope(envelope *e, otk_json_reader *reader);

static int rank_of(const otk_slice *key)
{
	int rank = 0;

	while (rank < MESSAGE_MEMBERS && !otk_slice_is(key, message_members[rank].name))
		rank++;
	return rank;
}

static bool is_code(const otk_slice *key)
{
	return otk_slice_is(key, "code") || otk_slice_is(key, "errorCode") ||
	       otk_slice_is(key, "error_code");
}

/* Objects that hold the members of an error: {"error":{…}}, {"errors":[{…}]}, "extensions". */
static bool is_envelope(const otk_slice *key)
{
	return otk_slice_is(key, "error") || otk_slice_is(key, "errors") ||
	       otk_slice_is(key, "extensions");
}

static bool read_message(envelope *e, otk_json_reader *reader, int rank)
{
	char text[4096];
	otk_slice value;

	if (!otk_json_read_string(reader, &value))
		return false;
	if (rank >= e->rank)
		return true;
	set_message(e->words, text, otk_json_unescape(&value, text, sizeof(text)));
	if (!e->words->message[0])
		return true;
	e->rank = rank;
	e->says_failed |= message_members[rank].says_failed;
	return true;
}

/* A code may be a word ("forbidden"); it is used as the message when the response has none. */
static bool read_code(envelope *e, otk_json_reader *reader)
{
	otk_slice value;
	int64_t code;

	if (otk_json_peek(reader) == OTK_JSON_NUMBER ? !otk_json_read_number(reader, &value)
						     : !otk_json_read_string(reader, &value))
		return false;
	if (otk_json_int_value(value.text, value.size, &code))
		e->words->code = code;
	else if (!e->words->code_text[0])
		otk_text_put(
			e->words->code_text, sizeof(e->words->code_text), value.text, value.size);
	return true;
}

static bool read_status(envelope *e, otk_json_reader *reader)
{
	otk_slice value;

	if (!otk_json_read_number(reader, &value))
		return false;
	(void)otk_json_int_value(value.text, value.size, &e->http_code);
	return true;
}

/* An object, or the first object of an array. */
static bool read_inner(envelope *e, otk_json_reader *reader, otk_json_type type)
{
	otk_slice skipped;

	if (e->depth >= ENVELOPES_MAX)
		return otk_json_skip(reader, &skipped);
	if (type == OTK_JSON_OBJECT) {
		e->says_failed = true;
		return read_envelope(e, reader);
	}
	for (bool more = otk_json_enter_array(reader); more; more = otk_json_next_item(reader)) {
		const bool is_first = !e->says_failed;

		type = otk_json_peek(reader);
		e->says_failed = true;
		if (is_first && type == OTK_JSON_OBJECT       ? !read_envelope(e, reader)
			: is_first && type == OTK_JSON_STRING ? !read_message(e, reader, 0)
							      : !otk_json_skip(reader, &skipped))
			return false;
	}
	return !reader->problem;
}

static bool read_member(envelope *e, otk_json_reader *reader, const otk_slice *key)
{
	const otk_json_type type = otk_json_peek(reader);
	const int rank = rank_of(key);
	otk_slice skipped;

	if (rank < MESSAGE_MEMBERS && type == OTK_JSON_STRING)
		return read_message(e, reader, rank);
	if (is_code(key) && (type == OTK_JSON_NUMBER || type == OTK_JSON_STRING))
		return read_code(e, reader);
	if (is_envelope(key) && (type == OTK_JSON_OBJECT || type == OTK_JSON_ARRAY))
		return read_inner(e, reader, type);
	if (otk_slice_is(key, "status") && type == OTK_JSON_NUMBER)
		return read_status(e, reader);
	if (otk_slice_is(key, "error") && type == OTK_JSON_TRUE)
		e->says_failed = true;
	return otk_json_skip(reader, &skipped);
}

static bool read_envelope(envelope *e, otk_json_reader *reader)
{
	otk_slice key;

	e->depth++;
	for (bool more = otk_json_enter_object(reader, &key); more;
		more = otk_json_next_member(reader, &key))
		if (!read_member(e, reader, &key))
			return false;
	e->depth--;
	return !reader->problem;
}

/* A code that says that all is well: {"code":0}, {"code":200,"message":"OK"}. */
static bool is_good_code(int64_t code)
{
	return code == OTK_NO_SERVICE_CODE || code == 0 || (code >= 200 && code < 300);
}

static void read_json(otk_service_words *words, const char *text, size_t size)
{
	envelope e = {.words = words, .rank = MESSAGE_MEMBERS};
	otk_json_reader reader;

	otk_json_reader_init_tolerant(&reader, text, size, OTK_JSON_DEPTH_MAX);
	(void)read_envelope(&e, &reader);
	if (!words->message[0] && words->code_text[0])
		memcpy(words->message, words->code_text, sizeof(words->code_text));
	words->is_error = e.says_failed || e.http_code >= 400 ||
			  (!is_good_code(words->code) && words->message[0]);
}

bool otk_service_errors_read(
	otk_service_words *words, const char *text, size_t size, const char *member)
{
	envelope e = {.words = words, .rank = MESSAGE_MEMBERS};
	otk_json_reader reader;
	otk_slice key, skipped;
	otk_json_type type;
	bool good = true;

	*words = (otk_service_words){.code = OTK_NO_SERVICE_CODE};
	otk_json_reader_init_tolerant(&reader, text, size, OTK_JSON_DEPTH_MAX);
	for (bool more = otk_json_enter_object(&reader, &key); more && good;
		more = good && otk_json_next_member(&reader, &key)) {
		type = otk_json_peek(&reader);
		if (otk_slice_is(&key, member) &&
			(type == OTK_JSON_ARRAY || type == OTK_JSON_OBJECT))
			good = read_inner(&e, &reader, type);
		else
			good = otk_json_skip(&reader, &skipped);
	}
	if (!words->message[0] && words->code_text[0])
		memcpy(words->message, words->code_text, sizeof(words->code_text));
	words->is_error = e.says_failed;
	return words->is_error;
}

/* ---- markup */

static const char *find_text(const char *text, size_t size, const char *word)
{
	return memmem(text, size, word, strlen(word));
}

/* The text between <name> and the next tag. */
static bool read_element(
	const char *text, size_t size, const char *name, const char **content, size_t *content_size)
{
	const char *end = text + size, *at = text, *close;
	const size_t length = strlen(name);

	while ((at = memchr(at, '<', (size_t)(end - at)))) {
		at++;
		if ((size_t)(end - at) <= length || !otk_ascii_equal(at, name, length) ||
			!strchr("> \t\r\n", at[length]))
			continue;
		at = memchr(at, '>', (size_t)(end - at));
		if (!at)
			return false;
		close = memchr(at, '<', (size_t)(end - at));
		*content = at + 1;
		*content_size = close ? (size_t)(close - at - 1) : (size_t)(end - at - 1);
		return true;
	}
	return false;
}

/* name="…" after from. */
static bool read_attribute(
	const char *from, const char *end, const char *name, const char **value, size_t *value_size)
{
	const char *at = find_text(from, (size_t)(end - from), name);
	const char *close;
	char quote;

	at = at ? at + strlen(name) : NULL;
	if (!at || end - at < 3 || at[0] != '=' || (at[1] != '"' && at[1] != '\''))
		return false;
	quote = at[1];
	close = memchr(at + 2, quote, (size_t)(end - at - 2));
	if (!close)
		return false;
	*value = at + 2;
	*value_size = (size_t)(close - at - 2);
	return true;
}

static void read_markup(otk_service_words *words, const char *text, size_t size)
{
	const char *value, *end = text + size, *error;
	size_t length;

	if (read_element(text, size, "message", &value, &length) ||
		read_element(text, size, "title", &value, &length) ||
		read_element(text, size, "h1", &value, &length))
		set_message(words, value, length);
	if (read_element(text, size, "code", &value, &length))
		(void)otk_parse_int(value, length, &words->code);
	/* The oldest form: <error code="…"><x message="…"/></error> */
	error = find_text(text, size, "<error ");
	if (!error)
		return;
	if (read_attribute(error, end, "code", &value, &length))
		(void)otk_parse_int(value, length, &words->code);
	if (!words->message[0] && read_attribute(error, end, "message", &value, &length))
		set_message(words, value, length);
}

/* ---- plain */

static void read_plain(otk_service_words *words, const char *text, size_t size)
{
	const char *line = size ? memchr(text, '\n', size) : NULL;

	set_message(words, text, line ? (size_t)(line - text) : size);
}

void otk_service_words_read(otk_service_words *words, const char *text, size_t size)
{
	*words = (otk_service_words){.code = OTK_NO_SERVICE_CODE};
	otk_trim(&text, &size);
	if (!size)
		return;
	if (text[0] == '{')
		read_json(words, text, size);
	else if (text[0] == '<')
		read_markup(words, text, size);
	else if (text[0] != '[')
		read_plain(words, text, size);
}
