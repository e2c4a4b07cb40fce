/* SPDX-License-Identifier: MIT */
/* Captions, in responses and in callbacks (doc/contract.md, 18 and 21.8). */
#ifndef OTK_PLUGIN_TYPES_CAPTIONS_H
#define OTK_PLUGIN_TYPES_CAPTIONS_H

#include <otk/captions.h>

#include "plugins/types/fields.h"

static const char *const otk_captions_statuses[] = {
	OTK_CAPTIONS_STARTED, OTK_CAPTIONS_STOPPED, OTK_CAPTIONS_PAUSED, OTK_CAPTIONS_FAILED, NULL};

static const otk_field otk_captions_fields[] = {
	OTK_FIELD(otk_captions, id, "captionsId", .aliases = "captionId", .required = 1,
		.role = OTK_ROLE_ID),
	OTK_FIELD(otk_captions, status, "status", .values = otk_captions_statuses),
	OTK_FIELDS_ORIGIN(otk_captions),
	OTK_FIELD(otk_captions, duration, "duration", .unit = OTK_UNIT_SECONDS),
	OTK_FIELD(otk_captions, language_code, "languageCode"),
	OTK_FIELD(otk_captions, provider, "provider"),
	OTK_FIELD(otk_captions, reason, "reason"),
};
static const otk_type otk_captions_type = OTK_TYPE(otk_captions, "captions", otk_captions_fields);

#endif
