/* SPDX-License-Identifier: MIT */
/* Common to both ways of waiting for descriptors. */
#ifndef OTK_TRANSPORT_WAIT_H
#define OTK_TRANSPORT_WAIT_H

#include <stdint.h>

/* Called for each ready descriptor. what: CURL_CSELECT_IN, _OUT, _ERR. */
typedef void otk_ready(void *userdata, int fd, int what);

/* The timeout argument of poll() and epoll_wait(): -1 means forever. */
static inline int otk_wait_ms(int64_t timeout_ms)
{
	if (timeout_ms < 0)
		return -1;
	return timeout_ms > INT32_MAX ? INT32_MAX : (int)timeout_ms;
}

#endif
