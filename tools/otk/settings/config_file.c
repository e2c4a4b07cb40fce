/* SPDX-License-Identifier: MIT */
/*
 * The configuration file: INI with sections [profile NAME] and [otk]. A wrong line makes only its
 * own profile unusable, so a new or mistyped setting does not affect other profiles.
 */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/otk/file.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/settings/config_file.h"
#include "tools/otk/settings/globals.h"
#include "tools/otk/settings/settings.h"
#include "tools/otk/tables/suggest.h"
#include "tools/otk/terminal/text.h"

#define CONFIG_SIZE_MAX (256 * 1024)
#define CONFIG_LINE_MAX 4096

/* One pass over the file. */
typedef struct reading {
	otk_cli *cli;
	const char *path;
	const char *wanted; /* name of the profile; NULL: the one that the file chooses */
	otk_cli_credentials *credentials;
	json_object *hooks;
	const char **names; /* of all profiles; ends in NULL */
	size_t name_count;
	const char *section; /* "profile live", "otk"; NULL: before the first one */
	const char *chosen;  /* [otk] profile = … */
	const char *problem; /* first problem of the wanted profile; NULL: none */
	const char *stray;   /* first problem outside of profiles; reported if none is found */
	size_t line;
	bool found;
	bool has_secret;
} reading;

const char *otk_cli_config_path(otk_cli *cli, bool *is_explicit)
{
	const char *path = cli->config ? cli->config : getenv("OTK_CONFIG");
	const char *folder = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	*is_explicit = path && *path;
	if (*is_explicit)
		return path;
	if (folder && *folder == '/')
		return otk_cli_text(cli, "%s/otk/config.ini", folder);
	return home && *home ? otk_cli_text(cli, "%s/.config/otk/config.ini", home) : NULL;
}

/* Resolves a file name: relative to the folder of the configuration file, or "~/…" to home. */
static const char *resolve_file(reading *r, const char *file)
{
	const char *home = getenv("HOME"), *slash = strrchr(r->path, '/');

	if (strncmp(file, "~/", 2) == 0 && home)
		return otk_cli_text(r->cli, "%s%s", home, file + 1);
	if (*file == '/' || !slash || strchr(file, ':'))
		return file;
	return otk_cli_text(r->cli, "%.*s/%s", (int)(slash - r->path), r->path, file);
}

/* ---- sections */

/* Returns the name in a section "profile NAME"; NULL: it is another section. */
static const char *profile_of(const char *section)
{
	static const char prefix[] = "profile ";

	if (!section || strncmp(section, prefix, sizeof(prefix) - 1) != 0)
		return NULL;
	return section + sizeof(prefix) - 1 + strspn(section + sizeof(prefix) - 1, " \t");
}

static void add_name(reading *r, const char *name)
{
	const char **names;

	for (size_t i = 0; i < r->name_count; i++)
		if (strcmp(r->names[i], name) == 0)
			return;
	names = otk_cli_new(r->cli, (r->name_count + 2) * sizeof(*names));
	if (r->name_count)
		memcpy(names, r->names, r->name_count * sizeof(*names));
	names[r->name_count++] = name;
	r->names = names;
}

static bool is_wanted(const reading *r)
{
	const char *profile = profile_of(r->section);

	return profile && r->wanted && strcmp(profile, r->wanted) == 0;
}

/* Keeps the first problem of the wanted profile; those of other profiles do not matter. */
static void add_problem(reading *r, const char *text)
{
	const char **problem = is_wanted(r) ? &r->problem : &r->stray;

	if ((is_wanted(r) || !profile_of(r->section)) && !*problem)
		*problem = otk_cli_text(r->cli, "%s: line %zu: %s", r->path, r->line, text);
}

/* ---- settings */

static const otk_cli_setting *setting_named(const char *key)
{
	for (const otk_cli_setting *s = otk_cli_settings; s->variable; s++)
		if (strcmp(s->key, key) == 0)
			return s;
	return NULL;
}

static void unknown_setting(reading *r, const char *key)
{
	otk_cli_suggestion suggestion = {0};

	for (const otk_cli_setting *s = otk_cli_settings; s->variable; s++)
		otk_cli_suggest(&suggestion, key, s->key);
	add_problem(r, otk_cli_text(r->cli, "[%s]: unknown setting %s%s", r->section,
			       otk_cli_quote(r->cli, NULL, key),
			       otk_cli_did_you_mean(r->cli, &suggestion, "")));
}

static void set_setting(reading *r, const otk_cli_setting *setting, const char *value)
{
	const char **member = otk_cli_setting_of(r->credentials, setting);

	if (*member)
		add_problem(
			r, otk_cli_text(r->cli, "[%s]: %s is set twice", r->section, setting->key));
	else if (*value)
		*member = setting->is_file ? resolve_file(r, value) : value;
}

static void read_setting(reading *r, const char *key, const char *value)
{
	const otk_cli_setting *setting = setting_named(key);

	if (r->section && strcmp(r->section, "otk") == 0) {
		if (strcmp(key, "profile") == 0)
			r->chosen = value;
		return;
	}
	if (!profile_of(r->section)) {
		if (!r->section)
			add_problem(r, "a setting outside of a section; write [profile NAME] "
				       "above it");
		return;
	}
	r->has_secret = r->has_secret || (setting && setting->secret && *value);
	if (strcmp(key, "hook") == 0) {
		if (is_wanted(r))
			otk_cli_json_append(r->hooks, otk_cli_json_string(value));
	} else if (!setting) {
		unknown_setting(r, key);
	} else if (is_wanted(r)) {
		set_setting(r, setting, value);
	}
}

/* ---- lines */

/* Removes blanks at both ends of a text, in place. */
static char *trim_blanks(char *text)
{
	size_t size = strlen(text);

	while (size && strchr(" \t\r", text[size - 1]))
		text[--size] = '\0';
	return text + strspn(text, " \t");
}

/* Ends a value at a comment: a ';' after a blank. */
static void cut_comment(char *value)
{
	for (char *c = value; *c; c++)
		if (*c == ';' && c > value && (c[-1] == ' ' || c[-1] == '\t')) {
			*c = '\0';
			return;
		}
}

static void read_section(reading *r, char *text)
{
	char *end = strchr(text, ']');
	const char *profile;

	r->section = ""; /* lines after an unreadable section name belong to no profile */
	if (!end) {
		add_problem(r, "the name of the section has no ']'; write [profile NAME]");
		return;
	}
	*end = '\0';
	r->section = trim_blanks(text + 1);
	profile = profile_of(r->section);
	if (profile && *profile)
		add_name(r, profile);
	else if (strcmp(r->section, "otk") != 0)
		add_problem(r, otk_cli_text(r->cli,
				       "unknown section [%s]; sections are called [profile NAME]",
				       otk_cli_plain(r->cli, r->section)));
	r->found = r->found || is_wanted(r);
}

static void read_line(reading *r, char *line)
{
	bool indented = *line == ' ' || *line == '\t';
	char *text = trim_blanks(line), *equals;

	if (!*text || *text == ';' || *text == '#')
		return;
	if (strlen(text) > CONFIG_LINE_MAX)
		add_problem(r, otk_cli_text(r->cli, "the line is longer than %d characters",
				       CONFIG_LINE_MAX));
	else if (*text == '[' && !indented)
		read_section(r, text);
	else if (!(equals = strpbrk(text, "=:")))
		add_problem(r, "neither \"name = value\" nor a [section]");
	else {
		*equals = '\0';
		cut_comment(equals + 1);
		read_setting(r, trim_blanks(text), trim_blanks(equals + 1));
	}
}

static void read_lines(reading *r, char *text)
{
	static const char byte_order_mark[] = "\xef\xbb\xbf";

	if (strncmp(text, byte_order_mark, sizeof(byte_order_mark) - 1) == 0)
		text += sizeof(byte_order_mark) - 1;
	for (char *line = text, *next; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		r->line++;
		read_line(r, line);
	}
}

/* ---- file */

static otk_cli_exit read_open_file(reading *r, FILE *file)
{
	struct stat info;
	char *text;
	size_t size;

	if (fstat(fileno(file), &info) || !S_ISREG(info.st_mode))
		return otk_cli_wrong(r->cli, "%s: not a regular file", r->path);
	if (info.st_size > CONFIG_SIZE_MAX)
		return otk_cli_wrong(r->cli, "%s: longer than %d bytes", r->path, CONFIG_SIZE_MAX);
	text = otk_cli_new(r->cli, (size_t)info.st_size + 1);
	size = fread(text, 1, (size_t)info.st_size, file);
	if (ferror(file) || strlen(text) != size)
		return otk_cli_wrong(r->cli, "%s: cannot be read as text", r->path);
	read_lines(r, text);
	return r->has_secret ? otk_cli_check_private(r->cli, r->path, &info) : OTK_CLI_DONE;
}

static otk_cli_exit read_file(reading *r, bool must_exist)
{
	FILE *file = fopen(r->path, "re");
	otk_cli_exit code;

	if (!file && !must_exist && (errno == ENOENT || errno == ENOTDIR))
		return OTK_CLI_DONE;
	if (!file && errno == ENOENT)
		return otk_cli_wrong(
			r->cli, "%s: the file does not exist; otk profile add makes one", r->path);
	if (!file)
		return otk_cli_wrong(r->cli, "%s: %s", r->path, strerror(errno));
	setvbuf(file, NULL, _IONBF, 0); /* a buffer of stdio would keep a copy of the secret */
	code = read_open_file(r, file);
	fclose(file);
	return code;
}

static otk_cli_exit no_such_profile(reading *r)
{
	otk_cli_suggestion suggestion = {0};

	for (size_t i = 0; i < r->name_count; i++)
		otk_cli_suggest(&suggestion, r->wanted, r->names[i]);
	return otk_cli_wrong(r->cli, "%s: there is no [profile %s]%s", r->path, r->wanted,
		otk_cli_did_you_mean(r->cli, &suggestion, "; otk profile list shows all"));
}

/* Reads one profile of the file. */
static otk_cli_exit read_profile(reading *r, const char *profile, bool must_exist)
{
	otk_cli *cli = r->cli;
	otk_cli_credentials *credentials = r->credentials;
	const char *path = r->path;

	*credentials = (otk_cli_credentials){0};
	*r = (reading){.cli = cli,
		.path = path,
		.wanted = profile,
		.credentials = credentials,
		.hooks = otk_cli_json_array(cli)};
	return read_file(r, must_exist);
}

otk_cli_exit otk_cli_config_read(
	otk_cli *cli, const char *profile, otk_cli_credentials *credentials)
{
	bool is_explicit = false, chosen = cli->profile != NULL;
	reading r = {.cli = cli,
		.credentials = credentials,
		.path = otk_cli_config_path(cli, &is_explicit)};
	otk_cli_exit code;

	if (!r.path)
		return cli->profile ? otk_cli_wrong(cli,
					      "--profile: there is no home folder; set OTK_CONFIG")
				    : OTK_CLI_DONE;
	code = read_profile(&r, profile, is_explicit || chosen);
	/* A file that chooses the profile itself is read again, for that one. */
	if (!code && !chosen && r.chosen && strcmp(r.chosen, profile) != 0) {
		chosen = true;
		code = read_profile(&r, r.chosen, true);
	}
	if (code)
		return code;
	if (r.problem)
		return otk_cli_wrong(cli, "%s", r.problem);
	if (!r.found && r.stray)
		return otk_cli_wrong(cli, "%s", r.stray);
	if (!r.found)
		return chosen ? no_such_profile(&r) : OTK_CLI_DONE;
	credentials->source = otk_cli_text(cli, "profile %s of %s", r.wanted, r.path);
	return otk_cli_hooks_add(cli, otk_cli_text(cli, "%s: hook", credentials->source), r.hooks);
}

const char *const *otk_cli_config_profiles(otk_cli *cli)
{
	bool is_explicit = false;
	otk_cli_credentials ignored = {0};
	otk_error caught = OTK_ERROR_INIT, *outer = cli->caught;
	reading r = {.cli = cli,
		.credentials = &ignored,
		.path = otk_cli_config_path(cli, &is_explicit)};

	if (!r.path)
		return NULL;
	cli->caught = &caught;
	if (read_profile(&r, NULL, false))
		r.names = NULL;
	cli->caught = outer;
	return r.names;
}

otk_cli_exit otk_cli_config_no_profile(otk_cli *cli, const char *name)
{
	bool is_explicit = false;
	const char *const *names = otk_cli_config_profiles(cli);
	reading r = {.cli = cli, .path = otk_cli_config_path(cli, &is_explicit), .wanted = name};

	if (!r.path)
		return otk_cli_wrong(cli, "there is no home folder; set OTK_CONFIG");
	for (size_t i = 0; names && names[i]; i++)
		add_name(&r, names[i]);
	return no_such_profile(&r);
}
