/* SPDX-License-Identifier: MIT */
/* The list of the tests of a plugin. */
#include "config.h"

#include "tools/otk/plugin/check/test_list.h"
#include "tools/otk/plugin/check/tests/call_tests.h"
#include "tools/otk/plugin/check/tests/descriptor_tests.h"
#include "tools/otk/plugin/check/tests/file_tests.h"
#include "tools/otk/plugin/check/tests/hook_tests.h"
#include "tools/otk/plugin/check/tests/request_tests.h"
#include "tools/otk/plugin/check/tests/response_tests.h"
#include "tools/otk/plugin/check/tests/row_tests.h"
#include "tools/otk/plugin/check/tests/state_tests.h"
#include "tools/otk/plugin/check/tests/type_tests.h"
#include "tools/otk/plugin/check/tests/value_tests.h"

#define SECONDS(n) ((n)*1000)

const otk_cli_check_test otk_cli_check_tests[] = {
	{"trust", "the file and its folders can be written by root and you only",
		OTK_CLI_CHECK_FILE, SECONDS(10), otk_cli_check_trust},
	{"entry", "the file can be loaded, and its entry returns the descriptor",
		OTK_CLI_CHECK_FILE, SECONDS(10), otk_cli_check_entry},
	{"exports", "the file exports its entry only, and links no library of otk",
		OTK_CLI_CHECK_FILE, SECONDS(10), otk_cli_check_exports},
	{"descriptor", "ABI, sizes, name, version, licence, functions", OTK_CLI_CHECK_ENTRY,
		SECONDS(10), otk_cli_check_descriptor},
	{"interfaces", "ids, minors and counts of interfaces", OTK_CLI_CHECK_TABLES, SECONDS(10),
		otk_cli_check_interfaces},
	{"structs", "each field is inside its struct and overlaps no other", OTK_CLI_CHECK_TABLES,
		SECONDS(10), otk_cli_check_structs},
	{"fields", "names, aliases, kinds, places, roles and help of fields", OTK_CLI_CHECK_TABLES,
		SECONDS(10), otk_cli_check_fields},
	{"values", "limits, known values, labels and defaults of fields", OTK_CLI_CHECK_TABLES,
		SECONDS(10), otk_cli_check_values},
	{"rules", "rules name existing fields and values", OTK_CLI_CHECK_TABLES, SECONDS(10),
		otk_cli_check_rules},
	{"operations", "names, methods, bodies, shapes and summaries of operations",
		OTK_CLI_CHECK_TABLES, SECONDS(10), otk_cli_check_operations},
	{"paths", "path templates and options fit together", OTK_CLI_CHECK_TABLES, SECONDS(10),
		otk_cli_check_paths},
	{"references", "pages, settles, downloads and adopts name existing fields and operations",
		OTK_CLI_CHECK_TABLES, SECONDS(10), otk_cli_check_references},
	{"load", "libotk loads the file", OTK_CLI_CHECK_FILE, SECONDS(10), otk_cli_check_load},
	{"open", "open() and close(), for several clients at once", OTK_CLI_CHECK_ACCEPTED,
		SECONDS(10), otk_cli_check_open},
	{"settings", "open() with random settings", OTK_CLI_CHECK_ACCEPTED, SECONDS(10),
		otk_cli_check_settings},
	{"encode", "requests of random options, from C and from JSON", OTK_CLI_CHECK_ACCEPTED,
		SECONDS(20), otk_cli_check_encode},
	{"decode", "generated responses become equal records", OTK_CLI_CHECK_ACCEPTED, SECONDS(20),
		otk_cli_check_decode},
	{"garbage", "damaged responses", OTK_CLI_CHECK_ACCEPTED, SECONDS(20),
		otk_cli_check_garbage},
	{"errors", "a server that refuses calls, drops them or sends nonsense",
		OTK_CLI_CHECK_ACCEPTED, SECONDS(30), otk_cli_check_errors},
	{"hooks", "hooks get extreme attempts and results", OTK_CLI_CHECK_ACCEPTED, SECONDS(10),
		otk_cli_check_hooks},
	{"memory", "repeated use takes no more memory", OTK_CLI_CHECK_ACCEPTED, SECONDS(20),
		otk_cli_check_memory},
	{"valgrind", "open, encode, errors and hooks under valgrind", OTK_CLI_CHECK_ACCEPTED,
		SECONDS(120), otk_cli_check_valgrind},
	{0},
};
