#!/bin/sh
# SPDX-License-Identifier: MIT
# Functions and types of the libraries are those of the last release, as abidiff sees them in the debug
# information (doc/abi.md). After a permitted change: tests/abi/abigail.sh --update
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
libs=${OTK_TEST_BUILDDIR:?}/.libs
kept=$OTK_TEST_SRCDIR/tests/abi/abigail
machine=$(uname -m)
reason=
command -v abidiff >/dev/null || reason='abidiff (abigail-tools) is not here'
[ ! "${OTK_TEST_SANITIZE-}" ] || reason='a sanitizer adds symbols'
[ "$machine" = x86_64 ] || reason="the description is for x86_64, not $machine"
readelf -S "$libs/libotk.so" 2>/dev/null | grep -q '\.debug_info' ||
	reason='the libraries have no debug information'
nm -D "$libs/libotk.so" 2>/dev/null | grep -q '@@OTK_0' || reason='built without a version script'
case ${OTK_TEST_CC-} in
*gcc*) ;;
*) reason='another compiler describes types in another way' ;;
esac
if [ "$reason" ]; then
	skip_rest "$reason"
fi

# describe LIBRARY: without private types, so that the insides may change.
describe() {
	abidw --headers-dir "$OTK_TEST_SRCDIR/include" --drop-private-types --no-show-locs \
		--no-comp-dir-path --no-corpus-path --type-id-style hash "$libs/$1.so"
}
for library in libotk-auth libotk; do
	if ! describe "$library" >"$work/$library.xml" 2>"$work/report"; then
		bad "$library can be described" "$work/report"
		continue
	fi
	[ "${1-}" != --update ] || cp "$work/$library.xml" "$kept/$library.txt"
	abidiff "$kept/$library.txt" "$work/$library.xml" >"$work/report" 2>&1
	code=$?
	if [ "$code" = 0 ]; then
		good "$library is as released"
	elif [ "$code" -gt 15 ] || [ $((code & 3)) != 0 ]; then
		bad "$library: abidiff failed" "$work/report"
	elif [ $((code & 8)) != 0 ]; then
		bad "$library is not compatible with the release" "$work/report"
	else
		bad "$library has changed; if the change is permitted: tests/abi/abigail.sh --update" \
			"$work/report"
	fi
done
finish
