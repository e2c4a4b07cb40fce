/* SPDX-License-Identifier: MIT */
/* All of libotk-auth: keys, tokens, session ids, signed callbacks. Link with -lotk-auth. */
#ifndef OTK_AUTH_H
#define OTK_AUTH_H

#include <otk/callback_auth.h>
#include <otk/error.h>
#include <otk/jwt.h>
#include <otk/key.h>
#include <otk/session_id.h>
#include <otk/token.h>
#include <otk/types.h>

OTK_BEGIN_DECLS

/*
 * Returns the version of the library that is running, such as "0.1.0"; the text is static. [any
 * thread]
 */
OTK_API const char *otk_version(void);

OTK_END_DECLS

#endif
