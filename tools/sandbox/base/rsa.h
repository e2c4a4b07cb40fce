/* SPDX-License-Identifier: MIT */
/* RSA key pairs of applications. */
#ifndef OTK_SANDBOX_RSA_H
#define OTK_SANDBOX_RSA_H

#include <stdbool.h>

/* The public half (PEM) of the private key in a file, which is made (mode 0600) when it is missing.
 * NULL: said on stderr. free() it. */
char *sandbox_rsa_public_of_file(const char *path);

/* A new pair in PEM; free() both. */
bool sandbox_rsa_pair(char **private_pem, char **public_pem);

bool sandbox_rsa_is_public(const char *pem);

#endif
