#!/bin/sh
# SPDX-License-Identifier: MIT
# The program that only makes tokens, dynamic and static, and a client without plugins, on a device that
# has almost nothing. The static programs with features take longer to build; script/slim builds and
# runs them.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
build=${OTK_TEST_BUILDDIR:?}
here=$OTK_TEST_SRCDIR/tests/slim
session=1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4
OTK_API_KEY=123456
OTK_API_SECRET=1234567890abcdef1234567890abcdef1234567890
export OTK_API_KEY OTK_API_SECRET
if [ "${OTK_TEST_SANITIZE-}" ]; then
	skip_rest 'a sanitizer needs more memory, and its libraries'
fi
case ${OTK_TEST_CFLAGS-} in
*--coverage*) skip_rest 'the counts of coverage need a library that is not linked' ;;
esac

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

# A client without a plugin folder, a home and an /etc that it could use, below a root folder that
# cannot be written to.
creates_session() {
	bare_name=$1
	shift
	if "$@" >"$work/out" 2>"$work/report" && grep -q '"session_id"' "$work/out"; then
		good "$bare_name"
	else
		cat "$work/out" >>"$work/report"
		bad "$bare_name" "$work/report"
	fi
}
# shellcheck disable=SC2317 # called by creates_session
bare_client() {
	env -i HOME=/nonexistent OTK_PLUGIN_PATH=/nonexistent OTK_API_KEY="$OTK_API_KEY" \
		OTK_API_SECRET="$OTK_API_SECRET" OTK_API_URL="$OTK_API_URL" "$@"
}
if [ ! -x "$build/otk-sandbox" ] || [ ! -e "$build/.libs/libotk.so" ]; then
	skip 'the client or the sandbox is not built'
elif compile client "$here/call.c" -L"$build/.libs" -lotk -lotk-auth -Wl,-rpath,"$build/.libs"; then
	sandbox_start --quiet
	creates_session 'a client without a plugin folder and a home' bare_client "$work/client" session.create
	bare_client "$work/client" lacking.list >"$work/out" 2>&1
	check 'it says which plugin is missing' grep -q '"lacking"' "$work/out"
	if [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null; then
		# shellcheck disable=SC2016 # variables of the inner shell
		creates_session 'on a read-only system without /etc' \
			bare_client unshare -m sh -c 'mount --make-rprivate / &&
			mount -o remount,ro,bind / && ! touch /x 2>/dev/null && mount -t tmpfs -o ro none /etc &&
			exec "$1" session.create' sh "$work/client"
	else
		skip 'unshare -m is not permitted: no read-only system'
	fi
	sandbox_stop
else
	bad 'the client is compiled' "$work/report"
fi

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
