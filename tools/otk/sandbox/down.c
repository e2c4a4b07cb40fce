/* SPDX-License-Identifier: MIT */
/* otk sandbox down: ends a sandbox that otk sandbox up has started. */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tools/otk/json.h"
#include "tools/otk/message.h"
#include "tools/otk/sandbox/instance.h"
#include "tools/otk/sandbox/target.h"
#include "tools/otk/tables/command.h"

#define END_TIMEOUT_MS  10000
#define KILL_TIMEOUT_MS 5000

/* Sends the signal and waits until the process has ended. */
static bool end_process(int process, int number, int timeout_ms)
{
	struct pollfd wait = {.fd = process, .events = POLLIN};

	return syscall(SYS_pidfd_send_signal, process, number, NULL, 0) == 0 &&
	       poll(&wait, 1, timeout_ms) > 0;
}

static otk_cli_exit run_down(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	const char *name = otk_cli_json_get(input->local, "instance");
	otk_cli_instance instance, again;
	otk_cli_exit code = otk_cli_instance_read(cli, name, &instance);
	int process;
	bool ended;

	(void)command;
	if (code)
		return code;
	if (!instance.running) {
		otk_cli_hint(cli, "no sandbox is running");
		return OTK_CLI_DONE;
	}
	process = instance.pid ? (int)syscall(SYS_pidfd_open, instance.pid, 0) : -1;
	/* The process id is that of the sandbox if the lock is still held. */
	code = otk_cli_instance_read(cli, name, &again);
	if (!code && again.running && process < 0)
		return otk_cli_report(cli, OTK_CLI_REFUSED, "busy",
			"the sandbox cannot be ended: %s",
			instance.pid ? strerror(errno) : "it is still starting");
	ended = code || !again.running || again.pid != instance.pid ||
		end_process(process, SIGTERM, END_TIMEOUT_MS) ||
		end_process(process, SIGKILL, KILL_TIMEOUT_MS);
	if (process >= 0)
		close(process);
	if (!code && !ended)
		return otk_cli_report(cli, OTK_CLI_REFUSED, "busy",
			"the sandbox (process %ld) does not end", (long)instance.pid);
	if (!code)
		otk_cli_instance_remove(&instance);
	return code;
}

OTK_CLI_COMMAND(sandbox_down) = {
	.feature = "sandbox",
	.verb = "down",
	.summary = "End the sandbox that otk sandbox up has started",
	.words = OTK_CLI_WORDS(),
	.examples = OTK_CLI_WORDS("sandbox down"),
	.local = &otk_cli_target_options,
	.acts = true,
	.results = OTK_CLI_WORDS(),
	.run = run_down,
};
