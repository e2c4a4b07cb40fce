/* SPDX-License-Identifier: MIT */
/* From "--layout.type bestFit" to {"layout": {"type": "bestFit"}}. */
#ifndef OTK_CLI_VALUES_H
#define OTK_CLI_VALUES_H

#include "tools/otk/tables/catalog.h"

#define OTK_CLI_STEPS_MAX 8

/* Where an option's value goes: the fields from the outermost on. */
typedef struct otk_cli_slot {
	struct {
		const otk_cli_field *field;
		size_t index; /* LIST that is entered: which item */
	} steps[OTK_CLI_STEPS_MAX];
	size_t count;
	const char *key; /* the last step is a MAP: which of its names */
	bool from_file;  /* --x-file */
} otk_cli_slot;

/* Find an option by its name without the dashes; false: there is none. */
bool otk_cli_slot_find(const otk_cli_type *type, const char *name, otk_cli_slot *slot);

/* May the value be left out, and is this word one? (flags only) */
bool otk_cli_slot_is_flag(const otk_cli_slot *slot);
bool otk_cli_is_flag_word(const char *text);

/* Put the value, read by the kind of the field, into the object. option: for messages. */
otk_cli_exit otk_cli_slot_set(otk_cli *cli, const otk_cli_slot *slot, json_object *object,
	const char *option, const char *value);

/* ---- units.c: false when the text cannot be read */

bool otk_cli_read_int(const char *text, int64_t *number);
/* "90", "90s", "15m", "1h30m", "2d": seconds. */
bool otk_cli_read_seconds(const char *text, int64_t *seconds);
/* The same in ms, "500ms" too. */
bool otk_cli_read_ms(const char *text, int64_t *ms);
/* "2M", "500k": bits per second. */
bool otk_cli_read_rate(const char *text, int64_t *rate);
/* Seconds since the epoch, "2030-01-31", "2030-01-31T12:00:00Z" (local time without Z). */
bool otk_cli_read_instant(const char *text, int64_t *seconds);

#endif
