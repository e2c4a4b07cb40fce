/* SPDX-License-Identifier: MIT */
/* otk jwt: the token that signs a REST request, for users of curl. */
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
#include "tools/otk/tables/known_values.h"

static const otk_cli_field fields[] = {
	OTK_CLI_FIELD("ttl", INT, "lifetime, such as 3m; at most 5m for OpenTok (default: 3m)",
		.unit = OTK_UNIT_SECONDS),
	OTK_CLI_FIELD("header", FLAG, "print the whole header line, for curl -H", .bare = true),
};
static const otk_cli_type jwt_options = OTK_CLI_TYPE(fields);

static otk_cli_exit sign_request(
	otk_cli *cli, const otk_key *key, json_object *local, char *jwt, size_t size)
{
	otk_error error = OTK_ERROR_INIT;
	int64_t ttl = otk_cli_json_int(local, "ttl");
	const char *message;

	/* 0 means "not set" to the library. */
	if (ttl <= 0 && json_object_object_get_ex(local, "ttl", NULL))
		return otk_cli_wrong(cli, "--ttl: it must be more than 0");
	if (!otk_jwt_request(key, ttl, 0, jwt, &size, &error))
		return OTK_CLI_DONE;
	message = otk_cli_in_options(cli, &jwt_options, error.message);
	snprintf(error.message, sizeof(error.message), "%s", message);
	return otk_cli_fail(cli, &error);
}

static otk_cli_exit run_jwt(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	otk_cli_credentials credentials;
	otk_key *key = NULL;
	otk_cli_exit code = otk_cli_signing_key(cli, &credentials, &key);
	char *jwt;
	const char *header;

	(void)command;
	if (code)
		return code;
	jwt = otk_cli_new(cli, OTK_TOKEN_SIZE_MAX);
	code = sign_request(cli, key, input->local, jwt, OTK_TOKEN_SIZE_MAX);
	header = otk_key_backend(key) == OTK_BACKEND_OPENTOK ? "X-OPENTOK-AUTH: "
							     : "Authorization: Bearer ";
	otk_key_free(key);
	if (code)
		return code;
	if (otk_cli_wants_result(cli)) {
		json_object *result = otk_cli_json_object(cli);

		otk_cli_json_add(result, "jwt", otk_cli_json_string(jwt));
		otk_cli_json_add(result, "header",
			otk_cli_json_string(otk_cli_text(cli, "%s%s", header, jwt)));
		return otk_cli_print_result(cli, result);
	}
	printf("%s%s\n", otk_cli_json_yes(input->local, "header") ? header : "", jwt);
	return OTK_CLI_DONE;
}

OTK_CLI_COMMAND(jwt) = {
	.feature = "jwt",
	.summary = "Make a request token, for use with curl",
	.words = OTK_CLI_WORDS(),
	.local = &jwt_options,
	.run = run_jwt,
};
