/* SPDX-License-Identifier: MIT */
/*
 * What the tables of otk/plugin.h mean: checking and encoding options structs, decoding answers
 * into records. No network, no plugins, no json-c on the hot paths.
 */
#ifndef OTK_SCHEMA_H
#define OTK_SCHEMA_H

#include <otk/plugin.h>

#include "core/base/arena.h"
#include "core/base/buffer.h"
#include "core/base/status.h"

#define OTK_JSON_DEPTH_MAX 32

/* A table is read only after this: names there, offsets inside the struct, kinds known, … */
otk_status otk_type_check(const otk_type *type, const char *where, otk_error *error) OTK_COLD;
otk_status otk_interface_check(
	const otk_interface *interface, const char *where, otk_error *error) OTK_COLD;

/* ---- validate.c: one validator, whoever the caller is */

/* Told of what is only a warning at this level; path as in "layout.type". Never gets a value that
 * is secret. */
typedef void otk_warn_fn(void *userdata, const char *path, const char *text);

typedef struct otk_validation {
	const otk_key *key; /* for OTK_FORMAT_SESSION; NULL: project not compared */
	otk_checks checks;
	otk_warn_fn *warn;
	void *userdata;
	const uint16_t *triggers; /* otk_rules_triggers() of the type; NULL: not found out */
} otk_validation;

/*
 * Which field must be set for a row of the type's rules to say anything, by its index; the object
 * on the way to it when it is a nested one. OTK_TRIGGER_ANY: the row always counts. triggers has
 * room for all rules.
 */
#define OTK_TRIGGER_ANY UINT16_MAX
void otk_rules_triggers(const otk_type *type, uint16_t *triggers) OTK_COLD;

/* Message: "archives.start: layout.stylesheet is needed when type is custom" (where = the first).
 */
otk_status otk_validate(const otk_type *type, const void *options, const otk_validation *validation,
	const char *where, otk_error *error);

/* The positional ids of a path: those that are session ids fit the key. Levels as above. */
otk_status otk_validate_ids(const otk_operation *operation, const char *const *ids,
	const otk_validation *validation, const char *where, otk_error *error);

/* ---- encode.c */

/* The body members as one JSON object, merged with extra_json (whose members win). */
otk_status otk_encode_json(
	const otk_type *type, const void *options, otk_buffer *out, otk_error *error);
otk_status otk_encode_form(
	const otk_type *type, const void *options, otk_buffer *out, otk_error *error);
/* "offset=0&count=50", without "?"; members of place QUERY. */
otk_status otk_encode_query(
	const otk_type *type, const void *options, otk_buffer *out, otk_error *error);
/*
 * The path template: {project}, path ids in order, fields of place PATH, optional [ ] parts; every
 * inserted text is checked by otk_is_path_id() and percent-encoded. OTK_E_ARGUMENT names the id.
 * path: the operation's, or what otk_encode_path_begin() left of it.
 */
otk_status otk_encode_path(const otk_operation *operation, const char *path, const char *project,
	const char *const *ids, const void *options, otk_buffer *out, otk_error *error);
/* As far as ids and options change nothing; *rest: the template behind that. */
otk_status otk_encode_path_begin(const otk_operation *operation, const char *project,
	otk_buffer *out, const char **rest, otk_error *error) OTK_COLD;
/* The positional ids of a template: index 0, 1 …; false when there is no such one. name is a slice.
 */
bool otk_path_id_name(
	const otk_operation *operation, size_t index, const char **name, size_t *size);

/* ---- decode.c: from bytes to record in one pass */

/*
 * text is copied from; adopt: if not NULL, heap memory (that text lies in) that the record takes
 * over and keeps for otk_record_json(); without a record it is still the caller's. *record NULL
 * with OTK_OK: the form allows an empty answer. Errors: OTK_E_PROTOCOL naming the path
 * ("items[3].id: missing").
 */
otk_status otk_decode(const otk_type *type, otk_shape shape, const char *text, size_t size,
	void *adopt, void **record, otk_error *error);

/*
 * In which order the members of an answer came last time: mostly they come so again, and need not
 * be looked up. All zero at first.
 */
#define OTK_HABIT_MAX 48
typedef struct otk_habit {
	uint16_t count;
	uint16_t required; /* one more than how many fields are; 0: not counted yet */
	struct otk_habit_member {
		uint8_t index; /* of the field */
		uint8_t size;  /* of its name */
	} members[OTK_HABIT_MAX];
} otk_habit;

/* otk_decode() for one of many answers of the same kind. */
otk_status otk_decode_usual(const otk_type *type, otk_shape shape, otk_habit *habit,
	const char *text, size_t size, void *adopt, void **record, otk_error *error);
/*
 * JSON of a caller (otk_invoke, command line) into an options struct of this type, in an arena
 * whose root it is. Members that the type does not know are collected in extra_json. ids gets the
 * values of the operation's positional path ids (operation may be NULL: then none are expected).
 */
#define OTK_PATH_IDS_MAX 4
otk_status otk_decode_options(const otk_operation *operation, const otk_type *type,
	const char *json, void **options, const char *ids[OTK_PATH_IDS_MAX + 1], otk_error *error);

/* ---- copy.c */

/* Deep copy of an options struct of the caller's, in the arena; NULL options: a struct of zeros. */
otk_status otk_copy_options_into(otk_arena *arena, const otk_type *type, const void *options,
	void **copy, const char *where, otk_error *error);
/* The same in an arena of its own, whose root it is. */
otk_status otk_copy_options(const otk_type *type, const void *options, void **copy,
	const char *where, otk_error *error) OTK_COLD;

/* ---- field.c: access by name */

const otk_field *otk_field_find(const otk_type *type, const char *wire_name, size_t size);
/*
 * "broadcastUrls.hlsStatus": through nested objects. *record (in: of this type) becomes the struct
 * that holds the field, NULL when an object on the way is unset. NULL: no such field. A field whose
 * own wire name has dots ("p2p.preference") is found first.
 */
const otk_field *otk_field_at(
	const otk_type *type, const void **record, const char *path, size_t size);
/* The first step of such a path: the field, or the object on the way to it. *used: its bytes. */
const otk_field *otk_field_step(const otk_type *type, const char *path, size_t size, size_t *used);
const char *otk_field_text(const void *record, const otk_field *field); /* STRING */
int64_t otk_field_int(const void *record, const otk_field *field);
void otk_field_set_int(void *record, const otk_field *field, int64_t number);

/* ---- describe.c: the exported description (json-c) */

/* plugin: NULL for the core's own. The shape stands in describe.c. */
otk_status otk_describe_operation(const char *full_name, const otk_interface *interface,
	const char *plugin, const otk_operation *operation, otk_buffer *out,
	otk_error *error) OTK_COLD;

#endif
