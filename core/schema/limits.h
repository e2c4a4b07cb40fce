/* SPDX-License-Identifier: MIT */
/* Limits for tables, options and responses, so that every walk through them ends. */
#ifndef OTK_SCHEMA_LIMITS_H
#define OTK_SCHEMA_LIMITS_H

#include <otk/plugin.h>

#include "core/base/json/json_write.h"

/* Levels of JSON in responses and in JSON of a caller. */
#define OTK_JSON_DEPTH_MAX 32
/* Levels of structs, the outermost included. A list of objects takes two levels of the writer. */
#define OTK_NESTING_MAX ((OTK_JSON_WRITE_DEPTH - 2) / 2)
/* Pairs of a map, members of extra_json. Each name is compared with all others. */
#define OTK_MEMBERS_MAX 1024
/* Bytes of a wire name, the final NUL included. */
#define OTK_NAME_MAX 128
/* Bytes of any other text of a table: a summary, a help line, a message, a path. */
#define OTK_TABLE_TEXT_MAX 4096

#endif
