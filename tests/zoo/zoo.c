/* SPDX-License-Identifier: MIT */
/*
 * The zoo: one plugin, wrong in one way for each ZOO_… it is compiled with. ZOO_NAME is the name of
 * its file. Without a flaw it is a good plugin with one operation.
 */
#include <otk/plugin.h>

#ifndef ZOO_ID
#	define ZOO_ID "otk." ZOO_NAME "/1"
#endif

typedef struct zoo_options {
	size_t struct_size;
	const char *food;
	const char *extra_json;
} zoo_options;

OTK_ASSERT_NO_TAIL(zoo_options, extra_json);

static const otk_field option_fields[] = {
#ifdef ZOO_FIELD_OUTSIDE
	{.name = "food", .member = "food", .offset = 4096, .kind = OTK_KIND_STRING},
#else
	OTK_FIELD(zoo_options, food, "food"),
#endif
};
#ifdef ZOO_FIELD_COUNT
static const otk_type options_type = {.type_size = sizeof(otk_type),
	.name = "zoo_options",
	.fields = option_fields,
	.field_count = ZOO_FIELD_COUNT,
	.struct_size = sizeof(zoo_options),
	.min_struct_size = sizeof(zoo_options)};
#else
static const otk_type options_type =
	OTK_OPTIONS_TYPE(zoo_options, "zoo_options", option_fields, OTK_NO_RULES);
#endif

static const otk_operation operations[] = {
	OTK_OPERATION("feed", .summary = "Feed the animals", .method = OTK_METHOD_POST,
		.path = "/v2/project/{project}/zoo", .body = OTK_BODY_JSON,
		.options = &options_type, .repeat = OTK_REPEAT_UNSAFE,
#ifdef ZOO_SETTLE_BY
		.settle_by = "nowhere"
#endif
#ifdef ZOO_WILD_ROW
				     .aliases = (const char *)8
#endif
		),
#ifdef ZOO_SAME_ROW
	OTK_OPERATION("look", .summary = "Look", .aliases = "feed", .method = OTK_METHOD_GET,
		.path = "/v2/zoo"),
#endif
#ifdef ZOO_BAD_PATH
	OTK_OPERATION("look", .summary = "Look", .method = OTK_METHOD_GET, .path = "/v2/{zoo"),
#endif
};

#ifndef ZOO_OPERATION_COUNT
#	define ZOO_OPERATION_COUNT OTK_COUNT_OF(operations)
#endif
#ifndef ZOO_INTERFACE_COUNT
#	define ZOO_INTERFACE_COUNT OTK_COUNT_OF(interfaces)
#endif

#ifdef ZOO_TYPES
/* Without a NULL at the end; the words after the first entry are not pointers. */
static const uintptr_t types[] = {(uintptr_t)&options_type, 17, 17, 17};
#endif

static const otk_interface interfaces[] OTK_MAYBE_UNUSED = {
	{.id = ZOO_ID,
		.minor = 2,
#ifdef ZOO_TYPES
		.types = (const otk_type *const *)(const void *)types,
#endif
		.operations = operations,
		.operation_count = ZOO_OPERATION_COUNT},
#ifdef ZOO_DUPLICATE
	{.id = ZOO_ID, .operations = operations, .operation_count = OTK_COUNT_OF(operations)},
#endif
};

#ifdef ZOO_HOOKS_SHORT
static const otk_hooks hooks = {.struct_size = 8};
#endif

static otk_status open_zoo(const otk_host *host, otk_client *client, const void *settings,
	void **state, otk_error *error)
{
	(void)client;
	(void)settings;
	(void)state;
#ifdef ZOO_OPEN_FAILS
	return host->fail(error, OTK_E_IO, "the keeper has lost the key");
#else
	(void)host;
	(void)error;
	return OTK_OK;
#endif
}

#ifdef ZOO_UNRESOLVED
void otk_zoo_nobody_has_this_function(void);
#endif

static void close_zoo(void *state)
{
	(void)state;
#ifdef ZOO_UNRESOLVED
	otk_zoo_nobody_has_this_function();
#endif
}

#ifndef ZOO_VERSION
#	define ZOO_VERSION "1.0"
#endif
#ifndef ZOO_LICENSE
#	define ZOO_LICENSE "MIT"
#endif

static const otk_plugin plugin = {
	.magic =
#ifdef ZOO_MAGIC
		0xdeadbeefu,
#else
		OTK_PLUGIN_MAGIC,
#endif
#ifdef ZOO_MAJOR
	.abi_major = OTK_PLUGIN_ABI_MAJOR + 1,
#else
	.abi_major = OTK_PLUGIN_ABI_MAJOR,
#endif
#ifdef ZOO_MINOR
	.abi_minor = OTK_PLUGIN_ABI_MINOR + 7,
#else
	.abi_minor = OTK_PLUGIN_ABI_MINOR,
#endif
#ifdef ZOO_SHORT
	.struct_size = 24,
#else
	.struct_size = sizeof(otk_plugin),
#endif
#ifdef ZOO_OTHER_NAME
	.name = "lion",
#else
	.name = ZOO_NAME,
#endif
	.version = ZOO_VERSION,
	.license = ZOO_LICENSE,
#ifdef ZOO_BAD_POINTER
	.summary = (const char *)16,
#else
	.summary = "an animal",
#endif
#ifndef ZOO_NOTHING
	.interfaces = interfaces,
	.interface_count = ZOO_INTERFACE_COUNT,
#endif
#ifdef ZOO_HOOKS_SHORT
	.hooks = &hooks,
#endif
	.open = open_zoo,
	.close = close_zoo,
};

#if defined(ZOO_NO_ENTRY)
OTK_API const otk_plugin *otk_zoo_entry_of_another_name(void);
OTK_API const otk_plugin *otk_zoo_entry_of_another_name(void)
{
	return &plugin;
}
#elif defined(ZOO_NULL)
OTK_API const otk_plugin *otk_plugin_entry(uint32_t host_abi);
OTK_API const otk_plugin *otk_plugin_entry(uint32_t host_abi)
{
	return host_abi ? NULL : &plugin;
}
#else
OTK_PLUGIN(zoo, plugin)
#endif
