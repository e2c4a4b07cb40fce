#!/bin/sh
# SPDX-License-Identifier: MIT
# The libraries and plugins export exactly the symbols of the checked-in list, of the version scripts
# and of the headers. After an addition: tests/abi/exports.sh --update
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
libs=${OTK_TEST_BUILDDIR:?}/.libs
known=$OTK_TEST_SRCDIR/tests/abi/otk.symbols

# exported FILE: prints names with versions, without those added by a sanitizer.
exported() {
	nm -D --defined-only "$1" | awk '$2 != "A" { print $3 }' |
		grep -vE '^(__asan|__odr_asan|__ubsan)' | sort
}

for library in libotk-auth libotk; do
	exported "$libs/$library.so" | sed "s/^/$library: /"
done >"$work/versioned"
if grep -q '@@' "$work/versioned"; then
	[ "${1-}" != --update ] || cp "$work/versioned" "$known"
	cp "$work/versioned" "$work/actual"
	cp "$known" "$work/expected"
else
	# Built without a version script: the names are the same.
	cp "$work/versioned" "$work/actual"
	sed 's/@@.*//' "$known" >"$work/expected"
fi
same 'the libraries export what was released' "$work/expected" "$work/actual"

sed 's/.*: //; s/@.*//' "$work/actual" | sort >"$work/names"
cat "$OTK_TEST_SRCDIR"/include/otk/*.h | tr '\n' ' ' | grep -oE 'OTK_API [^;]*;' |
	grep -oE '[ *]otk_[a-z0-9_]+\(' | tr -d ' *(' | grep -vx otk_plugin_entry | sort -u \
	>"$work/declared"
same 'the headers declare what is exported' "$work/names" "$work/declared"
check 'there are names' test "$(wc -l <"$work/names")" -ge 40
grep -vE '^otk_' "$work/names" >"$work/found" || true
grep -E '^otk_thread_' "$work/names" >>"$work/found" || true
empty 'all names are otk_ and none is otk_thread_' "$work/found"

echo otk_plugin_entry >"$work/entry"
for plugin in ${OTK_TEST_PLUGINS-}; do
	exported "$libs/${plugin%.la}.so" >"$work/actual"
	same "${plugin%.la} exports its entry only" "$work/entry" "$work/actual"
done
finish
