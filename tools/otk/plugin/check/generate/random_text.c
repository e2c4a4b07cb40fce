/* SPDX-License-Identifier: MIT */
/* Random texts that a field allows. */
#include "config.h"

#include <string.h>

#include "tools/otk/memory.h"
#include "tools/otk/plugin/check/generate/random.h"
#include "tools/otk/plugin/check/generate/random_text.h"
#include "tools/otk/plugin/check/tables/walk.h"

/* The alphabet of texts; some characters have more than one byte, as in names of people. */
static const char *const letters[] = {"a", "b", "c", "x", "y", "z", "0", "1", "9", "-", "_", "A",
	"Z", "\xc3\xa9", "\xe6\xbc\xa2", "\xf0\x9f\x98\x80"};

char *otk_cli_check_letters(otk_cli_check *check, size_t length, const char *alphabet, bool plain)
{
	char *text = otk_cli_new(check->cli, length * 4 + 1);
	const size_t kinds = plain ? 13 : OTK_COUNT_OF(letters);
	size_t size = 0;

	for (size_t i = 0; i < length; i++) {
		if (alphabet) {
			text[size++] = alphabet[otk_cli_check_below(check, strlen(alphabet))];
		} else {
			const char *letter = letters[otk_cli_check_below(check, kinds)];

			memcpy(text + size, letter, strlen(letter));
			size += strlen(letter);
		}
	}
	return text;
}

/* Returns a text of this format; NULL: the format allows any text. */
static const char *text_of_format(otk_cli_check *check, otk_format format)
{
	switch (format) {
	case OTK_FORMAT_ID:
		return otk_cli_check_letters(
			check, otk_cli_check_between(check, 1, 30), "abcdef0123456789-", true);
	case OTK_FORMAT_SESSION:
		return OTK_CLI_CHECK_SESSION;
	case OTK_FORMAT_IPV4:
		return otk_cli_text(check->cli, "10.0.%zu.%zu", otk_cli_check_below(check, 256),
			otk_cli_check_below(check, 256));
	case OTK_FORMAT_UUID:
		return "0b2d6b7e-3a0f-4c5e-9a52-5d3f2b1c4e6a";
	case OTK_FORMAT_STYLESHEET:
		return "stream.instructor {position: absolute; width: 100%; height: 50%;}";
	case OTK_FORMAT_LAYOUT_CLASS:
		return otk_cli_check_letters(
			check, otk_cli_check_between(check, 1, 12), "abcdefgh", true);
	case OTK_FORMAT_TOKEN:
		return "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl";
	case OTK_FORMAT_PEM_CERTIFICATE:
		return "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
	case OTK_FORMAT_ANY:
	case OTK_FORMAT_HEADERS:
		break;
	}
	return NULL;
}

const char *otk_cli_check_pick(otk_cli_check *check, const char *const *texts)
{
	size_t count = 0;

	while (texts[count])
		count++;
	return texts[otk_cli_check_below(check, count)];
}

const char *otk_cli_check_prefix(otk_cli_check *check, const otk_field *field)
{
	const char *list = field->prefixes, *word, *chosen = "";
	size_t size, seen = 0;

	while (otk_cli_check_word(&list, &word, &size))
		if (otk_cli_check_below(check, ++seen) == 0)
			chosen = otk_cli_copy(check->cli, word, size);
	return chosen;
}

const char *otk_cli_check_random_text(otk_cli_check *check, const otk_field *field)
{
	const bool counted = field->kind == OTK_KIND_STRING;
	const char *prefix = otk_cli_check_prefix(check, field), *text;
	const size_t taken = strlen(prefix);
	size_t min = counted && field->min > 0 ? (size_t)field->min : 1;
	size_t max = counted && field->max > 0 ? (size_t)field->max : 30;

	if (field->values && field->kind != OTK_KIND_MAP)
		return otk_cli_check_pick(check, field->values);
	text = text_of_format(check, (otk_format)field->format);
	if (text)
		return text;
	min = min > taken ? min - taken : taken ? 0 : 1;
	max = max > taken ? max - taken : 0;
	if (max > min + 30)
		max = min + 30;
	return otk_cli_text(check->cli, "%s%s", prefix,
		otk_cli_check_letters(check, otk_cli_check_between(check, min, max),
			field->alphabet, field->unit == OTK_UNIT_BYTES || *prefix));
}
