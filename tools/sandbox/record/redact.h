/* SPDX-License-Identifier: MIT */
/* Redacts the parts of an exchange: nothing of a user is left, equal values stay equal. */
#ifndef OTK_SANDBOX_REDACT_H
#define OTK_SANDBOX_REDACT_H

#include <json-c/json_object.h>
#include <stdbool.h>
#include <stddef.h>

#include "tools/sandbox/record/pseudonym.h"
#include "tools/sandbox/record/vocabulary.h"

typedef struct sandbox_redactor {
	sandbox_pseudonyms *names;
	sandbox_vocabulary *words;
} sandbox_redactor;

/* json_object_put() the results. */
json_object *sandbox_redact_json(const sandbox_redactor *r, json_object *value, bool is_response);
/*
 * A body as an object: {"json":…}, {"form":{…}}, {"xml":"…"}, or, if it cannot be read, {"bytes":n,
 * "digest":"…"}. type: its Content-Type; NULL: none. data: NULL if it was too large to be kept.
 */
json_object *sandbox_redact_body(const sandbox_redactor *r, const char *type, const char *data,
	size_t size, bool is_response);
/* A credential header: its scheme, and the claims of a JWT. */
json_object *sandbox_redact_credential(const sandbox_redactor *r, const char *value);
/* A query as an object of texts. */
json_object *sandbox_redact_form(const sandbox_redactor *r, json_object *form);

/* free() the results. */
char *sandbox_redact_path(const sandbox_redactor *r, const char *const *segments, size_t count);
/* Content-Type, Accept: types without parameters, if they are known ones. */
char *sandbox_redact_type(const char *value);
/* User-Agent: the names and versions of known programs. */
char *sandbox_redact_agent(const char *value);

#endif
