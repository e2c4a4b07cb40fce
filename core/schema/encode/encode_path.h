/* SPDX-License-Identifier: MIT */
/* The path of a request, from its template. */
#ifndef OTK_SCHEMA_ENCODE_PATH_H
#define OTK_SCHEMA_ENCODE_PATH_H

#include <otk/plugin.h>

#include "core/base/buffer.h"
#include "core/base/error/status.h"
#include "core/schema/message.h"

/*
 * Appends the path: {project}, the positional ids in order, fields of place PATH, optional [ ]
 * parts. Every inserted text is checked and percent-encoded. path: the operation's, or the rest
 * from otk_encode_path_begin(). OTK_E_ARGUMENT names the id, in the vocabulary of `naming`.
 */
otk_status otk_encode_path(const otk_operation *operation, const char *path, const char *project,
	const char *const *ids, const void *options, otk_naming naming, otk_buffer *out,
	otk_error *error);
/* Appends the beginning of the path that ids and options do not change; *rest: what follows it. */
otk_status otk_encode_path_begin(const otk_operation *operation, const char *project,
	otk_buffer *out, const char **rest, otk_error *error) OTK_COLD;

#endif
