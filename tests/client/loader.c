/* SPDX-License-Identifier: MIT */
/* What the loader takes and refuses at each of its limits: names, descriptors, memory. */
#include "config.h"

#include "core/client/loader/loader.h"

#include <otk/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/client/loader/plugin_check.h"
#include "core/schema/check/readable.h"
#include "core/schema/limits.h"
#include "tests/harness.h"

/* ---- memory */

static size_t page_size;
static char *pages; /* two pages of 'x', then one that cannot be read */
static char *hole;  /* the address of that page */

static int map_pages(void)
{
	page_size = (size_t)sysconf(_SC_PAGESIZE);
	pages = mmap(
		NULL, 3 * page_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (pages == MAP_FAILED)
		return 1;
	hole = pages + 2 * page_size;
	memset(pages, 'x', 2 * page_size);
	return mprotect(hole, page_size, PROT_NONE);
}

static int unmap_pages(void)
{
	return munmap(pages, 3 * page_size);
}

static const size_t in_module[4] = {1, 2, 3, 4};
static otk_module_memory module; /* of the last address that was in one */

static void readable_memory(void)
{
	const struct {
		const void *at;
		size_t size;
		bool readable;
	} cases[] = {
		{NULL, 0, true},
		{NULL, 1, false},
		{pages, 1, true},
		{pages, 2 * page_size, true},
		{pages, 2 * page_size + 1, false},
		{pages, 3 * page_size, false},
		{pages + page_size, page_size, true},
		{hole - 8, 8, true},
		{hole - 8, 9, false},
		{hole - 4, 4, false}, /* where no pointer can be */
		{hole, 1, false},
		{hole, 0, true},
		{(const void *)(UINTPTR_MAX - 7), 8, false},
		{(const void *)(UINTPTR_MAX - 7), 9, false},
		{pages, SIZE_MAX, false},
		{in_module, sizeof(in_module), true},
		{in_module + 1, sizeof(size_t), true},
		{in_module, SIZE_MAX / 2, false},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		otk_module_memory none = {0};

		CHECK_CASE(otk_is_readable(&none, cases[i].at, cases[i].size) == cases[i].readable,
			"case %zu: %zu bytes", i, cases[i].size);
		CHECK_CASE(
			otk_is_readable(&module, cases[i].at, cases[i].size) == cases[i].readable,
			"case %zu after the others", i);
	}
}

static void readable_texts(void)
{
	static char endless[OTK_PLUGIN_TEXT_MAX + 1], longest[OTK_PLUGIN_TEXT_MAX];
	char *on_heap = malloc(2 * OTK_PLUGIN_TEXT_MAX);

	memset(endless, 'x', OTK_PLUGIN_TEXT_MAX);
	memset(longest, 'x', sizeof(longest) - 1);
	CHECK(!otk_is_readable_text(&module, NULL));
	CHECK(otk_is_readable_text(&module, "a text of the program"));
	CHECK(otk_is_readable_text(&module, longest));
	CHECK(!otk_is_readable_text(&module, endless));
	/* Beside memory that cannot be read. */
	CHECK(!otk_is_readable_text(&module, hole));
	CHECK(!otk_is_readable_text(&module, hole - 1));
	CHECK(!otk_is_readable_text(&module, hole - 100));
	hole[-1] = '\0';
	CHECK(otk_is_readable_text(&module, hole - 1));
	CHECK(otk_is_readable_text(&module, hole - 100));
	CHECK(otk_is_readable_text(&module, hole - OTK_PLUGIN_TEXT_MAX));
	/* Across two pages, and without an end within the limit. */
	pages[page_size + 4] = '\0';
	CHECK(otk_is_readable_text(&module, pages + page_size - 5));
	pages[page_size + 4] = 'x';
	hole[-1] = 'x';
	CHECK(!otk_is_readable_text(&module, hole - OTK_PLUGIN_TEXT_MAX));
	if (CHECK(on_heap != NULL)) {
		memset(on_heap, 'x', 2 * OTK_PLUGIN_TEXT_MAX);
		CHECK(!otk_is_readable_text(&module, on_heap + 1));
		on_heap[OTK_PLUGIN_TEXT_MAX + 1] = '\0';
		CHECK(!otk_is_readable_text(&module, on_heap + 1));
		CHECK(otk_is_readable_text(&module, on_heap + 2));
	}
	free(on_heap);
}

/* ---- names */

#define NAME_16 "abcdefghijklmnop"
#define NAME_64 NAME_16 NAME_16 NAME_16 NAME_16

static void names(void)
{
	static const struct {
		const char *name;
		bool good;
	} cases[] = {{"a", true}, {"az09._-", true}, {"com.example.echo", true}, {NAME_64, true},
		{NAME_64 "a", false}, {"", false}, {".", false}, {".a", false}, {"a.", false},
		{"a..b", false}, {"a.b.c", true}, {"A", false}, {"a/b", false}, {"a b", false},
		{"-", true}, {"a\nb", false}, {"\xc3\xa4", false}};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++)
		CHECK_CASE(
			otk_plugin_name_ok(cases[i].name, strlen(cases[i].name)) == cases[i].good,
			"\"%s\"", cases[i].name);
	CHECK(!otk_plugin_name_ok("a\0b", 3));
	CHECK(otk_plugin_name_ok("abc/", 3));
}

/* ---- descriptors */

typedef struct nothing {
	size_t struct_size;
	const char *word;
	const char *extra_json;
} nothing;

static const otk_field word_fields[] = {OTK_FIELD(nothing, word, "word")};
static const otk_type good_type = OTK_OPTIONS_TYPE(nothing, "nothing", word_fields, OTK_NO_RULES);
static const otk_operation good_row = OTK_OPERATION(
	"get", .summary = "Get", .method = OTK_METHOD_GET, .path = "/", .repeat = OTK_REPEAT_SAFE);

/* A plugin without a mistake; each case changes a copy of it. */
typedef struct parts {
	otk_plugin plugin;
	otk_interface interfaces[OTK_INTERFACES_MAX + 1];
	otk_hooks hooks;
	otk_type type;
	const otk_type *types[OTK_TYPES_MAX + 2];
	const char *file; /* the name of the file; NULL: it has none */
} parts;

static void make(parts *p)
{
	memset(p, 0, sizeof(*p));
	p->type = good_type;
	p->hooks = (otk_hooks){.struct_size = sizeof(p->hooks)};
	p->interfaces[0] = (otk_interface){.id = "com.example.t/1",
		.operations = &good_row,
		.operation_count = 1,
		.types = p->types};
	p->plugin = (otk_plugin)OTK_PLUGIN_DESCRIPTOR("com.example.t", .version = "1",
		.license = "MIT", .summary = "is tested", .interfaces = p->interfaces,
		.interface_count = 1, .hooks = &p->hooks, .settings_type = &p->type);
}

/* words: of the message; NULL: the plugin is good. */
static void expect(const parts *p, otk_status expected, const char *words, int line)
{
	otk_error error = OTK_ERROR_INIT;
	const otk_status status = otk_plugin_check(&p->plugin, p->file, "there", &error);

	CHECK_CASE(status == expected && (!words || error.status == expected),
		"line %d: status %d, %s", line, (int)status, error.message);
	if (words)
		CHECK_CASE(strncmp(error.message, "there", 5) == 0 &&
				   strstr(error.message, words) != NULL,
			"line %d: \"%s\" lacks \"%s\"", line, error.message, words);
	CHECK_INT(otk_plugin_check(&p->plugin, p->file, "there", NULL), expected);
}

#define WITH(change, status, words)                  \
	do {                                         \
		parts p;                             \
		make(&p);                            \
		change;                              \
		expect(&p, status, words, __LINE__); \
	} while (0)
#define GOOD(change)          WITH(change, OTK_OK, NULL)
#define BROKEN(change, words) WITH(change, OTK_E_PLUGIN_BROKEN, words)
#define OLD(change, words)    WITH(change, OTK_E_PLUGIN_ABI, words)

static void descriptors(void)
{
	GOOD((void)0);
	GOOD(p.file = "com.example.t");
	BROKEN(p.file = "com.example.u", "says that its name is \"com.example.t\"");
	BROKEN(p.plugin.magic++, "its magic number is 0x6b746f32");
	OLD(p.plugin.abi_major++, "was made for plugin ABI 2.");
	OLD(p.plugin.abi_major--, "was made for plugin ABI 0.");
	OLD(p.plugin.abi_minor++, "needs plugin ABI 1.");
	GOOD(p.plugin.abi_minor = 0);
	OLD(p.plugin.struct_size--, "has a descriptor of ");
	GOOD(p.plugin.struct_size++);
	BROKEN(p.plugin.name = NULL, "has no usable name");
	BROKEN(p.plugin.name = "", "has no usable name");
	BROKEN(p.plugin.version = NULL, "does not say its version");
	BROKEN(p.plugin.version = "", "does not say its version");
	BROKEN(p.plugin.license = NULL, "does not say its license");
	BROKEN(p.plugin.license = "", "does not say its license");
	GOOD(p.plugin.summary = NULL);
	GOOD(p.plugin.hooks = NULL);
	GOOD(p.plugin.settings_type = NULL);
	BROKEN(p.type.name = NULL, "a type has no usable name");
	GOOD((p.plugin.interfaces = NULL, p.plugin.interface_count = 0));
	BROKEN(p.plugin.interfaces = NULL, "interfaces and interface_count do not fit");
	BROKEN(p.plugin.interface_count = 0, "interfaces and interface_count do not fit");
	BROKEN((p.plugin.interfaces = NULL, p.plugin.interface_count = 0, p.plugin.hooks = NULL),
		"offers neither interfaces nor hooks");
	GOOD(p.hooks.struct_size = offsetof(otk_hooks, after_complete));
	OLD(p.hooks.struct_size = offsetof(otk_hooks, after_complete) - 1, "its hooks have ");
	/* Half of a function. */
	OLD(p.hooks.struct_size = sizeof(otk_hooks) - 4, "its hooks have ");
	GOOD(p.hooks.struct_size = 2 * sizeof(otk_hooks));
}

static void descriptors_that_do_not_exist(void)
{
	otk_error error = OTK_ERROR_INIT;
	parts p;

	CHECK_INT(otk_plugin_check(NULL, NULL, "there", &error), OTK_E_PLUGIN_BROKEN);
	CHECK_HAS(error.message, "its entry returned NULL for plugin ABI 1.");
	CHECK_INT(otk_plugin_check((const otk_plugin *)(const void *)hole, NULL, "there", &error),
		OTK_E_PLUGIN_BROKEN);
	CHECK_HAS(error.message, "its descriptor points to memory that cannot be read");
	/* Its second half cannot be read. */
	make(&p);
	memcpy(hole - offsetof(otk_plugin, summary), &p.plugin, offsetof(otk_plugin, summary));
	CHECK_INT(otk_plugin_check(
			  (const otk_plugin *)(const void *)(hole - offsetof(otk_plugin, summary)),
			  NULL, "there", &error),
		OTK_E_PLUGIN_BROKEN);
	CHECK_HAS(error.message, "its descriptor points to memory that cannot be read");
}

static void bad_pointers(void)
{
	BROKEN(p.plugin.name = hole, "summary points to memory that cannot be read");
	BROKEN(p.plugin.version = hole, "summary points to");
	BROKEN(p.plugin.license = hole, "summary points to");
	BROKEN(p.plugin.summary = hole, "summary points to");
	BROKEN(p.plugin.interfaces = (const void *)hole, "interfaces points to");
	BROKEN(p.plugin.hooks = (const void *)hole, "hooks points to");
	BROKEN(p.plugin.settings_type = (const void *)hole, "a type cannot be read");
	BROKEN(p.interfaces[0].vtable = hole, "id or vtable of an interface points to");
	BROKEN(p.interfaces[0].vtable = (const void *)16, "id or vtable of an interface");
	BROKEN(p.interfaces[0].id = hole, "id or vtable of an interface points to");
	BROKEN(p.interfaces[0].operations = (const void *)hole,
		"1024 operations, or some that cannot be read");
	BROKEN(p.interfaces[0].types = (const void *)hole,
		"256 types before NULL, or some that cannot be read");
	BROKEN(p.types[0] = (const void *)hole, "a type cannot be read");
	/* The first is readable, the second is not. */
	BROKEN((p.plugin.interface_count = 2,
		       p.plugin.interfaces = (const void *)(hole - sizeof(otk_interface))),
		"interfaces points to");
	BROKEN((p.interfaces[0].operation_count = 2,
		       p.interfaces[0].operations = (const void *)(hole - sizeof(good_row))),
		"1024 operations, or some that cannot be read");
}

static void many_interfaces(parts *p, size_t count)
{
	static char ids[OTK_INTERFACES_MAX + 1][32];

	for (size_t i = 0; i <= OTK_INTERFACES_MAX; i++) {
		snprintf(ids[i], sizeof(ids[i]), "com.example.t/%zu", i + 1);
		p->interfaces[i] = p->interfaces[0];
		p->interfaces[i].id = ids[i];
	}
	p->plugin.interface_count = count;
}

static void many_types(parts *p, size_t count)
{
	for (size_t i = 0; i < count; i++)
		p->types[i] = &good_type;
}

static void counts(void)
{
	GOOD(many_interfaces(&p, OTK_INTERFACES_MAX));
	BROKEN(many_interfaces(&p, OTK_INTERFACES_MAX + 1), "interface_count is 65; at most 64");
	BROKEN(p.interfaces[0].operation_count = OTK_OPERATIONS_MAX + 1,
		"it has more than 1024 operations");
	BROKEN(p.interfaces[0].operations = NULL, "operations and operation_count do not fit");
	BROKEN(p.interfaces[0].operation_count = 0, "operations and operation_count do not fit");
	GOOD((p.interfaces[0].operations = NULL, p.interfaces[0].operation_count = 0));
	GOOD(p.interfaces[0].types = NULL);
	GOOD(many_types(&p, OTK_TYPES_MAX));
	BROKEN(many_types(&p, OTK_TYPES_MAX + 1), "it has more than 256 types before NULL");
}

/* The largest number of operations. */
static void many_operations(void)
{
	otk_operation *rows = calloc(OTK_OPERATIONS_MAX, sizeof(*rows));
	char(*row_names)[8] = calloc(OTK_OPERATIONS_MAX, sizeof(*row_names));

	if (CHECK(rows && row_names)) {
		for (size_t i = 0; i < OTK_OPERATIONS_MAX; i++) {
			snprintf(row_names[i], sizeof(row_names[i]), "r%zu", i);
			rows[i] = good_row;
			rows[i].name = row_names[i];
		}
		GOOD((p.interfaces[0].operations = rows,
			p.interfaces[0].operation_count = OTK_OPERATIONS_MAX));
	}
	free(rows);
	free(row_names);
}

static void ids(void)
{
	static const char of_others[] = "in a plugin of this name it must be \"com.example.t/1\"",
			  of_otk[] = "in a plugin of this name it must be \"otk.t/1\"";

	GOOD(p.interfaces[0].id = "com.example.t/2");
	BROKEN(p.interfaces[0].id = NULL, "has an interface \"(NULL)\"");
	BROKEN(p.interfaces[0].id = "com.example.t/0", of_others);
	BROKEN(p.interfaces[0].id = "com.example.t/-1", of_others);
	BROKEN(p.interfaces[0].id = "com.example.t/x", of_others);
	BROKEN(p.interfaces[0].id = "com.example.t/", of_others);
	BROKEN(p.interfaces[0].id = "com.example.t", of_others);
	BROKEN(p.interfaces[0].id = "com.example.t1/1", of_others);
	BROKEN(p.interfaces[0].id = "com.example.u/1", of_others);
	BROKEN(p.interfaces[0].id = "otk.com.example.t/1", of_others);
	GOOD((p.plugin.name = "t", p.interfaces[0].id = "otk.t/1"));
	BROKEN((p.plugin.name = "t", p.interfaces[0].id = "t/1"), of_otk);
	BROKEN((p.plugin.name = "t", p.interfaces[0].id = "otx.t/1"), of_otk);
	BROKEN((p.plugin.name = "t", p.interfaces[0].id = "otk.u/1"), of_otk);
	GOOD(p.interfaces[0].minor = 1);
	BROKEN(p.interfaces[0].minor = -1, "com.example.t/1 has a negative minor number");
	/* The same twice: beside each other, and apart. */
	BROKEN((many_interfaces(&p, 2), p.interfaces[1].id = "com.example.t/1"),
		"has the interface com.example.t/1 twice");
	BROKEN((many_interfaces(&p, 3), p.interfaces[2].id = "com.example.t/2"),
		"has the interface com.example.t/2 twice");
}

static void minor_numbers(void)
{
	otk_error error = OTK_ERROR_INIT;
	parts p;

	make(&p);
	p.interfaces[0].minor = 3;
	CHECK_INT(otk_plugin_check_minor(&p.plugin, p.interfaces, 0, &error), OTK_OK);
	CHECK_INT(otk_plugin_check_minor(&p.plugin, p.interfaces, 3, &error), OTK_OK);
	CHECK_INT(otk_plugin_check_minor(&p.plugin, p.interfaces, 4, &error), OTK_E_PLUGIN_ABI);
	CHECK_HAS(error.message, "plugin \"com.example.t\" 1 is older than this program: it has "
				 "com.example.t/1.3, com.example.t/1.4 is needed");
}

/* ---- linking */

static parts linked;
static int entries;

static const otk_plugin *entry(uint32_t host_abi)
{
	CHECK_INT(host_abi, OTK_PLUGIN_ABI_MAJOR * 65536 + OTK_PLUGIN_ABI_MINOR);
	entries++;
	return &linked.plugin;
}

static const otk_plugin *null_entry(uint32_t host_abi)
{
	(void)host_abi;
	return NULL;
}

/* A descriptor that was accepted once is not checked again; one that was refused is. */
static void checked_once(void)
{
	const otk_plugin *plugin = &linked.plugin;
	otk_error error = OTK_ERROR_INIT;

	make(&linked);
	linked.plugin.magic++;
	CHECK_INT(otk_loader_link(entry, "the test", &plugin, &error), OTK_E_PLUGIN_BROKEN);
	CHECK(plugin == NULL);
	CHECK_HAS(error.message, "the test is not a plugin of otk");
	CHECK_INT(otk_loader_link(entry, "the test", &plugin, &error), OTK_E_PLUGIN_BROKEN);
	linked.plugin.magic--;
	CHECK_STATUS(otk_loader_link(entry, "the test", &plugin, &error), OTK_OK, &error);
	CHECK(plugin == &linked.plugin);
	linked.plugin.magic++;
	plugin = NULL;
	CHECK_STATUS(otk_loader_link(entry, "the test", &plugin, &error), OTK_OK, &error);
	CHECK(plugin == &linked.plugin);
	CHECK_INT(entries, 4);
	CHECK_INT(otk_loader_link(null_entry, "the test", &plugin, &error), OTK_E_PLUGIN_BROKEN);
	CHECK(plugin == NULL);
}

int main(void)
{
	static const otk_test tests[] = {TEST(readable_memory), TEST(readable_texts), TEST(names),
		TEST(descriptors), TEST(descriptors_that_do_not_exist), TEST(bad_pointers),
		TEST(counts), TEST(many_operations), TEST(ids), TEST(minor_numbers),
		TEST(checked_once)};

	return otk_test_main("loader", tests, OTK_COUNT_OF(tests), map_pages, unmap_pages);
}
