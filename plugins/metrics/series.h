/* SPDX-License-Identifier: MIT */
/* Histograms of attempts, one for each combination of attributes. */
#ifndef OTK_METRICS_SERIES_H
#define OTK_METRICS_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plugins/metrics/place.h"
#include "plugins/metrics/text.h"

/* The boundaries of OpenTelemetry's HTTP conventions, in ms. */
#define SERIES_BOUNDS 14
extern const int16_t otk_metrics_bounds[SERIES_BOUNDS];

/* Combinations of attributes; attempts of further ones are counted together. */
#define SERIES_MAX 1000

typedef struct histogram {
	int64_t buckets[SERIES_BOUNDS + 1];
	int64_t count;
	int64_t sum_ms;
} histogram;

/*
 * The attributes of a series. Texts are compared by their addresses: the library has one
 * for each operation until it closes the plugins.
 */
typedef struct series_key {
	const char *operation; /* "archives.start" */
	const char *method;
	const place *server;
	int32_t http_status; /* 0: no response */
	uint8_t attempt;     /* 1, 2, or 3 for all further ones */
	bool is_new;         /* a new connection */
	bool failed;         /* the attempt would end the call with an error */
} series_key;

typedef struct series {
	struct series *next; /* of the same slot */
	series_key key;
	histogram duration;
	text span;   /* beginning of a span with this key, made with the first one */
	char name[]; /* of the operation */
} series;

/* Time from submission to the first attempt, by operation. */
typedef struct queue_series {
	const char *operation; /* compared by its address */
	char *name;
	histogram duration;
} queue_series;

#define SERIES_SLOTS 256
#define QUEUE_MAX    256

typedef struct counts {
	int64_t calls_ok, calls_failed;
	int64_t bytes_sent, bytes_received;
	int64_t spans_dropped;
	int64_t exports_ok, exports_failed;
	size_t series_count, queue_count;
	histogram overflow; /* attempts beyond SERIES_MAX */
	series *slots[SERIES_SLOTS];
	queue_series queues[QUEUE_MAX];
} counts;

/* A counter; those with the same name follow each other, and only the first has a help text. */
typedef struct counter {
	const char *otlp; /* name; NULL: not sent */
	const char *otlp_key;
	const char *unit;
	const char *prometheus; /* name */
	const char *label;      /* NULL: none */
	const char *value;
	const char *help;
	size_t offset; /* of the number in `counts` */
} counter;

#define COUNTERS 7
extern const counter otk_metrics_counters[COUNTERS];

static inline int64_t otk_metrics_counter_of(const counts *self, const counter *which)
{
	return *(const int64_t *)(const void *)((const char *)self + which->offset);
}

/* Returns the series of the attempt; NULL: there are too many. */
series *otk_metrics_count_attempt(counts *self, const series_key *key, int64_t duration_ms);
void otk_metrics_count_queue(counts *self, const char *operation, int64_t queued_ms);
void otk_metrics_counts_free(counts *self);
/*
 * Returns "503", "no_response" …: error.type of the HTTP conventions; NULL: no error. digits:
 * becomes the status, "" without a response.
 */
const char *otk_metrics_error_type(const series_key *key, char digits[16]);

#endif
