/* SPDX-License-Identifier: MIT */
/* A key that never enters the process: a SoftHSM 2 token in a temporary folder. */
#include "config.h"

#include <gnutls/gnutls.h>
#include <gnutls/pkcs11.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/auth/keys.h"
#include "tests/harness.h"

#define KEY_URI "pkcs11:token=otk-test;object=otk-key;type=private"
#define PIN     "4711"

static const char *const modules[] = {"/usr/lib/softhsm/libsofthsm2.so",
	"/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
	"/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so",
	"/usr/lib64/softhsm/libsofthsm.so", "/usr/local/lib/softhsm/libsofthsm2.so"};

/* softhsm2-util with these arguments: 0 on success, 127 if it is not installed. */
static int softhsm(const char *const *arguments)
{
	pid_t child = fork();
	int status = -1;

	if (child == 0) {
		if (!freopen("/dev/null", "w", stdout))
			_exit(1);
		execvp(arguments[0], (char *const *)(uintptr_t)arguments);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static const char *find_module(void)
{
	for (size_t i = 0; i < OTK_COUNT_OF(modules); i++)
		if (access(modules[i], R_OK) == 0)
			return modules[i];
	return NULL;
}

static int set_up(void)
{
	const char *module = find_module();
	char *configuration = NULL, *path, *pem;
	int status;

	if (!module)
		return 77;
	if (asprintf(&configuration, "directories.tokendir = %s\nobjectstore.backend = file\n",
		    otk_test_folder()) < 0)
		return 1;
	path = test_write_file("softhsm2.conf", configuration);
	free(configuration);
	setenv("SOFTHSM2_CONF", path, 1);
	free(path);
	status = softhsm((const char *const[]){"softhsm2-util", "--init-token", "--free", "--label",
		"otk-test", "--pin", PIN, "--so-pin", "471147", NULL});
	if (status == 127)
		return 77;
	pem = test_write_file("key.pem", test_private_pem());
	if (!status)
		status = softhsm((const char *const[]){"softhsm2-util", "--import", pem, "--token",
			"otk-test", "--label", "otk-key", "--id", "01", "--pin", PIN, NULL});
	free(pem);
	/* Loads only this module, not those in the configuration of the machine. */
	if (!status)
		status = gnutls_pkcs11_init(GNUTLS_PKCS11_FLAG_MANUAL, NULL) < 0 ||
			 gnutls_pkcs11_add_provider(module, NULL) < 0;
	return status;
}

static otk_key *make_key(const char *uri, const char *pin, otk_error *error)
{
	return otk_key_new(
		&OTK_KEY_OPTIONS(.application_id = APP_ID, .private_key_uri = uri, .pin = pin),
		error);
}

static void signs(void)
{
	otk_error error = OTK_ERROR_INIT;
	char pin[] = PIN, *token = NULL;
	otk_key *key = make_key(KEY_URI, pin, &error);

	CHECK_CASE(key != NULL, "%s", error.message);
	memset(pin, 'x', strlen(pin)); /* it was copied */
	for (int i = 0; key && i < 3; i++) {
		CHECK_STATUS(otk_token_create(key, APP_SESSION,
				     &OTK_TOKEN_OPTIONS(.issued_at = 1400000000), &token, &error),
			OTK_OK, &error);
		/* The same key read from its PEM gives the same result. */
		CHECK_STATUS(otk_token_verify(
				     test_vonage_key(), token, APP_SESSION, 0, 1400000000, &error),
			OTK_OK, &error);
		CHECK_STATUS(otk_token_verify(key, token, APP_SESSION, 0, 1400000000, &error),
			OTK_OK, &error);
		otk_free(token);
	}
	otk_key_free(key);
}

static void refusals(void)
{
	otk_error error = OTK_ERROR_INIT;

	CHECK(make_key(KEY_URI, "wrong", &error) == NULL);
	CHECK_INT(error.status, OTK_E_CRYPTO);
	CHECK_HAS(error.message, "the token needs a PIN; it refused the one in pin");
	CHECK_LACKS(error.message, "wrong");
	CHECK(make_key(KEY_URI, NULL, &error) == NULL);
	CHECK_HAS(error.message, "the token needs a PIN; pin is not set");
	CHECK(make_key("pkcs11:token=otk-test;object=no-such;type=private", PIN, &error) == NULL);
	CHECK_HAS(error.message, "no usable key was found");
	CHECK(make_key("pkcs11:token=no-such;object=otk-key;type=private", PIN, &error) == NULL);
	CHECK_HAS(error.message, "no usable key was found");
	CHECK(make_key("pkcs11:?", PIN, &error) == NULL);
}

static int clean_up(void)
{
	test_keys_free();
	gnutls_pkcs11_deinit();
	return 0;
}

int main(void)
{
	static const otk_test tests[] = {TEST(signs), TEST(refusals)};

	return otk_test_main("auth/pkcs11", tests, OTK_COUNT_OF(tests), set_up, clean_up);
}
