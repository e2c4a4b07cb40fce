#!/bin/sh
# SPDX-License-Identifier: MIT
# otk schema: OpenAPI, JSON Schema, Markdown and Python stubs of everything that is installed, plugins of strangers included.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
. "$OTK_TEST_SRCDIR/tests/otk/otk.sh"

expect 'an unknown form' 2 schema --format yaml
has 'names the known ones' err 'json, jsonschema, openapi, markdown, python'
requires jq

# holds NAME FILE EXPRESSION: jq finds it true.
holds() {
	check "$1" jq -e "$3" "$work/$2"
}

# ---- json

expect 'the description' 0 schema
cp "$work/out" "$work/described"
holds 'is the format of otk describe' described '.format == 2 and (.operations | length) > 50'

# ---- openapi

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

# ---- jsonschema

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

# ---- markdown

expect 'Markdown' 0 schema --format markdown
has 'has operations' out '### archives.start'
has 'has types' out '### <a id="otk.archive"></a>otk.archive'
has 'and their values' out 'object of [otk.layout](#otk.layout)'

# ---- a plugin of a stranger, and a new field

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
manual() {
	sh "$OTK_TEST_SRCDIR/packaging/man.sh" otk-com.example.shelter.1 1 "$OTK_TEST_SRCDIR" "$otk" "$work/plugins" \
		>"$work/manual" 2>"$work/err"
}
check 'the manual is made' manual
lacks 'without the field' manual good
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
check 'the manual is made again' manual
has 'with the field' manual 'whether it is a good one'
credentials
expect 'a request' 0 com.example.shelter adopt d1 --good-boy --dry-run --api-url http://127.0.0.1:1
has 'has the member' out '{"goodBoy":true}'
expect 'by the name of C' 0 invoke com.example.shelter.adopt '{"dogId":"d1","good_boy":true}' --dry-run \
	--api-url http://127.0.0.1:1
has 'has the member' out '{"goodBoy":true}'
expect 'as a program in C' 0 com.example.shelter adopt d1 --good-boy --dry-run=c --api-url http://127.0.0.1:1
has 'has the member' out 'goodBoy'
expect 'OpenAPI with a stranger' 0 schema --format openapi
cp "$work/out" "$work/openapi"
holds 'has its path' openapi '.paths["/v2/project/{project}/dog/{dogId}"].post.tags == ["com.example.shelter"]'
if command -v node >/dev/null && [ -d "$modules/@seriousme" ]; then
	check 'it is valid as well' valid openapi
fi

# ---- python

mkdir "$work/bin" "$work/bin/none"
printf '#!/bin/sh\nexit 1\n' >"$work/bin/none/python3"
chmod +x "$work/bin/none/python3"
# without NAME PATH: the stubs, with the programs of PATH only.
without() {
	scene=$1
	PATH=$2 "$otk" schema --format python >"$work/out" 2>"$work/err"
	check "$1: exit code" test $? -eq 2
}
without 'stubs without Python' "$work/bin"
has 'says what cannot be run' err 'python3 cannot be run: No such file'
without 'stubs without the package' "$work/bin/none"
has 'says what to install' err python3-otk
python=${OTK_TEST_PYTHON-}
if [ -z "$python" ] || [ ! -f "$work/plugins/structs.so" ]; then
	skip_rest 'configured without Python or structs'
fi
ln -s "$(command -v "$python")" "$work/bin/python3"
PATH=$work/bin:$PATH
PYTHONPATH=$OTK_TEST_SRCDIR/bindings/python
PYTHONDONTWRITEBYTECODE=1
export PYTHONPATH PYTHONDONTWRITEBYTECODE
stubs() {
	OTK_LIBRARY=$OTK_TEST_BUILDDIR/.libs "$python" -m otk.stubs
}
expect 'the stubs of Python' 0 schema --format python
cp "$work/out" "$work/printed"
has 'have the plugin' out 'class ComExampleShelterFeature:'
has 'and its field' out 'good_boy: Optional[bool] = ...'
has 'with its help' out 'good_boy: whether it is a good one'
lacks 'and no control character' out "$(printf '\033')"
if [ ! "${OTK_TEST_SANITIZE-}" ]; then # Python cannot load a library with sanitizers
	# libotk finds the plugins that are installed; the tool of the build tree does not.
	installed=$(pkg-config --variable=plugindir "$OTK_TEST_BUILDDIR/packaging/otk.pc")
	[ ! -d "$installed" ] || OTK_PLUGIN_PATH=$OTK_PLUGIN_PATH:$installed
	"$otk" schema --format python >"$work/printed"
	stubs >"$work/made" 2>"$work/err"
	same 'they are those of python3 -m otk.stubs' "$work/made" "$work/printed"
fi
finish
