/* SPDX-License-Identifier: MIT */
/* Tests of decoding: generated responses, whole and damaged. */
#include "config.h"

#include <string.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/plugin/check/context/report.h"
#include "tools/otk/plugin/check/generate/random.h"
#include "tools/otk/plugin/check/generate/random_response.h"
#include "tools/otk/plugin/check/generate/struct_json.h"
#include "tools/otk/plugin/check/tables/walk.h"
#include "tools/otk/plugin/check/tests/response_tests.h"

#define ROUNDS        40
#define DAMAGE_ROUNDS 150

/* Compares all members, also those with a secret or an unusual role. */
static void judge_record(otk_cli_check *check, const otk_operation *row, const char *where,
	const void *record, json_object *expected, const char *body)
{
	json_object *read = otk_cli_check_json(check, row->result, record);
	json_object *got = row->shape == OTK_SHAPE_ARRAY
				   ? otk_cli_check_only_list(check, row->result, read)
				   : read;
	json_object_iter each;

	json_object_object_foreachC(expected, each) {
		json_object *have = NULL;

		json_object_object_get_ex(got, each.key, &have);
		if (json_object_equal(each.val, have))
			continue;
		otk_cli_check_find(check, where,
			otk_cli_text(check->cli,
				"look at the row of \"%s\" in %s: its kind, its type, and whether "
				"another row has its member",
				each.key, row->result->name),
			"reads \"%s\" as %.100s, the response has %.100s (response: %.200s)",
			each.key, have ? otk_cli_json_text(have) : "nothing",
			otk_cli_json_text(each.val), body);
		return;
	}
}

static void decode_row(
	otk_cli_check *check, const otk_interface *interface, const otk_operation *row)
{
	const char *where = otk_cli_check_row_where(check, interface, row);

	for (size_t i = 0; row->result && i < ROUNDS && check->finding_count < 5; i++) {
		const otk_cli_check_response made = otk_cli_check_random_response(
			check, row, i < 3 ? i * 50 : 1 + otk_cli_check_below(check, 99));
		const char *body = otk_cli_json_text(made.body);
		otk_error error = OTK_ERROR_INIT;
		void *record = NULL;

		otk_cli_check_at(check, "%s, response %.120s", where, body);
		if (check->host->decode(row->result, (otk_shape)row->shape, body, strlen(body),
			    &record, &error))
			otk_cli_check_find(check, where,
				"the required fields of a record are those without which it is of "
				"no use, such as its id",
				"cannot read a response made from its own table: %s (response: "
				"%.200s)",
				error.message, body);
		else if (record)
			judge_record(check, row, where, record, made.record, body);
		check->host->free(record);
	}
}

void otk_cli_check_decode(otk_cli_check *check)
{
	otk_cli_check_each_row(check, decode_row);
}

/* ---- garbage */

/* Changes, removes or duplicates some bytes. */
static char *damage_text(otk_cli_check *check, const char *text, size_t *size)
{
	static const char marks[] = "{}[]\",:0-9.eEtfn\\\x00\xff";
	char *copy = otk_cli_new(check->cli, *size * 2 + 2);

	memcpy(copy, text, *size);
	for (size_t i = 1 + otk_cli_check_below(check, 4); i && *size; i--) {
		const size_t at = otk_cli_check_below(check, *size);

		switch (otk_cli_check_below(check, 4)) {
		case 0:
			*size = at;
			break;
		case 1:
			memmove(copy + at, copy + at + 1, *size - at - 1);
			--*size;
			break;
		default:
			copy[at] = marks[otk_cli_check_below(check, sizeof(marks))];
		}
	}
	return copy;
}

static void damage_row(
	otk_cli_check *check, const otk_interface *interface, const otk_operation *row)
{
	const char *where = otk_cli_check_row_where(check, interface, row);

	for (size_t i = 0; row->result && i < DAMAGE_ROUNDS; i++) {
		const otk_cli_check_response made = otk_cli_check_random_response(check, row, 60);
		const char *body = otk_cli_json_text(made.body);
		size_t size = strlen(body);
		char *damaged = damage_text(check, body, &size);
		otk_error error = OTK_ERROR_INIT;
		void *record = NULL;
		otk_status status;

		otk_cli_check_at(check, "%s, damaged response %.120s", where, damaged);
		status = check->host->decode(
			row->result, (otk_shape)row->shape, damaged, size, &record, &error);
		if (!status && record)
			otk_cli_check_json(check, row->result, record);
		check->host->free(record);
	}
}

void otk_cli_check_garbage(otk_cli_check *check)
{
	otk_cli_check_each_row(check, damage_row);
}
