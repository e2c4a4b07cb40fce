/* SPDX-License-Identifier: MIT */
/*
 * Checks style sheets of custom layouts: only the selectors and properties that the platform's
 * composer knows are accepted (doc/contract.md, 9), so only this small part of CSS is parsed.
 */
#include "config.h"

#include "core/schema/validate/stylesheet.h"

#include <otk/types.h>
#include <stdbool.h>
#include <string.h>

#include "core/base/text/text.h"

#include "core/base/cold.h"

#define BLANKS " \t\r\n\f"

/* A part of the sheet; parsing moves `at` forward. */
typedef struct piece {
	const char *at;
	const char *end;
} piece;

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '_' || (unsigned char)c >= 0x80;
}

static bool skip_blanks(piece *text)
{
	const char *from = text->at;

	while (text->at < text->end && strchr(BLANKS, *text->at))
		text->at++;
	return text->at > from;
}

static piece take_name(piece *text)
{
	piece name = {text->at, text->at};

	while (text->at < text->end && is_name_char(*text->at))
		text->at++;
	name.end = text->at;
	return name;
}

static bool is_in(piece name, const char *list)
{
	return name.end > name.at && otk_word_in(list, name.at, (size_t)(name.end - name.at));
}

/* Takes the text up to the mark, and skips the mark; false: the text has no such mark. */
static bool take_until(piece *text, char mark, piece *taken)
{
	const char *found = memchr(text->at, mark, (size_t)(text->end - text->at));

	if (!found)
		return false;
	*taken = (piece){text->at, found};
	text->at = found + 1;
	return true;
}

/* ---- selectors */

/* Parses the name after ':'. */
static bool skip_pseudo_class(piece *selector)
{
	piece argument, name = take_name(selector);

	if (is_in(name, "first-child|last-child"))
		return true;
	return is_in(name, "nth-child|nth-last-child") && selector->at < selector->end &&
	       *selector->at++ == '(' && take_until(selector, ')', &argument) &&
	       argument.end > argument.at;
}

/* Parses "stream.focus:first-child", which has at least one part. */
static bool skip_compound(piece *selector)
{
	const char *from = selector->at;

	if (selector->at < selector->end && is_name_char(*selector->at) &&
		!is_in(take_name(selector), "stream"))
		return false;
	while (selector->at < selector->end && (*selector->at == '.' || *selector->at == ':')) {
		const char mark = *selector->at++;
		const char *name = selector->at;

		if (mark == ':' ? !skip_pseudo_class(selector)
				: (take_name(selector), selector->at == name))
			return false;
	}
	return selector->at > from;
}

/* Whether it is compounds with + or ~ between them. A blank alone (descendant) is refused. */
static bool is_selector(piece selector)
{
	for (;;) {
		skip_blanks(&selector);
		if (!skip_compound(&selector))
			return false;
		skip_blanks(&selector);
		if (selector.at == selector.end)
			return true;
		if (*selector.at != '+' && *selector.at != '~')
			return false;
		selector.at++;
	}
}

static bool are_selectors(piece list)
{
	piece one;

	while (take_until(&list, ',', &one))
		if (!is_selector(one))
			return false;
	return is_selector(list);
}

/* ---- declarations */

#define LENGTHS                                                                                \
	"width|height|min-width|min-height|max-width|max-height|left|right|top|bottom|margin|" \
	"margin-left|margin-right|margin-top|margin-bottom"

/* Properties whose values are keywords; lengths and z-index take numbers. */
static const struct property {
	char name[12];
	char words[40];
} properties[] = {
	{"position", "relative|absolute"},
	{"display", "inline|block|inline-block"},
	{"float", "none|left|right"},
	{"object-fit", "contain|cover"},
	{"overflow", "hidden"},
	{"clear", "none|left|right|both|initial|inherit"},
};

/* Whether it is a length: "50%", "-12.5px", "0". */
static bool is_length(piece value)
{
	const char *digits;

	if (value.at < value.end && (*value.at == '-' || *value.at == '+'))
		value.at++;
	digits = value.at;
	while (value.at < value.end && ((*value.at >= '0' && *value.at <= '9') || *value.at == '.'))
		value.at++;
	if (value.at == digits)
		return false;
	return value.at == value.end ? digits[0] == '0' && value.end - digits == 1
				     : is_in(value, "px|%");
}

/* Whether it is one or more lengths with blanks between them. */
static bool are_lengths(piece value)
{
	bool any = false;

	while (value.at < value.end) {
		piece one = {value.at, value.at};

		while (one.end < value.end && !strchr(BLANKS, *one.end))
			one.end++;
		if (!is_length(one))
			return false;
		value.at = one.end;
		skip_blanks(&value);
		any = true;
	}
	return any;
}

static bool is_integer(piece value)
{
	int64_t number;

	return otk_parse_int(value.at, (size_t)(value.end - value.at), &number);
}

static const char *declaration_problem(piece declaration)
{
	piece name;

	skip_blanks(&declaration);
	if (declaration.at == declaration.end)
		return NULL;
	name = take_name(&declaration);
	skip_blanks(&declaration);
	if (declaration.at == declaration.end || *declaration.at++ != ':')
		return "a declaration is expected: \"property: value\"";
	skip_blanks(&declaration);
	while (declaration.end > declaration.at && strchr(BLANKS, declaration.end[-1]))
		declaration.end--;
	if (is_in(name, LENGTHS))
		return are_lengths(declaration) ? NULL : "a length must be in px or %";
	if (is_in(name, "z-index"))
		return is_integer(declaration) ? NULL : "a z-index must be a whole number";
	for (size_t i = 0; i < OTK_COUNT_OF(properties); i++)
		if (is_in(name, properties[i].name))
			return is_in(declaration, properties[i].words)
				       ? NULL
				       : "a value is not known to the composer (of position, display, "
					 "float, object-fit, overflow or clear)";
	return "a property is not known to the composer; it knows sizes, positions, margins, "
	       "z-index, position, display, float, object-fit, overflow and clear";
}

static const char *declarations_problem(piece block)
{
	const char *problem = NULL;
	piece one;

	while (!problem && take_until(&block, ';', &one))
		problem = declaration_problem(one);
	return problem ? problem : declaration_problem(block);
}

/* ---- the sheet */

/* Skips blanks and comments. */
static void skip_between(piece *sheet)
{
	do {
		const char *end;

		skip_blanks(sheet);
		if (sheet->end - sheet->at < 2 || sheet->at[0] != '/' || sheet->at[1] != '*')
			return;
		end = strstr(sheet->at + 2, "*/");
		sheet->at = end ? end + 2 : sheet->end;
	} while (sheet->at < sheet->end);
}

const char *otk_stylesheet_problem(const char *text)
{
	piece sheet = {text, text + strlen(text)};
	const char *problem = NULL;
	piece selectors, block;

	for (skip_between(&sheet); !problem && sheet.at < sheet.end; skip_between(&sheet)) {
		if (!take_until(&sheet, '{', &selectors) || !take_until(&sheet, '}', &block))
			return "a style sheet is expected: \"selector { property: value; }\"";
		if (!are_selectors(selectors))
			return "a selector is not known to the composer; it knows stream, "
			       "classes, +, ~, :first-child, :last-child, :nth-child(n) and "
			       ":nth-last-child(n)";
		problem = declarations_problem(block);
	}
	return problem;
}
