#!/bin/sh
# SPDX-License-Identifier: MIT
# otk schema: OpenAPI, JSON Schema and Markdown of everything that is installed, plugins of strangers included.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
. "$OTK_TEST_SRCDIR/tests/otk/otk.sh"

expect 'an unknown form' 2 schema --format yaml
has 'names the known ones' err 'json, jsonschema, openapi'
if ! command -v jq >/dev/null; then
	skip 'jq is not installed (script/setup)'
	finish
fi

# holds NAME FILE EXPRESSION: jq finds it true.
holds() {
	check "$1" jq -e "$3" "$work/$2"
}

# ---------------------------------------------------------------------- json

expect 'the description' 0 schema
cp "$work/out" "$work/described"
holds 'is the format of otk describe' described '.format == 2 and (.operations | length) > 50'

# ------------------------------------------------------------------- openapi

expect 'OpenAPI' 0 schema --format openapi
cp "$work/out" "$work/openapi"
holds 'each operation is there' openapi '.openapi == "3.1.0"'
jq -r '.operations[].name' "$work/described" | sort >"$work/expected"
jq -r '.paths[][]."x-otk-operations"[]' "$work/openapi" | sort -u >"$work/actual"
same 'every operation is in a path' "$work/expected" "$work/actual"
holds 'operationIds are unique' openapi \
	'[.paths[][].operationId, .webhooks[].post.operationId] | length == (unique | length)'
holds 'an optional part makes two paths' openapi '
	(.paths["/v2/project/{project}/session/{sessionId}/signal"].post | .parameters | length) == 2 and
	(.paths["/v2/project/{project}/session/{sessionId}/connection/{connectionId}/signal"].post |
		.parameters | length) == 3'
holds 'operations with one path are alternatives' openapi '
	.paths["/v2/project/{project}/session/{sessionId}/mute"].post |
	."x-otk-operations" == ["streams.mute_all", "streams.lift_mute"] and
	(.requestBody.content["application/json"].schema.oneOf | length) == 2 and
	(.responses["2XX"].content["application/json"].schema | has("$ref"))'
holds 'a form is a form' openapi \
	'.paths["/session/create"].post.requestBody.content | has("application/x-www-form-urlencoded")'
holds 'both backends' openapi \
	'.servers | map(.url) == ["https://api.opentok.com", "https://video.api.vonage.com"]'
holds 'an operation of one backend has its server' openapi '
	.paths["/v2/project/{project}/callback"].post |
	(.servers | map(.url)) == ["https://api.opentok.com"] and .security == [{"opentok": []}]'
holds 'an operation of another host' openapi '
	.paths["/v2/applications"].get | .servers[0].url == "https://api.nexmo.com" and .security == [{"basic": []}]'
holds 'errors' openapi '[.paths[][].responses | has("4XX") and has("5XX")] | all'
holds 'callbacks are webhooks' openapi '.webhooks | keys == ["archive", "broadcast", "captions", "event", "render"]'
holds 'every reference leads to a schema' openapi '
	.components.schemas as $schemas | [.. | objects | .["$ref"]? | strings |
		select(startswith("#/components/schemas/")) | ltrimstr("#/components/schemas/")] | unique |
	all($schemas[.] != null)'
holds 'no schema is left over' openapi '
	([.. | objects | .["$ref"]? | strings | ltrimstr("#/components/schemas/")] | unique) as $used |
	[.components.schemas | keys[] | select(. as $key | $used | index($key) | not)] == []'
holds 'path parameters are those of the path' openapi '[.paths | to_entries[] | .key as $path | .value[] |
	([$path | scan("\\{([^}]+)\\}")[0]] | sort) ==
	([.parameters[]? | select(.in == "path") | .name] | sort)] | all'
holds 'rules are in it' openapi '
	.components.schemas["otk.composed_stream_options.body"].allOf[0].oneOf |
	map(.required[0]) == ["addStream", "removeStream"]'

modules=${OTK_OPENAPI_MODULES:-$OTK_TEST_SRCDIR/build/openapi/node_modules}
valid() {
	node "$OTK_TEST_SRCDIR/tests/otk/openapi/validate.mjs" "$modules" "$work/$1"
}
invalid() { ! valid "$1"; }
if command -v node >/dev/null && [ -d "$modules/@seriousme" ]; then
	check 'a public validator accepts it' valid openapi
	jq '.paths["/v2/project"].post.parameters = [{"name": "a", "in": "nowhere"}]' "$work/openapi" >"$work/wrong"
	check 'and refuses a wrong one' invalid wrong
else
	skip 'the validator of OpenAPI documents is not installed (script/setup --openapi)'
fi

# --------------------------------------------------------------- jsonschema

expect 'JSON Schema' 0 schema --format jsonschema
cp "$work/out" "$work/jsonschema"
holds 'each operation has its types' jsonschema '
	."x-otk-operations"["archives.start"] == {"ids": [], "options": {"$ref": "#/$defs/otk.archive_options"},
		"result": {"$ref": "#/$defs/otk.archive"}}'
python=$(command -v python3 || true)
if [ "$python" ] && "$python" -c 'import jsonschema' 2>/dev/null; then
	cat >"$work/validate.py" <<'PROGRAM'
import json, sys
import jsonschema
document = json.load(open(sys.argv[1], encoding="utf-8"))
jsonschema.Draft202012Validator.check_schema(document)
def validator(name):
    return jsonschema.Draft202012Validator({**document, "$ref": "#/$defs/" + name})
archive = validator("otk.archive_options")
for text, good in (('{"sessionId": "1_a", "hasAudio": true}', True), ('{"hasAudio": true}', False),
                   ('{"sessionId": "1_a", "hasAudio": 1}', False)):
    if archive.is_valid(json.loads(text)) != good:
        sys.exit(text)
PROGRAM
	check 'it is valid, and refuses what otk refuses' "$python" "$work/validate.py" "$work/jsonschema"
else
	skip 'the Python module jsonschema is not installed (script/setup)'
fi

# ------------------------------------------------------------------ markdown

expect 'Markdown' 0 schema --format markdown
has 'has operations' out '### archives.start'
has 'has types' out '### <a id="otk.archive"></a>otk.archive'
has 'and their values' out 'object of [otk.layout](#otk.layout)'

# ------------------------------------- a plugin of a stranger, and a new field

mkdir "$work/plugins"
for plugin in ${OTK_TEST_PLUGINS-}; do
	case $plugin in
	archives.la | callbacks.la | structs.la) cp "$OTK_TEST_BUILDDIR/.libs/${plugin%.la}.so" "$work/plugins" ;;
	esac
done
cc=${OTK_TEST_CC:-cc}
# shelter WITH: a plugin whose options have the field only if WITH is -DWITH_FIELD.
shelter() {
	# shellcheck disable=SC2086 # lists of options
	$cc ${OTK_TEST_SANITIZE-} $1 -std=c17 -shared -fPIC -I"$OTK_TEST_SRCDIR/include" \
		-o "$work/plugins/com.example.shelter.so" "$OTK_TEST_SRCDIR/tests/otk/shelter.c"
}
OTK_PLUGIN_PATH=$work/plugins
export OTK_PLUGIN_PATH
check 'a plugin compiles' shelter ''
for form in openapi markdown jsonschema json; do
	expect "$form without the field" 0 schema --format $form
	has 'has the plugin' out shelter
	lacks 'and not the field' out goodBoy
done
expect 'help without the field' 0 help com.example.shelter adopt
lacks 'has no option' out good-boy
check 'one field is added to the table' shelter -DWITH_FIELD
for form in openapi markdown jsonschema json; do
	expect "$form with the field" 0 schema --format $form
	has 'has it' out goodBoy
	has 'with its help' out 'whether it is a good one'
done
expect 'help with the field' 0 help com.example.shelter adopt
has 'has the option' out --good-boy
credentials
expect 'a request' 0 com.example.shelter adopt d1 --good-boy --dry-run --api-url http://127.0.0.1:1
has 'has the member' out '{"goodBoy":true}'
expect 'OpenAPI with a stranger' 0 schema --format openapi
cp "$work/out" "$work/openapi"
holds 'has its path' openapi '.paths["/v2/project/{project}/dog/{dogId}"].post.tags == ["com.example.shelter"]'
if command -v node >/dev/null && [ -d "$modules/@seriousme" ]; then
	check 'it is valid as well' valid openapi
fi
# The stubs of Python are made from the same tables.
if [ "$python" ] && [ -f "$work/plugins/structs.so" ] && [ ! "${OTK_TEST_SANITIZE-}" ] &&
	PYTHONPATH=$OTK_TEST_SRCDIR/bindings/python OTK_LIBRARY=$OTK_TEST_BUILDDIR/.libs PYTHONDONTWRITEBYTECODE=1 \
		"$python" -m otk.stubs >"$work/stubs" 2>"$work/err"; then
	check 'the stubs of Python have it' grep -q 'good_boy:' "$work/stubs"
else
	skip 'Python cannot make its stubs here'
fi
finish
