/* SPDX-License-Identifier: MIT */
/*
 * The manifest of an individual archive: the tables, and what is computed (doc/contract.md, 7.10).
 */
#include <otk/manifest.h>

#include <stdlib.h>
#include <string.h>

#include "plugins/manifest/zip_entry.h"

/* In the manifest, and as it is handed out: the last four members are computed. */
static const otk_field file_fields[] = {
	OTK_FIELD(otk_manifest_file, filename, "filename", .required = 1),
	OTK_FIELD(otk_manifest_file, stream_id, "streamId"),
	OTK_FIELD(otk_manifest_file, connection_data, "connectionData", .multiline = 1),
	OTK_FIELD(otk_manifest_file, video_type, "videoType"),
	OTK_FIELD(otk_manifest_file, size, "size", .unit = OTK_UNIT_BYTES),
	OTK_FIELD(otk_manifest_file, start_offset, "startTimeOffset"),
	OTK_FIELD(otk_manifest_file, stop_offset, "stopTimeOffset"),
	OTK_FIELD(otk_manifest_file, stored_size, "storedSize", .unit = OTK_UNIT_BYTES),
	OTK_FIELD(otk_manifest_file, started_at, "startedAt", .unit = OTK_UNIT_TIME_MS),
	OTK_FIELD(otk_manifest_file, stopped_at, "stoppedAt", .unit = OTK_UNIT_TIME_MS),
	OTK_FIELD(otk_manifest_file, part, "part"),
	OTK_FIELD(otk_manifest_file, present, "present"),
};
static const otk_type file_type = OTK_TYPE(otk_manifest_file, "manifest_file", file_fields);

static const otk_field manifest_fields[] = {
	OTK_FIELD(otk_manifest, id, "id", .required = 1, .role = OTK_ROLE_ID),
	OTK_FIELD(otk_manifest, name, "name", .multiline = 1),
	OTK_FIELD(otk_manifest, session_id, "sessionId", .role = OTK_ROLE_SESSION),
	OTK_FIELD(otk_manifest, project_id, "projectId", .aliases = "partnerId|applicationId"),
	OTK_FIELD(otk_manifest, created_at, "createdAt", .unit = OTK_UNIT_TIME_MS,
		.role = OTK_ROLE_CREATED_AT),
	OTK_LIST(otk_manifest, files, file_count, &file_type, "files"),
};
static const otk_type manifest_type = OTK_TYPE(otk_manifest, "manifest", manifest_fields);

static const otk_field vtable_fields[] = {
	OTK_ADDRESS(otk_manifest_vtable, read, OTK_KIND_FUNCTION,
		"otk_status (*)(void *state, int fd, void **manifest, otk_error *error)",
		.help = "Reads the manifest from a ZIP file"),
};
static const otk_type vtable_type = OTK_TYPE(otk_manifest_vtable, "manifest_vtable", vtable_fields);

static const otk_type *const types[] = {&manifest_type, &vtable_type, NULL};

/* The files of the result, and pointers to them. */
typedef struct files {
	otk_manifest_file *files;
	const otk_manifest_file **list;
} files;

/* The sum of a time and an offset, where both are plausible; 0: not known. */
static int64_t moment_of(int64_t created_at, int64_t offset)
{
	return created_at > 0 && created_at < INT64_MAX / 2 && offset >= 0 && offset < INT64_MAX / 2
		       ? created_at + offset
		       : 0;
}

/* The number of a file among those of its stream, by the time at which they begin. */
static int64_t part_of(const otk_manifest *manifest, size_t index)
{
	const otk_manifest_file *own = manifest->files[index];
	int64_t part = 1;

	if (!own->stream_id)
		return 0;
	for (size_t i = 0; i < manifest->file_count; i++) {
		const otk_manifest_file *other = manifest->files[i];

		if (other->stream_id && strcmp(other->stream_id, own->stream_id) == 0 &&
			(other->start_offset < own->start_offset ||
				(other->start_offset == own->start_offset && i < index)))
			part++;
	}
	return part;
}

static otk_status compute_file(const otk_host *host, zip_t *zip, const otk_manifest *manifest,
	size_t index, otk_manifest_file *file, otk_error *error)
{
	int64_t stored;
	otk_status status;

	*file = *manifest->files[index];
	file->struct_size = sizeof(*file);
	if (!otk_zip_is_plain_name(file->filename))
		return host->fail(error, OTK_E_PROTOCOL,
			"files[%zu].filename: names a file outside of the folder; do not unpack "
			"this archive",
			index);
	status = otk_zip_size_of(host, zip, file->filename, &stored, error);
	file->present = stored >= 0 ? OTK_YES : OTK_NO;
	file->stored_size = stored > 0 ? stored : 0;
	file->started_at = moment_of(manifest->created_at, file->start_offset);
	file->stopped_at = moment_of(manifest->created_at, file->stop_offset);
	file->part = part_of(manifest, index);
	return status;
}

static otk_status compute_files(const otk_host *host, zip_t *zip, const otk_manifest *manifest,
	files *made, otk_error *error)
{
	const size_t count = manifest->file_count;
	otk_status status = OTK_OK;

	if (count > OTK_MANIFEST_FILES_MAX)
		return host->fail(error, OTK_E_TOO_LARGE,
			"files: the manifest names %zu; at most %d are read", count,
			OTK_MANIFEST_FILES_MAX);
	made->files = calloc(count + 1, sizeof(*made->files));
	made->list = calloc(count + 1, sizeof(const otk_manifest_file *));
	if (!made->files || !made->list)
		return host->fail(error, OTK_E_NOMEM, "out of memory");
	for (size_t i = 0; !status && i < count; i++) {
		status = compute_file(host, zip, manifest, i, &made->files[i], error);
		made->list[i] = &made->files[i];
	}
	return status;
}

/* A record is made by decoding, so that otk_free() and otk_record_json() work. */
static otk_status make_record(
	const otk_host *host, const otk_manifest *filled, void **record, otk_error *error)
{
	char *json = NULL;
	otk_status status = host->encode(&manifest_type, filled, OTK_CHECKS_OFF, &json, error);

	if (!status)
		status = host->decode(
			&manifest_type, OTK_SHAPE_OBJECT, json, strlen(json), record, error);
	host->free(json);
	return status;
}

static otk_status fill_manifest(
	const otk_host *host, zip_t *zip, const otk_manifest *read, void **record, otk_error *error)
{
	files made = {NULL, NULL};
	otk_manifest filled = *read;
	otk_status status = compute_files(host, zip, read, &made, error);

	filled.struct_size = sizeof(filled);
	filled.files = made.list;
	if (!status)
		status = make_record(host, &filled, record, error);
	free(made.files);
	free(made.list);
	return status;
}

static otk_status read_manifest(void *state, int fd, void **manifest, otk_error *error)
{
	const otk_host *host = state;
	char *text = NULL;
	size_t size = 0;
	zip_t *zip = NULL;
	void *read = NULL;
	otk_status status;

	if (manifest)
		*manifest = NULL;
	else
		return host->fail(error, OTK_E_ARGUMENT, "manifest: is NULL");
	status = otk_zip_open(host, fd, &zip, error);
	if (!status)
		status = otk_zip_read_json(host, zip, &text, &size, error);
	if (!status)
		status = host->decode(&manifest_type, OTK_SHAPE_OBJECT, text, size, &read, error);
	if (!status)
		status = fill_manifest(host, zip, read, manifest, error);
	host->free(read);
	free(text);
	if (zip)
		zip_discard(zip);
	return status;
}

/* Reading needs only the host table, so that is the state. */
static otk_status open_manifest(const otk_host *host, otk_client *client, const void *settings,
	void **state, otk_error *error)
{
	(void)client, (void)settings, (void)error;
	*state = (void *)host;
	return OTK_OK;
}

static const otk_manifest_vtable vtable = {.struct_size = sizeof(vtable), .read = read_manifest};

static const otk_interface interfaces[] = {
	{.id = OTK_MANIFEST_ID, .minor = OTK_MANIFEST_MINOR, .types = types, .vtable = &vtable},
};

static const otk_plugin plugin = OTK_PLUGIN_DESCRIPTOR("manifest", .version = OTK_VERSION,
	.license = "MIT", .summary = "files of an individual archive", .interfaces = interfaces,
	.interface_count = OTK_COUNT_OF(interfaces), .open = open_manifest);

OTK_PLUGIN(manifest, plugin)
