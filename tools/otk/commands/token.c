/* SPDX-License-Identifier: MIT */
/* otk token create: what a browser or device needs to join a session. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/response.h"
#include "tools/otk/settings/credentials.h"
#include "tools/otk/settings/settings.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/tables/suggest.h"

static const char *const roles[] = {
	OTK_ROLE_SUBSCRIBER, OTK_ROLE_PUBLISHER, OTK_ROLE_PUBLISHER_ONLY, OTK_ROLE_MODERATOR, NULL};
static const char *const kinds[] = {"jwt", "t1", NULL};

static const otk_cli_field fields[] = {
	OTK_CLI_FIELD(
		"role", STRING, "what the client may do (default: publisher)", .values = roles),
	OTK_CLI_FIELD("ttl", INT, "how long it can be used to join: 1h, 90m, 30d (default: 1d)",
		.unit = OTK_UNIT_SECONDS),
	OTK_CLI_FIELD("expire-at", INT, "until when, instead of --ttl", .instant = true),
	OTK_CLI_FIELD("data", STRING, "connection data that the other clients see"),
	OTK_CLI_FIELD("layout-class", STRINGS, "initial layout class of its streams"),
	OTK_CLI_FIELD(
		"kind", STRING, "the old format of OpenTok is t1 (default: jwt)", .values = kinds),
	OTK_CLI_FIELD("issued-at", INT, "instead of now, for reproducible tokens", .instant = true),
	OTK_CLI_FIELD("nonce", STRING, "instead of a random one"),
};
static const otk_cli_type token_options = OTK_CLI_TYPE(fields);

static otk_cli_exit read_kind(otk_cli *cli, const char *text, otk_token_kind *kind)
{
	*kind = OTK_TOKEN_JWT;
	if (!text || otk_cli_same_word(text, "jwt"))
		return OTK_CLI_DONE;
	*kind = OTK_TOKEN_T1;
	return otk_cli_same_word(text, "t1") ? OTK_CLI_DONE
					     : otk_cli_wrong(cli, "--kind takes jwt or t1");
}

static otk_strings read_strings(otk_cli *cli, json_object *object, const char *name)
{
	json_object *list = NULL;
	if (!json_object_object_get_ex(object, name, &list))
		return (otk_strings){NULL, 0};
	size_t count = json_object_array_length(list);
	const char **items = otk_cli_new(cli, (count + 1) * sizeof(*items));
	for (size_t i = 0; i < count; i++)
		items[i] = json_object_get_string(json_object_array_get_idx(list, i));
	return (otk_strings){items, count};
}

/* A time that was given and is no time must not read as "not given". */
static otk_cli_exit read_times(otk_cli *cli, json_object *local, otk_token_options *options)
{
	static const char *const names[] = {"ttl", "expire-at", "issued-at"};
	int64_t *const members[] = {&options->ttl, &options->expire_at, &options->issued_at};
	for (size_t i = 0; i < OTK_COUNT_OF(names); i++) {
		*members[i] = otk_cli_json_int(local, names[i]);
		if (*members[i] <= 0 && json_object_object_get_ex(local, names[i], NULL))
			return otk_cli_wrong(cli, "--%s must be more than 0", names[i]);
	}
	return OTK_CLI_DONE;
}

static void print_token(otk_cli *cli, const char *token)
{
	json_object *result = otk_cli_json_object(cli);
	if (!cli->json) {
		printf("%s\n", token);
		return;
	}
	otk_cli_json_add(result, "token", otk_cli_json_string(token));
	otk_cli_print_json(cli, result);
}

static otk_cli_exit run_token_create(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	(void)command;
	otk_cli_credentials credentials;
	otk_key *key = NULL;
	otk_token_options options = OTK_TOKEN_OPTIONS_INIT;
	options.role = otk_cli_json_get(input->local, "role");
	options.data = otk_cli_json_get(input->local, "data");
	options.nonce = otk_cli_json_get(input->local, "nonce");
	options.layout_classes = read_strings(cli, input->local, "layout-class");
	options.extra_json = cli->extra ? json_object_to_json_string(cli->extra) : NULL;
	options.checks = cli->checks;
	otk_cli_exit code = read_kind(cli, otk_cli_json_get(input->local, "kind"), &options.kind);
	if (!code)
		code = read_times(cli, input->local, &options);
	if (!code)
		code = otk_cli_key(cli, false, &credentials, &key);
	if (code)
		return code;
	char *token = NULL;
	otk_error error = OTK_ERROR_INIT;
	if (otk_token_create(key, input->words[0], &options, &token, &error))
		code = otk_cli_fail(cli, &error);
	else
		print_token(cli, token);
	otk_free(token);
	otk_key_free(key);
	return code;
}

OTK_CLI_COMMAND(token_create) = {
	.feature = "token",
	.verb = "create",
	.summary = "Make a token for a client of a session",
	.words = OTK_CLI_WORDS("SESSION"),
	.local = &token_options,
	.run = run_token_create,
};
