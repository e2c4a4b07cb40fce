/* SPDX-License-Identifier: MIT */
/* The JSON of a struct, written without the library. */
#ifndef OTK_CLI_CHECK_STRUCT_JSON_H
#define OTK_CLI_CHECK_STRUCT_JSON_H

#include "tools/otk/plugin/check/context/context.h"

/* Returns the set members of a struct, by their wire names. Freed at the end of the process. */
json_object *otk_cli_check_json(otk_cli_check *check, const otk_type *type, const void *record);

#endif
