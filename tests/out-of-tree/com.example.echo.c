/* SPDX-License-Identifier: MIT */
/*
 * A third-party plugin in one file, built with nothing but a compiler and pkg-config:
 *
 *   cc -shared -fPIC $(pkg-config --cflags otk) -o com.example.echo.so com.example.echo.c
 *
 * One operation, and one function that is not a REST operation.
 */
#include <otk/plugin.h>

#include <stdlib.h>

typedef struct echo_options {
	size_t struct_size;
	const char *text;
	int64_t times;
	const char *extra_json;
} echo_options;

OTK_ASSERT_NO_TAIL(echo_options, extra_json);

typedef struct echo_reply {
	size_t struct_size;
	const char *text;
} echo_reply;

OTK_ASSERT_NO_TAIL(echo_reply, text);

static const otk_field option_fields[] = {
	OTK_FIELD(echo_options, text, "text", .required = 1, .min = 1, .max = 100,
		.help = "what to say"),
	OTK_FIELD(echo_options, times, "times", .min = 1, .max = 9, .help = "how often"),
};
static const otk_type options_type =
	OTK_OPTIONS_TYPE(echo_options, "echo_options", option_fields, OTK_NO_RULES);

static const otk_field reply_fields[] = {
	OTK_FIELD(echo_reply, text, "text", .required = 1),
};
static const otk_type reply_type = OTK_TYPE(echo_reply, "echo_reply", reply_fields);

static const otk_operation operations[] = {
	OTK_OPERATION("say", .summary = "Say it back", .method = OTK_METHOD_POST,
		.path = "/v2/project/{project}/echo", .body = OTK_BODY_JSON,
		.options = &options_type, .result = &reply_type, .shape = OTK_SHAPE_OBJECT,
		.repeat = OTK_REPEAT_SAFE),
};

/* struct_size is that of the table; state is what otk_interface_state() returns. */
typedef struct echo_api {
	size_t struct_size;
	int (*count)(void *state);
} echo_api;

static int count(void *state)
{
	return ++*(int *)state;
}

static const echo_api api = {.struct_size = sizeof(api), .count = count};

static const otk_interface interfaces[] = {
	{.id = "com.example.echo/1",
		.minor = 3,
		.operations = operations,
		.operation_count = OTK_COUNT_OF(operations),
		.vtable = &api},
};

static otk_status open_echo(const otk_host *host, otk_client *client, const void *settings,
	void **state, otk_error *error)
{
	(void)client;
	(void)settings;
	*state = calloc(1, sizeof(int));
	return *state ? OTK_OK : host->fail(error, OTK_E_NOMEM, "echo: out of memory");
}

static const otk_plugin plugin = OTK_PLUGIN_DESCRIPTOR("com.example.echo", .version = "1.2.3",
	.license = "MIT", .summary = "says it back", .interfaces = interfaces,
	.interface_count = OTK_COUNT_OF(interfaces), .open = open_echo, .close = free);

OTK_PLUGIN(echo, plugin)
