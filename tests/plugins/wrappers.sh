#!/bin/sh
# SPDX-License-Identifier: MIT
# Every typed function of the feature headers is used by a test.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
cd "$OTK_TEST_SRCDIR" || exit
cat include/otk/*.h | tr '\n' ' ' | grep -oE 'OTK_FN[A-Z_]*\([[:space:]]*otk_[a-z_]+' |
	sed 's/.*[([:space:]]//' | sort -u >"$work/functions"
check 'there are functions' test "$(wc -l <"$work/functions")" -ge 50
while read -r function; do
	grep -qE "\b$function\(" tests/plugins/*.c tests/client/*.c || echo "$function"
done <"$work/functions" >"$work/unused"
empty 'every function is used by a test' "$work/unused"
finish
