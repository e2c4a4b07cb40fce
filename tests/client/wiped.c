/* SPDX-License-Identifier: MIT */
/* No secret of a client is left in the memory of the process after the client is freed. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/client/client.h"
#include "tests/auth/keys.h"
#include "tests/client/fixture.h"
#include "tests/memory_scan.h"

static otk_trace secret, header;

/* Signs one call, which cannot be sent as no server listens, and frees client and clone. */
static void use_and_free(void *options)
{
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = test_client(NULL, options);
	otk_client *clone = client ? otk_client_clone(client, &error) : NULL;

	if (CHECK(client != NULL && clone != NULL)) {
		test_get(client, OTK_E_NETWORK, &error);
		if (CHECK(client->project_auth.line != NULL))
			/* Not its beginning, which free() overwrites. */
			otk_trace_set(&header, client->project_auth.line + 48,
				strlen(client->project_auth.line) - 48);
	}
	otk_client_free(client);
	otk_client_free(clone);
}

/* -1: this system does not allow the search. */
static void leaves_nothing(otk_client_options *options)
{
	char url[64];
	int count;

	snprintf(url, sizeof(url), "http://127.0.0.1:%d", otk_unused_port());
	options->api_url = url;
	options->max_attempts = 1;
	header.size = 0;
	count = otk_trace_count_after(&header, use_and_free, options);
	if (count < 0)
		SKIP("the memory of this process cannot be read");
	CHECK(header.size > 40);
	CHECK_CASE(count == 0, "%d in %s", count, header.where);
}

static void secret_and_header(void)
{
	otk_client_options options = OTK_CLIENT_OPTIONS_INIT;

	otk_trace_set(&secret, TEST_SECRET, strlen(TEST_SECRET));
	leaves_nothing(&options);
	CHECK_CASE(otk_trace_count(&secret) <= 0, "in %s", secret.where);
}

static void header_of_an_application(void)
{
	otk_client_options options = OTK_CLIENT_OPTIONS_INIT;

	options.application_id = APP_ID;
	options.private_key_pem = test_private_pem();
	leaves_nothing(&options);
	test_keys_free();
}

/* Valgrind and the sanitizers keep copies of memory of their own, which the scan would find. */
static int plain_process_only(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	return 77;
#else
	return getenv("OTK_UNDER_VALGRIND") ? 77 : 0;
#endif
}

int main(void)
{
	static const otk_test tests[] = {TEST(secret_and_header), TEST(header_of_an_application)};

	return otk_test_main("wiped", tests, OTK_COUNT_OF(tests), plain_process_only, NULL);
}
