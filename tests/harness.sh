# SPDX-License-Identifier: MIT
# Functions for test scripts; tests/harness.h is the counterpart for programs:
#   . "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
#   check 'two files are equal' cmp a b
#   empty 'nothing was found' found
#   finish
# $work is a new folder that is removed when the script ends. A script that ends without finish has
# failed. sandbox_start starts a server.
LC_ALL=C
export LC_ALL
passed=0 failed=0 skipped=0 finished=
suite=$(basename "$0" .sh)
work=$(mktemp -d)
sandbox=
end() {
	status=$?
	sandbox_stop
	rm -rf "$work"
	[ "$finished" ] || { echo "FAIL $suite: ended early"; status=1; }
	exit "$status"
}
trap end EXIT
trap 'exit 1' HUP INT TERM

good() {
	passed=$((passed + 1))
	printf 'ok   %s: %s\n' "$suite" "$1"
}

# bad NAME [FILE]: FILE explains the failure.
bad() {
	failed=$((failed + 1))
	printf 'FAIL %s: %s\n' "$suite" "$1"
	[ $# -lt 2 ] || head -n 40 "$2" | sed 's/^/  /'
}

skip() {
	skipped=$((skipped + 1))
	printf 'skip %s: %s\n' "$suite" "$1"
}

# requires PROGRAM...: ends the test, as skipped, if one of the programs is missing.
requires() {
	for required; do
		command -v "$required" >/dev/null || skip_rest "$required is not installed"
	done
}

# skip_rest WHY: the rest of the test is skipped.
skip_rest() {
	skip "$1"
	finish
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

# empty NAME FILE: FILE lists problems and must be empty.
empty() {
	if [ -s "$2" ]; then bad "$1" "$2"; else good "$1"; fi
}

# same NAME EXPECTED ACTUAL: two files have the same contents.
same() {
	check "$1" diff -u "$2" "$3"
}

# appears FILE PATTERN [COUNT]: waits up to a minute until COUNT lines (default 1) of the growing
# FILE match. tail is notified by the kernel; grep ends the pipe at the last match.
appears() {
	[ "$(timeout 60 tail -n +1 -f "$1" | grep -c -m "${3-1}" -e "$2")" -eq "${3-1}" ]
}

# port_of PIPE: waits until a server writes its port to the pipe.
port_of() {
	timeout 60 head -n 1 "$1"
}

# sandbox_start [OPTIONS...]: starts otk-sandbox on a free port; it ends with the script. Sets $url,
# $sandbox (its process id) and the environment variables of the otk command.
sandbox_start() {
	rm -f "$work/port" # the last server may still be about to close it
	mkfifo "$work/port"
	"${OTK_TEST_BUILDDIR:?}/otk-sandbox" --port 0 --port-file "$work/port" "$@" \
		</dev/null >"$work/sandbox.log" 2>&1 &
	sandbox=$!
	url=http://127.0.0.1:$(port_of "$work/port")
	if [ "$url" = http://127.0.0.1: ]; then
		bad 'otk-sandbox starts' "$work/sandbox.log"
		finish
	fi
	OTK_API_URL=$url
	OTK_API_KEY=123456
	OTK_API_SECRET=1234567890abcdef1234567890abcdef1234567890
	export OTK_API_URL OTK_API_KEY OTK_API_SECRET
}

sandbox_stop() {
	[ "$sandbox" ] || return 0
	{ kill "$sandbox" && wait "$sandbox"; } 2>/dev/null
	sandbox=
}

# sandbox_control METHOD PATH [JSON]: calls the control interface (doc/sandbox.md) and prints the
# response.
sandbox_control() {
	curl --silent --show-error --fail --noproxy '*' --max-time 60 --request "$1" \
		--header 'Content-Type: application/json' --data "${3-}" "$url/sandbox$2"
}

finish() {
	finished=1
	printf '%s: %d passed, %d failed, %d skipped\n' "$suite" "$passed" "$failed" "$skipped"
	[ "$failed" = 0 ] || exit 1
	[ "$passed" -gt 0 ] || exit 77
	exit 0
}
