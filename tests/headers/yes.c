/* SPDX-License-Identifier: MIT */
/* Uses `true` as a flag, and the macros for lists, in C and in C++; prints what they lead to. */
#include <otk/otk.h>
#include <stdbool.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	otk_error error = OTK_ERROR_INIT;
	otk_request_view view = {sizeof(view), NULL, NULL, NULL, NULL, 0, NULL, NULL};
	otk_session_options options = OTK_SESSION_OPTIONS_INIT;
	const otk_strings folders = OTK_STRINGS("/nowhere", argv[argc > 1]);
	const otk_map map = OTK_PAIRS({"a", "b"}, {"c", argv[0]});
	const otk_strings nothing = OTK_NO_STRINGS;
	const void *vtable = NULL;
	otk_client *client = otk_client_new(
		&OTK_CLIENT_OPTIONS(.api_key = "123456", .api_secret = "abc"), &error);
	otk_call *call;

	options.media_mode = OTK_MEDIA_ROUTED;
#ifdef __cplusplus
	options.e2ee = static_cast<otk_flag>(true);
#else
	options.e2ee = true;
#endif
	call = client ? otk_session_create_call(client, &options, &error) : NULL;
	if (call && otk_call_request(call, &view) == OTK_OK)
		printf("%s\n", view.body);
	else
		printf("%s\n", error.message);
	printf("%zu %s %zu %s %zu %d\n", folders.count, folders.items[0], map.count,
		map.items[1].name, nothing.count, nothing.items != NULL);
	if (otk_interface_find(&folders, "com.example.none/1", 0, &vtable, NULL, &error))
		printf("%s\n", error.message);
	otk_call_free(call);
	otk_client_free(client);
	return 0;
}
