/* SPDX-License-Identifier: MIT */
/* Maps the statuses of the library to the exit statuses of the tool. */
#include "config.h"

#include "tools/otk/exit.h"

static const char *const meanings[] = {
	"done",
	"the service refused the request, or what was waited for failed",
	"wrong use: command line, values, credentials or configuration",
	"not reached: network, TLS, timeout; or the output could not be written",
	"a plugin is missing or was refused",
	NULL,
};

const char *otk_cli_exit_meaning(int number)
{
	return meanings[number];
}

/* Uses the ranges of otk_status, so that a new status gets the right number. */
otk_cli_exit otk_cli_exit_of(otk_status status)
{
	if (status == OTK_OK)
		return OTK_CLI_DONE;
	/* A file could not be written, or a download was damaged in transit. */
	if (status == OTK_E_IO || status == OTK_E_HASH)
		return OTK_CLI_NOT_REACHED;
	if (status >= OTK_E_REQUEST)
		return OTK_CLI_REFUSED;
	if (status >= OTK_E_NETWORK)
		return OTK_CLI_NOT_REACHED;
	if (status >= OTK_E_NO_PLUGIN)
		return OTK_CLI_NO_PLUGIN;
	return OTK_CLI_WRONG_USE;
}
