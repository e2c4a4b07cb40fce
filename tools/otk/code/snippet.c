/* SPDX-License-Identifier: MIT */
/* A client token inside of source text that is ready for a client of the platform. */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "tools/otk/code/snippet.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"

#define ESCAPE_SIZE sizeof("\\u0000")

/* The text before, between and after the id of the project, the session and the token. */
typedef struct snippet {
	const char *text[4];
	bool octal; /* escapes: \ooo (C) instead of \uxxxx (JavaScript) */
} snippet;

static const snippet linux_snippet = {
	.octal = true,
	.text =
		{
			"/* For a program with the Linux client SDK: otc_session_new(API_KEY, SESSION_ID, …),\n"
			" * then otc_session_connect(session, TOKEN). Keep this file out of version control:\n"
			" * until the token expires, everybody who has it can join the session. */\n"
			"#define API_KEY    \"",
			"\"\n#define SESSION_ID \"",
			"\"\n#define TOKEN      \"",
			"\"\n",
		},
};

#define WEB_SNIPPET(script)                                                                            \
	{                                                                                              \
		.text = {                                                                              \
			"<!-- Keep this page private: until the token expires, everybody who has it\n" \
			"     can join the session. -->\n"                                             \
			"<div id=\"publisher\"></div>\n"                                               \
			"<div id=\"subscribers\"></div>\n"                                             \
			"<script src=\"" script "\"></script>\n"                                       \
			"<script>\n"                                                                   \
			"  const session = OT.initSession(\"",                                         \
			"\", \"",                                                                      \
			"\");\n"                                                                       \
			"  const report = (error) => { if (error) console.error(error.message); };\n"  \
			"  session.on(\"streamCreated\", (event) => session.subscribe(\n"              \
			"    event.stream, \"subscribers\", {insertMode: \"append\"}, report));\n"     \
			"  session.connect(\"",                                                        \
			"\", (error) => error ? report(error)\n"                                       \
			"    : session.publish(OT.initPublisher(\"publisher\", report), report));\n"   \
			"</script>\n",                                                                 \
		},                                                                                     \
	}

static const snippet web_snippet_opentok =
	WEB_SNIPPET("https://static.opentok.com/v2/js/opentok.min.js");
static const snippet web_snippet_vonage =
	WEB_SNIPPET("https://video.standard.vonage.com/v2/js/opentok.min.js");

const char *const otk_cli_snippet_names[] = {"linux", "web", NULL};

/* In the order of otk_cli_snippet_names. */
static const struct {
	const snippet *opentok;
	const snippet *vonage;
} snippets[] = {
	{&linux_snippet, &linux_snippet},
	{&web_snippet_opentok, &web_snippet_vonage},
};

static int find_snippet(const char *name)
{
	for (int i = 0; otk_cli_snippet_names[i]; i++)
		if (strcmp(otk_cli_snippet_names[i], name) == 0)
			return i;
	return -1;
}

bool otk_cli_is_snippet(const char *name)
{
	return find_snippet(name) >= 0;
}

/* Ids and tokens consist of characters that need no escape in either language. */
static const char *escape_literal(otk_cli *cli, bool octal, const char *text)
{
	char *result = otk_cli_new(cli, strlen(text) * (ESCAPE_SIZE - 1) + 1), *out = result;

	for (; *text; text++) {
		unsigned c = (unsigned char)*text;

		if (c < 0x80 && (isalnum((int)c) || strchr("-_.=~+/", (int)c)))
			*out++ = (char)c;
		else if (octal)
			out += snprintf(out, ESCAPE_SIZE, "\\%03o", c);
		else
			out += snprintf(out, ESCAPE_SIZE, "\\u%04x", c);
	}
	*out = 0;
	return result;
}

const char *otk_cli_snippet(otk_cli *cli, const char *name, const otk_key *key,
	const char *session_id, const char *token)
{
	int i = find_snippet(name);
	const snippet *s = otk_key_backend(key) == OTK_BACKEND_VONAGE ? snippets[i].vonage
								      : snippets[i].opentok;

	return otk_cli_text(cli, "%s%s%s%s%s%s%s", s->text[0],
		escape_literal(cli, s->octal, otk_key_id(key)), s->text[1],
		escape_literal(cli, s->octal, session_id), s->text[2],
		escape_literal(cli, s->octal, token), s->text[3]);
}
