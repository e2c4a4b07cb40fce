/* SPDX-License-Identifier: MIT */
/*
 * Requests to otk-sandbox, which runs in a thread of this program, over its socket. With every
 * input the server responds with a status below 500 and, where it says so, with valid JSON, or it
 * closes the connection; and it then serves the next request.
 *
 * The first byte selects the credentials: n none, p project, o another project, a account, v Vonage
 * application, w Vonage account. The rest is a request with LF as the end of a line, in which names
 * such as $ARCHIVE (tests/sandbox/route_cases.c) become ids of objects; signature and
 * Content-Length are added. After r the rest is sent as it is.
 */
#include "config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"
#include "tests/sandbox/box.h"
#include "tests/sandbox/route_cases.h"

#define RESPONSE_MAX ((size_t)4 * 1024 * 1024)
/* Requests after which the server's objects are deleted. */
#define RESET_AFTER 500
/* Seconds for which a signature is used again. */
#define SIGNATURE_AGE 60
/* ms after which the server is asked whether it is still busy with a request */
#define SOON_MS 2

const char *const fuzz_name = "fuzz/sandbox";
const size_t fuzz_rounds = 1000;

/* ---- the server */

int sandbox_main(int argc, char **argv);

static pthread_t thread;
static test_box server;
static in_port_t port;

static void *run_server(void *unused)
{
	const char *words[] = {"otk-sandbox", "--port", "0", "--port-file", NULL, "--app-key-file",
		NULL, "--settle-ms", "20", "--quiet", NULL};
	char port_file[300], key_file[300];

	snprintf(port_file, sizeof(port_file), "%s/port", otk_test_folder());
	snprintf(key_file, sizeof(key_file), "%s/key.pem", otk_test_folder());
	words[4] = port_file;
	words[6] = key_file;
	if (sandbox_main((int)OTK_COUNT_OF(words) - 1, (char **)(uintptr_t)words)) {
		fputs("otk-sandbox ended with an error\n", stderr);
		abort();
	}
	return unused;
}

static void stop_server(void)
{
	pthread_kill(thread, SIGTERM);
	pthread_join(thread, NULL);
	box_release((box_place){0});
	free(server.private_key);
}

/* Returns the text of a file of the server as soon as it is complete; malloc'd, NULL: it is not. */
static char *file_of_server(const char *name)
{
	char path[300], *text = NULL;

	snprintf(path, sizeof(path), "%s/%s", otk_test_folder(), name);
	for (int64_t waited = 0; waited < otk_test_ms(8000); waited += 5) {
		text = otk_test_read(path, NULL);
		if (text && strchr(text, '\n'))
			break;
		free(text);
		text = NULL;
		poll(NULL, 0, 5);
	}
	return text;
}

static bool start_server(void)
{
	char *text;

	if (port)
		return true;
	(void)otk_test_folder(); /* it is removed after the end of the server */
	if (pthread_create(&thread, NULL, run_server, NULL))
		return false;
	text = file_of_server("port");
	if (!text)
		return false;
	port = (in_port_t)strtoul(text, NULL, 10);
	free(text);
	snprintf(server.url, sizeof(server.url), "http://127.0.0.1:%d", port);
	server.private_key = file_of_server("key.pem");
	atexit(stop_server);
	return port && server.private_key;
}

/* ---- one exchange */

static char response[RESPONSE_MAX + 1];

static int connect_to_server(void)
{
	const struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	const struct linger linger = {.l_onoff = 1, .l_linger = 0};
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	/* Of thousands of connections none may wait for its end. */
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address))) {
		close(fd);
		return -1;
	}
	return fd;
}

/*
 * The server has one thread, which handles what arrives in its order. So when it has responded to
 * another request, it has read all that was sent before, and has responded or waits for more.
 */
static bool server_has_read_all(void)
{
	const box_place mark = box_mark();
	const bool responds = ask(&server, NOBODY, "GET", "/sandbox/clock", NULL).status == 200;

	box_release(mark);
	return responds;
}

/*
 * Receives until the server ends the connection, or waits for more and learns that nothing comes.
 * libmicrohttpd overlooks the end of a stream that arrives with the last bytes of a request, so
 * that is sent after they were read.
 */
static ssize_t receive_all(int fd, bool patient)
{
	struct pollfd ready = {.fd = fd, .events = POLLIN};
	bool ended = false;
	size_t size = 0;
	ssize_t got;

	while (size < RESPONSE_MAX) {
		if (poll(&ready, 1, SOON_MS) > 0 ||
			(server_has_read_all() && poll(&ready, 1, 0) > 0)) {
			got = recv(fd, response + size, RESPONSE_MAX - size, 0);
			if (got <= 0)
				break;
			size += (size_t)got;
		} else if (!ended) {
			ended = !shutdown(fd, SHUT_WR);
			if (!ended)
				break;
		} else if (size || !patient || poll(&ready, 1, (int)otk_test_ms(20000)) <= 0) {
			if (size)
				break;
			return -1;
		}
	}
	response[size] = '\0';
	return (ssize_t)size;
}

/* Returns the size of all responses; -1: the server does not respond. */
static ssize_t exchange(const char *data, size_t size, bool patient)
{
	const int fd = connect_to_server();
	ssize_t got = -1;

	if (fd < 0)
		return -1;
	while (size) {
		const ssize_t sent = send(fd, data, size, MSG_NOSIGNAL);

		if (sent <= 0)
			break;
		data += sent;
		size -= (size_t)sent;
	}
	got = receive_all(fd, patient);
	close(fd);
	return got;
}

/* ---- the request */

static const char *signature_for(char selector)
{
	static const struct {
		char selector;
		box_who who;
	} known[] = {{'p', PROJECT}, {'o', OTHER_PROJECT}, {'a', ACCOUNT},
		{'v', VONAGE_APPLICATION}, {'w', VONAGE_ACCOUNT}};
	static char made[OTK_COUNT_OF(known)][1024];
	static time_t until[OTK_COUNT_OF(known)];
	const time_t now = time(NULL);

	for (size_t i = 0; i < OTK_COUNT_OF(known); i++) {
		if (known[i].selector != selector)
			continue;
		if (now >= until[i]) {
			snprintf(made[i], sizeof(made[i]), "%s",
				signature_of(&server, known[i].who));
			until[i] = now + SIGNATURE_AGE;
		}
		return made[i];
	}
	return "X-None: 1";
}

static bool has_header(const char *head, const char *end, const char *name)
{
	const size_t size = strlen(name);

	for (const char *at = head; at < end; at++) {
		if ((size_t)(end - at) > size && strncasecmp(at, name, size) == 0)
			return true;
		at = memchr(at, '\n', (size_t)(end - at));
		if (!at)
			return false;
	}
	return false;
}

/* Writes the head with CRLF, signature and Content-Length. *whole: the request is complete. */
static const char *build_request(char selector, const char *request, bool *whole)
{
	const char *end = strstr(request, "\n\n");
	const char *body = end ? end + 2 : "", *line;
	const char *made = "";

	if (!end)
		end = request + strlen(request);
	for (line = request; line < end;) {
		const size_t size = strcspn(line, "\n");

		made = text("%s%.*s\r\n", made, (int)size, line);
		line += size + 1;
	}
	if (!has_header(request, end, "Host:"))
		made = text("%sHost: 127.0.0.1:%d\r\n", made, port);
	*whole = !has_header(request, end, "Content-Length:") &&
		 !has_header(request, end, "Transfer-Encoding:");
	if (*whole && *body)
		made = text("%sContent-Length: %zu\r\n", made, strlen(body));
	return text("%s%s\r\nConnection: close\r\n\r\n%s", made, signature_for(selector), body);
}

/* ---- what the server does */

/* Whether the request may add a fault or a stub; then any response is right. */
static bool asks_for_faults(const char *data)
{
	return strcasestr(data, "fault") || strcasestr(data, "stub");
}

static const char *judge_body(const char *head_end, size_t size)
{
	const char *head = strcasestr(response, "\r\nContent-Type: application/json");
	const char *length = strcasestr(response, "\r\nContent-Length: ");
	struct json_tokener *parser;
	json_object *tree;
	bool valid;

	if (!head || head > head_end || !length || length > head_end ||
		strtoull(length + 18, NULL, 10) != size || !size)
		return NULL;
	parser = json_tokener_new_ex(64);
	tree = json_tokener_parse_ex(parser, head_end + 4, (int)size);
	valid = json_tokener_get_error(parser) == json_tokener_success;
	json_object_put(tree);
	json_tokener_free(parser);
	return valid ? NULL : "the body of the response is not JSON";
}

static const char *judge(const char *data, ssize_t size, bool whole)
{
	const char *head_end = strstr(response, "\r\n\r\n");
	int status;

	if (size < 0)
		return whole ? "the server does not respond" : NULL;
	if (sscanf(response, "HTTP/1.%*1[01] %3d", &status) != 1)
		status = 0;
	fuzz_good += status >= 200 && status < 300;
	if (!size || asks_for_faults(data))
		return NULL;
	if (!status || !head_end)
		return "the response is not HTTP";
	/* 501, 505: a method or a version that the HTTP library does not know. */
	if (status >= 500 && status != 501 && status != 505)
		return "an error of the server";
	return !whole ? NULL : judge_body(head_end, (size_t)(response + size - head_end - 4));
}

/* Deletes objects, rules and stubs, and resets the clock. */
static void reset_server(void)
{
	static const char *const paths[][2] = {{"DELETE", "/sandbox/faults"},
		{"DELETE", "/sandbox/stubs"}, {"DELETE", "/sandbox/callbacks"},
		{"POST", "/sandbox/reset"}};

	ask(&server, NOBODY, "POST", "/sandbox/clock", "{\"set\":0,\"skew\":0}");
	for (size_t i = 0; i < OTK_COUNT_OF(paths); i++)
		ask(&server, NOBODY, paths[i][0], paths[i][1], NULL);
}

/* Whether the request may be one that waits for others; it has no response yet. */
static bool asks_to_wait(const char *data)
{
	return strcasestr(data, "wait");
}

/* Rules that let the server wait, which would look like a hang. */
static bool is_left_out(const char *data)
{
	return strcasestr(data, "Ms\"") || strcasestr(data, "100-continue");
}

const char *fuzz_one(const char *data, size_t size)
{
	static int count = RESET_AFTER; /* of requests since the objects were deleted */
	route_world world = {.server = &server};
	const char *request;
	box_place mark;
	bool whole = false;
	ssize_t got;

	if (size < 2 || is_left_out(data) || (data[0] != 'r' && strlen(data) < size))
		return NULL;
	if (!start_server())
		return "the server did not start";
	mark = box_mark();
	if (count >= RESET_AFTER) {
		reset_server();
		count = 0;
	}
	/* What a request to the control interface changes must not disturb the next input. */
	count = strstr(data, "/sandbox/") ? RESET_AFTER : count + 1;
	if (data[0] == 'r') {
		got = exchange(data + 1, size - 1, false);
	} else {
		request = build_request(data[0], route_expand(&world, data + 1), &whole);
		whole = whole && !asks_to_wait(request);
		got = exchange(request, strlen(request), whole);
	}
	box_release(mark);
	return judge(data, got, whole);
}

/* ---- seeds: a good request to each route */

static char selector_of(box_who who)
{
	switch (who) {
	case PROJECT:
		return 'p';
	case OTHER_PROJECT:
		return 'o';
	case ACCOUNT:
		return 'a';
	case VONAGE_APPLICATION:
		return 'v';
	case VONAGE_ACCOUNT:
		return 'w';
	case NOBODY:
		break;
	}
	return 'n';
}

static fuzz_seed seed_of_case(const route_case *one)
{
	const bool form = strcmp(one->path, "/session/create") == 0;
	char request[2048];

	snprintf(request, sizeof(request), "%.*s %s HTTP/1.1\nAccept: application/json\n%s%s%s\n%s",
		(int)strcspn(one->route, " "), one->route, one->path,
		one->body ? "Content-Type: application/" : "",
		!one->body ? ""
		: form     ? "x-www-form-urlencoded"
			   : "json",
		one->body ? "\n" : "", one->body ? one->body : "");
	return fuzz_seed_of(selector_of(one->who), request);
}

size_t fuzz_seeds(fuzz_seed *seeds)
{
	static const char *const others[] = {
		"rGET /sandbox/routes HTTP/1.0\r\n\r\nGET /sandbox/clock HTTP/1.1\r\n\r\n",
		"nPOST /sandbox/session HTTP/1.1\nTransfer-Encoding: chunked\n"
		"Content-Type: application/json\n\n2;a=b\r\n{}\r\n0\r\nX: y\r\n\r\n"};
	size_t count = 0;

	for (size_t i = 0; i < route_case_count && count < FUZZ_SEEDS_MAX; i++)
		if (!route_cases[i].body || !is_left_out(route_cases[i].body))
			seeds[count++] = seed_of_case(&route_cases[i]);
	for (size_t i = 0; i < OTK_COUNT_OF(others) && count < FUZZ_SEEDS_MAX; i++)
		seeds[count++] = fuzz_seed_of(0, others[i]);
	return count;
}
