/* SPDX-License-Identifier: MIT */
/* otk listen --events, --forward-to: which callbacks are meant by "archive", "session.created". */
#ifndef OTK_CLI_LISTEN_EVENTS_H
#define OTK_CLI_LISTEN_EVENTS_H

#include "tools/otk/listen/show.h"

/* Kinds of callbacks; ends in NULL. "session" includes connections and streams. */
extern const char *const otk_cli_event_kinds[];

/* Refuses a word that is neither KIND nor KIND.STATUS. option: for the message. */
otk_cli_exit otk_cli_events_check(otk_cli *cli, const char *option, const char *word);
/* Splits the values of --events at commas and checks them. */
otk_cli_exit otk_cli_events_read(otk_cli *cli, json_object *values, otk_strings *words);
/* Whether a word means the callback. */
bool otk_cli_event_is(const otk_cli_gist *gist, const char *word);

#endif
