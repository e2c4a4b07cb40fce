/* SPDX-License-Identifier: MIT */
/*
 * Configuration files of the command line: each is read, or refused with a message that is
 * printable as the command line shows it. Each setting that was read, and the profile, are in the
 * file.
 */
#include "config.h"

#include <otk/otk.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/settings/config_file.h"
#include "tools/otk/terminal/text.h"

const char *const fuzz_name = "fuzz/config";
const size_t fuzz_rounds = 5000;

static int file = -1;
static char path[64];

static bool write_file(const char *data, size_t size)
{
	if (file < 0) {
		file = memfd_create("config", MFD_CLOEXEC);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
		setenv("HOME", "/nonexistent", 1);
		unsetenv("OTK_CONFIG");
	}
	return file >= 0 && !fchmod(file, 0600) && !ftruncate(file, 0) &&
	       pwrite(file, data, size, 0) == (ssize_t)size;
}

/* Whether the file contains the value. A file name may have got a folder in front of it. */
static const char *judge_value(const char *data, const char *value, bool is_file)
{
	const char *name = value && is_file ? strrchr(value, '/') : NULL;

	if (!value)
		return NULL;
	return strstr(data, name ? name + 1 : value) ? NULL : "a value that is not in the file";
}

static const char *judge(const char *data, otk_cli_credentials *credentials)
{
	const char *wrong = NULL;

	if (!credentials->source)
		return NULL;
	for (const otk_cli_setting *s = otk_cli_settings; s->variable && !wrong; s++)
		wrong = judge_value(data, *otk_cli_setting_of(credentials, s), s->is_file);
	if (!wrong && !strstr(data, "profile"))
		wrong = "a profile that is not in the file";
	return wrong;
}

const char *fuzz_one(const char *data, size_t size)
{
	otk_error caught = OTK_ERROR_INIT;
	otk_cli cli = {.caught = &caught, .json = true, .config = path};
	otk_cli_credentials credentials = {0};
	const char *const *profiles;
	const char *wrong = NULL;
	otk_cli_exit code;

	if (!write_file(data, size))
		return NULL;
	cli.globals = otk_cli_json_object(&cli);
	code = otk_cli_config_read(&cli, "default", &credentials);
	if (!code) {
		fuzz_good += credentials.source != NULL;
		wrong = judge(data, &credentials);
	} else if (!caught.message[0]) {
		wrong = "refused without a message";
	} else if (!fuzz_is_shown(otk_cli_plain(&cli, caught.message))) {
		wrong = "the message is not one printable line";
	}
	profiles = otk_cli_config_profiles(&cli);
	for (size_t i = 0; profiles && profiles[i] && !wrong; i++)
		if (!strstr(data, profiles[i]))
			wrong = "the name of a profile that is not in the file";
	otk_cli_release(&cli);
	return wrong;
}

size_t fuzz_seeds(fuzz_seed *seeds)
{
	static const char *const files[] = {
		"[profile default]\napi_key = 123456\napi_secret = s3cret ; comment\n",
		"; head\n[otk]\nprofile = live\n\n[profile live]\napplication_id = "
		"aaaaaaaa-bbbb-cccc-dddd-0123456789ab\nprivate_key = ~/key.pem\n",
		"\xef\xbb\xbf[profile default]\r\napi_key: 1\r\nprivate_key=key.pem\r\n"
		"hook = ratelimit {\"rate\":1}\r\n",
		"[profile default]\napi_key = 1\n[profile other]\napi_kee = 2\n",
		"[profile default]\napi_key = 1\napi_secret_command = pass show otk\n"
		"api_url = https://a.example\nca_file = /etc/ca.pem\n"};
	size_t count = 0;

	for (; count < OTK_COUNT_OF(files); count++)
		seeds[count] = fuzz_seed_of(0, files[count]);
	return count;
}
