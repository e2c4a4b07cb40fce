/* SPDX-License-Identifier: MIT */
/*
 * Types and operations as the tool uses them. Those of plugins come from otk_describe()
 * (catalog.c), those of built-in commands are constant tables. The same code parses, explains and
 * completes both.
 */
#ifndef OTK_CLI_MODEL_H
#define OTK_CLI_MODEL_H

#include <otk/plugin.h>

#include "tools/otk/cli.h"

typedef struct otk_cli_type otk_cli_type;

typedef struct otk_cli_field {
	const char *name;   /* wire name, and the member of the JSON that is made */
	const char *option; /* "session-id" */
	const char *member; /* the C member with dashes; NULL: the same as the option */
	const char *help;
	const char *value_name;     /* name in the help, such as "FILE"; NULL: by the kind */
	const char *const *values;  /* ends in NULL; NULL: any value */
	const char *const *labels;  /* texts for `values`, in the same order; NULL: none */
	const char *const *aliases; /* other wire names; ends in NULL; NULL: none */
	const char *keyed; /* LIST that may come as an object: the member that its names become */
	const otk_cli_type *type; /* OBJECT, LIST */
	int64_t min, max;         /* both 0: no limits */
	otk_kind kind;
	otk_unit unit;
	bool required;
	bool multiline; /* STRING: may hold line ends */
	bool secret;
	bool hidden;
	char letter;  /* global options: "-v"; 0: none */
	bool bare;    /* FLAG: without a value in the help */
	bool instant; /* INT: seconds since the epoch; a date is accepted as well */
} otk_cli_field;

/* A rule that one field needs another, by wire names. Other kinds of rules are not used. */
typedef struct otk_cli_rule {
	const char *field;
	const char *value; /* "a|b": only with one of these; NULL: with any */
	const char *other;
	const char *other_value; /* NULL: any */
} otk_cli_rule;

struct otk_cli_type {
	const otk_cli_field *fields;
	size_t count;
	const otk_cli_rule *rules; /* NULL: none */
	size_t rule_count;
};

typedef struct otk_cli_operation {
	const char *name; /* "archives.start" */
	const char *feature;
	const char *verb;
	const char *plugin; /* NULL: built into the library */
	const char *method;
	const char *summary;
	const char *const *aliases;  /* full names; ends in NULL */
	const char *const *examples; /* without "otk"; ends in NULL; NULL: none */
	const char *const *ids;      /* ends in NULL */
	size_t id_count;
	const otk_cli_type *options; /* never NULL, may be empty */
	const otk_cli_type *result;  /* never NULL, may be empty */
	const char *shape;
	int32_t minor;
	bool basic;      /* signed with key and secret, not with a token */
	bool account;    /* needs the account's key */
	bool either;     /* accepts the key of a project or of the account */
	bool repeatable; /* sending it again has no further effect */
	/* pages; NULL: not paged */
	const char *total;
	const char *items;
	/* settles, downloads */
	const char *status;                /* path of the member with the status; NULL: none */
	const char *const *final_values;   /* NULL: does not settle */
	const char *const *failure_values; /* those that mean failure; NULL: none */
	bool downloads;
} otk_cli_operation;

/* A row for an option of a built-in command; the option and the member have the same name. */
#define OTK_CLI_FIELD(field_name, field_kind, field_help, ...)                           \
	{                                                                                \
		.name = field_name, .option = field_name, .kind = OTK_KIND_##field_kind, \
		.help = field_help, __VA_ARGS__                                          \
	}
#define OTK_CLI_TYPE(array)                                   \
	{                                                     \
		.fields = array, .count = OTK_COUNT_OF(array) \
	}

#endif
