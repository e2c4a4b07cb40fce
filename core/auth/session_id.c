/* SPDX-License-Identifier: MIT */
/* Session ids: wire contract 5.2 and 5.3. */
#include "config.h"

#include <string.h>

#include "core/auth/keys.h"
#include "core/auth/session_text.h"
#include "core/base/arena.h"
#include "core/base/status.h"
#include "core/base/text.h"

enum { FIELD_PROJECT = 1, FIELD_LOCATION, FIELD_CREATED, FIELD_RANDOM, FIELD_FLAGS };

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

/* The fields of "1~key~location~…", cut apart in place. */
static bool split(otk_session_text *session, size_t size)
{
	char *at = session->text, *end = at + size, *mark;
	size_t count, i;

	if (!is_printable(session->text, size))
		return false;
	*end = '\0';
	session->fields[0] = at;
	for (count = 1; (mark = memchr(at, '~', (size_t)(end - at))); at = mark + 1) {
		*mark = '\0';
		if (count < OTK_SESSION_FIELDS)
			session->fields[count++] = mark + 1;
	}
	for (i = count; i < OTK_SESSION_FIELDS; i++)
		session->fields[i] = end;
	return count > FIELD_PROJECT && !strcmp(session->fields[0], "1") &&
	       session->fields[FIELD_PROJECT][0];
}

otk_status otk_session_text_read(
	otk_session_text *session, const char *session_id, otk_error *error)
{
	otk_buffer decoded;
	size_t size;

	if (!session_id || !*session_id)
		return otk_fail(error, OTK_E_ARGUMENT, "session id: is missing");
	size = strnlen(session_id, OTK_SESSION_ID_MAX + 1);
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
	if (!split(session, decoded.size))
		return otk_fail(error, OTK_E_ARGUMENT,
			"session id: decodes, but not to the fields of a session "
			"(\"1~project~…\")");
	return OTK_OK;
}

otk_status otk_session_id_check(const otk_key *key, const char *session_id, otk_error *error)
{
	otk_session_text session;
	otk_status status;

	if (!key)
		return otk_fail(error, OTK_E_ARGUMENT, "session id: key is NULL");
	status = otk_session_text_read(&session, session_id, error);
	if (status)
		return status;
	if (strcmp(session.fields[FIELD_PROJECT], key->id) != 0)
		return otk_fail(error, OTK_E_ARGUMENT,
			"session id: belongs to project %s, but the key to %s",
			session.fields[FIELD_PROJECT], key->id);
	return OTK_OK;
}

otk_status otk_session_id_parse(const char *session_id, otk_session_id **parsed, otk_error *error)
{
	otk_session_text session;
	otk_session_id *made;
	otk_arena *arena;
	char *text;
	otk_status status;

	if (!parsed)
		return otk_fail(error, OTK_E_ARGUMENT, "session id: parsed is NULL");
	*parsed = NULL;
	status = otk_session_text_read(&session, session_id, error);
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
