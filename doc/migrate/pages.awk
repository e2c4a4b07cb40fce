# SPDX-License-Identifier: MIT
# Writes the page of one SDK from rows.txt.
#   column: of the SDK in rows.txt; sdk: its name; file: its package
BEGIN { FS = " [|] " }
function cell(text) {
	if (text == "-")
		return "not in the SDK"
	if (text ~ /^= /)
		return substr(text, 3)
	return "`" text "`"
}
NR == 1 {
	print "# From the " sdk " SDK to otk\n"
	print "What `" file "` has, beside otk in C. [README.md](README.md) says how the pages are made and"
	print "what the names in the C column are; [features.md](../features.md) and the headers explain each"
	print "function. \"part\" means that something is missing or does not work in the SDK."
}
/^# / { next }
/^## / { print "\n" $0 "\n\n| feature | " sdk " | otk |\n|---|---|---|"; next }
NF == 8 { print "| " $1 " | " cell($column) " | " cell($2) " |" }
