/* SPDX-License-Identifier: MIT */
/* The command line of otk-sandbox: one row for each option. */
#include "config.h"

#include <errno.h>
#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/state/option_values.h"
#include "tools/sandbox/state/options.h"

enum {
	HELP_COLUMN = 30,
	FIRST_ID = 256 /* of row 0 for getopt_long(); above each character and error code */
};

static int print_help(sandbox_options *options, const sandbox_option *row, const char *value);

static int print_version(sandbox_options *options, const sandbox_option *row, const char *value);

#define MEMBER(name) .offset = offsetof(sandbox_options, name)

static const sandbox_option rows[] = {
	{
		.name = "port",
		.argument = "N",
		.help = "port to listen on, 0 for any free one (default 4950)",
		.read = sandbox_read_number,
		MEMBER(port),
		.max = 65535,
	},
	{
		.name = "bind",
		.argument = "ADDRESS",
		.help = "address to listen on (default 127.0.0.1); other than\n"
			"loopback only with credentials of your own",
		.read = sandbox_read_bind,
	},
	{
		.name = "listen",
		.argument = "unix:PATH",
		.help = "listen on a Unix socket instead",
		.read = sandbox_read_listen,
	},
	{
		.name = "socket-mode",
		.argument = "MODE",
		.help = "file mode of that socket (default 0600)",
		.read = sandbox_read_mode,
	},
	{
		.name = "url",
		.argument = "URL",
		.help = "address under which clients reach the server, such as\n"
			"http://sandbox:4950; may be repeated",
		.read = sandbox_read_url,
	},
	{
		.name = "credentials-file",
		.argument = "FILE",
		.help = "use the credentials in FILE, a JSON object, instead of\n"
			"the published ones (doc/sandbox.md)",
		.read = sandbox_read_word,
		MEMBER(credentials_file),
	},
	{
		.name = "generate-credentials",
		.help = "use new credentials and print them once; with\n"
			"--credentials-file: write them to FILE if it does not exist",
		.read = sandbox_read_switch,
		MEMBER(generate_credentials),
	},
	{
		.name = "port-file",
		.argument = "FILE",
		.help = "write the port to FILE, or into a named pipe, as soon\n"
			"as the server listens",
		.read = sandbox_read_word,
		MEMBER(port_file),
	},
	{
		.name = "db",
		.argument = "FILE",
		.help = "keep all state in this SQLite file (default: in memory)",
		.read = sandbox_read_word,
		MEMBER(db),
	},
	{
		.name = "db-limit",
		.argument = "MIB",
		.help = "maximum size of the state in MiB (default 256)",
		.read = sandbox_read_number,
		MEMBER(db_limit),
		.min = 1,
		.max = 65536,
	},
	{
		.name = "https",
		.help = "serve HTTPS with a certificate made by the sandbox",
		.read = sandbox_read_switch,
		MEMBER(https),
	},
	{
		.name = "cert-file",
		.argument = "FILE",
		.help = "write that certificate to FILE, for clients to trust",
		.read = sandbox_read_word,
		MEMBER(cert_file),
	},
	{
		.name = "app-key-file",
		.argument = "FILE",
		.help = "RSA private key of the Vonage application; created if\n"
			"the file does not exist",
		.read = sandbox_read_word,
		MEMBER(app_key_file),
	},
	{
		.name = "stubs",
		.argument = "FILE",
		.help = "respond to further operations as FILE says, a JSON array\n"
			"of stubs (doc/sandbox.md)",
		.read = sandbox_read_word,
		MEMBER(stubs),
	},
	{
		.name = "seed",
		.argument = "FILE",
		.help = "add the projects, sessions, archives, faults and stubs of\n"
			"FILE, a JSON object (doc/sandbox.md)",
		.read = sandbox_read_word,
		MEMBER(seed),
	},
	{
		.name = "snapshot",
		.argument = "FILE",
		.help = "begin with the state in FILE, if it exists, and write the\n"
			"state to FILE at the end",
		.read = sandbox_read_word,
		MEMBER(snapshot),
	},
	{
		.name = "record",
		.argument = "DIR",
		.help = "forward requests to --upstream and write the exchanges,\n"
			"redacted, into the new folder DIR",
		.read = sandbox_read_word,
		MEMBER(record),
	},
	{
		.name = "upstream",
		.argument = "URL",
		.help = "the real service: https://api.opentok.com, or\n"
			"https://video.api.vonage.com",
		.read = sandbox_read_upstream,
	},
	{
		.name = "upstream-ca-file",
		.argument = "FILE",
		.help = "certificates to trust for --upstream (PEM)",
		.read = sandbox_read_word,
		MEMBER(upstream_ca_file),
	},
	{
		.name = "upstream-timeout-ms",
		.argument = "N",
		.help = "give up when the upstream sends nothing for this time\n"
			"(default 30000)",
		.read = sandbox_read_number,
		MEMBER(upstream_timeout_ms),
		.min = 1,
		.max = 3600000,
	},
	{
		.name = "replay",
		.argument = "DIR",
		.help = "respond with the exchanges that --record has written",
		.read = sandbox_read_word,
		MEMBER(replay),
	},
	{
		.name = "diff",
		.argument = "DIR",
		.help = "print how the exchanges differ from the responses of the\n"
			"sandbox, and exit",
		.read = sandbox_read_word,
		MEMBER(diff),
	},
	{
		.name = "settle-ms",
		.argument = "N",
		.help = "time between two states of archives, broadcasts, renders\n"
			"and other objects, in milliseconds (default 500)",
		.read = sandbox_read_number,
		MEMBER(settle_ms),
		.max = 86400000,
	},
	{
		.name = "callback-url",
		.argument = "[KIND=]URL",
		.help = "send callbacks of this kind (archive, broadcast, render,\n"
			"session, sip, captions) to URL; without KIND: all kinds",
		.read = sandbox_read_callback_url,
	},
	{
		.name = "callback-secret-file",
		.argument = "FILE",
		.help = "sign callbacks with the secret in FILE; the environment\n"
			"variable OTK_SANDBOX_CALLBACK_SECRET does the same",
		.read = sandbox_read_secret_file,
	},
	{
		.name = "sign-callbacks",
		.help = "sign callbacks, with a fixed development secret if none\n"
			"is given",
		.read = sandbox_read_switch,
		MEMBER(sign_callbacks),
	},
	{
		.name = "callbacks-anywhere",
		.help = "send callbacks to other machines as well (default: to\n"
			"this machine only)",
		.read = sandbox_read_switch,
		MEMBER(callbacks_anywhere),
	},
	{
		.name = "unknown-members",
		.help = "add to responses members that no client knows",
		.read = sandbox_read_switch,
		MEMBER(unknown_members),
	},
	{
		.name = "project-id-string",
		.help = "write projectId as a string in each response",
		.read = sandbox_read_switch,
		MEMBER(project_id_string),
	},
	{
		.name = "lenient-tokens",
		.help = "do not check client tokens given to sip, render,\n"
			"captions, connect",
		.read = sandbox_read_switch,
		MEMBER(lenient_tokens),
	},
	{
		.name = "strict",
		.help = "refuse members that the service does not know (default:\n"
			"mark them in the journal and the log)",
		.read = sandbox_read_switch,
		MEMBER(strict),
	},
	{
		.name = "log",
		.argument = "[=FORMAT]",
		.help = "print a line for each request: text (default), or json, the\n"
			"entry of the journal",
		.read = sandbox_read_log,
	},
	{
		.name = "verbose",
		.letter = 'v',
		.help = "print a line for each request, and its body",
		.read = sandbox_read_switch,
		MEMBER(log_bodies),
	},
	{
		.name = "health",
		.argument = "URL",
		.help = "check that the sandbox at URL responds, then exit; for the\n"
			"health checks of containers",
		.read = sandbox_read_word,
		MEMBER(health),
	},
	{
		.name = "quiet",
		.help = "print nothing on start",
		.read = sandbox_read_switch,
		MEMBER(quiet),
	},
	{
		.name = "help",
		.help = "print this text",
		.read = print_help,
	},
	{
		.name = "version",
		.help = "print the version",
		.read = print_version,
	},
};

static int flush_output(void)
{
	/* A reader that closes the pipe early is not an error. */
	if (fflush(stdout) == 0 || errno == EPIPE)
		return EXIT_SUCCESS;
	perror("otk-sandbox: cannot print");
	return EXIT_FAILURE;
}

static bool is_optional(const sandbox_option *row)
{
	return row->argument && row->argument[0] == '[' && row->argument[1] == '=';
}

static void print_row(const sandbox_option *row)
{
	const char *line = row->help;
	int column = row->letter ? printf("  -%c, --%s", row->letter, row->name)
				 : printf("  --%s", row->name);

	if (row->argument)
		column += printf("%s%s", is_optional(row) ? "" : " ", row->argument);

	if (column >= HELP_COLUMN) {
		putchar('\n');
		column = 0;
	}
	for (;;) {
		const int length = (int)strcspn(line, "\n");

		printf("%*s%.*s\n", HELP_COLUMN - column, "", length, line);
		if (!line[length])
			return;
		line += length + 1;
		column = 0;
	}
}

static int print_help(sandbox_options *options, const sandbox_option *row, const char *value)
{
	(void)options;
	(void)row;
	(void)value;
	fputs("Usage: otk-sandbox [OPTION]...\n"
	      "A local server that behaves like the OpenTok / Vonage Video REST API.\n\n",
		stdout);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		print_row(&rows[i]);
	fputs("\nThe control interface is under /sandbox on the same port, a page for a browser at /.\n",
		stdout);
	return flush_output();
}

static int print_version(sandbox_options *options, const sandbox_option *row, const char *value)
{
	(void)options;
	(void)row;
	(void)value;
	fputs("otk-sandbox " PACKAGE_VERSION "\n", stdout);
	return flush_output();
}

static void read_environment(sandbox_options *options)
{
	const char *secret = secure_getenv("OTK_SANDBOX_CALLBACK_SECRET");
	const char *credentials = secure_getenv("OTK_SANDBOX_CREDENTIALS");

	if (secret && *secret) {
		options->callback_secret = sandbox_copy(secret);
		options->sign_callbacks = true;
	}
	if (credentials && *credentials)
		options->credentials = credentials;
}

bool sandbox_options_published(const sandbox_options *options)
{
	return !options->credentials_file && !options->generate_credentials &&
	       !options->credentials;
}

static bool is_loopback_text(const char *address)
{
	return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0;
}

static int refuse_options(const char *why)
{
	fprintf(stderr, "otk-sandbox: %s\nTry 'otk-sandbox --help'.\n", why);
	return SANDBOX_EXIT_USE;
}

/* What is wrong only in combination. */
static int check_options(const sandbox_options *options)
{
	if (options->cert_file && !options->https)
		return refuse_options("--cert-file: needs --https");
	if (options->snapshot && options->db)
		return refuse_options("--snapshot: --db keeps the state already");
	if (options->unix_path && options->port_file)
		return refuse_options("--port-file: a Unix socket has no port");
	if (!options->record != !options->upstream)
		return refuse_options("--record and --upstream need each other");
	if ((options->replay || options->diff) &&
		(options->db || options->seed || options->snapshot))
		return refuse_options("--replay and --diff have a state of their own, in memory; "
				      "leave out --db, --seed and --snapshot");
	if (options->upstream_ca_file && !options->upstream)
		return refuse_options("--upstream-ca-file: needs --upstream");
	if ((options->record != NULL) + (options->replay != NULL) + (options->diff != NULL) > 1)
		return refuse_options("--record, --replay and --diff are mutually exclusive");
	if (!options->unix_path && sandbox_options_published(options) &&
		!is_loopback_text(options->bind)) {
		fprintf(stderr,
			"otk-sandbox: --bind: \"%s\" is not a loopback address, and everybody "
			"knows the credentials; add --credentials-file or --generate-credentials\n",
			options->bind);
		return SANDBOX_EXIT_USE;
	}
	return -1;
}

/* NULL: getopt_long() has refused an option. */
static const sandbox_option *find_row(int id)
{
	if (id >= FIRST_ID)
		return &rows[id - FIRST_ID];
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (rows[i].letter && rows[i].letter == id)
			return &rows[i];
	return NULL;
}

int sandbox_options_read(sandbox_options *options, int argc, char **argv)
{
	struct option names[COUNT_OF(rows) + 1] = {0};
	char letters[COUNT_OF(rows) + 1] = "";
	size_t letter_count = 0;
	const sandbox_option *row;
	int id;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		names[i].name = rows[i].name;
		names[i].has_arg = is_optional(&rows[i]) ? optional_argument
				   : rows[i].argument    ? required_argument
							 : no_argument;
		if (rows[i].letter)
			letters[letter_count++] = rows[i].letter;
		names[i].val = FIRST_ID + (int)i;
	}
	*options = (sandbox_options){.port = 4950,
		.bind = "127.0.0.1",
		.socket_mode = 0600,
		.settle_ms = 500,
		.upstream_timeout_ms = 30000,
		.db_limit = 256};
	options->hooks = sandbox_new_object();
	read_environment(options);
	while ((id = getopt_long(argc, argv, letters, names, NULL)) != -1 &&
		(row = find_row(id)) != NULL) {
		const int status = row->read(options, row, optarg);

		if (status >= 0)
			return status;
	}
	if (options->log_bodies && options->log == SANDBOX_LOG_NONE)
		options->log = SANDBOX_LOG_TEXT;
	if (id == -1 && optind == argc)
		return check_options(options);
	if (id == -1)
		fprintf(stderr, "otk-sandbox: \"%s\": only options are expected\n", argv[optind]);
	fputs("Try 'otk-sandbox --help'.\n", stderr);
	return SANDBOX_EXIT_USE;
}

void sandbox_options_free(sandbox_options *options)
{
	json_object_put(options->hooks);
	if (options->callback_secret)
		explicit_bzero(options->callback_secret, strlen(options->callback_secret));
	free(options->callback_secret);
}
