/* SPDX-License-Identifier: MIT */
/* The commands that are no operation of the service. Every other one comes from a plugin's table.
 */
#include "config.h"

#include <string.h>

#include "tools/otk/commands/command.h"

#define WORDS(...)                              \
	(const char *const[])                   \
	{                                       \
		__VA_ARGS__ __VA_OPT__(, ) NULL \
	}
#define FIELD(field_name, option_name, field_kind, field_help, ...)                       \
	{                                                                                 \
		.name = field_name, .option = option_name, .kind = OTK_KIND_##field_kind, \
		.help = field_help, __VA_ARGS__                                           \
	}
#define FIELD_TYPE(array)                  \
	{                                  \
		array, OTK_COUNT_OF(array) \
	}

static const char *const roles[] = {
	OTK_ROLE_SUBSCRIBER, OTK_ROLE_PUBLISHER, OTK_ROLE_PUBLISHER_ONLY, OTK_ROLE_MODERATOR, NULL};
static const char *const token_kinds[] = {"jwt", "t1", NULL};

static const otk_cli_field token_fields[] = {
	FIELD("role", "role", STRING, "what the client may do (default: publisher)",
		.values = roles),
	FIELD("ttl", "ttl", INT, "how long it can be used to join: 1h, 90m, 30d (default: 1d)",
		.unit = OTK_UNIT_SECONDS),
	FIELD("expire-at", "expire-at", INT, "until when, instead of --ttl", .instant = true),
	FIELD("data", "data", STRING, "connection data that the other clients see"),
	FIELD("layout-class", "layout-class", STRINGS, "initial layout class of its streams"),
	FIELD("kind", "kind", STRING, "the old format of OpenTok is t1 (default: jwt)",
		.values = token_kinds),
	FIELD("issued-at", "issued-at", INT, "instead of now, for reproducible tokens",
		.instant = true),
	FIELD("nonce", "nonce", STRING, "instead of a random one"),
};
static const otk_cli_type token_options = FIELD_TYPE(token_fields);

static const otk_cli_field inspect_fields[] = {
	FIELD("verify", "verify", FLAG,
		"exit 1 unless the signature is right and it is not expired", .bare = true),
	FIELD("session", "session", STRING, "with --verify: it must be for this session"),
};
static const otk_cli_type inspect_options = FIELD_TYPE(inspect_fields);

static const otk_cli_field jwt_fields[] = {
	FIELD("ttl", "ttl", INT, "its life, such as 3m", .unit = OTK_UNIT_SECONDS),
	FIELD("header", "header", FLAG, "print the whole request header, for curl -H",
		.bare = true),
};
static const otk_cli_type jwt_options = FIELD_TYPE(jwt_fields);

const otk_cli_command otk_cli_builtins[] = {
	{.feature = "token",
		.verb = "create",
		.summary = "Make a token for a client of a session",
		.words = WORDS("SESSION"),
		.local = &token_options,
		.run = otk_cli_run_token},
	{.feature = "inspect",
		.summary = "Explain a token or a session id",
		.words = WORDS("TOKEN|SESSION"),
		.local = &inspect_options,
		.run = otk_cli_run_inspect},
	{.feature = "jwt",
		.summary = "Make a request token, for use with curl",
		.words = WORDS(),
		.local = &jwt_options,
		.run = otk_cli_run_jwt},
	{.feature = "invoke",
		.summary = "Call any operation with JSON, print the service's answer",
		.words = WORDS("OPERATION", "[JSON|@FILE|-]"),
		.run = otk_cli_run_invoke},
	{.feature = "listen",
		.summary = "Receive callbacks, verify and show them",
		.words = WORDS(),
		.local = &otk_cli_listen_options,
		.run = otk_cli_run_listen},
	{.feature = "doctor",
		.summary = "Check credentials, plugins, network and clock; say what to do",
		.words = WORDS(),
		.run = otk_cli_run_doctor},
	{.feature = "decrypt",
		.summary = "Decrypt an archive that was stored encrypted",
		.words = WORDS("ARCHIVE-FILE", "FILE|-"),
		.local = &otk_cli_decrypt_options,
		.run = otk_cli_run_decrypt},
	{.feature = "plugins",
		.summary = "List the plugins that are installed, and what is wrong",
		.words = WORDS(),
		.run = otk_cli_run_plugins},
	{.feature = "describe",
		.summary = "Print operations and types as JSON",
		.words = WORDS("[OPERATION]"),
		.run = otk_cli_run_describe},
	{.feature = "help",
		.summary = "Explain a command",
		.words = WORDS("[COMMAND]", "[VERB]"),
		.run = otk_cli_run_help},
	{.feature = "version",
		.summary = "Print the version",
		.words = WORDS(),
		.run = otk_cli_run_version},
	{.feature = "completion",
		.summary = "Print the completion script of a shell",
		.words = WORDS("bash"),
		.run = otk_cli_run_completion},
	{.feature = NULL},
};

const otk_cli_command *otk_cli_builtin(const char *feature, const char *verb)
{
	for (const otk_cli_command *c = otk_cli_builtins; c->feature; c++)
		if (strcmp(c->feature, feature) == 0 &&
			(!c->verb || !verb || strcmp(c->verb, verb) == 0))
			return c;
	return NULL;
}

const char *otk_cli_command_name(otk_cli *cli, const otk_cli_command *command)
{
	return otk_cli_text(cli, "%s%s%s", command->feature, command->verb ? " " : "",
		command->verb ? command->verb : "");
}
