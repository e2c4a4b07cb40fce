/* SPDX-License-Identifier: MIT */
/* The state of one run. */
#ifndef OTK_PLUGIN_SYNC_RUN_H
#define OTK_PLUGIN_SYNC_RUN_H

#include <otk/archives.h>
#include <otk/plugin.h>
#include <otk/sync.h>

#define OTK_SYNC_NAME_SIZE 160 /* of a file in the folder */

/* An archive of the list: what the names of its files need. */
typedef struct otk_sync_entry {
	char *id;
	int individual; /* a ZIP file */
	int transcript; /* the transcript is ready */
} otk_sync_entry;

typedef struct otk_sync_run_state {
	const otk_host *host;
	const otk_host_calls *calls;
	otk_client *client;
	const otk_sync_options *options;
	otk_sync_result result;
	otk_error first; /* of the first archive that failed */
	otk_sync_entry *entries;
	size_t count, capacity;
	int folder; /* descriptor */
} otk_sync_run_state;

/* The archive that is being stored. */
typedef struct otk_sync_archive {
	otk_sync_run_state *run;
	const char *id;
	const otk_archive *archive;     /* NULL: not read yet */
	char file[OTK_SYNC_NAME_SIZE];  /* "ID.mp4" */
	char part[OTK_SYNC_NAME_SIZE];  /* ".ID.part" */
	char plain[OTK_SYNC_NAME_SIZE]; /* ".ID.plain": decrypted, not complete */
	char note[OTK_SYNC_NAME_SIZE];  /* "ID.json" */
	/* Both "": no transcript was requested, or it is in the folder already. */
	char transcript[OTK_SYNC_NAME_SIZE];      /* "ID.transcript" */
	char transcript_part[OTK_SYNC_NAME_SIZE]; /* ".ID.transcript.part" */
} otk_sync_archive;

#endif
