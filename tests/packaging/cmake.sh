#!/bin/sh
# SPDX-License-Identifier: MIT
# make installcheck: a CMake project finds the installed otk by its config file.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
libdir=${OTK_TEST_LIBDIR:?}
[ ! "${OTK_TEST_SANITIZE-}" ] || skip_rest 'the projects have no options of a sanitizer'
requires cmake make pkg-config
LD_LIBRARY_PATH=$libdir
CC=${OTK_TEST_CC:-cc}
export LD_LIBRARY_PATH CC
unset PKG_CONFIG_PATH MAKEFLAGS MAKELEVEL MFLAGS
cd "$work" || exit

# project NAME TARGET HEADER FIND: a project with one program that prints the version.
project() {
	mkdir "$1"
	cat >"$1/CMakeLists.txt" <<-PROJECT
		cmake_minimum_required(VERSION 3.16)
		project($1 C)
		find_package(otk $4)
		add_executable($1 program.c)
		target_link_libraries($1 PRIVATE $2)
		message(STATUS "plugins in \${otk_PLUGINDIR}")
	PROJECT
	cat >"$1/program.c" <<-PROGRAM
		#include <otk/$3>
		#include <stdio.h>
		int main(void) { puts(otk_version()); return 0; }
	PROGRAM
}

# configured NAME
configured() {
	cmake -S "$1" -B "$1/build" -Dotk_DIR="$libdir/cmake/otk" >"$1/log" 2>&1
}

built() {
	configured "$1" && cmake --build "$1/build" >>"$1/log" 2>&1 || { cat "$1/log"; false; }
}
version=${OTK_TEST_VERSION:?}
project tokens otk::auth auth.h "$version REQUIRED COMPONENTS auth"
check 'a project with otk::auth' built tokens
check 'and its program runs' test "$(tokens/build/tokens)" = "$version"
project future otk::auth auth.h '999.0 REQUIRED'
if configured future; then
	bad 'a version that is too old is refused' future/log
else
	check 'a version that is too old is refused' grep -q "version: $version" future/log
fi
if [ "${OTK_TEST_CLIENT-}" ]; then
	project calls otk::otk otk.h "$version REQUIRED COMPONENTS otk"
	check 'a project with otk::otk' built calls
	check 'and its program runs' test "$(calls/build/calls)" = "$version"
	check 'otk_PLUGINDIR' grep -q "plugins in ${OTK_TEST_PLUGINDIR:?}" calls/log
else
	project calls otk::otk otk.h "$version REQUIRED COMPONENTS otk"
	if configured calls; then
		bad 'a component that is not installed is refused' calls/log
	else
		check 'a component that is not installed is named' grep -q 'without its component "otk"' calls/log
	fi
fi
finish
