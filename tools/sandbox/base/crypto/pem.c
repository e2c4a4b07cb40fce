/* SPDX-License-Identifier: MIT */
/* Text in PEM form that GnuTLS has allocated. */
#include "config.h"

#include <string.h>

#include "tools/sandbox/base/crypto/pem.h"
#include "tools/sandbox/base/memory.h"

char *sandbox_pem_copy(const gnutls_datum_t *pem)
{
	return sandbox_copy_n((const char *)pem->data, pem->size);
}

void sandbox_pem_free(gnutls_datum_t *pem)
{
	if (pem->data)
		explicit_bzero(pem->data, pem->size);
	gnutls_free(pem->data);
}
