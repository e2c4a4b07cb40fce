/* SPDX-License-Identifier: MIT */
/* A plugin signs in place of GnuTLS: its signatures verify; other plugins are refused. */
#include "config.h"

#include <otk/plugin.h>
#include <otk/plugins.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/auth/keys.h"
#include "tests/client/fixture.h"

static char folder[256];

static int make_folder(void)
{
	snprintf(folder, sizeof(folder), "%s/signers", otk_test_folder());
	return mkdir(folder, 0755) || chmod(folder, 0755);
}

static int free_keys(void)
{
	test_keys_free();
	return 0;
}

static void check_request(otk_server *server, int index)
{
	otk_error error = OTK_ERROR_INIT;
	char jwt[4096], *claims = NULL;

	test_jwt(otk_server_request(server, index), jwt, sizeof(jwt));
	CHECK_STATUS(otk_jwt_verify(test_vonage_key(), jwt, 0, 0, &claims, &error), OTK_OK, &error);
	CHECK_HAS(claims, APP_ID);
	otk_free(claims);
}

static void plugin_openssl(otk_fixture *f)
{
	const char *const folders[] = {folder};
	char path[512];
	otk_client_options options =
		OTK_CLIENT_OPTIONS(.application_id = APP_ID, .private_key_pem = test_private_pem(),
			.signer = "openssl", .plugin_path = {folders, 1});
	otk_client *clone;
	FILE *file;

	if (!test_bring(".libs/openssl.so", folder))
		SKIP("the plugin openssl is not built as a module");
	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	test_use_client(f, &options);
	test_get(f->client, OTK_OK, &f->error);
	check_request(f->server, 0);
	/* The key outlives the client that opened the signer. */
	clone = otk_client_clone(f->client, &f->error);
	otk_client_free(f->client);
	f->client = clone;
	REQUIRE_OK(f->error.status, &f->error);
	test_get(f->client, OTK_OK, &f->error);
	check_request(f->server, 1);
	snprintf(path, sizeof(path), "%s/key.pem", folder);
	file = fopen(path, "w");
	fputs(test_private_pem(), file);
	fclose(file);
	options.private_key_pem = NULL;
	options.private_key_file = path;
	test_use_client(f, &options);
	test_get(f->client, OTK_OK, &f->error);
	check_request(f->server, 2);
}

static void signers_that_are_refused(void)
{
	const char *const folders[] = {folder};
	static const struct {
		const char *signer;
		const char *pem;
		const char *file;
		otk_status status;
		const char *words;
	} rows[] = {
		{"nowhere", "x", NULL, OTK_E_NO_PLUGIN, "\"nowhere\" does not exist"},
		{"session", "x", NULL, OTK_E_UNSUPPORTED,
			"plugin \"session\" " OTK_VERSION " is not a signer"},
		{"openssl", NULL, NULL, OTK_E_ARGUMENT, "private_key_pem or private_key_file"},
		{"openssl", "x", "y", OTK_E_ARGUMENT, "private_key_pem or private_key_file"},
	};
	static const char *const bad_keys[] = {"not a key", "-----BEGIN PRIVATE KEY-----\nx\n"};
	otk_error error = OTK_ERROR_INIT;

	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		CHECK(otk_client_new(
			      &OTK_CLIENT_OPTIONS(.application_id = APP_ID,
				      .signer = rows[i].signer, .private_key_pem = rows[i].pem,
				      .private_key_file = rows[i].file,
				      .plugin_path = {folders, 1}),
			      &error) == NULL);
		CHECK_INT(error.status, rows[i].status);
		CHECK_HAS(error.message, rows[i].words);
	}
	if (!test_bring(".libs/openssl.so", folder))
		return;
	for (size_t i = 0; i < 2; i++) {
		CHECK(otk_client_new(
			      &OTK_CLIENT_OPTIONS(.application_id = APP_ID, .signer = "openssl",
				      .private_key_pem = bad_keys[i], .plugin_path = {folders, 1}),
			      &error) == NULL);
		CHECK_INT(error.status, OTK_E_CRYPTO);
	}
	CHECK(otk_client_new(
		      &OTK_CLIENT_OPTIONS(.application_id = APP_ID, .signer = "openssl",
			      .private_key_file = "/there/is/none", .plugin_path = {folders, 1}),
		      &error) == NULL);
	CHECK_INT(error.status, OTK_E_IO);
	CHECK_HAS(error.message, "private_key_file: \"/there/is/none\" cannot be read");
}

/* ---- a signer that is built in and behaves as the text of its key says */

static int released;

static otk_status sign_nothing(void *context, const uint8_t *digest, size_t digest_size,
	uint8_t *signature, size_t *signature_size)
{
	(void)context, (void)digest, (void)digest_size, (void)signature, (void)signature_size;
	return OTK_E_CRYPTO;
}

static void release(void *context)
{
	CHECK(context == &released);
	released++;
}

static otk_status open_by_text(
	const otk_host *host, const char *pem, size_t size, otk_signer *signer, otk_error *error)
{
	(void)host;
	CHECK_INT(size, strlen(pem));
	if (strcmp(pem, "refuse") == 0) {
		snprintf(error->message, sizeof(error->message), "no\nsuch\x7fkey");
		error->status = OTK_E_CRYPTO;
		return OTK_E_CRYPTO;
	}
	if (strcmp(pem, "texts without an end") == 0) {
		memset(error->message, 'm', sizeof(error->message));
		memset(error->service_message, 's', sizeof(error->service_message));
		memset(error->trace_id, 't', sizeof(error->trace_id));
		memset(error->body, '\n', sizeof(error->body));
		return OTK_E_CRYPTO;
	}
	if (strcmp(pem, "no words") == 0)
		return OTK_E_IO;
	*signer = (otk_signer){.struct_size = sizeof(*signer),
		.sign = sign_nothing,
		.release = release,
		.context = &released};
	return OTK_OK;
}

static const otk_signer_api by_text = {sizeof(by_text), open_by_text};
static const otk_signer_api too_small = {sizeof(by_text) - 1, open_by_text};
static const otk_interface by_text_interfaces[] = {
	{.id = "com.example.bytext/1", .vtable = &by_text}};
static const otk_interface too_small_interfaces[] = {
	{.id = "com.example.small/1", .vtable = &too_small}};
static const otk_plugin by_text_plugin =
	OTK_PLUGIN_DESCRIPTOR("com.example.bytext", .version = "1", .license = "MIT",
		.summary = "signs nothing", .interfaces = by_text_interfaces, .interface_count = 1);
static const otk_plugin too_small_plugin = OTK_PLUGIN_DESCRIPTOR("com.example.small",
	.version = "1", .license = "MIT", .summary = "is not whole",
	.interfaces = too_small_interfaces, .interface_count = 1);

static const otk_plugin *by_text_entry(uint32_t host_abi)
{
	(void)host_abi;
	return &by_text_plugin;
}

static const otk_plugin *too_small_entry(uint32_t host_abi)
{
	(void)host_abi;
	return &too_small_plugin;
}

static otk_client *client_with(
	const char *application_id, const char *signer, const char *pem, otk_error *error)
{
	static otk_plugin_entry_fn *const plugins[] = {by_text_entry, too_small_entry};

	released = 0;
	return otk_client_new(
		&OTK_CLIENT_OPTIONS(.application_id = application_id, .signer = signer,
			.private_key_pem = pem, .plugins = plugins, .plugin_count = 2),
		error);
}

static void signers_that_fail(otk_fixture *f)
{
	otk_client *client;

	CHECK(client_with(APP_ID, "com.example.bytext", "refuse", &f->error) == NULL);
	CHECK_INT(f->error.status, OTK_E_CRYPTO);
	CHECK_HAS(f->error.message, "no such key");
	CHECK_INT(released, 0);
	CHECK(client_with(APP_ID, "com.example.bytext", "texts without an end", &f->error) == NULL);
	CHECK_INT(strlen(f->error.message), sizeof(f->error.message) - 1);
	CHECK_INT(f->error.status, OTK_E_CRYPTO);
	CHECK(client_with(APP_ID, "com.example.bytext", "no words", &f->error) == NULL);
	CHECK_INT(f->error.status, OTK_E_IO);
	CHECK_STR(f->error.message, "signer: the plugin gave no reason");
	CHECK(client_with(APP_ID, "com.example.small", "x", &f->error) == NULL);
	CHECK_INT(f->error.status, OTK_E_UNSUPPORTED);
	CHECK_HAS(f->error.message, "\"com.example.small\" 1 is not a signer");
	/* A signer that was opened for a key that is refused is released. */
	CHECK(client_with("no-application", "com.example.bytext", "x", &f->error) == NULL);
	CHECK_INT(f->error.status, OTK_E_ARGUMENT);
	CHECK_INT(released, 1);
	client = client_with(APP_ID, "com.example.bytext", "x", &f->error);
	CHECK(client != NULL);
	CHECK_INT(released, 0);
	otk_client_free(client);
	CHECK_INT(released, 1);
}

int main(void)
{
	static const otk_test tests[] = {CLIENT_TEST(plugin_openssl),
		TEST(signers_that_are_refused), CLIENT_TEST(signers_that_fail)};

	return otk_test_main("signer", tests, OTK_COUNT_OF(tests), make_folder, free_keys);
}
