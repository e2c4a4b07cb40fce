/* SPDX-License-Identifier: MIT */
/* The counts as a file that node_exporter's textfile collector reads. */
#include "plugins/metrics/prometheus.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <otk/types.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugins/types/small.h"

static void add_help(text *out, const char *name, const char *type, const char *help)
{
	otk_metrics_text_format(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

/* A line up to its value; labels: the text between the braces. */
static void begin_line(text *out, const char *name, const char *suffix, const text *labels)
{
	otk_metrics_text_format(out, "%s%s{", name, suffix);
	otk_metrics_text_add(out, labels->data, labels->size);
}

/* name_bucket, name_sum and name_count */
static void add_histogram(text *out, const char *name, const text *labels, const histogram *values)
{
	int64_t sum = 0;

	for (size_t i = 0; i <= SERIES_BOUNDS; i++) {
		sum += values->buckets[i];
		begin_line(out, name, "_bucket", labels);
		otk_metrics_text_word(out, ",le=\"");
		if (i < SERIES_BOUNDS)
			otk_metrics_text_seconds(out, otk_metrics_bounds[i]);
		else
			otk_metrics_text_word(out, "+Inf");
		otk_metrics_text_format(out, "\"} %" PRId64 "\n", sum);
	}
	begin_line(out, name, "_sum", labels);
	otk_metrics_text_word(out, "} ");
	otk_metrics_text_seconds(out, values->sum_ms);
	otk_metrics_text_word(out, "\n");
	begin_line(out, name, "_count", labels);
	otk_metrics_text_format(out, "} %" PRId64 "\n", values->count);
}

/* Fails as well if the previous labels did not fit. */
static void begin_labels(text *out, text *labels, const char *instance)
{
	out->failed |= labels->failed;
	otk_metrics_text_cut(labels, 0);
	otk_metrics_text_format(labels, "service_instance_id=\"%s\"", instance);
}

static void add_label(text *labels, const char *name, const char *value)
{
	otk_metrics_text_format(labels, ",%s=\"%s\"", name, value);
}

static void add_attempts(text *out, text *labels, const counts *counted, const char *instance)
{
	static const char name[] = "http_client_request_duration_seconds";
	static const char attempts[][3] = {"", "1", "2", "3+"};
	char status[16];

	add_help(out, name, "histogram", "Duration of HTTP client requests.");
	for (size_t i = 0; i < SERIES_SLOTS; i++)
		for (const series *one = counted->slots[i]; one; one = one->next) {
			const series_key *key = &one->key;
			const char *error = otk_metrics_error_type(key, status);

			begin_labels(out, labels, instance);
			otk_metrics_text_format(labels,
				",http_request_method=\"%s\",server_address=\"%s\",server_port=\"%" PRId64
				"\",http_response_status_code=\"%s\",error_type=\"%s\","
				"otk_operation=\"%s\",otk_attempt=\"%s\",otk_connection=\"%s\"",
				key->method, key->server->host, (int64_t)key->server->port, status,
				error ? error : "", one->name, attempts[key->attempt],
				key->is_new ? "new" : "reused");
			add_histogram(out, name, labels, &one->duration);
		}
	if (counted->overflow.count) {
		begin_labels(out, labels, instance);
		add_label(labels, "otel_metric_overflow", "true");
		add_histogram(out, name, labels, &counted->overflow);
	}
}

static void add_queues(text *out, text *labels, const counts *counted, const char *instance)
{
	static const char name[] = "otk_client_queue_duration_seconds";

	add_help(
		out, name, "histogram", "Time from the submission of a call to its first request.");
	for (size_t i = 0; i < counted->queue_count; i++) {
		begin_labels(out, labels, instance);
		add_label(labels, "otk_operation", counted->queues[i].name);
		add_histogram(out, name, labels, &counted->queues[i].duration);
	}
}

static void add_counters(text *out, text *labels, const counts *counted, const char *instance)
{
	for (size_t i = 0; i < COUNTERS; i++) {
		const counter *one = &otk_metrics_counters[i];

		if (one->help)
			add_help(out, one->prometheus, "counter", one->help);
		begin_labels(out, labels, instance);
		if (one->label)
			add_label(labels, one->label, one->value);
		begin_line(out, one->prometheus, "", labels);
		otk_metrics_text_format(
			out, "} %" PRId64 "\n", otk_metrics_counter_of(counted, one));
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
	struct stat info;
	int fd, problem;

	/* rename() would replace a device, such as /dev/null. */
	if (lstat(path, &info) == 0) {
		if (!S_ISREG(info.st_mode) && !S_ISLNK(info.st_mode))
			return S_ISDIR(info.st_mode) ? EISDIR : EINVAL;
	} else if (errno != ENOENT) {
		return errno;
	}
	/* The collector reads *.prom only. */
	snprintf(temporary, sizeof(temporary), "%s.%d-%08" PRIx32 ".tmp", path, (int)getpid(),
		writer);
	/* O_EXCL: a link or a pipe that others have put there is never opened. */
	if (unlink(temporary) && errno != ENOENT)
		return errno;
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
