/* SPDX-License-Identifier: MIT */
/* The client library: credentials, sessions, calls. Features have headers of their own. */
#ifndef OTK_OTK_H
#define OTK_OTK_H

#include <otk/auth.h>
#include <otk/call.h>
#include <otk/client.h>
#include <otk/plugins.h>
#include <otk/service_codes.h>
#include <otk/session.h>

#endif
