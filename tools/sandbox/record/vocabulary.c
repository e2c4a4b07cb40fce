/* SPDX-License-Identifier: MIT */
/*
 * What a recording keeps as it is. Everything else gets a pseudonym, so that unforeseen members are
 * not written.
 */
#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/record/vocabulary.h"
#include "tools/sandbox/request/route.h"

/* ---- what the tables of the routes do not have */

/* Members of responses and of tokens. */
static const char *const member_names[] = {"id", "items", "count", "sessionId", "session_id",
	"session_segment_id", "symphony_address", "session_status", "status_invalid", "projectId",
	"partnerId", "project_id", "partner_id", "applicationId", "application_id", "accountId",
	"createdAt", "updatedAt", "create_dt", "timestamp", "status", "reason", "message",
	"description", "code", "event", "group", "url", "size", "duration", "name", "certificate",
	"sha256sum", "password", "outputMode", "streamMode", "resolution", "hasAudio", "hasVideo",
	"hasTranscription", "transcription", "streams", "streamId", "connectionId", "connection",
	"connections", "connectionState", "layout", "layoutClassList", "broadcastUrls", "hls",
	"hlsStatus", "rtmp", "serverUrl", "streamName", "settings", "lowLatency", "dvr",
	"maxDuration", "maxBitrate", "maxBitRate", "multiArchiveTag", "multiBroadcastTag",
	"captionsId", "captionId", "languageCode", "provider", "videoType", "secret", "environment",
	"environmentName", "environmentDescription", "ice_server", "ice_servers",
	"ice_credential_expiration", "media_server_url", "media_server_hostname",
	"messaging_server_url", "messaging_url", "properties", "ist", "iss", "iat", "exp", "nbf",
	"jti", "acl", "paths", "scope", "role", "initial_layout_class_list", "connection_data",
	"create_time", "expire_time", "nonce", "alg", "typ", "kid", "e2ee", "archiveMode",
	"mediaMode", "location", "data", "errors", "error", "errorCode", "error_title", "title",
	"detail", "type", "instance", "sessions", "Session", "errorPayload", "page", "page_size",
	"total_items", "total_pages", "_links", "_embedded", "applications", "capabilities",
	"video", "webhooks", "address", "http_method", "active", "keys", "public_key",
	"private_key", "privacy", "improve_ai", "sub", "valid", "quantizationParameter", "summary",
	"summaryUrl", "callback", "call", "state", "reason_code", "reason_message", "query",
	"variables", "operationName", "offset", "self", "href", "first", "last", "next", "prev"};

/* Numbers that reveal nothing about a person. */
static const char *const number_names[] = {"count", "offset", "createdAt", "updatedAt", "timestamp",
	"size", "duration", "code", "errorCode", "maxDuration", "maxBitrate", "maxBitRate", "iat",
	"exp", "nbf", "create_time", "expire_time", "page", "page_size", "total_items",
	"total_pages", "ice_credential_expiration", "quantizationParameter", "status"};

/* Values that the service defines, by the member. */
static const struct {
	const char *name;
	const char *values[24];
} value_rows[] = {
	{"status", {"started", "starting", "stopped", "paused", "available", "uploaded", "expired",
			   "deleted", "failed", "connecting", "live", "offline", "error", "ACTIVE",
			   "SUSPENDED", "requested", "stopping", "transcribing", "ended"}},
	{"hlsStatus", {"connecting", "ready", "live", "ended", "error"}},
	{"state", {"DIALING", "RINGING", "ON_HOLD", "ACTIVE", "HANGUP"}},
	{"connectionState", {"Connecting", "Connected", "Disconnected"}},
	{"event", {"archive", "broadcast", "render", "status", "created", "destroyed"}},
	{"group", {"archive", "connection", "stream", "sip_call"}},
	{"reason", {"user initiated", "maximum duration exceeded", "maximum idle time exceeded",
			   "session ended", "failure", "Max duration exceeded", "Stop Requested",
			   "serverRotation", "clientDisconnected", "forceDisconnected",
			   "networkDisconnected", "forceUnpublished", "mediaStopped"}},
	{"outputMode", {"composed", "individual"}},
	{"streamMode", {"auto", "manual"}},
	{"mediaMode", {"routed", "relayed"}},
	{"archiveMode", {"manual", "always"}},
	{"videoType", {"camera", "screen", "custom"}},
	{"resolution", {"640x480", "480x640", "1280x720", "720x1280", "1920x1080", "1080x1920"}},
	{"provider", {"aws-transcribe"}},
	{"environment", {"standard", "enterprise"}},
	{"environmentName", {"default"}},
	{"role", {"publisher", "subscriber", "moderator", "publisheronly"}},
	{"ist", {"project", "account"}},
	{"scope", {"session.connect"}},
	{"alg", {"HS256", "RS256"}},
	{"typ", {"JWT"}},
	{"http_method", {"GET", "POST"}},
	{"e2ee", {"true", "false"}},
	{"p2p.preference", {"enabled", "disabled", "always"}},
	{"type", {"bestFit", "custom", "horizontalPresentation", "pip", "verticalPresentation",
			 "s3", "azure"}},
	{"screenshareType", {"bestFit", "horizontalPresentation", "pip", "verticalPresentation"}},
	{"languageCode", {"en-US", "en-AU", "en-GB", "es-US", "zh-CN", "fr-FR", "fr-CA", "de-DE",
				 "hi-IN", "it-IT", "ja-JP", "ko-KR", "pt-BR", "th-TH"}},
	{"fallback", {"none", "opentok"}},
	{"valid", {"true", "false"}},
};

static const char *const map_names[] = {"headers", "staticFields", "variables"};

static const char *const sentence_names[] = {
	"message", "description", "error_title", "title", "detail", "error"};

/* Usual words of messages and of names. */
static const char usual[] =
	" a able about access account acl active add address after again allowed already an and api "
	"application archive archives archiving are at audio auth authentication authorization available "
	"average bad be because been before begin bit bitrate body bounds bound broadcast broadcasts by call "
	"calls can cannot caption captions certificate change class client clients closed code composer "
	"conflict connected connection connections connector contact content could count create created "
	"credentials data date default delete deleted denied description details did disabled does "
	"duplicate duration either empty enabled end ended error errors event exceeded exist existing exists "
	"expected experience expired failed failure field file first for forbidden format found from full "
	"future given has have header headers height host id ids if in info input internal invalid is issuer "
	"it its join json key kind last latency layout length less level limit list live location long "
	"malformed match matching matches max maximum media member message messages method min minimum "
	"missing mode more most must mute muted name names negative new next no none not null number object "
	"of off offset on one only opentok operation option or other out output page parameter parameters "
	"parse partner passed path payload permission permitted policy port preference previous project "
	"properties property provide provided public publish quota range rate reached reason recording "
	"relayed render renders request requests required resolution resource response result retry role "
	"route routed sandbox secret see server service session sessions set sets settings shared short "
	"should signal signature sip size start started starts state status stop stopped storage stream "
	"streams string suitable summary supported suspended system tag target than that the there this "
	"time timeout title to token too total transcript transcription try type unable unauthorized unknown "
	"unsupported until updated url use used user using valid value values version video vonage was web "
	"websocket were while width with within without wrong you your ";

/* ---- the words of one run */

/* A sorted list without duplicates. */
typedef struct word_list {
	char **items;
	size_t count, capacity;
} word_list;

struct sandbox_vocabulary {
	word_list members, maps, numbers, segments, values; /* values: "status=started" */
};

static void add_word(word_list *list, char *word)
{
	if (list->count == list->capacity) {
		list->capacity = list->capacity ? 2 * list->capacity : 64;
		list->items = sandbox_grow(list->items, list->capacity * sizeof(*list->items));
	}
	list->items[list->count++] = word;
}

static int compare_words(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

static void sort_words(word_list *list)
{
	if (list->count)
		qsort(list->items, list->count, sizeof(*list->items), compare_words);
}

static bool has_word(const word_list *list, const char *word)
{
	return list->count && bsearch(&word, list->items, list->count, sizeof(*list->items),
				      compare_words) != NULL;
}

static void free_words(word_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i]);
	free(list->items);
}

static void add_values(
	sandbox_vocabulary *words, const char *name, const char *const *values, size_t most)
{
	for (size_t i = 0; i < most && values[i]; i++)
		add_word(&words->values, sandbox_print("%s=%s", name, values[i]));
}

static void add_fields(sandbox_vocabulary *words, const sandbox_field *fields)
{
	for (; fields && fields->name; fields++) {
		const char *const names[] = {fields->name, fields->alias};

		for (size_t i = 0; i < COUNT_OF(names) && names[i]; i++) {
			add_word(&words->members, sandbox_copy(names[i]));
			if (fields->kind == SANDBOX_MAP || fields->kind == SANDBOX_ANY)
				add_word(&words->maps, sandbox_copy(names[i]));
			if (fields->kind == SANDBOX_NUMBER || fields->kind == SANDBOX_FRACTION)
				add_word(&words->numbers, sandbox_copy(names[i]));
			if (fields->kind == SANDBOX_FLAG) {
				static const char *const flags[] = {"true", "false", NULL};

				add_values(words, names[i], flags, SIZE_MAX);
			}
			if (fields->values)
				add_values(words, names[i], fields->values, SIZE_MAX);
		}
		add_fields(words, fields->members);
	}
}

static void add_segments(sandbox_vocabulary *words, const char *path)
{
	while (*path) {
		const size_t length = strcspn(++path, "/");

		if (length && *path != '{')
			add_word(&words->segments, sandbox_copy_n(path, length));
		path += length;
	}
}

sandbox_vocabulary *sandbox_vocabulary_new(const sandbox *box)
{
	sandbox_vocabulary *words = sandbox_alloc(sizeof(*words));

	for (const sandbox_route *const *table = box->routes; *table; table++)
		for (const sandbox_route *route = *table; route->method; route++) {
			if (route->auth == SANDBOX_AUTH_CONTROL)
				continue;
			add_fields(words, route->fields);
			add_segments(words, route->path);
		}
	for (size_t i = 0; i < COUNT_OF(member_names); i++)
		add_word(&words->members, sandbox_copy(member_names[i]));
	for (size_t i = 0; i < COUNT_OF(map_names); i++)
		add_word(&words->maps, sandbox_copy(map_names[i]));
	for (size_t i = 0; i < COUNT_OF(number_names); i++)
		add_word(&words->numbers, sandbox_copy(number_names[i]));
	for (size_t i = 0; i < COUNT_OF(value_rows); i++)
		add_values(words, value_rows[i].name, value_rows[i].values,
			COUNT_OF(value_rows[i].values));
	sort_words(&words->members);
	sort_words(&words->maps);
	sort_words(&words->numbers);
	sort_words(&words->segments);
	sort_words(&words->values);
	return words;
}

void sandbox_vocabulary_free(sandbox_vocabulary *words)
{
	if (!words)
		return;
	free_words(&words->members);
	free_words(&words->maps);
	free_words(&words->numbers);
	free_words(&words->segments);
	free_words(&words->values);
	free(words);
}

/* ---- questions */

bool sandbox_knows_member(const sandbox_vocabulary *words, const char *name)
{
	return has_word(&words->members, name);
}

bool sandbox_is_user_map(const sandbox_vocabulary *words, const char *name)
{
	return has_word(&words->maps, name);
}

bool sandbox_is_plain_number(const sandbox_vocabulary *words, const char *name)
{
	return has_word(&words->numbers, name);
}

bool sandbox_knows_segment(const sandbox_vocabulary *words, const char *segment)
{
	return has_word(&words->segments, segment);
}

bool sandbox_knows_value(const sandbox_vocabulary *words, const char *name, const char *value)
{
	char *pair = sandbox_print("%s=%s", name, value);
	const bool known = has_word(&words->values, pair);

	free(pair);
	return known;
}

bool sandbox_is_sentence(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(sentence_names); i++)
		if (strcmp(name, sentence_names[i]) == 0)
			return true;
	return false;
}

/* Whether the letters are one of the usual words, in any case. */
static bool is_usual_word(const char *letters, size_t length)
{
	enum { LONGEST = 24 };
	char wanted[LONGEST + 3] = " ";

	if (!length || length > LONGEST)
		return false;
	for (size_t i = 0; i < length; i++)
		wanted[i + 1] = (char)tolower((unsigned char)letters[i]);
	wanted[length + 1] = ' ';
	return strstr(usual, wanted) != NULL;
}

/* The letters of one word at the beginning of a name: up to the next capital letter. */
static size_t word_length(const char *name)
{
	size_t length = 1;

	while (islower((unsigned char)name[length]))
		length++;
	return length;
}

bool sandbox_is_usual_name(const char *name)
{
	if (!isalpha((unsigned char)*name))
		return false;
	while (*name) {
		const size_t length = word_length(name);

		if (!isalpha((unsigned char)*name) || !is_usual_word(name, length))
			return false;
		name += length;
		name += *name == '_' || *name == '-';
	}
	return true;
}

char *sandbox_usual_words(const char *text)
{
	sandbox_bytes kept = {0};
	bool hidden = false;

	sandbox_bytes_add_text(&kept, "");
	while (*text) {
		size_t length = 0;

		while (text[length] && !strchr(" .,;:()\"'!?", text[length]))
			length++;
		if (length && is_usual_word(text, length)) {
			sandbox_bytes_add(&kept, text, length);
			hidden = false;
		} else if (length && !hidden) {
			sandbox_bytes_add_text(&kept, "*");
			hidden = true;
		}
		text += length;
		if (*text)
			sandbox_bytes_add(&kept, text++, 1);
	}
	return kept.data;
}
