/* SPDX-License-Identifier: MIT */
/*
 * Reads numbers with units. Each function returns false if the text is malformed or out of range.
 */
#ifndef OTK_CLI_UNITS_H
#define OTK_CLI_UNITS_H

#include <stdbool.h>
#include <stdint.h>

/* A decimal number without a unit. */
bool otk_cli_read_int(const char *text, int64_t *number);
/* "90", "90s", "15m", "1h30m", "2d": seconds. */
bool otk_cli_read_seconds(const char *text, int64_t *seconds);
/* The same in milliseconds; "500ms" as well. */
bool otk_cli_read_ms(const char *text, int64_t *ms);
/* "2M", "500k": bits per second. */
bool otk_cli_read_rate(const char *text, int64_t *rate);
/* "1048576", "500k", "20M", "2G": bytes. */
bool otk_cli_read_bytes(const char *text, int64_t *bytes);
/* Seconds since the epoch, "2030-01-31", "2030-01-31T12:00:00Z" (local time without Z). */
bool otk_cli_read_instant(const char *text, int64_t *seconds);

#endif
