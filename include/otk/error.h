/* SPDX-License-Identifier: MIT */
/* Why something failed: a record on the caller's stack, filled by the call that got its address. */
#ifndef OTK_ERROR_H
#define OTK_ERROR_H

#include <otk/types.h>

OTK_BEGIN_DECLS

#define OTK_ERROR_MESSAGE_SIZE 512
#define OTK_ERROR_BODY_SIZE    512

/*
 * Fixed size, owns nothing, may be copied. Initialise with OTK_ERROR_INIT before its first use;
 * each call that gets it overwrites it on failure and leaves it alone on success. Never holds a
 * secret or a token.
 */
typedef struct otk_error {
	size_t struct_size;
	otk_status status;
	int32_t http_status;    /* 0: no answer */
	int64_t service_code;   /* the service's own code; OTK_NO_SERVICE_CODE when it gave none */
	int64_t retry_after_ms; /* -1: the answer had no Retry-After */
	int32_t attempts;       /* requests that were sent */
	int32_t body_cut;       /* 1: body holds only the first part of the answer */
	char message[OTK_ERROR_MESSAGE_SIZE]; /* for people: what happened and what to do */
	char service_message[256];            /* the service's own words, "" when it gave none */
	char trace_id[128];                   /* X-Opentok-Trace, "" when absent */
	char body[OTK_ERROR_BODY_SIZE];       /* first bytes of the answer as text, redacted */
} otk_error;

#define OTK_NO_SERVICE_CODE INT64_MIN
#define OTK_ERROR_INIT      OTK_INIT(otk_error)

OTK_ASSERT_NO_TAIL(otk_error, body);

OTK_END_DECLS

#endif
