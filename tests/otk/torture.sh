#!/bin/sh
# SPDX-License-Identifier: MIT
# Calls of libraries and of the system that fail while otk runs: for each command a sample of them, or
# with OTK_TEST_LONG each one.
# Required: no signal, a message and an exit status if the command did not do what it was asked.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/otk/otk.sh"
failing=$OTK_TEST_BUILDDIR/tests/otk/failing
OTK_FAIL_REPORT=$work/calls
export OTK_FAIL_REPORT
points=0

# try N ARGS...: runs the command while its N-th call fails. Sets $code, $made and $which.
try() {
	OTK_FAIL_CALL=$1
	shift
	export OTK_FAIL_CALL
	rm -f "$OTK_FAIL_REPORT"
	timeout --foreground 60 "$failing" "$@" </dev/null >"$work/out" 2>"$work/err"
	code=$?
	made=0 which=
	[ ! -f "$OTK_FAIL_REPORT" ] || read -r made which <"$OTK_FAIL_REPORT"
}

# torture NAME SAMPLES ARGS...: the output of a run that succeeds in spite of a failure is complete.
torture() {
	name=$1 samples=$2
	shift 2
	: >"$work/wrong"
	try 0 "$@"
	[ "$code" = 0 ] || echo "fails by itself: exit $code: $(cat "$work/err")" >>"$work/wrong"
	cp "$work/out" "$work/whole"
	whole=$made
	step=$(((whole + samples - 1) / samples))
	[ "$step" -gt 0 ] && [ -z "${OTK_TEST_LONG-}" ] || step=1
	n=1
	while [ "$n" -le "$whole" ]; do
		try "$n" "$@"
		points=$((points + 1))
		if [ "$code" -ge 124 ]; then
			echo "call $n, $which: exit $code: $(tail -n 3 "$work/err")"
		elif [ "$code" != 0 ] && [ ! -s "$work/err" ]; then
			echo "call $n, $which: exit $code without a message"
		elif [ "$code" = 0 ] && [ "$compare" ] && ! cmp -s "$work/out" "$work/whole"; then
			echo "call $n, $which: exit 0, but the output differs"
		fi >>"$work/wrong"
		n=$((n + step))
	done
	empty "$name: calls that fail" "$work/wrong"
}

credentials
compare=1
torture version 20 version
torture help 20 help archives
# A plugin that cannot be examined is listed with the reason; each token has another nonce.
compare=
torture plugins 25 plugins
torture 'a token' 40 token create "1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4"
compare=1
sandbox_start
credentials
torture 'a list' 60 archives list --json
torture 'an account' 40 archives list --count 5
echo "  $points calls failed in turn" | sed 's/^ */torture: /'
finish
