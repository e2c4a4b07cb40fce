/* SPDX-License-Identifier: MIT */
/* The command line's own parts: numbers, options, text for terminals, near misses. */
#include "config.h"

#include <string.h>

#include "tests/harness.h"
#include "tools/otk/callback/sign.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/output/format.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/tables/option_name.h"
#include "tools/otk/tables/suggest.h"
#include "tools/otk/tables/units.h"
#include "tools/otk/tables/values.h"
#include "tools/otk/terminal/text.h"

/* ---- numbers */

static void reads_time_spans(void)
{
	static const struct {
		const char *text;
		int64_t seconds; /* -1: refused */
	} cases[] = {{"0", 0}, {"90", 90}, {"90s", 90}, {"15m", 900}, {"1h30m", 5400},
		{"2d", 172800}, {"30d", 2592000}, {"1w", 604800}, {"1h30", -1}, {"", -1}, {"h", -1},
		{"1x", -1}, {"1.5h", -1}, {"1 h", -1}, {"99999999999999999999", -1},
		{"9223372036854775807d", -1}, {"1hh", -1}, {"0x10", -1}};
	int64_t ms = 0;

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		int64_t seconds = -1;
		bool read = otk_cli_read_seconds(cases[i].text, &seconds);

		CHECK_CASE(read == (cases[i].seconds >= 0), "\"%s\"", cases[i].text);
		CHECK_CASE(!read || seconds == cases[i].seconds, "\"%s\"", cases[i].text);
	}
	CHECK(otk_cli_read_ms("500ms", &ms));
	CHECK_INT(ms, 500);
	CHECK(otk_cli_read_ms("2", &ms));
	CHECK_INT(ms, 2000);
	CHECK(otk_cli_read_ms("1m30s", &ms));
	CHECK_INT(ms, 90000);
}

static void reads_rates_and_moments(void)
{
	int64_t number = 0;

	CHECK(otk_cli_read_rate("2M", &number));
	CHECK_INT(number, 2000000);
	CHECK(otk_cli_read_rate("500k", &number));
	CHECK_INT(number, 500000);
	CHECK(!otk_cli_read_rate("2G", &number));
	CHECK(otk_cli_read_bytes("20M", &number));
	CHECK_INT(number, 20000000);
	CHECK(otk_cli_read_bytes("2GB", &number));
	CHECK_INT(number, 2000000000);
	CHECK(!otk_cli_read_bytes("big", &number));
	CHECK(otk_cli_read_instant("2030-01-31T12:00:00Z", &number));
	CHECK_INT(number, 1896091200);
	CHECK(otk_cli_read_instant("1896091200", &number));
	CHECK_INT(number, 1896091200);
	CHECK(!otk_cli_read_instant("tomorrow", &number));
	CHECK(!otk_cli_read_instant("2030-13-01", &number));
	CHECK(!otk_cli_read_instant("2030-01-31T12:00:00Q", &number));
	CHECK(!otk_cli_read_seconds("200000000000000000d", &number)); /* too large for 64 bits */
	CHECK(!otk_cli_read_seconds("106751991167300d106751991167300d", &number));
	CHECK(!otk_cli_read_int("12 ", &number));
	CHECK(!otk_cli_read_int("", &number));
	CHECK(otk_cli_read_int("-3", &number));
	CHECK_INT(number, -3);
}

/* ---- options */

static const otk_cli_field server_fields[] = {
	{.name = "serverUrl", .option = "server-url", .kind = OTK_KIND_STRING},
	{.name = "tags", .option = "tags", .kind = OTK_KIND_STRINGS},
};
static const otk_cli_type server_type = OTK_CLI_TYPE(server_fields);

static const otk_cli_field fields[] = {
	{.name = "sessionId", .option = "session-id", .kind = OTK_KIND_STRING},
	{.name = "hasVideo", .option = "has-video", .kind = OTK_KIND_FLAG},
	{.name = "maxDuration",
		.option = "max-duration",
		.kind = OTK_KIND_INT,
		.unit = OTK_UNIT_SECONDS},
	{.name = "tags", .option = "tags", .kind = OTK_KIND_STRINGS},
	{.name = "headers", .option = "headers", .kind = OTK_KIND_MAP},
	{.name = "server", .option = "server", .kind = OTK_KIND_OBJECT, .type = &server_type},
	{.name = "servers", .option = "servers", .kind = OTK_KIND_LIST, .type = &server_type},
	{.name = "p2p.preference", .option = "media-mode", .kind = OTK_KIND_STRING},
};
static const otk_cli_type type = OTK_CLI_TYPE(fields);

/* Pairs of option and value, ending in NULL, become this JSON; NULL: an error. */
static void check_options(const char *const *words, const char *expected)
{
	otk_cli cli = {.json = true};
	json_object *object = otk_cli_json_object(&cli);
	otk_cli_exit code = OTK_CLI_DONE;

	for (; *words && !code; words += 2) {
		otk_cli_option option;
		bool found = otk_cli_option_find(&type, words[0], &option);

		CHECK_CASE(found, "--%s is known", words[0]);
		code = found ? otk_cli_option_set(&cli, &option, object, words[0], words[1])
			     : OTK_CLI_WRONG_USE;
	}
	if (expected && CHECK_INT(code, OTK_CLI_DONE))
		CHECK_STR(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN), expected);
	if (!expected)
		CHECK_CASE(code == OTK_CLI_WRONG_USE, "refused: %s", words[-2]);
	otk_cli_release(&cli);
}

#define OPTIONS(expected, ...) check_options((const char *const[]){__VA_ARGS__, NULL}, expected)

static void makes_json_of_options(void)
{
	OPTIONS("{\"sessionId\":\"a b\"}", "session-id", "a b");
	OPTIONS("{\"sessionId\":\"x\"}", "sessionId", "x");
	OPTIONS("{\"p2p.preference\":\"routed\"}", "media-mode", "routed");
	OPTIONS("{\"p2p.preference\":\"routed\"}", "p2p.preference", "routed");
	OPTIONS("{\"hasVideo\":false}", "has-video", "no");
	OPTIONS("{\"hasVideo\":true}", "has-video", "TRUE");
	OPTIONS("{\"maxDuration\":5400}", "max-duration", "1h30m");
	OPTIONS("{\"tags\":[\"a\",\"b\"]}", "tags", "a", "tags", "b");
	OPTIONS("{\"tags\":[]}", "tags", "[]");
	OPTIONS("{\"headers\":{\"X\":\"1=2\",\"Y\":\"\"}}", "headers", "X=1=2", "headers", "Y=");
	OPTIONS("{\"headers\":{\"X.Y\":\"1\"}}", "headers.X.Y", "1");
	OPTIONS("{\"headers\":{\"a\":\"b\",\"X\":\"1\"}}", "headers", "{\"a\":\"b\"}", "headers",
		"X=1");
	OPTIONS("{\"server\":{\"serverUrl\":\"u\",\"tags\":[\"a\"]}}", "server.server-url", "u",
		"server.tags", "a");
	OPTIONS("{\"server\":{\"new\":1,\"serverUrl\":\"u\"}}", "server", "{\"new\":1}",
		"server.serverUrl", "u");
	OPTIONS("{\"servers\":[{\"serverUrl\":\"a\"},{\"serverUrl\":\"b\"}]}",
		"servers.0.server-url", "a", "servers.1.server-url", "b");
	OPTIONS("{\"servers\":[{\"a\":1},{\"b\":2},{\"c\":3}]}", "servers", "{\"a\":1}", "servers",
		"[{\"b\":2},{\"c\":3}]");
}

static void refuses_wrong_values(void)
{
	static const char *const unknown[] = {"sesion-id", "server.", "server.x", "servers.x.tags",
		"servers.0", "servers.-1.tags", "servers.0.", "headers.", "", ".", "tags-file",
		"server.server-url.x", NULL};

	OPTIONS(NULL, "session-id", "a", "session-id", "b");
	OPTIONS(NULL, "has-video", "maybe");
	OPTIONS(NULL, "max-duration", "soon");
	OPTIONS(NULL, "headers", "no value");
	OPTIONS(NULL, "headers", "=x");
	OPTIONS(NULL, "headers", "{\"a\"");
	OPTIONS(NULL, "server", "5");
	OPTIONS(NULL, "server", "{} {}");
	OPTIONS(NULL, "servers.1.server-url", "b");
	OPTIONS(NULL, "servers", "[5]", "servers.0.server-url", "x");
	OPTIONS(NULL, "tags", "[\"a\"");
	OPTIONS(NULL, "session-id-file", "there/is/no/such.file");
	for (const char *const *name = unknown; *name; name++) {
		otk_cli_option option;

		CHECK_CASE(!otk_cli_option_find(&type, *name, &option), "--%s is unknown", *name);
	}
}

/* ---- text */

/* Also what json-c cannot hold is printed as it was read. */
static void keeps_big_numbers(void)
{
	static const char *const same[] = {"99999999999999999999", "[-99999999999999999999]",
		"{\"a\":9223372036854775808,\"b\":-9223372036854775809}", "9223372036854775807",
		"[-9223372036854775808,1]", "[1.5,123456789012345678901.25]",
		"\"99999999999999999999\"", "{\"\\\"99999999999999999999\":0}", "[[],{},null]",
		"[123456789012345678901234567890123456789012345678901234567890]"};
	otk_cli cli = {0};
	const char *problem = NULL;

	for (size_t i = 0; i < OTK_COUNT_OF(same); i++) {
		json_object *read = otk_cli_json_read(&cli, same[i], strlen(same[i]), &problem);

		CHECK_STR(read ? otk_cli_json_text(read) : problem, same[i]);
		read = otk_cli_json_parse(&cli, same[i], strlen(same[i]), &problem);
		CHECK_STR(read ? otk_cli_json_text(read) : problem, same[i]);
	}
	CHECK(!otk_cli_json_parse(&cli, "[99999999999999999999", 21, &problem));
	CHECK_STR(problem, "unexpected end of data");
	otk_cli_release(&cli);
}

static void check_safe(const char *text, size_t size, const char *plain, const char *json)
{
	otk_cli cli = {0};

	CHECK_STR(otk_cli_safe(&cli, text, size), plain);
	CHECK_STR(otk_cli_safe_json(&cli, text, size), json);
	otk_cli_release(&cli);
}

#define SAFE(text, plain, json) check_safe(text, sizeof(text) - 1, plain, json)

static void makes_text_safe(void)
{
	SAFE("plain é 漢 😀", "plain é 漢 😀", "plain é 漢 😀");
	SAFE("a\x1b[31mb", "a^[[31mb", "a\\u001b[31mb");
	SAFE("a\0b", "a^@b", "a\\u0000b");
	SAFE("a\x7f", "a^?", "a\\u007f");
	SAFE("a\nb\tc", "a^Jb^Ic", "a\nb\tc");
	SAFE("a\xc2\x9b"
	     "b",
		"a<U+009b>b", "a\\u009bb");
	SAFE("a\xe2\x80\xae"
	     "b",
		"a<U+202e>b", "a\\u202eb");
	SAFE("a\xff"
	     "b",
		"a<ff>b", "a\\ufffdb");
	SAFE("a\xef\xbf\xbb"
	     "b",
		"a<U+fffb>b", "a\\ufffbb");
	SAFE("\xf3\xa0\x80\x81", "<U+e0001>", "\\udb40\\udc01");       /* tag */
	SAFE("\xc0\xaf", "<c0><af>", "\\ufffd\\ufffd");                /* over-long */
	SAFE("\xed\xa0\x80", "<ed><a0><80>", "\\ufffd\\ufffd\\ufffd"); /* surrogate */
	SAFE("\xe2\x82", "<e2><82>", "\\ufffd\\ufffd");                /* cut off */
}

/* ---- secrets */

static void hides_secrets_in_urls(void)
{
	static const char *const cases[][2] = {
		{"rtmp://user:pass@host/app", "rtmp://(secret)@host/app"},
		{"rtmps://user:p/a?s#s@host/app", "rtmps://(secret)@host/app"},
		{"https://user@host/", "https://(secret)@host/"},
		{"https://user:p@ss@host/", "https://(secret)@host/"},
		{"HTTPS://u:p@[::1]:443/", "HTTPS://(secret)@[::1]:443/"},
		{"https://host/page?user=a@b", "https://host/page?user=a@b"},
		{"https://host/?a=1&password=x&b=2", "https://host/?a=1&password=(secret)&b=2"},
		{"https://host/?access_token=x", "https://host/?access_token=(secret)"},
		{"https://host/#token=x", "https://host/#token=(secret)"},
		{"https://host/a.mp4?X-Amz-Signature=x&Expires=1",
			"https://host/a.mp4?X-Amz-Signature=x&Expires=1"},
		{"see http://a:b@c/ and http://d:e@f/",
			"see http://(secret)@c/ and http://(secret)@f/"},
		{"sip:alice:hunter2@example.com", "sip:alice:(secret)@example.com"},
		{"SIPS:alice:hunter2@example.com", "SIPS:alice:(secret)@example.com"},
		{"sip:alice@example.com:5060", "sip:alice@example.com:5060"},
		{"no URL: a@b", "no URL: a@b"},
		{"http://user:pass word@host/", "http://(secret)@host/"},
		{"http://user:a/b c@d@host/ end", "http://(secret)@host/ end"},
		{"http://two words@host", "http://(secret)@host"},
		{"to http://user:a b@host, http://host/", "to http://(secret)@host, http://host/"},
		{"http://host/page by a@b", "http://host/page by a@b"},
		{"see http://host and a@b", "see http://host and a@b"},
		{"\"http://host:80\" and a@b", "\"http://host:80\" and a@b"},
		{"://", "://"},
		{"", ""},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		otk_cli cli = {0};

		CHECK_STR(otk_cli_hide_in_text(&cli, cases[i][0]), cases[i][1]);
		otk_cli_release(&cli);
	}
}

static void quotes_no_password(void)
{
	static const char *const cases[][2] = {
		{"user:hunter2@host", "\"user:(secret)@host\""},
		{"http:/user:hunter2@host", "\"http:(secret)@host\""},
		{"user:a b@c@host", "\"user:(secret)@host\""},
		{"http://user:a b@host", "\"http://(secret)@host\""},
		{"mailto:user@host", "\"mailto:user@host\""},
		{"MAILTO:user:x@host", "\"MAILTO:user:(secret)@host\""},
		{"user@host:80", "\"user@host:80\""},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		otk_cli cli = {0};

		CHECK_STR(otk_cli_quote(&cli, NULL, cases[i][0]), cases[i][1]);
		otk_cli_release(&cli);
	}
}

static void knows_secret_names(void)
{
	static const char *const secret[] = {"password", "sipPassword", "api_secret",
		"X-Api-Secret", "streamName", "stream_key", "privateKey", "accessToken", "pin",
		"PWD", NULL};
	static const char *const plain[] = {
		"name", "spinner", "tokens left", "keyframe", "passive", "signal", "id", "", NULL};

	for (const char *const *name = secret; *name; name++)
		CHECK_CASE(otk_cli_is_secret_name(*name), "%s is secret", *name);
	for (const char *const *name = plain; *name; name++)
		CHECK_CASE(!otk_cli_is_secret_name(*name), "%s is not secret", *name);
}

static void check_hidden(const char *json, const char *expected)
{
	static const otk_cli_field item_fields[] = {
		{.name = "id", .option = "id", .kind = OTK_KIND_STRING},
		{.name = "code", .option = "code", .kind = OTK_KIND_STRING, .secret = true},
	};
	static const otk_cli_type item = OTK_CLI_TYPE(item_fields);
	static const otk_cli_field root_fields[] = {
		{.name = "items", .option = "items", .kind = OTK_KIND_LIST, .type = &item},
		{.name = "token", .option = "token", .kind = OTK_KIND_STRING},
	};
	static const otk_cli_type root = OTK_CLI_TYPE(root_fields);
	otk_cli cli = {0};
	const char *problem = NULL;
	json_object *object = otk_cli_json_parse(&cli, json, strlen(json), &problem);
	bool hidden = otk_cli_hide(&cli, &root, object);

	CHECK_STR(otk_cli_json_text(object), expected);
	CHECK_CASE(hidden == (strcmp(json, expected) != 0), "%s", json);
	otk_cli_release(&cli);
}

static void adds_members_by_path(void)
{
	otk_cli cli = {0};
	json_object *object = otk_cli_json_object(&cli);

	otk_cli_json_add_at(&cli, object, "total", otk_cli_json_number(1));
	otk_cli_json_add_at(&cli, object, "page.total", otk_cli_json_number(2));
	otk_cli_json_add_at(&cli, object, "page.items", otk_cli_json_number(3));
	otk_cli_json_add_at(&cli, object, "page.next.id", otk_cli_json_number(4));
	CHECK_STR(otk_cli_json_text(object),
		"{\"total\":1,\"page\":{\"total\":2,\"items\":3,\"next\":{\"id\":4}}}");
	otk_cli_release(&cli);
}

static void hides_secrets_in_every_form(void)
{
	check_hidden("{\"items\":[{\"id\":\"a\",\"code\":\"x\"}]}",
		"{\"items\":[{\"id\":\"a\",\"code\":\"(secret)\"}]}");
	check_hidden("{\"items\":{\"id\":\"a\",\"code\":\"x\"}}",
		"{\"items\":{\"id\":\"a\",\"code\":\"(secret)\"}}");
	check_hidden("{\"items\":{\"first\":{\"code\":\"x\"}}}",
		"{\"items\":{\"first\":{\"code\":\"(secret)\"}}}");
	check_hidden("{\"new\":{\"deep\":[{\"password\":\"x\"}]}}",
		"{\"new\":{\"deep\":[{\"password\":\"(secret)\"}]}}");
	check_hidden("{\"new\":[\"rtmp://u:p@h/\"]}", "{\"new\":[\"rtmp://(secret)@h/\"]}");
	/* A field that the table calls public, an empty value, and nothing. */
	check_hidden("{\"token\":\"x\"}", "{\"token\":\"x\"}");
	check_hidden("{\"password\":\"\"}", "{\"password\":\"\"}");
	check_hidden("{\"password\":null}", "{\"password\":null}");
}

static void quotes_words_safely(void)
{
	static const otk_cli_field pin = {.name = "pin", .option = "pin", .secret = true};
	otk_cli cli = {0};
	const char *shown;

	CHECK_STR(otk_cli_quote(&cli, NULL, "maybe"), "\"maybe\"");
	CHECK_STR(otk_cli_quote(&cli, NULL, "a\x1b[31m"), "\"a^[[31m\"");
	CHECK_STR(otk_cli_quote(&cli, NULL, "two\nlines"), "the value");
	CHECK_STR(otk_cli_quote(&cli, NULL, "-----BEGIN PRIVATE KEY-----"), "the value");
	CHECK_STR(otk_cli_quote(&cli, NULL, "eyJhbGciOiJIUzI1NiJ9.e30.x"), "the value");
	CHECK_STR(otk_cli_quote(&cli, NULL, "T1==cGFydG5lcl9pZD0x"), "the value");
	CHECK_STR(otk_cli_quote(&cli, NULL, "http://u:p@h"), "\"http://(secret)@h\"");
	CHECK_STR(otk_cli_quote(&cli, &pin, "1234"), "the value");
	shown = otk_cli_quote(
		&cli, NULL, "éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé");
	CHECK_HAS(shown, "é…\"");
	otk_cli_release(&cli);
}

static void suggests_near_misses(void)
{
	static const char *const words[] = {"start", "stop", "list", "add-stream", NULL};
	static const struct {
		const char *given, *best;
	} cases[] = {{"strat", "start"}, {"lst", "list"}, {"add_stream", "add-stream"},
		{"STOP", "stop"}, {"add", "add-stream"}, {"delete", NULL}, {"x", NULL}};
	char endless[500];
	otk_cli_suggestion none = {0};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		otk_cli_suggestion suggestion = {0};

		for (const char *const *word = words; *word; word++)
			otk_cli_suggest(&suggestion, cases[i].given, *word);
		CHECK_STR(suggestion.best, cases[i].best);
	}
	memset(endless, 'a', sizeof(endless) - 1);
	endless[sizeof(endless) - 1] = '\0';
	otk_cli_suggest(&none, endless, endless);
	CHECK(!none.best);
}

static void formats_for_people(void)
{
	otk_cli cli = {0};

	CHECK_STR(otk_cli_format_bytes(&cli, 0), "0 B");
	CHECK_STR(otk_cli_format_bytes(&cli, 999), "999 B");
	CHECK_STR(otk_cli_format_bytes(&cli, 1000), "1.0 kB");
	CHECK_STR(otk_cli_format_bytes(&cli, 999999), "1.0 MB");
	CHECK_STR(otk_cli_format_bytes(&cli, INT64_MAX), "9223372.0 TB");
	CHECK_STR(otk_cli_format_seconds(&cli, 59), "59 s");
	CHECK_STR(otk_cli_format_seconds(&cli, 60), "1m 00s");
	CHECK_STR(otk_cli_format_seconds(&cli, 3723), "1h 02m 03s");
	CHECK_STR(otk_cli_format_seconds(&cli, 172799), "47h 59m 59s");
	CHECK_STR(otk_cli_format_seconds(&cli, 2592000), "30d 00h");
	CHECK_STR(otk_cli_format_seconds(&cli, -5), "-5 s");
	otk_cli_release(&cli);
}

/* Version 4, and each bit that is random is sometimes set and sometimes not (RFC 9562). */
static void makes_random_ids(void)
{
	static const char fixed[] = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
	char seen_set[sizeof(fixed)] = "", seen_clear[sizeof(fixed)] = "";
	otk_cli cli = {0};

	for (int k = 0; k < 200; k++) {
		const char *id = otk_cli_uuid(&cli);

		if (!CHECK(strlen(id) == strlen(fixed)))
			break;
		for (size_t i = 0; fixed[i]; i++) {
			const char *digits = "0123456789abcdef", *digit = strchr(digits, id[i]);
			const char value = digit ? (char)(digit - digits) : 0;

			if (fixed[i] == 'x' || fixed[i] == 'y') {
				CHECK(digit != NULL);
				CHECK(fixed[i] == 'x' || (value & 12) == 8);
				seen_set[i] |= value;
				seen_clear[i] |= (char)(value ^ 15);
			} else {
				CHECK(id[i] == fixed[i]);
			}
		}
	}
	for (size_t i = 0; fixed[i]; i++) {
		const char random = fixed[i] == 'x' ? 15 : fixed[i] == 'y' ? 3 : 0;

		CHECK((seen_set[i] & random) == random && (seen_clear[i] & random) == random);
	}
	otk_cli_release(&cli);
}

static void ends_with_stable_codes(void)
{
	CHECK_INT(otk_cli_exit_of(OTK_OK), 0);
	CHECK_INT(otk_cli_exit_of(OTK_E_REQUEST), 1);
	CHECK_INT(otk_cli_exit_of(OTK_E_AUTH), 1);
	CHECK_INT(otk_cli_exit_of(OTK_E_SERVER), 1);
	CHECK_INT(otk_cli_exit_of(OTK_E_ARGUMENT), 2);
	CHECK_INT(otk_cli_exit_of(OTK_E_CRYPTO), 2);
	CHECK_INT(otk_cli_exit_of(OTK_E_TOKEN), 2);
	CHECK_INT(otk_cli_exit_of(OTK_E_REPLAYED), 2);
	CHECK_INT(otk_cli_exit_of(OTK_E_IO), 3);
	CHECK_INT(otk_cli_exit_of(OTK_E_HASH), 3);
	CHECK_INT(otk_cli_exit_of(OTK_E_NETWORK), 3);
	CHECK_INT(otk_cli_exit_of(OTK_E_TOO_LARGE), 3);
	CHECK_INT(otk_cli_exit_of(OTK_E_NO_PLUGIN), 4);
	CHECK_INT(otk_cli_exit_of(OTK_E_PLUGIN_ABI), 4);
}

int main(void)
{
	return OTK_TEST_MAIN("otk: words", TEST(reads_time_spans), TEST(reads_rates_and_moments),
		TEST(makes_json_of_options), TEST(keeps_big_numbers), TEST(refuses_wrong_values),
		TEST(makes_text_safe), TEST(hides_secrets_in_urls), TEST(quotes_no_password),
		TEST(knows_secret_names), TEST(hides_secrets_in_every_form),
		TEST(adds_members_by_path), TEST(quotes_words_safely), TEST(suggests_near_misses),
		TEST(formats_for_people), TEST(makes_random_ids), TEST(ends_with_stable_codes));
}
