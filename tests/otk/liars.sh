#!/bin/sh
# SPDX-License-Identifier: MIT
# Plugins with false descriptors, and plugins that fail: each is refused with a reason, and the other
# plugins remain usable.
. "$(dirname "$0")/otk.sh"
credentials
mkdir "$work/plugins"
for plugin in ${OTK_TEST_PLUGINS-}; do
	case $plugin in
	archives.la | signals.la) cp "$OTK_TEST_BUILDDIR/.libs/${plugin%.la}.so" "$work/plugins" ;;
	esac
done
if [ ! -e "$work/plugins/archives.so" ]; then
	skip_rest 'archives is not a module'
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
	scene=$safe_name
	check "$safe_name: exits without a crash" test "$code" -lt 5
	lacks 'no escape sequence on stdout' out "$escape"
	lacks 'no escape sequence on stderr' err "$escape"
}
safe 'otk plugins' plugins
check 'otk plugins: usable plugins are listed' grep -qE '^archives +[0-9.]+ +ok' "$work/out"
check 'otk plugins: a false number of interfaces is refused' grep -qE \
	'^com.example.many .* plugin_' "$work/out"
has 'its version is escaped by otk, not by the table' out '1.0^[[31m'
has 'the reason is complete' out 'refused: com.example.many'
has 'a negative number of interfaces is refused' out 'refused: com.example.none'
has 'a small struct_size is refused' out 'refused: com.example.small'
safe 'otk plugins --json' plugins --json
has 'a refused plugin is listed' out '"name":"com.example.many"'
safe 'otk help' help
has 'usable features are listed' out archives
safe 'help of a plugin with control characters in its names' help com.example.odd say
has 'shows the summary' out 'says it'
safe 'help of a plugin with an escape sequence in its summary' help com.example.colours say
safe 'completion' __complete ''
check 'completion: offers usable features' grep -qx archives "$work/out"
safe 'otk doctor' doctor
for name in colours many none small; do
	check "doctor names $name" grep -q "^problem: plugin .*com.example.$name" "$work/out"
done
has 'usable plugins are listed' out archives
OTK_API_URL=http://127.0.0.1:9
export OTK_API_URL
safe 'a typo beside a plugin that fails' archivs list
has 'the suggestion is the usable feature' err archives
lacks 'the error of the failing plugin is not shown' err 'work today'
safe 'a plugin that fails to open' com.example.failing say
has 'its message is shown' err 'work today'
safe 'another feature beside a plugin that fails' archives list --dry-run
check 'another feature beside a plugin that fails: works' test "$code" -eq 0
finish
