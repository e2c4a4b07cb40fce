/* SPDX-License-Identifier: MIT */
/*
 * Hostile peers: each row of cases.txt is run in a process of its own, against a peer in another
 * one, with a client that is used again afterwards. A row passes if the call has the documented
 * outcome within its time limit, if the memory of the process did not grow over its limit, if every
 * text of the error and of the log is one printable line without secrets, if no other port was
 * contacted, and if the same client then gets a good response.
 *
 *   tests/hostile/hostile            all rows
 *   OTK_HOSTILE='drip' …             only the rows whose name has this text, with measurements
 */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "tests/client/fixture.h"
#include "tests/hostile/certs.h"
#include "tests/hostile/peer.h"
#include "tests/sanitized.h"

#define ROWS_MAX     512
#define ROWS_WANTED  150 /* if the table has fewer rows, the test fails */
#define RESPONSE_MAX ((int64_t)256 * 1024)
/* ms that a call may take beyond its time limit, because the machine may be busy. */
#define GRACE_MS 1500
/*
 * The same of a peer that floods with HTTP/2 frames: libcurl 7.88 reads on without asking its time
 * limit while there is something to read (doc/retries.md).
 */
#define FLOOD_GRACE_MS 8000
#define QUIET_AT_ONCE  20
#define BUSY_AT_ONCE   2

typedef struct outcome {
	otk_status status;
	int64_t took_ms;
	int64_t grown_kib;
	int http_status;
	int connections;
	int requests;
	bool finished;
	char message[OTK_ERROR_MESSAGE_SIZE];
	char wrong[1024]; /* "": the row passes */
} outcome;

static row rows[ROWS_MAX];
static size_t row_count;
static outcome *outcomes; /* in memory that all processes share */
static const char *only;

static void *shared(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED) {
		perror("mmap");
		_exit(1);
	}
	return memory;
}

/* ---- measurements */

/* Under Valgrind and the sanitizers the memory of the process shows nothing about the client. */
static bool memory_counts(void)
{
#ifdef OTK_SANITIZED
	return false;
#else
	return !getenv("OTK_TEST_SLOW") && !getenv("OTK_UNDER_VALGRIND");
#endif
}

/* Returns the value of a line of /proc/self/status, in KiB. */
static int64_t status_line(const char *name)
{
	FILE *file = fopen("/proc/self/status", "r");
	int64_t value = 0;
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		if (strncmp(line, name, strlen(name)) == 0)
			value = strtoll(line + strlen(name) + 1, NULL, 10);
	if (file)
		fclose(file);
	return value;
}

/* Resets the peak of the memory in use (VmHWM). Returns the memory in use now, in KiB. */
static int64_t begin_to_measure(void)
{
	const int fd = open("/proc/self/clear_refs", O_WRONLY);
	ssize_t put = -1;

	if (fd >= 0) {
		put = write(fd, "5", 1);
		close(fd);
	}
	return put == 1 ? status_line("VmRSS") : INT64_MAX;
}

/* ---- one row */

typedef struct scene {
	const row *row;
	outcome *out;
	peer_seen *seen;
	otk_client *client;
	int listener, other;
	pid_t peer;
	char log_problem[128];
} scene;

static void OTK_PRINTF(2, 3) wrong(scene *on, const char *format, ...)
{
	const size_t size = strlen(on->out->wrong);
	va_list args;

	va_start(args, format);
	vsnprintf(on->out->wrong + size, sizeof(on->out->wrong) - size, format, args);
	va_end(args);
	snprintf(on->out->wrong + strlen(on->out->wrong),
		sizeof(on->out->wrong) - strlen(on->out->wrong), "; ");
}

static int listen_here(int *port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) || listen(fd, 16) ||
		getsockname(fd, (struct sockaddr *)&address, &size)) {
		perror("listen");
		_exit(1);
	}
	*port = ntohs(address.sin_port);
	return fd;
}

/* Returns NULL, or what the text has but must not have. */
static const char *forbidden_part(const char *text)
{
	if (strstr(text, TEST_SECRET))
		return "the secret";
	if (strstr(text, "eyJ"))
		return "a token";
	for (const unsigned char *at = (const unsigned char *)text; *at; at++)
		if (*at < 0x20 || *at == 0x7f || (*at == 0xc2 && at[1] < 0xa0))
			return "a control character";
	return strstr(text, "\xe2\x80\xae") ? "a direction mark" : NULL;
}

static void check_log(const otk_log_event *event, void *userdata)
{
	scene *on = userdata;
	const char *problem = forbidden_part(event->text);

	for (size_t i = 0; i < event->fields.count && !problem; i++)
		problem = forbidden_part(event->fields.items[i].value);
	if (problem)
		snprintf(on->log_problem, sizeof(on->log_problem), "%s: %s", event->event, problem);
}

static void check_texts(scene *on, const otk_error *error)
{
	const char *const texts[] = {
		error->message, error->service_message, error->trace_id, error->body};

	for (size_t i = 0; i < OTK_COUNT_OF(texts); i++) {
		const char *problem = forbidden_part(texts[i]);

		if (problem)
			wrong(on, "text %zu of the error has %s: %.100s", i, problem, texts[i]);
	}
	if (on->log_problem[0])
		wrong(on, "the log: %s", on->log_problem);
	if (on->out->status && !error->message[0])
		wrong(on, "no message");
}

static otk_client *new_client(scene *on, int port)
{
	const bool tls = on->row->transport != ROW_TCP;
	otk_client *client;
	char url[64];

	snprintf(url, sizeof(url), "%s://%s:%d", tls ? "https" : "http",
		tls ? "localhost" : "127.0.0.1", port);
	client = test_client(
		NULL, &OTK_CLIENT_OPTIONS(.api_url = url, .ca_file = certs_ca_file(),
			      .connect_timeout_ms = otk_test_ms(on->row->connect_ms),
			      .timeout_ms = otk_test_ms(on->row->timeout_ms),
			      .max_attempts = on->row->attempts, .max_response_bytes = RESPONSE_MAX,
			      .log = check_log, .log_userdata = on, .log_level = OTK_LOG_DEBUG));
	if (!client)
		_exit(1);
	return client;
}

static otk_status download(otk_client *client, otk_error *error)
{
	const int fd = open("/dev/null", O_WRONLY);
	const otk_status status = otk_archives_download(
		client, "bad", fd, &OTK_DOWNLOAD_OPTIONS(.timeout_ms = otk_test_ms(1000)), error);

	close(fd);
	return status;
}

static otk_status call(scene *on, otk_error *error)
{
	const char *operation = on->row->operation;
	otk_archive_list *list = NULL;
	otk_archive *archive = NULL;
	otk_status status;

	if (strcmp(operation, "list") == 0)
		status = otk_archives_list(on->client, NULL, &list, error);
	else if (strcmp(operation, "start") == 0)
		status = otk_archives_start(on->client,
			&OTK_ARCHIVE_OPTIONS(.session_id = TEST_SESSION), &archive, error);
	else if (strcmp(operation, "delete") == 0)
		status = otk_archives_delete(on->client, "bad", error);
	else if (strcmp(operation, "download") == 0)
		status = download(on->client, error);
	else
		status = otk_archives_get(on->client, "bad", &archive, error);
	otk_free(list);
	otk_free(archive);
	return status;
}

static void check_status(scene *on, const otk_error *error)
{
	const row *one = on->row;
	bool expected = false;

	for (int i = 0; i < one->status_count; i++)
		expected |= on->out->status == one->status[i];
	if (!expected)
		wrong(on, "status %d", (int)on->out->status);
	if (one->words && on->out->status && !strstr(error->message, one->words) &&
		!strstr(error->service_message, one->words))
		wrong(on, "the message lacks \"%s\"", one->words);
	/* No request may be sent over a connection that is not trusted. */
	if (on->out->status == OTK_E_TLS && on->seen->requests)
		wrong(on, "a request was sent in spite of the failed handshake");
}

static void check_limits(scene *on)
{
	const row *one = on->row;
	const bool flood = one->busy && one->transport == ROW_H2;
	const int64_t limit = otk_test_ms(one->timeout_ms + (flood ? FLOOD_GRACE_MS : GRACE_MS));

	if (on->out->took_ms > limit && !one->slow)
		wrong(on, "took %" PRId64 " ms of at most %" PRId64, on->out->took_ms, limit);
	if (memory_counts() && on->out->grown_kib > one->memory_kib)
		wrong(on, "grew by %" PRId64 " KiB of at most %" PRId64, on->out->grown_kib,
			one->memory_kib);
	if (one->max_requests >= 0 && on->seen->requests > one->max_requests)
		wrong(on, "%d requests", on->seen->requests);
}

/* The other port was not contacted, and the peer received no credentials outside of the API. */
static void check_strays(scene *on)
{
	fcntl(on->other, F_SETFL, O_NONBLOCK);
	if (accept(on->other, NULL, NULL) >= 0 || errno != EAGAIN)
		wrong(on, "the other port was contacted");
	if (on->seen->strays)
		wrong(on, "credentials were sent to another path");
	if (on->seen->broken)
		wrong(on, "the script is wrong");
}

/* Makes another call with the same client. timeout_ms 0: the timeout of the row. */
static otk_status call_good(scene *on, int64_t timeout_ms, otk_error *error)
{
	otk_archive *archive = NULL;
	otk_call *next = otk_archives_get_call(on->client, "good", error);
	otk_status status;

	if (!next)
		return error->status;
	status = otk_call_set_timeout(next, otk_test_ms(timeout_ms), error);
	if (!status)
		status = otk_call_perform(next, (void **)&archive, error);
	if (!status && strcmp(archive->id, "good") != 0)
		wrong(on, "afterwards the record of \"%s\"", archive->id);
	otk_free(archive);
	return status;
}

static void check_afterwards(scene *on)
{
	struct timespec end;
	otk_error error = OTK_ERROR_INIT;
	otk_status status;

	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += 10;
	if (on->row->await && sem_timedwait(&on->seen->script_over, &end))
		wrong(on, "the script did not end");
	for (int i = 0; i < on->row->failing; i++)
		(void)call_good(on, 0, &error);
	/* With a long timeout, even if that of the row is short. */
	status = call_good(on, 5000, &error);
	/* The peer may have closed the kept connection, and the client makes no retries. */
	if (status == OTK_E_NETWORK && strstr(error.message, "kept connection died"))
		status = call_good(on, 5000, &error);
	if (status)
		wrong(on, "afterwards: %s", error.message);
}

static void start_peer(scene *on, word_ports ports)
{
	const pid_t parent = getpid();

	on->peer = fork();
	if (on->peer < 0) {
		perror("fork");
		_exit(1);
	}
	if (on->peer)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	close(on->other);
	peer_serve(on->row, on->listener, ports, on->seen);
}

static void perform_row(scene *on)
{
	otk_error error = OTK_ERROR_INIT;
	const int64_t memory = begin_to_measure(), begin = otk_clock_monotonic_ms();

	on->out->status = call(on, &error);
	on->out->took_ms = otk_clock_monotonic_ms() - begin;
	on->out->grown_kib = status_line("VmHWM") - memory;
	if (on->out->status)
		snprintf(on->out->message, sizeof(on->out->message), "%s", error.message);
	on->out->http_status = error.http_status;
	on->out->connections = on->seen->connections;
	on->out->requests = on->seen->requests;
	check_status(on, &error);
	check_limits(on);
	check_texts(on, &error);
	check_strays(on);
	check_afterwards(on);
	check_strays(on);
}

static void run_row(size_t index)
{
	scene on = {.row = &rows[index], .out = &outcomes[index]};
	word_ports ports;

	alarm((unsigned)otk_test_ms(
		rows[index].slow ? 300 : 30)); /* a hang is a failure of this row only */
	on.seen = shared(sizeof(*on.seen));
	if (sem_init(&on.seen->script_over, 1, 0))
		_exit(1);
	on.listener = listen_here(&ports.own);
	on.other = listen_here(&ports.other);
	start_peer(&on, ports);
	close(on.listener);
	on.client = new_client(&on, ports.own);
	perform_row(&on);
	otk_client_free(on.client);
	kill(on.peer, SIGKILL);
	waitpid(on.peer, NULL, 0);
	on.out->finished = true;
}

/* ---- all rows */

static pid_t running[ROWS_MAX];

static bool is_chosen(size_t index, bool busy)
{
	if (rows[index].slow && !getenv("OTK_TEST_LONG"))
		return false;
	if (only)
		return rows[index].busy == busy && strstr(rows[index].name, only);
	/* Valgrind needs seconds for each row, so it runs a part of them. */
	return rows[index].busy == busy && (!getenv("OTK_UNDER_VALGRIND") || index % 48 == 0);
}

static void start_row(size_t index)
{
	fflush(stdout);
	running[index] = fork();
	if (running[index])
		return;
	run_row(index);
	fflush(stdout);
	_exit(0);
}

/* Waits for one row and reports what went wrong in it. */
static void collect_row(void)
{
	int status = 0;
	const pid_t ended = waitpid(-1, &status, 0);
	size_t index = 0;

	while (index < row_count && running[index] != ended)
		index++;
	if (!CHECK(index < row_count))
		return;
	CHECK_CASE(outcomes[index].finished && WIFEXITED(status) && !WEXITSTATUS(status),
		"line %d, %s: ended with status %x", rows[index].line, rows[index].name,
		(unsigned)status);
	CHECK_CASE(!outcomes[index].wrong[0], "line %d, %s: %s (%d: %s)", rows[index].line,
		rows[index].name, outcomes[index].wrong, (int)outcomes[index].status,
		outcomes[index].message);
	if (only)
		printf("  %s: %d %d, %" PRId64 " ms, %" PRId64
		       " KiB, %d connections, %d requests: %s\n",
			rows[index].name, (int)outcomes[index].status, outcomes[index].http_status,
			outcomes[index].took_ms, outcomes[index].grown_kib,
			outcomes[index].connections, outcomes[index].requests,
			outcomes[index].message);
}

static void run_rows(bool busy, int at_once)
{
	int now = 0, all = 0;

	for (size_t i = 0; i < row_count; i++) {
		if (!is_chosen(i, busy))
			continue;
		if (now == at_once) {
			collect_row();
			now--;
		}
		start_row(i);
		now++;
		all++;
	}
	while (now-- > 0)
		collect_row();
	CHECK(only || all > 0);
}

static void quiet_peers(void)
{
	/* A slow program (under Valgrind or QEMU) needs a processor of its own to end in time. */
	run_rows(false, getenv("OTK_TEST_SLOW") ? BUSY_AT_ONCE : QUIET_AT_ONCE);
}

static void busy_peers(void)
{
	run_rows(true, BUSY_AT_ONCE);
}

static void figures(void)
{
	int64_t most_ms = 0, most_kib = 0;
	int count[4] = {0};

	for (size_t i = 0; i < row_count; i++) {
		count[rows[i].transport]++;
		if (outcomes[i].took_ms > most_ms)
			most_ms = outcomes[i].took_ms;
		if (outcomes[i].grown_kib > most_kib)
			most_kib = outcomes[i].grown_kib;
	}
	printf("  %zu cases: %d TCP, %d TLS, %d HTTP/2; longest %" PRId64 " ms, largest %" PRId64
	       " KiB\n",
		row_count, count[ROW_TCP], count[ROW_RAW] + count[ROW_TLS], count[ROW_H2], most_ms,
		most_kib);
	CHECK(row_count >= ROWS_WANTED);
	for (size_t i = 0; i < row_count; i++)
		for (size_t k = 0; k < i; k++)
			CHECK_CASE(strcmp(rows[i].name, rows[k].name) != 0,
				"two rows are called %s", rows[i].name);
}

static int set_up(void)
{
	char *path = otk_test_source("tests/hostile/cases.txt");

	only = getenv("OTK_HOSTILE");
	row_count = rows_read(path, rows, ROWS_MAX);
	free(path);
	if (!row_count)
		return 1;
	outcomes = shared(row_count * sizeof(*outcomes));
	certs_make();
	return 0;
}

int main(void)
{
	static const otk_test tests[] = {TEST(quiet_peers), TEST(busy_peers), TEST(figures)};

	return otk_test_main("hostile", tests, OTK_COUNT_OF(tests), set_up, NULL);
}
