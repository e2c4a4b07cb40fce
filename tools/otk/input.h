/* SPDX-License-Identifier: MIT */
/* Words of the user that stand for a text: the text itself, @FILE, or "-" for stdin. */
#ifndef OTK_CLI_INPUT_H
#define OTK_CLI_INPUT_H

#include "tools/otk/cli.h"

/* Reads such a text; NULL stays NULL. what: the word in messages. */
otk_cli_exit otk_cli_input_text(
	otk_cli *cli, const char *what, const char *word, const char **text, size_t *size);
/* Refuses a valid JSON text in which an object has a member twice. what: the word in messages. */
otk_cli_exit otk_cli_check_members(otk_cli *cli, const char *what, const char *text, size_t size);
/* Reads JSON of any type. *json is NULL if there is no word. */
otk_cli_exit otk_cli_input_json(otk_cli *cli, const char *word, json_object **json);
/* Reads an object; an empty one if there is no word. */
otk_cli_exit otk_cli_input_object(otk_cli *cli, const char *word, json_object **json);

#endif
