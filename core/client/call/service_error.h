/* SPDX-License-Identifier: MIT */
/* Reads the code and message of an error: JSON, problem documents, XML, HTML or plain text. */
#ifndef OTK_CLIENT_SERVICE_ERROR_H
#define OTK_CLIENT_SERVICE_ERROR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/error/status.h"

typedef struct otk_service_words {
	int64_t code;        /* OTK_NO_SERVICE_CODE: none */
	char message[256];   /* "": none. Without a message: a code that is not a number */
	int64_t http_status; /* a copy of the HTTP status, in JSON; 0: none */
	bool is_error;       /* of JSON: the text is an error object, not a record */
} otk_service_words;

/* Never fails: unknown content leaves code and message unset. text need not end in NUL. */
void otk_service_words_read(otk_service_words *words, const char *text, size_t size) OTK_COLD;

/*
 * Reads the member of a JSON object that holds errors ("errors"): true when it is an array or
 * object with at least one.
 */
bool otk_service_errors_read(
	otk_service_words *words, const char *text, size_t size, const char *member) OTK_COLD;

/* Copies text into out[out_size], cut at a whole character and NUL-terminated. */
void otk_text_put(char *out, size_t out_size, const char *text, size_t size);

#endif
