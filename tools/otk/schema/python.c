/* SPDX-License-Identifier: MIT */
/*
 * The description as type stubs of Python. The Python package makes them, because it gives
 * operations, records and options their names and texts at run time.
 */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/program.h"
#include "tools/otk/schema/formats.h"

/* Writes the description into an unnamed file and rewinds it; NULL: errno has the reason. */
static FILE *description_file(json_object *description)
{
	const char *text = json_object_to_json_string_ext(description, JSON_C_TO_STRING_PLAIN);
	FILE *file;

	if (!text)
		otk_cli_out_of_memory();
	file = tmpfile();
	if (!file)
		return NULL;
	if (fputs(text, file) < 0 || fflush(file) || lseek(fileno(file), 0, SEEK_SET) < 0) {
		fclose(file);
		return NULL;
	}
	return file;
}

static otk_cli_exit report_end(otk_cli *cli, int status)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return OTK_CLI_DONE;
	return otk_cli_wrong(cli,
		"--format python: python3 -m otk.stubs failed; install the Python package otk "
		"(python3-otk) of this version");
}

otk_cli_exit otk_schema_python(otk_cli *cli, json_object *description)
{
	char python[] = "python3", option[] = "-m", module[] = "otk.stubs", input[] = "-";
	char *const words[] = {python, option, module, input, NULL};
	FILE *file = description_file(description);
	int problem, status = 0;
	pid_t process = 0;

	if (!file)
		return otk_cli_wrong(cli, "--format python: a temporary file cannot be written: %s",
			strerror(errno));
	fflush(stdout);
	problem = otk_cli_program_start(words, fileno(file), -1, &process);
	fclose(file);
	if (!problem)
		problem = otk_cli_program_wait(process, &status);
	if (problem)
		return otk_cli_wrong(cli,
			"--format python: python3 cannot be run: %s; it makes the stubs",
			strerror(problem));
	return report_end(cli, status);
}
