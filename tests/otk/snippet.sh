#!/bin/sh
# SPDX-License-Identifier: MIT
# otk token create --snippet, and the program of doc/linux-sdk.md: the headers of otk and of the
# platform's client SDK in one program. tests/headers/opentok.h replaces the SDK.
. "$(dirname "$0")/otk.sh"
credentials
session=1_MX4xMjM0NTZ-fjE3OTUzNTE4MTUwNjV-VVRHVGxqRXNBRUFNblpCNjk3S1VxX0hrfn5-
cc=${OTK_TEST_CC:-cc}

# texts FILE: the strings of more than 60 characters in double quotes.
texts() {
	grep -oE '"[A-Za-z0-9_.=+/~-]{60,}"' "$1" | tr -d '"'
}

expect 'for the Linux SDK' 0 token create $session --snippet linux --role moderator --ttl 1h
cp "$work/out" "$work/config.h"
check 'it has one session and one token' test "$(texts "$work/config.h" | wc -l)" -eq 2
cat >"$work/config.c" <<'END'
#include "config.h"
#include <stdio.h>
int main(void)
{
	return printf("%s %s\n%s\n", API_KEY, SESSION_ID, TOKEN) < 0;
}
END
check 'it compiles' $cc -std=c17 -Wall -Wextra -Werror -o "$work/config" "$work/config.c"
"$work/config" >"$work/said"
check 'it has the key and the session' grep -qx "$key $session" "$work/said"
expect 'its token is good' 0 inspect "$(sed -n 2p "$work/said")" --verify --session-id $session

expect 'for a web page' 0 token create $session --snippet web
cp "$work/out" "$work/page.html"
check 'it has one session and one token' test "$(texts "$work/page.html" | wc -l)" -eq 2
expect 'its token is good' 0 inspect "$(texts "$work/page.html" | tail -n 1)" --verify
if command -v node >/dev/null; then
	sed -n '/^<script>$/,/^<\/script>$/p' "$work/page.html" | sed '1d;$d' >"$work/page.js"
	check 'it is JavaScript' node --check "$work/page.js"
else
	skip 'JavaScript: node is not installed'
fi
expect 'as JSON' 0 token create $session --snippet web --json
has 'one member' out '{"snippet":"<!--'

# --no-checks takes every session id. It ends neither the string nor the script.
hostile='1_"</script><script>alert(1)//\'
expect 'a hostile id for the Linux SDK' 0 token create "$hostile" --no-checks --snippet linux
cp "$work/out" "$work/config.h"
check 'it compiles' $cc -std=c17 -Wall -Wextra -Werror -o "$work/config" "$work/config.c"
"$work/config" >"$work/said"
check 'it is a string' grep -qxF "$key $hostile" "$work/said"
expect 'a hostile id for a web page' 0 token create "$hostile" --no-checks --snippet web
check 'no script begins or ends in it' test "$(grep -cE '</?script' "$work/out")" -eq \
	"$(grep -cE '</?script' "$work/page.html")"
lacks 'no string ends in it' out '1_"'
if command -v node >/dev/null; then
	{
		echo 'const OT = {initSession: (key, id) => { console.log(id); process.exit(); }};'
		sed -n '/^<script>$/,/^<\/script>$/p' "$work/out" | sed '1d;$d'
	} >"$work/page.js"
	node "$work/page.js" >"$work/said" 2>&1
	check 'it is a string of JavaScript' grep -qxF "$hostile" "$work/said"
fi

for checks in --strict --no-checks; do
	expect "another name, $checks" 2 token create $session --snippet swift $checks
	has 'is refused with the known ones' err linux
	empty 'no token' "$work/out"
done
run help token create
has 'in the help' out '--snippet WORD'

# ---- one program

page=$OTK_TEST_SRCDIR/doc/linux-sdk.md
awk '$0 == "```c" { take = 1; next } /^```/ { take = 0 } take' "$page" >"$work/gateway.c"
check 'the page has a program' grep -q otk_token_create "$work/gateway.c"
cat >>"$work/gateway.c" <<'END'

otc_status otc_session_connect(otc_session *session, const char *token)
{
	(void)session;
	puts(token);
	return OTC_SUCCESS;
}

int main(int argc, char **argv)
{
	return argc < 4 || !join(NULL, argv[1], argv[2], argv[3]);
}
END
# shellcheck disable=SC2086 # a list of words
check 'both headers are in one program' $cc ${OTK_TEST_SANITIZE-} -std=c17 -Wall -Wextra -Werror \
	-I"$OTK_TEST_SRCDIR/include" -I"$OTK_TEST_SRCDIR/tests/headers" -o "$work/gateway" \
	"$work/gateway.c" -L"$OTK_TEST_BUILDDIR/.libs" -lotk-auth
LD_LIBRARY_PATH=$OTK_TEST_BUILDDIR/.libs "$work/gateway" $session $key $secret >"$work/said"
expect 'the SDK gets a good token' 0 inspect "$(cat "$work/said")" --verify --session-id $session
finish
