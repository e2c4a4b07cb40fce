#!/bin/sh
# SPDX-License-Identifier: MIT
# otk trigger: every callback of the contract, verified by otk listen; otk replay.
. "$(dirname "$0")/otk.sh"
(umask 077 && echo trigger-secret >"$work/secret")
(umask 077 && echo another >"$work/other")

# listen OPTIONS...: starts otk listen; sets $here and $listener.
listen() {
	rm -f "$work/here"
	mkfifo "$work/here"
	timeout --foreground 300 "$otk" listen --port 0 --port-file "$work/here" --json "$@" \
		</dev/null >"$work/heard" 2>"$work/listen.err" &
	listener=$!
	here=http://127.0.0.1:$(port_of "$work/here")
}
ended() {
	wait "$listener"
	check "$1" test $? = 0
}

expect 'the list' 0 trigger
names=$(cat "$work/out")
count=$(wc -l <"$work/out")
check 'there are at least 30' test "$count" -ge 30
expect 'the list as JSON' 0 trigger --json
has 'an object' out '{"callbacks":["session.created"'
run __complete trigger ''
line 'completes' out archive.available
expect 'an unknown one' 2 trigger archive.avalable --to http://127.0.0.1:9
has 'is suggested' err 'did you mean "archive.available"'
expect 'no receiver' 2 trigger archive.available
has 'is an error' err '--to is missing'
expect 'a receiver that is not a URL' 2 trigger archive.available --to ftp://x
expect 'nobody listens' 3 trigger archive.available --to http://127.0.0.1:9/
http_proxy=http://127.0.0.1:9 expect 'another machine, by the proxy of the environment' 3 trigger archive \
	--to http://callbacks.invalid/
has 'whose name the proxy resolves' err "Couldn't connect"
expect 'a scheme in capitals' 3 trigger archive.available --to HTTP://127.0.0.1:9/
expect 'no secret on the command line' 2 trigger archive --to http://127.0.0.1:9/ --secret hunter2
lacks 'not repeated' err hunter2

# Each is genuine, and otk recognises its kind.
listen --secret-file "$work/secret" --count "$count"
for name in $names; do
	"$otk" trigger "$name" --to "$here/x" --secret-file "$work/secret" --session-id S1 >>"$work/sent" ||
		echo "$name" >>"$work/failed"
done
ended 'the listener has received all'
touch "$work/failed"
empty 'each got 200' "$work/failed"
check 'each was verified' test "$(grep -c '"verdict":"verified"' "$work/heard")" = "$count"
sed -n 's/.*"kind":"\([a-z]*\)","what":"\([A-Za-z]*\)".*/\1 \2/p' "$work/heard" | cut -d' ' -f1 >"$work/kinds"
echo "$names" | cut -d. -f1 >"$work/expected"
same 'each is of its kind' "$work/expected" "$work/kinds"
check 'each has the session' test "$(grep -c '"sessionId":"S1"' "$work/heard")" = "$count"

listen --secret-file "$work/secret"
expect 'signed with another secret' 1 trigger sip.destroyed --to "$here" --secret-file "$work/other"
has 'is refused' err 'responded with 401'
expect 'not signed' 1 trigger sip.destroyed --to "$here"
has 'says so' out '(not signed)'
OTK_CALLBACK_SECRET=trigger-secret expect 'the secret of the environment' 0 trigger archive --to "$here" --json
has 'a result' out '"httpStatus":200,"signed":true'
expect 'for an application' 0 trigger archive.available --to "$here" --secret-file "$work/secret" \
	--project-id 29f760f8-7ce1-46c9-ade3-f2dedee4ed5f --id A1 --extra-json '{"size":7}'
kill "$listener"
wait "$listener"
check 'named as in its objects' grep -q '"id":"A1".*"size":7.*"applicationId":"29f760f8' "$work/heard"
grep '"applicationId":"29f760f8' "$work/heard" | grep -E '"(partner|project)Id"' >"$work/found"
empty 'an object of an application names no project' "$work/found"

# ---- replay
expect 'a body' 0 trigger broadcast.started --dry-run --session-id S2
cp "$work/out" "$work/body"
listen --secret-file "$work/secret"
expect 'from a file' 0 replay "@$work/body" --to "$here" --secret-file "$work/secret"
has 'its name' out 'broadcast.started to'
"$otk" replay - --to "$here" --secret-file "$work/secret" <"$work/body" >"$work/out" 2>"$work/err"
check 'from stdin' test $? = 0
kill "$listener"
wait "$listener"
cp "$work/heard" "$work/lines"
check 'the bytes arrived' test "$(grep -c '"sessionId":"S2"' "$work/lines")" = 2
listen --secret-file "$work/secret" --count 2
expect 'the lines of otk listen' 0 replay "@$work/lines" --to "$here" --secret-file "$work/secret"
ended 'both arrived'
check 'verified again' test "$(grep -c '"verdict":"verified"' "$work/heard")" = 2
sandbox_start --settle-ms 10
listen --secret-file "$work/secret"
sandbox_control PUT /hooks '{"session":{"url":"'"$here"'/s","secret":"trigger-secret"}}' >/dev/null
session=$("$otk" session create --field session_id)
"$otk" sandbox join "$session" >/dev/null
check 'a callback of the sandbox' appears "$work/heard" connectionCreated
id=$(sandbox_control GET /callbacks | sed 's/.*"id":"\([^"]*\)","kind":"session".*/\1/')
expect 'from the list of the sandbox' 0 replay "$id" --to "$here" --secret-file "$work/secret"
check 'it is heard again' appears "$work/heard" '"verdict":"verified"' 3
expect 'an unknown id' 2 replay nonsense --to "$here"
has 'what to do' err 'otk sandbox callbacks'
kill "$listener"
wait "$listener"
expect 'a file that is not there' 2 replay "@$work/none" --to "$here"
printf '{"a":1}\nnonsense\n' >"$work/broken"
expect 'a line that is not JSON' 2 replay "@$work/broken" --to http://127.0.0.1:9
has 'is named' err 'line 2'
: >"$work/nothing"
expect 'an empty file' 2 replay "@$work/nothing" --to http://127.0.0.1:9

# The claims of the signature, as the journal of the sandbox shows them. It responds with 404.
sandbox_control DELETE /requests >/dev/null
expect 'signed for a project' 1 trigger archive --to "$url/claims" --secret-file "$work/secret" --project-id 777
sandbox_control GET /requests >"$work/seen"
has 'the project is claimed' seen '"api_key":"777"'
has 'the issuer is claimed' seen '"iss":"Vonage"'
expect 'signed for an application' 1 trigger archive --to "$url/claims" --secret-file "$work/secret" \
	--project-id 29f760f8-7ce1-46c9-ade3-f2dedee4ed5f
sandbox_control GET /requests >"$work/seen"
has 'the application is claimed' seen '"application_id":"29f760f8-7ce1-46c9-ade3-f2dedee4ed5f"'

# A redirect is not followed: the signature is for one address.
sandbox_control POST /stubs '{"method":"POST","path":"/moved","auth":"none","status":307,"headers":{"Location":"/sandbox/reset"}}' >/dev/null
expect 'a redirect' 1 trigger archive --to "$url/moved"
has 'is reported' err 'redirects of callbacks are not followed'
finish
