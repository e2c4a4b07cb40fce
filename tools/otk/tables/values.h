/* SPDX-License-Identifier: MIT */
/* From "--layout.type bestFit" to {"layout": {"type": "bestFit"}}. */
#ifndef OTK_CLI_VALUES_H
#define OTK_CLI_VALUES_H

#include "tools/otk/tables/option_name.h"

/* Returns true for yes, no, true, false, on, off. */
bool otk_cli_is_flag_word(const char *text);
/* Reads the value by the kind of its field and stores it in the object. name: for messages. */
otk_cli_exit otk_cli_option_set(otk_cli *cli, const otk_cli_option *option, json_object *object,
	const char *name, const char *value);

#endif
