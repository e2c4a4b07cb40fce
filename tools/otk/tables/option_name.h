/* SPDX-License-Identifier: MIT */
/* From the name of an option to its field: "layout.type", "streams.0.id", "data-file". */
#ifndef OTK_CLI_OPTION_NAME_H
#define OTK_CLI_OPTION_NAME_H

#include "tools/otk/tables/model.h"

#define OTK_CLI_STEPS_MAX 8

/* The fields that an option's name leads through, the outermost first. */
typedef struct otk_cli_option {
	struct {
		const otk_cli_field *field;
		size_t index; /* LIST that is entered: which item */
	} steps[OTK_CLI_STEPS_MAX];
	size_t count;
	const char *key; /* the last step is a MAP: which of its names */
	bool from_file;  /* --x-file */
} otk_cli_option;

/* Looks an option up by its name without the dashes; false: it does not exist. */
bool otk_cli_option_find(const otk_cli_type *type, const char *name, otk_cli_option *option);
/* Returns true for a flag, whose value may be left out. */
bool otk_cli_option_is_flag(const otk_cli_option *option);

#endif
