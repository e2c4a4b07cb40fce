/* SPDX-License-Identifier: MIT */
/* Finds the program otk-sandbox: the one that belongs to this otk, else that of PATH. */
#include "config.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/sandbox/program.h"

#define PROGRAM "otk-sandbox"

/* NULL: it is not there. */
static const char *beside_this_program(otk_cli *cli)
{
	char self[PATH_MAX];
	ssize_t size = readlink("/proc/self/exe", self, sizeof(self) - 1);
	const char *path;
	char *slash;

	if (size <= 0)
		return NULL;
	self[size] = '\0';
	slash = strrchr(self, '/');
	if (!slash)
		return NULL;
	path = otk_cli_text(cli, "%.*s/" PROGRAM, (int)(slash - self), self);
	return access(path, X_OK) == 0 ? path : NULL;
}

static const char *in_path(otk_cli *cli)
{
	const char *folder = getenv("PATH");

	while (folder && *folder) {
		size_t size = strcspn(folder, ":");
		const char *path = otk_cli_text(cli, "%.*s/" PROGRAM, (int)size, folder);

		/* A relative folder is where the user happens to be. */
		if (*folder == '/' && access(path, X_OK) == 0)
			return path;
		folder += size + (folder[size] == ':');
	}
	return NULL;
}

otk_cli_exit otk_cli_sandbox_program(otk_cli *cli, const char *given, const char **program)
{
	*program = given;
	if (given)
		return access(given, X_OK) == 0
			       ? OTK_CLI_DONE
			       : otk_cli_wrong(cli,
					 "--program: %s is not a program that can be run",
					 otk_cli_quote(cli, NULL, given));
	*program = beside_this_program(cli);
	if (!*program)
		*program = in_path(cli);
	return *program
		       ? OTK_CLI_DONE
		       : otk_cli_wrong(cli,
				 "otk-sandbox is neither beside otk nor in PATH; install the package "
				 "otk-sandbox, or write --program FILE");
}
