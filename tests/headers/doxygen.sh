#!/bin/sh
# SPDX-License-Identifier: MIT
# The reference that Doxygen makes of the headers: a page for each public function, with its errors
# and its thread rule, without paths and dates; the calls that comments show compile.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
include=$OTK_TEST_SRCDIR/include/otk

{
	for header in "$include"/*.h; do
		echo "#include <otk/$(basename "$header")>"
	done
	echo 'extern otk_client *client; extern otk_archive *archive; extern otk_error error;'
	echo 'extern const char *archive_id; void shown(void); void shown(void) {'
	sed -nE 's/^ \*   (otk_[a-z_]+\(.*\))  .*/(void)sizeof(\1);/p' "$include"/*.h
	echo '}'
} >"$work/shown.c"
check 'comments show calls' test "$(grep -c sizeof "$work/shown.c")" -ge 2
check 'which compile' ${OTK_TEST_CC:-cc} -std=c17 -Wall -Werror -fsyntax-only \
	-I"$OTK_TEST_SRCDIR/include" "$work/shown.c"

pages=${OTK_TEST_BUILDDIR:?}/reference/man/man3
if [ ! -d "$pages" ]; then
	skip_rest 'the reference was not made: Doxygen is not installed'
fi
cat "$include"/*.h | sed -nE '/^OTK_(API|INLINE) /{:a;/\(/!{N;ba;};s/\n/ /g;s/\(.*//;s/.*[ *]//;p;}' |
	sort -u >"$work/functions"
check 'there are functions' test "$(wc -l <"$work/functions")" -ge 150
while read -r function; do
	if [ ! -f "$pages/$function.3" ]; then
		echo "$function: no page"
		continue
	fi
	# A page of a function leads to that of its header, where its description begins with its name.
	target=$(sed -n 's/^\.so man3\///p' "$pages/$function.3")
	[ -f "$pages/$target" ] || { echo "$function: $target is missing"; continue; }
	awk -v name=" $function (" '
		/^\.SH "Function Documentation"/ { described = 1 }
		/^\.SS/ { mine = described && index($0, name) }
		mine && /Threads/ { found = 1 }
		END { exit !found }' "$pages/$target" || echo "$function: no thread rule"
done <"$work/functions" >"$work/found"
empty 'each function has a page with its thread rule' "$work/found"
grep -rlF -e "$OTK_TEST_SRCDIR" -e "$OTK_TEST_BUILDDIR" "$OTK_TEST_BUILDDIR/reference" >"$work/found"
empty 'no page has a path of this machine' "$work/found"
check 'there is HTML' test -s "$OTK_TEST_BUILDDIR/reference/html/index.html"
finish
