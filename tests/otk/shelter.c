/* SPDX-License-Identifier: MIT */
/*
 * The plugin of a stranger that gets one more field: everything that is made from tables follows.
 */
#include <otk/plugin.h>

typedef struct adopt_options {
	size_t struct_size;
	const char *extra_json;
	otk_flag good_boy;
	int32_t reserved;
} adopt_options;

static const otk_field fields[] = {
#ifdef WITH_FIELD
	OTK_FIELD(adopt_options, good_boy, "goodBoy", .help = "whether it is a good one"),
#endif
	OTK_MEMBER(adopt_options, extra_json, OTK_KIND_STRING, "note", .help = "a note"),
};
static const otk_type options_type = OTK_TYPE(adopt_options, "adopt_options", fields);

static const otk_operation operations[] = {
	OTK_OPERATION("adopt", .summary = "Adopt a dog", .method = OTK_METHOD_POST,
		.path = "/v2/project/{project}/dog/{dogId}", .body = OTK_BODY_JSON,
		.options = &options_type),
};

static const otk_interface interfaces[] = {
	{.id = "com.example.shelter/1", .operations = operations, .operation_count = 1},
};
static const otk_plugin plugin = OTK_PLUGIN_DESCRIPTOR("com.example.shelter", .version = "1",
	.license = "MIT", .summary = "a shelter", .interfaces = interfaces, .interface_count = 1);

OTK_PLUGIN(com_example_shelter, plugin)
