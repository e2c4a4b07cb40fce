/* SPDX-License-Identifier: MIT */
/* An otk-sandbox of our own and a small client for it, with signing of its own: what is tested here
 * shares nothing with otk. Everything returned lives until box_stop. */
#ifndef OTK_TESTS_SANDBOX_BOX_H
#define OTK_TESTS_SANDBOX_BOX_H

#include "tests/harness.h"

#include <json-c/json.h>
#include <sys/types.h>

#define KEY          "123456"
#define PROJECT_PATH "/v2/project/" KEY
#define APPLICATION  "29f760f8-7ce1-46c9-ade3-f2dedee4ed5f"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

typedef enum box_who {
	NOBODY,
	PROJECT,
	OTHER_PROJECT,
	ACCOUNT,
	VONAGE_APPLICATION,
	VONAGE_ACCOUNT
} box_who;

typedef struct test_box {
	pid_t pid;
	char folder[256];
	char url[64];
	char *private_key; /* of the application */
	const char *ca_file;
} test_box;

typedef struct box_response {
	long status; /* 0: there was none */
	const char *body;
	size_t size; /* of the body */
	const char *headers;
	json_object *json; /* NULL: it is none */
} box_response;

/* Starts the built server with these options (ends with NULL), on a free port. */
bool box_start(test_box *box, const char *const *options);
/* The same; `prepare` runs in the new process before the server. */
bool box_start_prepared(test_box *box, const char *const *options, void (*prepare)(void));
/* Ends the server; returns its exit status, or minus the number of a signal. box_stop() also frees all
 * that was returned. */
int box_end(test_box *box, int signal);
int box_stop(test_box *box, int signal);
/* Runs the server with options that make it end by itself; what it said on stderr. */
int box_run(const char *const *options, const char **said);

/* A text like printf's. */
const char *text(const char *format, ...) OTK_PRINTF(1, 2);

/* A signed request. body of NULL: none; it is JSON else, or a form when the path is
 * /session/create. */
box_response ask(
	const test_box *box, box_who who, const char *method, const char *path, const char *body);
/* The same with further headers (NULL: none), and no signature. */
box_response ask_with(const test_box *box, const char *method, const char *path, const char *body,
	const char *header, const char *second);
/* The header that signs for somebody. */
const char *signature_of(const test_box *box, box_who who);
/* A JWT; a secret of NULL: signed by the private key of the box. */
const char *jwt(const test_box *box, const char *secret, const char *claims);
/* The same with a JOSE header of one's own. */
const char *jwt_of(const test_box *box, const char *header, const char *secret, const char *claims);
/* The claims of a JWT, and the signature that a secret gives it. */
json_object *jwt_claims(const char *token);
const char *jwt_signature(const char *secret, const char *token);
/* A client token of the OpenTok project. */
const char *client_token(const test_box *box, const char *session, const char *role, long lifetime);

/* Asks, checks the status, gives the JSON. */
json_object *want(const test_box *box, box_who who, const char *method, const char *path,
	const char *body, long status);
#define WANT(status, who, method, path, body) want(&server, who, method, path, body, status)

/* Members: "" and 0 when they are not there. A name may be a path with dots; numbers are places. */
const char *member(json_object *object, const char *path);
int64_t number(json_object *object, const char *path);
json_object *part(json_object *object, const char *path);

/* Takes a tree over. */
json_object *keep_tree(json_object *tree);

/* What is returned after box_mark() lives until box_release() only. */
typedef struct box_place {
	size_t texts, trees;
} box_place;
box_place box_mark(void);
void box_release(box_place mark);

/* A session with options of the creation form. */
const char *new_session(const test_box *box, const char *form);
/* A client that publishes; its stream. */
const char *publish(const test_box *box, const char *session);

/* Asks until the member of the response is the value; CHECKs that it comes within seconds. */
json_object *wait_for(
	const test_box *box, box_who who, const char *path, const char *name, const char *value);
json_object *wait_for_number(
	const test_box *box, const char *path, const char *name, int64_t value);

#endif
