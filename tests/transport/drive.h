/* SPDX-License-Identifier: MIT */
/* Runs single exchanges for tests and records their outcome. */
#ifndef OTK_TESTS_DRIVE_H
#define OTK_TESTS_DRIVE_H

#include <sys/types.h>

#include "core/transport/transport.h"
#include "tests/harness.h"
#include "tests/server.h"

/* The events of one exchange, in a variable of the test. */
typedef struct otk_outcome_seen {
	int done; /* calls of done(); must be 1 */
	int befores;
	int afters;
	otk_status status;
	int http_status;
	int attempts;
	int64_t retry_after_ms;
	int64_t date;
	int64_t content_length;
	bool settled;
	bool will_retry[16]; /* in each after() */
	int64_t connect_ms[16];
	char trace_id[128];
	char content_type[128];
	char problem[OTK_ERROR_MESSAGE_SIZE];
	char body[4096]; /* as text, truncated */
	size_t body_size;
	char log[1024];
	/* set by the test */
	const char *header;  /* added in before() */
	bool again;          /* requested in after() */
	otk_verdict verdict; /* returned by the first before() */
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

/* Short time limits, three attempts, no proxy. */
otk_transport_options otk_drive_options(void);
otk_transport *otk_drive_transport(const otk_transport_options *options);

/*
 * Of DRIVE_TEST(): a server, and a transport with otk_drive_options(). A test that frees the
 * transport sets it to NULL. A test that fails may leave exchanges behind; they complete when the
 * transport is freed, after the end of the test.
 */
struct otk_fixture {
	otk_server *server;
	otk_server *other; /* NULL; started by a test, freed after it */
	otk_transport *transport;
	pid_t process; /* 0: none; started by a test, stopped after it */
	otk_error error;
};

extern const otk_fixture_type otk_drive_fixture;
/* Its functions, for a file whose fixture has more. */
void otk_drive_set_up(otk_fixture *f);
void otk_drive_clean_up(otk_fixture *f);
#define DRIVE_TEST(function) TEST_WITH(&otk_drive_fixture, function)

/* Replace the server, or the transport, by one with these options, or end the test. */
void otk_drive_use_server(otk_fixture *f, const otk_server_options *options);
void otk_drive_use_transport(otk_fixture *f, const otk_transport_options *options);

/* A safe GET with a time limit of 5 s. */
otk_request otk_drive_get(const char *url);
/* Submits an exchange; body NULL: without one. NULL on failure, which is reported. */
otk_exchange *otk_drive_submit(otk_transport *transport, const otk_request *request,
	const char *body, otk_outcome_seen *seen);
/* Submits an exchange and runs the transport until it is done. */
void otk_drive(otk_transport *transport, const otk_request *request, const char *body,
	otk_outcome_seen *seen);
/* Returns the server's URL followed by the path; valid for the next three calls. */
const char *otk_drive_url(const otk_server *server, const char *path);

/* Sends bodies of many sizes to the URL, which leads to the server. */
void otk_drive_bodies(otk_transport *transport, const char *url, otk_server *server);

#endif
