#!/bin/sh
# SPDX-License-Identifier: MIT
# otk plugin check of a plugin with many mistakes: each is found, with the change.
. "$(dirname "$0")/otk.sh"
mkdir -m 755 "$work/plugins"
file=$work/plugins/com.example.careless.so
cp "$OTK_TEST_BUILDDIR/tests/otk/.libs/com.example.careless.so" "$file"
chmod 755 "$file"
unset OTK_TEST_MISTAKE

expect 'without a mistake in its tables' 0 plugin check "$file" --include descriptor --include fields \
	--include structs --include values --include rules --include operations --include paths \
	--include references --include interfaces --include open --include hooks
has 'passes' out ' 0 failed, '

# finds GROUP TEST: the test fails and reports each line of stdin, "problem|change", in this group of
# mistakes; and nothing else.
finds() {
	OTK_TEST_MISTAKE=$1 run plugin check "$file" --include "$2" --timeout 2s
	exited "$1: the test $2 fails" 4
	count=0
	while IFS='|' read -r problem change; do
		count=$((count + 1))
		if grep -F -A 1 -e "$problem" "$work/out" | grep -F 'change: ' | grep -qF -e "$change"; then
			good "$1: $problem"
		else
			bad_run "$1: $problem"
		fi
	done
	# A mistake of a nested type is reported for each field that has the type.
	grep -B 1 '^ *change: ' "$work/out" | grep -vE '^(--| *change: )' | sort -u >"$work/found"
	check "$1: $count findings" test "$(wc -l <"$work/found")" = "$count"
}

finds fields fields <<'END'
two words: has a name with blanks, quotes or bars|OTK_TYPE(struct_name, "name", fields)
two words.fields[0]: has no wire name|OTK_FIELD(struct, member, "wireName"
two words.noMember: has no C name|make the row with OTK_FIELD()
two words.aliases: has a broken list of aliases|.aliases = "oldName|otherName"
two words.lines: has a help text with control characters|one line of text
two words.stop: has a help text that ends in a full stop|without a full stop
two words.reserved: has reserved members that are not zero|make the row with OTK_FIELD()
two words.untyped: is an object or a list, but has no type|OTK_OBJECT(struct, member, &type
two words.typed: has a type, but is not an object or a list|or leave .type out
two words.keyed: is keyed, but is not a list|leave .keyed out
two words.unique: is unique, but not keyed|.keyed = "name of the field
two words.single: is single, but is not a list|leave .single out
two words.keep: has keep_empty, but is not a list or map|leave .keep_empty out
two words.multi: is multiline, but is not a text|leave .multiline out
two words.place: has an unknown place|OTK_IN_QUERY or OTK_IN_PATH
two words.query: is of a kind that a query cannot hold|move it to the body
two words.path: is of a kind that a path cannot hold|make it a string or a number
inner.placed: is nested, but has a place in the path or query|only fields of the options themselves
two words.role: has an unknown role|.role = OTK_ROLE_ID
two words.roleText: has a role of strings|OTK_ROLE_CREATED_AT is for an int64_t
two words.roleNumber: has a role of numbers|OTK_ROLE_CREATED_AT is for an int64_t
two words.second: has the role of "first"|at most one field of a type has each role
two words.other: has the name "first", as "first" has|denote one field of a type; rename one
two words.keyedBy: has the name "list", as "unique" has|denote one field of a type; rename one
two words.keyedBy: is keyed by "nope", which is not a string field of inner|a string field of the items
END
finds structs structs <<'END'
odd: its struct cannot have 12 bytes|make the type with OTK_TYPE()
odd: min_struct_size is 16, more than its struct has (12)|make the type with OTK_TYPE()
odd: it has reserved members that are not zero|make the type with OTK_TYPE()
odd.begin: is at offset 0, where struct_size is|begin the struct with size_t struct_size
type without a name: has a type_size of 8, not|OTK_TYPE() or OTK_OPTIONS_TYPE()
type without a name: has no name|OTK_TYPE(struct_name, "name", fields)
type countless: has 3 fields and 0 rules; at most 256 are allowed, and none without an array|let the macros count
END
finds values values <<'END'
options.empty: has a list of known values that is empty|{"a", "b", NULL}
options.twice: has the known value "fast" twice|remove the duplicate
options.limited: has limits, but is a flag or an object|leave .min and .max out
options.below: has a min of -5 above its max of -9|exchange .min and .max
options.negative: has a negative length as a limit|are 0 or more
options.standard: has the wire default "soon", which its kind cannot have|a text, digits, "true" or "false"
options.format: has an unknown format|.format = OTK_FORMAT_ID
options.formatted: has a format that its kind cannot have|OTK_FORMAT_HEADERS is for a map
options.headers: has a format that its kind cannot have|OTK_FORMAT_HEADERS is for a map
options.unit: has an unknown unit|.unit = OTK_UNIT_SECONDS
options.soft: has unknown bits in soft|.soft = OTK_SOFT_LENGTH
options.prefixed: has prefixes or an alphabet, but is not a text|leave .prefixes and .alphabet out
options.alphabet: has an empty alphabet|list the characters
options.roles: has token_roles, but is not a token|.format = OTK_FORMAT_TOKEN
options.noRoles: has an empty list of token roles|the best one first
END
finds rules rules <<'END'
options.rules[0]: has the unknown kind 9|.kind = OTK_RULE_NEEDS, EXCLUDES
options.rules[1]: has reserved members that are not zero|use designated initialisers
options.rules[2]: has a message with { and no }|write {fieldName}
options.rules[3]: is of kind ONE_OF or EXACTLY_ONE, which takes a list|leave .value, .other and .other_value out
options.rules[4]: names "nope", which is not a field of options|the fields are text, mode, number
options.rules[5]: has the value "soon" for "number"|values are for strings, numbers (digits) and flags
options.rules[6]: has the value "x" for "mode"|name one of the field's known values
END
finds operations operations <<'END'
operations[0]: has another size than otk_operation|OTK_OPERATION()
operations[1]: has no name|OTK_OPERATION("create"
operation Upper: has the name or alias "Upper"|begin with a letter
operation stop: has a summary that ends in a full stop|without a full stop
operation example: has examples without an end, or with control characters|OTK_EXAMPLES(
operation method: has no method, or an unknown one|.method = OTK_METHOD_GET
operation body: has an unknown kind of body|.body = OTK_BODY_JSON
operation auth: has an unknown auth|.auth = OTK_AUTH_PROJECT
operation backends: has unknown bits in backends|OTK_BACKEND_OPENTOK
operation repeat: has an unknown repeat class|.repeat = OTK_REPEAT_SAFE
operation once: is a GET that is not repeated|a GET is OTK_REPEAT_SAFE
operation base: has a base_url that is not https|.base_url = "https://
operation vonage: has a vonage_url that is not https|.vonage_url = "https://
operation reserved: has reserved members that are not zero|OTK_OPERATION()
operation shape: has an unknown shape|.shape = OTK_SHAPE_OBJECT
operation shaped: has a shape, but no result|.result = &thing_type
operation array: has the shape ARRAY and a result without exactly one list|one OTK_LIST()
END
finds paths paths <<'END'
operation nowhere: has no path, or one that does not begin with /|.path = "/v2/
operation query: has no path, or one that does not begin with /, or has a query|options of place QUERY
operation elsewhere: has {text} in its path, but the option "text" goes elsewhere|.place = OTK_IN_PATH
operation elsewhere: option "text" goes into the body, but the operation has none|.place = OTK_IN_QUERY
operation elsewhere: option "number" goes into the body, but the operation has none|.place = OTK_IN_QUERY
operation many: has more than 4 ids in its path|make some of them options
operation closed: has a } without { in its path|write {name}
operation opened: has a { without a name and } in its path|write {name}
operation nameless: has a { without a name and } in its path|write {name}
operation bracket: has unbalanced brackets in its path|write [/part/{name}]
operation unbracket: has unbalanced brackets in its path|write [/part/{name}]
operation form: option "map" is of a kind that a form cannot hold|.body = OTK_BODY_JSON
operation session: names "b" as the session id, which is not in its path|is the name of a {part}
END
finds references references <<'END'
operation neither: has pages with both offset and page, or neither|set pages.offset
operation neither: has pages with a max_count below 1|.max_count = 1000
operation neither: pages.count is missing|name a number of thing
operation neither: pages.total is missing|name a number of thing
operation neither: pages.items is missing|name a list of thing
operation both: has pages with both offset and page, or neither|set pages.offset
operation both: pages.page names "text", which is not a number of thing|use the wire name
operation both: pages.total names "nope", which is not a number of thing|use the wire name
operation both: pages.items names "number", which is not a list of thing|use the wire name
operation cursor: has pages with a max_count below 1|.max_count = 1000
operation cursor: pages.offset names "text", which is not a string of options|use the wire name
operation cursor: pages.total names "number", which is not a number of options|use the wire name
operation cursor: pages.items names "number", which is not a list of options|use the wire name
operation nothing: has pages with a max_count below 1|.max_count = 1000
operation nothing: pages.offset names "text", which is not a number of the operation|use the wire name
operation nothing: pages.count is missing|a type, which the operation needs as well
operation nothing: pages.total names "number", which is not a number of the operation|use the wire name
operation nothing: pages.items names "number", which is not a list of the operation|use the wire name
operation download: downloads.url is missing|name a string of thing
operation download: downloads.size names "text", which is not a number of thing|use the wire name
operation download: downloads.sha256 names "number", which is not a string of thing|use the wire name
operation download: downloads.status names "nope", which is not a string of thing|use the wire name
operation adopt: adopts.list names "(NULL)", which is not an operation|that lists the objects
operation adopt: adopts.match names "nope", which is not a string of thing|use the wire name
operation settle: settles.status names "number", which is not a string of thing|use the wire name
operation settle: settles without final values|an array of texts that ends with NULL
operation walk: pages.offset names "object.number", which is a field of a nested object|of the struct itself
operation keep: adopts.list names "drop", which is not safe|it is called unasked
operation keep: adopts.match names "object.text", which is a field of a nested object|of the struct itself
operation keep: settle_by names "drop", which is not safe|it is called unasked
operation keep: settle_by names "drop", which has another result|the result of both
END
finds magic descriptor <<'END'
descriptor.magic: is 0x00000001, not 0x|OTK_PLUGIN_DESCRIPTOR()
END
OTK_TEST_MISTAKE=magic expect 'a descriptor that cannot be used' 0 plugin check "$file" --include fields
has 'its tables are not read' out 'the descriptor cannot be used'
finds major descriptor <<'END'
descriptor.abi_major: is 9, this otk has 1|compile it with the headers of this otk
END
finds small descriptor <<'END'
descriptor.struct_size: is 8 bytes, at least|OTK_PLUGIN_DESCRIPTOR()
END
finds texts descriptor <<'END'
descriptor.name: is "com.example.Other", but the file is com.example.careless.so|rename the file
descriptor.version: is missing, or has control characters|.version = "1.0"
descriptor.license: is missing, or has control characters|.license = "MIT"
descriptor.summary: is missing, or has control characters|.summary =
descriptor.reserved: is not zero|OTK_PLUGIN_DESCRIPTOR()
descriptor.hooks: has no function|set before_send, after_receive or after_complete
END
finds nothing descriptor <<'END'
descriptor.name: is "(NULL)", but the file is com.example.careless.so|rename the file to NAME.so
descriptor: offers neither interfaces nor hooks|.interfaces = interfaces
END
finds counts descriptor <<'END'
descriptor.interface_count: is 1, with interfaces NULL; at most 64 are allowed|OTK_COUNT_OF(interfaces)
END
finds interfaces interfaces <<'END'
interfaces[1]: has the id of interfaces[0], "com.example.careless/1"|merge the two interfaces
interfaces[1]: has the minor -1|begin with .minor = 0
interfaces[1]: has a reserved member that is not zero|leave .reserved out
interfaces[1]: has an operation_count of 1, but operations is NULL; at most 1024|OTK_COUNT_OF(operations)
interfaces[2]: has the id "com.example.careless/0"|.id = "com.example.careless/1"
interfaces[2]: offers nothing|add .operations, .types or .vtable
interfaces[3]: has the id "(NULL)"|.id = "com.example.careless/1"
interfaces[3]: has an operation_count of 1025; at most 1024|OTK_COUNT_OF(operations)
END
finds moving entry <<'END'
returned another address when it was called again|make the descriptor static const
returned another result for the plugin ABI|return the same descriptor to newer hosts
END
finds older entry <<'END'
returned another result for the plugin ABI|return the same descriptor to newer hosts
END
finds verdict hooks <<'END'
before_send: returned the unknown verdict 9|OTK_VERDICT_GO, OTK_VERDICT_WAIT or OTK_VERDICT_REFUSE
before_send: took 1|never wait in a hook
END
finds complete hooks <<'END'
after_complete: took 1|never wait in a hook
END
finds close open <<'END'
descriptor.close: there is a close() and no open()|set .open as well
END
finds unclosed open <<'END'
descriptor.close: open() makes a state, and no close() frees it|.close = free
END
finds settings settings <<'END'
descriptor.settings_type: has settings, which only plugins with hooks get|leave .settings_type out
END
finds refused settings <<'END'
open(): refused each of 40 random settings|open() must accept settings
END

# ---- the file
expect 'a library of otk that is linked' 4 plugin check "$file" --include exports
has 'is found' out 'is linked; a plugin gets what it needs from otk_host'
has 'with the change' out 'link without `pkg-config --libs otk`'
has 'as is the folder of libraries' out 'is searched for libraries by the file (RUNPATH)'
for name in Careless 'care less'; do
	cp "$file" "$work/plugins/com.example.$name.so"
	run plugin check "$work/plugins/com.example.$name.so" --include descriptor
	scene="a file com.example.$name.so"
	has 'has a name that is refused' out 'has a name that is not the name of a plugin'
done
empty_file=$work/plugins/com.example.empty.so
: >"$empty_file"
expect 'an empty file' 4 plugin check "$empty_file" --include exports --include entry --include descriptor
has 'is empty' out 'the file: is empty'
has 'cannot be loaded' out 'the file: cannot be used: '
# The fifth byte of an ELF file: 1 for 32 bits, 2 for 64.
other=$work/plugins/com.example.other.so
{ printf '\177ELF'; dd if="$file" bs=1 skip=4 count=1 2>"$work/dd" | tr '\001\002' '\002\001'; tail -c +6 "$file"; } >"$other"
expect 'a file for another machine' 0 plugin check "$other" --include exports
has 'is skipped' out 'the file is for another machine'
head -c 100 "$file" >"$other"
expect 'a file that ends early' 0 plugin check "$other" --include exports
if [ "$(id -u)" = 0 ]; then
	chown 12345 "$file"
	expect 'a file of another user' 4 plugin check "$file" --include trust
	has 'is found' out 'belongs to user 12345, neither root nor you'
	has 'with the change' out "change: chown 0 $file"
	chown 0 "$file"
	chmod 775 "$work/plugins"
	expect 'a folder that its group can write, for root' 4 plugin check "$file" --include trust
	has 'is found' out 'is writable by its group'
	has 'with the change' out "change: chmod g-w $work/plugins"
	chmod 755 "$work/plugins"
else
	skip 'files of another user: only root can make them'
fi
finish
