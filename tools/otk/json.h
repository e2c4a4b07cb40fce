/* SPDX-License-Identifier: MIT */
/*
 * json-c with checked allocations. The run owns what these functions return, except new values that
 * are called "owned": otk_cli_json_add() and otk_cli_json_append() take them over.
 */
#ifndef OTK_CLI_JSON_H
#define OTK_CLI_JSON_H

#include "tools/otk/cli.h"

json_object *otk_cli_json_object(otk_cli *cli);
json_object *otk_cli_json_array(otk_cli *cli);
/* A new, owned string. */
json_object *otk_cli_json_string(const char *text);
/* A new, owned number. */
json_object *otk_cli_json_number(int64_t number);
/* Adds an owned member. */
void otk_cli_json_add(json_object *object, const char *name, json_object *member);
/* Adds a string; text NULL: adds nothing. */
void otk_cli_json_add_text(json_object *object, const char *name, const char *text);
/* Adds an array of strings. */
void otk_cli_json_add_list(otk_cli *cli, json_object *object, const char *name, otk_strings list);
/* Appends an owned item. */
void otk_cli_json_append(json_object *array, json_object *item);
/* Parses one whole JSON value; NULL with *problem set. */
json_object *otk_cli_json_parse(otk_cli *cli, const char *text, size_t size, const char **problem);
/* "; " and advice if the shell seems to have removed the quotes from the text; otherwise "". */
const char *otk_cli_json_quoting(const char *text);
/* Reads JSON from the service: what it may contain against the rules is replaced by U+FFFD. */
json_object *otk_cli_json_read(otk_cli *cli, const char *text, size_t size, const char **problem);
/* Returns the JSON from which a record was decoded; NULL: it has none. */
json_object *otk_cli_json_of_record(otk_cli *cli, const void *record);
/* Adds a member by its path: "_embedded.applications" is in an object "_embedded". Takes member. */
void otk_cli_json_add_at(otk_cli *cli, json_object *object, const char *path, json_object *member);
/*
 * The value at a path, "pages.0.items": names of members and indices of arrays; NULL: it is absent.
 */
json_object *otk_cli_json_at(json_object *from, const char *path);
/* Adds the members of `from` to `into`; objects that both have are merged. */
void otk_cli_json_merge(json_object *into, json_object *from);
/* The same, but returns the name of the first other member that both have; NULL: there is none. */
const char *otk_cli_json_merge_new(json_object *into, json_object *from);
/*
 * Adds members that otk does not know to the options of a call: into "extra_json", at each level
 * whose object both have. Returns the name of the first one that "extra_json" has already; NULL:
 * none.
 */
const char *otk_cli_json_add_extra(otk_cli *cli, json_object *options, json_object *extra);
/* The text of an object in one line; valid until the object changes. */
const char *otk_cli_json_text(json_object *object);
/* The text of a member; NULL: it is absent. */
const char *otk_cli_json_get(json_object *object, const char *name);
bool otk_cli_json_yes(json_object *object, const char *name);
/* A number; 0 when it is absent. */
int64_t otk_cli_json_int(json_object *object, const char *name);

#endif
