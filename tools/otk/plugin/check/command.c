/* SPDX-License-Identifier: MIT */
/* otk plugin check: runs the tests of a plugin file and prints what to change. */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/response.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/plugin/check/process.h"
#include "tools/otk/plugin/check/test_list.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/tables/suggest.h"
#include "tools/otk/terminal/text.h"
#include "tools/otk/terminal/wrap.h"

static const otk_cli_field check_fields[] = {
	OTK_CLI_FIELD("list", FLAG, "list the tests instead of running them", .bare = true),
	OTK_CLI_FIELD("include", STRINGS, "run this test only", .value_name = "TEST"),
	OTK_CLI_FIELD(
		"seed", INT, "seed of the random values (default 1)", .min = 1, .max = INT32_MAX),
	OTK_CLI_FIELD("in-process", FLAG,
		"run one test without a process of its own, for debuggers and valgrind",
		.bare = true),
};

static const otk_cli_type check_options = OTK_CLI_TYPE(check_fields);

/* One run of the command. */
typedef struct session {
	otk_cli *cli;
	const char *path;
	uint64_t seed;
	json_object *included; /* NULL: all tests */
	json_object *results;
	size_t passed, failed, skipped;
	const char *again; /* command-line options that run the failed tests again */
} session;

/* ---- list */

static otk_cli_exit print_list(otk_cli *cli)
{
	json_object *array = otk_cli_json_array(cli), *root = otk_cli_json_object(cli);

	for (const otk_cli_check_test *test = otk_cli_check_tests; test->name; test++) {
		json_object *item = otk_cli_json_object(cli);

		if (!cli->json)
			printf("%-11s %s\n", test->name, test->summary);
		otk_cli_json_add(item, "name", otk_cli_json_string(test->name));
		otk_cli_json_add(item, "summary", otk_cli_json_string(test->summary));
		otk_cli_json_append(array, json_object_get(item));
	}
	otk_cli_json_add(root, "tests", json_object_get(array));
	if (cli->json)
		otk_cli_print_json(cli, root);
	return OTK_CLI_DONE;
}

static const otk_cli_check_test *test_named(const char *name)
{
	for (const otk_cli_check_test *test = otk_cli_check_tests; test->name; test++)
		if (strcmp(test->name, name) == 0)
			return test;
	return NULL;
}

static otk_cli_exit check_included(otk_cli *cli, json_object *included)
{
	for (size_t i = 0; included && i < json_object_array_length(included); i++) {
		const char *name = json_object_get_string(json_object_array_get_idx(included, i));
		otk_cli_suggestion suggestion = {0};

		if (test_named(name))
			continue;
		for (const otk_cli_check_test *t = otk_cli_check_tests; t->name; t++)
			otk_cli_suggest(&suggestion, name, t->name);
		return otk_cli_wrong(cli, "--include: there is no test %s%s",
			otk_cli_quote(cli, NULL, name),
			suggestion.best ? otk_cli_did_you_mean(cli, &suggestion, "")
					: "; list them with --list");
	}
	return OTK_CLI_DONE;
}

static bool is_included(const session *s, const char *name)
{
	for (size_t i = 0; s->included && i < json_object_array_length(s->included); i++)
		if (strcmp(json_object_get_string(json_object_array_get_idx(s->included, i)),
			    name) == 0)
			return true;
	return !s->included || !json_object_array_length(s->included);
}

/* ---- printing */

static void print_finding(otk_cli *cli, json_object *finding)
{
	printf("          ");
	otk_cli_print_wrapped(10, 12,
		otk_cli_text(cli, "%s: %s", otk_cli_plain(cli, otk_cli_json_get(finding, "where")),
			otk_cli_plain(cli, otk_cli_json_get(finding, "problem"))));
	printf("            ");
	otk_cli_print_wrapped(12, 14,
		otk_cli_text(cli, "change: %s",
			otk_cli_plain(cli, otk_cli_json_get(finding, "change"))));
}

static void print_result(session *s, const otk_cli_check_result *result, const char *word)
{
	const size_t count = json_object_array_length(result->findings);

	if (s->cli->json)
		return;
	printf("%-9s %-11s %s\n", word, result->test->name,
		result->skipped && !count ? otk_cli_plain(s->cli, result->skipped)
					  : result->test->summary);
	for (size_t i = 0; i < count; i++)
		print_finding(s->cli, json_object_array_get_idx(result->findings, i));
	fflush(stdout);
}

static void keep_result(session *s, const otk_cli_check_result *result, const char *word)
{
	json_object *item = otk_cli_json_object(s->cli);

	otk_cli_json_add(item, "name", otk_cli_json_string(result->test->name));
	otk_cli_json_add(item, "result", otk_cli_json_string(word));
	if (result->skipped)
		otk_cli_json_add(item, "reason", otk_cli_json_string(result->skipped));
	otk_cli_json_add(item, "ms", otk_cli_json_number(result->ms));
	otk_cli_json_add(item, "findings", json_object_get(result->findings));
	otk_cli_json_append(s->results, json_object_get(item));
}

static void take_result(session *s, const otk_cli_check_result *result)
{
	const bool failed = json_object_array_length(result->findings) > 0;
	const char *word = failed ? "FAILED" : result->skipped ? "skipped" : "passed";

	s->failed += failed;
	s->skipped += !failed && result->skipped;
	s->passed += !failed && !result->skipped;
	if (failed)
		s->again = otk_cli_text(s->cli, "%s --include %s", s->again, result->test->name);
	print_result(s, result, word);
	keep_result(s, result, failed ? "failed" : word);
}

static otk_cli_exit finish_run(session *s)
{
	otk_cli *cli = s->cli;
	json_object *root = otk_cli_json_object(cli);

	if (cli->json) {
		otk_cli_json_add(root, "file", otk_cli_json_string(s->path));
		otk_cli_json_add(root, "seed", otk_cli_json_number((int64_t)s->seed));
		otk_cli_json_add(root, "passed", otk_cli_json_number((int64_t)s->passed));
		otk_cli_json_add(root, "failed", otk_cli_json_number((int64_t)s->failed));
		otk_cli_json_add(root, "skipped", otk_cli_json_number((int64_t)s->skipped));
		otk_cli_json_add(root, "tests", json_object_get(s->results));
		otk_cli_print_json(cli, root);
	} else {
		printf("%zu passed, %zu failed, %zu skipped\n", s->passed, s->failed, s->skipped);
		if (s->failed)
			printf("again: otk plugin check %s%s --seed %llu\n",
				otk_cli_plain(cli, s->path), s->again, (unsigned long long)s->seed);
	}
	return s->failed ? OTK_CLI_NO_PLUGIN : OTK_CLI_DONE;
}

/* ---- running */

static otk_cli_exit run_all(session *s)
{
	for (const otk_cli_check_test *test = otk_cli_check_tests; test->name; test++) {
		otk_cli_check_result result;

		if (!is_included(s, test->name))
			continue;
		otk_cli_check_run(s->cli, test, s->path, s->seed, &result);
		take_result(s, &result);
	}
	return finish_run(s);
}

static otk_cli_exit run_here(session *s)
{
	const char *name =
		s->included && json_object_array_length(s->included) == 1
			? json_object_get_string(json_object_array_get_idx(s->included, 0))
			: NULL;

	if (!name)
		return otk_cli_wrong(s->cli, "--in-process needs one --include TEST");
	otk_cli_check_run_here(s->cli, test_named(name), s->path, s->seed);
	return OTK_CLI_DONE;
}

static otk_cli_exit run_check(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	session s = {.cli = cli, .results = otk_cli_json_array(cli), .again = ""};
	json_object *local = input->local;
	otk_cli_exit code;
	char *absolute;

	(void)command;
	json_object_object_get_ex(local, "include", &s.included);
	s.seed = (uint64_t)otk_cli_json_int(local, "seed");
	s.seed = s.seed ? s.seed : 1;
	code = check_included(cli, s.included);
	if (code || otk_cli_json_yes(local, "list"))
		return code ? code : print_list(cli);
	if (!input->words[0])
		return otk_cli_wrong(cli, "FILE is missing; write: otk plugin check FILE.so");
	absolute = realpath(input->words[0], NULL);
	if (!absolute)
		return otk_cli_wrong(
			cli, "%s: %s", otk_cli_quote(cli, NULL, input->words[0]), strerror(errno));
	otk_cli_defer(cli, free, absolute);
	s.path = absolute;
	if (strlen(absolute) < 4 || strcmp(absolute + strlen(absolute) - 3, ".so") != 0)
		return otk_cli_wrong(cli, "%s is not a plugin file; its name must end in .so",
			otk_cli_quote(cli, NULL, absolute));
	return otk_cli_json_yes(local, "in-process") ? run_here(&s) : run_all(&s);
}

OTK_CLI_COMMAND(plugin_check) = {
	.feature = "plugin",
	.verb = "check",
	.summary = "Test a plugin file, and say what to change in its source",
	.words = OTK_CLI_WORDS("[FILE]"),
	.examples = OTK_CLI_WORDS("plugin check ./com.example.thing.so",
		"plugin check ./com.example.thing.so --include encode --seed 7",
		"plugin check --list"),
	.local = &check_options,
	.run = run_check,
};
