#!/bin/sh
# SPDX-License-Identifier: MIT
# README.md is correct: its program compiles and runs, its commands work, it lists every folder.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
readme=$OTK_TEST_SRCDIR/README.md
build=${OTK_TEST_BUILDDIR:?}

# block LANGUAGE: the first fenced block in this language.
block() {
	awk -v open="\`\`\`$1" '$0 == open { take = 1; next } /^```/ { if (take) exit } take' "$readme"
}

check 'the two commands come first' awk '
	NR <= 6 && /^    script\/demo/ { demo = 1 }
	NR <= 6 && /^    script\/test/ { test = 1 }
	END { exit !(demo && test) }' "$readme"

block c >"$work/program.c"
lines=$(wc -l <"$work/program.c")
check "the program has 25 lines, more or less ($lines)" test "$lines" -ge 15 -a "$lines" -le 28
# shellcheck disable=SC2086 # lists of words
check 'the program compiles' ${OTK_TEST_CC:-cc} -std=c17 -pedantic -Wall -Wextra -Werror \
	${OTK_TEST_SANITIZE-} -I"$OTK_TEST_SRCDIR/include" -o "$work/program" "$work/program.c" \
	-L"$build/.libs" -lotk -lotk-auth

grep -oE '\]\([A-Za-z][A-Za-z0-9_/.-]*\)' "$readme" | tr -d ']()' | while read -r link; do
	[ -e "$OTK_TEST_SRCDIR/$link" ] || echo "$link"
done >"$work/found"
empty 'links lead to files' "$work/found"
sed -nE 's/^\| `([A-Za-z]+)\/.*/\1/p' "$readme" | sort -u >"$work/map"
# In a clone or a tarball. Build folders beside the sources are not listed.
(cd "$OTK_TEST_SRCDIR" && ls -d */) | tr -d / | sort |
	grep -vxE '_build|_inst|build.*|autom4te.cache|m4|otk-[0-9].*|node_modules' >"$work/tree"
same 'the map shows every folder' "$work/tree" "$work/map"

if [ ! -x "$build/otk-sandbox" ] || [ ! -x "$build/otk" ]; then
	skip_rest 'the tools are not built: nothing to run against'
fi
sandbox_start --quiet
LD_LIBRARY_PATH=$build/.libs
export LD_LIBRARY_PATH
check 'the program runs' "$work/program"
"$work/program" >"$work/said" 2>&1
SESSION=$(sed -n 's/^session //p' "$work/said")
TOKEN=$(sed -n 's/^token //p' "$work/said")
check 'it prints a session and a token' test "$SESSION" -a "$TOKEN"
unset LD_LIBRARY_PATH

# The commands in the order of the README; their variables are set on the way.
sandbox_control POST "/session/$SESSION/stream" '{}' >"$work/stream"
PATH=$build:$PATH
export PATH SESSION TOKEN
block sh >"$work/commands"
check 'there are ten commands' test "$(wc -l <"$work/commands")" -eq 10
cd "$work" || exit
while IFS= read -r line; do
	if (eval "$line") >"$work/out" 2>&1 </dev/null; then
		good "$line"
	else
		bad "$line" "$work/out"
	fi
	case $line in
	*'archives start'*)
		ARCHIVE=$(otk archives list --json |
			grep -oE '"id" *: *"[^"]*"' | head -n 1 | cut -d '"' -f 4)
		sandbox_control POST /clock '{"advance":3}' >/dev/null
		;;
	esac
done <"$work/commands"
check 'the download is there' test -s "$work/standup.mp4"
finish
