#!/bin/sh
# SPDX-License-Identifier: MIT
# The web examples, used as a person with a browser would: their pages are read, their forms are sent,
# and the journal of the sandbox has the requests that follow.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/.." && pwd)}/tests/harness.sh"
examples=${OTK_TEST_BUILDDIR:?}/examples/web
if [ ! -x "$examples/hello" ]; then
	skip_rest 'the examples are not built'
fi
server=
stop() {
	[ ! "$server" ] || { kill "$server" && wait "$server"; } 2>/dev/null
	server=
}
trap 'ended=$?; stop; (exit "$ended"); end' EXIT

# start EXAMPLE: sets $site.
start() {
	mkfifo "$work/$1.address"
	PORT=0 "$examples/$1" >"$work/$1.address" 2>"$work/$1.log" &
	server=$!
	site=$(timeout 60 head -n 1 "$work/$1.address")
	check "$1 starts" test "$site"
	example=$1
}
# page PATH [CURL-OPTIONS...]: the page is in $work/page, its status in $status, the redirect in $to.
page() {
	path=$1
	shift
	curl --silent --noproxy '*' --max-time 60 --output "$work/page" \
		--write-out '%{http_code} %{redirect_url}' "$@" "${site%/}$path" >"$work/status"
	read -r status to <"$work/status" || true
}
# gets PATH TEXT
gets() {
	page "$1"
	check "$example: GET $1" test "$status" = 200
	check "$example: GET $1 has $2" grep -qF -e "$2" "$work/page"
}
# sends PATH WHERE [FIELD=VALUE...]: a form that redirects to WHERE.
sends() {
	path=$1 where=$2
	shift 2
	for field; do
		set -- "$@" --data-urlencode "$field"
		shift
	done
	page "$path" --request POST "$@"
	check "$example: POST $path" test "$status" = 303
	check "$example: POST $path leads to $where" sh -c 'case $1 in *"$2") ;; *) exit 1 ;; esac' \
		sh "${to%/[0-9a-f]*-*}" "$where"
}
# asked METHOD PATH [TEXT]: the service got such a request.
asked() {
	sandbox_control GET /requests | tr -d '\\\n' | awk '{ gsub(/\{"seq"/, "\n&"); print }' |
		grep -F "\"method\":\"$1\"" |
		grep -E "\"path\":\"[^\"]*$2\"" >"$work/asked"
	check "$example: the service gets $1 $2" grep -qF -e "${3-}" "$work/asked"
}
# attribute NAME: of the section with the session.
attribute() {
	sed -n "s/.*data-$1=\"\\([^\"]*\\)\".*/\\1/p" "$work/page"
}
# Somebody publishes in the session of the page.
publish() {
	session=$(attribute session)
	sandbox_control POST "/session/$session/stream" '{}' >"$work/stream"
	stream=$(sed -n 's/.*"streamId" *: *"\([^"]*\)".*/\1/p' "$work/stream")
	check "$example: somebody publishes" test "$stream"
}

sandbox_start --quiet --settle-ms 1

start hello
gets / '<main>'
check 'the page names the project' test "$(attribute key)" = "$OTK_API_KEY"
token=$(attribute token)
check 'its token is good' "$OTK_TEST_BUILDDIR/otk" inspect --verify "$token" \
	--session-id "$(attribute session)"
first=$(attribute session)
gets / 'role="status"'
check 'visitors meet in one session' test "$(attribute session)" = "$first"
check 'with a token each' test "$(attribute token)" != "$token"
page /nothing
check 'an unknown page is 404' test "$status" = 404
stop

start archiving
gets / '/host'
gets /host 'Start recording'
publish
page /start --request POST --header 'Sec-Fetch-Site: cross-site' --data name=x
check 'a form of another site is refused' test "$status" = 403
sends /start /host 'name=<b>"weekly"</b>' media=audio output=composed
asked POST /archive '"hasVideo":false'
gets /host 'Stop recording'
archive=$(sed -n 's/.*action="\/stop\/\([^"]*\)".*/\1/p' "$work/page")
sends "/stop/$archive" /history
asked POST "/archive/$archive/stop"
sandbox_control POST /clock '{"advance":5}' >"$work/clock"
gets /history '&#60;b&#62;&#34;weekly'
check 'a name is not HTML' sh -c '! grep -qF "<b>" "$1"' sh "$work/page"
link=$(sed -n 's/.*<a href="\(http[^"]*\)">Download.*/\1/p' "$work/page" | sed 's/&#38;/\&/g')
check 'its file is there' curl --silent --fail --noproxy '*' --max-time 60 --output "$work/file" "$link"
sends "/delete/$archive" /history
asked DELETE "/archive/$archive"
page /stop/nothing --request POST
check 'an error is a page' test "$status" = 502
check 'that explains it' grep -q 'role="alert">archives.stop' "$work/page"
check 'and nothing else' test "$(grep -c '</html>' "$work/page")" = 1
stop

start broadcast
gets /host 'Start the broadcast'
publish
sends /start /host duration=600
asked POST /broadcast '"maxDuration":600'
gets /host 'Stop the broadcast'
broadcast=$(sed -n 's/.*action="\/stop\/\([^"]*\)".*/\1/p' "$work/page")
sends "/layout/$broadcast" /host type=pip
asked PUT "/broadcast/$broadcast/layout" pip
sends /focus /host
asked PUT "/session/$session/stream/$stream" focus
gets /viewer '<video controls src="http'
sends "/stop/$broadcast" /host
asked POST "/broadcast/$broadcast/stop"
gets /viewer 'not running'
stop

start sip
gets / 'Encrypt the media'
publish
sends /dial /call uri=sip:user@host.example from=15550100@host.example secure=yes
asked POST /dial sip:user@host.example
call=${to##*/}
gets "/call/$call" 'Hang up'
page "/tones/$call" --request POST --data digits=17
check 'tones are sent' test "$status" = 200
asked POST "/connection/$call/play-dtmf" 17
sends "/hangup/$call" /
asked DELETE "/connection/$call"
stop
sandbox_stop

OTK_CALLBACK_SECRET=0123456789abcdef0123456789abcdef
export OTK_CALLBACK_SECRET
(umask 077 && printf %s "$OTK_CALLBACK_SECRET" >"$work/secret")
start webhook
sandbox_start --quiet --callback-secret-file "$work/secret" --callback-url "${site}callbacks"
gets / 'No callbacks'
sandbox_control POST /callbacks/test '{"kind":"archive"}' >"$work/sent"
check 'a genuine callback is accepted' appears "$work/webhook.log" '^accepted'
gets / '<article>'
page /callbacks --request POST --data '{"event":"archive","status":"<forged>"}'
check 'one without a signature is not accepted' test "$status" = 503
gets / '<h2>1</h2>'
check 'nor shown' sh -c '! grep -q forged "$1"' sh "$work/page"
stop
unset OTK_CALLBACK_SECRET
"$examples/webhook" >"$work/out" 2>&1
check 'without a secret it says what to set' grep -q OTK_CALLBACK_SECRET "$work/out"
finish
