#!/bin/sh
# SPDX-License-Identifier: MIT
# The manual pages are clean troff without unfilled text but in examples, and they are complete: each
# command, option, variable and setting of otk, each option and control route of the sandbox.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
build=${OTK_TEST_BUILDDIR:?}
manuals=$build/packaging

ls "$manuals"/*.[1-8] >"$work/pages" 2>/dev/null
[ -s "$work/pages" ] || { skip 'no manuals were made'; finish; }

# ------------------------------------------------------------------------ form

while read -r page; do
	name=$(basename "$page")
	grep -nE '^\.(nf|fi)' "$page" | sed "s/^/$name: /"
	# "[" to "~": ASCII without control characters.
	LC_ALL=C grep -n '[^ -~	]' "$page" | sed "s/^/$name: not ASCII: /"
	grep -q '^\.SH SEE ALSO' "$page" || echo "$name: no SEE ALSO"
	sed -n '/^\.SH NAME/{n;p;}' "$page" | grep -qE '\\- [a-z0-9].*[a-zA-Z)]$' ||
		echo "$name: NAME has no summary"
done <"$work/pages" >"$work/found"
empty 'each page has a summary and references, in ASCII, with filled text' "$work/found"
if command -v groff >/dev/null; then
	while read -r page; do
		groff -man -ww -Tutf8 "$page" 2>&1 >"$work/page"
		test "$(wc -l <"$work/page")" -ge 20 || echo "$page: almost empty"
	done <"$work/pages" >"$work/found"
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

# --------------------------------------------------------------------- content

# plain PAGE: the text of a page, without fonts and escapes.
plain() {
	sed -e 's/\\f[BIPR]//g' -e 's/\\-/-/g' -e 's/\\(ha/^/g' -e 's/\\(ti/~/g' -e 's/\\&//g' \
		-e 's/\\e/\\/g' "$manuals/$1"
}
# lacking PAGE: those words of stdin that the page does not have.
lacking() {
	plain "$1" >"$work/plain"
	while read -r word; do
		grep -qF -e "$word" "$work/plain" || echo "$1: $word"
	done
}
if [ ! -x "$build/otk" ] || [ ! -f "$manuals/otk.1" ]; then
	skip 'the tools are not built, or their manuals are not'
	finish
fi
PATH=$build:$PATH
OTK_PLUGIN_PATH=$build/.libs
HOME=$work
export PATH OTK_PLUGIN_PATH HOME
otk help >"$work/help"
# Options, variables and settings: the first word of each entry.
grep -oE '^  (-[a-zA-Z], )?--[a-z-]+|^  OTK_[A-Z_]+' "$work/help" | sed -E 's/^ +(-., )?//' |
	lacking otk.1 >"$work/found"
empty 'otk(1) has every global option and variable' "$work/found"
sed -n '/^  api_key/,/^Credentials/s/^  \([a-z_]*\) .*/\1/p' "$work/help" | lacking otk.ini.5 >"$work/found"
empty 'otk.ini(5) has every setting' "$work/found"

# Built-in commands and features, each with a page that has its verbs and options.
sed -n '/^usage/,/^More/p' "$work/help" | sed -nE 's/^  ([a-z][a-z.]*) .*/\1/p' |
	grep -vxE 'help|version|trace|ratelimit|com\..*' | sort -u >"$work/groups"
check 'there are groups' test "$(wc -l <"$work/groups")" -ge 12
while read -r group; do
	if [ ! -f "$manuals/otk-$group.1" ]; then
		echo "otk-$group.1: missing"
		continue
	fi
	otk help "$group" >"$work/group"
	verbs=$(sed -n '/VERB …$/,$p' "$work/group" | sed -nE 's/^  ([a-z-]+).*/\1/p')
	for verb in ${verbs:-""}; do
		[ -z "$verb" ] || echo "otk $group $verb"
		# shellcheck disable=SC2086 # no verb: no word
		otk help "$group" $verb </dev/null | grep -oE '^  --[a-z.N-]+'
	done | lacking "otk-$group.1"
done <"$work/groups" >"$work/found"
empty 'each group of commands has a page with its verbs and options' "$work/found"

otk-sandbox --help | grep -oE '^ +--[a-z-]+' | lacking otk-sandbox.1 >"$work/found"
empty 'otk-sandbox(1) has every option' "$work/found"
sandbox_start --quiet
# The first and the last word of each path of the control interface, such as "callbacks", "resend".
sandbox_control GET /routes | grep -oE '"/sandbox/[^"]*"' | tr -d '"' | sort -u >"$work/routes"
check 'there are routes' test "$(wc -l <"$work/routes")" -ge 20
while read -r route; do
	rest=${route#/sandbox/}
	echo "${rest%%/*}"
	case $rest in
	*/*[!}]) echo "${rest##*/}" ;;
	esac
done <"$work/routes" | sort -u | lacking otk-sandbox.1 >"$work/found"
empty 'otk-sandbox(1) has every part of the control interface' "$work/found"
finish
