/* SPDX-License-Identifier: MIT */
/* The credentials with which the sandbox starts: the published ones, those of a file, or new
 * ones. */
#ifndef OTK_SANDBOX_CREDENTIALS_H
#define OTK_SANDBOX_CREDENTIALS_H

#include "tools/sandbox/state/sandbox.h"

/*
 * Stores the credentials that the options ask for, and sets box->token and the ids of box. False:
 * the reason was printed.
 */
bool sandbox_credentials_setup(sandbox *box);

/* Stores the credentials of the options again, because other objects have taken their place. */
void sandbox_credentials_restore(sandbox *box);

/* Prints the ids, and the secrets if they are published or new. */
void sandbox_credentials_print(const sandbox *box);
void sandbox_credentials_free(sandbox *box);

#endif
