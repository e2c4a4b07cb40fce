/* SPDX-License-Identifier: MIT */
/* Text in PEM form that GnuTLS has allocated. */
#ifndef OTK_SANDBOX_PEM_H
#define OTK_SANDBOX_PEM_H

#include <gnutls/gnutls.h>

/* Copies the text. */
char *sandbox_pem_copy(const gnutls_datum_t *pem);
/* Wipes and frees it, whether it was filled or not. */
void sandbox_pem_free(gnutls_datum_t *pem);

#endif
