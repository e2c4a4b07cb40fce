/* SPDX-License-Identifier: MIT */
/* Files of archives, made on the fly: always the same bytes for the same archive. */
#ifndef OTK_SANDBOX_DOWNLOAD_H
#define OTK_SANDBOX_DOWNLOAD_H

#include <json-c/json_object.h>

#include "tools/sandbox/state/sandbox.h"

/* An address that is good for ten minutes. free() it. */
char *sandbox_download_url(sandbox *box, json_object *archive);

#endif
