#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes a C file of the template's files, so that the tool needs no data folder at run time:
#   pack.sh FOLDER FILE... >templates.c
folder=$1
shift
cat <<'END'
/* SPDX-License-Identifier: MIT */
/* Made by tools/otk/plugin/pack.sh from the files in tools/otk/plugin/template. */
#include "config.h"

#include <stddef.h>

#include "tools/otk/plugin/template.h"

END
index=0
for file; do
	echo "static const char *const lines_$index[] = {"
	# The licence of a file that cannot have a comment where it will be is left out.
	case $file in
	common/rules*) drop=2d ;;
	common/* | */README* | */stubs*) drop=1d ;;
	*) drop= ;;
	esac
	sed -e "$drop" -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/	/\\t/g' -e 's/^/	"/' -e 's/$/\\n",/' \
		"$folder/$file" || exit 1
	echo '	NULL};'
	index=$((index + 1))
done
echo
echo 'const otk_cli_template otk_cli_templates[] = {'
index=0
for file; do
	echo "	{\"$file\", lines_$index},"
	index=$((index + 1))
done
echo '	{NULL, NULL},'
echo '};'
