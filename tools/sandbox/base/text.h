/* SPDX-License-Identifier: MIT */
/* Encodings of text: percent and form encoding, base64, hexadecimal, XML. */
#ifndef OTK_SANDBOX_TEXT_H
#define OTK_SANDBOX_TEXT_H

#include <json-c/json_object.h>
#include <stdbool.h>
#include <stddef.h>

#include "tools/sandbox/base/memory.h"

/* Returns decoded text; NULL: an escape is broken, or the text has a NUL. free() it. */
char *sandbox_percent_decode(const char *text, size_t length, bool form);

/* Returns the text as one segment of a path. free() it. */
char *sandbox_percent_encode(const char *text);

/*
 * Returns a form or a query as an object of strings; of duplicate names the last one is used. NULL:
 * an escape is broken, or there are more than 1000 pairs.
 */
json_object *sandbox_form_decode(const char *text, size_t length);

/* Decodes both alphabets; padding is optional. False: the text is not base64. */
bool sandbox_base64_decode(const char *text, size_t length, sandbox_bytes *bytes);

/* Returns base64 in the web-safe alphabet, without padding. free() it. */
char *sandbox_base64url(const void *data, size_t size);

char *sandbox_hex(const void *data, size_t size);

void sandbox_xml_text(sandbox_bytes *bytes, const char *text);

/* Returns the number of characters (code points) of UTF-8 text. */
size_t sandbox_characters(const char *text);

/* Returns a copy in lower case (ASCII). free() it. */
char *sandbox_lower(const char *text);

/* Whether the text is a decimal number that fits; a sign is allowed. */
bool sandbox_number(const char *text, int64_t *number);

/* Whether the media type of a Content-Type header is `name`; parameters are ignored. */
bool sandbox_media_type_is(const char *header, const char *name);

#endif
