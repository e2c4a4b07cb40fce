/* SPDX-License-Identifier: MIT */
/* No secret is left in memory after its key was freed. */
#include "config.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/auth/hmac.h"
#include "core/base/input/key_file.h"
#include "tests/auth/keys.h"
#include "tests/harness.h"
#include "tests/memory_scan.h"

#define BLOCK 64 /* bytes of a block of SHA-1 and SHA-256 */
/* Size of a secret that is generated at run time. */
#define SECRET_SIZE 40

static otk_trace secret_trace, inner_trace, outer_trace, text_trace, other_trace;

/* A secret that differs in each run and is not a constant. */
static void make_secret(char secret[SECRET_SIZE + 1])
{
	static const char digits[] = "0123456789abcdef";
	static unsigned state = 1;

	for (size_t i = 0; i < SECRET_SIZE; i++) {
		state = state * 1103515245 + 12345;
		secret[i] = digits[state >> 16 & 15];
	}
	secret[SECRET_SIZE] = '\0';
}

/* The secret, and the two blocks that HMAC derives from it (RFC 2104). */
static void trace_secret(const char *secret)
{
	unsigned char block[BLOCK];
	const unsigned char pads[] = {0x36, 0x5c};
	otk_trace *const traces[] = {&inner_trace, &outer_trace};

	otk_trace_set(&secret_trace, secret, strlen(secret));
	for (size_t pad = 0; pad < OTK_COUNT_OF(pads); pad++) {
		memset(block, pads[pad], sizeof(block));
		for (size_t i = 0; secret[i]; i++)
			block[i] ^= (unsigned char)secret[i];
		/* The part that depends on the secret. */
		otk_trace_set(traces[pad], block, strlen(secret));
	}
	explicit_bzero(block, sizeof(block));
}

static void check_gone(otk_trace *trace, const char *what)
{
	const int count = otk_trace_count(trace);

	CHECK_CASE(count <= 0, "%s: %d times, first in %s", what, count, trace->where);
}

static void check_secret_gone(void)
{
	check_gone(&secret_trace, "the secret");
	check_gone(&inner_trace, "the inner block of HMAC");
	check_gone(&outer_trace, "the outer block of HMAC");
}

/* First proves that the scan finds a secret that is present. */
static void scan_finds_a_planted_secret(void)
{
	char *secret = malloc(SECRET_SIZE + 1);

	make_secret(secret);
	otk_trace_set(&secret_trace, secret, SECRET_SIZE);
	if (otk_trace_count(&secret_trace) < 0) {
		free(secret);
		SKIP("/proc/self/mem cannot be read");
	}
	CHECK(otk_trace_count(&secret_trace) == 1);
	explicit_bzero(secret, SECRET_SIZE);
	CHECK_INT(otk_trace_count(&secret_trace), 0);
	free(secret);
}

/* ---- what a key with a secret can do, one thing at a time */

typedef struct use {
	otk_key *key;
	const char *secret;
} use;

static char jwt[1024];

static void make_key(void *context)
{
	use *own = context;

	own->key =
		otk_key_new(&OTK_KEY_OPTIONS(.api_key = API_KEY, .api_secret = own->secret), NULL);
}

static void use_token(const use *own, otk_token_kind kind)
{
	char buffer[1024];
	size_t size = sizeof(buffer);

	CHECK_INT(otk_token_write(
			  own->key, SESSION, &OTK_TOKEN_OPTIONS(.kind = kind), buffer, &size, NULL),
		OTK_OK);
	CHECK_INT(otk_token_verify(own->key, buffer, SESSION, 0, 0, NULL), OTK_OK);
}

static void use_t1(void *context)
{
	use_token(context, OTK_TOKEN_T1);
}

static void use_hs256(void *context)
{
	use_token(context, OTK_TOKEN_JWT);
}

static void use_request(void *context)
{
	const use *own = context;
	size_t size = sizeof(jwt);

	CHECK_INT(otk_jwt_request(own->key, 0, 0, jwt, &size, NULL), OTK_OK);
}

static void verify_request(void *context)
{
	const use *own = context;

	CHECK_INT(otk_jwt_verify(own->key, jwt, 0, 0, NULL, NULL), OTK_OK);
}

static void use_callback(void *context)
{
	const use *own = context;
	char header[1100];

	snprintf(header, sizeof(header), "Bearer %s", jwt);
	CHECK_INT(otk_callback_verify(&OTK_CALLBACK_CHECK(.authorization = header,
					      .secrets = {&own->secret, 1}),
			  NULL, NULL),
		OTK_OK);
}

/* By itself: what follows in the functions above would overwrite the stack. */
static void use_hmac(void *context)
{
	const use *own = context;
	static const uint8_t wanted[32] = {0};

	CHECK_INT(
		otk_hmac_sha256_is(own->secret, SECRET_SIZE, "data", 4, wanted, sizeof(wanted)), 0);
}

static void use_basic(void *context)
{
	const use *own = context;
	char buffer[500];
	size_t size = sizeof(buffer);

	CHECK_INT(otk_key_basic(own->key, buffer, &size, NULL), OTK_OK);
}

static void refuse_basic(void *context)
{
	const use *own = context;
	size_t size = 1;
	char buffer[1];

	CHECK_INT(otk_key_basic(own->key, buffer, &size, NULL), OTK_E_ARGUMENT);
}

static void use_redact(void *context)
{
	char text[] = "nothing that is secret";

	otk_key_redact(((const use *)context)->key, text);
}

static const struct {
	const char *name;
	void (*run)(void *context);
} uses[] = {
	{"otk_key_new", make_key},
	{"T1", use_t1},
	{"HS256", use_hs256},
	{"otk_jwt_request", use_request},
	{"otk_jwt_verify", verify_request},
	{"otk_callback_verify", use_callback},
	{"otk_hmac_sha256_is", use_hmac},
	{"otk_key_basic", use_basic},
	{"otk_key_basic, refused", refuse_basic},
	{"otk_key_redact", use_redact},
};

/* Counts occurrences after the first use of a key, which initialises the cipher. */
static int count_after(otk_trace *trace, size_t i, use *own)
{
	otk_key_free(own->key);
	own->key = NULL;
	if (uses[i].run != make_key)
		make_key(own);
	return otk_trace_count_after(trace, uses[i].run, own);
}

static void check_uses(use *own)
{
	for (size_t i = 0; i < OTK_COUNT_OF(uses); i++) {
		/* The copies in the test and in the key. */
		int count = count_after(&secret_trace, i, own);

		CHECK_CASE(count < 0 || count == 2, "%s: the secret is there %d times",
			uses[i].name, count);
		count = count_after(&inner_trace, i, own);
		CHECK_CASE(
			count <= 0, "%s: the inner block is there %d times", uses[i].name, count);
		count = count_after(&outer_trace, i, own);
		CHECK_CASE(
			count <= 0, "%s: the outer block is there %d times", uses[i].name, count);
	}
}

static void api_secrets(void)
{
	char *secret = malloc(SECRET_SIZE + 1);
	use own = {.secret = secret};

	make_secret(secret);
	trace_secret(secret);
	check_uses(&own);
	explicit_bzero(secret, SECRET_SIZE);
	free(secret);
	otk_key_free(own.key);
	check_secret_gone();
}

/* A refused secret leaves no copy. */
static void refused_secrets(void)
{
	char *secret = malloc(SECRET_SIZE + 3);
	otk_error error = OTK_ERROR_INIT;

	make_secret(secret);
	trace_secret(secret);
	memcpy(secret + SECRET_SIZE, "\n", 2);
	CHECK(!otk_key_new(&OTK_KEY_OPTIONS(.api_key = API_KEY, .api_secret = secret), &error));
	secret[SECRET_SIZE] = '\0';
	CHECK(!otk_key_new(&OTK_KEY_OPTIONS(.api_key = "x", .api_secret = secret), &error));
	explicit_bzero(secret, SECRET_SIZE + 3);
	free(secret);
	check_secret_gone();
}

/*
 * Returns the path of a file with a new private key. GnuTLS leaves the text in the memory of the
 * process that exports it, so a child process does that.
 */
static char *make_pem_file(void)
{
	char *path = NULL;
	int status = -1;
	pid_t child;

	if (asprintf(&path, "%s/wiped.pem", otk_test_folder()) < 0)
		return NULL;
	child = fork();
	if (child == 0) {
		char *pem = test_make_pem(GNUTLS_PK_RSA, 2048, GNUTLS_PKCS_PLAIN, NULL);
		FILE *file = pem ? fopen(path, "w") : NULL;

		_exit(!file || fputs(pem, file) < 0 || fclose(file) != 0);
	}
	CHECK(child > 0 && waitpid(child, &status, 0) == child && status == 0);
	return path;
}

/* Searches for two lines from the middle of the base64. */
static void trace_pem(const char *pem)
{
	const char *middle = strchr(pem + strlen(pem) / 2, '\n') + 1;

	otk_trace_set(&text_trace, middle, 64);
	otk_trace_set(&other_trace, middle + 65, 64);
}

static void sign_with(const otk_key_options *options)
{
	otk_error error = OTK_ERROR_INIT;
	otk_key *key = otk_key_new(options, &error);
	char *made = NULL;

	if (!CHECK_CASE(key != NULL, "%s", error.message))
		return;
	CHECK_STATUS(otk_token_create(key, APP_SESSION, NULL, &made, &error), OTK_OK, &error);
	otk_free(made);
	otk_key_free(key);
}

static void private_keys(void)
{
	char *path = make_pem_file(), *pem = NULL;
	otk_error error = OTK_ERROR_INIT;
	size_t size;

	CHECK_STATUS(otk_key_file_read("it", path, &pem, &size, &error), OTK_OK, &error);
	if (!pem)
		return;
	trace_pem(pem);
	sign_with(&OTK_KEY_OPTIONS(.application_id = APP_ID, .private_key_pem = pem));
	sign_with(&OTK_KEY_OPTIONS(.application_id = APP_ID, .private_key_file = path));
	otk_key_file_free(pem);
	free(path);
	check_gone(&text_trace, "the text of a private key");
	check_gone(&other_trace, "the text of a private key, further on");
}

static void passphrases(void)
{
	char *pin = malloc(SECRET_SIZE + 1);
	char *pem;

	make_secret(pin);
	pem = test_make_pem(GNUTLS_PK_RSA, 2048, GNUTLS_PKCS_PBES2_AES_128, pin);
	otk_trace_set(&secret_trace, pin, SECRET_SIZE);
	sign_with(&OTK_KEY_OPTIONS(.application_id = APP_ID, .private_key_pem = pem, .pin = pin));
	explicit_bzero(pin, SECRET_SIZE);
	free(pin);
	free(pem);
	check_gone(&secret_trace, "the passphrase of a private key");
}

/*
 * The same with another implementation of the algorithms, which leaves other data in the stack.
 * GnuTLS chooses one by the processor when it is loaded, hence a new process.
 */
static void with_other_code(void)
{
	static char *const arguments[] = {(char *)(uintptr_t) "wiped", NULL};
	pid_t child;
	int status = -1;

	if (getenv("GNUTLS_CPUID_OVERRIDE"))
		return;
	child = fork();
	if (child == 0) {
		setenv("GNUTLS_CPUID_OVERRIDE", "0x8", 1);
		execv("/proc/self/exe", arguments);
		_exit(127);
	}
	CHECK(child > 0 && waitpid(child, &status, 0) == child);
	CHECK_CASE(WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 77),
		"status %x", (unsigned)status);
}

static int clean_up(void)
{
	test_keys_free();
	return 0;
}

int main(void)
{
	static const otk_test tests[] = {TEST(scan_finds_a_planted_secret), TEST(api_secrets),
		TEST(refused_secrets), TEST(with_other_code), TEST(private_keys),
		TEST(passphrases)};

	return otk_test_main("auth/wiped", tests, OTK_COUNT_OF(tests), otk_trace_set_up, clean_up);
}
