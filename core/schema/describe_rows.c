/* SPDX-License-Identifier: MIT */
/* Which members of a table become which members of its description. */
#include "config.h"

#include "core/schema/describe_rows.h"

#include <otk/plugin.h>
#include <stddef.h>

const char otk_describe_all_words[] =
	"|string|flag|int|strings|map|object|list|int32|size|text|array|pointer|function\0"
	"|query|path\0"
	"|id|session|ipv4|uuid|pem_certificate|token|stylesheet|headers|layout_class\0"
	"|bytes|time_ms|seconds|bits_per_second\0"
	"|id|session|created_at\0"
	"|needs|excludes|one_of|exactly_one|only_when\0"
	"|GET|POST|PUT|PATCH|DELETE\0"
	"|json|form\0"
	"none|object|list|array|first_of_array|maybe_object\0"
	"unsafe|settle|safe\0"
	"project|account|basic|either\0"
	"|opentok|vonage||";

#define ROW(struct_name, member_name, key_text, how_name, arg_value) \
	{                                                            \
		key_text, OTK_DESCRIBE_##how_name, arg_value,        \
			(uint16_t)offsetof(struct_name, member_name) \
	}
#define NUMBER_ROW(struct_name, member_name, key_text, how_name) \
	ROW(struct_name, member_name, key_text, how_name, sizeof(((struct_name *)0)->member_name))

const otk_describe_row otk_describe_field_rows[] = {
	ROW(otk_field, name, "name", TEXT, 0),
	ROW(otk_field, aliases, "aliases", LIST, 0),
	ROW(otk_field, member, "member", TEXT, 0),
	ROW(otk_field, help, "help", TEXT, 0),
	ROW(otk_field, kind, "kind", WORD, OTK_WORDS_KINDS),
	NUMBER_ROW(otk_field, offset, "offset", ALWAYS),
	ROW(otk_field, kind, "size", SIZE, 0),
	NUMBER_ROW(otk_field, count_offset, "count_offset", NUMBER),
	ROW(otk_field, type, "type", TYPE, 0),
	ROW(otk_field, place, "place", WORD, OTK_WORDS_PLACES),
	ROW(otk_field, format, "format", WORD, OTK_WORDS_FORMATS),
	ROW(otk_field, unit, "unit", WORD, OTK_WORDS_UNITS),
	ROW(otk_field, role, "role", WORD, OTK_WORDS_ROLES),
	ROW(otk_field, required, "required", YES, 0),
	ROW(otk_field, secret, "secret", YES, 0),
	ROW(otk_field, soft, "soft", YES, 0),
	ROW(otk_field, hidden, "hidden", YES, 0),
	ROW(otk_field, single, "single", YES, 0),
	ROW(otk_field, unique, "unique", YES, 0),
	ROW(otk_field, multiline, "multiline", YES, 0),
	ROW(otk_field, keep_empty, "keep_empty", YES, 0),
	ROW(otk_field, values, "values", VALUES, 0),
	ROW(otk_field, labels, "labels", TEXTS, 0),
	ROW(otk_field, token_roles, "token_roles", TEXTS, 0),
	ROW(otk_field, wire_default, "wire_default", TEXT, 0),
	ROW(otk_field, prefixes, "prefixes", LIST, 0),
	ROW(otk_field, alphabet, "alphabet", TEXT, 0),
	ROW(otk_field, keyed, "keyed", TEXT, 0),
	ROW(otk_field, min, "min", LIMITS, 0),
	{.key = ""},
};

const otk_describe_row otk_describe_rule_rows[] = {
	ROW(otk_rule, kind, "kind", WORD, OTK_WORDS_RULES),
	ROW(otk_rule, field, "field", TEXT, 0),
	ROW(otk_rule, value, "value", TEXT, 0),
	ROW(otk_rule, other, "other", TEXT, 0),
	ROW(otk_rule, other_value, "other_value", TEXT, 0),
	ROW(otk_rule, message, "message", TEXT, 0),
	ROW(otk_rule, soft, "soft", YES, 0),
	{.key = ""},
};

const otk_describe_row otk_describe_type_rows[] = {
	ROW(otk_type, name, "name", TEXT, 0),
	ROW(otk_type, struct_name, "struct", TEXT, 0),
	NUMBER_ROW(otk_type, struct_size, "size", ALWAYS),
	NUMBER_ROW(otk_type, min_struct_size, "min_size", ALWAYS),
	ROW(otk_type, min_struct_size, "plain", PLAIN, 0),
	NUMBER_ROW(otk_type, extra_json, "extra_json", NUMBER),
	{.key = ""},
};

const otk_describe_row otk_describe_part_rows[OTK_DESCRIBE_PART_END] = {
	[OTK_DESCRIBE_PART_PAGES] = ROW(otk_pages, offset, "offset", TEXT, 0),
	ROW(otk_pages, page, "page", TEXT, 0),
	ROW(otk_pages, count, "count", TEXT, 0),
	ROW(otk_pages, total, "total", TEXT, 0),
	ROW(otk_pages, items, "items", TEXT, 0),
	NUMBER_ROW(otk_pages, max_count, "max_count", ALWAYS),
	[OTK_DESCRIBE_PART_SETTLES] = ROW(otk_settles, status, "status", TEXT, 0),
	ROW(otk_settles, final_values, "final_values", TEXTS, 0),
	ROW(otk_settles, failure_values, "failure_values", TEXTS, 0),
	[OTK_DESCRIBE_PART_DOWNLOADS] = ROW(otk_downloads, url, "url", TEXT, 0),
	ROW(otk_downloads, size, "size", TEXT, 0),
	ROW(otk_downloads, sha256, "sha256", TEXT, 0),
	ROW(otk_downloads, status, "status", TEXT, 0),
	ROW(otk_downloads, ready, "ready", TEXT, 0),
	[OTK_DESCRIBE_PART_ADOPTS] = ROW(otk_adopts, list, "list", TEXT, 0),
	ROW(otk_adopts, match, "match", TEXT, 0),
	ROW(otk_adopts, status, "status", TEXT, 0),
	ROW(otk_adopts, status_value, "status_value", TEXT, 0),
};

const otk_describe_row otk_describe_operation_rows[] = {
	ROW(otk_operation, summary, "summary", TEXT, 0),
	ROW(otk_operation, method, "method", WORD, OTK_WORDS_METHODS),
	ROW(otk_operation, path, "path", TEXT, 0),
	ROW(otk_operation, body, "body", WORD, OTK_WORDS_BODIES),
	ROW(otk_operation, shape, "shape", WORD, OTK_WORDS_SHAPES),
	ROW(otk_operation, repeat, "repeat", WORD, OTK_WORDS_REPEATS),
	ROW(otk_operation, settle_by, "settle_by", TEXT, 0),
	ROW(otk_operation, read_status_as, "read_status_as", TEXT, 0),
	ROW(otk_operation, session_id, "session_id", TEXT, 0),
	ROW(otk_operation, errors, "errors", TEXT, 0),
	ROW(otk_operation, auth, "auth", WORD, OTK_WORDS_AUTHS),
	ROW(otk_operation, backends, "backends", WORD_LIST, OTK_WORDS_BACKENDS),
	ROW(otk_operation, base_url, "base_url", TEXT, 0),
	ROW(otk_operation, vonage_url, "vonage_url", TEXT, 0),
	ROW(otk_operation, examples, "examples", TEXTS, 0),
	ROW(otk_operation, options, "options", TYPE, 0),
	ROW(otk_operation, result, "result", TYPE, 0),
	ROW(otk_operation, pages, "pages", PART, OTK_DESCRIBE_PART_PAGES),
	ROW(otk_operation, settles, "settles", PART, OTK_DESCRIBE_PART_SETTLES),
	ROW(otk_operation, downloads, "downloads", PART, OTK_DESCRIBE_PART_DOWNLOADS),
	ROW(otk_operation, adopts, "adopts", PART, OTK_DESCRIBE_PART_ADOPTS),
	{.key = ""},
};

const otk_describe_row otk_describe_plugin_rows[] = {
	ROW(otk_plugin, name, "name", TEXT, 0),
	ROW(otk_plugin, version, "version", TEXT, 0),
	ROW(otk_plugin, license, "license", TEXT, 0),
	ROW(otk_plugin, summary, "summary", TEXT, 0),
	ROW(otk_plugin, settings_type, "settings", TYPE, 0),
	{.key = ""},
};
