/* SPDX-License-Identifier: MIT */
/* otk-sandbox: opens the database, starts the server, serves until a signal ends it. */
#include "config.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "tools/sandbox/base/crypto/cert.h"
#include "tools/sandbox/base/file.h"
#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/json.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/callbacks/webhook.h"
#include "tools/sandbox/control/seed.h"
#include "tools/sandbox/control/snapshot.h"
#include "tools/sandbox/http/fault.h"
#include "tools/sandbox/http/health.h"
#include "tools/sandbox/http/journal.h"
#include "tools/sandbox/http/server.h"
#include "tools/sandbox/record/compare/compare.h"
#include "tools/sandbox/record/exchange.h"
#include "tools/sandbox/request/pages.h"
#include "tools/sandbox/request/stubs/stub.h"
#include "tools/sandbox/service/account/credentials.h"
#include "tools/sandbox/service/kinds.h"
#include "tools/sandbox/service/routes.h"
#include "tools/sandbox/state/clock.h"
#include "tools/sandbox/state/history.h"
#include "tools/sandbox/state/project.h"
#include "tools/sandbox/state/sandbox.h"

enum { EXIT_USE = 2 }; /* also: a recording cannot be read */

#define DEVELOPMENT_CALLBACK_SECRET "sandbox-callback-secret"

static int signal_descriptor(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	/* With these signals ignored, write() fails with EPIPE or EFBIG instead. */
	if (sigprocmask(SIG_BLOCK, &set, NULL) || signal(SIGPIPE, SIG_IGN) == SIG_ERR ||
		signal(SIGXFSZ, SIG_IGN) == SIG_ERR)
		return -1;
	return signalfd(-1, &set, SFD_CLOEXEC);
}

/* Loads the certificate from the database, so that clients still trust it, or creates one. */
static bool load_certificate(sandbox *box, char **key_pem, char **certificate_pem)
{
	*key_pem = sandbox_store_setting(box->store, "tls_key");
	*certificate_pem = sandbox_store_setting(box->store, "tls_certificate");
	if (!*key_pem || !*certificate_pem) {
		if (!sandbox_certificate_make(key_pem, certificate_pem)) {
			fputs("otk-sandbox: cannot make a certificate\n", stderr);
			return false;
		}
		sandbox_store_begin(box->store);
		sandbox_store_set(box->store, "tls_key", *key_pem);
		sandbox_store_set(box->store, "tls_certificate", *certificate_pem);
		sandbox_store_end(box->store, true);
	}
	return !box->options.cert_file ||
	       sandbox_write_file(box->options.cert_file, *certificate_pem, 0644);
}

/* A browser cannot open a page over a Unix socket. A token is printed only if it was generated
 * now. */
static void print_page(const sandbox *box)
{
	if (!box->port)
		return;
	printf("page for a browser: %s/%s%s\n", box->url,
		box->token && box->new_credentials ? "#token=" : "",
		box->token && box->new_credentials ? box->token : "");
}

static void print_start(const sandbox *box)
{
	printf("otk-sandbox listens on %s\n", box->url);
	sandbox_credentials_print(box);
	printf("Vonage application: id %s, private key %s\n", SANDBOX_APPLICATION_ID,
		box->options.app_key_file ? box->options.app_key_file
					  : "none (give --app-key-file to have one)");
	printf("control interface: %s/sandbox\n", box->url);
	print_page(box);
	printf("a client publishes: curl -X POST %s%s/sandbox/session/SESSION_ID/stream\n",
		box->options.https ? "-k " : "", box->url);
	if (box->options.sign_callbacks &&
		sandbox_same_text(box->options.callback_secret, DEVELOPMENT_CALLBACK_SECRET))
		printf("callbacks are signed with the secret %s\n", DEVELOPMENT_CALLBACK_SECRET);
}

/* Makes sure that descriptors 0 to 2 are open, so that no socket or database gets one of them and
 * what is printed does not end up there. */
static bool open_standard_descriptors(void)
{
	for (int wanted = STDIN_FILENO; wanted <= STDERR_FILENO; wanted++) {
		/* open() returns the lowest free descriptor, and all lower ones are open. */
		if (fcntl(wanted, F_GETFD) >= 0 || open("/dev/null", O_RDWR) == wanted)
			continue;
		perror("otk-sandbox: /dev/null");
		return false;
	}
	return true;
}

static int serve_requests(sandbox *box, sandbox_server *server, int stop_descriptor)
{
	char port[16];
	bool stopped = false;

	snprintf(port, sizeof(port), "%u\n", box->port);
	if (box->options.port_file && !sandbox_write_file_or_pipe(box->options.port_file, port,
					      stop_descriptor, &stopped))
		return EXIT_FAILURE;
	if (stopped)
		return EXIT_SUCCESS;
	if (!box->options.quiet)
		print_start(box);
	else if (box->new_credentials && !box->options.credentials_file)
		sandbox_credentials_print(box); /* nobody could use them otherwise */
	fflush(stdout);
	sandbox_webhook_recover(box);
	sandbox_server_run(server, stop_descriptor);
	return EXIT_SUCCESS;
}

static int run_server(sandbox *box, int stop_descriptor)
{
	char *key_pem = NULL;
	char *certificate_pem = NULL;
	sandbox_server *server = NULL;
	int status = EXIT_FAILURE;

	if (!box->options.https || load_certificate(box, &key_pem, &certificate_pem))
		server = sandbox_server_new(box, key_pem, certificate_pem);
	if (server)
		status = serve_requests(box, server, stop_descriptor);
	sandbox_server_free(server);
	if (key_pem)
		explicit_bzero(key_pem, strlen(key_pem));
	free(key_pem);
	free(certificate_pem);
	return status;
}

/* Hooks of the command line take precedence over those of the database. */
static void load_hooks(sandbox *box)
{
	char *text = sandbox_store_setting(box->store, "hooks");
	json_object *kept = text ? sandbox_json_parse(text, strlen(text)) : NULL;

	if (json_object_is_type(kept, json_type_object)) {
		json_object_iter each;

		json_object_object_foreachC(kept, each) {
			if (!sandbox_json_member(box->options.hooks, each.key))
				sandbox_json_set(
					box->options.hooks, each.key, json_object_get(each.val));
		}
	}
	json_object_put(kept);
	free(text);
}

/* Reads the files of the options; a file that is wrong was reported. */
static bool load_state(sandbox *box)
{
	const sandbox_options *options = &box->options;

	return (!options->snapshot || sandbox_snapshot_load(box, options->snapshot)) &&
	       (!options->seed || sandbox_seed_load(box, options->seed)) &&
	       (!options->stubs || sandbox_stubs_load(box, options->stubs));
}

static bool save_state(sandbox *box)
{
	return !box->options.snapshot || sandbox_snapshot_save(box, box->options.snapshot);
}

/* --record, --replay and --diff. False: the reason was printed. */
static bool open_recording(sandbox *box)
{
	const sandbox_options *options = &box->options;
	const char *folder = options->replay ? options->replay : options->diff;

	if (options->record)
		box->recorder = sandbox_recorder_new(box, options->record);
	if (folder)
		box->recording = sandbox_recording_load(
			box, options->replay ? "--replay" : "--diff", folder);
	if (box->recording)
		sandbox_recording_compare(box, box->recording);
	if (box->recording && (options->diff || !options->quiet))
		sandbox_report_print(
			box->recording->report, folder, options->log == SANDBOX_LOG_JSON);
	return (box->recorder || !options->record) && (box->recording || !folder);
}

/* --diff: the report was printed. */
static int diff_status(const sandbox *box)
{
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("otk-sandbox: cannot print");
		return EXIT_USE;
	}
	return sandbox_report_differences(box->recording->report) ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int run_sandbox(sandbox *box)
{
	const int stop_descriptor = signal_descriptor();
	int status = EXIT_FAILURE;

	if (stop_descriptor < 0) {
		perror("otk-sandbox: signals");
		return EXIT_FAILURE;
	}
	/* A comparison begins with an empty state. */
	box->store = sandbox_store_open(
		box->options.replay || box->options.diff ? NULL : box->options.db,
		box->options.db_limit);
	if (box->store) {
		sandbox_clock_load(box);
		load_hooks(box);
		box->journal = sandbox_journal_new();
		box->history = sandbox_history_new(box);
		box->faults = sandbox_faults_new();
		box->stubs = sandbox_stubs_new();
		box->webhook = sandbox_webhook_new();
		box->pages = sandbox_pages_new();
		if (sandbox_credentials_setup(box) && load_state(box) && open_recording(box))
			status = box->options.diff ? diff_status(box)
						   : run_server(box, stop_descriptor);
		else if (box->options.diff)
			status = EXIT_USE;
		if (status == EXIT_SUCCESS && !save_state(box))
			status = EXIT_FAILURE;
		if (sandbox_recorder_failed(box->recorder))
			status = EXIT_FAILURE;
		sandbox_recorder_free(box->recorder);
		sandbox_recording_free(box->recording);
		sandbox_webhook_free(box->webhook);
		sandbox_pages_free(box->pages);
		sandbox_faults_free(box->faults);
		sandbox_stubs_free(box->stubs);
		sandbox_journal_free(box->journal);
		sandbox_store_close(box->store);
		sandbox_history_free(box->history);
	}
	sandbox_credentials_free(box);
	free(box->url);
	close(stop_descriptor);
	return status;
}

int main(int argc, char **argv)
{
	sandbox box = {.kinds = sandbox_kinds, .routes = sandbox_routes};
	int status;

	if (!open_standard_descriptors())
		return EXIT_FAILURE;
	status = sandbox_options_read(&box.options, argc, argv);
	if (status < 0) {
		if (box.options.sign_callbacks && !box.options.callback_secret)
			box.options.callback_secret = sandbox_copy(DEVELOPMENT_CALLBACK_SECRET);
		/* libcurl initialises itself when it is used first. */
		status = box.options.health ? sandbox_health_check(box.options.health)
					    : run_sandbox(&box);
		curl_global_cleanup();
	}
	sandbox_options_free(&box.options);
	return status;
}
