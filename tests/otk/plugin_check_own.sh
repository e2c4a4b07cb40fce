#!/bin/sh
# SPDX-License-Identifier: MIT
# otk plugin check: each plugin of this build passes, with random structs, requests and responses of
# its own tables.
. "$(dirname "$0")/otk.sh"
[ "${OTK_TEST_PLUGINS-}" ] || skip_rest 'no plugin was built as a module'
mkdir -m 755 "$work/plugins"
run plugin check --list
# memory and valgrind repeat the others.
tests=$(awk '$1 != "memory" && $1 != "valgrind" { print $1 }' "$work/out")

for plugin in $OTK_TEST_PLUGINS; do
	name=${plugin%.la}
	file=$work/plugins/$name.so
	cp "$OTK_TEST_BUILDDIR/.libs/$name.so" "$file"
	chmod 755 "$file"
	set --
	for test in $tests; do
		# Its server is an address, which is resolved: a random text is not one.
		[ "$name $test" = 'fleetlimit settings' ] || set -- "$@" --include "$test"
	done
	expect "$name passes" 0 plugin check "$file" "$@"
done
finish
