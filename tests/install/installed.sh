#!/bin/sh
# SPDX-License-Identifier: MIT
# make installcheck: the installed tree is usable through pkg-config alone.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
libdir=${OTK_TEST_LIBDIR:?}
plugindir=${OTK_TEST_PLUGINDIR:?}
bindir=${OTK_TEST_BINDIR:?}
cc=${OTK_TEST_CC:-cc}
PKG_CONFIG_PATH=$libdir/pkgconfig
LD_LIBRARY_PATH=$libdir
export PKG_CONFIG_PATH LD_LIBRARY_PATH
unset OTK_PLUGIN_PATH
# What configure --disable-shared installs.
kind=so static=
[ -f "$libdir/libotk-auth.so" ] || kind=a static=--static

# asked NAME EXPECTED ACTUAL
asked() {
	echo "$3" >"$work/asked"
	if [ "$2" = "$3" ]; then good "$1: $2"; else bad "$1: $2" "$work/asked"; fi
}
asked 'pkg-config --modversion otk-auth' "${OTK_TEST_VERSION:?}" \
	"$(pkg-config --modversion otk-auth)"
# With no other .pc file in reach: compiling needs our own headers and nothing else.
own_pc_files() {
	PKG_CONFIG_LIBDIR=$libdir/pkgconfig PKG_CONFIG_PATH='' pkg-config --cflags --libs "$1"
}
check 'otk-auth.pc needs no .pc file of another project' own_pc_files otk-auth
check 'libotk-auth is there' test -f "$libdir/libotk-auth.$kind"

cat >"$work/auth.c" <<'PROGRAM'
#include <otk/auth.h>
#include <stdio.h>

int main(void)
{
	otk_error error = OTK_ERROR_INIT;
	otk_key *key = otk_key_new(
		&OTK_KEY_OPTIONS(.api_key = "123456", .api_secret = "not-a-real-secret"), &error);

	printf("%s %s\n", otk_version(), key ? otk_key_id(key) : error.message);
	otk_key_free(key);
	return !key;
}
PROGRAM
# built PROGRAM PACKAGE [FLAGS...]: compiles with pkg-config flags only.
built() {
	program=$1 package=$2
	shift 2
	# shellcheck disable=SC2046,SC2086 # lists of words
	$cc ${OTK_TEST_SANITIZE-} -std=c17 -Wall -Wextra -Werror -o "$work/$program" \
		"$work/$program.c" $(pkg-config --cflags "$package") "$@" \
		$(pkg-config $static --libs "$package")
}
check 'a program for otk-auth compiles' built auth otk-auth
check 'and runs' "$work/auth"
ldd "$work/auth" >"$work/ldd" 2>&1
[ "$static" ] || check 'it runs with this libotk-auth' grep -F "$libdir/libotk-auth.so" "$work/ldd"
grep -E 'not found|curl|json-c|ltdl|libotk\.so' "$work/ldd" >"$work/found"
empty 'and pulls in neither libcurl, json-c, libltdl nor libotk' "$work/found"
[ "${OTK_TEST_CLIENT-}" ] || finish # configured with --disable-client

check 'libotk is there' test -f "$libdir/libotk.$kind"
asked 'pkg-config --modversion otk' "$OTK_TEST_VERSION" "$(pkg-config --modversion otk)"
check 'otk.pc needs no .pc file of another project' own_pc_files otk
asked 'pkg-config --variable=plugindir otk' "$plugindir" \
	"$(pkg-config --variable=plugindir otk)"
asked 'pkg-config --variable=plugin_abi otk' "$(basename "$plugindir")" \
	"$(pkg-config --variable=plugin_abi otk)"

# One file per plugin that is built as a module, and no other file.
for plugin in ${OTK_TEST_PLUGINS-}; do
	echo "${plugin%.la}.so"
done | sort >"$work/expected"
if [ -d "$plugindir" ]; then ls "$plugindir"; fi | grep -v '^com\.' | sort >"$work/actual"
same 'the plugin folder holds the plugins' "$work/expected" "$work/actual"

cat >"$work/client.c" <<'PROGRAM'
#include <otk/otk.h>
#include <stdio.h>

int main(void)
{
	otk_error error = OTK_ERROR_INIT;
	otk_plugin_list *list = NULL;
	otk_client *client = otk_client_new(
		&OTK_CLIENT_OPTIONS(.api_key = "123456", .api_secret = "not-a-real-secret"), &error);
	int failed = !client || otk_plugins_list(client, &list, &error);
	size_t i;

	for (i = 0; !failed && i < list->item_count; i++) {
		const otk_plugin_info *plugin = list->items[i];

		printf("%s\n", plugin->problem ? plugin->problem : plugin->name);
	}
	if (failed)
		printf("%s\n", error.message);
	otk_free(list);
	otk_client_free(client);
	return failed;
}
PROGRAM

check 'a program for otk compiles' built client otk
check 'and runs' "$work/client"
{
	sed 's/\.so$//' "$work/expected"
	pkg-config --variable=builtin_plugins otk | tr ' ' '\n' | grep .
} | sort >"$work/all"
# "session" is part of libotk.
"$work/client" | grep -vE '^(com\..*|session)$' | sort >"$work/listed"
same 'and finds every plugin, none of them refused' "$work/all" "$work/listed"

# A third-party plugin: one source file, a compiler, pkg-config, its own folder.
mkdir -m 755 "$work/strangers"
echo_source=$OTK_TEST_SRCDIR/tests/out-of-tree/com.example.echo.c
# shellcheck disable=SC2046,SC2086 # lists of words
check "a stranger's plugin compiles" $cc ${OTK_TEST_SANITIZE-} -std=c11 -Wall -Wextra -Werror \
	-shared -fPIC $(pkg-config --cflags otk) -o "$work/strangers/com.example.echo.so" \
	"$echo_source"
chmod 755 "$work/strangers/com.example.echo.so"
OTK_PLUGIN_PATH=$work/strangers "$work/client" >"$work/listed"
if grep -q '^#define OTK_ENV_PLUGIN_PATH' "${OTK_TEST_BUILDDIR:?}/config.h"; then
	check 'and is found beside ours' grep -qx com.example.echo "$work/listed"
else
	check 'and the environment does not add it' sh -c '! grep -x com.example.echo "$1"' sh "$work/listed"
fi
# shellcheck disable=SC2046,SC2086 # lists of words
check 'and links into a program' $cc ${OTK_TEST_SANITIZE-} -std=c11 -Wall -Wextra -Werror \
	-DOTK_PLUGIN_STATIC -c $(pkg-config --cflags otk) -o "$work/echo.o" "$echo_source"
if [ "${OTK_TEST_TOOLS-}" ]; then
	OTK_API_KEY=123456 OTK_API_SECRET=not-a-real-secret \
		OTK_PLUGIN_PATH=$work/strangers "$bindir/otk" --dry-run invoke \
		com.example.echo.say '{"text":"hello"}' >"$work/said" 2>&1
	check 'and is called by name' grep -q '/v2/project/123456/echo' "$work/said"
	check 'with its body' grep -q '{"text":"hello"}' "$work/said"
fi

if [ -f "$libdir/libotk.a" ]; then
	# Our libraries are linked statically; few systems have static ones of the others.
	# shellcheck disable=SC2046,SC2086 # lists of words
	check 'a program links the static libraries' $cc -std=c17 -o "$work/static" \
		"$work/client.c" $(pkg-config --cflags otk) "$libdir/libotk.a" \
		"$libdir/libotk-auth.a" $(sed -n 's/^Libs.private://p' \
			"$libdir/pkgconfig/otk.pc" "$libdir/pkgconfig/otk-auth.pc")
	check 'and runs' "$work/static"
fi

if [ "${OTK_TEST_TOOLS-}" ]; then
	for tool in otk otk-sandbox; do
		check "$tool --version" "$bindir/$tool" --version
		check "$tool --help" "$bindir/$tool" --help
	done
	check 'bash completion can be read' bash -n \
		"${OTK_TEST_DATADIR:?}/bash-completion/completions/otk"
	check 'zsh completion is installed' test -s \
		"$OTK_TEST_DATADIR/zsh/site-functions/_otk"
	check 'fish completion is installed' test -s \
		"$OTK_TEST_DATADIR/fish/vendor_completions.d/otk.fish"
	# One of each manual, where manuals were made; tests/readme/manuals.sh reads them.
	for manual in ${OTK_TEST_MANUALS-}; do
		test -s "${OTK_TEST_MANDIR:?}/man${manual##*.}/$(basename "$manual")" || echo "$manual"
	done >"$work/found"
	empty 'the manuals are installed' "$work/found"
	sh "$OTK_TEST_SRCDIR/packaging/plugins.sh" features | grep -xF -f "$work/all" >"$work/features"
	while read -r plugin; do
		test -s "$OTK_TEST_MANDIR/man1/otk-$plugin.1" || echo "$plugin"
	done <"$work/features" >"$work/found"
	case ${OTK_TEST_MANUALS-} in
	*/otk.1*) empty 'each feature has a manual' "$work/found" ;;
	esac
fi
finish
