/* SPDX-License-Identifier: MIT */
/* The claims of JWT client tokens (doc/contract.md, 6.3 and 6.4), as a template and by name. */
#ifndef OTK_AUTH_TOKEN_CLAIMS_H
#define OTK_AUTH_TOKEN_CLAIMS_H

#include "core/auth/token_make/token_template.h"

/* Returns the template of the claims in a token of this key; each part is one claim. */
const otk_token_part *otk_token_claims(const otk_token_content *content);
/* Returns the index of the claim with this name; -1: otk writes no such claim. */
int otk_token_claim_index(const otk_token_content *content, const otk_slice *wanted);
/* Copies the name of a claim out of its part. */
#define OTK_CLAIM_NAME_SIZE sizeof(((otk_token_part *)NULL)->text)
void otk_token_claim_name(const otk_token_part *claim, char name[OTK_CLAIM_NAME_SIZE]);

#endif
