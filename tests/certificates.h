/* SPDX-License-Identifier: MIT */
/* Certificates for tests, made anew for each program: an authority, a server's and a client's. */
#ifndef OTK_TESTS_CERTIFICATES_H
#define OTK_TESTS_CERTIFICATES_H

typedef struct otk_certificates {
	const char *ca_file;
	const char *server_cert_file; /* for localhost and 127.0.0.1 */
	const char *server_key_file;
	const char *wrong_cert_file; /* of the same authority, for wrong.example; server_key_file */
	const char *client_cert_file;
	const char *client_key_file;
	const char *other_ca_file; /* an authority that signed nothing */
} otk_certificates;

/*
 * Made at the first call, in the program's folder for tests. Ends the program when that
 * fails.
 */
const otk_certificates *otk_test_certificates(void);

#endif
