/* SPDX-License-Identifier: MIT */
/* A request as a command or program that sends it: --dry-run=curl|c|python. */
#ifndef OTK_CLI_REQUEST_CODE_H
#define OTK_CLI_REQUEST_CODE_H

#include <otk/call.h>
#include <stdbool.h>

/* A request without secrets. */
typedef struct otk_cli_request_text {
	const char *method;
	const char *url;
	const char *content_type; /* NULL: no body */
	const char *body;
	const char *operation;      /* NULL: a raw call */
	const char *json;           /* its options */
	const otk_raw_options *raw; /* of a raw call */
	otk_backend backend;
	bool basic; /* signed with key and secret of the account, not with a token */
} otk_cli_request_text;

/* The words after --dry-run=; ends in NULL. */
extern const char *const otk_cli_code_names[];
/* Prints the request in the language of that name. */
void otk_cli_print_code(const char *language, const otk_cli_request_text *request);

#endif
