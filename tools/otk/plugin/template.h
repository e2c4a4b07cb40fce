/* SPDX-License-Identifier: MIT */
/* The files of the template of a plugin, as they are in the folder template/. */
#ifndef OTK_CLI_TEMPLATE_H
#define OTK_CLI_TEMPLATE_H

typedef struct otk_cli_template {
	const char *name;         /* "feature/plugin.c"; NULL: the end */
	const char *const *lines; /* each with its line end; ends in NULL */
} otk_cli_template;

extern const otk_cli_template otk_cli_templates[];

#endif
