/* SPDX-License-Identifier: MIT */
/* Pages of lists (doc/contract.md, 4.1): the same for archives, broadcasts and renders. */
#ifndef OTK_PLUGIN_TYPES_LIST_H
#define OTK_PLUGIN_TYPES_LIST_H

#include <otk/list.h>
#include <otk/plugin.h>

static const otk_pages otk_usual_pages = {.offset = "offset",
	.count = "count",
	.total = "count",
	.items = "items",
	.max_count = 1000};

static const otk_field otk_list_option_fields[] = {
	OTK_FIELD(otk_list_options, offset, "offset", .place = OTK_IN_QUERY, .min = 0,
		.max = INT64_MAX, .help = "number of newest items to skip (default: 0)"),
	OTK_FIELD(otk_list_options, count, "count", .place = OTK_IN_QUERY, .min = 1, .max = 1000,
		.wire_default = "50",
		.help = "largest number of items in the response (default: 50)"),
	OTK_FIELD(otk_list_options, session_id, "sessionId", .place = OTK_IN_QUERY,
		.format = OTK_FORMAT_SESSION, .soft = OTK_SOFT_FORMAT,
		.help = "list only items of this session"),
};
static const otk_type otk_list_options_type =
	OTK_OPTIONS_TYPE(otk_list_options, "list_options", otk_list_option_fields, OTK_NO_RULES);

/* objects: the path template of the list. Further arguments: members of the row. */
#define OTK_OPERATION_LIST(objects, text, list_type_ptr, ...)                                  \
	OTK_OPERATION("list", .summary = text, .method = OTK_METHOD_GET, .path = objects,      \
		.options = &otk_list_options_type, .result = list_type_ptr,                    \
		.shape = OTK_SHAPE_LIST, .repeat = OTK_REPEAT_SAFE, .pages = &otk_usual_pages, \
		__VA_ARGS__)

#endif
