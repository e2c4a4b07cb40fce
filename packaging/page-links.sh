#!/bin/sh
# SPDX-License-Identifier: MIT
# Changes links in the installed pages, where the pages of doc/ are beside README.md: page-links.sh FOLDER
set -eu

# change EXPRESSION FILE...
change() {
	expression=$1
	shift
	for page; do
		sed "$expression" "$page" >"$page.tmp"
		cat "$page.tmp" >"$page"
		rm "$page.tmp"
	done
}
cd "$1"
change 's|](\.\./|](|g; s|](doc/|](|g' *.md
change 's|](\.\./\.\./|](../|g' migrate/*.md
change 's|](\.\./\.\./doc/|](../../|g' bindings/python/*.md
