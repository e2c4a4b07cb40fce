/* SPDX-License-Identifier: MIT */
/*
 * Memory of a process that uses otk: resident size, and heap per client and per call.
 *
 *   memory FOLDER URL SLOW_URL   prints lines of name, quantity, value; the slow server delays its
 *                                responses
 */
#include "config.h"

#include <malloc.h>
#include <otk/archives.h>
#include <otk/otk.h>
#include <otk/plugins.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/measure.h"
#include "bench/samples.h"

#define CLIENTS 100
#define QUEUED  10000
#define FLIGHT  1000

static const char *folder, *url, *slow_url;

static long resident_kib(void)
{
	FILE *file = fopen("/proc/self/statm", "r");
	long size = 0, pages = 0;

	if (!file || fscanf(file, "%ld %ld", &size, &pages) != 2)
		bench_die("/proc/self/statm");
	fclose(file);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static double heap(void)
{
	const struct mallinfo2 info = mallinfo2();

	return (double)(info.uordblks + info.hblkhd);
}

static void say(const char *what, double value)
{
	printf("memory\t%s\t%.0f\n", what, value);
}

static otk_client *new_client(const char *to)
{
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = otk_client_new(
		&OTK_CLIENT_OPTIONS(.api_key = "123456",
			.api_secret = "1234567890abcdef1234567890abcdef1234567890", .api_url = to,
			.plugin_path = {.items = &folder, .count = 1}, .max_in_flight = FLIGHT,
			.max_queued = QUEUED + 1, .timeout_ms = 60000),
		&error);

	if (!client)
		bench_die(error.message);
	return client;
}

static void core_and_plugins(void)
{
	otk_client *client = new_client(url);
	otk_plugin_list *list = NULL;
	otk_error error = OTK_ERROR_INIT;

	say("core_kib", (double)resident_kib());
	if (otk_plugins_list(client, &list, &error))
		bench_die(error.message);
	say("plugins", (double)list->item_count);
	otk_free(list);
	say("plugins_kib", (double)resident_kib());
	otk_client_free(client);
}

static void create(otk_client *client)
{
	otk_session *session = NULL;
	otk_error error = OTK_ERROR_INIT;

	if (otk_session_create(client, NULL, &session, &error))
		bench_die(error.message);
	otk_free(session);
}

static void idle_clients(void)
{
	static otk_client *clients[CLIENTS];
	double before;

	create(new_client(url)); /* one-time initialisation */
	before = heap();
	for (size_t i = 0; i < CLIENTS; i++)
		clients[i] = new_client(url);
	say("client_bytes", (heap() - before) / CLIENTS);
	for (size_t i = 0; i < CLIENTS; i++)
		create(clients[i]);
	say("used_client_bytes", (heap() - before) / CLIENTS);
}

static void done(otk_call *call, otk_status status, const void *result, const otk_error *error,
	void *userdata)
{
	(void)call;
	(void)status;
	(void)result;
	(void)error;
	(void)userdata;
}

static void submit(otk_client *client, size_t count)
{
	otk_error error = OTK_ERROR_INIT;

	for (size_t i = 0; i < count; i++) {
		otk_call *call = otk_archives_start_call(
			client, &OTK_ARCHIVE_OPTIONS(.session_id = SESSION), &error);

		if (!call || otk_call_submit(call, done, NULL, &error))
			bench_die(error.message);
	}
}

static void queued_calls(void)
{
	otk_client *client = new_client(slow_url);
	double before;

	submit(client, 1);
	before = heap();
	submit(client, QUEUED);
	say("queued_bytes", (heap() - before) / QUEUED);
	otk_client_free(client);
}

static void calls_in_flight(void)
{
	otk_client *client = new_client(slow_url);
	otk_error error = OTK_ERROR_INIT;
	double before;
	long resident;

	submit(client, 1);
	while (!otk_client_in_flight(client))
		if (otk_client_run(client, 1, NULL, &error))
			bench_die(error.message);
	before = heap();
	resident = resident_kib();
	submit(client, FLIGHT - 1);
	if (otk_client_run(client, 300, NULL, &error))
		bench_die(error.message);
	if (otk_client_in_flight(client) != FLIGHT)
		bench_die("the slow server is too quick");
	say("in_flight_bytes", (heap() - before) / (FLIGHT - 1));
	say("in_flight_resident_bytes", (double)(resident_kib() - resident) * 1024 / (FLIGHT - 1));
	otk_client_free(client);
}

/* Each measurement runs in a process of its own with a fresh heap. */
static void apart(void (*measure)(void))
{
	int status = -1;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		measure();
		fflush(stdout);
		_exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || status)
		bench_die("a measurement of memory failed");
}

int main(int argc, char **argv)
{
	if (argc != 4)
		bench_die("wrong arguments");
	folder = argv[1];
	url = argv[2];
	slow_url = argv[3];
	apart(core_and_plugins);
	apart(idle_clients);
	apart(queued_calls);
	apart(calls_in_flight);
	return 0;
}
