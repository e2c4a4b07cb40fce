/* SPDX-License-Identifier: MIT */
/* api_secret_command: a program that prints the secret, such as a password manager. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/program.h"
#include "tools/otk/settings/secret_command.h"

#define NAME       "api_secret_command"
#define WORDS_MAX  64
#define SECRET_MAX 4096

/* ---- words */

/* Copies one word to *to, without its quotes; returns the rest, NULL: a quote is not closed. */
static const char *split_word(const char *text, char **to)
{
	char quote = '\0';

	for (; *text && (quote || !strchr(" \t", *text)); text++) {
		if (quote && *text == quote) {
			quote = '\0';
		} else if (!quote && (*text == '\'' || *text == '"')) {
			quote = *text;
		} else if (*text == '\\' && quote != '\'' && text[1]) {
			*(*to)++ = *++text;
		} else {
			*(*to)++ = *text;
		}
	}
	*(*to)++ = '\0';
	return quote ? NULL : text;
}

static otk_cli_exit split_command(otk_cli *cli, const char *command, char **words)
{
	size_t count = 0;
	char *to = otk_cli_new(cli, strlen(command) + 2);

	for (command += strspn(command, " \t"); *command; command += strspn(command, " \t")) {
		if (count + 1 >= WORDS_MAX)
			return otk_cli_wrong(
				cli, NAME ": more than %d words; write a script", WORDS_MAX - 1);
		words[count++] = to;
		command = split_word(command, &to);
		if (!command)
			return otk_cli_wrong(cli, NAME ": a quote is not closed");
	}
	words[count] = NULL;
	return count ? OTK_CLI_DONE : otk_cli_wrong(cli, NAME ": the command is empty");
}

/* ---- the program */

/* Reads at most `capacity` bytes; -1: an error. */
static ssize_t read_all(int fd, char *text, size_t capacity)
{
	size_t size = 0;

	while (size < capacity) {
		ssize_t got = read(fd, text + size, capacity - size);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		size += (size_t)got;
	}
	return (ssize_t)size;
}

/* cut: the output was longer than what is read, so that the program may have been ended. */
static otk_cli_exit check_end(otk_cli *cli, const char *program, pid_t process, bool cut)
{
	int status = 0;
	const int problem = otk_cli_program_wait(process, &status);

	if (problem)
		return otk_cli_wrong(cli, NAME ": %s: %s", program, strerror(problem));
	if (cut)
		return otk_cli_wrong(
			cli, NAME ": %s printed more than %d bytes", program, SECRET_MAX);
	if (WIFSIGNALED(status))
		return otk_cli_wrong(
			cli, NAME ": %s was ended by signal %d", program, WTERMSIG(status));
	if (WEXITSTATUS(status) != 0)
		return otk_cli_wrong(cli,
			NAME ": %s failed with exit status %d; run the command by hand", program,
			WEXITSTATUS(status));
	return OTK_CLI_DONE;
}

/* Removes one line end and checks the rest. */
static otk_cli_exit check_text(otk_cli *cli, const char *program, char *text, size_t size)
{
	if (size > SECRET_MAX)
		return otk_cli_wrong(
			cli, NAME ": %s printed more than %d bytes", program, SECRET_MAX);
	if (size && text[size - 1] == '\n')
		size--;
	if (size && text[size - 1] == '\r')
		size--;
	text[size] = '\0';
	if (!size)
		return otk_cli_wrong(cli, NAME ": %s printed nothing", program);
	if (strlen(text) != size || strpbrk(text, "\r\n"))
		return otk_cli_wrong(cli,
			NAME ": %s printed more than one line; it must print the secret only",
			program);
	return OTK_CLI_DONE;
}

/* A single word that names no program may be the secret itself, so it is not shown. */
static otk_cli_exit refuse_program(otk_cli *cli, char *const *words, int problem)
{
	if (words[1] || strchr("/.~", words[0][0]))
		return otk_cli_wrong(cli, NAME ": %s cannot be run: %s",
			otk_cli_quote_alone(cli, words[0]), strerror(problem));
	return otk_cli_wrong(cli,
		NAME ": the program was not found (its name is hidden because it may be the "
		     "secret itself); set the command that prints the secret: %s",
		strerror(problem));
}

otk_cli_exit otk_cli_secret_command(otk_cli *cli, const char *command, const char **secret)
{
	const char *program;
	char *words[WORDS_MAX], *text = otk_cli_new(cli, SECRET_MAX + 2);
	int fds[2], problem;
	pid_t process = 0;
	otk_cli_exit code = split_command(cli, command, words);
	ssize_t size;

	if (code)
		return code;
	if (pipe2(fds, O_CLOEXEC))
		return otk_cli_wrong(cli, NAME ": %s", strerror(errno));
	problem = otk_cli_program_start(words, -1, fds[1], &process);
	close(fds[1]);
	if (problem) {
		close(fds[0]);
		return refuse_program(cli, words, problem);
	}
	program = otk_cli_quote_alone(cli, words[0]);
	size = read_all(fds[0], text, SECRET_MAX + 1);
	close(fds[0]);
	code = check_end(cli, program, process, size > SECRET_MAX);
	if (!code && size < 0)
		code = otk_cli_wrong(cli, NAME ": the output of %s cannot be read", program);
	if (!code)
		code = check_text(cli, program, text, (size_t)size);
	*secret = code ? NULL : text;
	return code;
}
