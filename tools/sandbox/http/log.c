/* SPDX-License-Identifier: MIT */
/* Prints a line for each request: for people, or as JSON. */
#include "config.h"

#include "tools/sandbox/http/log.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tools/sandbox/base/json.h"

/* Control characters, C1 in UTF-8 included, would reach the terminal: each becomes '?'. */
static void print_safely(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		const unsigned char byte = (unsigned char)text[i];
		const unsigned char next = i + 1 < size ? (unsigned char)text[i + 1] : 0;

		if (byte == 0xc2 && next >= 0x80 && next < 0xa0)
			i++;
		else if (byte >= 0x20 && byte != 0x7f) {
			putchar(byte);
			continue;
		}
		putchar('?');
	}
}

static void print_text_safely(const char *text)
{
	print_safely(text, strlen(text));
}

static void print_time(int64_t now_ms)
{
	const time_t seconds = (time_t)(now_ms / 1000);
	struct tm parts;
	char text[16];

	localtime_r(&seconds, &parts);
	strftime(text, sizeof(text), "%H:%M:%S", &parts);
	printf("%s.%03d", text, (int)(now_ms % 1000));
}

static void print_body(const char *body)
{
	while (*body) {
		const size_t size = strcspn(body, "\n");

		fputs("    ", stdout);
		print_safely(body, size);
		putchar('\n');
		body += size + (body[size] == '\n');
	}
}

/* Members that the service does not know; NULL: none. */
static void print_unknown(json_object *unknown)
{
	const size_t count = sandbox_json_list_size(unknown);

	for (size_t i = 0; i < count; i++) {
		fputs(i ? ", " : " (unknown: ", stdout);
		print_text_safely(json_object_get_string(json_object_array_get_idx(unknown, i)));
	}
	if (count)
		putchar(')');
}

static void print_text(json_object *entry, bool with_body)
{
	const json_object *headers = sandbox_json_member(entry, "headers");
	const int64_t status = sandbox_json_int(entry, "status", 0);

	print_time(sandbox_json_int(entry, "time", 0));
	putchar(' ');
	print_text_safely(sandbox_json_text(entry, "method", ""));
	putchar(' ');
	print_text_safely(sandbox_json_text(entry, "path", ""));
	if (status)
		printf(" %" PRId64, status);
	else
		fputs(" no response", stdout);
	printf(" %" PRId64 " bytes %.1f ms", sandbox_json_int(entry, "responseBytes", 0),
		(double)sandbox_json_int(entry, "elapsedUs", 0) / 1000);
	if (sandbox_json_member(entry, "operation"))
		printf(" %s", sandbox_json_text(entry, "operation", ""));
	if (sandbox_json_member(entry, "fault"))
		fputs(" (fault)", stdout);
	print_unknown(sandbox_json_member(entry, "unknownMembers"));
	fputs(" by ", stdout);
	print_text_safely(sandbox_json_text(headers, "user-agent", "an unknown client"));
	putchar('\n');
	if (with_body)
		print_body(sandbox_json_text(entry, "body", ""));
}

void sandbox_log_request(const sandbox *box, json_object *entry)
{
	switch (box->options.log) {
	case SANDBOX_LOG_NONE:
		return;
	case SANDBOX_LOG_TEXT:
		print_text(entry, box->options.log_bodies);
		break;
	case SANDBOX_LOG_JSON:
		puts(sandbox_json_print(entry, NULL));
		break;
	}
	fflush(stdout); /* the server goes on if nobody reads it any more */
}
