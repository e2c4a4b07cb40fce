#!/bin/sh
# SPDX-License-Identifier: MIT
# Every public header compiles alone, in the oldest C and in C++, with every compiler at hand. All of them
# together compile in each C, and beside the platform's own client SDK.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
include=$OTK_TEST_SRCDIR/include
flags="-fsyntax-only -pedantic -Wall -Wextra -Wshadow -Wcast-qual -Werror -I$include"
cxx_flags="-Wold-style-cast -Woverloaded-virtual"

for header in "$include"/otk/*.h; do
	name=$(basename "$header")
	# Twice, as one program may do.
	printf '#include <otk/%s>\n#include <otk/%s>\ntypedef int alone;\n' "$name" "$name" \
		>"$work/$name.c"
	cp "$work/$name.c" "$work/$name.cc"
done
for header in "$include"/otk/*.h; do
	printf '#include <otk/%s>\n' "$(basename "$header")"
done >"$work/all"
# Each OTK_X_INIT initialises a struct without a warning.
{
	printf 'void use(void);\nvoid use(void)\n{\n'
	sed -nE 's/^#[[:space:]]*define[[:space:]]+(OTK_[A-Z0-9_]+_INIT)[[:space:]]+OTK_INIT\((.*)\).*/\2 of_\2 = \1; (void)of_\2;/p' \
		"$include"/otk/*.h
	printf '}\n'
} >"$work/use"
check 'there are options to initialise' test "$(grep -c '_INIT;' "$work/use")" -ge 5
# Structs that programs fill and that begin with their size.
for header in "$include"/otk/*.h; do
	awk '/^typedef struct otk_[a-z_]*_options \{$/ { name = $3; next }
		name && /struct_size;/ { print name }
		{ name = "" }' "$header"
done | tr '[:lower:]' '[:upper:]' | while read -r name; do
	for macro in "$name(...)" "${name}_INIT"; do
		grep -qF "define $macro " "$include"/otk/*.h || echo "$macro"
	done
done >"$work/missing"
empty 'each struct of options has a macro for a value and one for its defaults' "$work/missing"
# In both orders, and as part of a program that defines the other's names.
clash=$OTK_TEST_SRCDIR/tests/headers/opentok.h
{ printf '#include "%s"\n' "$clash"; cat "$work/all" "$work/use"; } >"$work/together1.c"
{ cat "$work/all"; printf '#include "%s"\n' "$clash"; cat "$work/use"; } >"$work/together2.c"
cp "$work/together1.c" "$work/together1.cc"
cp "$work/together2.c" "$work/together2.cc"

# alone COMPILER STANDARD FILES...
alone() {
	compiler=$1 standard=$2
	shift 2
	# shellcheck disable=SC2086 # lists of words
	check "$compiler -std=$standard: $# headers" $compiler -std="$standard" $flags "$@"
}

tried=
for pair in "${OTK_TEST_CC:-cc}:${OTK_TEST_CXX:-c++}" gcc:g++ clang:clang++; do
	cc=${pair%%:*} cxx=${pair#*:}
	case " $tried " in *" $cc "*) continue ;; esac
	tried="$tried $cc"
	if ! command -v "${cc%% *}" >/dev/null || ! command -v "${cxx%% *}" >/dev/null; then
		skip "no $cc and $cxx here"
		continue
	fi
	alone "$cc" c99 "$work"/*.c
	alone "$cc" c11 "$work"/together*.c
	alone "$cc" c17 "$work"/together*.c
	alone "$cxx $cxx_flags" c++17 "$work"/*.cc
done
finish
