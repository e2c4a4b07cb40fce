#!/bin/sh
# SPDX-License-Identifier: MIT
# Wrong use ends with 2 and says what to do; a missing plugin with 4, an unreachable server with 3.
. "$(dirname "$0")/otk.sh"
credentials
OTK_API_URL=http://127.0.0.1:1
export OTK_API_URL

# wrong TEXT ARGS...: refused with this text, on one line, nothing on stdout.
wrong() {
	text=$1
	shift
	expect "otk $*" 2 "$@"
	has "otk $*: says so" err "$text"
	empty "otk $*: no output" "$work/out"
	check "otk $*: one line" test "$(wc -l <"$work/err")" -eq 1
}

wrong 'did you mean archives?' archivs list
wrong 'did you mean list?' archives lst
wrong 'did you mean create?' token creat x
wrong 'did you mean --session-id?' archives start --sesion-id x
wrong 'did you mean --layout.type?' archives start --session-id x --layout.typ pip
wrong 'did you mean --verbose?' archives list --verbos
wrong '--session-id is missing' archives start
wrong 'ARCHIVE-ID is missing; usage: otk archives get ARCHIVE-ID' archives get
wrong 'STREAM is missing' archives add-stream x
wrong '"b" is one word too many' archives get a b
wrong '--session-id needs a value' archives start --session-id
wrong '--session-id needs a value' archives start --session-id --has-video no
wrong 'begin with two dashes' archives list -x
wrong '--has-video takes yes or no' archives start --session-id x --has-video=maybe
wrong '--count takes a whole number' archives list --count many
wrong 'this is no JSON' archives start --session-id x --layout '{"type"'
wrong 'takes a JSON object' archives start --session-id x --layout '[]'
wrong 'is given twice' archives list --count 1 --count 2
wrong 'do not go together' archives list --strict --no-checks
wrong '--timeout takes a time' archives list --timeout never
wrong '--timeout takes a time' archives wait x --timeout 0
wrong 'cannot be read' archives start --session-id x --extra-json @/no/such/file
wrong 'there is no folder' archives list --plugin-path /no/such/folder
wrong 'this is no JSON' archives list --extra-json '{'
wrong 'must be one object' invoke archives.list '[1]'
wrong 'the JSON cannot be read' invoke archives.list '{"count":'
wrong 'archives.get' invoke archives.get '{}'
wrong 'archiveId' archives get a/b
wrong 'archiveId' archives get ..
wrong 'archiveId' archives get ''
wrong 'session id: ' inspect nonsense
wrong 'JWT: ' inspect a.b.c
wrong 'FILE' archives download x
wrong 'is a folder' archives download x "$work"
wrong 'is there already' archives download x "$otk"
check 'that file is left alone' test -x "$otk"
wrong 'maxBitrate' archives start --strict --max-bitrate 5 --dry-run \
	--session-id 1_MX4xMjM0NTZ-fjE3OTUzNTE4MTUwNjV-VVRHVGxqRXNBRUFNblpCNjk3S1VxX0hrfn5-
wrong 'belongs to project 654321' archives start --dry-run \
	--session-id 1_MX42NTQzMjF-fjE3OTUzNTE4MTUwNjV-VVRHVGxqRXNBRUFNblpCNjk3S1VxX0hrfn5-

# Credentials on the command line: refused, and not repeated.
for option in --api-secret --api-key --private-key --application-id; do
	wrong 'not taken from the command line' archives list $option hunter2
	lacks "$option: its value is not repeated" err hunter2
	wrong 'not taken from the command line' $option=hunter2 archives list
	lacks "$option=: its value is not repeated" err hunter2
done

expect 'errors are JSON with --json' 2 archives get a b --json
has 'with the exit code' err '"exit":2'
has 'and a message' err '"message":"\"b\" is one word too many'
expect 'wherever --json stands' 2 --json archives lst
has 'is JSON' err '{"error":{'

# Plugins.
expect 'a feature that is not installed' 4 unheardof list
has 'says which package to install' err otk-plugin-unheardof
expect 'the same with --json' 4 unheardof list --json
has 'with its status' err '"exit":4'
expect 'invoke without a plugin' 4 invoke unheardof.list
expect 'describe without a plugin' 4 describe unheardof.list
mkdir "$work/plugins"
echo 'no plugin' >"$work/plugins/garbage.so"
expect 'a plugin that is broken' 4 garbage list --plugin-path "$work/plugins"
has 'names the file' err "$work/plugins/garbage.so"
expect 'otk plugins shows it' 0 plugins --plugin-path "$work/plugins"
has 'with its name' out garbage
has 'and those that work' out archives
expect 'otk plugins --json' 0 plugins --plugin-path "$work/plugins" --json
has 'has the problem' out '"problem":'
has 'and the operations' out '"archives.start"'

# Not reached.
expect 'no server' 3 archives list --timeout 5s
has 'says that' err 'no connection'
expect 'no server, --json' 3 archives list --timeout 5s --json
has 'has the code' err '"exit":3'
OTK_API_URL=http://no-such-host.invalid expect 'a plain address that is not this machine' 2 archives list
has 'is refused' err https

# Output that cannot be written.
if [ -c /dev/full ]; then
	for command in 'help' 'version --json' 'describe' 'plugins' 'archives list --dry-run'; do
		# shellcheck disable=SC2086
		"$otk" $command >/dev/full 2>"$work/err"
		code=$?
		check "full disk: otk $command ends with 3" test $code -eq 3
		has "full disk: otk $command says so" err 'could not be written'
	done
fi
mkfifo "$work/pipe"
: <"$work/pipe" &
"$otk" describe >"$work/pipe" 2>"$work/err"
code=$?
check 'closed pipe: ends with 3' test $code -eq 3
wait
finish
