#!/bin/sh
# SPDX-License-Identifier: MIT
# The program that only makes tokens, dynamic and static, on a device that has almost nothing. The
# static programs with features take longer to build; script/slim builds and runs them.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
build=${OTK_TEST_BUILDDIR:?}
here=$OTK_TEST_SRCDIR/tests/slim
session=1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4
OTK_API_KEY=123456
OTK_API_SECRET=1234567890abcdef1234567890abcdef1234567890
export OTK_API_KEY OTK_API_SECRET
if [ "${OTK_TEST_SANITIZE-}" ]; then
	skip 'a sanitizer needs more memory, and its libraries'
	finish
fi

# compile NAME ARGUMENT...
compile() {
	compile_name=$1
	shift
	# shellcheck disable=SC2086 # a list of words
	${OTK_TEST_CC:-cc} -std=gnu17 -Os -I"$OTK_TEST_SRCDIR/include" -o "$work/$compile_name" "$@" \
		>"$work/report" 2>&1
}

# makes_token NAME COMMAND...: it prints a token of the session.
makes_token() {
	makes_name=$1
	shift
	if "$@" "$session" >"$work/out" 2>"$work/report" && grep -q '^eyJ[^.]*\.eyJ[^.]*\.[^.]*$' "$work/out"; then
		good "$makes_name"
	else
		bad "$makes_name" "$work/report"
	fi
}

# shellcheck disable=SC2317 # called by makes_token
# limited KILOBYTES COMMAND...: with so much address space, no home and an empty environment.
limited() {
	limited_bytes=$(($1 * 1024))
	shift
	prlimit --as="$limited_bytes" env -i HOME=/nonexistent OTK_API_KEY="$OTK_API_KEY" \
		OTK_API_SECRET="$OTK_API_SECRET" "$@"
}

if ! compile dynamic "$here/token.c" -L"$build/.libs" -lotk-auth -Wl,-rpath,"$build/.libs"; then
	bad 'the program is compiled' "$work/report"
	finish
fi
makes_token 'a token' "$work/dynamic"
readelf -d "$work/dynamic" | grep NEEDED >"$work/needed"
check 'it needs two libraries' test "$(wc -l <"$work/needed")" = 2
makes_token 'in 32 MiB of address space, without a home' limited 32768 "$work/dynamic"

static="$build/.libs/libauth-core.a $build/.libs/libbase.a $here/no_p11_kit.c -lgnutls -lhogweed
	-lnettle -lgmp -ltasn1 -lidn2 -lunistring"
# shellcheck disable=SC2086 # a list of words
if ! compile static -static -Wl,--gc-sections "$here/token.c" $static; then
	if grep -q 'cannot find -l' "$work/report"; then
		skip "a static program: $(grep -o 'cannot find -l[a-z0-9]*' "$work/report" | head -n 1)"
	else
		bad 'the static program is linked' "$work/report"
	fi
	finish
fi
makes_token 'a token of the static program' "$work/static"
# shellcheck disable=SC2016 # variables of the inner shell
check 'it is static' sh -c '! readelf -d "$1" | grep -q NEEDED' sh "$work/static"
makes_token 'in 8 MiB of address space, without a home' limited 8192 "$work/static"

# A root folder that holds the program alone and cannot be written to: like a container from scratch.
mkdir "$work/bare"
cp "$work/static" "$work/bare/program"
if [ "$(id -u)" != 0 ]; then
	skip 'not root: chroot is not possible'
elif ! unshare -m true 2>/dev/null; then
	skip 'unshare -m is not permitted'
else
	makes_token 'in a root folder with nothing else' chroot "$work/bare" /program
	# shellcheck disable=SC2016 # variables of the inner shell
	makes_token 'that cannot be written to' unshare -m sh -c 'mount --bind "$1" "$1" &&
		mount -o remount,ro,bind "$1" && ! touch "$1/x" 2>/dev/null && exec chroot "$1" /program "$2"' \
		sh "$work/bare"
fi
finish
