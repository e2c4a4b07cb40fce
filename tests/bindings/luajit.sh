#!/bin/sh
# SPDX-License-Identifier: MIT
# The binding for LuaJIT of doc/bindings.md, against otk-sandbox.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
build=${OTK_TEST_BUILDDIR:?}
if ! command -v luajit >/dev/null || ! luajit -e "require 'cjson'" 2>/dev/null; then
	skip_rest 'luajit or lua-cjson is not installed'
fi
if [ "${OTK_TEST_SANITIZE-}" ]; then
	skip_rest 'LuaJIT cannot load a library with sanitizers'
fi
sandbox_start --settle-ms 100
LUA_PATH="$OTK_TEST_SRCDIR/examples/luajit/?.lua;;"
OTK_LIBRARY=$build/.libs/libotk.so.0
LD_LIBRARY_PATH=$build/.libs
export LUA_PATH OTK_LIBRARY LD_LIBRARY_PATH
session=$(sandbox_control POST /session '{}' | sed 's/.*"sessionId":"\([^"]*\)".*/\1/')
sandbox_control POST "/session/$session/stream" '{}' >"$work/stream"

# said NAME EXPECTED: runs program.lua, which begins with begin.lua.
said() {
	cat "$work/begin.lua" "$work/end.lua" >"$work/program.lua"
	printf '%s\n' "$2" >"$work/expected"
	luajit "$work/program.lua" "$session" "$OTK_API_URL" "$OTK_API_KEY" "$OTK_API_SECRET" \
		>"$work/said" 2>&1
	same "$1" "$work/expected" "$work/said"
}
cat >"$work/begin.lua" <<'PROGRAM'
local otk = require 'otk'
local session, url, key, secret = unpack(arg)
local client = otk.client {api_url = url, api_key = key, api_secret = secret}
PROGRAM
cat >"$work/end.lua" <<'PROGRAM'
local made = client.session.create {media_mode = 'disabled'}
print(made.project_id, #made.id > 40)
local archive = client.archives.start {session_id = session, name = 'standup', has_video = false}
print(archive.status, archive.name, archive.has_audio, archive.has_video, archive.has_transcription)
print(archive.json:match '"status":"started"')
print(client.archives.stop {archive_id = archive.id}.status)
local list = client.archives.list {session_id = session}
local first = list.items[1]
list = nil
collectgarbage() collectgarbage()
print(first.name, first.id == archive.id, first.created_at > 1e12)
PROGRAM
said 'operations, options, records' "$(printf '%s\n' '123456	true' \
	'started	standup	true	false	nil' '"status":"started"' stopped 'standup	true	true')"
cat >"$work/end.lua" <<'PROGRAM'
local ok, problem = pcall(client.archives.get, {archive_id = '3d8bd8e2-0000-4000-8000-000000000000'})
print(ok, problem.kind, problem.http_status)
ok, problem = pcall(client.archives.start, {sesion_id = session})
print(ok, problem.kind, tostring(problem):match 'did you mean "sessionId"')
ok, problem = pcall(otk.client, {api_key = key})
print(ok, problem.kind)
PROGRAM
said 'errors' "$(printf '%s\n' 'false	not_found	404' \
	'false	argument	did you mean "sessionId"' 'false	argument')"

# A plugin of another author needs no change of the binding.
mkdir "$work/plugins"
chmod 755 "$work" "$work/plugins"
${OTK_TEST_CC:-cc} -shared -fPIC "-I$OTK_TEST_SRCDIR/include" \
	-o "$work/plugins/com.example.echo.so" "$OTK_TEST_SRCDIR/tests/out-of-tree/com.example.echo.c"
sandbox_control POST /stubs '{"method":"POST","path":"/v2/project/{project}/echo",
	"body":{"text":"{{body.text}}"}}' >"$work/stub"
OTK_PLUGIN_PATH=$work/plugins:$build/.libs
export OTK_PLUGIN_PATH
echo 'print(client.com.example.echo.say {text = "hello"}.text)' >"$work/end.lua"
said 'a plugin of a stranger' hello
finish
