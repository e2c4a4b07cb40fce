# SPDX-License-Identifier: MIT
# Makes a C program of a description: it compares each offset, size and enumerator with the compiler's and prints those
# that differ, then the number of comparisons. Structs that are not public are left out.
def same(what; expression; number): "	same(\(what | tojson), (long long)(\(expression)), \(number));";
def member(type; name): "((\(type) *)0)->\(name)";
.types | to_entries | map(.value | select(.struct and (.struct | startswith("otk_")))) as $types |
($headers | split(" ")[] | select(. != "") | "#include <\(.)>"),
"#include <stdio.h>",
"static int count, wrong;",
"static void same(const char *what, long long compiler, long long described)",
"{",
"	count++;",
"	if (compiler == described)",
"		return;",
"	wrong++;",
"	printf(\"%s: %lld, described as %lld\\n\", what, compiler, described);",
"}",
"int main(void)",
"{",
($types[] | .struct as $t |
	same("sizeof \($t)"; "sizeof(\($t))"; .size),
	(select(.extra_json) | same("\($t).extra_json"; "offsetof(\($t), extra_json)"; .extra_json)),
	(select(.plain | not) | same("\($t).struct_size"; "offsetof(\($t), struct_size)"; 0)),
	(.fields[] |
		same("\($t).\(.member)"; "offsetof(\($t), \(.member))"; .offset),
		same("size of \($t).\(.member)"; "sizeof(\(member($t; .member)))"; .size),
		(select(.count_offset) | same("count of \($t).\(.member)";
			"offsetof(\($t), \(.member | rtrimstr("s"))_count)"; .count_offset)),
		(select(.kind == "int32" and .labels) | [.values, .labels] | transpose[] | same(.[1]; .[1]; .[0])))),
"	printf(\"%d comparisons\\n\", count);",
"	return wrong || !count;",
"}"
