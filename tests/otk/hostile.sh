#!/bin/sh
# SPDX-License-Identifier: MIT
# Untrusted text (names, reasons, errors) is escaped before it reaches a terminal.
. "$(dirname "$0")/otk.sh"
sandbox_start
escape=$(printf '\033')
bidi=$(printf '\342\200\256')

# serve BODY [STATUS]: the next responses have this body.
serve() {
	sandbox_control DELETE /faults >/dev/null
	printf '{"status":%s,"body":"%s","contentType":"application/json","times":0}' "${2-200}" \
		"$(printf '%s' "$1" | sed 's/\\/\\\\/g; s/"/\\"/g')" >"$work/fault"
	sandbox_control POST /faults "$(cat "$work/fault")" >/dev/null
}

# safe NAME FILE: no control character but the end of a line.
safe() {
	tr -d '\n' <"$work/$2" | LC_ALL=C tr -d '[:cntrl:]' >"$work/printable"
	tr -d '\n' <"$work/$2" >"$work/all"
	same "$1" "$work/printable" "$work/all"
	lacks "$1: no direction mark" "$2" "$bidi"
}

item='{"id":"a\u001b[2Jb","status":"av\u202eail\u009b","name":"n\n\rm\u0007","createdAt":1,"size":-5,"duration":99999999999,"brand new":{"x":["\u001b]0;t\u0007"]},"\u001b[31mkey":1}'
serve "$item"
expect 'a record' 0 archives get x
safe 'a record is safe' out
has 'a control character is shown' out 'a^[[2Jb'
has 'a member that is new is shown' out 'brand new.x:'
expect 'a record, --json' 0 archives get x --json
safe 'as JSON' out
has 'it is what was sent' out 'a\u001b[2Jb'
serve "{\"count\":1,\"items\":[$item]}"
expect 'a table' 0 archives list
safe 'a table is safe' out
serve '{"id":"a\u0000b","status":"x"}'
expect 'a NUL in a text' 0 archives get x
has 'is shown' out 'a^@b'
expect 'a NUL in a field' 0 archives get x --field id
line 'does not cut it' out 'a^@b'
expect 'a NUL in JSON' 0 archives get x --json
has 'is escaped' out '"id":"a\u0000b"'
# The library reads these, so the command does not lose them.
for odd in '{"count":1,"items":[{"id":"a1","name":"a\qb"}]}' \
	'{"count":1,"items":[{"id":"a1","name":"a\u12x\\\"b"}]}' \
	"$(printf '\357\273\277')"'{"count":1,"items":[{"id":"a1","name":"a"}]}'; do
	serve "$odd"
	for form in '' --all '--field id' '--json --field id'; do
		# shellcheck disable=SC2086
		expect "a list of $odd $form" 0 archives list $form
		has 'has its item' out a1
	done
	expect "otk api: $odd" 0 api GET /v2/x --field count
	has 'has its number' out 1
done
# A member that occurs twice has its last value, as in records of the library.
serve '{"id":"a1","id":"a2","status":"x","status":null,"layout":{"type":"a","type":"b"}}'
expect 'members that occur twice' 0 archives get x --json
has 'have their last value' out '"id":"a2"'
has 'in objects as well' out '"type":"b"'
lacks 'null is a value' out '"x"'
# A whole number is accepted in every notation.
for number in 29 29.0 2.9e1 290e-1 '"29"'; do
	serve "{\"id\":\"a1\",\"duration\":$number}"
	expect "a duration of $number" 0 archives get x
	has "$number is shown as 29 s" out '29 s'
done
serve '{"id":"a1","duration":29.5}'
expect 'a duration with a fraction' 0 archives get x
has 'is shown unchanged' out '29.5'
serve '{"code":-1,"message":"bad\u001b[31m\u202e\n\nthing"}' 400
expect 'an error' 1 archives get x
safe 'an error is safe' err
expect 'an error, --json' 1 archives get x --json
safe 'as JSON' err
expect 'an error, --verbose' 1 archives get x --verbose
safe 'verbose' err

# A wait fails if the object ends in failure.
for status in failed expired deleted; do
	serve "{\"id\":\"a1\",\"status\":\"$status\",\"reason\":\"disk full\"}"
	expect "archives wait: $status" 1 archives wait a1 --interval 20ms
	has "archives wait: $status is said" err "\"$status\""
	has "archives wait: $status: the record is shown" out a1
	expect "archives wait: $status, --json" 1 archives wait a1 --interval 20ms --json
	has "archives wait: $status has a status of its own" err '"status":"state"'
	expect "archives wait --until $status" 0 archives wait a1 --until $status --interval 20ms
done
serve '{"id":"b1","status":"failed"}'
expect 'broadcasts wait: failed' 1 broadcasts wait b1 --interval 20ms
expect 'renders wait: failed' 1 renders wait b1 --interval 20ms
serve '{"id":"b1","status":"stopped"}'
expect 'broadcasts wait: stopped is not a failure' 0 broadcasts wait b1 --interval 20ms
serve '{"id":"a1","status":"available"}'
expect 'archives wait: available' 0 archives wait a1 --interval 20ms

# Responses of unexpected shapes.
for body in '{}' '{"items":[]}' '{"count":"x","items":[]}' '{"count":-1,"items":[{"id":"1","status":"s"}]}'; do
	serve "$body"
	run archives list
	check "a list of $body ends well or as an error" test "$code" -eq 0 -o "$code" -eq 3
	run archives list --all
	check "all pages of $body end" test "$code" -eq 0 -o "$code" -eq 3
done
serve '{"count":1000000,"items":[{"id":"1","status":"started"}]}'
expect 'the same page for ever' 0 archives list --all
check 'is shown once' test "$(wc -l <"$work/out")" -eq 2
serve ''
expect 'a response without a body to a list' 3 archives list
has 'is not an empty list' err 'the response is empty'
expect 'an empty response to get' 3 archives get x
serve '[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]'
expect 'a response that is nested too deeply' 3 archives get x
# An object without the id that is required: the words of the service are part of the error.
serve '{"message":"The project is suspended"}'
expect 'an object with a message only' 3 archives get x
has 'says what is missing' err 'archives get: the response: id: it is missing: "The project is suspended"'
expect 'the same for session create' 3 session create
has 'says so as well' err '"The project is suspended"'
serve '{"message":"pass","secret":"hunter2"}'
expect 'an object with a secret' 3 archives get x
lacks 'which is not quoted' err hunter2
serve '{"id":"1","status":"x","password":"hunter2"}'
expect 'a secret of a record' 0 archives get x
lacks 'is not shown on a terminal' out hunter2
has 'the way to see it is said' out '--show-secrets'
expect 'as JSON' 0 archives get x --json
lacks 'it is hidden as well' out hunter2
expect 'as the service sent it' 0 archives get x --raw
lacks 'it is hidden there as well' out hunter2
expect 'as one field' 2 archives get x --field password
lacks 'it is refused' out hunter2
for form in --json --raw '--field password' ''; do
	# shellcheck disable=SC2086
	expect "with --show-secrets $form" 0 archives get x $form --show-secrets
	has 'it is shown' out hunter2
done

# Many secrets in one text: time and memory grow with the text, not with its square.
{
	printf '{"id":"1","status":"x","name":"http://h/?'
	yes 'token=hunter2&' | head -n 5000 | tr -d '\n'
	yes ' http://u:hunter2@h/' | head -n 800 | tr -d '\n'
	yes ' T1==hunter2hunter2' | head -n 800 | tr -d '\n'
	printf '"}'
} >"$work/secrets"
serve "$(cat "$work/secrets")"
(
	# shellcheck disable=SC3045 # dash and bash have it
	[ "${OTK_TEST_SANITIZE-}" ] || ulimit -v 150000
	exec timeout 60 "$otk" archives get x --json >"$work/out" 2>"$work/err"
)
check 'a text with many secrets' test $? -eq 0
scene='a text with many secrets'
lacks 'which are hidden' out hunter2
has 'is shown' out '(secret)'

# Stream keys in every form, members that are not in a table, passwords inside URLs.
for rtmp in '{"foo":{"serverUrl":"rtmp://s","streamName":"LIVE-KEY"}}' \
	'[{"id":"foo","serverUrl":"rtmp://s","streamName":"LIVE-KEY"}]' \
	'[{"id":"foo","serverUrl":"rtmp://user:LIVE-KEY@s/app"}]' \
	'[{"id":"foo","serverUrl":"rtmp://user:a/LIVE-KEY@s/app"}]' \
	'[{"id":"foo","serverUrl":"rtmp://s/app?token=LIVE-KEY&x=1"}]' \
	'[{"id":"foo","brandNew":{"stream_key":"LIVE-KEY"}}]' \
	'[{"id":"foo","sipPassword":"LIVE-KEY","auth":{"user":"u","pass":"LIVE-KEY"}}]'; do
	serve "{\"id\":\"b1\",\"status\":\"started\",\"broadcastUrls\":{\"rtmp\":$rtmp}}"
	for form in '' --json --raw '--field broadcastUrls.rtmp' '--field broadcastUrls' -v; do
		# shellcheck disable=SC2086
		run broadcasts get b1 $form
		cat "$work/out" "$work/err" >"$work/both"
		lacks "$rtmp $form: no stream key" both LIVE-KEY
	done
	run invoke broadcasts.get '{"broadcastId":"b1"}'
	lacks "$rtmp: nor by invoke" out LIVE-KEY
	expect "$rtmp: with --show-secrets" 0 broadcasts get b1 --show-secrets --json
	has "$rtmp: it is shown" out LIVE-KEY
	serve "{\"count\":1,\"items\":[{\"id\":\"b1\",\"status\":\"started\",\"broadcastUrls\":{\"rtmp\":$rtmp}}]}"
	for form in '' --json --raw --all '--all --json' '--field broadcastUrls'; do
		# shellcheck disable=SC2086
		run broadcasts list $form
		cat "$work/out" "$work/err" >"$work/both"
		lacks "$rtmp in a list, $form: no stream key" both LIVE-KEY
	done
done
serve '{"id":"b1","status":"started","url":"https://files.example.com/a.mp4?X-Amz-Signature=abc&Expires=1"}'
expect 'a signed URL' 0 archives get b1 --field url
has 'is complete' out 'https://files.example.com/a.mp4?X-Amz-Signature=abc&Expires=1'

# Time, memory and output grow with the response, not with its square.
# many TEXT COUNT: the text, so many times.
many() { yes "$1" | head -n "$2" | tr -d '\n'; }
# quick NAME ARGS: the command ends well in a short time.
quick() {
	name=$1
	shift
	timeout 30 "$otk" "$@" >"$work/out" 2>"$work/err"
	code=$?
	check "$name" test "$code" -eq 0
}
serve "{\"id\":\"a1\",\"new\":[$(many 0, 25000)1]}"
quick 'a long list of numbers' archives get a1
has 'is shown' out '0, 0, 1'
serve "{\"id\":\"a1\",\"name\":\"$(many 'x://u:p@h/?token=t&b=1 ' 2500)\"}"
quick 'a name of many URLs' archives get a1
has 'is shown' out 'x://(secret)@h/?token=(secret)&b=1'
lacks 'without its passwords' out 'u:p'
lacks 'and tokens' out 'token=t'
quick 'as JSON' archives get a1 --json
lacks 'without its passwords as well' out 'u:p'
long=$(many name 5000)
members=$(seq 1000 | sed 's/.*/"m&":1,/' | tr -d '\n')
serve "{\"id\":\"a1\",\"$long\":1,\"$long-2\":{$members\"n\":1},\"$long-3\":[{$members\"n\":1}]}"
quick 'long names of members' archives get a1
check 'are cut' test "$(wc -c <"$work/out")" -lt 1500000
has 'and their members are shown' out '….m1000:'

# A total that does not fit a number is unset, and so is a byte order mark.
serve '{"count":99999999999999999999,"items":[{"id":"a1"}]}'
expect 'a total beyond 64 bits' 0 archives list
lacks 'is not made up' err 9223372036854775807
expect 'as JSON' 0 archives list --json
has 'it is what is there' out '"count":1,'
serve "$(printf '\357\273\277'){\"id\":\"a1\"}"
expect 'a byte order mark, --raw' 0 archives get a1 --raw
line 'is left out' out '{"id":"a1"}'
serve "$(printf '\357\273\277'){\"code\":-1,\"message\":\"no luck\"}"
for command in 'archives list' 'archives delete a1 --yes' 'api GET /v2/x'; do
	# shellcheck disable=SC2086
	expect "an error object behind it, $command" 1 $command
	has 'is an error' err 'the service reports an error: "no luck"'
done
finish
