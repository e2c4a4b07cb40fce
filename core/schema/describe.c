/* SPDX-License-Identifier: MIT */
/*
 * The tables as JSON, for tools, bindings and completion. Made with json-c.
 *
 * otk_describe(client, "archives.start", …) gives one operation object; an alias gives its row.
 * otk_describe(client, NULL, …) gives {"version": "0.1.0", "operations": [operation, …]}: the
 * core's own first, then those of the plugins by name, rows in table order.
 *
 * Members that would be null, false, 0 or empty are left out, but for those marked *.
 *
 * operation:
 *   "name"*       "archives.streams"
 *   "aliases"     ["archives.add_stream", "archives.remove_stream"]
 *   "feature"*    "archives", "com.example.echo": the name up to the last dot
 *   "verb"*       "streams": the rest
 *   "interface"*  "otk.archives/1"          "minor"* 0
 *   "plugin"      "archives"; left out for the core's own
 *   "summary"     "Add a stream to a manual archive, or remove one"
 *   "method"*     "PATCH"                   "path"* "/v2/project/{project}/archive/{archiveId}/…"
 *   "ids"*        ["archiveId"]: the positional ones, in order
 *   "body"        "json" | "form"
 *   "form"*       "none" | "object" | "list" | "array" | "first_of_array" | "maybe_object"
 *   "repeat"*     "unsafe" | "settle" | "safe"
 *   "auth"*       "project" | "account" | "basic"
 *   "backends"    ["opentok"]; left out when it has both
 *   "base_url"    "https://…" when it is not the project's host
 *   "options"     type                      "result" type
 *   "pages"       {"offset", "count", "total", "items", "max_count"}
 *   "settles"     {"status", "final_values": […]}
 *   "downloads"   {"url", "size", "sha256", "status", "ready"}
 *   "adopts"      {"list", "match", "status", "status_value"}
 *
 * type (written out wherever it is used, so that a reader needs no second look-up):
 *   "name"* "archive_options"   "fields"* [field, …]   "rules" [rule, …]
 *
 * field:
 *   "name"*       wire name "sessionId"     "aliases" ["maxBitRate"]
 *   "member"*     C name "session_id"       "help" "one line"
 *   "kind"*       "string" | "flag" | "int" | "strings" | "map" | "object" | "list"
 *   "place"       "query" | "path"; left out for the body
 *   "format"      "id" | "session" | "ipv4" | "uuid" | "pem_certificate"
 *   "unit"        "bytes" | "time_ms" | "seconds" | "bits_per_second"
 *   "required" "secret" "soft" "hidden" "single" "unique"   true
 *   "values"      ["enabled", "disabled"]   "labels" ["relayed", "routed"], in the same order
 *   "wire_default" "prefixes" ["rtmp://", …] "alphabet" "keyed"   as in the table
 *   "min" "max"   both when the field has limits (max left out when it is INT64_MAX)
 *   "type"        type, for "object" and "list"
 *
 * rule: {"kind": "needs" | "excludes" | "one_of" | "exactly_one" | "only_when", "field", "value",
 *   "other", "other_value", "message", "soft"}
 */
