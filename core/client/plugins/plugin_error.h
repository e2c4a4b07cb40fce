/* SPDX-License-Identifier: MIT */
/* An otk_error that a plugin has filled. */
#ifndef OTK_CLIENT_PLUGIN_ERROR_H
#define OTK_CLIENT_PLUGIN_ERROR_H

#include <otk/error.h>

#include "core/base/status.h"

/*
 * Makes the record usable, also if the plugin wrote garbage: texts end in NUL inside their arrays
 * and hold no control characters, struct_size is right. error may be NULL.
 */
void otk_plugin_error_seal(otk_error *error) OTK_COLD;

#endif
