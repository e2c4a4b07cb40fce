/* SPDX-License-Identifier: MIT */
/*
 * Every bad argument is refused before anything is sent: by default, or by STRICT where the service
 * may accept the value one day. A row gives the reason where an SDK refuses and otk does not.
 */
#include "config.h"

#include <otk/otk.h>
#include <stdio.h>
#include <string.h>

#include "tests/exchanges.h"
#include "tests/harness.h"
#include "tests/plugins/add_features.h"
#include "tests/plugins/sdk_differences.h"
#include "tests/plugins/sdk_names.h"

#define SESSION "1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4"

typedef struct counts {
	otk_client *usual, *strict;
	size_t by_default, by_strict, explained, left_out;
} counts;

static otk_client *make_client(otk_checks checks)
{
	otk_error error = OTK_ERROR_INIT;
	otk_client *client =
		otk_client_new(&OTK_CLIENT_OPTIONS(.api_key = "123456",
				       .api_secret = "1234567890abcdef1234567890abcdef1234567890",
				       .api_url = "http://127.0.0.1:1", .checks = checks),
			&error);

	if (!CHECK_CASE(client != NULL, "%s", error.message))
		return NULL;
	CHECK_STATUS(otk_features_add(client, NULL, &error), OTK_OK, &error);
	return client;
}

static bool is_refused(otk_client *client, const char *operation, json_object *args)
{
	otk_error error = OTK_ERROR_INIT;
	otk_call *call =
		otk_call_new_json(client, operation, json_object_to_json_string(args), &error);

	otk_call_free(call);
	if (call)
		return false;
	CHECK_CASE(error.message[0] != '\0', "%s: refused without a message", operation);
	return error.status == OTK_E_ARGUMENT;
}

/*
 * Most session ids of the cases are placeholders. With a valid one instead, the refusal is about
 * the argument that the case is about; only where that is the session id itself does it stay.
 */
static bool is_refused_for_itself(otk_client *client, const char *operation, json_object *args)
{
	const char *session = otk_exchange_text(args, "sessionId");
	json_object *copy = NULL;
	bool refused;

	if (!session || !*session)
		return is_refused(client, operation, args);
	json_object_deep_copy(args, &copy, NULL);
	json_object_object_add(copy, "sessionId", json_object_new_string(SESSION));
	refused = is_refused(client, operation, copy) ||
		  (strstr(session, "nvalid") && is_refused(client, operation, args)) ||
		  (strstr(session, "not-a-valid") && is_refused(client, operation, args)) ||
		  (strstr(session, "Wrong") && is_refused(client, operation, args));
	json_object_put(copy);
	return refused;
}

static void run_case(json_object *exchange, void *context)
{
	counts *count = context;
	otk_differences differences = {.id = otk_exchange_text(exchange, "id")};
	const char *method = otk_exchange_text(exchange, "call.method"), *reason;
	const char *operation;
	json_object *args;

	if (otk_is_left_out(differences.id, method, &reason)) {
		count->left_out++;
		return;
	}
	operation = otk_sdk_operation(method);
	if (!CHECK_CASE(operation != NULL, "%s: no operation for %s", differences.id, method))
		return;
	args = otk_sdk_arguments(method, otk_exchange_get(exchange, "call.args"));
	if (is_refused_for_itself(count->usual, operation, args))
		count->by_default++;
	else if (is_refused_for_itself(count->strict, operation, args))
		count->by_strict++;
	else
		otk_differ(&differences, "refusal", "argument", NULL);
	count->explained += differences.count;
	json_object_put(args);
}

static void every_bad_argument(void)
{
	counts count = {0};
	size_t all;

	count.usual = make_client(OTK_CHECKS_DEFAULT);
	count.strict = make_client(OTK_CHECKS_STRICT);
	all = otk_exchanges_each(OTK_EXCHANGES_VALIDATION, run_case, &count);
	printf("%zu cases: %zu refused, %zu refused by STRICT, %zu not refused (with a reason), "
	       "%zu about no call\n",
		all, count.by_default, count.by_strict, count.explained, count.left_out);
	CHECK(count.by_default > (otk_exchanges_official() ? 120 : 40));
	otk_differences_check();
	otk_client_free(count.usual);
	otk_client_free(count.strict);
}

int main(void)
{
	static const otk_test tests[] = {TEST(every_bad_argument)};

	return otk_test_main("sdk_validation", tests, OTK_COUNT_OF(tests), NULL, NULL);
}
