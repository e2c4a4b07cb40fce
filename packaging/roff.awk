# SPDX-License-Identifier: MIT
# Functions of the scripts that write manual pages: text becomes lines of troff.

# Characters that are not ASCII, as troff names them.
function roff_ascii(text) {
	gsub(/…/, "...", text)
	gsub(/–/, "\\(en", text)
	gsub(/—/, "\\(em", text)
	gsub(/×/, "\\(mu", text)
	gsub(/→/, "\\(->", text)
	gsub(/≤/, "\\(<=", text)
	gsub(/≥/, "\\(>=", text)
	return text
}

# Nothing in the result is a request or an escape of troff.
function roff_escape(text) {
	gsub(/\\/, "\\e", text)
	return roff_ascii(text)
}

# A text that is typed as it is: its dashes are those of a command line.
function roff_literal(text) {
	text = roff_escape(text)
	gsub(/-/, "\\-", text)
	gsub(/\^/, "\\(ha", text)
	gsub(/~/, "\\(ti", text)
	return text
}

# A line must not begin like a request.
function roff_guard(text) {
	return text ~ /^[.']/ ? "\\&" text : text
}

# Prints a filled text in lines of at most 76 characters.
function roff_fill(text, count, words, i, line) {
	count = split(text, words, / +/)
	line = ""
	for (i = 1; i <= count; i++) {
		if (words[i] == "")
			continue
		if (line != "" && length(line) + 1 + length(words[i]) > 76) {
			print roff_guard(line)
			line = ""
		}
		line = line (line == "" ? "" : " ") words[i]
	}
	if (line != "")
		print roff_guard(line)
}

# After a heading a paragraph begins by itself.
function roff_paragraph() {
	if (!roff_fresh)
		print ".PP"
	roff_fresh = 0
}

function roff_example_begin() {
	roff_paragraph()
	print ".RS 4\n.EX"
}

function roff_example_end() {
	print ".EE\n.RE"
}

function roff_heading(macro, text) {
	print "." macro " " (macro == "SH" ? toupper(text) : text)
	roff_fresh = 1
}

function roff_entry(term, text) {
	print ".TP\n" roff_guard(term)
	roff_fill(text)
	roff_fresh = 0
}
