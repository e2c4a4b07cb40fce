#!/bin/sh
# SPDX-License-Identifier: MIT
# Every event loop example does its calls against the sandbox and ends well.
set -u
build=${OTK_TEST_BUILDDIR:-.}
folder=$(mktemp -d)
sandbox=
trap 'test -n "$sandbox" && kill "$sandbox" 2>/dev/null; rm -rf "$folder"' EXIT
passed=0 failed=0 skipped=0

"$build/otk-sandbox" --port 0 --port-file "$folder/port" --quiet &
sandbox=$!
tries=0
until test -s "$folder/port"; do
	tries=$((tries + 1))
	if test $tries -gt 2000 || ! kill -0 "$sandbox" 2>/dev/null; then
		echo "the sandbox did not start"
		exit 1
	fi
	timeout 0.02 tail -f /dev/null # poll for the file
done
OTK_API_URL=http://127.0.0.1:$(cat "$folder/port")
OTK_API_KEY=123456
OTK_API_SECRET=1234567890abcdef1234567890abcdef1234567890
export OTK_API_URL OTK_API_KEY OTK_API_SECRET

for example in epoll_fd epoll_io libuv libev glib; do
	if ! test -x "$build/examples/$example"; then
		echo "skip $example: its library was not there"
		skipped=$((skipped + 1))
	elif timeout 60 "$build/examples/$example" > "$folder/out" 2>&1 &&
		grep -q "the first of 20 answers: 0 archives" "$folder/out"; then
		echo "ok   $example"
		passed=$((passed + 1))
	else
		echo "FAIL $example"
		cat "$folder/out"
		failed=$((failed + 1))
	fi
done
# Without a server each says so, and fails.
OTK_API_URL=http://127.0.0.1:1
if timeout 60 "$build/examples/epoll_io" > "$folder/out" 2>&1; then
	echo "FAIL epoll_io did not notice that there is no server"
	failed=$((failed + 1))
else
	passed=$((passed + 1))
fi
echo "examples: $passed passed, $failed failed, $skipped skipped"
test $failed -eq 0
