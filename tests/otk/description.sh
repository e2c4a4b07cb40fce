#!/bin/sh
# SPDX-License-Identifier: MIT
# otk describe: what it says of each struct is what the compiler says of the installed headers, no public struct and no
# member is missing, and it has the form that doc/description.schema.json states.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
. "$OTK_TEST_SRCDIR/tests/otk/otk.sh"

expect 'otk describe' 0 describe --json
cp "$work/out" "$work/described"
requires jq

# ---- the layout

# A program sees only what is installed.
cc=${OTK_TEST_CC:-cc}
include=$work/prefix/include
install_headers() {
	MAKEFLAGS='' ${MAKE:-make} -s -C "$OTK_TEST_BUILDDIR" install-otkincludeHEADERS DESTDIR= \
		includedir="$include"
}
check 'the headers are installed' install_headers
headers=$(cd "$include" && echo otk/*.h)
compiled() {
	# shellcheck disable=SC2086 # a list of options
	$cc ${OTK_TEST_SANITIZE-} -std=c17 -I"$include" -o "$work/layout" "$work/layout.c"
}
jq -r --arg headers "$headers" -f "$OTK_TEST_SRCDIR/tests/otk/description.jq" "$work/described" >"$work/layout.c"
check 'each struct and member exists' compiled
check 'each offset, size and enumerator is that of the compiler' "$work/layout"
"$work/layout" >"$work/counted" || true
check 'there are many' test "$(sed -n 's/ comparisons$//p' "$work/counted")" -ge 1200
# The test can fail: one number is changed.
sed 's/"offset":8,/"offset":16,/' "$work/described" >"$work/changed"
jq -r --arg headers "$headers" -f "$OTK_TEST_SRCDIR/tests/otk/description.jq" "$work/changed" >"$work/layout.c"
compiled >"$work/found" 2>&1 || bad 'the changed program compiles' "$work/found"
check_fails() { ! "$work/layout"; }
check 'a wrong offset is noticed' check_fails

# Nothing is missing. The tables of plugins themselves and lists by value are not described.
sed -nE 's/^} (otk_[a-z_]+);$/\1/p' "$include"/otk/*.h | sort -u >"$work/typedefs"
sed -nE 's/^typedef enum (otk_[a-z_]+).*/\1/p' "$include"/otk/*.h | sort -u >"$work/enums"
sed -nE -e 's/^} (otk_[a-z_]+);$/\1/p' "$include/otk/plugin.h" | sort -u >"$work/tables"
printf '%s\n' otk_map otk_openssl_api otk_pair otk_strings >>"$work/tables"
sort -u "$work/enums" "$work/tables" >"$work/others"
jq -r '.types[] | .struct // empty' "$work/described" | sort -u >"$work/structs"
comm -23 "$work/typedefs" "$work/others" | comm -23 - "$work/structs" >"$work/found"
empty 'every public struct is described' "$work/found"
jq -r '.types | to_entries[] | select(.key | startswith("otk.")) | .value |
	select(.struct and (.struct | startswith("otk_"))) |
	([.fields[] | .size + (if .count_offset then 8 else 0 end)] | add) as $fields |
	((if .plain then 0 else 8 end) + $fields + (if .extra_json then 8 else 0 end)) as $sum |
	select($sum > .size) | "\(.struct): \($sum) bytes of members, the struct has \(.size)"' \
	"$work/described" >"$work/found"
empty 'no member is described twice' "$work/found"
jq -r '.types as $types | .plugins[] | select(.name == "structs") | .interfaces[].types[] | $types[.] |
	([.fields[] | .size + (if .kind == "array" or .kind == "list" then 8 else 0 end)] | add) as $fields |
	((if .plain then 0 else 8 end) + $fields) as $sum |
	select($sum != .size) | "\(.struct): \($sum) of \(.size) bytes are described"' \
	"$work/described" >"$work/found"
empty 'no member of a struct outside operations is missing' "$work/found"

# ---- the form

check 'each type is there once, under its own name' jq -e \
	'[.types | keys[] | select(contains("#"))] == []' "$work/described"
check 'each struct has a type of its name' jq -e '.types as $types |
	[.types[].struct // empty | select(startswith("otk_")) | "otk." + ltrimstr("otk_")] |
	map(select($types[.] | not)) == []' "$work/described"
check 'numbers of bytes and bits have a unit' jq -e '
	[.types[].fields[] | select(.kind == "int" and (.unit | not)) | .member // .name |
		select(test("(^|_)(bytes|bitrate)$"))] == []' "$work/described"
check 'every reference leads to a type' jq -e '.types as $types |
	[.operations[].options, .operations[].result, .types[].fields[].type, .plugins[].settings,
		.plugins[].interfaces[].types[]?] | map(select(. and ($types[.] | not))) == []' "$work/described"
check 'types that nothing refers to are left out' jq -e '
	([.operations[].options, .operations[].result, .types[].fields[].type, .plugins[].settings,
		.plugins[].interfaces[].types[]?] | map(select(.)) | unique) == (.types | keys)' "$work/described"
check 'settings of hooks are there' jq -e \
	'.types[.plugins[] | select(.name == "ratelimit") | .settings].fields[0].required' "$work/described"
python=$(command -v python3 || true)
if [ "$python" ] && "$python" -c 'import jsonschema' 2>/dev/null; then
	cat >"$work/validate.py" <<'PROGRAM'
import json, sys
import jsonschema
schema, document = (json.load(open(name, encoding="utf-8")) for name in sys.argv[1:])
jsonschema.Draft202012Validator.check_schema(schema)
errors = list(jsonschema.Draft202012Validator(schema).iter_errors(document))
for error in errors[:20]:
    print(error.json_path, error.message[:200])
sys.exit(1 if errors else 0)
PROGRAM
	schema=$OTK_TEST_SRCDIR/doc/description.schema.json
	check 'the whole is valid by its schema' "$python" "$work/validate.py" "$schema" "$work/described"
	for name in archives.start storage structs; do
		expect "otk describe $name" 0 describe $name --json
		check "the description of $name is valid" "$python" "$work/validate.py" "$schema" "$work/out"
	done
	jq 'del(.operations[0].method)' "$work/described" >"$work/changed"
	invalid() { ! "$python" "$work/validate.py" "$schema" "$work/changed"; }
	check 'a member that is missing is noticed' invalid
else
	skip 'the Python module jsonschema is not installed (script/setup)'
fi
finish
