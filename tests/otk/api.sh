#!/bin/sh
# SPDX-License-Identifier: MIT
# otk api calls any path of the service; --dry-run=curl|c|python prints a request as a program that sends the same.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
. "$OTK_TEST_SRCDIR/tests/otk/otk.sh"

sandbox_start
expect 'a session' 0 session create --field sessionId
session=$(cat "$work/out")
sandbox_control POST "/session/$session/connection" '{}' >"$work/joined"

# ---- the call

path="/v2/project/{project}/session/$session"
expect 'GET' 0 api GET '/v2/project/{project}/archive?count=3'
has 'prints the response' out '"items": ['
expect 'a lower-case method, and a field' 0 api get "$path/connection" --field count
has 'prints the value' out 1
expect 'POST' 0 api POST "$path/signal" '{"type": "chat", "data": "hello"}'
empty 'an empty response' "$work/out"
printf '{"type": "chat", "data": "from a file"}' >"$work/body"
expect 'a body from a file' 0 api POST "$path/signal" "@$work/body"
expect 'a form' 0 api POST /session/create 'archiveMode=manual' --form
has 'has its response' out '"session_id"'
expect 'an error of the service' 1 api GET '/v2/project/{project}/archive/4f2f1c3e-0000-4000-8000-000000000000'
has 'is reported as all errors are' err 'GET /v2/project/{project}/archive/4f2f1c3e-0000-4000-8000-000000000000: 404'
expect 'a path that leads elsewhere' 2 api GET '/v2/../sandbox'
has 'is refused' err 'PATH: a segment of dots leads to another path'
expect 'another host' 2 api GET 'https://other.example/v2'
has 'is refused' err 'PATH: it must begin with one slash'
expect 'a method that does not exist' 2 api BREW /v2
has 'names the known ones' err 'GET, POST, PUT, PATCH and DELETE'
expect 'a body that is not JSON' 2 api POST /v2 '{"a":'
expect 'a repeat class that does not exist' 2 api GET /v2 --repeat never
expect 'a request that is not sent' 0 api POST "$path/signal?a=1" '{"password": "x", "a": 1}' --dry-run
has 'is shown' out "POST $url/v2/project/123456/session/$session/signal?a=1"
has 'without secrets' out '{"password":"(secret)","a":1}'

# Responses that are not what JSON is for.
echo null >"$work/null"
respond_with() {
	sandbox_control POST /faults "{\"path\":\"*/big\",\"status\":200,\"contentType\":\"application/json\",\"body\":\"$1\"}" >/dev/null
}
respond_with '{\"count\":99999999999999999999}'
expect 'a number beyond 64 bits' 0 api GET '/v2/project/{project}/big'
has 'is kept' out '99999999999999999999'
respond_with null
expect 'a response that is null' 0 api GET '/v2/project/{project}/big'
same 'is printed' "$work/null" "$work/out"
respond_with null
expect 'as one line' 0 api GET '/v2/project/{project}/big' --json
same 'is printed as well' "$work/null" "$work/out"
respond_with null
expect 'a field of it' 2 api GET '/v2/project/{project}/big' --field id
respond_with '{\"made\":1}'
expect 'a field that the response to a change does not have' 2 api POST '/v2/project/{project}/big' --field id
has 'the change is said to be made' err '--field: the command was carried out, but the result has no member "id"'
has 'and the response is not lost' out '{"made":1}'
respond_with '{\"made\":1}'
expect 'the same of a request that changes nothing' 2 api GET '/v2/project/{project}/big' --field id
lacks 'is only wrong' err 'carried out'
respond_with '{\"a\":1,\"b\":2,\"a\":3}'
expect 'a member that the service sends twice' 0 api GET '/v2/project/{project}/big' --field a
has 'has its last value' out 3
respond_with done
expect 'a response that is not JSON' 3 api GET '/v2/project/{project}/big'
has 'is an error' err 'the response is not JSON'
# Longer than the first piece of memory that a file is read into.
{
	printf '{"first":1,"a":"'
	head -c 9000 /dev/zero | tr '\0' x
	printf '","last":2}'
} >"$work/long"
expect 'a long body from a file' 0 api POST /v2/x "@$work/long" --dry-run
check 'is whole' grep -qF "$(cat "$work/long")" "$work/out"
expect 'an encoded name of a secret' 0 api GET '/v2/x?%70assword=hunter2&%61=%31' --dry-run
has 'is recognised' out '/v2/x?%70assword=(secret)&%61=%31'
expect 'a number of the user' 0 api POST /v2/x '{"n":-99999999999999999999}' --dry-run
has 'is sent as it is' out '{"n":-99999999999999999999}'

# All pages: sessions of the sandbox have one list with offset and count.
number=0
while [ $number -lt 5 ]; do
	number=$((number + 1))
	sandbox_control POST "/session/$session/connection" '{}' >/dev/null
done
expect 'pages' 0 api GET "$path/connection?count=2" --all --field count
has 'all of them' out 6
expect 'pages of a POST' 2 api POST "$path/signal" --all
has 'says what to do' err '--all: it needs GET'

sandbox_control POST /faults '{"path":"*/same","times":0,"status":200,"contentType":"application/json","body":"{\"count\":4,\"items\":[{\"id\":1},{\"id\":2}]}"}' >/dev/null
expect 'a page that does not change' 2 api GET '/v2/project/{project}/same' --all
has 'is noticed' err '--all: the service sent the same page twice'

# The other styles of paging: links, pageInfo, a cursor, numbers of pages.
account() {
	OTK_API_KEY=abcd1234 OTK_API_SECRET=SandboxVonageSecret1 "$@"
}
account expect 'a second application' 0 applications create --name other
account expect 'links to the next page' 0 api GET '/v2/applications?page_size=1' --auth basic --all --json
has 'all of them' out '{"count":2,"items":[{'
has 'with the second' out '"name":"other"'
graph='query($endCursor: String) { project(projectId: 123456) { sessionData { sessions(sessionIds: [\"x\"]) {
	resources { meetings(first: 5, endCursor: $endCursor) { pageInfo { hasNextPage endCursor }
	resources { meetingId } } } } } } }'
graph=$(printf '{"query": "%s", "variables": {"a": 1}}' "$graph" | tr '\n\t' '  ')
sandbox_control DELETE /requests >/dev/null
expect 'pageInfo' 0 api POST /graphql "$graph" --all --json
has 'all of them' out '{"count":12,"items":[{'
has 'with the last' out '"meeting-12"'
sandbox_control GET /requests >"$work/requests"
has 'other variables stay' requests '{\"a\":1,\"endCursor\":\"10\"}'

# serve BODY: the next response has this body.
serve() {
	printf '{"status":200,"body":"%s","contentType":"application/json","times":1}' \
		"$(printf '%s' "$1" | sed 's/"/\\"/g')" >"$work/fault"
	sandbox_control POST /faults "$(cat "$work/fault")" >/dev/null
}
serve '{"ids":["a"],"records":[{"id":1},{"id":2}],"cursor":"c/1","iv":"i=1"}'
serve '{"ids":["b"],"records":[{"id":3}],"cursor":"c/2","iv":"i=2"}'
serve '{"records":[],"cursor":null}'
sandbox_control DELETE /requests >/dev/null
expect 'a cursor' 0 api GET '/v2/records?a=1' --all --json
line 'all of them' out '{"count":3,"items":[{"id":1},{"id":2},{"id":3}]}'
sandbox_control GET /requests >"$work/requests"
has 'it is sent' requests '{"a":"1","cursor":"c/1","iv":"i=1"}'
has 'and replaced' requests '{"a":"1","cursor":"c/2","iv":"i=2"}'
# A full page is not the last one, whatever its count says.
for number in 1 3 5; do
	serve "{\"count\":2,\"items\":[{\"id\":$number},{\"id\":$((number + 1))}]}"
done
serve '{"count":1,"items":[{"id":7}]}'
expect 'a count that is the length of the page' 0 api GET '/v2/things?count=2' --all --field count
has 'is not the end' out 7
serve '{"count":2,"items":[{"id":1},{"id":2}]}'
serve '{"count":2,"items":[{"id":1},{"id":2}]}'
expect 'the same page again, after all items' 0 api GET '/v2/things?count=2' --all --field count
has 'is the end' out 2
# Links that lead in a circle have no end.
for page in a:b b:c c:a; do
	printf '{"path":"/v2/ring/%s","times":0,"status":200,"contentType":"application/json","body":"%s"}' \
		"${page%:*}" "{\\\"items\\\":[{\\\"n\\\":1}],\\\"_links\\\":{\\\"self\\\":{},\\\"next\\\":{\\\"href\\\":\\\"/v2/ring/${page#*:}\\\"}}}" >"$work/fault"
	sandbox_control POST /faults "$(cat "$work/fault")" >/dev/null
done
expect 'links in a circle' 2 api GET /v2/ring/a --all
has 'are noticed' err '--all: the links or cursors of the pages lead in a circle'
# The service decides how many pages there are, --timeout how long that may take.
for number in 1 2 3 4 5 6 7 8; do
	printf '{"status":200,"delayMs":100,"body":"%s","contentType":"application/json","times":1}' \
		"{\\\"records\\\":[{}],\\\"cursor\\\":\\\"$number\\\"}" >"$work/fault"
	sandbox_control POST /faults "$(cat "$work/fault")" >/dev/null
done
expect 'pages without end' 3 api GET /v2/records --all --timeout 400ms
has 'end with the time' err 'not finished within 400 ms'
sandbox_control DELETE /faults >/dev/null
# Pages without items take as long as others.
for number in 1 2 3 4 5 6 7 8; do
	printf '{"status":200,"delayMs":100,"body":"%s","contentType":"application/json","times":1}' \
		"{\\\"records\\\":[],\\\"cursor\\\":\\\"$number\\\",\\\"iv\\\":\\\"i\\\"}" >"$work/fault"
	sandbox_control POST /faults "$(cat "$work/fault")" >/dev/null
done
serve '{"records":[]}'
records='reports records --account-id abcd1234 --all --date-start 2026-11-01T00:00:00Z --date-end 2026-11-02T00:00:00Z'
# shellcheck disable=SC2086 # words
expect 'empty pages without end' 3 $records --timeout 400ms --json
has 'end with the time' err '{"error":{"status":"timeout","message":"reports records: not finished within 400 ms (--timeout)","exit":3}}'
# shellcheck disable=SC2086 # words
expect 'the rest of them' 0 $records --timeout 20s
sandbox_control DELETE /faults >/dev/null
serve '{"page":1,"total_pages":2,"_embedded":{"things":[{"id":1}]}}'
serve '{"page":2,"total_pages":2,"_embedded":{"things":[{"id":2}]}}'
expect 'numbers' 0 api GET '/v2/things?page=1' --all --json
line 'all of them' out '{"count":2,"items":[{"id":1},{"id":2}]}'
serve '[{"id":1}]'
expect 'a list without pages' 0 api GET /v2/things --all --json
line 'is one page' out '{"count":1,"items":[{"id":1}]}'
serve '{"records":[{}],"cursor":"same"}'
serve '{"records":[{}],"cursor":"same"}'
expect 'a cursor that stays' 2 api GET /v2/records --all
has 'is refused' err 'cursor of this page for the next one'
serve '{"_links":{"next":{"href":"https://other.example/v2"}},"_embedded":{"things":[]}}'
expect 'a link to another host' 2 api GET /v2/things --all
has 'is not followed' err 'on another host: "https://other.example/v2"'
serve '{"pageInfo":{"hasNextPage":true},"resources":[]}'
expect 'pageInfo without a cursor' 2 api POST /graphql '{"query":"{ pageInfo }"}' --all
has 'is refused' err 'pageInfo has no endCursor'
serve '{"a":1}'
expect 'no list' 2 api GET /v2/thing --all
has 'is refused' err 'no list of items'

# ---- the same request

# What each language could take for its own: quotes, commands, escapes, formats, trigraphs, other alphabets.
hostile='it'\''s "q" $(touch made) `touch made` \ \\ %s %n ??/ \u0041 {}[1-3] é ☃ </script> <!-- #{x} $HOME !'
header=$("$otk" jwt --header)
OTK_HEADER=$header
export OTK_HEADER
bodies() {
	sandbox_control GET /requests | jq -c "[.items[] | select(.path | endswith(\"/signal\")) | .body |
		if type == \"string\" then fromjson? // . else . end]"
}
cd "$work" || exit 1
send() {
	expect "$1" 0 signals send "$session" --type chat --data "$hostile" --dry-run="$2"
	cp "$work/out" "$work/program"
	lacks 'has no secret' out "$OTK_API_SECRET"
}
sandbox_control DELETE /requests >/dev/null
expect 'the request itself' 0 signals send "$session" --type chat --data "$hostile"

send 'as curl' curl
check 'curl sends it' env no_proxy='*' sh program
send 'as C' c
cp "$work/program" "$work/program.c"
cc=${OTK_TEST_CC:-cc}
compiled() {
	# shellcheck disable=SC2086 # a list of options
	$cc ${OTK_TEST_SANITIZE-} -std=c17 -Wall -Wextra -Werror -I"$OTK_TEST_SRCDIR/include" -o program-c program.c \
		-L"$OTK_TEST_BUILDDIR/.libs" -lotk -lotk-auth -Wl,-rpath,"$OTK_TEST_BUILDDIR/.libs"
}
check 'C compiles' compiled
check 'C sends it' ./program-c
programs=3
if command -v python3 >/dev/null; then
	send 'as Python' python
	check 'Python sends it' env no_proxy='*' python3 program
	programs=4
else
	skip 'Python is not installed'
fi
expect 'a raw call as C' 0 api POST "$path/signal" "{\"type\": \"chat\", \"data\": $(printf %s "$hostile" | jq -Rs .)}" \
	--dry-run=c
cp "$work/out" program.c
check 'the raw call compiles' compiled
check 'the raw call sends it' ./program-c
programs=$((programs + 1))
check 'nothing in the text was run' test ! -e made
if command -v jq >/dev/null; then
	bodies >"$work/bodies"
	check 'all sent the same' jq -e --arg text "$hostile" --argjson count $programs \
		'length == $count and all(.data == $text and .type == "chat")' "$work/bodies"
else
	skip 'jq is not installed (script/setup)'
fi
expect 'a secret as curl' 0 sip dial "$session" --token t --sip.uri sip:user@example.com \
	--sip.auth.username u --sip.auth.password hunter2 --dry-run=curl --no-checks
lacks 'is not shown' out hunter2
expect 'a language that is not known' 2 archives list --dry-run=perl
finish
