/* SPDX-License-Identifier: MIT */
/* Callbacks: each kind is recognised and read, in every form that the platform may send. */
#include "config.h"

#include <otk/callbacks.h>
#include <otk/otk.h>
#include <otk/plugin.h>
#include <string.h>

#include "tests/harness.h"
#include "tests/plugins/add_features.h"
#include "tests/torture.h"

static otk_client *client;

/* The callback of a text; the test clears it. */
static otk_status parsed(const char *body, otk_callback *callback)
{
	otk_error error = OTK_ERROR_INIT;
	otk_status status = otk_callback_parse(client, body, strlen(body), callback, &error);

	if (status)
		CHECK_CASE(error.message[0] != '\0', "no message for %s", body);
	return status;
}

/* ---- kinds */

static const struct {
	const char *body;
	otk_callback_kind kind;
	const char *name;
} kinds[] = {
	{"{\"event\":\"callCreated\",\"call\":{\"id\":\"c\"}}", OTK_CALLBACK_SIP, "sip"},
	{"{\"event\":\"muteForced\",\"call\":{}}", OTK_CALLBACK_SIP, "sip"},
	{"{\"event\":\"streamCreated\",\"stream\":{\"connection\":{}}}", OTK_CALLBACK_STREAM,
		"stream"},
	{"{\"event\":\"connectionCreated\",\"connection\":{}}", OTK_CALLBACK_CONNECTION,
		"connection"},
	{"{\"event\":\"sessionCreated\"}", OTK_CALLBACK_SESSION, "session"},
	{"{\"event\":\"sessionSomethingNew\"}", OTK_CALLBACK_SESSION, "session"},
	{"{\"event\":\"archive\",\"id\":\"a\"}", OTK_CALLBACK_ARCHIVE, "archive"},
	{"{\"event\":\"broadcast\",\"id\":\"b\"}", OTK_CALLBACK_BROADCAST, "broadcast"},
	{"{\"event\":\"render\",\"id\":\"r\"}", OTK_CALLBACK_RENDER, "render"},
	{"{\"captionId\":\"k\",\"status\":\"started\"}", OTK_CALLBACK_CAPTIONS, "captions"},
	{"{\"captionsId\":\"k\"}", OTK_CALLBACK_CAPTIONS, "captions"},
	/* older forms, without "event" */
	{"{\"id\":\"a\",\"outputMode\":\"composed\"}", OTK_CALLBACK_ARCHIVE, "archive"},
	{"{\"id\":\"a\",\"duration\":0,\"size\":0}", OTK_CALLBACK_ARCHIVE, "archive"},
	{"{\"id\":\"b\",\"broadcastUrls\":{}}", OTK_CALLBACK_BROADCAST, "broadcast"},
	{"{\"id\":\"r\",\"streamId\":\"s\",\"status\":\"started\"}", OTK_CALLBACK_RENDER, "render"},
	/* the first of the members above decides */
	{"{\"event\":\"sessionX\",\"call\":{},\"stream\":{}}", OTK_CALLBACK_SIP, "sip"},
	{"{\"event\":\"archive\",\"id\":\"a\",\"streamId\":\"s\",\"status\":\"started\"}",
		OTK_CALLBACK_ARCHIVE, "archive"},
	{"{\"captionId\":\"k\",\"id\":\"x\",\"duration\":3,\"size\":1}", OTK_CALLBACK_CAPTIONS,
		"captions"},
	/* the object of the event is missing, null or odd */
	{"{\"event\":\"callCreated\"}", OTK_CALLBACK_SIP, "sip"},
	{"{\"event\":\"muteForced\",\"call\":null}", OTK_CALLBACK_SIP, "sip"},
	{"{\"event\":\"streamDestroyed\"}", OTK_CALLBACK_STREAM, "stream"},
	{"{\"event\":\"connectionDestroyed\"}", OTK_CALLBACK_CONNECTION, "connection"},
	/* null is absent */
	{"{\"event\":\"sessionCreated\",\"call\":null,\"stream\":null}", OTK_CALLBACK_SESSION,
		"session"},
};

static void each_kind_is_recognised(void)
{
	for (size_t i = 0; i < OTK_COUNT_OF(kinds); i++) {
		otk_callback callback = OTK_CALLBACK_INIT;

		CHECK_CASE(parsed(kinds[i].body, &callback) == OTK_OK, "%s", kinds[i].body);
		CHECK_CASE(callback.kind == kinds[i].kind, "%s is %s", kinds[i].body,
			callback.kind_name ? callback.kind_name : "nothing");
		CHECK_STR(callback.kind_name, kinds[i].name);
		CHECK(callback.record != NULL);
		CHECK(callback.struct_size == sizeof(callback));
		otk_callback_clear(&callback);
		CHECK(callback.record == NULL);
	}
}

static void only_the_pointer_of_the_kind_is_set(void)
{
	otk_callback callback = OTK_CALLBACK_INIT;

	CHECK_INT(parsed("{\"event\":\"render\",\"id\":\"r\"}", &callback), OTK_OK);
	CHECK(callback.render && callback.record == callback.render);
	CHECK(!callback.archive && !callback.broadcast && !callback.captions && !callback.event);
	otk_callback_clear(&callback);
}

static void other_bodies_are_refused(void)
{
	static const char *const bodies[] = {"", "null", "[]", "5", "\"session\"", "{}",
		"{\"a\":1}", "{\"event\":\"weather\"}", "{\"event\":\"session",
		"{\"event\":\"archive\"}", "{\"stream\":5}",
		"{\"id\":\"x\",\"status\":\"started\"}", "<html>", "{\"duration\":1}"};

	for (size_t i = 0; i < OTK_COUNT_OF(bodies); i++) {
		otk_callback callback = OTK_CALLBACK_INIT;

		CHECK_CASE(parsed(bodies[i], &callback) == OTK_E_PROTOCOL, "%s", bodies[i]);
		CHECK_INT(callback.kind, OTK_CALLBACK_UNKNOWN);
		CHECK(!callback.record && !callback.event && !callback.archive);
	}
}

/* The caller has the body of a request, not a response. */
static void messages_are_about_the_body(void)
{
	static const struct {
		const char *body, *message;
	} cases[] = {
		{"", "body: is empty; a record of type callback is expected"},
		{" \n", "body: is empty; a record of type callback is expected"},
		{"null", "body: an object is expected, not null"},
		{"[]", "body: an object is expected, not an array"},
		{"{\"event\":\"archive\"}", "body: id: it is missing"},
		{"{\"id\"", "body: is not valid JSON: "},
		{"<html>", "body: is not valid JSON: "},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		otk_callback callback = OTK_CALLBACK_INIT;
		otk_error error = OTK_ERROR_INIT;

		CHECK_INT(otk_callback_parse(
				  client, cases[i].body, strlen(cases[i].body), &callback, &error),
			OTK_E_PROTOCOL);
		CHECK_INT(error.status, OTK_E_PROTOCOL);
		CHECK_CASE(strncmp(error.message, cases[i].message, strlen(cases[i].message)) == 0,
			"\"%s\": %s", cases[i].body, error.message);
	}
}

static void wrong_use_is_refused(void)
{
	static const size_t sizes[] = {0, 1, 8, sizeof(size_t) + 8, 5000, SIZE_MAX};
	otk_callback callback = OTK_CALLBACK_INIT;
	otk_error error = OTK_ERROR_INIT;

	for (size_t i = 0; i < OTK_COUNT_OF(sizes); i++) {
		callback.struct_size = sizes[i];
		CHECK_INT(otk_callback_parse(client, "{}", 2, &callback, &error), OTK_E_ARGUMENT);
		CHECK_HAS(error.message, "struct_size");
		CHECK_INT(error.status, OTK_E_ARGUMENT);
		error = (otk_error)OTK_ERROR_INIT;
	}
	CHECK_INT(otk_callback_parse(client, "{}", 2, NULL, &error), OTK_E_ARGUMENT);
	CHECK_HAS(error.message, "callback: is NULL");
	callback = (otk_callback)OTK_CALLBACK_INIT;
	CHECK_INT(otk_callback_parse(client, NULL, 0, &callback, &error), OTK_E_ARGUMENT);
	CHECK_HAS(error.message, "body: is NULL");
}

/* Programs that were compiled with fewer members, or with more, than the plugin. */
static void structs_of_other_versions(void)
{
	static const char archive[] = "{\"event\":\"archive\",\"id\":\"a\"}";
	static const char captions[] = "{\"captionsId\":\"k\"}";
	struct {
		otk_callback callback;
		uint64_t more;
	} larger;
	otk_callback *callback = &larger.callback;
	otk_error error = OTK_ERROR_INIT;

	/* without `record`: nothing is written beyond the end */
	memset(&larger, 0x5a, sizeof(larger));
	callback->struct_size = offsetof(otk_callback, record);
	CHECK_STATUS(otk_callback_parse(client, archive, strlen(archive), callback, &error), OTK_OK,
		&error);
	CHECK_INT(callback->kind, OTK_CALLBACK_ARCHIVE);
	CHECK_STR(callback->archive->id, "a");
	CHECK(!callback->event && !callback->captions);
	CHECK_INT(callback->struct_size, offsetof(otk_callback, record));
	CHECK((uintptr_t)callback->record == (uintptr_t)UINT64_C(0x5a5a5a5a5a5a5a5a));
	otk_free(callback->archive);

	/* a struct from before captions: a kind that the program does not know */
	callback->struct_size = offsetof(otk_callback, captions);
	CHECK_STATUS(otk_callback_parse(client, archive, strlen(archive), callback, &error), OTK_OK,
		&error);
	otk_free(callback->archive);
	CHECK_STATUS(otk_callback_parse(client, captions, strlen(captions), callback, &error),
		OTK_E_PROTOCOL, &error);
	CHECK_HAS(error.message, "not a callback that this program knows");
	CHECK_INT(callback->kind, OTK_CALLBACK_UNKNOWN);

	/* newer: what the plugin does not know is cleared */
	memset(&larger, 0x5a, sizeof(larger));
	callback->struct_size = sizeof(larger);
	CHECK_STATUS(otk_callback_parse(client, archive, strlen(archive), callback, &error), OTK_OK,
		&error);
	CHECK_INT(larger.more, 0);
	otk_callback_clear(callback);
}

/* A webhook process has no credentials: the plugin is found without a client. */
static void without_a_client(void)
{
	static const char body[] = "{\"event\":\"archive\",\"id\":\"a\"}";
	otk_callback callback = OTK_CALLBACK_INIT;
	otk_error error = OTK_ERROR_INIT;

	CHECK_STATUS(
		otk_callback_parse(NULL, body, strlen(body), &callback, &error), OTK_OK, &error);
	CHECK_INT(callback.kind, OTK_CALLBACK_ARCHIVE);
	CHECK_STR(callback.archive ? callback.archive->id : NULL, "a");
	otk_callback_clear(&callback);
	CHECK_STATUS(otk_callback_parse(NULL, "{}", 2, &callback, &error), OTK_E_PROTOCOL, &error);
	CHECK_INT(otk_callback_parse(NULL, NULL, 0, &callback, &error), OTK_E_ARGUMENT);
	CHECK_HAS(error.message, "body: is NULL");
}

/* ---- odd members and odd text */

/* A body of each kind, in which @ precedes the value of each member that may be odd. */
static const struct {
	otk_callback_kind kind;
	const char *body;
} odd_bodies[] = {
	{OTK_CALLBACK_SIP, "{\"event\":\"callDestroyed\",\"sessionId\":@\"S\",\"projectId\":@\"1\","
			   "\"timestamp\":@1,\"reason_code\":@\"486\",\"reason_message\":@\"Busy\","
			   "\"state\":@\"HANGUP\",\"call\":@{\"id\":@\"K\",\"connectionId\":@\"C\","
			   "\"createdAt\":@1}}"},
	{OTK_CALLBACK_STREAM, "{\"event\":\"streamCreated\",\"sessionId\":@\"S\",\"reason\":@\"r\","
			      "\"timestamp\":@1,\"stream\":@{\"id\":@\"T\",\"name\":@\"n\","
			      "\"videoType\":@\"camera\",\"createdAt\":@1,\"connection\":@{\"id\":@"
			      "\"C\",\"data\":@\"d\",\"createdAt\":@1}}}"},
	{OTK_CALLBACK_CONNECTION, "{\"event\":\"connectionCreated\",\"projectId\":@\"1\","
				  "\"timestamp\":@1,\"connection\":@{\"id\":@\"C\",\"data\":@\"d\","
				  "\"createdAt\":@1}}"},
	{OTK_CALLBACK_SESSION, "{\"event\":\"sessionDestroyed\",\"sessionId\":@\"S\","
			       "\"projectId\":@\"1\",\"reason\":@\"r\",\"timestamp\":@1}"},
	{OTK_CALLBACK_ARCHIVE,
		"{\"event\":\"archive\",\"id\":\"A\",\"name\":@\"n\",\"status\":@\"x\","
		"\"size\":@1,\"duration\":@1,\"hasAudio\":@true,\"url\":@\"u\","
		"\"createdAt\":@1,\"outputMode\":@\"composed\",\"streams\":@[{"
		"\"streamId\":@\"T\",\"hasAudio\":@true}],\"transcription\":@{"
		"\"status\":@\"requested\"}}"},
	{OTK_CALLBACK_BROADCAST,
		"{\"event\":\"broadcast\",\"id\":\"B\",\"status\":@\"x\","
		"\"maxDuration\":@1,\"broadcastUrls\":@{\"hls\":@\"u\",\"rtmp\":@[{"
		"\"id\":@\"i\",\"status\":@\"live\"}]},\"settings\":@{\"hls\":@{"
		"\"dvr\":@true}}}"},
	{OTK_CALLBACK_RENDER,
		"{\"event\":\"render\",\"id\":\"R\",\"status\":@\"x\",\"name\":@\"n\","
		"\"streamId\":@\"T\",\"updatedAt\":@1,\"reason\":@\"r\"}"},
	{OTK_CALLBACK_CAPTIONS, "{\"captionsId\":\"K\",\"status\":@\"x\",\"duration\":@1,"
				"\"createdAt\":@1,\"provider\":@\"p\",\"reason\":@\"r\"}"},
};

/* Values that no member expects, or text that a participant chose to confuse. */
static const char *const odd_values[] = {"5", "-1.5", "1e999", "99999999999999999999", "true",
	"null", "[]", "[[1]]", "{}", "{\"a\":[]}", "\"\"", "\"a\\u0000b\"", "\"\\ud800\"",
	"\"\\udc00\\ud800\"", "\"\x01\x1f\"", "\"\xff\xc0\xaf\"", "\"\\u202e\""};

/* The length of the JSON value at text. */
static size_t value_length(const char *text)
{
	size_t depth = 0, length = 0;
	bool quoted = false;

	do {
		const char c = text[length];

		if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '{' || c == '['))
			depth++;
		else if (!quoted && (c == '}' || c == ']') && depth-- == 0)
			break;
		else if (!quoted && !depth && c == ',')
			break;
		length++;
	} while (depth || quoted || !strchr(",}]", text[length]));
	return length;
}

/* The body without its marks; what follows mark number n is replaced. Returns false beyond them. */
static bool make_odd_body(const char *body, size_t n, const char *value, char *out)
{
	bool replaced = false;

	for (; *body; body++) {
		if (*body != '@') {
			*out++ = *body;
		} else if (n-- == 0) {
			memcpy(out, value, strlen(value));
			out += strlen(value);
			body += value_length(body + 1);
			replaced = true;
			n = SIZE_MAX;
		}
	}
	*out = '\0';
	return replaced;
}

static void odd_members_keep_the_event(void)
{
	char text[1024];
	size_t count = 0;

	for (size_t i = 0; i < OTK_COUNT_OF(odd_bodies); i++)
		for (size_t v = 0; v < OTK_COUNT_OF(odd_values); v++)
			for (size_t n = 0;
				make_odd_body(odd_bodies[i].body, n, odd_values[v], text);
				n++, count++) {
				otk_callback callback = OTK_CALLBACK_INIT;
				otk_error error = OTK_ERROR_INIT;

				CHECK_CASE(otk_callback_parse(client, text, strlen(text), &callback,
						   &error) == OTK_OK &&
						   callback.kind == odd_bodies[i].kind,
					"%s: %s", text, error.message);
				otk_callback_clear(&callback);
			}
	CHECK(count > 800);
}

/* ---- members of the records */

static void stream_events(void)
{
	otk_callback callback = OTK_CALLBACK_INIT;
	const otk_session_event *event;
	size_t size = 0;

	CHECK_INT(parsed("{\"sessionId\":\"S\",\"projectId\":\"123456\",\"event\":"
			 "\"streamDestroyed\","
			 "\"reason\":\"forceUnpublished\",\"timestamp\":1470258860571,\"stream\":{"
			 "\"id\":\"T\",\"connection\":{\"id\":\"C\",\"createdAt\":1470257688143,"
			 "\"data\":\"TOKENDATA\"},\"createdAt\":1470258845416,\"name\":\"\","
			 "\"videoType\":\"camera\"},\"new\":[1]}",
			  &callback),
		OTK_OK);
	event = callback.event;
	CHECK_STR(event->event, OTK_EVENT_STREAM_DESTROYED);
	CHECK_STR(event->session_id, "S");
	CHECK_STR(event->project_id, "123456");
	CHECK_STR(event->reason, OTK_REASON_FORCE_UNPUBLISHED);
	CHECK_INT(event->timestamp, 1470258860571);
	CHECK_STR(event->stream->id, "T");
	CHECK_STR(event->stream->name, "");
	CHECK_STR(event->stream->video_type, "camera");
	CHECK_INT(event->stream->created_at, 1470258845416);
	CHECK_STR(event->stream->connection->id, "C");
	CHECK_STR(event->stream->connection->data, "TOKENDATA");
	CHECK_INT(event->stream->connection->created_at, 1470257688143);
	CHECK(!event->connection && !event->call);
	CHECK(otk_record_json(callback.record, &size) && size > 100);
	otk_callback_clear(&callback);
}

static void sip_events(void)
{
	otk_callback callback = OTK_CALLBACK_INIT;

	CHECK_INT(
		parsed("{\"sessionId\":\"S\",\"applicationId\":\"app\",\"event\":\"callDestroyed\","
		       "\"timestamp\":1470257688309,\"reason_code\":\"486\",\"reason_message\":"
		       "\"Busy Here\",\"call\":{\"id\":\"K\",\"connectionId\":\"C\",\"createdAt\":"
		       "1470257688143}}",
			&callback),
		OTK_OK);
	CHECK_STR(callback.event->project_id, "app");
	CHECK_STR(callback.event->reason_code, "486");
	CHECK_STR(callback.event->reason_message, "Busy Here");
	CHECK_STR(callback.event->call->id, "K");
	CHECK_STR(callback.event->call->connection_id, "C");
	CHECK_INT(callback.event->call->created_at, 1470257688143);
	otk_callback_clear(&callback);
	CHECK_INT(parsed("{\"event\":\"callUpdated\",\"state\":\"RINGING\",\"projectId\":123456,"
			 "\"reason_code\":700,\"call\":{\"id\":\"K\"}}",
			  &callback),
		OTK_OK);
	CHECK_STR(callback.event->state, "RINGING");
	CHECK_STR(callback.event->project_id, "123456");
	CHECK_STR(callback.event->reason_code, "700");
	otk_callback_clear(&callback);
}

static void archives(void)
{
	otk_callback callback = OTK_CALLBACK_INIT;

	/* the documentation's own example has a member twice: the last one counts */
	CHECK_INT(
		parsed("{\"id\":\"A\",\"event\":\"archive\",\"status\":\"available\",\"name\":\"\","
		       "\"reason\":\"user initiated\",\"sessionId\":\"S\",\"projectId\":1,"
		       "\"projectId\":123456,\"createdAt\":1470317864000,\"updatedAt\":"
		       "1470317964152,"
		       "\"size\":5000000000,\"duration\":100,\"hasAudio\":true,\"hasVideo\":"
		       "\"false\","
		       "\"sha256sum\":\"ab\",\"password\":\"\",\"url\":\"https://x\","
		       "\"transcription\":{\"status\":\"requested\"}}",
			&callback),
		OTK_OK);
	CHECK_STR(callback.archive->status, OTK_ARCHIVE_AVAILABLE);
	CHECK_STR(callback.archive->project_id, "123456");
	CHECK_INT(callback.archive->size, 5000000000);
	CHECK_INT(callback.archive->has_audio, OTK_YES);
	CHECK_INT(callback.archive->has_video, OTK_NO);
	CHECK_INT(callback.archive->updated_at, 1470317964152);
	CHECK_STR(callback.archive->transcription->status, "requested");
	otk_callback_clear(&callback);
}

static void broadcasts_in_both_forms(void)
{
	otk_callback callback = OTK_CALLBACK_INIT;

	CHECK_INT(
		parsed("{\"id\":\"B\",\"event\":\"broadcast\",\"status\":\"failed\","
		       "\"broadcastUrls\":{\"hls\":\"https://x\",\"hlsStatus\":\"live\",\"rtmp\":[{"
		       "\"id\":\"foo\",\"status\":\"error\",\"serverUrl\":\"rtmp://s\","
		       "\"streamName\":\"n\"}]},\"settings\":{\"hls\":{\"lowLatency\":true}}}",
			&callback),
		OTK_OK);
	CHECK_STR(callback.broadcast->urls->hls_status, OTK_HLS_LIVE);
	CHECK_INT(callback.broadcast->urls->rtmp_count, 1);
	CHECK_STR(callback.broadcast->urls->rtmp[0]->status, OTK_RTMP_ERROR);
	CHECK_INT(callback.broadcast->settings->hls->low_latency, OTK_YES);
	otk_callback_clear(&callback);
	CHECK_INT(
		parsed("{\"id\":\"B\",\"broadcastUrls\":{\"rtmp\":{\"foo\":{\"serverUrl\":"
		       "\"rtmp://s\",\"streamName\":\"n\"},\"bar\":{\"serverUrl\":\"rtmp://t\"}}}}",
			&callback),
		OTK_OK);
	CHECK_INT(callback.broadcast->urls->rtmp_count, 2);
	CHECK_STR(callback.broadcast->urls->rtmp[0]->id, "foo");
	CHECK_STR(callback.broadcast->urls->rtmp[1]->id, "bar");
	CHECK_STR(callback.broadcast->urls->rtmp[1]->server_url, "rtmp://t");
	otk_callback_clear(&callback);
}

static void captions_with_times_in_seconds(void)
{
	otk_callback callback = OTK_CALLBACK_INIT;

	CHECK_INT(
		parsed("{\"captionId\":\"K\",\"projectId\":\"123456\",\"sessionId\":\"S\","
		       "\"status\":\"failed\",\"createdAt\":1628115911,\"updatedAt\":1628115912000,"
		       "\"duration\":3,\"languageCode\":\"en-US\",\"provider\":\"aws-transcribe\","
		       "\"reason\":\"Quota exceeded\"}",
			&callback),
		OTK_OK);
	CHECK_STR(callback.captions->id, "K");
	CHECK_INT(callback.captions->created_at, 1628115911000);
	CHECK_INT(callback.captions->updated_at, 1628115912000);
	CHECK_STR(callback.captions->status, OTK_CAPTIONS_FAILED);
	CHECK_STR(callback.captions->provider, "aws-transcribe");
	otk_callback_clear(&callback);
}

static void renders(void)
{
	otk_callback callback = OTK_CALLBACK_INIT;

	CHECK_INT(parsed("{\"id\":\"1248e7070b81464c9789f46ad10e7764\",\"event\":\"render\","
			 "\"status\":\"failed\",\"reason\":\"Could not load URL\",\"name\":\"n\","
			 "\"callbackUrl\":\"https://x\",\"applicationId\":\"app\"}",
			  &callback),
		OTK_OK);
	CHECK_STR(callback.render->status, OTK_RENDER_FAILED);
	CHECK_STR(callback.render->reason, "Could not load URL");
	CHECK_STR(callback.render->application_id, "app");
	otk_callback_clear(&callback);
}

/* A body is not a string: it ends where the caller says. */
static void bodies_without_an_end(void)
{
	static const char body[] = "{\"event\":\"sessionCreated\"}garbage";
	otk_callback callback = OTK_CALLBACK_INIT;
	otk_error error = OTK_ERROR_INIT;

	CHECK_STATUS(otk_callback_parse(client, body, strlen(body) - 7, &callback, &error), OTK_OK,
		&error);
	otk_callback_clear(&callback);
	for (size_t size = 0; size < strlen(body) - 7; size++)
		CHECK_INT(otk_callback_parse(client, body, size, &callback, NULL), OTK_E_PROTOCOL);
}

static bool parse_text(void *context)
{
	otk_callback callback = OTK_CALLBACK_INIT;
	const otk_status status =
		otk_callback_parse(client, context, strlen(context), &callback, NULL);

	if (status)
		CHECK(!callback.record && callback.kind == OTK_CALLBACK_UNKNOWN);
	otk_callback_clear(&callback);
	return !status;
}

static void without_memory(void)
{
	otk_torture("archive", parse_text,
		(char[]){"{\"id\":\"A\",\"event\":\"archive\",\"status\":\"available\","
			 "\"streams\":[{\"streamId\":\"T\"}],\"transcription\":{}}"});
	otk_torture("stream", parse_text,
		(char[]){"{\"event\":\"streamCreated\",\"stream\":{\"connection\":{}}}"});
}

static int init(void)
{
	otk_error error = OTK_ERROR_INIT;

	client = otk_client_new(
		&OTK_CLIENT_OPTIONS(.api_key = "123456", .api_secret = "secret"), &error);
	return !client || otk_features_add(client, NULL, &error) != OTK_OK;
}

static int clean(void)
{
	otk_client_free(client);
	return 0;
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(each_kind_is_recognised),
		TEST(only_the_pointer_of_the_kind_is_set),
		TEST(other_bodies_are_refused),
		TEST(messages_are_about_the_body),
		TEST(wrong_use_is_refused),
		TEST(structs_of_other_versions),
		TEST(without_a_client),
		TEST(odd_members_keep_the_event),
		TEST(stream_events),
		TEST(sip_events),
		TEST(archives),
		TEST(broadcasts_in_both_forms),
		TEST(captions_with_times_in_seconds),
		TEST(renders),
		TEST(bodies_without_an_end),
		TEST(without_memory),
	};

	return otk_test_main("callbacks", tests, OTK_COUNT_OF(tests), init, clean);
}
