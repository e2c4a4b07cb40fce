/* SPDX-License-Identifier: MIT */
/* A file that a command makes, whole or not at all. */
#ifndef OTK_CLI_TARGET_H
#define OTK_CLI_TARGET_H

#include "tools/otk/cli.h"

/* Where the bytes go. */
typedef struct otk_cli_target {
	const char *file;
	const char *part; /* NULL: file is no regular one, or stdout */
	int fd;
	int64_t present; /* bytes that an earlier attempt left */
	bool force;      /* replace what is there */
	bool anew;       /* nothing of an earlier try is of use */
} otk_cli_target;

otk_cli_exit otk_cli_target_open(otk_cli *cli, otk_cli_target *t);
/* It is whole: give it its name, and say so. */
otk_cli_exit otk_cli_target_finish(otk_cli *cli, otk_cli_target *t);
/* It is not. useless: what came is wrong and does not stay for the next try. */
void otk_cli_target_leave(otk_cli *cli, otk_cli_target *t, bool useless);

#endif
