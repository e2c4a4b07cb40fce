#!/bin/sh
# SPDX-License-Identifier: MIT
# Help, completion and the dry run of every command, all generated from the tables.
. "$(dirname "$0")/otk.sh"

expect 'otk alone' 0
has 'lists built-in commands' out 'token create'
has 'lists the features of plugins' out 'archives '
lacks 'writes nothing to stderr' err 'otk'
expect 'otk help' 0 help
has 'exit codes are in the help' out 'the service refused'
has 'credentials are in the help' out OTK_PRIVATE_KEY
expect 'otk --help' 0 --help
expect 'otk version' 0 version
has 'the version' out 'otk 0.'
expect 'otk --version' 0 --version
expect 'otk version --json' 0 version --json
has 'is JSON' out '{"version":"0.'
expect 'otk plugins' 0 plugins
check 'otk plugins: each line begins with a name' sh -c '
	! grep " ok " "$1" | grep -vE "^[a-z]+ +[0-9]+[.][0-9]+[.][0-9]+ +ok +[^ ]"' sh "$work/out"
check 'otk plugins: a version of one character begins where the others begin' sh -c '
	! grep "^libotk-auth " "$1" | grep -v "^libotk-auth  - "' sh "$work/out"
sed -n 's/ .* ok .*//p' "$work/out" >"$work/names"
if command -v script >/dev/null; then
	NO_COLOR=1 script -qec "stty cols 34; '$otk' plugins" "$work/typescript" </dev/null | tr -d '\r' >"$work/narrow"
	check 'otk plugins on a narrow terminal: names are whole' sh -c '
		! grep " ok " "$1" | cut -d " " -f 1 | grep -vxFf "$2"' sh "$work/narrow" "$work/names"
else
	skip 'a narrow terminal: no script(1)'
fi
expect 'help of a feature' 0 help archives
has 'lists the verbs' out 'start'
has 'lists an alias with its arguments' out 'add-stream ARCHIVE-ID STREAM'
has 'and the command that it runs' out 'Alias of select-stream --add-stream STREAM'
has 'lists the commands of the core' out 'download ARCHIVE-ID FILE|-'
expect 'otk FEATURE --help' 0 archives --help
has 'shows the same' out 'add-stream ARCHIVE-ID STREAM'
expect 'a feature without a verb shows its help' 0 archives
expect 'help of a command' 0 help archives start
has 'usage with the required options' out 'usage: otk archives start --session-id ID [options]'
has 'nested options' out '--layout.stylesheet TEXT'
has 'known values' out 'composed, individual'
has 'limits' out '100000 to 6000000'
expect '--help after a command' 0 archives start --session-id x --help
has 'shows the help of the command' out 'usage: otk archives start'
lacks 'is not called an alias' out alias
expect 'help of an alias' 0 help archives layout
has 'has its usage' out 'usage: otk archives layout ARCHIVE-ID'
has 'names the command' out 'This is an alias of: otk archives set-layout'
expect '--help after an alias that is an option' 0 archives add-stream --help
has 'names the command with the option' out \
	'This is an alias of: otk archives select-stream --add-stream STREAM'
expect 'help of a built-in command' 0 help token create
has 'with its options' out '--expire-at DATE'
expect 'help with a value name that is not ASCII' 0 help listen
has 'pads by characters, not bytes' out '  --events KIND,…           only these kinds'
expect 'help of the first word of verbs' 0 help sandbox fault
has 'usage of all of them' out 'usage: otk sandbox fault VERB'
has 'lists each' out 'fault remove [FAULT-ID]'
lacks 'lists no other' out 'clock'
expect 'help of an unknown built-in verb' 2 help sandbox crate
has 'names the verb, not the command' err 'sandbox: unknown verb "crate"; did you mean "create"?'
expect 'help of an unknown second word' 2 help sandbox fault nonsense
has 'names both words' err 'unknown verb "fault nonsense"'
expect 'help of wait' 0 help archives wait
has 'names the final values' out 'available'
expect 'labels are what help shows' 0 help session create
has 'labels' out 'relayed, routed'
expect 'describe with an alias' 0 describe archives.add_stream
has 'describes the operation' out '"name": "archives.select_stream"'
expect 'describe without a name' 0 describe --json
has 'includes operations of the core' out '"name":"session.create"'
expect 'describe an unknown operation' 2 describe archives.nonsense

# Completion: the requests of the script of the shell.
complete() {
	run __complete "$@"
}
complete ''
line 'completes built-in commands' out inspect
line 'completes features' out archives
line 'completes global options' out --dry-run
complete archives ''
line 'completes verbs' out add-stream
complete token ''
line 'completes built-in verbs' out create
complete archives start --
line 'completes options' out --session-id
line 'completes nested options' out --layout.type
complete archives start --output-mode ''
line 'completes values' out individual
complete session create --media-mode ''
line 'completes labels' out routed
complete archives start --has-video ''
line 'completes flags' out no
complete --json archives ''
line 'completes after a global option' out start
mkdir -p "$work/.config/otk"
printf '[profile first]\napi_key = 1\n[profile second]\napi_key = 2\n' >"$work/.config/otk/config.ini"
complete archives list --profile ''
line 'completes profiles' out second
rm "$work/.config/otk/config.ini"
# Every verb of every feature can be explained, and its request shown. Usage says what it needs.
OTK_API_URL=http://127.0.0.1:9
export OTK_API_URL
credentials
session=$("$otk" session create --dry-run >/dev/null && echo 1_MX4xMjM0NTZ-fjE3OTUzNTE4MTUwNjV-VVRHVGxqRXNBRUFNblpCNjk3S1VxX0hrfn5-)
usage_of() {
	"$otk" help "$1" "$2" 2>&1 | sed -n 's/^usage: otk //p'
}
# The words of a usage line as values: ids, numbers, JSON.
fill() {
	printf '%s\n' "$1" | sed -e 's/ \[options\]$//' -e 's/--session-id ID/--session-id '"$session"'/' \
		-e 's/SESSION-ID/'"$session"'/g' -e 's/FILE|-/-/' -e 's/ \(NUMBER\|TIME\|RATE\)/ 60/g' \
		-e 's/ NAME=VALUE/ a=b/g' -e 's/ JSON/ {}/g' -e 's/ [A-Z][A-Z-]*/ x/g' -e 's/yes|no/yes/g'
}
commands=0
for feature in $("$otk" __complete '' | grep -vE '^--'); do
	case $feature in
	token | inspect | jwt | invoke | listen | trigger | replay | tail | sandbox | doctor | decrypt | plugins | plugin | api | describe | schema | help | version | completion | profile) continue ;;
	esac
	for verb in $("$otk" __complete "$feature" ''); do
		case "$feature $verb" in
		'archives manifest' | 'archives sync') continue ;; # need files
		esac
		commands=$((commands + 1))
		sampled || continue
		usage=$(usage_of "$feature" "$verb")
		case $usage in
		"$feature $verb"*) ;;
		*) bad "otk help $feature $verb: $usage"; continue ;;
		esac
		eval "set -- $(fill "$usage" | sed "s/{}/'{}'/g")"
		run "$@" --dry-run --no-checks
		if [ "$code" = 0 ] && grep -qE '^(GET|POST|PUT|PATCH|DELETE) http' "$work/out"; then
			good "otk $* --dry-run"
		elif [ "$code" = 2 ] && grep -qE 'Vonage|application id|account' "$work/err"; then
			good "otk $*: not for this kind of project"
		else
			bad_run "otk $* --dry-run"
		fi
	done
done
check 'there are many commands' test "$commands" -ge 40

# Every example of every help can be typed; ids are placeholders.
examples_of() {
	"$otk" help "$@" | sed -n '/^examples:/,/^$/s/^  otk //p' |
		sed -e "s/SESSION-ID/$session/g" -e 's/\([A-Z]*-ID\|API-KEY\|TOKEN\)/x/g'
}
# Options that need each other: from the rules of the tables.
# needs TEXT COMMAND...: the help of the command has the text, however it is wrapped.
needs() {
	text=$1
	shift
	expect "help $*" 0 help "$@"
	tr -s ' \n' ' ' <"$work/out" >"$work/flat"
	has "help $*: $text" flat "$text"
}
needs 'stream key (required with --outputs.rtmp)' broadcasts start
needs 'manual, always (always needs --media-mode routed)' session create
needs 'encryption (yes needs --media-mode routed)' session create
needs '(needs --archive-mode always) --archive-resolution' session create
needs 'container (azure) (required with --type azure)' storage set
needs 'CSS of the layout (required with --layout.type custom, and only allowed with it)' archives start
needs 'CSS of the layout (required with --type custom, and only allowed with it)' archives set-layout
needs 'horizontalPresentation (needs --layout.type bestFit)' archives start
needs '--storage-config.bucket TEXT' storage set
lacks 'members have one name' flat ' --config.'

# try_examples HOW FEATURE [VERB]: with --dry-run, or --help for what sends nothing.
try_examples() {
	how=$1
	shift
	examples_of "$@" >"$work/examples"
	while read -r example; do
		examples=$((examples + 1))
		sampled || continue
		eval "set -- ${example%% >*}" # without the file that it writes
		run "$@" "$how"
		if [ "$code" = 0 ] || grep -qE 'Vonage|application id|account' "$work/err"; then
			good "example: otk $example"
		else
			bad_run "example: otk $example"
		fi
	done <"$work/examples"
}
examples=0
for feature in $("$otk" __complete '' | grep -vE '^--'); do
	case $feature in
	token | profile | plugin | sandbox)
		"$otk" help "$feature" | sed -nE 's/^  ([a-z]+( [a-z]+)?)( [ A-Z[].*)?$/\1/p' >"$work/verbs"
		while read -r verb word; do
			try_examples --help "$feature" "$verb" ${word:+"$word"}
		done <"$work/verbs" ;;
	inspect | jwt | invoke | listen | trigger | replay | tail | doctor | decrypt | plugins | plugin | api | describe | schema | help | version | completion)
		try_examples --help "$feature" ;;
	esac # those of operations: tests/otk/examples.sh
done
check 'there are examples' test "$examples" -ge 4
finish
