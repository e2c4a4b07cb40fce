/* SPDX-License-Identifier: MIT */
/* The configuration file: INI, sections [profile NAME], read whole or not at all. */
#include "config.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/otk/file.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/settings/config_file.h"
#include "tools/otk/settings/settings.h"
#include "tools/otk/tables/suggest.h"

#define FILE_MAX (256 * 1024)

/* Everything in the file, checked before anything of it is used. */
typedef struct reading {
	otk_cli *cli;
	const char *path;
	const char *wanted; /* the profile */
	otk_cli_credentials *credentials;
	const char **names; /* of all profiles; ends in NULL */
	size_t name_count;
	otk_cli_exit code;
	bool found;
	bool has_secret;
} reading;

const char *otk_cli_config_path(otk_cli *cli, bool *is_explicit)
{
	const char *path = cli->config ? cli->config : getenv("OTK_CONFIG");
	*is_explicit = path && *path;
	if (*is_explicit)
		return path;
	const char *folder = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	if (folder && *folder == '/')
		return otk_cli_text(cli, "%s/otk/config.ini", folder);
	return home && *home ? otk_cli_text(cli, "%s/.config/otk/config.ini", home) : NULL;
}

/* A file beside the configuration, or in the home folder. */
static const char *resolve(reading *r, const char *file)
{
	const char *home = getenv("HOME"), *slash = strrchr(r->path, '/');
	if (strncmp(file, "~/", 2) == 0 && home)
		return otk_cli_text(r->cli, "%s%s", home, file + 1);
	if (*file == '/' || !slash || strchr(file, ':'))
		return otk_cli_copy(r->cli, file, strlen(file));
	return otk_cli_text(r->cli, "%.*s/%s", (int)(slash - r->path), r->path, file);
}

static void add_name(reading *r, const char *name)
{
	for (size_t i = 0; i < r->name_count; i++)
		if (strcmp(r->names[i], name) == 0)
			return;
	const char **names = otk_cli_new(r->cli, (r->name_count + 2) * sizeof(*names));
	if (r->name_count)
		memcpy(names, r->names, r->name_count * sizeof(*names));
	names[r->name_count++] = otk_cli_copy(r->cli, name, strlen(name));
	r->names = names;
}

static const otk_cli_setting *setting_named(const char *key)
{
	for (const otk_cli_setting *s = otk_cli_settings; s->variable; s++)
		if (strcmp(s->key, key) == 0)
			return s;
	return NULL;
}

static void unknown_key(reading *r, const char *section, const char *key)
{
	otk_cli_suggestion suggestion = {0};
	for (const otk_cli_setting *s = otk_cli_settings; s->variable; s++)
		otk_cli_suggest(&suggestion, key, s->key);
	r->code = otk_cli_wrong(r->cli, "%s: [%s]: there is no setting \"%s\"%s", r->path, section,
		key, otk_cli_did_you_mean(r->cli, &suggestion, ""));
}

static int on_entry(void *userdata, const char *section, const char *key, const char *value)
{
	static const char prefix[] = "profile ";
	reading *r = userdata;
	if (r->code)
		return 1;
	if (strncmp(section, prefix, sizeof(prefix) - 1) != 0) {
		r->code = otk_cli_wrong(r->cli,
			"%s: section [%s]: sections are called [profile NAME]", r->path, section);
		return 1;
	}
	const char *name = section + sizeof(prefix) - 1;
	add_name(r, name);
	const otk_cli_setting *setting = setting_named(key);
	if (!setting) {
		unknown_key(r, section, key);
		return 1;
	}
	r->has_secret = r->has_secret || (setting->secret && *value);
	if (strcmp(name, r->wanted) != 0)
		return 1;
	r->found = true;
	const char **member = otk_cli_setting_of(r->credentials, setting);
	if (*member)
		r->code = otk_cli_wrong(r->cli,
			"%s: [%s]: %s is set twice (a line that begins with a blank goes on with "
			"the one before)",
			r->path, section, key);
	else if (*value)
		*member = setting->is_file ? resolve(r, value)
					   : otk_cli_copy(r->cli, value, strlen(value));
	return 1;
}

/* inih cuts longer lines without a word. */
static size_t longest_line(const char *text)
{
	size_t longest = 0;
	while (*text) {
		size_t size = strcspn(text, "\n");
		longest = size > longest ? size : longest;
		text += size + (text[size] != '\0');
	}
	return longest;
}

static otk_cli_exit parse(reading *r, const char *text)
{
	enum { LINE_MAX_OF_INIH = 190 };
	if (longest_line(text) > LINE_MAX_OF_INIH)
		return otk_cli_wrong(r->cli, "%s: a line is longer than %d characters", r->path,
			LINE_MAX_OF_INIH);
	int line = ini_parse_string(text, on_entry, r);
	if (r->code)
		return r->code;
	if (line > 0)
		return otk_cli_wrong(r->cli, "%s: line %d is no \"name = value\" and no [section]",
			r->path, line);
	if (line < 0)
		otk_cli_out_of_memory();
	return OTK_CLI_DONE;
}

/* Whoever can read the secret can be the project. */
static otk_cli_exit check_mode(reading *r, const struct stat *info)
{
	return r->has_secret ? otk_cli_check_private(r->cli, r->path, info) : OTK_CLI_DONE;
}

static otk_cli_exit read_open_file(reading *r, FILE *file)
{
	struct stat info;
	if (fstat(fileno(file), &info) || !S_ISREG(info.st_mode))
		return otk_cli_wrong(r->cli, "%s is no regular file", r->path);
	if (info.st_size > FILE_MAX)
		return otk_cli_wrong(r->cli, "%s is too long for a configuration", r->path);
	char *text = otk_cli_new(r->cli, (size_t)info.st_size + 1);
	size_t size = fread(text, 1, (size_t)info.st_size, file);
	if (ferror(file) || strlen(text) != size)
		return otk_cli_wrong(r->cli, "%s cannot be read as text", r->path);
	otk_cli_exit code = parse(r, text);
	return code ? code : check_mode(r, &info);
}

static otk_cli_exit read_file(reading *r, bool must_be_there)
{
	FILE *file = fopen(r->path, "re");
	if (!file && !must_be_there && (errno == ENOENT || errno == ENOTDIR))
		return OTK_CLI_DONE;
	if (!file)
		return otk_cli_wrong(r->cli, "%s: %s", r->path, strerror(errno));
	setvbuf(file, NULL, _IONBF, 0); /* no copy of the secret in a buffer of stdio */
	otk_cli_exit code = read_open_file(r, file);
	fclose(file);
	return code;
}

otk_cli_exit otk_cli_config_read(
	otk_cli *cli, const char *profile, otk_cli_credentials *credentials)
{
	bool is_explicit = false;
	const char *path = otk_cli_config_path(cli, &is_explicit);
	if (!path)
		return cli->profile
			       ? otk_cli_wrong(cli, "--profile: set OTK_CONFIG: there is no home")
			       : OTK_CLI_DONE;
	*credentials = (otk_cli_credentials){0};
	reading r = {.cli = cli, .path = path, .wanted = profile, .credentials = credentials};
	otk_cli_exit code = read_file(&r, is_explicit || cli->profile);
	if (code)
		return code;
	if (r.found) {
		credentials->source = otk_cli_text(cli, "profile %s of %s", profile, path);
		return OTK_CLI_DONE;
	}
	if (!cli->profile)
		return OTK_CLI_DONE;
	otk_cli_suggestion suggestion = {0};
	for (size_t i = 0; i < r.name_count; i++)
		otk_cli_suggest(&suggestion, profile, r.names[i]);
	return otk_cli_wrong(cli, "%s has no [profile %s]%s", path, profile,
		otk_cli_did_you_mean(cli, &suggestion, ""));
}

const char *const *otk_cli_config_profiles(otk_cli *cli)
{
	bool is_explicit = false;
	otk_cli_credentials ignored = {0};
	reading r = {.cli = cli, .wanted = "", .credentials = &ignored};
	r.path = otk_cli_config_path(cli, &is_explicit);
	FILE *file = r.path ? fopen(r.path, "re") : NULL;
	if (file) {
		read_open_file(&r, file);
		fclose(file);
	}
	return r.names;
}
