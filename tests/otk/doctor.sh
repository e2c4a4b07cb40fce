#!/bin/sh
# SPDX-License-Identifier: MIT
# otk doctor: all well, and each thing that can be wrong by itself.
. "$(dirname "$0")/otk.sh"
sandbox_start
# The folder of the build holds the libraries, too, which are no plugins.
mkdir "$work/installed"
for plugin in ${OTK_TEST_PLUGINS-}; do
	cp "$OTK_TEST_BUILDDIR/.libs/${plugin%.la}.so" "$work/installed"
done
OTK_PLUGIN_PATH=$work/installed
export OTK_PLUGIN_PATH

# row NAME CHECK STATE TEXT: one line of the table.
row() {
	grep -E "^$2  *$3 " "$work/out" >"$work/row"
	if grep -qF -e "$4" "$work/row"; then
		good "$1"
	else
		tell
		bad "$1: no $2 $3 \"$4\"" "$work/told"
	fi
}

expect 'all is well' 0 doctor
lacks 'nothing is wrong' out problem
row 'whose credentials' credentials ok 'OpenTok project 123456, from the environment'
row 'signing' signing ok 'signed and verified'
row 'a plugin' 'plugin archives' ok '0.'
row 'its folder' 'plugin folder' ok "$work/installed"
row 'no proxy' proxy ok 'on this machine'
row 'the name' name ok '127.0.0.1 is 127.0.0.1'
row 'the connection' connection ok "$url answered after"
row 'the clock' clock ok 's from the service'
row 'the protocol' http ok 'HTTP/1.1'
row 'authentication' authentication ok accepted
lacks 'no secret' out "$secret"
expect 'as JSON' 0 doctor --json
has 'the end' out '{"exit":0,"checks":[{"check":"credentials","state":"ok"'
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
row 'the rest is not tried' authentication skipped 'there is no key'
check 'it is said in the table, not on stderr' test ! -s "$work/err"
OTK_APPLICATION_ID=x OTK_PRIVATE_KEY=y expect 'both kinds' 2 doctor
row 'what to unset' credentials problem 'both kinds'
echo 'no key' >"$work/bad.pem"
(
	unset OTK_API_KEY OTK_API_SECRET
	OTK_APPLICATION_ID=29f760f8-7ce1-46c9-ade3-f2dedee4ed5f OTK_PRIVATE_KEY=$work/bad.pem
	export OTK_APPLICATION_ID OTK_PRIVATE_KEY
	run doctor
	echo "$code" >"$work/code"
)
code=$(cat "$work/code")
check 'a key that is none: 2' test "$code" -eq 2
row 'is the problem' credentials problem key
OTK_API_SECRET=0000000000000000000000000000000000000000 expect 'a wrong secret' 1 doctor
row 'it is reached' connection ok "$url"
row 'but refused' authentication problem 403
has 'what to do' out 'check the secret'
expect 'a profile that is not there' 2 doctor --profile nobody --json
has 'is a problem' out '{"check":"credentials","state":"problem"'

# Plugins.
mkdir "$work/plugins"
echo 'no plugin' >"$work/plugins/broken.so"
expect 'a broken plugin' 4 doctor --plugin-path "$work/plugins"
row 'is named' 'plugin broken.so' problem broken.so
row 'the others are well' 'plugin archives' ok '0.'
row 'and used' authentication ok accepted
OTK_PLUGIN_PATH=$work/nowhere expect 'a folder that is not there' 4 doctor
row 'is named' 'plugin folder' problem "$work/nowhere"
row 'nothing to ask for' connection skipped 'no plugin'

# Clock, faults of the service.
sandbox_control POST /faults '{"dateSkew":7200}' >/dev/null
expect 'a clock that is wrong' 2 doctor
row 'by how much' clock problem 'behind that of the service'
has 'what to do' out NTP
row 'all else is well' authentication ok accepted
sandbox_control POST /faults '{"status":500,"times":0}' >/dev/null
expect 'a service that is ill' 1 doctor
row 'is named' service problem 500
sandbox_control DELETE /faults >/dev/null

# The network.
sandbox_stop
expect 'nobody there' 3 doctor
row 'the connection' connection problem 'no connection'
row 'the rest is not known' clock skipped 'no answer'
long=$(printf '%070d' 0)
OTK_API_URL=https://$long.example expect 'a name that nobody has' 3 doctor --timeout 2s
row 'is said' name problem "$long.example"
OTK_API_URL=https://$long.example https_proxy=http://user:hunter2@127.0.0.1:9 \
	expect 'a proxy that is not there' 3 doctor --timeout 2s
row 'which one' proxy ok '127.0.0.1, from https_proxy'
row 'it may know the name' name ok 'the proxy may'
lacks 'no password' out hunter2
OTK_CA_FILE=$work/none.pem expect 'a ca file that is not there' 2 doctor
row 'is named' 'ca file' problem none.pem

# TLS.
sandbox_start --https --cert-file "$work/cert.pem"
OTK_API_URL=https://127.0.0.1:${url##*:}
expect 'a certificate that nobody trusts' 3 doctor
row 'is the problem' connection problem certificate
has 'what to do' out 'check OTK_CA_FILE'
OTK_CA_FILE=$work/cert.pem expect 'once it is trusted' 0 doctor
row 'it is good' connection ok 'its certificate is good'
row 'which file' 'ca file' ok cert.pem
finish
