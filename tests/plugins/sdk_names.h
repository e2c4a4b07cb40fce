/* SPDX-License-Identifier: MIT */
/* Translates the names of calls and arguments in exchanges to those of otk. */
#ifndef OTK_TESTS_SDK_NAMES_H
#define OTK_TESTS_SDK_NAMES_H

#include <json-c/json.h>

/* "archive_start": "archives.start"; NULL for an unknown name. */
const char *otk_sdk_operation(const char *method);
/* The arguments of such a call as the JSON of otk_invoke(); the caller's to put. */
json_object *otk_sdk_arguments(const char *method, json_object *args);
/* "session_id": "sessionId". */
void otk_sdk_wire_name(const char *name, char *wire, size_t size);

#endif
