/* SPDX-License-Identifier: MIT */
/* Memory of one run. No function returns NULL: running out of memory ends the tool. */
#ifndef OTK_CLI_MEMORY_H
#define OTK_CLI_MEMORY_H

#include "tools/otk/cli.h"

/* Returns size zeroed bytes that live until the run ends. */
void *otk_cli_new(otk_cli *cli, size_t size);
/* Copies size bytes of text and adds a NUL. */
char *otk_cli_copy(otk_cli *cli, const char *text, size_t size);
char *otk_cli_text(otk_cli *cli, const char *format, ...) OTK_PRINTF(2, 3);

/* A text that grows at its end, in memory of the run: each piece is copied once or twice. */
typedef struct otk_cli_builder {
	char *text; /* ends in NUL; NULL: nothing was appended */
	size_t size;
	size_t capacity;
} otk_cli_builder;

void otk_cli_append(otk_cli *cli, otk_cli_builder *to, const char *text, size_t size);

/* Calls release(object) when the run ends, in reverse order. */
void otk_cli_defer(otk_cli *cli, void (*release)(void *), void *object);
/* Wipes and frees everything. */
void otk_cli_release(otk_cli *cli);
_Noreturn void otk_cli_out_of_memory(void);

#endif
