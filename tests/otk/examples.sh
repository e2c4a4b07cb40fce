#!/bin/sh
# SPDX-License-Identifier: MIT
# The examples of every operation in the help work: each makes a request (--dry-run) after the words
# in capitals were replaced by ids.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
otk=${OTK_TEST_BUILDDIR:?}/tests/otk/otk
cd "$work" || exit
unset OTK_PROFILE
OTK_CONFIG=/dev/null
OTK_API_KEY=123456
OTK_API_SECRET=1234567890abcdef1234567890abcdef1234567890
SESSION=1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4
export OTK_CONFIG OTK_API_KEY OTK_API_SECRET
for role in publisher sip audio; do
	"$otk" token create "$SESSION" >$role.token || bad "a token: $role"
done
"$otk" token create "$SESSION" --role moderator >moderator.token || bad 'a token: moderator'
for file in stream.key sip.password store.key; do
	(umask 077 && echo secret >$file)
done
echo 'stream {left: 0px}' >layout.css
echo '{ project(PROJECT_ID: 123456) { projectId } }' >usage.graphql

"$otk" describe --json >described
awk '
	function texts(list,   count, i, each) {
		count = split(list, each, /","/)
		for (i = 1; i <= count; i++) print name "\t" each[i]
	}
	BEGIN { RS = "\"name\":\"" }
	/^[a-z_]+\.[a-z_.]+"/ {
		name = $0; sub(/".*/, "", name)
		if (match($0, /"examples":\["([^]\\]|\\.)*"\]/)) {
			list = substr($0, RSTART + 13, RLENGTH - 15)
			gsub(/\\"/, "\"", list); gsub(/\\\//, "/", list)
			texts(list)
		} else if ($0 ~ /"verb"/) print name "\t"
	}' described >examples
check 'there are examples' test "$(grep -c '	.' examples)" -ge 70
grep '	$' examples >bare
empty 'every operation has an example' bare

while IFS='	' read -r name line; do
	[ "$line" ] || continue
	line=$(printf '%s\n' "$line" | sed "s/SESSION-ID/$SESSION/g")
	if ! eval "\"\$otk\" $line --dry-run" >out 2>err </dev/null; then
		printf '%s: otk %s\n' "$name" "$line"
		cat err
	elif [ -s err ]; then
		printf '%s: otk %s warns\n' "$name" "$line"
		cat err
	fi
done <examples >failed
empty 'every example works' failed
finish
