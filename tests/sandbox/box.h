/* SPDX-License-Identifier: MIT */
/* Starts an otk-sandbox and sends requests to it. The client and its signatures share no code
 * with otk. Everything that is returned lives until box_stop(). */
#ifndef OTK_TESTS_SANDBOX_BOX_H
#define OTK_TESTS_SANDBOX_BOX_H

#include <json-c/json.h>
#include <sys/types.h>

#include "tests/harness.h"

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
	const char *socket; /* path of the Unix socket; NULL: TCP */
	int respond_ms;     /* time limit for a response; 0: the usual one, otk_test_ms(20000) */
} test_box;

typedef struct box_response {
	long status; /* 0: there was no response */
	const char *body;
	size_t size; /* of the body */
	const char *headers;
	json_object *json; /* NULL: the body is not JSON */
} box_response;

/* Starts the server with these options (ends with NULL, NULL: none) on a free port. False: it
 * did not start. */
bool box_start(test_box *box, const char *const *options);
/* The same; `prepare` runs in the new process before the server. */
bool box_start_prepared(test_box *box, const char *const *options, void (*prepare)(void));
/* Ends the server; returns its exit status, or minus the number of a signal. box_stop() also
 * frees all that was returned. */
int box_end(test_box *box, int signal);
int box_stop(test_box *box, int signal);
/* Runs the server with options that make it end by itself. Returns its exit status; *said is its
 * stderr. */
int box_run(const char *const *options, const char **said);
/* The same; `prepare` runs in the new process before the server. */
int box_run_prepared(const char *const *options, void (*prepare)(void), const char **said);
/* otk_test_main() with one server, without options, for all tests. */
int box_test_main(const char *suite, const otk_test *tests, size_t count, test_box *server);

/* Returns a formatted text. */
const char *text(const char *format, ...) OTK_PRINTF(1, 2);

/* Sends a signed request. The body (NULL: none) is a form for /session/create, otherwise JSON. */
box_response ask(
	const test_box *box, box_who who, const char *method, const char *path, const char *body);
/* Sends a request with further headers (NULL: none) and without a signature. */
box_response ask_with(const test_box *box, const char *method, const char *path, const char *body,
	const char *header, const char *second);
/* As fork(). The child has connections of its own: two processes must not share one. */
pid_t box_fork(void);
/* Returns the header with the signature. */
const char *signature_of(const test_box *box, box_who who);
/* Returns a JWT. secret NULL: signed by the private key of the application. */
const char *jwt(const test_box *box, const char *secret, const char *claims);
/* The same with another JOSE header. */
const char *jwt_of(const test_box *box, const char *header, const char *secret, const char *claims);
/* Return the claims of a JWT, and the signature of a JWT by a secret. */
json_object *jwt_claims(const char *token);
const char *jwt_signature(const char *secret, const char *token);
/* Returns a client token of the OpenTok project; its lifetime is in seconds. */
const char *client_token(const test_box *box, const char *session, const char *role, long lifetime);

/* Sends a request and checks the status. Returns the JSON of the response. */
json_object *want(const test_box *box, box_who who, const char *method, const char *path,
	const char *body, long status);
#define WANT(status, who, method, path, body) want(&server, who, method, path, body, status)

/* Return members of a tree; missing ones are "" and 0. A path has dots between its names; numbers
 * are indexes of arrays. number() of an array is its length. */
const char *member(json_object *object, const char *path);
int64_t number(json_object *object, const char *path);
json_object *part(json_object *object, const char *path);

/* Keeps a tree until box_stop(). */
json_object *keep_tree(json_object *tree);

/* Results that are returned after box_mark() live until box_release() only. */
typedef struct box_place {
	size_t texts, trees;
} box_place;
box_place box_mark(void);
void box_release(box_place mark);

/* Writes a file into the folder of the test; returns its path. */
const char *box_file(const char *name, const char *contents);

/* Creates a session with options of the creation form; returns its id. */
const char *new_session(const test_box *box, const char *form);
/* Adds a client that publishes; returns the id of its stream. */
const char *publish(const test_box *box, const char *session);

/* Repeats a GET until the member has the value; CHECKs that this happens within seconds. */
json_object *wait_for(
	const test_box *box, box_who who, const char *path, const char *name, const char *value);
json_object *wait_for_number(
	const test_box *box, const char *path, const char *name, int64_t value);

#endif
