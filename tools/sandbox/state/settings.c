/* SPDX-License-Identifier: MIT */
/* Saves and restores the settings that are in memory. */
#include "config.h"

#include "tools/sandbox/state/settings.h"

sandbox_settings sandbox_settings_save(const sandbox *box)
{
	return (sandbox_settings){.hooks = json_object_get(box->options.hooks),
		.clock_offset = box->clock_offset,
		.skew = box->skew};
}

void sandbox_settings_restore(sandbox *box, const sandbox_settings *saved)
{
	json_object_put(box->options.hooks);
	box->options.hooks = json_object_get(saved->hooks);
	box->clock_offset = saved->clock_offset;
	box->skew = saved->skew;
}

void sandbox_settings_clear(sandbox_settings *saved)
{
	json_object_put(saved->hooks);
	*saved = (sandbox_settings){0};
}
