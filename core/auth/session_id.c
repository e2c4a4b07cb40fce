/* SPDX-License-Identifier: MIT */
/* Session ids: wire contract 5.2 and 5.3. */
#include "config.h"

#include <otk/session_id.h>
#include <string.h>

#include "core/auth/keys.h"
#include "core/base/arena.h"
#include "core/base/status.h"
#include "core/base/base64.h"
#include "core/base/text.h"
#include "core/base/utf8.h"

enum {
	FIELD_PROJECT = 1,
	FIELD_LOCATION,
	FIELD_CREATED,
	FIELD_RANDOM,
	FIELD_FLAGS,
	SESSION_FIELDS
};

/* Eight bytes at a time: none below ' ', no DEL, nothing that only otk_utf8_length() can judge. */
static bool is_plain(const char *text, size_t size)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t word, doubt = 0;
	size_t at;

	for (at = 0; size - at >= sizeof(word); at += sizeof(word)) {
		memcpy(&word, text + at, sizeof(word));
		doubt |= word | (word - ones * ' ') | ((word ^ ones * 0x7f) - ones);
	}
	for (; at < size; at++)
		doubt |=
			(unsigned char)text[at] < ' ' || (unsigned char)text[at] >= 0x7f ? 0x80 : 0;
	return !(doubt & ones * 0x80);
}

static bool is_printable(const char *text, size_t size)
{
	size_t i;

	if (is_plain(text, size))
		return true;
	for (i = 0; i < size; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			return false;
	return otk_utf8_length(text, size) >= 0;
}

typedef struct session_text {
	char text[OTK_SESSION_ID_MAX]; /* decoded: "1~key~location~…" */
	size_t size;
	const char *fields[SESSION_FIELDS]; /* "" beyond the last one */
	int32_t prefix;
} session_text;

/* The fields cut apart in place, each ended by NUL. */
static bool split(session_text *session)
{
	char *at = session->text, *end = at + session->size, *mark;
	size_t count, i;

	if (!is_printable(session->text, session->size))
		return false;
	*end = '\0';
	session->fields[0] = at;
	for (count = 1; (mark = memchr(at, '~', (size_t)(end - at))); at = mark + 1) {
		*mark = '\0';
		if (count < SESSION_FIELDS)
			session->fields[count++] = mark + 1;
	}
	for (i = count; i < SESSION_FIELDS; i++)
		session->fields[i] = end;
	return count > FIELD_PROJECT && !strcmp(session->fields[0], "1") &&
	       session->fields[FIELD_PROJECT][0];
}

static otk_status decode(
	session_text *session, const char *session_id, size_t size, otk_error *error)
{
	otk_buffer decoded;

	if (!size)
		return otk_fail(error, OTK_E_ARGUMENT, "session id: is missing");
	if (size > OTK_SESSION_ID_MAX)
		return otk_fail(error, OTK_E_ARGUMENT, "session id: has more than %d characters",
			OTK_SESSION_ID_MAX);
	if (session_id[0] < '0' || session_id[0] > '9' || session_id[1] != '_')
		return otk_fail(error, OTK_E_ARGUMENT,
			"session id: must begin with a digit and \"_\", such as \"1_\" or \"2_\"");
	otk_buffer_init_fixed(&decoded, session->text, sizeof(session->text));
	if (!otk_base64url_decode(&decoded, session_id + 2, size - 2))
		return otk_fail(error, OTK_E_ARGUMENT,
			"session id: behind \"%.2s\" it must be base64url (A-Z a-z 0-9 - _); it is "
			"damaged or cut off",
			session_id);
	session->prefix = session_id[0] - '0';
	session->size = decoded.size;
	return OTK_OK;
}

static size_t size_of(const char *session_id)
{
	return session_id ? strnlen(session_id, OTK_SESSION_ID_MAX + 1) : 0;
}

static otk_status read_fields(session_text *session, otk_error *error)
{
	if (split(session))
		return OTK_OK;
	return otk_fail(error, OTK_E_ARGUMENT,
		"session id: decodes, but not to the fields of a session (\"1~project~…\")");
}

/* Begins the decoded text with "1~", the key's project, and the end of that field? */
static bool is_of(const session_text *session, const otk_key *key)
{
	const size_t end = 2 + key->id_size;

	return session->size >= end && !memcmp(session->text, "1~", 2) &&
	       !memcmp(session->text + 2, key->id, key->id_size) &&
	       (session->size == end || session->text[end] == '~');
}

otk_status otk_session_id_fits(
	const otk_key *key, const char *session_id, size_t *size, otk_error *error)
{
	session_text session;
	otk_status status;

	*size = size_of(session_id);
	status = decode(&session, session_id, *size, error);
	if (status)
		return status;
	if (is_of(&session, key) && is_printable(session.text, session.size))
		return OTK_OK;
	status = read_fields(&session, error);
	if (status)
		return status;
	return otk_fail(error, OTK_E_ARGUMENT,
		"session id: belongs to project %s, but the key to %s",
		session.fields[FIELD_PROJECT], key->id);
}

otk_status otk_session_id_check(const otk_key *key, const char *session_id, otk_error *error)
{
	size_t size;

	if (!key)
		return otk_fail(error, OTK_E_ARGUMENT, "session id: key is NULL");
	return otk_session_id_fits(key, session_id, &size, error);
}

otk_status otk_session_id_parse(const char *session_id, otk_session_id **parsed, otk_error *error)
{
	session_text session;
	otk_session_id *made;
	otk_arena *arena;
	char *text;
	otk_status status;

	if (!parsed)
		return otk_fail(error, OTK_E_ARGUMENT, "session id: parsed is NULL");
	*parsed = NULL;
	status = decode(&session, session_id, size_of(session_id), error);
	if (!status)
		status = read_fields(&session, error);
	if (status)
		return status;
	arena = otk_arena_new(sizeof(*made), sizeof(session.text));
	text = arena ? otk_arena_bytes(arena, sizeof(session.text)) : NULL;
	if (!text) {
		otk_arena_free(arena);
		return otk_fail_nomem(error);
	}
	memcpy(text, session.text, sizeof(session.text));
	made = otk_arena_root(arena);
	made->struct_size = sizeof(*made);
	made->prefix = session.prefix;
	made->project_id = text + (session.fields[FIELD_PROJECT] - session.text);
	made->location = text + (session.fields[FIELD_LOCATION] - session.text);
	made->created = text + (session.fields[FIELD_CREATED] - session.text);
	made->random = text + (session.fields[FIELD_RANDOM] - session.text);
	made->flags = text + (session.fields[FIELD_FLAGS] - session.text);
	if (!otk_parse_int(made->created, strlen(made->created), &made->created_at) ||
		made->created_at < 0)
		made->created_at = -1;
	*parsed = made;
	return OTK_OK;
}
