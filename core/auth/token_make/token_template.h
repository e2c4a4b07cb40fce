/* SPDX-License-Identifier: MIT */
/* Templates of client tokens: for each value the text before it, and how it is escaped. */
#ifndef OTK_AUTH_TOKEN_TEMPLATE_H
#define OTK_AUTH_TOKEN_TEMPLATE_H

#include "core/auth/token_make/token_content.h"

typedef enum otk_token_escape {
	OTK_ESCAPE_NONE, /* as it is */
	OTK_ESCAPE_JSON, /* as a JSON string; the quote after it is written as well */
	OTK_ESCAPE_FORM  /* application/x-www-form-urlencoded */
} otk_token_escape;

/* The struct is copied as a whole, hence its size. A template ends with OTK_TOKEN_NO_PART. */
typedef struct otk_token_part {
	char text[37]; /* the text before the value */
	uint8_t size;
	uint8_t value;  /* otk_token_value; if it is unset, the part is left out */
	uint8_t escape; /* otk_token_escape */
} otk_token_part;

#define OTK_TOKEN_NO_PART \
	{                 \
		.size = 0 \
	}

/* Appends the parts. skip: bit n leaves out part n. */
void otk_token_add_parts(otk_buffer *out, const otk_token_content *content,
	const otk_token_part *parts, uint32_t skip);
/* Returns the maximum size of the parts, if one byte of a value becomes at most `worst` bytes. */
size_t otk_token_parts_max(
	const otk_token_content *content, const otk_token_part *parts, size_t worst);

#endif
