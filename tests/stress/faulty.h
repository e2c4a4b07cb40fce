/* SPDX-License-Identifier: MIT */
/*
 * A server that fails on purpose, at random, in a process of its own. It knows the calls by their
 * header "X-Call: N" and counts, in memory that is shared with the test, what came of each.
 */
#ifndef OTK_TESTS_STRESS_FAULTY_H
#define OTK_TESTS_STRESS_FAULTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct otk_faulty otk_faulty;

/* What the server made of the requests of one call. */
typedef struct otk_faulty_call {
	uint8_t arrived;  /* requests that were there, whatever happened then */
	uint8_t refused;  /* of them: answered 401, 429 or 503, so not carried out */
	uint8_t fault[6]; /* what the first ones met */
} otk_faulty_call;

typedef enum otk_fault_kind {
	FAULT_NONE,
	FAULT_DROP_BEFORE, /* close what was just accepted */
	FAULT_DROP_AFTER,  /* close when the request is there */
	FAULT_RESET_AFTER,
	FAULT_CUT_HEAD,
	FAULT_CUT_BODY,
	FAULT_DELAY,
	FAULT_GARBAGE,     /* no HTTP */
	FAULT_BAD_JSON,    /* a good head with a bad body */
	FAULT_CLOSE_AFTER, /* a good answer that promises to go on, then the end */
	FAULT_401,
	FAULT_404,
	FAULT_408,
	FAULT_409,
	FAULT_429,
	FAULT_429_TOLD, /* with Retry-After: 0 */
	FAULT_500,
	FAULT_503,
	FAULT_COUNT
} otk_fault_kind;

/* Calls have numbers below `calls`. of_1000: how many requests meet a fault. NULL: not started. */
otk_faulty *otk_faulty_new(size_t calls, uint64_t seed, uint32_t of_1000);
const char *otk_faulty_url(const otk_faulty *faulty);
const otk_faulty_call *otk_faulty_call_at(const otk_faulty *faulty, size_t number);
/* How often a fault was met. */
size_t otk_faulty_met(const otk_faulty *faulty, otk_fault_kind kind);
void otk_faulty_free(otk_faulty *faulty);

#endif
