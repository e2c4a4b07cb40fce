/* SPDX-License-Identifier: MIT */
/* A self-signed certificate for this machine's loopback names. */
#ifndef OTK_SANDBOX_CERT_H
#define OTK_SANDBOX_CERT_H

#include <stdbool.h>

/* Makes a key and a certificate in PEM; free() both. False: it failed, and neither is set. */
bool sandbox_certificate_make(char **key_pem, char **certificate_pem);

#endif
