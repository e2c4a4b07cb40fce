/* SPDX-License-Identifier: MIT */
/* Keys for the tests: those of the vectors in doc/contract.md, and a newly generated RSA key. */
#ifndef OTK_TESTS_AUTH_KEYS_H
#define OTK_TESTS_AUTH_KEYS_H

#include <otk/auth.h>

#define API_KEY    "123456"
#define API_SECRET "1234567890abcdef1234567890abcdef1234567890"
#define SESSION    "1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4"
#define FOREIGN    "1_MX42NTQzMjF-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4"
#define APP_ID     "29f760f8-7ce1-46c9-ade3-f2dedee4ed5f"
#define APP_SESSION                                                     \
	"1_MX4yOWY3NjBmOC03Y2UxLTQ2YzktYWRlMy1mMmRlZGVlNGVkNWZ-fjE3MjY" \
	"0NjI1ODg2NDd-MTF4TGExYmJoelBlR1FHbVhzbWd4STBrfn5-"

/* The same session with the application id in upper case. */
#define APP_SESSION_CAPITALS                                           \
	"1_MX4yOUY3NjBGOC03Q0UxLTQ2QzktQURFMy1GMkRFREVFNEVENUZ-fjE3Mj" \
	"Y0NjI1ODg2NDd-MTF4TGExYmJoelBlR1FHbVhzbWd4STBrfn5-"

/* The vector of doc/contract.md, 22. */
#define CALLBACK_JWT                                                                               \
	"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."                                                    \
	"eyJpc3MiOiJWb25hZ2UiLCJpYXQiOjE0NzAyNTc2ODgsImp0aSI6"                                     \
	"IjAwMDAwMDAwLTAwMDAtNDAwMC04MDAwLTAwMDAwMDAwMDAwMiIsInBheWxvYWRfaGFzaCI6ImJhNWFhMWMwNDlk" \
	"NTY2MGE4ZTFjMjUxMmIzNjQ4MjQ3MWRmOTUzMzZkZTk0NDJkMWU4ZWFmNzAyZTNkMjM1NzEifQ."              \
	"Zoh0g2sELqaRgj"                                                                           \
	"ectGYVTNLK6cGu3t6_T3-Dn-1zjhs"

/* Each is created at the first call and freed by test_keys_free(). NULL on failure. */
otk_key *test_opentok_key(void);
otk_key *test_vonage_key(void);
const char *test_private_pem(void); /* PKCS #8, 2048 bits */
const char *test_public_pem(void);
/* An unencrypted PEM of any kind: bits and algorithm as GnuTLS names them. malloc'd. */
char *test_make_pem(int algorithm, unsigned bits, int pkcs8_flags, const char *passphrase);
void test_keys_free(void);
/* Writes a file into the folder of the test; returns its path, malloc'd. NULL on failure. */
char *test_write_file(const char *name, const char *text);

/* The payload of a JWT or the form of a T1 token, decoded; malloc'd. */
char *test_token_text(const char *token);

#endif
