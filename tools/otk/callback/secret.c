/* SPDX-License-Identifier: MIT */
/* The secrets with which callbacks are signed: from private files or the environment. */
#include "config.h"

#include <stdlib.h>

#include "tools/otk/callback/secret.h"
#include "tools/otk/file.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/secrets.h"

#define SECRET_MAX 4096

static otk_cli_exit read_signature_secret(otk_cli *cli, const char *path, const char **secret)
{
	char *text = NULL;
	otk_cli_exit code = otk_cli_read_secret(cli, "--secret-file", path, SECRET_MAX, &text);

	if (code)
		return code;
	if (!*text)
		return otk_cli_wrong(
			cli, "--secret-file: %s is empty", otk_cli_quote_alone(cli, path));
	*secret = text;
	return OTK_CLI_DONE;
}

otk_cli_exit otk_cli_callback_secrets(otk_cli *cli, json_object *local, otk_strings *secrets)
{
	json_object *files = NULL;
	const char *variable = getenv("OTK_CALLBACK_SECRET");
	const bool given = json_object_object_get_ex(local, "secret-file", &files);
	const bool is_list = json_object_is_type(files, json_type_array);
	size_t count = is_list ? json_object_array_length(files) : given;
	const char **items = otk_cli_new(cli, (count + 1) * sizeof(*items));

	for (size_t i = 0; i < count; i++) {
		const char *path = json_object_get_string(
			is_list ? json_object_array_get_idx(files, i) : files);
		otk_cli_exit code = read_signature_secret(cli, path, &items[i]);

		if (code)
			return code;
	}
	if (!count && variable && *variable)
		items[count++] = variable;
	*secrets = (otk_strings){items, count};
	return OTK_CLI_DONE;
}
