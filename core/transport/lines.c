/* SPDX-License-Identifier: MIT */
/* Header lines of a request, in one text that is kept for the next one. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/transport/internal.h"

/* At first; what requests without hooks have, with a token by HS256. */
#define USUAL_BYTES 512
#define USUAL_NODES 8

void otk_lines_init(otk_lines *lines)
{
	*lines = (otk_lines){.nodes = NULL};
	otk_buffer_init(&lines->text, OTK_REQUEST_BYTES_MAX);
}

void otk_lines_clear(otk_lines *lines)
{
	if (lines->text.size)
		explicit_bzero(lines->text.data, lines->text.size);
	otk_buffer_clear(&lines->text);
	lines->count = 0;
}

void otk_lines_free(otk_lines *lines)
{
	otk_buffer_wipe(&lines->text);
	free(lines->nodes);
	lines->nodes = NULL;
	lines->node_count = 0;
}

/* As otk_buffer_reserve(), but no token stays behind in memory that is given back. */
static bool reserve(otk_lines *lines, size_t more)
{
	otk_buffer *text = &lines->text, wider;

	if (more < text->capacity - text->size || text->status)
		return !text->status;
	otk_buffer_init(&wider, text->max);
	if (more > text->max - text->size ||
		!otk_buffer_reserve(&wider,
			text->size + more < USUAL_BYTES ? USUAL_BYTES - 1 : text->size + more)) {
		text->status = wider.status ? wider.status : OTK_E_TOO_LARGE;
		return false;
	}
	otk_buffer_add(&wider, text->data, text->size);
	otk_buffer_wipe(text);
	*text = wider;
	return true;
}

void otk_lines_begin(otk_lines *lines, const otk_lines *with)
{
	if (!reserve(lines, with->text.size))
		return;
	otk_buffer_add(&lines->text, with->text.data, with->text.size);
	memcpy(lines->offset, with->offset, with->count * sizeof(lines->offset[0]));
	lines->count = with->count;
}

/* No line can become two. */
static bool is_clean(const char *text)
{
	return !strchr(text, '\n') && !strchr(text, '\r');
}

static size_t place_of(const otk_lines *lines, const char *name, size_t size)
{
	size_t i;

	for (i = 0; i < lines->count; i++)
		if (!strncasecmp(lines->text.data + lines->offset[i], name, size))
			break;
	return i;
}

otk_status otk_lines_add(otk_lines *lines, const char *name, const char *value)
{
	const char *colon = strchr(name, ':');
	size_t begin = lines->text.size, place;

	if (!colon || colon == name || !is_clean(name) || (value && !is_clean(value)) ||
		memchr(name, ' ', (size_t)(colon - name)))
		return OTK_E_ARGUMENT;
	place = place_of(lines, name, (size_t)(colon - name) + 1);
	if (place == OTK_REQUEST_LINES_MAX)
		return OTK_E_TOO_LARGE;
	if (!reserve(lines, strlen(name) + (value ? strlen(value) : 0) + 1))
		return lines->text.status;
	otk_buffer_add_text(&lines->text, name);
	if (value)
		otk_buffer_add_text(&lines->text, value);
	otk_buffer_add_char(&lines->text, '\0');
	lines->offset[place] = (uint16_t)begin;
	if (place == lines->count)
		lines->count++;
	return OTK_OK;
}

bool otk_lines_usual(otk_lines *lines, const char *user_agent, bool plain)
{
	/* The first line is always there: libcurl knows the list by it. */
	otk_lines_add(lines, "Accept:", plain ? " */*" : " application/json");
	/* A download is taken as it lies there: offsets count its bytes, not unpacked ones. */
	otk_lines_add(lines, "Accept-Encoding:", plain ? NULL : " gzip");
	/* As lines these cost half of what libcurl's options for them do. */
	otk_lines_add(lines, "User-Agent: ", user_agent);
	return !lines->text.status;
}

static bool reserve_nodes(otk_lines *lines)
{
	size_t count = lines->node_count ? lines->node_count : USUAL_NODES;
	struct curl_slist *nodes;

	if (lines->count <= lines->node_count)
		return true;
	while (count < lines->count)
		count *= 2;
	nodes = realloc(lines->nodes, count * sizeof(*nodes));
	if (!nodes)
		return false;
	lines->nodes = nodes;
	lines->node_count = count;
	return true;
}

otk_status otk_lines_link(otk_lines *lines)
{
	size_t i;

	if (lines->text.status)
		return lines->text.status;
	if (!reserve_nodes(lines))
		return OTK_E_NOMEM;
	for (i = 0; i < lines->count; i++) {
		lines->nodes[i].data = lines->text.data + lines->offset[i];
		lines->nodes[i].next = i + 1 < lines->count ? &lines->nodes[i + 1] : NULL;
	}
	return OTK_OK;
}
