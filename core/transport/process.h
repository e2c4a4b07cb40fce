/* SPDX-License-Identifier: MIT */
/* Checks that this process created the transport: a forked child must not use it. */
#ifndef OTK_TRANSPORT_PROCESS_H
#define OTK_TRANSPORT_PROCESS_H

#include "core/transport/http/request.h"

/* Returns OTK_E_STATE in a child; error may be NULL. */
otk_status otk_transport_check_process(const otk_transport *transport, otk_error *error);

#endif
