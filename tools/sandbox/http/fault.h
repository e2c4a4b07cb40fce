/* SPDX-License-Identifier: MIT */
/* Faults on purpose: by request header or by rule. */
#ifndef OTK_SANDBOX_FAULT_H
#define OTK_SANDBOX_FAULT_H

#include "tools/sandbox/request/request.h"

typedef enum sandbox_drop {
	SANDBOX_DROP_NOT,
	SANDBOX_DROP_BEFORE,
	SANDBOX_DROP_AFTER
} sandbox_drop;

typedef struct sandbox_fault {
	json_object *json; /* as given */
	unsigned int status;
	int64_t delay_ms;
	int64_t slow_body_ms;
	int64_t truncate; /* -1: not */
	int64_t date_skew;
	sandbox_drop drop;
	bool replaces; /* the request is not executed */
} sandbox_fault;

typedef struct sandbox_faults sandbox_faults;

sandbox_faults *sandbox_faults_new(void);
void sandbox_faults_free(sandbox_faults *faults);

/* Adds the rule that request->input describes. Returns its id, or NULL after it has refused the
 * request. */
const char *sandbox_faults_add(sandbox_request *request);
bool sandbox_faults_remove(sandbox_faults *faults, const char *id);
void sandbox_faults_clear(sandbox_faults *faults);
json_object *sandbox_faults_list(const sandbox_faults *faults);

/* Chooses the fault of a request, once: its header first, else the first rule that fits. */
void sandbox_fault_choose(sandbox_request *request);
/* NULL when there is none. put() it. */
json_object *sandbox_fault_json(const sandbox_fault *fault);

/* Puts the answer that the fault describes in place of the one made. */
void sandbox_fault_apply(sandbox_request *request);

#endif
