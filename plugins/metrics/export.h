/* SPDX-License-Identifier: MIT */
/*
 * Posts requests to an OTLP receiver, one after the other, on the client's loop: libcurl's sockets
 * and a timer are behind one epoll descriptor. Nothing blocks; a body that cannot be delivered is
 * dropped after some attempts.
 */
#ifndef OTK_METRICS_EXPORT_H
#define OTK_METRICS_EXPORT_H

#include <otk/plugin.h>
#include <time.h>

#include "plugins/metrics/text.h"

typedef enum export_kind { EXPORT_SPANS = 0, EXPORT_METRICS, EXPORT_KINDS } export_kind;

typedef struct export_settings {
	const char *endpoint; /* "http://127.0.0.1:4318"; NULL: nothing is posted */
	const char *headers_file;
	const char *ca_file;
} export_settings;

typedef struct export_events {
	/*
	 * A body was delivered, or dropped: why says the reason, NULL: delivered. `rejected` is the
	 * number of its spans or data points that the receiver did not take.
	 */
	void (*ended)(void *userdata, export_kind kind, int64_t rejected, const char *why);
	void (*timer)(void *userdata); /* the timer expired */
	void *userdata;
} export_events;

#define RESPONSE_KEPT 2048 /* bytes of a response; what was rejected comes first */

typedef struct export
{
	export_events events;
	int epoll_fd, timer_fd;
	void *multi, *easy; /* handles of libcurl, which only export.c includes */
	struct curl_slist *headers;
	char *urls[EXPORT_KINDS];
	text body;
	export_kind kind;
	bool busy;      /* a body is being delivered; includes the pauses between attempts */
	bool in_flight; /* libcurl is sending it */
	int attempts;
	size_t received;  /* bytes of the response */
	size_t kept;      /* of them, in `response` */
	int64_t curl_at;  /* monotonic ms; -1: none */
	int64_t retry_at; /* -1: none */
	int64_t owner_at; /* for events.timer; -1: none */
	char response[RESPONSE_KEPT + 1];
}
export;

int64_t otk_metrics_clock_ms(clockid_t clock);
/* Must be called first; otk_metrics_export_free() is then safe. */
void otk_metrics_export_init(export *self, const export_events *events);
otk_status otk_metrics_export_open(
	export *self, const otk_host *host, const export_settings *settings, otk_error *error);
/* Waits for a body that is being delivered, at most 0.2 s: the client is being freed. */
void otk_metrics_export_finish(export *self);
/* The same, then drops it. */
void otk_metrics_export_free(export *self);
/* Takes over the text of the body, which is then empty. Not while busy. */
void otk_metrics_export_send(export *self, export_kind kind, text *body);
/* The pause before attempt number attempts + 1; retry_after_s: what the receiver asks for, or 0. */
int64_t otk_metrics_export_pause_ms(int attempts, int64_t retry_after_s);
/* The number after "NAME": in a response in JSON; 0: none. */
int64_t otk_metrics_export_rejected(const char *response, const char *name);
/* Does what can be done now. */
void otk_metrics_export_run(export *self);
/* Calls events.timer at that time, monotonic ms; -1: never. */
void otk_metrics_export_set_timer(export *self, int64_t at);

#endif
