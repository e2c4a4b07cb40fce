/* SPDX-License-Identifier: MIT */
/* otk jwt: the token of a REST request, for users of curl. */
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

static const otk_cli_field fields[] = {
	OTK_CLI_FIELD("ttl", INT, "its life, such as 3m", .unit = OTK_UNIT_SECONDS),
	OTK_CLI_FIELD("header", FLAG, "print the whole request header, for curl -H", .bare = true),
};
static const otk_cli_type jwt_options = OTK_CLI_TYPE(fields);

static otk_cli_exit make(otk_cli *cli, const otk_key *key, int64_t ttl, char *jwt, size_t size)
{
	otk_error error = OTK_ERROR_INIT;
	return otk_jwt_request(key, ttl, 0, jwt, &size, &error) ? otk_cli_fail(cli, &error)
								: OTK_CLI_DONE;
}

static otk_cli_exit run_jwt(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	(void)command;
	otk_cli_credentials credentials;
	otk_key *key = NULL;
	otk_cli_exit code = otk_cli_key(cli, false, &credentials, &key);
	if (code)
		return code;
	char *jwt = otk_cli_new(cli, OTK_TOKEN_SIZE_MAX);
	code = make(cli, key, otk_cli_json_int(input->local, "ttl"), jwt, OTK_TOKEN_SIZE_MAX);
	const char *name = otk_key_backend(key) == OTK_BACKEND_OPENTOK ? "X-OPENTOK-AUTH: "
								       : "Authorization: Bearer ";
	otk_key_free(key);
	if (code)
		return code;
	if (cli->json) {
		json_object *result = otk_cli_json_object(cli);
		otk_cli_json_add(result, "jwt", otk_cli_json_string(jwt));
		otk_cli_json_add(result, "header",
			otk_cli_json_string(otk_cli_text(cli, "%s%s", name, jwt)));
		otk_cli_print_json(cli, result);
	} else {
		printf("%s%s\n", otk_cli_json_yes(input->local, "header") ? name : "", jwt);
	}
	return OTK_CLI_DONE;
}

OTK_CLI_COMMAND(jwt) = {
	.feature = "jwt",
	.summary = "Make a request token, for use with curl",
	.words = OTK_CLI_WORDS(),
	.local = &jwt_options,
	.run = run_jwt,
};
