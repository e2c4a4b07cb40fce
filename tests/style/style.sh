#!/bin/sh
# SPDX-License-Identifier: MIT
# What every file must hold to. Reads the files that git knows, so it runs in a clone only.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
cd "$OTK_TEST_SRCDIR" || exit
if ! git rev-parse --git-dir >/dev/null 2>&1; then
	skip 'no clone: nothing checked'
	finish
fi

# Files that are in the working tree and not ignored, whether committed or not.
git ls-files --cached --others --exclude-standard | sort -u | while IFS= read -r file; do
	[ ! -f "$file" ] || printf '%s\n' "$file"
done >"$work/all"
grep -E '\.[ch]$' "$work/all" >"$work/c"
check 'there are files' test "$(wc -l <"$work/c")" -ge 50
# This file names what it forbids.
grep -v '^tests/style/style\.sh$' "$work/all" >"$work/text"

# forbid NAME LIST PATTERN: no line of these files has it.
forbid() {
	tr '\n' '\0' <"$2" | xargs -0 -r grep -InE -e "$3" -- /dev/null >"$work/found" 2>&1
	empty "$1" "$work/found"
}

if command -v clang-format >/dev/null; then
	tr '\n' '\0' <"$work/c" | xargs -0 -r clang-format --dry-run >"$work/found" 2>&1
	empty 'clang-format changes nothing' "$work/found"
fi

forbid 'no unbounded or locale-bound functions' "$work/c" \
	'\b(strcpy|strcat|stpcpy|sprintf|vsprintf|strtok|gets|atoi|atol|atof|strncpy|alloca|tmpnam|mktemp)[[:space:]]*\('

grep -E '^(core|plugins|include)/' "$work/c" >"$work/library"
forbid 'no library code that ends the process or prints' "$work/library" \
	'\b(abort|exit|_exit|assert|printf|puts|putchar|perror|fputs|fprintf|setlocale|putenv|setenv|signal|sigaction|atexit|pthread_atfork)[[:space:]]*\('
grep -E '^include/' "$work/c" >"$work/public"
forbid 'no type of another library in a public header' "$work/public" \
	'\b(CURL[A-Za-z]*|json_object|gnutls_[a-z_]+|lt_dlhandle|sqlite3)\b|#[[:space:]]*include[[:space:]]*<(curl|gnutls|json-c|ltdl)'
grep -vE '^core/transport/' "$work/library" >"$work/found.list"
forbid 'libcurl only in core/transport' "$work/found.list" 'include[[:space:]]*<curl/'
grep -E '^plugins/' "$work/c" >"$work/plugins"
forbid 'plugins see only public headers and plugins/types' "$work/plugins" \
	'include[[:space:]]*"(core|config)'

# The first or, after a #!, the second line.
while IFS= read -r file; do
	case $file in
	LICENSE | *.md | *.json | *.symbols | *.layout | *.txt | *.pem | *.pc.in | .gitignore) continue ;;
	tests/*/data/* | tests/*/golden/*) continue ;;
	esac
	head -n 3 "$file" | grep -q 'SPDX-License-Identifier: MIT' || echo "$file"
done <"$work/all" >"$work/found"
empty 'every source file begins with its licence' "$work/found"

forbid 'no path of one machine' "$work/text" \
	'/[w]ork/|/tmp/[w]/|/home/[a-z]|/Users/|/root/'
grep -vE '^tests/exchanges\.[ch]$' "$work/text" >"$work/list"
forbid 'nothing outside of the tree but in the locator of tests/exchanges' "$work/list" \
	'\.\./shared|shared/(api|anchors|exchanges)'
forbid 'no address of a package registry' "$work/text" \
	'registry\.(npmjs|yarnpkg)|deb\.debian\.org|pypi\.org|files\.pythonhosted|crates\.io|proxy\.golang'

grep -vE '^[A-Za-z0-9._/-]+$' "$work/all" >"$work/found"
empty 'file names are plain' "$work/found"
grep -E '\.(c|h)$' "$work/all" | sed 's,.*/,,' | grep -E '[A-Z-]' >"$work/found"
empty 'C files are called in lower case with _' "$work/found"
forbid 'no blanks at the end of a line' "$work/text" '[[:blank:]]+$'
while IFS= read -r file; do
	[ ! -s "$file" ] || [ -z "$(tail -c 1 "$file")" ] || echo "$file"
done <"$work/text" >"$work/found"
empty 'every file ends with a newline' "$work/found"
while IFS= read -r file; do
	case $(head -c 2 "$file") in
	'#!') [ -x "$file" ] || echo "$file" ;;
	esac
done <"$work/all" >"$work/found"
empty 'scripts can be run' "$work/found"

finish
