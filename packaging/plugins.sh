#!/bin/sh
# SPDX-License-Identifier: MIT
# What packages need to know, read from where it is defined:
#   plugins.sh names        the plugins, from plugins/plugins.m4
#   plugins.sh features     those that have operations of the service
#   plugins.sh summaries    each plugin, a tab, its summary
#   plugins.sh uses         each plugin that uses another one, a colon, the other
#   plugins.sh abi          the plugin ABIs that libotk loads, from include/otk/plugin.h: 1 1.1 1.2
#   plugins.sh version | maintainer | url     from configure.ac
#   plugins.sh update       writes all this into otk.spec and APKBUILD, which distributions copy
set -eu
cd "$(dirname "$0")/.."

# An argument of AC_INIT: 2 is the version.
initial() {
	awk -F '[][]' -v argument="$1" '/^AC_INIT\(/ { print $(2 * argument); exit }' configure.ac
}

# ABI 1.0 was never released (doc/abi.md): no package was built with it.
abi() {
	awk '
		/^#define OTK_PLUGIN_ABI_MAJOR / { major = $3 }
		/^#define OTK_PLUGIN_ABI_MINOR / { minor = $3 }
		END {
			printf "%s", major
			for (n = 1; n <= minor; n++)
				printf " %s.%s", major, n
			print ""
		}' include/otk/plugin.h
}

# rows KIND FORM: the plugins of one kind of plugins.m4 (FEATURE or PLUGIN), or of both.
rows() {
	sed -nE "s/^OTK_($1)\(\[([a-z0-9]+)\], \[([^]]*)\].*/$2/p" plugins/plugins.m4
}

uses() {
	sed -nE 's/^OTK_USES\(\[([a-z0-9]+)\], \[([a-z0-9]+)\]\)$/\1:\2/p' plugins/plugins.m4
}

update() {
	names=$(rows 'FEATURE|PLUGIN' '\2' | tr '\n' ' ')
	names=${names% }
	uses=$(uses | tr '\n' ' ')
	uses=${uses% }
	version=$(initial 2)
	url=$(initial 5)
	abi=$(abi)
	major=${abi%% *} minor=${abi##*.}
	sed -i -e "s|^%global plugins .*|%global plugins $names|" \
		-e "s|^%global plugin_uses .*|%global plugin_uses $uses|" \
		-e "s|^\(%global plugin_abi\) .*|\1 $major|" \
		-e "s|^\(%global plugin_abi_minor\) .*|\1 $minor|" \
		-e "s|^\(Version: *\).*|\1$version|" -e "s|^\(URL: *\).*|\1$url|" packaging/rpm/otk.spec
	sed -i -e "s|^_plugins=.*|_plugins=\"$names\"|" -e "s|^_uses=.*|_uses=\"$uses\"|" \
		-e "s|^_abi=.*|_abi=$major|" \
		-e "s|^_abi_minor=.*|_abi_minor=$minor|" -e "s|^pkgver=.*|pkgver=$version|" \
		-e "s|^url=.*|url=\"$url\"|" packaging/alpine/APKBUILD
}

case ${1-} in
names) rows 'FEATURE|PLUGIN' '\2' ;;
features) rows FEATURE '\2' ;;
summaries) rows 'FEATURE|PLUGIN' '\2	\3' ;;
uses) uses ;;
abi) abi ;;
version) initial 2 ;;
maintainer) printf 'otk developers <%s>\n' "$(initial 3)" ;;
url) initial 5 ;;
update) update ;;
*)
	echo 'usage: plugins.sh names | features | summaries | uses | abi | version | maintainer | url | update' >&2
	exit 2
	;;
esac
