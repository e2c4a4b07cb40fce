/* SPDX-License-Identifier: MIT */
/* Everything but archives: broadcasts, streams, clients, signals, calls, renders, captions, audio,
 * accounts. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/sandbox/box.h"

static test_box server;

static const char *busy_session(void)
{
	const char *session = new_session(&server, "p2p.preference=disabled");

	publish(&server, session);
	return session;
}

static json_object *state(const char *session)
{
	return WANT(200, NOBODY, "GET", text("/sandbox/session/%s", session), NULL);
}

static const char *in_session(const char *session, const char *rest)
{
	return text(PROJECT_PATH "/session/%s%s", session, rest);
}

static void advance(long seconds)
{
	WANT(200, NOBODY, "POST", "/sandbox/clock", text("{\"advance\":%ld}", seconds));
}

static json_object *with_token(
	const char *path, const char *session, const char *role, const char *more, long status)
{
	return WANT(status, PROJECT, "POST", text(PROJECT_PATH "%s", path),
		text("{\"sessionId\":\"%s\",\"token\":\"%s\"%s}", session,
			client_token(&server, session, role, 864000), more));
}

static void broadcasts_live(void)
{
	const char *session = busy_session();
	json_object *seen = WANT(200, PROJECT, "POST", PROJECT_PATH "/broadcast",
		text("{\"sessionId\":\"%s\",\"maxDuration\":\"600\",\"resolution\":\"1280x720\","
		     "\"outputs\":{\"hls\":{\"dvr\":true},\"rtmp\":[{\"id\":\"a\",\"serverUrl\":"
		     "\"rtmp://good.example.com/x\",\"streamName\":\"s\"},{\"id\":\"b\","
		     "\"serverUrl\":\"rtmps://unreachable.example.com/x\",\"streamName\":"
		     "\"s\"}]}}",
			session));
	const char *path = text(PROJECT_PATH "/broadcast/%s", member(seen, "id"));

	CHECK_STR(member(seen, "status"), "started");
	CHECK_STR(member(seen, "broadcastUrls.hlsStatus"), "connecting");
	CHECK_HAS(member(seen, "broadcastUrls.hls"), ".m3u8?DVR");
	CHECK_INT(number(seen, "settings.hls.dvr"), 1);
	CHECK_INT(number(seen, "maxDuration"), 600);
	seen = wait_for(&server, PROJECT, path, "broadcastUrls.hlsStatus", "live");
	CHECK_STR(member(seen, "broadcastUrls.rtmp.0.status"), "live");
	CHECK_STR(member(seen, "broadcastUrls.rtmp.1.status"), "error");
	seen = WANT(409, PROJECT, "POST", PROJECT_PATH "/broadcast",
		text("{\"sessionId\":\"%s\",\"outputs\":{\"hls\":{}}}", session));
	CHECK_STR(
		member(seen, "message"), "Session is already composed for given tag with code 409");
	seen = WANT(
		200, PROJECT, "GET", text(PROJECT_PATH "/broadcast/?sessionId=%s", session), NULL);
	CHECK_INT(number(seen, "count"), 1);
	advance(601);
	seen = WANT(200, PROJECT, "GET", path, NULL);
	CHECK_STR(member(seen, "status"), "stopped");
	CHECK(!part(seen, "broadcastUrls"));
	WANT(404, PROJECT, "POST", text("%s/stop", path), NULL);
	seen = WANT(
		200, PROJECT, "GET", text(PROJECT_PATH "/broadcast?sessionId=%s", session), NULL);
	CHECK_INT(number(seen, "count"), 0);
}

static void bad_broadcasts_are_refused(void)
{
#define RTMP "{\"serverUrl\":\"rtmp://a/b\",\"streamName\":\"s\"}"
	static const char *const cases[] = {
		"",
		",\"outputs\":{}",
		",\"outputs\":{\"hls\":{\"dvr\":true,\"lowLatency\":true}}",
		",\"outputs\":{\"rtmp\":[]}",
		",\"outputs\":{\"rtmp\":[" RTMP "," RTMP "," RTMP "," RTMP "," RTMP "," RTMP "]}",
		",\"outputs\":{\"rtmp\":[{\"serverUrl\":\"http://a/b\",\"streamName\":\"s\"}]}",
		",\"outputs\":{\"rtmp\":[{\"serverUrl\":\"rtmp://a/b\"}]}",
		",\"outputs\":{\"rtmp\":[{\"serverUrl\":\"rtmp://a b\",\"streamName\":\"s\"}]}",
		",\"outputs\":{\"rtmp\":[{\"serverUrl\":\"rtmp:///b\",\"streamName\":\"s\"}]}",
		",\"outputs\":{\"hls\":{}},\"maxDuration\":59",
		",\"outputs\":{\"hls\":{}},\"maxDuration\":36001",
		",\"outputs\":{\"hls\":{}},\"maxDuration\":600.5",
		",\"outputs\":{\"hls\":{}},\"maxDuration\":1e400",
		",\"outputs\":{\"hls\":{}},\"maxBitrate\":1",
		",\"outputs\":{\"hls\":{}},\"hasAudio\":false,\"hasVideo\":\"False\"",
		",\"outputs\":{\"hls\":{}},\"layout\":{\"type\":\"custom\"}",
	};
	const char *session = busy_session();

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		box_response seen = ask(&server, PROJECT, "POST", PROJECT_PATH "/broadcast",
			text("{\"sessionId\":\"%s\"%s}", session, cases[i]));

		CHECK_CASE(seen.status == 400, "%s: %ld", cases[i], seen.status);
	}
	CHECK_INT(number(WANT(200, PROJECT, "POST", PROJECT_PATH "/broadcast",
				 text("{\"sessionId\":\"%s\",\"outputs\":{\"rtmp\":" RTMP "}}",
					 session)),
			  "broadcastUrls.rtmp"),
		1);
}

/* JSON knows one kind of number, and some languages write all of them with a fraction. */
static void whole_numbers_have_many_forms(void)
{
	static const char *const forms[] = {"600", "600.0", "6e2", "\"600\""};
	const char *session = busy_session();

	for (size_t i = 0; i < COUNT_OF(forms); i++)
		CHECK_INT(number(WANT(200, PROJECT, "POST", PROJECT_PATH "/broadcast",
					 text("{\"sessionId\":\"%s\",\"outputs\":{\"hls\":{}},"
					      "\"multiBroadcastTag\":\"%zu\",\"maxDuration\":%s}",
						 session, i, forms[i])),
				  "maxDuration"),
			600);
}

static void streams_and_classes(void)
{
	const char *session = new_session(&server, "");
	json_object *made = WANT(201, NOBODY, "POST", text("/sandbox/session/%s/stream", session),
		"{\"name\":\"slides\",\"videoType\":\"screen\",\"layoutClassList\":[\"full\"]}");
	const char *stream = member(made, "streamId");
	const char *path = in_session(session, text("/stream/%s", stream));
	json_object *seen = WANT(200, PROJECT, "GET", path, NULL);

	CHECK_STR(member(seen, "videoType"), "screen");
	CHECK_STR(member(seen, "name"), "slides");
	CHECK_STR(member(seen, "layoutClassList.0"), "full");
	WANT(408, PROJECT, "GET", in_session(session, "/stream/unknown"), NULL);
	WANT(200, PROJECT, "PUT", in_session(session, "/stream"),
		text("{\"items\":[{\"id\":\"%s\",\"layoutClassList\":[\"a\",\"b\"]}]}", stream));
	CHECK_STR(member(WANT(200, PROJECT, "GET", path, NULL), "layoutClassList.1"), "b");
	WANT(200, PROJECT, "PUT", path, "{\"layoutClassList\":[]}");
	CHECK_INT(number(WANT(200, PROJECT, "GET", path, NULL), "layoutClassList"), 0);
	WANT(400, PROJECT, "PUT", in_session(session, "/stream"), "{\"items\":[]}");
	/* The second item is wrong: neither changes. */
	WANT(400, PROJECT, "PUT", in_session(session, "/stream"),
		text("{\"items\":[{\"id\":\"%s\",\"layoutClassList\":[\"c\"]},"
		     "{\"id\":\"unknown\",\"layoutClassList\":[]}]}",
			stream));
	CHECK_INT(number(WANT(200, PROJECT, "GET", path, NULL), "layoutClassList"), 0);
	seen = WANT(200, PROJECT, "GET", in_session(session, "/stream/"), NULL);
	CHECK_INT(number(seen, "count"), 1);
}

static void muting(void)
{
	const char *session = new_session(&server, "");
	const char *first = publish(&server, session);
	json_object *seen;

	publish(&server, session);
	WANT(200, PROJECT, "POST", in_session(session, "/mute"),
		text("{\"active\":\"true\",\"excludedStreams\":[\"%s\"]}", first));
	publish(&server, session);
	seen = state(session);
	CHECK_INT(number(seen, "streams.0.muted"), 0);
	CHECK_INT(number(seen, "streams.1.muted"), 1);
	CHECK_INT(number(seen, "streams.2.muted"), 1);
	WANT(200, PROJECT, "POST", in_session(session, "/mute"), "{\"active\":false}");
	publish(&server, session);
	CHECK_INT(number(state(session), "streams.3.muted"), 0);
	CHECK_INT(number(state(session), "streams.2.muted"), 1);
	seen = WANT(
		200, PROJECT, "POST", in_session(session, text("/stream/%s/mute", first)), NULL);
	CHECK_STR(member(seen, "status"), "ACTIVE");
	CHECK(!part(seen, "secret"));
	CHECK_INT(number(state(session), "streams.0.muted"), 1);
	WANT(404, PROJECT, "POST", in_session(session, "/stream/unknown/mute"), NULL);
	WANT(400, PROJECT, "POST", in_session(session, "/mute"), "{}");
}

static void connections_and_signals(void)
{
	const char *session = new_session(&server, "p2p.preference=enabled");
	const char *all = in_session(session, "/signal");
	const char *long_type = "ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt"
				"tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt";
	json_object *seen;
	const char *one;
	char *large = calloc(1, 8194);

	WANT(404, PROJECT, "POST", all, "{\"data\":\"x\"}");
	WANT(404, PROJECT, "GET", in_session(session, "/connection"), NULL);
	seen = WANT(201, NOBODY, "POST", text("/sandbox/session/%s/connection", session),
		"{\"data\":\"who\"}");
	one = member(seen, "connectionId");
	WANT(204, PROJECT, "POST", all, "{\"type\":\"chat\",\"data\":\"to all\"}");
	WANT(204, PROJECT, "POST", in_session(session, text("/connection/%s/signal", one)),
		"{\"data\":\"\"}");
	seen = WANT(400, PROJECT, "POST", all, "{\"type\":\"chat\"}");
	CHECK_INT(number(seen, "code"), 15202);
	WANT(413, PROJECT, "POST", all, text("{\"type\":\"%s\",\"data\":\"\"}", long_type));
	memset(large, 'd', 8193);
	WANT(413, PROJECT, "POST", all, text("{\"data\":\"%s\"}", large));
	large[8192] = '\0';
	WANT(204, PROJECT, "POST", all, text("{\"data\":\"%s\"}", large));
	free(large);
	WANT(404, PROJECT, "POST", in_session(session, "/connection/unknown/signal"),
		"{\"data\":\"x\"}");
	seen = state(session);
	CHECK_INT(number(seen, "signals"), 3);
	CHECK_STR(member(seen, "signals.0.data"), "to all");
	CHECK_STR(member(seen, "signals.1.connectionId"), one);
	seen = WANT(200, PROJECT, "GET", in_session(session, "/connection"), NULL);
	CHECK_STR(member(seen, "items.0.connectionState"), "Connected");
	CHECK_STR(member(seen, "projectId"), KEY);
	WANT(204, PROJECT, "DELETE", in_session(session, text("/connection/%s", one)), NULL);
	WANT(404, PROJECT, "DELETE", in_session(session, text("/connection/%s", one)), NULL);
}

static void calls(void)
{
	const char *session = busy_session();
	const char *options = ",\"sip\":{\"uri\":\"sip:a@example.com\",\"from\":\"b@example.com\","
			      "\"headers\":{\"X-A\":\"b\"},\"auth\":{\"username\":\"u\","
			      "\"password\":\"p\"},\"secure\":true,\"video\":true,"
			      "\"observeForceMute\":true,\"streams\":[\"s\"]}";
	json_object *call = with_token("/dial", session, "publisher", options, 200);
	json_object *seen = state(session);
	const char *dtmf = in_session(session, "/play-dtmf");

	CHECK_STR(member(seen, "calls.0.connectionId"), member(call, "connectionId"));
	CHECK_STR(member(seen, "calls.0.sip.headers.X-A"), "b");
	CHECK_STR(member(seen, "calls.0.sip.auth.username"), "u");
	CHECK_STR(member(seen, "calls.0.sip.from"), "b@example.com");
	CHECK_INT(number(seen, "calls.0.sip.video"), 1);
	CHECK_STR(member(seen, "connections.1.data"), "from token");
	CHECK_STR(member(seen, "streams.1.id"), member(call, "streamId"));
	WANT(200, PROJECT, "POST", dtmf, "{\"digits\":\"1713#*p\"}");
	seen = WANT(400, PROJECT, "POST", dtmf, "{\"digits\":\"1\\nabc\"}");
	CHECK_STR(member(seen, "message"), "Invalid DTMF Digits");
	WANT(200, PROJECT, "POST",
		in_session(session, text("/connection/%s/play-dtmf", member(call, "connectionId"))),
		"{\"digits\":\"9\"}");
	CHECK_STR(member(state(session), "dtmf.1.connectionId"), member(call, "connectionId"));
	wait_for(&server, NOBODY, text("/sandbox/session/%s", session), "calls.0.state", "ACTIVE");
	WANT(204, PROJECT, "DELETE",
		in_session(session, text("/connection/%s", member(call, "connectionId"))), NULL);
	CHECK_STR(member(state(session), "calls.0.status"), "ended");
	CHECK_INT(number(state(session), "streams"), 1);
	with_token("/dial", session, "publisher", ",\"sip\":{\"uri\":\"tel:1\"}", 400);
	with_token(
		"/dial", session, "publisher", ",\"sip\":{\"uri\":\"sip:a@b\\r\\nX-A: c\"}", 400);
	with_token("/dial", session, "publisher",
		",\"sip\":{\"uri\":\"sip:a@b\",\"headers\":{\"X-A\":\"b\\nX-C: d\"}}", 400);
	with_token("/dial", session, "publisher",
		",\"sip\":{\"uri\":\"sip:a@b\",\"auth\":{\"username\":\"u\"}}", 400);
	with_token(
		"/dial", new_session(&server, "p2p.preference=enabled"), "publisher", options, 409);
	with_token("/call", session, "publisher", options, 200);
	advance(6 * 3600 + 1);
	CHECK_STR(member(state(session), "calls.1.reasonCode"), "705");
	CHECK_INT(number(state(session), "connections"), 1);
}

#define PAGE ",\"url\":\"https://example.com/\""

static void client_tokens_are_checked(void)
{
	const char *session = busy_session();
	const struct {
		const char *token;
		int code;
	} cases[] = {
		{"nonsense", 10001},
		{"T1==bm9uc2Vuc2U=", 10001},
		{client_token(&server, busy_session(), "publisher", 864000), 10007},
		{text("%sx", client_token(&server, session, "publisher", 864000)), 10001},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		json_object *seen = WANT(403, PROJECT, "POST", PROJECT_PATH "/dial",
			text("{\"sessionId\":\"%s\",\"token\":\"%s\","
			     "\"sip\":{\"uri\":\"sip:a@b\"}}",
				session, cases[i].token));

		CHECK_CASE(number(seen, "code") == cases[i].code, "case %zu", i);
	}
	with_token("/captions", session, "publisher", "", 403);
	with_token("/render", session, "subscriber", PAGE, 403);
	with_token("/render", session, "publisheronly", PAGE, 403);
	with_token("/render", session, "moderator", PAGE, 202);
	with_token("/dial", session, "subscriber", ",\"sip\":{\"uri\":\"sip:a@b\"}", 200);
}

/* A token that was not signed by the sandbox and has expired: a vector of doc/contract.md, 6.2. */
static void t1_tokens_are_checked(void)
{
	const char *session =
		"1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4";
	const char *form =
		"T1==cGFydG5lcl9pZD0xMjM0NTYmc2lnPTIxNDI%sjAzMTMzZGM1MzUyMDNkMDJmOWRlODVl"
		"MDZmYTQyN2U5Y2U6c2Vzc2lvbl9pZD0xX01YNHhNak0wTlRaLWZsTmhkQ0JOWVhJZ01UVWdN"
		"VFE2TkRJNk1qTWdVRVJVSURJd01UUi1NQzQwT1RBeE16QXlOWDQmY3JlYXRlX3RpbWU9MTQw"
		"MDAwMDAwMCZub25jZT04MTIzNDUmcm9sZT1wdWJsaXNoZXImZXhwaXJlX3RpbWU9MTQwMDA4"
		"NjQwMA==";
	static const struct {
		const char *middle; /* of the signature */
		int code;
	} cases[] = {{"4Y", 10012}, {"5Y", 10001}};

	WANT(201, NOBODY, "POST", "/sandbox/session", text("{\"sessionId\":\"%s\"}", session));
	for (size_t i = 0; i < 2; i++) {
		const char *at = strchr(form, '%');
		json_object *seen = WANT(403, PROJECT, "POST", PROJECT_PATH "/dial",
			text("{\"sessionId\":\"%s\",\"sip\":{\"uri\":\"sip:a@b\"},"
			     "\"token\":\"%.*s%s%s\"}",
				session, (int)(at - form), form, cases[i].middle, at + 2));

		CHECK_CASE(number(seen, "code") == cases[i].code, "%s: %d", cases[i].middle,
			(int)number(seen, "code"));
	}
}

static void renders(void)
{
	const char *session = new_session(&server, "");
	json_object *render = with_token("/render", session, "publisher",
		",\"url\":\"https://example.com/page\",\"maxDuration\":60,"
		"\"properties\":{\"name\":\"composed\"}",
		202);
	const char *path = text(PROJECT_PATH "/render/%s", member(render, "id"));
	json_object *seen;

	CHECK_STR(member(render, "status"), "starting");
	CHECK_STR(member(render, "resolution"), "1280x720");
	CHECK_STR(member(render, "projectId"), KEY);
	seen = wait_for(&server, PROJECT, path, "status", "started");
	CHECK_STR(member(state(session), "streams.0.id"), member(seen, "streamId"));
	CHECK_STR(member(state(session), "streams.0.name"), "composed");
	advance(61);
	CHECK_STR(member(WANT(200, PROJECT, "GET", path, NULL), "reason"), "Max duration exceeded");
	CHECK_INT(number(state(session), "connections"), 0);
	WANT(404, PROJECT, "DELETE", path, NULL);
	render = with_token("/render", session, "publisher",
		",\"url\":\"https://unreachable.example.com/\"", 202);
	path = text(PROJECT_PATH "/render/%s", member(render, "id"));
	seen = wait_for(&server, PROJECT, path, "status", "failed");
	CHECK_STR(member(seen, "reason"), "Could not load URL");
	render = with_token(
		"/render", session, "publisher", ",\"url\":\"https://example.com/\"", 202);
	/* The OpenTok SDKs expect 200; the unified service sends 204. */
	seen = WANT(200, PROJECT, "DELETE", text(PROJECT_PATH "/render/%s", member(render, "id")),
		NULL);
	CHECK_STR(member(seen, "status"), "stopped");
	seen = WANT(200, PROJECT, "GET", PROJECT_PATH "/render?count=2", NULL);
	CHECK(number(seen, "count") >= 3);
	CHECK_INT(number(seen, "items"), 2);
	CHECK_STR(member(seen, "items.0.reason"), "Stop Requested");
}

/* The unified service stops a render with 204. */
static void applications_stop_renders_without_a_body(void)
{
	const long now = (long)time(NULL);
	const char *base = "/v2/project/" APPLICATION;
	const char *session = member(
		WANT(200, VONAGE_APPLICATION, "POST", "/session/create", "p2p.preference=disabled"),
		"0.session_id");
	const char *token = jwt(&server, NULL,
		text("{\"application_id\":\"" APPLICATION "\",\"iat\":%ld,\"exp\":%ld,"
		     "\"session_id\":\"%s\",\"role\":\"moderator\"}",
			now, now + 864000, session));
	json_object *render = WANT(202, VONAGE_APPLICATION, "POST", text("%s/render", base),
		text("{\"sessionId\":\"%s\",\"token\":\"%s\",\"url\":\"https://example.com/\"}",
			session, token));
	box_response response = ask(&server, VONAGE_APPLICATION, "DELETE",
		text("%s/render/%s", base, member(render, "id")), NULL);

	CHECK_INT(response.status, 204);
	CHECK_INT(response.size, 0);
}

/* The error codes of renders name the session as well, and none of them is 404. */
static void renders_name_a_wrong_session(void)
{
	static const char *const sessions[] = {"\"bad\"", "\"1_x\"", "7", "[]", "\" \"", "null",
		"\"2_MX4xMjM0NTZ-fjE3OTUzNTAzNjM3MzJ-YWJjfn5-\""};

	for (size_t i = 0; i < COUNT_OF(sessions); i++) {
		json_object *seen = WANT(400, PROJECT, "POST", PROJECT_PATH "/render",
			text("{\"sessionId\":%s,\"token\":\"t\",\"url\":\"https://example.com/\"}",
				sessions[i]));

		CHECK_CASE(number(seen, "code") == 50008, "%s", sessions[i]);
	}
	CHECK_INT(number(WANT(400, PROJECT, "POST", PROJECT_PATH "/archive",
				 "{\"sessionId\":\"bad\"}"),
			  "code"),
		-1);
}

static void sessions_without_streams(void)
{
	const char *session = new_session(&server, "");
	const char *path = in_session(session, "/stream");
	const char *stream;

	WANT(404, PROJECT, "GET", path, NULL);
	WANT(404, PROJECT, "GET", in_session(session, "/stream/unknown"), NULL);
	WANT(201, NOBODY, "POST", text("/sandbox/session/%s/connection", session), "{}");
	WANT(404, PROJECT, "GET", path, NULL);
	stream = publish(&server, session);
	CHECK_INT(number(WANT(200, PROJECT, "GET", path, NULL), "count"), 1);
	WANT(204, NOBODY, "DELETE", text("/sandbox/session/%s/stream/%s", session, stream), NULL);
	/* The session had a stream: its list is empty, not 404, and an unknown stream gives 408. */
	CHECK_INT(number(WANT(200, PROJECT, "GET", path, NULL), "count"), 0);
	WANT(408, PROJECT, "GET", in_session(session, text("/stream/%s", stream)), NULL);
}

/* Nobody else publishes: the call ends after five minutes. */
static void silent_calls_end(void)
{
	const char *session = new_session(&server, "p2p.preference=disabled");
	const char *path = text("/sandbox/session/%s", session);
	const char *stream;

	with_token("/dial", session, "publisher", ",\"sip\":{\"uri\":\"sip:a@b\"}", 200);
	wait_for(&server, NOBODY, path, "calls.0.state", "ACTIVE");
	advance(290);
	CHECK_STR(member(state(session), "calls.0.status"), "active");
	stream = publish(&server, session);
	advance(1000);
	CHECK_STR(member(state(session), "calls.0.status"), "active");
	WANT(204, NOBODY, "DELETE", text("/sandbox/session/%s/stream/%s", session, stream), NULL);
	advance(290);
	CHECK_STR(member(state(session), "calls.0.status"), "active");
	advance(11);
	CHECK_STR(member(state(session), "calls.0.reasonCode"), "704");
}

static void bad_renders_have_their_codes(void)
{
	static const struct {
		const char *more;
		int code;
	} cases[] = {
		{"", 50001},
		{",\"url\":\"ftp://example.com/page\"", 50001},
		{",\"url\":\"https://a.b\"", 50001},
		{",\"url\":\"https://exam ple.com/\"", 50001},
		{",\"url\":\"https:///example.com/\"", 50001},
		{",\"url\":\"https://?example.com/\"", 50001},
		{",\"url\":\"https://example.com:99999/\"", 50001},
		{",\"url\":\"https://example.com/\\r\\nX-A: b\"", 50001},
		{",\"url\":\"https://example.com/\",\"maxDuration\":59", 50005},
		{",\"url\":\"https://example.com/\",\"resolution\":\"1x1\"", 50006},
		{",\"url\":\"https://example.com/\",\"properties\":{}", 50007},
	};
	const char *session = new_session(&server, "");

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_CASE(number(with_token("/render", session, "publisher", cases[i].more, 400),
				   "code") == cases[i].code,
			"%s", cases[i].more);
}

static void audio_connectors(void)
{
	const char *session = new_session(&server, "");
	json_object *seen = with_token("/connect", session, "publisher",
		",\"websocket\":{\"uri\":\"wss://example.com/a\",\"streams\":[\"s\"],\"headers\":"
		"{\"k\":\"v\"},\"audioRate\":24000,\"bidirectional\":true,\"audioTransport\":"
		"{\"transport\":\"json\",\"encoding\":\"base64\",\"audio_field\":\"a\"}}",
		200);
	const char *connection = member(seen, "connectionId");

	seen = state(session);
	CHECK_STR(member(seen, "audioConnectors.0.connectionId"), connection);
	CHECK_INT(number(seen, "audioConnectors.0.websocket.audioRate"), 24000);
	CHECK_STR(member(seen, "audioConnectors.0.websocket.audioTransport.audio_field"), "a");
	CHECK_STR(member(seen, "streams.0.connectionId"), connection);
	WANT(204, PROJECT, "DELETE", in_session(session, text("/connection/%s", connection)), NULL);
	CHECK_INT(number(state(session), "streams"), 0);
	with_token("/connect", session, "publisher", ",\"websocket\":{\"uri\":\"http://a\"}", 400);
	with_token("/connect", session, "publisher", ",\"websocket\":{\"uri\":\"ws:///a\"}", 400);
	with_token("/connect", session, "publisher",
		",\"websocket\":{\"uri\":\"ws://a\",\"audioRate\":44100}", 400);
	with_token("/connect", session, "publisher",
		",\"websocket\":{\"uri\":\"ws://a\",\"audioTransport\":{\"transport\":\"json\"}}",
		400);
}

static void captions(void)
{
	const char *session = busy_session();
	json_object *seen = with_token("/captions", session, "moderator",
		",\"languageCode\":\"de-DE\",\"maxDuration\":300,\"partialCaptions\":\"false\"",
		202);
	const char *stop = text(PROJECT_PATH "/captions/%s/stop", member(seen, "captionsId"));

	CHECK_STR(member(state(session), "captions.0.languageCode"), "de-DE");
	CHECK_INT(number(state(session), "captions.0.partialCaptions"), 0);
	seen = with_token("/captions", session, "moderator", "", 409);
	CHECK_INT(number(seen, "code"), 60003);
	WANT(202, PROJECT, "POST", stop, NULL);
	WANT(404, PROJECT, "POST", stop, NULL);
	with_token("/captions", session, "moderator", ",\"maxDuration\":300", 202);
	advance(301);
	CHECK_STR(member(state(session), "captions.1.status"), "stopped");
	with_token("/captions", session, "moderator", ",\"maxDuration\":299", 400);
}

static void migration(void)
{
	const char *session = busy_session();
	const char *path = in_session(session, "/migrate");
	json_object *seen = WANT(202, PROJECT, "POST", path, NULL);

	CHECK_STR(member(seen, "message"), "Session migration initiated");
	CHECK_INT(number(WANT(409, PROJECT, "POST", path, NULL), "code"), 15214);
	advance(30);
	CHECK_INT(number(WANT(409, PROJECT, "POST", path, NULL), "code"), 15215);
	advance(600);
	WANT(202, PROJECT, "POST", path, NULL);
	CHECK_INT(number(state(session), "migrations"), 2);
	WANT(404, PROJECT, "POST", in_session(new_session(&server, ""), "/migrate"), NULL);
}

static void callback_registry(void)
{
	const char *path = PROJECT_PATH "/callback";
	json_object *seen = WANT(200, PROJECT, "POST", path,
		"{\"group\":\"stream\",\"event\":\"created\",\"url\":\"https://example.com/\"}");

	WANT(400, PROJECT, "POST", path,
		"{\"group\":\"archive\",\"event\":\"created\",\"url\":\"https://example.com/\"}");
	CHECK_STR(member(WANT(200, PROJECT, "GET", path, NULL), "0.id"), member(seen, "id"));
	path = text(PROJECT_PATH "/callback/%s", member(seen, "id"));
	WANT(204, PROJECT, "DELETE", path, NULL);
	WANT(404, PROJECT, "DELETE", path, NULL);
}

static void accounts(void)
{
	json_object *made = WANT(200, ACCOUNT, "POST", "/v2/project", "{\"name\":\"mine\"}");
	const char *id = text("%d", (int)number(made, "id"));
	const char *path = text("/v2/project/%s", id);
	const char *archives = text("/v2/project/%s/archive", id);
	const char *claims = text("{\"iss\":\"%s\",\"ist\":\"project\",\"iat\":%ld,\"exp\":%ld}",
		id, (long)time(NULL), (long)time(NULL) + 60);
	const char *header =
		text("X-OPENTOK-AUTH: %s", jwt(&server, member(made, "secret"), claims));
	json_object *seen;

	CHECK_STR(member(made, "name"), "mine");
	CHECK_STR(member(made, "status"), "ACTIVE");
	CHECK_INT(ask_with(&server, "GET", archives, NULL, header, NULL).status, 200);
	WANT(200, ACCOUNT, "PUT", path, "{\"status\":\"SUSPENDED\"}");
	CHECK_INT(ask_with(&server, "GET", archives, NULL, header, NULL).status, 403);
	WANT(200, ACCOUNT, "PUT", path, "{\"status\":\"ACTIVE\"}");
	seen = WANT(200, ACCOUNT, "POST", text("%s/refreshSecret", path), NULL);
	CHECK(strcmp(member(seen, "secret"), member(made, "secret")) != 0);
	CHECK_INT(ask_with(&server, "GET", archives, NULL, header, NULL).status, 403);
	WANT(400, ACCOUNT, "PUT", path, "{}");
	CHECK(json_object_is_type(WANT(200, ACCOUNT, "GET", "/v2/project", NULL), json_type_array));
	WANT(204, ACCOUNT, "DELETE", path, NULL);
	WANT(404, ACCOUNT, "GET", path, NULL);
	WANT(200, ACCOUNT, "POST", "/v2/project", NULL);
}

static void new_projects_take_no_key_of_another(void)
{
	const int64_t last =
		number(WANT(200, ACCOUNT, "POST", "/v2/project", "{\"name\":\"last\"}"), "id");
	json_object *seen;

	WANT(201, NOBODY, "POST", "/sandbox/credentials",
		text("{\"apiKey\":\"%d\",\"apiSecret\":\"mine\"}", (int)last + 1));
	seen = WANT(200, ACCOUNT, "POST", "/v2/project", "{\"name\":\"new\"}");
	CHECK_INT(number(seen, "id"), last + 2);
	seen = WANT(200, ACCOUNT, "GET", text("/v2/project/%d", (int)last + 1), NULL);
	CHECK_STR(member(seen, "secret"), "mine");
}

static void applications(void)
{
	json_object *made = WANT(201, VONAGE_ACCOUNT, "POST", "/v2/applications",
		"{\"name\":\"app\",\"capabilities\":{\"video\":{\"webhooks\":{}}}}");
	const char *id = member(made, "id");
	const char *path = text("/v2/applications/%s", id);
	json_object *seen;
	box_response response;

	CHECK_HAS(member(made, "keys.private_key"), "BEGIN PRIVATE KEY");
	seen = WANT(200, VONAGE_ACCOUNT, "GET", path, NULL);
	CHECK(!part(seen, "keys.private_key"));
	CHECK_STR(member(seen, "keys.public_key"), member(made, "keys.public_key"));
	seen = WANT(200, VONAGE_ACCOUNT, "GET", "/v2/applications?page_size=1", NULL);
	CHECK_INT(number(seen, "page_size"), 1);
	CHECK(number(seen, "total_items") >= 2);
	CHECK_INT(number(seen, "_embedded.applications"), 1);
	CHECK_HAS(member(seen, "_links.next.href"), "page=2");
	WANT(400, VONAGE_ACCOUNT, "PUT", path, "{\"capabilities\":{}}");
	seen = WANT(200, VONAGE_ACCOUNT, "PUT", path, "{\"name\":\"renamed\"}");
	CHECK_STR(member(seen, "name"), "renamed");
	response = ask(&server, VONAGE_ACCOUNT, "POST", "/v2/applications",
		"{\"name\":\"a\",\"keys\":{\"public_key\":\"no key\"}}");
	CHECK_INT(response.status, 400);
	CHECK_STR(member(response.json, "title"), "Bad Request");
	WANT(204, VONAGE_ACCOUNT, "DELETE", path, NULL);
	WANT(404, VONAGE_ACCOUNT, "GET", path, NULL);
}

static void the_gateway_has_problem_documents(void)
{
	static const struct {
		box_who who;
		const char *method, *path, *body;
		long status;
		const char *title;
	} rows[] = {
		{NOBODY, "GET", "/v2/applications", NULL, 401, "Unauthorized"},
		{VONAGE_ACCOUNT, "GET", "/v2/applications/none", NULL, 404, "Not Found"},
		{VONAGE_ACCOUNT, "PATCH", "/v2/applications", NULL, 405, "Method Not Allowed"},
		{VONAGE_ACCOUNT, "POST", "/v2/applications", "{", 400, "Bad Request"},
		{VONAGE_ACCOUNT, "POST", "/v2/applications", "{}", 400, "Bad Request"},
		{NOBODY, "GET", "/v2/reports/records", NULL, 401, "Unauthorized"},
		{VONAGE_ACCOUNT, "GET", "/v2/reports/none", NULL, 404, "Not Found"},
		{VONAGE_ACCOUNT, "GET", "/v3/media/none", NULL, 404, "Not Found"},
	};
	box_response response;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		response = ask(&server, rows[i].who, rows[i].method, rows[i].path, rows[i].body);
		CHECK_INT(response.status, rows[i].status);
		CHECK_STR(member(response.json, "title"), rows[i].title);
		CHECK_HAS(
			member(response.json, "type"), "https://developer.vonage.com/api-errors/");
		CHECK_STR(member(response.json, "instance"), rows[i].path);
		CHECK(*member(response.json, "detail"));
		CHECK(!part(response.json, "code"));
	}
	/* Only the gateway has them. */
	CHECK_INT(number(WANT(404, PROJECT, "GET", "/v2/applicationsx", NULL), "code"), -1);
}

static void insights(void)
{
	json_object *seen = WANT(200, PROJECT, "POST", "/graphql",
		"{\"query\":\"{project(projectId:123456){projectData{resources{x}}}}\"}");

	CHECK(part(seen, "data.project.projectData.resources.0.usage") != NULL);
	CHECK_INT(number(WANT(200, ACCOUNT, "POST", "/graphql", "{}"), "errors"), 1);
}

/* A cursor that no page had. */
static void odd_cursors_lead_nowhere(void)
{
	static const char *const cursors[] = {"9223372036854775807", "9223372036854775000", "-1",
		"-9223372036854775808", "99999999999999999999", "x"};
	const char *cursor = "OTIyMzM3MjAzNjg1NDc3NTgwNw"; /* 9223372036854775807 */

	for (size_t i = 0; i < COUNT_OF(cursors); i++) {
		json_object *seen = WANT(200, PROJECT, "POST", "/graphql",
			text("{\"query\":\"{project{projectData(first:10){x}}}\",\"variables\":"
			     "{\"endCursor\":\"%s\"}}",
				cursors[i]));

		seen = part(seen, "data.project.projectData");
		CHECK_CASE(!number(seen, "pageInfo.hasNextPage") && !number(seen, "resources"),
			"%s", cursors[i]);
	}
	WANT(422, VONAGE_ACCOUNT, "GET",
		text("/v2/reports/records?account_id=abcd1234&product=VIDEO-API&"
		     "date_start=2026-01-01&date_end=2026-01-01T10:00:00Z&cursor=%s&iv=iv-%s",
			cursor, cursor),
		NULL);
}

int main(void)
{
	static const otk_test tests[] = {
		TEST(broadcasts_live),
		TEST(bad_broadcasts_are_refused),
		TEST(whole_numbers_have_many_forms),
		TEST(streams_and_classes),
		TEST(muting),
		TEST(connections_and_signals),
		TEST(calls),
		TEST(client_tokens_are_checked),
		TEST(t1_tokens_are_checked),
		TEST(renders),
		TEST(bad_renders_have_their_codes),
		TEST(applications_stop_renders_without_a_body),
		TEST(renders_name_a_wrong_session),
		TEST(sessions_without_streams),
		TEST(silent_calls_end),
		TEST(audio_connectors),
		TEST(captions),
		TEST(migration),
		TEST(callback_registry),
		TEST(accounts),
		TEST(new_projects_take_no_key_of_another),
		TEST(applications),
		TEST(the_gateway_has_problem_documents),
		TEST(insights),
		TEST(odd_cursors_lead_nowhere),
	};

	return box_test_main("sandbox features", tests, COUNT_OF(tests), &server);
}
