#!/bin/sh
# SPDX-License-Identifier: MIT
# The headers are the reference: every public function, declared or inline, has a comment with its
# purpose, the ownership of what it hands out, its errors and its thread rule; its parameters have
# names; a test uses it; ctags finds it.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
cd "$OTK_TEST_SRCDIR" || exit
unfinished=''

# One line per function: file, name, signature, comment; separated by tabs.
cat >"$work/functions.awk" <<'AWK'
function words(text) {
	gsub(/[ \t\n]+/, " ", text)
	gsub(/^ | $/, "", text)
	return text
}
function clean(text) {
	gsub(/(^|\n)[ \t]*\/\*|\*\/[ \t]*$/, " ", text)
	gsub(/\n[ \t]*\*/, " ", text)
	return words(text)
}
FNR == 1 { comment = ""; signature = ""; inside = 0 }
signature == "" && !inside && /^\/\*/ { comment = ""; inside = 1 }
inside { comment = comment "\n" $0; if (/\*\//) inside = 0; next }
signature == "" && /^OTK_(API|INLINE) / { signature = " " }
signature == "" { comment = ""; next }
{ signature = signature " " $0 }
/;$|^{$/ {
	signature = words(signature)
	sub(/ ?[;{]$/, "", signature)
	name = signature
	sub(/\(.*/, "", name)
	sub(/.*[ *]/, "", name)
	print FILENAME "\t" name "\t" signature "\t" clean(comment)
	signature = ""
	comment = ""
}
AWK
headers=
for header in include/otk/*.h; do
	case " $unfinished " in
	*" $(basename "$header" .h) "*) skip "$header: its comments are being rewritten" ;;
	*) headers="$headers $header" ;;
	esac
done
# shellcheck disable=SC2086 # a list of words
awk -f "$work/functions.awk" $headers >"$work/functions"
check 'there are functions' test "$(wc -l <"$work/functions")" -ge 100

cat >"$work/lacks.awk" <<'AWK'
BEGIN { FS = "\t" }
function lacks(what) { print $1 ": " $2 "() lacks " what }
{
	signature = $3
	comment = $4
	parameters = signature
	sub(/^[^(]*\(/, "", parameters)
	sub(/\)[^)]*$/, "", parameters)
	result = signature
	sub(/\(.*/, "", result)
	if (comment == "") {
		lacks("a comment")
		next
	}
	if (comment !~ /^[A-Z][a-z-]+s[ ,;:]/)
		lacks("its purpose (a first word such as \"Starts\" or \"Returns\"): " comment)
	if ((result ~ /\*/ || parameters ~ /\*\*/) &&
	    comment !~ /[Ff]ree|[Oo]wn|[Vv]alid (until|as long|for)|[Ll]ives|[Aa]live|[Ss]tatic|belong/)
		lacks("the ownership of what it hands out")
	if ((parameters ~ /otk_error \*/ || result ~ /otk_status /) && comment !~ /OTK_E_|Errors:/)
		lacks("its errors")
	if (comment !~ /\[[^]]*thread[^]]*\]$/)
		lacks("its thread rule, in brackets at the end")
	if (parameters != "void") {
		count = split(parameters, each, /, */)
		for (i = 1; i <= count; i++)
			if (each[i] !~ /[ *][a-z_0-9]+$/ || each[i] ~ /^(const )?(struct )?[a-z0-9_]+ ?\**$/)
				lacks("a name of the parameter \"" each[i] "\"")
			else if (each[i] ~ /[ *](id|ids?[0-9]+|[a-z])$/)
				lacks("a telling name of the parameter \"" each[i] "\"")
	}
}
AWK
awk -f "$work/lacks.awk" "$work/functions" >"$work/lacking"
empty 'every function is documented' "$work/lacking"

cut -f 2 "$work/functions" | sort -u >"$work/names"
cat tests/*/*.c tests/*.c examples/*.c examples/*.h | grep -oE '\botk_[a-z0-9_]+' | sort -u >"$work/used"
comm -23 "$work/names" "$work/used" >"$work/unused"
empty 'every function is used by a test or an example' "$work/unused"

if ctags --version 2>/dev/null | grep -q 'Universal Ctags'; then
	ctags -R --kinds-C=+p --kinds-C++=+p -f - include | cut -f 1 | sort -u >"$work/tags"
	comm -23 "$work/names" "$work/tags" >"$work/untagged"
	empty 'ctags finds every function' "$work/untagged"
else
	skip 'ctags: universal-ctags is not installed'
fi
finish
