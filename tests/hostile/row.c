/* SPDX-License-Identifier: MIT */
/* Reads the table of hostile peers. */
#include "config.h"

#include "tests/hostile/row.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error/status.h"
#include "tests/harness.h"

#define TIMEOUT_MS     3000
#define MEMORY_TCP_KIB 2560
#define MEMORY_TLS_KIB 4608

/* ---- words of a script */

static void *must(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

static void append(word *to, const void *data, size_t size)
{
	to->data = must(realloc(to->data, to->size + size + 1));
	memcpy(to->data + to->size, data, size);
	to->size += size;
	to->data[to->size] = '\0';
}

static int hex_digit(char digit)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = digit ? strchr(digits, digit) : NULL;

	return at ? (int)(at - digits) : 0;
}

/* Reads an escape (\r \n \t \0 \xHH) or a plain character. Returns the position after it. */
static const char *append_escape(word *to, const char *at)
{
	static const char names[] = "rnt0", bytes[] = "\r\n\t\0";
	const char *name = *at ? strchr(names, *at) : NULL;
	char byte;

	if (name) {
		append(to, &bytes[name - names], 1);
	} else if (*at == 'x' && at[1] && at[2]) {
		byte = (char)(hex_digit(at[1]) << 4 | hex_digit(at[2]));
		append(to, &byte, 1);
		return at + 3;
	} else if (*at) {
		append(to, at, 1);
	}
	return *at ? at + 1 : at;
}

static const char *append_port(word *to, const char *at, const word_ports *ports)
{
	const bool own = strncmp(at, "$port", 5) == 0;
	char number[16];

	if (!own && strncmp(at, "$other", 6) != 0) {
		append(to, at, 1);
		return at + 1;
	}
	snprintf(number, sizeof(number), "%d", own ? ports->own : ports->other);
	append(to, number, strlen(number));
	return at + (own ? 5 : 6);
}

static const char *quoted_text(word *out, const char *at, const word_ports *ports)
{
	while (*at && *at != '\'') {
		if (*at == '\\')
			at = append_escape(out, at + 1);
		else if (*at == '$')
			at = append_port(out, at, ports);
		else
			append(out, at++, 1);
	}
	return *at ? at + 1 : at;
}

/* 'text'*1000 */
static const char *repeated(word *out, const char *at)
{
	char *end;
	const size_t times = strtoul(at, &end, 10), size = out->size;
	char *all = must(malloc(size * times + 1));

	for (size_t i = 0; i < times; i++)
		memcpy(all + i * size, out->data, size);
	all[size * times] = '\0';
	free(out->data);
	out->data = all;
	out->size = size * times;
	return end;
}

/* h'1f8b' */
static const char *hex_text(word *out, const char *at)
{
	for (; at[0] && at[0] != '\'' && at[1]; at += 2) {
		const char byte = (char)(hex_digit(at[0]) << 4 | hex_digit(at[1]));

		append(out, &byte, 1);
	}
	return *at ? at + 1 : at;
}

bool word_next(const char **script, const word_ports *ports, word *out)
{
	const char *at = *script + strspn(*script, " \t");

	*out = (word){.quoted = *at == '\'' || strncmp(at, "h'", 2) == 0};
	if (!*at)
		return false;
	append(out, "", 0);
	while (*at == '\'' || strncmp(at, "h'", 2) == 0) {
		word part = {.quoted = true};

		append(&part, "", 0);
		at = *at == 'h' ? hex_text(&part, at + 2) : quoted_text(&part, at + 1, ports);
		if (*at == '*')
			at = repeated(&part, at + 1);
		append(out, part.data, part.size);
		word_free(&part);
	}
	while (!out->quoted && *at && *at != ' ' && *at != '\t')
		append(out, at++, 1);
	*script = at;
	return true;
}

void word_free(word *used)
{
	free(used->data);
	used->data = NULL;
}

/* ---- rows */

static const char *kept(const char *text, size_t size)
{
	char *copy = must(malloc(size + 1));

	memcpy(copy, text, size);
	copy[size] = '\0';
	return copy; /* as long as the program */
}

static const char *const transports[] = {"tcp", "raw", "tls", "h2"};

static bool set_transport(row *to, const char *name)
{
	for (int i = 0; i < 4; i++)
		if (strcmp(name, transports[i]) == 0) {
			to->transport = (row_transport)i;
			return true;
		}
	return false;
}

static const struct {
	const char *name;
	otk_status status;
} statuses[] = {{"OK", OTK_OK}, {"NETWORK", OTK_E_NETWORK}, {"TLS", OTK_E_TLS},
	{"TIMEOUT", OTK_E_TIMEOUT}, {"UNKNOWN_OUTCOME", OTK_E_UNKNOWN_OUTCOME},
	{"PROTOCOL", OTK_E_PROTOCOL}, {"TOO_LARGE", OTK_E_TOO_LARGE}, {"REQUEST", OTK_E_REQUEST},
	{"AUTH", OTK_E_AUTH}, {"NOT_FOUND", OTK_E_NOT_FOUND}, {"CONFLICT", OTK_E_CONFLICT},
	{"RATE_LIMIT", OTK_E_RATE_LIMIT}, {"SERVER", OTK_E_SERVER}, {"HASH", OTK_E_HASH}};

static bool add_status(row *to, const char *name, size_t size)
{
	for (size_t i = 0; i < OTK_COUNT_OF(statuses) && to->status_count < 3; i++)
		if (strlen(statuses[i].name) == size && memcmp(statuses[i].name, name, size) == 0) {
			to->status[to->status_count++] = statuses[i].status;
			return true;
		}
	return false;
}

/* Reads STATUS or STATUS/STATUS, then words that the message must have. */
static bool set_expected(row *to, const char *text)
{
	size_t size = strcspn(text, " ");

	for (const char *at = text; at < text + size;) {
		const size_t part = strcspn(at, "/ ");

		if (!add_status(to, at, part))
			return false;
		at += part + (at[part] == '/');
	}
	size += strspn(text + size, " ");
	to->words = text[size] ? kept(text + size, strlen(text + size)) : NULL;
	return to->status_count > 0;
}

static bool set_number(row *to, const char *name, size_t size, const char *value)
{
	const long number = strtol(value, NULL, 10);

	if (size == 7 && memcmp(name, "timeout", 7) == 0)
		to->timeout_ms = number;
	else if (size == 7 && memcmp(name, "connect", 7) == 0)
		to->connect_ms = number;
	else if (size == 6 && memcmp(name, "memory", 6) == 0)
		to->memory_kib = number;
	else if (size == 8 && memcmp(name, "attempts", 8) == 0)
		to->attempts = (int)number;
	else if (size == 7 && memcmp(name, "hostile", 7) == 0)
		to->hostile = (int)number;
	else if (size == 7 && memcmp(name, "failing", 7) == 0)
		to->failing = (int)number;
	else if (size == 8 && memcmp(name, "requests", 8) == 0)
		to->max_requests = (int)number;
	else if (size == 9 && memcmp(name, "handshake", 9) == 0)
		to->handshake_bytes = (int)number;
	else
		return false;
	return true;
}

static bool set_option(row *to, const char *option)
{
	const char *equals = strchr(option, '=');
	const size_t size = equals ? (size_t)(equals - option) : 0;

	if (strcmp(option, "drip") == 0)
		to->drip = true;
	else if (strcmp(option, "busy") == 0)
		to->busy = true;
	else if (strcmp(option, "await") == 0)
		to->await = true;
	else if (strcmp(option, "slow") == 0)
		to->slow = true;
	else if (!equals)
		return false;
	else if (size == 2 && memcmp(option, "op", 2) == 0)
		to->operation = kept(equals + 1, strlen(equals + 1));
	else if (size == 4 && memcmp(option, "cert", 4) == 0)
		to->cert = kept(equals + 1, strlen(equals + 1));
	else if (size == 4 && memcmp(option, "alpn", 4) == 0)
		to->alpn = kept(equals + 1, strlen(equals + 1));
	else if (size == 3 && memcmp(option, "tls", 3) == 0)
		to->priority = kept(equals + 1, strlen(equals + 1));
	else
		return set_number(to, option, size, equals + 1);
	return true;
}

static bool set_options(row *to, const char *text)
{
	const word_ports none = {0, 0};
	bool good = true;
	word option;

	while (good && word_next(&text, &none, &option)) {
		good = set_option(to, option.data);
		word_free(&option);
	}
	return good;
}

/* Returns the text up to the next bar, without blanks around it. */
static const char *next_part(const char **at)
{
	const char *begin = *at + strspn(*at, " \t");
	const char *bar = strchr(begin, '|'), *end = bar ? bar : begin + strlen(begin);

	*at = bar ? bar + 1 : end;
	while (end > begin && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	return kept(begin, (size_t)(end - begin));
}

static bool use_part(row *to, const char **at, bool (*set)(row *to, const char *part))
{
	const char *part = next_part(at);
	const bool good = set(to, part);

	free((void *)(uintptr_t)part);
	return good;
}

/* name | transport | expected | options | script */
static bool read_row(row *to, const char *text)
{
	*to = (row){.operation = "get",
		.cert = "good",
		.attempts = 1,
		.hostile = 1,
		.max_requests = -1,
		.timeout_ms = TIMEOUT_MS,
		.connect_ms = TIMEOUT_MS,
		.memory_kib = -1};
	to->name = next_part(&text);
	if (!use_part(to, &text, set_transport) || !use_part(to, &text, set_expected) ||
		!use_part(to, &text, set_options))
		return false;
	to->script = next_part(&text);
	if (to->memory_kib < 0)
		to->memory_kib = to->transport == ROW_TCP ? MEMORY_TCP_KIB : MEMORY_TLS_KIB;
	return to->name[0] != '\0';
}

/* A line that begins with a blank continues the one before it. */
static size_t line_size(const char *text, int *lines)
{
	size_t size = 0;

	do {
		size += strcspn(text + size, "\n");
		size += text[size] == '\n';
		++*lines;
	} while (text[size] == ' ' || text[size] == '\t');
	return size;
}

static bool read_line(row *to, const char *text, size_t size)
{
	char *line = must(malloc(size + 1));
	bool good;

	for (size_t i = 0; i < size; i++)
		line[i] = text[i] == '\n' || text[i] == '\t' ? ' ' : text[i];
	line[size] = '\0';
	good = read_row(to, line);
	if (!good)
		printf("cases.txt: wrong: %.100s\n", line);
	free(line);
	return good;
}

size_t rows_read(const char *path, row *rows, size_t max)
{
	char *text = otk_test_read(path, NULL);
	size_t count = 0;
	int line = 0;
	bool good = text != NULL;

	for (const char *at = text; good && *at && count < max;) {
		const int begin = line + 1;
		const size_t size = line_size(at, &line);

		if (*at != '#' && *at != '\n') {
			good = read_line(&rows[count], at, size);
			rows[count++].line = begin;
		}
		at += size;
	}
	free(text);
	return good ? count : 0;
}
