/* SPDX-License-Identifier: MIT */
/* Each kind, form, limit and rule, at both edges, at the three levels of strictness. */
#include "config.h"

#include <otk/key.h>
#include <stdio.h>
#include <string.h>

#include "core/schema/check/check_type.h"
#include "core/schema/validate/formats.h"
#include "core/schema/validate/validate.h"
#include "tests/harness.h"
#include "tests/schema/zoo.h"

#define PEM "-----BEGIN CERTIFICATE-----\nMIIB+/==\n-----END CERTIFICATE-----\n"

typedef struct heard {
	char text[512];
	int count;
} heard;

static void listen(void *userdata, const char *path, const char *text)
{
	heard *to = userdata;

	snprintf(to->text, sizeof(to->text), "[%s] %s", path, text);
	to->count++;
}

/* Validates at one level and stores the message of the error or of the last warning in *said. */
static otk_status run(const zoo_options *options, otk_checks checks, char said[512], int *warnings)
{
	heard warned = {.text = ""};
	const otk_validation how = {.checks = checks, .warn = listen, .userdata = &warned};
	otk_error error = OTK_ERROR_INIT;
	const otk_status status =
		otk_validate(&zoo_options_type, options, &how, "zoo.feed", &error);

	snprintf(said, 512, "%s", status ? error.message : warned.text);
	*warnings = warned.count;
	return status;
}

/* Valid except for the member that a case sets. */
#define ZOO(...)         ZOO_OPTIONS(.name = "abc", .rate = 15, __VA_ARGS__)
#define ZOO_NO_RATE(...) ZOO_OPTIONS(.name = "abc", __VA_ARGS__)
#define ZOO_NO_NAME(...) ZOO_OPTIONS(.rate = 15, __VA_ARGS__)

typedef enum outcome { FINE, WARNED, REFUSED } outcome;

typedef struct one_case {
	zoo_options options;
	outcome by_default;
	outcome when_off;
	const char *said; /* if a message is expected; in STRICT as well */
	const char *unsaid;
} one_case;

#define GOOD(...)                      \
	{                              \
		.options = __VA_ARGS__ \
	}
#define BAD(zoo, by_default_, when_off_, ...)                                     \
	{                                                                         \
		.options = zoo, .by_default = by_default_, .when_off = when_off_, \
		.said = __VA_ARGS__                                               \
	}
/* Refused with a message that does not contain the value. */
#define SECRET(zoo, said_, unsaid_)                                                     \
	{                                                                               \
		.options = zoo, .by_default = REFUSED, .said = said_, .unsaid = unsaid_ \
	}

static void check_level(const one_case *one, size_t i, otk_checks checks, outcome wanted)
{
	char said[512];
	int warnings;
	const otk_status status = run(&one->options, checks, said, &warnings);

	CHECK_CASE(status == (wanted == REFUSED ? OTK_E_ARGUMENT : OTK_OK) &&
			   (warnings > 0) == (wanted == WARNED),
		"case %zu, level %d: status %d, %d warnings, %s", i, (int)checks, (int)status,
		warnings, said);
	if (wanted != FINE && one->said)
		CHECK_HAS(said, one->said);
	if (one->unsaid)
		CHECK_LACKS(said, one->unsaid);
}

static void check_cases(const one_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const outcome strict = cases[i].by_default == FINE ? FINE : REFUSED;

		check_level(&cases[i], i, OTK_CHECKS_DEFAULT, cases[i].by_default);
		check_level(&cases[i], i, OTK_CHECKS_STRICT, strict);
		check_level(&cases[i], i, OTK_CHECKS_OFF, cases[i].when_off);
	}
}
#define CHECK_CASES(cases) check_cases(cases, OTK_COUNT_OF(cases))

static void lengths(void)
{
	const one_case cases[] = {
		GOOD(ZOO()),
		GOOD(ZOO_NO_NAME(.name = "ab")),
		GOOD(ZOO_NO_NAME(.name = "abcde")),
		GOOD(ZOO_NO_NAME(.name = "\xc3\xa4\xc3\xb6\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80")),
		BAD(ZOO_NO_NAME(.name = NULL), REFUSED, FINE, "zoo.feed: name: it is missing"),
		BAD(ZOO_NO_NAME(.name = "a"), REFUSED, FINE,
			"zoo.feed: name: 1 characters; at least 2 are needed"),
		BAD(ZOO_NO_NAME(.name = "abcdef"), REFUSED, FINE,
			"zoo.feed: name: 6 characters; at most 5 are allowed"),
		GOOD(ZOO(.note = "")),
		GOOD(ZOO(.note = "abcd")),
		GOOD(ZOO(.note = "ab\xc3\xa4")),
		BAD(ZOO(.note = "abcde"), REFUSED, FINE, "note: 5 bytes; at most 4 are allowed"),
		BAD(ZOO(.note = "abc\xc3\xa4"), REFUSED, FINE,
			"note: 5 bytes; at most 4 are allowed"),
		SECRET(ZOO(.secret = "abca"), "secret: 4 characters; at most 3 are allowed",
			"abca"),
		SECRET(ZOO(.secret = "xyz"),
			"secret: (hidden) has a character that is not allowed; allowed are abc",
			"xyz"),
		BAD(ZOO(.soft_length = "aaa"), WARNED, FINE,
			"soft_length: 3 characters; at most 2 are allowed"),
		BAD(ZOO(.soft_length = "x"), REFUSED, FINE,
			"soft_length: \"x\" has a character that is not allowed; allowed are ab"),
		BAD(ZOO(.soft_form = "aaa"), REFUSED, FINE,
			"soft_form: 3 characters; at most 2 are allowed"),
		BAD(ZOO(.soft_form = "x"), WARNED, FINE,
			"soft_form: \"x\" has a character that is not allowed; allowed are ab"),
	};

	CHECK_CASES(cases);
}

static void what_cannot_be_json_is_always_refused(void)
{
	const one_case cases[] = {
		BAD(ZOO(.note = "\xff"), REFUSED, REFUSED, "note: it is not valid UTF-8"),
		BAD(ZOO(.note = "\xc0\x80"), REFUSED, REFUSED, "note: it is not valid UTF-8"),
		BAD(ZOO(.note = "\xed\xa0\x80"), REFUSED, REFUSED, "note: it is not valid UTF-8"),
		BAD(ZOO(.streams = OTK_STRINGS("a", "\x80")), REFUSED, REFUSED,
			"streams[1]: it is not valid UTF-8"),
		BAD(ZOO(.labels = OTK_PAIRS({"a", "\xfe"})), REFUSED, REFUSED,
			"labels: it is not valid UTF-8"),
		BAD(ZOO(.open = (otk_flag)3), REFUSED, REFUSED,
			"open: 3 is not a flag; it must be OTK_UNSET, OTK_YES or OTK_NO"),
		BAD(ZOO(.streams = OTK_STRINGS("a", NULL)), REFUSED, REFUSED,
			"streams[1]: it is NULL"),
		BAD(ZOO(.labels = OTK_PAIRS({"a", NULL})), REFUSED, REFUSED,
			"labels: a name or value is NULL"),
		BAD(ZOO(.labels = OTK_PAIRS({"a", "1"}, {"a", "2"})), REFUSED, REFUSED,
			"labels: \"a\" is given twice"),
		BAD(ZOO(.animals = (const zoo_animal *const[]){NULL}, .animal_count = 1), REFUSED,
			REFUSED, "animals[0]: it is NULL"),
		BAD(ZOO(.extra_json = "[]"), REFUSED, REFUSED,
			"extra_json: it must be a JSON object"),
		BAD(ZOO(.extra_json = "{\"a\":}"), REFUSED, REFUSED,
			"extra_json: it is not valid JSON: a JSON value cannot begin with this character (byte 5)"),
		BAD(ZOO(.extra_json = "{} x"), REFUSED, REFUSED, "something follows the value"),
		BAD(ZOO(.star = &ZOO_ANIMAL(.kind = "cat", .extra_json = "1")), REFUSED, REFUSED,
			"star: extra_json: it must be a JSON object"),
		GOOD(ZOO(.extra_json = "{\"a\":1}")),
	};

	CHECK_CASES(cases);
}

static void forms(void)
{
	/* 255 characters, and 256. */
	char longest[OTK_SESSION_ID_MAX + 1], longer[OTK_SESSION_ID_MAX + 2];
	const one_case cases[] = {
		GOOD(ZOO(.session_id = longest)),
		BAD(ZOO(.session_id = longer), REFUSED, FINE,
			"a session id has at most 255 characters"),
		GOOD(ZOO(.certificate =
				 "-----BEGIN CERTIFICATE-----\nM\n-----END CERTIFICATE-----\n")),
		GOOD(ZOO(.address = "192.0.2.1", .mode = "enabled")),
		BAD(ZOO(.address = "192.0.2", .mode = "enabled"), REFUSED, FINE,
			"address: \"192.0.2\": it is not an IPv4 address; write 192.0.2.1"),
		BAD(ZOO(.address = "192.0.2.01", .mode = "enabled"), REFUSED, FINE,
			"address: \"192.0.2.01\": it is not an IPv4 address; write 192.0.2.1"),
		GOOD(ZOO(.uuid = "01234567-89ab-cdef-0123-456789abcdef",
			.star = &ZOO_ANIMAL(.kind = "cat"))),
		BAD(ZOO(.uuid = "01234567", .star = &ZOO_ANIMAL(.kind = "cat")), REFUSED, FINE,
			"uuid: \"01234567\": it is not a UUID; write 01234567-89ab-cdef-0123-456789abcdef"),
		GOOD(ZOO(.session_id = "1_abc")),
		BAD(ZOO(.session_id = "1/abc"), REFUSED, FINE,
			"session_id: \"1/abc\": it must not be \".\" or \"..\", nor hold '/', '?', '#', '%', '\\' or control characters"),
		GOOD(ZOO(.certificate = PEM)),
		BAD(ZOO(.certificate = "-----BEGIN CERTIFICATE-----\n"), REFUSED, FINE,
			"it is not a certificate in PEM form"),
		BAD(ZOO(.certificate = "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----"),
			REFUSED, FINE, "it is not a certificate in PEM form"),
		BAD(ZOO(.certificate =
				    "-----BEGIN CERTIFICATE-----\n==\n-----END CERTIFICATE-----"),
			REFUSED, FINE, "it is not a certificate in PEM form"),
		GOOD(ZOO_NO_RATE(.target = "rtmps://x")),
		GOOD(ZOO_NO_RATE(.target = "rtmp://x")),
		BAD(ZOO_NO_RATE(.target = "http://x"), REFUSED, FINE,
			"target: \"http://x\" does not begin with \"rtmp://\" or \"rtmps://\""),
		GOOD(ZOO(.digits = "123*#p")),
		BAD(ZOO(.digits = "1\nabc"), REFUSED, FINE,
			"digits: it holds a control character or line end (at byte 1); remove it"),
		GOOD(ZOO(.mode = "disabled")),
		BAD(ZOO(.mode = "routed"), WARNED, FINE,
			"mode: \"routed\" is not a known value; known values: \"enabled\", \"disabled\""),
		GOOD(ZOO(.streams = OTK_STRINGS("a"))),
		GOOD(ZOO(.streams = OTK_STRINGS("a", "b", "c"))),
		BAD(ZOO(.streams = OTK_STRINGS("a", "")), REFUSED, FINE,
			"streams[1]: it must not be empty"),
		BAD(ZOO(.streams = OTK_STRINGS("a/b")), REFUSED, FINE,
			"streams[0]: \"a/b\": it must not be \".\" or \"..\", nor hold '/', '?', '#', '%', '\\' or control characters"),
		GOOD(ZOO(.streams = OTK_NO_STRINGS)),
		BAD(ZOO(.streams = OTK_STRINGS("a", "b", "c", "d")), REFUSED, FINE,
			"streams: 4 items; at most 3 are allowed"),
	};

	memset(longest, 'a', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	memset(longer, 'a', sizeof(longer));
	longer[sizeof(longer) - 1] = '\0';

	CHECK_CASES(cases);
}

/* Messages to a C caller use the names of the C members. */
static void names_in_messages(void)
{
	const one_case cases[] = {
		BAD(ZOO(.mode = "x"), WARNED, FINE,
			"mode: \"x\" is not a known value; known values: \"enabled\", \"disabled\""),
		BAD(ZOO(.soft_length = "x"), REFUSED, FINE,
			"zoo.feed: soft_length: \"x\" has a character that is not allowed; allowed are ab"),
	};
	const zoo_options options = ZOO(.mode = "x");
	char said[512];
	int warnings;

	CHECK_CASES(cases);
	CHECK_STATUS(run(&options, OTK_CHECKS_STRICT, said, &warnings), OTK_E_ARGUMENT, NULL);
	CHECK_HAS(said,
		"zoo.feed: mode: \"x\" is not a known value; known values: \"enabled\", \"disabled\"");
	CHECK_STATUS(run(&options, OTK_CHECKS_DEFAULT, said, &warnings), OTK_OK, NULL);
	CHECK_HAS(
		said, "mode: \"x\" is not a known value; known values: \"enabled\", \"disabled\"");
}

static void numbers(void)
{
	const one_case cases[] = {
		GOOD(ZOO_NO_RATE(.rate = 10)),
		GOOD(ZOO_NO_RATE(.rate = 20)),
		BAD(ZOO_NO_RATE(.rate = 9), WARNED, FINE, "rate: 9 is too small; the least is 10"),
		BAD(ZOO_NO_RATE(.rate = 21), WARNED, FINE, "rate: 21 is too large; the most is 20"),
		BAD(ZOO_NO_RATE(.rate = -1), REFUSED, FINE,
			"rate: -1 is too small; the least is 10"),
		GOOD(ZOO(.speed = 16000)),
		BAD(ZOO(.speed = 1), WARNED, FINE,
			"speed: \"1\" is not a known value; known values: \"8000\", \"16000\""),
	};

	CHECK_CASES(cases);
}

static void maps(void)
{
	const one_case cases[] = {
		/* {"a":"123456789012"} is 20 bytes */
		GOOD(ZOO(.headers = OTK_PAIRS({"a", "123456789012"}))),
		BAD(ZOO(.headers = OTK_PAIRS({"a", "1234567890123"})), REFUSED, FINE,
			"headers: 21 bytes as JSON; at most 20 are allowed"),
		BAD(ZOO(.headers = OTK_PAIRS({"a", "12345678901\n"})), REFUSED, FINE,
			"headers: it holds a control character or line end (at byte 11); remove it"),
		BAD(ZOO(.headers = OTK_PAIRS({"", "1"})), REFUSED, FINE,
			"headers: a name is empty"),
		GOOD(ZOO(.labels = OTK_PAIRS({"a", "1"}, {"b", ""}))),
		BAD(ZOO(.labels = OTK_PAIRS({"a", "1"}, {"b", "2"}, {"c", "3"})), REFUSED, FINE,
			"labels: 3 pairs; at most 2 are allowed"),
	};

	CHECK_CASES(cases);
}

static void nested_structs(void)
{
	const zoo_animal cat = ZOO_ANIMAL(.id = "1", .kind = "cat");
	const zoo_animal dog = ZOO_ANIMAL(.id = "2", .kind = "dog");
	const zoo_animal twin = ZOO_ANIMAL(.id = "1", .kind = "twin");
	const zoo_animal nobody = ZOO_ANIMAL(.kind = "nobody");
	const zoo_animal empty = ZOO_ANIMAL(.id = "3");
	const zoo_animal spider = ZOO_ANIMAL(.kind = "spider");
	const zoo_animal many_legs = ZOO_ANIMAL(.kind = "x", .legs = 9);
	const zoo_animal *const two[] = {&cat, &dog}, *const twins[] = {&cat, &twin};
	const zoo_animal *const bad[] = {&cat, &empty}, *const three[] = {&cat, &dog, &nobody};
	const zoo_animal *const without[] = {&nobody, &nobody}, *const rule[] = {&dog, &spider};
	const one_case cases[] = {
		GOOD(ZOO(.star = &cat, .animals = two, .animal_count = 2)),
		GOOD(ZOO(.animals = two, .animal_count = 0)),
		GOOD(ZOO(.animals = without, .animal_count = 2)),
		BAD(ZOO(.star = &empty), REFUSED, FINE, "zoo.feed: star.kind: it is missing"),
		BAD(ZOO(.animals = bad, .animal_count = 2), REFUSED, FINE,
			"zoo.feed: animals[1].kind: it is missing"),
		BAD(ZOO(.animals = twins, .animal_count = 2), REFUSED, FINE,
			"animals[1].id: \"1\" is given twice"),
		BAD(ZOO(.animals = three, .animal_count = 3), REFUSED, FINE,
			"animals: 3 items; at most 2 are allowed"),
		BAD(ZOO(.animals = rule, .animal_count = 2), REFUSED, FINE,
			"zoo.feed: animals[1].legs: it is needed when animals[1].kind is \"spider\""),
		BAD(ZOO(.star = &many_legs), WARNED, FINE,
			"star.legs: 9 is too large; the most is 8"),
	};

	CHECK_CASES(cases);
}

static void rules(void)
{
	const zoo_animal lion = ZOO_ANIMAL(.kind = "lion");
	const one_case cases[] = {
		/* excludes with values */
		GOOD(ZOO(.open = OTK_YES)),
		GOOD(ZOO(.open = OTK_YES, .closed = OTK_NO)),
		GOOD(ZOO(.open = OTK_NO, .closed = OTK_YES)),
		BAD(ZOO(.open = OTK_YES, .closed = OTK_YES), REFUSED, FINE,
			"zoo.feed: closed: it must not be \"true\" when open is \"true\""),
		/* needs one of several values */
		BAD(ZOO(.address = "192.0.2.1"), REFUSED, FINE,
			"mode: it must be \"enabled\" or \"disabled\" when address is set; "
			"it is not set"),
		GOOD(ZOO(.address = "192.0.2.1", .mode = "disabled")),
		/* only when; unset satisfies it */
		GOOD(ZOO(.digits = "1")),
		GOOD(ZOO(.digits = "1", .mode = "disabled")),
		BAD(ZOO(.digits = "1", .mode = "enabled"), REFUSED, FINE,
			"digits: it is allowed only when mode is \"disabled\" or unset; it "
			"is \"enabled\""),
		/* only when set */
		BAD(ZOO(.uuid = "01234567-89ab-cdef-0123-456789abcdef"), REFUSED, FINE,
			"uuid: it is allowed only when star is set"),
		/* a path, and a message of the rule */
		GOOD(ZOO(.star = &lion)),
		BAD(ZOO_NO_RATE(.star = &lion, .filter = "f"), REFUSED, FINE,
			"zoo.feed: a lion needs a rate"),
		/* soft */
		BAD(ZOO(.soft_length = "a", .soft_form = "a"), WARNED, FINE,
			"soft_form: it must not be set when soft_length is set"),
		/* how many */
		BAD(ZOO(.filter = "f"), REFUSED, FINE,
			"only one of filter, target, rate is allowed; filter and rate are set"),
		BAD(ZOO_NO_RATE(.secret = "a"), REFUSED, FINE,
			"one of filter, target, rate is needed"),
		GOOD(ZOO_NO_RATE(.filter = "f")),
	};

	CHECK_CASES(cases);
}

/* With a key, the session id must belong to its project, depending on the level. */
static void sessions_of_a_project(void)
{
	static const char ours[] =
		"2_MX4xMjN-fjEzODQyMjE3MzAwMDB-YWJjZGVmfg"; /* 1~123~~1384221730000~abcdef~ */
	static const struct {
		const char *api_key, *session;
		otk_checks checks;
		otk_status status;
	} cases[] = {
		{"123", ours, OTK_CHECKS_STRICT, OTK_OK},
		{"124", ours, OTK_CHECKS_DEFAULT, OTK_E_ARGUMENT},
		{"124", ours, OTK_CHECKS_OFF, OTK_OK},
		{"123", "nonsense", OTK_CHECKS_DEFAULT, OTK_E_ARGUMENT},
		{"123", "nonsense", OTK_CHECKS_OFF, OTK_OK},
		{NULL, "nonsense", OTK_CHECKS_STRICT, OTK_OK},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		otk_error error = OTK_ERROR_INIT;
		otk_key *key = cases[i].api_key
				       ? otk_key_new(&OTK_KEY_OPTIONS(.api_key = cases[i].api_key,
							     .api_secret = "0123456789abcdef"),
						 &error)
				       : NULL;
		const otk_validation how = {.checks = cases[i].checks, .key = key};
		const zoo_options options = ZOO(.session_id = cases[i].session);

		CHECK_STATUS(otk_validate(&zoo_options_type, &options, &how, "zoo.feed", &error),
			cases[i].status, &error);
		if (cases[i].status)
			CHECK_HAS(error.message, "zoo.feed: session_id: ");
		otk_key_free(key);
	}
}

/* Text for a header, an address or a protocol line must not contain a line end. */
static void one_line(void)
{
	const one_case cases[] = {
		BAD(ZOO(.keeper = "a\r\nX-Evil: 1"), REFUSED, FINE,
			"keeper: it holds a control character or line end (at byte 1)"),
		BAD(ZOO(.defaulted = "a\nb"), REFUSED, FINE, "defaulted: it holds a control"),
		BAD(ZOO(.defaulted = "a\x7f"), REFUSED, FINE, "defaulted: it holds a control"),
		BAD(ZOO(.defaulted = "a\tb"), REFUSED, FINE, "defaulted: it holds a control"),
		BAD(ZOO(.defaulted = "a\xc2\x85"), REFUSED, FINE, "(at byte 1)"),
		BAD(ZOO(.defaulted = "ab\xe2\x80\xa8"), REFUSED, FINE, "(at byte 2)"),
		BAD(ZOO(.defaulted = "ab\xe2\x80\xa9"), REFUSED, FINE, "(at byte 2)"),
		GOOD(ZOO(.defaulted = "\xc3\xa4 \xc2\xa0\xe2\x80\xa7\xe2\x82\xac")),
		BAD(ZOO(.labels = OTK_PAIRS({"a\nb", "1"})), REFUSED, FINE,
			"labels: the name \"a?b\" holds a control character"),
		BAD(ZOO(.labels = OTK_PAIRS({"a", "1\r"})), REFUSED, FINE, "labels: it holds"),
		BAD(ZOO(.star = &ZOO_ANIMAL(.kind = "c\nd")), REFUSED, FINE, "star.kind: it holds"),
		GOOD(ZOO(.certificate = PEM)), /* .multiline */
	};

	CHECK_CASES(cases);
}

/* Ids, filters and names must not be empty or blank. */
static void neither_empty_nor_blank(void)
{
	const one_case cases[] = {
		BAD(ZOO_NO_RATE(.filter = ""), REFUSED, FINE, "filter: it must not be empty"),
		BAD(ZOO_NO_RATE(.filter = " \t"), REFUSED, FINE,
			"filter: it holds nothing but blanks"),
		BAD(ZOO(.keeper = ""), REFUSED, FINE, "keeper: it must not be empty"),
		BAD(ZOO(.session_id = " "), REFUSED, FINE,
			"session_id: it holds nothing but blanks"),
		BAD(ZOO(.streams = OTK_STRINGS(" ")), REFUSED, FINE,
			"streams[0]: it holds nothing"),
		BAD(ZOO_NO_NAME(.name = "  "), REFUSED, FINE, "name: it holds nothing but blanks"),
		BAD(ZOO(.mode = ""), REFUSED, FINE, "mode: it must not be empty"),
		BAD(ZOO(.labels = OTK_PAIRS({" ", "1"})), REFUSED, FINE, "labels: a name is empty"),
		BAD(ZOO(.headers = OTK_PAIRS({"a b", "1"})), REFUSED, FINE,
			"headers: \"a b\" is not the name of a header"),
		BAD(ZOO(.headers = OTK_PAIRS({"a:", "1"})), REFUSED, FINE,
			"headers: \"a:\" is not the name of a header"),
		GOOD(ZOO(.headers = OTK_PAIRS({"X-a_1!", "1"}))),
		GOOD(ZOO(.note = "")),
		GOOD(ZOO(.labels = OTK_PAIRS({"a b", ""}))),
		BAD(ZOO(.page = -1), REFUSED, FINE, "page: -1 is too small"),
	};

	CHECK_CASES(cases);
}

/* An empty optional list counts as unset for limits and rules. */
static void empty_lists_are_unset(void)
{
	const zoo_animal *const none[] = {NULL};
	const one_case cases[] = {
		GOOD(ZOO(.streams = OTK_NO_STRINGS)),
		GOOD(ZOO(.animals = none, .animal_count = 0)),
		GOOD(ZOO(.headers = {(const otk_pair[]){{NULL, NULL}}, 0})),
	};

	CHECK_CASES(cases);
}

static void schemes_have_no_case(void)
{
	const one_case cases[] = {
		GOOD(ZOO_NO_RATE(.target = "RTMP://x")),
		GOOD(ZOO_NO_RATE(.target = "rTmPs://x")),
		GOOD(ZOO_NO_RATE(.target = "rtmp://:pw@host:1935/live")),
		BAD(ZOO_NO_RATE(.target = "RTMPX://x"), REFUSED, FINE, "does not begin with"),
	};

	CHECK_CASES(cases);
}

static void prefixes_with_nothing_behind(void)
{
	static const char *const rests[] = {"", " ", "/", "/live", "?a=b", "#f", ":1935/live",
		"@host/live", "\xc2\xa0", "\xe2\x80\x83\xe3\x80\x80", "\xe2\x80\x8b",
		"\xef\xbb\xbf"};
	char target[32];

	for (size_t i = 0; i < OTK_COUNT_OF(rests); i++) {
		const one_case cases[] = {BAD(ZOO_NO_RATE(.target = target), REFUSED, FINE,
			"has nothing behind \"rtmp://\" or \"rtmps://\"")};

		snprintf(target, sizeof(target), "%s%s", i % 2 ? "RTMP://" : "rtmps://", rests[i]);
		CHECK_CASES(cases);
	}
}

/* A required text has a visible character: Unicode blanks and invisible ones do not count. */
static void blanks_beyond_ascii(void)
{
	static const char *const blanks[] = {"\xc2\xa0", "\xe1\x9a\x80", "\xe2\x80\x83",
		"\xe2\x80\xaf", "\xe3\x80\x80", "\xe2\x80\x8b", "\xe2\x80\x8d", "\xef\xbb\xbf",
		"\xc2\xad", "\xe3\x85\xa4", " \xc2\xa0 \xe2\x80\x8b"};

	for (size_t i = 0; i < OTK_COUNT_OF(blanks); i++) {
		const one_case cases[] = {
			BAD(ZOO_NO_NAME(.name = blanks[i]), REFUSED, FINE,
				"name: it holds nothing"),
			BAD(ZOO(.streams = OTK_STRINGS("a", blanks[i])), REFUSED, FINE,
				"streams[1]: it holds nothing but blanks"),
			BAD(ZOO(.session_id = blanks[i]), REFUSED, FINE,
				"session_id: it holds nothing"),
			BAD(ZOO(.filter = blanks[i]), REFUSED, FINE, "filter: it holds nothing"),
			BAD(ZOO(.labels = OTK_PAIRS({blanks[i], "1"})), REFUSED, FINE,
				"labels: a name is empty"),
		};

		CHECK_CASES(cases);
		CHECK_STR(otk_path_id_problem(blanks[i]), "it holds nothing but blanks");
	}
	CHECK(otk_path_id_problem("a\xc2\xa0") == NULL);
	CHECK(otk_path_id_problem("\xe2\x80\x8b\xc3\xa4") == NULL);
}

/* A member known to otk may be given once, by the name of the service. */
static void extra_json_beside_options(void)
{
	const one_case cases[] = {
		GOOD(ZOO_NO_NAME(.extra_json = "{\"name\":\"abc\"}")), /* instead of the option */
		GOOD(ZOO(.extra_json = "{\"note\":7}")),
		GOOD(ZOO(.extra_json =
				 "{\"a\":{\"b\":1,\"c\":[{\"b\":1},{\"b\":2}]},\"b\":{\"a\":1}}")),
		BAD(ZOO(.extra_json = "{\"a\":1,\"\\u0061\":2}"), REFUSED, REFUSED,
			"extra_json: \"a\" is given twice"),
		BAD(ZOO(.extra_json = "{\"a\":{\"b\":1,\"c\":{\"b\":2},\"\\u0062\":3}}"), REFUSED,
			REFUSED, "extra_json: \"b\" is given twice"),
		BAD(ZOO(.extra_json = "{\"a\":[0,[{\"b\":1,\"b\":2}]]}"), REFUSED, REFUSED,
			"extra_json: \"b\" is given twice"),
		BAD(ZOO(.extra_json = "{\"name\":\"x\"}"), REFUSED, REFUSED,
			"name: it is set, and extra_json has \"name\" as well"),
		BAD(ZOO(.extra_json = "{\"pace\":1}"), REFUSED, REFUSED,
			"rate: it is set, and extra_json has \"pace\" as well"),
		BAD(ZOO(.extra_json = "{\"n\\u0061me\":1}"), REFUSED, REFUSED, "name: it is set"),
		BAD(ZOO(.mode = "enabled", .extra_json = "{\"p2p.mode\":1}"), REFUSED, REFUSED,
			"mode: it is set, and extra_json has \"p2p.mode\" as well"),
		BAD(ZOO(.extra_json = "{\"soft_length\":1}"), REFUSED, REFUSED,
			"soft_length: extra_json has \"soft_length\", which the service does not"),
		BAD(ZOO(.star = &ZOO_ANIMAL(.kind = "cat", .extra_json = "{\"kind\":\"x\"}")),
			REFUSED, REFUSED, "star.kind: it is set, and extra_json"),
	};

	CHECK_CASES(cases);
}

/* Messages use the vocabulary of the caller. */
static void names_of_the_caller(void)
{
	const zoo_animal lame = ZOO_ANIMAL(.kind = "x", .legs = 9);
	const zoo_animal *const two[] = {&lame, &lame};
	const struct {
		zoo_options options;
		const char *in_c, *in_json, *as_options;
	} cases[] = {
		{ZOO(.mode = "routted"),
			"x: mode: \"routted\" is not a known value; known values: "
			"\"enabled\", \"disabled\"",
			"x: p2p.mode: \"routted\"",
			"x: --mode: \"routted\" is not a known value; known values: \"relayed\", "
			"\"routed\"; did you mean \"routed\"?"},
		{ZOO(.soft_length = "x"),
			"x: soft_length: ", "x: softLength: ", "x: --soft-length: "},
		{ZOO(.animals = two, .animal_count = 2), "x: animals[0].legs: 9",
			"x: animals[0].legs: 9", "x: --animals.0.legs: 9"},
		{ZOO(.streams = OTK_STRINGS("a", "b/c")),
			"x: streams[1]: ", "x: streams[1]: ", "x: --streams: \"b/c\""},
		{ZOO(.digits = "1", .mode = "enabled"),
			"x: digits: it is allowed only when mode is \"disabled\" or unset",
			"x: digits: it is allowed only when p2p.mode is \"disabled\" or unset",
			"x: --digits: it is allowed only when --mode is \"routed\" or unset; it is "
			"\"relayed\""},
		{ZOO(.soft_length = "a", .soft_form = "a"),
			"x: soft_form: it must not be set when soft_length is set",
			"x: softForm: it must not be set when softLength is set",
			"x: --soft-form: it must not be set when --soft-length is set"},
		{ZOO_NO_RATE(.secret = "a"), "x: one of filter, target, rate is needed",
			"x: one of filter, target, rate is needed",
			"x: one of --filter, --target, --rate is needed"},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++)
		for (otk_naming naming = OTK_NAMING_MEMBERS; naming <= OTK_NAMING_OPTIONS;
			naming++) {
			const otk_validation how = {.checks = OTK_CHECKS_STRICT, .naming = naming};
			otk_error error = OTK_ERROR_INIT;

			CHECK_STATUS(otk_validate(&zoo_options_type, &cases[i].options, &how, "x",
					     &error),
				OTK_E_ARGUMENT, &error);
			CHECK_HAS(error.message, naming == OTK_NAMING_MEMBERS ? cases[i].in_c
						 : naming == OTK_NAMING_WIRE  ? cases[i].in_json
									     : cases[i].as_options);
		}
}

typedef struct least_record {
	size_t struct_size;
	int64_t number;
	const char *text;
	otk_strings list;
	otk_strings kept;
	otk_map map;
	const char *extra_json;
} least_record;

/* A min without a max is a lower limit; known values hold in lists and maps; .keep_empty. */
static void limits_alone(void)
{
	static const char *const values[] = {"a", "b", NULL};
	static const otk_field fields[] = {
		OTK_FIELD(least_record, number, "number", .min = 3),
		OTK_FIELD(least_record, text, "text", .min = 2),
		OTK_FIELD(least_record, list, "list", .values = values, .min = 1),
		OTK_FIELD(least_record, kept, "kept", .keep_empty = 1, .min = 1),
		OTK_FIELD(least_record, map, "map", .values = values),
	};
	static const otk_type type = OTK_OPTIONS_TYPE(least_record, "least", fields, OTK_NO_RULES);
#define LEAST(...)                                               \
	{                                                        \
		.struct_size = sizeof(least_record), __VA_ARGS__ \
	}
	const struct {
		least_record options;
		const char *message;
	} cases[] = {
		{LEAST(.number = 3, .text = "ab", .list = OTK_STRINGS("a")), NULL},
		{LEAST(.number = INT64_MAX, .text = "abcdefghijklmnop"), NULL},
		{LEAST(.number = 2), "number: 2 is too small; the least is 3"},
		{LEAST(.text = "a"), "text: 1 characters; at least 2 are needed"},
		{LEAST(.list = OTK_STRINGS("a", "c")), "list[1]: \"c\" is not a known value"},
		{LEAST(.map = OTK_PAIRS({"x", "b"}, {"y", "z"})),
			"map: \"z\" is not a known value"},
		{LEAST(.list = OTK_NO_STRINGS), NULL},
		{LEAST(.kept = OTK_NO_STRINGS), "kept: 0 items; at least 1 are needed"},
	};
	const otk_validation how = {.checks = OTK_CHECKS_STRICT};

	CHECK_STATUS(otk_type_check(&(otk_module_memory){0}, &type, "x", NULL), OTK_OK, NULL);
	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		otk_error error = OTK_ERROR_INIT;

		CHECK_STATUS(otk_validate(&type, &cases[i].options, &how, "x", &error),
			cases[i].message ? OTK_E_ARGUMENT : OTK_OK, &error);
		if (cases[i].message)
			CHECK_HAS(error.message, cases[i].message);
	}
}

/* The words of the command line: a value has its own label, beside one of the same length too. */
static void labels(void)
{
	static const char *const values[] = {"slow", "fast", "fastest", NULL};
	static const char *const names[] = {"walk", "run", "sprint", NULL};
	static const otk_field fields[] = {
		OTK_FIELD(least_record, number, "number"),
		OTK_FIELD(least_record, text, "pace", .values = values, .labels = names),
	};
	static const otk_rule rules[] = {{.kind = OTK_RULE_ONLY_WHEN,
		.field = "number",
		.other = "pace",
		.other_value = "fast|fastest"}};
	static const otk_type type =
		OTK_OPTIONS_TYPE(least_record, "paces", fields, OTK_RULES(rules));
	const least_record options = LEAST(.number = 1, .text = "slow");
	const otk_validation how = {.checks = OTK_CHECKS_STRICT, .naming = OTK_NAMING_OPTIONS};
	otk_error error = OTK_ERROR_INIT;

	CHECK_STATUS(otk_validate(&type, &options, &how, "x", &error), OTK_E_ARGUMENT, &error);
	CHECK_STR(error.message, "x: --number: it is allowed only when --text is \"run\" or "
				 "\"sprint\"; it is \"walk\"");
}

static void nothing_to_check(void)
{
	const otk_validation how = {.checks = OTK_CHECKS_STRICT};

	CHECK_STATUS(otk_validate(NULL, NULL, &how, "x", NULL), OTK_OK, NULL);
	CHECK_STATUS(otk_validate(&zoo_options_type, NULL, &how, "x", NULL), OTK_OK, NULL);
}

int main(void)
{
	return OTK_TEST_MAIN("schema/validate", TEST(lengths),
		TEST(what_cannot_be_json_is_always_refused), TEST(forms), TEST(names_in_messages),
		TEST(numbers), TEST(maps), TEST(nested_structs), TEST(rules),
		TEST(sessions_of_a_project), TEST(one_line), TEST(neither_empty_nor_blank),
		TEST(empty_lists_are_unset), TEST(schemes_have_no_case),
		TEST(prefixes_with_nothing_behind), TEST(blanks_beyond_ascii),
		TEST(extra_json_beside_options), TEST(names_of_the_caller), TEST(limits_alone),
		TEST(labels), TEST(nothing_to_check));
}
