#!/bin/sh
# SPDX-License-Identifier: MIT
# What was compiled earlier works with the library of today (doc/abi.md): a hook of plugin ABI 1.0, a
# plugin with operations of 1.1, and an application. Twice: compiled now with the headers of that time,
# and as binaries of that time.
#
#   frozen.sh --headers NAME   keeps the headers of today (headers-NAME.txt)
#   frozen.sh --binaries       keeps binaries made with the kept headers, for this machine
# Both are for releases, and for a new soname before 1.0.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
build=${OTK_TEST_BUILDDIR:?}
frozen=$OTK_TEST_SRCDIR/tests/abi/frozen
machine=$(uname -m)
cc=${OTK_TEST_CC:-cc}
requires xz

# Text, so that the files can be in a patch.
pack() {
	tar --create --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 "$@" | xz -9e | base64
}
unpack() {
	mkdir -p "$2"
	base64 -d "$1" | xz -d | tar --extract --directory="$2" --no-same-owner
}
if [ "${1-}" = --headers ]; then
	pack --directory="$OTK_TEST_SRCDIR/include" otk >"$frozen/headers-$2.txt"
fi
for minor in 1.0 1.1; do
	check "the headers of $minor" unpack "$frozen/headers-$minor.txt" "$work/include-$minor"
done

# compile HEADERS FLAGS...
compile() {
	headers=$1
	shift
	# shellcheck disable=SC2086 # lists of words
	$cc ${OTK_TEST_SANITIZE-} -std=gnu17 -O1 -Wall -Wextra -Werror -fvisibility=hidden \
		-I"$work/include-$headers" "$@"
}
# make_all FOLDER [FLAGS...]
make_all() {
	folder=$1
	shift
	mkdir -m 755 "$folder"
	check 'a hook of 1.0 compiles' compile 1.0 "$@" -shared -fPIC \
		-o "$folder/com.example.old.so" "$frozen/old_hook.c"
	check 'a plugin of 1.1 compiles' compile 1.1 "$@" -shared -fPIC \
		-o "$folder/com.example.echo.so" \
		"$OTK_TEST_SRCDIR/tests/out-of-tree/com.example.echo.c"
	check 'an application compiles' compile 1.0 "$@" -o "$folder/application" \
		"$frozen/application.c" -L"$build/.libs" -lotk -lotk-auth
	chmod 755 "$folder"/*
}
make_all "$work/compiled"
if [ "${1-}" = --binaries ]; then
	make_all "$work/kept" -s
	pack --directory="$work/kept" . >"$frozen/$machine.txt"
fi

cat >"$work/stubs.json" <<'END'
[{"method": "POST", "path": "/v2/project/{project}/echo", "echo": true}]
END
sandbox_start --stubs "$work/stubs.json"
LD_LIBRARY_PATH=$build/.libs${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
HOME=$work
export LD_LIBRARY_PATH HOME
unset OTK_PROFILE OTK_CONFIG http_proxy https_proxy all_proxy

# works FOLDER WORDS
works() {
	OTK_PLUGIN_PATH=$1
	export OTK_PLUGIN_PATH
	sandbox_control DELETE /requests >/dev/null
	check "$2: the application makes a session, also with a completion" \
		sh -c '"$1" >"$2" && grep -q "session_id.* done$" "$2"' sh "$1/application" "$work/said"
	sandbox_control GET /requests >"$work/requests"
	check "$2: the hook saw both requests" \
		test "$(grep -o '"x-old":"yes"' "$work/requests" | wc -l)" -eq 2
	"$build/otk" invoke com.example.echo.say '{"text":"hello"}' >"$work/said" 2>&1
	check "$2: the plugin's operation works" grep -q '"text":"hello"' "$work/said"
	for plugin in old echo; do
		"$build/otk" plugin check "$1/com.example.$plugin.so" --include descriptor \
			--include load --include open --include encode --include decode \
			--include errors --include hooks >"$work/said" 2>&1
		if grep -q ' 0 failed' "$work/said"; then
			good "$2: otk plugin check finds nothing in $plugin"
		else
			bad "$2: otk plugin check finds nothing in $plugin" "$work/said"
		fi
	done
}
works "$work/compiled" 'compiled now'
if [ ! -f "$frozen/$machine.txt" ]; then
	skip "the kept binaries do not run on $machine"
elif [ "${OTK_TEST_SANITIZE-}" ]; then
	skip 'programs without a sanitizer do not run with a library that has one'
else
	check 'the binaries' unpack "$frozen/$machine.txt" "$work/binaries"
	chmod 755 "$work/binaries"
	works "$work/binaries" 'compiled then'
fi
finish
