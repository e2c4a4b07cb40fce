/* SPDX-License-Identifier: MIT */
/* Sends a callback as the service does: signed, once, without following redirects. */
#ifndef OTK_CLI_CALLBACK_DELIVER_H
#define OTK_CLI_CALLBACK_DELIVER_H

#include "tools/otk/tables/model.h"

/* The options of commands that send callbacks: --to, --secret-file. */
#define OTK_CLI_DELIVER_FIELDS                                                                      \
	OTK_CLI_FIELD("to", STRING, "URL that receives the callback", .value_name = "URL"),         \
		OTK_CLI_FIELD("secret-file", STRING,                                                \
			"file of the signature secret (default: the variable OTK_CALLBACK_SECRET)", \
			.value_name = "FILE")

typedef struct otk_cli_delivery_target {
	const char *url;
	const char *ca_file; /* NULL: the certificates of the system */
	const char *secret;  /* NULL: not signed */
} otk_cli_delivery_target;

/* Reads --to and the secret. With --dry-run the URL may be absent. */
otk_cli_exit otk_cli_delivery_target_find(
	otk_cli *cli, json_object *local, otk_cli_delivery_target *target);
/*
 * Sends a body and prints one line. name: for the line. A response that is not 2xx is an error.
 * With --dry-run the body is printed instead.
 */
otk_cli_exit otk_cli_deliver(otk_cli *cli, const otk_cli_delivery_target *target, const char *name,
	const char *body, size_t size);

#endif
