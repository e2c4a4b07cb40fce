/* SPDX-License-Identifier: MIT */
/* One value for people: times, sizes, durations, yes and no. */
#include "config.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/output/format.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/terminal/text.h"

/* Every whole number up to 2^53 is exact in a double. */
#define MAX_EXACT 9007199254740992.0

const char *otk_cli_format_bytes(otk_cli *cli, int64_t bytes)
{
	static const char *const names[] = {"B", "kB", "MB", "GB", "TB"};
	double size = (double)bytes;
	size_t i = 0;

	for (; size >= 999.95 && i + 1 < OTK_COUNT_OF(names); i++)
		size /= 1000;
	return otk_cli_text(cli, i ? "%.1f %s" : "%.0f %s", size, names[i]);
}

const char *otk_cli_format_seconds(otk_cli *cli, int64_t seconds)
{
	int64_t hours, minutes;

	if (seconds < 0)
		return otk_cli_text(cli, "%" PRId64 " s", seconds);
	hours = seconds / 3600;
	minutes = seconds / 60 % 60;
	if (hours >= 48)
		return otk_cli_text(cli, "%" PRId64 "d %02" PRId64 "h", hours / 24, hours % 24);
	if (hours)
		return otk_cli_text(cli, "%" PRId64 "h %02" PRId64 "m %02" PRId64 "s", hours,
			minutes, seconds % 60);
	if (minutes)
		return otk_cli_text(cli, "%" PRId64 "m %02" PRId64 "s", minutes, seconds % 60);
	return otk_cli_text(cli, "%" PRId64 " s", seconds);
}

const char *otk_cli_format_time(otk_cli *cli, int64_t seconds, otk_cli_style style)
{
	char text[32], zone[16];
	struct tm when;
	time_t moment = (time_t)seconds;

	if (!localtime_r(&moment, &when) ||
		!strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &when) ||
		!strftime(zone, sizeof(zone), "%z", &when))
		return otk_cli_text(cli, "%" PRId64, seconds);
	return style == OTK_CLI_CELL ? otk_cli_copy(cli, text, strlen(text))
				     : otk_cli_text(cli, "%s %s", text, zone);
}

static const char *format_rate(otk_cli *cli, int64_t rate)
{
	return rate >= 1000000 ? otk_cli_text(cli, "%.1f Mbit/s", (double)rate / 1e6)
	       : rate >= 1000  ? otk_cli_text(cli, "%.0f kbit/s", (double)rate / 1e3)
			       : otk_cli_text(cli, "%" PRId64 " bit/s", rate);
}

/* The service mixes seconds and milliseconds; the library tells them apart the same way. */
static int64_t to_seconds(int64_t time)
{
	return time >= INT64_C(100000000000) ? time / 1000 : time;
}

static const char *format_number(otk_cli *cli, otk_unit unit, int64_t number, otk_cli_style style)
{
	switch (unit) {
	case OTK_UNIT_TIME_MS:
		return number > 0 ? otk_cli_format_time(cli, to_seconds(number), style) : NULL;
	case OTK_UNIT_SECONDS:
		return otk_cli_format_seconds(cli, number);
	case OTK_UNIT_BITS_PER_SECOND:
		return format_rate(cli, number);
	case OTK_UNIT_BYTES:
		return style == OTK_CLI_ENTRY && number >= 1000
			       ? otk_cli_text(cli, "%s (%" PRId64 " bytes)",
					 otk_cli_format_bytes(cli, number), number)
			       : otk_cli_format_bytes(cli, number);
	case OTK_UNIT_NONE:
		break;
	}
	return otk_cli_text(cli, "%" PRId64, number);
}

/* Adds the label of a value to its name on the wire. */
static const char *with_label(
	otk_cli *cli, const otk_cli_field *field, const char *text, otk_cli_style style)
{
	for (size_t i = 0; field && field->labels && field->values[i]; i++)
		if (strcmp(field->values[i], text) == 0 && strcmp(field->labels[i], text) != 0)
			return style == OTK_CLI_CELL
				       ? field->labels[i]
				       : otk_cli_text(cli, "%s (%s)", field->labels[i], text);
	return text;
}

static const char *format_text(
	otk_cli *cli, const otk_cli_field *field, json_object *value, otk_cli_style style)
{
	size_t size = (size_t)json_object_get_string_len(value);
	const char *text;

	if (!size)
		return NULL;
	text = otk_cli_safe(cli, json_object_get_string(value), size);
	if (strcmp(text, OTK_CLI_HIDDEN) == 0)
		return "(secret; --show-secrets shows it)";
	return with_label(cli, field, text, style);
}

static const char *format_list(otk_cli *cli, json_object *list, otk_cli_style style)
{
	size_t count = json_object_array_length(list);
	otk_cli_builder joined = {0};

	for (size_t i = 0; i < count; i++) {
		const char *one =
			otk_cli_format(cli, NULL, json_object_array_get_idx(list, i), style);

		if (i)
			otk_cli_append(cli, &joined, ", ", 2);
		otk_cli_append(cli, &joined, one ? one : "", one ? strlen(one) : 0);
	}
	return joined.text;
}

static const char *format_json(otk_cli *cli, json_object *value)
{
	const char *text = otk_cli_json_text(value);

	return otk_cli_safe(cli, text, strlen(text));
}

/* Reads a whole number as the library does: 29, 29.0, 2.9e1 and "29" are the same. */
static bool whole_number(json_object *value, int64_t *number)
{
	const char *text = json_object_get_string(value);
	json_type type = json_object_get_type(value);
	char *end = NULL;
	double real;

	if ((type != json_type_string && type != json_type_double) || !text)
		return false;
	real = strtod(text, &end);
	if (end == text || *end || !(real >= -MAX_EXACT && real <= MAX_EXACT)) /* also "nan" */
		return false;
	*number = (int64_t)real;
	return (double)*number >= real && (double)*number <= real;
}

const char *otk_cli_format(
	otk_cli *cli, const otk_cli_field *field, json_object *value, otk_cli_style style)
{
	otk_unit unit = field ? field->unit : OTK_UNIT_NONE;
	json_type type = json_object_get_type(value);
	int64_t number;

	if (field && field->kind == OTK_KIND_INT && whole_number(value, &number))
		return format_number(cli, unit, number, style);
	switch (type) {
	case json_type_null:
		return NULL;
	case json_type_boolean:
		return json_object_get_boolean(value) ? "yes" : "no";
	case json_type_int:
		return format_number(cli, unit, json_object_get_int64(value), style);
	case json_type_string:
		return format_text(cli, field, value, style);
	case json_type_array:
		return format_list(cli, value, style);
	case json_type_double:
	case json_type_object:
		break;
	}
	return format_json(cli, value);
}
