/* SPDX-License-Identifier: MIT */
/*
 * A server that fails on purpose, at random, in a process of its own. It identifies calls by their
 * header "X-Call: N" and counts in shared memory what happened to each.
 */
#ifndef OTK_TESTS_STRESS_FAULTY_H
#define OTK_TESTS_STRESS_FAULTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct otk_faulty otk_faulty;

/* The requests of one call, as the server saw them. */
typedef struct otk_faulty_call {
	uint8_t arrived;  /* requests received */
	uint8_t refused;  /* of these, refused with 401, 429 or 503, so not carried out */
	uint8_t fault[6]; /* fault of each of the first requests */
} otk_faulty_call;

typedef enum otk_fault_kind {
	FAULT_NONE,
	FAULT_DROP_BEFORE, /* close the connection when it is accepted */
	FAULT_DROP_AFTER,  /* close when the request was received */
	FAULT_RESET_AFTER,
	FAULT_CUT_HEAD,
	FAULT_CUT_BODY,
	FAULT_DELAY,
	FAULT_GARBAGE,     /* not HTTP */
	FAULT_BAD_JSON,    /* a valid head with an invalid body */
	FAULT_CLOSE_AFTER, /* a valid response on a kept connection, which is then closed */
	FAULT_401,
	FAULT_404,
	FAULT_408,
	FAULT_409,
	FAULT_429,
	FAULT_429_RETRY_AFTER, /* with Retry-After: 0 */
	FAULT_500,
	FAULT_503,
	FAULT_COUNT
} otk_fault_kind;

/* `calls`: number of calls. of_1000: requests of 1000 that meet a fault. NULL: failed. */
otk_faulty *otk_faulty_new(size_t calls, uint64_t seed, uint32_t of_1000);
const char *otk_faulty_url(const otk_faulty *faulty);
const otk_faulty_call *otk_faulty_call_at(const otk_faulty *faulty, size_t number);
/* Returns how often a fault occurred. */
size_t otk_faulty_met(const otk_faulty *faulty, otk_fault_kind kind);
void otk_faulty_free(otk_faulty *faulty);

#endif
