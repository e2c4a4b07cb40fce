/* SPDX-License-Identifier: MIT */
/* The difference between the clocks of this machine and of the service. */
#ifndef OTK_CLIENT_CLOCK_SKEW_H
#define OTK_CLIENT_CLOCK_SKEW_H

#include "core/transport/transport.h"

/*
 * Returns the seconds that the service's clock is ahead of the local one; 0 when they agree or the
 * response has no Date.
 */
int64_t otk_clock_skew(const otk_client *client, const otk_response *response);
/* Whether client->clock_offset may grow by this: it stays within a day. */
bool otk_clock_may_correct(const otk_client *client, int64_t skew);

#endif
