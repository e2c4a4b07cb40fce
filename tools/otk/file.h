/* SPDX-License-Identifier: MIT */
/* Files that hold a secret: their one line, if nobody else can read it. */
#ifndef OTK_CLI_FILE_H
#define OTK_CLI_FILE_H

#include <sys/stat.h>

#include "tools/otk/cli.h"

/* Refuse what group or others can get at, with the command that repairs it. */
otk_cli_exit otk_cli_check_private(otk_cli *cli, const char *path, const struct stat *info);
/* The file's text without the ends of lines behind it; "-": stdin. Must be private. */
otk_cli_exit otk_cli_read_secret(otk_cli *cli, const char *path, size_t limit, char **text);

#endif
