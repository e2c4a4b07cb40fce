/* SPDX-License-Identifier: MIT */
/* Downloads of archives. */
#ifndef OTK_SANDBOX_DOWNLOAD_H
#define OTK_SANDBOX_DOWNLOAD_H

#include <json-c/json_object.h>

#include "tools/sandbox/state/sandbox.h"

/* Returns a URL that is valid for ten minutes. free() it. */
char *sandbox_download_url(sandbox *box, json_object *archive);

/* The same for the transcript of an archive. free() it. */
char *sandbox_transcript_url(sandbox *box, json_object *archive);

#endif
