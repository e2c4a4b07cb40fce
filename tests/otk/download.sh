#!/bin/sh
# SPDX-License-Identifier: MIT
# Downloads: complete or absent, resumed, never over another file.
. "$(dirname "$0")/otk.sh"
sandbox_start --settle-ms 20
run session create --media-mode routed --json
session=$(member session_id)
sandbox_control POST "/session/$session/stream" '{}' >/dev/null
run archives start --session-id "$session" --json
archive=$(member id)
target=$work/file.mp4

expect 'nothing to fetch yet' 1 archives download "$archive" "$target"
check 'no file' test ! -e "$target"
check 'no part' test ! -e "$target.part"
sandbox_control POST /clock '{"advance":30}' >/dev/null
run archives stop "$archive"
run archives wait "$archive" --until available --timeout 120s --interval 20ms
sandbox_control POST "/archive/$archive" '{"size":3000000}' >/dev/null
run archives get "$archive" --json
size=$(sed -n 's/.*"size":\([0-9]*\).*/\1/p' "$work/out")
digest=$(member sha256sum)

expect 'to a file' 0 archives download "$archive" "$target"
has 'says which and how much' out "$target: "
check 'its size' test "$(wc -c <"$target")" -eq "$size"
if [ "$digest" ]; then
	check 'its digest' test "$(sha256sum "$target" | cut -d' ' -f1)" = "$digest"
fi
check 'no part is left' test ! -e "$target.part"
lacks 'no progress bar in a file' err '['
expect 'not over a file' 2 archives download "$archive" "$target"
has 'says how' err --force
echo old >"$target"
expect 'a file is replaced with --force' 0 archives download "$archive" "$target" --force --json
has 'JSON' out "\"size\":$size"
check 'it is whole' test "$(wc -c <"$target")" -eq "$size"
ln -s "$work/elsewhere" "$work/link"
expect 'not over a dangling link' 2 archives download "$archive" "$work/link"

"$otk" archives download "$archive" - >"$work/piped" 2>"$work/err"
code=$?
check 'to stdout' cmp "$target" "$work/piped"
"$otk" archives download "$archive" - 2>/dev/null | cat >"$work/piped"
check 'to a pipe' cmp "$target" "$work/piped"
mkfifo "$work/fifo"
timeout 60 cat "$work/fifo" >"$work/piped" &
expect 'to a named pipe' 0 archives download "$archive" "$work/fifo"
wait $!
check 'all of it' cmp "$target" "$work/piped"
check 'the named pipe still exists' test -p "$work/fifo"
if [ -c /dev/full ]; then
	expect 'to a full disk' 3 archives download "$archive" /dev/full
	lacks 'the response is not the reason' err 'the service responded'
	has 'says why' err 'No space left'
	check 'a device stays one' test -c /dev/full
	"$otk" archives download "$archive" - >/dev/full 2>"$work/err"
	code=$?
	check 'stdout on a full disk' test "$code" -eq 3
fi
"$otk" archives download "$archive" - 2>"$work/err" | head -c 1000 >/dev/null
expect 'into a missing folder' 3 archives download "$archive" "$work/none/file"

# A part of an earlier attempt.
rm -f "$target"
head -c 1000000 "$work/piped" >"$target.part"
sandbox_control DELETE /requests >/dev/null
expect 'continues with a part' 0 archives download "$archive" "$target"
has 'says so' err 'continuing'
check 'it is whole' cmp "$target" "$work/piped"
sandbox_control GET /requests >"$work/requests"
has 'only the rest was fetched' requests 'bytes=1000000-'
rm -f "$target"
{ head -c 999990 "$work/piped"; printf XXXXXXXXXX; } >"$target.part"
if [ "$digest" ]; then
	expect 'a part of another file' 3 archives download "$archive" "$target"
	has 'does not fit the digest' err SHA-256
	check 'and gets no name' test ! -e "$target"
	check 'it is of no more use' test ! -e "$target.part"
fi
# A part that cannot become the file is not kept: the same command would fail for ever.
sandbox_control POST "/archive/$archive" '{"size":500000}' >/dev/null
head -c 1000000 "$work/piped" >"$target.part"
expect 'a part that is larger than the file' 3 archives download "$archive" "$target" --skip-digest
has 'is noticed' err 'the file has 1000000 bytes, 500000 were announced'
lacks 'it is of no more use, either' err 'continues it'
check 'and is removed' test ! -e "$target.part"
sandbox_control POST "/archive/$archive" '{"size":3000000}' >/dev/null
ln -s "$work/elsewhere" "$target.part"
expect 'a part that is a link' 3 archives download "$archive" "$target"
check 'is not followed' test ! -e "$work/elsewhere"
rm -f "$target.part"

# On a terminal there is a bar.
if command -v script >/dev/null; then
	script -qec "'$otk' archives download '$archive' '$work/seen' >/dev/null" /dev/null \
		</dev/null >"$work/terminal" 2>&1
	has 'a bar on a terminal' terminal '100%'
else
	skip 'no script(1) to play a terminal'
fi
expect 'a folder that does not exist' 3 archives download "$archive" "$work/none/file"
has 'the folder is named' err "otk: $work/none/file: the folder $work/none: No such file"
lacks 'not a file that nobody named' err .part
: >"$work/plain"
expect 'a file as folder' 3 archives download "$archive" "$work/plain/file"
has 'is named' err "$work/plain is not a folder"

finish
