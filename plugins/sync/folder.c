/* SPDX-License-Identifier: MIT */
/* Files in the folder. */
#include "plugins/sync/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_NAME  ".otk-sync.lock"
#define NOTE_MAX   (256 * 1024)
#define PIECE      (64 * 1024)
#define HASH_BYTES 32

static const otk_field note_fields[] = {
	OTK_FIELD(otk_sync_note, file, "file", .required = 1),
	OTK_FIELD(otk_sync_note, sha256, "sha256", .required = 1),
	OTK_FIELD(otk_sync_note, size, "size", .required = 1),
	OTK_FIELD(otk_sync_note, decrypted, "decrypted"),
};
static const otk_type note_type = OTK_TYPE(otk_sync_note, "sync_note", note_fields);

otk_status otk_sync_io_error(otk_sync_run_state *run, const char *name, otk_error *error)
{
	return run->host->fail(
		error, OTK_E_IO, "%s/%s: %s", run->options->folder, name, strerror(errno));
}

otk_status otk_sync_folder_open(otk_sync_run_state *run, int *lock, otk_error *error)
{
	*lock = -1;
	run->folder = open(run->options->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (run->folder < 0)
		return run->host->fail(error, OTK_E_ARGUMENT, "folder: %s: %s; create it first",
			run->options->folder, strerror(errno));
	*lock = otk_sync_open(run, LOCK_NAME, O_RDWR | O_CREAT);
	if (*lock < 0)
		return otk_sync_io_error(run, LOCK_NAME, error);
	if (flock(*lock, LOCK_EX | LOCK_NB) == 0)
		return OTK_OK;
	return errno == EWOULDBLOCK
		       ? run->host->fail(error, OTK_E_STATE,
				 "folder: %s: another process is bringing it up to date",
				 run->options->folder)
		       : otk_sync_io_error(run, LOCK_NAME, error);
}

int otk_sync_open(const otk_sync_run_state *run, const char *name, int flags)
{
	const int fd = openat(
		run->folder, name, flags | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK, 0600);
	struct stat info;

	if (fd < 0 || (fstat(fd, &info) == 0 && S_ISREG(info.st_mode)))
		return fd;
	close(fd);
	errno = EINVAL;
	return -1;
}

/* ---- digests */

static void print_digest(const unsigned char *bytes, char digest[OTK_SYNC_DIGEST_SIZE])
{
	for (size_t i = 0; i < HASH_BYTES; i++)
		snprintf(digest + 2 * i, 3, "%02x", bytes[i]);
}

static otk_status hash_file(otk_sync_run_state *run, const char *name, int fd,
	gnutls_hash_hd_t hash, int64_t *size, otk_error *error)
{
	char *piece = malloc(PIECE);
	otk_status status = OTK_OK;
	ssize_t got = 1;

	if (!piece)
		return run->host->fail(error, OTK_E_NOMEM, "out of memory");
	*size = 0;
	while (!status && got) {
		got = read(fd, piece, PIECE);
		if (got < 0 && errno == EINTR) {
			got = 1;
			continue;
		}
		if (got < 0)
			status = otk_sync_io_error(run, name, error);
		else if (got && gnutls_hash(hash, piece, (size_t)got))
			status = run->host->fail(error, OTK_E_CRYPTO, "SHA-256 failed");
		*size += got > 0 ? got : 0;
	}
	free(piece);
	return status;
}

otk_status otk_sync_digest(otk_sync_run_state *run, const char *name, int64_t *size,
	char digest[OTK_SYNC_DIGEST_SIZE], otk_error *error)
{
	const int fd = otk_sync_open(run, name, O_RDONLY);
	unsigned char bytes[HASH_BYTES] = {0};
	gnutls_hash_hd_t hash = NULL;
	otk_status status;

	if (fd < 0)
		return otk_sync_io_error(run, name, error);
	if (gnutls_hash_init(&hash, GNUTLS_DIG_SHA256)) {
		close(fd);
		return run->host->fail(error, OTK_E_CRYPTO, "SHA-256 is not available");
	}
	/* Asks the system to drop cached pages, so that the file is read from the disk. */
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	status = hash_file(run, name, fd, hash, size, error);
	gnutls_hash_deinit(hash, bytes);
	print_digest(bytes, digest);
	close(fd);
	return status;
}

/* ---- notes */

/* Reads a whole file of the folder with a NUL after it; NULL: absent, too large or not readable. */
static char *read_small_file(const otk_sync_run_state *run, const char *name, size_t *size)
{
	const int fd = otk_sync_open(run, name, O_RDONLY);
	char *text = fd < 0 ? NULL : malloc(NOTE_MAX + 1);
	ssize_t got = 0;

	*size = 0;
	while (text && *size < NOTE_MAX) {
		got = read(fd, text + *size, NOTE_MAX - *size);
		if (got <= 0 && !(got < 0 && errno == EINTR))
			break;
		*size += got > 0 ? (size_t)got : 0;
	}
	if (fd >= 0)
		close(fd);
	if (text && got == 0 && *size < NOTE_MAX) {
		text[*size] = '\0';
		return text;
	}
	free(text);
	return NULL;
}

static int has_file(const otk_sync_archive *self, const otk_sync_note *note)
{
	struct stat info;

	return strcmp(note->file, self->file) == 0 &&
	       fstatat(self->run->folder, self->file, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISREG(info.st_mode) && info.st_size == note->size;
}

otk_status otk_sync_note_read(const otk_sync_archive *self, otk_sync_note **note, otk_error *error)
{
	const otk_host *host = self->run->host;
	size_t size;
	char *text = read_small_file(self->run, self->note, &size);
	void *read = NULL;
	otk_status status;

	*note = NULL;
	if (!text)
		return OTK_OK;
	status = host->decode(&note_type, OTK_SHAPE_OBJECT, text, size, &read, error);
	free(text);
	if (status == OTK_E_NOMEM)
		return status;
	/* A note that cannot be read says nothing: the archive is downloaded again. */
	if (status || !has_file(self, read)) {
		host->free(read);
		return OTK_OK;
	}
	*note = read;
	return OTK_OK;
}

static otk_status write_text(otk_sync_run_state *run, int fd, const char *name, const char *text,
	size_t size, otk_error *error)
{
	while (size) {
		const ssize_t wrote = write(fd, text, size);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0)
			return otk_sync_io_error(run, name, error);
		text += wrote;
		size -= (size_t)wrote;
	}
	return OTK_OK;
}

static otk_status write_note_file(
	const otk_sync_archive *self, const char *name, const char *head, otk_error *error)
{
	otk_sync_run_state *run = self->run;
	size_t record_size = 0;
	const char *record = run->calls->record_json(self->archive, &record_size);
	const int fd = otk_sync_open(run, name, O_WRONLY | O_CREAT | O_TRUNC);
	otk_status status;

	if (fd < 0)
		return otk_sync_io_error(run, name, error);
	status = write_text(run, fd, name, head, strlen(head), error);
	if (!status)
		status = write_text(run, fd, name, record, record_size, error);
	if (!status)
		status = write_text(run, fd, name, "}\n", 2, error);
	if (!status && fsync(fd))
		status = otk_sync_io_error(run, name, error);
	if (close(fd) && !status)
		status = otk_sync_io_error(run, name, error);
	return status;
}

otk_status otk_sync_note_write(const otk_sync_archive *self, int64_t size, const char *digest,
	int decrypted, otk_error *error)
{
	char head[2 * OTK_SYNC_NAME_SIZE + OTK_SYNC_DIGEST_SIZE];
	char name[OTK_SYNC_NAME_SIZE + 8];
	otk_status status;

	snprintf(name, sizeof(name), ".%s.new", self->note);
	snprintf(head, sizeof(head),
		"{\"file\":\"%s\",\"size\":%" PRId64
		",\"sha256\":\"%s\",\"decrypted\":%s,\"archive\":",
		self->file, size, digest, decrypted ? "true" : "false");
	status = write_note_file(self, name, head, error);
	return status ? status : otk_sync_rename(self->run, name, self->note, error);
}

otk_status otk_sync_rename(
	otk_sync_run_state *run, const char *from, const char *to, otk_error *error)
{
	if (renameat(run->folder, from, run->folder, to) || fsync(run->folder))
		return otk_sync_io_error(run, to, error);
	return OTK_OK;
}
