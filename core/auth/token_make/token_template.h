/* SPDX-License-Identifier: MIT */
/* The text of a client token from a template: what precedes each value, and how it is escaped. */
#ifndef OTK_AUTH_TOKEN_TEMPLATE_H
#define OTK_AUTH_TOKEN_TEMPLATE_H

#include "core/auth/token_make/token_content.h"

typedef enum otk_token_escape {
	OTK_ESCAPE_NONE, /* as it is */
	OTK_ESCAPE_JSON, /* as a JSON string; the quote after it is written as well */
	OTK_ESCAPE_FORM  /* application/x-www-form-urlencoded */
} otk_token_escape;

/* As large as what is copied at once. A template ends with OTK_TOKEN_NO_PART. */
typedef struct otk_token_part {
	char text[37]; /* what precedes the value */
	uint8_t size;
	uint8_t value;  /* otk_token_value; left out with its text if the token does not say it */
	uint8_t escape; /* otk_token_escape */
} otk_token_part;

#define OTK_TOKEN_NO_PART \
	{                 \
		.size = 0 \
	}

/* Appends the parts. skip: bit n leaves out part n. */
void otk_token_add_parts(otk_buffer *out, const otk_token_content *content,
	const otk_token_part *parts, uint32_t skip);
/* The most bytes that the parts take, if one byte of a value takes at most `worst`. */
size_t otk_token_parts_max(
	const otk_token_content *content, const otk_token_part *parts, size_t worst);

#endif
