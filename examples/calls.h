/* SPDX-License-Identifier: MIT */
/* Shared by the event loop examples: submits some list calls and counts their completions. */
#ifndef OTK_EXAMPLES_CALLS_H
#define OTK_EXAMPLES_CALLS_H

#include <otk/archives.h>
#include <otk/otk.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define CALLS 20

typedef struct work {
	otk_client *client;
	int left;
	int failed;
	void (*finished)(struct work *work); /* called after the last completion */
	void *loop;
} work;

static void count_completion(otk_call *call, otk_status status, const void *result,
	const otk_error *error, void *userdata)
{
	work *all = userdata;
	const otk_archive_list *list = result;

	(void)call;
	if (status) {
		all->failed++;
		fprintf(stderr, "%s\n", error->message);
	} else if (all->left == CALLS) {
		printf("the first of %d responses: %" PRId64 " archives\n", CALLS, list->total);
	}
	if (--all->left == 0)
		all->finished(all);
}

/* Makes a client from the environment. */
static otk_client *make_client(void)
{
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = otk_client_new(
		&OTK_CLIENT_OPTIONS(.api_key = getenv("OTK_API_KEY"),
			.api_secret = getenv("OTK_API_SECRET"), .api_url = getenv("OTK_API_URL")),
		&error);

	if (!client)
		fprintf(stderr, "%s\n", error.message);
	return client;
}

/* Queues the calls; they are sent when the loop runs. */
static int submit_all(work *all)
{
	otk_error error = OTK_ERROR_INIT;

	for (all->left = 0; all->left < CALLS; all->left++) {
		otk_call *call = otk_archives_list_call(all->client, NULL, &error);

		if (!call || otk_call_submit(call, count_completion, all, &error)) {
			otk_call_free(call);
			fprintf(stderr, "%s\n", error.message);
			return -1;
		}
	}
	return 0;
}

#endif
