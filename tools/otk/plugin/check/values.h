/* SPDX-License-Identifier: MIT */
/* Values as texts: "12", "true", "routed". */
#ifndef OTK_CLI_CHECK_VALUES_H
#define OTK_CLI_CHECK_VALUES_H

#include "tools/otk/plugin/check/check.h"

/* Returns true when the text is a value that a field of this kind can have. */
bool otk_cli_check_can_have(const otk_field *field, const char *text, size_t size);

#endif
