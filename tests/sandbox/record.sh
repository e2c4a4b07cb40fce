#!/bin/sh
# SPDX-License-Identifier: MIT
# otk-sandbox --record, --replay and --diff: one sandbox is the service for another.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
otk=${OTK_TEST_BUILDDIR:?}/tests/otk/otk
program=$OTK_TEST_BUILDDIR/otk-sandbox
unset http_proxy https_proxy all_proxy HTTPS_PROXY ALL_PROXY OTK_CONFIG OTK_PROFILE OTK_CA_FILE
HOME=$work
export HOME

recorder=
end_recorder() {
	[ -z "$recorder" ] || { kill "$recorder" && wait "$recorder"; } 2>/dev/null
	recorder=
}
trap 'status=$?; end_recorder; (exit "$status"); end' EXIT

# recorder_start OPTIONS...: sets $recorder and $near, its address.
recorder_start() {
	rm -f "$work/near"
	mkfifo "$work/near"
	"$program" --quiet --port 0 --port-file "$work/near" "$@" </dev/null \
		>"$work/recorder.out" 2>"$work/recorder.log" &
	recorder=$!
	near=http://127.0.0.1:$(port_of "$work/near")
}
# record_into FOLDER [OPTIONS...]
record_into() {
	folder=$1
	shift
	recorder_start --record "$folder" --upstream "$url" "$@"
}
# send METHOD PATH [CURL OPTIONS...]: a request to the recorder; prints the status.
send() {
	method=$1 path=$2
	shift 2
	curl --silent --noproxy '*' --max-time 60 --path-as-is --request "$method" --output "$work/body" \
		--write-out '%{http_code}' "$@" "$near$path"
}
# responds NAME STATUS ACTUAL
responds() {
	check "$1: $3" test "$3" = "$2"
}

# ---- options
wrong() {
	name=$1
	shift
	timeout 60 "$program" --port 0 "$@" </dev/null >"$work/out" 2>"$work/err"
	check "$name" test $? = 2
}
wrong 'no upstream' --record "$work/x"
wrong 'no folder' --upstream https://api.opentok.com
wrong 'credentials would go unprotected' --record "$work/x" --upstream http://api.opentok.com
wrong 'a host that only begins like this machine' --record "$work/x" --upstream http://127.0.0.1.example.com
wrong 'an upstream with a password' --record "$work/x" --upstream https://a:b@api.opentok.com
wrong 'an upstream with a query' --record "$work/x" --upstream 'https://api.opentok.com/?a'
wrong 'record and replay' --record "$work/x" --upstream "https://api.opentok.com" --replay "$work/x"
wrong 'a recording that is not there' --diff "$work/none"
mkdir "$work/used" && echo x >"$work/used/file"
timeout 60 "$program" --port 0 --record "$work/used" --upstream https://api.opentok.com </dev/null >"$work/out" 2>"$work/err"
check 'a folder that is not empty' grep -q 'not empty' "$work/err"
wrong 'a folder without exchanges' --diff "$work/used"
echo '{"request":{}}' >"$work/used/000001.json"
wrong 'a file that is not an exchange' --diff "$work/used"
for broken in '"query":[]},"response":{"status":200}}' '"headers":7},"response":{"status":200}}' \
	'"query":{}},"response":{"status":200,"headers":[]}}' '"query":{}},"response":{"status":4294967496}}' \
	'"query":{}},"response":{"status":200}} x'; do
	printf '{"request":{"method":"GET","path":"/x",%s' "$broken" >"$work/used/000001.json"
	wrong "a broken exchange: $broken" --diff "$work/used"
done
check 'which is named' grep -q 000001.json "$work/err"

# ---- secrets and personal data
sandbox_start --app-key-file "$work/app.pem"
echo='"auth":"none","echo":true'
for method in POST PUT PATCH; do
	sandbox_control POST /stubs '{"method":"'$method'","path":"/v2/project/{project}/echo",'"$echo"'}' >/dev/null
done
sandbox_control POST /stubs '{"method":"GET","path":"/v2/project/{project}/echo/{what}","auth":"none","body":{"what":"{{path.what}}","q":"{{query.q}}"}}' >/dev/null
sandbox_control POST /stubs '{"path":"/xml","auth":"none","contentType":"application/xml","body":"<sessions><Session partner=\"needle-attribute\"><session_id>needle-xml</session_id><needle-tag/><create_dt>needle-date</create_dt></Session></sessions>"}' >/dev/null
sandbox_control POST /stubs '{"path":"/moved","auth":"none","status":302,"headers":{"Location":"'"$url"'/v2/needle-location?code=needle-code","X-Needle":"needle-response-header","Set-Cookie":"a=needle-set-cookie"},"body":""}' >/dev/null
sandbox_control POST /stubs '{"path":"/refused","auth":"none","status":403,"body":{"code":403,"message":"The session needle-echo of Needleperson does not exist"}}' >/dev/null
sandbox_control POST /stubs '{"path":"/binary","auth":"none","contentType":"application/octet-stream","body":"needle-binary"}' >/dev/null
record_into "$work/rec"
project=123456
uuid=6ba7b810-9dad-41d1-80b4-00c04fd430c8
json='Content-Type: application/json'
base64url() { base64 -w0 | tr '+/' '-_' | tr -d =; }
client=$(printf '%s' 'partner_id=123456&sig=abc:session_id=needle-t1&nonce=1' | base64 -w0)
claims=$(printf '{"iss":"%s","ist":"project","iat":1,"exp":2,"jti":"needle-jti","sub":"needle-sub","application_id":"%s","acl":{"paths":{"/needle-acl/**":{}}}}' $project $uuid | base64url)
jwt=$(printf '{"alg":"HS256","typ":"JWT","kid":"needle-kid"}' | base64url).$claims.bmVlZGxlLXNpZ25hdHVyZQ
session=2_$(printf '1~123456~~1796031369578~needle-session~~~' | base64url)

responds 'a body with every kind' 200 "$(send POST "/v2/project/$project/echo" -H "$json" \
	-H "X-OPENTOK-AUTH: $jwt" -H 'Cookie: sid=needle-cookie' -H 'X-Needle-Header-Name: needle-header' \
	-H 'User-Agent: OpenTok-Node-SDK/2.23.2 needle-machine/1.0 (needle-os)' -H 'Referer: http://needle-referer/' \
	-H 'Proxy-Authorization: Basic needle' -H 'X-Forwarded-For: 203.0.113.77' --data '{
	"sessionId":"'"$session"'","name":"needle-archive-name","token":"T1=='"$client"'",
	"jwt":"'"$jwt"'","apiKey":12345678,"apiSecret":"0123456789abcdef0123456789abcdef01234567",
	"email":"needle@example.org","phone":"+4915112345678","telephone":4915187654321,
	"location":"198.51.100.23","ip6":"2001:db8::dead:beef","host":"needle-host.example.net",
	"user":"Jürgen Needle","sip":{"uri":"sip:needle-user:needle-pass@needle-sip.example.com;transport=tls",
	"headers":{"X-Needle-Sip":"needle-sip-header"},"auth":{"username":"needle-name","password":"needle-word"}},
	"outputs":{"rtmp":[{"id":"needle-id","serverUrl":"rtmps://needle-rtmp.example/app","streamName":"needle-key"}]},
	"config":{"accessKey":"AKIAIOSFODNN7EXAMPLE","secretKey":"wJalrXUtnFEMI/K7MDENG/needle","accountName":"needleaccount","accountKey":"bmVlZGxlYXp1cmU="},
	"websocket":{"uri":"wss://needle-ws.example/path?token=needle-query","headers":{"needle-map-name":"needle-map-value"}},
	"url":"https://needle-login:needle-pw@needle-web.example/needle-path#needle-fragment",
	"certificate":"-----BEGIN PRIVATE KEY-----\nneedle-pem\n-----END PRIVATE KEY-----",
	"data":"{\"inner\":\"needle-inner\"}","connectionData":"userId=needle-data","needle_member_name":1,
	"Alice":{"Bob":["needle-nested",{"x":"needle-deep"}]},"id":"'$uuid'","digits":"4711471147",
	"card":4111111111111111,"ratio":4.7114711,"tag":"needle\u0000hidden","layout":{"type":"custom","stylesheet":"needle-css"},
	"status":"needle-status","reason":"needle-reason","count":5}')"
responds 'a path and a query' 200 "$(send GET "/v2/project/$project/echo/needle%2Dpath%20part?q=needle-q&needle-parameter=needle-p")"
responds 'a form' 200 "$(send POST /session/create -H "X-OPENTOK-AUTH: $("$otk" jwt)" \
	--data 'location=192.0.2.99&archiveMode=always&archiveName=needle-form&needle-field=needle-value&p2p.preference=disabled')"
responds 'XML' 200 "$(send GET /xml)"
responds 'a redirect is passed on' 302 "$(send GET /moved)"
responds 'a message' 403 "$(send GET /refused)"
responds 'bytes' 200 "$(send GET /binary)"
responds 'broken JSON' 200 "$(send PUT "/v2/project/$project/echo" -H "$json" --data '{"needle-broken":')"
responds 'a basic credential' 403 "$(send GET /v2/needle-unknown/x -u needle-account:needle-basic)"
responds 'an unknown path' 404 "$(send GET /needle-secret-path/..%2fneedle-dots)"
responds 'a method of its own' 404 "$(send NEEDLE /needle-secret-path)"
responds 'a type of its own' 415 "$(send POST "/v2/project/$project/archive" -H 'Content-Type: needle/type' -H "X-OPENTOK-AUTH: $("$otk" jwt)" --data 'needle')"
check 'each exchange is a file' test "$(ls "$work/rec" | wc -l)" = 12
check 'no part of a file is left' sh -c '! ls -A "$1" | grep -q part' sh "$work/rec"
check 'the files are private' test "$(stat -c %a "$work/rec/000001.json")$(stat -c %a "$work/rec")" = 600700

# What must not be in the files, in any case and encoding.
cat >"$work/needles" <<END
needle
Jürgen
Needleperson
$project
12345678
$uuid
0123456789abcdef0123456789abcdef01234567
4915112345678
4915187654321
198.51.100.23
192.0.2.99
203.0.113.77
2001:db8
dead:beef
AKIAIOSFODNN7EXAMPLE
wJalrXUtnFEMI
bmVlZGxl
$client
$claims
$jwt
$session
$(printf needle-session | base64 -w0 | cut -c1-12)
4711471147
4.7114711
4111111111111111
BEGIN PRIVATE
userId
Alice
Bob
X-Forwarded-For
Cookie
$(printf needle | xxd -p 2>/dev/null || echo 6e6565646c65)
$(echo "$url" | cut -d/ -f3)
1234567890abcdef
END
grep -rniFf "$work/needles" "$work/rec" >"$work/found"
empty 'none of the secrets is in the recording' "$work/found"
check 'there are 40 kinds of them' test "$(grep -o 'needle[-_a-zA-Z]*' "$0" | sort -u | wc -l)" -ge 40
check 'the SDK is' grep -q '"user-agent":"OpenTok-Node-SDK/2.23.2"' "$work/rec/000001.json"
check 'values of the service are kept' grep -q '"layout":{"type":"custom"' "$work/rec/000001.json"
check 'numbers that say nothing are kept' grep -q '"count":5' "$work/rec/000001.json"
check 'usual words of messages are kept' grep -q '"The session \* of \* does not exist"' "$work/rec/000006.json"

# Equality survives: within a body, between request and response, between exchanges and forms.
value_of() { sed -n 's/.*"'"$2"'":"\([^"]*\)".*/\1/p' "$work/rec/$1.json" | head -n 1; }
key=$(sed -n 's/.*"iss":"\([0-9]*\)".*/\1/p' "$work/rec/000001.json")
check 'an API key has a pseudonym' test "${#key}" -ge 6
check 'the same in the path' grep -q '"path":"/v2/project/'"$key"'/' "$work/rec/000001.json"
check 'and in another exchange' grep -q "$key" "$work/rec/000003.json"
same_session=$(value_of 000001 sessionId)
check 'the project of a session id is the pseudonym' sh -c 'printf "%s====" "${1#2_}" | tr _- /+ | head -c 80 | base64 -d 2>/dev/null | grep -q "~$2~"' sh "$same_session" "$key"
check 'request and response have the same values' sh -c '
	sed "s/.*\"request\"/\"request\"/; s/\"response\".*//" "$1" | grep -o "text-[0-9a-f]*" | sort -u >"$2.a"
	sed "s/.*\"response\"//" "$1" | grep -o "text-[0-9a-f]*" | sort -u >"$2.b"
	[ "$(comm -12 "$2.a" "$2.b" | wc -l)" -ge 10 ]' sh "$work/rec/000001.json" "$work/eq"
check 'what was written is known' sh -c 'curl -s --noproxy "*" "$1/sandbox/recording" | grep -q "\"exchanges\":12,\"lost\":0"' sh "$near"
end_recorder
record_into "$work/again"
send GET "/v2/project/$project/echo/x" >/dev/null
end_recorder
check 'another recording has other pseudonyms' sh -c '! grep -rq "$1" "$2"' sh "$key" "$work/again"

# ---- through the recorder: the whole life of an archive
record_into "$work/life"
OTK_API_URL=$near
export OTK_API_URL
session=$("$otk" session create --media-mode routed --field session_id)
check 'a session' test "$session"
sandbox_control POST "/session/$session/stream" '{}' >/dev/null
archive=$("$otk" archives start "$session" --name 'Anna' --field id)
check 'an archive' test "$archive"
check 'it stops' "$otk" archives stop "$archive"
check 'a list' "$otk" archives list
check 'streams' "$otk" streams list "$session"
"$otk" archives get nonsense >/dev/null 2>&1
check 'an unknown one' test $? = 1
end_recorder
check 'seven exchanges' test "$(ls "$work/life" | wc -l)" -le 7

"$program" --diff "$work/life" >"$work/diff" 2>"$work/err"
check 'the sandbox does not differ from itself' test $? = 0
check 'all of them were compared' grep -qE ': 6 exchanges, 6 compared, 0 differences' "$work/diff"
cp -r "$work/life" "$work/other"
sed -i 's/"outputMode":"composed"/"outputMode":"individual","hasTranscript":true/; s/"event":"archive",//; s/"duration":0/"duration":"0"/' "$work/other/000002.json"
sed -i 's/"status":404/"status":410/; s/"code":-1/"code":15/' "$work/other/000006.json"
"$program" --diff "$work/other" >"$work/diff" 2>"$work/err"
check 'a service that differs' test $? = 1
for line in 'archives.start: value outputMode: recorded individual, sandbox composed' \
	'archives.start: member hasTranscript: recorded boolean, sandbox absent' \
	'archives.start: member event: recorded absent, sandbox string' \
	'archives.start: type duration: recorded string, sandbox int' \
	'archives.get: status: recorded 410, sandbox 404: ' 'archives.get: code: recorded 15, sandbox -1'; do
	check "$line" grep -qF "$line" "$work/diff"
done
"$program" --diff "$work/other" --log=json >"$work/diff"
check 'as JSON' grep -q '^{"exchanges":6,"compared":6,"differences":\[{"operation":"archives.start"' "$work/diff"
expect_otk() {
	"$otk" "$@" >"$work/out" 2>"$work/err"
	code=$?
}
expect_otk sandbox diff "$work/life" --program "$program"
check 'otk sandbox diff' test "$code" = 0
expect_otk sandbox diff "$work/other" --program "$program"
check 'otk sandbox diff finds differences' test "$code" = 1
check 'and prints them' grep -q 'hasTranscript' "$work/out"
expect_otk sandbox diff "$work/none" --program "$program"
check 'otk sandbox diff without a recording' test "$code" = 2

# ---- replay
recorder_start --replay "$work/life"
OTK_API_URL=$near
OTK_API_KEY=$(sed -n 's/.*"iss":"\([0-9]*\)".*/\1/p' "$work/life/000001.json")
OTK_API_SECRET=whatever
export OTK_API_URL OTK_API_KEY OTK_API_SECRET
session=$("$otk" session create --media-mode routed --field session_id)
check 'a recorded session' test "$session"
archive=$("$otk" archives start "$session" --name 'Berta' --field id)
check 'a recorded archive' grep -rq "$archive" "$work/life"
check 'its end' sh -c '"$1" archives stop "$2" --field status | grep -q stopped' sh "$otk" "$archive"
check 'a recorded list' sh -c '"$1" archives list --field id | grep -q "$2"' sh "$otk" "$archive"
check 'a list can be read again' "$otk" archives list
"$otk" archives get nonsense >/dev/null 2>"$work/err"
check 'a recorded error' grep -q 'invalid archive ID' "$work/err"
responds 'nothing like it was recorded' 501 "$(send GET "/v2/project/$OTK_API_KEY/broadcast")"
responds 'a path that cannot be' 501 "$(send GET /a/b/c/d/e/f/g/h/i/j/k/l/m/n)"
check 'the report' sh -c 'curl -s --noproxy "*" "$1/sandbox/recording" | grep -q "\"compared\":6,\"differences\":\[\]"' sh "$near"
end_recorder
unset OTK_API_KEY OTK_API_SECRET
OTK_API_KEY=123456
OTK_API_SECRET=1234567890abcdef1234567890abcdef1234567890
export OTK_API_KEY OTK_API_SECRET

# A stub with a long text that looks like the beginning of placeholders is filled at once.
printf '{"path":"/braces","auth":"none","body":"%s"}' "$(head -c 500000 /dev/zero | tr '\0' '{')" >"$work/big.json"
curl -s --noproxy '*' -H "$json" --data @"$work/big.json" "$url/sandbox/stubs" >/dev/null
check 'a stub of braces' curl -s --noproxy '*' --max-time 20 -o /dev/null "$url/braces"

# ---- an upstream that fails
record_into "$work/bad" --upstream-timeout-ms 1500
fault() { sandbox_control POST /faults "$1" >/dev/null; }
big=$(head -c 700000 /dev/zero | tr '\0' x)
printf '{"path":"/big","auth":"none","body":"%s"}' "$big" >"$work/big.json"
curl -s --noproxy '*' -H "$json" --data @"$work/big.json" "$url/sandbox/stubs" >/dev/null
responds 'a big body' 200 "$(send GET /big)"
check 'arrives whole' test "$(wc -c <"$work/body")" = 700000
responds 'a client that reads slowly' 200 "$(send GET /big --limit-rate 2M)"
check 'gets it whole' test "$(wc -c <"$work/body")" = 700000
check 'it is not kept' grep -q '"body":{"bytes":700000}' "$work/bad/000001.json"
fault '{"path":"/xml","delayMs":60000}'
responds 'a service that does not respond' 504 "$(send GET /xml)"
check 'is recorded as such' grep -q '"status":0,.*upstream-timeout' "$work/bad/000003.json"
fault '{"path":"/xml","drop":"after"}'
responds 'a connection that is closed' 502 "$(send GET /xml)"
fault '{"path":"/big","truncate":1000}'
send GET /big >/dev/null
check 'a body that is cut is cut for the client' test $? = 18
check 'and recorded as not complete' grep -q '"problem"' "$work/bad/000005.json"
fault '{"path":"/big","slowBodyMs":60000}'
send GET /big >/dev/null
check 'a body that stops' test $? != 0
responds 'no body' 204 "$(send DELETE "/v2/project/$project/archive/x" -H 'X-Otk-Sandbox-Fault: {"status":204,"empty":false}')"
responds 'HEAD' 200 "$(send GET /xml --head)"
responds 'a body that is too large' 413 "$(head -c 3000000 /dev/zero | send POST "/v2/project/$project/echo" -H "$json" -H 'Expect:' --data-binary @-)"
check 'is not forwarded' sh -c '! grep -q "\"status\":413" "$1"/*.json' sh "$work/bad"
curl -s --noproxy '*' --max-time 1 --limit-rate 1000 "$near/big" >/dev/null
fault '{"path":"/big","slowBodyMs":1000}'
curl -s --noproxy '*' --max-time 0.3 "$near/big" >/dev/null
fault '{"path":"/big","slowBodyMs":1000}'
responds 'one that stays has its response later' 200 "$(send GET /big)"
check 'a client that goes away leaves the recorder alive' "$otk" --api-url "$near" sandbox clock
end_recorder
check 'the recorder ends with a transfer in flight' true
check 'what a client has sent that goes away is recorded' sh -c \
	'grep -h "client has closed" "$1"/*.json | grep -q "\"method\":\"GET\""' sh "$work/bad"
record_into "$work/gone" --upstream-timeout-ms 60000
fault '{"path":"/xml","delayMs":60000}'
send GET /xml >"$work/status" &
waiting=$!
until [ "$(sandbox_control GET /stats | sed 's/.*"requests":\([0-9]*\).*/\1/')" != "${before-}" ]; do
	before=$(sandbox_control GET /stats | sed 's/.*"requests":\([0-9]*\).*/\1/')
done
end_recorder
wait "$waiting"
check 'one that waits is told' test -e "$work/status"
kill "$sandbox" && wait "$sandbox" 2>/dev/null
sandbox=
record_into "$work/none.rec"
responds 'nobody listens' 502 "$(send GET /xml)"
end_recorder

# ---- HTTPS
rm -f "$work/port"
mkfifo "$work/port"
"$program" --quiet --https --cert-file "$work/cert.pem" --port 0 --port-file "$work/port" </dev/null >/dev/null 2>&1 &
sandbox=$!
url=https://127.0.0.1:$(port_of "$work/port")
record_into "$work/tls" --upstream-ca-file "$work/cert.pem"
check 'HTTPS' "$otk" --api-url "$near" session create
end_recorder
check 'is recorded' test -f "$work/tls/000001.json"
record_into "$work/untrusted"
responds 'a certificate that is not trusted' 502 "$(send GET /x)"
end_recorder
check 'the reason is recorded' grep -qi 'certificate' "$work/untrusted/000001.json"

# ---- a full disk, and kills in the middle
if [ -c /dev/full ] && [ "$(ulimit -f)" = unlimited ]; then
	rm -f "$work/near"
	mkfifo "$work/near"
	(ulimit -f 0; trap '' XFSZ; exec "$program" --quiet --port 0 --port-file "$work/near" --record "$work/full" \
		--upstream "$url" --upstream-ca-file "$work/cert.pem" </dev/null >/dev/null 2>"$work/recorder.err") &
	recorder=$!
	near=http://127.0.0.1:$(port_of "$work/near")
	check 'with a full disk the client is served' "$otk" --api-url "$near" session create
	check 'the loss is known' sh -c 'curl -s --noproxy "*" "$1/sandbox/recording" | grep -q "\"lost\":1,\"problem\""' sh "$near"
	kill "$recorder"
	wait "$recorder"
	check 'the exit status says it' test $? = 1
	recorder=
	check 'no part is left' test -z "$(ls -A "$work/full")"
else
	skip 'a full disk: there is a limit of file sizes'
fi
rounds=10
[ -z "${OTK_TEST_SLOW-}" ] || rounds=4
for round in $(seq $rounds); do
	record_into "$work/kill.$round" --upstream-ca-file "$work/cert.pem"
	(while curl -s --noproxy '*' --max-time 5 "$near/v2/x" >/dev/null; do :; done) &
	loop=$!
	until [ -f "$work/kill.$round/00000$((round % 5 + 1)).json" ]; do :; done
	kill -KILL "$recorder"
	wait "$recorder" 2>/dev/null
	recorder=
	wait "$loop"
	"$program" --diff "$work/kill.$round" >/dev/null 2>&1
	[ $? -le 1 ] || echo "$round" >>"$work/unreadable"
done
touch "$work/unreadable"
empty "after $rounds kills every recording can be read" "$work/unreadable"
finish
