/* SPDX-License-Identifier: MIT */
/* The forms in which otk schema prints the description of what is installed. */
#ifndef OTK_CLI_SCHEMA_FORMATS_H
#define OTK_CLI_SCHEMA_FORMATS_H

#include "tools/otk/json.h"

/* JSON Schema, draft 2020-12: each type in "$defs", and which types each operation has. */
json_object *otk_schema_jsonschema(otk_cli *cli, json_object *description);
/* OpenAPI 3.1 of the service, both backends, with callbacks as webhooks. */
json_object *otk_schema_openapi(otk_cli *cli, json_object *description);
/* One table for each operation and type; printed. */
otk_cli_exit otk_schema_markdown(otk_cli *cli, json_object *description);
/* Type stubs of the Python package, which prints them: python3 -m otk.stubs. */
otk_cli_exit otk_schema_python(otk_cli *cli, json_object *description);

#endif
