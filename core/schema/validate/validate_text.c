/* SPDX-License-Identifier: MIT */
/* Checks of one text in options: a string field, an item of a list, a pair of a map. */
#include "config.h"

#include "core/schema/validate/validate_text.h"

#include <inttypes.h>
#include <otk/session_id.h>
#include <string.h>

#include "core/base/bytes.h"
#include "core/base/error/suggest.h"
#include "core/base/text/text.h"
#include "core/base/text/utf8.h"
#include "core/schema/validate/formats.h"

#include "core/base/cold.h"

otk_severity otk_length_severity(const otk_field *field)
{
	return field->soft & (OTK_SOFT_ALL | OTK_SOFT_LENGTH) ? OTK_ADVICE : OTK_WRONG;
}

otk_severity otk_form_severity(const otk_field *field)
{
	return field->soft & (OTK_SOFT_ALL | OTK_SOFT_FORMAT) ? OTK_ADVICE : OTK_WRONG;
}

otk_status otk_validate_size(
	const otk_validator *validator, const otk_field_path *path, int64_t size, const char *units)
{
	const otk_field *field = path->field;

	if (size < field->min)
		return otk_problem(validator, otk_length_severity(field), path,
			"%" PRId64 " %s; at least %" PRId64 " are needed", size, units, field->min);
	if (field->max && size > field->max)
		return otk_problem(validator, otk_length_severity(field), path,
			"%" PRId64 " %s; at most %" PRId64 " are allowed", size, units, field->max);
	return OTK_OK;
}

/* Writes "known values: "a", "b"; did you mean "b"?"; on the command line, labels of the values. */
OTK_COLD static void write_known(const otk_validator *validator, const otk_field *field,
	const char *value, char text[OTK_PATH_TEXT_SIZE])
{
	const bool labels = validator->how->naming == OTK_NAMING_OPTIONS && field->labels;
	const char *const *known = labels ? field->labels : field->values;
	otk_suggestion suggestion = {0};

	text[0] = '\0';
	for (size_t i = 0; known[i]; i++) {
		otk_append(text, OTK_PATH_TEXT_SIZE, "%s\"%s\"", i ? ", " : "", known[i]);
		otk_suggest(&suggestion, value, strlen(value), known[i]);
	}
	if (suggestion.best)
		otk_append(text, OTK_PATH_TEXT_SIZE, "; did you mean \"%s\"?", suggestion.best);
}

otk_status otk_validate_known(
	const otk_validator *validator, const otk_field_path *path, const char *value)
{
	const char *const *known = path->field->values;
	char quoted[OTK_QUOTED_SIZE], list[OTK_PATH_TEXT_SIZE];

	if (!known)
		return OTK_OK;
	for (size_t i = 0; known[i]; i++)
		if (strcmp(known[i], value) == 0)
			return OTK_OK;
	write_known(validator, path->field, value, list);
	return otk_problem(validator, OTK_ADVICE, path, "%s is not a known value; known values: %s",
		otk_quoted(path->field, value, quoted), list);
}

/* ---- characters */

/* Returns the size of the control character or line separator at text; 0: it is neither. */
static size_t control_size(const char *text)
{
	const unsigned char *bytes = (const unsigned char *)text;

	if (bytes[0] < 0x20 || bytes[0] == 0x7f)
		return 1;
	if (bytes[0] == 0xc2 && bytes[1] < 0xa0) /* U+0080 to U+009F */
		return 2;
	if (bytes[0] == 0xe2 && bytes[1] == 0x80 && (bytes[2] == 0xa8 || bytes[2] == 0xa9))
		return 3; /* U+2028, U+2029 */
	return 0;
}

/* Whether none of these eight bytes has a value that can begin a control character. */
static bool is_plain_word(const char *text)
{
	const uint64_t word = otk_bytes_load(text);

	return !((otk_bytes_not_ascii(word) | otk_bytes_below(word, ' ') |
			 otk_bytes_equal(word, '\x7f')) &
		 OTK_BYTES_HIGH);
}

static const char *find_control(const char *text)
{
	const char *end = text + strlen(text);

	while (text < end) {
		if (end - text >= 8 && is_plain_word(text)) {
			text += 8;
			continue;
		}
		if (control_size(text))
			return text;
		text++;
	}
	return NULL;
}

/* Checks that a text is one line: it may become a header, an address or a line of a protocol. */
static otk_status check_line(
	const otk_validator *validator, const otk_field_path *path, const char *text)
{
	const char *found = path->field->multiline ? NULL : find_control(text);

	if (!found)
		return OTK_OK;
	return otk_problem(validator, OTK_WRONG, path,
		"it holds a control character or line end (at byte %zu); remove it",
		(size_t)(found - text));
}

/* Whether the field may be empty: empty ids, tokens and filters have no meaning. */
static bool may_be_empty(const otk_field *field)
{
	if (field->format != OTK_FORMAT_ANY || field->place != OTK_IN_BODY || field->prefixes ||
		field->values || field->min > 0)
		return false;
	return !field->required || field->max > 0;
}

static otk_status check_not_empty(
	const otk_validator *validator, const otk_field_path *path, const char *text)
{
	if (!otk_shows_nothing(text))
		return OTK_OK;
	return otk_problem(validator, OTK_WRONG, path,
		*text ? "it holds nothing but blanks" : "it must not be empty");
}

static otk_status check_utf8(const otk_validator *validator, const otk_field_path *path,
	const char *text, int64_t *length)
{
	*length = otk_utf8_length(text, strlen(text));
	return *length < 0 ? otk_problem(validator, OTK_CANNOT, path, "it is not valid UTF-8")
			   : OTK_OK;
}

/* ---- form */

typedef enum prefix { NO_PREFIX, PREFIX_ALONE, PREFIX } prefix;

/* Looks for one of these prefixes with something after it, which is a host after "https://". */
static prefix find_prefix(const char *text, const char *list)
{
	const char *word;
	size_t size;

	while (otk_word_next(&list, &word, &size)) {
		const char *rest = text + size;

		if (!otk_ascii_equal(text, word, size)) /* no case in schemes (RFC 3986, 3.1) */
			continue;
		if (*rest == ':' &&
			strchr(rest, '@')) /* a password without a user: redis://:pw@host */
			return PREFIX;
		if (size > 1 && (rest[-1] == ':' || rest[-2] == '/') && strchr("/?#@:;", *rest))
			return PREFIX_ALONE;
		return otk_shows_nothing(rest) ? PREFIX_ALONE : PREFIX;
	}
	return NO_PREFIX;
}

static otk_status check_format(
	const otk_validator *validator, const otk_field_path *path, const char *text)
{
	const otk_field *field = path->field;
	const otk_key *key = field->format == OTK_FORMAT_SESSION ? validator->how->key : NULL;
	char quoted[OTK_QUOTED_SIZE];
	otk_error error;
	const char *problem;

	error.struct_size = sizeof(error);
	if (key && !otk_session_id_check(key, text, &error))
		return OTK_OK;
	problem = otk_format_problem((otk_format)field->format, text);
	if (problem && field->multiline) /* not quoted: the text is long and may be confidential */
		return otk_problem(validator, otk_form_severity(field), path, "%s", problem);
	if (problem)
		return otk_problem(validator, otk_form_severity(field), path, "%s: %s",
			otk_quoted(field, text, quoted), problem);
	if (key)
		return otk_problem(validator, otk_form_severity(field), path, "%s",
			otk_problem_without_name(error.message));
	return OTK_OK;
}

/* Checks that apply to a string field and to an item of a list. */
static otk_status check_form(
	const otk_validator *validator, const otk_field_path *path, const char *text)
{
	const otk_field *field = path->field;
	const prefix found = field->prefixes ? find_prefix(text, field->prefixes) : PREFIX;
	const otk_severity severity = otk_form_severity(field);
	char quoted[OTK_QUOTED_SIZE], list[OTK_PATH_TEXT_SIZE];
	otk_status status = check_line(validator, path, text);

	if (!status)
		status = check_format(validator, path, text);
	if (!status && found != PREFIX)
		status = otk_problem(validator, severity, path,
			found ? "%s has nothing behind %s" : "%s does not begin with %s",
			otk_quoted(field, text, quoted),
			otk_alternatives(OTK_NAMING_WIRE, field, field->prefixes, list));
	if (!status && field->alphabet && text[strspn(text, field->alphabet)])
		status = otk_problem(validator, severity, path,
			"%s has a character that is not allowed; allowed are %s",
			otk_quoted(field, text, quoted), field->alphabet);
	return status ? status : otk_validate_known(validator, path, text);
}

otk_status otk_validate_string(
	const otk_validator *validator, const otk_field_path *path, const char *text)
{
	const bool bytes = path->field->unit == OTK_UNIT_BYTES;
	int64_t length;
	otk_status status = check_utf8(validator, path, text, &length);

	if (!status && !may_be_empty(path->field))
		status = check_not_empty(validator, path, text);
	if (!status)
		status = otk_validate_size(validator, path, bytes ? (int64_t)strlen(text) : length,
			bytes ? "bytes" : "characters");
	if (!status && *text)
		status = check_form(validator, path, text);
	return status;
}

otk_status otk_validate_text_item(
	const otk_validator *validator, const otk_field_path *path, const char *text)
{
	int64_t length;
	otk_status status = check_utf8(validator, path, text, &length);

	if (!status)
		status = check_not_empty(validator, path, text);
	return status ? status : check_form(validator, path, text);
}

/* A header's name is a token (RFC 9110, 5.6.2). */
OTK_COLD static bool is_header_name(const char *name)
{
	static const char token[] = "!#$%&'*+-.^_`|~0123456789"
				    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

	return *name && !name[strspn(name, token)];
}

OTK_COLD static otk_status check_pair_name(
	const otk_validator *validator, const otk_field_path *path, const char *name)
{
	char quoted[OTK_QUOTED_SIZE];

	if (otk_shows_nothing(name))
		return otk_problem(validator, OTK_WRONG, path, "a name is empty");
	otk_quoted(NULL, name, quoted);
	if (path->field->format == OTK_FORMAT_HEADERS && !is_header_name(name))
		return otk_problem(
			validator, OTK_WRONG, path, "%s is not the name of a header", quoted);
	if (find_control(name))
		return otk_problem(validator, OTK_WRONG, path,
			"the name %s holds a control character or line end", quoted);
	return OTK_OK;
}

otk_status otk_validate_pair(
	const otk_validator *validator, const otk_field_path *path, const otk_pair *pair)
{
	int64_t length;
	otk_status status = check_utf8(validator, path, pair->name, &length);

	if (!status)
		status = check_utf8(validator, path, pair->value, &length);
	if (!status)
		status = check_pair_name(validator, path, pair->name);
	if (!status)
		status = check_line(validator, path, pair->value);
	return status ? status : otk_validate_known(validator, path, pair->value);
}
