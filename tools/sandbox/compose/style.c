/* SPDX-License-Identifier: MIT */
/* The properties that a style sheet of a custom layout may set: names, values, checks. */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/compose/style.h"

enum { MAX_VALUE = 64, SIDES = 4 };
/* The picture has at most 1920 pixels. */
#define MAX_LENGTH 100000.0

static const char *const displays[] = {"inline", "block", "inline-block", NULL};
static const char *const positions[] = {"static", "relative", "absolute", NULL};
static const char *const sides[] = {"none", "left", "right", NULL};
/* "initial" and "inherit" give the initial value: the container has no other. */
static const char *const clears[] = {"none", "left", "right", "both", "initial", "inherit", NULL};
static const char *const fits[] = {"contain", "cover", NULL};
static const char *const overflows[] = {"hidden", NULL};

typedef struct property property;

struct property {
	const char *name;
	/* False: the value is not allowed. */
	bool (*read)(sandbox_style *style, const property *row, const char *value);
	size_t offset;
	const char *const *words; /* of a keyword */
	const char *automatic;    /* word for no length: "auto", "none"; NULL: not allowed */
	bool negative;            /* negative lengths are allowed */
};

static bool parse_length(const property *row, const char *value, sandbox_length *length)
{
	char *end;
	double number;

	if (row->automatic && strcasecmp(value, row->automatic) == 0) {
		*length = (sandbox_length){0, SANDBOX_AUTO};
		return true;
	}
	number = strtod(value, &end);
	/* No exponents and no hexadecimal digits. */
	if (end == value || (size_t)(end - value) != strspn(value, "+-.0123456789") ||
		!isfinite(number) || fabs(number) > MAX_LENGTH || (number < 0 && !row->negative))
		return false;
	if (strcasecmp(end, "px") != 0 && strcmp(end, "%") != 0 && (*end || number != 0))
		return false;
	*length =
		(sandbox_length){number, strcmp(end, "%") == 0 ? SANDBOX_PERCENT : SANDBOX_PIXELS};
	return true;
}

static bool read_length(sandbox_style *style, const property *row, const char *value)
{
	return parse_length(row, value, (sandbox_length *)(void *)((char *)style + row->offset));
}

static bool read_word(sandbox_style *style, const property *row, const char *value)
{
	for (int i = 0; row->words[i]; i++)
		if (strcasecmp(row->words[i], value) == 0) {
			*(int *)(void *)((char *)style + row->offset) = i;
			return true;
		}
	return false;
}

static bool read_clear(sandbox_style *style, const property *row, const char *value)
{
	if (!read_word(style, row, value))
		return false;
	if (style->clear > SANDBOX_CLEAR_BOTH)
		style->clear = SANDBOX_CLEAR_NONE;
	return true;
}

static bool read_z_index(sandbox_style *style, const property *row, const char *value)
{
	char *end;
	long number = strtol(value, &end, 10);

	(void)row;
	if (strcasecmp(value, "auto") == 0)
		number = 0;
	else if (end == value || *end || number < -1000000 || number > 1000000)
		return false;
	style->z_index = (int)number;
	return true;
}

/* "margin": one to four lengths, in the order top, right, bottom, left. */
static bool read_margin(sandbox_style *style, const property *row, const char *value)
{
	/* Where the length of a side is, by the number of lengths that are given. */
	static const size_t order[SIDES][SIDES] = {
		{0, 0, 0, 0}, {0, 1, 0, 1}, {0, 1, 2, 1}, {0, 1, 2, 3}};
	sandbox_length given[SIDES], *margins = &style->margin_top;
	size_t count = 0;

	while (*value) {
		const size_t length = strcspn(value, " \t\r\n\f");
		char word[MAX_VALUE] = "";

		memcpy(word, value, length);
		if (count == SIDES || !parse_length(row, word, &given[count++]))
			return false;
		value += length + strspn(value + length, " \t\r\n\f");
	}
	if (!count)
		return false;
	for (size_t i = 0; i < SIDES; i++)
		margins[i] = given[order[count - 1][i]];
	return true;
}

#define MEMBER(member) .offset = offsetof(sandbox_style, member)
#define LENGTH(text, member, ...)                                                \
	{                                                                        \
		.name = (text), .read = read_length, MEMBER(member), __VA_ARGS__ \
	}
#define WORD(text, member, list)                                                   \
	{                                                                          \
		.name = (text), .read = read_word, MEMBER(member), .words = (list) \
	}

static const property properties[] = {
	LENGTH("width", width, .automatic = "auto"),
	LENGTH("height", height, .automatic = "auto"),
	LENGTH("min-width", min_width, .automatic = "auto"),
	LENGTH("min-height", min_height, .automatic = "auto"),
	LENGTH("max-width", max_width, .automatic = "none"),
	LENGTH("max-height", max_height, .automatic = "none"),
	LENGTH("left", left, .automatic = "auto", .negative = true),
	LENGTH("right", right, .automatic = "auto", .negative = true),
	LENGTH("top", top, .automatic = "auto", .negative = true),
	LENGTH("bottom", bottom, .automatic = "auto", .negative = true),
	LENGTH("margin-top", margin_top, .automatic = "auto", .negative = true),
	LENGTH("margin-right", margin_right, .automatic = "auto", .negative = true),
	LENGTH("margin-bottom", margin_bottom, .automatic = "auto", .negative = true),
	LENGTH("margin-left", margin_left, .automatic = "auto", .negative = true),
	{.name = "margin", .read = read_margin, .automatic = "auto", .negative = true},
	{.name = "z-index", .read = read_z_index},
	WORD("display", display, displays),
	WORD("position", position, positions),
	WORD("float", side, sides),
	WORD("object-fit", fit, fits),
	WORD("overflow", overflow, overflows),
	{.name = "clear", .read = read_clear, MEMBER(clear), .words = clears},
};

const char *sandbox_style_set(sandbox_style *style, const char *name, size_t name_length,
	const char *value, size_t value_length)
{
	char text[MAX_VALUE];

	for (size_t i = 0; i < COUNT_OF(properties); i++) {
		if (strlen(properties[i].name) != name_length ||
			strncasecmp(properties[i].name, name, name_length) != 0)
			continue;
		if (!value_length || value_length >= sizeof(text))
			return "the value is not allowed";
		memcpy(text, value, value_length);
		text[value_length] = '\0';
		return properties[i].read(style, &properties[i], text) ? NULL
								       : "the value is not allowed";
	}
	return "the service does not know this property";
}

sandbox_style sandbox_style_initial(void)
{
	const sandbox_length zero = {0, SANDBOX_PIXELS};

	return (sandbox_style){.margin_top = zero,
		.margin_right = zero,
		.margin_bottom = zero,
		.margin_left = zero};
}

double sandbox_length_pixels(sandbox_length length, double whole, double automatic)
{
	switch (length.unit) {
	case SANDBOX_AUTO:
		return automatic;
	case SANDBOX_PIXELS:
		return length.value;
	case SANDBOX_PERCENT:
		break;
	}
	return length.value * whole / 100;
}
