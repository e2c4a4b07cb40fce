/* SPDX-License-Identifier: MIT */
/* Brings one archive into the folder. */
#include "plugins/sync/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

otk_status otk_sync_report(const otk_sync_archive *self, otk_sync_step step, int64_t done,
	int64_t total, const otk_error *error)
{
	const otk_sync_options *options = self->run->options;
	const otk_sync_event event = {.struct_size = sizeof(event),
		.archive_id = self->id,
		.file = self->file,
		.done = done,
		.total = total,
		.error = error,
		.step = step};

	return options->progress ? options->progress(options->userdata, &event) : OTK_OK;
}

static otk_status report_bytes(void *userdata, int64_t done, int64_t total)
{
	return otk_sync_report(userdata, OTK_SYNC_PROGRESS, done, total, NULL);
}

/* Continues the part that an earlier run left, from its end. */
static otk_status download_part(const otk_sync_archive *self, int fd, otk_error *error)
{
	const char *const ids[] = {self->id, NULL};
	const off_t present = lseek(fd, 0, SEEK_END);

	if (present < 0)
		return otk_sync_io_error(self->run, self->part, error);
	return self->run->calls->download(self->run->client, "archives.get", OTK_ARCHIVES_MINOR,
		ids, fd,
		&OTK_DOWNLOAD_OPTIONS(.resume_from = present, .progress = report_bytes,
			.userdata = (void *)(uintptr_t)self),
		error);
}

/*
 * A part that does not fit may be of another file, or damaged: one more attempt from the beginning.
 */
static int is_bad_part(otk_status status)
{
	return status == OTK_E_HASH || status == OTK_E_TOO_LARGE || status == OTK_E_PROTOCOL;
}

static otk_status fetch_file(const otk_sync_archive *self, otk_error *error)
{
	const int fd = otk_sync_open(self->run, self->part, O_RDWR | O_CREAT);
	struct stat info;
	otk_status status;

	if (fd < 0)
		return otk_sync_io_error(self->run, self->part, error);
	if (fstat(fd, &info))
		info.st_size = 0;
	status = download_part(self, fd, error);
	if (is_bad_part(status)) {
		if (ftruncate(fd, 0))
			status = otk_sync_io_error(self->run, self->part, error);
		else if (info.st_size)
			status = download_part(self, fd, error);
	}
	if (!status && fsync(fd))
		status = otk_sync_io_error(self->run, self->part, error);
	if (close(fd) && !status)
		status = otk_sync_io_error(self->run, self->part, error);
	return status;
}

/* ---- decryption */

static otk_status decrypt_into(const otk_sync_archive *self, int in, int out, otk_error *error)
{
	const otk_sync_run_state *run = self->run;
	const otk_decrypt_options options =
		OTK_DECRYPT_OPTIONS(.private_key_pem = run->options->private_key_pem,
			.password = self->archive->password, .in_fd = in, .out_fd = out);
	const void *vtable = NULL;
	otk_status status = run->calls->interface_get(
		run->client, OTK_OPENSSL_ID, OTK_OPENSSL_MINOR, &vtable, error);

	return status ? status : ((const otk_openssl_api *)vtable)->decrypt(&options, error);
}

static otk_status decrypt_file(const otk_sync_archive *self, otk_error *error)
{
	otk_sync_run_state *run = self->run;
	const int in = otk_sync_open(run, self->part, O_RDONLY);
	const int out = otk_sync_open(run, self->plain, O_WRONLY | O_CREAT | O_TRUNC);
	otk_status status = in < 0 || out < 0 ? otk_sync_io_error(run, self->plain, error)
					      : decrypt_into(self, in, out, error);

	if (!status && fsync(out))
		status = otk_sync_io_error(run, self->plain, error);
	if (in >= 0)
		close(in);
	if (out >= 0 && close(out) && !status)
		status = otk_sync_io_error(run, self->plain, error);
	if (status)
		(void)unlinkat(run->folder, self->plain, 0);
	return status;
}

/* ---- all */

/* The file as it is on the disk must have the digest that the service states. */
static otk_status check_digest(
	const otk_sync_archive *self, const char *digest, int decrypted, otk_error *error)
{
	const char *stated = self->archive->sha256sum;

	if (decrypted || !stated || !*stated || strcasecmp(stated, digest) == 0)
		return OTK_OK;
	(void)unlinkat(self->run->folder, self->part, 0);
	return self->run->host->fail(error, OTK_E_HASH,
		"%s/%s: reads back with another SHA-256 digest than it was written with; check "
		"the disk",
		self->run->options->folder, self->part);
}

/* A transcript is short and has no digest, so it is downloaded from the beginning. */
static otk_status fetch_transcript(const otk_sync_archive *self, int fd, otk_error *error)
{
	const char *const ids[] = {self->id, NULL};
	otk_sync_run_state *run = self->run;
	otk_status status = run->calls->download(
		run->client, "archives.transcript", OTK_ARCHIVES_MINOR, ids, fd, NULL, error);

	if (!status && fsync(fd))
		status = otk_sync_io_error(run, self->transcript_part, error);
	return status;
}

otk_status otk_sync_store_transcript(const otk_sync_archive *self, otk_error *error)
{
	otk_sync_run_state *run = self->run;
	const int fd = openat(run->folder, self->transcript_part,
		O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	otk_status status;

	if (fd < 0)
		return otk_sync_io_error(run, self->transcript_part, error);
	status = fetch_transcript(self, fd, error);
	if (close(fd) && !status)
		status = otk_sync_io_error(run, self->transcript_part, error);
	if (!status)
		status = otk_sync_rename(run, self->transcript_part, self->transcript, error);
	if (status)
		(void)unlinkat(run->folder, self->transcript_part, 0);
	return status;
}

otk_status otk_sync_store(const otk_sync_archive *self, otk_error *error)
{
	otk_sync_run_state *run = self->run;
	const int decrypts = run->options->private_key_pem && self->archive->password &&
			     *self->archive->password;
	const char *complete = decrypts ? self->plain : self->part;
	char digest[OTK_SYNC_DIGEST_SIZE];
	int64_t size = 0;
	otk_status status = fetch_file(self, error);

	if (!status && decrypts)
		status = decrypt_file(self, error);
	if (!status)
		status = otk_sync_digest(run, complete, &size, digest, error);
	if (!status)
		status = check_digest(self, digest, decrypts, error);
	if (!status)
		status = otk_sync_rename(run, complete, self->file, error);
	if (!status)
		status = otk_sync_note_write(self, size, digest, decrypts, error);
	if (!status && decrypts)
		(void)unlinkat(run->folder, self->part, 0);
	if (!status)
		run->result.bytes += size;
	return status;
}
