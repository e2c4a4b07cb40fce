/* SPDX-License-Identifier: MIT */
/* Bounds of what a table or a caller may describe; each keeps a walk from running away. */
#ifndef OTK_SCHEMA_LIMITS_H
#define OTK_SCHEMA_LIMITS_H

#include "core/base/json_write.h"

/* Structs in structs, the outermost counted: a list of objects takes two levels of the writer. */
#define OTK_NESTING_MAX ((OTK_JSON_WRITE_DEPTH - 2) / 2)
/* Pairs of a map, members of extra_json: names are compared each with each. */
#define OTK_MEMBERS_MAX 1024
/* Fields of a type, and types of an interface. */
#define OTK_FIELDS_MAX 256
#define OTK_TYPES_MAX  256
/* Bytes of a wire name. */
#define OTK_NAME_MAX 128

#endif
