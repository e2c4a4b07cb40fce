/* SPDX-License-Identifier: MIT */
/* Header lines of a request. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text/text.h"
#include "core/transport/http/header_list.h"

/* Initial capacities: they fit an HS256-signed request without headers of hooks. */
#define FIRST_BYTES 512
#define FIRST_NODES 8

void otk_header_list_init(otk_header_list *list)
{
	*list = (otk_header_list){.nodes = NULL};
	otk_buffer_init(&list->text, OTK_REQUEST_BYTES_MAX);
}

void otk_header_list_clear(otk_header_list *list)
{
	if (list->text.size)
		explicit_bzero(list->text.data, list->text.size);
	otk_buffer_clear(&list->text);
	list->count = 0;
}

void otk_header_list_free(otk_header_list *list)
{
	otk_buffer_wipe(&list->text);
	free(list->nodes);
	list->nodes = NULL;
	list->node_count = 0;
}

/* As otk_buffer_reserve(), but wipes memory that is given back: it may hold a token. */
static bool reserve_text(otk_header_list *list, size_t more)
{
	otk_buffer *text = &list->text, wider;

	if (more < text->capacity - text->size || text->status)
		return !text->status;
	otk_buffer_init(&wider, text->max);
	if (more > text->max - text->size ||
		!otk_buffer_reserve(&wider,
			text->size + more < FIRST_BYTES ? FIRST_BYTES - 1 : text->size + more)) {
		text->status = wider.status ? wider.status : OTK_E_TOO_LARGE;
		return false;
	}
	otk_buffer_add(&wider, text->data, text->size);
	otk_buffer_wipe(text);
	*text = wider;
	return true;
}

void otk_header_list_copy(otk_header_list *list, const otk_header_list *from)
{
	if (!reserve_text(list, from->text.size))
		return;
	otk_buffer_add(&list->text, from->text.data, from->text.size);
	memcpy(list->offset, from->offset, from->count * sizeof(list->offset[0]));
	list->count = from->count;
}

static bool has_line_end(const char *text)
{
	return text[strcspn(text, "\r\n")] != '\0';
}

/* Returns the index of the line with this name (with its colon), or the number of lines. */
static size_t find_line(const otk_header_list *list, const char *name, size_t size)
{
	size_t i = 0;

	while (i < list->count && !otk_ascii_equal(list->text.data + list->offset[i], name, size))
		i++;
	return i;
}

otk_status otk_header_list_add(otk_header_list *list, const char *name, const char *value)
{
	const char *colon = strchr(name, ':');
	const size_t begin = list->text.size;
	size_t index;

	if (!colon || colon == name || has_line_end(name) || (value && has_line_end(value)) ||
		memchr(name, ' ', (size_t)(colon - name)))
		return OTK_E_ARGUMENT;
	index = find_line(list, name, (size_t)(colon - name) + 1);
	if (index == OTK_REQUEST_LINES_MAX)
		return OTK_E_TOO_LARGE;
	if (!reserve_text(list, strlen(name) + (value ? strlen(value) : 0) + 1))
		return list->text.status;
	otk_buffer_add_text(&list->text, name);
	if (value)
		otk_buffer_add_text(&list->text, value);
	otk_buffer_add_char(&list->text, '\0');
	list->offset[index] = (uint16_t)begin;
	if (index == list->count)
		list->count++;
	return OTK_OK;
}

bool otk_header_list_add_standard(otk_header_list *list, const char *user_agent, bool plain)
{
	otk_header_list_add(list, "Accept: ", plain ? "*/*" : "application/json");
	/* A download is not compressed: its offsets count bytes of the file. */
	otk_header_list_add(list, plain ? "Accept-Encoding:" : "Accept-Encoding: gzip", NULL);
	/* A header line takes half of the time that CURLOPT_USERAGENT takes. */
	otk_header_list_add(list, "User-Agent: ", user_agent);
	return !list->text.status;
}

static bool reserve_nodes(otk_header_list *list)
{
	size_t count = list->node_count ? list->node_count : FIRST_NODES;
	struct curl_slist *nodes;

	if (list->count <= list->node_count)
		return true;
	while (count < list->count)
		count *= 2;
	nodes = realloc(list->nodes, count * sizeof(*nodes));
	if (!nodes)
		return false;
	list->nodes = nodes;
	list->node_count = count;
	return true;
}

/* Not with curl_slist_append(): it would allocate twice for each line of each request. */
otk_status otk_header_list_link(otk_header_list *list)
{
	if (list->text.status)
		return list->text.status;
	if (!reserve_nodes(list))
		return OTK_E_NOMEM;
	for (size_t i = 0; i < list->count; i++) {
		list->nodes[i].data = list->text.data + list->offset[i];
		list->nodes[i].next = i + 1 < list->count ? &list->nodes[i + 1] : NULL;
	}
	return OTK_OK;
}
