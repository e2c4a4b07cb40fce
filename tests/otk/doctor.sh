#!/bin/sh
# SPDX-License-Identifier: MIT
# otk doctor: nothing wrong, then each possible problem by itself.
. "$(dirname "$0")/otk.sh"
sandbox_start
# The build folder also holds the libraries, which are not plugins.
mkdir "$work/installed"
for plugin in ${OTK_TEST_PLUGINS-}; do
	cp "$OTK_TEST_BUILDDIR/.libs/${plugin%.la}.so" "$work/installed"
done
OTK_PLUGIN_PATH=$work/installed
export OTK_PLUGIN_PATH

# row NAME CHECK STATE TEXT: the finding of a check; a problem has several lines.
row() {
	awk -v check="$2" -v state="$3" '
		state == "problem" && $0 == "problem: " check { take = 1; next }
		/^$/ { take = 0 }
		take { print; next }
		index($0, state " ") == 1 {
			rest = substr($0, 10)
			if (index(rest, check " ") == 1)
				print rest
		}' "$work/out" >"$work/row"
	if grep -qF -e "$4" "$work/row"; then
		good "$1"
	else
		save_output
		bad "$1: no $2 $3 \"$4\"" "$work/report"
	fi
}

# states NAME CHECK=STATE...: these checks were made and no others, plugins aside; problems first.
states() {
	states_name=$1
	shift
	printf '%s\n' "$@" >"$work/wanted"
	sed -En -e 's/^problem: ([a-z ]+)$/\1=problem/p' \
		-e 's/^(ok|skipped) +(ca file|[a-z]+) +.*/\2=\1/p' "$work/out" |
		grep -vE '^plugin folder=|^plugin=|^plugins=ok' >"$work/states"
	same "$states_name" "$work/wanted" "$work/states"
}

# application KEY CODE NAME: doctor with the sandbox's Vonage application.
application() {
	expect_key=$1
	(
		unset OTK_API_KEY OTK_API_SECRET
		OTK_APPLICATION_ID=29f760f8-7ce1-46c9-ade3-f2dedee4ed5f OTK_PRIVATE_KEY=$expect_key
		export OTK_APPLICATION_ID OTK_PRIVATE_KEY
		run doctor --timeout 2s
		echo "$code" >"$work/code"
	)
	code=$(cat "$work/code")
	save_output
	check "$3: $2" test "$code" -eq "$2"
}

expect 'nothing is wrong' 0 doctor
states 'every check is made and is ok' credentials=ok signing=ok 'ca file=ok' proxy=ok name=ok \
	connection=ok clock=ok http=ok authentication=ok
has 'nothing is wrong' out 'no problem found'
lacks 'plugins are one line' out 'plugin archives'
row 'which' plugins ok archives
expect 'each with --verbose' 0 doctor --verbose
row 'the one that is always there' 'plugin session' ok builtin
lacks 'no certificate is mentioned over plain HTTP' out 'valid certificate'
row 'whose credentials' credentials ok 'OpenTok project 123456, from the environment'
row 'signing' signing ok 'signed and verified'
row 'a plugin' 'plugin archives' ok '0.'
row 'its folder' 'plugin folder' ok "$work/installed"
row 'no proxy' proxy ok 'on this machine'
row 'the name' name ok '127.0.0.1 is an address'
row 'the connection' connection ok "$url responded after"
row 'the clock' clock ok 's from the clock of the service'
row 'the protocol' http ok 'HTTP/1.1'
row 'authentication' authentication ok accepted
lacks 'no secret' out "$secret"
line 'the last line' out 'no problem found'
expect 'one value' 0 doctor --field checks.check
line 'of each check' out authentication
expect 'a value that it does not have' 2 doctor --field nope
has 'is an error' err '--field: the result has no member "nope"'
expect 'another server' 3 doctor --api-url http://localhost:9 --timeout 2s
row 'its name is checked' name ok 'localhost has the address'
line 'the last line' out '1 problem'
expect 'as JSON' 0 doctor --json
has 'the end' out '{"exit":0,"checks":[{"check":"credentials","state":"ok","found":"OpenTok project 123456'
lacks 'no advice where none is needed' out '"advice"'
check 'one item was asked for' sh -c '
	curl --silent --noproxy "*" "$1/sandbox/requests" | grep -q "\"query\":{\"count\":\"1\"}"' sh "$url"
check 'nothing was changed: only read' sh -c '
	! curl --silent --noproxy "*" "$1/sandbox/requests" | grep -qE "\"method\":\"(POST|PUT|PATCH|DELETE)\""' sh "$url"

# Credentials.
(
	unset OTK_API_KEY OTK_API_SECRET
	run doctor
	echo "$code" >"$work/code"
)
code=$(cat "$work/code")
check 'no credentials: 2' test "$code" -eq 2
row 'are the problem' credentials problem 'no credentials'
states 'the rest is not tried' credentials=problem signing=skipped 'ca file=skipped' proxy=skipped \
	name=skipped connection=skipped clock=skipped http=skipped authentication=skipped
row 'with the reason' authentication skipped 'the credentials are not usable'
check 'it is printed on stdout, not on stderr' test ! -s "$work/err"
OTK_APPLICATION_ID=x OTK_PRIVATE_KEY=y expect 'both kinds' 2 doctor
row 'what to unset' credentials problem 'both kinds'
(umask 077 && echo 'no key' >"$work/bad.pem")
application "$work/bad.pem" 2 'a file that is not a key'
row 'is the problem' credentials problem 'OTK_PRIVATE_KEY: is not a PEM ("-----BEGIN PRIVATE KEY-----")'
if command -v openssl >/dev/null; then
	# Four bytes of the private exponent: the file can be read, but signs wrongly.
	(
		umask 077
		openssl genrsa -traditional -out "$work/key.pem" 2048
		openssl rsa -in "$work/key.pem" -traditional -outform DER -out "$work/key.der"
		printf 'otk!' | dd of="$work/key.der" bs=1 seek=300 conv=notrunc
		openssl base64 -in "$work/key.der" |
			sed '1i -----BEGIN RSA PRIVATE KEY-----
				$a -----END RSA PRIVATE KEY-----' >"$work/damaged.pem"
	) 2>/dev/null
	application "$work/damaged.pem" 2 'a key that is damaged'
	row 'is what it says it is' credentials ok 'Vonage application 29f760f8'
	row 'but cannot sign' signing problem sign
	# Where an application's calls go without a word from the user.
	OTK_API_URL='' https_proxy=127.0.0.1:9 application "$work/key.pem" 3 'a good one'
	row 'to Vonage' name ok 'video.api.vonage.com'
else
	skip 'keys of an application: no openssl'
fi
OTK_API_URL='' https_proxy=127.0.0.1:9 expect 'no address is set' 3 doctor --timeout 2s
row 'so it is the OpenTok service' name ok 'api.opentok.com'
row 'by a proxy without a scheme' proxy ok '127.0.0.1, from https_proxy'
OTK_API_SECRET=0000000000000000000000000000000000000000 expect 'a wrong secret' 1 doctor
row 'it is reached' connection ok "$url"
row 'but refused' authentication problem 403
has 'what to do' out 'check the secret'
OTK_API_SECRET=0000000000000000000000000000000000000000 expect 'as JSON' 1 doctor --json
has 'the same exit code' out '{"exit":1,'
check 'with what to do' grep -q \
	'"check":"authentication","state":"problem","found":"[^}]*403[^}]*,"advice":"check the secret' "$work/out"
expect 'a profile that is not there' 2 doctor --profile nobody --json
has 'is a problem' out '{"check":"credentials","state":"problem"'

# Values that carry more than they should, as env files of docker and editors leave it.
line_end=$(printf '\r')
for wrapped in '"SECRET"' "'SECRET'" ' SECRET' 'SECRET ' "SECRET$line_end" "$(printf '\357\273\277')SECRET" \
	"\"SECRET\"$line_end" "$(printf '\302\240')SECRET" "$(printf 'SECRET\342\200\213')" "$(printf '\342\200\234SECRET\342\200\235')"; do
	value=$(printf %s "$wrapped" | sed "s/SECRET/$secret/")
	OTK_API_SECRET=$value expect "a wrapped secret: $(printf %s "$wrapped" | od -An -c | tr -s ' ')" 2 doctor
	row 'which setting' credentials problem 'OTK_API_SECRET: the value begins or ends with'
	lacks 'it is not shown' out "$secret"
done
OTK_API_KEY="'123456'" expect 'a key in quotes is refused by every command' 2 archives list
has 'with its name' err 'OTK_API_KEY: the value begins or ends with quotes'

# Files that others can read.
printf '[profile open]\napi_key = 1\napi_secret = s\n' >"$work/open.ini"
chmod 644 "$work/open.ini"
expect 'a configuration that others can read' 2 doctor --config "$work/open.ini" --profile open
row 'is a problem' credentials problem 'chmod 600'
if command -v openssl >/dev/null; then
	chmod 644 "$work/key.pem"
	application "$work/key.pem" 2 'a key that others can read'
	row 'is a problem' 'private key' problem "$work/key.pem (mode 644)"
	row 'what to do' 'private key' problem "chmod 600 '$work/key.pem'"
	row 'it works all the same' signing ok 'signed and verified'
	OTK_API_KEY='' OTK_API_SECRET='' OTK_PRIVATE_KEY=$work/key.pem \
		OTK_APPLICATION_ID=29f760f8-7ce1-46c9-ade3-f2dedee4ed5f expect 'other commands warn' 0 jwt
	has 'and name the file' err "warning: other users can read or change the private key $work/key.pem"
	chmod 640 "$work/key.pem"
	application "$work/key.pem" 2 'a key that the group can read'
	row 'as well' 'private key' problem 'mode 640'
	chmod 600 "$work/key.pem"
	application "$work/key.pem" 1 'a key of its owner alone'
	lacks 'is not a problem' out 'problem: private key'
fi

# Other profiles are checked without a network, and their commands are not run.
cat >"$work/profiles.ini" <<-END
	[profile good]
	api_key = 123456
	api_secret = $secret
	api_url = $url
	[profile half]
	api_key = 7
	[profile manager]
	api_key = 8
	api_secret_command = touch $work/was-run
END
chmod 600 "$work/profiles.ini"
expect 'a profile without a secret' 2 doctor --config "$work/profiles.ini"
row 'is a problem' 'profile half' problem api_secret
row 'the good one' 'profile good' ok 'OpenTok project 123456'
row 'the one with a command' 'profile manager' ok 'was not run'
check 'it was not run' test ! -e "$work/was-run"
lacks 'no secret' out "$secret"
sed -i '/half/,/= 7/d' "$work/profiles.ini"
expect 'the others are well' 0 doctor --config "$work/profiles.ini" --profile good
lacks 'the one in effect is not checked twice' out 'ok       profile good'
row 'the others are' 'profile manager' ok 'was not run'
row 'its source' credentials ok 'from profile good of'

# On a terminal: problems first, whole, within the width.
if command -v script >/dev/null; then
	OTK_PLUGIN_PATH=relative OTK_API_SECRET=0000000000000000000000000000000000000000 \
		script -qec "stty cols 50; '$otk' doctor" "$work/typescript" </dev/null >"$work/raw" 2>&1
	tr -d '\r' <"$work/raw" >"$work/out"
	check 'the first line is a problem' sh -c 'head -n 1 "$1" | grep -q "^problem: "' sh "$work/out"
	check 'no line is longer than the terminal' test "$(wc -L <"$work/out")" -le 50
	tr '\n' ' ' <"$work/out" | tr -s ' ' >"$work/row"
	has 'a problem is shown whole' row \
		'"relative" is not an absolute path, so libotk ignores it What to do: write the absolute path of the folder in OTK_PLUGIN_PATH'
else
	skip 'width of a terminal: no script(1)'
fi
OTK_PLUGIN_PATH=plugins:$work/installed expect 'a relative folder' 4 doctor
row 'is a problem' 'plugin folder' problem 'OTK_PLUGIN_PATH: "plugins" is not an absolute path'
row 'the next one is used' plugins ok archives
OTK_API_URL=https://user:hunter2@127.0.0.1:9 expect 'a password in the address' 2 doctor
lacks 'is not shown' out hunter2

# Plugins.
mkdir "$work/plugins"
echo 'no plugin' >"$work/plugins/broken.so"
expect 'a broken plugin' 4 doctor --plugin-path "$work/plugins"
row 'is named' 'plugin broken' problem broken.so
row 'and the folder is one' 'plugin folder' ok "$work/plugins"
row 'the others are usable' plugins ok archives
row 'and used' authentication ok accepted
OTK_API_SECRET=0000000000000000000000000000000000000000 \
	expect 'two problems: the first is the end' 4 doctor --plugin-path "$work/plugins"
row 'both are shown' authentication problem 403
OTK_PLUGIN_PATH=$work/nowhere expect 'a folder that is not there' 4 doctor
row 'is named' 'plugin folder' problem "$work/nowhere"
row 'nothing is there' plugins problem 'no usable plugin'
states 'nothing to ask for' plugins=problem credentials=ok signing=ok 'ca file=ok' proxy=ok name=ok \
	connection=skipped clock=skipped http=skipped authentication=skipped
row 'is why' connection skipped 'no installed plugin'
mkdir "$work/one"
cp "$work/installed/connections.so" "$work/one"
OTK_PLUGIN_PATH=$work/one expect 'a plugin whose lists belong to something' 0 doctor
row 'is not asked' connection skipped 'no installed plugin lists'
: >"$work/file"
chmod 755 "$work/file"
OTK_PLUGIN_PATH=:$work/file::$work/installed: expect 'a file for a folder' 4 doctor
row 'is named' 'plugin folder' problem "\"$work/file\" is not a folder"
row 'the next is a folder' 'plugin folder' ok "$work/installed"
check 'nothing between two colons is not a folder' test "$(grep -c 'plugin folder' "$work/out")" -eq 2
if [ "$(id -u)" = 0 ]; then
	skip 'a folder that cannot be read: root can'
else
	mkdir -m 0 "$work/closed"
	OTK_PLUGIN_PATH=$work/closed:$work/installed expect 'a folder that cannot be read' 4 doctor
	row 'is named' 'plugin folder' problem "$work/closed"
fi

# Clock, faults of the service.
sandbox_control POST /faults '{"dateSkew":7200}' >/dev/null
expect 'a clock that is wrong' 2 doctor
row 'by how much' clock problem 'behind that of the service'
has 'what to do' out NTP
row 'all else is well' authentication ok accepted
sandbox_control POST /faults '{"dateSkew":-7200}' >/dev/null
expect 'a clock that is wrong the other way' 2 doctor
row 'by how much' clock problem 'ahead of that of the service'
sandbox_control POST /faults '{"delayMs":60000}' >/dev/null
expect 'a service that does not respond' 3 doctor --timeout 300ms
row 'is named' connection problem '300 ms'
has 'what to do' out 'more time with --timeout'
sandbox_control POST /faults '{"status":500,"times":0}' >/dev/null
expect 'a service that fails' 1 doctor
row 'is named' service problem 500
sandbox_control DELETE /faults >/dev/null

# The network.
sandbox_stop
expect 'a server that is not there' 3 doctor
row 'the connection' connection problem 'no connection'
row 'the rest is not known' clock skipped 'no response'
states 'but all before' connection=problem credentials=ok signing=ok 'ca file=ok' proxy=ok name=ok \
	clock=skipped http=skipped authentication=skipped
OTK_API_URL=http://[::1]:9 expect 'an address of six' 3 doctor
row 'is known' name ok '::1 is an address'
OTK_API_URL=https:// expect 'an address without a name' 2 doctor
states 'is not an address' name=problem client=problem credentials=ok signing=ok 'ca file=ok' proxy=ok \
	connection=skipped clock=skipped http=skipped authentication=skipped
row 'and is shown' name problem '"https://" is not an address'
row 'not tried' connection skipped 'no request could be made'
long=$(printf '%070d' 0)
OTK_API_URL=https://$long.example expect 'a host name that does not exist' 3 doctor --timeout 2s
row 'is said' name problem "$long.example"
OTK_API_URL=https://$long.example https_proxy=http://user:hunter2@127.0.0.1:9 \
	expect 'a proxy that is not there' 3 doctor --timeout 2s
row 'which one' proxy ok '127.0.0.1, from https_proxy'
row 'it may know the name' name ok 'the proxy may'
lacks 'no password' out hunter2
for variable in https_proxy HTTPS_PROXY all_proxy ALL_PROXY; do
	(
		https_proxy='' OTK_API_URL=https://$long.example
		export https_proxy OTK_API_URL
		eval "export $variable=socks5h://127.0.0.1:9"
		run doctor --timeout 2s
	)
	row "$variable is seen" proxy ok "127.0.0.1, from $variable "
done
OTK_API_URL=https://$long.example https_proxy='http://[' expect 'a proxy address that cannot be parsed' 3 doctor
row 'is named' proxy problem 'https_proxy: the proxy address cannot be parsed'
row 'the name is not known' name problem "$long.example"
OTK_CA_FILE=$work/none.pem expect 'a ca file that is not there' 2 doctor
row 'is named' 'ca file' problem none.pem

# TLS.
sandbox_start --https --cert-file "$work/cert.pem"
OTK_API_URL=https://127.0.0.1:${url##*:}
expect 'a certificate that is not trusted' 3 doctor
row 'is the problem' connection problem certificate
has 'what to do' out 'check OTK_CA_FILE'
OTK_CA_FILE=$work/cert.pem expect 'once it is trusted' 0 doctor
row 'it is good' connection ok 'with a valid certificate'
row 'which file' 'ca file' ok cert.pem
finish
