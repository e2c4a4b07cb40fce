# SPDX-License-Identifier: MIT
# What the scripts about the otk command share:
#   run ARGS...                       its output in $work/out and $work/err, its end in $code
#   expect NAME CODE ARGS...          it ends so
#   has NAME FILE TEXT, lacks …       in one of the two
# It looks for plugins in OTK_PLUGIN_PATH only, not where otk may be installed (tests/otk/otk is the
# same program as otk). Configuration files and proxies of the user do not reach it; times are UTC.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
: "${OTK_TEST_BUILDDIR:?}"
otk=$OTK_TEST_BUILDDIR/tests/otk/otk
HOME=$work
TZ=UTC
export HOME TZ
unset XDG_CONFIG_HOME OTK_CONFIG OTK_API_KEY OTK_API_SECRET OTK_APPLICATION_ID OTK_PRIVATE_KEY
unset OTK_PROFILE OTK_API_SECRET_COMMAND OTK_CALLBACK_SECRET
unset OTK_API_URL OTK_CA_FILE http_proxy https_proxy all_proxy HTTPS_PROXY ALL_PROXY
key=123456
secret=1234567890abcdef1234567890abcdef1234567890

credentials() {
	OTK_API_KEY=$key
	OTK_API_SECRET=$secret
	export OTK_API_KEY OTK_API_SECRET
}

run() {
	timeout --foreground 300 "$otk" "$@" </dev/null >"$work/out" 2>"$work/err"
	code=$?
}

# What the last run did, for a failure.
save_output() {
	{ echo "exit $code; stdout:"; cat "$work/out"; echo 'stderr:'; cat "$work/err"; } >"$work/report"
}

expect() {
	expect_name=$1 expected=$2
	shift 2
	run "$@"
	save_output
	if [ "$code" = "$expected" ]; then
		good "$expect_name"
	else
		bad "$expect_name (not $expected)" "$work/report"
	fi
}

has() {
	if grep -qF -e "$3" "$work/$2"; then
		good "$1"
	else
		save_output
		bad "$1: no \"$3\" in $2" "$work/report"
	fi
}

lacks() {
	if grep -qF -e "$3" "$work/$2"; then
		save_output
		bad "$1: \"$3\" in $2" "$work/report"
	else
		good "$1"
	fi
}

# line NAME FILE TEXT: one whole line.
line() {
	if grep -qxF -e "$3" "$work/$2"; then
		good "$1"
	else
		save_output
		bad "$1: no line \"$3\" in $2" "$work/report"
	fi
}

# member NAME: of the JSON in $work/out, the first string of that name.
member() {
	sed -n 's/.*"'"$1"'":[[:space:]]*"\([^"]*\)".*/\1/p' "$work/out" | head -n 1
}
