/* SPDX-License-Identifier: MIT */
/*
 * A program as it was written for the first headers. It makes a session with the hook of
 * com.example.old, by a blocking call and by one that is submitted.
 */
#include <otk/otk.h>
#include <stdio.h>
#include <stdlib.h>

static void finished(otk_call *call, otk_status status, const void *result, const otk_error *error,
	void *userdata)
{
	(void)call, (void)error;
	if (!status && result)
		*(int *)userdata = 1;
}

int main(void)
{
	const otk_hook_options hooks[] = {{.plugin = "com.example.old"}};
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = otk_client_new(
		&OTK_CLIENT_OPTIONS(.api_key = getenv("OTK_API_KEY"),
			.api_secret = getenv("OTK_API_SECRET"), .api_url = getenv("OTK_API_URL"),
			.hooks = hooks, .hook_count = 1),
		&error);
	char *json = NULL;
	otk_call *call;
	int done = 0;

	if (!client || otk_invoke(client, "session.create", NULL, &json, &error)) {
		printf("%s\n", error.message);
		return 1;
	}
	call = otk_call_new(client, "session.create", 0, NULL, NULL, &error);
	if (!call || otk_call_submit(call, finished, &done, &error) ||
		otk_client_run(client, -1, NULL, &error))
		printf("%s\n", error.message);
	printf("%s%s\n", json, done ? " done" : "");
	otk_free(json);
	otk_client_free(client);
	return !done;
}
