/* SPDX-License-Identifier: MIT */
/* openssl: the plugin's entry, errors and keys; the work is in signer.c and decrypt.c. */
#include "plugins/openssl/openssl.h"

static const otk_openssl_api api = {
	.signer = {.struct_size = sizeof(otk_openssl_api), .open = otk_openssl_open_signer},
	.decrypt = otk_openssl_decrypt_archive,
};

static const otk_interface interfaces[] = {
	{.id = OTK_OPENSSL_ID, .minor = OTK_OPENSSL_MINOR, .vtable = &api},
};

static const otk_plugin plugin = OTK_PLUGIN_DESCRIPTOR("openssl", .version = OTK_VERSION,
	.license = "MIT", .summary = "fast RS256 signer and encrypted archives, on libcrypto",
	.interfaces = interfaces, .interface_count = OTK_COUNT_OF(interfaces));

OTK_PLUGIN(openssl, plugin)

/* A zeroed struct counts as one of the first version. */
static int holds_all_members(const otk_error *error)
{
	return !error->struct_size || error->struct_size >= sizeof(*error);
}

otk_status otk_openssl_fail(otk_error *error, otk_status status, const char *what)
{
	char reason[128] = "";
	unsigned long code = ERR_get_error();

	if (code)
		ERR_error_string_n(code, reason, sizeof(reason));
	ERR_clear_error();
	if (error && holds_all_members(error)) {
		*error = (otk_error){.struct_size = error->struct_size,
			.status = status,
			.service_code = OTK_NO_SERVICE_CODE,
			.retry_after_ms = -1};
		snprintf(error->message, sizeof(error->message), "%s%s%s%s", what,
			reason[0] ? " (libcrypto: " : "", reason, reason[0] ? ")" : "");
	}
	return status;
}

/* Without it libcrypto would ask on the terminal. */
static int refuse_password(char *buffer, int size, int writing, void *userdata)
{
	(void)buffer;
	(void)size;
	(void)writing;
	(void)userdata;
	return -1;
}

EVP_PKEY *otk_openssl_read_key(const char *pem, size_t size)
{
	BIO *text = size <= 65536 ? BIO_new_mem_buf(pem, (int)size) : NULL;
	EVP_PKEY *key = text ? PEM_read_bio_PrivateKey(text, NULL, refuse_password, NULL) : NULL;

	BIO_free(text);
	if (key && EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA) {
		EVP_PKEY_free(key);
		return NULL;
	}
	return key;
}
