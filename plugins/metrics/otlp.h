/* SPDX-License-Identifier: MIT */
/* Spans and counts as OTLP in JSON. */
#ifndef OTK_METRICS_OTLP_H
#define OTK_METRICS_OTLP_H

#include <otk/plugin.h>

#include "plugins/metrics/series.h"
#include "plugins/metrics/text.h"

/* The service that reports. */
typedef struct otlp_source {
	const char *service;
	const char *instance;
	int64_t started_ns; /* since the epoch */
} otlp_source;

typedef struct otlp_span {
	uint64_t trace_id[2];
	uint64_t span_id;
	int64_t start_ms, end_ms; /* since the epoch */
	series *series;
	const otk_attempt *attempt;
} otlp_span;

/* A request of spans: begin, spans, end. */
void otk_metrics_otlp_begin(text *out, const otlp_source *source);
/* Returns false, and leaves the text as it was, if the span does not fit. */
bool otk_metrics_otlp_span(text *out, const otlp_span *span);
void otk_metrics_otlp_end(text *out);
#define OTLP_END_SIZE 8

/* Returns what all spans of a series have in common, up to the value of the last attribute. */
const text *otk_metrics_otlp_beginning(series *of);
/* Attributes that few spans have. */
void otk_metrics_otlp_rare(text *out, const otk_attempt *attempt);

/* A request of all counts. */
void otk_metrics_otlp_counts(
	text *out, const otlp_source *source, const counts *counted, int64_t now_ns);

#endif
