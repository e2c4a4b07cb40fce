#!/bin/sh
# SPDX-License-Identifier: MIT
# Each function of a library or of the system that the libraries, plugins and tools call can fail in
# tests/failing.c, or tests/self/calls.txt says why it need not.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"

requires nm
case ${OTK_TEST_CFLAGS-} in
*--coverage*) skip_rest 'code without optimization, and the counts of coverage, call other functions' ;;
esac
sed -nE 's,^(/\* )?FAILS(_DONE|_MORE)?\(([A-Za-z0-9_]+)[,)].*,\3,p' "$OTK_TEST_SRCDIR/tests/failing.c" |
	sort >"$work/fail"
sed -nE 's/^[^#:]+: //p' "$OTK_TEST_SRCDIR/tests/self/calls.txt" | tr ' ' '\n' | sort >"$work/listed"
uniq -d "$work/fail" >"$work/found"
uniq -d "$work/listed" >>"$work/found"
comm -12 "$work/fail" "$work/listed" >>"$work/found"
empty 'each function is named once' "$work/found"

# What is not in the table and the list. Names that begin with _ are of the compiler or of the C
# library; __read_chk() is read() with a check of sizes. Variables of the C library are left out, and
# strcpy() and stpcpy(), which only compilers call here, for snprintf().
cd "$OTK_TEST_BUILDDIR" || exit
for file in .libs/*.so .libs/otk otk .libs/otk-sandbox otk-sandbox; do
	[ ! -f "$file" ] || nm -u "$file" 2>/dev/null | sed -nE 's/^.* [Uw] ([^@ ]+).*/\1/p'
done | sed -E 's/^__(.*)_chk$/\1/; s/^__isoc[0-9]+_//; s/^bcmp$/memcmp/' |
	grep -vE '^(_|otk_|(environ|optarg|optind|stderr|stdin|stdout|stpcpy|strcpy)$)' | sort -u >"$work/called"
check 'some functions are called' grep -qx open "$work/called"
sort -u "$work/fail" "$work/listed" | comm -13 - "$work/called" >"$work/found"
empty 'each function can fail in a test, or need not' "$work/found"

# And nothing else is there. Macros make names that are in no source, so all must be built.
for file in .libs/fleetlimit.so .libs/metrics.so .libs/redis.so .libs/libotk.so otk-sandbox; do
	[ -f "$file" ] || skip_rest "$file is not built: other functions of the list were not looked for"
done
cd "$OTK_TEST_SRCDIR" || exit
find core plugins tools include -name '*.[ch]' -exec cat {} + | grep -oE '[A-Za-z_][A-Za-z0-9_]*' |
	sort -u >"$work/words"
sort -u "$work/fail" "$work/listed" | sed -E 's/^(open|fstat|fcntl)64$/\1/' | sort -u |
	comm -23 - "$work/words" | comm -23 - "$work/called" >"$work/found"
empty 'no other function is named' "$work/found"
finish
