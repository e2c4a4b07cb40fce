/* SPDX-License-Identifier: MIT */
/* The zoo: every bad plugin file is refused by its own status, with a message that says why. */
#include "config.h"

#include <fcntl.h>
#include <otk/otk.h>
#include <otk/plugins.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/client/loader/loader.h"
#include "tests/client/fixture.h"

#define TEXT(number)    #number
#define TEXT_OF(number) TEXT(number)

static char folder[256];

static void path_of_plugin(char *out, size_t size, const char *where, const char *name)
{
	const int length = snprintf(out, size, "%s/%s.so", where, name);

	CHECK(length > 0 && (size_t)length < size);
}

static void write_file(const char *path, const char *data, size_t size)
{
	const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0755);

	CHECK(fd >= 0);
	CHECK_INT(write(fd, data, size), size);
	CHECK_INT(fchmod(fd, 0755), 0);
	close(fd);
}

static void bring_plugin(const char *where, const char *name)
{
	char relative[128];

	snprintf(relative, sizeof(relative), "tests/zoo/.libs/%s.so", name);
	CHECK_CASE(test_bring(relative, where), "%s is not built", relative);
}

static bool new_folder(const char *name, char *out, size_t size)
{
	const int length = snprintf(out, size, "%s/%s", otk_test_folder(), name);

	return length > 0 && (size_t)length < size && !mkdir(out, 0755) && !chmod(out, 0755);
}

static int make_folder(void)
{
	return !new_folder("zoo", folder, sizeof(folder));
}

/* As for a client that has not searched this folder before. */
static otk_status open_file(const char *path, const otk_plugin **plugin, otk_error *error)
{
	char *real = NULL;
	const otk_status status = otk_loader_open(path, &real, plugin, error);

	free(real);
	return status;
}

static void expect_refusal(const char *path, otk_status status, const char *words)
{
	const otk_plugin *plugin = NULL;
	otk_error error = OTK_ERROR_INIT;

	if (!CHECK_STATUS(open_file(path, &plugin, &error), status, &error))
		printf("  (%s)\n", path);
	CHECK_INT(error.status, status);
	CHECK(plugin == NULL);
	CHECK_HAS(error.message, words);
}

static void expect_loaded(const char *path, const char *name)
{
	const otk_plugin *plugin = NULL, *again = NULL;
	otk_error error = OTK_ERROR_INIT;

	if (!CHECK_STATUS(open_file(path, &plugin, &error), OTK_OK, &error))
		return;
	CHECK_STR(plugin->name, name);
	CHECK_STATUS(open_file(path, &again, &error), OTK_OK, &error);
	CHECK(plugin == again);
}

/* ---- tests */

static void flawed_tables(void)
{
	static const struct {
		const char *name;
		otk_status status;
		const char *words;
	} animals[] = {
		{"magic", OTK_E_PLUGIN_BROKEN, "its magic number is 0xdeadbeef"},
		{"major", OTK_E_PLUGIN_ABI, "was made for plugin ABI 2."},
		{"minor", OTK_E_PLUGIN_ABI, "needs plugin ABI " TEXT_OF(OTK_PLUGIN_ABI_MAJOR) "."},
		{"short", OTK_E_PLUGIN_ABI, "has a descriptor of 24 bytes"},
		{"othername", OTK_E_PLUGIN_BROKEN, "says that its name is \"lion\""},
		{"null", OTK_E_PLUGIN_BROKEN, "its entry returned NULL"},
		{"noentry", OTK_E_PLUGIN_BROKEN, "it has no function otk_plugin_entry"},
		{"unresolved", OTK_E_PLUGIN_BROKEN, "otk_zoo_nobody_has_this_function"},
		{"duplicate", OTK_E_PLUGIN_BROKEN, "has the interface otk.duplicate/1 twice"},
		{"fieldoutside", OTK_E_PLUGIN_BROKEN, "\"food\""},
		{"badpath", OTK_E_PLUGIN_BROKEN, "path"},
		{"samerow", OTK_E_PLUGIN_BROKEN, "two operations are called \"feed\""},
		{"settleby", OTK_E_PLUGIN_BROKEN, "settle_by names \"nowhere\""},
		{"noversion", OTK_E_PLUGIN_BROKEN, "does not say its version"},
		{"nolicense", OTK_E_PLUGIN_BROKEN, "does not say its license"},
		{"foreignid", OTK_E_PLUGIN_BROKEN,
			"has an interface \"otk.archives/1\"; in a plugin of this name it must be "
			"\"otk.foreignid/1\""},
		{"nothing", OTK_E_PLUGIN_BROKEN, "offers neither interfaces nor hooks"},
		{"hooksshort", OTK_E_PLUGIN_ABI, "its hooks have 8 bytes"},
		{"manyinterfaces", OTK_E_PLUGIN_BROKEN, "interface_count is 100000000; at most 64"},
		{"twotoomany", OTK_E_PLUGIN_BROKEN, "twotoomany.so"},
		{"manyoperations", OTK_E_PLUGIN_BROKEN, "it has more than 1024 operations"},
		{"manyfields", OTK_E_PLUGIN_BROKEN, "zoo_options"},
		/* The message depends on the memory after the list. */
		{"endlesstypes", OTK_E_PLUGIN_BROKEN, "otk.endlesstypes/1: "},
		{"badpointer", OTK_E_PLUGIN_BROKEN, "summary points to memory that cannot be read"},
		{"wildrow", OTK_E_PLUGIN_BROKEN, "feed: the list of aliases is broken"},
	};
	char path[512];

	for (size_t i = 0; i < OTK_COUNT_OF(animals); i++) {
		bring_plugin(folder, animals[i].name);
		path_of_plugin(path, sizeof(path), folder, animals[i].name);
		expect_refusal(path, animals[i].status, animals[i].words);
		/* A refused module is refused again, although it is in memory now. */
		expect_refusal(path, animals[i].status, animals[i].words);
	}
}

static void good_one(void)
{
	char path[512];

	bring_plugin(folder, "good");
	path_of_plugin(path, sizeof(path), folder, "good");
	expect_loaded(path, "good");
}

static void no_elf(void)
{
	char path[512];

	path_of_plugin(path, sizeof(path), folder, "text");
	write_file(path, "this is a text\n", 15);
	expect_refusal(path, OTK_E_PLUGIN_BROKEN, "cannot be loaded: ");
	path_of_plugin(path, sizeof(path), folder, "empty");
	write_file(path, "", 0);
	expect_refusal(path, OTK_E_PLUGIN_BROKEN, "cannot be loaded: ");
	path_of_plugin(path, sizeof(path), folder, "cut");
	write_file(path, "\177ELF\2\1\1", 7);
	expect_refusal(path, OTK_E_PLUGIN_BROKEN, "cannot be loaded: ");
}

/* As after a copy to a full disk: loaded, each of these would end the process by SIGBUS. */
static void cut_module(void)
{
	char other[512], path[512];
	struct stat whole;

	CHECK(new_folder("short", other, sizeof(other)));
	bring_plugin(other, "good");
	path_of_plugin(path, sizeof(path), other, "good");
	REQUIRE(stat(path, &whole) == 0);
	for (off_t size = whole.st_size - 1; size > 1000; size = size * 2 / 3) {
		CHECK_INT(truncate(path, size), 0);
		expect_refusal(path, OTK_E_PLUGIN_BROKEN, "the file is incomplete");
	}
}

static void paths(void)
{
	char path[512];

	expect_refusal("good.so", OTK_E_ARGUMENT, "must be absolute");
	snprintf(path, sizeof(path), "%s/good", folder);
	expect_refusal(path, OTK_E_ARGUMENT, "plugin files end in .so");
	path_of_plugin(path, sizeof(path), folder, "unicorn");
	expect_refusal(path, OTK_E_NO_PLUGIN, "the file does not exist");
	expect_refusal(
		"/there/is/no/such/folder/good.so", OTK_E_NO_PLUGIN, "the file does not exist");
	snprintf(path, sizeof(path), "%s/.so", folder);
	write_file(path, "x", 1);
	expect_refusal(path, OTK_E_ARGUMENT, "not a plugin file name");
	path_of_plugin(path, sizeof(path), folder, "Upper Case");
	write_file(path, "x", 1);
	expect_refusal(path, OTK_E_ARGUMENT, "not a plugin file name");
}

static void special_files(void)
{
	char path[512];

	path_of_plugin(path, sizeof(path), folder, "folder");
	CHECK_INT(mkdir(path, 0755), 0);
	expect_refusal(path, OTK_E_PLUGIN_BROKEN, "the file is not a regular file");
	path_of_plugin(path, sizeof(path), folder, "fifo");
	CHECK_INT(mkfifo(path, 0600), 0);
	expect_refusal(path, OTK_E_PLUGIN_BROKEN, "the file is not a regular file");
	path_of_plugin(path, sizeof(path), folder, "loop");
	CHECK_INT(symlink(path, path), 0);
	expect_refusal(path, OTK_E_PLUGIN_BROKEN, "cannot be examined");
}

static void links(void)
{
	char path[512], target[512], other[512];

	CHECK(new_folder("outside", other, sizeof(other)));
	bring_plugin(other, "good");
	path_of_plugin(target, sizeof(target), other, "good");
	path_of_plugin(path, sizeof(path), folder, "stray");
	CHECK_INT(symlink(target, path), 0);
	expect_refusal(path, OTK_E_PLUGIN_BROKEN, "it is a link out of its folder");
	CHECK_HAS(target, "outside");
	/* Neither a path of the same length nor a folder below. */
	CHECK(new_folder("cat", other, sizeof(other)));
	bring_plugin(other, "good");
	path_of_plugin(path, sizeof(path), folder, "same-length");
	CHECK_INT(symlink("../cat/good.so", path), 0);
	expect_refusal(path, OTK_E_PLUGIN_BROKEN, "it is a link out of its folder");
	CHECK(new_folder("zoo/below", other, sizeof(other)));
	bring_plugin(other, "good");
	path_of_plugin(path, sizeof(path), folder, "below");
	CHECK_INT(symlink("below/good.so", path), 0);
	expect_refusal(path, OTK_E_PLUGIN_BROKEN, "it is a link out of its folder");
	/* Links inside the folder are allowed, for example to versions. */
	CHECK(new_folder("inside", other, sizeof(other)));
	bring_plugin(other, "good");
	path_of_plugin(target, sizeof(target), other, "good-1.0");
	path_of_plugin(path, sizeof(path), other, "good");
	CHECK_INT(rename(path, target), 0);
	CHECK_INT(symlink("good-1.0.so", path), 0);
	expect_loaded(path, "good");
	/* So is a folder that is a link itself. */
	snprintf(target, sizeof(target), "%s/linked", otk_test_folder());
	CHECK_INT(symlink(other, target), 0);
	path_of_plugin(path, sizeof(path), target, "good");
	expect_loaded(path, "good");
}

/* The real path of a folder is resolved once; its permissions are checked for each file. */
static void known_folder(void)
{
	const otk_plugin *plugin;
	otk_error error = OTK_ERROR_INIT;
	char path[512], first[256], second[256], asked[256], old[300], *real = NULL;

	CHECK(new_folder("first", first, sizeof(first)));
	CHECK(new_folder("second", second, sizeof(second)));
	bring_plugin(first, "good");
	bring_plugin(second, "good");
	snprintf(asked, sizeof(asked), "%s/asked", otk_test_folder());
	CHECK_INT(symlink("first", asked), 0);
	path_of_plugin(path, sizeof(path), asked, "good");
	CHECK_STATUS(otk_loader_open(path, &real, &plugin, &error), OTK_OK, &error);
	CHECK_STR(real, first);
	CHECK_INT(chmod(first, 0777), 0);
	CHECK_INT(otk_loader_open(path, &real, &plugin, &error), OTK_E_PLUGIN_BROKEN);
	CHECK_HAS(error.message, "/first is writable by everybody");
	CHECK_INT(chmod(first, 0755), 0);
	/* The link has a new target, which has no effect while the old folder exists. */
	CHECK_INT(unlink(asked), 0);
	CHECK_INT(symlink("second", asked), 0);
	CHECK_STATUS(otk_loader_open(path, &real, &plugin, &error), OTK_OK, &error);
	CHECK_STR(real, first);
	/* A link in place of the old folder is not followed: the path is resolved again. */
	snprintf(old, sizeof(old), "%s.old", first);
	CHECK_INT(rename(first, old), 0);
	CHECK_INT(symlink("first.old", first), 0);
	CHECK_STATUS(otk_loader_open(path, &real, &plugin, &error), OTK_OK, &error);
	CHECK_STR(real, second);
	/* The folder was removed. */
	snprintf(old, sizeof(old), "%s.old", second);
	CHECK_INT(rename(second, old), 0);
	CHECK_INT(otk_loader_open(path, &real, &plugin, &error), OTK_E_NO_PLUGIN);
	CHECK(real == NULL && plugin == NULL);
	free(real);
}

static void writable_by_others(void)
{
	char path[512], other[512];

	CHECK(new_folder("modes", other, sizeof(other)));
	bring_plugin(other, "good");
	path_of_plugin(path, sizeof(path), other, "good");
	CHECK_INT(chmod(path, 0777), 0);
	expect_refusal(path, OTK_E_PLUGIN_BROKEN, "the file is writable by everybody; chmod o-w");
	CHECK_INT(chmod(path, 0755), 0);
	expect_loaded(path, "good");
	CHECK_INT(chmod(other, 01777), 0);
	expect_refusal(path, OTK_E_PLUGIN_BROKEN, "/modes is writable by everybody; chmod o-w");
	CHECK_INT(chmod(other, 0755), 0);
	CHECK_INT(chmod(path, 0775), 0);
	if (geteuid() == 0)
		expect_refusal(path, OTK_E_PLUGIN_BROKEN, "the file is writable by its group");
	else
		expect_loaded(path, "good");
	CHECK_INT(chmod(path, 0755), 0);
	CHECK_INT(chmod(other, 0775), 0);
	if (geteuid() == 0)
		expect_refusal(path, OTK_E_PLUGIN_BROKEN, "/modes is writable by its group");
	else
		expect_loaded(path, "good");
}

static void foreign_owner(void)
{
	char path[512], other[512];

	if (geteuid() != 0)
		SKIP("only root can give files away");
	CHECK(new_folder("owners", other, sizeof(other)));
	bring_plugin(other, "good");
	path_of_plugin(path, sizeof(path), other, "good");
	CHECK_INT(chown(path, 12345, 12345), 0);
	expect_refusal(path, OTK_E_PLUGIN_BROKEN, "the file belongs to user 12345");
	CHECK_INT(chown(path, 0, 0), 0);
	CHECK_INT(chown(other, 12345, 12345), 0);
	expect_refusal(path, OTK_E_PLUGIN_BROKEN, "/owners belongs to user 12345");
}

/* A user who may write to a folder above can replace the folders below it. */
static void folders_above(void)
{
	char path[512], above[512], between[512], own[512];

	CHECK(new_folder("above", above, sizeof(above)));
	CHECK(new_folder("above/between", between, sizeof(between)));
	CHECK(new_folder("above/between/own", own, sizeof(own)));
	bring_plugin(own, "good");
	path_of_plugin(path, sizeof(path), own, "good");
	expect_loaded(path, "good");
	CHECK_INT(chmod(above, 0777), 0);
	expect_refusal(path, OTK_E_PLUGIN_BROKEN, "/above is writable by everybody; chmod o-w");
	CHECK_INT(chmod(above, 0755), 0);
	CHECK_INT(chmod(between, 0757), 0);
	expect_refusal(
		path, OTK_E_PLUGIN_BROKEN, "/above/between is writable by everybody; chmod o-w");
	CHECK_INT(chmod(between, 0755), 0);
	/* As /tmp: other users may add entries, but not replace those of the test. */
	CHECK_INT(chmod(above, 01777), 0);
	expect_loaded(path, "good");
	if (geteuid() == 0) {
		CHECK_INT(chown(between, 12345, 0), 0);
		expect_refusal(path, OTK_E_PLUGIN_BROKEN, "/above/between belongs to user 12345");
		CHECK_INT(chown(between, 0, 0), 0);
		CHECK_INT(chmod(above, 0775), 0);
		expect_refusal(path, OTK_E_PLUGIN_BROKEN, "/above is writable by its group");
	}
	CHECK_INT(chmod(above, 0755), 0);
	expect_loaded(path, "good");
}

static void set_up_zoo(otk_fixture *f)
{
	const char *const folders[] = {folder};

	test_client_set_up(f);
	test_use_client(f, &OTK_CLIENT_OPTIONS(.plugin_path = {folders, 1}));
}

static const otk_fixture_type with_zoo = {sizeof(otk_fixture), set_up_zoo, test_client_clean_up};

/* open() fails: tested through a client, which calls it. */
static void open_fails(otk_fixture *f)
{
	char *response = NULL;

	bring_plugin(folder, "openfails");
	CHECK_STATUS(otk_invoke(f->client, "openfails.feed", NULL, &response, &f->error), OTK_E_IO,
		&f->error);
	CHECK_HAS(f->error.message,
		"plugin \"openfails\" cannot be opened: the keeper has lost the key");
}

static void older_than_the_program(otk_fixture *f)
{
	otk_call *call;

	call = otk_call_new(f->client, "good.feed", 2, NULL, NULL, &f->error);
	CHECK(call != NULL);
	otk_call_free(call);
	call = otk_call_new(f->client, "good.feed", 3, NULL, NULL, &f->error);
	CHECK(call == NULL);
	CHECK_INT(f->error.status, OTK_E_PLUGIN_ABI);
	CHECK_HAS(f->error.message, "it has otk.good/1.2, otk.good/1.3 is needed");
}

static const otk_operation feed[] = {OTK_OPERATION("feed", .summary = "Feed",
	.method = OTK_METHOD_GET, .path = "/feed", .repeat = OTK_REPEAT_SAFE)};
static const otk_interface another_good[] = {
	{.id = "otk.good/1", .operations = feed, .operation_count = 1}};
static const otk_plugin another = OTK_PLUGIN_DESCRIPTOR("good", .version = "1", .license = "MIT",
	.summary = "has the name of a file", .interfaces = another_good, .interface_count = 1);

static const otk_plugin *another_entry(uint32_t host_abi)
{
	(void)host_abi;
	return &another;
}

/* A plugin that was used from its file cannot be replaced by one that is added later. */
static void added_too_late(otk_fixture *f)
{
	otk_call *call;

	bring_plugin(folder, "good");
	call = otk_call_new(f->client, "good.feed", 0, NULL, NULL, &f->error);
	CHECK_CASE(call != NULL, "%s", f->error.message);
	otk_call_free(call);
	CHECK_INT(otk_client_add_plugin(f->client, another_entry, &f->error), OTK_E_STATE);
	CHECK_HAS(f->error.message, "plugin \"good\" is already loaded from a file");
}

static const otk_plugin_info *find(const otk_plugin_list *list, const char *file)
{
	for (size_t i = 0; i < list->item_count; i++)
		if (list->items[i]->path && strstr(list->items[i]->path, file))
			return list->items[i];
	return NULL;
}

static void listed_with_reason(otk_fixture *f)
{
	otk_plugin_list *list = NULL;
	const otk_plugin_info *info;

	bring_plugin(folder, "good");
	bring_plugin(folder, "minor");
	if (CHECK_STATUS(otk_plugins_list(f->client, &list, &f->error), OTK_OK, &f->error)) {
		info = find(list, "/zoo/good.so");
		if (CHECK(info != NULL)) {
			CHECK_INT(info->status, OTK_OK);
			CHECK(info->problem == NULL);
			CHECK_STR(info->version, "1.0");
			CHECK_STR(info->license, "MIT");
			CHECK_STR(info->interfaces.items[0], "otk.good/1.2");
			CHECK_STR(info->operations.items[0], "good.feed");
		}
		info = find(list, "/zoo/minor.so");
		if (CHECK(info != NULL)) {
			CHECK_INT(info->status, OTK_E_PLUGIN_ABI);
			CHECK_HAS(info->problem, "; update otk");
			CHECK_STR(info->name, "minor");
			CHECK(info->version == NULL);
		}
		CHECK_STR(list->items[0]->name, "session");
		CHECK_STR(list->items[0]->operations.items[0], "session.create");
	}
	otk_free(list);
}

int main(void)
{
	static const otk_test tests[] = {TEST(flawed_tables), TEST(good_one), TEST(no_elf),
		TEST(cut_module), TEST(paths), TEST(special_files), TEST(links), TEST(known_folder),
		TEST(writable_by_others), TEST(foreign_owner), TEST(folders_above),
		TEST_WITH(&with_zoo, open_fails), TEST_WITH(&with_zoo, older_than_the_program),
		TEST_WITH(&with_zoo, listed_with_reason), TEST_WITH(&with_zoo, added_too_late)};

	return otk_test_main(ZOO_LOADER, tests, OTK_COUNT_OF(tests), make_folder, NULL);
}
