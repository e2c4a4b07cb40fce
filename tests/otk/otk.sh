# SPDX-License-Identifier: MIT
# Functions for the scripts that test the otk command:
#   run ARGS...                       writes $work/out and $work/err, sets $code to the exit status
#   expect NAME CODE ARGS...          checks the exit status
#   has NAME FILE TEXT, lacks …       checks that out or err contains the text, or does not; the name
#                                     is reported after that of the last command
# The command searches plugins only in OTK_PLUGIN_PATH, not where otk may be installed (tests/otk/otk
# is the same program as otk). It does not use configuration files and proxies of the user; times are
# UTC.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
: "${OTK_TEST_BUILDDIR:?}"
otk=$OTK_TEST_BUILDDIR/tests/otk/otk
HOME=$work
TZ=UTC
export HOME TZ
unset XDG_CONFIG_HOME OTK_CONFIG OTK_API_KEY OTK_API_SECRET OTK_APPLICATION_ID OTK_PRIVATE_KEY
unset OTK_PROFILE OTK_API_SECRET_COMMAND OTK_REQUEST_TOKEN OTK_CALLBACK_SECRET
unset OTK_API_URL OTK_CA_FILE http_proxy https_proxy all_proxy HTTPS_PROXY ALL_PROXY
key=123456
scene='before the first command'
secret=1234567890abcdef1234567890abcdef1234567890

credentials() {
	OTK_API_KEY=$key
	OTK_API_SECRET=$secret
	export OTK_API_KEY OTK_API_SECRET
}

# Searches plugins in $work/installed only; the build folder holds the libraries as well.
use_folder_of_plugins() {
	mkdir "$work/installed"
	for plugin in ${OTK_TEST_PLUGINS-}; do
		cp "$OTK_TEST_BUILDDIR/.libs/${plugin%.la}.so" "$work/installed"
	done
	OTK_PLUGIN_PATH=$work/installed
	export OTK_PLUGIN_PATH
}

run() {
	scene="otk ${1-} ${2-}"
	timeout --foreground 300 "$otk" "$@" </dev/null >"$work/out" 2>"$work/err"
	code=$?
}

# bad_run NAME: fails, and shows the result of the last run.
bad_run() {
	{ echo "exit $code; stdout:"; cat "$work/out"; echo 'stderr:'; cat "$work/err"; } >"$work/report"
	bad "$1" "$work/report"
}

# sampled: whether to run the next of many commands that are alike. A command with a sanitizer takes six
# times as long, so that runs with OTK_TEST_SLOW take one of three.
rows=0
sampled() {
	rows=$((rows + 1))
	[ ! "${OTK_TEST_SANITIZE-}" ] || [ ! "${OTK_TEST_SLOW-}" ] || [ $((rows % 3)) = 1 ]
}

# exited NAME CODE: checks the exit status of the last run.
exited() {
	if [ "$code" = "$2" ]; then good "$1"; else bad_run "$1 (not $2)"; fi
}

expect() {
	expect_name=$1 expected=$2
	shift 2
	run "$@"
	scene=$expect_name
	exited "$scene" "$expected"
}

has() {
	if grep -qF -e "$3" "$work/$2"; then
		good "$scene: $1"
	else
		bad_run "$scene: $1: no \"$3\" in $2"
	fi
}

lacks() {
	if grep -qF -e "$3" "$work/$2"; then
		bad_run "$scene: $1: \"$3\" in $2"
	else
		good "$scene: $1"
	fi
}

# line NAME FILE TEXT: checks that one whole line is the text.
line() {
	if grep -qxF -e "$3" "$work/$2"; then
		good "$scene: $1"
	else
		bad_run "$scene: $1: no line \"$3\" in $2"
	fi
}

# member NAME: prints the first string of this name in the JSON in $work/out.
member() {
	sed -n 's/.*"'"$1"'":[[:space:]]*"\([^"]*\)".*/\1/p' "$work/out" | head -n 1
}
