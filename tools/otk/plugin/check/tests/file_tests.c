/* SPDX-License-Identifier: MIT */
/* Tests of the file: who can write it, what it exports, whether it can be loaded. */
#include "config.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/otk/memory.h"
#include "tools/otk/plugin/check/context/prepare.h"
#include "tools/otk/plugin/check/context/report.h"
#include "tools/otk/plugin/check/tests/file_tests.h"

/* ---- trust */

/* Checks the loader's rule (doc/abi.md). sticky: all may write to a folder such as /tmp. */
static void judge_owner(
	otk_cli_check *check, const char *part, const struct stat *seen, bool may_be_sticky)
{
	const bool sticky = may_be_sticky && (seen->st_mode & S_ISVTX);
	otk_cli *cli = check->cli;

	if (seen->st_uid != 0 && seen->st_uid != geteuid())
		otk_cli_check_find(check, part,
			otk_cli_text(cli, "chown %lu %s, or install the plugin elsewhere",
				(unsigned long)geteuid(), part),
			"belongs to user %lu, neither root nor you", (unsigned long)seen->st_uid);
	if ((seen->st_mode & S_IWOTH) && !sticky)
		otk_cli_check_find(check, part, otk_cli_text(cli, "chmod o-w %s", part),
			"is writable by everybody");
	if ((seen->st_mode & S_IWGRP) && !sticky && geteuid() == 0)
		otk_cli_check_find(check, part, otk_cli_text(cli, "chmod g-w %s", part),
			"is writable by its group, which programs that run as root do not trust");
}

void otk_cli_check_trust(otk_cli_check *check)
{
	char *folder = otk_cli_copy(check->cli, check->path, strlen(check->path));
	struct stat seen;
	bool own = true;

	if (lstat(check->path, &seen) != 0 || !S_ISREG(seen.st_mode)) {
		otk_cli_check_find(check, check->path, "name a regular file", "%s",
			errno ? strerror(errno) : "is not a regular file");
		return;
	}
	judge_owner(check, check->path, &seen, false);
	for (char *slash = strrchr(folder, '/'); slash; slash = strrchr(folder, '/')) {
		*slash = '\0';
		if (lstat(*folder ? folder : "/", &seen) == 0)
			judge_owner(check, *folder ? folder : "/", &seen, !own);
		own = false;
	}
}

/* ---- entry */

void otk_cli_check_entry(otk_cli_check *check)
{
	const uint32_t abi = (uint32_t)OTK_PLUGIN_ABI_MAJOR << 16 | OTK_PLUGIN_ABI_MINOR;
	const char *problem = NULL;
	otk_plugin_entry_fn *entry = otk_cli_check_module(check, &problem);
	const otk_plugin *first;

	if (problem) {
		otk_cli_check_find(check, "the file",
			entry || !strstr(problem, "undefined symbol")
				? "end the source with OTK_PLUGIN(name, descriptor) and link it with "
				  "-shared -fPIC"
				: "a plugin links nothing of otk: take the function from otk_host, "
				  "or link the library that has it",
			"cannot be used: %s", problem);
		return;
	}
	otk_cli_check_at(check, OTK_PLUGIN_ENTRY "()");
	first = entry(abi);
	if (!first)
		otk_cli_check_find(check, OTK_PLUGIN_ENTRY "()",
			"return the descriptor for every ABI; the host decides by abi_major and "
			"abi_minor whether it can use it",
			"returned NULL for plugin ABI %d.%d", OTK_PLUGIN_ABI_MAJOR,
			OTK_PLUGIN_ABI_MINOR);
	if (first && entry(abi) != first)
		otk_cli_check_find(check, OTK_PLUGIN_ENTRY "()",
			"make the descriptor static const and return its address, as OTK_PLUGIN() "
			"does",
			"returned another address when it was called again");
	if (first && entry(abi + 1) != first)
		otk_cli_check_find(check, OTK_PLUGIN_ENTRY "()",
			"return the same descriptor to newer hosts, as OTK_PLUGIN() does",
			"returned another result for the plugin ABI %d.%d", OTK_PLUGIN_ABI_MAJOR,
			OTK_PLUGIN_ABI_MINOR + 1);
}

/* ---- exports */

typedef struct elf_file {
	const char *data;
	size_t size;
} elf_file;

/* Returns a part of the file; NULL: the part is not inside of the file. */
static const void *part_of(const elf_file *file, size_t offset, size_t size)
{
	return offset <= file->size && size <= file->size - offset ? file->data + offset : NULL;
}

static const ElfW(Shdr) * section_at(const elf_file *file, const ElfW(Ehdr) * head, size_t index)
{
	return index < head->e_shnum && head->e_shentsize == sizeof(ElfW(Shdr))
		       ? part_of(file, head->e_shoff + index * sizeof(ElfW(Shdr)),
				 sizeof(ElfW(Shdr)))
		       : NULL;
}

/* Returns a text of a string table; NULL: the text does not end inside of the table. */
static const char *text_at(const elf_file *file, const ElfW(Shdr) * table, size_t offset)
{
	const char *text = table ? part_of(file, table->sh_offset, table->sh_size) : NULL;

	return text && offset < table->sh_size &&
			       memchr(text + offset, '\0', table->sh_size - offset)
		       ? text + offset
		       : NULL;
}

static void judge_symbols(otk_cli_check *check, const elf_file *file, const ElfW(Shdr) * table,
	const ElfW(Shdr) * texts)
{
	for (size_t i = 0; i < table->sh_size / sizeof(ElfW(Sym)); i++) {
		const ElfW(Sym) *symbol =
			part_of(file, table->sh_offset + i * sizeof(*symbol), sizeof(*symbol));
		const char *name = symbol ? text_at(file, texts, symbol->st_name) : NULL;

		if (!name || !*name || symbol->st_shndx == SHN_UNDEF ||
			symbol->st_shndx == SHN_ABS || strcmp(name, OTK_PLUGIN_ENTRY) == 0 ||
			strncmp(name, "__", 2) == 0 || *name == '_')
			continue;
		otk_cli_check_find(check, name,
			"make it static, or compile with -fvisibility=hidden",
			"is exported; a plugin exports " OTK_PLUGIN_ENTRY " and nothing else");
	}
}

static void judge_needed(otk_cli_check *check, const elf_file *file, const ElfW(Shdr) * table,
	const ElfW(Shdr) * texts)
{
	for (size_t i = 0; i < table->sh_size / sizeof(ElfW(Dyn)); i++) {
		const ElfW(Dyn) *entry =
			part_of(file, table->sh_offset + i * sizeof(*entry), sizeof(*entry));
		const char *text =
			entry && (entry->d_tag == DT_NEEDED || entry->d_tag == DT_RUNPATH ||
					 entry->d_tag == DT_RPATH)
				? text_at(file, texts, entry->d_un.d_val)
				: NULL;

		if (text && entry->d_tag != DT_NEEDED)
			otk_cli_check_find(check, text, "link without -rpath",
				"is searched for libraries by the file (RUNPATH)");
		else if (text && strncmp(text, "libotk", 6) == 0)
			otk_cli_check_find(check, text,
				"compile with `pkg-config --cflags otk` and link without "
				"`pkg-config --libs otk`",
				"is linked; a plugin gets what it needs from otk_host");
	}
}

static void judge_sections(otk_cli_check *check, const elf_file *file)
{
	const ElfW(Ehdr) *head = part_of(file, 0, sizeof(*head));
	const ElfW(Shdr) * section;

	if (!head || memcmp(head->e_ident, ELFMAG, SELFMAG) != 0) {
		otk_cli_check_find(check, "the file", "link it with -shared", "is not an ELF file");
		return;
	}
	if (head->e_ident[EI_CLASS] != (sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32)) {
		otk_cli_check_skip(check, "the file is for another machine");
		return;
	}
	for (size_t i = 0; (section = section_at(file, head, i)); i++) {
		const ElfW(Shdr) *texts = section_at(file, head, section->sh_link);

		if (section->sh_type == SHT_DYNSYM)
			judge_symbols(check, file, section, texts);
		else if (section->sh_type == SHT_DYNAMIC)
			judge_needed(check, file, section, texts);
	}
}

void otk_cli_check_exports(otk_cli_check *check)
{
	const int fd = open(check->path, O_RDONLY | O_CLOEXEC);
	struct stat seen;
	elf_file file;

	if (fd < 0 || fstat(fd, &seen) != 0) {
		otk_cli_check_skip(check, "the file cannot be read: %s", strerror(errno));
		return;
	}
	file.size = (size_t)seen.st_size;
	file.data = file.size ? mmap(NULL, file.size, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
	if (file.data != MAP_FAILED)
		judge_sections(check, &file);
	else
		otk_cli_check_find(check, "the file", "link it with -shared", "is empty");
	close(fd);
}

/* ---- load */

/* Loads the plugin as a program does: from its folder, with every check of the library. */
void otk_cli_check_load(otk_cli_check *check)
{
	const char *slash = strrchr(check->path, '/');
	const char *folder = otk_cli_copy(
		check->cli, check->path, slash == check->path ? 1 : (size_t)(slash - check->path));
	const char *id = otk_cli_text(
		check->cli, "%s%s/1", strchr(check->name, '.') ? "" : "otk.", check->name);
	const otk_strings folders = {&folder, 1};
	const void *functions = NULL;
	otk_error error = OTK_ERROR_INIT;
	otk_status status;

	otk_cli_check_at(check, "otk_interface_find()");
	status = otk_interface_find(&folders, id, 0, &functions, NULL, &error);
	/* OTK_E_UNSUPPORTED: the plugin was loaded, but lacks this interface or its functions. */
	if (status && status != OTK_E_UNSUPPORTED)
		otk_cli_check_find(check, "libotk",
			"the message names the part of the tables; the tests above explain most of "
			"them",
			"refuses it: %s", error.message);
}
