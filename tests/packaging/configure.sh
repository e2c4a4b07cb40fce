#!/bin/sh
# SPDX-License-Identifier: MIT
# configure refuses options that contradict each other, and names the option that is wrong.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
sources=$(cd "$OTK_TEST_SRCDIR" && pwd)
if [ ! -x "$sources/configure" ] || [ -e "$sources/config.status" ]; then
	skip_rest 'the sources have no configure, or are configured themselves'
fi
cd "$work" || exit
unset CONFIG_SITE

# refused MESSAGE OPTIONS...: configure fails with this message, before it has looked for anything.
refused() {
	message=$1
	shift
	if "$sources/configure" "$@" >said 2>&1; then
		bad "configure $*: is accepted" said
	elif grep -qF -e "$message" said && ! grep -q '^checking' said; then
		good "configure $*"
	else
		bad "configure $*" said
	fi
}

hiredis='the plugin redis needs hiredis: leave out --without-hiredis'
redis='the plugin fleetlimit needs the plugin redis: leave out --disable-redis'
refused "$hiredis" --without-hiredis --enable-redis
refused "$hiredis" --without-hiredis --enable-fleetlimit=builtin
refused "$redis" --disable-redis --enable-fleetlimit
refused '--enable-fleetlimit takes yes, no or builtin' --enable-fleetlimit=maybe
refused '--enable-all-plugins takes yes, no or builtin' --enable-all-plugins=static
refused '--enable-all-plugins=yes makes a shared library' --disable-shared --enable-all-plugins
refused '--enable-sip=yes makes a shared library' --disable-shared --enable-sip
refused '--with-python needs the shared library' --disable-shared --with-python=python3
finish
