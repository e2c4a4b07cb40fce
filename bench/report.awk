# SPDX-License-Identifier: MIT
# Turns goals and results into a page (-v form=page) or JSON (-v form=json).
#   awk -f report.awk -v form=… goals results

# Formats a number with thin groups of three digits.
function figure(value,    text, whole) {
	if (value == "") return "—"
	if (value < 1000) return sprintf("%.3g", value) + 0
	whole = sprintf("%.0f", value)
	while (length(whole) > 3) {
		text = " " substr(whole, length(whole) - 2) text
		whole = substr(whole, 1, length(whole) - 3)
	}
	return whole text
}

# Value of "NAME:quantity", or the ratio of two with a slash between; "" if not measured.
function look_up(spec,    parts) {
	if (split(spec, parts, "/") == 2)
		return (parts[1] in results && parts[2] in results && results[parts[2]] > 0) ? \
			results[parts[1]] / results[parts[2]] : ""
	return (spec in results) ? results[spec] : ""
}

function is_reached(i,    value) {
	value = look_up(need[i, 2])
	return need[i, 3] == "<=" ? value <= need[i, 4] + 0 : value >= need[i, 4] + 0
}

function quoted(text) {
	gsub(/["\\]/, "\\\\&", text)
	return "\"" text "\""
}

function or_null(value) { return value == "" ? "null" : value + 0 }

FNR == 1 { file++ }
file == 1 && /^#/ { next }
file == 1 {
	n = split($0, field, "|")
	if (field[1] == "goal") {
		goals++
		first[goals] = needs + 1
		for (i = 2; i <= n; i++) goal[goals, i] = field[i]
	} else if (field[1] == "need") {
		needs++
		last[goals] = needs
		for (i = 2; i <= n; i++) need[needs, i] = field[i]
	} else if (field[1] == "peer") {
		peers++
		for (i = 2; i <= n; i++) peer[peers, i] = field[i]
	} else if (field[1] == "why") {
		why[field[2]] = field[3]
	} else if (field[1] == "fact") {
		facts++
		for (i = 2; i <= n; i++) fact[facts, i] = field[i]
	}
	next
}
{
	split($0, field, "\t")
	# Measured twice: the later one counts.
	results[field[1] ":" field[2]] = field[3]
	if (!(field[1] ":" field[2] in seen)) {
		seen[field[1] ":" field[2]] = 1
		order[++count] = field[1] ":" field[2]
	}
}

function page(    i, j, wanted, got, value, ok, missed, explained) {
	print "# Performance"
	print ""
	print "Written by `make bench` (`script/setup --bench` installs what it needs); `bench.json` in the build"
	print "folder has the same figures."
	print ""
	printf "Ratios compare two programs that ran in alternation: the median over %s rounds of program and base\n", results["run:rounds"]
	print "in the same round. Clients ran on one processor, servers on another. Times on a shared machine vary by a"
	print "fifth or more where sockets are involved; ratios vary less, and counts of instructions and allocations"
	print "hardly at all, so look at counts first. Callgrind does not know SHA instructions and overstates hashing."
	print "\"By hand\" is a C program written directly over the same libraries, \"best peer\" the fastest official SDK"
	print "of another language; both were measured earlier on a machine of the same kind. Times of calls are wall"
	print "time unless noted otherwise; times of tokens and records are processor time."
	print ""
	print "## Goals"
	print ""
	print "Figures in **bold** miss the goal."
	print ""
	print "| | what | goal | measured | by hand | best peer | how |"
	print "|---|---|---|---|--:|--:|---|"
	for (i = 1; i <= goals; i++) {
		wanted = got = ""
		for (j = first[i]; j <= last[i]; j++) {
			value = look_up(need[j, 2])
			ok = value == "" || is_reached(j)
			if (!ok) missed[i] = 1
			wanted = wanted (wanted == "" ? "" : "<br>") (need[j, 3] == "<=" ? "≤ " : "≥ ") \
				figure(need[j, 4]) " " need[j, 5]
			got = got (got == "" ? "" : "<br>") (ok ? "" : "**") figure(value) (ok ? "" : "**")
		}
		printf "| %s | %s | %s | %s | %s | %s | %s |\n", goal[i, 2], goal[i, 3], wanted, got,
			goal[i, 4], goal[i, 5], goal[i, 6]
	}
	for (i = 1; i <= goals; i++) {
		if (!missed[i] || !(goal[i, 2] in why)) continue
		if (!explained++) {
			print ""
			print "Missed goals, and what is known about them:"
			print ""
		}
		printf "- %s: %s\n", goal[i, 2], why[goal[i, 2]]
	}
	if (("node:version") in results) {
		print ""
		print "## Beside the official Node SDK"
		print ""
		printf "The npm package opentok on Node %s; same machine, same servers, same run.\n", results["node:version"]
		print ""
		print "| operation | otk | Node SDK | ratio |"
		print "|---|--:|--:|--:|"
		for (i = 1; i <= peers; i++)
			printf "| %s | %s %s | %s %s | %s |\n", peer[i, 2], figure(look_up(peer[i, 3])),
				peer[i, 5], figure(look_up(peer[i, 4])), peer[i, 5],
				figure(look_up(peer[i, 4] "/" peer[i, 3]))
	}
	print ""
	print "## Memory and times"
	print ""
	print "| | |"
	print "|---|--:|"
	for (i = 1; i <= facts; i++)
		printf "| %s | %s %s |\n", fact[i, 2], figure(look_up(fact[i, 3])), fact[i, 4]
	print ""
	printf "%s, %s processors, libcurl %s, GnuTLS %s; the largest plugin is %s.\n",
		results["run:compiler"], results["run:processors"], results["run:libcurl"],
		results["run:gnutls"], results["size:plugin_name"]
}

function json(    i, j) {
	print "{\"goals\":["
	for (i = 1; i <= goals; i++) {
		printf "{\"id\":%s,\"what\":%s,\"needs\":[", quoted(goal[i, 2]), quoted(goal[i, 3])
		for (j = first[i]; j <= last[i]; j++)
			printf "%s{\"unit\":%s,\"must\":%s,\"limit\":%s,\"value\":%s,\"reached\":%s}",
				(j > first[i] ? "," : ""), quoted(need[j, 5]), quoted(need[j, 3]),
				need[j, 4] + 0, or_null(look_up(need[j, 2])),
				look_up(need[j, 2]) == "" ? "null" : (is_reached(j) ? "true" : "false")
		print "]}" (i < goals ? "," : "")
	}
	print "],\"results\":{"
	for (i = 1; i <= count; i++)
		printf "%s:%s%s\n", quoted(order[i]), results[order[i]] ~ /^[0-9.e+-]+$/ ? \
			results[order[i]] + 0 : quoted(results[order[i]]), (i < count ? "," : "")
	print "}}"
}

END { if (form == "json") json(); else page() }
