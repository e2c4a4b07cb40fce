/* SPDX-License-Identifier: MIT */
/* Words of the user that stand for a text: the text itself, @FILE, or "-" for stdin. */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "tools/otk/duplicates.h"
#include "tools/otk/file.h"
#include "tools/otk/input.h"
#include "tools/otk/json.h"
#include "tools/otk/message.h"
#include "tools/otk/output/secrets.h"

#define INPUT_MAX (4 * 1024 * 1024)

otk_cli_exit otk_cli_input_text(
	otk_cli *cli, const char *what, const char *word, const char **text, size_t *size)
{
	const char *problem = NULL, *path;

	*text = word;
	*size = word ? strlen(word) : 0;
	if (!word || (*word != '@' && strcmp(word, "-") != 0))
		return OTK_CLI_DONE;
	path = *word == '@' ? word + 1 : word;
	*text = otk_cli_read_file(cli, path, INPUT_MAX, size, &problem);
	return *text ? OTK_CLI_DONE
		     : otk_cli_wrong(cli, "%s: the file %s cannot be read: %s", what,
			       otk_cli_quote(cli, NULL, path), problem);
}

otk_cli_exit otk_cli_check_members(otk_cli *cli, const char *what, const char *text, size_t size)
{
	const char *twice = otk_cli_duplicate_member(cli, text, size);

	return twice ? otk_cli_wrong(
			       cli, "%s: %s is given twice", what, otk_cli_quote(cli, NULL, twice))
		     : OTK_CLI_DONE;
}

otk_cli_exit otk_cli_input_json(otk_cli *cli, const char *word, json_object **json)
{
	const char *problem = NULL, *text = NULL;
	size_t size = 0;
	otk_cli_exit code = otk_cli_input_text(cli, "JSON", word, &text, &size);

	*json = NULL;
	if (code || !text)
		return code;
	*json = otk_cli_json_parse(cli, text, size, &problem);
	if (!problem)
		return otk_cli_check_members(cli, "JSON", text, size);
	if (isalpha((unsigned char)*text))
		return otk_cli_wrong(cli,
			"JSON: %s is not a JSON object; write '{\"name\": value}', @FILE or -",
			otk_cli_quote(cli, NULL, text));
	return otk_cli_wrong(cli, "JSON: the value is not JSON: %s%s", problem,
		strchr("@-", *word) ? "" : otk_cli_json_quoting(text));
}

otk_cli_exit otk_cli_input_object(otk_cli *cli, const char *word, json_object **json)
{
	otk_cli_exit code = otk_cli_input_json(cli, word, json);

	if (!code && word && !json_object_is_type(*json, json_type_object))
		return otk_cli_wrong(
			cli, "JSON: the value is not a JSON object; write '{\"name\": value}'");
	if (!*json)
		*json = otk_cli_json_object(cli);
	return code;
}
