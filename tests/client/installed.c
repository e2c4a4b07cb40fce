/* SPDX-License-Identifier: MIT */
/* What a client says is installed: the list of plugins and the description of their operations. */
#include "config.h"

#include <fcntl.h>
#include <json-c/json.h>
#include <otk/plugin.h>
#include <otk/plugins.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/client/fixture.h"

/* ---- plugins with many interfaces */

#define ROW(row_name)                                                                             \
	OTK_OPERATION(row_name, .summary = "Get", .method = OTK_METHOD_GET, .path = "/" row_name, \
		.aliases = row_name "_too|" row_name "_also", .repeat = OTK_REPEAT_SAFE)

static const otk_operation first_rows[] = {ROW("a1"), ROW("a2")};
static const otk_operation second_rows[] = {ROW("b1"), ROW("b2"), ROW("b3")};
static const int first_functions = 1, second_functions = 2;
static const otk_interface two_interfaces[] = {{.id = "com.example.two/1",
						       .minor = 4,
						       .operations = first_rows,
						       .operation_count = 2,
						       .vtable = &first_functions},
	{.id = "com.example.two/2",
		.operations = second_rows,
		.operation_count = 3,
		.vtable = &second_functions}};
static char two_state;

static otk_status open_two(const otk_host *host, otk_client *client, const void *settings,
	void **state, otk_error *error)
{
	(void)host, (void)client, (void)settings, (void)error;
	*state = &two_state;
	return OTK_OK;
}

static const otk_plugin two_plugin = OTK_PLUGIN_DESCRIPTOR("com.example.two", .version = "7",
	.license = "MIT", .interfaces = two_interfaces, .interface_count = 2, .open = open_two);

static const otk_interface no_operations[] = {
	{.id = "com.example.last/1", .vtable = &first_functions}};
static const otk_plugin last_plugin =
	OTK_PLUGIN_DESCRIPTOR("com.example.last", .version = "8", .license = "MIT",
		.summary = "has no operations", .interfaces = no_operations, .interface_count = 1);

static otk_status open_without_words(const otk_host *host, otk_client *client, const void *settings,
	void **state, otk_error *error)
{
	(void)host, (void)client, (void)settings, (void)state, (void)error;
	return OTK_E_IO;
}

static const otk_interface silent_interfaces[] = {
	{.id = "com.example.silent/1", .operations = first_rows, .operation_count = 1}};
static const otk_plugin silent_plugin =
	OTK_PLUGIN_DESCRIPTOR("com.example.silent", .version = "9", .license = "MIT",
		.interfaces = silent_interfaces, .interface_count = 1, .open = open_without_words);

static const otk_plugin *two_entry(uint32_t host_abi)
{
	(void)host_abi;
	return &two_plugin;
}

static const otk_plugin *last_entry(uint32_t host_abi)
{
	(void)host_abi;
	return &last_plugin;
}

static const otk_plugin *silent_entry(uint32_t host_abi)
{
	(void)host_abi;
	return &silent_plugin;
}

static otk_plugin_entry_fn *const entries[] = {two_entry, last_entry, silent_entry};

/* Not in the order of their names. */
static void set_up_three(otk_fixture *f)
{
	test_client_set_up(f);
	test_use_client(f, &OTK_CLIENT_OPTIONS(.plugins = entries, .plugin_count = 3));
}

static const otk_fixture_type with_three = {
	sizeof(otk_fixture), set_up_three, test_client_clean_up};

/* ---- the list */

static const otk_plugin_info *find(const otk_plugin_list *list, const char *name)
{
	for (size_t i = 0; i < list->item_count; i++)
		if (list->items[i]->name && strcmp(list->items[i]->name, name) == 0)
			return list->items[i];
	return NULL;
}

static void check_strings(const otk_strings *strings, const char *expected)
{
	char text[512] = "";

	for (size_t i = 0; i < strings->count; i++) {
		const size_t size = strlen(text);

		snprintf(text + size, sizeof(text) - size, "%s ", strings->items[i]);
	}
	CHECK_STR(text, expected);
}

static void every_interface_is_listed(otk_fixture *f)
{
	const otk_plugin_info *two, *last;
	otk_plugin_list *list = NULL;

	REQUIRE_OK(otk_plugins_list(f->client, &list, &f->error), &f->error);
	two = find(list, "com.example.two");
	last = find(list, "com.example.last");
	if (CHECK(two && last)) {
		CHECK_INT(two->struct_size, sizeof(*two));
		CHECK_STR(two->version, "7");
		CHECK_STR(two->summary, "");
		check_strings(&two->interfaces, "com.example.two/1.4 com.example.two/2.0 ");
		check_strings(&two->operations,
			"com.example.two.a1 com.example.two.a2 com.example.two.b1 "
			"com.example.two.b2 com.example.two.b3 ");
		CHECK_STR(last->summary, "has no operations");
		check_strings(&last->operations, "");
		check_strings(&last->interfaces, "com.example.last/1.0 ");
	}
	CHECK_INT(list->struct_size, sizeof(*list));
	otk_free(list);
	CHECK_INT(otk_plugins_list(NULL, &list, &f->error), OTK_E_ARGUMENT);
	CHECK_HAS(f->error.message, "client is NULL");
	CHECK(list == NULL);
	CHECK_INT(otk_plugins_list(f->client, NULL, &f->error), OTK_E_ARGUMENT);
	CHECK_HAS(f->error.message, "list is NULL");
}

/* A file that everybody may write to: it is refused before it is opened. */
static void write_refused(const char *folder, const char *name)
{
	char path[512];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	REQUIRE(fd >= 0);
	CHECK_INT(fchmod(fd, 0666), 0);
	close(fd);
}

static const char *new_folder(const char *name, char *path, size_t size)
{
	snprintf(path, size, "%s/%s", otk_test_folder(), name);
	REQUIRE(mkdir(path, 0755) == 0 && chmod(path, 0755) == 0);
	return path;
}

#define FILES 70 /* more than the list has room for at first, and after it has grown twice */

static void every_file_is_listed(otk_fixture *f)
{
	char one[256], two[256], name[32], path[512];
	const char *const folders[] = {new_folder("one", one, sizeof(one)), "/there/is/no/folder",
		new_folder("two", two, sizeof(two))};
	otk_plugin_list *list = NULL;
	size_t linked = 0;

	for (int i = FILES - 1; i >= 0; i--) {
		snprintf(name, sizeof(name), "p%02d.so", i);
		write_refused(one, name);
	}
	write_refused(one, ".so");
	write_refused(one, "so");
	write_refused(one, "p00.so.txt");
	write_refused(two, "p69.so");
	write_refused(two, "com.example.two.so");
	test_use_client(f, &OTK_CLIENT_OPTIONS(.plugins = entries, .plugin_count = 3,
				   .plugin_path = {folders, 3}));
	REQUIRE_OK(otk_plugins_list(f->client, &list, &f->error), &f->error);
	while (linked < list->item_count && !list->items[linked]->path)
		CHECK(list->items[linked++]->name != NULL);
	CHECK(linked >= 4);
	/* The folder of the installed plugins may add more. */
	if (CHECK(list->item_count >= linked + FILES + 2)) {
		for (size_t i = 0; i < FILES; i++) {
			const otk_plugin_info *info = list->items[linked + i];

			snprintf(name, sizeof(name), "p%02zu", i);
			snprintf(path, sizeof(path), "%s/%s.so", one, name);
			CHECK_STR(info->name, name);
			CHECK_STR(info->path, path);
			CHECK_INT(info->status, OTK_E_PLUGIN_BROKEN);
			CHECK_HAS(info->problem, "the file is writable by everybody");
			CHECK_INT(info->operations.count, 0);
		}
		CHECK_STR(list->items[linked + FILES]->name, "com.example.two");
		CHECK_INT(list->items[linked + FILES]->status, OTK_E_STATE);
		CHECK_STR(list->items[linked + FILES]->problem,
			"not used: the one that is linked in comes first");
		snprintf(path, sizeof(path), "not used: %s/p69.so comes first", one);
		CHECK_STR(list->items[linked + FILES + 1]->problem, path);
	}
	otk_free(list);
}

/* ---- the description */

static const char *text_of(json_object *object, const char *name)
{
	json_object *value = NULL;

	return json_object_object_get_ex(object, name, &value) ? json_object_get_string(value)
							       : "(none)";
}

/* Other features are in the description as well if they were built into the library. */
static bool is_expected(const char *plugin)
{
	return strcmp(plugin, "(none)") == 0 || strncmp(plugin, "com.example.", 12) == 0;
}

/* The names of the operations in their order, each with its plugin, without those of features. */
static void described_names(const char *json, char *out, size_t size)
{
	json_object *tree = json_tokener_parse(json), *list = NULL;

	out[0] = '\0';
	if (CHECK(json_object_object_get_ex(tree, "operations", &list)))
		for (size_t i = 0; i < json_object_array_length(list); i++) {
			json_object *row = json_object_array_get_idx(list, i);
			const size_t used = strlen(out);

			if (is_expected(text_of(row, "plugin")))
				snprintf(out + used, size - used, "%s(%s) ", text_of(row, "name"),
					text_of(row, "plugin"));
		}
	json_object_put(tree);
}

static const char described[] =
	"session.create((none)) com.example.silent.a1(com.example.silent) "
	"com.example.two.a1(com.example.two) com.example.two.a2(com.example.two) "
	"com.example.two.b1(com.example.two) com.example.two.b2(com.example.two) "
	"com.example.two.b3(com.example.two) ";

static void described_in_order(otk_fixture *f)
{
	char names[1024], *json = NULL;

	REQUIRE_OK(otk_describe(f->client, NULL, &json, &f->error), &f->error);
	CHECK(strstr(json, "{\"format\":2,\"version\":\"" OTK_VERSION "\",") == json);
	described_names(json, names, sizeof(names));
	CHECK_STR(names, described);
	otk_free(json);
	/* One operation, under its own name. */
	CHECK_STATUS(otk_describe(f->client, "com.example.two.b2_also", &json, &f->error), OTK_OK,
		&f->error);
	CHECK_HAS(json, "\"com.example.two.b2\"");
	otk_free(json);
	CHECK_STATUS(
		otk_describe(f->client, "session.create", &json, &f->error), OTK_OK, &f->error);
	CHECK_HAS(json, "\"session.create\"");
	CHECK_LACKS(json, "\"plugin\"");
	otk_free(json);
	CHECK_INT(otk_describe(f->client, NULL, NULL, &f->error), OTK_E_ARGUMENT);
	CHECK_HAS(f->error.message, "json: is NULL");
}

/* A file that is not used has the name of a plugin that is. */
static void described_once(otk_fixture *f)
{
	char folder[256], names[1024], *json = NULL;
	const char *const folders[] = {new_folder("shadowed", folder, sizeof(folder))};

	write_refused(folder, "com.example.two.so");
	test_use_client(f, &OTK_CLIENT_OPTIONS(.plugins = entries, .plugin_count = 3,
				   .plugin_path = {folders, 1}));
	REQUIRE_OK(otk_describe(f->client, NULL, &json, &f->error), &f->error);
	described_names(json, names, sizeof(names));
	CHECK_STR(names, described);
	otk_free(json);
}

/* ---- names and functions */

static void names_of_operations(otk_fixture *f)
{
	const struct {
		const char *name, *words;
	} cases[] = {{"two", "is not an operation name such as \"archives.start\""},
		{"com.example.two.", "is not an operation name"},
		{".a1", "is not an operation name"}, {"A.a1", "is not an operation name"},
		{"", "is not an operation name"},
		{"com.example.two.c",
			"plugin \"com.example.two\" 7 has no operation \"c\"; it has: a1, a2, b1, b2, b3"},
		{"com.example.two.b", "has no operation \"b\""},
		{"com.example.last.a",
			"plugin \"com.example.last\" 8 has no operation \"a\"; it has: none"},
		{"com.example.silent.a1",
			"plugin \"com.example.silent\" cannot be opened: the plugin gave no reason"},
		{"room.list", "plugin \"room\" does not exist (looked in "},
		{"captions.start",
			test_is_builtin("captions")
				? "sessionId: it is missing"
				: "install the package otk-plugin-captions (looked in "}};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		CHECK_CASE(otk_invoke(f->client, cases[i].name, NULL, NULL, &f->error) != OTK_OK,
			"%s", cases[i].name);
		CHECK_HAS(f->error.message, cases[i].words);
	}
	otk_server_default(f->server, &(otk_reply){.body = "{}"});
	CHECK_STATUS(otk_invoke(f->client, "com.example.two.b3_too", NULL, NULL, &f->error), OTK_OK,
		&f->error);
	CHECK_STR(otk_server_request(f->server, 0)->path, "/b3");
}

static void functions_of_each_interface(otk_fixture *f)
{
	const void *functions = NULL;

	CHECK(otk_interface_state(f->client, "com.example.two/1") == NULL);
	CHECK_STATUS(otk_interface_get(f->client, "com.example.two/2", 0, &functions, &f->error),
		OTK_OK, &f->error);
	CHECK(functions == &second_functions);
	CHECK(otk_interface_state(f->client, "com.example.two/1") == &two_state);
	CHECK(otk_interface_state(f->client, "com.example.two/2") == &two_state);
	CHECK(otk_interface_state(f->client, "com.example.two/3") == NULL);
	CHECK(otk_interface_state(NULL, "com.example.two/1") == NULL);
	CHECK(otk_interface_state(f->client, NULL) == NULL);
	CHECK_STATUS(otk_interface_get(f->client, "com.example.two/1", 4, &functions, &f->error),
		OTK_OK, &f->error);
	CHECK(functions == &first_functions);
	CHECK_INT(otk_interface_get(f->client, "com.example.two/1", 5, &functions, &f->error),
		OTK_E_PLUGIN_ABI);
	CHECK(functions == NULL);
	CHECK_INT(otk_interface_get(f->client, "com.example.silent/1", 0, &functions, &f->error),
		OTK_E_IO);
	CHECK_INT(otk_interface_get(f->client, "com.example.two/1", 0, NULL, &f->error),
		OTK_E_ARGUMENT);
	CHECK_HAS(f->error.message, "vtable: is NULL");
	CHECK_INT(otk_interface_get(f->client, NULL, 0, &functions, &f->error), OTK_E_ARGUMENT);
	CHECK_HAS(f->error.message, "interface_id: is NULL");
	CHECK_INT(otk_interface_get(NULL, NULL, 0, NULL, &f->error), OTK_E_ARGUMENT);
	CHECK_HAS(f->error.message, "client: is NULL");
	for (const char *const *id = (const char *const[]){"", "/1", "otk./1", "otk.", "A/1", NULL};
		*id; id++) {
		CHECK_INT(otk_interface_get(f->client, *id, 0, &functions, &f->error),
			OTK_E_ARGUMENT);
		CHECK_HAS(f->error.message, "is not an id such as \"otk.callbacks/1\"");
	}
}

/* Only what a test itself brings is found. */
static int forget_path(void)
{
	return unsetenv("OTK_PLUGIN_PATH");
}

int main(void)
{
	static const otk_test tests[] = {TEST_WITH(&with_three, every_interface_is_listed),
		CLIENT_TEST(every_file_is_listed), TEST_WITH(&with_three, described_in_order),
		CLIENT_TEST(described_once), TEST_WITH(&with_three, names_of_operations),
		TEST_WITH(&with_three, functions_of_each_interface)};

	return otk_test_main("installed", tests, OTK_COUNT_OF(tests), forget_path, NULL);
}
