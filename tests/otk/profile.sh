#!/bin/sh
# SPDX-License-Identifier: MIT
# otk profile: a written profile can be read again, only by the owner; other text is unchanged.
. "$(dirname "$0")/otk.sh"
sandbox_start
unset OTK_API_KEY OTK_API_SECRET OTK_API_URL
config=$HOME/.config/otk/config.ini

use_folder_of_plugins

# add NAME CODE SECRET ARGS...: passes the secret on stdin, a pipe.
add() {
	add_name=$1 expected=$2
	printf '%b' "$3" >"$work/stdin"
	shift 3
	"$otk" profile add "$@" <"$work/stdin" >"$work/out" 2>"$work/err"
	code=$?
	exited "$add_name" "$expected"
}

file_is() {
	printf '%s\n' "$2" >"$work/wanted"
	same "$1" "$work/wanted" "$config"
}

expect 'no file' 0 profile list
has 'says how to begin' out 'otk profile add NAME'
expect 'nothing to use' 2 profile use live
check 'no file was made' test ! -e "$config"

add 'an OpenTok project' 0 "$secret\n" sandbox --api-key 123456 --api-url "$url"
has 'says where' out "$config"
has 'and how to use it' out 'otk profile use sandbox'
lacks 'no secret on stdout' out "$secret"
check 'mode of the file' test "$(stat -c %a "$config")" = 600
check 'mode of the folder' test "$(stat -c %a "${config%/*}")" = 700
file_is 'the file' "[profile sandbox]
api_key = 123456
api_secret = $secret
api_url = $url"
expect 'it works' 0 session create --media-mode routed --profile sandbox
add 'not twice' 2 'other' sandbox --api-key 1
has 'says how' err --force
add 'with CR LF' 0 "$secret\r\n" sandbox --api-key 123456 --api-url "$url" --force
check 'one line end is cut' grep -qx "api_secret = $secret" "$config"
check 'nothing else is left' test "$(ls "${config%/*}")" = config.ini

add 'with --dry-run' 0 'other' sandbox --api-key 1 --force --dry-run
has 'says what would be done' out 'would be saved'
check 'nothing is changed' grep -qx 'api_key = 123456' "$config"
check 'no temporary file is left' test "$(ls "${config%/*}")" = config.ini

# Existing text is kept: comments, order, other profiles, with or without a line end at the end.
cat >"$config" <<-END
	# mine
	[profile first]
	; a comment inside
	api_key = 1
	api_secret = one

	# about the second
	[profile second]
	api_key = 2
	api_secret = two
END
printf '[profile third]\napi_key = 3\napi_secret = three' >>"$config"
add 'replaces the middle' 0 new second --api-key 22 --force
echo >>"$config"
file_is 'the others stay' '# mine
[profile first]
; a comment inside
api_key = 1
api_secret = one

# about the second
[profile second]
api_key = 22
api_secret = new
[profile third]
api_key = 3
api_secret = three'
printf %s "$(cat "$config")" >"$work/cut" && cat "$work/cut" >"$config"
add 'adds one at the end' 0 four fourth --api-key 4
check 'after an empty line' sh -c 'tail -n 4 "$1" | head -n 1 | grep -qx ""' sh "$config"
check 'and the last line was ended' grep -qx 'api_secret = three' "$config"
expect 'use it' 0 profile use fourth
expect 'list' 0 profile list
check 'the default' grep -qE '^fourth +yes +OpenTok +4 +stored' "$work/out"
check 'not the others' grep -qE '^first +- +OpenTok +1 +stored' "$work/out"
lacks 'no secret' out three
expect 'as JSON' 0 profile list --json
has 'the default' out '{"name":"fourth","default":true,"backend":"OpenTok","project":"4","secret":"stored"}'
lacks 'no secret' out '"four"'
expect 'one value' 0 profile list --field name
check 'of each' test "$(wc -l <"$work/out")" -eq 4
expect 'the last one' 0 profile list --field profiles.3.name
expect 'one after the last' 2 profile list --field profiles.4
expect 'a value that there is not' 2 profile list --field nope
has 'is an error' err 'no member "nope"'
expect 'use another' 0 profile use first
empty 'without a warning' "$work/err"
OTK_API_KEY=5 expect 'use it beside the environment' 0 profile use first
has 'which comes first' err 'the environment has credentials (OTK_API_KEY or others), which are used'
expect 'check a profile that there is not' 2 profile check nope
has 'says how to see which there are' out 'What to do: correct what the message names; otk profile list'
check 'one line says so' test "$(grep -c '^profile = ' "$config")" -eq 1
check 'the newest' grep -qx 'profile = first' "$config"
expect 'the default signs' 0 token create 1_MX4xfn4xNzY3MjI1NjAwMDAwfmFiY2R-fg --dry-run
expect 'a near miss' 2 profile use fist
has 'is suggested' err first
expect 'an unknown verb' 2 profile lst
has 'is suggested' err list

# Wrong use.
for name in '' 'a b' 'x]' '../x' "$(printf '%065d' 0)"; do
	add "the name \"$name\"" 2 s "$name" --api-key 1
done
add 'no project' 2 s nothing
has 'says what to give' err '--api-key'
add 'both kinds' 2 s both --api-key 1 --application-id 2 --private-key x
has 'says so' err 'mutually exclusive'
add 'an application without a key' 2 '' app --application-id 29f760f8-7ce1-46c9-ade3-f2dedee4ed5f
has 'says which option' err '--private-key'
add 'an empty secret' 2 '\n' empty --api-key 1
add 'a secret of two lines' 2 'a\nb\n' two --api-key 1
add 'a secret in quotes' 2 '"quoted"\n' quoted --api-key 1
has 'is refused' err quotes
lacks 'not shown' err quoted\"
add 'what the file cannot hold' 2 'a ;b\n' odd --api-key 1
has 'is refused' err 'cannot be stored'
add 'an invalid API key' 2 's\n' odd --api-key k
add 'a file that is not there' 2 '' app --application-id 29f760f8-7ce1-46c9-ade3-f2dedee4ed5f \
	--private-key "$work/none.pem"
add 'two secrets' 2 '' odd --api-key 1 --secret-file x --secret-command y
check 'nothing of it was written' test "$(grep -c '^\[profile ' "$config")" -eq 4
check 'and nothing is left' test "$(ls "${config%/*}")" = config.ini

# Secrets from a file and from a program.
(umask 077 && printf '%s\n' "$secret" >"$work/secret")
expect 'from a file' 0 profile add file --api-key 123456 --api-url "$url" --secret-file "$work/secret"
expect 'it is checked' 0 profile check file
has 'as doctor does' out 'accepted (archives.list)'
chmod 644 "$work/secret"
expect 'a file that others can read' 2 profile add file --api-key 1 --secret-file "$work/secret" --force
has 'is refused' err 'chmod 600'
cat >"$work/manager" <<-END
	#!/bin/sh
	[ "\$#" = 2 ] && [ "\$1" = show ] && [ "\$2" = 'otk/my live*\$HOME' ] || exit 7
	echo $secret
END
chmod 755 "$work/manager"
expect 'from a program' 0 profile add manager --api-key 123456 --api-url "$url" \
	--secret-command "$work/manager show 'otk/my live*\$HOME'"
lacks 'the secret is not stored' out "$secret"
check 'only the command is' grep -q '^api_secret_command = .*my live' "$config"
expect 'it works, without a shell' 0 archives list --profile manager
expect 'it works with a backslash' 0 profile add manager --force --api-key 123456 --api-url "$url" \
	--secret-command "$work/manager show otk/my\\ live*\$HOME"
expect 'the same words' 0 archives list --profile manager

# program NAME CODE TEXT COMMAND: a program that fails.
program() {
	OTK_API_KEY=123456 OTK_API_URL=$url OTK_API_SECRET_COMMAND=$4 expect "$1" "$2" archives list
	has 'says so' err "$3"
}
program 'one that fails' 2 'failed with exit status 7' "$work/manager"
program 'one that is not there' 2 'cannot be run: No such file' 'no-such-program-of-otk x'
program 'the secret in place of a program' 2 'it may be the secret' "$secret"
lacks 'it is not shown' err "$secret"
program 'an address with a password' 2 'cannot be run: ' 'https://me:hunter2@h/ x'
lacks 'the password is not shown' err hunter2
program 'one of a folder' 2 '"/no/program" cannot be run: No such file' /no/program
program 'one that prints nothing' 2 'printed nothing' true
program 'one that prints two lines' 2 'more than one line' "printf 'a\\nb\\n'"
program 'one that prints without end' 2 'more than 4096 bytes' 'head -c 100000 /dev/zero'
program 'one that is ended' 2 'signal 15' "sh -c 'kill \$\$'"
program 'an open quote' 2 'a quote is not closed' "echo 'x"
program 'no word' 2 'the command is empty' ' '
OTK_API_SECRET=x program 'two secrets' 2 'mutually exclusive' true
OTK_API_KEY=123456 OTK_API_URL=$url OTK_API_SECRET_COMMAND="echo $secret" expect 'a good one' 0 archives list
lacks 'its words are not shown' err "$secret"

# An application: its key file is found from every working folder.
if command -v openssl >/dev/null; then
	(umask 077 && openssl genrsa -traditional -out "$work/app.pem" 2048) 2>/dev/null
	(cd "$work" && "$otk" profile add app --application-id 29f760f8-7ce1-46c9-ade3-f2dedee4ed5f \
		--private-key app.pem) >"$work/out" 2>"$work/err"
	check 'an application' test $? -eq 0
	check 'its key by the absolute path' grep -qx "private_key = $work/app.pem" "$config"
	expect 'it signs' 0 jwt --profile app
	expect 'list' 0 profile list
	check 'shows it' grep -qE '^app +- +Vonage +29f760f8-7ce1-46c9-ade3-f2dedee4ed5f +key file' \
		"$work/out"
else
	skip 'an application: no openssl'
fi
address='pkcs11:model=SoftHSM%20v2;manufacturer=SoftHSM%20project;serial=0123456789abcdef;token=production;id=%01%23%45%67%89%ab%cd%ef;object=otk-signing-key-of-the-live-application;type=private?module-path=/usr/lib/softhsm/libsofthsm2.so'
printf '[profile hardware]\napplication_id = 29f760f8-7ce1-46c9-ade3-f2dedee4ed5f\nprivate_key = %s\n' \
	"$address" >"$work/long.ini"
expect 'a long pkcs11: address' 0 profile list --config "$work/long.ini"
check 'is read' grep -qE '^hardware +- +Vonage +[0-9a-f-]+ +pkcs11' "$work/out"

# Options of add are named in its messages.
add 'an invalid API key' 2 's\n' odd --api-key k
has 'the option is named' err 'otk: --api-key: must be decimal digits'
add 'a wrong server' 2 's\n' odd --api-key 1 --api-url ''
# A secret is text: a NUL byte would cut it.
printf 'half\0other\n' >"$work/cut"
chmod 600 "$work/cut"
expect 'a NUL byte in a secret file' 2 profile add odd --api-key 1 --secret-file "$work/cut"
has 'what is wrong with it' err '--secret-file: the file "'"$work"'/cut" cannot be read: it contains a NUL byte'
OTK_API_KEY=1 OTK_API_SECRET_COMMAND="cat $work/cut" \
	expect 'a NUL byte from a secret command' 2 jwt
has 'what is wrong with its output' err 'printed more than one line'
add 'a NUL byte on stdin' 2 'half\0other\n' odd --api-key 1 --secret-file -
has 'what is wrong with stdin' err '--secret-file: stdin: it contains a NUL byte'
expect 'no such secret file' 2 profile add odd --api-key 1 --secret-file /no/file
has 'the file is named' err '--secret-file: the file "/no/file" cannot be read'

# remove: the profile, its secret and its being the default; nothing else.
cat >"$work/removed.ini" <<-'END'
	; mine
	[otk]
	profile = two ; the usual one
	color = blue
	[profile one]
	api_key = 1
	api_secret = sone
	; about two
	[profile   two]
	api_key = 2
	api_secret = stwo
	[profile three]
	api_key = 3
	api_secret = sthree
END
chmod 600 "$work/removed.ini"
cp "$work/removed.ini" "$work/before.ini"
expect 'remove nothing' 2 profile remove tow --config "$work/removed.ini"
has 'is suggested' err 'there is no [profile tow]; did you mean "two"?'
expect 'remove without a name' 2 profile remove
expect 'try to remove' 0 profile remove two --dry-run --config "$work/removed.ini"
line 'says so' out 'profile two would be removed'
same 'nothing was changed' "$work/before.ini" "$work/removed.ini"
expect 'remove another' 0 profile remove three --config "$work/removed.ini"
line 'says so' out 'profile three is removed'
check 'the default stays' grep -q '^profile = two' "$work/removed.ini"
expect 'remove' 0 profile remove two --config "$work/removed.ini" --json
line 'as JSON' out '{"profile":"two"}'
cat >"$work/wanted.ini" <<-'END'
	; mine
	[otk]
	color = blue
	[profile one]
	api_key = 1
	api_secret = sone
	; about two
END
same 'the rest stays' "$work/wanted.ini" "$work/removed.ini"
check 'for its owner alone' test "$(stat -c %a "$work/removed.ini")" = 600
expect 'remove it again' 2 profile remove two --config "$work/removed.ini"

# Links and other files.
mkdir "$work/dotfiles"
mv "$config" "$work/dotfiles/otk.ini"
ln -s "$work/dotfiles/otk.ini" "$config"
expect 'a configuration that is a link' 0 profile use file
check 'stays one' test -L "$config"
check 'its target is changed' grep -qx 'profile = file' "$work/dotfiles/otk.ini"
if [ "$(id -u)" = 0 ]; then
	skip 'a folder that cannot be written: root can'
else
	mkdir -m 500 "$work/closed"
	add 'a folder that cannot be written' 3 s x --api-key 1 --config "$work/closed/c.ini"
fi
add 'a full disk or a folder for a file' 2 s x --api-key 1 --config "$work/dotfiles"
# rename() would put a file in the place of /dev/null.
if mknod "$work/null" c 1 3 2>/dev/null; then
	add 'a device as configuration' 2 s x --api-key 1 --config "$work/null"
	check 'remains a device' test -c "$work/null"
else
	skip 'a device as configuration: only root can make one'
fi
: >"$work/new.ini"
for number in 1 2 3 4 5 6 7 8; do
	printf 's\n' | "$otk" profile add "p$number" --api-key "$number" --config "$work/new.ini" \
		>/dev/null 2>&1 &
	pids="${pids-} $!"
done
for pid in $pids; do wait "$pid"; done
check 'eight at once lose nothing' test "$(grep -c '^\[profile p' "$work/new.ini")" -eq 8

# On a terminal the secret is asked for, and not shown; removing asks first.
if command -v script >/dev/null; then
	cp "$work/before.ini" "$work/kept.ini"
	echo n >"$work/reply"
	script -qec "'$otk' profile remove two --config '$work/kept.ini'" /dev/null <"$work/reply" \
		>"$work/question" 2>&1
	has 'the question' question 'profile remove two: this cannot be undone'
	same 'no means no' "$work/before.ini" "$work/kept.ini"
	mkfifo "$work/keys"
	# The question has no end of line, which appears() needs.
	script -qefc "'$otk' profile add asked --api-key 9 --config '$work/asked.ini'" "$work/typescript" \
		<"$work/keys" 2>&1 | stdbuf -oL tr ')' '\n' >"$work/shown" &
	typing=$!
	exec 9<>"$work/keys" # read as well: opening must not wait for script(1)
	appears "$work/shown" 'not shown' && printf 'typed-secret\n' >&9
	exec 9>&-
	wait "$typing"
	check 'asked for on a terminal' grep -qx 'api_secret = typed-secret' "$work/asked.ini"
	check 'the question' grep -q 'Secret of the project' "$work/shown"
	lacks 'without echo' shown typed-secret
else
	skip 'asking on a terminal: no script(1)'
fi
finish
