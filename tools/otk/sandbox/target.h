/* SPDX-License-Identifier: MIT */
/* Which sandbox a command is for. */
#ifndef OTK_CLI_SANDBOX_TARGET_H
#define OTK_CLI_SANDBOX_TARGET_H

#include "tools/otk/tables/model.h"

typedef struct otk_cli_target {
	const char *url;     /* without a slash at the end */
	const char *ca_file; /* NULL: the certificates of the system */
	const char *token;   /* of the control interface; NULL: none */
} otk_cli_target;

/* The option that chooses a sandbox among several: --instance. */
extern const otk_cli_type otk_cli_target_options;
#define OTK_CLI_INSTANCE_FIELD                                            \
	OTK_CLI_FIELD("instance", STRING,                                 \
		"the sandbox that was started under this name (default: " \
		"default)",                                               \
		.value_name = "NAME")

/*
 * Finds the sandbox: that of --api-url, else of --instance, else of OTK_API_URL, else the one that
 * otk sandbox up has started. local: the options of the command.
 */
otk_cli_exit otk_cli_target_find(otk_cli *cli, json_object *local, otk_cli_target *target);

#endif
