#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes the folder debian/ in the top folder of the sources, for dpkg-buildpackage:
#   packaging/debian/copy.sh [--builtin "PLUGIN..."]
# debian/control gets a package for each plugin of plugins/plugins.m4, except those that are to be
# built into libotk0. Version, maintainer and address come from configure.ac.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
info=$here/../plugins.sh
builtin=
case ${1-} in
--builtin) builtin=$2 ;;
'') ;;
*)
	echo 'usage: copy.sh [--builtin "PLUGIN..."]' >&2
	exit 2
	;;
esac
cd "$here/../.."
names=$(sh "$info" names)
for name in $builtin; do
	printf '%s\n' "$names" | grep -qxF "$name" || {
		echo "copy.sh: \"$name\" is not a plugin; plugins/plugins.m4 lists them" >&2
		exit 2
	}
done

rm -rf debian
cp -R "$here" debian
# A release tarball may have no write permissions.
chmod -R u+w debian
rm debian/copy.sh debian/plugin.control
sh "$info" summaries | awk -F '\t' -v builtin=" $builtin " -v pairs="$(sh "$info" uses)" '
	BEGIN {
		count = split(pairs, pair, "[:\n]")
		for (i = 1; i < count; i += 2)
			uses[pair[i]] = uses[pair[i]] "otk-plugin-" pair[i + 1] " (>= ${source:Upstream-Version}), "
	}
	NR == FNR { if (FNR > 1) stanza = stanza $0 "\n"; next }
	index(builtin, " " $1 " ") { next }
	{
		text = stanza
		gsub(/@PLUGIN@/, $1, text)
		sub(/@USES@/, uses[$1], text)
		gsub(/@SUMMARY@/, $2, text)
		printf "%s", text
	}' "$here/plugin.control" - >>debian/control
# The first line of a file is its licence tag, for which most formats of Debian have no comment.
find debian -type f -exec sed -i -e '1{/^# SPDX-License-Identifier/d}' \
	-e "s|@VERSION@|$(sh "$info" version)|g" -e "s|@MAINTAINER@|$(sh "$info" maintainer)|g" \
	-e "s|@URL@|$(sh "$info" url)|g" {} +
