/* SPDX-License-Identifier: MIT */
/* Exchanges for tests in a few words: what is sent, what came of it. */
#ifndef OTK_TESTS_DRIVE_H
#define OTK_TESTS_DRIVE_H

#include "core/transport/transport.h"
#include "tests/harness.h"
#include "tests/server.h"

/* What one exchange saw. Embedded in the test's frame; freed by nobody. */
typedef struct otk_outcome_seen {
	int done; /* times that it was called: must be 1 */
	int befores;
	int afters;
	otk_status status;
	int http_status;
	int attempts;
	int64_t retry_after_ms;
	int64_t date;
	int64_t content_length;
	bool settled;
	bool will_retry[16]; /* of each after() */
	int64_t connect_ms[16];
	char trace_id[128];
	char content_type[128];
	char problem[OTK_ERROR_MESSAGE_SIZE];
	char body[4096]; /* as text, cut */
	size_t body_size;
	char log[1024];
	/* what the test wants to happen */
	const char *header;  /* added in before() */
	bool again;          /* asked for in the first after() */
	otk_verdict verdict; /* of the first before() */
	int64_t wait_ms;
	void (*on_before)(struct otk_outcome_seen *seen, otk_exchange *exchange);
	void (*on_after)(struct otk_outcome_seen *seen, otk_exchange *exchange);
	void (*on_done)(struct otk_outcome_seen *seen, otk_exchange *exchange);
	void (*on_log)(struct otk_outcome_seen *seen);
	otk_status (*on_body)(void *seen, const void *data, size_t size);
	void *userdata;
	otk_transport *transport;
	bool stop;
} otk_outcome_seen;

/* A plain server for all tests of a program: hand the two to otk_test_main(). */
extern otk_server *otk_drive_server;
int otk_drive_set_up(void);
int otk_drive_clean_up(void);

/* Time limits are small; three attempts; no proxy; loopback's defaults. */
otk_transport_options otk_drive_options(void);
otk_transport *otk_drive_transport(const otk_transport_options *options);

/* A GET, safe, 5 s. */
otk_request otk_drive_get(const char *url);
/* A POST of {"a":1} with this class; url is formed from the server and path. */
otk_exchange *otk_drive_submit(otk_transport *transport, const otk_request *request,
	const char *body, otk_outcome_seen *seen);
/* The same and run until it is done. */
void otk_drive(otk_transport *transport, const otk_request *request, const char *body,
	otk_outcome_seen *seen);
/* Server's URL and a path, in a buffer of the thread's that lives until the fourth next call. */
const char *otk_drive_url(const otk_server *server, const char *path);

/* Requests with bodies of many sizes, to the url behind which the server stands. */
void otk_drive_bodies(otk_transport *transport, const char *url, otk_server *server);

#endif
