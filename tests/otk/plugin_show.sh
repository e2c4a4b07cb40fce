#!/bin/sh
# SPDX-License-Identifier: MIT
# otk plugin show, and hooks in help, describe, completion, profiles and --hook.
. "$(dirname "$0")/otk.sh"
case " ${OTK_TEST_PLUGINS-} " in
*' trace.la '*) ;;
*)
	skip_rest 'trace is not a module'
	;;
esac
file=$OTK_TEST_BUILDDIR/tests/otk/.libs/com.example.tape.so
expect 'a hook' 0 plugin show trace
has 'its file' out '/trace.so'
has 'the functions that it has' out 'hooks:            before_send, after_receive'
check 'a setting with its help' grep -qE '^  traceId +id of a trace to join' "$work/out"
check 'known values and defaults' grep -qE '^  level +log level .*default: info.*: info, debug$' "$work/out"
expect 'a feature, by its file' 0 plugin show "$file"
has 'its interface' out 'interfaces:       com.example.tape/1.'
check 'its operations' grep -qE '^  play +.*\(POST /v2/project/\{project\}/tape\)' "$work/out"
check 'its types' grep -q '^types: .*tape' "$work/out"
lacks 'no control character of its texts is printed' out "$(printf '\033')"
expect 'as JSON' 0 plugin show trace --json
has 'hooks' out '"hooks":["before_send","after_receive"]'
has 'settings' out '{"name":"level","value":"WORD","help":"log level of the events (default: info)","values":["info","debug"]}'
expect 'a name that is not installed' 4 plugin show tracer
has 'is corrected' err 'did you mean'
expect 'a file that is not there' 2 plugin show ./nothing.so
mkdir "$work/bad"
cp "$file" "$work/bad/com.example.tape.so"
chmod 666 "$work/bad/com.example.tape.so"
expect 'a refused one' 4 plugin show "$work/bad/com.example.tape.so"
has 'the reason' err 'is writable by everybody'
has 'and the next step' err 'try: otk plugin check'

expect 'otk' 0
has 'lists hooks' out 'Hooks, from the installed plugins, for --hook:'
check 'with their summaries' grep -qE '^  trace +W3C trace context' "$work/out"
expect 'help of a hook' 0 help trace
has 'usage' out "--hook 'trace={"
has 'settings' out traceId
expect 'describe' 0 describe --json
has 'has the hooks' out '"hooks":["before_send'
expect 'describe one' 0 describe trace
has 'has its settings' out '"traceId"'
run __complete archives list --hook ''
line 'completion has hooks' out trace
run __complete archives list --hook=
line 'and after the sign' out --hook=trace

sandbox_start
expect 'a call with a hook' 0 session create --hook 'trace={"level":"info"}' --verbose
has 'runs it' err 'trace'
mkdir -p "$work/.config/otk"
cat >"$work/.config/otk/config.ini" <<END
[profile hooked]
api_key = $OTK_API_KEY
api_secret = $OTK_API_SECRET
api_url = $url
hook = trace={"traceId":"0af7651916cd43dd8448eb211c80319c"}
END
chmod 600 "$work/.config/otk/config.ini"
unset OTK_API_KEY OTK_API_SECRET OTK_API_URL
expect 'a profile with a hook' 0 session create --profile hooked
sandbox_control GET /requests >"$work/out"
has 'sends its header' out 'traceparent":"00-0af7651916cd43dd8448eb211c80319c-'
finish
