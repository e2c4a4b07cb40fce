#!/bin/sh
# SPDX-License-Identifier: MIT
# make installcheck: the installed examples, compiled with pkg-config alone, pass the tests of the
# examples with the installed tools.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
libdir=${OTK_TEST_LIBDIR:?}
bindir=${OTK_TEST_BINDIR:?}
installed=${OTK_TEST_DOCDIR:?}/examples
[ "${OTK_TEST_TOOLS-}" ] || skip_rest 'the tools are not built'
[ ! "${OTK_TEST_SANITIZE-}" ] || skip_rest 'the commands have no options of a sanitizer'
requires pkg-config curl
LD_LIBRARY_PATH=$libdir
PKG_CONFIG_PATH=$libdir/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
export LD_LIBRARY_PATH PKG_CONFIG_PATH
unset OTK_PLUGIN_PATH

# What the tests of the examples expect in a build folder.
tree=$work/tree
mkdir -p "$tree/examples/web"
ln -s "$bindir/otk" "$bindir/otk-sandbox" "$tree/"
cp -r "$installed" "$work/copy"

# built PROGRAM "PACKAGES" SOURCE...
built() {
	program=$1 packages=$2
	shift 2
	# shellcheck disable=SC2046,SC2086 # lists of words
	${OTK_TEST_CC:-cc} -std=gnu17 -Wall -Wextra -Werror -o "$tree/examples/$program" "$@" \
		$(pkg-config --cflags $packages) $(pkg-config --libs $packages)
}
# example PROGRAM PACKAGE SOURCE...: compiled if its library is here.
example() {
	program=$1 package=$2
	shift 2
	if [ "$package" ] && ! pkg-config --exists "$package"; then
		skip "$program: $package is not here"
		return
	fi
	check "$program compiles" built "$program" "otk $package" "$@"
}
cd "$work/copy" || exit
example epoll_fd '' epoll_fd.c
example epoll_io '' epoll_io.c
example libuv libuv libuv.c
if echo '#include <ev.h>' | ${OTK_TEST_CC:-cc} -E - >/dev/null 2>&1; then
	check 'libev compiles' built libev otk libev.c -lev # it has no file for pkg-config
else
	skip 'libev: its header is not here'
fi
example glib glib-2.0 glib.c
for name in hello archiving broadcast sip webhook; do
	example "web/$name" libmicrohttpd "web/$name.c" web/web.c
done
"$bindir/otk" plugins >"$work/plugins"
for feature in archives broadcasts sip streams; do
	grep -q "^$feature .* ok " "$work/plugins" ||
		skip_rest "the examples need the plugin $feature, which is not built"
done
OTK_TEST_BUILDDIR=$tree
export OTK_TEST_BUILDDIR
# What is not compiled is skipped there as well.
for test in examples web_examples; do
	sh "$OTK_TEST_SRCDIR/tests/$test.sh" >"$work/said" 2>&1
	case $? in
	0) good "tests/$test.sh: $(tail -n 1 "$work/said")" ;;
	77) skip "tests/$test.sh" ;;
	*)
		grep -A 20 '^FAIL' "$work/said" >"$work/failed"
		bad "tests/$test.sh" "$work/failed"
		;;
	esac
done
finish
