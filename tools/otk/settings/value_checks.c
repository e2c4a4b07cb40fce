/* SPDX-License-Identifier: MIT */
/* Checks settings for common mistakes, such as quotes around a value. */
#include "config.h"

#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "tools/otk/settings/value_checks.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* Characters of several bytes that text processors and web pages put around a value. */
static const char *const quotes[] = {
	"\u201c", "\u201d", "\u2018", "\u2019", "\u00ab", "\u00bb", NULL};
static const char *const blanks[] = {"\u00a0", "\u200b", "\u2009", "\u202f", "\u3000", NULL};

static bool is_wrapped(const char *value, size_t size, const char *const *characters)
{
	for (; *characters; characters++) {
		size_t length = strlen(*characters);

		if (size >= length &&
			(memcmp(value, *characters, length) == 0 ||
				memcmp(value + size - length, *characters, length) == 0))
			return true;
	}
	return false;
}

const char *otk_cli_wrapping(const char *value)
{
	size_t size = strlen(value);

	if (size == 0)
		return NULL;
	if (strncmp(value, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0)
		return "a byte order mark";
	/* The quotes are the mistake even where a line end follows them. */
	if (strchr("\"'`", value[0]) || strchr("\"'`", value[size - 1]) ||
		is_wrapped(value, size, quotes))
		return "quotes";
	if (strchr("\r\n", value[0]) || strchr("\r\n", value[size - 1]))
		return "a line end";
	if (strchr(" \t", value[0]) || strchr(" \t", value[size - 1]) ||
		is_wrapped(value, size, blanks))
		return "blanks";
	return NULL;
}

bool otk_cli_is_key_address(const char *private_key)
{
	static const char scheme[] = "pkcs11:";

	return private_key && strncasecmp(private_key, scheme, sizeof(scheme) - 1) == 0;
}

unsigned otk_cli_open_mode(const otk_cli_credentials *credentials)
{
	const char *file = credentials->private_key;
	struct stat info;

	if (!file || otk_cli_is_key_address(file) || stat(file, &info) != 0 ||
		!S_ISREG(info.st_mode) || !(info.st_mode & (S_IRWXG | S_IRWXO)))
		return 0;
	return (unsigned)(info.st_mode & 0777);
}
