/* SPDX-License-Identifier: MIT */
/* A program that makes client tokens and nothing else, on libotk-auth alone. */
#include <otk/auth.h>
#include <stdio.h>
#include <stdlib.h>

/* token SESSION-ID [ROLE]: OTK_API_KEY and OTK_API_SECRET are those of the project. */
int main(int argc, char **argv)
{
	char token[OTK_TOKEN_SIZE_MAX];
	size_t size = sizeof(token);
	otk_error error = OTK_ERROR_INIT;
	otk_key *key;
	otk_status status;

	if (argc < 2) {
		fprintf(stderr, "usage: %s SESSION-ID [ROLE]\n", argv[0]);
		return 2;
	}
	key = otk_key_new(&OTK_KEY_OPTIONS(.api_key = getenv("OTK_API_KEY"),
				  .api_secret = getenv("OTK_API_SECRET")),
		&error);
	if (!key) {
		fprintf(stderr, "token: %s\n", error.message);
		return 2;
	}
	status = otk_token_write(
		key, argv[1], &OTK_TOKEN_OPTIONS(.role = argv[2]), token, &size, &error);
	otk_key_free(key);
	if (status) {
		fprintf(stderr, "token: %s\n", error.message);
		return 2;
	}
	return puts(token) < 0;
}
