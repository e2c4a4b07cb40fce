#!/bin/sh
# SPDX-License-Identifier: MIT
# Every event loop example completes its calls against the sandbox.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/.." && pwd)}/tests/harness.sh"
examples=${OTK_TEST_BUILDDIR:?}/examples
sandbox_start

# ends_well EXAMPLE: exits with 0 and prints the responses.
ends_well() {
	timeout 60 "$examples/$1" >"$work/out" 2>&1
	code=$?
	cat "$work/out"
	[ "$code" = 0 ] && grep -q 'the first of 20 responses: 0 archives' "$work/out"
}

for example in epoll_fd epoll_io libuv libev glib; do
	if [ -x "$examples/$example" ]; then
		check "$example" ends_well "$example"
	else
		skip "$example: its library was not there"
	fi
done
OTK_API_URL=http://127.0.0.1:1
timeout 60 "$examples/epoll_io" >"$work/out" 2>&1
code=$?
check 'without a server it says so, and fails' test "$code" -ne 0 -a "$code" -ne 124 -a -s "$work/out"
finish
