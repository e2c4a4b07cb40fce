/* SPDX-License-Identifier: MIT */
/* The process-wide start of libcurl. */
#ifndef OTK_TRANSPORT_GLOBAL_H
#define OTK_TRANSPORT_GLOBAL_H

#include <stdbool.h>

#include "core/base/error/status.h"

/* Starts libcurl once per process. [any thread] */
otk_status otk_global_init(otk_error *error);
/* "libcurl/7.88.1", the library that is running; for the User-Agent. [any thread] */
const char *otk_transport_library(void);
/* Whether this libcurl was built with HTTP/2. [any thread] */
bool otk_transport_has_http2(void);

#endif
