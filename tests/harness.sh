# SPDX-License-Identifier: MIT
# For test scripts, as tests/harness.h is for programs:
#   . "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
#   check 'two files are equal' cmp a b
#   empty 'nothing was found' found
#   finish
# $work is a fresh folder that goes away with the script. An early end of the script is a failure.
LC_ALL=C
export LC_ALL
passed=0 failed=0 skipped=0 finished=
suite=$(basename "$0" .sh)
work=$(mktemp -d)
trap 'status=$?; rm -rf "$work"; [ "$finished" ] || { echo "FAIL $suite: ended early"; exit 1; }
	exit $status' EXIT
trap 'exit 1' HUP INT TERM

good() {
	passed=$((passed + 1))
	printf 'ok   %s: %s\n' "$suite" "$1"
}

# bad NAME [FILE]: what FILE holds says why.
bad() {
	failed=$((failed + 1))
	printf 'FAIL %s: %s\n' "$suite" "$1"
	[ $# -lt 2 ] || head -n 40 "$2" | sed 's/^/  /'
}

skip() {
	skipped=$((skipped + 1))
	printf 'skip %s: %s\n' "$suite" "$1"
}

# check NAME COMMAND...: the command succeeds.
check() {
	check_name=$1
	shift
	if "$@" >"$work/.check" 2>&1; then
		good "$check_name"
	else
		bad "$check_name" "$work/.check"
	fi
}

# empty NAME FILE: nobody wrote a complaint to FILE.
empty() {
	if [ -s "$2" ]; then bad "$1" "$2"; else good "$1"; fi
}

# same NAME EXPECTED ACTUAL: two files, equal.
same() {
	check "$1" diff -u "$2" "$3"
}

finish() {
	finished=1
	printf '%s: %d passed, %d failed, %d skipped\n' "$suite" "$passed" "$failed" "$skipped"
	[ "$failed" = 0 ] || exit 1
	[ "$passed" -gt 0 ] || exit 77
	exit 0
}
