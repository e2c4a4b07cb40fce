#!/bin/sh
# SPDX-License-Identifier: MIT
# What packages need to know, read from where it is defined:
#   plugins.sh names        the plugins, from plugins/plugins.m4
#   plugins.sh summaries    each plugin, a tab, its summary
#   plugins.sh abi          the plugin ABIs that libotk loads, from include/otk/plugin.h: 1 1.1 1.2
#   plugins.sh version | maintainer | url     from configure.ac
set -eu
cd "$(dirname "$0")/.."

# An argument of AC_INIT: 2 is the version.
initial() {
	sed -n 's/^AC_INIT(\(.*\))$/\1/p' configure.ac | sed 's/, */,/g' | cut -d, -f "$1" | tr -d '[]'
}

constant() {
	sed -nE "s/^#define $1[[:space:]]+([0-9]+).*/\\1/p" include/otk/plugin.h
}

# ABI 1.0 was never released (doc/abi.md): no package was built with it.
abi() {
	major=$(constant OTK_PLUGIN_ABI_MAJOR)
	minor=$(constant OTK_PLUGIN_ABI_MINOR)
	printf '%s' "$major"
	for n in $(seq 1 "$minor"); do
		printf ' %s.%s' "$major" "$n"
	done
	echo
}

summaries() {
	sed -nE 's/^OTK_(FEATURE|PLUGIN)\(\[([a-z0-9]+)\], \[([^]]*)\].*/\2	\3/p' plugins/plugins.m4
}

case ${1-} in
names) summaries | cut -f 1 ;;
summaries) summaries ;;
abi) abi ;;
version) initial 2 ;;
maintainer) printf 'otk developers <%s>\n' "$(initial 3)" ;;
url) initial 5 ;;
*)
	echo 'usage: plugins.sh names | summaries | abi | version | maintainer | url' >&2
	exit 2
	;;
esac
