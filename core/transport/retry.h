/* SPDX-License-Identifier: MIT */
/* The retry policy: which attempts are repeated, when, and how many in all. */
#ifndef OTK_TRANSPORT_RETRY_H
#define OTK_TRANSPORT_RETRY_H

#include <otk/plugin.h>
#include <stdbool.h>
#include <stdint.h>

/* Why an attempt has no usable response. */
typedef enum otk_fault {
	OTK_FAULT_NONE = 0,   /* it has a response */
	OTK_FAULT_FINAL,      /* another attempt would end in the same way */
	OTK_FAULT_NOT_SENT,   /* the request was certainly not carried out */
	OTK_FAULT_LOST,       /* sent, but no complete response */
	OTK_FAULT_OUT_OF_TIME /* the deadline of the exchange has passed */
} otk_fault;

/* Shared by all exchanges of a transport. */
typedef struct otk_retry_budget {
	uint64_t random;
	int32_t tokens;
} otk_retry_budget;

/* The properties of an attempt and its exchange by which the policy decides. */
typedef struct otk_retry_case {
	otk_repeat repeat;
	otk_fault fault;
	int32_t http_status;               /* of the response, if there is one */
	const uint16_t *no_retry_statuses; /* HTTP statuses without a retry, ends in 0; or NULL */
	int64_t retry_after_ms;            /* Retry-After of the response; -1: it has none */
	int64_t time_left_ms;              /* until the deadline; INT64_MAX: no deadline */
	int32_t attempts;
	int32_t fruitless;    /* attempts since a download last received something */
	int32_t max_attempts; /* limit of fruitless */
	bool dead_connection; /* a kept connection was dead: this says nothing about the server */
} otk_retry_case;

void otk_retry_init(otk_retry_budget *budget);
/* Call it after a success: gives a part of a retry back to the budget. */
void otk_retry_refund(otk_retry_budget *budget);
/*
 * Returns the time until the next attempt in ms; -1: no retry. Takes the retry from the budget. A
 * server's Retry-After is obeyed, with the normal pause added to it; if it is longer than 60 s or
 * than the time left, the call is not retried.
 */
int64_t otk_retry_delay(otk_retry_budget *budget, const otk_retry_case *attempt);

/* Takes a retry from the budget, one that the owner asked for; false: the budget is empty. */
bool otk_retry_at_once(otk_retry_budget *budget);

#endif
