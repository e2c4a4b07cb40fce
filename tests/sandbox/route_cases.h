/* SPDX-License-Identifier: MIT */
/* One good request for each route of otk-sandbox, and the objects that these requests name. */
#ifndef OTK_TESTS_SANDBOX_ROUTE_CASES_H
#define OTK_TESTS_SANDBOX_ROUTE_CASES_H

#include "tests/sandbox/box.h"

enum { ROUTE_NAMES = 24 };

typedef struct route_case {
	const char *route; /* "METHOD PATH" as GET /sandbox/routes has it */
	box_who who;
	const char *path; /* with names such as $ARCHIVE */
	const char *body; /* the same, NULL: none */
	long status;
	const char *shows; /* a member of the response, or text of it after a '~'; NULL: nothing */
} route_case;

extern const route_case route_cases[];
extern const size_t route_case_count;

/* Objects made on demand, one of each name. Start with {.server = …}. */
typedef struct route_world {
	const test_box *server;
	size_t count;
	struct {
		const char *name;
		const char *value;
	} made[ROUTE_NAMES];
} route_world;

/* Replaces names such as $ARCHIVE by the ids of objects, which are made if they are missing. */
const char *route_expand(route_world *world, const char *pattern);

/* Sends the request of a case with another body (NULL: none). */
box_response route_send(
	route_world *world, const route_case *one, const char *path, const char *body);

#endif
