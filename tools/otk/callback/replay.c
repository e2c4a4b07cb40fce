/* SPDX-License-Identifier: MIT */
/* otk replay: sends a callback again, from a file, stdin or the list of a sandbox. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "tools/otk/callback/deliver.h"
#include "tools/otk/file.h"
#include "tools/otk/json.h"
#include "tools/otk/listen/keep.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/sandbox/control.h"
#include "tools/otk/terminal/text.h"

#define FILE_MAX_SIZE (64 * 1024 * 1024)

static const otk_cli_field fields[] = {OTK_CLI_DELIVER_FIELDS, OTK_CLI_INSTANCE_FIELD};
static const otk_cli_type replay_options = OTK_CLI_TYPE(fields);

typedef struct replaying {
	otk_cli *cli;
	otk_cli_delivery_target target;
	otk_cli_exit code; /* of the first callback that failed */
	size_t count;
} replaying;

static void send_body(replaying *r, const char *name, const char *body, size_t size)
{
	otk_cli_exit code = otk_cli_deliver(r->cli, &r->target, name, body, size);

	r->count++;
	if (!r->code)
		r->code = code;
}

/* A word for the output: the event or kind that the body has. */
static const char *name_of(otk_cli *cli, json_object *body)
{
	const char *event = otk_cli_json_get(body, "event");
	const char *status = otk_cli_json_get(body, "status");

	if (event && status)
		return otk_cli_plain(cli, otk_cli_text(cli, "%s.%s", event, status));
	return event ? otk_cli_plain(cli, event) : "callback";
}

/*
 * One object: the line of otk listen --json, an entry of the list of a sandbox, or the body itself,
 * whose bytes are sent as they are.
 */
static void send_object(replaying *r, json_object *object, const char *text, size_t size)
{
	json_object *inner = NULL;

	if (json_object_object_get_ex(object, "callback", &inner) &&
		json_object_object_get_ex(object, "verdict", NULL)) {
		text = otk_cli_json_text(inner);
		send_body(r, name_of(r->cli, inner), text, strlen(text));
	} else if (json_object_object_get_ex(object, "body", &inner) &&
		   json_object_is_type(inner, json_type_string) &&
		   json_object_object_get_ex(object, "kind", NULL)) {
		send_body(r, otk_cli_plain(r->cli, otk_cli_json_get(object, "kind")),
			json_object_get_string(inner), (size_t)json_object_get_string_len(inner));
	} else {
		send_body(r, name_of(r->cli, object), text, size);
	}
}

static size_t trim_end(const char *text, size_t size)
{
	while (size && strchr(" \t\r\n", text[size - 1]))
		size--;
	return size;
}

/* Each line is an object: the output of otk listen --json. */
static otk_cli_exit send_lines(replaying *r, const char *text, size_t size, const char *source)
{
	const char *end = text + size, *problem = NULL;

	for (size_t number = 1; text < end; number++) {
		const char *line = memchr(text, '\n', (size_t)(end - text));
		size_t length = trim_end(text, (size_t)((line ? line : end) - text));
		json_object *object =
			length ? otk_cli_json_parse(r->cli, text, length, &problem) : NULL;

		if (length && !json_object_is_type(object, json_type_object))
			return otk_cli_wrong(r->cli, "%s: line %zu is not a JSON object%s%s",
				otk_cli_quote_alone(r->cli, source), number, problem ? ": " : "",
				problem ? problem : "");
		if (length)
			send_object(r, object, text, length);
		text = line ? line + 1 : end;
	}
	return r->count ? r->code
			: otk_cli_wrong(r->cli, "%s: the file has no callback",
				  otk_cli_quote_alone(r->cli, source));
}

static otk_cli_exit send_file(replaying *r, const char *path)
{
	const char *problem = NULL;
	size_t size = 0;
	char *text = otk_cli_read_file(r->cli, path, FILE_MAX_SIZE, &size, &problem);
	json_object *object;

	if (!text)
		return otk_cli_wrong(r->cli, "CALLBACK: the file %s cannot be read: %s",
			otk_cli_quote(r->cli, NULL, path), problem);
	size = trim_end(text, size);
	object = otk_cli_json_parse(r->cli, text, size, &problem);
	if (!json_object_is_type(object, json_type_object))
		return send_lines(r, text, size, path);
	send_object(r, object, text, size);
	return r->code;
}

static bool send_kept(void *userdata, const otk_cli_kept *kept)
{
	send_body(userdata, otk_cli_plain(((replaying *)userdata)->cli, kept->kind), kept->body,
		kept->size);
	return true;
}

static otk_cli_exit send_database(replaying *r, const char *path)
{
	otk_cli_exit code = otk_cli_keep_read(r->cli, path, send_kept, r);

	return code ? code : r->code;
}

static otk_cli_exit send_of_sandbox(replaying *r, const char *id, json_object *local)
{
	otk_cli_target target;
	json_object *json = NULL, *items = NULL;
	otk_cli_exit code = otk_cli_target_find(r->cli, local, &target);

	if (!code)
		code = otk_cli_sandbox_ask(r->cli, &target, "GET", "/callbacks", NULL, 0, &json);
	if (code)
		return code;
	json_object_object_get_ex(json, "items", &items);
	for (size_t i = 0; items && i < json_object_array_length(items); i++) {
		json_object *item = json_object_array_get_idx(items, i);
		const char *known = otk_cli_json_get(item, "id");

		if (!known || strcmp(known, id) != 0)
			continue;
		send_object(r, item, NULL, 0);
		return r->code;
	}
	return otk_cli_wrong(r->cli,
		"CALLBACK: the sandbox has no callback %s; \"otk sandbox callbacks\" lists them; a "
		"file is written as @FILE",
		otk_cli_quote(r->cli, NULL, id));
}

static otk_cli_exit run_replay(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	replaying r = {.cli = cli};
	const char *source = input->words[0];
	otk_cli_exit code = otk_cli_delivery_target_find(cli, input->local, &r.target);

	(void)command;
	if (code)
		return code;
	/* SQLite takes an empty name for a new database. */
	if (strcmp(source, OTK_CLI_KEEP_PREFIX) == 0)
		return otk_cli_wrong(cli, "CALLBACK: %s is not a database; write sqlite:FILE",
			otk_cli_quote(cli, NULL, source));
	if (strncmp(source, OTK_CLI_KEEP_PREFIX, strlen(OTK_CLI_KEEP_PREFIX)) == 0)
		return send_database(&r, source + strlen(OTK_CLI_KEEP_PREFIX));
	if (strcmp(source, "-") == 0 || *source == '@')
		return send_file(&r, source + (*source == '@'));
	return send_of_sandbox(&r, source, input->local);
}

OTK_CLI_COMMAND(replay) = {
	.feature = "replay",
	.summary =
		"Send a callback again, from a file, stdin, a sandbox, or a database of otk listen",
	.words = OTK_CLI_WORDS("CALLBACK-ID|@FILE|sqlite:FILE|-"),
	.examples = OTK_CLI_WORDS("replay @callback.json --to http://localhost:8080/",
		"replay CALLBACK-ID --to http://localhost:8080/ --secret-file secret.txt"),
	.local = &replay_options,
	.run = run_replay,
};
