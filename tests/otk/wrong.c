/* SPDX-License-Identifier: MIT */
/*
 * A plugin with one mistake, which the environment variable OTK_TEST_MISTAKE names; without it, a
 * good one. For the test of otk plugin check.
 */
#include <otk/plugin.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME "com.example.wrong"

typedef struct options {
	size_t struct_size;
	const char *name;
	const char *mode;
	int64_t size;
	int64_t offset;
	const char *extra_json;
} options;

typedef struct larger {
	size_t struct_size;
	const char *filler[8];
	const char *name;
} larger;

typedef struct thing {
	size_t struct_size;
	const char *id;
	int64_t total;
	const struct thing *const *items;
	size_t item_count;
} thing;

static const char *const modes[] = {"fast", "slow", NULL};
static const char *const labels[] = {"quick", NULL};
static const char *const texts[] = {"one", "two", NULL};

#define NAME_FIELD   OTK_FIELD(options, name, "name", .required = 1, .max = 20)
#define MODE_FIELD   OTK_FIELD(options, mode, "mode", .values = modes)
#define SIZE_FIELD   OTK_FIELD(options, size, "size", .min = 1, .max = 9)
#define OFFSET_FIELD OTK_FIELD(options, offset, "offset", .max = 1000)

/* MISTAKE(name, fields…): an options type with these fields. */
#define FIELDS(mistake, rules, ...)                                \
	static const otk_field mistake##_fields[] = {__VA_ARGS__}; \
	static const otk_type mistake##_type =                     \
		OTK_OPTIONS_TYPE(options, "options", mistake##_fields, rules);

static const otk_rule unknown_field[] = {
	{.kind = OTK_RULE_NEEDS, .field = "name", .other = "nmae"}};
static const otk_rule unknown_value[] = {
	{.kind = OTK_RULE_EXCLUDES, .field = "mode", .value = "quick", .other = "size"}};
static const otk_rule unknown_message[] = {{.kind = OTK_RULE_EXCLUDES,
	.field = "mode",
	.value = "fast",
	.other = "size",
	.message = "remove {sise}"}};
static const otk_rule contradiction[] = {
	{.kind = OTK_RULE_EXCLUDES, .field = "name", .other = "size"}};

FIELDS(good, OTK_NO_RULES, NAME_FIELD, MODE_FIELD, SIZE_FIELD)
FIELDS(overlap, OTK_NO_RULES, NAME_FIELD, OTK_FIELD(options, name, "title"))
FIELDS(outside, OTK_NO_RULES, NAME_FIELD, OTK_FIELD(larger, name, "title"))
FIELDS(misaligned, OTK_NO_RULES, NAME_FIELD,
	{.name = "title", .member = "title", .kind = OTK_KIND_STRING, .offset = 19})
FIELDS(kind, OTK_NO_RULES, NAME_FIELD,
	{.name = "mode", .member = "mode", .kind = 99, .offset = offsetof(options, mode)})
FIELDS(size, OTK_NO_RULES, NAME_FIELD, OTK_MEMBER(options, size, OTK_KIND_SIZE, "size"))
static const otk_type plain_type = OTK_PLAIN_TYPE(options, "options", good_fields);
FIELDS(alias, OTK_NO_RULES, NAME_FIELD, OTK_FIELD(options, mode, "mode", .aliases = "way|name"))
FIELDS(value, OTK_NO_RULES, NAME_FIELD, OTK_FIELD(options, size, "size", .values = texts))
FIELDS(label, OTK_NO_RULES, NAME_FIELD,
	OTK_FIELD(options, mode, "mode", .values = modes, .labels = labels))
FIELDS(limits, OTK_NO_RULES, NAME_FIELD, OTK_FIELD(options, size, "size", .min = 9, .max = 1))
FIELDS(rule, OTK_RULES(unknown_field), NAME_FIELD, MODE_FIELD)
FIELDS(rulevalue, OTK_RULES(unknown_value), NAME_FIELD, MODE_FIELD, SIZE_FIELD)
FIELDS(message, OTK_RULES(unknown_message), NAME_FIELD, MODE_FIELD, SIZE_FIELD)
FIELDS(contradiction, OTK_RULES(contradiction), NAME_FIELD,
	OTK_FIELD(options, size, "size", .min = 1, .required = 1))
FIELDS(inpath, OTK_NO_RULES, NAME_FIELD, OTK_FIELD(options, mode, "mode", .place = OTK_IN_PATH))
FIELDS(query, OTK_NO_RULES, OTK_FIELD(options, offset, "offset", .place = OTK_IN_QUERY))

static const otk_type thing_type;
static const otk_field thing_fields[] = {
	OTK_FIELD(thing, id, "id", .required = 1),
	OTK_FIELD(thing, total, "count"),
	OTK_LIST(thing, items, item_count, &thing_type, "items"),
};
static const otk_type thing_type = OTK_TYPE(thing, "thing", thing_fields);

/* ---- functions */

static otk_status endless(const otk_host *host, otk_call *call, void *given, otk_error *error)
{
	(void)host, (void)call, (void)given, (void)error;
	while (pause() != 0)
		;
	return OTK_OK;
}

static otk_status unstable(const otk_host *host, otk_call *call, void *given, otk_error *error)
{
	static int64_t number;
	options *o = given;

	(void)host, (void)call, (void)error;
	o->size = ++number % 9 + 1;
	return OTK_OK;
}

#define OPEN(function)                                                                             \
	static otk_status function(const otk_host *host, otk_client *client, const void *settings, \
		void **state, otk_error *error)

OPEN(open_crash)
{
	(void)host, (void)client, (void)settings, (void)state, (void)error;
	return raise(SIGSEGV) ? OTK_E_STATE : OTK_OK;
}

OPEN(open_exit)
{
	(void)host, (void)client, (void)settings, (void)state, (void)error;
	_exit(7);
}

OPEN(open_print)
{
	(void)host, (void)client, (void)settings, (void)state, (void)error;
	fputs("hello\n", stderr);
	return OTK_OK;
}

OPEN(open_silent)
{
	(void)host, (void)client, (void)settings, (void)state, (void)error;
	return OTK_E_STATE;
}

OPEN(open_leak)
{
	/* A compiler may leave out an allocation that nobody keeps. */
	static void *volatile leaked;

	(void)host, (void)client, (void)settings, (void)error;
	*state = malloc(40);
	leaked = malloc(100);
	return leaked ? OTK_OK : OTK_E_NOMEM;
}

OPEN(open_shared)
{
	static int one;

	(void)host, (void)client, (void)settings, (void)error;
	*state = &one;
	return OTK_OK;
}

static void close_nothing(void *state)
{
	(void)state;
}

static otk_verdict refuse_silently(
	void *state, const otk_attempt *attempt, int64_t *wait_ms, otk_error *error)
{
	(void)state, (void)attempt, (void)wait_ms, (void)error;
	return OTK_VERDICT_REFUSE;
}

static otk_verdict wait_for_nothing(
	void *state, const otk_attempt *attempt, int64_t *wait_ms, otk_error *error)
{
	(void)state, (void)attempt, (void)wait_ms, (void)error;
	return OTK_VERDICT_WAIT;
}

static void sleep_in_hook(void *state, const otk_attempt *attempt)
{
	struct pollfd nobody = {.fd = -1};

	(void)state, (void)attempt;
	poll(&nobody, 1, 120); /* as a hook does that waits for a server */
}

/* UBSan would report the read itself. */
__attribute__((no_sanitize("undefined"))) static void expect_a_trace(
	void *state, const otk_attempt *attempt)
{
	volatile char first = *(const volatile char *)attempt->trace_id;

	(void)state, (void)first;
}

OTK_API void leaked_function(void);
void leaked_function(void)
{
}

/* ---- tables */

#define CREATE(type, ...)                                                                      \
	OTK_OPERATION("create", .summary = "Make a thing", .method = OTK_METHOD_POST,          \
		.path = "/v2/project/{project}/thing", .body = OTK_BODY_JSON, .options = type, \
		.result = &thing_type, .shape = OTK_SHAPE_OBJECT, __VA_ARGS__)
#define PATH "/v2/project/{project}/thing"
#define GET(name, text, where, ...)                                    \
	OTK_OPERATION(name, .summary = text, .method = OTK_METHOD_GET, \
		.path = where __VA_OPT__(, ) __VA_ARGS__)

#define ROWS(mistake, ...)                                                     \
	static const otk_operation mistake##_rows[] = {__VA_ARGS__};           \
	static const otk_interface mistake##_interfaces[] = {{.id = NAME "/1", \
		.operations = mistake##_rows,                                  \
		.operation_count = OTK_COUNT_OF(mistake##_rows)}};

static const otk_pages pages = {
	.offset = "offset", .count = "cuont", .total = "count", .items = "items", .max_count = 10};

#define OPTIONS(mistake) ROWS(mistake, CREATE(&mistake##_type, .repeat = 0))
OPTIONS(good)
OPTIONS(overlap)
OPTIONS(outside)
OPTIONS(misaligned)
OPTIONS(kind)
OPTIONS(size)
OPTIONS(plain)
OPTIONS(alias)
OPTIONS(value)
OPTIONS(label)
OPTIONS(limits)
OPTIONS(rule)
OPTIONS(rulevalue)
OPTIONS(message)
OPTIONS(contradiction)
OPTIONS(inpath)
ROWS(brackets, GET("get", "Get it", PATH "[/{thingId}]", .repeat = OTK_REPEAT_SAFE))
ROWS(nobody, GET("get", "Get it", PATH, .options = &good_type))
ROWS(getbody, GET("get", "Get it", PATH, .body = OTK_BODY_JSON, .options = &good_type))
ROWS(samename, GET("get", "Get it", PATH), GET("list", "List them", PATH, .aliases = "all|get"))
ROWS(noshape, GET("get", "Get it", PATH, .result = &thing_type))
ROWS(nosummary, GET("get", NULL, PATH, .repeat = OTK_REPEAT_SAFE))
ROWS(pages, GET("list", "List them", PATH, .options = &query_type, .result = &thing_type,
		    .shape = OTK_SHAPE_OBJECT, .pages = &pages))
ROWS(settleby, CREATE(&good_type, .repeat = OTK_REPEAT_SETTLE, .settle_by = "fetch"))
/* Function pointers that lead to data, or nowhere. */
static char data[8] = "data";
#define NO_FUNCTION ((void *)8)
#define NO_CODE     ((void *)data)
ROWS(nocode, CREATE(&good_type, .prepare = NO_CODE))
ROWS(endless, CREATE(&good_type, .prepare = endless))
ROWS(unstable, CREATE(&good_type, .prepare = unstable))

static const otk_interface foreign_interfaces[] = {{.id = "com.example.right/1",
	.operations = good_rows,
	.operation_count = OTK_COUNT_OF(good_rows)}};

/* One type more than an interface may list. */
#define EIGHT_TYPES                                                                         \
	&good_type, &good_type, &good_type, &good_type, &good_type, &good_type, &good_type, \
		&good_type
#define SIXTY_FOUR_TYPES                                                                           \
	EIGHT_TYPES, EIGHT_TYPES, EIGHT_TYPES, EIGHT_TYPES, EIGHT_TYPES, EIGHT_TYPES, EIGHT_TYPES, \
		EIGHT_TYPES
static const otk_type *const many_types[] = {
	SIXTY_FOUR_TYPES, SIXTY_FOUR_TYPES, SIXTY_FOUR_TYPES, SIXTY_FOUR_TYPES, &good_type, NULL};
static const otk_interface manytypes_interfaces[] = {{.id = NAME "/1",
	.operations = good_rows,
	.operation_count = OTK_COUNT_OF(good_rows),
	.types = many_types}};

static const otk_hooks short_hooks = {.struct_size = 8, .after_receive = sleep_in_hook};
static const otk_hooks silent_hooks = {
	.struct_size = sizeof(otk_hooks), .before_send = refuse_silently};
static const otk_hooks waiting_hooks = {
	.struct_size = sizeof(otk_hooks), .before_send = wait_for_nothing};
static const otk_hooks slow_hooks = {
	.struct_size = sizeof(otk_hooks), .after_receive = sleep_in_hook};
static const otk_hooks trace_hooks = {
	.struct_size = sizeof(otk_hooks), .after_receive = expect_a_trace};

static const otk_hooks nowhere_hooks = {
	.struct_size = sizeof(otk_hooks), .before_send = NO_FUNCTION, .after_complete = NO_CODE};

#define DESCRIPTOR(own_name, minor, own_version, ...)                                             \
	{                                                                                         \
		.magic = OTK_PLUGIN_MAGIC, .abi_major = OTK_PLUGIN_ABI_MAJOR, .abi_minor = minor, \
		.struct_size = sizeof(otk_plugin), .name = own_name, .version = own_version,      \
		.license = "MIT", .summary = "has one mistake", .interface_count = 1, __VA_ARGS__ \
	}
#define PLUGIN(...) DESCRIPTOR(NAME, OTK_PLUGIN_ABI_MINOR, "1.0", __VA_ARGS__)
#define TABLES(name)                                                                \
	{                                                                           \
		.mistake = #name, .plugin = PLUGIN(.interfaces = name##_interfaces) \
	}
#define GOOD(name, ...)                                                  \
	{                                                                \
		name, PLUGIN(.interfaces = good_interfaces, __VA_ARGS__) \
	}

static const struct {
	const char *mistake;
	otk_plugin plugin;
} plugins[] = {
	TABLES(good),
	TABLES(overlap),
	TABLES(outside),
	TABLES(misaligned),
	TABLES(kind),
	TABLES(size),
	TABLES(plain),
	TABLES(alias),
	TABLES(value),
	TABLES(label),
	TABLES(limits),
	TABLES(rule),
	TABLES(rulevalue),
	TABLES(message),
	TABLES(contradiction),
	TABLES(inpath),
	TABLES(brackets),
	TABLES(nobody),
	TABLES(getbody),
	TABLES(samename),
	TABLES(noshape),
	TABLES(nosummary),
	TABLES(pages),
	TABLES(settleby),
	TABLES(nocode),
	TABLES(endless),
	TABLES(unstable),
	TABLES(foreign),
	TABLES(manytypes),
	{"minor", DESCRIPTOR(NAME, 99, "1.0", .interfaces = good_interfaces)},
	{"noversion", DESCRIPTOR(NAME, 1, NULL, .interfaces = good_interfaces)},
	{"othername", DESCRIPTOR("com.example.other", 1, "1.0", .interfaces = good_interfaces)},
	GOOD("crash", .open = open_crash),
	GOOD("exit", .open = open_exit),
	GOOD("print", .open = open_print),
	GOOD("silent", .open = open_silent),
	GOOD("leak", .open = open_leak, .close = free),
	GOOD("shared", .open = open_shared, .close = close_nothing),
	GOOD("hooksize", .hooks = &short_hooks),
	GOOD("refusal", .hooks = &silent_hooks),
	GOOD("nowait", .hooks = &waiting_hooks),
	GOOD("slow", .hooks = &slow_hooks),
	GOOD("noopen", .open = NO_FUNCTION),
	GOOD("noclose", .close = NO_CODE),
	GOOD("nohook", .hooks = &nowhere_hooks),
	GOOD("trace", .hooks = &trace_hooks),
};

OTK_API const otk_plugin *otk_plugin_entry(uint32_t host_abi);
OTK_API const otk_plugin *otk_plugin_entry(uint32_t host_abi)
{
	const char *mistake = getenv("OTK_TEST_MISTAKE");

	(void)host_abi;
	for (size_t i = 0; mistake && i < OTK_COUNT_OF(plugins); i++)
		if (strcmp(plugins[i].mistake, mistake) == 0)
			return &plugins[i].plugin;
	return mistake ? NULL : &plugins[0].plugin;
}
