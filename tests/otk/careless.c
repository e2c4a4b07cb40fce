/* SPDX-License-Identifier: MIT */
/*
 * A plugin with many mistakes at once, for the test of otk plugin check: OTK_TEST_MISTAKE names a
 * group of them, which one test of the command finds. tests/otk/wrong.c has the mistakes of which
 * each needs a plugin of its own.
 */
#include <otk/auth.h>
#include <otk/plugin.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#define NAME "com.example.careless"

typedef struct thing {
	size_t struct_size;
	const char *text;
	const char *mode;
	otk_flag flag;
	int64_t number;
	otk_strings texts;
	otk_map map;
	const struct thing *object;
	const struct thing *const *list;
	size_t list_count;
	const char *extra_json;
} thing;

#define ROW(own_member, own_name, ...)                                                        \
	{                                                                                     \
		.name = own_name, .member = own_name, .kind = OTK_KIND_OF(thing, own_member), \
		.offset = (uint32_t)offsetof(thing, own_member), __VA_ARGS__                  \
	}
#define TEXT(name, ...)   ROW(text, name, __VA_ARGS__)
#define FLAG(name, ...)   ROW(flag, name, __VA_ARGS__)
#define NUMBER(name, ...) ROW(number, name, __VA_ARGS__)
#define MAP(name, ...)    ROW(map, name, __VA_ARGS__)
#define LIST(name, ...)   OTK_LIST(thing, list, list_count, &inner_type, name, __VA_ARGS__)

static const char *const modes[] = {"fast", "slow", NULL};
static const char *const twice[] = {"fast", "fast", NULL};
static const char *const none[] = {NULL};

static const otk_field inner_fields[] = {TEXT("id", .help = "its id"),
	TEXT("placed", .place = OTK_IN_QUERY, .help = "of the query")};
static const otk_type inner_type = OTK_TYPE(thing, "inner", inner_fields);

/* ---- fields, structs */

static const otk_field careless_fields[] = {
	{.member = "nothing", .kind = OTK_KIND_STRING, .offset = offsetof(thing, text)},
	{.name = "noMember",
		.member = "9x",
		.kind = OTK_KIND_STRING,
		.offset = offsetof(thing, text)},
	TEXT("aliases", .aliases = "old|very old"),
	TEXT("lines", .help = "two\nlines"),
	TEXT("stop", .help = "It ends."),
	TEXT("reserved", .reserved_bytes = {1}),
	OTK_OBJECT(thing, object, NULL, "untyped"),
	TEXT("typed", .type = &inner_type),
	TEXT("keyed", .keyed = "id"),
	LIST("unique", .unique = 1),
	TEXT("single", .single = 1),
	TEXT("keep", .keep_empty = 1),
	NUMBER("multi", .multiline = 1),
	TEXT("place", .place = 9),
	MAP("query", .place = OTK_IN_QUERY),
	FLAG("path", .place = OTK_IN_PATH),
	TEXT("role", .role = 9),
	NUMBER("roleText", .role = OTK_ROLE_ID),
	TEXT("roleNumber", .role = OTK_ROLE_CREATED_AT),
	TEXT("first", .role = OTK_ROLE_SESSION),
	TEXT("second", .role = OTK_ROLE_SESSION),
	{.name = "other",
		.member = "first",
		.kind = OTK_KIND_STRING,
		.offset = offsetof(thing, text)},
	LIST("keyedBy", .keyed = "nope"),
};
static const otk_type fields_type = OTK_TYPE(thing, "two words", careless_fields);

static const otk_field struct_fields[] = {
	{.name = "begin", .member = "begin", .kind = OTK_KIND_STRING, .offset = 0}};
static const otk_type odd_type = {.type_size = sizeof(otk_type),
	.name = "odd",
	.fields = struct_fields,
	.field_count = 1,
	.struct_size = 12,
	.min_struct_size = 16,
	.reserved = {"x"}};
static const otk_type unsized_type = {.type_size = 8, .name = "unsized"};
static const otk_type nameless_type = {.type_size = sizeof(otk_type)};
static const otk_type countless_type = {
	.type_size = sizeof(otk_type), .name = "countless", .field_count = 3};
static const otk_type *const struct_types[] = {
	&odd_type, &unsized_type, &nameless_type, &countless_type, NULL};

/* ---- values, rules */

static const otk_field value_fields[] = {
	TEXT("empty", .values = none),
	TEXT("twice", .values = twice),
	FLAG("limited", .max = 3),
	NUMBER("below", .min = -5, .max = -9),
	TEXT("negative", .min = -1, .max = 5),
	NUMBER("standard", .wire_default = "soon"),
	TEXT("format", .format = 99),
	NUMBER("formatted", .format = OTK_FORMAT_ID),
	TEXT("headers", .format = OTK_FORMAT_HEADERS),
	NUMBER("unit", .unit = 99),
	TEXT("soft", .soft = 128),
	NUMBER("prefixed", .prefixes = "a|b"),
	TEXT("alphabet", .alphabet = ""),
	TEXT("roles", .token_roles = modes),
	TEXT("noRoles", .format = OTK_FORMAT_TOKEN, .token_roles = none),
};
static const otk_type values_type = OTK_TYPE(thing, "options", value_fields);

static const otk_field ruled_fields[] = {TEXT("text", .help = "a text"),
	OTK_FIELD(thing, mode, "mode", .values = modes), NUMBER("number", .max = 9)};
static const otk_rule careless_rules[] = {
	{.kind = 9, .field = "text", .other = "mode"},
	{.kind = OTK_RULE_NEEDS, .field = "text", .other = "mode", .reserved_bytes = {1}},
	{.kind = OTK_RULE_NEEDS, .field = "text", .other = "mode", .message = "remove {text"},
	{.kind = OTK_RULE_ONE_OF, .field = "text|mode", .other = "number"},
	{.kind = OTK_RULE_EXACTLY_ONE, .field = "text|nope"},
	{.kind = OTK_RULE_NEEDS, .field = "number", .value = "soon", .other = "text"},
	{.kind = OTK_RULE_ONLY_WHEN, .field = "text", .other = "mode", .other_value = "fast||x"},
};
static const otk_type rules_type =
	OTK_OPTIONS_TYPE(thing, "options", ruled_fields, OTK_RULES(careless_rules));

/* ---- operations */

static const otk_field good_fields[] = {
	TEXT("text", .help = "a text"), NUMBER("number", .help = "a number")};
static const otk_type good_type = OTK_TYPE(thing, "thing", good_fields);
static const otk_field map_fields[] = {MAP("map", .help = "a map")};
static const otk_type map_type = OTK_OPTIONS_TYPE(thing, "options", map_fields, OTK_NO_RULES);

#define PATH "/v2/project/{project}/thing"
#define GET(name, ...)                                                                   \
	OTK_OPERATION(name, .summary = "Get it", .method = OTK_METHOD_GET, .path = PATH, \
		.repeat = OTK_REPEAT_SAFE, __VA_ARGS__)
#define AT(name, where, ...)                                                              \
	OTK_OPERATION(name, .summary = "Get it", .method = OTK_METHOD_GET, .path = where, \
		.repeat = OTK_REPEAT_SAFE, __VA_ARGS__)
#define EXAMPLES(...)                     \
	.examples = (const char *const[]) \
	{                                 \
		__VA_ARGS__, NULL         \
	}

static const otk_operation good_rows[] = {GET("get", .aliases = "read")};

static const otk_operation operations_rows[] = {
	{.operation_size = 8, .name = "unsized"},
	{.operation_size = sizeof(otk_operation)},
	GET("Upper", .aliases = NULL),
	OTK_OPERATION("stop", .summary = "It ends.", .method = OTK_METHOD_POST, .path = PATH),
	GET("example", EXAMPLES("thing \x1b[2J")),
	OTK_OPERATION("method", .summary = "Get it", .method = 9, .path = PATH),
	OTK_OPERATION(
		"body", .summary = "Get it", .method = OTK_METHOD_POST, .path = PATH, .body = 9),
	GET("auth", .auth = 9),
	GET("backends", .backends = 9),
	OTK_OPERATION("repeat", .summary = "Get it", .method = OTK_METHOD_POST, .path = PATH,
		.repeat = 9),
	OTK_OPERATION("once", .summary = "Get it", .method = OTK_METHOD_GET, .path = PATH),
	GET("base", .base_url = "http://api.example.com"),
	GET("vonage", .vonage_url = "ftp://api.example.com"),
	GET("reserved", .reserved_bytes = {1}),
	GET("shape", .result = &good_type, .shape = 9),
	GET("shaped", .shape = OTK_SHAPE_OBJECT),
	GET("array", .result = &good_type, .shape = OTK_SHAPE_ARRAY),
};

static const otk_operation paths_rows[] = {
	AT("nowhere", NULL, .body = 0),
	AT("query", "/v2/thing?x=1", .body = 0),
	AT("elsewhere", "/v2/{text}", .options = &good_type),
	AT("many", "/v2/{a}/{b}/{c}/{d}/{e}", .body = 0),
	AT("closed", "/v2/a}", .body = 0),
	AT("opened", "/v2/{a", .body = 0),
	AT("nameless", "/v2/{}", .body = 0),
	AT("bracket", "/v2[/a", .body = 0),
	AT("unbracket", "/v2/a]", .body = 0),
	OTK_OPERATION("form", .summary = "Get it", .method = OTK_METHOD_POST, .path = "/v2",
		.body = OTK_BODY_FORM, .options = &map_type),
	AT("session", "/v2/{a}", .session_id = "b"),
};

static const otk_pages neither = {0};
static const otk_pages both = {.offset = "number",
	.page = "text",
	.count = "number",
	.total = "nope",
	.items = "number",
	.max_count = 10};
static const otk_pages cursor = {.offset = "text", .total = "number", .items = "number"};
static const otk_downloads downloads = {.size = "text", .sha256 = "number", .status = "nope"};
static const otk_adopts adopts = {.match = "nope"};
static const otk_settles settles = {.status = "number"};

static const otk_field nested_fields[] = {OTK_OBJECT(thing, object, &good_type, "object"),
	NUMBER("number", .place = OTK_IN_QUERY), LIST("list")};
static const otk_type nested_type = OTK_TYPE(thing, "nested", nested_fields);
static const otk_pages nested_pages = {.offset = "object.number",
	.count = "number",
	.total = "number",
	.items = "list",
	.max_count = 10};
static const otk_adopts nested_adopts = {.list = "drop", .match = "object.text"};

static const otk_operation references_rows[] = {
	GET("walk", .options = &nested_type, .result = &nested_type, .pages = &nested_pages),
	OTK_OPERATION("drop", .summary = "Drop it", .method = OTK_METHOD_DELETE, .path = PATH,
		.repeat = OTK_REPEAT_UNSAFE, .result = &nested_type),
	GET("keep", .options = &nested_type, .result = &good_type, .adopts = &nested_adopts,
		.settle_by = "drop"),
	GET("neither", .options = &good_type, .result = &good_type, .pages = &neither),
	GET("both", .options = &good_type, .result = &good_type, .pages = &both),
	GET("cursor", .options = &good_type, .result = &map_type, .pages = &cursor),
	GET("nothing", .pages = &cursor),
	GET("download", .result = &good_type, .downloads = &downloads),
	GET("adopt", .options = &good_type, .adopts = &adopts),
	GET("settle", .result = &good_type, .settles = &settles),
};

/* ---- functions */

static otk_status open_copy(const otk_host *host, otk_client *client, const void *settings,
	void **state, otk_error *error)
{
	(void)host, (void)client, (void)settings, (void)error;
	*state = malloc(1);
	return *state ? OTK_OK : OTK_E_NOMEM;
}

static otk_status refuse_settings(const otk_host *host, otk_client *client, const void *settings,
	void **state, otk_error *error)
{
	(void)client, (void)state;
	return settings ? host->fail(error, OTK_E_ARGUMENT, "no settings, please") : OTK_OK;
}

static otk_verdict decide_nothing(
	void *state, const otk_attempt *attempt, int64_t *wait_ms, otk_error *error)
{
	struct pollfd nobody = {.fd = -1};

	(void)state, (void)attempt, (void)wait_ms, (void)error;
	poll(&nobody, 1, 120); /* as a hook does that waits for a server */
	return (otk_verdict)9;
}

static void observe(void *state, const otk_attempt *attempt)
{
	(void)state, (void)attempt;
}

static void complete_slowly(void *state, const otk_call *call, otk_status status,
	const void *record, const otk_error *error)
{
	struct pollfd nobody = {.fd = -1};

	(void)state, (void)call, (void)status, (void)record, (void)error;
	poll(&nobody, 1, 120);
}

static const otk_hooks idle_hooks = {.struct_size = sizeof(otk_hooks)};
static const otk_hooks undecided_hooks = {
	.struct_size = sizeof(otk_hooks), .before_send = decide_nothing};
static const otk_hooks slow_hooks = {
	.struct_size = sizeof(otk_hooks), .after_complete = complete_slowly};
static const otk_hooks good_hooks = {.struct_size = sizeof(otk_hooks), .after_receive = observe};

/* ---- descriptors */

#define INTERFACE(...)                               \
	(const otk_interface[])                      \
	{                                            \
		{                                    \
			.id = NAME "/1", __VA_ARGS__ \
		}                                    \
	}
#define ROWS(rows)   INTERFACE(.operations = rows, .operation_count = OTK_COUNT_OF(rows))
#define LISTED(list) INTERFACE(.operations = good_rows, .operation_count = 1, .types = list)
#define ONE(type)    LISTED(((const otk_type *const[]){&type, NULL}))
#define PLUGIN(...)                                                     \
	OTK_PLUGIN_DESCRIPTOR(NAME, .version = "1.0", .license = "MIT", \
		.summary = "has many mistakes", __VA_ARGS__)
#define TABLES(own_interfaces) PLUGIN(.interfaces = own_interfaces, .interface_count = 1)
#define GOOD(...)              PLUGIN(.interfaces = ROWS(good_rows), .interface_count = 1, __VA_ARGS__)

static const otk_interface careless_interfaces[] = {
	{.id = NAME "/1", .operations = good_rows, .operation_count = 1},
	{.id = NAME "/1", .operation_count = 1, .minor = -1, .reserved = 1},
	{.id = NAME "/0"},
	{.operations = good_rows, .operation_count = OTK_OPERATIONS_MAX + 1},
};

static const struct {
	const char *mistake;
	otk_plugin plugin;
} plugins[] = {
	{"", GOOD(.open = NULL)},
	{"fields", TABLES(ONE(fields_type))},
	{"structs", TABLES(LISTED(struct_types))},
	{"values", TABLES(ONE(values_type))},
	{"rules", TABLES(ONE(rules_type))},
	{"operations", TABLES(ROWS(operations_rows))},
	{"paths", TABLES(ROWS(paths_rows))},
	{"references", TABLES(ROWS(references_rows))},
	{"magic", {.magic = 1}},
	{"major", {.magic = OTK_PLUGIN_MAGIC, .abi_major = 9}},
	{"small", {.magic = OTK_PLUGIN_MAGIC, .abi_major = OTK_PLUGIN_ABI_MAJOR, .struct_size = 8}},
	{"texts", OTK_PLUGIN_DESCRIPTOR("com.example.Other", .version = "1\x1b", .license = "",
			  .summary = "\xff", .reserved = {"x"}, .hooks = &idle_hooks)},
	{"nothing", {.magic = OTK_PLUGIN_MAGIC,
			    .abi_major = OTK_PLUGIN_ABI_MAJOR,
			    .struct_size = sizeof(otk_plugin),
			    .version = "1",
			    .license = "MIT",
			    .summary = "nothing"}},
	{"counts", PLUGIN(.interface_count = 1)},
	{"interfaces", PLUGIN(.interfaces = careless_interfaces,
			       .interface_count = OTK_COUNT_OF(careless_interfaces))},
	{"moving", GOOD(.open = NULL)},
	{"older", GOOD(.open = NULL)},
	{"verdict", GOOD(.hooks = &undecided_hooks)},
	{"complete", GOOD(.hooks = &slow_hooks)},
	{"close", GOOD(.close = free)},
	{"unclosed", GOOD(.open = open_copy)},
	{"settings", GOOD(.settings_type = &good_type)},
	{"refused",
		GOOD(.settings_type = &good_type, .hooks = &good_hooks, .open = refuse_settings)},
};

OTK_API const otk_plugin *otk_plugin_entry(uint32_t host_abi);
OTK_API const otk_plugin *otk_plugin_entry(uint32_t host_abi)
{
	static otk_plugin copies[3];
	static size_t calls;
	const char *mistake = getenv("OTK_TEST_MISTAKE");
	const otk_plugin *found = NULL;

	/* A plugin that links libotk-auth, which it must not. */
	mistake = mistake && otk_version() ? mistake : "";
	for (size_t i = 0; i < OTK_COUNT_OF(plugins); i++)
		if (strcmp(plugins[i].mistake, mistake) == 0)
			found = &plugins[i].plugin;
	if (strcmp(mistake, "older") == 0 &&
		host_abi > ((uint32_t)OTK_PLUGIN_ABI_MAJOR << 16 | OTK_PLUGIN_ABI_MINOR))
		return NULL;
	if (strcmp(mistake, "moving") != 0)
		return found;
	copies[calls % 3] = *found;
	return &copies[calls++ % 3];
}
