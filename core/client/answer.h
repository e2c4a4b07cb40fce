/* SPDX-License-Identifier: MIT */
/* What the service says when it refuses: JSON, problem documents, XML, HTML or plain text. */
#ifndef OTK_CLIENT_ANSWER_H
#define OTK_CLIENT_ANSWER_H

#include "core/client/client.h"

typedef struct otk_service_words {
	int64_t code; /* OTK_NO_SERVICE_CODE: none */
	char message[256];
} otk_service_words;

/* Never fails: what is not understood leaves no words. text need not end in NUL. */
void otk_service_words_read(otk_service_words *words, const char *text, size_t size) OTK_COLD;

/* "XML" or "HTML" when the text begins as that; else NULL. */
const char *otk_looks_like_markup(const char *text, size_t size);

/* text into out[out_size], cut at a whole character, ended by NUL. */
void otk_text_put(char *out, size_t out_size, const char *text, size_t size);

/* ---- answer.c: more behind the message that is there. */
void otk_error_add(otk_error *error, const char *format, ...) OTK_PRINTF(2, 3) OTK_COLD;

/* ---- engine.c: s that the service's clock is ahead of ours; 0 when they agree or it is not known
 */
int64_t otk_clock_skew(const otk_client *client, const otk_response *response);

#endif
