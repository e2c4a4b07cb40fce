/* SPDX-License-Identifier: MIT */
/* otk listen: remembers the signatures of callbacks, to recognise replays. */
#ifndef OTK_CLI_REPLAY_GUARD_H
#define OTK_CLI_REPLAY_GUARD_H

#include "tools/otk/cli.h"

typedef struct otk_cli_guard otk_cli_guard;

/* A signature in the guard; 0: none. */
typedef uint64_t otk_cli_ticket;

otk_cli_guard *otk_cli_guard_new(void);
void otk_cli_guard_free(void *guard);

/* For otk_callback_check.seen: OTK_YES if the id is known; otherwise keeps it until forget_at. */
otk_flag otk_cli_guard_seen(void *guard, const char *jti, int64_t forget_at);
/* Returns the signature that the last otk_cli_guard_seen() added; 0: it was known already. */
otk_cli_ticket otk_cli_guard_last(const otk_cli_guard *guard);
/* Returns the id of a signature; NULL: it is not in the guard. */
const char *otk_cli_guard_jti(const otk_cli_guard *guard, otk_cli_ticket ticket);
/*
 * Returns true when the signature that the last otk_cli_guard_seen() found is still being handled.
 */
bool otk_cli_guard_is_open(const otk_cli_guard *guard);

/* Ends the handling. accepted false: the same signature is accepted again, for a new delivery. */
void otk_cli_guard_close(otk_cli_guard *guard, otk_cli_ticket ticket, bool accepted);

#endif
