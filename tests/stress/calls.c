/* SPDX-License-Identifier: MIT */
/*
 * Calls to a server that fails at random, by a program that cancels, drops calls, sets deadlines,
 * frees clients inside completions and uses every way of driving. Each call completes exactly once,
 * unsafe requests are not carried out twice, and no memory or descriptor is left at the end.
 *
 *   tests/stress/calls [CALLS [SEED]]      usually 10 000; the long run is 1 000 000
 */
#include "config.h"

#include <dirent.h>
#include <inttypes.h>
#include <malloc.h>
#include <otk/archives.h>
#include <otk/otk.h>
#include <otk/plugin.h>
#include <otk/plugins.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "tests/harness.h"
#include "tests/stress/faulty.h"

#define SESSION "1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4"
#define LIVE    400 /* limit of unfinished calls */
#define KEPT    16
#define ENOUGH  5000 /* number of calls in which everything should happen */

const otk_plugin *otk_plugin_archives_entry(uint32_t host_abi);

/* The state of a call, by its number. */
typedef struct fate {
	uint8_t completions;
	bool unsafe;
	bool dropped; /* freed before its completion */
} fate;

typedef struct live_call {
	otk_call *call; /* NULL: free */
	size_t number;
} live_call;

static size_t wanted = 10000, next_number = 1;
static uint64_t seed = 20240601;
static otk_faulty *faulty;
static fate *fates;
static live_call live[LIVE];
static size_t live_count;
static otk_call *kept[KEPT];
static size_t kept_count;
static otk_client *client;
static int epoll_of_host;
static int64_t host_timer; /* -1: none */
static size_t by_status[128], clients_freed_inside, clients;

static uint32_t pick(uint32_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 11) % below;
}

static bool one_of(uint32_t n)
{
	return pick(n) == 0;
}

/* ---- calls */

static void free_kept(void)
{
	while (kept_count)
		otk_call_free(kept[--kept_count]);
}

static void forget(live_call *completed)
{
	completed->call = NULL;
	live_count--;
}

static void submit_one(void);

static void free_client(void)
{
	otk_client *freed = client;

	free_kept();
	client = NULL;
	otk_client_free(freed);
}

/* Does one of the things that are allowed inside a completion. */
static void be_careless(otk_call *call)
{
	switch (pick(12)) {
	case 0:
		otk_call_free(call);
		break;
	case 1:
		otk_free(otk_call_take(call));
		break;
	case 2:
		if (kept_count < KEPT) {
			otk_call_keep(call);
			kept[kept_count++] = call;
		}
		break;
	case 3:
		otk_call_cancel(live[pick(LIVE)].call);
		break;
	case 4:
		submit_one();
		break;
	case 5:
		otk_call_cancel(call);
		break;
	case 6:
		if (one_of(60)) {
			clients_freed_inside++;
			free_client();
		}
		break;
	case 7:
		free_kept();
		break;
	default:
		break;
	}
}

static void done(otk_call *call, otk_status status, const void *result, const otk_error *error,
	void *userdata)
{
	live_call *own = userdata;

	(void)result;
	CHECK_CASE(own->call == call, "another call's completion");
	CHECK_CASE((status == OTK_OK) == (error == NULL), "status %d, error %p", (int)status,
		(const void *)error);
	fates[own->number].completions++;
	by_status[(size_t)status % OTK_COUNT_OF(by_status)]++;
	forget(own);
	if (client)
		be_careless(call);
}

static otk_call *make_call(bool *unsafe, otk_error *error)
{
	*unsafe = false;
	switch (pick(8)) {
	case 0:
	case 1:
	case 2:
		*unsafe = true;
		return otk_archives_start_call(
			client, &OTK_ARCHIVE_OPTIONS(.session_id = SESSION), error);
	case 3:
		return otk_session_create_call(client, NULL, error);
	case 4:
		return otk_archives_stop_call(client, "a1", error);
	case 5:
		return otk_archives_list_call(client, NULL, error);
	case 6:
		return otk_archives_delete_call(client, "a1", error);
	default:
		return otk_archives_get_call(client, "a1", error);
	}
}

static live_call *free_place(void)
{
	size_t at = pick(LIVE);

	while (live[at].call)
		at = (at + 1) % LIVE;
	return &live[at];
}

static void submit_one(void)
{
	otk_error error = OTK_ERROR_INIT;
	char number[24];
	live_call *place;
	bool unsafe;

	if (live_count == LIVE || next_number > wanted)
		return;
	place = free_place();
	place->number = next_number;
	place->call = make_call(&unsafe, &error);
	if (!CHECK_CASE(place->call != NULL, "%s", error.message))
		return;
	live_count++;
	fates[next_number].unsafe = unsafe;
	snprintf(number, sizeof(number), "%zu", next_number++);
	CHECK_STATUS(otk_call_set_header(place->call, "X-Call", number, &error), OTK_OK, &error);
	if (one_of(20))
		CHECK_INT(otk_call_set_timeout(place->call, 1 + pick(150), NULL), OTK_OK);
	CHECK_STATUS(otk_call_submit(place->call, done, place, &error), OTK_OK, &error);
}

static void trouble_one(void)
{
	live_call *one = &live[pick(LIVE)];

	if (!one->call)
		return;
	if (one_of(2)) {
		otk_call_cancel(one->call);
		return;
	}
	fates[one->number].dropped = true;
	otk_call_free(one->call);
	forget(one);
}

/* ---- ways to drive */

static void host_watch(void *userdata, int fd, int32_t what)
{
	struct epoll_event event = {.data.fd = (int)fd,
		.events = (what & OTK_IO_READ ? EPOLLIN : 0u) |
			  (what & OTK_IO_WRITE ? EPOLLOUT : 0u)};

	(void)userdata;
	if (!what)
		epoll_ctl(epoll_of_host, EPOLL_CTL_DEL, (int)fd, NULL);
	else if (epoll_ctl(epoll_of_host, EPOLL_CTL_MOD, (int)fd, &event))
		epoll_ctl(epoll_of_host, EPOLL_CTL_ADD, (int)fd, &event);
}

static void host_set_timer(void *userdata, int64_t timeout_ms)
{
	(void)userdata;
	host_timer = timeout_ms < 0 ? -1 : otk_clock_monotonic_ms() + timeout_ms;
}

static void drive_by_host(void)
{
	struct epoll_event events[64];
	const int64_t now = otk_clock_monotonic_ms();
	int64_t wait = host_timer < 0 ? 100 : host_timer > now ? host_timer - now : 0;
	const int count = epoll_wait(epoll_of_host, events, 64, (int)(wait < 100 ? wait : 100));

	for (int i = 0; i < count && client; i++)
		CHECK_INT(
			otk_client_ready(client, events[i].data.fd,
				(events[i].events & EPOLLOUT ? OTK_IO_WRITE : 0) |
					(events[i].events & ~(uint32_t)EPOLLOUT ? OTK_IO_READ : 0),
				NULL),
			OTK_OK);
	if (client && host_timer >= 0 && host_timer <= otk_clock_monotonic_ms()) {
		host_timer = -1;
		CHECK_INT(otk_client_expired(client, NULL), OTK_OK);
	}
}

static void drive_by_descriptor(void)
{
	struct pollfd one = {.fd = otk_client_fd(client, NULL), .events = POLLIN};

	CHECK_CASE(one.fd >= 0, "no descriptor");
	poll(&one, 1, 100);
	if (one.revents)
		CHECK_INT(otk_client_run(client, 0, NULL, NULL), OTK_OK);
}

static void drive_by_run(void)
{
	CHECK_INT(otk_client_run(client, pick(4), NULL, NULL), OTK_OK);
}

static void drive_and_block(void)
{
	otk_archive *archive = NULL;
	const otk_status status = otk_archives_get(client, "a1", &archive, NULL);

	CHECK_CASE((status == OTK_OK) == (archive != NULL), "status %d", (int)status);
	otk_free(archive);
}

static void (*const drivers[])(void) = {
	drive_by_run, drive_by_descriptor, drive_by_host, drive_and_block};

/* ---- the life of a client */

static void make_client(bool by_host)
{
	otk_error error = OTK_ERROR_INIT;
	const otk_io io = {.struct_size = sizeof(io), .watch = host_watch, .timer = host_set_timer};
	otk_status status;

	client = otk_client_new(
		&OTK_CLIENT_OPTIONS(.api_key = "123456",
			.api_secret = "1234567890abcdef1234567890abcdef1234567890",
			.api_url = otk_faulty_url(faulty), .max_in_flight = 1 + pick(LIVE / 2),
			.adopt = one_of(4) ? OTK_YES : OTK_NO, .timeout_ms = 10000),
		&error);
	if (!CHECK_CASE(client != NULL, "%s", error.message))
		exit(1);
	clients++;
	status = otk_client_add_plugin(client, otk_plugin_archives_entry, &error);
	CHECK_CASE(!status || status == OTK_E_STATE, "%s", error.message);
	host_timer = -1;
	if (by_host)
		CHECK_STATUS(otk_client_set_io(client, &io, &error), OTK_OK, &error);
}

/* Until this many calls are submitted, or a completion freed the client. */
static void one_client(size_t calls)
{
	const size_t last = next_number + calls < wanted ? next_number + calls : wanted + 1;
	const uint32_t driver = pick(OTK_COUNT_OF(drivers));
	const size_t window = 1 + pick(LIVE);
	const bool to_the_end = !one_of(4);

	make_client(drivers[driver] == drive_by_host);
	while (client && (next_number < last || (to_the_end && otk_client_pending(client)))) {
		while (next_number < last && live_count < window)
			submit_one();
		if (one_of(3))
			trouble_one();
		drivers[driver]();
	}
	if (client)
		free_client();
	CHECK_INT(live_count, 0);
}

/* ---- leaks */

typedef struct rest {
	size_t heap;
	size_t resident_kib;
	size_t descriptors;
} rest;

static rest look_at_rest(void)
{
	DIR *folder = opendir("/proc/self/fd");
	FILE *file = fopen("/proc/self/statm", "r");
	rest seen = {.heap = mallinfo2().uordblks};
	size_t pages = 0;

	while (folder && readdir(folder))
		seen.descriptors++;
	if (folder)
		closedir(folder);
	if (file) {
		if (fscanf(file, "%*u %zu", &pages) != 1)
			pages = 0;
		fclose(file);
	}
	seen.resident_kib = pages * (size_t)sysconf(_SC_PAGESIZE) / 1024;
	return seen;
}

static void print_call(size_t number, const otk_faulty_call *seen)
{
	printf("  call %zu: %d arrived, %d of them refused; faults", number, seen->arrived,
		seen->refused);
	for (size_t i = 0; i < seen->arrived && i < sizeof(seen->fault); i++)
		printf(" %d", seen->fault[i]);
	printf("\n");
}

static void check_fates(void)
{
	size_t repeated = 0, refused = 0, lost_or_doubled = 0, harmed = 0;

	for (size_t i = 1; i < next_number; i++) {
		const otk_faulty_call *seen = otk_faulty_call_at(faulty, i);

		if (fates[i].unsafe && seen->arrived - seen->refused > 1)
			print_call(i, seen);
		lost_or_doubled += fates[i].completions != (fates[i].dropped ? 0 : 1);
		harmed += fates[i].unsafe && seen->arrived - seen->refused > 1;
		refused += fates[i].unsafe && seen->refused;
		repeated += seen->arrived > 1;
	}
	CHECK_INT(lost_or_doubled, 0);
	CHECK_INT(harmed, 0);
	CHECK(repeated * 100 > next_number);
	CHECK(refused > 0);
	printf("  %zu repeated, %zu creating ones refused first, %zu of %zu clients freed inside a "
	       "completion\n",
		repeated, refused, clients_freed_inside, clients);
}

/* Every fault must have occurred, or the test proves nothing; short runs are exempt. */
static void check_variety(void)
{
	CHECK(by_status[OTK_OK] * 4 > next_number);
	if (wanted < ENOUGH)
		return;
	for (int kind = 0; kind < FAULT_COUNT; kind++)
		CHECK_CASE(otk_faulty_met(faulty, (otk_fault_kind)kind) > 0, "fault %d", kind);
	CHECK(by_status[OTK_E_CANCELLED] > 0 && by_status[OTK_E_TIMEOUT] > 0 &&
		by_status[OTK_E_UNKNOWN_OUTCOME] > 0);
	CHECK(clients_freed_inside > 0);
}

static void report(const rest *warm, const rest *end, int64_t ms)
{
	printf("  %zu calls in %" PRId64 " ms\n  heap %zu -> %zu bytes, resident %zu -> %zu KiB, "
	       "descriptors %zu -> %zu\n ",
		next_number - 1, ms, warm->heap, end->heap, warm->resident_kib, end->resident_kib,
		warm->descriptors, end->descriptors);
	for (size_t i = 0; i < OTK_COUNT_OF(by_status); i++)
		if (by_status[i])
			printf(" %s %zu", otk_status_name((otk_status)i), by_status[i]);
	printf("\n");
}

static void every_call_once(void)
{
	const int64_t begin = otk_clock_monotonic_ms();
	rest warm = {0}, end;

	fates = calloc(wanted + 1, sizeof(*fates));
	faulty = otk_faulty_new(wanted + 1, seed, 200);
	epoll_of_host = epoll_create1(EPOLL_CLOEXEC);
	if (!CHECK(fates && faulty && epoll_of_host >= 0))
		return;
	while (next_number <= wanted) {
		one_client(1 + pick(1500));
		if (!warm.heap && next_number > wanted / 3)
			warm = look_at_rest();
	}
	end = look_at_rest();
	report(&warm, &end, otk_clock_monotonic_ms() - begin);
	CHECK_INT(end.descriptors, warm.descriptors);
	CHECK(end.heap <= warm.heap + 131072);
	CHECK(end.resident_kib <= warm.resident_kib + 4096);
	check_fates();
	check_variety();
	otk_faulty_free(faulty);
	close(epoll_of_host);
	free(fates);
}

int main(int argc, char **argv)
{
	if (getenv("OTK_UNDER_VALGRIND"))
		wanted = 1500;
	if (argc > 1)
		wanted = strtoul(argv[1], NULL, 10);
	if (argc > 2)
		seed = strtoul(argv[2], NULL, 10) | 1;
	return OTK_TEST_MAIN("stress/calls", TEST(every_call_once));
}
