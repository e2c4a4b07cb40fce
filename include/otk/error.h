/* SPDX-License-Identifier: MIT */
/*
 * Why something failed: a record on the caller's stack, filled by the call that gets its address.
 */
#ifndef OTK_ERROR_H
#define OTK_ERROR_H

#include <otk/types.h>

OTK_BEGIN_DECLS

#define OTK_ERROR_MESSAGE_SIZE 512
#define OTK_ERROR_BODY_SIZE    512

/*
 * Fixed size, owns nothing, may be copied. Initialise it with OTK_ERROR_INIT before its first use.
 * A call that gets it overwrites it on failure and leaves it as it is on success. struct_size may
 * be smaller than ours, in a program that was compiled with an older header: then only the members
 * that fit are filled.
 *
 * All texts are NUL-terminated UTF-8, one line of printable characters without secrets, keys and
 * tokens, wherever the words come from: they are safe to print and to log.
 */
typedef struct otk_error {
	size_t struct_size;
	otk_status status;
	int32_t http_status;    /* 0: there was no response */
	int64_t service_code;   /* the service's own code; OTK_NO_SERVICE_CODE: none */
	int64_t retry_after_ms; /* ms that the service asks to wait; -1: it does not say */
	int32_t attempts;       /* requests that were sent */
	int32_t body_cut;       /* 1: body holds only the beginning of the response */
	char message[OTK_ERROR_MESSAGE_SIZE]; /* for people: what is wrong, and what to do */
	char service_message[256];            /* the service's own words; "": none */
	char trace_id[128];                   /* the header X-Opentok-Trace; "": none */
	char body[OTK_ERROR_BODY_SIZE];       /* first bytes of the response as text */
} otk_error;

#define OTK_NO_SERVICE_CODE INT64_MIN /* of .service_code: the service gave no code */
#define OTK_ERROR_INIT      OTK_INIT(otk_error)

OTK_ASSERT_NO_TAIL(otk_error, body);

OTK_END_DECLS

#endif
