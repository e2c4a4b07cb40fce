/* SPDX-License-Identifier: MIT */
/* Text from outside, made safe for a terminal. */
#ifndef OTK_CLI_TEXT_H
#define OTK_CLI_TEXT_H

#include "tools/otk/cli.h"

bool otk_cli_is_utf8(const char *text);
/* Writes control characters, invisible direction marks and invalid UTF-8 as escapes. */
char *otk_cli_safe(otk_cli *cli, const char *text, size_t size);
/* The same for a NUL-terminated text; NULL stays NULL. */
const char *otk_cli_plain(otk_cli *cli, const char *text);
/* The same inside JSON text, whose meaning does not change. */
char *otk_cli_safe_json(otk_cli *cli, const char *json, size_t size);

#endif
