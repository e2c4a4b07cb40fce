/* SPDX-License-Identifier: MIT */
/* A program that performs one operation of the plugins that are built into libotk. */
#include <otk/otk.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * call OPERATION [JSON]: prints the response. Credentials: OTK_API_KEY and OTK_API_SECRET, or
 * OTK_REQUEST_TOKEN; OTK_API_URL is the server.
 */
int main(int argc, char **argv)
{
	otk_error error = OTK_ERROR_INIT;
	char *response = NULL;
	otk_client *client;
	otk_status status;

	if (argc < 2) {
		fprintf(stderr, "usage: %s OPERATION [JSON]\n", argv[0]);
		return 2;
	}
	client = otk_client_new(&OTK_CLIENT_OPTIONS(.api_key = getenv("OTK_API_KEY"),
					.api_secret = getenv("OTK_API_SECRET"),
					.request_token = getenv("OTK_REQUEST_TOKEN"),
					.api_url = getenv("OTK_API_URL")),
		&error);
	status = client ? otk_invoke(client, argv[1], argv[2], &response, &error) : error.status;
	if (!status)
		puts(response);
	else
		fprintf(stderr, "call: %s\n", error.message);
	otk_free(response);
	otk_client_free(client);
	return status ? 1 : 0;
}
