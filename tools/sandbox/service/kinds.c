/* SPDX-License-Identifier: MIT */
/* The list of all kinds of documents that react to events. */
#include "config.h"

#include "tools/sandbox/callbacks/webhook.h"
#include "tools/sandbox/service/account/report.h"
#include "tools/sandbox/service/kinds.h"
#include "tools/sandbox/service/media/archive_life.h"
#include "tools/sandbox/service/media/broadcast.h"
#include "tools/sandbox/service/media/captions.h"
#include "tools/sandbox/service/media/render.h"
#include "tools/sandbox/service/media/sip.h"

const sandbox_kind *const sandbox_kinds[] = {
	&sandbox_call_kind,
	&sandbox_archive_kind,
	&sandbox_broadcast_kind,
	&sandbox_render_kind,
	&sandbox_captions_kind,
	&sandbox_report_kind,
	&sandbox_media_kind,
	&sandbox_callback_kind,
	NULL,
};

const char *const sandbox_stored_kinds[] = {"account", "vonage-account", "project", "application",
	"session", "connection", "stream", "archive", "broadcast", "render", "caption", "call",
	"audio", "signal", "dtmf", "callback", "storage", "registration", "report", "media", NULL};
