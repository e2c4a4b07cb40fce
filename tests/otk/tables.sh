#!/bin/sh
# SPDX-License-Identifier: MIT
# Limits, units, roles, rules and whatever else the tables of all plugins state: a change shows as a line of
# tables.txt. After an intended change, with all plugins built: tests/otk/tables.sh --update
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
. "$OTK_TEST_SRCDIR/tests/otk/otk.sh"

kept=$OTK_TEST_SRCDIR/tests/otk/tables.txt
: "${OTK_PLUGIN_PATH:=$OTK_TEST_BUILDDIR/.libs}"
export OTK_PLUGIN_PATH
requires jq
# A plugin that is missing would lose its lines.
update() {
	for name in $(sh "$OTK_TEST_SRCDIR/packaging/plugins.sh" names); do
		jq -e --arg name "$name" 'any(.plugins[]; .name == $name)' "$work/out" >/dev/null || {
			bad "tables.sh --update needs all plugins, also $name"
			return
		}
	done
	cp "$work/stated" "$kept"
}
expect 'otk describe' 0 describe --json
jq -r -f "$OTK_TEST_SRCDIR/tests/otk/tables.jq" "$work/out" | LC_ALL=C sort >"$work/stated"
[ "${1-}" != --update ] || update
# Plugins that are not built are not compared.
awk 'NR == FNR { built[$1]; next } $1 in built' "$work/stated" "$kept" >"$work/expected"
diff "$work/expected" "$work/stated" >"$work/found" || true
empty 'the tables state what tests/otk/tables.txt has; if the change is intended: tables.sh --update' "$work/found"
check 'there are many lines' test "$(wc -l <"$work/stated")" -gt 10
finish
