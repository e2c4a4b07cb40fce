/* SPDX-License-Identifier: MIT */
/* One good request for each route of otk-sandbox. */
#include "config.h"

#include <string.h>

#include "tests/sandbox/route_cases.h"

#define P          "/v2/project/{id}"
#define IN_SESSION "/v2/project/{id}/session/{sessionId}"
#define MY_SESSION PROJECT_PATH "/session/$SESSION"
#define BODY       "\"sessionId\":\"$SESSION\""
#define TOKEN      BODY ",\"token\":\"$TOKEN\""

const route_case route_cases[] = {
	{"POST /session/create", PROJECT, "/session/create", "p2p.preference=disabled", 200,
		"0.session_id"},
	{"PUT " P "/archive/storage", PROJECT, PROJECT_PATH "/archive/storage",
		"{\"type\":\"s3\",\"config\":{\"accessKey\":\"a\",\"secretKey\":\"b\",\"bucket\":"
		"\"c\",\"endpoint\":\"https://s3.example.com\",\"sse\":\"none\"},"
		"\"fallback\":\"none\"}",
		200, "type"},
	{"DELETE " P "/archive/storage", PROJECT, PROJECT_PATH "/archive/storage?$STORAGE", NULL,
		204, NULL},
	{"POST " P "/archive", PROJECT, PROJECT_PATH "/archive?$STREAM",
		"{" BODY
		",\"name\":\"n\",\"hasAudio\":true,\"hasVideo\":true,\"outputMode\":\"composed\","
		"\"streamMode\":\"auto\",\"resolution\":\"1280x720\",\"layout\":{\"type\":"
		"\"bestFit\",\"screenshareType\":\"pip\"},\"multiArchiveTag\":\"t\","
		"\"maxBitrate\":200000}",
		200, "id"},
	{"GET " P "/archive", PROJECT, PROJECT_PATH "/archive?offset=0&count=2&sessionId=$SESSION",
		NULL, 200, "items"},
	{"GET " P "/archive/{archiveId}", PROJECT, PROJECT_PATH "/archive/$ARCHIVE", NULL, 200,
		"id"},
	{"DELETE " P "/archive/{archiveId}", PROJECT, PROJECT_PATH "/archive/$AVAILABLE", NULL, 204,
		NULL},
	{"POST " P "/archive/{archiveId}/stop", PROJECT, PROJECT_PATH "/archive/$ARCHIVE/stop",
		NULL, 200, "status"},
	{"PUT " P "/archive/{archiveId}/layout", PROJECT, PROJECT_PATH "/archive/$ARCHIVE/layout",
		"{\"type\":\"custom\",\"stylesheet\":\"stream{}\"}", 200, "id"},
	{"PATCH " P "/archive/{archiveId}/streams", PROJECT,
		PROJECT_PATH "/archive/$MANUAL/streams",
		"{\"addStream\":\"$STREAM\",\"hasAudio\":true,\"hasVideo\":false}", 204, NULL},
	{"GET /sandbox/download/{archiveId}/{name}", NOBODY, "$DOWNLOAD", NULL, 200, NULL},
	{"GET " IN_SESSION "/connection", PROJECT, MY_SESSION "/connection?$STREAM", NULL, 200,
		"items.0.connectionId"},
	{"DELETE " IN_SESSION "/connection/{connectionId}", PROJECT,
		MY_SESSION "/connection/$CONNECTION", NULL, 204, NULL},
	{"GET " IN_SESSION "/stream", PROJECT, MY_SESSION "/stream?$STREAM", NULL, 200,
		"items.0.id"},
	{"PUT " IN_SESSION "/stream", PROJECT, MY_SESSION "/stream",
		"{\"items\":[{\"id\":\"$STREAM\",\"layoutClassList\":[\"a\"]}]}", 200, "count"},
	{"GET " IN_SESSION "/stream/{streamId}", PROJECT, MY_SESSION "/stream/$STREAM", NULL, 200,
		"layoutClassList"},
	{"PUT " IN_SESSION "/stream/{streamId}", PROJECT, MY_SESSION "/stream/$STREAM",
		"{\"layoutClassList\":[\"a\"]}", 200, "layoutClassList"},
	{"POST " IN_SESSION "/stream/{streamId}/mute", PROJECT, MY_SESSION "/stream/$STREAM/mute",
		NULL, 200, "status"},
	{"POST " IN_SESSION "/mute", PROJECT, MY_SESSION "/mute",
		"{\"active\":true,\"excludedStreamIds\":[\"$STREAM\"]}", 200, "status"},
	{"POST " IN_SESSION "/signal", PROJECT, MY_SESSION "/signal?$STREAM",
		"{\"type\":\"chat\",\"data\":\"hello\"}", 204, NULL},
	{"POST " IN_SESSION "/connection/{connectionId}/signal", PROJECT,
		MY_SESSION "/connection/$CONNECTION/signal", "{\"type\":\"chat\",\"data\":\"x\"}",
		204, NULL},
	{"POST " IN_SESSION "/migrate", PROJECT, MY_SESSION "/migrate?$STREAM", NULL, 202,
		"message"},
	{"POST " P "/broadcast", PROJECT, PROJECT_PATH "/broadcast?$STREAM",
		"{" BODY
		",\"outputs\":{\"hls\":{\"dvr\":false,\"lowLatency\":true},\"rtmp\":[{\"id\":\"a\","
		"\"serverUrl\":\"rtmp://a/b\",\"streamName\":\"s\"}]},\"layout\":{\"type\":"
		"\"bestFit\"},\"maxDuration\":60,\"maxBitrate\":100000,\"resolution\":\"640x480\","
		"\"streamMode\":\"auto\",\"hasAudio\":true,\"hasVideo\":true,"
		"\"multiBroadcastTag\":\"t\"}",
		200, "broadcastUrls.rtmp.0.status"},
	{"GET " P "/broadcast", PROJECT, PROJECT_PATH "/broadcast?$BROADCAST", NULL, 200,
		"items.0.id"},
	{"GET " P "/broadcast/{broadcastId}", PROJECT, PROJECT_PATH "/broadcast/$BROADCAST", NULL,
		200, "broadcastUrls.hls"},
	{"POST " P "/broadcast/{broadcastId}/stop", PROJECT,
		PROJECT_PATH "/broadcast/$BROADCAST/stop", NULL, 200, "status"},
	{"PUT " P "/broadcast/{broadcastId}/layout", PROJECT,
		PROJECT_PATH "/broadcast/$BROADCAST/layout", "{\"type\":\"pip\"}", 200, "id"},
	{"PATCH " P "/broadcast/{broadcastId}/streams", PROJECT,
		PROJECT_PATH "/broadcast/$MANUAL_BROADCAST/streams", "{\"addStream\":\"$STREAM\"}",
		204, NULL},
	{"GET /sandbox/hls/{broadcastId}/{name}", NOBODY, "/sandbox/hls/$BROADCAST/playlist.m3u8",
		NULL, 200, "~#EXTM3U"},
	{"POST " P "/dial", PROJECT, PROJECT_PATH "/dial",
		"{" TOKEN
		",\"sip\":{\"uri\":\"sip:a@example.com\",\"from\":\"b@example.com\",\"headers\":"
		"{\"X-A\":\"b\"},\"auth\":{\"username\":\"u\",\"password\":\"p\"},\"secure\":true,"
		"\"video\":true,\"observeForceMute\":true,\"streams\":[\"s\"],"
		"\"sessionMigration\":true}}",
		200, "connectionId"},
	{"POST " P "/call", PROJECT, PROJECT_PATH "/call",
		"{" TOKEN ",\"sip\":{\"uri\":\"sip:a@example.com\"}}", 200, "connectionId"},
	{"POST " IN_SESSION "/play-dtmf", PROJECT, MY_SESSION "/play-dtmf?$STREAM",
		"{\"digits\":\"1\"}", 200, NULL},
	{"POST " IN_SESSION "/connection/{connectionId}/play-dtmf", PROJECT,
		MY_SESSION "/connection/$CONNECTION/play-dtmf", "{\"digits\":\"1\"}", 200, NULL},
	{"POST " P "/render", PROJECT, PROJECT_PATH "/render",
		"{" TOKEN ",\"url\":\"https://example.com/page\",\"maxDuration\":60,\"resolution\":"
		"\"1280x720\",\"properties\":{\"name\":\"n\"},\"statusCallbackUrl\":"
		"\"https://example.com/cb\"}",
		202, "status"},
	{"GET " P "/render", PROJECT, PROJECT_PATH "/render?$RENDER", NULL, 200, "items.0.id"},
	{"GET " P "/render/{renderId}", PROJECT, PROJECT_PATH "/render/$RENDER", NULL, 200, "url"},
	{"DELETE " P "/render/{renderId}", PROJECT, PROJECT_PATH "/render/$RENDER", NULL, 200,
		"reason"},
	{"POST " P "/connect", PROJECT, PROJECT_PATH "/connect",
		"{" TOKEN
		",\"websocket\":{\"uri\":\"wss://example.com/a\",\"streams\":[\"s\"],\"headers\":"
		"{\"k\":\"v\"},\"audioRate\":8000,\"bidirectional\":true,\"audioTransport\":"
		"{\"transport\":\"json\",\"encoding\":\"base64\",\"audio_field\":\"a\","
		"\"receive_audio_field\":\"b\",\"static_fields\":{\"c\":\"d\"}}}}",
		200, "connectionId"},
	{"POST " P "/captions", PROJECT, PROJECT_PATH "/captions",
		"{" TOKEN
		",\"languageCode\":\"de-DE\",\"maxDuration\":300,\"partialCaptions\":true,"
		"\"statusCallbackUrl\":\"https://example.com/cb\"}",
		202, "captionsId"},
	{"POST " P "/captions/{captionsId}/stop", PROJECT, PROJECT_PATH "/captions/$CAPTIONS/stop",
		NULL, 202, NULL},
	{"POST " P "/callback", PROJECT, PROJECT_PATH "/callback",
		"{\"group\":\"stream\",\"event\":\"created\",\"url\":\"http://127.0.0.1:9/\"}", 200,
		"id"},
	{"GET " P "/callback", PROJECT, PROJECT_PATH "/callback?$REGISTRATION", NULL, 200, "0.id"},
	{"DELETE " P "/callback/{callbackId}", PROJECT, PROJECT_PATH "/callback/$REGISTRATION",
		NULL, 204, NULL},
	{"POST /v2/project", ACCOUNT, "/v2/project",
		"{\"name\":\"mine\",\"environmentId\":\"enterprise\"}", 200, "secret"},
	{"GET /v2/project", ACCOUNT, "/v2/project", NULL, 200, "0.id"},
	{"GET /v2/project/{id}", ACCOUNT, "/v2/project/$PROJECT", NULL, 200, "status"},
	{"PUT /v2/project/{id}", ACCOUNT, "/v2/project/$PROJECT",
		"{\"status\":\"SUSPENDED\",\"environmentId\":\"standard\"}", 200, "status"},
	{"DELETE /v2/project/{id}", ACCOUNT, "/v2/project/$PROJECT", NULL, 204, NULL},
	{"POST /v2/project/{id}/refreshSecret", ACCOUNT, "/v2/project/$PROJECT/refreshSecret", NULL,
		200, "secret"},
	{"GET /v2/applications", VONAGE_ACCOUNT, "/v2/applications?page=1&page_size=3", NULL, 200,
		"_embedded.applications.0.id"},
	{"POST /v2/applications", VONAGE_ACCOUNT, "/v2/applications",
		"{\"name\":\"app\",\"keys\":{\"public_key\":\"$PUBLIC_KEY\"},\"capabilities\":"
		"{\"video\":{\"webhooks\":{\"session_created\":{\"address\":"
		"\"http://127.0.0.1:9/\",\"secret\":\"s\",\"active\":true}}}},\"privacy\":"
		"{\"improve_ai\":true}}",
		201, "keys.public_key"},
	{"GET /v2/applications/{appId}", VONAGE_ACCOUNT, "/v2/applications/$APPLICATION", NULL, 200,
		"name"},
	{"PUT /v2/applications/{appId}", VONAGE_ACCOUNT, "/v2/applications/$APPLICATION",
		"{\"name\":\"renamed\",\"capabilities\":{}}", 200, "name"},
	{"DELETE /v2/applications/{appId}", VONAGE_ACCOUNT, "/v2/applications/$APPLICATION", NULL,
		204, NULL},
	{"POST /graphql", PROJECT, "/graphql", "{\"query\":\"{project}\",\"variables\":{\"a\":1}}",
		200, "data.project"},
	{"POST /video/insights-api/graphql", VONAGE_APPLICATION, "/video/insights-api/graphql",
		"{\"query\":\"nothing\"}", 200, "errors.0.errorCode"},
	{"GET /v2/reports/records", VONAGE_ACCOUNT,
		"/v2/reports/records?account_id=abcd1234&product=VIDEO-API&id=a,b", NULL, 200,
		"ids_not_found"},
	{"POST /v2/reports", VONAGE_ACCOUNT, "/v2/reports",
		"{\"account_id\":\"abcd1234\",\"product\":\"VIDEO-API\",\"date_start\":"
		"\"2026-01-01\",\"date_end\":\"2026-01-02\",\"include_subaccounts\":false,"
		"\"callback_url\":\"https://example.com/\"}",
		200, "request_id"},
	{"GET /v2/reports", VONAGE_ACCOUNT, "/v2/reports?account_id=abcd1234&status=PENDING", NULL,
		200, "reports"},
	{"GET /v2/reports/{reportId}", VONAGE_ACCOUNT, "/v2/reports/$REPORT", NULL, 200,
		"request_id"},
	{"DELETE /v2/reports/{reportId}", VONAGE_ACCOUNT, "/v2/reports/$REPORT", NULL, 200,
		"request_status"},
	{"GET /v3/media/{fileId}", VONAGE_ACCOUNT, "/v3/media/$MEDIA", NULL, 200, "~PK"},
	{"GET /sandbox/routes", NOBODY, "/sandbox/routes", NULL, 200, "items.0.method"},
	{"GET /sandbox", NOBODY, "/sandbox", NULL, 200, "version"},
	{"GET /sandbox/health", NOBODY, "/sandbox/health", NULL, 200, "status"},
	{"POST /sandbox/session/{sessionId}/archive", NOBODY, "/sandbox/session/$SESSION/archive",
		"{\"name\":\"old\"}", 201, "archiveId"},
	{"GET /sandbox/expect", NOBODY, "/sandbox/expect?max=10000", NULL, 200, "items"},
	{"POST /sandbox/expect", NOBODY, "/sandbox/expect", "{\"max\":10000}", 200, "items"},
	{"POST /sandbox/seed", NOBODY, "/sandbox/seed", "{\"sessions\":[{}]}", 204, NULL},
	{"GET /sandbox/snapshot", NOBODY, "/sandbox/snapshot", NULL, 200,
		"~\"otkSandboxSnapshot\":1"},
	{"PUT /sandbox/snapshot", NOBODY, "/sandbox/snapshot",
		"{\"otkSandboxSnapshot\":1}\n{\"end\":true}\n", 204, NULL},
	{"POST /sandbox/login", NOBODY, "/sandbox/login", "{\"token\":\"any\"}", 204, NULL},
	{"DELETE /sandbox/login", NOBODY, "/sandbox/login", NULL, 204, NULL},
	{"GET /sandbox/openapi.json", NOBODY, "/sandbox/openapi.json", NULL, 200, "openapi"},
	{"POST /sandbox/reset", NOBODY, "/sandbox/reset", NULL, 204, NULL},
	{"GET /sandbox/clock", NOBODY, "/sandbox/clock", NULL, 200, "now"},
	{"POST /sandbox/clock", NOBODY, "/sandbox/clock", "{\"advance\":1,\"skew\":0}", 200,
		"settled"},
	{"GET /sandbox/stats", NOBODY, "/sandbox/stats", NULL, 200, "connections"},
	{"GET /sandbox/metrics", NOBODY, "/sandbox/metrics", NULL, 200, "~otk_sandbox_objects"},
	{"POST /sandbox/credentials", NOBODY, "/sandbox/credentials",
		"{\"apiKey\":\"4711\",\"apiSecret\":\"s\"}", 201, "apiKey"},
	{"POST /sandbox/session", NOBODY, "/sandbox/session",
		"{\"sessionId\":\"2_given\",\"projectId\":\"" KEY
		"\",\"p2p.preference\":\"disabled\",\"archiveMode\":\"always\",\"archiveName\":"
		"\"n\",\"archiveResolution\":\"640x480\",\"location\":\"1.2.3.4\",\"e2ee\":false}",
		201, "sessionId"},
	{"GET /sandbox/session/{sessionId}", NOBODY, "/sandbox/session/$SESSION", NULL, 200,
		"mediaMode"},
	{"POST /sandbox/session/{sessionId}/connection", NOBODY,
		"/sandbox/session/$SESSION/connection",
		"{\"connectionId\":\"given\",\"data\":\"d\"}", 201, "connectionId"},
	{"DELETE /sandbox/session/{sessionId}/connection/{connectionId}", NOBODY,
		"/sandbox/session/$SESSION/connection/$CONNECTION", NULL, 204, NULL},
	{"POST /sandbox/session/{sessionId}/stream", NOBODY, "/sandbox/session/$SESSION/stream",
		"{\"streamId\":\"given\",\"connectionId\":\"$CONNECTION\",\"name\":\"n\","
		"\"videoType\":\"screen\",\"layoutClassList\":[\"a\"],\"hasAudio\":true,"
		"\"hasVideo\":true}",
		201, "streamId"},
	{"POST /sandbox/session/{sessionId}/stream/{streamId}", NOBODY,
		"/sandbox/session/$SESSION/stream/$STREAM",
		"{\"muted\":true,\"hasAudio\":true,\"hasVideo\":false,\"name\":\"n\",\"videoType\":"
		"\"camera\",\"layoutClassList\":[\"focus\"]}",
		200, "muted"},
	{"DELETE /sandbox/session/{sessionId}/stream/{streamId}", NOBODY,
		"/sandbox/session/$SESSION/stream/$STREAM", NULL, 204, NULL},
	{"GET /sandbox/requests", NOBODY, "/sandbox/requests?since=0&limit=10", NULL, 200, "items"},
	{"GET /sandbox/requests/{seq}", NOBODY, "/sandbox/requests/$ENTRY", NULL, 200,
		"response.bytes"},
	{"DELETE /sandbox/requests", NOBODY, "/sandbox/requests", NULL, 204, NULL},
	{"GET /sandbox/events", NOBODY, "/sandbox/events?requests=0&objects=0&wait=0", NULL, 200,
		"~event: object"},
	{"GET /sandbox/session/{sessionId}/history", NOBODY, "/sandbox/session/$SESSION/history",
		NULL, 200, "items.0.state"},
	{"GET /sandbox/sessions", NOBODY, "/sandbox/sessions?offset=0&count=10", NULL, 200,
		"items"},
	{"GET /sandbox/credentials", NOBODY, "/sandbox/credentials", NULL, 200, "items.0.kind"},
	{"GET /sandbox/recording", NOBODY, "/sandbox/recording", NULL, 200, "mode"},
	{"POST /sandbox/layout", NOBODY, "/sandbox/layout",
		"{\"layout\":{\"type\":\"custom\",\"stylesheet\":\"stream{width:50%}\"},"
		"\"resolution\":\"1280x720\",\"streams\":[{\"streamId\":\"a\",\"name\":\"n\","
		"\"connectionId\":\"c\",\"videoType\":\"screen\",\"layoutClassList\":[\"x\"],"
		"\"hasVideo\":true,\"createdAt\":1}]}",
		200, "tiles.0.width"},
	{"GET /sandbox/archive/{archiveId}/layout", NOBODY, "/sandbox/archive/$ARCHIVE/layout",
		NULL, 200, "tiles.0.streamId"},
	{"GET /sandbox/broadcast/{broadcastId}/layout", NOBODY,
		"/sandbox/broadcast/$BROADCAST/layout", NULL, 200, "tiles.0.streamId"},
	{"GET /", NOBODY, "/", NULL, 200, "~<html"},
	{"GET /page/{name}", NOBODY, "/page/app.js", NULL, 200, "~SPDX"},
	{"GET /sandbox/hooks", NOBODY, "/sandbox/hooks", NULL, 200, NULL},
	{"PUT /sandbox/hooks", NOBODY, "/sandbox/hooks",
		"{\"session\":{\"url\":\"http://127.0.0.1:9/\",\"secret\":\"s\"},\"archive\":"
		"{\"url\":\"http://127.0.0.1:9/\"}}",
		200, "session.url"},
	{"DELETE /sandbox/hooks/{kind}", NOBODY, "/sandbox/hooks/$HOOK", NULL, 204, NULL},
	{"DELETE /sandbox/hooks", NOBODY, "/sandbox/hooks", NULL, 204, NULL},
	{"GET /sandbox/callbacks", NOBODY, "/sandbox/callbacks", NULL, 200, "items"},
	{"DELETE /sandbox/callbacks", NOBODY, "/sandbox/callbacks", NULL, 204, NULL},
	{"POST /sandbox/callbacks/test", NOBODY, "/sandbox/callbacks/test", "{\"kind\":\"$HOOK\"}",
		202, NULL},
	{"GET /sandbox/callbacks/{callbackId}", NOBODY, "/sandbox/callbacks/$DELIVERY", NULL, 200,
		"log"},
	{"POST /sandbox/callbacks/{callbackId}/resend", NOBODY,
		"/sandbox/callbacks/$DELIVERY/resend", NULL, 202, NULL},
	{"POST /sandbox/faults", NOBODY, "/sandbox/faults",
		"{\"method\":\"POST\",\"path\":\"/never\",\"times\":1,\"after\":1,\"probability\":"
		"0.5,\"status\":500,\"execute\":true,\"body\":\"x\",\"contentType\":\"text/plain\","
		"\"headers\":{\"X-A\":\"b\"},\"retryAfter\":1,\"empty\":false,\"invalidJson\":"
		"false,\"xmlError\":false,\"delayMs\":1,\"slowBodyMs\":1,\"truncate\":1,\"drop\":"
		"\"after\",\"dateSkew\":1}",
		201, "id"},
	{"GET /sandbox/faults", NOBODY, "/sandbox/faults", NULL, 200, "items"},
	{"DELETE /sandbox/faults", NOBODY, "/sandbox/faults", NULL, 204, NULL},
	{"DELETE /sandbox/faults/{faultId}", NOBODY, "/sandbox/faults/$FAULT", NULL, 204, NULL},
	{"POST /sandbox/stubs", NOBODY, "/sandbox/stubs",
		"{\"method\":\"PUT\",\"path\":\"/never/{id}\",\"auth\":\"none\",\"status\":201,"
		"\"body\":{\"id\":\"{{path.id}}\"},\"echo\":false,\"contentType\":\"text/plain\","
		"\"headers\":{\"X-A\":\"b\"}}",
		201, "id"},
	{"GET /sandbox/stubs", NOBODY, "/sandbox/stubs", NULL, 200, "items"},
	{"DELETE /sandbox/stubs", NOBODY, "/sandbox/stubs", NULL, 204, NULL},
	{"DELETE /sandbox/stubs/{stubId}", NOBODY, "/sandbox/stubs/$STUB", NULL, 204, NULL},
	{"GET /sandbox/archive/{archiveId}", NOBODY, "/sandbox/archive/$ARCHIVE", NULL, 200,
		"_owner"},
	{"POST /sandbox/archive/{archiveId}", NOBODY, "/sandbox/archive/$ARCHIVE",
		"{\"status\":\"failed\",\"name\":\"n\",\"reason\":\"r\",\"size\":9,\"duration\":9,"
		"\"transcription\":{\"status\":\"failed\",\"hasSummary\":true},\"streams\":"
		"[{\"streamId\":\"s\"}],\"createdAt\":1,\"updatedAt\":1}",
		200, "status"},
	{"GET /sandbox/broadcast/{broadcastId}", NOBODY, "/sandbox/broadcast/$BROADCAST", NULL, 200,
		"_layout"},
	{"POST /sandbox/broadcast/{broadcastId}", NOBODY, "/sandbox/broadcast/$BROADCAST",
		"{\"status\":\"failed\",\"maxDuration\":60,\"broadcastUrls\":{\"hls\":\"h\","
		"\"hlsStatus\":\"odd\",\"rtmp\":[{\"status\":\"odd\"}]},\"createdAt\":1}",
		200, "status"},
	{"GET /sandbox/render/{renderId}", NOBODY, "/sandbox/render/$RENDER", NULL, 200, "_owner"},
	{"POST /sandbox/render/{renderId}", NOBODY, "/sandbox/render/$RENDER",
		"{\"status\":\"failed\",\"reason\":\"\",\"createdAt\":1}", 200, "status"},
	{"GET /sandbox/captions/{captionsId}", NOBODY, "/sandbox/captions/$CAPTIONS", NULL, 200,
		"_owner"},
	{"POST /sandbox/captions/{captionsId}", NOBODY, "/sandbox/captions/$CAPTIONS",
		"{\"status\":\"failed\",\"maxDuration\":300,\"createdAt\":1}", 200, "status"},
	{"GET /sandbox/call/{callId}", NOBODY, "/sandbox/call/$CALL", NULL, 200, "_owner"},
	{"POST /sandbox/call/{callId}", NOBODY, "/sandbox/call/$CALL",
		"{\"status\":\"failed\",\"reason\":\"r\",\"reason_code\":\"503\","
		"\"reason_message\":\"m\"}",
		200, "status"},
	{"POST /sandbox/session/{sessionId}/fail", NOBODY, "/sandbox/session/$SESSION/fail",
		"{\"reason\":\"r\"}", 204, NULL},
};

const size_t route_case_count = COUNT_OF(route_cases);

#define PUBLIC_KEY                                                                                  \
	"-----BEGIN PUBLIC KEY-----\\nMFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBALcvNSbxLhlr0vKMKtQ0sm0dGn5J" \
	"dJBB\\nHZMiQbiZsSJaqSNbrGvGMqwQpGlr8pAmdDkmTjpV9FvQc9FbhBTrDI0CAwEAAQ==\\n"                \
	"-----END PUBLIC KEY-----\\n"

/* For each kind of object: the request that makes one, and the response's member with its id. */
static const struct {
	const char *name;
	box_who who;
	const char *path; /* NULL: the id is the text in `body` */
	const char *body;
	const char *id;
} makers[] = {
	{"$SESSION", NOBODY, "/sandbox/session", "{}", "sessionId"},
	{"$STREAM", NOBODY, "/sandbox/session/$SESSION/stream",
		"{\"connectionId\":\"$CONNECTION\"}", "streamId"},
	{"$CONNECTION", NOBODY, "/sandbox/session/$SESSION/connection", "{}", "connectionId"},
	{"$ARCHIVE", PROJECT, PROJECT_PATH "/archive?$STREAM",
		"{" BODY ",\"multiArchiveTag\":\"a\"}", "id"},
	{"$MANUAL", PROJECT, PROJECT_PATH "/archive?$STREAM",
		"{" BODY ",\"multiArchiveTag\":\"b\",\"streamMode\":\"manual\"}", "id"},
	{"$STOPPED", PROJECT, PROJECT_PATH "/archive?$STREAM",
		"{" BODY ",\"multiArchiveTag\":\"c\"}", "id"},
	{"$AVAILABLE", NOBODY, "/sandbox/archive/$STOPPED", "{\"status\":\"available\",\"size\":5}",
		"id"},
	{"$BROADCAST", PROJECT, PROJECT_PATH "/broadcast?$STREAM",
		"{" BODY ",\"outputs\":{\"hls\":{}}}", "id"},
	{"$MANUAL_BROADCAST", PROJECT, PROJECT_PATH "/broadcast?$STREAM",
		"{" BODY ",\"outputs\":{\"hls\":{}},\"streamMode\":\"manual\","
		"\"multiBroadcastTag\":\"m\"}",
		"id"},
	{"$RENDER", PROJECT, PROJECT_PATH "/render", "{" TOKEN ",\"url\":\"https://example.com/\"}",
		"id"},
	{"$CAPTIONS", PROJECT, PROJECT_PATH "/captions", "{" TOKEN "}", "captionsId"},
	{"$CALL", PROJECT, PROJECT_PATH "/dial", "{" TOKEN ",\"sip\":{\"uri\":\"sip:a@b\"}}", "id"},
	{"$REGISTRATION", PROJECT, PROJECT_PATH "/callback",
		"{\"group\":\"stream\",\"event\":\"created\",\"url\":\"http://127.0.0.1:9/\"}",
		"id"},
	{"$PROJECT", ACCOUNT, "/v2/project", "{}", "id"},
	{"$APPLICATION", VONAGE_ACCOUNT, "/v2/applications",
		"{\"name\":\"app\",\"keys\":{\"public_key\":\"$PUBLIC_KEY\"}}", "id"},
	{"$REPORT", VONAGE_ACCOUNT, "/v2/reports",
		"{\"account_id\":\"abcd1234\",\"product\":\"VIDEO-API\"}", "request_id"},
	{"$FAULT", NOBODY, "/sandbox/faults", "{\"path\":\"/never\"}", "id"},
	{"$STUB", NOBODY, "/sandbox/stubs", "{\"path\":\"/never\"}", "id"},
	{"$PUBLIC_KEY", NOBODY, NULL, PUBLIC_KEY, NULL},
};

static const char *made_of(route_world *world, size_t maker)
{
	const char *path = route_expand(world, makers[maker].path);
	json_object *made = ask(world->server, makers[maker].who, "POST", path,
		route_expand(world, makers[maker].body))
				    .json;

	if (strcmp(makers[maker].name, "$PROJECT") == 0)
		return text("%d", (int)number(made, "id"));
	return member(made, makers[maker].id);
}

static const char *make_delivery(route_world *world)
{
	json_object *list;

	want(world->server, NOBODY, "DELETE", "/sandbox/callbacks", NULL, 204);
	want(world->server, NOBODY, "POST", "/sandbox/callbacks/test",
		route_expand(world, "{\"kind\":\"$HOOK\"}"), 202);
	list = want(world->server, NOBODY, "GET", "/sandbox/callbacks", NULL, 200);
	return member(list, "items.0.id");
}

/* The number of an entry of the journal. */
static const char *make_entry(route_world *world)
{
	json_object *list;

	want(world->server, NOBODY, "DELETE", "/sandbox/requests", NULL, 204);
	new_session(world->server, "");
	list = want(world->server, NOBODY, "GET", "/sandbox/requests", NULL, 200);
	return text("%d", (int)number(list, "items.0.seq"));
}

/* The file of a report that is ready. */
static const char *make_media(route_world *world)
{
	const char *path = route_expand(world, "/v2/reports/$REPORT");
	const char *href, *name;

	want(world->server, NOBODY, "POST", "/sandbox/clock", "{\"advance\":60}", 200);
	href = member(want(world->server, VONAGE_ACCOUNT, "GET", path, NULL, 200),
		"_links.download_report.href");
	name = strrchr(href, '/');
	return name ? name + 1 : "";
}

/* Objects that take more than one request. */
static const char *make_special(route_world *world, const char *name)
{
	if (strcmp(name, "$TOKEN") == 0)
		return client_token(
			world->server, route_expand(world, "$SESSION"), "moderator", 864000);
	if (strcmp(name, "$STORAGE") == 0) {
		want(world->server, PROJECT, "PUT", PROJECT_PATH "/archive/storage",
			"{\"type\":\"azure\",\"config\":{\"accountName\":\"a\",\"accountKey\":"
			"\"b\",\"container\":\"c\"}}",
			200);
		return "";
	}
	if (strcmp(name, "$HOOK") == 0) {
		want(world->server, NOBODY, "PUT", "/sandbox/hooks",
			"{\"session\":{\"url\":\"http://127.0.0.1:9/\"}}", 200);
		return "session";
	}
	if (strcmp(name, "$MEDIA") == 0)
		return make_media(world);
	if (strcmp(name, "$DELIVERY") == 0)
		return make_delivery(world);
	if (strcmp(name, "$ENTRY") == 0)
		return make_entry(world);
	if (strcmp(name, "$DOWNLOAD") == 0) {
		json_object *archive = ask(world->server, PROJECT, "GET",
			route_expand(world, PROJECT_PATH "/archive/$AVAILABLE"), NULL)
					       .json;
		const char *url = member(archive, "url");

		return strstr(url, "/sandbox/") ? strstr(url, "/sandbox/") : "";
	}
	return "";
}

static const char *value_of(route_world *world, const char *name)
{
	const char *value = NULL;

	for (size_t i = 0; i < world->count; i++)
		if (strcmp(world->made[i].name, name) == 0)
			return world->made[i].value;
	for (size_t i = 0; !value && i < COUNT_OF(makers); i++)
		if (strcmp(makers[i].name, name) == 0)
			value = makers[i].path ? made_of(world, i) : makers[i].body;
	if (!value)
		value = make_special(world, name);
	if (world->count < ROUTE_NAMES) {
		world->made[world->count].name = name;
		world->made[world->count++].value = value;
	}
	return value;
}

const char *route_expand(route_world *world, const char *pattern)
{
	const char *made = "";

	while (*pattern) {
		const size_t plain = strcspn(pattern, "$");
		const char *name = pattern + plain;
		const size_t length =
			*name ? 1 + strspn(name + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") : 0;

		made = text("%s%.*s%s", made, (int)plain, pattern,
			length ? value_of(world, text("%.*s", (int)length, name)) : "");
		pattern = name + length;
	}
	return made;
}

box_response route_send(
	route_world *world, const route_case *one, const char *path, const char *body)
{
	const char *method = text("%.*s", (int)strcspn(one->route, " "), one->route);

	return ask(world->server, one->who, method, route_expand(world, path),
		body ? route_expand(world, body) : NULL);
}
