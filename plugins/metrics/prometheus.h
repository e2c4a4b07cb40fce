/* SPDX-License-Identifier: MIT */
/* The counts as a file that node_exporter's textfile collector reads. */
#ifndef OTK_METRICS_PROMETHEUS_H
#define OTK_METRICS_PROMETHEUS_H

#include "plugins/metrics/series.h"
#include "plugins/metrics/text.h"

void otk_metrics_prometheus(text *out, const counts *counted, const char *instance);
/*
 * Writes a temporary file beside it and renames it. writer: differs between clients. Returns 0 or
 * errno.
 */
int otk_metrics_write_file(const char *path, uint32_t writer, const text *content);

#endif
