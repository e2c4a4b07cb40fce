#!/bin/sh
# SPDX-License-Identifier: MIT
# count.sh PROGRAM [REPEAT]: the instructions of each case of a bench program, as callgrind counts
# them inside the runs. Needs no quiet machine.
set -eu
program=$1
repeat=${2:-100}
command -v valgrind >/dev/null || { echo "count: valgrind is not installed: nothing counted"; exit 0; }

printf '%-36s %14s\n' 'each' instructions
"$program" --list | while IFS= read -r name; do
	n=$repeat
	case $name in RS256*) n=2 ;; esac
	collected=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null --collect-atstart=no \
		--toggle-collect=run_many "$program" --case "$name" "$n" 2>&1 >/dev/null |
		sed -n 's/.*Collected : \([0-9]*\).*/\1/p')
	printf '%-36s %14s\n' "$name" $((collected / n))
done
