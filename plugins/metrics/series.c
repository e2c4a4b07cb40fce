/* SPDX-License-Identifier: MIT */
/* Histograms of attempts, one for each combination of attributes. */
#include "plugins/metrics/series.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const int16_t otk_metrics_bounds[SERIES_BOUNDS] = {
	5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000};

#define CALLS "otk.client.calls", "otk.outcome", "{call}", "otk_client_calls_total", "otk_outcome"
#define BYTES \
	"otk.client.io", "network.io.direction", "By", "otk_client_io_bytes_total", "direction"
#define SPANS   "otk.exporter.spans.dropped", NULL, "{span}", "otk_exporter_spans_dropped_total", NULL
#define EXPORTS NULL, NULL, NULL, "otk_exporter_exports_total", "otk_outcome"

const counter otk_metrics_counters[COUNTERS] = {
	{CALLS, "ok", "Calls that have ended.", offsetof(counts, calls_ok)},
	{CALLS, "error", NULL, offsetof(counts, calls_failed)},
	{BYTES, "transmit", "Bytes of requests and responses.", offsetof(counts, bytes_sent)},
	{BYTES, "receive", NULL, offsetof(counts, bytes_received)},
	{SPANS, NULL, "Spans that were not exported.", offsetof(counts, spans_dropped)},
	{EXPORTS, "ok", "Exports over OTLP.", offsetof(counts, exports_ok)},
	{EXPORTS, "error", NULL, offsetof(counts, exports_failed)},
};

static void add_value(histogram *self, int64_t ms)
{
	size_t bucket = 0;

	while (bucket < SERIES_BOUNDS && ms > otk_metrics_bounds[bucket])
		bucket++;
	self->buckets[bucket]++;
	self->count++;
	self->sum_ms += ms;
}

static bool is_same(const series_key *a, const series_key *b)
{
	return a->operation == b->operation && a->method == b->method && a->server == b->server &&
	       a->http_status == b->http_status && a->attempt == b->attempt &&
	       a->is_new == b->is_new && a->failed == b->failed;
}

static size_t slot_of(const series_key *key)
{
	const uint64_t mixed = ((uint64_t)(uintptr_t)key->operation >> 3) +
			       (uint64_t)key->http_status * 31 + key->attempt * 7u +
			       key->is_new * 3u;

	return (size_t)((mixed * UINT64_C(0x9e3779b97f4a7c15)) >> 56) % SERIES_SLOTS;
}

series *otk_metrics_count_attempt(counts *self, const series_key *key, int64_t duration_ms)
{
	series **link = &self->slots[slot_of(key)], *found;

	while (*link && !is_same(&(*link)->key, key))
		link = &(*link)->next;
	found = *link;
	if (!found && self->series_count < SERIES_MAX) {
		found = calloc(1, sizeof(*found) + strlen(key->operation) + 1);
		if (found) {
			memcpy(found->name, key->operation, strlen(key->operation) + 1);
			found->key = *key;
			*link = found;
			self->series_count++;
		}
	}
	add_value(found ? &found->duration : &self->overflow, duration_ms);
	return found;
}

#include "plugins/types/small.h"

void otk_metrics_count_queue(counts *self, const char *operation, int64_t queued_ms)
{
	size_t at = 0;

	while (at < self->queue_count && self->queues[at].operation != operation)
		at++;
	if (at == self->queue_count) {
		if (at == QUEUE_MAX || !(self->queues[at].name = strdup(operation)))
			return;
		self->queues[at].operation = operation;
		self->queue_count++;
	}
	add_value(&self->queues[at].duration, queued_ms);
}

void otk_metrics_counts_free(counts *self)
{
	for (size_t i = 0; i < SERIES_SLOTS; i++)
		for (series *one = self->slots[i], *next; one; one = next) {
			next = one->next;
			otk_metrics_text_free(&one->span);
			free(one);
		}
	for (size_t i = 0; i < self->queue_count; i++)
		free(self->queues[i].name);
	memset(self, 0, sizeof(*self));
}

const char *otk_metrics_error_type(const series_key *key, char digits[16])
{
	digits[0] = '\0';
	if (key->http_status)
		snprintf(digits, 16, "%d", (int)key->http_status);
	return key->http_status >= 400 ? digits
	       : !key->failed          ? NULL
	       : key->http_status      ? "unreadable_response"
				       : "no_response";
}
