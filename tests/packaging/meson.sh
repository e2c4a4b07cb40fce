#!/bin/sh
# SPDX-License-Identifier: MIT
# A Meson project on a machine without otk builds it from the release tarball, with the wrap of
# packaging/meson/. OTK_TEST_TARBALL names the tarball.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
[ "${OTK_TEST_TARBALL-}" ] || skip_rest 'OTK_TEST_TARBALL is not set'
[ ! "${OTK_TEST_SANITIZE-}" ] || skip_rest 'the project has no options of a sanitizer'
requires meson ninja pkg-config sha256sum
unset PKG_CONFIG_PATH LD_LIBRARY_PATH MAKEFLAGS MAKELEVEL MFLAGS DESTDIR OTK_PLUGIN_PATH
tarball=$(realpath "$OTK_TEST_TARBALL")
project=$work/project
mkdir -p "$project/subprojects/packagefiles/otk"
cp "$OTK_TEST_SRCDIR/packaging/meson/meson.build" "$project/subprojects/packagefiles/otk/"
# As from the address of the releases, with the sum that SHA256SUMS has.
sed -e "s|^source_url = .*|source_url = file://$tarball|" \
	-e "s|^source_hash = .*|source_hash = $(sha256sum "$tarball" | cut -d ' ' -f 1)|" \
	"$OTK_TEST_SRCDIR/packaging/meson/otk.wrap" >"$project/subprojects/otk.wrap"
cat >"$project/meson.build" <<'PROJECT'
project('program', 'c', default_options: ['c_std=gnu17'])
executable('token', 'token.c', dependencies: dependency('otk-auth'), install: true)
executable('call', 'call.c', dependencies: dependency('otk'), install: true)
PROJECT
cp "$OTK_TEST_SRCDIR/tests/slim/token.c" "$OTK_TEST_SRCDIR/tests/slim/call.c" "$project/"

# logged COMMAND...: the end of its output explains a failure.
logged() {
	"$@" >"$work/log" 2>&1 || { tail -n 40 "$work/log"; false; }
}
cd "$project" || exit
check 'the project is configured' logged meson setup --wrap-mode=forcefallback --prefix="$work/system" \
	--libdir=lib build
check 'and built' logged meson compile -C build
check 'and installed, otk included' logged meson install -C build
# Unlike those of a system, this folder is not searched by the loader.
LD_LIBRARY_PATH=$work/system/lib
export LD_LIBRARY_PATH
cd "$work/system/bin" || exit
OTK_API_KEY=123456
OTK_API_SECRET=1234567890abcdef1234567890abcdef1234567890
export OTK_API_KEY OTK_API_SECRET
session=1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4
check 'its program makes a token' sh -c './token "$1" | grep -qE "^eyJ[^.]*\.eyJ[^.]*\.[^.]*$"' \
	sh "$session"
OTK_API_URL=http://127.0.0.1:1
export OTK_API_URL
./call session.create >"$work/out" 2>&1
check 'its client calls' grep -q '127.0.0.1' "$work/out"
./call archives.list >"$work/out" 2>&1
check 'and finds the plugins that were built with it' grep -q '127.0.0.1' "$work/out"
finish
