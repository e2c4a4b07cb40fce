/* SPDX-License-Identifier: MIT */
/* Responses made from the table of an operation. */
#ifndef OTK_CLI_CHECK_RANDOM_RESPONSE_H
#define OTK_CLI_CHECK_RANDOM_RESPONSE_H

#include "tools/otk/plugin/check/context/context.h"

typedef struct otk_cli_check_response {
	json_object *body;   /* as the service sends it: an object or an array */
	json_object *record; /* the members that the record must have */
} otk_cli_check_response;

/* row: an operation with a result. chance: probability in percent of an optional member. */
otk_cli_check_response otk_cli_check_random_response(
	otk_cli_check *check, const otk_operation *row, size_t chance);
/* Returns an object with the list only: the record of a bare array has no other members. */
json_object *otk_cli_check_only_list(
	otk_cli_check *check, const otk_type *type, json_object *record);

#endif
