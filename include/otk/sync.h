/* SPDX-License-Identifier: MIT */
/*
 * Copies of all archives in a folder: downloads and checks archives that are not in the folder yet,
 * and decrypts them if a key is given. It can then delete them in the cloud, where the service
 * keeps them for 72 hours. Needs the plugins "sync" and "archives", and "openssl" to decrypt.
 *
 * For each archive the folder gets ARCHIVE-ID.mp4 or ARCHIVE-ID.zip and, last, ARCHIVE-ID.json with
 * its size, its SHA-256 digest and the archive as the service described it. An archive without the
 * JSON file is incomplete. A transcript is stored as ARCHIVE-ID.transcript; the service states no
 * digest of it. Incomplete downloads are called .ARCHIVE-ID.part; the next run continues them. All
 * files have mode 0600, because the description of an encrypted archive has its password.
 *
 * The process may be killed at any moment: files get their names by rename() after fsync(). Only
 * one process at a time can work in a folder.
 */
#ifndef OTK_SYNC_H
#define OTK_SYNC_H

#include <otk/openssl.h>
#include <otk/plugins.h>

OTK_BEGIN_DECLS

#define OTK_SYNC_ID    "otk.sync/1"
#define OTK_SYNC_MINOR 1

typedef enum otk_sync_step {
	OTK_SYNC_KEPT = 1,        /* was in the folder before */
	OTK_SYNC_BEGUN = 2,       /* the download begins */
	OTK_SYNC_PROGRESS = 3,    /* done and total of the download */
	OTK_SYNC_STORED = 4,      /* is now in the folder */
	OTK_SYNC_DELETED = 5,     /* is deleted in the cloud */
	OTK_SYNC_NOT_DELETED = 6, /* is in the folder, but cannot be verified: error says why */
	OTK_SYNC_FAILED = 7,      /* error says why; the next archive follows */
	OTK_SYNC_WANTED = 8,      /* dry_run: would be downloaded */
	OTK_SYNC_TRANSCRIPT = 9   /* the transcript is now in the folder */
} otk_sync_step;

/* One step of one archive; valid until the callback returns. */
typedef struct otk_sync_event {
	size_t struct_size;
	const char *archive_id;
	const char *file;       /* its name in the folder; NULL: not known yet */
	int64_t done;           /* bytes of the download */
	int64_t total;          /* -1: unknown */
	const otk_error *error; /* FAILED, NOT_DELETED; else NULL */
	otk_sync_step step;
	int32_t reserved;
} otk_sync_event;

OTK_ASSERT_NO_TAIL(otk_sync_event, reserved);

typedef struct otk_sync_options {
	size_t struct_size;
	const char *folder;     /* must exist */
	const char *session_id; /* only archives of this session; NULL: of all */
	/* The private key of the certificate in the storage settings, to decrypt archives that
	 * have a password; NULL: they stay encrypted. A secret. */
	const char *private_key_pem;
	/* A status other than OTK_OK ends the run. NULL: not needed. */
	otk_status (*progress)(void *userdata, const otk_sync_event *event);
	void *userdata;
	/*
	 * YES: deletes an archive in the cloud if its file was read back from the folder without a
	 * difference, and the download had the digest that the service states. An archive without
	 * such a digest is not deleted.
	 */
	otk_flag delete_after_verify;
	otk_flag dry_run; /* YES: reports what would be downloaded, and changes nothing */
	/*
	 * YES: downloads transcripts as well, also of archives that are in the folder already. An
	 * archive whose transcript is not ready yet is not deleted. Since minor 1.
	 */
	otk_flag transcripts;
	int32_t reserved;
} otk_sync_options;

OTK_ASSERT_NO_TAIL(otk_sync_options, reserved);
#define OTK_SYNC_OPTIONS(...) OTK_MAKE(otk_sync_options, __VA_ARGS__)
#define OTK_SYNC_OPTIONS_INIT OTK_INIT(otk_sync_options)

/* Numbers of archives; the caller sets struct_size (OTK_SYNC_RESULT_INIT). */
typedef struct otk_sync_result {
	size_t struct_size;
	int64_t available; /* in the cloud */
	int64_t kept;      /* in the folder before */
	int64_t stored;    /* by this run */
	int64_t deleted;
	int64_t not_deleted;
	int64_t failed;
	int64_t bytes;       /* of the archives that were stored */
	int64_t transcripts; /* by this run. Since minor 1 */
} otk_sync_result;

OTK_ASSERT_NO_TAIL(otk_sync_result, transcripts);
#define OTK_SYNC_RESULT_INIT OTK_INIT(otk_sync_result)

/* The functions of the plugin. state: otk_interface_state(). */
typedef struct otk_sync_vtable {
	size_t struct_size;
	otk_status (*run)(void *state, otk_client *client, const otk_sync_options *options,
		otk_sync_result *result, otk_error *error);
} otk_sync_vtable;

/*
 * Downloads all available archives of the client's project that are not in the folder yet. If one
 * archive fails, it is reported to progress and counted, and the next one follows. result (may be
 * NULL) gets the numbers, also after a failure.
 *
 * Errors: the status of the first archive that failed; those of a list (otk/wrap.h); OTK_E_STATE:
 * another process works in the folder; OTK_E_IO: the folder cannot be written, or is full, which
 * ends the run; OTK_E_ARGUMENT: folder is missing or not a folder; OTK_E_NO_PLUGIN and the other
 * plugin statuses; what progress returned. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_sync_run(otk_client *client,
	const otk_sync_options *options, otk_sync_result *result, otk_error *error)
{
	const void *vtable = NULL;
	otk_status status = otk_interface_get(client, OTK_SYNC_ID, OTK_SYNC_MINOR, &vtable, error);

	if (status)
		return status;
	return OTK_CAST_(const otk_sync_vtable, vtable)
		->run(otk_interface_state(client, OTK_SYNC_ID), client, options, result, error);
}

OTK_END_DECLS

#endif
