#!/bin/sh
# SPDX-License-Identifier: MIT
# What the source of otk-sandbox must hold to.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
cd "$OTK_TEST_SRCDIR/tools/sandbox" || exit

# It is written from the description of the service, so that it can catch a mistake of the libraries.
grep -rnE --include='*.[ch]' '#include ("(core|plugins|include)/|<otk/)' . >"$work/found"
empty 'it uses no code of the libraries' "$work/found"

# A comparison that ends at the first difference would reveal how much of a secret is right.
grep -rnE '\b(str(n|case|ncase)?cmp|memcmp)\([^;]*([Ss]ecret|signature|proof|digest|digits)' . \
	>"$work/found"
empty 'secrets and signatures are compared in constant time' "$work/found"

# layer FOLDER BELOW...: a folder includes nothing but itself and these.
layer() {
	folder=$1
	allowed=$(printf '|%s' "$@")
	grep -rnE '#include "tools/sandbox/' "$folder" \
		| grep -vE "#include \"tools/sandbox/(${allowed#|})/" >"$work/found"
	empty "$folder depends on what is below it only" "$work/found"
}

layer base
layer state base
layer callbacks base state
layer compose base
layer request base state
layer record base state request service
layer http base state callbacks request record
layer service base state callbacks request
layer control base state callbacks compose request record http service
layer page base request service

find . -type d | while read -r folder; do
	count=$(find "$folder" -maxdepth 1 -name '*.[ch]' | wc -l)
	[ "$count" -le 22 ] || echo "$folder: $count files"
done >"$work/found"
empty 'folders have about twenty files at most' "$work/found"

finish
