#!/bin/sh
# SPDX-License-Identifier: MIT
# The helpers in examples/testing/ as a project uses them: the fixture of pytest, and the suite of CUnit.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/.." && pwd)}/tests/harness.sh"
helpers=$(cd "$OTK_TEST_SRCDIR/examples/testing" && pwd)
OTK_SANDBOX=${OTK_TEST_BUILDDIR:?}/otk-sandbox
PYTHONDONTWRITEBYTECODE=1
export OTK_SANDBOX PYTHONDONTWRITEBYTECODE
unset http_proxy HTTP_PROXY
cd "$work" || exit

# fails NAME WORDS COMMAND...: the command fails and says the words.
fails() {
	what=$1
	words=$2
	shift 2
	if "$@" >"$work/said" 2>&1; then
		bad "$what" "$work/said"
	elif grep -q -e "$words" "$work/said"; then
		good "$what"
	else
		bad "$what" "$work/said"
	fi
}

# ---- pytest
python=
for one in python3 /usr/bin/python3; do
	[ "$python" ] || ! $one -m pytest --version >/dev/null 2>&1 || python=$one
done
if [ "$python" ]; then
	cp "$helpers/otk_sandbox.py" .
	echo 'from otk_sandbox import otk_sandbox, otk_sandbox_server' >conftest.py
	cat >test_calls.py <<-'END'
		import urllib.error
		import urllib.request


		def ask(sandbox):
		    try:
		        urllib.request.urlopen(sandbox.url + "/v2/project/1/archive")
		    except urllib.error.HTTPError as error:
		        assert error.code == 403


		def test_a_request(otk_sandbox):
		    ask(otk_sandbox)
		    otk_sandbox.expect(operation="archives.list", status=403, count=1)


		def test_begins_empty(otk_sandbox):
		    otk_sandbox.expect(count=0)
	END
	cat >test_wrong.py <<-'END'
		from test_calls import ask


		def test_wrong(otk_sandbox):
		    ask(otk_sandbox)
		    otk_sandbox.expect(operation="archives.start")
	END
	check 'the fixture of pytest' $python -m pytest -q -p no:cacheprovider test_calls.py
	fails 'its failure says what came close' 'archives.list' \
		$python -m pytest -q -p no:cacheprovider test_wrong.py
	OTK_SANDBOX=/nonexistent fails 'it reports a server that does not start' 'nonexistent' \
		$python -m pytest -q -p no:cacheprovider test_calls.py
else
	skip 'pytest is not installed'
fi

# ---- CUnit
cat >suite.c <<-'END'
	#include "otk_sandbox.h"
	#include <CUnit/Basic.h>

	static void begins_empty(void)
	{
		CU_ASSERT_EQUAL(otk_sandbox_control("POST", "/reset", NULL), 204);
		otk_sandbox_expect("{\"count\":0}");
	}

	static void misses_a_request(void)
	{
		otk_sandbox_expect("{\"operation\":\"archives.start\"}");
	}

	int main(int argc, char **argv)
	{
		CU_pSuite suite;
		int failed;

		(void)argv;
		CU_initialize_registry();
		suite = CU_add_suite("calls", otk_sandbox_start, otk_sandbox_stop);
		CU_add_test(suite, "begins empty", argc > 1 ? misses_a_request : begins_empty);
		CU_basic_run_tests();
		failed = (int)CU_get_number_of_failures() + (int)CU_get_number_of_suites_failed();
		CU_cleanup_registry();
		return failed != 0;
	}
END
if echo '#include <CUnit/Basic.h>' | ${OTK_TEST_CC:-cc} -E - >/dev/null 2>&1; then
	check 'the helper for CUnit compiles' ${OTK_TEST_CC:-cc} -std=gnu17 -Wall -Wextra -Werror \
		-I"$helpers" suite.c "$helpers/otk_sandbox.c" -o suite \
		$(pkg-config --cflags --libs libcurl) -lcunit
	check 'and its suite passes' ./suite
	fails 'a request that did not come fails it' '0 requests match' ./suite wrong
	OTK_SANDBOX=/nonexistent fails 'so does a server that does not start' 'nonexistent' ./suite
else
	skip 'CUnit is not installed'
fi
finish
