/* SPDX-License-Identifier: MIT */
/* Tests of requests: they are made from random options. */
#include "config.h"

#include <string.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/plugin/check/context/prepare.h"
#include "tools/otk/plugin/check/context/report.h"
#include "tools/otk/plugin/check/generate/random.h"
#include "tools/otk/plugin/check/generate/random_call.h"
#include "tools/otk/plugin/check/tables/kinds.h"
#include "tools/otk/plugin/check/tables/walk.h"
#include "tools/otk/plugin/check/tests/request_tests.h"

#define ROUNDS 60

/* One operation under test. */
typedef struct trial {
	otk_cli_check *check;
	const otk_interface *interface;
	const otk_operation *row;
	otk_client *client;
	const char *where;
} trial;

static void report_trial(const trial *t, const char *problem, const char *change)
{
	otk_cli_check_find(t->check, t->where, change, "%s", problem);
}

/* A member of the options that is set must be in the body. */
static void judge_member(
	const trial *t, const otk_field *field, json_object *body, json_object *sent)
{
	json_object *want = NULL, *got = NULL;

	if (field->place != OTK_IN_BODY || !json_object_object_get_ex(sent, field->name, &want))
		return;
	json_object_object_get_ex(body, field->name, &got);
	if (!got)
		report_trial(t,
			otk_cli_text(t->check->cli,
				"does not send the option \"%s\", which was set", field->name),
			"two fields of one wire name, or a wrong .place: look at the row of the field");
	else if (otk_cli_check_is_scalar(field) && !json_object_equal(want, got))
		report_trial(t,
			otk_cli_text(t->check->cli, "sends %s for the option \"%s\", which was %s",
				otk_cli_json_text(got), field->name, otk_cli_json_text(want)),
			"look at the kind of the field");
}

/* Without prepare(), which may change anything, all members that are set must be sent. */
static void judge_body(const trial *t, const otk_request_view *view, json_object *sent)
{
	const char *problem = NULL;
	json_object *body;

	if (t->row->body != OTK_BODY_JSON || t->row->prepare || !t->row->options)
		return;
	body = otk_cli_json_parse(t->check->cli, view->body, view->body_size, &problem);
	if (!body) {
		report_trial(t, "sends a body that is not JSON",
			"report this with the source of the row");
		return;
	}
	for (size_t i = 0; i < t->row->options->field_count; i++)
		judge_member(t, &t->row->options->fields[i], body, sent);
}

static bool same_request(const otk_request_view *a, const otk_request_view *b)
{
	return strcmp(a->url, b->url) == 0 && strcmp(a->method, b->method) == 0 &&
	       a->body_size == b->body_size && memcmp(a->body, b->body, a->body_size) == 0;
}

/* The same options as JSON must give the same request. */
static void judge_json(const trial *t, const otk_cli_check_use *use, const otk_request_view *view)
{
	otk_request_view second = {.struct_size = sizeof(second)};
	otk_error error = OTK_ERROR_INIT;
	otk_call *call =
		otk_call_new_json(t->client, use->name, otk_cli_json_text(use->json), &error);

	if (!call)
		report_trial(t,
			otk_cli_text(t->check->cli,
				"accepts options from C and refuses them as "
				"JSON: %s",
				error.message),
			"wire names and C names must denote the same fields");
	else if (!otk_call_request(call, &second) && !same_request(view, &second))
		report_trial(t, "sends another request for the same options as JSON",
			"prepare() must not depend on how the call was made");
	otk_call_free(call);
}

/* Returns true when the options were accepted. */
static bool try_once(const trial *t, size_t chance, const char **refusal)
{
	const otk_cli_check_use use =
		otk_cli_check_random_use(t->check, t->interface, t->row, chance);
	otk_request_view view = {.struct_size = sizeof(view)};
	otk_error error = OTK_ERROR_INIT;
	otk_call *call;

	otk_cli_check_at(t->check, "%s, options %.120s", t->where, otk_cli_json_text(use.json));
	call = otk_call_new(t->client, use.name, t->interface->minor, use.ids, use.options, &error);
	if (!call) {
		*refusal = otk_cli_text(t->check->cli, "%s", error.message);
		return false;
	}
	if (!otk_call_request(call, &view)) {
		judge_body(t, &view, use.json);
		judge_json(t, &use, &view);
	}
	otk_call_free(call);
	return true;
}

static void encode_row(
	otk_cli_check *check, const otk_interface *interface, const otk_operation *row)
{
	otk_error error = OTK_ERROR_INIT;
	trial t = {check, interface, row, NULL, otk_cli_check_row_where(check, interface, row)};
	const char *refusal = "";
	size_t accepted = 0;

	if (!otk_cli_check_can_call(row))
		return;
	t.client = otk_cli_check_client(
		check, otk_cli_check_needs_account(row), false, NULL, NULL, &error);
	for (size_t i = 0; t.client && i < ROUNDS && check->finding_count < 5; i++)
		accepted +=
			try_once(&t, i < 3 ? i * 50 : 1 + otk_cli_check_below(check, 99), &refusal);
	if (t.client && !accepted)
		report_trial(&t,
			otk_cli_text(check->cli,
				"refused each of %d random options; the last time: "
				"%s",
				ROUNDS, refusal),
			"the rules, the limits and prepare() must allow something; a required field "
			"whose values follow another rule needs .values, .prefixes or .alphabet");
	otk_client_free(t.client);
}

void otk_cli_check_encode(otk_cli_check *check)
{
	otk_cli_check_each_row(check, encode_row);
}
