/* SPDX-License-Identifier: MIT */
/* Reads the style sheet of a custom layout and applies it to streams. */
#include "config.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/compose/sheet.h"

/* A part of the text. */
typedef struct span {
	const char *text;
	size_t length;
} span;

/* One selector of a rule, and the declarations of the rule: up to the next '}'. */
typedef struct selector {
	uint32_t streams; /* a bit for each stream that it selects */
	int weight;       /* its specificity */
	size_t number;
	const char *declarations;
} selector;

typedef struct reader {
	const char *start, *at;
	sandbox_picture *picture;
	const sandbox_source *sources;
	size_t count; /* of sources */
	selector *list;
	size_t selectors;
	const char *problem; /* of the selector that is read; NULL: none */
} reader;

static const char spaces[] = " \t\r\n\f";

static int line_of(const reader *in, const char *at)
{
	int line = 1;

	for (const char *c = in->start; c < at; c++)
		line += *c == '\n';
	return line;
}

static void note_span(const reader *in, const char *at, span what, const char *why)
{
	const int length = what.length > 60 ? 60 : (int)what.length;

	sandbox_picture_note(in->picture, "stylesheet line %d: \"%.*s\": %s", line_of(in, at),
		length, what.text, why);
}

static bool is_name_byte(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == '_' || (unsigned char)c >= 0x80;
}

static span read_name(reader *in)
{
	span name = {in->at, 0};

	while (is_name_byte(*in->at))
		in->at++;
	name.length = (size_t)(in->at - name.text);
	return name;
}

static bool is_word(span name, const char *word)
{
	return strlen(word) == name.length && strncasecmp(name.text, word, name.length) == 0;
}

static void skip_spaces(reader *in)
{
	in->at += strspn(in->at, spaces);
}

/* ---- selectors */

static uint32_t streams_of_class(reader *in, span name)
{
	char class[128] = "";
	uint32_t streams = 0;

	if (!name.length || name.length >= sizeof(class)) {
		in->problem = "the name of a class is expected after the dot";
		return 0;
	}
	memcpy(class, name.text, name.length);
	for (size_t i = 0; i < in->count; i++)
		if (sandbox_source_has_class(&in->sources[i], class))
			streams |= UINT32_C(1) << i;
	return streams;
}

/* Reads "odd", "even", "3", "2n+1", "-n + 3". False: malformed. */
static bool read_steps(span text, long *step, long *offset)
{
	char plain[24];
	size_t size = 0;
	char *end;

	for (size_t i = 0; i < text.length; i++)
		if (!strchr(spaces, text.text[i]) && size + 1 < sizeof(plain))
			plain[size++] = (char)tolower((unsigned char)text.text[i]);
	plain[size] = '\0';
	*step = 2;
	*offset = strcmp(plain, "odd") == 0;
	if (*offset || strcmp(plain, "even") == 0)
		return true;
	*step = 0;
	end = strchr(plain, 'n');
	if (end) {
		*end = '\0';
		*step = strcmp(plain, "-") == 0              ? -1
			: !*plain || strcmp(plain, "+") == 0 ? 1
							     : strtol(plain, &end, 10);
		if (*end)
			return false;
		end++;
	}
	*offset = strtol(end ? end : plain, &end, 10);
	return size && !*end && labs(*step) < 1000 && labs(*offset) < 1000;
}

static bool is_nth(long position, long step, long offset)
{
	const long rest = position - offset;

	return step ? rest % step == 0 && rest / step >= 0 : rest == 0;
}

static uint32_t streams_at(const reader *in, long step, long offset, bool from_end)
{
	uint32_t streams = 0;

	for (size_t i = 0; i < in->count; i++)
		if (is_nth((long)(from_end ? in->count - i : i + 1), step, offset))
			streams |= UINT32_C(1) << i;
	return streams;
}

/* Reads what follows a colon. */
static uint32_t read_pseudo_class(reader *in)
{
	const span name = read_name(in);
	const bool from_end = is_word(name, "last-child") || is_word(name, "nth-last-child");
	long step = 0, offset = 1;
	span steps;

	if (is_word(name, "first-child") || is_word(name, "last-child"))
		return streams_at(in, step, offset, from_end);
	if ((is_word(name, "nth-child") || from_end) && *in->at == '(') {
		steps.text = ++in->at;
		steps.length = strcspn(in->at, ")}{");
		in->at += steps.length;
		if (*in->at == ')' && read_steps(steps, &step, &offset)) {
			in->at++;
			return streams_at(in, step, offset, from_end);
		}
	}
	in->problem = "the service does not know this pseudo-class";
	return 0;
}

/* Reads parts without a combinator between them: "stream.focus:first-child". */
static uint32_t read_compound(reader *in, int *weight)
{
	uint32_t streams = UINT32_MAX; /* bits above the last stream are not read */
	const char *start = in->at;

	if (is_name_byte(*in->at)) {
		if (!is_word(read_name(in), "stream"))
			in->problem = "only the type stream can be styled";
		*weight += 1;
	}
	while (!in->problem && (*in->at == '.' || *in->at == ':')) {
		const char kind = *in->at++;

		streams &=
			kind == '.' ? streams_of_class(in, read_name(in)) : read_pseudo_class(in);
		*weight += 1000;
	}
	if (in->at == start && !in->problem)
		in->problem = "types, classes, + and ~ are allowed, nothing else";
	return streams;
}

/* The streams after those selected so far: the next one, or all later ones. */
static uint32_t siblings_of(uint32_t streams, char combinator)
{
	const uint32_t lowest = streams & (~streams + 1);

	return combinator == '+' ? streams << 1 : ~(lowest | (lowest - 1)) & (lowest ? ~0U : 0);
}

static selector read_selector(reader *in)
{
	selector one = {0};

	one.streams = read_compound(in, &one.weight);
	for (;;) {
		const char *before = in->at;
		char combinator;

		skip_spaces(in);
		combinator = *in->at;
		if (in->problem || !combinator || strchr(",{}", combinator))
			return one;
		if (combinator != '+' && combinator != '~') {
			in->problem = in->at > before && *in->at != '>'
					      ? "the service does not allow descendants"
					      : "types, classes, + and ~ are allowed, nothing else";
			return one;
		}
		in->at++;
		skip_spaces(in);
		one.streams = siblings_of(one.streams, combinator) & read_compound(in, &one.weight);
	}
}

/* ---- rules */

/* Calls `use` for each declaration of a block, up to its end. */
static void each_declaration(
	const char *block, void (*use)(void *userdata, span name, span value), void *userdata)
{
	while (*block && *block != '}') {
		span name, value = {0};

		block += strspn(block, " \t\r\n\f;");
		name = (span){block, strcspn(block, ":;}")};
		block += name.length;
		if (*block == ':') {
			block++;
			block += strspn(block, spaces);
			value = (span){block, strcspn(block, ";}")};
			block += value.length;
		}
		while (name.length && strchr(spaces, name.text[name.length - 1]))
			name.length--;
		while (value.length && strchr(spaces, value.text[value.length - 1]))
			value.length--;
		if (name.length)
			use(userdata, name, value);
	}
}

static void check_declaration(void *userdata, span name, span value)
{
	reader *in = userdata;
	sandbox_style ignored = sandbox_style_initial();
	const char *why =
		sandbox_style_set(&ignored, name.text, name.length, value.text, value.length);

	if (why)
		note_span(in, name.text,
			(span){name.text, value.text
						  ? (size_t)(value.text + value.length - name.text)
						  : name.length},
			why);
}

static void keep_selector(reader *in, selector one)
{
	in->list = sandbox_grow(in->list, (in->selectors + 1) * sizeof(*in->list));
	one.number = in->selectors;
	in->list[in->selectors++] = one;
}

/* Reads one rule. A wrong selector makes the whole rule invalid. */
static void read_rule(reader *in)
{
	const size_t before = in->selectors;
	const char *start = in->at;
	const char *block;

	in->problem = *in->at == '@' ? "the service does not know at-rules" : NULL;
	while (!in->problem) {
		keep_selector(in, read_selector(in));
		if (in->problem || *in->at != ',')
			break;
		in->at++;
		skip_spaces(in);
	}
	block = start + strcspn(start, "{");
	if (!*block) {
		note_span(in, start, (span){start, strcspn(start, "\n")}, "a block is expected");
		in->selectors = before;
		in->at = block;
		return;
	}
	in->at = block + 1 + strcspn(block + 1, "}");
	if (in->problem) {
		note_span(in, start, (span){start, (size_t)(block - start)}, in->problem);
		in->selectors = before;
	} else {
		each_declaration(block + 1, check_declaration, in);
		for (size_t i = before; i < in->selectors; i++)
			in->list[i].declarations = block + 1;
	}
	in->at += *in->at == '}';
}

/* Replaces comments by spaces, so that positions stay. */
static void blank_comments(char *text)
{
	for (char *at = text; (at = strstr(at, "/*")) != NULL;) {
		const char *end = strstr(at + 2, "*/");

		for (; *at && at != (end ? end + 2 : NULL); at++)
			if (*at != '\n')
				*at = ' ';
	}
}

static int compare_selectors(const void *left, const void *right)
{
	const selector *a = left, *b = right;

	if (a->weight != b->weight)
		return a->weight < b->weight ? -1 : 1;
	return a->number < b->number ? -1 : a->number > b->number;
}

static void set_declaration(void *userdata, span name, span value)
{
	sandbox_style_set(userdata, name.text, name.length, value.text, value.length);
}

void sandbox_sheet_apply(sandbox_picture *picture, const char *text, const sandbox_source *sources,
	size_t count, sandbox_style *styles)
{
	char *copy = sandbox_copy(text);
	reader in = {.start = copy, .at = copy, .picture = picture, .sources = sources};

	in.count = count < SANDBOX_TILES ? count : SANDBOX_TILES;
	for (size_t i = 0; i < in.count; i++)
		styles[i] = sandbox_style_initial();
	blank_comments(copy);
	/* A brace is left over after an at-rule with rules in it. */
	while (in.at += strspn(in.at, " \t\r\n\f}"), *in.at)
		read_rule(&in);
	if (in.selectors)
		qsort(in.list, in.selectors, sizeof(*in.list), compare_selectors);
	for (size_t i = 0; i < in.selectors; i++)
		for (size_t j = 0; j < in.count; j++)
			if (in.list[i].streams >> j & 1)
				each_declaration(
					in.list[i].declarations, set_declaration, &styles[j]);
	free(in.list);
	free(copy);
}
