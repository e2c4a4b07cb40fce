/* SPDX-License-Identifier: MIT */
/* otk sandbox up: starts otk-sandbox in the background and prints how a shell reaches it. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/otk/clock.h"
#include "tools/otk/file.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/response.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/sandbox/exports.h"
#include "tools/otk/sandbox/instance.h"
#include "tools/otk/sandbox/program.h"
#include "tools/otk/sandbox/target.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/tables/known_values.h"
#include "tools/otk/terminal/text.h"

#define DEFAULT_PORT     4950
#define START_TIMEOUT_MS 30000
#define LOG_SHOWN        65536 /* bytes of a log that are read for a message */
#define DESCRIPTORS      1024  /* that the sandbox does not inherit */

static const otk_cli_field fields[] = {
	OTK_CLI_FIELD(
		"port", INT, "port to listen on; 0: a free one (default: 4950)", .max = 65535),
	OTK_CLI_FIELD("https", FLAG, "serve HTTPS", .bare = true),
	OTK_CLI_FIELD("application", FLAG, "print the credentials of the Vonage application",
		.bare = true),
	OTK_CLI_FIELD("db", STRING, "keep the state in this file (default: in memory)",
		.value_name = "FILE"),
	OTK_CLI_FIELD("shell", STRING, "print commands for this shell (default: sh)",
		.values = otk_cli_export_shells),
	OTK_CLI_FIELD("program", STRING, "path of otk-sandbox (default: beside otk, or in PATH)",
		.value_name = "FILE"),
	OTK_CLI_INSTANCE_FIELD,
};
static const otk_cli_type up_options = OTK_CLI_TYPE(fields);

/* ---- the new process */

/* The descriptors that the sandbox inherits. */
typedef struct inherited {
	int lock;
	int report; /* it writes its port to this pipe, and what keeps it from starting */
} inherited;

static void prepare_descriptors(const otk_cli_instance *instance, inherited kept)
{
	int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
	int log = open(
		instance->log_file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (nothing < 0 || log < 0 || dup2(nothing, STDIN_FILENO) < 0 ||
		dup2(log, STDOUT_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0)
		_exit(dprintf(kept.report, "!cannot write %s: %s\n", instance->log_file,
			strerror(errno)));
	/* The caller would wait for the sandbox if the sandbox kept a pipe of it open. */
	for (int fd = STDERR_FILENO + 1; fd < DESCRIPTORS; fd++)
		if (fd != kept.lock && fd != kept.report)
			fcntl(fd, F_SETFD, FD_CLOEXEC);
}

_Noreturn static void become_sandbox(
	const otk_cli_instance *instance, inherited kept, char *const *arguments)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	setsid();
	prepare_descriptors(instance, kept);
	if (dprintf(kept.lock, "%ld\n", (long)getpid()) < 0)
		_exit(dprintf(kept.report, "!cannot write %s: %s\n", instance->pid_file,
			strerror(errno)));
	execv(arguments[0], arguments);
	_exit(dprintf(kept.report, "!cannot run %s: %s\n", arguments[0], strerror(errno)));
}

/* ---- its command line */

/* Options of otk-sandbox that cannot follow "--", and the option of this command instead; NULL:
 * none. This command sets the first ones; the last ones would change the address or the
 * credentials that it prints. */
static const char *const reserved[][2] = {
	{"--port", "--port"},
	{"--https", "--https"},
	{"--db", "--db"},
	{"--port-file", NULL},
	{"--cert-file", "--https"},
	{"--app-key-file", "--application"},
	{"--bind", NULL},
	{"--listen", NULL},
	{"--credentials-file", NULL},
	{"--generate-credentials", NULL},
};

static otk_cli_exit check_rest(otk_cli *cli, const char *const *rest)
{
	for (; rest && *rest; rest++)
		for (size_t i = 0; i < OTK_COUNT_OF(reserved); i++) {
			/* otk-sandbox also accepts a prefix of the name. */
			size_t size = strcspn(*rest, "=");

			if (size <= 2 || strncmp(*rest, reserved[i][0], size) != 0)
				continue;
			return otk_cli_wrong(cli, "%s: this option is set by otk sandbox up; %s%s",
				reserved[i][0],
				reserved[i][1] ? "write before --: "
					       : "to choose it, start otk-sandbox itself",
				reserved[i][1] ? reserved[i][1] : "");
		}
	return OTK_CLI_DONE;
}

static char **list_arguments(otk_cli *cli, const otk_cli_instance *instance, const char *program,
	int report, const otk_cli_input *input)
{
	const char *db = otk_cli_json_get(input->local, "db");
	const int64_t port = json_object_object_get_ex(input->local, "port", NULL)
				     ? otk_cli_json_int(input->local, "port")
				     : DEFAULT_PORT;
	size_t count = 0, rest = 0;
	const char **list;

	while (input->rest && input->rest[rest])
		rest++;
	list = otk_cli_new(cli, (rest + 16) * sizeof(*list));
	list[count++] = program;
	list[count++] = "--port";
	list[count++] = otk_cli_text(cli, "%lld", (long long)port);
	list[count++] = "--port-file";
	list[count++] = otk_cli_text(cli, "/dev/fd/%d", report);
	if (instance->ca_file) {
		list[count++] = "--https";
		list[count++] = "--cert-file";
		list[count++] = instance->ca_file;
	}
	if (instance->key_file) {
		list[count++] = "--app-key-file";
		list[count++] = instance->key_file;
	}
	if (db) {
		list[count++] = "--db";
		list[count++] = db;
	}
	for (size_t i = 0; i < rest; i++)
		list[count++] = input->rest[i];
	return (char **)(uintptr_t)list;
}

/* ---- waiting for it */

/* Reads one line, or up to the end of the pipe. */
static const char *read_report(otk_cli *cli, const otk_cli_instance *instance, int fd)
{
	const int64_t end = otk_cli_now_ms() + START_TIMEOUT_MS;
	char line[PATH_MAX + 256];
	size_t size = 0;

	for (;;) {
		struct pollfd wait = {.fd = fd, .events = POLLIN};
		const int64_t left = end - otk_cli_now_ms();
		ssize_t count;
		int ready;

		if (left <= 0)
			return otk_cli_text(cli, "!otk-sandbox has not started within %d s; see %s",
				START_TIMEOUT_MS / 1000, instance->log_file);
		if (size == sizeof(line) - 1 || memchr(line, '\n', size))
			break;
		ready = poll(&wait, 1, (int)left);
		/* EINTR: the user has stopped and continued this process. */
		if (ready == 0 || (ready < 0 && errno == EINTR))
			continue;
		count = ready < 0 ? -1 : read(fd, line + size, sizeof(line) - 1 - size);
		if (count <= 0)
			break;
		size += (size_t)count;
	}
	return otk_cli_copy(cli, line, size ? size - (line[size - 1] == '\n') : 0);
}

/* The last line of the log. */
static const char *last_words(otk_cli *cli, const otk_cli_instance *instance)
{
	const char *problem = NULL;
	size_t size = 0;
	char *text = otk_cli_read_file(cli, instance->log_file, LOG_SHOWN, &size, &problem);
	char *start;

	while (size && text[size - 1] == '\n')
		text[--size] = '\0';
	if (!size)
		return "it ended without a message";
	/* "Try 'otk-sandbox --help'" follows the reason. */
	start = strrchr(text, '\n');
	if (start && strncmp(start + 1, "Try ", 4) == 0) {
		*start = '\0';
		start = strrchr(text, '\n');
	}
	start = start ? start + 1 : text;
	return strncmp(start, "otk-sandbox: ", 13) == 0 ? start + 13 : start;
}

static otk_cli_exit report_failure(
	otk_cli *cli, const otk_cli_instance *instance, const char *report, pid_t pid)
{
	if (pid > 0)
		kill(pid, SIGKILL);
	if (*report == '!')
		return otk_cli_report(cli, OTK_CLI_NOT_REACHED, "not_started", "%s",
			otk_cli_plain(cli, report + 1));
	return otk_cli_report(cli, OTK_CLI_NOT_REACHED, "not_started",
		"otk-sandbox did not start: %s", otk_cli_plain(cli, last_words(cli, instance)));
}

/* Starts the program and waits until it listens. */
static otk_cli_exit start_program(otk_cli *cli, otk_cli_instance *instance, const char *program,
	int lock, const otk_cli_input *input)
{
	int ends[2];
	char **arguments;
	const char *report;
	otk_cli_exit code;
	pid_t pid;

	if (pipe(ends) != 0)
		return otk_cli_report(cli, OTK_CLI_NOT_REACHED, "io", "pipe: %s", strerror(errno));
	arguments = list_arguments(cli, instance, program, ends[1], input);
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fflush(NULL);
	pid = fork();
	if (pid == 0)
		become_sandbox(instance, (inherited){.lock = lock, .report = ends[1]}, arguments);
	close(ends[1]);
	report = pid < 0 ? otk_cli_text(cli, "!fork: %s", strerror(errno))
			 : read_report(cli, instance, ends[0]);
	close(ends[0]);
	if (pid < 0 || !*report || *report == '!')
		return report_failure(cli, instance, report, pid);
	instance->url = otk_cli_text(
		cli, "%s://127.0.0.1:%s", instance->ca_file ? "https" : "http", report);
	code = otk_cli_instance_write(cli, instance);
	if (code)
		kill(pid, SIGTERM);
	return code;
}

static otk_cli_exit start_instance(
	otk_cli *cli, otk_cli_instance *instance, const otk_cli_input *input)
{
	const char *program = NULL;
	otk_cli_exit code =
		otk_cli_sandbox_program(cli, otk_cli_json_get(input->local, "program"), &program);
	int lock;

	if (code)
		return code;
	lock = otk_cli_instance_lock(cli, instance, &code);
	if (lock < 0 && code == OTK_CLI_REFUSED)
		return otk_cli_report(
			cli, OTK_CLI_REFUSED, "busy", "a sandbox of this name is being started");
	if (lock < 0)
		return code;
	otk_cli_instance_remove(instance);
	if (otk_cli_json_yes(input->local, "https"))
		instance->ca_file =
			otk_cli_text(cli, "%s/%s.crt", instance->folder, instance->name);
	if (otk_cli_json_yes(input->local, "application"))
		instance->key_file =
			otk_cli_text(cli, "%s/%s.key", instance->folder, instance->name);
	code = start_program(cli, instance, program, lock, input);
	close(lock);
	return code;
}

/* Options that only choose what is printed are allowed for a sandbox that is running. */
static bool asks_for_another(const otk_cli_input *input)
{
	json_object_iter each;

	json_object_object_foreachC(input->local, each) {
		if (strcmp(each.key, "instance") != 0 && strcmp(each.key, "shell") != 0)
			return true;
	}
	return input->rest && *input->rest;
}

static otk_cli_exit run_up(otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	otk_cli_instance instance;
	otk_cli_exit code = otk_cli_check_known(cli, command->local, input->local);

	if (!code)
		code = check_rest(cli, input->rest);
	if (!code)
		code = otk_cli_instance_read(
			cli, otk_cli_json_get(input->local, "instance"), &instance);
	if (code)
		return code;
	if (instance.running && asks_for_another(input))
		return otk_cli_wrong(cli,
			"a sandbox is running already (%s); end it with: otk sandbox down, or start "
			"this one with --instance NAME",
			instance.url ? instance.url : "it is starting");
	if (!instance.running)
		code = start_instance(cli, &instance, input);
	if (!code && !instance.url)
		return otk_cli_report(cli, OTK_CLI_REFUSED, "busy",
			"the sandbox is starting; run the command again");
	return code ? code
		    : otk_cli_exports_print(
			      cli, &instance, otk_cli_json_get(input->local, "shell"));
}

OTK_CLI_COMMAND(sandbox_up) = {
	.feature = "sandbox",
	.verb = "up",
	.summary = "Start otk-sandbox in the background and print the settings for the shell; "
		   "options after -- are passed to otk-sandbox",
	.words = OTK_CLI_WORDS(),
	.takes_rest = true,
	.examples = OTK_CLI_WORDS("sandbox up", "sandbox up --port 0 --instance test",
		"sandbox up --https --application"),
	.local = &up_options,
	.acts = true,
	.results = OTK_CLI_WORDS("OTK_API_URL", "OTK_CA_FILE", "OTK_API_KEY", "OTK_API_SECRET",
		"OTK_APPLICATION_ID", "OTK_PRIVATE_KEY"),
	.run = run_up,
};
