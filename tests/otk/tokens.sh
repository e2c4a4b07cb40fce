#!/bin/sh
# SPDX-License-Identifier: MIT
# Tokens and session ids, made and explained without a server.
. "$(dirname "$0")/otk.sh"
credentials
session=1_MX4xMjM0NTZ-fjE3OTUzNTE4MTUwNjV-VVRHVGxqRXNBRUFNblpCNjk3S1VxX0hrfn5-
foreign=1_MX42NTQzMjF-fjE3OTUzNTE4MTUwNjV-VVRHVGxqRXNBRUFNblpCNjk3S1VxX0hrfn5-

expect 'a token' 0 token create $session --role moderator --ttl 1h --data 'name=Ü "q"' \
	--layout-class focus --layout-class full
token=$(cat "$work/out")
expect 'is explained' 0 inspect "$token"
has 'kind' out 'JWT'
has 'role' out 'moderator'
has 'data' out 'name=Ü "q"'
has 'classes' out 'focus, full'
has 'signature' out 'valid'
has 'life' out '(in '
expect 'as JSON' 0 inspect --json "$token"
has 'signature' out '"signature":"valid"'
has 'session' out "\"sessionId\":\"$session\""
has 'not expired' out '"expired":false'
has 'classes' out '"layoutClasses":["focus","full"]'
expect 'verified' 0 inspect --verify "$token" --session-id $session
expect 'verified for another session' 1 inspect --verify "$token" --session-id $foreign
printf '%s\n' "$token" >"$work/token"
"$otk" inspect - <"$work/token" >"$work/out" 2>"$work/err"
code=$?
has 'a token on stdin' out moderator
OTK_API_SECRET=other expect 'another secret' 0 inspect "$token"
has 'the signature is reported' out 'wrong:'
OTK_API_SECRET=other expect 'and refused by --verify' 1 inspect "$token" --verify
OTK_API_KEY=654321 expect 'another project' 0 inspect "$token" --json
has 'the signature is reported in JSON' out '"signature":"wrong"'

expect 'T1' 0 token create $session --kind t1 --ttl 90s --json
has 'as JSON' out '{"token":"T1=='
t1=$(member token)
expect 'T1 is explained' 0 inspect "$t1"
has 'kind' out T1
has 'signature' out valid
has 'life' out '(in '
expect 'a fixed one' 0 token create $session --issued-at 2026-01-31T12:00:00Z \
	--expire-at 2026-02-01T12:00:00Z --nonce 7 --no-checks
cp "$work/out" "$work/fixed"
expect 'again' 0 token create $session --issued-at 1769860800 --expire-at 1769947200 --nonce 7 \
	--no-checks
same 'is the same' "$work/fixed" "$work/out"
expect 'an expired one is explained' 0 inspect "$(cat "$work/fixed")" --json
has 'as expired' out '"expired":true'
expect 'but not verified' 1 inspect "$(cat "$work/fixed")" --verify
expect 'data from a file' 0 token create $session --data-file "$work/token"
expect 'more claims' 0 token create $session --extra-json '{"my_claim":"mine"}'

# wrong NAME ARGS...
wrong() {
	name=$1
	shift
	expect "$name" 2 "$@"
	empty "$name: no token" "$work/out"
}
wrong 'an unknown role' token create $session --role king --strict
wrong 'too long a life' token create $session --ttl 31d
wrong 'no life' token create $session --ttl 0
wrong 'a past expiry' token create $session --expire-at 2020-01-01
wrong 'both' token create $session --ttl 1h --expire-at 2099-01-01
wrong 'too much data' token create $session --data "$(printf '%01001d' 0)"
wrong 'a foreign session' token create $foreign
has 'names both projects' err 654321
wrong 'no session' token create nonsense
wrong 'an unknown kind' token create $session --kind t2
expect 'a role of tomorrow' 0 token create $session --role king --no-checks

# Known values, in the words of the command line.
wrong 'a role in capitals' token create $session --role PUBLISHER
has 'which is meant' err 'otk: --role: "PUBLISHER" is not a known value; did you mean "publisher"?'
wrong 'a role that nothing resembles' token create $session --role king
has 'which there are' err 'known are subscriber, publisher, publisheronly, moderator'
wrong 'a kind' token create $session --kind JWT
has 'which is meant' err 'did you mean "jwt"?'
wrong 'two ends of life' token create $session --ttl 1h --expire-at 2099-01-01
has 'both options are named' err --ttl
has 'both' err --expire-at
wrong 'two classes in one' token create $session --layout-class 'a b'
has 'the option is named' err --layout-class
expect 'the session by its option' 0 token create --session-id $session
wrong 'a request token without a life' jwt --ttl 0
has 'the option is named' err --ttl

# Everything that minting would refuse is shown, and not verified.
base64url() {
	openssl base64 -A | tr '+/' '-_' | tr -d =
}

# forge CLAIMS: a token with these claims, signed with the secret.
forge() {
	body=$(printf '{"alg":"HS256","typ":"JWT"}' | base64url).$(printf %s "$1" | base64url)
	printf '%s.%s' "$body" \
		"$(printf %s "$body" | openssl dgst -sha256 -hmac "$secret" -binary | base64url)"
}

# refused NAME CLAIMS TEXT [SAID]: inspect shows it, --verify fails and says it.
refused() {
	forged=$(forge "{\"iss\":\"123456\",\"ist\":\"project\",\"scope\":\"session.connect\",\"nonce\":1,\"session_id\":\"$session\",$2}")
	expect "$1: is explained" 0 inspect "$forged"
	has "$1: is shown" out "$3"
	expect "$1: is in the JSON" 0 inspect "$forged" --json
	has "$1: as a problem" out '"problems":['
	expect "$1: fails" 1 inspect "$forged" --verify
	has "$1: is said" err "${4-$3}"
}

if command -v openssl >/dev/null; then
	now=$(date +%s)
	good_times="\"iat\":$now,\"exp\":$((now + 3600))"
	forged=$(forge "{\"iss\":\"123456\",\"ist\":\"project\",\"scope\":\"session.connect\",\"nonce\":1,\"session_id\":\"$session\",\"role\":\"publisher\",$good_times}")
	expect 'a good one by hand' 0 inspect "$forged" --verify
	lacks 'has no problem' out problem
	refused 'exp in milliseconds' "\"role\":\"publisher\",\"iat\":$now,\"exp\":${now}000" exp
	refused 'iat in milliseconds' "\"role\":\"publisher\",\"iat\":${now}000,\"exp\":$((now + 60))" iat
	refused 'neither exp nor iat' '"role":"publisher"' exp
	refused 'ten years' "\"role\":\"publisher\",\"iat\":$now,\"exp\":$((now + 315360000))" '30 days'
	refused 'an unknown role' "\"role\":\"PUBLISHER\",$good_times" PUBLISHER
	refused 'not yet' "\"role\":\"publisher\",\"nbf\":$((now + 1800)),$good_times" 'not valid for another'
	refused 'data that is too long' "\"role\":\"publisher\",\"connection_data\":\"$(printf '%01001d' 0)\",$good_times" 1000
	expect 'an expired one' 0 inspect "$(forge "{\"iss\":\"123456\",\"ist\":\"project\",\"scope\":\"session.connect\",\"session_id\":\"$session\",\"role\":\"publisher\",\"iat\":$((now - 7200)),\"exp\":$((now - 3600))}")"
	has 'is shown as expired' out 'ago)'
else
	skip 'tokens made by hand: no openssl'
fi

expect 'a session id' 0 inspect $session
has 'project' out 123456
has 'ours' out 'yes'
expect 'a foreign one' 0 inspect $foreign --json
has 'is not ours' out '"ours":false'
expect 'a request token' 0 jwt
has 'is one' out ey
expect 'as header' 0 jwt --header
has 'of OpenTok' out 'X-OPENTOK-AUTH: ey'
expect 'too long a life of a request token' 2 jwt --ttl 10m
unset OTK_API_KEY OTK_API_SECRET
expect 'without credentials' 0 inspect "$token"
has 'the signature is not checked' out 'not checked'
expect 'nor can it be verified' 2 inspect "$token" --verify
expect 'nor made' 2 token create $session
# A token that cannot be read is wrong use of inspect, and refused by --verify.
expect 'no token' 2 inspect a.b.c
expect 'no token, --verify' 1 inspect a.b.c --verify
expect 'no token, --verify, as JSON' 1 inspect a.b.c --verify --json
has 'with the same exit code' err '"exit":1'
expect 'no session id' 2 inspect abc

# The oldest session ids say where they were made.
expect 'a session id with an address' 0 inspect \
	1_MX4xMjM0NTZ-MTkyLjAuMi43flR1ZSBTZXAgMTUgMTQ6NDI6MjMgUERUIDIwMjZ-MC41fg
line 'which is shown' out 'location: 192.0.2.7'

finish
