/* SPDX-License-Identifier: MIT */
/* Other programs that the tool runs. */
#ifndef OTK_CLI_PROGRAM_H
#define OTK_CLI_PROGRAM_H

#include <sys/types.h>

/*
 * Starts the program words[0], which is searched in PATH, with other descriptors for its input and
 * output; -1: those of the tool. The list of words ends in NULL. Returns 0 or a value of errno.
 */
int otk_cli_program_start(char *const *words, int in_fd, int out_fd, pid_t *process);
/* Waits for the end of the program. *status as for waitpid(); returns 0 or a value of errno. */
int otk_cli_program_wait(pid_t process, int *status);

#endif
