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
for name in $builtin; do
	sh "$info" names | grep -qxF "$name" || {
		echo "copy.sh: \"$name\" is not a plugin; plugins/plugins.m4 lists them" >&2
		exit 2
	}
done

# The first line of a file is its licence tag, for which most formats of Debian have no comment.
fill() {
	sed -e '1{/^# SPDX-License-Identifier/d}' -e "s|@VERSION@|$(sh "$info" version)|g" \
		-e "s|@MAINTAINER@|$(sh "$info" maintainer)|g" -e "s|@URL@|$(sh "$info" url)|g" "$1"
}

rm -rf debian
(cd "$here" && find . -type f ! -name copy.sh ! -name plugin.control) | while read -r file; do
	mkdir -p "debian/$(dirname "$file")"
	fill "$here/$file" >"debian/$file"
	[ ! -x "$here/$file" ] || chmod +x "debian/$file"
done
tab=$(printf '\t')
sh "$info" summaries | while IFS="$tab" read -r name summary; do
	case " $builtin " in
	*" $name "*) ;;
	*) sed -e 1d -e "s|@PLUGIN@|$name|g" -e "s|@SUMMARY@|$summary|g" "$here/plugin.control" ;;
	esac
done >>debian/control
