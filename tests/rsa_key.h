/* SPDX-License-Identifier: MIT */
/* RSA keys of the tests. */
#ifndef OTK_TESTS_RSA_KEY_H
#define OTK_TESTS_RSA_KEY_H

/*
 * A private key of this many bits, PKCS #8 in PEM; malloc'd. NULL: it could not be made. All test
 * programs of a build folder have the same one: generating it takes most of the time of a program,
 * under Valgrind or QEMU a minute.
 */
char *otk_test_rsa_key(unsigned bits);

#endif
