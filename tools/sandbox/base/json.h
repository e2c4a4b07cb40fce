/* SPDX-License-Identifier: MIT */
/* Short forms for reading and writing JSON trees. A member that is null or has another type
 * reads as missing. */
#ifndef OTK_SANDBOX_JSON_H
#define OTK_SANDBOX_JSON_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SANDBOX_LAST_SECOND INT64_C(253402300799) /* of the year 9999 */

/* As json-c's functions json_object_new_…(), but never NULL: out of memory ends the process. */
json_object *sandbox_new_object(void);
json_object *sandbox_new_array(void);
json_object *sandbox_new_string(const char *text);
json_object *sandbox_new_string_len(const char *text, int size);
json_object *sandbox_new_int64(int64_t number);
json_object *sandbox_new_boolean(bool flag);

/* Parses one JSON text. NULL: it is malformed, deeper than 32 levels, or has more than 20 000
 * values. */
json_object *sandbox_json_parse(const char *text, size_t size);
/* The same for a document of the database, which grows beyond the request that created it: at most
 * 200 000 values. */
json_object *sandbox_json_parse_document(const char *text, size_t size);
/* Returns the offset at which a text stops being JSON. */
size_t sandbox_json_end(const char *text, size_t size);
json_object *sandbox_json_member(const json_object *object, const char *name);
const char *sandbox_json_text(const json_object *object, const char *name, const char *otherwise);
int64_t sandbox_json_int(const json_object *object, const char *name, int64_t otherwise);
/* Whether the value is a whole number, also one that is written with a fraction or an exponent. */
bool sandbox_json_whole(const json_object *value, int64_t *number);
/* Returns a time in seconds since the epoch; `otherwise` if it is missing, not a number, or
 * outside the years 1970 to 9999, so that sums of it cannot overflow. */
int64_t sandbox_json_seconds(const json_object *object, const char *name, int64_t otherwise);
bool sandbox_json_flag(const json_object *object, const char *name, bool otherwise);
bool sandbox_json_is(const json_object *object, const char *name, const char *text);

/* Take over the value. Out of memory ends the process, as everywhere in the sandbox. */
void sandbox_json_set(json_object *object, const char *name, json_object *value);
void sandbox_json_append(json_object *list, json_object *value);
void sandbox_json_set_text(json_object *object, const char *name, const char *text);
void sandbox_json_set_int(json_object *object, const char *name, int64_t number);
void sandbox_json_set_flag(json_object *object, const char *name, bool flag);
void sandbox_json_set_null(json_object *object, const char *name);

/* Copies those of the named members that exist. The list ends with NULL. */
void sandbox_json_take(json_object *to, const json_object *from, const char *const *names);

/* Copies all members. */
void sandbox_json_take_all(json_object *to, json_object *from);

json_object *sandbox_json_clone(const json_object *object);

/* Returns a copy without the members whose names begin with an underscore. */
json_object *sandbox_json_public(const json_object *object);

const char *sandbox_json_print(json_object *object, size_t *size);

/* Lists of strings. */
bool sandbox_json_list_has(const json_object *list, const char *text);
size_t sandbox_json_list_size(const json_object *list);

#endif
