#!/bin/sh
# SPDX-License-Identifier: MIT
# Links a test program as libtool does: link.sh ARGUMENTS-OF-LIBTOOL, in the build folder. The
# libraries of nearly all test programs are static and belong to the build, so that one command of the
# compiler is enough; libtool needs several times as long for the same command. A program with a
# shared library of the build is left to libtool, as it must be run by a script of libtool's.
set -u

libraries=
for word; do
	case $word in
	*.la) libraries="$libraries $word" ;;
	esac
done

# For each library: "|NAME.la .libs/NAME.a -lNEEDED...|"; fails if libtool is needed.
# shellcheck disable=SC2086 # words
static=$(awk -F "'" '
	/^library_names=/ && $2 != "" { shared = 1 }
	/^old_library=/ { archive = $2 }
	/^dependency_libs=/ {
		folder = FILENAME
		sub(/[^\/]*$/, "", folder)
		printf "|%s %s.libs/%s %s|", FILENAME, folder, archive, $2
		if ($2 ~ /\.la( |$)/)
			shared = 1
	}
	END { exit shared }' ${libraries:-/dev/null}) || exec "${SHELL:-/bin/sh}" ./libtool "$@"

silent=
left=$#
while [ "$left" -gt 0 ]; do
	word=$1
	shift
	left=$((left - 1))
	case $word in
	--silent) silent=1 ;;
	--tag=* | --mode=link | -no-install) ;; # words that only libtool knows
	*.la)
		word=${static#*"|$word "}
		# shellcheck disable=SC2086 # words
		set -- "$@" ${word%%"|"*}
		;;
	*) set -- "$@" "$word" ;;
	esac
done
[ "$silent" ] || printf 'link: %s\n' "$*"
exec "$@"
