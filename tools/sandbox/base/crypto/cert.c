/* SPDX-License-Identifier: MIT */
/* A self-signed certificate for this machine's loopback names. */
#include "config.h"

#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <string.h>
#include <time.h>

#include "tools/sandbox/base/crypto/cert.h"
#include "tools/sandbox/base/crypto/pem.h"

enum { VALID_SECONDS = 365 * 24 * 3600 };

static bool set_certificate_names(gnutls_x509_crt_t crt)
{
	static const char name[] = "localhost";
	static const unsigned char v4[4] = {127, 0, 0, 1};
	static const unsigned char v6[16] = {[15] = 1};
	unsigned char serial[16];
	const time_t now = time(NULL);

	if (gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof(serial)))
		return false;
	serial[0] = (unsigned char)((serial[0] & 0x7f) | 0x40);
	return !gnutls_x509_crt_set_version(crt, 3) &&
	       !gnutls_x509_crt_set_serial(crt, serial, sizeof(serial)) &&
	       !gnutls_x509_crt_set_activation_time(crt, now - 3600) &&
	       !gnutls_x509_crt_set_expiration_time(crt, now + VALID_SECONDS) &&
	       !gnutls_x509_crt_set_dn_by_oid(
		       crt, GNUTLS_OID_X520_COMMON_NAME, 0, name, sizeof(name) - 1) &&
	       !gnutls_x509_crt_set_subject_alt_name(
		       crt, GNUTLS_SAN_DNSNAME, name, sizeof(name) - 1, GNUTLS_FSAN_SET) &&
	       !gnutls_x509_crt_set_subject_alt_name(
		       crt, GNUTLS_SAN_IPADDRESS, v4, sizeof(v4), GNUTLS_FSAN_APPEND) &&
	       !gnutls_x509_crt_set_subject_alt_name(
		       crt, GNUTLS_SAN_IPADDRESS, v6, sizeof(v6), GNUTLS_FSAN_APPEND);
}

static bool sign_certificate(gnutls_x509_crt_t crt, gnutls_x509_privkey_t key)
{
	return !gnutls_x509_crt_set_basic_constraints(crt, 1, -1) &&
	       !gnutls_x509_crt_set_key_usage(
		       crt, GNUTLS_KEY_DIGITAL_SIGNATURE | GNUTLS_KEY_KEY_CERT_SIGN) &&
	       !gnutls_x509_crt_set_key_purpose_oid(crt, GNUTLS_KP_TLS_WWW_SERVER, 0) &&
	       !gnutls_x509_crt_set_key(crt, key) &&
	       !gnutls_x509_crt_sign2(crt, crt, key, GNUTLS_DIG_SHA256, 0);
}

bool sandbox_certificate_make(char **key_pem, char **certificate_pem)
{
	gnutls_x509_privkey_t key = NULL;
	gnutls_x509_crt_t crt = NULL;
	gnutls_datum_t key_text = {0};
	gnutls_datum_t crt_text = {0};
	bool good = !gnutls_x509_privkey_init(&key) && !gnutls_x509_crt_init(&crt) &&
		    !gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
			    GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0) &&
		    set_certificate_names(crt) && sign_certificate(crt, key) &&
		    !gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &key_text) &&
		    !gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_PEM, &crt_text);

	if (good) {
		*key_pem = sandbox_pem_copy(&key_text);
		*certificate_pem = sandbox_pem_copy(&crt_text);
	}
	sandbox_pem_free(&key_text);
	sandbox_pem_free(&crt_text);
	gnutls_x509_crt_deinit(crt);
	gnutls_x509_privkey_deinit(key);
	return good;
}
