/* SPDX-License-Identifier: MIT */
/* Stores one archive in the folder. */
#ifndef OTK_PLUGIN_SYNC_STORE_H
#define OTK_PLUGIN_SYNC_STORE_H

#include "plugins/sync/folder.h"

/* Downloads, checks, decrypts and stores the file, then writes its note. */
otk_status otk_sync_store(const otk_sync_archive *self, otk_error *error);
/* Downloads and stores the transcript. */
otk_status otk_sync_store_transcript(const otk_sync_archive *self, otk_error *error);
/* Reports a step. Returns what the progress function of the caller returned. */
otk_status otk_sync_report(const otk_sync_archive *self, otk_sync_step step, int64_t done,
	int64_t total, const otk_error *error);

#endif
