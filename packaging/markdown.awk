# SPDX-License-Identifier: MIT
# Writes a page of doc/ as troff: paragraphs, lists, tables, examples. With roff.awk before it.
#   only: the sections to write, "|" before, between and after their names; "": all
#   without: sections to leave out, in the same form
#   bare: 1: without the headings of the chosen sections

# The words of a paragraph or cell: `code` and **names** in bold, links as their text.
function inline(text, parts, count, i, result) {
	gsub(/\]\([^)]*\)/, "\003", text)
	while (match(text, /\[[^][\003]*\003/))
		text = substr(text, 1, RSTART - 1) substr(text, RSTART + 1, RLENGTH - 2) \
			substr(text, RSTART + RLENGTH)
	count = split(text, parts, /`/)
	result = ""
	for (i = 1; i <= count; i++) {
		if (i % 2 == 0) {
			gsub(/ /, "\002", parts[i])
			result = result "\\fB" roff_literal(parts[i]) "\\fP"
		} else {
			parts[i] = roff_escape(parts[i])
			gsub(/(^|[ (])--?[a-z]/, "\001&", parts[i])
			while (match(parts[i], /\001[ (]?-+/))
				parts[i] = substr(parts[i], 1, RSTART - 1) \
					dashes(substr(parts[i], RSTART + 1, RLENGTH - 1)) \
					substr(parts[i], RSTART + RLENGTH)
			result = result parts[i]
		}
	}
	while (match(result, /\*\*[^*]+\*\*/))
		result = substr(result, 1, RSTART - 1) "\\fB" substr(result, RSTART + 2, RLENGTH - 4) \
			"\\fP" substr(result, RSTART + RLENGTH)
	gsub(/\002/, " ", result)
	return result
}

function dashes(text) {
	gsub(/-/, "\\-", text)
	return text
}

function flush() {
	if (text == "")
		return
	if (item != "")
		print ".IP " item
	else
		roff_paragraph()
	roff_fill(inline(text))
	text = item = ""
	roff_fresh = 0
}

# A row becomes a tagged paragraph; further cells are named by the head of their column.
function row(line, cells, count, i, value, rest) {
	gsub(/\\\|/, "\001", line)
	gsub(/^\| */, "", line)
	gsub(/ *\|$/, "", line)
	count = split(line, cells, / *\| */)
	for (i = 1; i <= count; i++)
		gsub(/\001/, "|", cells[i])
	if (!table) {
		for (i = 1; i <= count; i++)
			heads[i] = cells[i]
		table = 1
		return
	}
	if (cells[1] ~ /^:?-+:?$/)
		return
	# "meaning" says nothing that the entry does not say.
	rest = ""
	for (i = 2; i <= count; i++) {
		if (cells[i] == "")
			continue
		value = (count > 2 && heads[i] !~ /^(meaning)?$/ ? heads[i] ": " : "") cells[i]
		rest = rest (rest == "" ? "" : "; ") value
	}
	roff_entry(inline(cells[1]), rest == "" ? "\\&" : inline(rest))
}

# Chooses sections: one ends at the next heading that is not below it.
function choose(level, name) {
	if (from && level > from)
		return
	from = 0
	take = only == "" && !index(without, "|" name "|")
	if (only == "" ? !take : index(only, "|" name "|")) {
		from = level
		take = only != ""
	}
}

function heading(line, level, name, first) {
	level = match(line, /[^#]/) - 1
	name = substr(line, level + 2)
	first = !from || level <= from
	choose(level, name)
	if (take && !(bare && first))
		roff_heading(level == 2 ? "SH" : "SS", roff_literal(name))
}

BEGIN {
	take = only == ""
	roff_fresh = 1
}
/^```/ {
	flush()
	if (take) {
		if (code)
			roff_example_end()
		else
			roff_example_begin()
	}
	code = !code
	next
}
code { if (take) print roff_guard(roff_literal($0)); next }
example && /^    / { if (take) { while (blanks) { print ""; blanks-- } print roff_guard(roff_literal(substr($0, 5))) } next }
example && /^$/ { blanks++; next }
example { if (take) roff_example_end(); example = blanks = 0 }
/^# / { next }
/^##/ { flush(); table = 0; heading($0); next }
!take { next }
/^\|/ { flush(); row($0); next }
{ table = 0 }
/^$/ { flush(); inlist = 0; next }
/^    / && text == "" { example = 1; roff_example_begin(); print roff_guard(roff_literal(substr($0, 5))); next }
/^[-*] / { flush(); item = "\\(bu 2"; text = substr($0, 3); next }
/^[0-9]+\. / { flush(); item = $1 " 4"; sub(/^[0-9]+\. /, ""); text = $0; next }
{ sub(/^ +/, ""); text = text (text == "" ? "" : " ") $0 }
END { flush(); if (example && take) roff_example_end() }
