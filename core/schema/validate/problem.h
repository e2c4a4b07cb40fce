/* SPDX-License-Identifier: MIT */
/*
 * What a validation finds wrong: an error, a warning or nothing, depending on the level of checks.
 */
#ifndef OTK_SCHEMA_PROBLEM_H
#define OTK_SCHEMA_PROBLEM_H

#include "core/base/error/status.h"
#include "core/schema/message.h"

/* Receives what is only a warning at this level: "layout.type: …". path: "layout.type". Neither
 * ever holds the value of a secret field. */
typedef void otk_warn_fn(void *userdata, const char *path, const char *text);

/* How to validate. */
typedef struct otk_validation {
	const otk_key *key; /* for session ids; NULL: their project is not compared */
	otk_checks checks;
	otk_naming naming;
	otk_warn_fn *warn; /* NULL: warnings are dropped */
	void *userdata;
} otk_validation;

typedef struct otk_validator {
	const otk_validation *how;
	const char *where; /* "archives.start" */
	otk_error *error;
} otk_validator;

typedef enum otk_severity {
	OTK_ADVICE, /* a warning, refused in STRICT */
	OTK_WRONG,  /* refused unless checks are OFF */
	OTK_CANNOT  /* cannot be sent at all: refused at every level */
} otk_severity;

/* The message without the name that it begins with ("session_id: …"): the path is named instead. */
const char *otk_problem_without_name(const char *message);
/* Reports "where: path: text"; OTK_OK if it is only a warning at this level, or nothing. */
otk_status otk_problem(const otk_validator *validator, otk_severity severity,
	const otk_field_path *path, const char *format, ...) OTK_PRINTF(4, 5) OTK_COLD;

#endif
