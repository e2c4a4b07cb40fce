/* SPDX-License-Identifier: MIT */
/* A file that a command writes: complete, or not at all. */
#ifndef OTK_CLI_OUTPUT_FILE_H
#define OTK_CLI_OUTPUT_FILE_H

#include "tools/otk/cli.h"

/* Set file, force and restart before the file is opened; the rest is 0. */
typedef struct otk_cli_output_file {
	const char *file;
	const char *part; /* NULL: file is not a regular file, or stdout */
	int fd;
	int64_t present; /* bytes that an earlier attempt left */
	bool force;      /* replace an existing file */
	bool restart;    /* do not continue what an earlier attempt left */
} otk_cli_output_file;

otk_cli_exit otk_cli_output_file_open(otk_cli *cli, otk_cli_output_file *t);
/* Renames the complete file and prints its name and size. */
otk_cli_exit otk_cli_output_file_finish(otk_cli *cli, otk_cli_output_file *t);
/* Closes the target after a failure. useless: the part is removed. */
void otk_cli_output_file_leave(otk_cli *cli, otk_cli_output_file *t, bool useless);

#endif
