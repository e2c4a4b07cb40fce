/* SPDX-License-Identifier: MIT */
/*
 * The text of a client token, from a table: what stands in front of each value, and how the value
 * is written in the two formats.
 */
#ifndef OTK_AUTH_TOKEN_TEXT_H
#define OTK_AUTH_TOKEN_TEXT_H

#include "core/auth/token_plan.h"

typedef enum otk_token_form {
	OTK_TOKEN_RAW,    /* as it is */
	OTK_TOKEN_STRING, /* escaped for JSON, with a quote behind */
	OTK_TOKEN_FIELD   /* form-encoded */
} otk_token_form;

/* As large as what is copied at once. A table of them ends with one of size 0. */
typedef struct otk_token_part {
	char text[37];
	uint8_t size;
	uint8_t value; /* otk_token_value: left out with its text when the token does not say it */
	uint8_t form;  /* otk_token_form */
} otk_token_part;

/* skip: bit n leaves out the n-th part. */
void otk_token_add_parts(
	otk_buffer *out, const otk_token_plan *plan, const otk_token_part *parts, uint32_t skip);
/* The most bytes that they take, when a byte of a value takes at most `worst`. */
size_t otk_token_bound_parts(const otk_token_plan *plan, const otk_token_part *parts, size_t worst);

#endif
