#!/bin/sh
# SPDX-License-Identifier: MIT
# otk doctor: nothing wrong, then each possible problem by itself.
. "$(dirname "$0")/otk.sh"
sandbox_start
use_folder_of_plugins

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
		good "$scene: $1"
	else
		bad_run "$scene: $1: no $2 $3 \"$4\""
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
	same "$scene: $states_name" "$work/wanted" "$work/states"
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
	scene=$3
	exited "$scene: exit code $2" "$2"
}

expect 'doctor without a problem' 0 doctor
states 'every check is made and is ok' credentials=ok signing=ok 'ca file=ok' proxy=ok name=ok \
	connection=ok clock=ok http=ok authentication=ok
has 'the summary says so' out 'no problem found'
lacks 'plugins share one line' out 'plugin archives'
row 'it names the plugins' plugins ok archives
expect 'doctor --verbose' 0 doctor --verbose
row 'the built-in plugin is listed' 'plugin session' ok builtin
lacks 'no certificate is mentioned over plain HTTP' out 'valid certificate'
row 'the credentials and their source' credentials ok 'OpenTok project 123456, from the environment'
row 'a test signature' signing ok 'signed and verified'
row 'each plugin has a line' 'plugin archives' ok '0.'
row 'the plugin folder' 'plugin folder' ok "$work/installed"
row 'no proxy is used' proxy ok 'on this machine'
row 'the host name' name ok '127.0.0.1 is an address'
row 'the connection works' connection ok "$url responded after"
row 'the clock' clock ok 's from the clock of the service'
row 'the version of HTTP' http ok 'HTTP/1.1'
row 'the credentials are accepted' authentication ok accepted
lacks 'no secret is printed' out "$secret"
line 'ends with the number of problems' out 'no problem found'
expect 'doctor --field' 0 doctor --field checks.check
line 'prints the value of each check' out authentication
expect 'doctor --field of an unknown member' 2 doctor --field nope
has 'is an error' err '--field: the result has no member "nope"'
if getent hosts localhost >/dev/null; then
	expect 'doctor --api-url' 3 doctor --api-url http://localhost:9 --timeout 2s
	row 'checks the name of that server' name ok 'localhost has the address'
	line 'ends with the number of problems' out '1 problem'
else
	skip 'doctor --api-url: /etc/hosts lacks localhost'
fi
expect 'doctor --json' 0 doctor --json
has 'the exit code and the first check' out '{"exit":0,"checks":[{"check":"credentials","state":"ok","found":"OpenTok project 123456'
lacks 'no advice where none is needed' out '"advice"'
check 'doctor requests a list with one item' sh -c '
	curl --silent --noproxy "*" "$1/sandbox/requests" | grep -q "\"query\":{\"count\":\"1\"}"' sh "$url"
check 'doctor sends only GET requests' sh -c '
	! curl --silent --noproxy "*" "$1/sandbox/requests" | grep -qE "\"method\":\"(POST|PUT|PATCH|DELETE)\""' sh "$url"

# Credentials.
(
	unset OTK_API_KEY OTK_API_SECRET
	run doctor
	echo "$code" >"$work/code"
)
code=$(cat "$work/code")
scene='no credentials'
check 'no credentials: exit code 2' test "$code" -eq 2
row 'the missing credentials are the problem' credentials problem 'no credentials'
row 'the advice is to set them' credentials problem 'What to do: set the credentials'
states 'the other checks are skipped' credentials=problem signing=skipped 'ca file=skipped' proxy=skipped \
	name=skipped connection=skipped clock=skipped http=skipped authentication=skipped
row 'a skipped check gives the reason' authentication skipped 'the credentials are not usable'
check 'no credentials: the report is on stdout, not on stderr' test ! -s "$work/err"
OTK_APPLICATION_ID=x OTK_PRIVATE_KEY=y expect 'both kinds of credentials' 2 doctor
row 'names the conflict' credentials problem 'both kinds'
row 'the advice is not to set what is set' credentials problem 'What to do: correct what the message names'
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
	row 'can be read' credentials ok 'Vonage application 29f760f8'
	row 'cannot sign' signing problem sign
	# Without OTK_API_URL, the kind of the credentials chooses the address.
	OTK_API_URL='' https_proxy=127.0.0.1:9 application "$work/key.pem" 3 'an application without OTK_API_URL'
	row 'uses the Vonage service' name ok 'video.api.vonage.com'
else
	skip 'keys of an application: no openssl'
fi
OTK_API_URL='' https_proxy=127.0.0.1:9 expect 'an OpenTok project without OTK_API_URL' 3 doctor --timeout 2s
row 'uses the OpenTok service' name ok 'api.opentok.com'
row 'uses the proxy, which has no scheme' proxy ok '127.0.0.1, from https_proxy'
OTK_API_SECRET=0000000000000000000000000000000000000000 expect 'a wrong secret' 1 doctor
row 'the service is reached' connection ok "$url"
row 'the service refuses it' authentication problem 403
has 'gives advice' out 'check the secret'
OTK_API_SECRET=0000000000000000000000000000000000000000 expect 'a wrong secret, as JSON' 1 doctor --json
has 'has the same exit code' out '{"exit":1,'
check 'a wrong secret, as JSON: gives advice' grep -q \
	'"check":"authentication","state":"problem","found":"[^}]*403[^}]*,"advice":"check the secret' "$work/out"
expect 'a profile that does not exist' 2 doctor --profile nobody --json
has 'is a problem' out '{"check":"credentials","state":"problem"'

# Values that carry more than they should, as env files of docker and editors leave it.
line_end=$(printf '\r')
for wrapped in '"SECRET"' "'SECRET'" ' SECRET' 'SECRET ' "SECRET$line_end" "$(printf '\357\273\277')SECRET" \
	"\"SECRET\"$line_end" "$(printf '\302\240')SECRET" "$(printf 'SECRET\342\200\213')" "$(printf '\342\200\234SECRET\342\200\235')"; do
	value=$(printf %s "$wrapped" | sed "s/SECRET/$secret/")
	OTK_API_SECRET=$value expect "a wrapped secret: $(printf %s "$wrapped" | od -An -c | tr -s ' ')" 2 doctor
	row 'names the setting' credentials problem 'OTK_API_SECRET: the value begins or ends with'
	lacks 'does not show it' out "$secret"
done
OTK_API_KEY="'123456'" expect 'a key in quotes is refused by every command' 2 archives list
has 'names the setting' err 'OTK_API_KEY: the value begins or ends with quotes'

# Files that others can read.
printf '[profile open]\napi_key = 1\napi_secret = s\n' >"$work/open.ini"
chmod 644 "$work/open.ini"
expect 'a configuration that others can read' 2 doctor --config "$work/open.ini" --profile open
row 'is a problem' credentials problem 'chmod 600'
if command -v openssl >/dev/null; then
	chmod 644 "$work/key.pem"
	application "$work/key.pem" 2 'a key that others can read'
	row 'is a problem' 'private key' problem "$work/key.pem (mode 644)"
	row 'gives advice' 'private key' problem "chmod 600 '$work/key.pem'"
	row 'is used nevertheless' signing ok 'signed and verified'
	OTK_API_KEY='' OTK_API_SECRET='' OTK_PRIVATE_KEY=$work/key.pem \
		OTK_APPLICATION_ID=29f760f8-7ce1-46c9-ade3-f2dedee4ed5f expect 'another command with a key that others can read' 0 jwt
	has 'names the file' err "warning: other users can read or change the private key $work/key.pem"
	chmod 640 "$work/key.pem"
	application "$work/key.pem" 2 'a key that the group can read'
	row 'is a problem' 'private key' problem 'mode 640'
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
row 'a usable profile is listed' 'profile good' ok 'OpenTok project 123456'
row 'the command of a profile is not run' 'profile manager' ok 'was not run'
check 'the command of a profile has not run' test ! -e "$work/was-run"
lacks 'no secret' out "$secret"
sed -i '/half/,/= 7/d' "$work/profiles.ini"
expect 'all other profiles are usable' 0 doctor --config "$work/profiles.ini" --profile good
lacks 'the profile in effect is not checked twice' out 'ok       profile good'
row 'the other profiles are checked' 'profile manager' ok 'was not run'
row 'the profile is the source of the credentials' credentials ok 'from profile good of'
printf '[otk]\nprofile = good\n' >>"$work/profiles.ini"
expect 'a profile by default' 0 doctor --config "$work/profiles.ini"
row 'it is the source of the credentials' credentials ok 'from profile good of'
lacks 'it is not checked twice' out 'ok       profile good'

# On a terminal: problems first, whole, within the width.
if command -v script >/dev/null; then
	OTK_PLUGIN_PATH=relative OTK_API_SECRET=0000000000000000000000000000000000000000 \
		script -qec "stty cols 50; '$otk' doctor" "$work/typescript" </dev/null >"$work/raw" 2>&1
	tr -d '\r' <"$work/raw" >"$work/out"
	check 'the first line is a problem' sh -c 'head -n 1 "$1" | grep -q "^problem: "' sh "$work/out"
	check 'no line is longer than the terminal' test "$(wc -L <"$work/out")" -le 50
	tr '\n' ' ' <"$work/out" | tr -s ' ' >"$work/row"
	scene='doctor on a terminal'
	has 'a problem is not cut' row \
		'"relative" is not an absolute path, so libotk ignores it What to do: write the absolute path of the folder in OTK_PLUGIN_PATH'
else
	skip 'width of a terminal: no script(1)'
fi
OTK_PLUGIN_PATH=plugins:$work/installed expect 'a relative folder' 4 doctor
row 'is a problem' 'plugin folder' problem 'OTK_PLUGIN_PATH: "plugins" is not an absolute path'
row 'the next folder is used' plugins ok archives
OTK_API_URL=https://user:hunter2@127.0.0.1:9 expect 'a password in the address' 2 doctor
lacks 'is not shown' out hunter2

# Plugins.
mkdir "$work/plugins"
echo 'no plugin' >"$work/plugins/broken.so"
expect 'a broken plugin' 4 doctor --plugin-path "$work/plugins"
row 'names the timeout' 'plugin broken' problem broken.so
row 'the folder is usable' 'plugin folder' ok "$work/plugins"
row 'the other plugins are usable' plugins ok archives
row 'the request is sent' authentication ok accepted
OTK_API_SECRET=0000000000000000000000000000000000000000 \
	expect 'two problems: the exit code is that of the first' 4 doctor --plugin-path "$work/plugins"
row 'both are shown' authentication problem 403
OTK_PLUGIN_PATH=$work/one:$work/installed
mkdir "$work/one"
cp "$work/installed/archives.so" "$work/one"
expect 'a plugin in two folders' 4 doctor
row 'the second is not used' 'plugin archives' problem "not used: $work/one/archives.so comes first"
row 'the advice is about the order' 'plugin archives' problem 'or name its folder first in OTK_PLUGIN_PATH'
rm -r "$work/one"
OTK_PLUGIN_PATH=$work/installed
OTK_PLUGIN_PATH=$work/nowhere expect 'a folder that does not exist' 4 doctor
row 'gives the HTTP status' 'plugin folder' problem "$work/nowhere"
row 'no plugin is usable' plugins problem 'no usable plugin'
states 'no request is sent' plugins=problem credentials=ok signing=ok 'ca file=ok' proxy=ok name=ok \
	connection=skipped clock=skipped http=skipped authentication=skipped
row 'gives the reason' connection skipped 'no installed plugin'
mkdir "$work/one"
cp "$work/installed/connections.so" "$work/one"
OTK_PLUGIN_PATH=$work/one expect 'a plugin whose lists need an id' 0 doctor
row 'sends no request' connection skipped 'no installed plugin lists'
: >"$work/file"
chmod 755 "$work/file"
OTK_PLUGIN_PATH=:$work/file::$work/installed: expect 'a file in place of a folder' 4 doctor
row 'is named' 'plugin folder' problem "\"$work/file\" is not a folder"
row 'the next folder is usable' 'plugin folder' ok "$work/installed"
check 'an empty entry of OTK_PLUGIN_PATH is ignored' test "$(grep -c 'plugin folder' "$work/out")" -eq 2
if [ "$(id -u)" = 0 ]; then
	skip 'a folder that cannot be read: root can'
else
	mkdir -m 0 "$work/closed"
	OTK_PLUGIN_PATH=$work/closed:$work/installed expect 'a folder that cannot be read' 4 doctor
	row 'is named' 'plugin folder' problem "$work/closed"
fi

# Clock, faults of the service.
sandbox_control POST /faults '{"dateSkew":7200}' >/dev/null
expect 'a clock that is slow' 2 doctor
row 'gives the difference' clock problem 'behind that of the service'
has 'gives advice' out NTP
row 'the other checks are ok' authentication ok accepted
sandbox_control POST /faults '{"dateSkew":-7200}' >/dev/null
expect 'a clock that is fast' 2 doctor
row 'gives the difference' clock problem 'ahead of that of the service'
sandbox_control POST /faults '{"delayMs":60000}' >/dev/null
expect 'a service that does not respond' 3 doctor --timeout 300ms
row 'names the timeout' connection problem '300 ms'
has 'gives advice' out 'more time with --timeout'
sandbox_control POST /faults '{"status":500,"times":0}' >/dev/null
expect 'a service that fails' 1 doctor
row 'gives the HTTP status' service problem 500
row 'advises to wait' service problem 'What to do: try again later'
sandbox_control DELETE /faults >/dev/null
sandbox_control POST /faults '{"status":403,"body":"<html>blocked</html>","times":0}' >/dev/null
expect 'a gateway that refuses' 1 doctor
row 'is the problem' authentication problem 'a proxy or gateway responded: check api_url and the proxy'
lacks 'the secret is not suspected' out 'check the secret'
sandbox_control DELETE /faults >/dev/null
OTK_API_URL=$url/elsewhere expect 'a path that the service does not have' 1 doctor
row 'is the problem' service problem '404'
row 'advises to check the address' service problem 'What to do: check that OTK_API_URL'

# The network.
sandbox_stop
expect 'a server that does not run' 3 doctor
row 'the connection fails' connection problem 'no connection'
row 'later checks are skipped' clock skipped 'no response'
states 'earlier checks are ok' connection=problem credentials=ok signing=ok 'ca file=ok' proxy=ok name=ok \
	clock=skipped http=skipped authentication=skipped
OTK_API_URL=http://[::1]:9 expect 'an IPv6 address' 3 doctor
row 'needs no look-up' name ok '::1 is an address'
OTK_API_URL=https:// expect 'an address without a name' 2 doctor
states 'later checks are skipped' name=problem client=problem credentials=ok signing=ok 'ca file=ok' proxy=ok \
	connection=skipped clock=skipped http=skipped authentication=skipped
row 'is quoted' name problem '"https://" is not an address'
row 'gives the reason' connection skipped 'no request could be made'
long=$(printf '%070d' 0)
OTK_API_URL=https://$long.example expect 'a host name that does not exist' 3 doctor --timeout 2s
row 'is named' name problem "$long.example"
OTK_API_URL=https://$long.example https_proxy=http://user:hunter2@127.0.0.1:9 \
	expect 'a proxy that does not run' 3 doctor --timeout 2s
row 'names the proxy' proxy ok '127.0.0.1, from https_proxy'
row 'the proxy may resolve the name' name ok 'the proxy may'
lacks 'its password is not printed' out hunter2
for variable in https_proxy HTTPS_PROXY all_proxy ALL_PROXY; do
	(
		https_proxy='' OTK_API_URL=https://$long.example
		export https_proxy OTK_API_URL
		eval "export $variable=socks5h://127.0.0.1:9"
		run doctor --timeout 2s
	)
	scene='a proxy of the environment'
	row "$variable is read" proxy ok "127.0.0.1, from $variable "
done
OTK_API_URL=https://$long.example https_proxy='http://[' expect 'a proxy address that cannot be parsed' 3 doctor
row 'is named' proxy problem 'https_proxy: the proxy address cannot be parsed'
OTK_API_URL=https://$long.example https_proxy='socks9://u:hunter2@127.0.0.1:9' expect 'a kind of proxy that does not exist' 3 doctor
row 'is named' proxy problem 'https_proxy: the proxy address cannot be parsed'
lacks 'its password is not printed' out hunter2
OTK_API_URL=https://$long.example https_proxy='SOCKS5h://127.0.0.1:9' expect 'a scheme in capitals' 3 doctor
row 'is known' proxy ok '127.0.0.1, from https_proxy'
OTK_API_URL=https://$long.example https_proxy='http://[' expect 'a proxy without a usable address' 3 doctor
row 'the name is not resolved' name problem "$long.example"
OTK_CA_FILE=$work/none.pem expect 'a CA file that does not exist' 2 doctor
row 'is named' 'ca file' problem none.pem
for text in https://user:hunter2@h/x user:hunter2@h "hunter2
x" eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiIxMjM0NTYifQ.hunter2 T1==hunter2hunter2 \
	"MIIEhunter2$long" "https://h/$(printf '%s' "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiIxMjM0NTYifQ.hunter2")"; do
	OTK_CA_FILE=$text expect "a CA file $text" 2 doctor
	lacks 'is not shown' out hunter2
	OTK_API_URL=$text run doctor --timeout 1s
	lacks "OTK_API_URL=$text is not shown" out hunter2
done
OTK_CA_FILE=$work expect 'a CA file that is a folder' 2 doctor
row 'is not a file' 'ca file' problem "$work is not a file"
OTK_CA_FILE=/dev/null expect 'a CA file that is a device' 2 doctor
row 'is not a file' 'ca file' problem '/dev/null is not a file'
: >"$work/empty.pem"
OTK_CA_FILE=$work/empty.pem expect 'an empty CA file' 2 doctor
row 'has no certificate' 'ca file' problem 'empty.pem has no certificate'
printf '%s\n' '-----BEGIN PRIVATE KEY-----' 'CERTIFICATE-----' >"$work/other.pem"
OTK_CA_FILE=$work/other.pem expect 'a CA file with a key' 2 doctor
row 'has no certificate' 'ca file' problem 'other.pem has no certificate'
printf '%s\n' '# of the company' '-----BEGIN TRUSTED CERTIFICATE-----' >"$work/other.pem"
OTK_CA_FILE=$work/other.pem expect 'a CA file with a comment' 3 doctor
row 'is usable' 'ca file' ok other.pem

# TLS.
sandbox_start --https --cert-file "$work/cert.pem"
OTK_API_URL=https://127.0.0.1:${url##*:}
expect 'a certificate that is not trusted' 3 doctor
row 'is the problem' connection problem certificate
has 'gives advice' out 'check OTK_CA_FILE'
OTK_CA_FILE=$work/cert.pem expect 'a certificate that is trusted' 0 doctor
row 'is reported as valid' connection ok 'with a valid certificate'
row 'names the CA file' 'ca file' ok cert.pem
finish
