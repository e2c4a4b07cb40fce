/* SPDX-License-Identifier: MIT */
/* Deliberate faults: a request header or a rule chooses them. */
#ifndef OTK_SANDBOX_FAULT_H
#define OTK_SANDBOX_FAULT_H

#include "tools/sandbox/request/request.h"

typedef enum sandbox_drop {
	SANDBOX_DROP_NOT,
	SANDBOX_DROP_BEFORE,
	SANDBOX_DROP_AFTER
} sandbox_drop;

typedef struct sandbox_fault {
	json_object *json; /* the description that the client sent */
	unsigned int status;
	int64_t delay_ms;
	int64_t slow_body_ms;
	int64_t truncate; /* -1: no limit */
	int64_t date_skew;
	sandbox_drop drop;
	bool replaces; /* the request is not executed */
} sandbox_fault;

typedef struct sandbox_faults sandbox_faults;

sandbox_faults *sandbox_faults_new(void);
void sandbox_faults_free(sandbox_faults *faults);

/* Adds the rule that request->input describes. Returns its id; NULL: the request was refused. */
const char *sandbox_faults_add(sandbox_request *request);
bool sandbox_faults_remove(sandbox_faults *faults, const char *id);
void sandbox_faults_clear(sandbox_faults *faults);
/* Lists the rules, oldest first, with "id", "hits", "left" (-1: no limit) and "afterLeft". */
json_object *sandbox_faults_list(const sandbox_faults *faults);

/* For snapshots: whether an item of that list is valid (otherwise the request is refused;
 * defaults are added to it), and the rules that such a list describes in place of all.
 * `sequence` is the state of the random numbers. */
bool sandbox_fault_check(sandbox_request *request, json_object *item);
void sandbox_faults_replace(sandbox_faults *faults, json_object *items, int64_t sequence);
int64_t sandbox_faults_sequence(const sandbox_faults *faults);

/* Removes the rules that were added after the first `count`. */
void sandbox_faults_truncate(sandbox_faults *faults, size_t count);
size_t sandbox_faults_count(const sandbox_faults *faults);

/* Chooses the fault of a request, once: that of its header, or of the first rule that matches. */
void sandbox_fault_choose(sandbox_request *request);
/* Returns the description of a fault, NULL: there is none. json_object_put() it. */
json_object *sandbox_fault_json(const sandbox_fault *fault);

/* Replaces the response by the one that the fault describes. */
void sandbox_fault_apply(sandbox_request *request);

#endif
