/* SPDX-License-Identifier: MIT */
/* Questions to the person at the terminal. */
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <otk/plugin.h>

#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/settings/prompt.h"

#define REPLY_MAX 4096

/* A signal must not leave the terminal without echo: it is noted, and raised again at the end. */
static volatile sig_atomic_t noted;

static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};

static void note_signal(int number)
{
	noted = number;
}

bool otk_cli_can_ask(void)
{
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

/* Reads up to a line end; NULL: done, else what is wrong: a signal or the end of the input. */
static const char *read_line(char *text, size_t capacity)
{
	size_t size = 0;
	char byte = '\0';

	while (!noted && read(STDIN_FILENO, &byte, 1) == 1) {
		if (byte == '\n') {
			text[size] = '\0';
			return NULL;
		}
		if (size + 1 == capacity)
			return "the reply is too long";
		text[size++] = byte;
	}
	return "no reply was given";
}

static const char *read_hidden(char *text, size_t capacity)
{
	struct sigaction old[OTK_COUNT_OF(signals)];
	const struct sigaction note = {.sa_handler = note_signal}; /* read() is interrupted */
	struct termios shown, hidden;
	const char *problem;

	if (tcgetattr(STDIN_FILENO, &shown) != 0)
		return "the terminal cannot be used";
	noted = 0;
	for (size_t i = 0; i < OTK_COUNT_OF(signals); i++)
		sigaction(signals[i], &note, &old[i]);
	hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)ECHO;
	problem = tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0 ? read_line(text, capacity)
								   : "the terminal cannot be used";
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
	for (size_t i = 0; i < OTK_COUNT_OF(signals); i++)
		sigaction(signals[i], &old[i], NULL);
	fputc('\n', stderr);
	if (noted)
		raise(noted);
	return problem;
}

otk_cli_exit otk_cli_ask(otk_cli *cli, const char *question, bool hidden, const char **reply)
{
	char *text = otk_cli_new(cli, REPLY_MAX);
	const char *problem;

	fprintf(stderr, "%s", question);
	fflush(stderr);
	noted = 0;
	problem = hidden ? read_hidden(text, REPLY_MAX) : read_line(text, REPLY_MAX);
	if (problem)
		return otk_cli_wrong(cli, "%s", problem);
	*reply = text;
	return OTK_CLI_DONE;
}
