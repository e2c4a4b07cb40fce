#!/bin/sh
# SPDX-License-Identifier: MIT
# Plugins that lie or fail: each is refused with its reason, and hides nothing of the others.
. "$(dirname "$0")/otk.sh"
credentials
mkdir "$work/plugins"
for plugin in ${OTK_TEST_PLUGINS-}; do
	case $plugin in
	archives.la | signals.la) cp "$OTK_TEST_BUILDDIR/.libs/${plugin%.la}.so" "$work/plugins" ;;
	esac
done
if [ ! -e "$work/plugins/archives.so" ]; then
	skip 'archives is not a module'
	finish
fi
OTK_PLUGIN_PATH=$work/plugins
export OTK_PLUGIN_PATH

# plugin NAME MEMBERS [SUMMARY]: builds com.example.NAME with these members of its descriptor, and
# this summary of its operation.
plugin() {
	cat >"$work/$1.c" <<-END
		#include <otk/plugin.h>
		#define SUMMARY "${3-says it}"
		static const otk_operation operations[] = {
			OTK_OPERATION("say", .summary = SUMMARY, .method = OTK_METHOD_GET,
				.path = "/v2/project/{project}/x", .repeat = OTK_REPEAT_SAFE),
		};
		static const otk_interface interfaces[] = {
			{.id = "com.example.$1/1", .operations = operations, .operation_count = 1},
		};
		static otk_status fails(const otk_host *host, otk_client *client, const void *settings,
			void **state, otk_error *error)
		{
			(void)client, (void)settings, (void)state;
			return host->fail(error, OTK_E_STATE, "cannot\\033[2J work today");
		}
		static const otk_plugin plugin = OTK_PLUGIN_DESCRIPTOR("com.example.$1",
			.version = "1.0\\033[31m", .license = "MIT\\n", .summary = "red\\033]0;title\\a",
			.interfaces = interfaces, .interface_count = 1, $2);
		void *const used = (void *)fails;
		OTK_PLUGIN(x, plugin)
	END
	# shellcheck disable=SC2086 # a list of words
	check "the plugin $1" ${OTK_TEST_CC:-cc} -std=gnu17 -w -shared -fPIC \
		-I"$OTK_TEST_SRCDIR/include" -o "$work/plugins/com.example.$1.so" "$work/$1.c"
}
plugin odd '.open = NULL'
plugin colours '.open = NULL' 'says\033[2J it'
plugin turned '.open = NULL' 'says \xe2\x80\xae it'
plugin many '.interface_count = 100000000'
plugin none '.interface_count = -1'
plugin small '.struct_size = 16'
plugin failing '.open = fails'

# safe NAME ARGS...: no crash, and no control character of a plugin is printed.
escape=$(printf '\033')
safe() {
	safe_name=$1
	shift
	run "$@"
	save_output
	check "$safe_name: it ends by itself" test "$code" -lt 5
	lacks "$safe_name: the terminal is safe" out "$escape"
	lacks "$safe_name: stderr as well" err "$escape"
}
safe 'plugins' plugins
check 'the good ones are listed' grep -qE '^archives +[0-9.]+ +ok' "$work/out"
check 'the one that lies about its size is refused' grep -qE \
	'^com.example.many .* plugin_' "$work/out"
has 'its version is escaped by otk, not by the table' out '1.0^[[31m'
has 'with the reason, in full' out 'refused: com.example.many'
has 'the next one' out 'refused: com.example.none'
has 'the small one' out 'refused: com.example.small'
safe 'as JSON' plugins --json
has 'the problem' out '"name":"com.example.many"'
safe 'help' help
has 'the good ones are there' out archives
safe 'the help of the odd one' help com.example.odd say
has 'its summary' out 'says it'
safe 'the help of one that would move the cursor' help com.example.colours say
safe 'completion' __complete ''
check 'offers the good ones' grep -qx archives "$work/out"
safe 'doctor' doctor
for name in colours many none small; do
	check "doctor names $name" grep -q "^problem: plugin .*com.example.$name" "$work/out"
done
has 'and the good ones' out archives
OTK_API_URL=http://127.0.0.1:9
export OTK_API_URL
safe 'a typo beside a plugin that fails' archivs list
has 'is reported as a typo' err archives
lacks 'not the error of the plugin' err 'work today'
safe 'the failing one itself' com.example.failing say
has 'says why' err 'work today'
safe 'another feature' archives list --dry-run
check 'works' test "$code" -eq 0
finish
