/* SPDX-License-Identifier: MIT */
/*
 * Migration: move a long-lived session to other media servers (doc/contract.md, 19). Needs the
 * plugin "migration".
 */
#ifndef OTK_MIGRATION_H
#define OTK_MIGRATION_H

#include <otk/wrap.h>

OTK_BEGIN_DECLS

#define OTK_MIGRATION_ID    "otk.migration/1"
#define OTK_MIGRATION_MINOR 0

/*
 * Moves a session to other media servers; its id stays the same. Archives, broadcasts, captions
 * and renders must be started again afterwards. Documented for Vonage; on OpenTok it may give
 * OTK_E_NOT_FOUND.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_NOT_FOUND: no client is connected;
 * OTK_E_CONFLICT: a migration is under way (15214), or it is too soon after the creation or the
 * last migration (15215). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_migration_start(
	otk_client *client, const char *session_id, otk_error *error)
{
	OTK_PERFORM_BODY("migration.start", OTK_MIGRATION_MINOR, OTK_IDS(session_id), NULL);
}

/*
 * Returns otk_migration_start() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_migration_start_call(
	otk_client *client, const char *session_id, otk_error *error)
{
	OTK_CALL_BODY("migration.start", OTK_MIGRATION_MINOR, OTK_IDS(session_id), NULL);
}

OTK_END_DECLS

#endif
