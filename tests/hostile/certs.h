/* SPDX-License-Identifier: MIT */
/* Certificates of hostile servers, most of them wrong. */
#ifndef OTK_TESTS_HOSTILE_CERTS_H
#define OTK_TESTS_HOSTILE_CERTS_H

#include <stdbool.h>

/* Makes all certificates. */
void certs_make(void);
/* The certificate of the authority that the client trusts. */
const char *certs_ca_file(void);
/* Finds the files of a certificate by its name in cases.txt; false: the name is not known. */
bool certs_find(const char *name, const char **cert_file, const char **key_file);

#endif
