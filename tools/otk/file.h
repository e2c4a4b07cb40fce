/* SPDX-License-Identifier: MIT */
/* Whole files. */
#ifndef OTK_CLI_FILE_H
#define OTK_CLI_FILE_H

#include <sys/stat.h>

#include "tools/otk/cli.h"

/* Reads a file ("-": stdin) of at most limit bytes and adds a NUL; NULL with *problem set. */
char *otk_cli_read_file(
	otk_cli *cli, const char *path, size_t limit, size_t *size, const char **problem);
/* Writes a text to a descriptor. False: errno has the reason. */
bool otk_cli_write_all(int fd, const char *text);
/* Refuses a file that group or others can read, with the command that repairs it. */
otk_cli_exit otk_cli_check_private(otk_cli *cli, const char *path, const struct stat *info);
/* Reads a secret from a private file ("-": stdin) without its line end. option: for messages. */
otk_cli_exit otk_cli_read_secret(
	otk_cli *cli, const char *option, const char *path, size_t limit, char **text);

#endif
