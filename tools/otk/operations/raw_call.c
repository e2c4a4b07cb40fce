/* SPDX-License-Identifier: MIT */
/* Carries out a call that no operation describes. */
#include "config.h"

#include <string.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/operations/raw_call.h"

otk_cli_exit otk_cli_raw_call(otk_cli *cli, otk_client *client, const otk_raw_options *raw,
	json_object **json, const char **response)
{
	otk_error error = OTK_ERROR_INIT;
	otk_call *call = otk_call_new_raw(client, raw, &error);
	const char *problem = NULL;
	char *text = NULL;

	*json = NULL;
	if (!call || otk_call_perform_json(call, NULL, &text, &error))
		return otk_cli_fail(cli, &error);
	*response = otk_cli_copy(cli, text, strlen(text));
	otk_free(text);
	if (**response)
		*json = otk_cli_json_read(cli, *response, strlen(*response), &problem);
	return OTK_CLI_DONE;
}
