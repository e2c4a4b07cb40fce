#!/bin/sh
# SPDX-License-Identifier: MIT
# Write a C file that holds files: embed.sh FILE... >files.c. Bytes are written as numbers, since a
# string of C may not be longer than 4095 bytes in every compiler. Needs od and awk only.
set -eu

echo '/* SPDX-License-Identifier: MIT */'
echo '/* Made by tools/sandbox/page/embed.sh: the files of the page. */'
echo '#include "config.h"'
echo
echo '#include "tools/sandbox/page/files.h"'
number=0
for file; do
	echo
	echo "static const char file_$number[] = {"
	od -An -v -tu1 "$file" | awk '{
		for (i = 1; i <= NF; i++)
			printf "%d,", ($i > 127 ? $i - 256 : $i)
		print ""
	}'
	echo '0};'
	number=$((number + 1))
done
echo
echo 'const sandbox_page_file sandbox_page_files[] = {'
number=0
for file; do
	echo "	{\"${file##*/}\", file_$number, sizeof(file_$number) - 1},"
	number=$((number + 1))
done
echo '	{NULL, NULL, 0},'
echo '};'
