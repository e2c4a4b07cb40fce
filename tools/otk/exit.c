/* SPDX-License-Identifier: MIT */
/* From the statuses of the library to the few numbers that a script wants to tell apart. */
#include "config.h"

#include "tools/otk/exit.h"

static const char *const meanings[] = {
	"done",
	"the service refused",
	"wrong use: command line, values, credentials or configuration",
	"not reached: network, TLS, time-out; or the output could not be written",
	"a plugin is missing or was refused",
	NULL,
};

const char *otk_cli_exit_meaning(int number)
{
	return meanings[number];
}

/* By the ranges of otk_status: a status that is added later falls into the right one. */
otk_cli_exit otk_cli_exit_of(otk_status status)
{
	if (status == OTK_OK)
		return OTK_CLI_DONE;
	/* A file that could not be written, or that did not arrive as it was sent. */
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
