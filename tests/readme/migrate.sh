#!/bin/sh
# SPDX-License-Identifier: MIT
# doc/migrate/: the pages are those that rows.txt makes; the C of each row compiles, and runs against
# otk-sandbox.
#   tests/readme/migrate.sh --write    writes the pages
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
folder=$OTK_TEST_SRCDIR/doc/migrate
rows=$folder/rows.txt

cat >"$work/sdks" <<'END'
3:ruby:Ruby:opentok
4:node:Node:opentok
5:python:Python:opentok
6:java:Java:com.tokbox:opentok-server-sdk
7:php:PHP:opentok/opentok
8:dotnet:.NET:OpenTok
END
while IFS=: read -r column page sdk file; do
	awk -v column="$column" -v sdk="$sdk" -v file="$file" -f "$folder/pages.awk" "$rows" \
		>"$work/$page.md"
	if [ "${1-}" = --write ]; then
		cp "$work/$page.md" "$folder/$page.md"
	fi
	same "$page.md is what rows.txt says" "$work/$page.md" "$folder/$page.md"
done <"$work/sdks"

awk -F ' [|] ' '!/^#/ && NF != 8 { print FILENAME ": " FNR ": " NF " cells" }' "$rows" >"$work/found"
empty 'each row has eight cells' "$work/found"
check 'there are rows' test "$(grep -vc '^#' "$rows")" -ge 160
for word in error.status client session archive broadcast otk_sip_dial otk_renders otk_websocket \
	otk_captions otk_callback_verify; do
	grep -qF -e "$word" "$rows" || echo "$word"
done >"$work/found"
empty 'no part of the API is missing' "$work/found"

# One function for each row, so that the compiler names the row. sizeof() checks an expression without
# evaluating it: records need not exist. Calls of otk must not be statements without a use.
{
	for header in "$OTK_TEST_SRCDIR"/include/otk/*.h; do
		echo "#include <otk/$(basename "$header")>"
	done
	cat <<-'END'
		extern const char *key, *secret, *id, *text, *path, *url, *stream, *connection, *body;
		extern char *token, *buffer;
		extern otk_client *client;
		extern otk_error error;
		extern otk_key *signing_key;
		extern otk_call *call;
		extern otk_done_fn on_done;
		extern otk_log_fn on_event;
		extern otk_each_fn each;
		extern otk_plugin_entry_fn *entry;
		extern const otk_hook_options *hooks;
		extern otk_request_view view;
		extern void *result;
		extern size_t size, body_size;
		extern int fd;
		extern int32_t http_status;
		extern otk_session *session;
		extern otk_session_id *parsed;
		extern otk_archive *archive;
		extern otk_archive_list *archives;
		extern otk_broadcast *broadcast;
		extern otk_broadcast_list *broadcasts;
		extern const otk_rtmp_target *const *targets;
		extern otk_stream *info;
		extern otk_stream_list *streams;
		extern const otk_stream_layout *const *layouts;
		extern otk_connection_list *connections;
		extern otk_project *project;
		extern otk_project_list *projects;
		extern otk_sip_call *sip_call;
		extern otk_render *render;
		extern otk_render_list *renders;
		extern otk_websocket *websocket;
		extern otk_captions *captions;
		extern otk_callback event;
		extern otk_callback_registration_list *registrations;
		extern otk_insights_response *insights;
		extern otk_decrypt_options decrypt;
	END
	awk -F ' [|] ' -v file="$rows" '
		/^#/ || NF != 8 || $2 ~ /^= / { next }
		{
			count++
			printf "#line %d \"%s\"\nvoid row%d(void);\n", FNR, file, count
			printf "#line %d \"%s\"\nvoid row%d(void) { (void)sizeof(%s); }\n", FNR, file, count, $2
		}' "$rows"
} >"$work/rows.c"
for standard in c11 c17; do
	# -Wpedantic: sizeof of a call that returns nothing is allowed by gcc and clang only.
	check "the C of each row compiles ($standard)" ${OTK_TEST_CC:-cc} -std=$standard -Wall -Wextra \
		-Werror -Wno-pointer-arith -I"$OTK_TEST_SRCDIR/include" -c -o "$work/rows.o" "$work/rows.c"
done

build=${OTK_TEST_BUILDDIR:?}
if [ ! -x "$build/otk-sandbox" ] || [ ! -e "$build/.libs/libotk.so" ]; then
	skip_rest 'the sandbox or the shared library is not built: nothing to run'
fi
awk -F ' [|] ' -v file="$rows" '
	/^## / { section = substr($0, 4) }
	/^#/ || NF != 8 || $2 ~ /^= / { next }
	{
		# A call that returns nothing is a statement; other rows are values that are checked.
		code = $2 ~ /^otk_[a-z_]*_free\(/ ? $2 : "ROW(" $2 ")"
		text = $2
		gsub(/[\\"]/, "\\\\&", text)
		printf "#line %d \"%s\"\nstatic void row%d(void) { %s; }\n", FNR, file, ++count, code
		list = list sprintf("\t{\"%s\", \"%s\", \"%s\", row%d},\n", section, $1, text, count)
	}
	END { printf "static const row rows[] = {\n%s};\n", list }' "$rows" >"$work/rows.h"
# shellcheck disable=SC2086 # a list of words
check 'the rows are a program' ${OTK_TEST_CC:-cc} ${OTK_TEST_SANITIZE-} -std=gnu17 -Wall -Wextra -Werror \
	-DOTK_PLUGIN_STATIC -I"$OTK_TEST_SRCDIR/include" -I"$work" -o "$work/migrated" \
	"$OTK_TEST_SRCDIR/tests/readme/migrated.c" "$OTK_TEST_SRCDIR/tests/out-of-tree/com.example.echo.c" \
	-L"$build/.libs" -lotk -lotk-auth -Wl,-rpath,"$build/.libs"
sandbox_start --quiet --settle-ms 1 --app-key-file "$work/app.pem"
if "$work/migrated" "$work/app.pem" >"$work/said" 2>"$work/report"; then
	while read -r result row; do
		case $result in
		ok) good "$row" ;;
		skip) skip "$row" ;;
		*) bad "$row" ;;
		esac
	done <"$work/said"
else
	bad 'the rows run to the end' "$work/report"
fi
finish
