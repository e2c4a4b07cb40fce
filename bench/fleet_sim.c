/* SPDX-License-Identifier: MIT */
/*
 * Fleets in simulated time, with the plugin's own algorithm and script: what a real machine is too
 * small for.
 *
 *   fleet_sim SOCKET [SECONDS]   prints lines "NAME<tab>what<tab>figure"
 */
#include "config.h"

#include <inttypes.h>
#include <otk/types.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/plugins/fleetlimit/sim.h"

/* No slash in a name: in goals.txt it divides two figures. */
static const struct fleet {
	const char *name;
	sim_options options;
} fleets[] = {
	{"8 busy", {.processes = 8, .limit = 1000, .backlog = 300}},
	{"1000 busy", {.processes = 1000, .limit = 20000, .backlog = 60}},
	{"1000 at 20 per s", {.processes = 1000, .limit = 25000, .per_s = 20}},
	{"1000 at 5 per s", {.processes = 1000, .limit = 10000, .per_s = 5}},
	{"1000 at 1 per s", {.processes = 1000, .limit = 2000, .per_s = 1}},
	{"999 at 1 per s, 1 busy", {.processes = 1000, .limit = 3000, .per_s = 1, .busy = 1}},
	{"1000 busy, slow server",
		{.processes = 1000, .limit = 20000, .backlog = 60, .rtt_ms = 50}},
	{"1000 busy, server away 10 s", {.processes = 1000,
						.limit = 20000,
						.backlog = 60,
						.away_from_s = 15,
						.away_to_s = 25}},
};

static void print_figure(const char *name, const char *what, double figure)
{
	printf("fleet %s\t%s\t%.4g\n", name, what, figure);
}

static void report(const char *name, const sim_options *options, const sim_result *result)
{
	const double mean = (double)result->calls / options->processes;
	const double seconds = (double)(options->seconds - 5);
	int64_t most = 0;

	for (int64_t i = 0; i < result->window_count; i++)
		if (result->windows[i] > most)
			most = result->windows[i];
	print_figure(name, "calls per s", (double)result->calls / seconds);
	print_figure(
		name, "of the limit", (double)result->calls / seconds / (double)options->limit);
	print_figure(name, "most in a window", (double)most / (double)options->limit);
	print_figure(name, "most in any second",
		(double)result->most_in_a_second / (double)options->limit);
	print_figure(name, "messages per call",
		(double)result->messages / (double)(result->calls ? result->calls : 1));
	print_figure(name, "messages per s", (double)result->messages / seconds);
	print_figure(name, "slowest of the mean", (double)result->least / mean);
	print_figure(name, "longest wait ms", (double)result->longest_wait_ms);
}

int main(int argc, char **argv)
{
	static sim_result result;

	if (argc < 2) {
		fprintf(stderr, "usage: fleet_sim SOCKET [SECONDS]\n");
		return 2;
	}
	for (size_t i = 0; i < OTK_COUNT_OF(fleets); i++) {
		sim_options options = fleets[i].options;

		options.socket = argv[1];
		options.window_ms = 1000;
		options.seconds = argc > 2 ? strtol(argv[2], NULL, 10) : 35;
		options.rtt_ms = options.rtt_ms ? options.rtt_ms : 2;
		options.seed = i + 1;
		if (!sim_run(&options, &result))
			return 1;
		report(fleets[i].name, &options, &result);
		fflush(stdout);
	}
	return 0;
}
