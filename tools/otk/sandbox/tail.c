/* SPDX-License-Identifier: MIT */
/* otk tail: prints requests to a sandbox as they come, one line each. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tools/otk/http_client.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/format.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/sandbox/control.h"
#include "tools/otk/terminal/color.h"
#include "tools/otk/terminal/text.h"

#define WAIT_MS  60000 /* of one request to the journal */
#define SLACK_MS 20000 /* beyond that, for the response */
#define PAGE     200   /* entries of one response */

static const otk_cli_field fields[] = {
	OTK_CLI_FIELD("operation", STRING, "only this operation, such as archives.start"),
	OTK_CLI_FIELD("status", INT, "only responses with this status", .max = 999),
	{.name = "session",
		.option = "session-id",
		.kind = OTK_KIND_STRING,
		.help = "only requests about this session"},
	OTK_CLI_FIELD("since", INT,
		"begin after this number; 0: with the oldest that is kept "
		"(default: with the next request)"),
	OTK_CLI_FIELD("count", INT, "end after this number of requests (default: no limit)"),
	OTK_CLI_FIELD("bodies", FLAG, "print the bodies of requests as well", .bare = true),
	OTK_CLI_INSTANCE_FIELD,
};
static const otk_cli_type tail_options = OTK_CLI_TYPE(fields);

typedef struct tail_state {
	otk_cli *cli;
	otk_cli_target target;
	const char *filter; /* "&operation=…" */
	int64_t since;      /* number of the last request that was seen */
	int64_t left;       /* requests that are still expected; -1: no limit */
	bool bodies;
} tail_state;

static const char *word_of(otk_cli *scratch, json_object *entry, const char *name)
{
	const char *text = otk_cli_json_get(entry, name);

	return text ? otk_cli_plain(scratch, text) : "-";
}

static void print_body(otk_cli *scratch, json_object *entry)
{
	const char *body = otk_cli_json_get(entry, "body");

	while (body && *body) {
		size_t size = strcspn(body, "\n");

		printf("    %s\n", otk_cli_safe(scratch, body, size));
		body += size + (body[size] == '\n');
	}
}

/* The colour of a class of statuses is that of a word with the same meaning. */
static const char *color_of(const otk_cli *cli, int64_t status)
{
	return !otk_cli_has_color(cli, 1) ? NULL
	       : status >= 400 || !status ? otk_cli_status_color("failed")
					  : otk_cli_status_color("available");
}

static void print_line(otk_cli *scratch, const tail_state *t, json_object *entry)
{
	const int64_t status = otk_cli_json_int(entry, "status");
	const char *color = color_of(t->cli, status);
	json_object *headers = NULL;

	json_object_object_get_ex(entry, "headers", &headers);
	printf("%s  %s%3s%s  %-6s %s  %.1f ms",
		otk_cli_format_time(scratch, otk_cli_json_int(entry, "time") / 1000, OTK_CLI_CELL),
		color ? color : "", status ? otk_cli_text(scratch, "%" PRId64, status) : "-",
		color ? OTK_CLI_PLAIN : "", word_of(scratch, entry, "method"),
		word_of(scratch, entry, "path"),
		(double)otk_cli_json_int(entry, "elapsedUs") / 1000);
	if (json_object_object_get_ex(entry, "operation", NULL))
		printf("  %s", word_of(scratch, entry, "operation"));
	if (otk_cli_json_get(entry, "fault"))
		printf("  (fault)");
	printf("  %s\n", word_of(scratch, headers, "user-agent"));
	if (t->bodies)
		print_body(scratch, entry);
}

static void print_entry(otk_cli *scratch, const tail_state *t, json_object *entry)
{
	const char *text;

	if (!t->cli->json) {
		print_line(scratch, t, entry);
		return;
	}
	if (!t->cli->show_secrets)
		otk_cli_hide(scratch, NULL, entry);
	text = otk_cli_json_text(entry);
	puts(otk_cli_safe_json(scratch, text, strlen(text)));
}

static void print_entries(otk_cli *scratch, tail_state *t, json_object *json)
{
	json_object *items = NULL;
	size_t count = json_object_object_get_ex(json, "items", &items)
			       ? json_object_array_length(items)
			       : 0;

	for (size_t i = 0; i < count && t->left; i++) {
		json_object *entry = json_object_array_get_idx(items, i);

		t->since = otk_cli_json_int(entry, "seq");
		print_entry(scratch, t, entry);
		t->left -= t->left > 0;
	}
	fflush(stdout);
}

/* Memory is freed after each response: the command may run for months. */
static otk_cli_exit follow_requests(tail_state *t)
{
	otk_cli_exit code = OTK_CLI_DONE;

	while (!code && t->left && !ferror(stdout)) {
		otk_cli scratch = {.json = t->cli->json,
			.show_secrets = t->cli->show_secrets,
			.color = t->cli->color};
		json_object *json = NULL;

		code = otk_cli_sandbox_ask(&scratch, &t->target, "GET",
			otk_cli_text(&scratch, "/requests?since=%" PRId64 "&wait=%d&limit=%d%s",
				t->since, WAIT_MS, PAGE, t->filter),
			NULL, WAIT_MS + SLACK_MS, &json);
		if (!code)
			print_entries(&scratch, t, json);
		otk_cli_release(&scratch);
	}
	return code;
}

static const char *make_filter(otk_cli *cli, json_object *local)
{
	static const char *const names[] = {"operation", "status", "session"};
	const char *filter = "";

	for (size_t i = 0; i < OTK_COUNT_OF(names); i++) {
		const char *value = otk_cli_json_get(local, names[i]);

		if (value)
			filter = otk_cli_text(
				cli, "%s&%s=%s", filter, names[i], otk_cli_http_escape(cli, value));
	}
	return filter;
}

/* The number of the latest request. */
static otk_cli_exit find_latest(tail_state *t)
{
	json_object *json = NULL;
	otk_cli_exit code =
		otk_cli_sandbox_ask(t->cli, &t->target, "GET", "/stats", NULL, 0, &json);

	if (!code && json)
		t->since = otk_cli_json_int(json, "requests");
	return code;
}

static otk_cli_exit run_tail(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	json_object *local = input->local;
	const bool counted = json_object_object_get_ex(local, "count", NULL);
	tail_state t = {.cli = cli,
		.filter = make_filter(cli, local),
		.since = otk_cli_json_int(local, "since"),
		.left = counted ? otk_cli_json_int(local, "count") : -1,
		.bodies = otk_cli_json_yes(local, "bodies")};
	otk_cli_exit code;

	(void)command;
	if (t.since < 0 || (counted && t.left < 0))
		return otk_cli_wrong(cli, "--since, --count: must not be negative");
	code = otk_cli_target_find(cli, local, &t.target);
	if (!code && !json_object_object_get_ex(local, "since", NULL))
		code = find_latest(&t);
	if (code)
		return code;
	otk_cli_hint(cli, "requests to %s", otk_cli_hide_in_text(cli, t.target.url));
	return follow_requests(&t);
}

OTK_CLI_COMMAND(tail) = {
	.feature = "tail",
	.summary = "Print requests to a sandbox as they arrive",
	.words = OTK_CLI_WORDS(),
	.examples = OTK_CLI_WORDS(
		"tail", "tail --operation archives.start --bodies", "tail --status 403 --json"),
	.local = &tail_options,
	.acts = true,
	.run = run_tail,
};
