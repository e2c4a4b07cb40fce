/* SPDX-License-Identifier: MIT */
/* Composed pictures: predefined layouts, style sheets, the order of streams. */
#include "config.h"

#include <string.h>

#include "tests/sandbox/box.h"

static test_box server;

/* A stream is "name", "name.class.class", or "name!" for a shared screen; "name-" has no video. */
static const char *stream_json(const char *word)
{
	const size_t length = strcspn(word, ".!-");
	const char *classes = "";

	for (const char *at = strchr(word, '.'); at; at = strchr(at + 1, '.'))
		classes = text("%s%s\"%.*s\"", classes, *classes ? "," : "",
			(int)strcspn(at + 1, ".!-"), at + 1);
	return text("{\"streamId\":\"%.*s\",\"videoType\":\"%s\",\"hasVideo\":%s,"
		    "\"layoutClassList\":[%s]}",
		(int)length, word, strchr(word, '!') ? "screen" : "camera",
		strchr(word, '-') ? "false" : "true", classes);
}

static json_object *compose(const char *layout, const char *resolution, const char *words)
{
	const char *streams = "";

	while (*words) {
		const size_t length = strcspn(words, " ");

		streams = text("%s%s%s", streams, *streams ? "," : "",
			stream_json(text("%.*s", (int)length, words)));
		words += length + strspn(words + length, " ");
	}
	return WANT(200, NOBODY, "POST", "/sandbox/layout",
		text("{\"layout\":%s,\"resolution\":\"%s\",\"streams\":[%s]}", layout, resolution,
			streams));
}

/* Returns "a 0,0 320x240; b …" in the order of painting. */
static const char *places(json_object *picture)
{
	const char *all = "";

	for (int i = 0; i < (int)number(picture, "tiles"); i++) {
		json_object *tile = part(picture, text("tiles.%d", i));

		all = text("%s%s%s %d,%d %dx%d", all, *all ? "; " : "", member(tile, "streamId"),
			(int)number(tile, "x"), (int)number(tile, "y"), (int)number(tile, "width"),
			(int)number(tile, "height"));
	}
	return all;
}

#define PRESET(type) "{\"type\":\"" type "\"}"
#define SHARED(type) "{\"type\":\"bestFit\",\"screenshareType\":\"" type "\"}"

static void predefined_layouts_place_streams(void)
{
	static const struct {
		const char *layout, *resolution, *streams, *places;
	} cases[] = {
		{PRESET("bestFit"), "640x480", "", ""},
		{PRESET("bestFit"), "640x480", "a", "a 0,0 640x480"},
		{PRESET("bestFit"), "640x480", "a b", "a 0,0 320x480; b 320,0 320x480"},
		{PRESET("bestFit"), "480x640", "a b", "a 0,0 480x320; b 0,320 480x320"},
		{PRESET("bestFit"), "640x480", "a b c",
			"a 0,0 320x240; b 320,0 320x240; c 0,240 320x240"},
		{PRESET("bestFit"), "640x480", "a b c d e",
			"a 0,0 213x240; b 213,0 213x240; c 426,0 214x240; d 0,240 213x240; "
			"e 213,240 213x240"},
		{PRESET("pip"), "1280x720", "a b.full", "b 0,0 1280x720; a 858,466 384x216"},
		{PRESET("pip"), "1280x720", "a b c", "a 0,0 1280x720; b 858,466 384x216"},
		{PRESET("pip"), "1280x720", "a.full b.full c", "a 0,0 1280x720; c 858,466 384x216"},
		{PRESET("verticalPresentation"), "640x480", "a b.focus c",
			"b 128,0 512x480; a 0,0 128x96; c 0,96 128x96"},
		{PRESET("horizontalPresentation"), "640x480", "a b.focus c",
			"b 0,0 640x384; a 0,384 128x96; c 128,384 128x96"},
		{PRESET("horizontalPresentation"), "480x640", "a.focus b c",
			"a 0,0 480x427; b 0,427 160x213; c 160,427 160x213"},
		{SHARED("verticalPresentation"), "640x480", "a b",
			"a 0,0 320x480; b 320,0 320x480"},
		{SHARED("verticalPresentation"), "640x480", "a.focus b!",
			"b 128,0 512x480; a 0,0 128x96"},
		{SHARED("pip"), "640x480", "a b!", "b 0,0 640x480; a 429,317 192x144"},
		{PRESET("bestFit"), "640x480", "a- b", "b 0,0 640x480"},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *got =
			places(compose(cases[i].layout, cases[i].resolution, cases[i].streams));

		CHECK_CASE(strcmp(got, cases[i].places) == 0, "%s of %s: %s", cases[i].layout,
			cases[i].streams, got);
	}
}

/* The numbers of streams that the service shows. */
static void layouts_have_a_capacity(void)
{
	static const struct {
		const char *layout, *resolution;
		int capacity;
	} cases[] = {
		{PRESET("bestFit"), "640x480", 16},
		{PRESET("pip"), "640x480", 2},
		{PRESET("verticalPresentation"), "1280x720", 6},
		{PRESET("verticalPresentation"), "1920x1080", 8},
		{PRESET("verticalPresentation"), "720x1280", 9},
		{PRESET("verticalPresentation"), "1080x1920", 11},
		{PRESET("horizontalPresentation"), "1280x720", 6},
		{PRESET("horizontalPresentation"), "1920x1080", 8},
		{PRESET("horizontalPresentation"), "1080x1920", 4},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		json_object *picture = compose(cases[i].layout, cases[i].resolution,
			"a b c d e f g h i j k l m n o p q r");

		CHECK_CASE(number(picture, "tiles") == cases[i].capacity, "%s %s: %d",
			cases[i].layout, cases[i].resolution, (int)number(picture, "tiles"));
		CHECK_INT(number(picture, "leftOut"), 18 - cases[i].capacity);
	}
}

/* The names of the tiles of a grid, in its order. */
static const char *order_of(const char *streams)
{
	json_object *picture = WANT(200, NOBODY, "POST", "/sandbox/layout",
		text("{\"layout\":{\"type\":\"bestFit\"},\"streams\":[%s]}", streams));
	const char *all = "";

	for (int i = 0; i < (int)number(picture, "tiles"); i++)
		all = text("%s%s", all, member(picture, text("tiles.%d.streamId", i)));
	return all;
}

#define STREAM(id, connection, more) \
	"{\"streamId\":\"" id "\",\"connectionId\":\"" connection "\"" more "}"

static void streams_have_an_order(void)
{
	CHECK_STR(
		order_of(STREAM("a", "1", "") "," STREAM("b", "2", ",\"layoutClassList\":[\"x\"]")),
		"ba");
	CHECK_STR(order_of(STREAM("a", "1", "") "," STREAM("b", "2", ",\"videoType\":\"screen\"")),
		"ba");
	/* The camera of a client that shares a screen. */
	CHECK_STR(order_of(STREAM("a", "1", "") "," STREAM("b", "2", "") "," STREAM(
			  "c", "2", ",\"videoType\":\"screen\"")),
		"cba");
	/* Another stream of a client with a stream in the first tier. */
	CHECK_STR(order_of(STREAM("a", "1", "") "," STREAM("b", "2", "") "," STREAM(
			  "c", "2", ",\"layoutClassList\":[\"x\"]")),
		"cba");
	CHECK_STR(order_of(STREAM("a", "1", ",\"createdAt\":9") "," STREAM(
			  "b", "2", ",\"createdAt\":8")),
		"ba");
}

static const char *custom(const char *sheet)
{
	return text("{\"type\":\"custom\",\"stylesheet\":\"%s\"}", sheet);
}

static void style_sheets_place_streams(void)
{
	static const struct {
		const char *sheet, *streams, *places;
	} cases[] = {
		{"stream{float:left;width:50%;height:50%}", "a b c",
			"a 0,0 320x240; b 320,0 320x240; c 0,240 320x240"},
		{"stream{float:left;width:33.333%;height:10px}", "a b c d",
			"a 0,0 213x10; b 213,0 214x10; c 427,0 213x10; d 0,10 213x10"},
		{"stream{float:right;width:100px;height:50px}stream:first-child{float:left}",
			"a b c", "a 0,0 100x50; b 540,0 100x50; c 440,0 100x50"},
		{"stream{width:200px;height:100px}", "a b c d",
			"a 0,0 200x100; b 200,0 200x100; c 400,0 200x100; d 0,100 200x100"},
		{"stream{display:block;width:50%;height:100px;margin:10px}", "a b",
			"a 10,10 320x100; b 10,120 320x100"},
		{"stream{display:block;width:50%;height:100px;margin:0 auto}", "a",
			"a 160,0 320x100"},
		{"stream{position:absolute;right:10px;bottom:5%;width:25%;height:25%}", "a",
			"a 470,336 160x120"},
		{"stream{position:absolute;left:10%;right:10%;top:0;bottom:0}", "a",
			"a 64,0 512x480"},
		{"stream{position:relative;left:5px;top:-5px;width:10px;height:20px}", "a b",
			"a 5,-5 10x20; b 15,-5 10x20"},
		{".full{width:100%;height:100%;position:absolute;left:0;top:0}"
		 ".full ~ stream,.full + stream{z-index:2;position:absolute;right:0;top:0;width:64px;"
		 "height:48px}",
			"a b.full", "b 0,0 640x480; a 576,0 64x48"},
		{"stream{position:absolute;left:0;top:0;width:10px;height:10px}"
		 ".back{z-index:-1}.top{z-index:9}",
			"a.top b.back c", "b 0,0 10x10; c 0,0 10x10; a 0,0 10x10"},
		{"stream:nth-child(2n+1){width:10px;height:1px}"
		 "stream:nth-child(even){width:20px;height:2px}"
		 "stream:last-child{width:30px;height:3px}"
		 "stream:nth-last-child(4){width:40px;height:4px}",
			"a b c d", "a 0,0 40x4; b 40,0 20x2; c 60,0 10x1; d 70,0 30x3"},
		{"stream.a.b{width:10px;height:10px}stream{width:20px;height:20px}"
		 ".a{width:30px;height:30px}",
			"x.a.b y.a z", "x 0,0 10x10; y 10,0 30x30; z 40,0 20x20"},
		{".a{width:30px;height:30px}stream{width:20px;height:20px}", "x.a y",
			"x 0,0 30x30; y 30,0 20x20"},
		{"stream{width:20px;height:20px}.a + stream{width:30px;height:30px}", "x.a y z",
			"x 0,0 20x20; y 20,0 30x30; z 50,0 20x20"},
		{"stream{width:90%;max-width:100px;min-height:50px;height:10px}", "a",
			"a 0,0 100x50"},
		{"stream{float:left;width:400px;height:50px}.c{clear:left;height:20px}", "a.z b.c",
			"a 0,0 400x50; b 0,50 400x20"},
		{"/* stream{width:1px} */ stream { height : 240px ; } ", "a", "a 0,0 320x240"},
		{"", "a", "a 0,0 640x480"},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		json_object *picture = compose(custom(*cases[i].sheet ? cases[i].sheet : " "),
			"640x480", cases[i].streams);

		CHECK_CASE(strcmp(places(picture), cases[i].places) == 0, "%s: %s", cases[i].sheet,
			places(picture));
		CHECK_CASE(number(picture, "notes") == 0, "%s: %s", cases[i].sheet,
			member(picture, "notes.0"));
	}
}

/* What the service does not accept is named, with its line, and has no effect. */
static void errors_of_style_sheets_are_noted(void)
{
	static const struct {
		const char *sheet, *note;
	} cases[] = {
		{"*{width:1px}", "line 1: \"*\": types, classes, + and ~"},
		{"stream stream{width:1px}", "does not allow descendants"},
		{"stream > stream{width:1px}", "types, classes, + and ~"},
		{"#a{width:1px}", "types, classes"},
		{"archive{width:1px}", "only the type stream"},
		{"stream[a]{width:1px}", "types, classes"},
		{"stream::before{width:1px}", "pseudo-class"},
		{"stream:hover{width:1px}", "pseudo-class"},
		{"stream:nth-child(x){width:1px}", "pseudo-class"},
		{".{width:1px}", "name of a class"},
		{"@media all{stream{width:1px}}", "at-rules"},
		{"stream{\\ncolor:red}",
			"line 2: \"color:red\": the service does not know this property"},
		{"stream{width:1em}", "the value is not allowed"},
		{"stream{width:-1px}", "the value is not allowed"},
		{"stream{width:1e3px}", "the value is not allowed"},
		{"stream{width:0x10px}", "the value is not allowed"},
		{"stream{width:nan}", "the value is not allowed"},
		{"stream{position:fixed}", "the value is not allowed"},
		{"stream{margin:1px 2px 3px 4px 5px}", "the value is not allowed"},
		{"stream{width}", "\"width\": the value is not allowed"},
		{"stream", "a block is expected"},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		json_object *picture = compose(custom(cases[i].sheet), "640x480", "a");

		CHECK_CASE(strstr(member(picture, "notes.0"), cases[i].note) != NULL, "%s: \"%s\"",
			cases[i].sheet, member(picture, "notes.0"));
		CHECK_CASE(strcmp(places(picture), "a 0,0 640x480") == 0, "%s: %s", cases[i].sheet,
			places(picture));
	}
}

/* Sheets that are made to keep the server busy. */
static void hostile_style_sheets_end(void)
{
	static const char *const pieces[] = {
		"stream~", "stream+", "a{", "}", "@", "/*", ".a,", "stream{margin:1px;"};

	for (size_t i = 0; i < COUNT_OF(pieces); i++) {
		const char *sheet = pieces[i];

		while (strlen(sheet) * 2 < 65536)
			sheet = text("%s%s", sheet, sheet);
		CHECK(number(compose(custom(sheet), "640x480", "a b c"), "notes") <= 50);
	}
}

static void wrong_layouts_are_refused(void)
{
	static const char *const wrong[] = {"{}", "{\"layout\":{}}",
		"{\"layout\":{\"type\":\"grid\"}}", "{\"layout\":{\"type\":\"custom\"}}",
		"{\"layout\":{\"type\":\"pip\",\"screenshareType\":\"pip\"}}",
		"{\"layout\":{\"type\":\"pip\"},\"resolution\":\"1x1\"}",
		"{\"layout\":{\"type\":\"pip\"},\"streams\":[{}]}"};

	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		WANT(400, NOBODY, "POST", "/sandbox/layout", wrong[i]);
}

/* The picture of an archive has the streams that it records. */
static void archives_are_composed(void)
{
	const char *session = new_session(&server, ""), *first = publish(&server, session);
	json_object *archive, *picture;
	const char *layout;

	publish(&server, session);
	archive = WANT(200, PROJECT, "POST", PROJECT_PATH "/archive",
		text("{\"sessionId\":\"%s\",\"resolution\":\"1280x720\",\"streamMode\":\"manual\","
		     "\"layout\":{\"type\":\"pip\"}}",
			session));
	layout = text("/sandbox/archive/%s/layout", member(archive, "id"));
	picture = WANT(200, NOBODY, "GET", layout, NULL);
	CHECK_INT(number(picture, "width"), 1280);
	CHECK_STR(member(picture, "type"), "pip");
	CHECK_INT(number(picture, "tiles"), 0);
	WANT(204, PROJECT, "PATCH", text(PROJECT_PATH "/archive/%s/streams", member(archive, "id")),
		text("{\"addStream\":\"%s\"}", first));
	picture = WANT(200, NOBODY, "GET", layout, NULL);
	CHECK_INT(number(picture, "tiles"), 1);
	CHECK_STR(member(picture, "tiles.0.streamId"), first);
	archive = WANT(200, PROJECT, "POST", PROJECT_PATH "/archive",
		text("{\"sessionId\":\"%s\",\"multiArchiveTag\":\"b\",\"outputMode\":\"individual\"}",
			session));
	WANT(409, NOBODY, "GET", text("/sandbox/archive/%s/layout", member(archive, "id")), NULL);
	archive = WANT(200, PROJECT, "POST", PROJECT_PATH "/broadcast",
		text("{\"sessionId\":\"%s\",\"outputs\":{\"hls\":{}}}", session));
	picture = WANT(200, NOBODY, "GET",
		text("/sandbox/broadcast/%s/layout", member(archive, "id")), NULL);
	CHECK_INT(number(picture, "tiles"), 2);
	CHECK_STR(member(picture, "type"), "bestFit");
}

/* Names come from strangers. */
static void pictures_hold_text_only(void)
{
	json_object *picture = WANT(200, NOBODY, "POST", "/sandbox/layout",
		"{\"layout\":{\"type\":\"bestFit\"},\"streams\":[{\"streamId\":\"a\","
		"\"name\":\"<script>&\\\"\",\"layoutClassList\":[\"</text>\"]}]}");
	const char *svg = member(picture, "svg");

	CHECK_HAS(svg, "&lt;script&gt;&amp;");
	CHECK_HAS(svg, ".&lt;/text&gt;");
	CHECK(!strstr(svg, "<script"));
	CHECK(!strstr(svg, "style="));
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(predefined_layouts_place_streams),
		TEST(layouts_have_a_capacity),
		TEST(streams_have_an_order),
		TEST(style_sheets_place_streams),
		TEST(errors_of_style_sheets_are_noted),
		TEST(hostile_style_sheets_end),
		TEST(wrong_layouts_are_refused),
		TEST(archives_are_composed),
		TEST(pictures_hold_text_only),
	};

	return box_test_main("sandbox layout", tests, COUNT_OF(tests), &server);
}
