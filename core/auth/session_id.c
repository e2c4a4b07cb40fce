/* SPDX-License-Identifier: MIT */
/* Session ids: doc/contract.md, 5.2 and 5.3. */
#include "config.h"

#include "core/auth/session_id.h"

#include <string.h>

#include "core/auth/key/key.h"
#include "core/base/arena.h"
#include "core/base/bytes.h"
#include "core/base/error/quote.h"
#include "core/base/error/status.h"
#include "core/base/text/base64.h"
#include "core/base/text/text.h"
#include "core/base/text/utf8.h"

#include "core/base/cold.h"

enum {
	FIELD_PROJECT = 1,
	FIELD_LOCATION,
	FIELD_CREATED,
	FIELD_RANDOM,
	FIELD_FLAGS,
	SESSION_FIELDS
};

/* Whether a text is printable ASCII: the usual case, eight bytes at a time. */
static bool is_plain(const char *text, size_t size)
{
	uint64_t odd = 0;
	size_t at = 0;

	for (; size - at >= sizeof(odd); at += sizeof(odd)) {
		const uint64_t word = otk_bytes_load(text + at);

		odd |= otk_bytes_not_ascii(word) | otk_bytes_below(word, ' ') |
		       otk_bytes_equal(word, '\x7f');
	}
	for (; at < size; at++)
		odd |= (unsigned char)text[at] < ' ' || (unsigned char)text[at] >= 0x7f
			       ? OTK_BYTES_HIGH
			       : 0;
	return !(odd & OTK_BYTES_HIGH);
}

static bool is_printable(const char *text, size_t size)
{
	return is_plain(text, size) ||
	       (!otk_has_control(text, size) && otk_utf8_length(text, size) >= 0);
}

typedef struct session_text {
	char text[OTK_SESSION_ID_MAX]; /* decoded: "1~key~location~…" */
	size_t size;
	const char *fields[SESSION_FIELDS]; /* "": absent */
	int32_t prefix;
} session_text;

/* Splits the text at each '~' in place; every field ends with NUL. */
static bool split_fields(session_text *session)
{
	char *at = session->text, *end = at + session->size, *mark;
	size_t count = 1;

	if (!is_printable(session->text, session->size))
		return false;
	*end = '\0';
	session->fields[0] = at;
	for (; (mark = memchr(at, '~', (size_t)(end - at))); at = mark + 1) {
		*mark = '\0';
		if (count < SESSION_FIELDS)
			session->fields[count++] = mark + 1;
	}
	for (size_t i = count; i < SESSION_FIELDS; i++)
		session->fields[i] = end;
	return count > FIELD_PROJECT && strcmp(session->fields[0], "1") == 0 &&
	       session->fields[FIELD_PROJECT][0];
}

static otk_status decode_text(
	session_text *session, const char *session_id, size_t size, otk_error *error)
{
	otk_buffer decoded;

	if (!size)
		return otk_fail(error, OTK_E_ARGUMENT, "session_id: is missing");
	if (size > OTK_SESSION_ID_MAX)
		return otk_fail(error, OTK_E_ARGUMENT, "session_id: has more than %d characters",
			OTK_SESSION_ID_MAX);
	if (session_id[0] < '0' || session_id[0] > '9' || session_id[1] != '_')
		return otk_fail(error, OTK_E_ARGUMENT,
			"session_id: must begin with a digit and \"_\", such as \"1_\" or \"2_\"");
	otk_buffer_init_fixed(&decoded, session->text, sizeof(session->text));
	if (!otk_base64url_decode(&decoded, session_id + 2, size - 2))
		return otk_fail(error, OTK_E_ARGUMENT,
			"session_id: after \"%.2s\" it must be base64url (A-Z a-z 0-9 - _); it is "
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
	if (split_fields(session))
		return OTK_OK;
	return otk_fail(error, OTK_E_ARGUMENT,
		"session_id: is not a session id; decoded, one reads \"1~project~…\"");
}

/* Whether the decoded text begins with "1~", this project, and the end of that field. */
static bool is_of_project(const session_text *session, const char *project_id, size_t size)
{
	const size_t end = 2 + size;

	return session->size >= end && memcmp(session->text, "1~", 2) == 0 &&
	       otk_ascii_equal(session->text + 2, project_id, size) &&
	       (session->size == end || session->text[end] == '~');
}

static otk_status check_project(session_text *session, const char *project_id, size_t size,
	const char *owner, otk_error *error)
{
	otk_status status;

	if (is_of_project(session, project_id, size) && is_printable(session->text, session->size))
		return OTK_OK;
	status = read_fields(session, error);
	if (status)
		return status;
	return otk_fail(error, OTK_E_ARGUMENT,
		"session_id: belongs to project %s, but the %s to project %s",
		OTK_QUOTE(session->fields[FIELD_PROJECT]), owner, OTK_QUOTE(project_id));
}

otk_status otk_session_id_fits(
	const otk_key *key, const char *session_id, size_t *size, otk_error *error)
{
	session_text session;
	otk_status status;

	*size = size_of(session_id);
	status = decode_text(&session, session_id, *size, error);
	return status ? status : check_project(&session, key->id, key->id_size, "key", error);
}

otk_status otk_session_id_fits_project(
	const char *project_id, const char *session_id, otk_error *error)
{
	session_text session;
	const otk_status status = decode_text(&session, session_id, size_of(session_id), error);

	return status ? status
		      : check_project(&session, project_id, strlen(project_id), "token", error);
}

otk_status otk_session_id_check(const otk_key *key, const char *session_id, otk_error *error)
{
	size_t size;

	if (!key)
		return otk_fail(error, OTK_E_ARGUMENT, "key: is NULL");
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
		return otk_fail(error, OTK_E_ARGUMENT, "parsed: is NULL");
	*parsed = NULL;
	status = decode_text(&session, session_id, size_of(session_id), error);
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
