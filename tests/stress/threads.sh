#!/bin/sh
# SPDX-License-Identifier: MIT
# Eight threads use all operations of all plugins under helgrind. script/test runs this in the plain
# build folder and, compiled with ThreadSanitizer, as "make check-threads" in another.
#
#   tests/stress/threads.sh [ROUNDS [THREADS]]      in the build folder
set -u
command -v valgrind >/dev/null || {
	echo 'threads: 0 passed, 0 failed, 1 skipped (no valgrind)'
	exit 77
}
source=$(cd "$(dirname "$0")/../.." && pwd)
OTK_TEST_SRCDIR=$source OTK_TEST_BUILDDIR=$PWD OTK_PLUGIN_PATH=$PWD/.libs
export OTK_TEST_SRCDIR OTK_TEST_BUILDDIR OTK_PLUGIN_PATH
./libtool --mode=execute valgrind --tool=helgrind --quiet --error-exitcode=99 --num-callers=24 \
	--history-level=approx --suppressions="$source/tests/stress/helgrind.supp" \
	tests/stress/threads "${1:-1}" "${2:-8}" && exec echo 'threads: 1 passed, 0 failed, 0 skipped'
echo 'threads: 0 passed, 1 failed, 0 skipped'
exit 1
