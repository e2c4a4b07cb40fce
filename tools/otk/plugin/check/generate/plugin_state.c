/* SPDX-License-Identifier: MIT */
/* The state of a plugin: open() and close(), called directly. */
#include "config.h"

#include "tools/otk/plugin/check/context/report.h"
#include "tools/otk/plugin/check/generate/plugin_state.h"
#include "tools/otk/plugin/check/generate/random_struct.h"

void *otk_cli_check_needed_settings(otk_cli_check *check)
{
	const otk_type *type = check->plugin->settings_type;

	for (size_t i = 0; type && i < type->field_count; i++)
		if (type->fields[i].required)
			return otk_cli_check_struct(check, type, 0);
	return NULL;
}

void otk_cli_check_judge_failure(
	otk_cli_check *check, const char *where, otk_status status, const otk_error *error)
{
	if (status && !error->message[0])
		otk_cli_check_find(check, where,
			"return host->fail(error, status, \"what is wrong; what to do\")",
			"failed with the status %s and no message", otk_status_name(status));
}

bool otk_cli_check_open_state(otk_cli_check *check, void **state)
{
	otk_error error = OTK_ERROR_INIT;
	otk_status status = OTK_OK;

	*state = NULL;
	otk_cli_check_at(check, "open()");
	if (check->plugin->open)
		status = check->plugin->open(check->host, check->client,
			otk_cli_check_needed_settings(check), state, &error);
	otk_cli_check_judge_failure(check, "open()", status, &error);
	if (status)
		otk_cli_check_skip(check, "open() failed: %s", error.message);
	return !status;
}

void otk_cli_check_close_state(otk_cli_check *check, void *state)
{
	otk_cli_check_at(check, "close()");
	if (check->plugin->close)
		check->plugin->close(state);
}
