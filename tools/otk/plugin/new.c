/* SPDX-License-Identifier: MIT */
/*
 * otk plugin new: writes the project of a plugin. pack.sh makes the template a part of the program,
 * so that the template has the program's version and needs no folder of data files.
 */
#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/response.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/plugin/template.h"
#include "tools/otk/tables/command.h"

#define ID_MAX 100

static const otk_cli_field new_fields[] = {
	OTK_CLI_FIELD(
		"hook", FLAG, "write a plugin with hooks instead of operations", .bare = true),
	OTK_CLI_FIELD(
		"folder", STRING, "write into this folder (default: ID)", .value_name = "FOLDER"),
	OTK_CLI_FIELD("maintainer", STRING, "name and address for the folder debian/",
		.value_name = "'NAME <ADDRESS>'"),
};

static const otk_cli_type new_options = OTK_CLI_TYPE(new_fields);

/* One file of the project; @…@ is replaced in its name as in its text. */
typedef struct project_file {
	const char *template;
	const char *name;
	mode_t mode;
} project_file;

static const project_file feature_files[] = {
	{"feature/plugin.c.in", "@ID@.c", 0644},
	{"feature/header.h.in", "@NAME@.h", 0644},
	{"feature/test.c.in", "test_@NAME@.c", 0644},
	{"feature/test.sh.in", "test.sh", 0755},
	{"feature/stubs.json.in", "stubs.json", 0644},
	{"feature/Makefile.in", "Makefile", 0644},
	{"feature/meson.build.in", "meson.build", 0644},
	{"feature/README.md.in", "README.md", 0644},
	{NULL, NULL, 0},
};

static const project_file hook_files[] = {
	{"hook/plugin.c.in", "@ID@.c", 0644},
	{"hook/test.sh.in", "test.sh", 0755},
	{"hook/Makefile.in", "Makefile", 0644},
	{"hook/meson.build.in", "meson.build", 0644},
	{"hook/README.md.in", "README.md", 0644},
	{NULL, NULL, 0},
};

static const project_file common_files[] = {
	{"common/gitignore.in", ".gitignore", 0644},
	{"common/control.in", "debian/control", 0644},
	{"common/rules.in", "debian/rules", 0755},
	{"common/changelog.in", "debian/changelog", 0644},
	{"common/copyright.in", "debian/copyright", 0644},
	{"common/format.in", "debian/source/format", 0644},
	{NULL, NULL, 0},
};

/* The project, with the values that replace the words @…@ of the template. */
typedef struct project {
	otk_cli *cli;
	const char *folder;
	const char *values[7][2];
} project;

/* ---- names */

static bool is_c_keyword(const char *name)
{
	static const char *const words[] = {"auto", "bool", "break", "case", "char", "const",
		"continue", "default", "do", "double", "else", "enum", "extern", "float", "for",
		"goto", "if", "inline", "int", "long", "main", "register", "restrict", "return",
		"short", "signed", "sizeof", "static", "struct", "switch", "typedef", "union",
		"unsigned", "void", "volatile", "while"};

	for (size_t i = 0; i < OTK_COUNT_OF(words); i++)
		if (strcmp(words[i], name) == 0)
			return true;
	return false;
}

/* Returns what is wrong with a plugin's name: it must be a reversed domain name, then a word. */
static const char *id_problem(const char *id, const char *name)
{
	const size_t size = strlen(id);

	if (!strchr(id, '.'))
		return "must begin with a domain of yours, as com.example.thing does; names without "
		       "a dot are those of otk itself";
	if (size > ID_MAX || strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789.-") != size ||
		*id == '.' || id[size - 1] == '.' || strstr(id, ".."))
		return "must consist of a-z, 0-9, '-' and single dots, at most 100 characters";
	if (!isalpha((unsigned char)*name) || is_c_keyword(name) || strncmp(name, "otk", 3) == 0)
		return "must end in a word that can be a name in C, such as \"thing\"";
	return NULL;
}

static char *changed_case(otk_cli *cli, const char *text, int (*change)(int))
{
	char *copy = otk_cli_copy(cli, text, strlen(text));

	for (char *c = copy; *c; c++)
		*c = *c == '-' ? '_' : (char)change((unsigned char)*c);
	return copy;
}

/* Returns today's date in the format of a Debian changelog. */
static const char *date_of_today(otk_cli *cli)
{
	const time_t now = time(NULL);
	char text[64] = "";
	struct tm parts;

	if (gmtime_r(&now, &parts))
		strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S +0000", &parts);
	return otk_cli_text(cli, "%s", text);
}

/* ---- files */

static const char *filled_line(const project *p, const char *line)
{
	const char *text = line;

	for (size_t i = 0; i < OTK_COUNT_OF(p->values); i++) {
		const char *at;

		while ((at = strstr(text, p->values[i][0])))
			text = otk_cli_text(p->cli, "%.*s%s%s", (int)(at - text), text,
				p->values[i][1], at + strlen(p->values[i][0]));
	}
	return text;
}

static const char *const *lines_of(const char *name)
{
	const otk_cli_template *t = otk_cli_templates;

	while (strcmp(t->name, name) != 0)
		t++;
	return t->lines;
}

static otk_cli_exit cannot_write(const project *p, const char *path)
{
	return otk_cli_wrong(p->cli, "%s: %s", otk_cli_quote(p->cli, NULL, path), strerror(errno));
}

/* Makes the folders that lead to a file; the caller has made the first one. */
static bool make_folders(const project *p, const char *path)
{
	char *copy = otk_cli_copy(p->cli, path, strlen(path));

	for (char *slash = strchr(copy + strlen(p->folder) + 1, '/'); slash;
		slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(copy, 0755) != 0 && errno != EEXIST)
			return false;
		*slash = '/';
	}
	return true;
}

/* Writes one file; never overwrites an existing one. */
static otk_cli_exit write_file(const project *p, const project_file *file)
{
	const char *path = otk_cli_text(p->cli, "%s/%s", p->folder, filled_line(p, file->name));
	const int fd = make_folders(p, path)
			       ? open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, file->mode)
			       : -1;
	FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
	bool good = out != NULL;

	for (const char *const *line = lines_of(file->template); good && *line; line++)
		good = fputs(filled_line(p, *line), out) >= 0;
	if (out)
		good = fclose(out) == 0 && good;
	return good ? OTK_CLI_DONE : cannot_write(p, path);
}

static otk_cli_exit write_files(const project *p, const project_file *files)
{
	otk_cli_exit code = OTK_CLI_DONE;

	for (; !code && files->name; files++)
		code = write_file(p, files);
	return code;
}

static void print_done(const project *p, const char *id)
{
	json_object *made = otk_cli_json_object(p->cli);

	if (!p->cli->json) {
		printf("%s was written. Next:\n\n  cd %s\n  make check\n", p->folder, p->folder);
		return;
	}
	otk_cli_json_add(made, "id", otk_cli_json_string(id));
	otk_cli_json_add(made, "folder", otk_cli_json_string(p->folder));
	otk_cli_print_json(p->cli, made);
}

static otk_cli_exit run_new(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	const char *id = input->words[0], *last = strrchr(id, '.');
	const char *word = last ? last + 1 : id; /* of the command line */
	const char *name = changed_case(cli, word, tolower);
	const char *maintainer = otk_cli_json_get(input->local, "maintainer");
	const char *folder = otk_cli_json_get(input->local, "folder");
	const char *problem = id_problem(id, name);
	const project p = {.cli = cli,
		.folder = folder ? folder : id,
		.values = {{"@ID@", id}, {"@WORD@", word}, {"@NAME@", name},
			{"@UPPER@", changed_case(cli, name, toupper)}, {"@PACKAGE@", id},
			{"@MAINTAINER@", maintainer ? maintainer : "Your Name <you@example.com>"},
			{"@DATE@", date_of_today(cli)}}};
	otk_cli_exit code;

	(void)command;
	if (problem)
		return otk_cli_wrong(cli, "%s %s", otk_cli_quote(cli, NULL, id), problem);
	if (maintainer && (strpbrk(maintainer, "\n") || strstr(maintainer, "@MAINTAINER@")))
		return otk_cli_wrong(cli, "--maintainer: write 'NAME <ADDRESS>'");
	if (mkdir(p.folder, 0755) != 0)
		return cannot_write(&p, p.folder);
	code = write_files(&p, otk_cli_json_yes(input->local, "hook") ? hook_files : feature_files);
	if (!code)
		code = write_files(&p, common_files);
	if (!code)
		print_done(&p, id);
	return code;
}

OTK_CLI_COMMAND(plugin_new) = {
	.feature = "plugin",
	.verb = "new",
	.summary = "Write the project of a new plugin, ready to build and test",
	.words = OTK_CLI_WORDS("ID"),
	.examples = OTK_CLI_WORDS(
		"plugin new com.example.thing", "plugin new com.example.audit --hook"),
	.local = &new_options,
	.acts = true,
	.run = run_new,
};
