/* SPDX-License-Identifier: MIT */
/* One HTTP request of the tool itself: to a sandbox, or a callback to the user's program. */
#ifndef OTK_CLI_HTTP_CLIENT_H
#define OTK_CLI_HTTP_CLIENT_H

#include "tools/otk/cli.h"

#define OTK_CLI_HTTP_RESPONSE_MAX (64 * 1024 * 1024) /* bytes */

typedef struct otk_cli_http_request {
	const char *method;
	const char *url;
	const char *const *headers; /* "Name: value"; ends in NULL; NULL: none */
	const char *body;           /* NULL: none */
	size_t size;
	const char *ca_file; /* certificates to trust; NULL: those of the system */
	int64_t timeout_ms;  /* 0: 20 s */
} otk_cli_http_request;

typedef struct otk_cli_http_response {
	long status;
	char *body; /* NUL-terminated; lives until the run ends */
	size_t size;
	const char *server; /* the header Server; NULL: none */
} otk_cli_http_response;

/*
 * Sends the request and reads the response. Redirects are not followed and HTTPS is verified. NULL,
 * or why there is no response; it does not show a password of the URL.
 */
const char *otk_cli_http_send(
	otk_cli *cli, const otk_cli_http_request *request, otk_cli_http_response *response);
/* Returns the text of a libcurl error. Before 8.6 libcurl calls a long header "out of memory". */
const char *otk_cli_http_problem(int code);

/* Checks the URL of an option before anything is sent: its form, scheme, host and port.
 * `example` is a URL that would be right. */
otk_cli_exit otk_cli_http_check_url(
	otk_cli *cli, const char *option, const char *url, const char *example);

/*
 * Returns a part of a path with everything escaped that is not a letter, a digit or one of "-._~".
 */
const char *otk_cli_http_escape(otk_cli *cli, const char *text);

#endif
