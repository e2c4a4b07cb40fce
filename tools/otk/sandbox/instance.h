/* SPDX-License-Identifier: MIT */
/*
 * The sandboxes that otk sandbox up has started. Each has three files in a private folder:
 * NAME.pid, which the sandbox keeps locked as long as it runs, NAME.json, which says where it
 * listens, and NAME.log, what it has printed.
 */
#ifndef OTK_CLI_SANDBOX_INSTANCE_H
#define OTK_CLI_SANDBOX_INSTANCE_H

#include <sys/types.h>

#include "tools/otk/cli.h"

typedef struct otk_cli_instance {
	const char *name;
	const char *folder;
	const char *pid_file, *state_file, *log_file; /* whole paths */
	bool running;                                 /* a process holds the lock */
	pid_t pid;                                    /* 0: unknown */
	const char *url;                              /* NULL: it does not listen yet */
	const char *ca_file;                          /* NULL: it serves HTTP */
	const char *key_file; /* private key of the application; NULL: none */
} otk_cli_instance;

/* Makes the private folder and reads what is known. name NULL: "default". */
otk_cli_exit otk_cli_instance_read(otk_cli *cli, const char *name, otk_cli_instance *instance);
/*
 * Locks the instance; the descriptor is inherited by the sandbox. -1 with *code set: another
 * process holds the lock (OTK_CLI_REFUSED, nothing printed), or the reason was printed.
 */
int otk_cli_instance_lock(otk_cli *cli, const otk_cli_instance *instance, otk_cli_exit *code);
/* Stores where the sandbox listens. */
otk_cli_exit otk_cli_instance_write(otk_cli *cli, const otk_cli_instance *instance);
/* Removes the state file. The locked file stays: another process may be about to lock it. */
void otk_cli_instance_remove(const otk_cli_instance *instance);

#endif
