/* SPDX-License-Identifier: MIT */
/* The one shape in which records are shown, independent of the form that the service sent. */
#ifndef OTK_CLI_SHAPE_H
#define OTK_CLI_SHAPE_H

#include "tools/otk/tables/model.h"

/*
 * Makes the record of a response: one object. A list becomes {"count": …, "items": […]}, where
 * count is the service's total; an empty response becomes {}. Members that the service named by an
 * alias get their usual name, and an object of named items becomes a list. json: the response;
 * NULL: it was empty.
 */
json_object *otk_cli_record(otk_cli *cli, const otk_cli_operation *operation, json_object *json);
/* Returns true when the operation's record is a list. */
bool otk_cli_is_list(const otk_cli_operation *operation);
/* The type of the record, or of the items of a list. */
const otk_cli_type *otk_cli_record_type(const otk_cli_operation *operation);

#endif
