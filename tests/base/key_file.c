/* SPDX-License-Identifier: MIT */
/* Key files: interrupted and short reads, limits of the size, and who else may read a file. */
#include "config.h"

#include "core/base/input/key_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <otk/key.h>

#include "tests/harness.h"

/* Replaces read(); the program is linked with --wrap=read. */
static int interruptions;
static int error_at_end;
static size_t at_most;

ssize_t __real_read(int file, void *bytes, size_t size);
ssize_t __wrap_read(int file, void *bytes, size_t size);
ssize_t __wrap_read(int file, void *bytes, size_t size)
{
	ssize_t got;

	if (interruptions > 0) {
		interruptions--;
		errno = EINTR;
		return -1;
	}
	got = __real_read(file, bytes, at_most && size > at_most ? at_most : size);
	if (got == 0 && error_at_end) {
		errno = error_at_end;
		return -1;
	}
	/* errno says nothing after a read that succeeds. */
	errno = EINTR;
	return got;
}

static char *write_file(size_t size)
{
	char *path = NULL;
	FILE *file;

	if (asprintf(&path, "%s/key", otk_test_folder()) < 0)
		return NULL;
	file = fopen(path, "w");
	for (size_t i = 0; file && i < size; i++)
		fputc('a' + (int)(i % 26), file);
	if (file)
		fclose(file);
	return path;
}

static otk_status read_file(size_t size, size_t *got, otk_error *error)
{
	char *path = write_file(size), *text = NULL;
	otk_status status = otk_key_file_read("key", path, &text, got, error);

	CHECK((text != NULL) == !status);
	for (size_t i = 0; text && i < *got; i++)
		if (text[i] != (char)('a' + i % 26)) {
			CHECK_CASE(false, "byte %zu differs", i);
			break;
		}
	if (text)
		CHECK_INT(text[*got], '\0');
	otk_key_file_free(text);
	free(path);
	return status;
}

static void sizes(void)
{
	otk_error error = OTK_ERROR_INIT;
	size_t got = 1;

	CHECK_STATUS(read_file(100, &got, &error), OTK_OK, &error);
	CHECK_INT(got, 100);
	CHECK_STATUS(read_file(OTK_KEY_PEM_MAX, &got, &error), OTK_OK, &error);
	CHECK_INT(got, OTK_KEY_PEM_MAX);
	CHECK_STATUS(read_file(OTK_KEY_PEM_MAX + 1, &got, &error), OTK_E_ARGUMENT, &error);
	CHECK_HAS(error.message, "is larger than");
	CHECK_STATUS(read_file(0, &got, &error), OTK_E_ARGUMENT, &error);
	CHECK_HAS(error.message, "is empty");
}

static void interrupted(void)
{
	otk_error error = OTK_ERROR_INIT;
	size_t got;

	interruptions = 2;
	at_most = 7;
	CHECK_STATUS(read_file(100, &got, &error), OTK_OK, &error);
	CHECK_INT(got, 100);
	CHECK_INT(interruptions, 0);
	error_at_end = EIO;
	CHECK_STATUS(read_file(100, &got, &error), OTK_E_IO, &error);
	CHECK_HAS(error.message, strerror(EIO));
	error_at_end = 0;
	at_most = 0;
	CHECK_STATUS(otk_key_file_read("key", "/nowhere/key", &(char *){NULL}, &got, &error),
		OTK_E_IO, &error);
	CHECK_HAS(error.message, "key: \"/nowhere/key\" cannot be read");
}

/* In a process that has closed its standard input, the file gets descriptor 0. */
static void descriptor_zero(void)
{
	const int kept = dup(0);
	otk_error error = OTK_ERROR_INIT;
	otk_status status;
	size_t got = 0;

	close(0);
	status = read_file(100, &got, &error);
	if (kept >= 0) {
		dup2(kept, 0);
		close(kept);
	}
	CHECK_STATUS(status, OTK_OK, &error);
	CHECK_INT(got, 100);
}

static void readers(void)
{
	static const struct {
		mode_t mode;
		bool open;
	} cases[] = {{0600, false}, {0400, false}, {0640, true}, {0604, true}, {0620, true},
		{0601, true}, {0700, false}};
	char *path = write_file(10);

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		CHECK_INT(chmod(path, cases[i].mode), 0);
		CHECK_CASE(otk_key_file_is_open(path) == cases[i].open, "mode %o",
			(unsigned)cases[i].mode);
	}
	CHECK(!otk_key_file_is_open("/nowhere/key"));
	CHECK(!otk_key_file_is_open("/dev/null"));
	free(path);
}

int main(void)
{
	return OTK_TEST_MAIN("base/key_file", TEST(sizes), TEST(interrupted), TEST(descriptor_zero),
		TEST(readers));
}
