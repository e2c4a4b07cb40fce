/* SPDX-License-Identifier: MIT */
/* otk inspect: explains a token or a session id, without the service. */
#include "config.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tools/otk/file.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/format.h"
#include "tools/otk/output/record.h"
#include "tools/otk/output/response.h"
#include "tools/otk/settings/credentials.h"
#include "tools/otk/settings/settings.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/terminal/text.h"

/* Some SDKs round the current time to the nearest second: a new token begins up to 1 s from now. */
#define LEEWAY_S 1

static const otk_cli_field fields[] = {
	OTK_CLI_FIELD("verify", FLAG,
		"end with exit code 1 unless the service would accept the token", .bare = true),
	OTK_CLI_FIELD("session-id", STRING, "with --verify: the session it must belong to"),
	OTK_CLI_FIELD("session", STRING, "the same as --session-id", .hidden = true),
};
static const otk_cli_type inspect_options = OTK_CLI_TYPE(fields);

/* The facts in both forms: JSON, and lines for people. */
typedef struct facts {
	otk_cli *cli;
	json_object *json;
	otk_cli_lines lines;
} facts;

static void add_text(facts *f, const char *name, const char *key, const char *value)
{
	if (!value || !*value)
		return;
	otk_cli_json_add(f->json, name, otk_cli_json_string(value));
	otk_cli_lines_add(f->cli, &f->lines, key, otk_cli_safe(f->cli, value, strlen(value)));
}

static void add_fact(
	facts *f, const char *name, const char *key, json_object *value, const char *shown)
{
	if (!value)
		otk_cli_out_of_memory();
	otk_cli_json_add(f->json, name, value);
	otk_cli_lines_add(f->cli, &f->lines, key, shown);
}

static void add_time(facts *f, const char *name, const char *key, int64_t seconds)
{
	if (seconds >= 0)
		add_fact(f, name, key, json_object_new_int64(seconds),
			otk_cli_format_time(f->cli, seconds, OTK_CLI_ENTRY));
}

static void add_strings(facts *f, const char *name, const char *key, otk_strings list)
{
	json_object *array;

	if (!list.count)
		return;
	array = otk_cli_json_array(f->cli);
	for (size_t i = 0; i < list.count; i++)
		otk_cli_json_append(array, otk_cli_json_string(list.items[i]));
	add_fact(f, name, key, json_object_get(array),
		otk_cli_format(f->cli, NULL, array, OTK_CLI_ENTRY));
}

static otk_cli_exit print_facts(facts *f)
{
	if (otk_cli_wants_result(f->cli))
		return otk_cli_print_result(f->cli, f->json);
	otk_cli_lines_print(&f->lines);
	return OTK_CLI_DONE;
}

#define WORD "TOKEN|SESSION"

/* The text is the only argument, so its name replaces the one that the library uses. */
static otk_cli_exit fail_about_word(otk_cli *cli, otk_error *error, bool verify)
{
	static const char session[] = "session_id: ";
	bool is_session = strncmp(error->message, session, sizeof(session) - 1) == 0;
	const char *message = otk_cli_text(
		cli, WORD ": %s", error->message + (is_session ? sizeof(session) - 1 : 0));

	/* Nobody accepts a token that cannot be read. */
	if (verify)
		return otk_cli_report(
			cli, OTK_CLI_REFUSED, otk_status_name(error->status), "%s", message);
	snprintf(error->message, sizeof(error->message), "%s", message);
	return otk_cli_fail(cli, error);
}

/* ---- session ids */

static bool begins_like_session(const char *text)
{
	return isdigit((unsigned char)text[0]) && text[1] == '_';
}

static otk_cli_exit inspect_session(facts *f, const otk_key *key, const char *text)
{
	otk_session_id *parts = NULL;
	otk_error error = OTK_ERROR_INIT;

	if (!begins_like_session(text))
		return otk_cli_wrong(f->cli, WORD
			": it is neither a token, which begins with eyJ or T1==, nor a session id, "
			"which begins with 1_ or 2_");
	if (otk_session_id_parse(text, &parts, &error))
		return fail_about_word(f->cli, &error, false);
	add_text(f, "type", "type", "session id");
	add_text(f, "projectId", "project", parts->project_id);
	if (parts->created_at >= 0)
		add_time(f, "createdAt", "created", parts->created_at / 1000);
	else
		add_text(f, "created", "created", parts->created);
	add_text(f, "location", "location", parts->location);
	add_text(f, "flags", "flags", parts->flags);
	if (key) {
		bool ours = otk_session_id_check(key, text, &error) == OTK_OK;

		add_fact(f, "ours", "own project", json_object_new_boolean(ours),
			ours ? "yes, of the project of the credentials"
			     : otk_cli_text(
				       f->cli, "no, the credentials are of %s", otk_key_id(key)));
	}
	otk_free(parts);
	return print_facts(f);
}

/* ---- tokens */

static void add_expiry(facts *f, const otk_token *token)
{
	int64_t left;
	const char *when, *span;
	json_object *expired;

	if (token->expires_at < 0)
		return;
	left = token->expires_at - (int64_t)time(NULL);
	when = otk_cli_format_time(f->cli, token->expires_at, OTK_CLI_ENTRY);
	span = otk_cli_format_seconds(f->cli, left < 0 ? -left : left);
	add_fact(f, "expiresAt", "expires", json_object_new_int64(token->expires_at),
		otk_cli_text(f->cli, left < 0 ? "%s (%s ago)" : "%s (in %s)", when, span));
	expired = json_object_new_boolean(token->expired == OTK_YES);
	if (!expired)
		otk_cli_out_of_memory();
	otk_cli_json_add(f->json, "expired", expired);
}

static void add_signature(facts *f, const otk_token *token, const otk_key *key)
{
	static const struct {
		const char *word, *text;
	} words[] = {
		[OTK_TOKEN_NOT_CHECKED] = {"not checked", "not checked: no credentials are set"},
		[OTK_TOKEN_VALID] = {"valid", "valid"},
		[OTK_TOKEN_WRONG] = {"wrong", "wrong: made with other credentials, or changed"},
	};
	const char *text = words[token->signature].text;

	if (token->signature == OTK_TOKEN_NOT_CHECKED && key)
		text = "not checked: this key has no public half";
	add_fact(f, "signature", "signature", json_object_new_string(words[token->signature].word),
		text);
}

/* One line for each reason why the service would refuse the token. */
static void add_problems(facts *f, const otk_token *token)
{
	json_object *array = otk_cli_json_array(f->cli);

	if (!token->problems.count)
		return;
	for (size_t i = 0; i < token->problems.count; i++) {
		const char *problem = token->problems.items[i];

		otk_cli_json_append(array, otk_cli_json_string(problem));
		otk_cli_lines_add(f->cli, &f->lines, "problem",
			otk_cli_safe(f->cli, problem, strlen(problem)));
	}
	otk_cli_json_add(f->json, "problems", json_object_get(array));
}

static void add_token(facts *f, const otk_token *token, const otk_key *key)
{
	add_text(f, "type", "type", "token");
	add_text(f, "kind", "kind", token->kind == OTK_TOKEN_T1 ? "T1" : "JWT");
	add_text(f, "algorithm", "algorithm", token->algorithm);
	add_signature(f, token, key);
	add_text(f, "projectId", "project", token->project_id);
	add_text(f, "sessionId", "session", token->session_id);
	add_text(f, "role", "role", token->role);
	add_text(f, "data", "data", token->data);
	add_strings(f, "layoutClasses", "layout classes", token->layout_classes);
	add_time(f, "issuedAt", "issued", token->issued_at);
	add_expiry(f, token);
	add_text(f, "nonce", "nonce", token->nonce);
	add_text(f, "scope", "scope", token->scope);
	add_text(f, "subject", "subject", token->subject);
	add_problems(f, token);
}

static otk_cli_exit verify_token(
	otk_cli *cli, const otk_key *key, const char *token, json_object *local)
{
	otk_error error = OTK_ERROR_INIT;
	const char *session = otk_cli_json_get(local, "session-id");

	if (!session)
		session = otk_cli_json_get(local, "session");
	if (!key)
		return otk_cli_wrong(cli,
			"--verify: there are no credentials to verify with; otk help shows where they "
			"are read from");
	if (!otk_token_verify(key, token, session, LEEWAY_S, 0, &error))
		return OTK_CLI_DONE;
	return otk_cli_report(
		cli, OTK_CLI_REFUSED, otk_status_name(error.status), "%s", error.message);
}

static otk_cli_exit inspect_token(
	facts *f, const otk_key *key, const char *text, json_object *local)
{
	otk_token *token = NULL;
	otk_error error = OTK_ERROR_INIT;
	bool verify = otk_cli_json_yes(local, "verify");
	otk_cli_exit code;

	if (otk_token_inspect(key, text, 0, &token, &error))
		return fail_about_word(f->cli, &error, verify);
	add_token(f, token, key);
	otk_free(token);
	code = print_facts(f);
	return !code && verify ? verify_token(f->cli, key, text, local) : code;
}

/* ---- both */

/* "T1==…", or three parts separated by dots; a session id has neither form. */
static bool is_token(const char *text)
{
	const char *dot = strchr(text, '.');

	return strncmp(text, "T1==", 4) == 0 || (dot && strchr(dot + 1, '.'));
}

/* "-" is stdin: other users of the machine can read the command line. */
static otk_cli_exit read_text(otk_cli *cli, const char *word, const char **text)
{
	const char *problem = NULL;
	size_t size = 0;
	char *read;
	size_t line;

	*text = word;
	if (strcmp(word, "-") != 0)
		return OTK_CLI_DONE;
	read = otk_cli_read_file(cli, word, OTK_TOKEN_SIZE_MAX, &size, &problem);
	if (!read)
		return otk_cli_wrong(cli, "stdin: %s", problem);
	line = strcspn(read, "\r\n");
	if (line + strspn(read + line, " \t\r\n") != size)
		return otk_cli_wrong(
			cli, WORD ": stdin has more than one line; give one token or session id");
	read[line] = '\0';
	if (!*read)
		return otk_cli_wrong(cli, WORD ": stdin is empty");
	*text = read;
	return OTK_CLI_DONE;
}

static otk_cli_exit run_inspect(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	const char *text = NULL;
	otk_key *key = NULL;
	otk_cli_credentials credentials;
	facts f = {.cli = cli, .json = otk_cli_json_object(cli)};
	otk_cli_exit code = read_text(cli, input->words[0], &text);

	(void)command;
	if (!code)
		code = otk_cli_credentials_find(cli, &credentials);
	if (!code && credentials.source)
		code = otk_cli_credentials_key(cli, &credentials, false, &key);
	if (code)
		return code;
	code = is_token(text) ? inspect_token(&f, key, text, input->local)
			      : inspect_session(&f, key, text);
	otk_key_free(key);
	return code;
}

OTK_CLI_COMMAND(inspect) = {
	.feature = "inspect",
	.summary = "Explain a token or a session id",
	.words = OTK_CLI_WORDS(WORD),
	.examples = OTK_CLI_WORDS("inspect TOKEN", "inspect TOKEN --verify --session-id SESSION-ID",
		"inspect SESSION-ID"),
	.local = &inspect_options,
	.run = run_inspect,
};
