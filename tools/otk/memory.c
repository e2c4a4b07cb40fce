/* SPDX-License-Identifier: MIT */
/* Memory of one run: blocks in a list, wiped and freed together at the end. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/otk/memory.h"

typedef struct otk_cli_block {
	struct otk_cli_block *next;
	void (*release)(void *);
	void *object;
	size_t size;
	max_align_t data[];
} otk_cli_block;

void otk_cli_out_of_memory(void)
{
	fputs("otk: out of memory\n", stderr);
	exit(OTK_CLI_WRONG_USE);
}

void *otk_cli_new(otk_cli *cli, size_t size)
{
	otk_cli_block *block =
		size > SIZE_MAX - sizeof(*block) ? NULL : calloc(1, sizeof(*block) + size);

	if (!block)
		otk_cli_out_of_memory();
	block->size = size;
	block->next = cli->blocks;
	cli->blocks = block;
	return block->data;
}

char *otk_cli_copy(otk_cli *cli, const char *text, size_t size)
{
	char *copy = otk_cli_new(cli, size + 1);

	memcpy(copy, text, size);
	return copy;
}

char *otk_cli_text(otk_cli *cli, const char *format, ...)
{
	char *made = NULL;
	va_list list;
	int size;
	char *text;

	va_start(list, format);
	size = vasprintf(&made, format, list);
	va_end(list);
	if (size < 0)
		otk_cli_out_of_memory();
	text = otk_cli_copy(cli, made, (size_t)size);
	explicit_bzero(made, (size_t)size);
	free(made);
	return text;
}

void otk_cli_append(otk_cli *cli, otk_cli_builder *to, const char *text, size_t size)
{
	if (size >= to->capacity - to->size) {
		const size_t capacity = 2 * (to->size + size) + 32;
		char *more = otk_cli_new(cli, capacity);

		if (to->size)
			memcpy(more, to->text, to->size);
		to->text = more;
		to->capacity = capacity;
	}
	if (size)
		memcpy(to->text + to->size, text, size);
	to->size += size;
	to->text[to->size] = '\0';
}

void otk_cli_defer(otk_cli *cli, void (*release)(void *), void *object)
{
	otk_cli_new(cli, 0);
	cli->blocks->release = release;
	cli->blocks->object = object;
}

/* Every block is wiped: any of them may hold a secret of a file or of a response. */
void otk_cli_release(otk_cli *cli)
{
	while (cli->blocks) {
		otk_cli_block *block = cli->blocks;

		cli->blocks = block->next;
		if (block->release)
			block->release(block->object);
		explicit_bzero(block->data, block->size);
		free(block);
	}
}
