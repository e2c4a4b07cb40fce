/* SPDX-License-Identifier: MIT */
/*
 * Pseudonyms of secrets and personal data. Equal texts of one recording get equal pseudonyms of the
 * same form (UUID, number, session id, URL …). They are keyed digests; the key is never written, so
 * that they cannot be turned back, not even by trying all API keys.
 */
#ifndef OTK_SANDBOX_PSEUDONYM_H
#define OTK_SANDBOX_PSEUDONYM_H

#include <stddef.h>

typedef struct sandbox_pseudonyms sandbox_pseudonyms;

/* Makes a new key. */
sandbox_pseudonyms *sandbox_pseudonyms_new(void);
/* Wipes the key. */
void sandbox_pseudonyms_free(sandbox_pseudonyms *names);

/* Returns the pseudonym of a text; "" stays "". free() it. */
char *sandbox_pseudonym(const sandbox_pseudonyms *names, const char *text);
/* The same with this word before it instead of "text-"; the form of the text is not kept. */
char *sandbox_pseudonym_of(const sandbox_pseudonyms *names, const char *word, const char *text);
/* Returns a keyed digest of bytes as hexadecimal digits. free() it. */
char *sandbox_pseudonym_digest(const sandbox_pseudonyms *names, const void *data, size_t size);

#endif
