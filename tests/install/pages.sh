#!/bin/sh
# SPDX-License-Identifier: MIT
# make installcheck: every link of an installed page leads to an installed file.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
cd "${OTK_TEST_DOCDIR:?}" || exit

find . -name '*.md' | sort >"$work/pages"
while read -r page; do
	# Code is not a link; the part after "#" is a heading of the page.
	sed '/^```/,/^```/d; s/`[^`]*`//g' "$page" | grep -oE '\]\([^) ]+\)' | sed 's/^](//; s/)$//; s/#.*//' |
		grep -vE '^([a-z]+:|$)' | while read -r link; do
		echo "$page" >>"$work/linking"
		[ -e "${page%/*}/$link" ] || echo "$page: $link"
	done
done <"$work/pages" >"$work/broken"
check 'all pages are installed' test "$(wc -l <"$work/pages")" -ge 35
check 'they have links' test "$(wc -l <"$work/linking")" -ge 100
empty 'every link leads to an installed file' "$work/broken"
finish
