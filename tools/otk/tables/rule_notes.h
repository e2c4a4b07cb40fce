/* SPDX-License-Identifier: MIT */
/* Notes in help about options that need each other. */
#ifndef OTK_CLI_RULE_NOTES_H
#define OTK_CLI_RULE_NOTES_H

#include "tools/otk/tables/model.h"

/*
 * Returns the notes of the rules of `type` about one field: "required with --type s3",
 * "needs --archive-mode always"; "": there are none. path: the field by its wire names from the
 * type on. prefix: of the options of the type, such as "layout.".
 */
const char *otk_cli_rule_notes(
	otk_cli *cli, const otk_cli_type *type, const char *prefix, const char *path);

#endif
