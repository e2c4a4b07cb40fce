/* SPDX-License-Identifier: MIT */
/* The settings with which programs and otk reach a sandbox, as commands of a shell. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/response.h"
#include "tools/otk/sandbox/exports.h"

/* The published credentials of otk-sandbox (doc/sandbox.md). */
#define API_KEY        "123456"
#define API_SECRET     "1234567890abcdef1234567890abcdef1234567890"
#define APPLICATION_ID "29f760f8-7ce1-46c9-ade3-f2dedee4ed5f"

/* Texts before, between and after a name and its value, and before and after a name to unset. */
typedef struct shell_form {
	const char *set, *to, *unset, *end;
	const char *use; /* the command whose shell then has the settings */
} shell_form;

const char *const otk_cli_export_shells[] = {"sh", "fish", NULL};
static const shell_form forms[] = {
	{.set = "export ",
		.to = "=",
		.unset = "unset ",
		.end = "\n",
		.use = "eval \"$(otk sandbox up)\""},
	{.set = "set -gx ",
		.to = " ",
		.unset = "set -e ",
		.end = ";\n",
		.use = "otk sandbox up --shell fish | source"},
};

/* 'it'\''s': both shells read it alike. */
static const char *quote_value(otk_cli *cli, const char *value)
{
	char *quoted = otk_cli_new(cli, strlen(value) * 4 + 3), *out = quoted;

	*out++ = '\'';
	for (; *value; value++) {
		if (*value == '\'') {
			memcpy(out, "'\\''", 4);
			out += 4;
		} else {
			*out++ = *value;
		}
	}
	*out = '\'';
	return quoted;
}

/* A value of NULL unsets the variable, so that no setting from elsewhere is in effect. */
typedef struct export_setting {
	const char *name, *value;
} export_setting;

otk_cli_exit otk_cli_exports_print(
	otk_cli *cli, const otk_cli_instance *instance, const char *shell)
{
	const bool application = instance->key_file != NULL;
	const export_setting settings[] = {
		{"OTK_API_URL", instance->url},
		{"OTK_CA_FILE", instance->ca_file},
		{"OTK_API_KEY", application ? NULL : API_KEY},
		{"OTK_API_SECRET", application ? NULL : API_SECRET},
		{"OTK_APPLICATION_ID", application ? APPLICATION_ID : NULL},
		{"OTK_PRIVATE_KEY", instance->key_file},
		{"OTK_API_SECRET_COMMAND", NULL},
		{"OTK_REQUEST_TOKEN", NULL},
		{"OTK_PROFILE", NULL},
	};
	json_object *result = otk_cli_json_object(cli);
	const shell_form *form = forms;

	for (size_t i = 0; shell && otk_cli_export_shells[i]; i++)
		if (strcmp(otk_cli_export_shells[i], shell) == 0)
			form = &forms[i];
	for (size_t i = 0; i < OTK_COUNT_OF(settings); i++)
		otk_cli_json_add_text(result, settings[i].name, settings[i].value);
	cli->changed = true;
	if (otk_cli_wants_result(cli))
		return otk_cli_print_result(cli, result);
	for (size_t i = 0; i < OTK_COUNT_OF(settings); i++) {
		if (settings[i].value)
			printf("%s%s%s%s%s", form->set, settings[i].name, form->to,
				quote_value(cli, settings[i].value), form->end);
		else
			printf("%s%s%s", form->unset, settings[i].name, form->end);
	}
	/* The settings were only shown, not read by a shell. */
	if (isatty(STDOUT_FILENO))
		otk_cli_hint(cli, "the sandbox runs; to use it in this shell: %s", form->use);
	return OTK_CLI_DONE;
}
