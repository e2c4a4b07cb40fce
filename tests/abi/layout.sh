#!/bin/sh
# SPDX-License-Identifier: MIT
# The offset of each member of each public struct and the value of each public enumerator are as
# released (doc/abi.md). After a permitted change: tests/abi/layout.sh --update
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"

clang=$(command -v clang || true)
if [ -z "$clang" ]; then
	skip_rest 'clang, which prints the layout, is not here'
fi
machine=$("$clang" -dumpmachine | cut -d - -f 1)
known=$OTK_TEST_SRCDIR/tests/abi/$machine.layout

for header in "$OTK_TEST_SRCDIR"/include/otk/*.h; do
	printf '#include <otk/%s>\n' "$(basename "$header")"
done >"$work/all.c"
"$clang" -std=c17 -I"$OTK_TEST_SRCDIR/include" -fsyntax-only -Xclang -fdump-record-layouts-complete \
	"$work/all.c" >"$work/records" || bad 'the headers compile'
awk '
	/^\*\*\* Dumping/ { take = 0; start = 1; next }
	start { start = 0; take = /\| (struct|union) otk_/; if (take) name = $NF }
	take && /\|/ { sub(/^ */, ""); gsub(/  */, " "); print name ": " $0 }
' "$work/records" | sort -s -t : -k 1,1 >"$work/layout"

# Enumerators: the compiler evaluates each name found in the headers.
sed -nE 's/^[[:space:]]*(OTK_[A-Z0-9_]+)[[:space:]]*=.*/\1/p' "$OTK_TEST_SRCDIR"/include/otk/*.h |
	sort -u >"$work/enumerators"
{
	printf '#include <stdio.h>\n'
	cat "$work/all.c"
	printf 'int main(void)\n{\n'
	sed 's/.*/	printf("& = %lld\\n", (long long)&);/' "$work/enumerators"
	printf '	return 0;\n}\n'
} >"$work/values.c"
check 'the enumerators compile' "$clang" -std=c17 -I"$OTK_TEST_SRCDIR/include" \
	-o "$work/values" "$work/values.c"
"$work/values" >>"$work/layout"
check 'there are structs and enumerators' \
	test "$(grep -c 'sizeof=' "$work/layout")" -ge 20 -a "$(wc -l <"$work/enumerators")" -ge 40

if [ "${1-}" = --update ]; then
	cp "$work/layout" "$known"
fi
if [ -f "$known" ]; then
	same 'public structs and enumerators are as released' "$known" "$work/layout"
else
	skip "no table for $machine"
fi
finish
