/* SPDX-License-Identifier: MIT */
/* Reads and checks the value of one option of the command line. */
#include "config.h"

#include "tools/sandbox/state/option_values.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tools/sandbox/base/address.h"
#include "tools/sandbox/base/file.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/base/text.h"

enum { MAX_SECRET = 1024 /* bytes */ };

static const char *const callback_kinds[] = {
	"archive", "broadcast", "render", "session", "sip", "captions"};

/* A key or a password that was given to the wrong option must not appear in a log. */
static bool is_quotable(const char *value)
{
	const char *authority = strstr(value, "://");

	for (const char *at = value; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			return false;
	return !strstr(value, "-----BEGIN") && !(authority && strchr(authority, '@'));
}

static int refuse_value(const sandbox_option *row, const char *value, const char *why)
{
	const bool quoted = is_quotable(value);

	fprintf(stderr, "otk-sandbox: --%s: %s%s%s %s\nTry 'otk-sandbox --help'.\n", row->name,
		quoted ? "\"" : "the value", quoted ? value : "", quoted ? "\"" : "", why);
	return SANDBOX_EXIT_USE;
}

int sandbox_read_switch(sandbox_options *options, const sandbox_option *row, const char *value)
{
	(void)value;
	*(bool *)((char *)options + row->offset) = true;
	return -1;
}

int sandbox_read_word(sandbox_options *options, const sandbox_option *row, const char *value)
{
	if (!*value)
		return refuse_value(row, value, "is empty");
	*(const char **)(void *)((char *)options + row->offset) = value;
	return -1;
}

int sandbox_read_number(sandbox_options *options, const sandbox_option *row, const char *value)
{
	int64_t *number = (int64_t *)(void *)((char *)options + row->offset);
	char why[80];

	if (sandbox_number(value, number) && *number >= row->min && *number <= row->max)
		return -1;
	snprintf(why, sizeof(why), "is not a number from %lld to %lld", (long long)row->min,
		(long long)row->max);
	return refuse_value(row, value, why);
}

static bool is_web_url(const char *text)
{
	return (strncasecmp(text, "http://", 7) == 0 || strncasecmp(text, "https://", 8) == 0) &&
	       sandbox_is_address(text);
}

/* Whether other machines can reach the address depends on the credentials: check_options(). */
int sandbox_read_bind(sandbox_options *options, const sandbox_option *row, const char *value)
{
	unsigned char address[sizeof(struct in6_addr)];

	options->bind = strcmp(value, "localhost") != 0 ? value : "127.0.0.1";
	if (inet_pton(AF_INET, options->bind, address) == 1 ||
		inet_pton(AF_INET6, options->bind, address) == 1)
		return -1;
	return refuse_value(row, value,
		"is not an IP address; write it as 127.0.0.1 or ::1, and the port with --port");
}

int sandbox_read_listen(sandbox_options *options, const sandbox_option *row, const char *value)
{
	if (strncasecmp(value, "unix:", 5) != 0 || !value[5])
		return refuse_value(
			row, value, "is not unix:PATH; --bind and --port name an address of TCP");
	options->unix_path = value + 5;
	return -1;
}

int sandbox_read_mode(sandbox_options *options, const sandbox_option *row, const char *value)
{
	char *end = NULL;
	const long mode = strtol(value, &end, 8);

	if (!*value || *end || strspn(value, "01234567") != strlen(value) || mode > 0777)
		return refuse_value(row, value, "is not a file mode such as 0660");
	options->socket_mode = mode;
	return -1;
}

int sandbox_read_url(sandbox_options *options, const sandbox_option *row, const char *value)
{
	const char *host = strstr(value, "://");

	if (!is_web_url(value) || strpbrk(host + 3, "/?#@"))
		return refuse_value(
			row, value, "is not the address of a server, such as http://sandbox:4950");
	if (options->url_count == SANDBOX_MAX_URLS)
		return refuse_value(
			row, value, "cannot be added: at most 8 addresses are possible");
	options->urls[options->url_count++] = value;
	return -1;
}

/* Whether the host of a URL is this machine. No name is looked up. */
static bool is_local_host(const char *host)
{
	const size_t length = strcspn(host, *host == '[' ? "]" : ":/") + (*host == '[');

	return (length == 9 && strncmp(host, "localhost", length) == 0) ||
	       (length == 5 && strncmp(host, "[::1]", length) == 0) ||
	       (strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") == length);
}

/* Credentials go to the upstream, so they must not go there unprotected. */
int sandbox_read_upstream(sandbox_options *options, const sandbox_option *row, const char *value)
{
	const bool is_https = strncasecmp(value, "https://", 8) == 0;
	const char *rest = is_https ? value + 8 : value + 7;

	if (!is_web_url(value) || strpbrk(value, "?#@"))
		return refuse_value(row, value,
			"is not an address such as https://api.opentok.com, without user, query "
			"and fragment");
	if (!is_https && !is_local_host(rest))
		return refuse_value(
			row, value, "must begin with https://: credentials are sent to it");
	if (value[strlen(value) - 1] == '/')
		return refuse_value(row, value, "must not end in a slash");
	options->upstream = value;
	return -1;
}

int sandbox_read_log(sandbox_options *options, const sandbox_option *row, const char *value)
{
	if (value && strcmp(value, "text") != 0 && strcmp(value, "json") != 0)
		return refuse_value(row, value, "is neither text nor json");
	options->log = value && strcmp(value, "json") == 0 ? SANDBOX_LOG_JSON : SANDBOX_LOG_TEXT;
	return -1;
}

static void set_hook(sandbox_options *options, const char *kind, const char *url)
{
	json_object *hook = sandbox_new_object();

	sandbox_json_set_text(hook, "url", url);
	sandbox_json_set(options->hooks, kind, hook);
}

int sandbox_read_callback_url(
	sandbox_options *options, const sandbox_option *row, const char *value)
{
	const size_t length = strcspn(value, "=");

	for (size_t i = 0; is_web_url(value) && i < COUNT_OF(callback_kinds); i++)
		set_hook(options, callback_kinds[i], value);
	if (is_web_url(value))
		return -1;
	for (size_t i = 0; value[length] && i < COUNT_OF(callback_kinds); i++) {
		if (strlen(callback_kinds[i]) != length ||
			strncmp(callback_kinds[i], value, length) != 0)
			continue;
		if (!is_web_url(value + length + 1))
			break;
		set_hook(options, callback_kinds[i], value + length + 1);
		return -1;
	}
	return refuse_value(row, value,
		"is neither KIND=URL nor an http or https URL; the kinds are archive, broadcast, "
		"render, session, sip, captions");
}

int sandbox_read_secret_file(sandbox_options *options, const sandbox_option *row, const char *value)
{
	char secret[MAX_SECRET + 2] = ""; /* one byte more than a secret, and the NUL */
	const char *why = NULL;
	FILE *file = fopen(value, "r");
	size_t size = 0, line;

	if (!file)
		return refuse_value(row, value, "cannot be read");
	setvbuf(file, NULL, _IONBF, 0); /* no copy of the secret in a buffer of stdio */
	size = fread(secret, 1, sizeof(secret) - 1, file);
	if (ferror(file))
		why = "cannot be read";
	fclose(file);
	line = strcspn(secret, "\r\n");
	if (!why && line < size && secret[line] == '\0')
		why = "has a NUL byte in its first line";
	else if (!why && !line)
		why = "has no secret in its first line";
	else if (!why && line > MAX_SECRET)
		why = "has a first line of more than 1024 bytes, which is too long for a secret";
	secret[line] = '\0';
	if (!why) {
		free(options->callback_secret);
		options->callback_secret = sandbox_copy(secret);
		options->sign_callbacks = true;
		sandbox_warn_of_readers(value);
	}
	explicit_bzero(secret, sizeof(secret));
	return why ? refuse_value(row, value, why) : -1;
}
