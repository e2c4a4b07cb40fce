/* SPDX-License-Identifier: MIT */
/* Migration: move a long-lived session to other media servers (wire contract 19). Needs the plugin
 * "migration". */
#ifndef OTK_MIGRATION_H
#define OTK_MIGRATION_H

#include <otk/wrap.h>

OTK_BEGIN_DECLS

#define OTK_MIGRATION_ID    "otk.migration/1"
#define OTK_MIGRATION_MINOR 0

/*
 * session id, which stays the same. Documented for Vonage; OpenTok may not have it. Service codes
 * of a refusal: 15214 already under way, 15215 too soon after creation or the last one. Archives,
 * broadcasts, captions and renders have to be started again.
 */
OTK_FN_ID(otk_migration_start, "migration.start", OTK_MIGRATION_MINOR)

OTK_END_DECLS

#endif
