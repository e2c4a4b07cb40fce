#!/bin/sh
# SPDX-License-Identifier: MIT
# otk listen: receives callbacks of the sandbox, verifies, shows and forwards them.
. "$(dirname "$0")/otk.sh"
sandbox_start --settle-ms 50
listener=
trap 'ended=$?; kill $listener $target 2>/dev/null; (exit "$ended"); end' EXIT
target=

# listen ARGS...: starts a listener on a free port for at most five minutes; its lines are in
# $work/lines, its address in $here. --foreground: otherwise timeout sends each signal twice, and the
# second one makes LeakSanitizer hang at the end. timer= (empty): without a time limit.
listen() {
	# A new pipe: the last listener may still be about to close the old one.
	rm -f "$work/here"
	mkfifo "$work/here"
	# shellcheck disable=SC2086 # a list of words
	${timer-timeout --foreground 300} "$otk" listen --port 0 --port-file "$work/here" "$@" </dev/null \
		>"$work/lines" 2>"$work/listen.err" &
	listener=$!
	here=http://127.0.0.1:$(port_of "$work/here")
	check 'it listens' test "$here" != http://127.0.0.1:
}

# connected URL: waits for a connection to this server, which the kernel makes although it is stopped.
connected() {
	hex=$(printf ':%04X' "${1##*:}")
	timeout 60 awk -v port="$hex" 'BEGIN {
		for (;;) {
			while ((getline line <"/proc/net/tcp") > 0) {
				split(line, field, " ")
				if (field[3] ~ port "$" && field[4] == "01")
					exit
			}
			close("/proc/net/tcp")
		}
	}'
}

# heard NAME FILE PATTERN [COUNT]
heard() {
	heard_name=$1
	shift
	if appears "$@"; then
		good "$heard_name"
	else
		cat "$work/listen.err" "$work/lines" >"$work/report" 2>/dev/null
		bad "$heard_name" "$work/report"
	fi
}

# stopped NAME CODE: waits until the listener has ended, and checks its exit status.
stopped() {
	wait "$listener"
	code=$?
	listener=
	cp "$work/lines" "$work/out"
	cp "$work/listen.err" "$work/err"
	exited "$1" "$2"
}

# hooks SECRET [KIND]: callbacks of a kind go to the listener, signed (empty: not).
hooks() {
	sandbox_control PUT /hooks "{\"${2-archive}\":{\"url\":\"$here/hook\",\"secret\":\"$1\"}}" >/dev/null
}

# post BODY [AUTHORIZATION]: sends a callback with curl; prints the HTTP status.
post() {
	curl --silent --noproxy '*' --max-time 60 --output /dev/null --write-out '%{http_code}' \
		${2:+--header "Authorization: $2"} ${page:+--header 'Origin: null'} --header 'Content-Type: application/json' \
		--data-binary "$1" "$here/"
}

# responds NAME EXPECTED STATUS
responds() {
	printf '%s\n' "$2" >"$work/wanted"
	printf '%s\n' "$3" >"$work/status"
	same "$1" "$work/wanted" "$work/status"
}

secret_file() {
	printf '%s\n' "$2" >"$work/$1"
	chmod 600 "$work/$1"
}

# The vector of doc/contract.md: expired, with a valid signature.
vector='{"sessionId":"2_MX4xMzExMjU3MX5-MTQ3MDI1NzY3OTkxOH45QXRr","projectId":"123456","event":"connectionCreated","timestamp":1470257688309,"connection":{"id":"c053fcc8-c681-41d5-8ec2-7a9e1434a21e","createdAt":1470257688143,"data":"TOKENDATA"}}'
jwt=eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJWb25hZ2UiLCJpYXQiOjE0NzAyNTc2ODgsImp0aSI6IjAwMDAwMDAwLTAwMDAtNDAwMC04MDAwLTAwMDAwMDAwMDAwMiIsInBheWxvYWRfaGFzaCI6ImJhNWFhMWMwNDlkNTY2MGE4ZTFjMjUxMmIzNjQ4MjQ3MWRmOTUzMzZkZTk0NDJkMWU4ZWFmNzAyZTNkMjM1NzEifQ.Zoh0g2sELqaRgjectGYVTNLK6cGu3t6_T3-Dn-1zjhs
secret_file vector callback-signature-secret
secret_file old first-secret
secret_file new second-secret

# Callbacks signed by the sandbox, shown as text.
listen --secret-file "$work/old" --count 3
hooks first-secret
expect 'a session' 0 session create --media-mode routed --json
session=$(member session_id)
sandbox_control POST "/session/$session/stream" '{}' >/dev/null
expect 'an archive starts' 0 archives start --session-id "$session" --json
archive=$(member id)
expect 'and stops' 0 archives stop "$archive"
stopped 'three callbacks, then it ends' 0
has 'the first is shown' out 'archive     started              verified'
has 'the second' out 'archive     stopped              verified'
has 'the third' out 'archive     available            verified'
has 'with the id' out "$archive"
has 'and the session' out "session $session"
has 'the address is printed' err 'listening on http://127.0.0.1:'
lacks 'no secret in the output' out first-secret
sandbox_control GET /callbacks >"$work/callbacks"
lacks 'each was accepted at once' callbacks '"delivered":false'

# JSON; the sender replaces its secret; the old one sent again.
listen --json --secret-file "$work/old" --secret-file "$work/new" --count 3
hooks second-secret
sandbox_control POST /callbacks/test '{"kind":"archive"}' >/dev/null
heard 'the new secret' "$work/lines" verified
hooks first-secret
sandbox_control POST /callbacks/test '{"kind":"archive"}' >/dev/null
heard 'the old secret' "$work/lines" '' 2
last=$(sandbox_control GET /callbacks | grep -o '"id":"[^"]*"' | tail -n 1 | cut -d '"' -f 4)
sandbox_control POST "/callbacks/$last/resend" >/dev/null
stopped 'a repeated callback has a new signature' 0
check 'three lines of JSON' test "$(grep -c '^{"time":[0-9]*,"verdict":"verified","httpStatus":200,"kind":"archive"' "$work/out")" -eq 3
has 'with the whole callback' out '"callback":{'
check 'nothing is written to stderr' test ! -s "$work/err"

# A failure of the platform: the reason is shown for each kind of object.
expect 'a session that fails' 0 session create --media-mode routed --json
session=$(member session_id)
sandbox_control POST "/session/$session/stream" '{}' >/dev/null
expect 'a broadcast' 0 broadcasts start --session-id "$session" --outputs.hls.dvr yes
listen
hooks '' broadcast
sandbox_control POST "/session/$session/fail" '{}' >/dev/null
heard 'it fails' "$work/lines" failed
kill "$listener"
stopped 'its callback' 0
has 'of a broadcast' out 'broadcast   failed'
has 'with the reason' out '(Internal server failure)'
listen
hooks '' sip
expect 'a session with a call' 0 session create --media-mode routed --json
session=$(member session_id)
expect 'a token' 0 token create "$session"
token=$(cat "$work/out")
expect 'a call' 0 sip dial --session-id "$session" --token "$token" --sip.uri sip:a@example.com --json
call=$(member id)
heard 'it begins' "$work/lines" callCreated
kill "$listener"
stopped 'the first callbacks' 0
listen
hooks '' sip
sandbox_control POST "/call/$call" '{"reason":"forceDisconnected","reason_code":"503"}' >/dev/null
heard 'the call is destroyed' "$work/lines" callDestroyed
kill "$listener"
stopped 'the last callback' 0
has 'with its reason' out '(forceDisconnected)'

# Not signed, signed with another secret.
listen --secret-file "$work/old"
hooks ''
sandbox_control POST /callbacks/test '{"kind":"archive"}' >/dev/null
heard 'an unsigned one' "$work/lines" 'unsigned'
hooks second-secret
sandbox_control POST /callbacks/test '{"kind":"archive"}' >/dev/null
heard 'a wrong secret' "$work/lines" 'refused'
lacks 'nothing of them is used' lines archive
responds 'an unsigned one: the sender must repeat it' 503 "$(post "$vector")"
responds 'a wrong signature' 401 "$(post "$vector" "Bearer $jwt")"
responds 'another scheme' 401 "$(post "$vector" "Basic $jwt")"
kill -TERM "$listener"
stopped 'SIGTERM is a clean end' 0

# The vector: expired, replayed, changed.
listen --json --secret-file "$work/vector"
responds 'an old one is refused' 401 "$(post "$vector" "Bearer $jwt")"
heard 'as expired' "$work/lines" '"verdict":"expired"'
kill -INT "$listener"
stopped 'SIGINT as well' 0
OTK_CALLBACK_SECRET=callback-signature-secret
export OTK_CALLBACK_SECRET
listen --json --max-age 5200w
unset OTK_CALLBACK_SECRET
responds 'another body' 400 "$(post '{"event":"archive"}' "Bearer $jwt")"
responds 'the right one, secret of the environment' 200 "$(post "$vector" "Bearer $jwt")"
responds 'once more' 200 "$(post "$vector" "Bearer $jwt")"
kill -TERM "$listener"
stopped 'it ends' 0
sed 's/.*"verdict":"\([^"]*\)".*/\1/' "$work/out" >"$work/verdicts"
printf 'hash mismatch\nverified\nreplayed\n' >"$work/wanted"
same 'each has its verdict' "$work/wanted" "$work/verdicts"
has 'parsed: kind, event, ids' out '"kind":"connection","what":"connectionCreated","id":"c053fcc8-c681-41d5-8ec2-7a9e1434a21e","sessionId":"2_MX4x'

# No secret: nothing is verified. What is wrong with a request.
listen --count 12
responds 'accepted without a secret' 200 "$(post "$vector")"
responds 'not JSON' 400 "$(post '{"event":')"
responds 'not an object' 400 "$(post '[]')"
responds 'JSON of an unknown kind' 200 "$(post '{"brand":"new"}')"
responds 'control characters' 200 \
	"$(post '{"event":"archive","id":"a\u001b[2Jb","status":"x","createdAt":1}')"
# What a participant chose spoils nothing but itself.
printf '{"event":"archive","id":"a2","status":"x","name":"b\377c"}' >"$work/odd"
responds 'a byte that is not UTF-8' 200 "$(post "@$work/odd")"
printf '{"event":"archive","id":"a5","status":"x","name":"b\000c"}' >"$work/odd"
responds 'a NUL' 200 "$(post "@$work/odd")"
responds 'a web page' 403 "$(page=1 post "$vector")"
printf '\357\273\277{"event":"archive","id":"a3","status":"x"}' >"$work/odd"
responds 'a byte order mark' 200 "$(post "@$work/odd")"
responds 'an escape that JSON does not have' 200 \
	"$(post '{"event":"archive","id":"a4","status":"x","name":"b\qc"}')"
head -c 1100000 /dev/zero | tr '\0' ' ' >"$work/big"
responds 'a body that is too large' 413 "$(post "@$work/big")"
heard 'a NUL costs a character' "$work/lines" 'archive  *x  *not checked  *a5'
heard 'a web page is refused' "$work/lines" 'refused .*it is from a web page'
responds 'GET' 405 "$(curl --silent --noproxy '*' --output /dev/null --write-out '%{http_code}' "$here/")"
check 'the refused ones are not counted' kill -0 "$listener"
post "$vector" >/dev/null
stopped 'the last one is counted' 0
has 'it says that nothing is verified' err 'nothing is verified'
has 'so does each line' out 'not checked'
has 'an unknown one is shown' out 'unknown'
has 'the terminal is safe' out 'a^[[2Jb'

# Forwarding: to a second listener, byte for byte, signature included.
listen --json --secret-file "$work/vector" --max-age 5200w --count 1
target=$listener there=$here
mv "$work/lines" "$work/target.lines"
http_proxy=http://127.0.0.1:9
export http_proxy # servers of one machine are reached without a proxy
listen --json --secret-file "$work/vector" --max-age 5200w --forward "$there/x"
unset http_proxy
responds 'an invalid callback is not forwarded' 400 "$(post '{}' "Bearer $jwt")"
responds 'a valid one is forwarded' 200 "$(post "$vector" "Bearer $jwt")"
wait "$target"
check 'it arrived with a valid signature' grep -q '"verdict":"verified"' "$work/target.lines"
target=
responds 'a replay is not forwarded' 200 "$(post "$vector" "Bearer $jwt")"
kill "$listener"
stopped 'it ends' 0
listen --json --secret-file "$work/vector" --max-age 5200w --forward "$there/x"
responds 'a server that is not there' 502 "$(post "$vector" "Bearer $jwt")"
responds 'a repetition is not a replay' 502 "$(post "$vector" "Bearer $jwt")"
kill "$listener"
stopped 'it ends as well' 0
has 'and says why' out 'cannot forward to'

# Starts a server, which does not respond because it is stopped, and a listener that forwards the
# first callback to it.
forward_to_silent() {
	timer='' listen --json --count 1
	silent=$listener silent_url=$here
	mv "$work/lines" "$work/silent.lines"
	kill -STOP "$silent"
	listen --json --secret-file "$work/vector" --max-age 5200w --forward "$silent_url/x"
	post "$vector" "Bearer $jwt" >"$work/first" &
	first=$!
	check 'it is passed on' connected "$silent_url"
}

# Forwarding does not block: while the other server is silent, other callbacks are handled.
forward_to_silent
pids=
for number in 1 2 3; do
	post '{}' "Bearer $jwt" >"$work/other.$number" &
	pids="$pids $!"
done
for pid in $pids; do wait "$pid"; done
check 'three others received a response meanwhile' test "$(cat "$work"/other.*)" = 400400400
check 'the first was not' test ! -s "$work/first"
heard 'they were shown' "$work/lines" '"verdict":"hash mismatch"' 3
responds 'a repetition while the first is being forwarded' 503 "$(post "$vector" "Bearer $jwt")"
heard 'it is shown as a replay' "$work/lines" '"verdict":"replayed".*still being forwarded'
kill -CONT "$silent"
wait "$first"
responds 'the first succeeds' 200 "$(cat "$work/first")"
wait "$silent"
responds 'now it is only a replay' 200 "$(post "$vector" "Bearer $jwt")"
kill "$listener"
stopped 'it ends' 0
# Stopped while it waits for the other server.
forward_to_silent
kill "$listener"
stopped 'it ends at once' 0
wait "$first"
kill -CONT "$silent"
kill "$silent"
wait "$silent"

# A password in the address, secrets in a body.
listen --json --secret-file "$work/vector" --max-age 5200w --forward "http://me:hunter2@127.0.0.1:9/x"
responds 'a server that is not there' 502 "$(post "$vector" "Bearer $jwt")"
kill "$listener"
stopped 'it ends' 0
has 'says so' out 'cannot forward to'
lacks 'without the password' out hunter2
uploaded='{"event":"archive","id":"a","status":"uploaded","password":"archive-password","createdAt":1}'
listen --json --count 1
post "$uploaded" >/dev/null
stopped 'a callback with a password' 0
lacks 'does not show it' out archive-password
listen --json --count 1 --show-secrets
post "$uploaded" >/dev/null
stopped 'with --show-secrets' 0
has 'it does' out archive-password

# A signal ends it while nobody reads the pipe of --port-file.
for name in TERM INT; do
	mkfifo "$work/unread.$name"
	"$otk" listen --port 0 --port-file "$work/unread.$name" </dev/null >"$work/lines" \
		2>"$work/listen.err" &
	listener=$!
	# It blocks SIGINT and SIGTERM before it opens the pipe. Earlier the shell's child ignores SIGINT.
	until grep -q '^SigBlk:.*00004002$' "/proc/$listener/status" 2>/dev/null; do
		kill -0 "$listener" 2>/dev/null || break
	done
	kill "-$name" "$listener"
	timeout 60 tail --pid="$listener" -s 0.05 -f /dev/null || kill -KILL "$listener"
	stopped "SIG$name while the pipe has no reader" 0
done

# Wrong use.
expect 'a port out of range' 2 listen --port 70000
expect 'an invalid address' 2 listen --port 0 --bind nowhere
expect 'a negative count' 2 listen --count=-1
expect 'an address to forward to' 2 listen --forward ftp://x
expect 'a secret that is not there' 2 listen --secret-file "$work/none"
chmod 644 "$work/old"
expect 'a secret that others can read' 2 listen --secret-file "$work/old"
has 'says how to repair it' err 'chmod 600'
expect 'no secret on the command line' 2 listen --secret hunter2
lacks 'it is not repeated' err hunter2
listen
expect 'a port that is taken' 2 listen --port "${here##*:}"
has 'is named' err 'cannot listen on 127.0.0.1'
check 'the pipe is still one' test -p "$work/here"
kill "$listener"
stopped 'it ends without a callback' 0
: >"$work/listen.err"
full=/dev/full
[ -c "$full" ] || full=$work/lines
timeout --foreground 300 "$otk" listen --port 0 --port-file "$work/file" </dev/null >"$full" \
	2>"$work/listen.err" &
listener=$!
heard 'it says that it listens' "$work/listen.err" 'listening on '
printf 'otk: listening on http://127.0.0.1:%s; nothing is verified: no secret is set\n' \
	"$(cat "$work/file")" >"$work/wanted"
same 'with the port that is in the file' "$work/wanted" "$work/listen.err"
here=http://127.0.0.1:$(cat "$work/file")
if [ "$full" = /dev/full ]; then
	responds 'what cannot be shown is not acknowledged' 503 "$(post "$vector")"
	stopped 'it ends' 3
else
	skip 'a full disk: there is no /dev/full'
	kill "$listener"
	stopped 'it ends' 0
fi
expect 'a file that cannot be' 3 listen --port 0 --port-file "$work/no/where"
mkdir "$work/none"
OTK_PLUGIN_PATH=$work/none expect 'without the plugin' 4 listen --port 0
has 'the package is named' err callbacks
finish
