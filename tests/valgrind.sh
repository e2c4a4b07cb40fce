#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs a test program under Valgrind, in its build folder: valgrind.sh PROGRAM. A script of libtool,
# which runs a program with shared libraries of the build, needs libtool, which takes its time.
case $(head -c 4 "$1" | tr -d '\177') in
ELF) libtool= ;;
*) libtool='./libtool --mode=execute' ;;
esac
# shellcheck disable=SC2086 # no word, or three
exec $libtool valgrind --quiet --error-exitcode=99 --num-callers=24 --leak-check=full \
	--errors-for-leak-kinds=definite,indirect,possible \
	--suppressions="${OTK_TEST_SRCDIR:?}/tests/valgrind.supp" "$@"
