/* SPDX-License-Identifier: MIT */
/* A file that a command writes: complete, or not at all. */
#ifndef OTK_CLI_TARGET_H
#define OTK_CLI_TARGET_H

#include "tools/otk/cli.h"

/* Begin with file, force and anew set. */
typedef struct otk_cli_target {
	const char *file;
	const char *part; /* NULL: file is not a regular file, or stdout */
	int fd;
	int64_t present; /* bytes that an earlier attempt left */
	bool force;      /* replace what is there */
	bool anew;       /* nothing of an earlier try is of use */
} otk_cli_target;

otk_cli_exit otk_cli_target_open(otk_cli *cli, otk_cli_target *t);
/* Renames the complete file and prints its name and size. */
otk_cli_exit otk_cli_target_finish(otk_cli *cli, otk_cli_target *t);
/* Closes the target after a failure. useless: the part is removed. */
void otk_cli_target_leave(otk_cli *cli, otk_cli_target *t, bool useless);

#endif
