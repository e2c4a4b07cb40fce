#!/bin/sh
# SPDX-License-Identifier: MIT
# Sources of credentials, their priority, and refused ones.
. "$(dirname "$0")/otk.sh"
session=1_MX4xMjM0NTZ-fjE3OTUzNTE4MTUwNjV-VVRHVGxqRXNBRUFNblpCNjk3S1VxX0hrfn5-

project() {
	"$otk" archives list --dry-run "$@" 2>"$work/err" |
		sed -n 's,^GET \(.*\)/archive?.*,\1,p'
}
# uses NAME URL ARGS...
uses() {
	uses_name=$1 uses_url=$2
	shift 2
	got=$(project "$@")
	if [ "$got" = "$uses_url" ]; then
		good "$uses_name"
	else
		bad "$uses_name: $got" "$work/err"
	fi
}

expect 'no credentials' 2 archives list
has 'says what to set' err OTK_API_KEY
has 'names the configuration file' err "$work/.config/otk/config.ini"
has 'names the settings of an application' err OTK_APPLICATION_ID

OTK_API_KEY=$key
export OTK_API_KEY
expect 'an API key without its secret' 2 archives list
has 'names what is missing' err OTK_API_SECRET
credentials
uses 'the environment' https://api.opentok.com/v2/project/123456
OTK_API_URL=https://example.com/prefix/ uses 'OTK_API_URL with a path' \
	https://example.com/prefix/v2/project/123456
OTK_APPLICATION_ID=29f760f8-7ce1-46c9-ade3-f2dedee4ed5f expect 'both kinds of credentials' 2 archives list
has 'says what to unset' err 'unset OTK_API_KEY and OTK_API_SECRET'
has 'says what else to unset' err 'OTK_APPLICATION_ID and OTK_PRIVATE_KEY to use'
OTK_API_KEY=12a expect 'a malformed key' 2 archives list
lacks 'the secret is not shown' err "$secret"
OTK_API_SECRET= expect 'an empty secret counts as unset' 2 archives list
has 'says so' err OTK_API_SECRET
unset OTK_API_KEY OTK_API_SECRET

OTK_APPLICATION_ID=29f760f8-7ce1-46c9-ade3-f2dedee4ed5f
OTK_PRIVATE_KEY=$work/no.pem
export OTK_APPLICATION_ID OTK_PRIVATE_KEY
expect 'a key file that does not exist' 2 archives list
has 'is named' err "$work/no.pem"
echo 'nonsense' >"$work/no.pem"
expect 'a key file without a key' 2 archives list
lacks 'its text is not shown' err nonsense
if command -v openssl >/dev/null; then
	openssl genrsa -out "$work/app.pem" 2048 2>/dev/null
	chmod 600 "$work/app.pem"
	OTK_PRIVATE_KEY=$work/app.pem
	uses 'a Vonage application' \
		https://video.api.vonage.com/v2/project/29f760f8-7ce1-46c9-ade3-f2dedee4ed5f
	"$otk" jwt --header >"$work/out" 2>"$work/err"
	has 'its request token' out 'Authorization: Bearer ey'
else
	skip 'no openssl to make a key'
fi
unset OTK_APPLICATION_ID OTK_PRIVATE_KEY

# Profiles.
config=$work/.config/otk/config.ini
mkdir -p "$work/.config/otk"
write_config() {
	cat >"$config"
	chmod 600 "$config"
}
write_config <<END
; a comment
[profile default]
api_key = 111
api_secret = $secret

[profile other]
api_key = 222
api_secret = $secret
api_url = https://other.example.com/
[profile app]
application_id = 29f760f8-7ce1-46c9-ade3-f2dedee4ed5f
private_key = app.pem
END
uses 'profile default' https://api.opentok.com/v2/project/111
uses '--profile' https://other.example.com/v2/project/222 --profile other
uses '--profile first' https://other.example.com/v2/project/222 --profile=other
if [ -f "$work/app.pem" ]; then
	cp "$work/app.pem" "$work/.config/otk/app.pem"
	uses 'a key file beside the configuration' \
		https://video.api.vonage.com/v2/project/29f760f8-7ce1-46c9-ade3-f2dedee4ed5f \
		--profile app
fi
credentials
uses 'the environment comes first' https://api.opentok.com/v2/project/123456
uses '--profile comes before the environment' https://other.example.com/v2/project/222 --profile other
OTK_API_URL=https://env.example.com uses '--profile is not mixed with OTK_API_URL' \
	https://api.opentok.com/v2/project/111 --profile default
unset OTK_API_KEY OTK_API_SECRET
OTK_API_URL=https://env.example.com uses 'the default profile is not mixed with OTK_API_URL' \
	https://api.opentok.com/v2/project/111
expect 'no such profile' 2 archives list --profile othr
has 'suggests the nearest name' err 'did you mean "other"?'

mkdir -p "$work/xdg/otk"
sed 's/111/333/' "$config" >"$work/xdg/otk/config.ini"
chmod 600 "$work/xdg/otk/config.ini"
XDG_CONFIG_HOME=$work/xdg uses 'XDG_CONFIG_HOME' https://api.opentok.com/v2/project/333
sed 's/111/444/' "$config" >"$work/mine.ini"
chmod 600 "$work/mine.ini"
OTK_CONFIG=$work/mine.ini uses 'OTK_CONFIG' https://api.opentok.com/v2/project/444
uses '--config' https://api.opentok.com/v2/project/444 --config "$work/mine.ini"
expect '--config with a file that does not exist' 2 archives list --config "$work/none.ini"
has 'names the file' err "$work/none.ini"

chmod 640 "$config"
expect 'a configuration that its group can read' 2 archives list
has 'says what to run' err "chmod 600 '$config'"
lacks 'shows no secret' err "$secret"
expect 'a profile without a secret in such a configuration' 2 archives list --profile app
chmod 644 "$config"
expect 'a configuration that all can read' 2 archives list
write_config <<END
[profile default]
application_id = 29f760f8-7ce1-46c9-ade3-f2dedee4ed5f
private_key = $work/app.pem
END
chmod 644 "$config"
[ ! -f "$work/app.pem" ] || expect 'a configuration without a secret that all can read' 0 archives list --dry-run

# refused TEXT LINES...: a configuration of these lines is refused with this text.
refused() {
	refused_text=$1
	shift
	printf '%s\n' "$@" | write_config
	expect "refused: $refused_text" 2 archives list
	has 'gives the reason' err "$refused_text"
	lacks 'shows no secret' err "$secret"
}
refused 'did you mean "api_key"?' '[profile default]' 'api_kye = 1'
refused '[profile NAME]' '[defaults]' 'api_key = 1'
refused '[profile NAME]' 'api_key = 1'
refused '[profile NAME]' '[profileone]' 'api_key = 1'
refused '[profile NAME]' '[profile]' 'api_key = 1'
refused 'line 2' '[profile default]' nonsense
refused 'line 3: neither' '[profile default]' 'api_key = 1' 'nonsense'
refused 'line 1: the name of the section' '[profile default' 'api_key = 1'
refused 'both kinds' '[profile default]' 'api_key = 1' "api_secret = $secret" 'application_id = x'
refused 'it is not set, but api_key is; both are needed' '[profile default]' 'api_key = 1'
refused 'set twice' '[profile default]' 'api_key = 1' 'api_key = 2'
refused "$(printf '%0100d' 0)" '[profile default]' 'application_id = 29f760f8-7ce1-46c9-ade3-f2dedee4ed5f' \
	"private_key = /$(printf '%0160d' 7)"
refused 'line 3: the line is longer than' '[profile default]' 'api_key = 1' "api_secret = $(printf '%05000d' 7)"

# An invalid line makes only its own profile unusable.
write_config <<END
[profile broken]
api_kye = 1
nonsense
[profile default]
api_key = 111
api_secret = $secret
[profile later]
api_key = 9
api_secret = $secret
some_setting_of_tomorrow = x
END
uses 'an invalid line of another profile is ignored' https://api.opentok.com/v2/project/111
expect 'an invalid line of the profile in use' 2 archives list --profile broken
has 'gives the number of the line' err 'config.ini: line 2: [profile broken]: unknown setting "api_kye"; did you mean "api_key"?'
expect 'an unknown setting of the profile in use' 2 archives list --profile later
has 'gives the number of the line' err 'line 10'
OTK_PROFILE=broken expect 'OTK_PROFILE with a broken profile' 2 archives list
has 'names the profile' err '[profile broken]'
write_config <<END
[otk]
profile = live
[profile default]
api_key = 111
api_secret = $secret
[profile live]
api_key = 222
api_secret = $secret
[profile test]
api_key = 333
api_secret = $secret
END
uses '[otk] profile chooses the profile' https://api.opentok.com/v2/project/222
OTK_PROFILE=test uses 'OTK_PROFILE comes before [otk] profile' https://api.opentok.com/v2/project/333
OTK_PROFILE=test uses '--profile comes before OTK_PROFILE' https://api.opentok.com/v2/project/111 \
	--profile default
uses '--api-url comes before api_url' https://sandbox.example.com/v2/project/222 --api-url https://sandbox.example.com
# A PKCS#11 URI of usual length: 227 characters.
uri='pkcs11:model=SoftHSM%20v2;manufacturer=SoftHSM%20project;serial=0123456789abcdef;token=video%20production;id=%01%02%03%04%05%06%07%08;object=vonage%20application%20key;type=private?module-path=/usr/lib/softhsm/libsofthsm2.so'
write_config <<END
[profile default]
application_id = 29f760f8-7ce1-46c9-ade3-f2dedee4ed5f
private_key = $uri
END
run archives list
lacks 'a long URI fits' err 'longer than'
lacks 'and is not cut' err 'line 3'
{ printf '[profile default]\napi_key = 1\n'; head -c 300000 /dev/zero | tr '\0' ';'; } | write_config
expect 'a file that is too long' 2 archives list
has 'says so' err 'longer than 262144 bytes'
printf '[profile default]\napi_key = 1\0\n' | write_config
expect 'a file with a NUL byte' 2 archives list
has 'cannot be read' err 'cannot be read as text'
printf '\357\273\277[profile default]\r\napi_key = 111 ; mine\r\n  api_secret : %s\r\n' "$secret" |
	write_config
uses 'a file of another system' https://api.opentok.com/v2/project/111
rm "$config"
mkdir "$config"
expect 'a folder is not a configuration' 2 archives list
rmdir "$config"

# A request token that another machine made.
credentials
token=$("$otk" jwt --ttl 5m)
unset OTK_API_SECRET
OTK_REQUEST_TOKEN=$token
export OTK_REQUEST_TOKEN
uses 'a request token' https://api.opentok.com/v2/project/123456
expect 'no client token can be made with it' 2 token create "$session"
has 'says so' err 'OTK_REQUEST_TOKEN: it sends requests and cannot make tokens'
expect 'nor a request token' 2 jwt
OTK_API_SECRET=$secret expect 'not beside a secret' 2 archives list
has 'names both' err 'OTK_REQUEST_TOKEN and OTK_API_SECRET (the environment) are mutually exclusive'
OTK_API_KEY='' expect 'not without its project' 2 archives list
has 'names what is missing' err 'OTK_REQUEST_TOKEN: needs OTK_API_KEY (OpenTok)'
OTK_API_KEY=654321 expect 'not for another project' 2 archives list
has 'says so' err 'OTK_REQUEST_TOKEN: is for another project'
expect 'not for the account' 2 projects list
has 'says so' err 'operations of the account need its key and secret'
OTK_REQUEST_TOKEN=geheim expect 'a text that is not a token' 2 archives list
lacks 'is not shown' err geheim
OTK_API_URL=http://127.0.0.1:1 run archives list --verbose --timeout 2s
cat "$work/out" "$work/err" >"$work/both"
lacks 'the token is not shown' both "$token"
unset OTK_API_KEY OTK_REQUEST_TOKEN
write_config <<END
[profile default]
api_key = 123456
request_token = $token
END
uses 'a request token of a profile' https://api.opentok.com/v2/project/123456
rm "$config"

# Credentials are never shown.
credentials
OTK_API_URL=http://127.0.0.1:1
export OTK_API_URL
for args in 'archives list --verbose --timeout 2s' 'archives list --dry-run --verbose' \
	"token create $session --verbose" 'plugins' 'help' 'jwt' \
	"archives list --json --verbose --timeout 2s"; do
	# shellcheck disable=SC2086
	run $args
	cat "$work/out" "$work/err" >"$work/both"
	lacks "no secret in: otk $args" both "$secret"
done
# A key in place of the name of a file or folder is not printed by any command.
body=MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDmAy8i53JPx5R9
pem="-----BEGIN PRIVATE KEY-----
$(for _ in 1 2 3 4 5 6 7 8 9; do echo $body; done)
-----END PRIVATE KEY-----"
credentials
for variable in OTK_CONFIG OTK_CA_FILE OTK_PLUGIN_PATH OTK_PROFILE OTK_API_URL; do
	for command in 'archives list' doctor 'doctor --json' help 'profile list'; do
		(
			export "$variable=$pem"
			[ "$variable" != OTK_CONFIG ] || unset OTK_API_KEY OTK_API_SECRET
			# shellcheck disable=SC2086 # words
			run $command --timeout 1s
			grep -qF "$body" "$work/out" "$work/err" && echo "$variable, $command"
		)
	done
done >"$work/printed"
empty 'a key is never printed' "$work/printed"
(
	unset OTK_API_KEY OTK_API_SECRET
	OTK_CONFIG="$pem" run jwt
)
has 'but something stands for it' err 'otk: (secret): '

finish
