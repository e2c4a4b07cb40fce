# SPDX-License-Identifier: MIT
# Draws use against limit over time (SVG):
#   awk -f fleet_picture.awk -v began=SECONDS -v limit=N MARKS ARRIVALS
# MARKS: "second text"; ARRIVALS: "ms since the epoch, requests".
function x(second) { return 60 + second * 5.6 }
function y(value) { return 260 - value / limit * 180 }

FNR == NR {
	at[++marks] = $1
	sub(/^[0-9]+ /, "")
	name[marks] = $0
	next
}
{ count[int($1 / 1000) - began] += $2 }
END {
	for (s in count)
		if (s + 0 > last) last = s + 0
	print "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"920\" height=\"320\"" \
		" viewBox=\"0 0 920 320\" font-family=\"sans-serif\" font-size=\"12\">"
	print "<!-- SPDX-License-Identifier: MIT -->"
	print "<title>Requests of eight processes in each second, and their limit</title>"
	print "<rect width=\"920\" height=\"320\" fill=\"#fff\"/>"
	for (part = 0; part <= 4; part++) {
		value = limit * part / 4
		printf "<path d=\"M60 %.1fH900\" stroke=\"#ddd\"/>\n", y(value)
		printf "<text x=\"52\" y=\"%.1f\" text-anchor=\"end\">%d</text>\n", y(value) + 4, value
	}
	for (s = 0; s <= last; s += 10)
		printf "<text x=\"%.1f\" y=\"278\" text-anchor=\"middle\">%d</text>\n", x(s), s
	print "<text x=\"480\" y=\"300\" text-anchor=\"middle\">seconds</text>"
	print "<text x=\"60\" y=\"20\">requests in each second of the server&#8217;s clock; red: the limit</text>"
	for (i = 1; i <= marks; i++) {
		printf "<path d=\"M%.1f 48V260\" stroke=\"#888\" stroke-dasharray=\"3 3\"/>\n", x(at[i])
		printf "<text x=\"%.1f\" y=\"44\" text-anchor=\"middle\" fill=\"#444\">%s</text>\n", \
			x(at[i]), name[i]
	}
	printf "<path d=\"M60 %.1fH900\" stroke=\"#c00\" stroke-width=\"1.5\"/>\n", y(limit)
	printf "<path fill=\"none\" stroke=\"#06c\" stroke-width=\"1.5\" d=\"M%.1f %.1f", x(0), y(count[0])
	for (s = 0; s <= last; s++)
		printf "V%.1fH%.1f", y(count[s]), x(s + 1)
	print "\"/>"
	print "</svg>"
}
