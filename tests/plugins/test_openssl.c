/* SPDX-License-Identifier: MIT */
/*
 * The openssl plugin by itself: GnuTLS verifies its signatures, and it decrypts archives that were
 * encrypted with libcrypto.
 */
#include "config.h"

#include <otk/openssl.h>
#include <otk/otk.h>
#include <otk/sync.h>

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/harness.h"
#include "tests/plugins/add_features.h"
#include "tests/rsa_key.h"
#include "tests/server.h"
#include "tests/torture.h"

otk_plugin_entry_fn otk_plugin_openssl_entry, otk_plugin_sync_entry;

#define APPLICATION "29f760f8-7ce1-46c9-ade3-f2dedee4ed5f"
#define FILE_SIZE   200001 /* several chunks and a part of a block */

static EVP_PKEY *rsa;
static char *pem;
static otk_client *client;

static const otk_openssl_api *api(void)
{
	return otk_plugin_openssl_entry(0)->interfaces[0].vtable;
}

static int make_key(void)
{
	BIO *text;

	pem = otk_test_rsa_key(2048);
	text = pem ? BIO_new_mem_buf(pem, -1) : NULL;
	rsa = text ? PEM_read_bio_PrivateKey(text, NULL, NULL, NULL) : NULL;
	BIO_free(text);
	return rsa ? 0 : 1;
}

/* configure may have built the plugin in; it need not be added then. */
static int init(void)
{
	otk_status added;

	client = otk_client_new(&OTK_CLIENT_OPTIONS(.api_key = "123456", .api_secret = "x"), NULL);
	if (!client || make_key())
		return 1;
	added = otk_client_add_plugin(client, otk_plugin_openssl_entry, NULL);
	return added != OTK_OK && added != OTK_E_STATE && added != OTK_E_ARGUMENT;
}

static int clean(void)
{
	otk_client_free(client);
	EVP_PKEY_free(rsa);
	free(pem);
	return 0;
}

static void signs_what_gnutls_verifies(void)
{
	otk_error error = OTK_ERROR_INIT;
	otk_signer signer;
	otk_key *signing, *verifying;
	char *jwt = NULL, *claims = NULL;

	if (!CHECK_STATUS(
		    api()->signer.open(NULL, pem, strlen(pem), &signer, &error), OTK_OK, &error))
		return;
	signing = otk_key_new(
		&OTK_KEY_OPTIONS(.application_id = APPLICATION, .signer = &signer), &error);
	verifying = otk_key_new(
		&OTK_KEY_OPTIONS(.application_id = APPLICATION, .private_key_pem = pem), &error);
	if (CHECK(signing && verifying) &&
		CHECK_STATUS(otk_jwt_sign(signing, "{\"a\":1}", &jwt, &error), OTK_OK, &error)) {
		CHECK_STATUS(otk_jwt_verify(verifying, jwt, 0, 0, &claims, &error), OTK_OK, &error);
		CHECK_STR(claims, "{\"a\":1}");
	}
	otk_free(jwt);
	otk_free(claims);
	otk_key_free(signing); /* releases the signer */
	otk_key_free(verifying);
}

static void refuses_texts_that_are_not_keys(void)
{
	static const char *const texts[] = {
		"", "hello", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"};
	otk_error error = OTK_ERROR_INIT;
	otk_signer signer;

	for (size_t i = 0; i < OTK_COUNT_OF(texts); i++) {
		CHECK_STATUS(api()->signer.open(NULL, texts[i], strlen(texts[i]), &signer, &error),
			OTK_E_CRYPTO, &error);
		CHECK_HAS(error.message, "not an RSA private key in PEM");
	}
}

/* As PEM text into `text`; pass_phrase: NULL: it is not encrypted. */
static void write_key(EVP_PKEY *key, const char *pass_phrase, char text[4096])
{
	BIO *memory = BIO_new(BIO_s_mem());
	int size;

	CHECK(PEM_write_bio_PrivateKey(memory, key, pass_phrase ? EVP_aes_128_cbc() : NULL,
		(const unsigned char *)pass_phrase, pass_phrase ? (int)strlen(pass_phrase) : 0,
		NULL, NULL));
	size = BIO_read(memory, text, 4095);
	text[size > 0 ? size : 0] = '\0';
	BIO_free(memory);
}

/* A key of another algorithm, one with a pass phrase, and a text that is too large for a key. */
static void refuses_other_keys(void)
{
	static char large[65537 + 4096];
	EVP_PKEY *curve = EVP_EC_gen("P-256");
	otk_error error = OTK_ERROR_INIT;
	char texts[2][4096];
	otk_signer signer;

	REQUIRE(curve);
	write_key(curve, NULL, texts[0]);
	EVP_PKEY_free(curve);
	write_key(rsa, "pass", texts[1]);
	for (size_t i = 0; i < OTK_COUNT_OF(texts); i++) {
		CHECK_STATUS(api()->signer.open(NULL, texts[i], strlen(texts[i]), &signer, &error),
			OTK_E_CRYPTO, &error);
		CHECK_HAS(error.message, "not an RSA private key in PEM without a pass phrase");
	}
	memset(large, '\n', sizeof(large));
	memcpy(large, pem, strlen(pem));
	CHECK_STATUS(api()->signer.open(NULL, large, 65537, &signer, &error), OTK_E_CRYPTO, &error);
	CHECK_STATUS(api()->signer.open(NULL, large, 65536, &signer, &error), OTK_OK, &error);
	signer.release(signer.context);
}

/* ---- encrypted archives */

typedef struct sealed {
	char password[1024];
	char path[256];
	unsigned char *plain;
} sealed;

static bool seal_block(const unsigned char block[51], char *password)
{
	unsigned char cipher[512];
	size_t size = sizeof(cipher);
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(rsa, NULL);
	bool good = EVP_PKEY_encrypt_init(context) > 0 &&
		    EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) > 0 &&
		    EVP_PKEY_encrypt(context, cipher, &size, block, 51) > 0;

	EVP_PKEY_CTX_free(context);
	return good && EVP_EncodeBlock((unsigned char *)password, cipher, (int)size) > 0;
}

/* An archive as the platform would upload it: block 1 1 1 key iv, and the file under it. */
static bool seal(sealed *out, unsigned char version)
{
	unsigned char block[51] = {version, 1, 1};
	unsigned char *cipher = malloc(FILE_SIZE + 64);
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	int size = 0, rest = 0;
	FILE *file;

	out->plain = malloc(FILE_SIZE);
	snprintf(out->path, sizeof(out->path), "%s/sealed", otk_test_folder());
	RAND_bytes(block + 3, 48);
	RAND_bytes(out->plain, FILE_SIZE);
	EVP_EncryptInit_ex(context, EVP_aes_256_cbc(), NULL, block + 3, block + 35);
	EVP_EncryptUpdate(context, cipher, &size, out->plain, FILE_SIZE);
	EVP_EncryptFinal_ex(context, cipher + size, &rest);
	EVP_CIPHER_CTX_free(context);
	file = fopen(out->path, "wb");
	if (!file || fwrite(cipher, 1, (size_t)(size + rest), file) != (size_t)(size + rest))
		return false;
	free(cipher);
	return !fclose(file) && seal_block(block, out->password);
}

static otk_status count_bytes(void *userdata, int64_t done)
{
	*(int64_t *)userdata = done;
	return OTK_OK;
}

static otk_status stop_at_once(void *userdata, int64_t done)
{
	(void)userdata;
	(void)done;
	return OTK_E_CANCELLED;
}

static otk_status open_sealed(const sealed *archive, const char *out_path,
	otk_status (*progress)(void *, int64_t), void *userdata, otk_error *error)
{
	int in = open(archive->path, O_RDONLY);
	int out = open(out_path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	otk_status status = otk_openssl_decrypt(client,
		&OTK_DECRYPT_OPTIONS(.private_key_pem = pem, .password = archive->password,
			.in_fd = in, .out_fd = out, .progress = progress, .userdata = userdata),
		error);

	close(in);
	close(out);
	return status;
}

static void opens_an_archive(void)
{
	otk_error error = OTK_ERROR_INIT;
	char path[256], *text;
	int64_t reported = 0;
	size_t size = 0;
	sealed archive;

	if (!CHECK(seal(&archive, 1)))
		return;
	snprintf(path, sizeof(path), "%s/opened", otk_test_folder());
	CHECK_STATUS(open_sealed(&archive, path, count_bytes, &reported, &error), OTK_OK, &error);
	text = otk_test_read(path, &size);
	CHECK_INT(size, FILE_SIZE);
	CHECK(text && size == FILE_SIZE && memcmp(text, archive.plain, FILE_SIZE) == 0);
	CHECK(reported >= FILE_SIZE);
	CHECK_STATUS(
		open_sealed(&archive, path, stop_at_once, NULL, &error), OTK_E_CANCELLED, &error);
	free(text);
	free(archive.plain);
}

/* ---- encrypted archives that are copied to a folder (plugin "sync") */

static void print_sum(const char *data, size_t size, char sum[65])
{
	unsigned char digest[32];

	EVP_Digest(data, size, digest, NULL, EVP_sha256(), NULL);
	for (size_t i = 0; i < sizeof(digest); i++)
		snprintf(sum + 2 * i, 3, "%02x", digest[i]);
}

/* Replies to the list, to two reads of the archive, to the download and to the deletion. */
static void serve_archive(otk_server *server, const sealed *archive, const char *password)
{
	size_t size = 0;
	char *file = otk_test_read(archive->path, &size);
	char record[2048], list[2200], sum[65];

	print_sum(file, size, sum);
	snprintf(record, sizeof(record),
		"{\"id\":\"A\",\"status\":\"available\",\"outputMode\":\"composed\",\"size\":%zu,"
		"\"sha256sum\":\"%s\",\"password\":\"%s\",\"url\":\"%s/file\"}",
		size, sum, password, otk_server_url(server));
	snprintf(list, sizeof(list), "{\"count\":1,\"items\":[%s]}", record);
	otk_server_reset(server);
	otk_server_reply(server, &(otk_reply){.body = list});
	otk_server_reply(server, &(otk_reply){.body = record});
	otk_server_reply(server, &(otk_reply){.body = record});
	otk_server_reply(
		server, &(otk_reply){.body = file, .body_size = size, .type = "video/mp2t"});
	otk_server_reply(server, &(otk_reply){.status = 204});
	free(file);
}

static otk_client *syncing_client(otk_server *server, otk_error *error)
{
	otk_client *made =
		otk_client_new(&OTK_CLIENT_OPTIONS(.api_key = "123456", .api_secret = "x",
				       .api_url = otk_server_url(server)),
			error);

	if (made)
		CHECK(otk_features_add(made, NULL, error) == OTK_OK &&
			otk_plugin_add(made, otk_plugin_openssl_entry, error) &&
			otk_plugin_add(made, otk_plugin_sync_entry, error));
	return made;
}

static otk_status sync_into(
	otk_client *from, const char *folder, otk_sync_result *result, otk_error *error)
{
	return otk_sync_run(from,
		&OTK_SYNC_OPTIONS(.folder = folder, .private_key_pem = pem,
			.delete_after_verify = OTK_YES),
		result, error);
}

static void copies_are_decrypted(void)
{
	otk_error error = OTK_ERROR_INIT;
	otk_server *server = otk_server_new(NULL);
	otk_client *from = syncing_client(server, &error);
	otk_sync_result result = OTK_SYNC_RESULT_INIT;
	char folder[200], path[256], *text;
	size_t size = 0;
	sealed archive;

	if (!CHECK(from && seal(&archive, 1)))
		return;
	snprintf(folder, sizeof(folder), "%s", otk_test_folder());
	serve_archive(server, &archive, "bm90IHRoZSBwYXNzd29yZA==");
	CHECK_INT(sync_into(from, folder, &result, &error), OTK_E_CRYPTO);
	CHECK_INT(result.stored, 0);
	snprintf(path, sizeof(path), "%s/A.json", folder);
	CHECK(access(path, F_OK) != 0);
	/* The part of the failed run is complete, so the file is not requested again. */
	serve_archive(server, &archive, archive.password);
	CHECK_STATUS(sync_into(from, folder, &result, &error), OTK_OK, &error);
	text = otk_test_read(path, &size);
	CHECK(text && strstr(text, "\"decrypted\":true"));
	free(text);
	snprintf(path, sizeof(path), "%s/A.mp4", folder);
	text = otk_test_read(path, &size);
	CHECK_INT(size, FILE_SIZE);
	CHECK(text && size == FILE_SIZE && memcmp(text, archive.plain, FILE_SIZE) == 0);
	free(text);
	snprintf(path, sizeof(path), "%s/.A.part", folder);
	CHECK(access(path, F_OK) != 0);
	free(archive.plain);
	otk_client_free(from);
	otk_server_free(server);
}

/* ---- calls that fail */

static const char *const closes[] = {"close", NULL};

static bool open_once(void *archive)
{
	const int in = open(((sealed *)archive)->path, O_RDONLY);
	const int out = open("/dev/null", O_WRONLY);
	otk_error error = OTK_ERROR_INIT;
	const otk_status status = otk_openssl_decrypt(client,
		&OTK_DECRYPT_OPTIONS(.private_key_pem = pem,
			.password = ((sealed *)archive)->password, .in_fd = in, .out_fd = out),
		&error);

	CHECK((status != OTK_OK) == (error.message[0] != '\0'));
	close(in);
	close(out);
	return status == OTK_OK;
}

static bool sign_once(void *unused)
{
	otk_error error = OTK_ERROR_INIT;
	otk_signer signer;
	otk_key *key;
	char *signed_text = NULL;
	otk_status status = api()->signer.open(NULL, pem, strlen(pem), &signer, &error);

	(void)unused;
	if (status)
		return false;
	key = otk_key_new(
		&OTK_KEY_OPTIONS(.application_id = APPLICATION, .signer = &signer), &error);
	if (key)
		status = otk_jwt_sign(key, "{\"a\":1}", &signed_text, &error);
	else
		signer.release(signer.context);
	CHECK((status || !key) == (error.message[0] != '\0'));
	CHECK((signed_text != NULL) == (key && !status));
	otk_free(signed_text);
	otk_key_free(key);
	return signed_text != NULL;
}

static void torture(void)
{
	sealed archive;

	if (!CHECK(seal(&archive, 1)))
		return;
	otk_torture("decrypt", open_once, &archive);
	CHECK(otk_torture_calls("decrypt", open_once, &archive, closes) > 20);
	CHECK(otk_torture_interrupts("decrypt", open_once, &archive) > 6);
	otk_torture("sign", sign_once, NULL);
	CHECK(otk_torture_calls("sign", sign_once, NULL, closes) > 5);
	free(archive.plain);
}

/* Options of a caller with other headers, and an error that has no room for a message. */
static void refuses_options(void)
{
	otk_decrypt_options options = OTK_DECRYPT_OPTIONS(.private_key_pem = pem);
	struct {
		otk_decrypt_options known;
		int64_t unknown;
	} newer = {{.struct_size = sizeof(newer)}, 1};
	otk_error error = OTK_ERROR_INIT, zeroed = {0}, small;
	char password[2052];

	CHECK_STATUS(api()->decrypt(&options, &error), OTK_E_ARGUMENT, &error);
	CHECK_HAS(error.message, "private_key_pem or password is missing");
	options.password = "AAAA";
	options.private_key_pem = NULL;
	CHECK_STATUS(api()->decrypt(&options, &error), OTK_E_ARGUMENT, &error);
	CHECK_HAS(error.message, "private_key_pem or password is missing");
	options.private_key_pem = pem;
	memset(password, 'A', sizeof(password) - 1);
	password[sizeof(password) - 1] = '\0';
	options.password = password;
	CHECK_STATUS(api()->decrypt(&options, &error), OTK_E_ARGUMENT, &error);
	CHECK_HAS(error.message, "is not that of an encrypted archive");
	CHECK_STATUS(api()->decrypt(&newer.known, &error), OTK_E_ARGUMENT, &error);
	CHECK_HAS(error.message, "does not know; update it");
	options.struct_size -= sizeof(options.struct_size);
	CHECK_STATUS(api()->decrypt(&options, &zeroed), OTK_E_ARGUMENT, &zeroed);
	CHECK_HAS(zeroed.message, "otk_decrypt_options: struct_size is not that of any version");
	memset(&small, 'x', sizeof(small));
	small.struct_size = 8;
	CHECK_INT(api()->decrypt(&options, &small), OTK_E_ARGUMENT);
	CHECK_INT(small.message[0], 'x');
	CHECK_INT(api()->decrypt(&options, NULL), OTK_E_ARGUMENT);
}

static void explains_wrong_keys(void)
{
	otk_error error = OTK_ERROR_INIT;
	char path[256];
	sealed archive, newer;

	if (!CHECK(seal(&newer, 2)))
		return;
	snprintf(path, sizeof(path), "%s/refused", otk_test_folder());
	CHECK_STATUS(open_sealed(&newer, path, NULL, NULL, &error), OTK_E_UNSUPPORTED, &error);
	CHECK_HAS(error.message, "AES-256-CBC");
	free(newer.plain);

	if (!CHECK(seal(&archive, 1)))
		return;
	CHECK_STATUS(open_sealed(&archive, "/dev/full", NULL, NULL, &error), OTK_E_IO, &error);
	CHECK_HAS(error.message, "No space left");
	CHECK(!truncate(archive.path, 100000 - 100000 % 16 + 5));
	CHECK_STATUS(open_sealed(&archive, path, NULL, NULL, &error), OTK_E_CRYPTO, &error);
	CHECK_HAS(error.message, "cut off");
	archive.password[40] = archive.password[40] == 'A' ? 'B' : 'A';
	CHECK_STATUS(open_sealed(&archive, path, NULL, NULL, &error), OTK_E_CRYPTO, &error);
	CHECK_HAS(error.message, "private key");
	snprintf(archive.password, sizeof(archive.password), "%s", "not base64 at all!!!");
	CHECK_STATUS(open_sealed(&archive, path, NULL, NULL, &error), OTK_E_ARGUMENT, &error);
	CHECK_INT(error.service_code, OTK_NO_SERVICE_CODE);
	archive.password[0] = '\0';
	CHECK_STATUS(open_sealed(&archive, path, NULL, NULL, &error), OTK_E_ARGUMENT, &error);
	CHECK_STATUS(api()->decrypt(NULL, &error), OTK_E_ARGUMENT, &error);
	refuses_options();
	free(archive.plain);
}

int main(void)
{
	static const otk_test tests[] = {TEST(signs_what_gnutls_verifies),
		TEST(refuses_texts_that_are_not_keys), TEST(refuses_other_keys),
		TEST(opens_an_archive), TEST(copies_are_decrypted), TEST(torture),
		TEST(explains_wrong_keys)};

	return otk_test_main("plugins/openssl", tests, OTK_COUNT_OF(tests), init, clean);
}
