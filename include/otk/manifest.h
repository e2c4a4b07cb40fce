/* SPDX-License-Identifier: MIT */
/*
 * The files of an individual archive: reads the ZIP file that otk_archives_download() wrote,
 * without unpacking it (doc/contract.md, 7.10). Needs the plugin "manifest", which links libzip.
 */
#ifndef OTK_MANIFEST_H
#define OTK_MANIFEST_H

#include <otk/plugins.h>

OTK_BEGIN_DECLS

#define OTK_MANIFEST_ID    "otk.manifest/1"
#define OTK_MANIFEST_MINOR 0

/* Limits, because a ZIP file is untrusted input. */
#define OTK_MANIFEST_BYTES_MAX   (4 * 1024 * 1024) /* of the manifest, unpacked */
#define OTK_MANIFEST_FILES_MAX   4096
#define OTK_MANIFEST_ENTRIES_MAX 16384 /* of the ZIP file */

/*
 * One file. A stream has several when its client reconnected, or when it was removed from a manual
 * archive and added again. The offsets of later files can be wrong by the length of the gap.
 */
typedef struct otk_manifest_file {
	size_t struct_size;
	const char *filename; /* a plain name: without folders */
	const char *stream_id;
	const char *connection_data; /* of the client's token */
	const char *video_type; /* at the beginning of the file: "camera", "screen", "custom" */
	int64_t size;           /* bytes, as the manifest states */
	int64_t stored_size;    /* bytes, as the ZIP file states; 0: the file is not in it */
	int64_t start_offset;   /* ms after the archive was created */
	int64_t stop_offset;
	int64_t started_at; /* ms since the epoch */
	int64_t stopped_at;
	int64_t part;     /* 1 for the first file of a stream */
	otk_flag present; /* NO: the ZIP file does not have it */
	int32_t reserved;
} otk_manifest_file;

OTK_ASSERT_NO_TAIL(otk_manifest_file, reserved);

typedef struct otk_manifest {
	size_t struct_size;
	const char *id; /* of the archive */
	const char *name;
	const char *session_id;
	const char *project_id;                /* API key or application id */
	int64_t created_at;                    /* ms since the epoch */
	const otk_manifest_file *const *files; /* in the order of the manifest */
	size_t file_count;
} otk_manifest;

OTK_ASSERT_NO_TAIL(otk_manifest, file_count);

/* The functions of the plugin. state: otk_interface_state(), or the host table without a client. */
typedef struct otk_manifest_vtable {
	size_t struct_size;
	otk_status (*read)(void *state, int fd, void **manifest, otk_error *error);
} otk_manifest_vtable;

/*
 * Reads the manifest of an individual archive from its ZIP file. client may be NULL: then the
 * plugin is searched in libotk, OTK_PLUGIN_PATH and the installed folder. fd: open for reading,
 * seekable; stays open. manifest gets the manifest, freed with otk_free(); NULL on failure.
 *
 * Only the manifest is unpacked. OTK_E_PROTOCOL: fd is not such a ZIP file, the file is damaged or
 * encrypted, a name in it leads out of the folder, or it does not have exactly one manifest.
 * OTK_E_TOO_LARGE: one of the limits above is exceeded. OTK_E_IO: fd cannot be read.
 * OTK_E_ARGUMENT, OTK_E_NOMEM; the plugin statuses (otk/call.h). [client thread; any thread when
 * client is NULL]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_manifest_read(
	otk_client *client, int fd, otk_manifest **manifest, otk_error *error)
{
	const void *vtable = NULL;
	const struct otk_host *host = NULL;
	void *record = NULL;
	otk_status status = client ? otk_interface_get(client, OTK_MANIFEST_ID, OTK_MANIFEST_MINOR,
					     &vtable, error)
				   : otk_interface_find(NULL, OTK_MANIFEST_ID, OTK_MANIFEST_MINOR,
					     &vtable, &host, error);

	if (!status)
		status = OTK_CAST_(const otk_manifest_vtable, vtable)
				 ->read(client ? otk_interface_state(client, OTK_MANIFEST_ID)
					       : OTK_CONST_CAST_(struct otk_host, host),
					 fd, manifest ? &record : NULL, error);
	if (manifest)
		*manifest = OTK_CAST_(otk_manifest, record);
	return status;
}

OTK_END_DECLS

#endif
