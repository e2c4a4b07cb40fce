/* SPDX-License-Identifier: MIT */
/* otk listen --events, --forward-to: which callbacks a word such as "archive.available" selects. */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "tools/otk/listen/events.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/secrets.h"

const char *const otk_cli_event_kinds[] = {"archive", "broadcast", "captions", "connection",
	"render", "session", "sip", "stream", "unknown", NULL};

static bool is_kind(const char *kind, const char *word, size_t size)
{
	return kind && strlen(kind) == size && strncmp(kind, word, size) == 0;
}

otk_cli_exit otk_cli_events_check(otk_cli *cli, const char *option, const char *word)
{
	const size_t size = strcspn(word, ".");

	for (const char *const *kind = otk_cli_event_kinds; *kind; kind++)
		if (is_kind(*kind, word, size) && (!word[size] || word[size + 1]))
			return OTK_CLI_DONE;
	return otk_cli_wrong(cli,
		"%s: %s is not a kind of callback; known are archive, broadcast, captions, "
		"connection, render, session, sip, stream, unknown, each also as KIND.STATUS",
		option, otk_cli_quote(cli, NULL, word));
}

otk_cli_exit otk_cli_events_read(otk_cli *cli, json_object *values, otk_strings *words)
{
	const char **items = NULL;
	size_t count = 0;

	for (size_t i = 0; values && i < json_object_array_length(values); i++) {
		const char *text = json_object_get_string(json_object_array_get_idx(values, i));
		char *copy = otk_cli_copy(cli, text, strlen(text)), *rest = NULL;

		for (char *one = strtok_r(copy, ",", &rest); one;
			one = strtok_r(NULL, ",", &rest)) {
			const char **more = otk_cli_new(cli, (count + 1) * sizeof(*more));
			otk_cli_exit code = otk_cli_events_check(cli, "--events", one);

			if (code)
				return code;
			if (count)
				memcpy(more, items, count * sizeof(*more));
			more[count++] = one;
			items = more;
		}
	}
	*words = (otk_strings){items, count};
	return OTK_CLI_DONE;
}

/* The status of an object, or the end of an event: "streamCreated" is "created". */
static bool is_what(const char *what, const char *word)
{
	const size_t length = what ? strlen(what) : 0, size = strlen(word);

	return length >= size && strcasecmp(what + length - size, word) == 0;
}

/* The service sends all events of a session to one URL. */
static bool is_of_session(const char *kind)
{
	return strcmp(kind, "connection") == 0 || strcmp(kind, "stream") == 0;
}

bool otk_cli_event_is(const otk_cli_gist *gist, const char *word)
{
	const char *kind = gist->kind ? gist->kind : "unknown";
	const size_t size = strcspn(word, ".");

	if (word[size])
		return is_kind(kind, word, size) && is_what(gist->what, word + size + 1);
	return is_kind(kind, word, size) || (is_kind("session", word, size) && is_of_session(kind));
}
