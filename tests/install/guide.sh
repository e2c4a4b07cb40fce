#!/bin/sh
# SPDX-License-Identifier: MIT
# make installcheck: follows doc/plugins.md word for word, in an empty folder, with what is installed.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
libdir=${OTK_TEST_LIBDIR:?}
bindir=${OTK_TEST_BINDIR:?}
guide=${OTK_TEST_DOCDIR:?}/plugins.md
[ "${OTK_TEST_TOOLS-}" ] || skip_rest 'the tools are not built'
[ ! "${OTK_TEST_SANITIZE-}" ] || skip_rest 'the commands of the guide have no options of a sanitizer'
requires cc make pkg-config setsid
check 'the guide is installed' test -s "$guide"
for page in abi.md sandbox.md otk.md programming.md; do
	check "$page is installed" test -s "$OTK_TEST_DOCDIR/$page"
done
check 'the examples are installed' test -s "$OTK_TEST_DOCDIR/examples/epoll_io.c"
PATH=$bindir:$PATH
PKG_CONFIG_PATH=$libdir/pkgconfig
LD_LIBRARY_PATH=$libdir
CC=${OTK_TEST_CC:-cc}
export PATH PKG_CONFIG_PATH LD_LIBRARY_PATH CC
unset OTK_PLUGIN_PATH OTK_TEST_BUILDDIR MAKEFLAGS MAKELEVEL MFLAGS OTK_PROFILE
HOME=$work/home
export HOME
mkdir -m 755 "$HOME" "$work/empty"
cd "$work/empty" || exit

# The shell blocks become one script; each line of it is a check. The C block is written to a file.
awk -v work="$work" '
	/^```sh$/ { shell = 1; next }
	/^```c$/ { c = 1; next }
	/^```/ { shell = c = 0; next }
	shell { print }
	c { print >(work "/second.c") }
' "$guide" >"$work/lines"
check 'it has commands' test "$(wc -l <"$work/lines")" -ge 20
check 'it has a program' test -s "$work/second.c"
{
	echo 'set -e'
	while IFS= read -r line; do
		# "Save the program as second.c": the reader has done so.
		case $line in
		*second.c*) printf 'cp "%s" .\n' "$work/second.c" ;;
		esac
		quoted=$(printf '%s' "$line" | sed "s/'/'\\\\''/g")
		printf "echo '\$ %s'\n%s\n" "$quoted" "$line"
	done <"$work/lines"
	echo 'echo the end'
} >"$work/script"
# The sandbox that the guide starts ends with this process group.
setsid timeout 300 sh "$work/script" >"$work/said" 2>&1 </dev/null &
follower=$!
wait "$follower"
kill -- "-$follower" 2>/dev/null || true
if tail -n 1 "$work/said" | grep -qx 'the end'; then
	good 'every command of the guide succeeds'
else
	tail -n 40 "$work/said" >"$work/rest"
	bad 'every command of the guide succeeds' "$work/rest"
fi
cd "$work/empty/com.example.thing" || exit
check 'the plugin is tested' grep -q ' 0 failed' "$work/said"
check 'the operations work from C' grep -q '^ok   delete' "$work/said"
check 'and from the command line' grep -q '^name: *first' "$work/said"
check 'the program of the guide works' grep -qx second "$work/said"
check 'the plugin is installed' test -n "$(find root -name com.example.thing.so)"
finish
