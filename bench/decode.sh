#!/bin/sh
# SPDX-License-Identifier: MIT
# bench/decode.sh PROGRAM: times, then instructions of one run without those of making the page.
set -eu
program=$1
"$program"
command -v valgrind >/dev/null || { echo "decode: instructions not counted, valgrind is missing"; exit 0; }
count() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" once "$1" 2>&1 |
		sed -n 's/^.*Collected : *//p'
}
none=$(count none)
echo "decode 1000 archives, instructions: otk $(($(count otk) - none)), json-c $(($(count json-c) - none))"
