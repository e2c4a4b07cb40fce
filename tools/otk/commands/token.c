/* SPDX-License-Identifier: MIT */
/* otk token create: what a browser or device needs to join a session. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tools/otk/code/snippet.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/format.h"
#include "tools/otk/output/response.h"
#include "tools/otk/settings/credentials.h"
#include "tools/otk/settings/settings.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/tables/known_values.h"

static const char *const roles[] = {
	OTK_ROLE_SUBSCRIBER, OTK_ROLE_PUBLISHER, OTK_ROLE_PUBLISHER_ONLY, OTK_ROLE_MODERATOR, NULL};
static const char *const kinds[] = {"jwt", "t1", NULL};

static const otk_cli_field fields[] = {
	OTK_CLI_FIELD("role", STRING, "what the participant may do (default: publisher)",
		.values = roles),
	OTK_CLI_FIELD("ttl", INT,
		"time in which it can be used to join, such as 90m; at most 30d (default: 1d)",
		.unit = OTK_UNIT_SECONDS),
	OTK_CLI_FIELD("expire-at", INT, "end of that time, instead of --ttl", .instant = true),
	OTK_CLI_FIELD("data", STRING, "connection data that the other participants see"),
	OTK_CLI_FIELD("layout-class", STRINGS, "initial layout class of the streams"),
	OTK_CLI_FIELD("kind", STRING, "format; t1 is the old one of OpenTok (default: jwt)",
		.values = kinds),
	OTK_CLI_FIELD("snippet", STRING,
		"print the token inside of definitions for a program with the Linux client SDK, or of "
		"HTML for a web page",
		.values = otk_cli_snippet_names),
	OTK_CLI_FIELD("issued-at", INT, "instead of now, for reproducible tokens", .instant = true),
	OTK_CLI_FIELD("nonce", STRING, "instead of a random one, for reproducible tokens"),
};
static const otk_cli_type token_options = OTK_CLI_TYPE(fields);

static otk_strings read_strings(otk_cli *cli, json_object *object, const char *name)
{
	json_object *list = NULL;
	size_t count;
	const char **items;

	if (!json_object_object_get_ex(object, name, &list))
		return (otk_strings){NULL, 0};
	count = json_object_array_length(list);
	items = otk_cli_new(cli, (count + 1) * sizeof(*items));
	for (size_t i = 0; i < count; i++)
		items[i] = json_object_get_string(json_object_array_get_idx(list, i));
	return (otk_strings){items, count};
}

/* 0 means "not set" to the library, so a time of 0 must be refused here. */
static otk_cli_exit read_times(otk_cli *cli, json_object *local, otk_token_options *options)
{
	static const char *const names[] = {"ttl", "expire-at", "issued-at"};
	int64_t *const members[] = {&options->ttl, &options->expire_at, &options->issued_at};

	for (size_t i = 0; i < OTK_COUNT_OF(names); i++) {
		*members[i] = otk_cli_json_int(local, names[i]);
		if (*members[i] <= 0 && json_object_object_get_ex(local, names[i], NULL))
			return otk_cli_wrong(cli, "--%s: it must be more than 0", names[i]);
	}
	/* Without issued_at the token is issued now. */
	if (options->expire_at && !options->issued_at && !options->ttl &&
		options->expire_at < (int64_t)time(NULL))
		return otk_cli_wrong(cli, "--expire-at: %s is in the past",
			otk_cli_format_time(cli, options->expire_at, OTK_CLI_ENTRY));
	return OTK_CLI_DONE;
}

static otk_cli_exit read_options(otk_cli *cli, json_object *local, otk_token_options *options)
{
	const char *kind = otk_cli_json_get(local, "kind");
	const char *snippet = otk_cli_json_get(local, "snippet");
	otk_cli_exit code = otk_cli_check_known(cli, &token_options, local);

	if (code)
		return code;
	if (kind && strcmp(kind, "jwt") != 0 && strcmp(kind, "t1") != 0)
		return otk_cli_wrong(cli, "--kind: it must be jwt or t1");
	if (snippet && !otk_cli_is_snippet(snippet))
		return otk_cli_wrong(cli, "--snippet: it must be linux or web");
	options->kind = kind && strcmp(kind, "t1") == 0 ? OTK_TOKEN_T1 : OTK_TOKEN_JWT;
	options->role = otk_cli_json_get(local, "role");
	options->data = otk_cli_json_get(local, "data");
	options->nonce = otk_cli_json_get(local, "nonce");
	options->layout_classes = read_strings(cli, local, "layout-class");
	options->extra_json = cli->extra ? json_object_to_json_string(cli->extra) : NULL;
	options->checks = cli->checks;
	return read_times(cli, local, options);
}

/* name: "token" or "snippet". */
static otk_cli_exit print_text(otk_cli *cli, const char *name, const char *text)
{
	json_object *result;

	if (!otk_cli_wants_result(cli)) {
		printf("%s%s", text, strcmp(name, "token") == 0 ? "\n" : "");
		return OTK_CLI_DONE;
	}
	result = otk_cli_json_object(cli);
	otk_cli_json_add(result, name, otk_cli_json_string(text));
	return otk_cli_print_result(cli, result);
}

/* snippet NULL: the token alone. */
static otk_cli_exit create_token(
	otk_cli *cli, const char *session_id, const otk_token_options *options, const char *snippet)
{
	otk_cli_credentials credentials;
	otk_error error = OTK_ERROR_INIT;
	otk_key *key = NULL;
	char *token = NULL;
	otk_cli_exit code = otk_cli_signing_key(cli, &credentials, &key);

	if (code)
		return code;
	if (otk_token_create(key, session_id, options, &token, &error)) {
		static const char session[] = "session_id: ";
		bool is_session = strncmp(error.message, session, sizeof(session) - 1) == 0;
		const char *message =
			is_session ? otk_cli_text(cli, "SESSION-ID: %s",
					     error.message + sizeof(session) - 1)
				   : otk_cli_in_options(cli, &token_options, error.message);

		snprintf(error.message, sizeof(error.message), "%s", message);
		code = otk_cli_fail(cli, &error);
	} else if (snippet) {
		code = print_text(
			cli, "snippet", otk_cli_snippet(cli, snippet, key, session_id, token));
	} else {
		code = print_text(cli, "token", token);
	}
	otk_free(token);
	otk_key_free(key);
	return code;
}

static otk_cli_exit run_token_create(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	otk_token_options options = OTK_TOKEN_OPTIONS_INIT;
	otk_cli_exit code = read_options(cli, input->local, &options);

	(void)command;
	return code ? code
		    : create_token(cli, input->words[0], &options,
			      otk_cli_json_get(input->local, "snippet"));
}

OTK_CLI_COMMAND(token_create) = {
	.feature = "token",
	.verb = "create",
	.summary = "Make a token for a participant of a session",
	.words = OTK_CLI_WORDS("SESSION-ID"),
	.examples = OTK_CLI_WORDS("token create SESSION-ID --role moderator --ttl 1h",
		"token create SESSION-ID --data 'name=Ann' --layout-class focus",
		"token create SESSION-ID --role moderator --snippet web"),
	.local = &token_options,
	.takes_extra = true,
	.run = run_token_create,
};
