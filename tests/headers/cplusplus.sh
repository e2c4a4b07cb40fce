#!/bin/sh
# SPDX-License-Identifier: MIT
# The README's program compiles as C++17, and the macros of the headers mean the same in both
# languages: `true` is yes, lists hold what they are given.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
build=${OTK_TEST_BUILDDIR:?}
include=$OTK_TEST_SRCDIR/include
cc=${OTK_TEST_CC:-cc} cxx=${OTK_TEST_CXX:-c++}

awk '$0 == "```c" { take = 1; next } /^```/ { take = 0 } take' "$OTK_TEST_SRCDIR/README.md" \
	>"$work/readme.cc"
check 'the README has a program' grep -q otk_client_new "$work/readme.cc"
cp "$OTK_TEST_SRCDIR/tests/headers/yes.c" "$work/yes.cc"

# What a careful program asks of its compiler.
strict='-Wall -Wextra -pedantic -Wcast-qual -Werror'
strict_cpp="$strict -Wold-style-cast"

# runs NAME COMMAND...: compiles, runs, and compares what is printed.
runs() {
	name=$1
	shift
	check "$name compiles" "$@" -I"$include" \
		-o "$work/$name" -L"$build/.libs" -lotk -lotk-auth
	LD_LIBRARY_PATH=$build/.libs OTK_PLUGIN_PATH='' "$work/$name" /elsewhere >"$work/$name.out" 2>&1
	check "$name: true is yes" grep -qF 'e2ee=true' "$work/$name.out"
	check "$name: lists" grep -qF '2 /nowhere 2 c 0 1' "$work/$name.out"
	check "$name: lists reach the library" grep -qF '/nowhere, /elsewhere' "$work/$name.out"
}

# The runtime of a sanitizer belongs to one compiler: others only compile then.
own=" $cc $cxx "
tried=
for pair in "$cc:$cxx" gcc:g++ clang:clang++; do
	c=${pair%%:*} cpp=${pair#*:}
	case " $tried " in *" $cpp "*) continue ;; esac
	tried="$tried $cpp"
	if ! command -v "${cpp##* }" >/dev/null; then
		skip "no $cpp here"
		continue
	fi
	# shellcheck disable=SC2086 # lists of words
	check "$cpp: the README's program" $cpp -std=c++17 -fsyntax-only $strict_cpp \
		-I"$include" "$work/readme.cc"
	if [ "${OTK_TEST_SANITIZE-}" ] && ! echo "$own" | grep -qF " $cpp "; then
		continue
	fi
	# shellcheck disable=SC2086 # lists of words
	runs "c-${c##* }" $c ${OTK_TEST_SANITIZE-} -std=c17 $strict \
		"$OTK_TEST_SRCDIR/tests/headers/yes.c"
	# shellcheck disable=SC2086 # lists of words
	runs "cpp-${cpp##* }" $cpp ${OTK_TEST_SANITIZE-} -std=c++17 $strict_cpp \
		"$work/yes.cc"
done
finish
