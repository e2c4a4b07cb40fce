#!/bin/sh
# SPDX-License-Identifier: MIT
# doc/features.md is correct: every plugin has a section, its C compiles, its commands work.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
page=$OTK_TEST_SRCDIR/doc/features.md
build=${OTK_TEST_BUILDDIR:?}

# blocks LANGUAGE: all fenced blocks, each C block in braces of its own.
blocks() {
	awk -v language="$1" '
		$0 == "```" language { take = 1; if (language == "c") print "{"; next }
		/^```/ { if (take && language == "c") print "}"; take = 0 }
		take' "$page"
}

for folder in "$OTK_TEST_SRCDIR"/plugins/*/; do
	name=$(basename "$folder")
	[ "$name" = types ] || grep -qE "^## .*\\b$name\\b" "$page" || echo "$name"
done >"$work/missing"
empty 'every plugin has a section' "$work/missing"

awk '
	/^## / { if (section && (!c || !sh)) print section; section = $0; c = sh = 0 }
	/^[^`]/ && last == "```c" { c++ }
	/^[^`]/ && last == "```sh" { sh++ }
	{ last = $0 }
	END { if (!c || !sh) print section }' "$page" >"$work/bare"
empty 'every section shows C and commands' "$work/bare"

{
	for header in "$OTK_TEST_SRCDIR"/include/otk/*.h; do
		echo "#include <otk/$(basename "$header")>"
	done
	cat <<-'END'
		#include <stdio.h>
		int run(otk_client *client, const char *session, const char *token, const char *id,
			const char *connection, const char *header, const char *body, size_t body_size,
			const char *key, const char *secret);
		int run(otk_client *client, const char *session, const char *token, const char *id,
			const char *connection, const char *header, const char *body, size_t body_size,
			const char *key, const char *secret)
		{
			otk_error error = OTK_ERROR_INIT;
			otk_status status = OTK_OK;
	END
	blocks c
	printf 'return (int)status;\n}\n'
} >"$work/all.c"
check 'there is C' test "$(grep -c '^{' "$work/all.c")" -ge 15
check 'it compiles' ${OTK_TEST_CC:-cc} -std=c17 -Wall -Wextra -Werror -Wno-unused-parameter \
	-I"$OTK_TEST_SRCDIR/include" -c -o "$work/all.o" "$work/all.c"

if [ ! -x "$build/otk-sandbox" ] || [ ! -x "$build/otk" ]; then
	skip_rest 'the tools are not built: nothing to run against'
fi
sandbox_start --quiet
PATH=$build:$PATH
HOME=$work
export PATH HOME
cd "$work" || exit
. "$OTK_TEST_SRCDIR/tests/readme/participant.sh"
check 'somebody publishes' test "$SESSION" -a "$TOKEN" -a "$STREAM" -a "$CONNECTION"
blocks sh >commands
check 'there are commands' test "$(wc -l <commands)" -ge 25
while IFS= read -r line; do
	if (eval "$line") >out 2>&1 </dev/null && ! grep -q '^otk: ' out; then
		good "$line"
	else
		bad "$line" out
	fi
done <commands
finish
