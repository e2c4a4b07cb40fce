/* SPDX-License-Identifier: MIT */
/* otk listen: receives callbacks, verifies and shows them, and forwards the genuine ones. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/otk/callback/secret.h"
#include "tools/otk/http_client.h"
#include "tools/otk/json.h"
#include "tools/otk/listen/events.h"
#include "tools/otk/listen/forward.h"
#include "tools/otk/listen/http.h"
#include "tools/otk/listen/keep.h"
#include "tools/otk/listen/replay_guard.h"
#include "tools/otk/listen/show.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/settings/connect.h"
#include "tools/otk/tables/command.h"

#define DEFAULT_ADDRESS "127.0.0.1"
#define DEFAULT_PORT    4951

enum {
	HTTP_OK = 200,
	HTTP_BAD_REQUEST = 400,
	HTTP_FORBIDDEN = 403,
	HTTP_TOO_LARGE = 413,
	HTTP_UNAVAILABLE = 503
};

/* ms between two attempts to open a named pipe that has no reader yet */
#define PIPE_PAUSE_MS 20

static const otk_cli_field fields[] = {
	OTK_CLI_FIELD("port", INT, "port to listen on; 0: a free one (default: 4951)"),
	OTK_CLI_FIELD("port-file", STRING,
		"file or named pipe to write the port to, once the tool listens"),
	OTK_CLI_FIELD("bind", STRING, "address to listen on, such as 0.0.0.0 (default: 127.0.0.1)"),
	OTK_CLI_FIELD("count", INT, "end after this number of callbacks (default: no limit)"),
	OTK_CLI_FIELD("forward", STRING,
		"pass genuine callbacks on to this URL, and respond with its status"),
	OTK_CLI_FIELD("forward-to", MAP,
		"pass callbacks of this kind on to this URL, such as archive=http://localhost:3000/"),
	OTK_CLI_FIELD("events", STRINGS,
		"only these kinds, such as archive,session or archive.available; the others are "
		"acknowledged",
		.value_name = "KIND,…"),
	OTK_CLI_FIELD("to", STRING,
		"keep genuine callbacks in this database before they are acknowledged",
		.value_name = "sqlite:FILE"),
	OTK_CLI_FIELD("secret-file", STRINGS,
		"file of a signature secret; repeat it while a secret is being replaced (default: "
		"the variable OTK_CALLBACK_SECRET)"),
	OTK_CLI_FIELD("max-age", INT, "maximum age of a signature (default: 5m)",
		.unit = OTK_UNIT_SECONDS),
};
static const otk_cli_type listen_options = OTK_CLI_TYPE(fields);

typedef struct listener {
	otk_cli *cli;
	otk_client *client;
	otk_cli_guard *guard;
	otk_cli_forward *forward; /* NULL: none */
	const char *forward_all;  /* URL of the kinds without one of their own; NULL: none */
	json_object *forward_to;  /* kind → URL; NULL: none */
	otk_cli_keep *keep;       /* NULL: not kept */
	otk_strings events;       /* empty: all */
	otk_strings secrets;      /* empty: signatures are not verified */
	int64_t max_age;
} listener;

/* ---- one callback */

/* A callback that is being handled. Its memory is freed at its end: a listener runs for months. */
typedef struct handling {
	listener *l;
	const otk_cli_delivery *delivery;
	otk_cli scratch;
	otk_cli_received received;
	otk_cli_ticket ticket;
	bool forwarded;
} handling;

static const char *verdict_of(otk_status status)
{
	static const struct {
		otk_status status;
		const char *word;
	} words[] = {
		{OTK_OK, "verified"},
		{OTK_E_UNSIGNED, "unsigned"},
		{OTK_E_TOKEN_EXPIRED, "expired"},
		{OTK_E_HASH, "hash mismatch"},
		{OTK_E_REPLAYED, "replayed"},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(words); i++)
		if (words[i].status == status)
			return words[i].word;
	return "refused";
}

/* Whether the callback is from the service, or signatures are not checked. */
static bool is_genuine(const handling *h)
{
	return !h->l->secrets.count || strcmp(h->received.verdict, verdict_of(OTK_OK)) == 0;
}

/* Verifies the callback; the body is not used before. */
static void verify_delivery(handling *h)
{
	const listener *l = h->l;
	otk_cli_received *r = &h->received;
	otk_error error = OTK_ERROR_INIT;
	otk_status status;

	r->verdict = "not checked";
	r->status = HTTP_OK;
	if (!l->secrets.count)
		return;
	status = otk_callback_verify(
		&OTK_CALLBACK_CHECK(.authorization = h->delivery->authorization,
			.body = h->delivery->body, .body_size = h->delivery->size,
			.secrets = l->secrets, .max_age = l->max_age, .seen = otk_cli_guard_seen,
			.userdata = l->guard),
		&r->status, &error);
	r->verdict = verdict_of(status);
	if (!status)
		h->ticket = otk_cli_guard_last(l->guard);
	else
		r->problem = otk_cli_text(&h->scratch, "%s", error.message);
	/* If the first delivery fails in the end, the sender must repeat this one. */
	if (status == OTK_E_REPLAYED && otk_cli_guard_is_open(l->guard)) {
		r->status = HTTP_UNAVAILABLE;
		r->problem = "the same callback is still being forwarded";
	}
}

/* Parses the body. JSON of an unknown kind is accepted: the service would repeat a refused one. */
static void parse_body(handling *h)
{
	otk_cli_received *r = &h->received;
	otk_error error = OTK_ERROR_INIT;
	const char *problem = NULL;
	json_object *json =
		otk_cli_json_read(&h->scratch, h->delivery->body, h->delivery->size, &problem);

	if (!json_object_is_type(json, json_type_object)) {
		r->status = HTTP_BAD_REQUEST;
		r->problem = otk_cli_text(&h->scratch, "the body is not a JSON object%s%s",
			problem ? ": " : "", problem ? problem : "");
		return;
	}
	r->json = json;
	if (otk_callback_parse(
		    h->l->client, h->delivery->body, h->delivery->size, &r->callback, &error))
		r->problem = otk_cli_text(&h->scratch, "%s", error.message);
}

/* Whether the user wants to see the callback. */
static bool is_wanted(const handling *h)
{
	const otk_cli_gist gist = otk_cli_gist_of(&h->received);

	for (size_t i = 0; i < h->l->events.count; i++)
		if (otk_cli_event_is(&gist, h->l->events.items[i]))
			return true;
	return !h->l->events.count || !h->received.json;
}

/* Where the callback is passed on to; NULL: nowhere. KIND.STATUS takes precedence. */
static const char *forward_url(const handling *h)
{
	const otk_cli_gist gist = otk_cli_gist_of(&h->received);
	const char *url = h->l->forward_all;
	json_object_iter each;

	if (!h->l->forward_to)
		return url;
	json_object_object_foreachC(h->l->forward_to, each) {
		if (!otk_cli_event_is(&gist, each.key))
			continue;
		url = json_object_get_string(each.val);
		if (strchr(each.key, '.'))
			break;
	}
	return url;
}

/* Keeps the callback. It is not acknowledged unless that succeeds: the service sends it again. */
static void keep_delivery(handling *h)
{
	const char *problem = otk_cli_keep_add(h->l->keep, &h->scratch, &h->received,
		otk_cli_guard_jti(h->l->guard, h->ticket), h->delivery);

	if (!problem)
		return;
	h->received.status = HTTP_UNAVAILABLE;
	h->received.problem = problem;
}

/* Frees the parsed body. */
static void forget_body(handling *h)
{
	otk_callback_clear(&h->received.callback);
	otk_cli_release(&h->scratch);
	h->received.callback = (otk_callback)OTK_CALLBACK_INIT;
	h->received.json = NULL;
	h->received.problem = NULL;
}

/*
 * Shows the callback and frees its memory; returns the status of the response. If stdout cannot be
 * written, an otherwise lost callback is not acknowledged, so that the service sends it again.
 */
static int32_t finish_handling(handling *h)
{
	int32_t status = h->received.status;

	if (is_wanted(h) && !otk_cli_listen_show(&h->scratch, &h->received) && status < 300 &&
		!h->l->keep && !h->forwarded)
		status = HTTP_UNAVAILABLE;
	otk_cli_guard_close(h->l->guard, h->ticket, status < 300);
	forget_body(h);
	free(h);
	return status;
}

static void on_forwarded(void *userdata, int32_t status, const char *problem)
{
	handling *h = userdata;
	const otk_cli_delivery *delivery = h->delivery;

	parse_body(h);
	h->received.status = status;
	if (problem)
		h->received.problem = otk_cli_text(&h->scratch, "%s", problem);
	otk_cli_server_respond(delivery, finish_handling(h));
}

static int32_t receive_delivery(void *userdata, const otk_cli_delivery *delivery)
{
	listener *l = userdata;
	handling *h = calloc(1, sizeof(*h));
	const char *url;
	bool is_new;

	if (!h)
		otk_cli_out_of_memory();
	*h = (handling){.l = l,
		.delivery = delivery,
		.scratch = {.json = l->cli->json, .show_secrets = l->cli->show_secrets},
		.received = {.callback = OTK_CALLBACK_INIT, .verdict = "refused"}};
	if (delivery->from_page) {
		h->received.status = HTTP_FORBIDDEN;
		h->received.problem = "it is from a web page: the header Origin or Sec-Fetch-Site";
		return finish_handling(h);
	}
	if (delivery->too_large) {
		h->received.status = HTTP_TOO_LARGE;
		h->received.problem = otk_cli_text(
			&h->scratch, "the body is longer than %d bytes", OTK_CLI_CALLBACK_MAX);
		return finish_handling(h);
	}
	verify_delivery(h);
	if (h->received.status == HTTP_OK)
		parse_body(h);
	is_new = h->received.status == HTTP_OK && is_genuine(h) && is_wanted(h);
	if (is_new && l->keep)
		keep_delivery(h);
	url = is_new && h->received.status == HTTP_OK ? forward_url(h) : NULL;
	if (!url)
		return finish_handling(h);
	/* Many may be in flight, and a parsed body is much larger than its text. */
	forget_body(h);
	h->forwarded = true;
	otk_cli_forward_send(l->forward, url, delivery, on_forwarded, h);
	return OTK_CLI_RESPOND_LATER;
}

/* ---- the server */

/*
 * Opens a named pipe for writing once it has a reader, and gives up when stop_fd is readable: -1
 * with errno EINTR.
 */
static int open_pipe(const char *path, int stop_fd)
{
	struct pollfd stop = {.fd = stop_fd, .events = POLLIN};
	int fd;

	while ((fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC)) < 0 && errno == ENXIO) {
		if (poll(&stop, 1, PIPE_PAUSE_MS) > 0) {
			errno = EINTR;
			return -1;
		}
	}
	return fd;
}

/*
 * Writes the port. A regular file is replaced as a whole, so that a reader never sees a part of the
 * number; a pipe or device is written to directly. *stopped: a signal arrived before.
 */
static otk_cli_exit write_port(
	otk_cli *cli, const char *path, unsigned port, int stop_fd, bool *stopped)
{
	struct stat info;
	const bool is_other = stat(path, &info) == 0 && !S_ISREG(info.st_mode);
	const char *part = is_other ? path : otk_cli_text(cli, "%s.part", path);
	int fd = is_other && S_ISFIFO(info.st_mode)
			 ? open_pipe(path, stop_fd)
			 : open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	bool good;

	*stopped = fd < 0 && errno == EINTR;
	if (*stopped)
		return OTK_CLI_DONE;
	good = fd >= 0 && dprintf(fd, "%u\n", port) > 0;
	good = fd >= 0 && close(fd) == 0 && good;
	if (good && (is_other || rename(part, path) == 0))
		return OTK_CLI_DONE;
	return otk_cli_report(
		cli, OTK_CLI_NOT_REACHED, "io", "cannot write %s: %s", path, strerror(errno));
}

/* Runs until the count is reached, a signal comes, or stdout cannot be written. */
static void run_loop(listener *l, otk_cli_server *server, int stop_fd)
{
	const int fds[] = {stop_fd, otk_cli_server_fd(server)};
	bool readable[OTK_COUNT_OF(fds)] = {false};

	while (otk_cli_server_run(server) && !ferror(stdout)) {
		otk_cli_forward_wait(l->forward, fds, readable, OTK_COUNT_OF(fds),
			otk_cli_server_timeout(server));
		if (readable[0])
			break;
		otk_cli_forward_run(l->forward);
	}
	/* Connections must not be suspended when the server is freed. */
	otk_cli_forward_cancel(l->forward);
	otk_cli_server_run(server);
}

static otk_cli_exit serve_deliveries(otk_cli *cli, listener *l, json_object *local, int stop_fd)
{
	const char *bind = otk_cli_json_get(local, "bind");
	const char *port_file = otk_cli_json_get(local, "port-file"), *problem = NULL;
	int64_t port = json_object_object_get_ex(local, "port", NULL)
			       ? otk_cli_json_int(local, "port")
			       : DEFAULT_PORT;
	bool stopped = false;
	otk_cli_server *server;
	unsigned bound;
	otk_cli_exit code;

	bind = bind ? bind : DEFAULT_ADDRESS;
	if (port < 0 || port > UINT16_MAX)
		return otk_cli_wrong(
			cli, "--port: %lld is not a number from 0 to 65535", (long long)port);
	server = otk_cli_server_new(cli, bind, (uint16_t)port, otk_cli_json_int(local, "count"),
		receive_delivery, l, &problem);
	if (!server)
		return otk_cli_wrong(cli, "%s", problem);
	otk_cli_defer(cli, otk_cli_server_free, server);
	bound = otk_cli_server_port(server);
	code = port_file ? write_port(cli, port_file, bound, stop_fd, &stopped) : OTK_CLI_DONE;
	if (code || stopped)
		return code;
	otk_cli_hint(cli,
		strchr(bind, ':') ? "listening on http://[%s]:%u%s" : "listening on http://%s:%u%s",
		bind, bound, l->secrets.count ? "" : "; nothing is verified: no secret is set");
	run_loop(l, server, stop_fd);
	return OTK_CLI_DONE;
}

static int signal_fd(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	return sigprocmask(SIG_BLOCK, &set, NULL) ? -1 : signalfd(-1, &set, SFD_CLOEXEC);
}

#define FORWARD_EXAMPLE "http://localhost:8080/"

static otk_cli_exit start_forward(otk_cli *cli, listener *l, json_object *local)
{
	otk_cli_exit code = OTK_CLI_DONE;
	json_object_iter each;

	l->forward_all = otk_cli_json_get(local, "forward");
	json_object_object_get_ex(local, "forward-to", &l->forward_to);
	if (l->forward_all)
		code = otk_cli_http_check_url(cli, "--forward", l->forward_all, FORWARD_EXAMPLE);
	if (l->forward_to) {
		json_object_object_foreachC(l->forward_to, each) {
			if (!code)
				code = otk_cli_events_check(cli, "--forward-to", each.key);
			if (!code)
				code = otk_cli_http_check_url(cli, "--forward-to",
					json_object_get_string(each.val), FORWARD_EXAMPLE);
		}
	}
	if (code || (!l->forward_all && !l->forward_to))
		return code;
	l->forward = otk_cli_forward_new();
	otk_cli_defer(cli, otk_cli_forward_free, l->forward);
	return OTK_CLI_DONE;
}

static otk_cli_exit start_keep(otk_cli *cli, listener *l, const char *target)
{
	const size_t prefix = strlen(OTK_CLI_KEEP_PREFIX);
	otk_cli_exit code;

	if (!target)
		return OTK_CLI_DONE;
	if (strncmp(target, OTK_CLI_KEEP_PREFIX, prefix) != 0 || !target[prefix])
		return otk_cli_wrong(cli, "--to: %s is not a database; write sqlite:FILE",
			otk_cli_quote(cli, NULL, target));
	code = otk_cli_keep_open(cli, target + prefix, &l->keep);
	if (!code)
		otk_cli_defer(cli, otk_cli_keep_close, l->keep);
	return code;
}

static otk_cli_exit run_listen(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	const void *vtable = NULL;
	otk_error error = OTK_ERROR_INIT;
	listener l = {.cli = cli, .max_age = otk_cli_json_int(input->local, "max-age")};
	json_object *events = NULL;
	otk_cli_exit code;
	int stop_fd;

	(void)command;
	if (otk_cli_json_int(input->local, "count") < 0 || l.max_age < 0)
		return otk_cli_wrong(cli, "--count, --max-age: must not be negative");
	code = otk_cli_callback_secrets(cli, input->local, &l.secrets);
	if (!code)
		code = start_forward(cli, &l, input->local);
	if (!code)
		code = start_keep(cli, &l, otk_cli_json_get(input->local, "to"));
	json_object_object_get_ex(input->local, "events", &events);
	if (!code)
		code = otk_cli_events_read(cli, events, &l.events);
	if (code)
		return code;
	l.client = otk_cli_describer(cli, &error);
	if (!l.client ||
		otk_interface_get(l.client, OTK_CALLBACKS_ID, OTK_CALLBACKS_MINOR, &vtable, &error))
		return otk_cli_fail(cli, &error);
	stop_fd = signal_fd();
	if (stop_fd < 0)
		return otk_cli_report(
			cli, OTK_CLI_NOT_REACHED, "io", "signalfd: %s", strerror(errno));
	l.guard = otk_cli_guard_new();
	otk_cli_defer(cli, otk_cli_guard_free, l.guard);
	code = serve_deliveries(cli, &l, input->local, stop_fd);
	close(stop_fd);
	return code;
}

OTK_CLI_COMMAND(listen) = {
	.feature = "listen",
	.summary = "Receive callbacks, verify and show them",
	.words = OTK_CLI_WORDS(),
	.examples = OTK_CLI_WORDS("listen --port 8080 --secret-file secret.txt",
		"listen --json --forward http://localhost:3000/callbacks",
		"listen --events archive,session --forward-to archive=http://localhost:3000/archives",
		"listen --secret-file secret.txt --to sqlite:callbacks.db"),
	.local = &listen_options,
	.acts = true,
	.run = run_listen,
};
