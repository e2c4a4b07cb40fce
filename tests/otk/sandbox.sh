#!/bin/sh
# SPDX-License-Identifier: MIT
# otk sandbox: starts and ends a server, and uses its control interface; otk tail.
. "$(dirname "$0")/otk.sh"
XDG_RUNTIME_DIR=$work/run
export XDG_RUNTIME_DIR
mkdir -m 700 "$XDG_RUNTIME_DIR"
program=$OTK_TEST_BUILDDIR/otk-sandbox
folder=$XDG_RUNTIME_DIR/otk-sandbox

# Every server that was started ends with the script.
end_all() {
	for file in "$folder"/*.pid; do
		[ -s "$file" ] && "$otk" sandbox down --instance "$(basename "$file" .pid)" >/dev/null 2>&1
	done
}
trap 'status=$?; end_all; (exit "$status"); end' EXIT

up() {
	name=$1
	shift
	expect "$name" 0 sandbox up --port 0 --program "$program" "$@"
}

# ---- up and down
expect 'nothing runs at first' 3 sandbox clock
has 'what to do' err 'otk sandbox up'
expect 'down without a server' 0 sandbox down
up 'a server in the background'
has 'the address' out "export OTK_API_URL='http://127.0.0.1:"
has 'the key' out "export OTK_API_KEY='$key'"
has 'what must not be in effect beside it' out 'unset OTK_APPLICATION_ID'
check 'the settings can be evaluated' sh -c '. "$1" && [ "$OTK_API_SECRET" = "$2" ]' sh "$work/out" "$secret"
eval "$(cat "$work/out")"
expect 'the settings work' 0 archives list
first=$OTK_API_URL
check 'its files are private' test "$(stat -c %a "$folder")" = 700
expect 'up again says the same' 0 sandbox up
has 'the same address' out "$first"
expect 'up with other options is refused' 2 sandbox up --port 0
has 'and why' err 'is running already'
expect 'settings for fish' 0 sandbox up --shell fish
has 'in its language' out "set -gx OTK_API_URL 'http"
expect 'settings as JSON' 0 sandbox up --json
has 'an object' out '{"OTK_API_URL":"http'
expect 'an unknown shell' 2 sandbox up --shell tcsh
expect 'an option that up sets itself' 2 sandbox up --instance other -- --port-file=x
for option in --port-f=x --listen=unix:x --bind=127.0.0.2 --gen '--credentials-file x'; do
	# shellcheck disable=SC2086 # an option and its value
	expect "what is printed would be wrong: $option" 2 sandbox up --instance other -- $option
done
has 'says what to do' err 'start otk-sandbox itself'
expect 'a name that is a path' 2 sandbox up --instance ../x
expect 'a program that is not there' 2 sandbox up --instance other --program "$work/none"
expect 'a program that ends at once' 3 sandbox up --instance other --program /bin/false
expect 'options that otk-sandbox refuses' 3 sandbox up --port 0 --instance other --program "$program" -- --nonsense
has 'its own words' err 'unrecognized option'
port=${first##*:}
expect 'a port that is taken' 3 sandbox up --instance other --port "$port" --program "$program"
has 'is named' err "cannot listen on 127.0.0.1 port $port"
up 'a second server' --instance second
check 'has another address' sh -c '! grep -qF "$1" "$2"' sh "$first" "$work/out"
expect 'it ends' 0 sandbox down --instance second
expect 'only that one' 0 sandbox clock
expect 'it is no longer found' 3 sandbox clock --instance second

# A server that was killed leaves files that mean nothing.
up 'a server that is killed' --instance killed
kill -KILL "$(cat "$folder/killed.pid")"
check 'it is gone' timeout 60 sh -c 'while [ -e "/proc/$1/exe" ]; do :; done' sh "$(cat "$folder/killed.pid")"
expect 'it is not found' 3 sandbox clock --instance killed
up 'another one takes its name' --instance killed
expect 'and ends' 0 sandbox down --instance killed

# Options after --, HTTPS, the application.
up 'options of otk-sandbox' --instance more -- --settle-ms 7 --sign-callbacks
curl -s "$(sed -n "s/export OTK_API_URL='\(.*\)'/\1/p" "$work/out")/sandbox" >"$work/about"
check 'arrive' grep -q '"settleMs":7' "$work/about"
"$otk" sandbox down --instance more
up 'HTTPS and the application' --instance tls --https --application
has 'the certificate' out "export OTK_CA_FILE='$folder/tls.crt'"
has 'the private key' out "export OTK_PRIVATE_KEY='$folder/tls.key'"
check 'both work' sh -c '. "$1"; "$2" archives list' sh "$work/out" "$otk"
expect 'its control interface as well' 0 sandbox clock --instance tls
"$otk" sandbox down --instance tls

# The folder must be private.
mkdir -m 755 "$work/open" "$work/open/otk-sandbox"
XDG_RUNTIME_DIR=$work/open expect 'a folder that others can read' 3 sandbox up --port 0 --program "$program"
has 'is refused' err 'other users can read'
ln -s "$work/run" "$work/open/link"
mkdir -m 700 "$work/links" && ln -s "$folder" "$work/links/otk-sandbox"
XDG_RUNTIME_DIR=$work/links expect 'a folder that is a link' 3 sandbox up --port 0 --program "$program"
: >"$work/full"
XDG_RUNTIME_DIR=$work/full expect 'a folder that cannot be made' 3 sandbox clock --instance x
unset XDG_RUNTIME_DIR
TMPDIR=$work expect 'without XDG_RUNTIME_DIR' 3 sandbox clock --instance x
check 'there is a private folder' test "$(stat -c %a "$work/otk-sandbox-$(id -u)")" = 700
XDG_RUNTIME_DIR=$work/run
export XDG_RUNTIME_DIR

# ---- the control interface
expect 'create a session' 0 sandbox create --session-id 'odd/id ü' --json
expect 'an id with a slash, a blank and another letter' 0 sandbox show 'odd/id ü'
expect 'an id of dots' 1 sandbox show ..
expect 'create another' 0 sandbox create --field sessionId
session=$(cat "$work/out")
expect 'a change whose record has no such member' 2 sandbox clock skew 0s --no-checks --field id
has 'is said to be made' err '--field: the command was carried out, but the result has no member "id"'
has 'and its record is not lost' out '"skew":0'
expect 'join' 0 sandbox join "$session" --data name=Anna --field connectionId
connection=$(cat "$work/out")
expect 'publish' 0 sandbox publish "$session" --connection-id "$connection" --layout-class full --layout-class big --has-video no --json
stream=$(member streamId)
expect 'show' 0 sandbox show "$session" --json
has 'the client' out '"data":"name=Anna"'
has 'the stream' out '"layoutClassList":["full","big"]'
expect 'an archive can be started' 0 archives start "$session"
expect 'unpublish' 0 sandbox unpublish "$session" "$stream"
expect 'leave' 0 sandbox leave "$session" "$connection"
has 'says so' out 'sandbox leave: done'
expect 'leave again' 1 sandbox leave "$session" "$connection"
has 'the words of the sandbox' err "let one join with otk sandbox join $session, or POST"
expect 'words as options' 0 sandbox join --session-id "$session"
expect 'leave as a stranger' 1 sandbox leave "$session" "$connection"
has 'the session is not called empty' err 'has clients, but none with this connection id'
expect 'advance the clock' 0 sandbox clock advance 1h30m --field settled
expect 'set it' 0 sandbox clock set 2030-01-31T12:00:00Z --field now
check 'the time is set' grep -q '^1896091200' "$work/out"
expect 'set it wrong' 0 sandbox clock skew 10m
expect 'something that is not a time' 2 sandbox clock advance soon
expect 'skew back' 0 sandbox clock skew 0
expect 'add a fault' 0 sandbox fault add --status 503 --probability 1 --header a=b --retry-after 7 --path '/v2/*' --field id
fault=$(cat "$work/out")
expect 'it is listed' 0 sandbox fault list
has 'with its path' out '/v2/*'
expect 'a fault applies' 1 archives list --timeout 300ms --json
expect 'something that is not a fraction' 2 sandbox fault add --probability often
expect 'an unknown value' 1 sandbox fault add --drop never
expect 'remove it' 0 sandbox fault remove "$fault"
expect 'it is gone' 1 sandbox fault remove "$fault"
expect 'remove all' 0 sandbox fault remove
expect 'nothing is left' 0 sandbox fault list
has 'nothing' out 'nothing found'
expect 'requests' 0 sandbox requests --operation archives.start --json
check 'the one request' test "$(grep -o '"seq":' "$work/out" | wc -l)" = 1
has 'the session' out "$session"
expect 'requests as a table' 0 sandbox requests --limit 1
expect 'an unknown operation' 1 sandbox requests --operation nonsense
expect 'clear them' 0 sandbox requests clear
expect 'none is left' 0 sandbox requests
has 'nothing at all' out 'nothing found'
expect 'callbacks' 0 sandbox callbacks
expect 'resend an unknown one' 1 sandbox callbacks resend x
echo '{"sessions":[{"sessionId":"seeded","connections":[{}]}]}' >"$work/seed"
expect 'seed' 0 sandbox seed "$work/seed"
expect 'it is there' 0 sandbox show seeded
expect 'a snapshot' 0 sandbox snapshot
cp "$work/out" "$work/state"
expect 'a seed that is not JSON' 2 sandbox seed "$program"
expect 'a seed that is not there' 2 sandbox seed "$work/none"
expect 'reset' 0 sandbox reset
expect 'the seed is gone' 1 sandbox show seeded
expect 'restore' 0 sandbox restore "$work/state"
expect 'it is there again' 0 sandbox show seeded
expect 'nothing is recorded' 0 sandbox recording --field mode
line 'says so' out none
expect 'reset again' 0 sandbox reset
expect 'the session is gone' 1 sandbox show "$session"
expect 'two words are needed' 2 sandbox fault
has 'they are named' err 'known are add, list, remove'
expect 'what would be sent' 0 sandbox join x/y --data z --dry-run
has 'method and address' out "POST $first/sandbox/session/x%2Fy/connection"
has 'the body' out '{"data":"z"}'
expect 'help of three words' 0 help sandbox clock advance
has 'its usage' out 'usage: otk sandbox clock advance TIME'
run __complete sandbox ''
line 'completes first words' out fault
check 'each once' test "$(grep -c '^clock$' "$work/out")" = 1
run __complete sandbox fault ''
line 'completes second words' out remove
run __complete sandbox fault add --method ''
line 'completes values' out PATCH

# A server that is not a sandbox gets no command.
OTK_API_URL=http://127.0.0.1:9 expect 'nobody listens' 3 sandbox reset
expect 'something that is not a URL' 2 sandbox reset --api-url here
expect 'both at once' 2 sandbox reset --api-url "$first" --instance default
mkfifo "$work/listen.port"
"$otk" listen --port 0 --port-file "$work/listen.port" </dev/null >/dev/null 2>&1 &
listener=$!
other=http://127.0.0.1:$(port_of "$work/listen.port")
expect 'another server' 2 sandbox reset --api-url "$other"
has 'is named' err 'is not an otk-sandbox'

# ---- tail
"$otk" archives list >/dev/null
expect 'tail from the beginning' 0 tail --since 0 --count 1
has 'one line' out 'archives.list'
expect 'tail as JSON' 0 tail --since 0 --count 1 --json
has 'an entry' out '"operation":"archives.list"'
lacks 'the token is not in it' out 'eyJ'
"$otk" tail --count 2 --status 200 --operation session.create >"$work/tail" 2>"$work/tail.err" &
tail=$!
appears "$work/tail.err" 'requests to'
"$otk" session create >/dev/null
"$otk" archives list >/dev/null
"$otk" session create >/dev/null
check 'tail ends after two that fit' timeout 60 tail --pid="$tail" -s 0.05 -f /dev/null
check 'it has shown these only' test "$(grep -c session.create "$work/tail")$(wc -l <"$work/tail")" = 22
"$otk" tail --bodies >"$work/tail" 2>"$work/tail.err" &
tail=$!
appears "$work/tail.err" 'requests to'
"$otk" archives start "$("$otk" session create --field session_id)" --name weekly >/dev/null 2>&1
check 'bodies are shown' appears "$work/tail" '    {"sessionId"'
expect 'the server ends' 0 sandbox down
wait "$tail"
check 'tail ends with it' test $? = 3
check 'and says so' grep -q 'does not respond' "$work/tail.err"
kill "$listener"
finish
