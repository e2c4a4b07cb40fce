#!/bin/sh
# SPDX-License-Identifier: MIT
# What every file must hold to. Reads the files that git knows, so it runs in a clone only.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
cd "$OTK_TEST_SRCDIR" || exit
if ! git rev-parse --git-dir >/dev/null 2>&1; then
	skip_rest 'no clone: nothing checked'
fi

# Files that are in the working tree and not ignored, whether committed or not.
git ls-files --cached --others --exclude-standard | sort -u | while IFS= read -r file; do
	[ ! -f "$file" ] || printf '%s\n' "$file"
done >"$work/all"
grep -E '\.[ch]$' "$work/all" >"$work/c"
check 'there are files' test "$(wc -l <"$work/c")" -ge 50
# These files name what they forbid.
grep -vE '^(tests/style/|doc/style\.md$)|\.png$' "$work/all" >"$work/text"

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

grep -E '^tests/' "$work/c" >"$work/tests"
forbid 'no test is left out by a number that is written down' "$work/tests" '\btests, [0-9]+,'

grep -E '^(core|plugins|include)/' "$work/c" >"$work/library"
forbid 'no library code that ends the process or prints' "$work/library" \
	'\b(abort|exit|_exit|assert|printf|puts|putchar|perror|fputs|fprintf|setlocale|putenv|setenv|signal|sigaction|atexit|pthread_atfork)[[:space:]]*\('
grep -E '^include/' "$work/c" >"$work/public"
forbid 'no type of another library in a public header' "$work/public" \
	'\b(CURL[A-Za-z]*|json_object|gnutls_[a-z_]+|lt_dlhandle|sqlite3)\b|#[[:space:]]*include[[:space:]]*<(curl|gnutls|json-c|ltdl)'
grep -vE '^core/transport/|^plugins/metrics/export\.c' "$work/library" >"$work/found.list"
forbid 'libcurl only in core/transport, and where metrics are exported' "$work/found.list" 'include[[:space:]]*<curl/'
grep -E '^plugins/' "$work/c" >"$work/plugins"
forbid 'plugins see only public headers and plugins/types' "$work/plugins" \
	'include[[:space:]]*"(core|config)'

grep -E '^(tools|include|examples)/' "$work/c" >"$work/list"
forbid 'tools are users of the installed headers' "$work/list" 'include[[:space:]]*"core/'

grep -E '^core/' "$work/c" >"$work/list"
forbid 'core: nothing that depends on the locale; otk_ascii_equal() compares names' "$work/list" \
	'\b(strn?casecmp|to(lower|upper)|is(alnum|alpha|lower|print|punct|space|upper)) ?\('

# The first or, after a #!, the second line.
grep -vE '(^|/)(LICENSE|\.gitignore)$|\.(md|png|json|jsonl|symbols|layout|txt|pem|pc\.in)$' "$work/all" |
	grep -vE '^tests/.*/(data|golden)/' >"$work/list"
tr '\n' '\0' <"$work/list" | xargs -0 -r awk '
	FNR == 1 { if (file) print file; file = FILENAME }
	FNR <= 3 && /SPDX-License-[I]dentifier: MIT/ { file = "" }
	END { if (file) print file }' >"$work/found"
tr '\n' '\0' <"$work/list" | xargs -0 -r grep -L '' >>"$work/found"
empty 'every source file begins with its licence' "$work/found"
tr '\n' '\0' <"$work/c" | xargs -0 -r awk 'FNR == 2 && !/^\/\*/ { print FILENAME }' >"$work/found"
empty 'the second line of every C file says what the file is for' "$work/found"

forbid 'no path of one machine' "$work/text" \
	'/[w]ork/|/tmp/[w]/|/home/[a-z]|/Users/|/root/'
grep -vE '^tests/exchanges\.[ch]$' "$work/text" >"$work/list"
forbid 'nothing outside of the tree but in the locator of tests/exchanges' "$work/list" \
	'\.\./shared|shared/(api|anchors|exchanges)'
forbid 'no address of a package registry' "$work/text" \
	'registry\.(npmjs|yarnpkg)|deb\.debian\.org|pypi\.org|files\.pythonhosted|crates\.io|proxy\.golang'

# ---- words

# Each line of wording.txt: a pattern, a tab, what to write instead.
tab=$(printf '\t')
grep -vE '^(#|later )' tests/style/wording.txt >"$work/wording"
while IFS="$tab" read -r pattern instead; do
	tr '\n' '\0' <"$work/text" |
		xargs -0 -r grep -InPi -e "$pattern" -- /dev/null >"$work/found" 2>&1
	empty "wording: /$pattern/: write $instead" "$work/found"
done <"$work/wording"
check 'each pattern has its replacement' sh -c '
	! grep -vE "^#" "$1" | grep -v "$(printf "\t")."' sh tests/style/wording.txt

# A comment may cite only what is in this repository.
absent='\b(wire|API) contract [0-9]|\bthe contract \(?[0-9]|\bvalidation rules [A-Z0-9]|\b(limits|codebases|users|performance-goals|validation-rules|wire-contract|drift-2026)\.md\b'
absent="$absent|\\b(codebases|limits|drift|design) [0-9]+(\\.[0-9]+)?\\b"
forbid 'no citation of a document that is not here' "$work/text" "$absent"

# Paths of documents and sources: from the root, or from the folder of the file that names them.
tr '\n' '\0' <"$work/text" | xargs -0 -r grep -IHnoE \
	'\b(doc|core|include/otk|plugins|tools|tests|examples|bench|script|packaging)/[A-Za-z0-9_/-]+\.(md|[ch]|sh|am|m4|txt)\b' \
	-- /dev/null >"$work/paths"
while IFS=: read -r file line path; do
	[ -e "$path" ] || [ -e "${file%/*}/$path" ] || git check-ignore -q "$path" ||
		echo "$file:$line: $path"
done <"$work/paths" >"$work/found"
empty 'every path that is named exists' "$work/found"

# "doc/contract.md, 7.2": the section exists.
if [ -f doc/contract.md ]; then
	sed -nE 's/^#+ ([0-9]+(\.[0-9A-Z]+)*)\.? .*/\1/p' doc/contract.md | sort -u >"$work/sections"
	tr '\n' '\0' <"$work/text" | xargs -0 -r grep -IHnoE \
		'doc/contract\.md,? (section )?[0-9]+(\.[0-9A-Z]+)*' -- /dev/null >"$work/cited"
	while IFS= read -r cited; do
		grep -qxF -e "${cited##* }" "$work/sections" || echo "$cited"
	done <"$work/cited" >"$work/found"
	empty 'every section of the contract that is cited exists' "$work/found"
fi

# Tabs are blanks in this list.
awk -F '\t' '
	NR == FNR {
		if (!/^#/) {
			wanted[$1 ": " $3]
			if (!known[$1]++)
				ARGV[ARGC++] = $1
		}
		next
	}
	{
		gsub(/\t/, " ")
		gsub(/^ +| +$/, "")
		delete wanted[FILENAME ": " $0]
	}
	END { for (line in wanted) print line }' tests/mutate/equivalent.txt >"$work/found" 2>&1
empty 'every line of tests/mutate/equivalent.txt exists' "$work/found"

# ---- dialect

# dialect NAME PATTERN: no line of C has it. NAME is a rule of doc/style.md.
dialect() {
	forbid "$1" "$work/c" "$2"
}
dialect 'texts are compared with == 0' '!(strcmp|strncmp|strcasecmp|memcmp)\('
dialect 'sizeof has parentheses' '\bsizeof [A-Za-z_*(]'
dialect 'a loop declares its variable' 'for \((i|j|k|n|more|part) = '
grep -vE '(base/memory|sandbox/box)\.h$' "$work/c" >"$work/list"
forbid 'entries are counted by OTK_COUNT_OF' "$work/list" 'sizeof\((\w+)\) / sizeof\((\w+\[|\*)'

# One word repeats in other files, and says little in a backtrace.
grep -E '^(core|plugins|tools)/' "$work/c" >"$work/list"
forbid 'names of static functions have two words' "$work/list" \
	'^(OTK_[A-Z]+ )?static [^=;(]*[ *][a-z0-9]+\('

# config.h first, then system headers, then those of otk; a file may include its own header before the
# system's, which shows that the header needs nothing else. Each group is sorted. Conditional ones are
# not judged.
tr '\n' '\0' <"$work/c" | LC_ALL=C xargs -0 -r awk '
	FNR == 1 {
		depth = public = ours = last = 0
		own = FILENAME
		sub(/.*\//, "", own)
		sub(/\.c$/, ".h\"", own)
	}
	/^[[:space:]]*#[[:space:]]*if/ { depth++ }
	/^[[:space:]]*#[[:space:]]*endif/ { depth-- }
	(depth && FILENAME !~ /\.h$/) || depth > 1 || !/^#[[:space:]]*include/ { next }
	last == FNR - 1 && last && substr($2, 1, 1) == substr(header, 1, 1) && tolower($2) < tolower(header) {
		print FILENAME ": " $2 " after " header
	}
	{ last = FNR; header = $2 }
	$2 == "\"config.h\"" { if (public || ours) print FILENAME ": config.h is not the first"; next }
	$2 ~ /^</ { public = 1; if (ours) print FILENAME ": " $2 " after a header of otk"; next }
	!public && substr($2, length($2) - length(own) + 1) == own { next }
	{ ours = 1 }' >"$work/found" 2>&1
empty 'includes: config.h, <public>, "of otk", each group sorted' "$work/found"

# ---- commits

# The messages of all commits after this one follow doc/style.md.
base=5fecd5be7b0a9406c9a5fa301d0483725928c8b9
if git merge-base --is-ancestor "$base" HEAD 2>/dev/null; then
	mkdir "$work/messages"
	git log --no-merges --format='%x01%h%n%B' "$base..HEAD" | awk -v folder="$work/messages/" '
		/^\001/ { close(file); file = folder substr($0, 2); next }
		{ print >file }'
	find "$work/messages" -type f -exec script/commit-msg {} + >"$work/found" 2>&1
	empty 'commit messages follow doc/style.md' "$work/found"
else
	skip 'commit messages: a shallow clone, or a history without the first checked commit'
fi

# message NAME CODE TEXT: what the hook says of a message.
message() {
	printf '%b' "$3" >"$work/message"
	script/commit-msg "$work/message" >"$work/said" 2>&1
	[ $? -eq "$2" ] && good "commit-msg: $1" || bad "commit-msg: $1" "$work/said"
}
body='\n\nBecause it is needed.\n'
message 'a good message' 0 "otk: list profiles in order$body"
message 'comments of git do not count' 0 "otk: list profiles$body# Please enter the message\n"
message 'an unknown area' 1 "tool: list profiles$body"
message 'no area' 1 "List profiles$body"
message '72 characters' 0 "otk: $(printf '%067d' 0)$body"
message '73 characters' 1 "otk: $(printf '%068d' 0)$body"
message '72 characters of two bytes' 0 "otk: $(printf '%067d' 0 | sed 's/0/ü/g')$body"
message 'a full stop' 1 "otk: list profiles.$body"
message 'no body' 1 'otk: list profiles\n'
message 'only a trailer for a body' 1 'otk: list profiles\n\nSigned-off-by: A <a@example.com>\n'
message 'a second line that is not blank' 1 'otk: list profiles\nbecause\n'
message 'a long line in the body' 1 "otk: list profiles\n\n$(printf '%076d' 0)\n"
message 'a commit for a rebase' 0 'fixup! otk: list profiles\n'

# ---- files

# clang-format does not reflow comments. Literals may be longer.
tr '\n' '\0' <"$work/c" | xargs -0 -r grep -nE '^[[:blank:]]*(/\*|\* )' -- /dev/null |
	sed "s/$tab/        /g" | LC_ALL=C.UTF-8 grep -E '^[^:]+:[0-9]+:.{101}' >"$work/found"
empty 'comments have at most 100 columns' "$work/found"
grep -vE '^[A-Za-z0-9._/-]+$' "$work/all" >"$work/found"
empty 'file names are plain' "$work/found"
grep -E '\.(c|h)$' "$work/all" | sed 's,.*/,,' | grep -E '[A-Z-]' >"$work/found"
empty 'C files are called in lower case with _' "$work/found"
forbid 'titles of sections are not decorated: /* ---- title */, # ---- title' "$work/text" \
	'(/\*|^[[:space:]]*#) -{5,} [^-]|/\* ---+ .* -+ \*/'
forbid 'no blanks at the end of a line' "$work/text" '[[:blank:]]+$'
tr '\n' '\0' <"$work/text" | xargs -0 -r grep -LPz '\n\z' >"$work/list"
while IFS= read -r file; do
	[ ! -s "$file" ] || echo "$file"
done <"$work/list" >"$work/found"
empty 'every file ends with a newline' "$work/found"
tr '\n' '\0' <"$work/all" | xargs -0 -r awk 'FNR == 1 && /^#!/ { print FILENAME }' >"$work/list"
while IFS= read -r file; do
	[ -x "$file" ] || echo "$file"
done <"$work/list" >"$work/found"
empty 'scripts can be run' "$work/found"

finish
