/* SPDX-License-Identifier: MIT */
/* --timeout for a whole command. */
#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "tools/otk/clock.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/settings/time_limit.h"

/* A call that ends at the deadline gives its own message, which says more. */
#define GRACE_MS 100

/* What the signal handler prints: it must not format a text. */
static const char *last_words;
static size_t last_size;

void otk_cli_time_begin(otk_cli *cli)
{
	cli->deadline = otk_cli_now_ms() + cli->timeout_ms;
}

bool otk_cli_time_is_up(const otk_cli *cli)
{
	return cli->deadline && otk_cli_now_ms() >= cli->deadline;
}

static const char *message_of(otk_cli *cli)
{
	return otk_cli_text(cli, "%s: not finished within %lld ms (--timeout)", cli->command,
		(long long)cli->timeout_ms);
}

otk_cli_exit otk_cli_report_timeout(otk_cli *cli)
{
	return otk_cli_report(cli, OTK_CLI_NOT_REACHED, "timeout", "%s", message_of(cli));
}

otk_cli_exit otk_cli_fail_walk(otk_cli *cli, otk_status status, const otk_error *error)
{
	return status == OTK_E_TIMEOUT && otk_cli_time_is_up(cli) ? otk_cli_report_timeout(cli)
								  : otk_cli_fail(cli, error);
}

static void end_process(int number)
{
	const ssize_t wrote = write(STDERR_FILENO, last_words, last_size);

	(void)number, (void)wrote;
	_exit(OTK_CLI_NOT_REACHED);
}

static void set_timer(int64_t ms)
{
	const struct itimerval timer = {
		.it_value = {.tv_sec = (time_t)(ms / 1000), .tv_usec = (ms % 1000) * 1000}};

	setitimer(ITIMER_REAL, &timer, NULL);
}

void otk_cli_guard_time(otk_cli *cli)
{
	const struct sigaction end = {.sa_handler = end_process};
	int64_t left;
	sigset_t alarms;

	if (!cli->deadline)
		return;
	last_words = otk_cli_report_text(cli, OTK_CLI_NOT_REACHED, "timeout", message_of(cli));
	last_size = strlen(last_words);
	sigemptyset(&alarms);
	sigaddset(&alarms, SIGALRM);
	sigaction(SIGALRM, &end, NULL);
	sigprocmask(SIG_UNBLOCK, &alarms, NULL); /* the parent may have blocked it */
	left = cli->deadline - otk_cli_now_ms();
	set_timer((left > 0 ? left : 0) + GRACE_MS);
}

void otk_cli_unguard_time(void)
{
	set_timer(0);
}
