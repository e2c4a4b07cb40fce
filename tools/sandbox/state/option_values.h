/* SPDX-License-Identifier: MIT */
/* Reads and checks the value of one option of the command line. */
#ifndef OTK_SANDBOX_OPTION_VALUES_H
#define OTK_SANDBOX_OPTION_VALUES_H

#include "tools/sandbox/state/options.h"

enum { SANDBOX_EXIT_USE = 2 };

typedef struct sandbox_option sandbox_option;

struct sandbox_option {
	const char *name;
	const char *argument; /* NULL: a switch; "[=…]": may be left out */
	char letter;          /* of the short form; 0: none */
	const char *help;     /* further lines after \n */
	/* Returns -1 to go on, or the exit status; prints why a value is wrong. */
	int (*read)(sandbox_options *options, const sandbox_option *row, const char *value);
	size_t offset;    /* of the member, for the readers of plain values */
	int64_t min, max; /* of numbers */
};

/* Readers for rows: each returns -1, or prints why the value is wrong and returns the exit
 * status. */
int sandbox_read_switch(sandbox_options *options, const sandbox_option *row, const char *value);
int sandbox_read_word(sandbox_options *options, const sandbox_option *row, const char *value);
int sandbox_read_number(sandbox_options *options, const sandbox_option *row, const char *value);
int sandbox_read_bind(sandbox_options *options, const sandbox_option *row, const char *value);
int sandbox_read_listen(sandbox_options *options, const sandbox_option *row, const char *value);
int sandbox_read_mode(sandbox_options *options, const sandbox_option *row, const char *value);
int sandbox_read_url(sandbox_options *options, const sandbox_option *row, const char *value);
int sandbox_read_upstream(sandbox_options *options, const sandbox_option *row, const char *value);
int sandbox_read_log(sandbox_options *options, const sandbox_option *row, const char *value);
int sandbox_read_callback_url(
	sandbox_options *options, const sandbox_option *row, const char *value);
int sandbox_read_secret_file(
	sandbox_options *options, const sandbox_option *row, const char *value);

#endif
