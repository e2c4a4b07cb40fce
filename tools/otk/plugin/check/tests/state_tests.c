/* SPDX-License-Identifier: MIT */
/* Tests of open(), close() and settings. */
#include "config.h"

#include "tools/otk/json.h"
#include "tools/otk/plugin/check/context/prepare.h"
#include "tools/otk/plugin/check/context/report.h"
#include "tools/otk/plugin/check/generate/plugin_state.h"
#include "tools/otk/plugin/check/generate/random.h"
#include "tools/otk/plugin/check/generate/random_struct.h"
#include "tools/otk/plugin/check/generate/struct_json.h"
#include "tools/otk/plugin/check/tests/state_tests.h"

#define CLIENTS         3
#define SETTINGS_ROUNDS 40

/* ---- open */

/* Tests that several clients can use the plugin at once and be freed in any order. */
void otk_cli_check_open(otk_cli_check *check)
{
	void *states[CLIENTS];

	if (!check->plugin->open && check->plugin->close)
		otk_cli_check_find(check, "descriptor.close",
			"set .open as well, or leave .close out",
			"there is a close() and no open()");
	for (size_t i = 0; i < CLIENTS; i++)
		if (!otk_cli_check_open_state(check, &states[i]))
			return;
	for (size_t i = 1; i < CLIENTS; i++)
		/* A plugin without data of its own may use the host's table as its state. */
		if (states[i] && states[i] == states[0] && states[i] != check->host)
			otk_cli_check_find(check, "open()",
				"allocate a state for each call of open(), and free it in close()",
				"returned one state for two clients");
	if (states[0] && states[0] != check->host && !check->plugin->close)
		otk_cli_check_find(check, "descriptor.close",
			".close = free, or a function of yours",
			"open() makes a state, and no close() frees it");
	for (size_t i = 0; i < CLIENTS; i++)
		otk_cli_check_close_state(check, states[(i + 1) % CLIENTS]);
}

/* ---- settings */

/* Gives settings as a user does, as JSON: the library itself decodes them. */
static void try_settings(otk_cli_check *check, const char *json, size_t *accepted)
{
	otk_error error = OTK_ERROR_INIT;
	otk_client *client;

	otk_cli_check_at(check, "open() with the settings %.120s", json);
	client = otk_cli_check_client(check, false, true, json, NULL, &error);
	*accepted += client != NULL;
	if (!client)
		otk_cli_check_judge_failure(check, "open()", error.status, &error);
	otk_client_free(client);
}

void otk_cli_check_settings(otk_cli_check *check)
{
	const otk_type *type = check->plugin->settings_type;
	size_t accepted = 0;

	if (!type || !check->plugin->hooks) {
		otk_cli_check_skip(check, type ? "settings are given to hooks only, and the plugin "
						 "has none"
					       : "the plugin has no settings");
		if (type)
			otk_cli_check_find(check, "descriptor.settings_type",
				"leave .settings_type out, or add hooks",
				"has settings, which only plugins with hooks get");
		return;
	}
	for (size_t i = 0; i < SETTINGS_ROUNDS; i++) {
		const void *made = otk_cli_check_struct(
			check, type, i < 3 ? i * 50 : 1 + otk_cli_check_below(check, 99));

		try_settings(
			check, otk_cli_json_text(otk_cli_check_json(check, type, made)), &accepted);
	}
	if (!accepted)
		otk_cli_check_find(check, "open()",
			"open() must accept settings that keep the limits of their table; write the "
			"limits into the table",
			"refused each of %d random settings", SETTINGS_ROUNDS);
}
