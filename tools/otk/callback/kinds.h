/* SPDX-License-Identifier: MIT */
/* The callbacks that the service sends, with realistic bodies (doc/contract.md, 21). */
#ifndef OTK_CLI_CALLBACK_KINDS_H
#define OTK_CLI_CALLBACK_KINDS_H

#include "tools/otk/cli.h"

/* Values of a body that the user may give; NULL: generated. */
typedef struct otk_cli_callback_values {
	const char *session_id;
	const char *id;      /* of the archive, the stream, the call … */
	const char *project; /* API key or application id */
} otk_cli_callback_values;

/* Names such as "archive.available", in the order of the contract; ends in NULL. */
const char *const *otk_cli_callback_names(otk_cli *cli);
/*
 * Makes the body of a callback. name: "archive.available", or "archive" for the first status of the
 * kind. NULL: there is no such callback, which was printed.
 */
json_object *otk_cli_callback_make(
	otk_cli *cli, const char *name, const otk_cli_callback_values *values);

#endif
