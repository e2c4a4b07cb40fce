#!/bin/sh
# SPDX-License-Identifier: MIT
# The page of otk-sandbox in a headless Chromium: every view in four widths, light and dark, by
# keyboard alone, with the rules of axe-core, with hostile text, with 10 000 requests. Then the web
# examples, in two widths, light and dark.
# browser.sh NAME: only tests whose name has this text. browser.sh --screenshots: writes the pictures
# of doc/sandbox-page.md. script/setup --browser installs what it needs.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"

modules=${OTK_BROWSER_MODULES:-$OTK_TEST_SRCDIR/build/browser/node_modules}
chromium=$(command -v chromium || command -v chromium-browser || true)
here=$OTK_TEST_SRCDIR/tests/browser

# needs WHAT COMMAND...: ends the script if the command fails.
needs() {
	what=$1
	shift
	"$@" >"$work/.needs" 2>&1 || {
		skip_rest "$what is missing (script/setup --browser installs it): the page was not opened"
	}
}
needs 'Node 18' node -e 'process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)'
needs Chromium test -n "$chromium"
needs playwright-core test -d "$modules/playwright-core"
needs axe-core test -d "$modules/axe-core"

if [ "${1-}" = --screenshots ]; then
	check 'the pictures were taken' node "$here/screenshots.js" "$modules" "$chromium" \
		"$OTK_TEST_BUILDDIR" "$OTK_TEST_SRCDIR/doc/sandbox-page"
	# A page has few colours.
	check 'the pictures are small' pngquant --force --ext .png --strip 64 \
		"$OTK_TEST_SRCDIR"/doc/sandbox-page/*.png
	finish
fi
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
if node "$here/page.js" "$modules" "$chromium" "$OTK_TEST_BUILDDIR" "$@"; then
	good 'the page works in a browser'
else
	bad 'the page works in a browser'
fi
if [ ! -x "$OTK_TEST_BUILDDIR/examples/web/hello" ]; then
	skip 'the web examples are not built'
elif node "$here/examples.js" "$modules" "$chromium" "$OTK_TEST_BUILDDIR" "$@"; then
	good 'the web examples work in a browser'
else
	bad 'the web examples work in a browser'
fi
finish
