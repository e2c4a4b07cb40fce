/* SPDX-License-Identifier: MIT */
/* Prints errors: one line that says what to do, then the details of the response; or JSON. */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/output/wording.h"
#include "tools/otk/terminal/color.h"
#include "tools/otk/terminal/text.h"

static void print_safe(otk_cli *cli, const char *prefix, const char *text)
{
	fprintf(stderr, "otk: %s%s\n", prefix, otk_cli_plain(cli, otk_cli_without_keys(cli, text)));
}

static void add_text(json_object *object, const char *name, const char *text)
{
	if (*text)
		otk_cli_json_add(object, name, otk_cli_json_string(text));
}

static void add_int(json_object *object, const char *name, int64_t number)
{
	json_object *value = otk_cli_json_number(number);

	otk_cli_json_add(object, name, value);
}

static const char *error_json(
	otk_cli *cli, const otk_error *error, otk_cli_exit code, const char *word)
{
	json_object *root = otk_cli_json_object(cli);
	json_object *object = json_object_new_object();
	const char *text;

	if (!object)
		otk_cli_out_of_memory();
	otk_cli_json_add(root, "error", object);
	add_text(object, "status", word);
	add_text(object, "message", error->message);
	add_int(object, "exit", code);
	if (error->http_status)
		add_int(object, "httpStatus", error->http_status);
	if (error->service_code != OTK_NO_SERVICE_CODE)
		add_int(object, "code", error->service_code);
	add_text(object, "serviceMessage", error->service_message);
	add_text(object, "traceId", error->trace_id);
	if (error->retry_after_ms >= 0)
		add_int(object, "retryAfterMs", error->retry_after_ms);
	if (error->attempts)
		add_int(object, "attempts", error->attempts);
	text = otk_cli_json_text(root);
	return otk_cli_text(cli, "%s\n", otk_cli_safe_json(cli, text, strlen(text)));
}

/* Prints the details of a response: "HTTP 409, code 15002, trace 3f2a…". */
static void print_details(otk_cli *cli, const otk_error *error)
{
	char *details = otk_cli_text(cli, "HTTP %d", (int)error->http_status);

	if (error->service_code != OTK_NO_SERVICE_CODE)
		details =
			otk_cli_text(cli, "%s, code %lld", details, (long long)error->service_code);
	if (error->retry_after_ms >= 0)
		details = otk_cli_text(cli, "%s, try again in %.0f s", details,
			(double)error->retry_after_ms / 1000);
	if (*error->trace_id)
		details = otk_cli_text(cli, "%s, trace %s", details, error->trace_id);
	print_safe(cli, "the service responded: ", details);
	if (*error->service_message && !strstr(error->message, error->service_message))
		print_safe(cli, "message of the service: ", error->service_message);
}

static otk_cli_exit print_error(
	otk_cli *cli, const otk_error *given, otk_cli_exit code, const char *word)
{
	otk_error shown = *given, *error = &shown;

	snprintf(shown.message, sizeof(shown.message), "%s",
		otk_cli_without_keys(cli, given->message));
	if (cli->caught) {
		*cli->caught = *error;
		return code;
	}
	if (cli->json) {
		fputs(error_json(cli, error, code, word), stderr);
		return code;
	}
	if (otk_cli_has_color(cli, STDERR_FILENO))
		fprintf(stderr, "%sotk: %s" OTK_CLI_PLAIN "\n", otk_cli_status_color("error"),
			otk_cli_plain(cli, error->message));
	else
		print_safe(cli, "", error->message);
	/* The response does not explain why a file could not be written. */
	if (error->http_status && error->status != OTK_E_IO)
		print_details(cli, error);
	return code;
}

otk_cli_exit otk_cli_fail(otk_cli *cli, const otk_error *error)
{
	otk_error shown = *error;

	snprintf(shown.message, sizeof(shown.message), "%s",
		otk_cli_in_user_words(cli, error->message));
	error = &shown;
	return print_error(
		cli, error, otk_cli_exit_of(error->status), otk_status_name(error->status));
}

/* Prints a message. Keys in it are replaced before it is cut to its maximum length. */
OTK_PRINTF(3, 0)
static void print_message(otk_cli *cli, otk_error *error, const char *format, va_list list)
{
	char *text = NULL;

	if (vasprintf(&text, format, list) < 0)
		otk_cli_out_of_memory();
	snprintf(error->message, sizeof(error->message), "%s", otk_cli_without_keys(cli, text));
	explicit_bzero(text, strlen(text));
	free(text);
}

/* An error that has nothing from a response. */
static otk_error own_error(void)
{
	otk_error error = OTK_ERROR_INIT;

	error.service_code = OTK_NO_SERVICE_CODE;
	error.retry_after_ms = -1;
	return error;
}

OTK_PRINTF(4, 0)
static otk_cli_exit report_list(
	otk_cli *cli, otk_cli_exit code, const char *word, const char *format, va_list list)
{
	otk_error error = own_error();

	print_message(cli, &error, format, list);
	return print_error(cli, &error, code, word);
}

otk_cli_exit otk_cli_report(
	otk_cli *cli, otk_cli_exit code, const char *word, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	report_list(cli, code, word, format, list);
	va_end(list);
	return code;
}

const char *otk_cli_report_text(
	otk_cli *cli, otk_cli_exit code, const char *word, const char *message)
{
	otk_error error = own_error();

	snprintf(error.message, sizeof(error.message), "%s", message);
	return cli->json ? error_json(cli, &error, code, word)
			 : otk_cli_text(cli, "otk: %s\n", otk_cli_plain(cli, error.message));
}

otk_cli_exit otk_cli_wrong(otk_cli *cli, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	report_list(cli, OTK_CLI_WRONG_USE, "wrong_use", format, list);
	va_end(list);
	return OTK_CLI_WRONG_USE;
}

void otk_cli_hint(otk_cli *cli, const char *format, ...)
{
	char text[512];
	va_list list;

	if (cli->json)
		return;
	va_start(list, format);
	vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	print_safe(cli, "", text);
}

/* Whether stdout is a pipe that its reader has closed, as `head` does. */
static bool reader_has_closed(void)
{
	struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};

	return poll(&out, 1, 0) > 0 && (out.revents & (POLLERR | POLLHUP));
}

otk_cli_exit otk_cli_finish(otk_cli *cli, otk_cli_exit code)
{
	bool failed = ferror(stdout) != 0;
	int number;
	bool unwanted;
	otk_cli_exit output;

	errno = 0;
	failed = fflush(stdout) != 0 || failed;
	number = errno; /* 0: writing failed earlier, for an unknown reason */
	unwanted = failed && (number == EPIPE || reader_has_closed());
	if (fclose(stdout) != 0 && !failed) {
		number = errno;
		failed = true;
	}
	if (!failed || unwanted)
		return code;
	output = otk_cli_report(cli, OTK_CLI_NOT_REACHED, "output",
		"the output could not be written: %s; the command may have been carried out",
		number ? strerror(number) : "check that the disk is not full");
	return code ? code : output;
}
