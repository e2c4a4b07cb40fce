/* SPDX-License-Identifier: MIT */
/* Prints a line for each request: for people, or as JSON. */
#include "config.h"

#include "tools/sandbox/http/log.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"

/* How long the reader of the log may keep a request waiting. */
enum { WAIT_MS = 100 };

/* Control characters, C1 in UTF-8 included, would reach the terminal: each becomes '?'. */
static void print_safely(FILE *to, const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		const unsigned char byte = (unsigned char)text[i];
		const unsigned char next = i + 1 < size ? (unsigned char)text[i + 1] : 0;

		if (byte == 0xc2 && next >= 0x80 && next < 0xa0)
			i++;
		else if (byte >= 0x20 && byte != 0x7f) {
			putc(byte, to);
			continue;
		}
		putc('?', to);
	}
}

static void print_text_safely(FILE *to, const char *text)
{
	print_safely(to, text, strlen(text));
}

static void print_time(FILE *to, int64_t now_ms)
{
	const time_t seconds = (time_t)(now_ms / 1000);
	struct tm parts;
	char text[16];

	localtime_r(&seconds, &parts);
	strftime(text, sizeof(text), "%H:%M:%S", &parts);
	fprintf(to, "%s.%03d", text, (int)(now_ms % 1000));
}

static void print_body(FILE *to, const char *body)
{
	while (*body) {
		const size_t size = strcspn(body, "\n");

		fputs("    ", to);
		print_safely(to, body, size);
		putc('\n', to);
		body += size + (body[size] == '\n');
	}
}

/* Members that the service does not know; NULL: none. */
static void print_unknown(FILE *to, json_object *unknown)
{
	const size_t count = sandbox_json_list_size(unknown);

	for (size_t i = 0; i < count; i++) {
		fputs(i ? ", " : " (unknown: ", to);
		print_text_safely(
			to, json_object_get_string(json_object_array_get_idx(unknown, i)));
	}
	if (count)
		putc(')', to);
}

static void print_text(FILE *to, json_object *entry, bool with_body)
{
	const json_object *headers = sandbox_json_member(entry, "headers");
	const int64_t status = sandbox_json_int(entry, "status", 0);

	print_time(to, sandbox_json_int(entry, "time", 0));
	putc(' ', to);
	print_text_safely(to, sandbox_json_text(entry, "method", ""));
	putc(' ', to);
	print_text_safely(to, sandbox_json_text(entry, "path", ""));
	if (status)
		fprintf(to, " %" PRId64, status);
	else
		fputs(" no response", to);
	fprintf(to, " %" PRId64 " bytes %.1f ms", sandbox_json_int(entry, "responseBytes", 0),
		(double)sandbox_json_int(entry, "elapsedUs", 0) / 1000);
	if (sandbox_json_member(entry, "operation"))
		fprintf(to, " %s", sandbox_json_text(entry, "operation", ""));
	if (sandbox_json_member(entry, "fault"))
		fputs(" (fault)", to);
	print_unknown(to, sandbox_json_member(entry, "unknownMembers"));
	fputs(" by ", to);
	print_text_safely(to, sandbox_json_text(headers, "user-agent", "an unknown client"));
	putc('\n', to);
	if (with_body)
		print_body(to, sandbox_json_text(entry, "body", ""));
}

/* Writes to stdout without waiting long for its reader. Returns the number of bytes. */
static size_t write_some(const char *text, size_t size, int wait_ms)
{
	struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};
	size_t done = 0;

	/* A pipe that is ready accepts at least PIPE_BUF bytes without blocking. */
	while (done < size && poll(&out, 1, wait_ms) > 0 && out.revents & POLLOUT) {
		const size_t left = size - done;
		const ssize_t wrote =
			write(STDOUT_FILENO, text + done, left < PIPE_BUF ? left : PIPE_BUF);

		if (wrote < 0 && errno != EINTR && errno != EAGAIN)
			return size; /* nobody reads it any more */
		done += wrote > 0 ? (size_t)wrote : 0;
	}
	return done;
}

/* Lines that do not fit into a pipe are dropped: the server does not wait for the reader. */
static void write_lines(sandbox *box, const char *text, size_t size)
{
	const bool is_json = box->options.log == SANDBOX_LOG_JSON;
	char note[64] = "";
	size_t length, done;

	if (box->log_lost)
		snprintf(note, sizeof(note),
			is_json ? "%s{\"lost\":%" PRIu64 "}\n"
				: "%s(%" PRIu64 " requests are missing here)\n",
			box->log_cut ? "\n" : "", box->log_lost);
	length = strlen(note);
	if (write_some(note, length, 0) < length) {
		box->log_lost++;
		return;
	}
	done = write_some(text, size, box->log_lost ? 0 : WAIT_MS);
	box->log_lost = done < size;
	box->log_cut = box->log_lost && done;
}

void sandbox_log_request(sandbox *box, json_object *entry)
{
	char *text = NULL;
	size_t size = 0;
	FILE *to;

	if (box->options.log == SANDBOX_LOG_NONE)
		return;
	fflush(stdout);
	to = sandbox_check_memory(open_memstream(&text, &size));
	if (box->options.log == SANDBOX_LOG_JSON)
		fprintf(to, "%s\n", sandbox_json_print(entry, NULL));
	else
		print_text(to, entry, box->options.log_bodies);
	fclose(to);
	write_lines(box, sandbox_check_memory(text), size);
	free(text);
}
