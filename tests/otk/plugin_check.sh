#!/bin/sh
# SPDX-License-Identifier: MIT
# otk plugin check: a good plugin passes, and each mistake is found by its test, with the words that
# lead to it and the change.
. "$(dirname "$0")/otk.sh"
mkdir -m 755 "$work/plugins"
file=$work/plugins/com.example.wrong.so
cp "$OTK_TEST_BUILDDIR/tests/otk/.libs/com.example.wrong.so" "$file"
chmod 755 "$file"
unset OTK_TEST_MISTAKE

expect 'the list of tests' 0 plugin check --list
check 'has more than twenty' test "$(wc -l <"$work/out")" -gt 20
# All but valgrind, which has a part of its own, and exports: this plugin exports what it should not.
tests=$(awk '$1 != "valgrind" && $1 != "exports" { printf " --include %s", $1 }' "$work/out")
# shellcheck disable=SC2086 # a list of words
expect 'a good plugin' 0 plugin check "$file" $tests
has 'passes' out ' 0 failed, '
# shellcheck disable=SC2086 # a list of words
expect 'as JSON' 0 plugin check "$file" --json --seed 7 $tests
has 'the seed' out '"seed":7'
has 'the tests' out '"name":"decode","result":"passed"'
has 'why one was skipped' out '"reason":"the plugin has no hooks"'

# Every mistake: its name, the test that finds it, and words of the problem and of the change.
cat >"$work/mistakes" <<'END'
overlap|structs|options.title: bytes 8 to 15 overlap "name"|two rows name the same member
outside|structs|options.title: ends at byte 80 of a struct of 48 bytes|must name the struct that OTK_TYPE
misaligned|structs|options.title: is at offset 19, which is not aligned|take the offset from OTK_FIELD
size|fields|options.size: has a kind for structs that no operation uses|make the row with OTK_FIELD
plain|structs|options: an operation or the settings use a struct without struct_size|OTK_TYPE()
kind|fields|options.mode: has an unknown kind|make the row with OTK_FIELD
alias|fields|options.mode: has the name "name", as "name" has|rename one
value|values|options.size: has the known value "one", which its kind cannot have|values of a number are digits
label|values|options.mode: has 1 labels for 2 values|give each value one label
limits|values|options.size: has a min of 9 above its max of 1|exchange .min and .max
rule|rules|options.rules[0]: names "nmae", which is not a field of options|the fields are name, mode
rulevalue|rules|has the value "quick" for "mode", which the field cannot have|one of the field's known values
message|rules|has a message that names {sise}, which is not a field|the fields are name, mode, size
contradiction|encode|operation create: refused each of 60 random options|must allow something
inpath|paths|option "mode" is of place PATH, but not in the path|write [/part/{mode}] in .path
brackets|paths|has {thingId} in [ ], which is not an option of place PATH|or remove the brackets
nobody|paths|option "name" goes into the body, but the operation has none|.place = OTK_IN_QUERY
getbody|operations|operation get: is a GET with a body|leave .body out
samename|operations|operation list: has the name "get", as the operation get has|rename one
noshape|operations|has a result, but no shape|.shape = OTK_SHAPE_OBJECT
nosummary|operations|has no summary|.summary =
pages|references|pages.count names "cuont", which is not a number of options|use the wire name
settleby|references|settle_by names "fetch", which is not an operation|name of the operation that gets
endless|encode|did not end within 1 s|find the loop or the blocking call
unstable|encode|sends another request for the same options as JSON|prepare() must not depend
foreign|interfaces|has the id "com.example.right/1"|.id = "com.example.wrong/1"
manytypes|interfaces|has a list of more than 256 types|list at most 256 types in .types
nocode|operations|operation create: has a prepare that points to memory that is not code|leave .prepare out
noopen|descriptor|descriptor.open: points to memory that is not code|the name of a function
noclose|descriptor|descriptor.close: points to memory that is not code|the name of a function
nohook|descriptor|descriptor.hooks.before_send: points to memory that is not code|the name of a function
nohook|descriptor|descriptor.hooks.after_complete: points to memory that is not code|leave it out
minor|descriptor|is 99, this otk has|compile it with the headers of this otk
noversion|descriptor|descriptor.version: is missing|.version = "1.0"
othername|descriptor|is "com.example.other", but the file is com.example.wrong.so|rename the file
unknown|entry|returned NULL|return the descriptor for every ABI
crash|open|open(): crashed: Segmentation fault|--include open --in-process
exit|open|ended the process with exit status 7|must not call exit
print|open|printed: hello|never prints: use host->log()
silent|open|failed with the status state and no message|host->fail
shared|open|returned one state for two clients|allocate a state for each call
leak|memory|bytes more each time|free in close() what open() allocates
hooksize|descriptor|has a struct_size of 8 bytes|.struct_size = sizeof(otk_hooks)
refusal|hooks|returned OTK_VERDICT_REFUSE without a message|call host->fail(
nowait|hooks|returned OTK_VERDICT_WAIT with a time of 0 ms|set *wait_ms
slow|hooks|ms or more each time|never wait in a hook
trace|hooks|after_receive, attempt 0: crashed|run it in a debugger
END
# Joins the lines of a finding, which a terminal would wrap.
while IFS='|' read -r mistake test problem change; do
	OTK_TEST_MISTAKE=$mistake
	export OTK_TEST_MISTAKE
	run plugin check "$file" --include "$test" --timeout 1s
	if [ "$test" = memory ] && grep -q '^skipped.*does not count' "$work/out"; then
		skip "$mistake: the allocator does not count"
	elif [ "$code" = 4 ] && grep -qF -e "$problem" "$work/out" &&
		grep -F 'change: ' "$work/out" | grep -qF -e "$change"; then
		good "$mistake is found by $test"
	else
		bad_run "$mistake is found by $test"
	fi
done <"$work/mistakes"
unset OTK_TEST_MISTAKE

expect 'an exported function' 4 plugin check "$file" --include exports
has 'is named' out 'leaked_function: is exported'
has 'with the way to hide it' out -fvisibility=hidden
has 'and how to repeat the test' out "again: otk plugin check $file --include exports --seed 1"
chmod 666 "$file"
expect 'a file that others can write' 4 plugin check "$file" --include trust --include load
has 'what to do' out "change: chmod o-w $file"
has 'the library refuses it as well' out 'libotk: refuses it'
chmod 755 "$file"
printf 'not ELF\n' >"$work/plugins/com.example.text.so"
expect 'a text' 4 plugin check "$work/plugins/com.example.text.so"
has 'must be an ELF file' out 'is not an ELF file'
has 'and the tests that need more are skipped' out 'needs a descriptor; see the test "entry"'

expect 'an unknown test' 2 plugin check "$file" --include encoode
has 'is corrected' err 'did you mean "encode"?'
expect 'a file that is not there' 2 plugin check "$work/nothing.so"
has 'says so' err 'No such file'
expect 'no file' 2 plugin check
has 'says what to write' err 'otk plugin check FILE.so'
expect 'another file' 2 plugin check "$work/mistakes"
has 'is refused' err 'must end in .so'
expect 'in this process' 2 plugin check "$file" --in-process
expect 'with one test' 0 plugin check "$file" --in-process --include encode

# The same seed gives the same result.
OTK_TEST_MISTAKE=contradiction
export OTK_TEST_MISTAKE
run plugin check "$file" --include encode --seed 5
mv "$work/out" "$work/first"
run plugin check "$file" --include encode --seed 5
same 'a seed repeats the result' "$work/first" "$work/out"
finish
