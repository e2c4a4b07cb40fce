/* SPDX-License-Identifier: MIT */
/* otk listen: receive callbacks, tell the genuine ones, show them, pass them on. */
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/otk/file.h"
#include "tools/otk/json.h"
#include "tools/otk/listen/listen.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/settings/connect.h"
#include "tools/otk/tables/command.h"

#define DEFAULT_ADDRESS "127.0.0.1"
#define DEFAULT_PORT    4951
#define SECRET_MAX      4096

enum { HTTP_OK = 200, HTTP_BAD_REQUEST = 400, HTTP_TOO_LARGE = 413 };

static const otk_cli_field fields[] = {
	{.name = "port",
		.option = "port",
		.kind = OTK_KIND_INT,
		.help = "0: any that is free (default: 4951)"},
	{.name = "port-file",
		.option = "port-file",
		.kind = OTK_KIND_STRING,
		.help = "a file or named pipe for the port, written once it listens"},
	{.name = "bind",
		.option = "bind",
		.kind = OTK_KIND_STRING,
		.help = "the address to listen on, such as 0.0.0.0 (default: 127.0.0.1)"},
	{.name = "count",
		.option = "count",
		.kind = OTK_KIND_INT,
		.help = "end after so many callbacks (default: when interrupted)"},
	{.name = "forward",
		.option = "forward",
		.kind = OTK_KIND_STRING,
		.help = "pass genuine ones on to this URL, and answer what it answers"},
	{.name = "secret-file",
		.option = "secret-file",
		.kind = OTK_KIND_STRINGS,
		.help = "a signature secret; several while it is being replaced. Else: "
			"OTK_CALLBACK_SECRET"},
	{.name = "max-age",
		.option = "max-age",
		.kind = OTK_KIND_INT,
		.unit = OTK_UNIT_SECONDS,
		.help = "how old a signature may be (default: 5m)"},
};
static const otk_cli_type listen_options = {fields, OTK_COUNT_OF(fields)};

typedef struct listener {
	otk_cli *cli;
	otk_client *client;
	otk_cli_seen *seen;
	otk_cli_forward *forward; /* NULL: none */
	otk_strings secrets;      /* none: nothing is verified */
	int64_t max_age;
} listener;

/* ---------------------------------------------------------------- one callback */

static const char *verdict_of(otk_status status)
{
	static const struct {
		otk_status status;
		const char *word;
	} words[] = {
		{OTK_OK, "verified"},
		{OTK_E_UNSIGNED, "unsigned"},
		{OTK_E_TOKEN_EXPIRED, "expired"},
		{OTK_E_HASH, "hash mismatch"},
		{OTK_E_REPLAYED, "replayed"},
	};
	for (size_t i = 0; i < OTK_COUNT_OF(words); i++)
		if (words[i].status == status)
			return words[i].word;
	return "refused";
}

static bool is_genuine(const otk_cli_finding *finding, const listener *l)
{
	return !l->secrets.count || strcmp(finding->verdict, verdict_of(OTK_OK)) == 0;
}

/* Nothing of the body is believed before this. */
static void verify(const listener *l, otk_cli *scratch, const otk_cli_delivery *delivery,
	otk_cli_finding *finding)
{
	otk_error error = OTK_ERROR_INIT;
	finding->verdict = "not checked";
	finding->answer = HTTP_OK;
	if (!l->secrets.count)
		return;
	otk_status status = otk_callback_verify(
		&OTK_CALLBACK_CHECK(.authorization = delivery->authorization,
			.body = delivery->body, .body_size = delivery->size, .secrets = l->secrets,
			.max_age = l->max_age, .seen = otk_cli_seen_before, .userdata = l->seen),
		&finding->answer, &error);
	finding->verdict = verdict_of(status);
	if (status)
		finding->problem = otk_cli_text(scratch, "%s", error.message);
}

/* What is JSON and not known yet is taken: to refuse it would only have it sent again. */
static void parse(const listener *l, otk_cli *scratch, const otk_cli_delivery *delivery,
	otk_cli_finding *finding)
{
	otk_error error = OTK_ERROR_INIT;
	const char *problem = NULL;
	json_object *json = otk_cli_json_parse(scratch, delivery->body, delivery->size, &problem);
	if (!json_object_is_type(json, json_type_object)) {
		finding->answer = HTTP_BAD_REQUEST;
		finding->problem = otk_cli_text(scratch, "the body is no JSON object%s%s",
			problem ? ": " : "", problem ? problem : "");
		return;
	}
	finding->json = json;
	if (otk_callback_parse(
		    l->client, delivery->body, delivery->size, &finding->callback, &error))
		finding->problem = otk_cli_text(scratch, "%s", error.message);
}

static void examine(const listener *l, otk_cli *scratch, const otk_cli_delivery *delivery,
	otk_cli_finding *finding)
{
	if (delivery->too_large) {
		finding->verdict = "refused";
		finding->answer = HTTP_TOO_LARGE;
		finding->problem = otk_cli_text(
			scratch, "the body is longer than %d bytes", OTK_CLI_CALLBACK_MAX);
		return;
	}
	verify(l, scratch, delivery, finding);
	if (finding->answer == HTTP_OK)
		parse(l, scratch, delivery, finding);
	if (finding->answer == HTTP_OK && l->forward && is_genuine(finding, l))
		finding->answer =
			otk_cli_forward_send(scratch, l->forward, delivery, &finding->problem);
	if (finding->answer >= 300 && is_genuine(finding, l))
		otk_cli_seen_undo(l->seen);
}

/* Memory of its own: a listener runs for months. */
static int32_t receive(void *userdata, const otk_cli_delivery *delivery)
{
	const listener *l = userdata;
	otk_cli scratch = {.json = l->cli->json};
	otk_cli_finding finding = {.callback = OTK_CALLBACK_INIT};
	examine(l, &scratch, delivery, &finding);
	otk_cli_listen_show(&scratch, &finding);
	otk_callback_clear(&finding.callback);
	otk_cli_release(&scratch);
	return finding.answer;
}

/* ------------------------------------------------------------------ the secrets */

static otk_cli_exit read_secret(otk_cli *cli, const char *path, const char **secret)
{
	char *text = NULL;
	otk_cli_exit code = otk_cli_read_secret(cli, path, SECRET_MAX, &text);
	if (code)
		return code;
	if (!*text)
		return otk_cli_wrong(cli, "--secret-file: %s is empty", path);
	*secret = text;
	return OTK_CLI_DONE;
}

static otk_cli_exit find_secrets(otk_cli *cli, json_object *local, otk_strings *secrets)
{
	json_object *files = NULL;
	const char *variable = getenv("OTK_CALLBACK_SECRET");
	size_t count = json_object_object_get_ex(local, "secret-file", &files)
			       ? json_object_array_length(files)
			       : 0;
	const char **items = otk_cli_new(cli, (count + 1) * sizeof(*items));
	for (size_t i = 0; i < count; i++) {
		const char *path = json_object_get_string(json_object_array_get_idx(files, i));
		otk_cli_exit code = read_secret(cli, path, &items[i]);
		if (code)
			return code;
	}
	if (!count && variable && *variable)
		items[count++] = variable;
	*secrets = (otk_strings){items, count};
	return OTK_CLI_DONE;
}

/* ------------------------------------------------------------------- the server */

/* A reader of the file never sees half of a number. A pipe or a device is not replaced. */
static otk_cli_exit write_port(otk_cli *cli, const char *path, unsigned port)
{
	struct stat there;
	const bool is_new = stat(path, &there) || S_ISREG(there.st_mode);
	const char *part = is_new ? otk_cli_text(cli, "%s.part", path) : path;
	FILE *file = fopen(part, "we");
	bool good = file && fprintf(file, "%u\n", port) > 0;
	good = file && fclose(file) == 0 && good;
	if (good && (!is_new || rename(part, path) == 0))
		return OTK_CLI_DONE;
	return otk_cli_report(
		cli, OTK_CLI_NOT_REACHED, "io", "cannot write %s: %s", path, strerror(errno));
}

static otk_cli_exit serve(otk_cli *cli, listener *l, json_object *local, int stop_fd)
{
	const char *bind = otk_cli_json_get(local, "bind");
	const char *port_file = otk_cli_json_get(local, "port-file"), *problem = NULL;
	int64_t port = json_object_object_get_ex(local, "port", NULL)
			       ? otk_cli_json_int(local, "port")
			       : DEFAULT_PORT;
	bind = bind ? bind : DEFAULT_ADDRESS;
	if (port < 0 || port > UINT16_MAX)
		return otk_cli_wrong(cli, "--port takes a number from 0 to 65535");
	otk_cli_server *server =
		otk_cli_server_new(cli, bind, (uint16_t)port, receive, l, &problem);
	if (!server)
		return otk_cli_wrong(cli, "%s", problem);
	otk_cli_defer(cli, otk_cli_server_free, server);
	unsigned bound = otk_cli_server_port(server);
	otk_cli_exit code = port_file ? write_port(cli, port_file, bound) : OTK_CLI_DONE;
	if (code)
		return code;
	otk_cli_hint(cli,
		strchr(bind, ':') ? "listening on http://[%s]:%u%s" : "listening on http://%s:%u%s",
		bind, bound, l->secrets.count ? "" : "; nothing is verified: no secret is set");
	otk_cli_server_run(server, otk_cli_json_int(local, "count"), stop_fd);
	return OTK_CLI_DONE;
}

static int signal_fd(void)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	return sigprocmask(SIG_BLOCK, &set, NULL) ? -1 : signalfd(-1, &set, SFD_CLOEXEC);
}

static otk_cli_exit start_forward(otk_cli *cli, listener *l, const char *url)
{
	if (!url)
		return OTK_CLI_DONE;
	if (strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0)
		return otk_cli_wrong(
			cli, "--forward takes an address such as http://localhost:8080/");
	l->forward = otk_cli_forward_new(url);
	otk_cli_defer(cli, otk_cli_forward_free, l->forward);
	return OTK_CLI_DONE;
}

static otk_cli_exit run_listen(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	(void)command;
	const void *vtable = NULL;
	otk_error error = OTK_ERROR_INIT;
	listener l = {.cli = cli, .max_age = otk_cli_json_int(input->local, "max-age")};
	if (otk_cli_json_int(input->local, "count") < 0 || l.max_age < 0)
		return otk_cli_wrong(cli, "--count and --max-age are not negative");
	otk_cli_exit code = find_secrets(cli, input->local, &l.secrets);
	if (!code)
		code = start_forward(cli, &l, otk_cli_json_get(input->local, "forward"));
	if (code)
		return code;
	l.client = otk_cli_describer(cli, &error);
	if (!l.client ||
		otk_interface_get(l.client, OTK_CALLBACKS_ID, OTK_CALLBACKS_MINOR, &vtable, &error))
		return otk_cli_fail(cli, &error);
	int stop_fd = signal_fd();
	if (stop_fd < 0)
		return otk_cli_report(
			cli, OTK_CLI_NOT_REACHED, "io", "signalfd: %s", strerror(errno));
	l.seen = otk_cli_seen_new();
	otk_cli_defer(cli, otk_cli_seen_free, l.seen);
	code = serve(cli, &l, input->local, stop_fd);
	close(stop_fd);
	return code;
}

OTK_CLI_COMMAND(listen) = {
	.feature = "listen",
	.summary = "Receive callbacks, verify and show them",
	.words = OTK_CLI_WORDS(),
	.local = &listen_options,
	.run = run_listen,
};
