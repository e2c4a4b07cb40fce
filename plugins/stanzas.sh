#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes plugins/stanzas.am from the one list of plugins, plugins/plugins.m4. Run by autoconf, in the
# top folder of the sources. The file is written only when it changes.
set -eu

# stanza NAME LIBRARY: builds plugins/NAME/ as a module and as a part of libotk.
stanza() {
	# shellcheck disable=SC2046 # file names of otk have no blanks
	sources=$(printf ' %s' $(LC_ALL=C ls "plugins/$1"/*.c "plugins/$1"/*.h 2>/dev/null))
	cat <<STANZA

EXTRA_LTLIBRARIES += $1.la lib$1-builtin.la
$1_la_SOURCES =$sources
$1_la_LDFLAGS = \$(PLUGIN_LDFLAGS)
lib$1_builtin_la_SOURCES = \$($1_la_SOURCES)
STANZA
	if [ "$2" ]; then
		cat <<STANZA
$1_la_CPPFLAGS = \$(AM_CPPFLAGS) \$($2_CFLAGS)
$1_la_LIBADD = \$($2_LIBS)
lib$1_builtin_la_CPPFLAGS = \$(PLUGIN_STATIC) \$($2_CFLAGS)
lib$1_builtin_la_LIBADD = \$($2_LIBS)
STANZA
	else
		echo "lib$1_builtin_la_CPPFLAGS = \$(PLUGIN_STATIC)"
	fi
}

{
	echo '# Made by plugins/stanzas.sh from plugins/plugins.m4: change those.'
	# shellcheck disable=SC2046
	echo "noinst_HEADERS +=$(printf ' %s' $(LC_ALL=C ls plugins/types/*.h))"
	sed -nE 's/^OTK_FEATURE\(\[([a-z0-9]+)\].*/FEATURE_BUILTINS += lib\1-builtin.la/p' \
		plugins/plugins.m4 | sed '1s/+=/=/'
	sed -nE 's/^OTK_(FEATURE|PLUGIN)\(\[([a-z0-9]+)\], \[[^]]*\](, \[([A-Z]+)\])?\)$/\2 \4/p' \
		plugins/plugins.m4 |
		while read -r name library; do
			stanza "$name" "$library"
		done
} >plugins/stanzas.tmp
if cmp -s plugins/stanzas.tmp plugins/stanzas.am; then
	rm plugins/stanzas.tmp
else
	mv plugins/stanzas.tmp plugins/stanzas.am
fi
