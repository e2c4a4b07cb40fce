/* SPDX-License-Identifier: MIT */
/* Reads a ZIP file from an untrusted source: the names and sizes in it are checked. */
#include "plugins/manifest/zip_entry.h"

#include <otk/manifest.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static otk_status fail_zip(const otk_host *host, int code, otk_error *error)
{
	zip_error_t problem;
	otk_status status = OTK_E_PROTOCOL;

	zip_error_init_with_code(&problem, code);
	if (code == ZIP_ER_MEMORY)
		status = OTK_E_NOMEM;
	else if (code == ZIP_ER_READ || code == ZIP_ER_SEEK || code == ZIP_ER_OPEN)
		status = OTK_E_IO;
	status = host->fail(error, status,
		"the ZIP file of the archive cannot be read: %s; it must be a complete file of an "
		"archive with the output mode \"individual\"",
		zip_error_strerror(&problem));
	zip_error_fini(&problem);
	return status;
}

int otk_zip_is_plain_name(const char *name)
{
	if (!*name || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return 0;
	for (const unsigned char *c = (const unsigned char *)name; *c; c++)
		if (*c < ' ' || *c == 0x7f || *c == '/' || *c == '\\')
			return 0;
	return 1;
}

/* A name such as "a/b" is in a folder below; "/a", "../a" and "a/../../b" are outside. */
static int leaves_folder(const char *name)
{
	if (*name == '/' || *name == '\\')
		return 1;
	while (*name) {
		const size_t size = strcspn(name, "/\\");

		if (size == 2 && memcmp(name, "..", 2) == 0)
			return 1;
		name += size;
		name += *name != '\0';
	}
	return 0;
}

static otk_status check_entries(const otk_host *host, zip_t *zip, otk_error *error)
{
	const zip_int64_t count = zip_get_num_entries(zip, 0);

	if (count > OTK_MANIFEST_ENTRIES_MAX)
		return host->fail(error, OTK_E_TOO_LARGE,
			"the ZIP file of the archive has %lld entries; at most %d are read",
			(long long)count, OTK_MANIFEST_ENTRIES_MAX);
	for (zip_int64_t i = 0; i < count; i++) {
		const char *name = zip_get_name(zip, (zip_uint64_t)i, ZIP_FL_ENC_GUESS);

		if (!name)
			return host->fail(error, OTK_E_PROTOCOL,
				"the ZIP file of the archive has an entry without a name");
		if (leaves_folder(name))
			return host->fail(error, OTK_E_PROTOCOL,
				"the ZIP file of the archive has an entry that would leave the "
				"folder when it is unpacked; do not unpack it");
	}
	return OTK_OK;
}

otk_status otk_zip_open(const otk_host *host, int fd, zip_t **zip, otk_error *error)
{
	struct stat info;
	int code = 0;
	int own;
	otk_status status;

	*zip = NULL;
	if (fd < 0 || fstat(fd, &info))
		return host->fail(error, OTK_E_ARGUMENT, "fd: is not an open file");
	if (!S_ISREG(info.st_mode))
		return host->fail(
			error, OTK_E_IO, "fd: is not a regular file; write the archive to one");
	own = dup(fd);
	if (own < 0)
		return host->fail(error, OTK_E_IO, "fd: cannot be duplicated");
	if (lseek(own, 0, SEEK_SET) == 0)
		*zip = zip_fdopen(own, ZIP_CHECKCONS, &code);
	else
		code = ZIP_ER_SEEK;
	if (!*zip) {
		close(own);
		return fail_zip(host, code, error);
	}
	status = check_entries(host, *zip, error);
	if (status) {
		zip_discard(*zip);
		*zip = NULL;
	}
	return status;
}

static int is_json_name(const char *name)
{
	const size_t size = strlen(name);

	return otk_zip_is_plain_name(name) && size > 5 && strcmp(name + size - 5, ".json") == 0;
}

static otk_status find_json(const otk_host *host, zip_t *zip, zip_uint64_t *index, otk_error *error)
{
	const zip_int64_t count = zip_get_num_entries(zip, 0);
	size_t found = 0;

	for (zip_int64_t i = 0; i < count; i++) {
		const char *name = zip_get_name(zip, (zip_uint64_t)i, ZIP_FL_ENC_GUESS);

		if (!name)
			return fail_zip(host, zip_error_code_zip(zip_get_error(zip)), error);
		if (is_json_name(name)) {
			*index = (zip_uint64_t)i;
			found++;
		}
	}
	if (found == 1)
		return OTK_OK;
	return host->fail(error, OTK_E_PROTOCOL,
		"the ZIP file has %s; it is not that of an archive with the output mode "
		"\"individual\"",
		found ? "several manifests" : "no manifest, a file that ends in .json");
}

/* Reads to the end, one byte more than allowed at most, whatever size the entry claims to have. */
static otk_status read_entry(
	const otk_host *host, zip_file_t *entry, char *text, size_t *size, otk_error *error)
{
	zip_int64_t got = 0;

	*size = 0;
	do {
		got = zip_fread(entry, text + *size, OTK_MANIFEST_BYTES_MAX + 1 - *size);
		if (got < 0)
			return host->fail(error, OTK_E_PROTOCOL,
				"the manifest in the ZIP file is damaged: %s",
				zip_file_strerror(entry));
		*size += (size_t)got;
	} while (got > 0 && *size <= OTK_MANIFEST_BYTES_MAX);
	if (*size > OTK_MANIFEST_BYTES_MAX)
		return host->fail(error, OTK_E_TOO_LARGE,
			"the manifest in the ZIP file has more than %d bytes",
			OTK_MANIFEST_BYTES_MAX);
	return OTK_OK;
}

otk_status otk_zip_read_json(
	const otk_host *host, zip_t *zip, char **text, size_t *size, otk_error *error)
{
	zip_uint64_t index = 0;
	otk_status status = find_json(host, zip, &index, error);
	zip_file_t *entry;

	*text = NULL;
	if (status)
		return status;
	entry = zip_fopen_index(zip, index, 0);
	if (!entry)
		return fail_zip(host, zip_error_code_zip(zip_get_error(zip)), error);
	*text = malloc(OTK_MANIFEST_BYTES_MAX + 1);
	status = *text ? read_entry(host, entry, *text, size, error)
		       : host->fail(error, OTK_E_NOMEM, "out of memory");
	zip_fclose(entry);
	if (status) {
		free(*text);
		*text = NULL;
	}
	return status;
}

otk_status otk_zip_size_of(
	const otk_host *host, zip_t *zip, const char *name, int64_t *size, otk_error *error)
{
	zip_stat_t info;

	*size = -1;
	zip_stat_init(&info);
	if (zip_stat(zip, name, ZIP_FL_ENC_GUESS, &info)) {
		const int code = zip_error_code_zip(zip_get_error(zip));

		return code == ZIP_ER_NOENT ? OTK_OK : fail_zip(host, code, error);
	}
	if ((info.valid & ZIP_STAT_SIZE) && info.size <= INT64_MAX)
		*size = (int64_t)info.size;
	return OTK_OK;
}
