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

/* Returns false for an empty text and for the text "null". */
static bool set_message(otk_service_words *words, const char *text, size_t size)
{
	otk_trim(&text, &size);
	if (!size || (size == 4 && memcmp(text, "null", 4) == 0))
		return false;
	otk_text_put(words->message, sizeof(words->message), text, size);
	return true;
}

/* ---- JSON */

/* Kinds of members. The message is that of the first kind in this order that has a text. */
typedef enum part {
	MESSAGE,
	DETAIL,
	DESCRIPTION,
	ERROR_TEXT, /* "errorTitle", "error_description" … */
	TITLE,
	ERROR, /* a string, an object, or an array of them */
	TYPE,
	CODE,
	STATUS,
	SUCCESS,
	EXTENSIONS,
	OTHER
} part;

/* Names in lower case, without '_' and '-'. */
static const struct {
	char name[12];
	uint8_t part;
} parts[] = {{"message", MESSAGE}, {"detail", DETAIL}, {"description", DESCRIPTION},
	{"title", TITLE}, {"error", ERROR}, {"errors", ERROR}, {"type", TYPE}, {"code", CODE},
	{"errorcode", CODE}, {"status", STATUS}, {"statuscode", STATUS}, {"success", SUCCESS},
	{"ok", SUCCESS}, {"extensions", EXTENSIONS}};
#define ENVELOPES_MAX 3

typedef struct envelope {
	otk_service_words *words;
	part kept;     /* kind of the member that has the message; TYPE: none */
	unsigned seen; /* bits of the kinds whose text was read */
	int depth;     /* nesting depth of the current object */
	bool failed;   /* a member was read that only errors have */
	char word[64]; /* a code that is not a number; "": none */
} envelope;

#define BIT(part) (1u << (part))

static part part_of(const otk_slice *key)
{
	char name[32];
	const size_t size = otk_json_unescape(key, name, sizeof(name) - 1);
	size_t used = 0;

	for (size_t i = 0; i < size; i++)
		if (name[i] != '_' && name[i] != '-')
			name[used++] = (char)(name[i] | 0x20);
	name[used] = '\0';
	for (size_t i = 0; i < OTK_COUNT_OF(parts); i++)
		if (strcmp(parts[i].name, name) == 0)
			return (part)parts[i].part;
	return strncmp(name, "error", 5) == 0 ? ERROR_TEXT : OTHER;
}

/* Codes of a success, as in {"code":0} and {"code":200,"message":"OK"}, and no code. */
static bool is_good_code(int64_t code)
{
	return code == OTK_NO_SERVICE_CODE || code == 0 || (code >= 200 && code < 300);
}

static bool is_http_error(int64_t code)
{
	return code >= 400 && code < 600;
}

static bool read_text(envelope *e, otk_json_reader *reader, part what)
{
	otk_service_words unused, *words = what < e->kept ? e->words : &unused;
	char text[4096];
	otk_slice value;

	if (!otk_json_read_string(reader, &value))
		return false;
	if (!set_message(words, text, otk_json_unescape(&value, text, sizeof(text))))
		return true;
	if (what < e->kept)
		e->kept = what;
	e->seen |= BIT(what);
	return true;
}

/* Reads a number, or a string: digits, a code ("forbidden") or a status ("error"). */
static bool read_code(envelope *e, otk_json_reader *reader, part what)
{
	otk_slice value;
	int64_t code;

	if (otk_json_peek(reader) == OTK_JSON_NUMBER ? !otk_json_read_number(reader, &value)
						     : !otk_json_read_string(reader, &value))
		return false;
	if (!otk_json_int_value(value.text, value.size, &code)) {
		if (what == STATUS)
			e->failed |= otk_slice_is(&value, "error") || otk_slice_is(&value, "fail");
		else if (!e->word[0])
			otk_text_put(e->word, sizeof(e->word), value.text, value.size);
		return true;
	}
	if (what == STATUS || is_http_error(code))
		e->words->http_status = code;
	if (what != STATUS)
		e->words->code = code;
	e->failed |= what == ERROR && !is_good_code(code);
	return true;
}

static bool read_object(envelope *e, otk_json_reader *reader, bool is_error);

/* Only the first item is read. */
static bool read_array(envelope *e, otk_json_reader *reader, bool is_error)
{
	otk_slice skipped;
	bool is_first = true;

	for (bool more = otk_json_enter_array(reader); more; more = otk_json_next_item(reader)) {
		const otk_json_type type = is_first ? otk_json_peek(reader) : OTK_JSON_NULL;

		is_first = false;
		e->failed |= is_error;
		if (type == OTK_JSON_OBJECT       ? !read_object(e, reader, is_error)
			: type == OTK_JSON_STRING ? !read_text(e, reader, MESSAGE)
						  : !otk_json_skip(reader, &skipped))
			return false;
	}
	return !reader->problem;
}

static bool read_part(envelope *e, otk_json_reader *reader, part what)
{
	const otk_json_type type = otk_json_peek(reader);
	const bool is_error = what == ERROR || what == ERROR_TEXT;
	otk_slice skipped;

	if (type == OTK_JSON_STRING && what <= TYPE)
		return read_text(e, reader, what);
	if ((type == OTK_JSON_STRING && (what == CODE || what == STATUS)) ||
		(type == OTK_JSON_NUMBER && (what == CODE || what == STATUS || what == ERROR)))
		return read_code(e, reader, what);
	if (e->depth < ENVELOPES_MAX && (is_error || what == EXTENSIONS)) {
		if (type == OTK_JSON_OBJECT)
			return read_object(e, reader, is_error);
		if (type == OTK_JSON_ARRAY)
			return read_array(e, reader, is_error);
	}
	e->failed |= (what == ERROR && type == OTK_JSON_TRUE) ||
		     (what == SUCCESS && type == OTK_JSON_FALSE);
	return otk_json_skip(reader, &skipped);
}

static bool read_object(envelope *e, otk_json_reader *reader, bool is_error)
{
	otk_slice key;

	e->depth++;
	for (bool more = otk_json_enter_object(reader, &key); more;
		more = otk_json_next_member(reader, &key)) {
		e->failed |= is_error;
		if (!read_part(e, reader, part_of(&key)))
			return false;
	}
	e->depth--;
	return !reader->problem;
}

/*
 * Returns whether this is an error object, not a record: it has a member or a code that only errors
 * have, or the members of a problem document or of the service's own errors.
 */
static bool is_error(const envelope *e)
{
	const int64_t code = e->words->code, status = e->words->http_status;
	const bool has_text = e->kept < TYPE;

	if (e->failed || e->seen & (BIT(ERROR) | BIT(ERROR_TEXT)) || status >= 400)
		return true;
	if (!is_good_code(code))
		return has_text || code < 0;
	if (e->word[0])
		return has_text && !otk_ascii_equal(e->word, "ok", 3) &&
		       !otk_ascii_equal(e->word, "success", 8);
	if (code != OTK_NO_SERVICE_CODE || status)
		return false;
	return (e->seen & BIT(TITLE) && e->seen & (BIT(DETAIL) | BIT(TYPE))) ||
	       (e->seen & BIT(MESSAGE) && e->seen & BIT(DESCRIPTION));
}

static void draw_conclusion(envelope *e)
{
	e->words->is_error = is_error(e);
	if (!e->words->message[0])
		memcpy(e->words->message, e->word, sizeof(e->word));
}

static void read_json(otk_service_words *words, const char *text, size_t size)
{
	envelope e = {.words = words, .kept = TYPE};
	otk_json_reader reader;

	otk_json_reader_init_tolerant(&reader, text, size, OTK_JSON_DEPTH_MAX);
	if (text[0] == '{')
		(void)read_object(&e, &reader, false);
	else
		(void)read_array(&e, &reader, false);
	draw_conclusion(&e);
}

bool otk_service_errors_read(
	otk_service_words *words, const char *text, size_t size, const char *member)
{
	envelope e = {.words = words, .kept = TYPE};
	otk_json_reader reader;
	otk_slice key;
	bool good = true;

	*words = (otk_service_words){.code = OTK_NO_SERVICE_CODE};
	otk_json_reader_init_tolerant(&reader, text, size, OTK_JSON_DEPTH_MAX);
	for (bool more = otk_json_enter_object(&reader, &key); more && good;
		more = good && otk_json_next_member(&reader, &key))
		good = read_part(&e, &reader, otk_slice_is(&key, member) ? ERROR : OTHER);
	draw_conclusion(&e);
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

/* Bytes of a text in UTF-16 that are examined, once converted. */
#define FLAT_MAX 2048

static void read_plain(otk_service_words *words, const char *text, size_t size)
{
	const char *line = size ? memchr(text, '\n', size) : NULL;

	set_message(words, text, line ? (size_t)(line - text) : size);
}

/* Converts UTF-16 to ASCII: drops the zero bytes and the byte order mark. */
static size_t flatten_text(char *out, size_t capacity, const char *text, size_t size)
{
	size_t used = 0;

	for (size_t i = 0; i < size && used < capacity; i++)
		if (text[i] && (unsigned char)text[i] < 0xfe)
			out[used++] = text[i];
	return used;
}

void otk_service_words_read(otk_service_words *words, const char *text, size_t size)
{
	char flat[FLAT_MAX];

	*words = (otk_service_words){.code = OTK_NO_SERVICE_CODE};
	if (size >= 4 && memchr(text, 0, 4)) {
		size = flatten_text(flat, sizeof(flat), text, size);
		text = flat;
	}
	otk_trim(&text, &size);
	if (!size)
		return;
	if (text[0] == '{' || text[0] == '[')
		read_json(words, text, size);
	else if (text[0] == '<')
		read_markup(words, text, size);
	else
		read_plain(words, text, size);
}
