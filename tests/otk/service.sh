#!/bin/sh
# SPDX-License-Identifier: MIT
# The commands with a server: requests, output and exit codes.
. "$(dirname "$0")/otk.sh"
sandbox_start --settle-ms 50

# Prints the last request that the server received, as one line of JSON.
last_request() {
	sandbox_control GET /requests >"$work/requests"
	sed 's/.*{"seq"/{"seq"/' "$work/requests" >"$work/request"
}

expect 'session create' 0 session create --media-mode routed
has 'a record for people' out 'project id:'
expect 'session create --json' 0 session create --media-mode routed --json
has 'the JSON of the service' out '"session_id":"'
session=$(member session_id)
expect 'the session id is explained' 0 inspect "$session"
has 'and ours' out 'own project'
sandbox_control POST "/session/$session/stream" '{"name":"camera"}' >"$work/out"
stream=$(member streamId)

expect 'archives start' 0 archives start --session-id "$session" --name weekly \
	--layout.type bestFit --layout.screenshare-type pip --resolution 1280x720 --stream-mode manual
has 'key: value' out 'name:'
archive=$(sed -n 's/^id: *//p' "$work/out")
last_request
has 'the body that was sent' request '\"layout\":{\"type\":\"bestFit\",\"screenshareType\":\"pip\"}'
expect 'archives get' 0 archives get "$archive"
has 'for people' out '1280x720'
expect 'archives get --json' 0 archives get "$archive" --json
has 'for programs' out '"resolution":"1280x720"'
check 'JSON is one line' test "$(wc -l <"$work/out")" -eq 1
expect 'archives list' 0 archives list
has 'a table with titles' out 'STATUS'
has 'rows with the values' out "$archive started weekly"
# In Turkish, "i" is not the small letter of "I".
if localedef -i tr_TR -f UTF-8 "$work/tr_TR.UTF-8" 2>/dev/null; then
	# glibc leaks what it has read from LOCPATH.
	printf '#!/bin/sh\nLOCPATH=%s LC_ALL=tr_TR.UTF-8 ASAN_OPTIONS=detect_leaks=0 exec %s "$@"\n' \
		"$work" "$otk" >"$work/turkish"
	chmod +x "$work/turkish"
	usual=$otk otk=$work/turkish
	expect 'a table in Turkish' 0 archives list
	has 'the same titles' out 'SIZE DURATION'
	expect 'secrets in Turkish' 0 sip dial "$session" --token t --sip.uri SIP:a:hunter2@example.com --dry-run \
		--no-checks --extra-json '{"SIGNATURE":"hunter2","PIN":"hunter2"}'
	lacks 'the same are hidden' out hunter2
	otk=$usual
else
	skip 'the Turkish locale is not available'
fi
expect '--color always, for a pipe' 0 archives list --color always
has 'prints colours' out "$(printf '\033')[32mstarted"
expect 'without --color, for a pipe' 0 archives list
lacks 'prints no colours' out "$(printf '\033')"
expect 'archives list --json' 0 archives list --json
has 'prints the JSON of the service' out '"count":1'
expect '--field of a record' 0 archives get "$archive" --field status
line 'prints one line' out started
expect '--field of a list' 0 archives list -q id
line 'prints one line for each item' out "$archive"
check '--field of a list: prints nothing else' test "$(wc -l <"$work/out")" -eq 1
expect '--field with a path' 0 archives list --field items.0.name
line 'prints the nested value' out weekly
expect '--field with the name of an option' 0 archives get "$archive" -q session-id
line 'prints the member' out "$session"
expect '--field of an unset member' 0 archives get "$archive" -q reason
line 'prints an empty line' out ''
expect '--field count of a list' 0 archives list -q count
line 'prints the count' out 1
expect '--field of an unknown member' 2 archives get "$archive" -q statu
has 'is refused with a suggestion' err 'did you mean "status"?'
expect '--raw' 0 archives get "$archive" --raw
has 'prints the response unchanged' out '"status":"started"'
expect 'a session without --session-id' 0 archives list "$session" --json
has 'filters the list' out '"count":1'
expect 'an id as an option' 0 archives get --archive-id "$archive" -q id
line 'is accepted' out "$archive"
for words in "$session $stream" "--session-id $session --stream-id $stream" \
	"--stream-id $stream $session" "$stream --session-id $session"; do
	# shellcheck disable=SC2086
	expect "ids in any order: $words" 0 streams get $words -q id
	line 'find the stream' out "$stream"
done
expect 'an id twice' 2 archives get --archive-id "$archive" --archive-id x
expect 'an id too many' 2 archives get --archive-id "$archive" x
has 'is refused' err 'unexpected argument "x"'
expect '--count' 0 archives list --session-id "$session" --count 5
last_request
has 'is sent in the query' request '"count":"5"'
expect 'archives add-stream' 0 archives add-stream "$archive" "$stream" --has-video no
last_request
has 'sends addStream' request '\"addStream\":\"'
has 'sends the flag' request '\"hasVideo\":false'
has 'reports success' out 'archives add-stream: done'
expect 'archives remove-stream' 0 archives remove-stream "$archive" "$stream"
last_request
has 'sends removeStream' request '\"removeStream\":\"'
expect 'archives add_stream is the same verb' 0 archives add_stream "$archive" "$stream" --json
line 'prints an empty record as JSON' out '{}'
expect 'archives layout' 0 archives layout "$archive" --type pip
printf '%s' 'stream.instructor {position: absolute;}' >"$work/style.css"
expect 'a text from a file' 0 archives layout "$archive" --type custom \
	--stylesheet-file "$work/style.css"
last_request
has 'is sent' request 'stream.instructor {position'
# A value of a file has no line end; a text of several lines keeps it.
printf 'named\n' >"$work/lf"
printf 'named\r\n' >"$work/crlf"
printf 'named\n\n' >"$work/two"
for file in lf crlf; do
	expect "the line end of a file: $file" 0 archives start --session-id "$session" \
		--name-file "$work/$file" --dry-run --json
	has 'is removed' out '"name":"named"'
done
# Every document: by a property of its field, not by its name.
for option in 'applications create --name n --keys.public-key-file' 'insights query --query-file' \
	'storage set --type s3 --storage-config.bucket b --storage-config.access-key a --storage-config.secret-key s --certificate-file'; do
	# shellcheck disable=SC2086 # words
	run $option "$work/lf" --dry-run --json --no-checks
	has 'keeps its line end' out 'named\n'
done
expect 'a file with two line ends' 0 signals send "$session" --data-file "$work/two" --dry-run --json
has 'only the last one is removed' out '"data":"named\n"'
"$otk" archives start --session-id "$session" --name-file - --dry-run --json <"$work/lf" \
	>"$work/out" 2>"$work/err"
has 'the line end of stdin is removed' out '"name":"named"'
expect 'a style sheet from a file' 0 archives layout "$archive" --type custom --stylesheet-file "$work/lf" \
	--dry-run --json
has 'keeps its line end' out '"stylesheet":"named\n"'
expect 'archives wait with a timeout' 3 archives wait "$archive" --until available --timeout 300ms \
	--interval 20ms
expect 'archives stop' 0 archives stop "$archive"
expect 'archives wait' 0 archives wait "$archive" --until available --timeout 20s --interval 20ms
has 'prints the record' out 'available'
expect 'archives wait for a status that cannot be reached' 1 archives wait "$archive" --until failed --interval 20ms
has 'names the final status' err available
has 'prints the record' out "$archive"
expect 'wait --json' 0 archives wait "$archive" --json
has 'prints the record' out '"status":"available"'
expect 'archives stop of a stopped archive' 1 archives stop "$archive"
has 'gives the HTTP status' err 409
expect 'archives stop of a stopped archive, --json' 1 archives stop "$archive" --json
has 'has the status' err '"status":"conflict"'
has 'has the HTTP status' err '"httpStatus":409'
has 'has the exit code' err '"exit":1'
has 'has the trace id' err '"traceId":"'
expect 'archives delete' 0 archives delete "$archive"
expect 'archives get after archives delete' 0 archives get "$archive"
has 'shows the status' out deleted
expect 'an archive that does not exist' 1 archives get 30b3ebf1-ba36-4f5b-8def-6f70d9986fe9
has 'gives the HTTP status' err 404
has 'gives the trace id' err 'trace '

# invoke: flat JSON, any operation.
expect 'invoke' 0 invoke archives.start "{\"sessionId\":\"$session\",\"name\":\"by invoke\"}"
has 'prints JSON' out '"name":"by invoke"'
archive=$(member id)
expect 'ids by their names' 0 invoke archives.get "{\"archiveId\":\"$archive\"}"
has 'prints it' out "$archive"
printf '{"count":3}' >"$work/count.json"
expect 'JSON from a file' 0 invoke archives.list @"$work/count.json"
last_request
has 'is used' request '"count":"3"'
"$otk" invoke archives.list - <"$work/count.json" >"$work/out" 2>"$work/err"
has 'JSON on stdin' out "$archive"
expect 'without JSON' 0 invoke archives.list
expect 'a member that otk does not know' 0 archives layout "$archive" --type pip \
	--extra-json '{"brandNew":{"a":1}}'
last_request
has 'is sent unchanged' request '\"brandNew\":{\"a\":1}'
expect 'invoke --dry-run' 0 invoke archives.stop "{\"archiveId\":\"$archive\"}" --dry-run --json
has 'shows the request' out "\"method\":\"POST\",\"url\":\"$url/v2/project/123456/archive/$archive/stop\""
expect 'an archive after invoke --dry-run' 0 archives get "$archive" --json
has 'is unchanged' out '"status":"started"'
expect 'an id with special characters' 0 archives get 'a b+c' --dry-run
has 'is encoded in the path' out '/archive/a%20b'
expect 'archives stop' 0 archives stop "$archive"

expect 'connections list' 0 connections list "$session"
check 'the id comes first' grep -q '^ID ' "$work/out"
if command -v script >/dev/null; then
	for i in 80 200; do
		script -qec "stty cols $i; NO_COLOR=1 '$otk' archives list" /dev/null </dev/null >"$work/out" 2>&1
		check "a table fits into $i columns" test \
			"$(tr -d '\r' <"$work/out" | awk '{ if (length > m) m = length } END { print m }')" -le $i
		has 'with the id' out "$archive"
	done
	has 'and more where there is room' out DURATION
	escape=$(printf '\033')
	lacks 'NO_COLOR: no colours' out "$escape["
	for i in auto always never; do
		TERM=xterm script -qec "stty cols 200; '$otk' archives list --color $i" /dev/null \
			</dev/null >"$work/colored_$i" 2>&1
	done
	has 'colours on a terminal' colored_auto "$escape[32mavailable"
	lacks '--color never' colored_never "$escape["
	TERM=dumb script -qec "'$otk' archives list" /dev/null </dev/null >"$work/colored_dumb" 2>&1
	TERM='' script -qec "'$otk' archives list" /dev/null </dev/null >"$work/colored_none" 2>&1
	lacks 'a terminal without colours' colored_dumb "$escape["
	lacks 'a terminal that has no name' colored_none "$escape["
	# Deleting asks only on a terminal.
	printf 'n\n' >"$work/reply"
	script -qec "'$otk' archives delete no-such-archive" /dev/null <"$work/reply" >"$work/asked" 2>&1
	check 'deleting is confirmed on a terminal' test $? -eq 2
	has 'the question names it' asked 'archives delete no-such-archive: this cannot be undone'
	has 'no means no' asked 'cancelled: nothing was deleted'
	printf 'y\n' >"$work/reply"
	script -qec "'$otk' archives delete no-such-archive" /dev/null <"$work/reply" >"$work/asked" 2>&1
	check 'yes asks the service' test $? -eq 1
	script -qec "'$otk' archives delete no-such-archive --yes" /dev/null </dev/null >"$work/asked" 2>&1
	lacks '--yes: no question' asked 'continue?'
	script -qec "'$otk' archives delete no-such-archive --dry-run" /dev/null </dev/null >"$work/asked" 2>&1
	lacks '--dry-run: no question' asked 'continue?'
	# Only a terminal on both ends is asked.
	script -qec "'$otk' archives delete no-such-archive </dev/null" /dev/null </dev/null >"$work/asked" 2>&1
	check 'stdin is not a terminal: asks the service' test $? -eq 1
	lacks 'stdin is not a terminal: no question' asked 'continue?'
	script -qec "'$otk' archives delete no-such-archive 2>'$work/unseen'" /dev/null <"$work/reply" >"$work/asked" 2>&1
	check 'stderr is not a terminal: asks the service' test $? -eq 1
	lacks 'stderr is not a terminal: no question' unseen 'continue?'
	# What does not delete an object is not confirmed.
	script -qec "'$otk' archives stop no-such-archive" /dev/null </dev/null >"$work/asked" 2>&1
	lacks 'stopping needs no question' asked 'continue?'
	for i in yes Y YES ' y '; do
		echo "$i" >"$work/reply"
		script -qec "'$otk' archives delete no-such-archive" /dev/null <"$work/reply" >"$work/asked" 2>&1
		check "the reply '$i' means yes" test $? -eq 1
	done
	for i in '' n yesterday ok; do
		echo "$i" >"$work/reply"
		script -qec "'$otk' archives delete no-such-archive" /dev/null <"$work/reply" >"$work/asked" 2>&1
		check "the reply '$i' means no" test $? -eq 2
	done
else
	skip 'no script(1) to play a terminal'
fi

# Pages.
sandbox_control POST /reset >/dev/null
run session create --media-mode routed --json
session=$(member session_id)
sandbox_control POST "/session/$session/stream" '{}' >/dev/null
for i in 1 2 3 4 5 6 7; do
	run archives start --session-id "$session" --name "no $i" --multi-archive-tag "t$i"
done
expect 'one page' 0 archives list --count 3
check 'one page: three rows and a title' test "$(wc -l <"$work/out")" -eq 4
has 'says that there are more' err '3 of 7 are shown'
expect 'all pages' 0 archives list --count 3 --all
check 'all pages: seven rows and a title' test "$(wc -l <"$work/out")" -eq 8
lacks 'does not mention further items' err 'of 7'
expect 'all pages, --json' 0 archives list --count 2 --all --json
has 'has the number of items' out '"count":7'
check 'all pages, --json: each item once' test "$(grep -o '"name":"no [0-9]"' "$work/out" | sort -u | wc -l)" -eq 7
expect 'pages from an offset' 0 archives list --count 2 --offset 4 --all
check 'pages from an offset: three rows and a title' test "$(wc -l <"$work/out")" -eq 4
sandbox_control POST /reset >/dev/null
expect 'an empty list' 0 archives list
has 'says so' out 'nothing found'
expect 'an empty list, --all --json' 0 archives list --all --json
has 'is empty' out '"items":[]'

# Failures of the service and of the network; no secret is printed.
fault() {
	sandbox_control DELETE /faults >/dev/null
	sandbox_control POST /faults "$1" >/dev/null
}
fault '{"status":500,"body":"{\"message\":\"broken\"}","times":0}'
expect 'a server error' 1 archives list --timeout 3s
has 'quotes the service' err broken
fault '{"status":429,"headers":{"Retry-After":"100"},"times":0}'
expect 'a rate limit' 1 archives list --timeout 3s --json
has 'has the time to wait' err '"retryAfterMs":100000'
fault '{"invalidJson":true,"times":0}'
expect 'a response that is not JSON' 3 archives list --timeout 3s
fault '{"drop":"before","times":0}'
expect 'a connection that is cut' 3 archives list --timeout 3s
fault '{"delayMs":3000,"times":0}'
expect 'a time-out' 3 archives list --timeout 200ms
has 'is named' err 'tim'
sandbox_control DELETE /faults >/dev/null
OTK_API_SECRET=0000 expect 'a wrong secret' 1 archives list
has 'is named' err signature
OTK_API_SECRET=0000 expect 'a wrong secret, --json' 1 archives list --json
has 'has the status' err '"status":"auth"'

# Values after "=".
expect 'an empty value' 0 archives start "$session" --name= --dry-run --json
has 'is a value' out '"name":""'
expect 'a value with "="' 0 archives start "$session" --name=a=b --dry-run --json
has 'is complete' out '"name":"a=b"'
expect 'a value with dashes' 0 archives start "$session" --name=--json --dry-run
has 'is a value, not an option' out '"name":"--json"'
expect 'a flag with a value' 0 archives list --json=no
has 'is off' out 'nothing found'

# Hooks.
expect 'a hook' 0 archives list --hook trace --verbose
has 'sees the request' err 'span: archives.list'
expect 'a hook with settings' 0 archives list --hook 'trace={"sampled": true}' --verbose
has 'has them' err 'span: archives.list'
expect 'a hook with wrong settings' 2 archives list --hook 'ratelimit={"nonsense":1}'
has 'says which' err '"nonsense"'
expect 'a hook that does not exist' 4 archives list --hook trce
lacks 'no package is advised' err otk-plugin-trce
mkdir -p "$work/.config/otk"
printf '[profile hooked]\napi_key = %s\napi_secret = %s\napi_url = %s\nhook = trace\nhook = ratelimit={"requests": 100}\n' \
	"$OTK_API_KEY" "$OTK_API_SECRET" "$url" >"$work/.config/otk/config.ini"
chmod 600 "$work/.config/otk/config.ini"
expect 'hooks of a profile' 0 archives list --profile hooked --verbose
has 'the first one runs' err 'span: archives.list'
has 'the second one runs' err 'name=ratelimit'
rm "$work/.config/otk/config.ini"

expect 'verbose' 0 archives list --verbose
has 'shows the request' err 'method=GET'
has 'and the response' err 'http_status=200'
lacks 'no secret' err "$secret"
lacks 'no token' err 'eyJ'
expect 'verbose with a token in the body' 0 session create --verbose --json
session=$(member session_id)
run token create "$session"
token=$(cat "$work/out")
run sip dial --session-id "$session" --token "$token" --sip.uri sip:a@example.com --verbose
cat "$work/out" "$work/err" >"$work/both"
lacks 'no token of a client either' both "$token"

# The output of a dry run.
expect 'a dry run' 0 sip dial --session-id "$session" --token "$token" --sip.uri sip:a@example.com \
	--sip.auth.username me --sip.auth.password hunter2 --sip.headers X-Key=hunter3 --dry-run
has 'shows the request' out "POST $url/v2/project/123456/dial"
has 'and its type' out 'Content-Type: application/json'
has 'and the body' out '"uri":"sip:a@example.com"'
lacks 'not the token' out "$token"
lacks 'not the password' out hunter2
lacks 'no secret map' out hunter3
for address in 'rtmp://user:hunter2@h/app' 'rtmp://user:a/hunter2@h/app' 'rtmp://us/er:hunter2@h/app' \
	'rtmp://h/app?password=hunter2' 'rtmp://h/T1==hunter2hunter2' \
	'rtmp://h/app?x=eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiIxMjM0NTYifQ.hunter2'; do
	expect "a dry run of $address" 0 broadcasts start --session-id "$session" --outputs.rtmp.0.id a \
		--outputs.rtmp.0.server-url "$address" --outputs.rtmp.0.stream-name hunter2 --dry-run --no-checks
	lacks "$address: no password" out hunter2
	expect "a dry run of a render" 0 renders start --session-id "$session" --token "$token" \
		--url "https${address#rtmp}" --dry-run --json --no-checks
	lacks "$address: no password" out hunter2
done
expect 'a dry run with --extra-json' 0 archives start --session-id "$session" --dry-run \
	--extra-json '{"new":{"apiSecret":"hunter2","list":[{"password":"hunter2"}]}}'
lacks 'no password' out hunter2
expect 'a form with --extra-json' 0 session create --dry-run --extra-json '{"password":"hunter2"}'
lacks 'no password' out hunter2
for member in tokens Passwords secret-2 encryptionKey bearer; do
	expect "a member $member" 0 session create --dry-run --extra-json "{\"$member\":\"hunter2\"}"
	lacks 'is hidden' out hunter2
done
# Secrets by their form, in members of any name.
for text in 'eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiIxMjM0NTYifQ.hunter2' 'see T1==hunter2hunter2' \
	'-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----\n' \
	'\"Me\" <sip:me:hunter2@h>'; do
	for how in --dry-run --dry-run=curl '--dry-run --json'; do
		# shellcheck disable=SC2086 # words
		expect "$text, $how" 0 archives start "$session" --extra-json "{\"x\":[{\"y\":\"$text\"}]}" $how
		lacks 'is hidden' out hunter2
	done
done
expect 'a public key' 0 applications update a --name x --dry-run --json \
	--keys.public-key="$(printf '%s\n' '-----BEGIN PUBLIC KEY-----' MIIBIjANBgkq '-----END PUBLIC KEY-----')"
has 'is shown' out MIIBIjANBgkq
expect 'a dry run with --show-secrets' 0 sip dial --session-id "$session" --token "$token" \
	--sip.uri sip:a@example.com --sip.auth.username me --sip.auth.password hunter2 --dry-run \
	--show-secrets
has 'shows secrets' out hunter2
expect 'a dry run with --json' 0 sip dial --session-id "$session" --token "$token" --sip.uri sip:a@example.com \
	--sip.auth.username me --sip.auth.password hunter2 --dry-run --json
has 'the body is JSON' out '"body":{"sessionId":"'
lacks 'without the password' out hunter2
lacks 'and the token' out "$token"
printf '\357\273\277standup\r\n' >"$work/name"
expect 'a file with a byte order mark' 0 archives start "$session" --name-file "$work/name" --dry-run
has 'which is not a part of the value' out '"name":"standup"'
printf 'hunter2\n' >"$work/password"
expect 'a secret from a file' 0 sip dial --session-id "$session" --token "$token" \
	--sip.uri sip:a@example.com --sip.auth.username me \
	--sip.auth.password-file "$work/password" --dry-run --json
has 'is in the body' out '"password":"(secret)"'
expect 'a dry run of a form' 0 session create --media-mode routed --dry-run
has 'shows the form' out 'p2p.preference=disabled'

# A request token for curl.
run jwt --header
curl -s --noproxy '*' -o "$work/out" -w '%{http_code}' -H "$(cat "$work/out")" \
	-H 'Accept: application/json' "$url/v2/project/123456/archive" >"$work/status"
has 'is accepted by the service' status 200

# Proxies of the environment are used for other machines, not for this one.
http_proxy=http://127.0.0.1:1 expect 'no proxy to this machine' 0 archives list
https_proxy=http://127.0.0.1:1 OTK_API_URL=https://video.example.invalid \
	expect 'a proxy to others' 3 archives list --timeout 5s
has 'is named' err '127.0.0.1'
finish
