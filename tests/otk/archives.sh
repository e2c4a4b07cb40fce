#!/bin/sh
# SPDX-License-Identifier: MIT
# otk archives manifest, sync and download --transcript; otk insights usage and the other queries.
. "$(dirname "$0")/otk.sh"
sandbox_start --settle-ms 20
trap 'ended=$?; kill $syncing 2>/dev/null; (exit "$ended"); end' EXIT
syncing=
credentials
expect 'a session' 0 session create --media-mode routed --json
session=$(member session_id)

# stream ID: a client publishes.
stream() {
	sandbox_control POST "/session/$session/stream" "{\"streamId\":\"$1\"}" >/dev/null
}

# record NAME OPTIONS…: an archive that is available; its id is in $archive.
record() {
	name=$1
	shift
	run archives start --session-id "$session" --multi-archive-tag "$name" --json "$@"
	archive=$(member id)
	run archives stop "$archive"
	expect "the archive $name" 0 archives wait "$archive" --until available
}

# ---- transcripts and manifests
stream first
run archives start --session-id "$session" --output-mode individual --has-transcription yes --json
archive=$(member id)
sandbox_control DELETE "/session/$session/stream/first" >/dev/null
sandbox_control POST /clock '{"advance":5}' >/dev/null
stream first
stream second
sandbox_control POST /clock '{"advance":7}' >/dev/null
run archives stop "$archive"
expect 'an individual archive' 0 archives wait "$archive" --until available
expect 'its transcription' 0 archives transcript "$archive" -q transcription.status
has 'is ready' out available
expect 'can be waited for' 0 archives transcript-wait "$archive"
expect 'the transcript' 0 archives download "$archive" "$work/transcript.zip" --transcript
check 'is a ZIP file' test "$(head -c 2 "$work/transcript.zip")" = PK
expect 'the archive itself' 0 archives download "$archive" "$work/archive.zip"
check 'is another file' sh -c '! cmp -s "$1" "$2"' sh "$work/transcript.zip" "$work/archive.zip"
if [ -e "$OTK_TEST_BUILDDIR/.libs/manifest.so" ]; then
	expect 'manifest' 0 archives manifest "$work/archive.zip"
	has 'the first file of a stream' out 'first.webm   first'
	has 'the second one' out 'first-1.webm first     2'
	expect 'as JSON' 0 archives manifest "$work/archive.zip" --json
	has 'with times' out '"startedAt":'
	check 'at least as long as the clock was advanced' jq -e \
		'.files | length == 3 and all(.[1:][]; .stopTimeOffset - .startTimeOffset >= 7000)' "$work/out"
	head -c 3000 "$work/archive.zip" >"$work/cut.zip"
	expect 'a file that is cut off' 1 archives manifest "$work/cut.zip"
	has 'it is named' err "$work/cut.zip: the ZIP file of the archive cannot be read: "
	has 'says so' err 'ZIP file'
	expect 'a file that is not there' 2 archives manifest "$work/none.zip"
	expect 'a folder' 2 archives manifest "$work"
	has 'is named' err "$work: is not a regular file"
else
	skip 'the plugin manifest is not built: libzip is missing'
fi
record plain
expect 'no transcript' 1 archives download "$archive" "$work/none" --transcript
has 'says so' err 'no file'
expect 'a list has no other files' 2 archives list --transcript

# ---- sync
mkdir "$work/transcripts"
expect 'sync with transcripts' 0 archives sync "$work/transcripts" --transcripts --json
has 'stores one' out '"transcripts":1'
check 'it is the transcript' sh -c 'cmp "$1"/*.transcript "$2"' sh "$work/transcripts" "$work/transcript.zip"
check 'for the owner alone' test -z "$(find "$work/transcripts" -type f ! -perm 600)"
expect 'again' 0 archives sync "$work/transcripts" --transcripts --json
has 'nothing is new' out '"stored":0,"bytes":0,"transcripts":0,"kept":2'
rm "$work/transcripts/"*.transcript
expect 'a transcript alone' 0 archives sync "$work/transcripts" --transcripts
has 'is downloaded' out .transcript
record second
expect 'a folder that is not there' 2 archives sync "$work/copies"
has 'is named as in the usage' err 'FOLDER: '
mkdir "$work/copies"
expect 'what sync would do' 0 archives sync "$work/copies" --dry-run
has 'downloads' out 'would be downloaded'
check 'nothing is written' test -z "$(ls "$work/copies")"
expect 'sync' 0 archives sync "$work/copies" --json
has 'all are new' out '"available":3,"stored":3'
check 'notes and files' test "$(find "$work/copies" -name '[!.]*.*' | wc -l)" -eq 6
check 'for the owner alone' test -z "$(find "$work/copies" -type f ! -perm 600)"
expect 'again' 0 archives sync "$work/copies" --json
has 'nothing is new' out '"stored":0,"bytes":0,"transcripts":0,"kept":3'
: >"$work/copies/$archive.mp4"
expect 'a copy that was damaged' 0 archives sync "$work/copies" --json
has 'is replaced' out '"stored":1'
printf x | dd of="$work/copies/$archive.mp4" conv=notrunc 2>/dev/null
expect 'a copy that was changed' 1 archives sync "$work/copies" --delete-after-verify
has 'is not trusted' err 'has changed since it was stored'
has 'the others are deleted' out '2 deleted'
expect 'it is still in the cloud' 0 archives get "$archive"
rm "$work/copies/$archive.json"
sandbox_control POST "/archive/$archive" '{"sha256sum":""}' >/dev/null
expect 'an archive without a digest' 1 archives sync "$work/copies" --delete-after-verify
has 'is stored and not deleted' err 'states no digest'
sandbox_control POST "/archive/$archive" \
	'{"sha256sum":"0000000000000000000000000000000000000000000000000000000000000000"}' >/dev/null
expect 'a copy of something else' 1 archives sync "$work/copies" --delete-after-verify
has 'is not deleted' err 'not the file that the service describes'
rm "$work/copies/$archive.json"
expect 'a download with a wrong digest' 1 archives sync "$work/copies"
has 'fails' err 'SHA-256'
check 'and leaves no note' test ! -e "$work/copies/$archive.json"
expect 'a folder that is not there' 2 archives sync "$work/none"
has 'says what to do' err 'create it first'
: >"$work/file"
expect 'a file instead of a folder' 2 archives sync "$work/file"
OTK_API_SECRET=wrong expect 'wrong credentials' 1 archives sync "$work/copies"

# ---- killed at any moment, and by two processes at once
sandbox_control POST /reset '{}' >/dev/null
run session create --media-mode routed --json
session=$(member session_id)
stream one
for number in 1 2 3 4 5 6; do
	record "n$number"
	sandbox_control POST "/archive/$archive" '{"size":3000000}' >/dev/null
done
expect 'six archives' 0 archives list --json
grep -o '"id":"[^"]*"' "$work/out" | cut -d '"' -f 4 >"$work/ids"
rm -r "$work/copies"
mkdir "$work/copies"
# --timeout limits the run, not each request.
sandbox_control POST /faults '{"path":"/v2/*","delayMs":150,"times":0}' >/dev/null
expect 'sync with a slow service' 3 archives sync "$work/copies" --timeout 500ms
has 'ends with the time' err 'archives sync: not finished within 500 ms (--timeout)'
sandbox_control DELETE /faults >/dev/null

# safe: each archive of the list is in the cloud, or complete in the folder with its digest.
safe() {
	run archives list --json
	cp "$work/out" "$work/list"
	while read -r id; do
		if grep -q "$id" "$work/list"; then
			continue
		fi
		sum=$(sha256sum "$work/copies/$id.mp4" 2>/dev/null | cut -d ' ' -f 1)
		if [ -z "$sum" ] || ! grep -q "\"sha256\":\"$sum\"" "$work/copies/$id.json" ||
			! grep -q "\"sha256sum\":\"$sum\"" "$work/copies/$id.json"; then
			echo "$id"
		fi
	done <"$work/ids" >"$work/lost"
	test ! -s "$work/lost"
}

lost=0
for moment in 1 2 3 4 5 6 7 8 9 10 11 12; do
	"$otk" archives sync "$work/copies" --delete-after-verify </dev/null >/dev/null 2>&1 &
	syncing=$!
	# The moment of the kill: after a number of requests that the server has seen.
	sandbox_control GET "/requests?limit=1&wait=$((moment * 7))&operation=archives.delete" >/dev/null
	kill -KILL "$syncing" 2>/dev/null
	wait "$syncing" 2>/dev/null
	sandbox_control DELETE /requests >/dev/null
	safe || lost=$((lost + 1))
done
syncing=
check 'no archive is lost by a kill' test "$lost" -eq 0
expect 'the last run' 0 archives sync "$work/copies" --delete-after-verify
expect 'the cloud is empty' 0 archives list
has 'all are deleted' out 'nothing found'
check 'all are safe' safe
check 'no parts are left' test -z "$(find "$work/copies" -name '.*.part' -o -name '.*.new')"
if command -v flock >/dev/null; then
	flock "$work/copies/.otk-sync.lock" "$otk" archives sync "$work/copies" \
		</dev/null >"$work/out" 2>"$work/err"
	code=$?
	check 'one process at a time' test "$code" -ne 0
	has 'the other one is mentioned' err 'another process'
fi

# ---- queries
expect 'usage' 0 insights usage --last 7d
has 'minutes' out '25.0'
expect 'by country' 0 insights usage --by COUNTRY --interval MONTHLY --json
has 'as JSON' out '"country":"DE"'
expect 'errors' 0 insights errors --start 2020-01-01 --end 2020-02-01 -q errors.connect.failures
has 'of each day' out 3
expect 'sessions' 0 insights sessions --last 90m -q session-id
has 'those of the project' out "$session"
expect 'meetings' 0 insights meetings "$session" -q meeting-id
has 'of the second page as well' out meeting-12
check 'in two requests' test "$(sandbox_control GET '/requests?operation=insights.query' |
	grep -o 'first: 10, endCursor' | wc -l)" -eq 2
expect 'the query' 0 insights usage --last 1h --by SDK_TYPE --dry-run
has 'is shown' out 'groupBy: [SDK_TYPE], first: 1000, endCursor: $endCursor'
has 'as a request' out 'POST http'
expect 'a time that is not one' 2 insights usage --last soon
expect 'two times' 2 insights usage --last 7d --start 2020-01-01
expect 'a time before 1970' 2 insights usage --last 99999999999d
has 'the option is named' err '--last: the first moment is before 1970'
expect 'a negative time' 2 insights usage --start -5
expect 'a day that no month has' 2 insights usage --start 2026-02-31
expect 'a leap day' 0 insights usage --start 2024-02-29
expect 'an end before the start' 2 insights usage --start 2026-03-01 --end 2026-02-01
has 'the option is named' err '--end: it is not after'
expect 'a time before an end' 0 insights usage --last 1d --end 2026-02-02T00:00:00Z --dry-run
has 'is counted from there' out 'start: 1769904000, end: 1769990400'
expect 'sessions without a time' 0 insights sessions --end 2026-02-02T00:00:00Z --dry-run
has 'are those of a day' out 'start: 1769904000, end: 1769990400'
for verb in usage errors; do
	expect "$verb without a time" 0 insights $verb --end 2026-02-02T00:00:00Z --dry-run
	has 'are those of a week' out 'start: 1769385600, end: 1769990400'
done
expect 'an unknown group' 2 insights usage --by COLOUR
expect 'an id that ends the query' 2 insights meetings 'x"}'
finish
