#!/bin/sh
# SPDX-License-Identifier: MIT
# otk listen --to, --events, --forward-to: nothing that was acknowledged is lost, whatever kills it.
. "$(dirname "$0")/otk.sh"
(umask 077 && echo keep-secret >"$work/secret")

# listen OPTIONS...: sets $here and $listener.
listen() {
	rm -f "$work/here"
	mkfifo "$work/here"
	"$otk" listen --port 0 --port-file "$work/here" --json "$@" \
		</dev/null >"$work/heard" 2>"$work/listen.err" &
	listener=$!
	here=http://127.0.0.1:$(port_of "$work/here")
}
leave() {
	kill "$listener"
	wait "$listener"
}
# post BODY: an unsigned callback; prints the status.
post() {
	curl --silent --noproxy '*' --max-time 30 --output /dev/null --write-out '%{http_code}' \
		--header 'Content-Type: application/json' --data "$1" "$here/"
}
kept() {
	"$otk" replay "sqlite:$1" --dry-run
}

# ---- a file of another program
if command -v python3 >/dev/null; then
	python3 -c 'import sqlite3, sys
sqlite3.connect(sys.argv[1]).execute("CREATE TABLE notes (text)")' "$work/notes.db"
	cp "$work/notes.db" "$work/notes.kept"
	expect 'a database with other tables' 3 listen --port 0 --to "sqlite:$work/notes.db"
	has 'it says why' err 'it is the database of another program'
	same 'it is not changed' "$work/notes.kept" "$work/notes.db"
else
	skip 'a database with other tables: python3 is missing'
fi

# ---- --events
listen --events archive.available,session
for kind in archive.started archive.available stream.created render.started session.destroyed sip.created; do
	"$otk" trigger "$kind" --to "$here" >/dev/null 2>&1 || echo "$kind" >>"$work/refused"
done
leave
touch "$work/refused"
empty 'the others are acknowledged' "$work/refused"
sed 's/.*"kind":"\([a-z]*\)","what":"\([A-Za-z]*\)".*/\1 \2/' "$work/heard" >"$work/kinds"
printf 'archive available\nstream streamCreated\nsession sessionDestroyed\n' >"$work/expected"
same 'only what was asked for is shown' "$work/expected" "$work/kinds"
expect 'an unknown kind' 2 listen --events archives
has 'the known ones are named' err 'known are archive'

mkfifo "$work/no-file"
expect 'a pipe as database' 3 listen --port 0 --to "sqlite:$work/no-file"
has 'is refused' err 'it is not a regular file'

# ---- --forward-to
listen
mv "$work/heard" "$work/archives" && archives=$here first=$listener
listen
mv "$work/heard" "$work/others" && others=$here second=$listener
listen --forward-to "archive=$archives/a" --forward-to "archive.failed=$others/f" --forward "$others/x"
for kind in archive.started archive.failed render.started; do
	"$otk" trigger "$kind" --to "$here" >/dev/null || echo "$kind" >>"$work/refused"
done
leave
listener=$first
leave
listener=$second
leave
empty 'all were passed on' "$work/refused"
check 'an archive to its own URL' test "$(grep -c '"what":"started"' "$work/archives")$(wc -l <"$work/archives")" = 11
check 'the more exact word counts' grep -q '"kind":"archive","what":"failed"' "$work/others"
check 'the rest to --forward' grep -q '"kind":"render"' "$work/others"
expect 'no URL' 2 listen --forward-to archive=here
expect 'no kind' 2 listen --forward-to nothing=http://localhost/

# ---- --to
db=$work/kept.db
listen --to "sqlite:$db" --secret-file "$work/secret"
"$otk" trigger archive.available --to "$here" --secret-file "$work/secret" --id A1 >/dev/null
"$otk" trigger render.failed --to "$here" --secret-file "$work/secret" --id R1 >/dev/null
"$otk" trigger archive.available --to "$here" --id A2 >/dev/null 2>&1
leave
if grep -q 'without SQLite' "$work/listen.err"; then
	skip_rest 'built without SQLite'
fi
kept "$db" >"$work/out"
check 'what was verified is kept' test "$(wc -l <"$work/out")" = 2
check 'in its order' sh -c 'head -n 1 "$1" | grep -q A1' sh "$work/out"
check 'nothing else' sh -c '! grep -q \"A2\" "$1"' sh "$work/out"
check 'others cannot read it' test "$(stat -c %a "$db")" = 600
listen --secret-file "$work/secret" --count 2
expect 'it can be sent again' 0 replay "sqlite:$db" --to "$here" --secret-file "$work/secret"
wait "$listener"
check 'and is verified' test "$(grep -c '"verdict":"verified"' "$work/heard")" = 2

# The same signature after a restart is not kept twice.
body='{"event":"archive","id":"twice","status":"started"}'
printf %s "$body" >"$work/body"
listen
mv "$work/heard" "$work/tapped"
sandbox_start --settle-ms 10
sandbox_control PUT /hooks '{"session":{"url":"'"$here"'/s","secret":"keep-secret"}}' >/dev/null
leave
for round in 1 2; do
	listen --to "sqlite:$db" --secret-file "$work/secret"
	if [ "$round" = 1 ]; then
		sandbox_control PUT /hooks '{"session":{"url":"'"$here"'/s","secret":"keep-secret"}}' >/dev/null
		sandbox_control POST /callbacks/test '{"kind":"session"}' >/dev/null
		appears "$work/heard" '"verdict":"verified"' || bad 'a callback of the sandbox'
	fi
	leave
done
kept "$db" >"$work/out"
check 'a callback of the sandbox is kept once' test "$(wc -l <"$work/out")" = 3
sandbox_stop

# Files that cannot be used.
expect 'not a database' 2 listen --to file:x
echo 'this is a text, long enough not to be taken for an empty database' >"$work/text"
expect 'a file that is not a database' 3 listen --port 0 --to "sqlite:$work/text"
expect 'a folder that is not there' 3 listen --port 0 --to "sqlite:$work/no/db"
expect 'replay of a file that is not there' 2 replay "sqlite:$work/none" --to http://127.0.0.1:9
expect 'replay of no file' 2 replay sqlite: --to http://127.0.0.1:9
has 'it says what is missing' err 'write sqlite:FILE'
expect 'replay of a text' 2 replay "sqlite:$work/text" --to http://127.0.0.1:9
check 'the text is still there' grep -q 'this is a text' "$work/text"

# A full disk: no acknowledgement.
rm -f "$work/here"
mkfifo "$work/here"
(ulimit -f 64; trap '' XFSZ
	exec "$otk" listen --port 0 --port-file "$work/here" --json --to "sqlite:$work/full.db" \
		</dev/null >/dev/null 2>&1) &
listener=$!
here=http://127.0.0.1:$(port_of "$work/here")
big=$(head -c 300000 /dev/zero | tr '\0' x)
printf '{"event":"archive","id":"big","x":"%s"}' "$big" >"$work/big"
check 'a callback that cannot be kept gets 503' test "$(post "@$work/big")" = 503
check 'a small one is kept' test "$(post '{"event":"archive","id":"small"}')" = 200
leave
check 'and is there' sh -c '"$1" replay "sqlite:$2" --dry-run | grep -q small' sh "$otk" "$work/full.db"

# ---- kills while callbacks come: each that was acknowledged is there afterwards.
db=$work/kills.db
: >"$work/acknowledged"
: >"$work/not_kept"
kills=30
[ -z "${OTK_TEST_LONG-}" ] || kills=300
# Senders report by this pipe. It stays open for both, so that none of them waits.
mkfifo "$work/reports"
exec 9<>"$work/reports"
# send ROUND: callbacks, until one is not acknowledged.
send() {
	n=0
	while status=$(post '{"event":"archive","id":"'"k$1.$n"'","status":"started"}') && [ "$status" = 200 ]; do
		echo "k$1.$n" >>"$work/acknowledged"
		echo "$1 acknowledged" >&9
		n=$((n + 1))
	done
	[ "${status:-000}" = 000 ] || echo "k$1.$n: $status" >>"$work/not_kept"
	echo "$1 ended" >&9
}
for round in $(seq $kills); do
	listen --to "sqlite:$db"
	send "$round" &
	sender=$!
	# A sender that has ended was refused, which must not happen before the kill.
	seen=0
	while [ $seen -le $((round % 3)) ] && read -r of what <&9 && [ "$of $what" != "$round ended" ]; do
		[ "$of" != "$round" ] || seen=$((seen + 1))
	done
	kill -KILL "$listener"
	wait "$listener" 2>/dev/null
	wait "$sender"
done
exec 9>&-
kept "$db" | sed 's/.*"id":"\(k[0-9.]*\)".*/\1/' | sort >"$work/stored"
sort "$work/acknowledged" >"$work/sent"
comm -23 "$work/sent" "$work/stored" >"$work/lost"
empty 'none is refused while the listener runs' "$work/not_kept"
check 'callbacks were acknowledged' test "$(wc -l <"$work/sent")" -ge $((kills * 2))
empty "nothing that was acknowledged is lost after $kills kills" "$work/lost"
[ -s "$work/lost" ] || echo "  $kills kills survived"
check 'nothing is kept twice' test "$(uniq -d "$work/stored" | wc -l)" = 0
finish
