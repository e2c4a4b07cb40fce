/* SPDX-License-Identifier: MIT */
/* The request of an exchange as options of libcurl. */
#ifndef OTK_TRANSPORT_HANDLE_REQUEST_H
#define OTK_TRANSPORT_HANDLE_REQUEST_H

#include "core/transport/handle.h"

/* Sets the request of the exchange. */
otk_status otk_handle_prepare(otk_handle *handle, otk_error *error);

#endif
