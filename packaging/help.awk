# SPDX-License-Identifier: MIT
# Writes a help text of the tools as troff. With roff.awk before it.
#   part: "usage", "text", "options", "examples" of the help of a command, or the name of a list in
#   "otk help", such as "Exit codes"; it may be set anew before each file
#   heading: 1: the usage is a heading

function plain(text) {
	text = roff_escape(text)
	gsub(/--/, "\\-\\-", text)
	return text
}

function flush() {
	if (name != "")
		roff_entry("\\fB" roff_literal(name) "\\fP", plain(text))
	else if (text != "") {
		roff_paragraph()
		roff_fill(plain(text))
	}
	name = text = ""
}

function wanted() {
	return section == part_of_file && !done
}

function end_file() {
	flush()
	if (part_of_file == "usage")
		print heading ? ".SS \"" roff_literal(usage) "\"" : roff_literal(usage)
	if (shown)
		roff_example_end()
}

FNR == 1 {
	end_file()
	part_of_file = part
	section = "usage"
	roff_fresh = 1
	done = shown = 0
}
section == "usage" && /^usage: / { usage = substr($0, 8); next }
section == "usage" && /^ / { sub(/^ +/, ""); usage = usage " " $0; next }
section == "usage" { section = "text"; next }
/^Global options, credentials/ || /^More: / { flush(); done = 1; next }
/^[A-Z]?[a-z][^.]*:$/ {
	flush()
	done = 0
	section = $0
	sub(/[:,].*/, "", section)
	next
}
!wanted() { next }
part_of_file == "examples" {
	if ($0 == "")
		next
	if (!shown++)
		roff_example_begin()
	sub(/^ +/, "")
	print roff_guard(roff_literal($0))
	next
}
/^$/ { flush(); next }
/^  [^ ]/ && part_of_file != "text" {
	flush()
	name = substr($0, 3)
	if (match(name, /  +/)) {
		text = substr(name, RSTART + RLENGTH)
		name = substr(name, 1, RSTART - 1)
	}
	next
}
{ sub(/^ +/, ""); text = text (text == "" ? "" : " ") $0 }
END { end_file() }
