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
	rm -rf "$OTK_FAIL_REPORT" "$work/new"
	mkdir "$work/new"
	timeout --foreground 60 "$failing" "$@" </dev/null >"$work/out" 2>"$work/err"
	code=$?
	made=0 which=
	[ ! -f "$OTK_FAIL_REPORT" ] || read -r made which <"$OTK_FAIL_REPORT"
}

# steps SAMPLES: sets $step, so that this many of $whole calls fail: every one with OTK_TEST_LONG. A process
# with a sanitizer needs several times as long to start.
steps() {
	samples=$1
	[ ! "${OTK_TEST_SANITIZE-}" ] || samples=$((samples / ${OTK_TEST_SLOW:-2}))
	[ "$samples" -gt 0 ] || samples=1
	step=$(((whole + samples - 1) / samples))
	[ "$step" -gt 0 ] && [ -z "${OTK_TEST_LONG-}" ] || step=1
}

# torture NAME SAMPLES ARGS...: the output of a run that succeeds in spite of a failure is complete.
# $work/new is an empty folder at the beginning of each run.
torture() {
	name=$1 samples=$2
	shift 2
	: >"$work/wrong"
	try 0 "$@"
	[ "$code" = 0 ] || echo "fails by itself: exit $code: $(cat "$work/err")" >>"$work/wrong"
	cp "$work/out" "$work/whole"
	whole=$made
	steps "$samples"
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

# interrupt NAME ARGS...: a signal interrupts each call that waits, in turn; nothing else changes.
interrupt() {
	name=$1
	shift
	OTK_INTERRUPT=1
	export OTK_INTERRUPT
	: >"$work/wrong"
	try 0 "$@"
	[ "$code" = 0 ] || echo "fails by itself: exit $code: $(cat "$work/err")" >>"$work/wrong"
	cp "$work/out" "$work/whole"
	whole=$made
	check "$name: calls wait" test "$whole" -gt 0
	steps "$whole"
	n=1
	while [ "$n" -le "$whole" ]; do
		try "$n" "$@"
		points=$((points + 1))
		if [ "$code" != 0 ]; then
			echo "call $n, $which: exit $code: $(tail -n 3 "$work/err")"
		elif [ "$compare" ] && ! cmp -s "$work/out" "$work/whole"; then
			echo "call $n, $which: the output differs"
		fi >>"$work/wrong"
		n=$((n + step))
	done
	unset OTK_INTERRUPT
	empty "$name: calls that a signal interrupts" "$work/wrong"
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
torture 'insights' 20 insights query --query '{project(projectId: 123456) {projectId}}'
echo '{"sessions":[{"sessionId":"seeded","connections":[{}]}]}' >"$work/seed.json"
torture 'a snapshot' 20 sandbox snapshot
torture 'a look' 15 sandbox requests --limit 1 --json

# An archive with a file, for copies of it.
expect 'a session' 0 sandbox seed "$work/seed.json"
session=$("$otk" session create --archive-mode always --media-mode routed --field session_id)
# control PATH JSON: a request to the control interface.
control() {
	curl --silent --fail --noproxy '*' --output /dev/null --header 'Content-Type: application/json' \
		--data "$2" "$url/sandbox/$1"
}
check 'a stream' control "session/$session/stream" '{}'
archive=$("$otk" archives list --session-id "$session" --field id)
"$otk" archives stop "$archive" >/dev/null 2>&1
check 'a file' control "archive/$archive" '{"status":"available","size":5000}'
torture 'copies' 60 archives sync "$work/new" --json
check 'a copy is made' test -s "$work/new/$archive.mp4"
compare=
interrupt 'copies' archives sync "$work/new" --json
interrupt 'a download' archives download "$archive" "$work/new/file"
compare=1

# ---- servers
mkfifo "$work/here"
exec 9<>"$work/here"
# serve N PROGRAM ARGS...: starts a server whose N-th call fails. Sets $port; "ended": it did not start.
serve() {
	OTK_FAIL_CALL=$1
	export OTK_FAIL_CALL
	shift
	rm -rf "$OTK_FAIL_REPORT" "$work/new"
	mkdir "$work/new"
	{
		timeout --foreground 60 "$@" --port 0 --port-file "$work/here" \
			</dev/null >/dev/null 2>"$work/err" &
		echo "$!" >"$work/server"
		wait "$!"
		echo "$?" >"$work/ended"
		echo ended >&9
	} &
	read -r port <&9
}
# served: ends the server. Sets $code, $made and $which.
served() {
	if [ "$port" != ended ]; then
		kill "$(cat "$work/server")" 2>/dev/null # it may have ended by itself
		read -r port <&9
	fi
	wait "$!"
	OTK_FAIL_CALL=0
	code=$(cat "$work/ended")
	made=0 which=
	[ ! -f "$OTK_FAIL_REPORT" ] || read -r made which <"$OTK_FAIL_REPORT"
}
# request PATH CURL-OPTIONS...: prints the status; "none": the server has not started.
request() {
	[ "$port" = ended ] && echo none && return
	path=$1
	shift
	curl --silent --noproxy '*' --max-time 30 --output /dev/null --write-out '%{http_code}' "$@" \
		"http://127.0.0.1:$port$path"
}
# each_call NAME SAMPLES FUNCTION: calls the function with numbers of calls. It prints what is wrong.
each_call() {
	name=$1 samples=$2 function=$3
	"$function" 0 >"$work/wrong"
	whole=$made
	check "$name: calls are made" test "$whole" -gt 20
	steps "$samples"
	n=1
	while [ "$n" -le "$whole" ]; do
		"$function" "$n" >"$work/said"
		[ "$code" -lt 124 ] || echo "signal or time limit" >>"$work/said"
		[ "$answer" != none ] || [ -s "$work/err" ] || echo "no message" >>"$work/said"
		sed "s/^/call $n, $which: exit $code: /" "$work/said" >>"$work/wrong"
		points=$((points + 1))
		n=$((n + step))
	done
	empty "$name: calls that fail" "$work/wrong"
}

# What otk listen has acknowledged is kept.
hear() {
	serve "$1" "$OTK_TEST_BUILDDIR/tests/otk/failing" listen --to "sqlite:$work/new/kept"
	answer=$(request / --header 'Content-Type: application/json' \
		--data '{"event":"archive","id":"A","status":"started","sessionId":"S"}')
	served
	kept=$("$otk" replay "sqlite:$work/new/kept" --dry-run 2>/dev/null | wc -l)
	[ "$1" != 0 ] || [ "$answer" = 200 ] || echo "it does not acknowledge: $answer, $(cat "$work/err")"
	[ "$answer" != 200 ] || [ "$kept" = 1 ] || echo "acknowledged, and $kept are kept"
}
if "$otk" listen --port 0 --to "sqlite:$work/no/folder" 2>&1 | grep -q 'without SQLite'; then
	skip 'built without SQLite'
else
	each_call 'otk listen' 40 hear
fi

# A recording is complete, or its loss is known: exit status 1.
record() {
	serve "$1" "$OTK_TEST_BUILDDIR/tests/sandbox/failing" --quiet --record "$work/new/r" --upstream "$url"
	answer=$(request '/session/create' --request POST --header "$header")
	served
	count=$(find "$work/new" -name '*.json' | wc -l)
	[ "$1" != 0 ] || [ "$answer" = 200 ] || echo "it does not respond: $answer, $(cat "$work/err")"
	[ "$answer" != 200 ] || [ "$code" != 0 ] || [ "$count" = 1 ] || echo "$count exchanges are recorded"
}
header=$("$otk" jwt --header --ttl 5m)
each_call 'otk-sandbox --record' 40 record
record 0
mv "$work/new/r" "$work/recording"
failing=$OTK_TEST_BUILDDIR/tests/sandbox/failing
torture 'a comparison' 30 --diff "$work/recording"
replay() {
	serve "$1" "$failing" --quiet --replay "$work/recording"
	answer=$(request '/session/create' --request POST --header "$header")
	served
	[ "$1" != 0 ] || [ "$answer" = 200 ] || echo "it does not respond: $answer, $(cat "$work/err")"
}
each_call 'otk-sandbox --replay' 30 replay
echo "  $points calls failed in turn" | sed 's/^ */torture: /'
finish
