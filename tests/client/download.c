/* SPDX-License-Identifier: MIT */
/* Downloads: the bytes that the record states, resumed where they broke off, into any descriptor.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/client/helpers/digest.h"
#include "tests/certificates.h"
#include "tests/client/fixture.h"

#define FILE_TEXT   "0123456789abcdefghijklmnopqrstuvwxyz"
#define FILE_SIZE   36
#define FILE_SHA256 "74e7e5bb9d22d6db26bf76946d40fff3ea9f0346b884fd0694920fccfad15e33"

/* The record that comes first; the file is at /file of the same server. */
static void reply_record(otk_server *server, const char *more)
{
	char body[512];

	snprintf(body, sizeof(body),
		"{\"id\":\"a1\",\"status\":\"available\",\"url\":\"%s/file?sig=1\"%s%s}",
		otk_server_url(server), more[0] ? "," : "", more);
	otk_server_reply(server, &(otk_reply){.body = body});
}

#define STATED "\"size\":36,\"sha256sum\":\"" FILE_SHA256 "\""

static int new_file(void)
{
	char path[512];
	static int number;

	snprintf(path, sizeof(path), "%s/download%d", otk_test_folder(), number++);
	return open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
}

static bool check_file(int fd, const char *text)
{
	char read_back[256] = "";
	const ssize_t size = pread(fd, read_back, sizeof(read_back) - 1, 0);

	return CHECK_INT(size, strlen(text)) && CHECK_STR(read_back, text);
}

static void whole_file(otk_fixture *f)
{
	const int fd = new_file();

	reply_record(f->server, STATED);
	otk_server_reply(f->server, &(otk_reply){.body = FILE_TEXT, .type = "video/mp4"});
	CHECK_STATUS(
		otk_archives_download(f->client, "a1", fd, NULL, &f->error), OTK_OK, &f->error);
	check_file(fd, FILE_TEXT);
	CHECK_INT(otk_server_request_count(f->server), 2);
	CHECK_STR(otk_server_request(f->server, 1)->path, "/file?sig=1");
	/* The file server gets no credentials. */
	CHECK_LACKS(otk_server_request(f->server, 1)->headers, "X-OPENTOK-AUTH");
	CHECK_LACKS(otk_server_request(f->server, 1)->headers, "uthorization");
	CHECK_LACKS(otk_server_request(f->server, 1)->headers, "Range");
	close(fd);
}

/* Broken off three times: an attempt that received something does not count. */
static void resumes(otk_fixture *f)
{
	const int fd = new_file();
	char range[64];

	test_use_client(f, &OTK_CLIENT_OPTIONS(.max_attempts = 2));
	reply_record(f->server, STATED);
	otk_server_reply(
		f->server, &(otk_reply){.body = FILE_TEXT, .cut_body = 10, .then = OTK_THEN_CLOSE});
	otk_server_reply(f->server, &(otk_reply){.status = 206,
					    .headers = "Content-Range: bytes 10-35/36\r\n",
					    .body = &FILE_TEXT[10],
					    .cut_body = 5,
					    .then = OTK_THEN_RESET});
	otk_server_reply(f->server, &(otk_reply){.status = 206,
					    .headers = "Content-Range: bytes 15-35/36\r\n",
					    .body = &FILE_TEXT[15]});
	CHECK_STATUS(
		otk_archives_download(f->client, "a1", fd, NULL, &f->error), OTK_OK, &f->error);
	check_file(fd, FILE_TEXT);
	CHECK_INT(otk_server_request_count(f->server), 4);
	otk_seen_header(otk_server_request(f->server, 2), "Range", range, sizeof(range));
	CHECK_STR(range, "bytes=10-");
	otk_seen_header(otk_server_request(f->server, 3), "Range", range, sizeof(range));
	CHECK_HAS(range, "bytes=1");
	close(fd);
}

/* A server without ranges sends the whole file; the part that was received is skipped. */
static void range_ignored_by_the_server(otk_fixture *f)
{
	const int fd = new_file();

	reply_record(f->server, STATED);
	otk_server_reply(
		f->server, &(otk_reply){.body = FILE_TEXT, .cut_body = 10, .then = OTK_THEN_CLOSE});
	otk_server_reply(f->server, &(otk_reply){.body = FILE_TEXT});
	CHECK_STATUS(
		otk_archives_download(f->client, "a1", fd, NULL, &f->error), OTK_OK, &f->error);
	check_file(fd, FILE_TEXT);
	CHECK_INT(otk_server_request_count(f->server), 3);
	close(fd);
}

static void no_progress(otk_fixture *f)
{
	const int fd = new_file();

	test_use_client(f, &OTK_CLIENT_OPTIONS(.max_attempts = 2));
	reply_record(f->server, STATED);
	otk_server_default(f->server, &(otk_reply){.status = -1, .then = OTK_THEN_CLOSE});
	CHECK_STATUS(otk_archives_download(f->client, "a1", fd, NULL, &f->error), OTK_E_NETWORK,
		&f->error);
	CHECK_HAS(f->error.message, "archives.get: download: ");
	CHECK_INT(otk_server_request_count(f->server), 3);
	close(fd);
}

static void digest_of_the_record(otk_fixture *f)
{
	int fd = new_file();

	reply_record(f->server, STATED);
	otk_server_reply(f->server, &(otk_reply){.body = "0123456789abcdefghijklmnopqrstuvwxyZ"});
	CHECK_INT(otk_archives_download(f->client, "a1", fd, NULL, &f->error), OTK_E_HASH);
	CHECK_HAS(f->error.message, "the SHA-256 of the file is not the one");
	close(fd);
	fd = new_file();
	reply_record(f->server, STATED);
	otk_server_reply(f->server, &(otk_reply){.body = "0123456789abcdefghijklmnopqrstuvwxyZ"});
	CHECK_STATUS(otk_archives_download(f->client, "a1", fd,
			     &OTK_DOWNLOAD_OPTIONS(.skip_digest = OTK_YES), &f->error),
		OTK_OK, &f->error);
	close(fd);
	/* The record has no digest: nothing is compared. */
	fd = new_file();
	reply_record(f->server, "");
	otk_server_reply(f->server, &(otk_reply){.body = "anything"});
	CHECK_STATUS(
		otk_archives_download(f->client, "a1", fd, NULL, &f->error), OTK_OK, &f->error);
	check_file(fd, "anything");
	close(fd);
	/* A size that differs from the announced one. */
	fd = new_file();
	reply_record(f->server, "\"size\":36");
	otk_server_reply(f->server, &(otk_reply){.body = "short"});
	CHECK_INT(otk_archives_download(f->client, "a1", fd, NULL, &f->error), OTK_E_PROTOCOL);
	CHECK_HAS(f->error.message, "the file has 5 bytes, 36 were announced");
	close(fd);
}

/* Resumes at byte 20. */
static void download_the_rest(otk_fixture *f, int fd)
{
	reply_record(f->server, STATED);
	otk_server_reply(f->server, &(otk_reply){.status = 206,
					    .headers = "Content-Range: bytes 20-35/36\r\n",
					    .body = &FILE_TEXT[20]});
	CHECK_STATUS(otk_archives_download(f->client, "a1", fd,
			     &OTK_DOWNLOAD_OPTIONS(.resume_from = 20), &f->error),
		OTK_OK, &f->error);
	check_file(fd, FILE_TEXT);
}

static void resume_from(otk_fixture *f)
{
	const int fd = new_file();
	char range[64];

	CHECK_INT(write(fd, FILE_TEXT, 20), 20);
	CHECK_INT(lseek(fd, 0, SEEK_SET), 0);
	download_the_rest(f, fd);
	otk_seen_header(otk_server_request(f->server, 1), "Range", range, sizeof(range));
	CHECK_STR(range, "bytes=20-");
	/* The file is complete: only the record is requested. */
	otk_server_reset(f->server);
	reply_record(f->server, STATED);
	CHECK_STATUS(otk_archives_download(f->client, "a1", fd,
			     &OTK_DOWNLOAD_OPTIONS(.resume_from = FILE_SIZE), &f->error),
		OTK_OK, &f->error);
	CHECK_INT(otk_server_request_count(f->server), 1);
	/* The existing part of the file is part of the digest. */
	CHECK_INT(pwrite(fd, "X", 1, 0), 1);
	reply_record(f->server, STATED);
	CHECK_INT(otk_archives_download(f->client, "a1", fd,
			  &OTK_DOWNLOAD_OPTIONS(.resume_from = FILE_SIZE), &f->error),
		OTK_E_HASH);
	/* The file must exist. */
	reply_record(f->server, STATED);
	CHECK_INT(otk_archives_download(
			  f->client, "a1", fd, &OTK_DOWNLOAD_OPTIONS(.resume_from = 99), &f->error),
		OTK_E_IO);
	CHECK_HAS(f->error.message, "set skip_digest");
	close(fd);
}

static void address_expires(otk_fixture *f)
{
	int fd = new_file();

	reply_record(f->server, STATED);
	otk_server_reply(f->server, &(otk_reply){.status = 403});
	reply_record(f->server, STATED);
	otk_server_reply(f->server, &(otk_reply){.body = FILE_TEXT});
	CHECK_STATUS(
		otk_archives_download(f->client, "a1", fd, NULL, &f->error), OTK_OK, &f->error);
	check_file(fd, FILE_TEXT);
	CHECK_INT(otk_server_request_count(f->server), 4);
	close(fd);
	/* The address is renewed once; a second refusal is final. */
	fd = new_file();
	otk_server_reset(f->server);
	reply_record(f->server, STATED);
	otk_server_reply(f->server, &(otk_reply){.status = 403});
	reply_record(f->server, STATED);
	otk_server_default(f->server, &(otk_reply){.status = 403});
	CHECK_STATUS(otk_archives_download(f->client, "a1", fd, NULL, &f->error), OTK_E_REQUEST,
		&f->error);
	CHECK_HAS(f->error.message, "the file server responded 403");
	CHECK_INT(f->error.http_status, 403);
	CHECK_INT(otk_server_request_count(f->server), 4);
	close(fd);
	/* Only the second record has the digest, which can no longer be compared then. */
	fd = new_file();
	otk_server_reset(f->server);
	reply_record(f->server, "");
	otk_server_reply(f->server, &(otk_reply){.status = 410});
	reply_record(f->server, STATED);
	otk_server_reply(f->server, &(otk_reply){.body = FILE_TEXT});
	CHECK_STATUS(
		otk_archives_download(f->client, "a1", fd, NULL, &f->error), OTK_OK, &f->error);
	close(fd);
}

static void no_file_yet(otk_fixture *f)
{
	const int fd = new_file();

	otk_server_default(f->server, &(otk_reply){.body = TEST_ARCHIVE});
	CHECK_INT(otk_archives_download(f->client, "a1", fd, NULL, &f->error), OTK_E_STATE);
	CHECK_HAS(f->error.message, "there is no file: the status is \"started\", not available");
	check_file(fd, "");
	otk_server_default(f->server, &(otk_reply){.status = 404});
	CHECK_INT(otk_archives_download(f->client, "a1", fd, NULL, &f->error), OTK_E_NOT_FOUND);
	CHECK_INT(f->error.http_status, 404);
	close(fd);
}

/* An address without TLS is refused, also when the service sends it. */
static void address_without_tls(otk_fixture *f)
{
	const int fd = new_file();

	otk_server_default(
		f->server, &(otk_reply){.body = "{\"id\":\"a1\",\"status\":\"available\","
						"\"url\":\"http://files.example/x\"}"});
	CHECK(otk_archives_download(f->client, "a1", fd, NULL, &f->error) != OTK_OK);
	CHECK_HAS(f->error.message, "an address that cannot be used");
	otk_server_default(
		f->server, &(otk_reply){.body = "{\"id\":\"a1\",\"url\":\"file:///etc/passwd\"}"});
	CHECK(otk_archives_download(f->client, "a1", fd, NULL, &f->error) != OTK_OK);
	CHECK_HAS(f->error.message, "an address that cannot be used");
	check_file(fd, "");
	close(fd);
}

/* ---- descriptors */

static void device_is_full(otk_fixture *f)
{
	const int fd = open("/dev/full", O_WRONLY);

	if (fd < 0)
		SKIP("there is no /dev/full");
	reply_record(f->server, STATED);
	otk_server_reply(f->server, &(otk_reply){.body = FILE_TEXT});
	CHECK_INT(otk_archives_download(f->client, "a1", fd, NULL, &f->error), OTK_E_IO);
	CHECK_HAS(f->error.message, strerror(ENOSPC));
	CHECK_INT(otk_server_request_count(f->server), 2);
	close(fd);
}

static void descriptor_is_not_writable(otk_fixture *f)
{
	const int fd = open("/dev/null", O_RDONLY);

	reply_record(f->server, STATED);
	otk_server_reply(f->server, &(otk_reply){.body = FILE_TEXT});
	CHECK_INT(otk_archives_download(f->client, "a1", fd, NULL, &f->error), OTK_E_IO);
	CHECK_HAS(f->error.message, strerror(EBADF));
	CHECK_INT(otk_archives_download(f->client, "a1", -1, NULL, &f->error), OTK_E_ARGUMENT);
	close(fd);
}

/* A pipe accepts as much as fits: its reader is slower than the download. */
typedef struct pipe_reader {
	int fd;
	size_t got;
} pipe_reader;

static void *read_all(void *context)
{
	pipe_reader *reader = context;
	char buffer[1000];
	ssize_t got;

	while ((got = read(reader->fd, buffer, sizeof(buffer))) > 0)
		reader->got += (size_t)got;
	return NULL;
}

static void short_writes(otk_fixture *f)
{
	static char big[300000];
	pipe_reader reader = {0};
	pthread_t thread;
	int ends[2];

	memset(big, 'b', sizeof(big));
	CHECK_INT(pipe(ends), 0);
	CHECK(fcntl(ends[1], F_SETPIPE_SZ, 4096) > 0);
	CHECK_INT(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
	reader.fd = ends[0];
	CHECK_INT(pthread_create(&thread, NULL, read_all, &reader), 0);
	reply_record(f->server, "");
	otk_server_reply(f->server, &(otk_reply){.body = big, .body_size = sizeof(big)});
	CHECK_STATUS(otk_archives_download(f->client, "a1", ends[1], NULL, &f->error), OTK_OK,
		&f->error);
	close(ends[1]);
	CHECK_INT(pthread_join(thread, NULL), 0);
	CHECK_INT(reader.got, sizeof(big));
	close(ends[0]);
}

/* ---- progress */

typedef struct progress_seen {
	int times;
	int64_t done;
	int64_t total;
	otk_status result;
} progress_seen;

static otk_status note_progress(void *userdata, int64_t done, int64_t total)
{
	progress_seen *t = userdata;

	CHECK(done > t->done);
	t->times++;
	t->done = done;
	t->total = total;
	return t->result;
}

static void progress(otk_fixture *f)
{
	progress_seen t = {0};
	int fd = new_file();
	const otk_download_options options =
		OTK_DOWNLOAD_OPTIONS(.progress = note_progress, .userdata = &t);

	reply_record(f->server, STATED);
	otk_server_reply(f->server, &(otk_reply){.body = FILE_TEXT});
	CHECK_STATUS(
		otk_archives_download(f->client, "a1", fd, &options, &f->error), OTK_OK, &f->error);
	CHECK_INT(t.done, FILE_SIZE);
	CHECK_INT(t.total, FILE_SIZE);
	CHECK(t.times >= 1);
	close(fd);
	t = (progress_seen){.result = OTK_E_REFUSED};
	fd = new_file();
	reply_record(f->server, "");
	otk_server_reply(f->server, &(otk_reply){.body = FILE_TEXT});
	CHECK_INT(otk_archives_download(f->client, "a1", fd, &options, &f->error), OTK_E_REFUSED);
	CHECK_HAS(f->error.message, "stopped by the caller");
	CHECK_INT(t.times, 1);
	close(fd);
}

static void deadline(otk_fixture *f)
{
	const otk_download_options options = OTK_DOWNLOAD_OPTIONS(.timeout_ms = otk_test_ms(150));
	int64_t begin = otk_clock_monotonic_ms();
	const int fd = new_file();

	reply_record(f->server, STATED);
	otk_server_default(f->server, &(otk_reply){.hold = true});
	CHECK_INT(otk_archives_download(f->client, "a1", fd, &options, &f->error), OTK_E_TIMEOUT);
	CHECK(otk_clock_monotonic_ms() - begin < 5000);
	/* Getting the record is part of the time limit. */
	begin = otk_clock_monotonic_ms();
	CHECK_INT(otk_archives_download(f->client, "a1", fd, &options, &f->error), OTK_E_TIMEOUT);
	CHECK(otk_clock_monotonic_ms() - begin < 5000);
	CHECK_INT(otk_archives_download(
			  f->client, "a1", fd, &OTK_DOWNLOAD_OPTIONS(.timeout_ms = -1), &f->error),
		OTK_E_ARGUMENT);
	CHECK_INT(otk_archives_download(
			  f->client, "a1", fd, &OTK_DOWNLOAD_OPTIONS(.reserved = 1), &f->error),
		OTK_E_ARGUMENT);
	CHECK_INT(otk_download(f->client, "archives.list", 0, NULL, fd, NULL, &f->error),
		OTK_E_UNSUPPORTED);
	CHECK_HAS(f->error.message, "archives.list: objects of this kind have no file");
	close(fd);
}

/* A file server cannot send more than the announced size. */
static void more_than_announced(otk_fixture *f)
{
	static const struct {
		const char *more;
		int64_t max_bytes;
		bool no_length;
		otk_status status;
		const char *words;
	} rows[] = {
		{"\"size\":10", 0, false, OTK_E_TOO_LARGE, "more than the 10 bytes"},
		{"\"size\":10", 0, true, OTK_E_TOO_LARGE, "more than the 10 bytes"},
		{"\"size\":35", 0, true, OTK_E_TOO_LARGE, "more than the 35 bytes"},
		{"", 20, true, OTK_E_TOO_LARGE, "more than 20 bytes; set max_bytes"},
		{"\"size\":36", 20, false, OTK_E_TOO_LARGE, "more than 20 bytes; set max_bytes"},
		{"\"size\":36", 36, false, OTK_OK, ""},
		{"", 36, true, OTK_OK, ""},
		{"\"size\":40", 0, false, OTK_E_PROTOCOL, "36 bytes, 40 were announced"},
		/* The service states 0 until it knows the size (doc/contract.md, 7.2). */
		{"\"size\":0", 0, true, OTK_OK, ""},
		{"\"size\":0", 20, true, OTK_E_TOO_LARGE, "more than 20 bytes; set max_bytes"},
	};
	otk_error refused = OTK_ERROR_INIT;

	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		otk_error error = OTK_ERROR_INIT;
		const int fd = new_file();
		struct stat seen;

		otk_server_reset(f->server);
		reply_record(f->server, rows[i].more);
		otk_server_default(
			f->server, &(otk_reply){.body = FILE_TEXT, .no_length = rows[i].no_length});
		CHECK_CASE(otk_archives_download(f->client, "a1", fd,
				   &OTK_DOWNLOAD_OPTIONS(.max_bytes = rows[i].max_bytes),
				   &error) == rows[i].status,
			"row %zu: %d %s", i, (int)error.status, error.message);
		CHECK_HAS(error.message, rows[i].words);
		CHECK(!fstat(fd, &seen));
		if (rows[i].status == OTK_E_TOO_LARGE)
			CHECK(seen.st_size <= (rows[i].max_bytes ? rows[i].max_bytes : 35));
		close(fd);
	}
	CHECK_INT(otk_archives_download(
			  f->client, "a1", 1, &OTK_DOWNLOAD_OPTIONS(.max_bytes = -1), &refused),
		OTK_E_ARGUMENT);
	CHECK_HAS(refused.message, "max_bytes");
	CHECK_INT(otk_archives_download(
			  f->client, "a1", 1, &OTK_DOWNLOAD_OPTIONS(.skip_digest = 3), &refused),
		OTK_E_ARGUMENT);
	CHECK_HAS(refused.message, "skip_digest");
}

static void no_digest(otk_fixture *f)
{
	static const char *const texts[] = {"abc", "74e7", FILE_SHA256 "00",
		"zze7e5bb9d22d6db26bf76946d40fff3ea9f0346b884fd0694920fccfad15e33"};
	char more[160];

	for (size_t i = 0; i < OTK_COUNT_OF(texts); i++) {
		otk_error error = OTK_ERROR_INIT;
		const int fd = new_file();

		otk_server_reset(f->server);
		snprintf(more, sizeof(more), "\"sha256sum\":\"%s\"", texts[i]);
		reply_record(f->server, more);
		otk_server_default(f->server, &(otk_reply){.body = FILE_TEXT});
		CHECK_INT(otk_archives_download(f->client, "a1", fd, NULL, &error), OTK_E_PROTOCOL);
		CHECK_HAS(error.message, "sha256sum: ");
		check_file(fd, "");
		otk_server_reset(f->server);
		reply_record(f->server, more);
		otk_server_default(f->server, &(otk_reply){.body = FILE_TEXT});
		CHECK_STATUS(otk_archives_download(f->client, "a1", fd,
				     &OTK_DOWNLOAD_OPTIONS(.skip_digest = OTK_YES), &error),
			OTK_OK, &error);
		close(fd);
	}
}

/* The address of a public service must not lead to this machine or the local link. */
static void local_addresses(otk_fixture *f)
{
	static const char *const urls[] = {"http://127.0.0.1:1/x", "https://127.0.0.1/x",
		"https://127.1/x", "https://0x7f.1/x", "https://2130706433/x",
		"https://0177.0.0.1/x", "https://0.0.0.0/x", "http://localhost:1/x",
		"https://LOCALHOST/x", "https://a.localhost/x", "https://127.0.0.1./x",
		"https://[::1]/x", "https://[::]/x", "https://[::ffff:127.0.0.1]/x",
		"https://[::ffff:7f00:1]/x", "https://169.254.169.254/latest/meta-data",
		"https://[fe80::1]/x"};
	const otk_certificates *files = otk_test_certificates();
	char api[64], service[64], storage[64], body[256];
	const char *const entries[] = {service, storage};
	const char *port;

	test_use_server(f, &(otk_server_options){.cert_file = files->wrong_cert_file,
				   .key_file = files->server_key_file});
	port = strrchr(otk_server_url(f->server), ':') + 1;
	snprintf(api, sizeof(api), "https://wrong.example:%s", port);
	snprintf(service, sizeof(service), "wrong.example:%s:127.0.0.1", port);
	snprintf(storage, sizeof(storage), "files.example:%s:127.0.0.1", port);
	test_use_client(f, &OTK_CLIENT_OPTIONS(.api_url = api, .ca_file = files->ca_file,
				   .resolve = {entries, 2}));
	for (size_t i = 0; i < OTK_COUNT_OF(urls) + 1; i++) {
		otk_error error = OTK_ERROR_INIT;
		const int fd = new_file();

		if (i < OTK_COUNT_OF(urls))
			snprintf(body, sizeof(body), "{\"id\":\"a1\",\"url\":\"%s\"}", urls[i]);
		else
			snprintf(body, sizeof(body),
				"{\"id\":\"a1\",\"url\":\"https://files.example:%s/x\"}", port);
		otk_server_reset(f->server);
		otk_server_default(f->server, &(otk_reply){.body = body});
		CHECK_CASE(
			otk_archives_download(f->client, "a1", fd, NULL, &error) == OTK_E_PROTOCOL,
			"%s: %d %s", body, (int)error.status, error.message);
		CHECK_CASE(strstr(error.message, "this machine or the local link"), "%s: %s", body,
			error.message);
		CHECK_INT(otk_server_request_count(f->server), 1);
		check_file(fd, "");
		close(fd);
	}
}

/* More than was announced, in many pieces: nothing beyond the limit is written. */
static void more_in_many_pieces(otk_fixture *f)
{
	enum { ANNOUNCED = 100000, SENT = 200000 };
	static char big[SENT];
	const int fd = new_file();

	memset(big, 'b', sizeof(big));
	reply_record(f->server, "\"size\":100000");
	otk_server_reply(f->server, &(otk_reply){.body = big, .body_size = SENT});
	CHECK_INT(otk_archives_download(f->client, "a1", fd, NULL, &f->error), OTK_E_TOO_LARGE);
	CHECK(lseek(fd, 0, SEEK_END) <= ANNOUNCED);
	close(fd);
}

/* Digests are compared without case; one of another length is not a digest. */
static void forms_of_the_digest(otk_fixture *f)
{
	static const struct {
		const char *members;
		otk_status status;
	} rows[] = {
		{"\"sha256sum\":\"74E7E5BB9D22D6DB26BF76946D40FFF3EA9F0346B884FD0694920FCCFAD15E33\"",
			OTK_OK},
		{"\"sha256sum\":\"" FILE_SHA256 "0\"", OTK_E_PROTOCOL},
		{"\"sha256sum\":\"" FILE_SHA256 "x\"", OTK_E_PROTOCOL},
		{"\"sha256sum\":\"0\"", OTK_E_PROTOCOL},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		const int fd = new_file();

		otk_server_reset(f->server);
		reply_record(f->server, rows[i].members);
		otk_server_reply(f->server, &(otk_reply){.body = FILE_TEXT});
		CHECK_CASE(otk_archives_download(f->client, "a1", fd, NULL, &f->error) ==
				   rows[i].status,
			"row %zu: %s", i, f->error.message);
		close(fd);
	}
}

/* Only what precedes the offset is part of the digest, although the file is longer. */
static void resume_in_a_longer_file(otk_fixture *f)
{
	const int fd = new_file();

	CHECK_INT(write(fd, "0123456789abcdefghij..........", 30), 30);
	download_the_rest(f, fd);
	close(fd);
}

/* Every status that an expired address can have, and again after some progress. */
static void address_expires_again(otk_fixture *f)
{
	static const int statuses[] = {401, 403, 404, 410};

	for (size_t i = 0; i < OTK_COUNT_OF(statuses); i++) {
		const int fd = new_file();

		otk_server_reset(f->server);
		reply_record(f->server, STATED);
		otk_server_reply(f->server, &(otk_reply){.status = statuses[i]});
		reply_record(f->server, STATED);
		otk_server_reply(f->server,
			&(otk_reply){.body = FILE_TEXT, .cut_body = 10, .then = OTK_THEN_CLOSE});
		otk_server_reply(f->server, &(otk_reply){.status = statuses[i]});
		reply_record(f->server, STATED);
		otk_server_reply(f->server, &(otk_reply){.status = 206,
						    .headers = "Content-Range: bytes 10-35/36\r\n",
						    .body = &FILE_TEXT[10]});
		CHECK_STATUS(otk_archives_download(f->client, "a1", fd, NULL, &f->error), OTK_OK,
			&f->error);
		check_file(fd, FILE_TEXT);
		CHECK_INT(otk_server_request_count(f->server), 7);
		close(fd);
	}
}

/* What an earlier call left in errno says nothing about the end of a file. */
static void digest_of_a_shorter_file(otk_fixture *f)
{
	otk_digest digest = {NULL};
	const int fd = new_file();

	CHECK_INT(write(fd, FILE_TEXT, 20), 20);
	REQUIRE_OK(otk_digest_begin(&digest, &f->error), &f->error);
	errno = EINTR;
	CHECK_INT(otk_digest_file(&digest, fd, FILE_SIZE, &f->error), OTK_E_IO);
	CHECK_HAS(f->error.message, "the file is shorter");
	otk_digest_end(&digest);
	close(fd);
}

/* lseek() succeeds on it and returns 0. */
static void resume_into_the_null_device(otk_fixture *f)
{
	const int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

	reply_record(f->server, STATED);
	otk_server_reply(f->server, &(otk_reply){.status = 206,
					    .headers = "Content-Range: bytes 20-35/36\r\n",
					    .body = &FILE_TEXT[20]});
	CHECK_STATUS(otk_archives_download(f->client, "a1", fd,
			     &OTK_DOWNLOAD_OPTIONS(.resume_from = 20, .skip_digest = OTK_YES),
			     &f->error),
		OTK_OK, &f->error);
	close(fd);
}

/* A portal responds instead of the file server: nothing is written, also when it is a resume. */
static void web_page(otk_fixture *f)
{
	static const struct {
		const char *body;
		const char *type;
		int64_t from;
		otk_status status;
		const char *more;
		int http_status;
	} rows[] = {
		{"<!DOCTYPE html><title>Sign in to Wi-Fi</title>", "text/html", 0, OTK_E_PROTOCOL,
			"", 200},
		{"<!DOCTYPE html><title>Sign in to Wi-Fi</title>", "text/html", 0, OTK_E_PROTOCOL,
			STATED, 200},
		{"\n <html><title>Sign in</title>", "", 0, OTK_E_PROTOCOL, "", 200},
		{"\xef\xbb\xbf<?xml version=\"1.0\"?><Error/>", "", 0, OTK_E_PROTOCOL, "", 200},
		{"<!DOCTYPE html><title>Sign in to Wi-Fi</title>", "", 3, OTK_E_PROTOCOL, "", 200},
		{"Sign in to the network", "Text/HTML; charset=utf-8", 0, OTK_E_PROTOCOL, "", 200},
		{"a,b\n<x>,1\n", "text/csv", 0, OTK_OK, "", 200},
		{"<x>,1\n", "text/csv", 3, OTK_OK, "", 206},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		otk_error error = OTK_ERROR_INIT;
		const int fd = new_file();

		otk_server_reset(f->server);
		reply_record(f->server, rows[i].more);
		otk_server_reply(
			f->server, &(otk_reply){.status = rows[i].http_status,
					   .body = rows[i].body,
					   .type = rows[i].type,
					   .headers = rows[i].http_status == 206
							      ? "Content-Range: bytes 3-8/9\r\n"
							      : NULL});
		CHECK_CASE(otk_archives_download(f->client, "a1", fd,
				   &OTK_DOWNLOAD_OPTIONS(.resume_from = rows[i].from,
					   .skip_digest = OTK_YES),
				   &error) == rows[i].status,
			"row %zu: %d %s", i, (int)error.status, error.message);
		if (rows[i].status) {
			CHECK_HAS(error.message, "a web page instead of the file");
			CHECK_INT(lseek(fd, 0, SEEK_END), 0);
		}
		CHECK_INT(otk_server_request_count(f->server), 2);
		close(fd);
	}
}

int main(void)
{
	return OTK_TEST_MAIN("download", CLIENT_TEST(whole_file), CLIENT_TEST(resumes),
		CLIENT_TEST(web_page), CLIENT_TEST(range_ignored_by_the_server),
		CLIENT_TEST(no_progress), CLIENT_TEST(digest_of_the_record),
		CLIENT_TEST(resume_from), CLIENT_TEST(address_expires), CLIENT_TEST(no_file_yet),
		CLIENT_TEST(address_without_tls), CLIENT_TEST(device_is_full),
		CLIENT_TEST(descriptor_is_not_writable), CLIENT_TEST(short_writes),
		CLIENT_TEST(progress), CLIENT_TEST(deadline), CLIENT_TEST(more_than_announced),
		CLIENT_TEST(no_digest), CLIENT_TEST(local_addresses),
		CLIENT_TEST(more_in_many_pieces), CLIENT_TEST(forms_of_the_digest),
		CLIENT_TEST(resume_in_a_longer_file), CLIENT_TEST(address_expires_again),
		CLIENT_TEST(digest_of_a_shorter_file), CLIENT_TEST(resume_into_the_null_device));
}
