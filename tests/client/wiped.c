/* SPDX-License-Identifier: MIT */
/* No secret of a client is left in the memory of the process after the client is freed. */
#include "config.h"

#include <otk/plugin.h>
#include <otk/plugins.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/client/auth_header.h"
#include "core/client/client.h"
#include "core/client/host.h"
#include "tests/auth/keys.h"
#include "tests/client/fixture.h"
#include "tests/memory_scan.h"

static otk_trace secret, header;
static otk_client *signing_client;

/* ---- an operation that takes a password, and one that is signed by Basic */

typedef struct vault_options {
	size_t struct_size;
	const char *name;
	const char *password;
	const char *pin; /* at most 4 characters in STRICT */
} vault_options;

OTK_ASSERT_NO_TAIL(vault_options, pin);

static const otk_field vault_fields[] = {
	OTK_FIELD(vault_options, name, "name"),
	OTK_FIELD(vault_options, password, "password"),
	OTK_FIELD(vault_options, pin, "pin", .max = 4),
};
static const otk_type vault_type = OTK_TYPE(vault_options, "vault_options", vault_fields);
static const otk_operation operations[] = {
	OTK_OPERATION("open", .summary = "Open", .method = OTK_METHOD_POST, .path = "/open",
		.body = OTK_BODY_JSON, .options = &vault_type),
	OTK_OPERATION("look", .summary = "Look", .method = OTK_METHOD_GET, .path = "/look",
		.repeat = OTK_REPEAT_SAFE, .auth = OTK_AUTH_BASIC),
};
static const otk_interface interfaces[] = {{.id = "com.example.vault/1",
	.operations = operations,
	.operation_count = OTK_COUNT_OF(operations)}};

/* A signer that keeps nothing of the private key. */
static otk_status sign_nothing(void *context, const uint8_t *digest, size_t digest_size,
	uint8_t *signature, size_t *signature_size)
{
	(void)context, (void)digest, (void)digest_size, (void)signature, (void)signature_size;
	return OTK_E_CRYPTO;
}

static otk_status open_signer(
	const otk_host *host, const char *pem, size_t size, otk_signer *signer, otk_error *error)
{
	(void)host, (void)pem, (void)error;
	*signer = (otk_signer){.struct_size = sizeof(*signer), .sign = sign_nothing};
	return size ? OTK_OK : OTK_E_CRYPTO;
}

static const otk_signer_api signer_api = {sizeof(signer_api), open_signer};
static const otk_interface signers[] = {{.id = "com.example.signer/1", .vtable = &signer_api}};
static const otk_plugin vault =
	OTK_PLUGIN_DESCRIPTOR("com.example.vault", .version = "1", .license = "MIT",
		.summary = "takes a password", .interfaces = interfaces, .interface_count = 1);
static const otk_plugin signer = OTK_PLUGIN_DESCRIPTOR("com.example.signer", .version = "1",
	.license = "MIT", .summary = "signs nothing", .interfaces = signers, .interface_count = 1);

static const otk_plugin *vault_entry(uint32_t host_abi)
{
	(void)host_abi;
	return &vault;
}

static const otk_plugin *signer_entry(uint32_t host_abi)
{
	(void)host_abi;
	return &signer;
}

static otk_plugin_entry_fn *const plugins[] = {vault_entry, signer_entry};

/* ---- secret and header */

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

/* The same with a Basic header: base64 of the key, a colon and the secret. */
static void use_basic_and_free(void *options)
{
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = test_client(NULL, options);

	if (CHECK(client != NULL)) {
		CHECK_INT(otk_invoke(client, "com.example.vault.look", NULL, NULL, &error),
			OTK_E_NETWORK);
		if (CHECK(client->basic_auth.line != NULL))
			otk_trace_set(&header, client->basic_auth.line + 32,
				strlen(client->basic_auth.line) - 32);
	}
	otk_client_free(client);
}

/* Nothing else runs after the header was signed, so the stack of that is as it was left. */
static void sign_and_free(void *options)
{
	otk_client *client = test_client(NULL, options);
	const char *line = NULL;
	uint64_t generation;
	bool fresh;

	if (CHECK(client != NULL) &&
		CHECK_INT(otk_auth_line(client, OTK_AUTH_PROJECT, &line, &generation, &fresh, NULL),
			OTK_OK)) {
		otk_trace_set(&header, line + 48, strlen(line) - 48);
		otk_auth_wipe(&client->project_auth);
	}
	/* The client is freed by leaves_nothing(): that would overwrite the stack. */
	signing_client = client;
}

/* Nothing listens at the URL. */
static void use_dead_url(otk_client_options *options)
{
	static char url[64];

	snprintf(url, sizeof(url), "http://127.0.0.1:%d", otk_refusing_port());
	options->api_url = url;
	options->max_attempts = 1;
	options->plugins = plugins;
	options->plugin_count = OTK_COUNT_OF(plugins);
}

/* -1: this system does not allow the search. */
static void leaves_nothing(otk_client_options *options, void (*use)(void *options))
{
	int count;

	use_dead_url(options);
	header.size = 0;
	count = otk_trace_count_after(&header, use, options);
	if (count < 0)
		SKIP("the memory of this process cannot be read");
	otk_client_free(signing_client);
	signing_client = NULL;
	CHECK(header.size > 20);
	CHECK_CASE(count == 0, "%d in %s", count, header.where);
}

static void secret_and_header(void)
{
	otk_client_options options = OTK_CLIENT_OPTIONS_INIT;

	otk_trace_set(&secret, TEST_SECRET, strlen(TEST_SECRET));
	leaves_nothing(&options, use_and_free);
	CHECK_CASE(otk_trace_count(&secret) <= 0, "in %s", secret.where);
}

static void stack_of_signing(void)
{
	otk_client_options options = OTK_CLIENT_OPTIONS_INIT;

	leaves_nothing(&options, sign_and_free);
}

static void basic_header(void)
{
	otk_client_options options = OTK_CLIENT_OPTIONS_INIT;

	leaves_nothing(&options, use_basic_and_free);
}

static void header_of_an_application(void)
{
	otk_client_options options = OTK_CLIENT_OPTIONS_INIT;

	options.application_id = APP_ID;
	options.private_key_pem = test_private_pem();
	leaves_nothing(&options, use_and_free);
	test_keys_free();
}

/* ---- passwords */

/* Constants are in memory that cannot be written to, which the scan leaves out. */
#define PASSWORD       "correct-horse-battery-staple-0123456789"
#define PROXY_PASSWORD "another-horse-another-staple-9876543210"

typedef struct use {
	const char *name;
	void (*run)(otk_client *client, const vault_options *options);
	size_t filler; /* bytes before the password: the text of the request is in another block */
} use;

static otk_client_options client_options;
static vault_options with_password = {.struct_size = sizeof(vault_options), .password = PASSWORD};

static void perform(otk_client *client, const vault_options *options)
{
	otk_error error = OTK_ERROR_INIT;

	CHECK_INT(otk_perform(client, "com.example.vault.open", 0, NULL, options, NULL, &error),
		OTK_E_NETWORK);
}

static void make_and_free(otk_client *client, const vault_options *options)
{
	otk_call *call = otk_call_new(client, "com.example.vault.open", 0, NULL, options, NULL);

	CHECK(call != NULL);
	otk_call_free(call);
}

static void invoke(otk_client *client, const vault_options *options)
{
	otk_error error = OTK_ERROR_INIT;

	(void)options;
	CHECK_INT(otk_invoke(client, "com.example.vault.open", "{\"password\":\"" PASSWORD "\"}",
			  NULL, &error),
		OTK_E_NETWORK);
}

/* Refused after the password was read. */
static void invoke_badly(otk_client *client, const vault_options *options)
{
	otk_error error = OTK_ERROR_INIT;

	(void)options;
	CHECK_INT(otk_invoke(client, "com.example.vault.open",
			  "{\"password\":\"" PASSWORD "\",\"unknown\":1}", NULL, &error),
		OTK_E_ARGUMENT);
	CHECK_LACKS(error.message, PASSWORD);
}

/* The password is too long for a PIN: it was copied and is refused. */
static void refuse_pin(otk_client *client, const vault_options *options)
{
	otk_error error = OTK_ERROR_INIT;

	(void)options;
	CHECK_INT(otk_perform(client, "com.example.vault.open", 0, NULL,
			  &(vault_options){.struct_size = sizeof(vault_options), .pin = PASSWORD},
			  NULL, &error),
		OTK_E_ARGUMENT);
	CHECK_LACKS(error.message, PASSWORD);
}

static void encode(otk_client *client, const vault_options *options)
{
	char *json = NULL;

	(void)client;
	CHECK_INT(otk_host_table.encode(&vault_type, options, OTK_CHECKS_STRICT, &json, NULL),
		OTK_OK);
	CHECK_HAS(json, PASSWORD);
	/* Caller-owned. */
	if (json)
		explicit_bzero(json, strlen(json));
	otk_free(json);
}

static const use uses[] = {
	{"otk_perform", perform, 0},
	{"otk_perform, a long text", perform, 3000},
	{"otk_call_free", make_and_free, 0},
	{"otk_call_free, a long text", make_and_free, 3000},
	{"otk_invoke", invoke, 0},
	{"otk_invoke, refused", invoke_badly, 0},
	{"otk_perform, refused", refuse_pin, 0},
	{"encode() of the host", encode, 0},
	{"encode() of the host, a long text", encode, 3000},
};

static void use_password(void *context)
{
	const use *own = context;
	vault_options options = with_password;
	otk_client *client = test_client(NULL, &client_options);
	char *filler = calloc(1, own->filler + 1);

	if (CHECK(client && filler)) {
		memset(filler, 'f', own->filler);
		options.name = own->filler ? filler : NULL;
		own->run(client, &options);
	}
	free(filler);
	otk_client_free(client);
}

static void passwords_of_calls(void)
{
	client_options = (otk_client_options)OTK_CLIENT_OPTIONS_INIT;
	client_options.checks = OTK_CHECKS_STRICT;
	use_dead_url(&client_options);
	otk_trace_set(&secret, PASSWORD, strlen(PASSWORD));
	for (size_t i = 0; i < OTK_COUNT_OF(uses); i++) {
		const int count =
			otk_trace_count_after(&secret, use_password, (void *)(uintptr_t)&uses[i]);

		CHECK_CASE(count <= 0, "%s: %d in %s", uses[i].name, count, secret.where);
	}
}

static void password_of_the_proxy(void)
{
	otk_client_options options = OTK_CLIENT_OPTIONS_INIT;

	options.proxy = "http://127.0.0.1:1";
	options.proxy_user = "u";
	options.proxy_password = PROXY_PASSWORD;
	otk_trace_set(&secret, PROXY_PASSWORD, strlen(PROXY_PASSWORD));
	leaves_nothing(&options, use_and_free);
	CHECK_CASE(otk_trace_count(&secret) <= 0, "in %s", secret.where);
}

/* ---- the file of a private key that a plugin signs with */

static void make_and_free_client(void *options)
{
	otk_client *client = test_client(NULL, options);

	CHECK(client != NULL);
	otk_client_free(client);
}

static void key_file_for_a_signer(void)
{
	static const char text[] = "a private key for which this text stands 0123456789 abcdef";
	otk_client_options options = OTK_CLIENT_OPTIONS_INIT;
	char path[512];
	FILE *file;
	int count;

	snprintf(path, sizeof(path), "%s/key.pem", otk_test_folder());
	file = fopen(path, "w");
	REQUIRE(file != NULL);
	setvbuf(file, NULL, _IONBF, 0);
	/* The text is at the end, because what is allocated later overwrites the beginning. */
	CHECK(fprintf(file, "%*s", OTK_KEY_PEM_MAX - 1, text) > 0);
	CHECK_INT(fclose(file), 0);
	use_dead_url(&options);
	options.application_id = APP_ID;
	options.private_key_file = path;
	options.signer = "com.example.signer";
	otk_trace_set(&secret, text, strlen(text));
	count = otk_trace_count_after(&secret, make_and_free_client, &options);
	CHECK_CASE(count <= 0, "%d in %s", count, secret.where);
}

int main(void)
{
	static const otk_test tests[] = {TEST(secret_and_header), TEST(basic_header),
		TEST(stack_of_signing), TEST(header_of_an_application), TEST(passwords_of_calls),
		TEST(password_of_the_proxy), TEST(key_file_for_a_signer)};

	return otk_test_main("wiped", tests, OTK_COUNT_OF(tests), otk_trace_set_up, NULL);
}
