#!/bin/sh
# SPDX-License-Identifier: MIT
# What libotk-auth costs those who link it: GnuTLS, and at most 64 KiB of text.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
library="${OTK_TEST_BUILDDIR:-.}/.libs/libotk-auth.so"

readelf -d "$library" >"$work/dynamic"
sed -n 's/.*(NEEDED).*\[\(.*\)\]$/\1/p' "$work/dynamic" | grep -v '^lib[acltu]*san\.' |
	grep -vE '^(libgnutls|libc|libpthread|ld-linux[a-z0-9-]*)\.so|^libgcc_s\.so' >"$work/found"
check 'it has been linked' grep -q 'libgnutls\.so' "$work/dynamic"
empty 'it links GnuTLS and nothing else' "$work/found"
ldd "$library" >"$work/all"
grep -E 'libcurl|libjson-c|libltdl' "$work/all" >"$work/found"
empty 'neither libcurl, json-c nor libltdl comes with it' "$work/found"

if grep -q '^SANITIZE_FLAGS = *$' "$OTK_TEST_BUILDDIR/Makefile" &&
	grep -q '^CFLAGS = .*-O2' "$OTK_TEST_BUILDDIR/Makefile"; then
	text=$(size "$library" | awk 'NR == 2 { print $1 }')
	check "its text is at most 64 KiB ($text bytes)" test "$text" -le 65536
else
	skip 'the size is measured with -O2 and no sanitizer'
fi
finish
