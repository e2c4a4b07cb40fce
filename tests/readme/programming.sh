#!/bin/sh
# SPDX-License-Identifier: MIT
# doc/programming.md: every C block compiles without a warning, and its program runs.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
page=$OTK_TEST_SRCDIR/doc/programming.md
build=${OTK_TEST_BUILDDIR:?}
warnings='-std=gnu17 -Wall -Wextra -Werror'

# Blocks whose first line is at file scope go to top.c, a plugin to plugin.c; the others are
# statements, which share one function, each in its own braces.
awk -v work="$work" '
	$0 == "```c" { take = 1; block = ""; next }
	/^```/ && take {
		take = 0
		if (block ~ /^#include <otk\/plugin\.h>/)
			printf "%s", block >(work "/plugin.part")
		else if (block ~ /^(static|int) [^=;]*\n?[^=;]*\(/)
			printf "%s\n", block >(work "/top.part")
		else
			printf "{\n%s}\n", block >(work "/statements.part")
		count++
		next
	}
	take { block = block $0 "\n" }
	END { print count >(work "/count") }' "$page"
check 'there are blocks of each kind' test -s "$work/plugin.part" -a -s "$work/top.part" \
	-a -s "$work/statements.part"
check 'there are thirteen or more' test "$(cat "$work/count")" -ge 13

headers() {
	for header in "$OTK_TEST_SRCDIR"/include/otk/*.h; do
		case $header in
		*/plugin.h) ;;
		*) echo "#include <otk/$(basename "$header")>" ;;
		esac
	done
	for header in errno poll stdio stdlib string; do
		echo "#include <$header.h>"
	done
}
{
	headers
	cat "$work/top.part"
	cat <<-'END'
		void statements(otk_client *client, const char *session_id);
		void statements(otk_client *client, const char *session_id)
		{
			otk_error error = OTK_ERROR_INIT;
			otk_status status = OTK_OK;
	END
	cat "$work/statements.part"
	cat <<-'END'
			(void)status;
		}
		/* What the page shows but its program does not use. */
		void *const shown[] = {(void *)fetch, (void *)receive};
	END
} >"$work/program.c"
{
	printf '#include <stdio.h>\n#include <string.h>\n'
	cat "$work/plugin.part"
} >"$work/nodelete.c"
# shellcheck disable=SC2086 # lists of words
check 'the program compiles' ${OTK_TEST_CC:-cc} $warnings ${OTK_TEST_SANITIZE-} \
	-I"$OTK_TEST_SRCDIR/include" -o "$work/program" "$work/program.c" \
	-L"$build/.libs" -lotk -lotk-auth
# shellcheck disable=SC2086
check 'the plugin compiles' ${OTK_TEST_CC:-cc} $warnings -shared -fPIC \
	-I"$OTK_TEST_SRCDIR/include" -o "$work/com.example.nodelete.so" "$work/nodelete.c"

if [ ! -x "$build/otk-sandbox" ] || [ ! -x "$build/otk" ]; then
	skip_rest 'the tools are not built: nothing to run against'
fi
sandbox_start --quiet
LD_LIBRARY_PATH=$build/.libs
export LD_LIBRARY_PATH
check 'the program runs' timeout 60 "$work/program"
timeout 60 "$work/program" >"$work/out" 2>"$work/err"
check 'the completion reported the refusal' grep -qx '1 call failed' "$work/out"
check 'with the words of the library' grep -q 'archives.start' "$work/err"
unset LD_LIBRARY_PATH
check 'the plugin is accepted' sh -c '
	"$1/otk" plugins --plugin-path "$2" --json | grep -q "\"name\":\"com.example.nodelete\",\"version\":\"1.0.0\",\"status\":\"ok\""' \
	sh "$build" "$work"
finish
