#!/bin/sh
# SPDX-License-Identifier: MIT
# The manual pages are clean troff without unfilled text but in examples, and they are complete: each
# command, option, variable and setting of otk, each option and control route of the sandbox.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
build=${OTK_TEST_BUILDDIR:?}
manuals=$build/packaging

ls "$manuals"/*.[1-8] >"$work/pages" 2>/dev/null
[ -s "$work/pages" ] || { skip 'no manuals were made'; finish; }

# ---- form

# "[" to "~": ASCII without control characters.
xargs awk '
	function name(file) {
		sub(/.*\//, "", file)
		return file
	}
	function page_ends() {
		if (page != "" && !see)
			print page ": no SEE ALSO"
		if (page != "" && !summary)
			print page ": NAME has no summary"
		if (page != "" && lines < 15)
			print page ": almost empty"
	}
	FNR == 1 { page_ends(); page = name(FILENAME); see = summary = in_name = lines = 0 }
	/^\.(nf|fi)/ { print page ": " FNR ": " $0 }
	/[^ -~	]/ { print page ": " FNR ": not ASCII: " $0 }
	/\\\\/ { print page ": " FNR ": an escape that is shown: " $0 }
	/^\.SH SEE ALSO/ { see = 1 }
	in_name { summary = /\\- [a-z0-9].*[a-zA-Z)]$/; in_name = 0 }
	/^\.SH NAME/ { in_name = 1 }
	{ lines++ }
	END { page_ends() }' <"$work/pages" >"$work/found"
empty 'each page has text, a summary and references, in ASCII, with filled text' "$work/found"
if command -v groff >/dev/null; then
	xargs groff -man -ww -Tutf8 -z <"$work/pages" >"$work/found" 2>&1
	empty 'groff has no complaint' "$work/found"
else
	skip 'groff is not installed'
fi
if command -v mandoc >/dev/null; then
	# A version that is not released has no date.
	date=' missing date, '
	grep -q 'not released yet' "$OTK_TEST_SRCDIR/NEWS.md" || date='^$'
	xargs mandoc -Tlint -W warning <"$work/pages" 2>&1 | grep -v "$date" >"$work/found"
	empty 'mandoc has no complaint' "$work/found"
else
	skip 'mandoc is not installed'
fi

# The pages of functions and types that Doxygen made: a summary for the list of all pages, texts in
# double quotes as in C, and no line that troff takes for a request.
if [ -d "$build/reference/man/man3" ]; then
	find "$build/reference/man/man3" -name '*.3' -exec awk '
		/“/ || /^\x27/ { print FILENAME ": " FNR ": " $0 }
		in_name && !/ \\- ./ { print FILENAME ": no summary" }
		{ in_name = /^\.SH NAME/ }' {} + >"$work/found"
	empty 'the pages of functions can be listed and read' "$work/found"
	check 'their values are those of C' grep -q 'OTK_ARCHIVE_STARTED.*\\(dqstarted\\(dq' \
		"$build/reference/man/man3/otk_archives.h.3"
else
	skip 'the reference was not made'
fi

# ---- content

# lacking: of the lines "PAGE WORDS" of stdin, those whose page does not have the words. Fonts and
# escapes of a page do not count.
lacking() {
	awk -v folder="$manuals" '
		function plain(page, line, text) {
			while ((getline line <(folder "/" page)) > 0)
				text = text line "\n"
			close(folder "/" page)
			gsub(/\\f[BIPR]/, "", text)
			gsub(/\\-/, "-", text)
			gsub(/\\\(ha/, "^", text)
			gsub(/\\\(ti/, "~", text)
			gsub(/\\&/, "", text)
			gsub(/\\e/, "\\", text)
			return text
		}
		{
			page = $1
			sub(/^[^ ]+ /, "")
			if (!(page in texts))
				texts[page] = plain(page)
			if (texts[page] == "")
				missing[page] = 1
			else if (!index(texts[page], $0))
				print page ": " $0
		}
		END {
			for (page in missing)
				print page ": missing"
		}'
}
if [ ! -x "$build/otk" ] || [ ! -f "$manuals/otk.1" ]; then
	skip_rest 'the tools are not built, or their manuals are not'
fi
PATH=$build:$PATH
OTK_PLUGIN_PATH=$build/.libs
HOME=$work
export PATH OTK_PLUGIN_PATH HOME
otk help >"$work/help"
# Options, variables and settings: the first word of each entry.
sed -nE 's/^  (-[a-zA-Z], )?(--[a-z-]+|OTK_[A-Z_]+).*/otk.1 \2/p' "$work/help" >"$work/words"
check 'there are options and variables' test "$(wc -l <"$work/words")" -ge 20
lacking <"$work/words" >"$work/found"
empty 'otk(1) has every global option and variable' "$work/found"
sed -n '/^  api_key/,/^Credentials/s/^  \([a-z_]*\) .*/otk.ini.5 \1/p' "$work/help" >"$work/words"
check 'there are settings' test "$(wc -l <"$work/words")" -ge 5
lacking <"$work/words" >"$work/found"
empty 'otk.ini(5) has every setting' "$work/found"

# Built-in commands and features, each with a page that has its verbs and options. Plugins that are
# not features have no command.
{
	printf 'help\nversion\n'
	sh "$OTK_TEST_SRCDIR/packaging/plugins.sh" names
	sh "$OTK_TEST_SRCDIR/packaging/plugins.sh" features
} | sort | uniq -u >"$work/no-group"
sed -n '/^usage/,/^More/s/^  \([a-z][a-z.]*\) .*/\1/p' "$work/help" | grep -v '^com\.' |
	grep -vxF -f "$work/no-group" | sort -u >"$work/groups"
check 'there are groups' test "$(wc -l <"$work/groups")" -ge 12
while read -r group; do
	otk help "$group" >"$work/group"
	# A verb may be two words; two blanks end it.
	sed -n '/VERB …$/,$s/^  \([a-z][a-z -]*[a-z]\)\(  .*\)*$/\1/p' "$work/group" >"$work/verbs"
	[ -s "$work/verbs" ] || echo >"$work/verbs"
	while read -r verb; do
		echo "otk $group${verb:+ $verb}"
		# shellcheck disable=SC2086 # words
		otk help "$group" $verb </dev/null || echo "otk help fails for $group $verb"
	done <"$work/verbs" |
		sed -nE -e "s/^otk .*/otk-$group.1 &/p" -e "s/^  (--[a-z.N-]+).*/otk-$group.1 \1/p"
done <"$work/groups" >"$work/words"
check 'there are verbs and options' test "$(wc -l <"$work/words")" -ge 200
lacking <"$work/words" >"$work/found"
empty 'each group of commands has a page with its verbs and options' "$work/found"

otk-sandbox --help | sed -nE 's/^ +(--[a-z-]+).*/otk-sandbox.1 \1/p' >"$work/words"
check 'there are options of otk-sandbox' test "$(wc -l <"$work/words")" -ge 10
lacking <"$work/words" >"$work/found"
empty 'otk-sandbox(1) has every option' "$work/found"
sandbox_start --quiet
# The first and the last word of each path of the control interface, such as "callbacks", "resend".
sandbox_control GET /routes | grep -oE '"/sandbox/[^"]*"' | tr -d '"' | sort -u >"$work/routes"
check 'there are routes' test "$(wc -l <"$work/routes")" -ge 20
awk -F / '
	{ print "otk-sandbox.1 " $3 }
	NF > 3 && $NF !~ /}$/ { print "otk-sandbox.1 " $NF }' "$work/routes" | sort -u |
	lacking >"$work/found"
empty 'otk-sandbox(1) has every part of the control interface' "$work/found"
finish
