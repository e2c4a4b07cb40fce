/* SPDX-License-Identifier: MIT */
/* RSA key pairs of applications. */
#ifndef OTK_SANDBOX_RSA_H
#define OTK_SANDBOX_RSA_H

#include <stdbool.h>

/* Returns the public key (PEM) of the private key in a file, which is created (mode 0600) if it
 * does not exist. free() it. NULL: failure, the reason was printed. */
char *sandbox_rsa_public_of_file(const char *path);

/* Makes a key pair in PEM; free() both. False: GnuTLS failed. */
bool sandbox_rsa_pair(char **private_pem, char **public_pem);

/* Returns whether the text is an RSA public key in PEM. */
bool sandbox_rsa_is_public(const char *pem);

#endif
