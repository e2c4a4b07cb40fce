/* SPDX-License-Identifier: MIT */
/* Redacts JSON, forms, XML, paths and headers by one rule: what is not in the vocabulary is
 * replaced. */
#include "config.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tools/sandbox/base/crypto/jwt.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/record/redact.h"

/* ---- JSON */

/* Where a value is. */
typedef struct place {
	const char *name; /* of the nearest member; "": none */
	bool in_map;      /* the user has chosen the names */
	bool is_response;
} place;

static char *redact_text(const sandbox_redactor *r, const char *name, const char *text)
{
	if (sandbox_knows_value(r->words, name, text))
		return sandbox_copy(text);
	/* Programs that forget a value send these. */
	if (strcmp(text, "null") == 0 || strcmp(text, "undefined") == 0)
		return sandbox_copy(text);
	if (sandbox_is_sentence(name))
		return sandbox_usual_words(text);
	return sandbox_pseudonym(r->names, text);
}

/* A NUL inside of a text would hide the rest from every function for texts. */
static json_object *redact_string(const sandbox_redactor *r, place at, json_object *value)
{
	const char *text = json_object_get_string(value);
	const size_t size = (size_t)json_object_get_string_len(value);
	char *made = strlen(text) != size ? sandbox_pseudonym_digest(r->names, text, size)
		     : at.in_map          ? sandbox_pseudonym(r->names, text)
					  : redact_text(r, at.name, text);
	json_object *string = sandbox_new_string(made);

	free(made);
	return string;
}

/* An API key is a number or a text: both get the same digits. */
static json_object *redact_number(const sandbox_redactor *r, place at, json_object *value)
{
	char *text, *made;
	int64_t number;

	if (!at.in_map && sandbox_is_plain_number(r->words, at.name))
		return json_object_get(value);
	number = json_object_get_int64(value);
	text = sandbox_print("%" PRId64, number < 0 ? -(number + 1) : number);
	made = sandbox_pseudonym(r->names, text);
	number = strtoll(made, NULL, 10);
	free(text);
	free(made);
	return sandbox_new_int64(number);
}

static char *redact_name(const sandbox_redactor *r, place at, const char *name)
{
	if (!at.in_map && sandbox_knows_member(r->words, name))
		return sandbox_copy(name);
	if (!at.in_map && at.is_response && sandbox_is_usual_name(name))
		return sandbox_copy(name);
	return sandbox_pseudonym_of(r->names, "member-", name);
}

static json_object *redact_value(const sandbox_redactor *r, place at, json_object *value)
{
	json_object *copy;
	json_object_iter each;

	switch (json_object_get_type(value)) {
	case json_type_string:
		return redact_string(r, at, value);
	case json_type_int:
	case json_type_double:
		return redact_number(r, at, value);
	case json_type_array:
		copy = sandbox_new_array();
		for (size_t i = 0; i < json_object_array_length(value); i++)
			sandbox_json_append(
				copy, redact_value(r, at, json_object_array_get_idx(value, i)));
		return copy;
	case json_type_object:
		copy = sandbox_new_object();
		json_object_object_foreachC(value, each) {
			char *name = redact_name(r, at, each.key);
			const place inside = {.name = each.key,
				.in_map = at.in_map || sandbox_is_user_map(r->words, each.key),
				.is_response = at.is_response};

			json_object_object_add(copy, name, redact_value(r, inside, each.val));
			free(name);
		}
		return copy;
	case json_type_null:
	case json_type_boolean:
		break;
	}
	return json_object_get(value);
}

json_object *sandbox_redact_json(const sandbox_redactor *r, json_object *value, bool is_response)
{
	return redact_value(r, (place){.name = "", .is_response = is_response}, value);
}

json_object *sandbox_redact_form(const sandbox_redactor *r, json_object *form)
{
	json_object *copy = sandbox_new_object();
	json_object_iter each;

	json_object_object_foreachC(form, each) {
		char *name = redact_name(r, (place){.name = ""}, each.key);
		const char *text = json_object_get_string(each.val);
		int64_t number;
		/* The numbers of a form are texts. */
		const bool plain = sandbox_is_plain_number(r->words, each.key) &&
				   sandbox_number(text, &number);
		char *made = plain ? sandbox_copy(text) : redact_text(r, each.key, text);

		sandbox_json_set_text(copy, name, made);
		free(made);
		free(name);
	}
	return copy;
}

/* ---- XML */

/* Copies the name of a tag, without its attributes. Returns the position after the tag. */
static const char *redact_tag(
	const sandbox_redactor *r, sandbox_bytes *out, const char *at, const char *end, char **name)
{
	const char *close = memchr(at, '>', (size_t)(end - at));
	const bool closing = at[1] == '/';
	const char *start = at + 1 + closing;
	size_t length = 0;

	if (!close)
		return end;
	while (start + length < close &&
		(isalnum((unsigned char)start[length]) || strchr("_.:-", start[length])))
		length++;
	if (!length) /* a declaration or a comment */
		return close + 1;
	free(*name);
	*name = sandbox_copy_n(start, length);
	sandbox_bytes_add_text(out, closing ? "</" : "<");
	if (sandbox_knows_member(r->words, *name) || sandbox_is_usual_name(*name)) {
		sandbox_bytes_add_text(out, *name);
	} else {
		char *hidden = sandbox_pseudonym_of(r->names, "member-", *name);

		sandbox_bytes_add_text(out, hidden);
		free(hidden);
	}
	sandbox_bytes_add_text(out, close[-1] == '/' ? "/>" : ">");
	return close + 1;
}

static void redact_xml_text(const sandbox_redactor *r, sandbox_bytes *out, const char *name,
	const char *text, size_t size)
{
	char *copy = sandbox_copy_n(text, size), *made;
	int64_t number;

	if (strspn(copy, " \t\r\n") == strlen(copy)) {
		free(copy);
		return;
	}
	made = sandbox_is_plain_number(r->words, name) && sandbox_number(copy, &number)
		       ? sandbox_copy(copy)
		       : redact_text(r, name, copy);
	sandbox_xml_text(out, made);
	free(made);
	free(copy);
}

static char *redact_xml(const sandbox_redactor *r, const char *text, size_t size)
{
	const char *end = text + size;
	sandbox_bytes out = {0};
	char *name = sandbox_copy("");

	sandbox_bytes_add_text(&out, "");
	while (text < end) {
		const char *tag = memchr(text, '<', (size_t)(end - text));

		redact_xml_text(r, &out, name, text, (size_t)((tag ? tag : end) - text));
		text = tag ? redact_tag(r, &out, tag, end, &name) : end;
	}
	free(name);
	return out.data;
}

/* ---- bodies */

static json_object *describe_bytes(const sandbox_redactor *r, const char *data, size_t size)
{
	json_object *body = sandbox_new_object();

	sandbox_json_set_int(body, "bytes", (int64_t)size);
	if (data) {
		char *digest = sandbox_pseudonym_digest(r->names, data, size);

		sandbox_json_set_text(body, "digest", digest);
		free(digest);
	}
	return body;
}

static bool is_json_type(const char *type)
{
	return sandbox_media_type_is(type, "application/json") ||
	       sandbox_media_type_is(type, "application/problem+json") ||
	       sandbox_media_type_is(type, "application/hal+json");
}

json_object *sandbox_redact_body(const sandbox_redactor *r, const char *type, const char *data,
	size_t size, bool is_response)
{
	json_object *body = sandbox_new_object(), *parsed = NULL;

	if (data && is_json_type(type)) {
		parsed = sandbox_json_parse(data, size);
		if (parsed)
			sandbox_json_set(body, "json", sandbox_redact_json(r, parsed, is_response));
	} else if (data && sandbox_media_type_is(type, "application/x-www-form-urlencoded")) {
		parsed = sandbox_form_decode(data, size);
		if (parsed)
			sandbox_json_set(body, "form", sandbox_redact_form(r, parsed));
	} else if (data && (sandbox_media_type_is(type, "application/xml") ||
				   sandbox_media_type_is(type, "text/xml"))) {
		char *xml = redact_xml(r, data, size);

		sandbox_json_set_text(body, "xml", xml);
		free(xml);
	}
	json_object_put(parsed);
	if (json_object_object_length(body))
		return body;
	json_object_put(body);
	return describe_bytes(r, data, size);
}

/* ---- headers and paths */

static const char *const credential_schemes[] = {"Bearer", "Basic"};

json_object *sandbox_redact_credential(const sandbox_redactor *r, const char *value)
{
	json_object *shown = sandbox_new_object();
	const char *token = value;
	sandbox_jwt jwt;

	for (size_t i = 0; i < COUNT_OF(credential_schemes); i++) {
		const size_t length = strlen(credential_schemes[i]);

		if (strncasecmp(value, credential_schemes[i], length) != 0 || value[length] != ' ')
			continue;
		sandbox_json_set_text(shown, "scheme", credential_schemes[i]);
		token = value + length + strspn(value + length, " ");
	}
	if (sandbox_jwt_parse(&jwt, token)) {
		sandbox_json_set(shown, "header", sandbox_redact_json(r, jwt.header, false));
		sandbox_json_set(shown, "claims", sandbox_redact_json(r, jwt.claims, false));
	}
	sandbox_jwt_clear(&jwt);
	return shown;
}

char *sandbox_redact_path(const sandbox_redactor *r, const char *const *segments, size_t count)
{
	sandbox_bytes path = {0};

	sandbox_bytes_add_text(&path, count ? "" : "/");
	for (size_t i = 0; i < count; i++) {
		char *made = sandbox_knows_segment(r->words, segments[i])
				     ? sandbox_copy(segments[i])
				     : sandbox_pseudonym(r->names, segments[i]);

		/* An address in a path would be read as several parts of it. */
		for (char *at = made; *at; at++)
			if (strchr("/?#%", *at))
				*at = '_';
		sandbox_bytes_add_text(&path, "/");
		sandbox_bytes_add_text(&path, made);
		free(made);
	}
	return path.data;
}

static const char *const media_types[] = {"application/json", "application/problem+json",
	"application/hal+json", "application/xml", "text/xml", "text/plain", "text/html",
	"application/x-www-form-urlencoded", "application/octet-stream", "video/mp4",
	"application/zip", "multipart/form-data", "*/*"};

char *sandbox_redact_type(const char *value)
{
	for (size_t i = 0; i < COUNT_OF(media_types); i++) {
		const size_t length = strlen(media_types[i]);

		if (strncasecmp(value, media_types[i], length) == 0 && strchr("; ,", value[length]))
			return sandbox_copy(media_types[i]);
	}
	return sandbox_copy("other");
}

static const char *const programs[] = {"OpenTok-Node-SDK", "OpenTok-Python-SDK", "OpenTok-Java-SDK",
	"Opentok-Java-SDK", "OpenTok-PHP-SDK", "OpenTok-Ruby-SDK", "OpenTok-DotNet-SDK",
	"Opentok-DotNet-SDK", "vonage-node", "@vonage/server-sdk", "vonage-python", "vonage-php",
	"vonage-ruby", "vonage-java", "vonage-dotnet", "otk", "otk-cli", "libcurl", "curl", "node",
	"python", "php", "ruby", "java", "okhttp", "axios", "undici", "node-fetch",
	"python-requests", "GuzzleHttp", "Faraday"};

/* "name/1.2.3" of a known program. */
static bool is_known_program(const char *word, size_t length)
{
	const char *slash = NULL;

	for (size_t i = 0; i < length; i++)
		if (word[i] == '/')
			slash = word + i;
	if (!slash || !isdigit((unsigned char)slash[1 + (slash[1] == 'v')]))
		return false;
	for (const char *at = slash + 1 + (slash[1] == 'v'); at < word + length; at++)
		if (!isdigit((unsigned char)*at) && *at != '.')
			return false;
	for (size_t i = 0; i < COUNT_OF(programs); i++)
		if (strlen(programs[i]) == (size_t)(slash - word) &&
			strncmp(programs[i], word, (size_t)(slash - word)) == 0)
			return true;
	return false;
}

char *sandbox_redact_agent(const char *value)
{
	sandbox_bytes kept = {0};

	sandbox_bytes_add_text(&kept, "");
	while (*value) {
		const size_t length = strcspn(value, " ;,()");

		if (length && is_known_program(value, length)) {
			if (kept.size)
				sandbox_bytes_add_text(&kept, " ");
			sandbox_bytes_add(&kept, value, length);
		}
		value += length + (value[length] != '\0');
	}
	return kept.data;
}
