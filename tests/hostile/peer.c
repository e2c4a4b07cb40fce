/* SPDX-License-Identifier: MIT */
/* A hostile peer: accepts connections, and follows its script on each of the first ones. */
#include "config.h"

#include "tests/hostile/peer.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/hostile/bomb.h"
#include "tests/hostile/wire.h"

static bool run_step(wire *on, const char **script);

static int64_t number(wire *on, const char **script)
{
	word text;
	int64_t value;

	if (!word_next(script, &on->ports, &text))
		return 0;
	value = strtoll(text.data, NULL, 0);
	word_free(&text);
	return value;
}

/* ---- steps */

static bool do_request(wire *on, const char **script)
{
	(void)script;
	return wire_request(on);
}

static bool do_stall(wire *on, const char **script)
{
	(void)script;
	return wire_stall(on);
}

/* pause MS: waits, or until the client closes, so that the following bytes arrive separately */
static bool do_pause(wire *on, const char **script)
{
	struct pollfd at = {.fd = on->fd, .events = POLLRDHUP};

	return poll(&at, 1, (int)number(on, script)) == 0;
}

/* close: with the closing alert of TLS, then TCP */
static bool do_close(wire *on, const char **script)
{
	(void)script;
	if (on->secure)
		gnutls_bye(on->session, GNUTLS_SHUT_WR);
	shutdown(on->fd, SHUT_WR);
	return wire_stall(on);
}

/* cut: closes TCP without the closing alert of TLS */
static bool do_cut(wire *on, const char **script)
{
	(void)script;
	shutdown(on->fd, SHUT_WR);
	return wire_stall(on);
}

static bool do_reset(wire *on, const char **script)
{
	const struct linger linger = {.l_onoff = 1, .l_linger = 0};

	(void)script;
	setsockopt(on->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	return false;
}

static bool do_tls(wire *on, const char **script)
{
	(void)script;
	return wire_handshake(on);
}

static bool do_bye(wire *on, const char **script)
{
	(void)script;
	gnutls_bye(on->session, GNUTLS_SHUT_WR);
	return true;
}

/* alert LEVEL DESCRIPTION */
static bool do_alert(wire *on, const char **script)
{
	const int64_t level = number(on, script), what = number(on, script);

	return gnutls_alert_send(on->session, (gnutls_alert_level_t)level,
		       (gnutls_alert_description_t)what) == 0;
}

/* record 'text' N: a TLS record of which N bytes are sent */
static bool do_record(wire *on, const char **script)
{
	word text;

	if (!word_next(script, &on->ports, &text))
		return false;
	on->left = number(on, script);
	gnutls_record_send(on->session, text.data, text.size);
	word_free(&text);
	return true;
}

/* wire 'text': is sent below TLS, unencrypted */
static bool do_wire(wire *on, const char **script)
{
	bool good;
	word text;

	if (!word_next(script, &on->ports, &text))
		return false;
	good = wire_send_raw(on, text.data, text.size);
	word_free(&text);
	return good;
}

static bool do_keyupdate(wire *on, const char **script)
{
	(void)script;
	return gnutls_session_key_update(on->session, 0) == 0;
}

static bool do_ticket(wire *on, const char **script)
{
	(void)script;
	return gnutls_session_ticket_send(on->session, 1, 0) == 0;
}

static bool do_rehandshake(wire *on, const char **script)
{
	(void)script;
	return gnutls_rehandshake(on->session) == 0;
}

static bool do_drip(wire *on, const char **script)
{
	bool good;
	word text;

	if (!word_next(script, &on->ports, &text))
		return false;
	good = wire_drip(on, text.data, text.size);
	word_free(&text);
	return good;
}

/* Repeats the next step; times < 0: until the client closes the connection. */
static bool repeat_step(wire *on, const char **script, int64_t times)
{
	const char *begin = *script;
	bool good = true;

	on->gathering = true;
	for (int64_t i = 0; good && (times < 0 || i < times); i++) {
		*script = begin;
		good = run_step(on, script);
	}
	return good && wire_flush(on);
}

static bool do_repeat(wire *on, const char **script)
{
	const int64_t times = number(on, script);

	return repeat_step(on, script, times);
}

static bool do_forever(wire *on, const char **script)
{
	return repeat_step(on, script, -1);
}

static bool respond(wire *on, int64_t status, const char *headers, const word *body)
{
	char head[4096];
	const int size = snprintf(head, sizeof(head),
		"HTTP/1.1 %d X\r\nContent-Type: application/json\r\n%sContent-Length: %zu\r\n\r\n",
		(int)status, headers, body->size);

	return wire_send(on, head, (size_t)size) && wire_send(on, body->data, body->size);
}

/* json 'body' */
static bool do_json(wire *on, const char **script)
{
	bool good;
	word body;

	if (!word_next(script, &on->ports, &body))
		return false;
	good = respond(on, 200, "", &body);
	word_free(&body);
	return good;
}

/* reply STATUS 'headers' 'body' */
static bool do_reply(wire *on, const char **script)
{
	const int64_t status = number(on, script);
	word headers, body;
	bool good;

	if (!word_next(script, &on->ports, &headers))
		return false;
	if (!word_next(script, &on->ports, &body)) {
		word_free(&headers);
		return false;
	}
	good = respond(on, status, headers.data, &body);
	word_free(&headers);
	word_free(&body);
	return good;
}

/* head 'headers': the body follows */
static bool do_head(wire *on, const char **script)
{
	static const char begin[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
	word headers;
	bool good;

	if (!word_next(script, &on->ports, &headers))
		return false;
	good = wire_send(on, begin, sizeof(begin) - 1) &&
	       wire_send(on, headers.data, headers.size) && wire_send(on, "\r\n", 2);
	word_free(&headers);
	return good;
}

/* bomb gzip SIZE, bomb deflate SIZE */
static bool do_bomb(wire *on, const char **script)
{
	size_t size;
	word kind;
	char *packed;
	bool good;

	if (!word_next(script, &on->ports, &kind))
		return false;
	packed = bomb_make(strcmp(kind.data, "gzip") == 0, (size_t)number(on, script), &size);
	word_free(&kind);
	good = packed && wire_send(on, packed, size);
	free(packed);
	return good;
}

static const char *const frame_types[] = {"DATA", "HEADERS", "PRIORITY", "RST_STREAM", "SETTINGS",
	"PUSH_PROMISE", "PING", "GOAWAY", "WINDOW_UPDATE", "CONTINUATION"};

static int frame_type(const char *name)
{
	for (size_t i = 0; i < OTK_COUNT_OF(frame_types); i++)
		if (strcmp(name, frame_types[i]) == 0)
			return (int)i;
	return (int)strtol(name, NULL, 0);
}

/* frame TYPE FLAGS STREAM 'payload'; STREAM: a number, "." (the request's) or "+" (a new one) */
static bool do_frame(wire *on, const char **script)
{
	static _Thread_local uint32_t fresh;
	word type, stream, payload;
	int64_t flags;
	uint32_t to;
	bool good;

	if (!word_next(script, &on->ports, &type))
		return false;
	flags = number(on, script);
	if (!word_next(script, &on->ports, &stream) || !word_next(script, &on->ports, &payload))
		return false;
	to = stream.data[0] == '.'   ? on->stream
	     : stream.data[0] == '+' ? (fresh += 2)
				     : (uint32_t)strtoul(stream.data, NULL, 10);
	good = wire_frame(on, frame_type(type.data), (int)flags, to, payload.data, payload.size);
	word_free(&type);
	word_free(&stream);
	word_free(&payload);
	return good;
}

static bool do_ok(wire *on, const char **script)
{
	(void)script;
	return wire_respond_well(on);
}

static const struct {
	const char *name;
	bool (*run)(wire *on, const char **script);
} steps[] = {{"request", do_request}, {"stall", do_stall}, {"pause", do_pause}, {"close", do_close},
	{"cut", do_cut}, {"reset", do_reset}, {"tls", do_tls}, {"bye", do_bye}, {"alert", do_alert},
	{"record", do_record}, {"wire", do_wire}, {"keyupdate", do_keyupdate},
	{"ticket", do_ticket}, {"rehandshake", do_rehandshake}, {"drip", do_drip},
	{"repeat", do_repeat}, {"forever", do_forever}, {"json", do_json}, {"reply", do_reply},
	{"head", do_head}, {"bomb", do_bomb}, {"frame", do_frame}, {"ok", do_ok}};

/* Consecutive steps that only send are gathered into large pieces; other steps send these first. */
static bool run_named(wire *on, size_t index, const char **script)
{
	static const char sending[] = "|json|reply|head|frame|ok|bomb|repeat|forever|";
	const char *found = strstr(sending, steps[index].name);
	const size_t size = strlen(steps[index].name);
	const bool sends = found && found[-1] == '|' && found[size] == '|';

	if (!sends) {
		on->gathering = false;
		if (!wire_flush(on))
			return false;
	}
	if (!steps[index].run(on, script))
		return false;
	on->gathering = true;
	return true;
}

static bool run_word(wire *on, const word *step, const char **script)
{
	if (step->quoted)
		return wire_send(on, step->data, step->size);
	for (size_t i = 0; i < OTK_COUNT_OF(steps); i++)
		if (strcmp(step->data, steps[i].name) == 0)
			return run_named(on, i, script);
	printf("cases.txt:%d: \"%s\" is not a step\n", on->row->line, step->data);
	on->seen->broken++;
	return false;
}

static bool run_step(wire *on, const char **script)
{
	word step;
	bool good;

	if (!word_next(script, &on->ports, &step))
		return false;
	good = run_word(on, &step, script);
	word_free(&step);
	return good;
}

/* ---- connections */

static bool follow_script(wire *on)
{
	const char *script = on->row->script;

	/* Even if the handshake fails, the script decides what to do with the connection. */
	if (on->row->transport >= ROW_TLS)
		(void)wire_handshake(on);
	on->gathering = true;
	while (script[strspn(script, " ")])
		if (!run_step(on, &script))
			return false;
	on->gathering = false;
	return wire_flush(on);
}

static void *serve_connection(void *userdata)
{
	wire *on = userdata;
	bool good = on->hostile ? follow_script(on)
				: on->row->transport == ROW_TCP || wire_handshake(on);

	if (on->hostile && good)
		sem_post(&on->seen->script_over);
	on->hostile = false;
	on->left = -1;
	while (good)
		good = wire_request(on) && wire_respond_well(on);
	wire_close(on, false);
	return NULL;
}

void peer_serve(const row *one, int listener, word_ports ports, peer_seen *seen)
{
	const int yes = 1;
	pthread_t thread;

	signal(SIGPIPE, SIG_IGN);
	for (int number = 0;;) {
		const int fd = accept(listener, NULL, NULL);
		wire *on = fd >= 0 ? calloc(1, sizeof(*on)) : NULL;

		if (!on)
			continue;
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
		*on = (wire){.row = one,
			.ports = ports,
			.seen = seen,
			.fd = fd,
			.hostile = number++ < one->hostile,
			.h2 = one->transport == ROW_H2,
			.left = -1};
		seen->connections++;
		if (pthread_create(&thread, NULL, serve_connection, on))
			wire_close(on, true);
		else
			pthread_detach(thread);
	}
}
