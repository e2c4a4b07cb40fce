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
sed -i 's/“/\&quot;/g' reference/html/*.html
cd reference/man/man3
for page in *.3; do
	case $page in
	otk_* | OTK_*) ;;
	*.h.3) mv "$page" "otk_$page" ;;
	*) rm "$page" ;;
	esac
done
# A page without a date; its name has a summary, as the list of all pages needs it; no line begins with
# an apostrophe, which would be a request of troff.
sed -i -e '/^\.SH NAME/{n;/\\-/!s/$/ \\- a type of the C API of otk/;}' \
	-e 's|^\.so man3/\([a-z_]*\.h\.3\)|.so man3/otk_\1|' -e 's|^\(\.TH "[^"]*" 3 \)"[^"]*"|\1""|' \
	-e 's/“/\\(dq/g' -e "s/^'/\\\\\\&&/" ./*.3
