/* SPDX-License-Identifier: MIT */
/* A fictitious feature: one field of each kind and destination, and each rule. */
#ifndef OTK_TESTS_ZOO_H
#define OTK_TESTS_ZOO_H

#include <otk/plugin.h>

/* A nested object and an item of a list. */
typedef struct zoo_animal {
	size_t struct_size;
	const char *id;
	const char *kind;
	int64_t legs;
	const char *extra_json;
} zoo_animal;

typedef struct zoo_options {
	size_t struct_size;
	const char *name;       /* 2 to 5 characters, required */
	const char *note;       /* at most 4 bytes */
	const char *mode;       /* known values with labels */
	const char *address;    /* IPv4 */
	const char *uuid;       /* UUID */
	const char *session_id; /* a session id */
	const char *target;     /* prefixes */
	const char *digits;     /* alphabet */
	const char *secret;     /* secret, at most 3 characters */
	const char *certificate;
	const char *soft_length;
	const char *soft_form;
	int64_t rate;  /* 10 to 20 */
	int64_t speed; /* known values */
	otk_flag open;
	otk_flag closed;
	otk_strings streams; /* 1 to 3 ids */
	otk_map headers;     /* at most 20 bytes as JSON */
	otk_map labels;
	const zoo_animal *star;
	const zoo_animal *const *animals; /* at most 2, ids differ */
	size_t animal_count;
	const char *defaulted; /* wire default "red" */
	int64_t page;          /* query */
	const char *filter;    /* query */
	const char *keeper;    /* path, optional */
	const char *extra_json;
} zoo_options;

extern const otk_type zoo_animal_type;
extern const otk_type zoo_options_type;

#define ZOO_OPTIONS(...) ((zoo_options){.struct_size = sizeof(zoo_options), __VA_ARGS__})
#define ZOO_ANIMAL(...)  ((zoo_animal){.struct_size = sizeof(zoo_animal), __VA_ARGS__})

/* The response of the service. */
typedef struct zoo_record {
	size_t struct_size;
	const char *id;    /* required */
	int64_t born;      /* ms */
	const char *owner; /* alias "keeper" */
	otk_flag tame;
	otk_strings names;
	otk_map stats;
	const struct zoo_record *mother;
	const zoo_animal *const *pets; /* keyed by id */
	size_t pet_count;
	const zoo_animal *const *friends; /* a single object is also accepted */
	size_t friend_count;
} zoo_record;

typedef struct zoo_list {
	size_t struct_size;
	int64_t total;
	const zoo_record *const *items;
	size_t item_count;
} zoo_list;

extern const otk_type zoo_record_type;
extern const otk_type zoo_list_type;

extern const otk_operation zoo_row;

#endif
