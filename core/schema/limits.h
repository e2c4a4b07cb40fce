/* SPDX-License-Identifier: MIT */
/* Bounds of what a table or a caller may describe; each keeps a walk from running away. */
#ifndef OTK_SCHEMA_LIMITS_H
#define OTK_SCHEMA_LIMITS_H

#include <otk/plugin.h>

#include "core/base/json_write.h"

/* Structs in structs, the outermost counted: a list of objects takes two levels of the writer. */
#define OTK_NESTING_MAX ((OTK_JSON_WRITE_DEPTH - 2) / 2)
/* Pairs of a map, members of extra_json: names are compared each with each. */
#define OTK_MEMBERS_MAX 1024
/* Types of an interface. For the fields of a type see OTK_FIELDS_MAX in otk/plugin.h. */
#define OTK_TYPES_MAX 256
/* Bytes of a wire name. */
#define OTK_NAME_MAX 128

#endif
