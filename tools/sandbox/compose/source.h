/* SPDX-License-Identifier: MIT */
/* The streams of a composed picture, in the order in which the service takes them. */
#ifndef OTK_SANDBOX_SOURCE_H
#define OTK_SANDBOX_SOURCE_H

#include <json-c/json_object.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The texts belong to the JSON tree that the sources were read from. */
typedef struct sandbox_source {
	const char *id;
	const char *name;
	const char *connection;
	const json_object *classes; /* list of texts; NULL: none */
	int64_t created;            /* ms */
	size_t number;              /* position in the list that was read */
	bool screen;                /* a shared screen, not a camera */
	bool video;
	int rank; /* of the order; smaller comes first */
} sandbox_source;

/* Reads streams (id or streamId, name, connectionId, videoType, layoutClassList, createdAt,
 * hasVideo) and sorts them. *count is set. free() the result. */
sandbox_source *sandbox_sources_read(const json_object *streams, size_t *count);

bool sandbox_source_has_class(const sandbox_source *source, const char *name);

#endif
