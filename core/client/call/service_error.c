/* SPDX-License-Identifier: MIT */
/* The service's own words in whatever shape they come (wire contract 3.1). */
#include "config.h"

#include "core/client/call/service_error.h"

#include <string.h>
#include <strings.h>

#include "core/base/json_read.h"
#include "core/base/text.h"
#include "core/base/utf8.h"
#include "core/schema/schema.h"

void otk_text_put(char *out, size_t out_size, const char *text, size_t size)
{
	const size_t cut = otk_utf8_cut(text, size, out_size - 1);

	memcpy(out, text, cut);
	out[cut] = '\0';
}

static void set_message(otk_service_words *words, const char *text, size_t size)
{
	otk_trim(&text, &size);
	/* The four letters stand for nothing. */
	if (size == 4 && !memcmp(text, "null", 4))
		return;
	otk_text_put(words->message, sizeof(words->message), text, size);
}

/* -------------------------------------------------------------------- JSON */

/* The first of these that is there wins; envelope and problem documents. */
static const char *const message_members[] = {
	"message", "detail", "description", "error_title", "title", "error", NULL};

static int rank_of(const otk_slice *key)
{
	int rank = 0;

	while (message_members[rank] && !otk_slice_is(key, message_members[rank]))
		rank++;
	return rank;
}

static void read_message(otk_service_words *words, otk_json_reader *reader)
{
	char text[4096];
	otk_slice value;

	if (!otk_json_read_string(reader, &value))
		return;
	set_message(words, text, otk_json_unescape(&value, text, sizeof(text)));
}

static void read_code(otk_service_words *words, otk_json_reader *reader)
{
	otk_slice value;
	int64_t code;

	if (otk_json_peek(reader) == OTK_JSON_NUMBER ? !otk_json_read_number(reader, &value)
						     : !otk_json_read_string(reader, &value))
		return;
	if (otk_json_int_value(value.text, value.size, &code))
		words->code = code;
}

static void read_json(otk_service_words *words, const char *text, size_t size)
{
	const int none = (int)(sizeof(message_members) / sizeof(message_members[0])) - 1;
	otk_json_reader reader;
	otk_slice key, skipped;
	int best = none;

	otk_json_reader_init_tolerant(&reader, text, size, OTK_JSON_DEPTH_MAX);
	for (bool more = otk_json_enter_object(&reader, &key); more;
		more = otk_json_next_member(&reader, &key)) {
		const otk_json_type type = otk_json_peek(&reader);
		const int rank = rank_of(&key);

		if (rank < best && type == OTK_JSON_STRING) {
			read_message(words, &reader);
			if (words->message[0])
				best = rank;
		} else if (otk_slice_is(&key, "code") &&
			   (type == OTK_JSON_NUMBER || type == OTK_JSON_STRING)) {
			read_code(words, &reader);
		} else if (!otk_json_skip(&reader, &skipped)) {
			return;
		}
	}
}

/* ------------------------------------------------------------------ markup */

static const char *find(const char *text, size_t size, const char *word)
{
	return memmem(text, size, word, strlen(word));
}

/* What stands between <name> and </name>. */
static bool element(
	const char *text, size_t size, const char *name, const char **content, size_t *content_size)
{
	const char *end = text + size, *at = text, *close;
	const size_t length = strlen(name);

	while ((at = memchr(at, '<', (size_t)(end - at)))) {
		at++;
		if ((size_t)(end - at) <= length || strncasecmp(at, name, length) ||
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
static bool attribute(
	const char *from, const char *end, const char *name, const char **value, size_t *value_size)
{
	const char *at = find(from, (size_t)(end - from), name);
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

	if (element(text, size, "message", &value, &length) ||
		element(text, size, "title", &value, &length) ||
		element(text, size, "h1", &value, &length))
		set_message(words, value, length);
	if (element(text, size, "code", &value, &length))
		(void)otk_parse_int(value, length, &words->code);
	/* The oldest form: <error code="…"><x message="…"/></error> */
	error = find(text, size, "<error ");
	if (!error)
		return;
	if (attribute(error, end, "code", &value, &length))
		(void)otk_parse_int(value, length, &words->code);
	if (!words->message[0] && attribute(error, end, "message", &value, &length))
		set_message(words, value, length);
}

const char *otk_looks_like_markup(const char *text, size_t size)
{
	otk_trim(&text, &size);
	if (!size || text[0] != '<')
		return NULL;
	if ((size >= 9 && !strncasecmp(text, "<!doctype", 9)) ||
		(size >= 5 && !strncasecmp(text, "<html", 5)))
		return "HTML";
	return "XML";
}

/* ------------------------------------------------------------------- plain */

static void read_plain(otk_service_words *words, const char *text, size_t size)
{
	const char *line = size ? memchr(text, '\n', size) : NULL;

	set_message(words, text, line ? (size_t)(line - text) : size);
}

void otk_service_words_read(otk_service_words *words, const char *text, size_t size)
{
	words->code = OTK_NO_SERVICE_CODE;
	words->message[0] = '\0';
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
