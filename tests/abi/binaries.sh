#!/bin/sh
# SPDX-License-Identifier: MIT
# Properties of the built files that matter to a distribution: dependencies, hardening, size.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
build=${OTK_TEST_BUILDDIR:?}
libs=$build/.libs

case ${OTK_TEST_CFLAGS-} in
*-fsanitize*) sanitized=1 ;;
*) sanitized= ;;
esac
# The size limits hold for GCC with -O2, as distributions build; other compilers differ.
measured=
case " ${OTK_TEST_CFLAGS-} " in
*' -O2 '*) ${OTK_TEST_CC:-cc} --version | grep -q 'Free Software' && measured=1 ;;
esac
plugins=$(for plugin in ${OTK_TEST_PLUGINS-}; do echo "${plugin%.la}"; done)

# needed FILE: prints its libraries without version numbers.
needed() {
	readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\.so.*/\1/p' |
		grep -vxE 'libc|libasan|libubsan|ld-linux.*' | sort | tr '\n' ' '
}

# needs NAME LIBRARIES...: checks for exactly these libraries.
needs() {
	file=$1
	shift
	wanted=$(for word in "$@"; do echo "$word"; done | sort | tr '\n' ' ')
	actual=$(needed "$libs/$file.so")
	echo "needs: $actual" >"$work/needs"
	if [ "$actual" = "$wanted" ]; then
		good "$file needs: ${wanted:-nothing}"
	else
		bad "$file needs: ${wanted:-nothing}" "$work/needs"
	fi
}
loader=$(sed -n 's/.*OTK_WITH_LTDL 1.*/libltdl/p' "$build/config.h")
builtin=$(sed -n 's/^builtin_plugins=//p' "$build/packaging/otk.pc")
case " $builtin " in
*' openssl '*) loader="$loader libcrypto" ;;
esac
case " $builtin " in
*' redis '*) loader="$loader libhiredis" ;;
esac
needs libotk-auth libgnutls
# shellcheck disable=SC2086 # none or several words
needs libotk libotk-auth libcurl-gnutls libgnutls $loader
ldd "$libs/libotk-auth.so" >"$work/all" 2>&1
grep -E 'not found|not a dynamic|libcurl|libjson-c|libltdl' "$work/all" >"$work/found"
empty 'neither libcurl, json-c nor libltdl comes with libotk-auth' "$work/found"
for plugin in $plugins; do
	case $plugin in
	openssl) needs openssl libcrypto ;;
	metrics) needs metrics libcurl-gnutls ;;
	redis) needs redis libgnutls libhiredis ;;
	sync) needs sync libgnutls ;;
	manifest) needs manifest libzip ;;
	*) needs "$plugin" ;;
	esac
done

for file in libotk-auth libotk $plugins; do
	readelf -lW "$libs/$file.so" >"$work/segments"
	readelf -dW "$libs/$file.so" >"$work/dynamic"
	: >"$work/found"
	grep 'GNU_STACK' "$work/segments" | grep -q 'RW ' || echo 'its stack is executable' >>"$work/found"
	grep -q 'GNU_RELRO' "$work/segments" || echo 'no RELRO' >>"$work/found"
	grep -qE 'BIND_NOW|Flags:.* NOW' "$work/dynamic" || echo 'bound lazily' >>"$work/found"
	grep -q 'NODELETE' "$work/dynamic" || echo 'can be unloaded' >>"$work/found"
	! grep -q 'TEXTREL' "$work/dynamic" || echo 'its text is relocated' >>"$work/found"
	! grep -qE 'RPATH|RUNPATH' "$work/dynamic" ||
		[ "$file" = libotk ] || echo 'it has a library path' >>"$work/found"
	empty "$file is hardened and stays loaded" "$work/found"
done

# fits FILE KIB: its code and constants, as size(1) counts them, without the library path, which only
# the libraries of a build folder have.
fits() {
	text=$(size "$libs/$1.so" | awk 'NR == 2 { print $1 }')
	path=$(readelf -dW "$libs/$1.so" | sed -nE 's/.*R(UN)?PATH.*\[(.*)\]$/\2/p')
	text=$((text - ${#path}))
	echo "$text bytes of text" >"$work/size"
	if [ "$text" -le $(($2 * 1024)) ]; then
		good "$1: $text bytes of text, at most $2 KiB"
	else
		bad "$1: at most $2 KiB of text" "$work/size"
	fi
}
if [ "$sanitized" ] || [ ! "$measured" ]; then
	skip 'sizes are measured with GCC, -O2 and no sanitizer'
else
	fits libotk-auth 72
	if [ "$builtin" ]; then
		skip 'libotk has plugins inside: its size has no limit'
	else
		fits libotk 216
	fi
	for plugin in $plugins; do
		fits "$plugin" 24
	done
fi
finish
