/* SPDX-License-Identifier: MIT */
/* The counts as a file that node_exporter's textfile collector reads. */
#include "plugins/metrics/prometheus.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <otk/types.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void add_help(text *out, const char *name, const char *type, const char *help)
{
	TEXT_LITERAL(out, "# HELP ");
	otk_metrics_text_word(out, name);
	TEXT_LITERAL(out, " ");
	otk_metrics_text_word(out, help);
	TEXT_LITERAL(out, "\n# TYPE ");
	otk_metrics_text_word(out, name);
	TEXT_LITERAL(out, " ");
	otk_metrics_text_word(out, type);
	TEXT_LITERAL(out, "\n");
}

static void add_label(text *out, const char *name, const char *value)
{
	TEXT_LITERAL(out, ",");
	otk_metrics_text_word(out, name);
	TEXT_LITERAL(out, "=");
	otk_metrics_text_label(out, value);
}

/* name_bucket, name_sum and name_count; labels: the text between the braces. */
static void add_histogram(
	text *out, const char *name, const char *labels, size_t size, const histogram *values)
{
	int64_t sum = 0;

	for (size_t i = 0; i <= SERIES_BOUNDS; i++) {
		sum += values->buckets[i];
		otk_metrics_text_word(out, name);
		TEXT_LITERAL(out, "_bucket{");
		otk_metrics_text_add(out, labels, size);
		TEXT_LITERAL(out, ",le=\"");
		if (i < SERIES_BOUNDS)
			otk_metrics_text_seconds(out, otk_metrics_bounds[i]);
		else
			TEXT_LITERAL(out, "+Inf");
		TEXT_LITERAL(out, "\"} ");
		otk_metrics_text_number(out, sum);
		TEXT_LITERAL(out, "\n");
	}
	otk_metrics_text_word(out, name);
	TEXT_LITERAL(out, "_sum{");
	otk_metrics_text_add(out, labels, size);
	TEXT_LITERAL(out, "} ");
	otk_metrics_text_seconds(out, values->sum_ms);
	TEXT_LITERAL(out, "\n");
	otk_metrics_text_word(out, name);
	TEXT_LITERAL(out, "_count{");
	otk_metrics_text_add(out, labels, size);
	TEXT_LITERAL(out, "} ");
	otk_metrics_text_number(out, values->count);
	TEXT_LITERAL(out, "\n");
}

static void begin_labels(text *labels, const char *instance)
{
	otk_metrics_text_cut(labels, 0);
	TEXT_LITERAL(labels, "service_instance_id=");
	otk_metrics_text_label(labels, instance);
}

static void add_attempts(text *out, text *labels, const counts *counted, const char *instance)
{
	static const char name[] = "http_client_request_duration_seconds";
	static const char *const attempts[] = {"", "1", "2", "3+"};
	char port[12], status[12], type[16];

	add_help(out, name, "histogram", "Duration of HTTP client requests.");
	for (size_t i = 0; i < SERIES_SLOTS; i++)
		for (const series *one = counted->slots[i]; one; one = one->next) {
			const char *error = otk_metrics_error_type(&one->key, type);

			begin_labels(labels, instance);
			add_label(labels, "http_request_method", one->key.method);
			add_label(labels, "server_address", one->key.server->host);
			snprintf(port, sizeof(port), "%d", one->key.server->port);
			add_label(labels, "server_port", port);
			snprintf(status, sizeof(status), "%d", (int)one->key.http_status);
			add_label(labels, "http_response_status_code",
				one->key.http_status ? status : "");
			add_label(labels, "error_type", error ? error : "");
			add_label(labels, "otk_operation", one->name);
			add_label(labels, "otk_attempt", attempts[one->key.attempt]);
			add_label(labels, "otk_connection", one->key.is_new ? "new" : "reused");
			add_histogram(out, name, labels->data, labels->size, &one->duration);
		}
	if (counted->overflow.count) {
		begin_labels(labels, instance);
		add_label(labels, "otel_metric_overflow", "true");
		add_histogram(out, name, labels->data, labels->size, &counted->overflow);
	}
}

static void add_queues(text *out, text *labels, const counts *counted, const char *instance)
{
	static const char name[] = "otk_client_queue_duration_seconds";

	add_help(
		out, name, "histogram", "Time from the submission of a call to its first request.");
	for (size_t i = 0; i < counted->queue_count; i++) {
		begin_labels(labels, instance);
		add_label(labels, "otk_operation", counted->queues[i].name);
		add_histogram(out, name, labels->data, labels->size, &counted->queues[i].duration);
	}
}

static void add_counters(text *out, text *labels, const counts *counted, const char *instance)
{
	const struct {
		const char *name, *help, *label, *value;
		int64_t number;
	} rows[] = {
		{"otk_client_calls_total", "Calls that have ended.", "otk_outcome", "ok",
			counted->calls_ok},
		{"otk_client_calls_total", NULL, "otk_outcome", "error", counted->calls_failed},
		{"otk_client_io_bytes_total", "Bytes of requests and responses.", "direction",
			"transmit", counted->bytes_sent},
		{"otk_client_io_bytes_total", NULL, "direction", "receive",
			counted->bytes_received},
		{"otk_exporter_spans_dropped_total", "Spans that were not exported.", NULL, NULL,
			counted->spans_dropped},
		{"otk_exporter_exports_total", "Exports over OTLP.", "otk_outcome", "ok",
			counted->exports - counted->exports_failed},
		{"otk_exporter_exports_total", NULL, "otk_outcome", "error",
			counted->exports_failed},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		if (rows[i].help)
			add_help(out, rows[i].name, "counter", rows[i].help);
		begin_labels(labels, instance);
		if (rows[i].label)
			add_label(labels, rows[i].label, rows[i].value);
		otk_metrics_text_word(out, rows[i].name);
		TEXT_LITERAL(out, "{");
		otk_metrics_text_add(out, labels->data, labels->size);
		TEXT_LITERAL(out, "} ");
		otk_metrics_text_number(out, rows[i].number);
		TEXT_LITERAL(out, "\n");
	}
}

void otk_metrics_prometheus(text *out, const counts *counted, const char *instance)
{
	text labels = {.max = 4096};

	add_attempts(out, &labels, counted, instance);
	add_queues(out, &labels, counted, instance);
	add_counters(out, &labels, counted, instance);
	out->failed |= labels.failed;
	otk_metrics_text_free(&labels);
}

static int write_all(int fd, const char *data, size_t size)
{
	while (size) {
		const ssize_t written = write(fd, data, size);

		if (written < 0 && errno != EINTR)
			return errno;
		if (written > 0) {
			data += written;
			size -= (size_t)written;
		}
	}
	return 0;
}

int otk_metrics_write_file(const char *path, uint32_t writer, const text *content)
{
	char temporary[4200];
	int fd, problem;

	/* The collector reads *.prom only. */
	snprintf(temporary, sizeof(temporary), "%s.%d-%08" PRIx32 ".tmp", path, (int)getpid(),
		writer);
	/* Never what others put there: a link, or a pipe, which would block. */
	fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0 && errno == EEXIST && unlink(temporary) == 0)
		fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		return errno;
	problem = write_all(fd, content->data, content->size);
	if (close(fd) && !problem)
		problem = errno;
	if (!problem && rename(temporary, path))
		problem = errno;
	if (problem)
		unlink(temporary);
	return problem;
}
