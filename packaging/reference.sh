#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes the reference of the C API with Doxygen: reference.sh DOXYGEN VERSION SOURCES
# writes reference/html/ and reference/man/man3/ in the current folder. The result depends on the
# sources alone, not on folders and dates.
set -eu
doxygen=$1 version=$2 sources=$(cd "$3" && pwd)
rm -rf reference
mkdir -p reference
# From within the sources, so that their folder has no place in the result.
here=$PWD
sed -e "s|@PACKAGE_VERSION@|$version|" -e "s|@builddir@|$here|" "$sources/packaging/Doxyfile.in" \
	>reference/Doxyfile
(cd "$sources" && "$doxygen" "$here/reference/Doxyfile")
if [ -s reference/warnings ]; then
	cat reference/warnings >&2
	exit 1
fi
rm reference/Doxyfile reference/warnings

# Pages of single members and folders have names that are not those of otk: "name.3". A header's page is
# otk_archives.h(3), as archives.h could be anybody's.
cd reference/man/man3
for page in *.3; do
	case $page in
	otk_* | OTK_*) sed 's|^\.so man3/\([a-z_]*\.h\.3\)|.so man3/otk_\1|' "$page" >page.new ;;
	*.h.3)
		sed 's|^\(\.TH "[^"]*" 3 \)"[^"]*"|\1""|' "$page" >page.new
		rm "$page"
		page=otk_$page
		;;
	*)
		rm "$page"
		continue
		;;
	esac
	sed 's|^\(\.TH "[^"]*" 3 \)"[^"]*"|\1""|' page.new >"$page"
done
rm -f page.new
