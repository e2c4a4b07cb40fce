#!/bin/sh
# SPDX-License-Identifier: MIT
# Wrong use ends with 2 and says what to do; a missing plugin with 4, an unreachable server with 3.
. "$(dirname "$0")/otk.sh"
credentials
OTK_API_URL=http://127.0.0.1:1
export OTK_API_URL

# wrong TEXT ARGS...: refused with this text, on one line, nothing on stdout.
wrong() {
	sampled || return 0
	text=$1
	shift
	expect "otk $*" 2 "$@"
	has 'gives the reason' err "$text"
	empty "otk $*: no output" "$work/out"
	check "otk $*: one line" test "$(wc -l <"$work/err")" -eq 1
}

wrong 'did you mean "archives"?' archivs list
wrong 'did you mean "list"?' archives lst
wrong 'unknown command "create"; did you mean "session create"?' create session
wrong 'unknown command "create"; did you mean "token create"?' create token "$id"
wrong 'unknown command "start"; did you mean "archives start"?' start archive x
wrong 'did you mean "create"?' token creat x
wrong 'did you mean --session-id?' archives start --sesion-id x
wrong 'did you mean --layout.type?' archives start --session-id x --layout.typ pip
wrong 'did you mean --verbose?' archives list --verbos
wrong '--session-id is missing' archives start
wrong 'ARCHIVE-ID is missing; usage: otk archives get ARCHIVE-ID' archives get
wrong 'STREAM is missing' archives add-stream x
wrong 'unexpected argument "b"; usage: otk archives get' archives get a b
wrong '--session-id: the value is missing' archives start --session-id
wrong '--session-id: the value is missing; write --NAME=VALUE' archives start --session-id --has-video no
wrong 'unknown option -x; options begin with two dashes, except -q, -y, -v, -h' archives list -x
wrong 'unknown option -V; did you mean --version?' -V
wrong 'unknown option -j; did you mean --json?' archives list -j
wrong 'unknown option -json; did you mean --json?' archives list -json
wrong 'unknown option -count=1; did you mean --count?' archives list -count=1
wrong '--has-video: "maybe" is neither yes nor no' archives start --session-id x --has-video=maybe
wrong '--has-audio: "maybe" is neither yes nor no' archives start --session-id x --has-audio maybe
wrong '--max-duration: "soon" is not a duration' broadcasts start --session-id x --max-duration soon
wrong '--max-bitrate: "fast" is not a bit rate' archives start --session-id x --max-bitrate fast
wrong '--expire-at: "never" is neither a date' token create x --expire-at never
wrong '--expire-at: 2020-01-01 00:00:00 +0000 is in the past' token create x --expire-at 2020-01-01
wrong '--count: "many" is not a whole number' archives list --count many
wrong '--layout: the value is not JSON' archives start --session-id x --layout '{"type"'
wrong '--layout: the value is not a JSON object' archives start --session-id x --layout '[]'
wrong 'is given twice' archives list --count 1 --count 2

# A wish with two meanings: no member is given twice, however its name is written.
dial='sip dial x --token t --no-checks'
wrong 'JSON: "a" is given twice' api POST /v2/x '{"a":1,"b":{"a":2},"a":1}'
wrong 'JSON: "b" is given twice' api POST /v2/x '[{"b":1},{"a":{"b":1,"c":"\",\"b\":","\u0062":1}}]'
wrong 'JSON: "media_mode" is given twice' invoke session.create '{"media_mode":"routed","media_mode":"relayed"}'
wrong '--extra-json: "a" is given twice' session create --extra-json '{"a":1,"a":2}'
wrong '--extra-json: "a" is given twice' api POST /v2/x '{"a":1}' --extra-json '{"a":1}'
wrong '--extra-json: "b" is given twice' api POST /v2/x '{"a":{"b":1}}' --extra-json '{"a":{"b":2}}'
wrong '--extra-json: "a" is given twice' invoke session.create '{"extra_json":{"a":1}}' --extra-json '{"a":2}'
# shellcheck disable=SC2086
{
	wrong '--sip.headers: "X" is given twice' $dial --sip.headers X=1 --sip.headers X=2
	wrong '--sip.headers.X: "X" is given twice' $dial --sip.headers.X 1 --sip.headers.X 2
	wrong '--sip.headers: "X" is given twice' $dial --sip.headers X=1 --sip.headers '{"Y":"1","X":"2"}'
	wrong '--sip.headers: "X" is given twice' $dial --sip.headers '{"X":"1","X":"2"}'
	wrong '--sip: "uri" is given twice' $dial --sip.uri sip:a@b --sip '{"uri":"sip:c@d"}'
	wrong '--sip: "uri" is given twice' $dial --sip '{"uri":"sip:a@b"}' --sip '{"uri":"sip:c@d"}'
}
expect 'members of one object from several options' 0 sip dial x --token t --no-checks --dry-run \
	--sip '{"headers":{"X":"1"}}' --sip.uri sip:a@b --sip '{"secure":true,"headers":{"Y":"2"}}'
has 'are all sent' out '"secure":true'

# A global option that a command cannot follow.
wrong '--extra-json: otk archives wait has no request that it could be added to' archives wait x --extra-json '{"a":1}'
wrong '--extra-json: otk jwt has no request' jwt --extra-json '{"a":1}'
wrong '--extra-json: otk insights usage has no request' insights usage --extra-json '{"a":1}'
wrong '--extra-json: the body is a form' api POST /v2/x a=1 --form --extra-json '{"a":1}'
wrong '--dry-run: otk sandbox down has no request to show' sandbox down --dry-run
wrong '--dry-run: otk plugin new has no request to show' plugin new com.example.made --dry-run
check 'and writes nothing' test ! -e com.example.made
wrong 'mutually exclusive' archives list --strict --no-checks
wrong 'mutually exclusive' archives list --raw --field id
wrong '--timeout: "never" is not a time' archives list --timeout never
wrong '--timeout: "0" is not a time' archives wait x --timeout 0
wrong '--until: "strted" is not a known status; did you mean "started"?' archives wait x --until strted
wrong '--color: "blue" is not a known value' archives list --color blue
wrong '--hook: the settings of "trace" are not a JSON object' archives list --hook 'trace={'
wrong '--session-id: the value is empty' archives list --session-id ''
wrong 'stdin can be read only once' archives start --session-id x --name-file - --layout -
wrong 'cannot be read' archives start --session-id x --extra-json @/no/such/file
wrong '--plugin-path: the folder "/no/such/folder" does not exist' archives list --plugin-path /no/such/folder
wrong '--extra-json: the value is not JSON' archives list --extra-json '{'
wrong 'JSON: the value is not a JSON object' invoke archives.list '[1]'
wrong 'JSON: the value is not JSON: unexpected end' invoke archives.list '{"count":'
wrong 'archives.get' invoke archives.get '{}'
wrong 'ARCHIVE-ID' archives get a/b
wrong 'ARCHIVE-ID' archives get ..
wrong 'ARCHIVE-ID: the value is empty' archives get ''
wrong 'TOKEN|SESSION: it is neither a token, which begins with eyJ or T1==, nor a session id' \
	inspect nonsense
wrong 'JWT: ' inspect a.b.c
wrong 'token: is neither a T1 token nor a JWT' inspect nonsense.of.four.parts
wrong 'FILE' archives download x
wrong 'is a folder' archives download x "$work"
wrong 'the file exists; use --force' archives download x "$otk"
check 'the file in place of output is unchanged' test -x "$otk"
wrong '--max-bitrate: 5 is too small' archives start --strict --max-bitrate 5 --dry-run \
	--session-id 1_MX4xMjM0NTZ-fjE3OTUzNTE4MTUwNjV-VVRHVGxqRXNBRUFNblpCNjk3S1VxX0hrfn5-
wrong 'belongs to project "654321"' archives start --dry-run \
	--session-id 1_MX42NTQzMjF-fjE3OTUzNTE4MTUwNjV-VVRHVGxqRXNBRUFNblpCNjk3S1VxX0hrfn5-

# Messages of the library use the words of the command line: options as they were typed, yes and no,
# the command instead of the operation.
id=1_MX4xMjM0NTZ-fjE3OTUzNTE4MTUwNjV-VVRHVGxqRXNBRUFNblpCNjk3S1VxX0hrfn5-
wrong 'otk: --sessionId: must begin' archives start --sessionId nope --dry-run
wrong 'otk: --session-id: must begin' archives start nope --dry-run
wrong 'when --e2ee is "yes"' session create --e2ee --dry-run
wrong 'it must not be "yes" when --outputs.hls.dvr is "yes"' broadcasts start "$id" --dry-run \
	--outputs.hls.low-latency yes --outputs.hls.dvr yes
wrong '--outputs: "rtmpp" is not a known member; did you mean "rtmp"?' broadcasts start "$id" \
	--dry-run --outputs '{"hls":{},"rtmpp":[]}'
wrong '--storage-config.bucket: it is needed' storage set --type s3 --dry-run \
	--storage-config '{"accessKey":"a","secretKey":"b"}'
wrong '--config.endpoint: "x" does not begin' storage set --type s3 --dry-run --config.bucket b \
	--config.access-key a --config.secret-key b --config.endpoint x
wrong '--storage-config.endpoint: "x" does not begin' storage set --type s3 --dry-run \
	--storage-config.bucket b --storage-config.access-key a --storage-config.secret-key b \
	--storage-config.endpoint x
wrong '--ttl and --expire-at are mutually exclusive' token create "$id" --ttl 1h --expire-at 2099-01-01
# The private key in place of the public one: it is neither sent nor shown.
printf '%s\n' '-----BEGIN PRIVATE KEY-----' MIIEvQIBADANBgkqhkiG '-----END PRIVATE KEY-----' >"$work/private.pem"
for verb in create 'update a'; do
	wrong 'keys.public_key: it is a private key, which must not be sent' \
		applications $verb --name x --keys.public-key-file "$work/private.pem" --dry-run --show-secrets
	lacks 'it is not shown' err MIIEvQIBADANBgkqhkiG
done
wrong '--active: lifting the mute sends false' streams lift-mute "$id" --active yes
# Several known values in one text, which the plugin checks, as it does names of archives.
known='known values: "PENDING", "PROCESSING", "SUCCESS"'
report="reports list --account-id abcd1234 --dry-run"
expect 'known statuses' 0 $report --strict --status PENDING,PROCESSING,SUCCESS,TRUNCATED,ABORTED,FAILED
lacks 'no warning' err warning
expect 'without --status' 0 $report --strict
expect 'an unknown status' 0 $report --status PENDING,SUCESS
has 'is a warning' err "--status: \"SUCESS\" is not a known value; $known"
has 'with a suggestion' err 'did you mean "SUCCESS"?'
has 'and is sent' out 'SUCESS'
wrong '--status: "SUCESS" is not a known value' $report --status SUCESS,PENDING --strict
wrong '--status: " SUCCESS" is not a known value' $report --status 'PENDING, SUCCESS' --strict
wrong '--status: it must not be empty' $report --status PENDING,
wrong '--status: it must not be empty' $report --status ,PENDING
expect 'an unknown status without checks' 0 $report --status PENDING,,SUCESS --no-checks
lacks 'gives no warning' err warning
expect 'a name with characters that are replaced' 0 session create --media-mode routed \
	--archive-mode always --archive-name a-b --dry-run
has 'is a warning with the name of the option' err '--archive-name: the service replaces'

wrong 'otk: SESSION-ID: must begin' token create abc
wrong 'otk: SESSION-ID: must begin' streams list abc
wrong 'otk: --timeout: "25h" is more than a day' session create --timeout 25h
bytes=$(printf 'a\377')
# not_text LABEL ARGS...: a value that is not UTF-8.
not_text() {
	label=$1
	shift
	expect "$label is not UTF-8" 2 "$@"
	has 'says so' err "otk: $label: \"a<ff>\" is not UTF-8"
}
not_text --name archives start --session-id "$id" --name "$bytes"
not_text --layout.type archives start --session-id "$id" "--layout.type=$bytes"
not_text ARCHIVE-ID archives get "$bytes"
not_text ARCHIVE-ID archives get --archive-id "$bytes"
printf 'a\377' >"$work/bytes"
wrong 'it is not UTF-8' archives set-layout A --type custom --stylesheet-file "$work/bytes"
wrong 'TOKEN|SESSION: stdin is empty' inspect - </dev/null
printf 'one\ntwo\n' >"$work/lines"
"$otk" inspect - <"$work/lines" >"$work/out" 2>"$work/err"
has 'two lines on stdin are not cut silently' err 'TOKEN|SESSION: stdin has more than one line'
wrong '--storage-config.access-key: it is needed' storage set --type s3 --dry-run \
	--extra-json '{"config":{"bucket":"b"}}'
wrong 'its members are --storage-config.access-key and others' storage set --type s3
wrong '--layout-class: holds a blank' token create "$id" --layout-class 'focus full'
wrong '--field: the path is empty' archives list --field ''
wrong 'cannot listen on 192.0.2.1, port 65535' listen --port 65535 --bind 192.0.2.1
wrong '--port: 65536 is not a number' listen --port 65536
wrong '--ttl: 18000 s is out of range' jwt --ttl 5h
wrong '--ttl: it must be more than 0' jwt --ttl 0
# 30 minutes or 30 seconds: a number without a unit stands alone.
wrong '--ttl: "1h30" is not a duration' token create "$id" --ttl 1h30
# In C, 0 is a member that is not set; a 0 that somebody wrote is not dropped without a word.
wrong '--count: 0 is too small; the least is 1' archives list --count 0
wrong '--max-duration: 0 is too small; the least is 60' broadcasts start --session-id "$id" \
	--outputs.hls '{}' --max-duration 0 --dry-run
wrong '--max-bitrate: 0 is too small; the least is 100000' archives start --session-id "$id" \
	--max-bitrate 0 --dry-run
# The message is about the word that is missing or wrong, not about its neighbour.
wrong 'METHOD is missing; usage: otk api METHOD PATH' api /v2/project
wrong 'PATH is missing; usage: otk api METHOD PATH' api GET
wrong 'unknown option -10m; write a word that begins with a dash after --: -- -10m' sandbox clock \
	skew -10m

# A warning about a token is not mistaken for its value, and an id is named as in the usage.
other=$("$otk" token create 1_MX4xMjM0NTZ-fjE2MDAwMDAwMDAwMDB-VVRHVGxqRXNBRUFNblpCNjk3S1VxX0hrfn5-)
"$otk" sip dial "$id" --token "$other" --sip.uri sip:a@example.com --dry-run >"$work/out" 2>"$work/err"
has 'a warning about a token is readable' err \
	'otk: warning: --token: the token belongs to a different session than --session-id'
lacks 'without the token' err "$other"
wrong 'otk: SESSION-ID: must begin' connections disconnect nope x

# A word of other tools, or the beginning of a word, leads to the right one.
wrong 'did you mean "remove"?' profile rm x
wrong 'did you mean "remove"?' profile delete x
wrong 'did you mean "list"?' profile ls
wrong 'did you mean "delete"?' archives remove x
wrong 'did you mean "get"?' archives show x
wrong 'session: unknown verb "open"; the only one is create' session open
wrong 'profile: unknown verb "current"; known are add, ' profile current
wrong 'archives: unknown verb "pause"; try: otk help archives' archives pause
wrong 'unknown option --session; did you mean --session-id?' token create --session "$id"
wrong 'unknown option --operation; try: otk sandbox fault add --help' sandbox fault add --operation x

# So does a word with which a longer command goes on; it is not taken as an id.
wrong 'sandbox clock: unknown word "advnce"; did you mean "advance"?' sandbox clock advnce 5s
wrong 'sandbox callbacks: unknown word "rsend"; did you mean "resend"?' sandbox callbacks rsend 1
wrong 'sandbox callbacks: unknown word "again"; known are resend, clear' sandbox callbacks again 1
wrong 'sandbox requests: unknown word "claer"; did you mean "clear"?' sandbox requests claer
wrong 'unknown word "purge"; the only one is clear; a session of that name is given as --session-id' \
	sandbox requests purge
wrong 'sandbox requests: unknown word "claer"' sandbox requests --limit 3 claer
wrong 'write "set" before the options: otk sandbox clock set' sandbox clock --timeout 3s set 2030-01-01
wrong 'sandbox fault: the next word is missing or unknown; did you mean "list"?' sandbox fault lsit
wrong 'sandbox fault: the next word is missing or unknown; known are add, list, remove' sandbox fault
expect 'a session id is not taken as such a word' 0 sandbox requests "$id" --dry-run --api-url http://127.0.0.1:1
has 'it is a filter' out "session=$id"

# --field is checked before something is changed: nothing is sent to the port 1.
for command in 'create' 'join S' 'publish S' 'unpublish S X' 'leave S X' 'clock advance 1s' 'clock set 2030-01-01' \
	'clock skew 1s' 'fault add --status 503' 'fault remove' 'requests clear' 'callbacks resend 1' \
	'callbacks clear' 'reset' 'snapshot' 'down' 'up'; do
	# shellcheck disable=SC2086
	wrong '--field: ' sandbox $command -q nope
done
wrong '--field: the result has no member "id"; its members are connectionId' sandbox join S -q id
wrong '--field: otk sandbox reset has no result' sandbox reset -q id
wrong '--field: the result has no member "nope"; its members are profile' profile remove x -q nope
wrong '--field: the result has no member "nope"' archives sync "$work" -q nope
wrong '--field: the result has no member "nope"' trigger archive.available --to http://127.0.0.1:1/ -q nope

# A plugin of otk has a package, with or without commands of its own.
OTK_PLUGIN_PATH=$work/none expect 'otk sync without its plugin' 4 sync
has 'names the package' err 'install the package otk-plugin-sync '
OTK_PLUGIN_PATH=$work/none expect 'nor can it be shown' 4 plugin show sync
has 'names the package as well' err 'install the package otk-plugin-sync'

# Hooks.
wrong '--hook: plugin "archives" has no hooks; plugins with hooks are ' archives list --hook archives
expect 'a hook that is not installed' 4 archives list --hook rate-limit
has 'is suggested' err 'otk: --hook: plugin "rate-limit" is not installed; did you mean "ratelimit"?'
wrong '--hook: the settings of a plugin follow "=", such as ratelimit={"requests": 1}' \
	archives list --hook ratelimit:
wrong 'are not a JSON object: unexpected character; write trace={"traceId": "…"}' \
	archives list --hook trace:level=debug
wrong 'are not a JSON object: unexpected end of data; write ratelimit={"requests": 1}' \
	archives list --hook ratelimit=
wrong '--hook: settings of ratelimit: "x" is not a known member' archives list --hook 'ratelimit={"x":1}'
wrong '--hook: plugin "ratelimit" cannot be opened' archives list --hook ratelimit

mkdir "$work/few"
cp "$OTK_TEST_BUILDDIR/.libs/archives.so" "$OTK_TEST_BUILDDIR/.libs/ratelimit.so" "$work/few"
OTK_PLUGIN_PATH=$work/few expect 'a hook of a package, beside one of a similar name' 4 archives list --hook fleetlimit
has 'names its package' err 'install the package otk-plugin-fleetlimit '
cp "$work/few/ratelimit.so" "$work/few/ratelimits.so"
chmod 666 "$work/few/ratelimits.so"
OTK_PLUGIN_PATH=$work/few expect 'a refused hook, beside one of a similar name' 4 archives list --hook ratelimits
has 'gives the reason' err 'is writable by everybody'

# Plugins without operations.
wrong '"sync" is a plugin without commands of its own; it is used by otk archives sync' sync
wrong '"manifest" is a plugin without commands of its own; it is used by otk archives manifest' manifest x
wrong '"ratelimit" is a plugin without commands of its own; a command runs its hook with --hook ratelimit' \
	ratelimit list
wrong '"structs" is a plugin without commands of its own; try: otk plugin show structs' structs

# The shell has removed the quotes of JSON, or they are of the wrong kind.
for json in '{type:bestFit}' "{'type':'bestFit'}"; do
	wrong 'write it in single quotes, with double quotes inside' archives start "$id" --layout "$json"
	wrong 'write it in single quotes, with double quotes inside' invoke archives.start "$json"
done
wrong 'or one member: --outputs.rtmp.0.server-url VALUE' broadcasts start "$id" --outputs.rtmp nope
wrong '"perl" is neither yes nor no; other values are curl, c, python' archives list --dry-run=perl
wrong 'otk: DATE: "yesterday" is neither a date' sandbox clock set yesterday
wrong 'an option is missing, such as --status 503; usage: otk sandbox fault add' sandbox fault add

# A wrong value is called that, with what to write.
wrong '"99999999999999999999" is out of range' archives start "$id" --quantization-parameter 99999999999999999999
wrong '"99999999999999999999d" is out of range' token create "$id" --ttl 99999999999999999999d
wrong '--layout: "pip" is not a JSON object; write JSON, or one member: --layout.type VALUE' \
	archives start "$id" --layout pip
wrong "--outputs.hls: the value is missing; an object without members is '{}'" \
	broadcasts start "$id" --outputs.hls
wrong 'unknown operation "archives"; did you mean "archives.start"?' invoke archives start
wrong 'did you mean --type?' archives set-layout x --layout.type pip
wrong 'did you mean --outputs.rtmp.0.server-url?' broadcasts start "$id" --server-url x
wrong '--json takes no value; write --json=yes' archives list --json yes
wrong '--all takes no value; write --all=no' archives list --all no
wrong 'unknown option -vv; write -v as a word of its own' archives list -vv
# A secret given as a word must not be repeated, whatever it looks like.
wrong 'unexpected argument, not shown because it may be a secret; usage: otk profile add' profile add work 1234567890abcdef
lacks 'the secret is not repeated' err 1234567890abcdef
wrong 'unexpected argument, not shown because it may be a secret' listen foo
lacks 'the word is not repeated' err foo
wrong 'unexpected argument, not shown because it may be a secret' sip dial x T1==cGFydG5lcl9pZA==
wrong '"nope" is not an IP address' listen --bind nope
wrong '"nope" is not a URL' listen --forward nope
wrong '"http://" is not a URL with a host' listen --forward http://
wrong '--forward-to: the port of "http://x:99999/" is not a number' listen --forward-to archive=http://x:99999/
for url in http:// 'http://[::1' 'http://a b/' https://:80/; do
	wrong "--to: \"$url\" is not a URL with a host; write http://localhost:8080/callbacks" \
		trigger archive.available --to "$url"
done
for url in http://x:99999/ http://127.0.0.1:abc; do
	wrong "--to: the port of \"$url\" is not a number from 1 to 65535" trigger archive.available --to "$url"
	echo '{}' >"$work/callback"
	wrong "--to: the port of \"$url\" is not a number" replay "@$work/callback" --to "$url"
done
wrong 'http://(secret)@x:99999/' trigger archive.available --to http://user:hunter2@x:99999/
lacks 'a password of a URL is not repeated' err hunter2
for name in .. . .start ../x; do
	wrong "\"$name\" is not the name of an operation; write FEATURE.VERB" describe "$name"
done
wrong '--secret-file: the file "/no/file" cannot be read' listen --secret-file /no/file
wrong '--key: the file "/no/file" cannot be read' decrypt a b --key /no/file
wrong 'JSON: the file "/no/file" cannot be read' invoke archives.list @/no/file

# --field takes one value of the results of the built-in commands.
expect 'otk inspect --field' 0 inspect "$id" --field project-id
line 'prints the value' out 123456
wrong '--field: the result has no member "nope"; its members are type, projectId' inspect "$id" --field nope
wrong '--field: the result has no member "nope"' token create "$id" --field nope
expect 'otk plugins --field' 0 plugins --field name
line 'prints one line for each item' out archives

# Credentials on the command line: refused, and not repeated.
for option in --api-secret --api-key --private-key --application-id; do
	wrong 'not taken from the command line' archives list $option hunter2
	lacks "the value of $option is not repeated" err hunter2
	wrong 'not taken from the command line' $option=hunter2 archives list
	lacks "the value of $option= is not repeated" err hunter2
done

expect 'an error with --json' 2 archives get a b --json
has 'has the exit code' err '"exit":2'
has 'has the message' err '"message":"unexpected argument \"b\"'
expect 'an error with --json before the command' 2 --json archives lst
has 'is JSON' err '{"error":{'

# Plugins.
OTK_PLUGIN_PATH_SAVED=$OTK_PLUGIN_PATH
mkdir "$work/none"
OTK_PLUGIN_PATH=$work/none
expect 'a feature that is not installed' 4 archives list
has 'says which package to install' err otk-plugin-archives
expect 'a feature that is not installed, with --json' 4 archives list --json
has 'has the exit code' err '"exit":4'
expect 'invoke without a plugin' 4 invoke archives.list
expect 'describe without a plugin' 4 describe archives.list
expect 'a plugin of others by its full name' 4 com.example.thing say
OTK_PLUGIN_PATH=$OTK_PLUGIN_PATH_SAVED
# A typo is not a missing package.
for word in conifg unheardof xyzzy; do
	expect "otk $word" 2 $word
	has 'the command is unknown' err "unknown command \"$word\""
	lacks 'no package is advised' err otk-plugin
	expect "otk $word list" 2 $word list
	lacks 'no package is advised' err otk-plugin
	expect "otk invoke $word.list" 2 invoke $word.list
	lacks 'no package is advised' err otk-plugin
	expect "otk describe $word.list" 2 describe $word.list
	lacks 'no package is advised' err otk-plugin
done
wrong 'unknown operation "archives.lst"; did you mean "archives.list"?' invoke archives.lst
wrong 'did you mean "archives.start"?' describe archives.strat
mkdir "$work/plugins"
echo 'no plugin' >"$work/plugins/garbage.so"
expect 'a plugin that is broken' 4 garbage list --plugin-path "$work/plugins"
has 'names the file' err "$work/plugins/garbage.so"
expect 'a typo beside a broken plugin' 2 archivs list --plugin-path "$work/plugins"
has 'the suggestion is a usable feature' err 'did you mean "archives"?'
cp "$work/plugins/garbage.so" "$work/plugins/com.example.room.so"
chmod 666 "$work/plugins/com.example.room.so"
for name in room com.example.room; do
	expect "a plugin that everybody can write: $name" 4 $name list --plugin-path "$work/plugins"
	has 'is refused' err 'refused'
	has 'names the file' err 'com.example.room.so'
	lacks 'is not reported as missing' err install
done
rm "$work/plugins/com.example.room.so"
expect 'otk plugins with a broken plugin' 0 plugins --plugin-path "$work/plugins"
has 'lists the broken plugin' out garbage
has 'lists usable plugins' out archives
expect 'otk plugins --json' 0 plugins --plugin-path "$work/plugins" --json
has 'gives the problem' out '"problem":'
has 'lists the operations' out '"archives.start"'

# An unreachable server.
expect 'no server' 3 archives list --timeout 5s
has 'gives the reason' err 'no connection'
expect 'no server, --json' 3 archives list --timeout 5s --json
has 'has the code' err '"exit":3'
for url in 127.0.0.1:4950 localhost:4950/x '[::1]:4950'; do
	wrong "--api-url: it does not begin with http:// or https://; write http://${url%/x}" \
		archives list --api-url "$url"
done
OTK_API_URL=127.0.0.1:4950 expect 'an address of this machine without a scheme' 2 archives list
has 'names the variable' err 'otk: OTK_API_URL: it does not begin with http:// or https://; write http://127.0.0.1:4950'
OTK_API_URL=http://no-such-host.invalid expect 'a plain address that is not this machine' 2 archives list
has 'is refused' err https

# Output that cannot be written.
if [ -c /dev/full ]; then
	for command in 'help' 'version --json' 'describe' 'plugins' 'archives list --dry-run'; do
		# shellcheck disable=SC2086
		"$otk" $command >/dev/full 2>"$work/err"
		code=$?
		check "full disk: otk $command ends with 3" test $code -eq 3
		has "full disk: otk $command gives the reason" err 'could not be written'
	done
fi
# A reader that closes its pipe is not an error.
for command in describe help plugins 'archives list --dry-run'; do
	# shellcheck disable=SC2086
	{ "$otk" $command 2>"$work/err"; echo $? >"$work/code"; } | :
	check "closed pipe: otk $command is quiet" test ! -s "$work/err"
	check "closed pipe: otk $command is not an error" test "$(cat "$work/code")" = 0
done

# Closed descriptors.
"$otk" archives list --dry-run >&- 2>"$work/err"
code=$?
check 'stdout is closed: ends with 3' test $code -eq 3
has 'says so' err 'stdout is closed'
"$otk" archives download x - >&- 2>"$work/err"
code=$?
check 'a download to it: ends with 3' test $code -eq 3
"$otk" archives list --dry-run <&- >"$work/out" 2>"$work/err"
code=$?
check 'stdin is closed: ends with 0' test $code -eq 0
"$otk" invoke archives.list - --dry-run <&- >"$work/out" 2>"$work/err"
code=$?
check 'reading it: ends with 2' test $code -eq 2
has 'says so' err 'stdin is closed'
"$otk" archives list --timeout 5s >"$work/out" 2>&-
code=$?
check 'stderr is closed: the exit code is the same' test $code -eq 3
empty 'nothing is written elsewhere' "$work/out"
"$otk" archives list --dry-run <&- >"$work/out" 2>&-
code=$?
check 'both are closed: ends with 0' test $code -eq 0

# Global options work everywhere, before and after the command.
version=$("$otk" --version)
for command in 'archives delete x' 'archives wait x' 'archives download x y' 'session create' \
	'token create x' 'inspect x' 'jwt' 'describe' 'plugins' 'invoke archives.list' 'storage delete' \
	'help archives' 'archives' 'token' 'doctor' 'storage set --type s3'; do
	for before in no yes; do
		sampled || continue
		set -- --version
		# shellcheck disable=SC2086
		if [ $before = yes ]; then run "$@" $command; else run $command "$@"; fi
		check "--version, $before: otk $command" test "$(cat "$work/out")" = "$version"
		# shellcheck disable=SC2086
		if [ $before = yes ]; then run --help $command; else run $command -h; fi
		has "--help, $before: otk $command" out usage:
		# shellcheck disable=SC2086
		if [ $before = yes ]; then run --unheardof $command; else run $command --unheardof; fi
		has "an unknown option, $before: otk $command" err 'unknown option --unheardof'
	done
done
unset OTK_API_KEY OTK_API_SECRET
for command in 'archives list' 'storage set --type s3 --config.bucket x' 'archives delete x' jwt; do
	# shellcheck disable=SC2086
	expect "--config: otk $command" 2 $command --config "$work/no.ini"
	has "--config: otk $command: reads that file" err "$work/no.ini"
	# shellcheck disable=SC2086
	expect "--config first: otk $command" 2 --config "$work/no.ini" $command
	has "--config first: otk $command: reads that file" err "$work/no.ini"
	# shellcheck disable=SC2086
	OTK_API_KEY=$key OTK_API_SECRET=$secret expect "--config and credentials: otk $command" 2 \
		$command --config "$work/no.ini"
	# shellcheck disable=SC2086
	expect "--profile: otk $command" 2 $command --profile nobody
	# shellcheck disable=SC2086
	OTK_PROFILE=nobody expect "OTK_PROFILE: otk $command" 2 $command
done
finish
