# SPDX-License-Identifier: MIT
# What the tables of a description state, one fact a line: operations, fields and rules, without layout and help.
(.operations[] | "\(.name) \(del(.name, .summary, .examples, .minor) | tojson)"),
(.types | to_entries[] | .key as $type |
	(.value.fields[] | "\($type) \(.name) \(del(.name, .offset, .size, .count_offset, .help, .member) | tojson)"),
	(.value.rules[]? | "\($type) rule \(del(.message) | tojson)"))
