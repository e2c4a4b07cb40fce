/* SPDX-License-Identifier: MIT */
/* Calls of the plugin's operations with random options. */
#include "config.h"

#include <string.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/plugin/check/generate/random.h"
#include "tools/otk/plugin/check/generate/random_call.h"
#include "tools/otk/plugin/check/generate/random_struct.h"
#include "tools/otk/plugin/check/generate/random_text.h"
#include "tools/otk/plugin/check/generate/struct_json.h"
#include "tools/otk/plugin/check/tables/walk.h"

const char *otk_cli_check_full_name(
	otk_cli_check *check, const otk_interface *interface, const otk_operation *row)
{
	const char *stem =
		strncmp(interface->id, "otk.", 4) == 0 ? interface->id + 4 : interface->id;

	return otk_cli_text(check->cli, "%.*s.%s", (int)strcspn(stem, "/"), stem, row->name);
}

bool otk_cli_check_needs_account(const otk_operation *row)
{
	return row->auth == OTK_AUTH_ACCOUNT;
}

bool otk_cli_check_can_call(const otk_operation *row)
{
	return (!row->backends || row->backends & OTK_BACKEND_OPENTOK) &&
	       row->auth != OTK_AUTH_BASIC;
}

/* Makes the positional ids: those names of the path, in order, that are not options. */
static void make_ids(otk_cli_check *check, const otk_operation *row, otk_cli_check_use *use)
{
	size_t count = 0;

	for (const char *at = row->path; (at = strchr(at, '{')) && count < OTK_CLI_CHECK_IDS_MAX;) {
		const size_t size = strcspn(++at, "}");
		const char *name = otk_cli_copy(check->cli, at, size);
		const bool session = row->session_id && strcmp(name, row->session_id) == 0;

		if (strcmp(name, "project") == 0 ||
			(row->options && otk_cli_check_field_at(row->options, name, size)))
			continue;
		use->ids[count] = session ? OTK_CLI_CHECK_SESSION
					  : otk_cli_text(check->cli, "id-%zu",
						    otk_cli_check_below(check, 1000));
		otk_cli_json_add(use->json, name, otk_cli_json_string(use->ids[count++]));
	}
}

otk_cli_check_use otk_cli_check_random_use(otk_cli_check *check, const otk_interface *interface,
	const otk_operation *row, size_t chance)
{
	otk_cli_check_use use = {.name = otk_cli_check_full_name(check, interface, row)};

	if (row->options) {
		use.options = otk_cli_check_struct(check, row->options, chance);
		use.json = otk_cli_check_json(check, row->options, use.options);
	} else {
		use.json = otk_cli_json_object(check->cli);
	}
	make_ids(check, row, &use);
	return use;
}
