#!/bin/sh
# SPDX-License-Identifier: MIT
# Third-party plugins become commands, generated only from their tables.
. "$(dirname "$0")/otk.sh"
sandbox_start
plugins=$OTK_TEST_BUILDDIR/tests/otk/.libs
folder=$work/one
mkdir "$folder"
cp "$plugins/com.example.tape.so" "$folder"

# serve BODY: the next responses have this body.
serve() {
	sandbox_control DELETE /faults >/dev/null
	printf '{"status":200,"body":"%s","contentType":"application/json","times":0}' \
		"$(printf '%s' "$1" | sed 's/"/\\"/g')" >"$work/fault"
	sandbox_control POST /faults "$(cat "$work/fault")" >/dev/null
}
last_request() {
	sandbox_control GET /requests >"$work/requests"
	sed 's/.*{"seq"/{"seq"/' "$work/requests" >"$work/request"
}
tape() {
	tape_name=$1 tape_code=$2
	shift 2
	expect "$tape_name" "$tape_code" --plugin-path "$folder" "$@"
}

expect 'it is not installed' 4 com.example.tape play
has 'the package is named' err com.example.tape
tape 'otk plugins' 0 plugins
has 'has it' out 'com.example.tape 9.8.7'
tape 'otk' 0
has 'has its verbs' out 'play, look-at, look-at-wait, look-at-download,'
has 'all of them' out 'change, label, rewind'
tape 'its help' 0 help tape
has 'by its short name' out 'look-at TAPE-ID SIDE'
has 'an alias that is a field takes it as a word' out 'label TAPE-ID LABEL'
tape 'help of a row' 0 help com.example.tape play
has 'usage' out 'usage: otk com.example.tape play --label TEXT [options]'
lacks 'no control character of its texts is printed' out "$(printf '\033')"
has 'a mark of direction is shown' out 'for ever<U+202e>'
has 'a time' out '--length TIME'
has 'its limits' out '1 to 3600 s'
has 'a rate' out '--speed RATE'
has 'a secret' out 'better --pin-file FILE'
has 'items of a list' out '--tracks.N.title TEXT'
lacks 'a hidden operation is not shown' out not-any-more
lacks 'its option is not shown' out '--old'

serve '{"id":"7","state":"rolling","since":1395183243,"length":3723,"speed":1500000,"pin":"hunter2","new":[1,2]}'
tape 'its operation, by the full name' 0 com.example.tape play --label Mix --length 1h --loop \
	--since 2030-01-31T12:00:00Z --speed 2M --moods calm --moods 'very calm' --notes a=b \
	--cover.title Front --tracks.0.title One --tracks.0.length 90s --tracks '{"title":"Two"}'
last_request
has 'the request' request '"path":"/v2/project/123456/tape"'
has 'its body' request '{\"label\":\"Mix\",\"length\":3600,\"since\":1896091200000,\"speed\":2000000,\"moods\":[\"calm\",\"very calm\"],\"notes\":{\"a\":\"b\"},\"cover\":{\"title\":\"Front\"},\"tracks\":[{\"title\":\"One\",\"length\":90},{\"title\":\"Two\"}],\"loop\":true}'
has 'seconds become a time' out '2014-03-18 22:54:03 +0000'
has 'a span' out '1h 02m 03s'
has 'a rate' out '1.5 Mbit/s'
has 'what is unknown' out 'new:'
lacks 'no secret' out hunter2
tape 'by the short name' 0 tape play --label Mix --json
has 'the JSON of the service' out '"state":"rolling"'
tape 'what is required' 2 tape play
has 'is asked for' err '--label is missing (text of the label)'
tape 'limits, strictly' 2 tape play --label x --length 2h --strict
has 'are its own' err length
tape 'its alias' 0 tape label 12 'New one' --json
last_request
has 'has the id' request '"path":"/v2/project/123456/tape/12"'
has 'and the word' request '{\"label\":\"New one\"}'
tape 'another alias' 0 tape rewind 12 --label x
tape 'invoke' 0 invoke com.example.tape.look_at '{"tapeId":"1","side":"b"}'
has 'JSON' out '"id":"7"'
tape 'an id that is missing' 2 tape look-at 1
has 'is named' err 'SIDE is missing'
serve '{"id":"7","state":"torn"}'
tape 'waiting for its own final states' 0 tape look-at-wait 1 b
has 'shows it' out torn
tape 'waiting for another one' 1 tape look-at-wait 1 b --until wound
tape 'nothing to download yet' 1 tape look-at-download 1 b -
run --plugin-path "$folder" __complete tape ''
line 'completion has its verbs' out look-at-wait
run --plugin-path "$folder" __complete tape play --
line 'and options' out --cover.title
run __complete --plugin-path "$folder" tape play --
line 'wherever its folder is named' out --cover.title

expect 'two of the same short name' 2 tape play --label x --plugin-path "$plugins"
has 'are distinguished' err 'com.example.tape or org.example.tape'
expect 'by the full name' 0 org.example.tape play --label x --dry-run --plugin-path "$plugins"
has 'it works' out '/tape'
chmod 777 "$folder/com.example.tape.so"
tape 'a file that everybody can write' 4 com.example.tape play --label x
has 'is refused' err writable
finish
