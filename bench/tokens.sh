#!/bin/sh
# SPDX-License-Identifier: MIT
# Tokens and start-up: times beside bare loops, then counts. Run in the build folder after
# "make bench/tokens"; "make bench" does both.
set -eu
here=$(dirname "$0")
[ -x bench/tokens ] || { echo "tokens: not built (are the headers of nettle installed?): skipped"; exit 0; }
pin=
command -v taskset >/dev/null && pin='taskset -c 0'
$pin bench/tokens
echo
sh "$here/count.sh" bench/tokens
echo
# The programs themselves, not libtool's scripts around them.
LD_LIBRARY_PATH=$PWD/.libs
export LD_LIBRARY_PATH
otk=bench/.libs/first_token
[ -x "$otk" ] || otk=bench/first_token
$pin bench/startup bench/first_token_bare "$otk"
if command -v valgrind >/dev/null; then
	for program in bench/first_token_bare "$otk"; do
		printf '%-40s %14s instructions\n' "$(basename "$program")" "$(valgrind \
			--tool=callgrind --callgrind-out-file=/dev/null "$program" 2>&1 >/dev/null |
			sed -n 's/.*Collected : \([0-9]*\).*/\1/p')"
	done
fi
