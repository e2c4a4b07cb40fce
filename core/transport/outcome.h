/* SPDX-License-Identifier: MIT */
/* How an attempt ended. */
#ifndef OTK_TRANSPORT_OUTCOME_H
#define OTK_TRANSPORT_OUTCOME_H

#include <curl/curl.h>

#include "core/transport/handle.h"
#include "core/transport/retry.h"

/* Fills status and problem of the response from libcurl's code and the receiver's state. */
otk_fault otk_outcome(otk_handle *handle, CURLcode code);

#endif
