/* SPDX-License-Identifier: MIT */
/* The command line of otk-sandbox. */
#include "config.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/state/options.h"

enum { EXIT_USE = 2, MAX_SECRET = 1024 };

static const char help[] =
	"Usage: otk-sandbox [OPTION]...\n"
	"A local server that behaves like the OpenTok / Vonage Video REST API.\n"
	"\n"
	"  --port N               port to listen on, 0 for any free one (default 4950)\n"
	"  --bind ADDRESS         loopback address to listen on (default 127.0.0.1)\n"
	"  --port-file FILE       write the port to FILE, or into a named pipe, as soon as the\n"
	"                         server listens\n"
	"  --db FILE              keep all state in this SQLite file (default: in memory)\n"
	"  --https                serve HTTPS with a certificate made by the sandbox itself\n"
	"  --cert-file FILE       write that certificate to FILE, for clients to trust\n"
	"  --app-key-file FILE    RSA private key of the Vonage application; made if missing\n"
	"  --settle-ms N          time between two states of archives and the like (default 500)\n"
	"  --callback-url KIND=URL  send callbacks of this kind (archive, broadcast, render,\n"
	"                         session, sip, captions) to URL; URL alone: all kinds\n"
	"  --callback-secret-file FILE  sign callbacks with the secret in FILE; the environment\n"
	"                         variable OTK_SANDBOX_CALLBACK_SECRET does the same\n"
	"  --sign-callbacks       sign callbacks, with a fixed development secret if none is "
	"given\n"
	"  --unknown-members      add members to answers that no client knows\n"
	"  --project-id-string    give projectId as text everywhere\n"
	"  --lenient-tokens       do not check client tokens given to sip, render, captions, "
	"connect\n"
	"  --quiet                print nothing on start\n"
	"  --help, --version\n"
	"\n"
	"The control interface is under /sandbox on the same port.\n";

static const char *const callback_kinds[] = {
	"archive", "broadcast", "render", "session", "sip", "captions"};

enum option_id {
	OPTION_PORT = 256,
	OPTION_BIND,
	OPTION_PORT_FILE,
	OPTION_DB,
	OPTION_HTTPS,
	OPTION_CERT_FILE,
	OPTION_APP_KEY_FILE,
	OPTION_SETTLE,
	OPTION_CALLBACK_URL,
	OPTION_SECRET_FILE,
	OPTION_SIGN,
	OPTION_UNKNOWN,
	OPTION_ID_STRING,
	OPTION_LENIENT,
	OPTION_QUIET,
	OPTION_HELP,
	OPTION_VERSION
};

static const struct option long_options[] = {
	{"port", required_argument, NULL, OPTION_PORT},
	{"bind", required_argument, NULL, OPTION_BIND},
	{"port-file", required_argument, NULL, OPTION_PORT_FILE},
	{"db", required_argument, NULL, OPTION_DB},
	{"https", no_argument, NULL, OPTION_HTTPS},
	{"cert-file", required_argument, NULL, OPTION_CERT_FILE},
	{"app-key-file", required_argument, NULL, OPTION_APP_KEY_FILE},
	{"settle-ms", required_argument, NULL, OPTION_SETTLE},
	{"callback-url", required_argument, NULL, OPTION_CALLBACK_URL},
	{"callback-secret-file", required_argument, NULL, OPTION_SECRET_FILE},
	{"sign-callbacks", no_argument, NULL, OPTION_SIGN},
	{"unknown-members", no_argument, NULL, OPTION_UNKNOWN},
	{"project-id-string", no_argument, NULL, OPTION_ID_STRING},
	{"lenient-tokens", no_argument, NULL, OPTION_LENIENT},
	{"quiet", no_argument, NULL, OPTION_QUIET},
	{"help", no_argument, NULL, OPTION_HELP},
	{"version", no_argument, NULL, OPTION_VERSION},
	{NULL, 0, NULL, 0},
};

static int refuse_option(const char *format, const char *value)
{
	fputs("otk-sandbox: ", stderr);
	/* The format is one of our own literals below. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	fprintf(stderr, format, value);
#pragma GCC diagnostic pop
	fputs("\nTry 'otk-sandbox --help'.\n", stderr);
	return EXIT_USE;
}

static int read_number(const char *text, int64_t max, int64_t *number, const char *complaint)
{
	return sandbox_number(text, number) && *number >= 0 && *number <= max
		       ? -1
		       : refuse_option(complaint, text);
}

static void set_hook(sandbox_options *options, const char *kind, const char *url)
{
	json_object *hook = json_object_new_object();

	sandbox_json_set_text(hook, "url", url);
	sandbox_json_set(options->hooks, kind, hook);
}

static int read_callback_url(sandbox_options *options, const char *text)
{
	const size_t kinds = COUNT_OF(callback_kinds);
	const char *url = text;
	size_t kind = kinds;

	if (strncmp(text, "http://", 7) != 0 && strncmp(text, "https://", 8) != 0) {
		size_t length = strcspn(text, "=");

		for (kind = 0; kind < kinds; kind++)
			if (strlen(callback_kinds[kind]) == length &&
				strncmp(callback_kinds[kind], text, length) == 0)
				break;
		url = text[length] ? text + length + 1 : "";
		if (kind == kinds ||
			(strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0))
			return refuse_option(
				"--callback-url wants KIND=URL or URL, with an http or https "
				"URL and "
				"one of the kinds archive, broadcast, render, session, sip, "
				"captions; "
				"it got '%s'",
				text);
		set_hook(options, callback_kinds[kind], url);
		return -1;
	}
	for (kind = 0; kind < kinds; kind++)
		set_hook(options, callback_kinds[kind], url);
	return -1;
}

static int read_secret_file(sandbox_options *options, const char *path)
{
	char secret[MAX_SECRET] = "";
	FILE *file = fopen(path, "r");

	if (!file)
		return refuse_option("cannot read the callback secret from '%s'", path);
	if (!fgets(secret, sizeof(secret), file))
		*secret = '\0';
	fclose(file);
	secret[strcspn(secret, "\r\n")] = '\0';
	if (!*secret)
		return refuse_option(
			"the file '%s' holds no callback secret in its first line", path);
	free(options->callback_secret);
	options->callback_secret = sandbox_copy(secret);
	options->sign_callbacks = true;
	explicit_bzero(secret, sizeof(secret));
	return -1;
}

static int read_bind(sandbox_options *options, const char *address)
{
	if (strncmp(address, "127.", 4) != 0 && strcmp(address, "::1") != 0 &&
		strcmp(address, "localhost") != 0)
		return refuse_option(
			"--bind takes a loopback address only (127.0.0.1 or ::1): the sandbox has "
			"published credentials; it got '%s'",
			address);
	options->bind = strcmp(address, "localhost") != 0 ? address : "127.0.0.1";
	return -1;
}

static int print_text(const char *text)
{
	return fputs(text, stdout) < 0 || fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int read_one(sandbox_options *options, int id)
{
	switch (id) {
	case OPTION_PORT:
		return read_number(optarg, 65535, &options->port,
			"--port wants a number from 0 to 65535; it got '%s'");
	case OPTION_BIND:
		return read_bind(options, optarg);
	case OPTION_PORT_FILE:
		options->port_file = optarg;
		return -1;
	case OPTION_DB:
		options->db = optarg;
		return -1;
	case OPTION_HTTPS:
		options->https = true;
		return -1;
	case OPTION_CERT_FILE:
		options->cert_file = optarg;
		return -1;
	case OPTION_APP_KEY_FILE:
		options->app_key_file = optarg;
		return -1;
	case OPTION_SETTLE:
		return read_number(optarg, 86400000, &options->settle_ms,
			"--settle-ms wants milliseconds from 0 to 86400000; it got '%s'");
	case OPTION_CALLBACK_URL:
		return read_callback_url(options, optarg);
	case OPTION_SECRET_FILE:
		return read_secret_file(options, optarg);
	case OPTION_SIGN:
		options->sign_callbacks = true;
		return -1;
	case OPTION_UNKNOWN:
		options->unknown_members = true;
		return -1;
	case OPTION_ID_STRING:
		options->project_id_string = true;
		return -1;
	case OPTION_LENIENT:
		options->lenient_tokens = true;
		return -1;
	case OPTION_QUIET:
		options->quiet = true;
		return -1;
	case OPTION_HELP:
		return print_text(help);
	case OPTION_VERSION:
		return print_text("otk-sandbox " PACKAGE_VERSION "\n");
	default: /* getopt_long has named the option */
		fputs("Try 'otk-sandbox --help'.\n", stderr);
		return EXIT_USE;
	}
}

static void read_environment(sandbox_options *options)
{
	const char *secret = secure_getenv("OTK_SANDBOX_CALLBACK_SECRET");

	if (secret && *secret) {
		options->callback_secret = sandbox_copy(secret);
		options->sign_callbacks = true;
	}
}

int sandbox_options_read(sandbox_options *options, int argc, char **argv)
{
	int id;

	*options = (sandbox_options){.port = 4950, .bind = "127.0.0.1", .settle_ms = 500};
	options->hooks = json_object_new_object();
	read_environment(options);
	while ((id = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		int status = read_one(options, id);

		if (status >= 0)
			return status;
	}
	if (optind < argc)
		return refuse_option("takes options only, not '%s'", argv[optind]);
	if (options->cert_file && !options->https)
		return refuse_option("--cert-file needs --https%s", "");
	return -1;
}

void sandbox_options_free(sandbox_options *options)
{
	json_object_put(options->hooks);
	if (options->callback_secret)
		explicit_bzero(options->callback_secret, strlen(options->callback_secret));
	free(options->callback_secret);
}
