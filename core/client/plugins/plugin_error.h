/* SPDX-License-Identifier: MIT */
/* An otk_error that a plugin has filled. */
#ifndef OTK_CLIENT_PLUGIN_ERROR_H
#define OTK_CLIENT_PLUGIN_ERROR_H

#include <otk/error.h>

#include "core/base/error/status.h"

/*
 * Makes the error usable even if the plugin wrote garbage: ends the texts with a NUL inside their
 * arrays, removes control characters and corrects struct_size. Returns its message, or a
 * default text if the message is empty; NULL if error is NULL.
 */
const char *otk_plugin_error_seal(otk_error *error) OTK_COLD;

#endif
