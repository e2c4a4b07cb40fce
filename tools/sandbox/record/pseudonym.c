/* SPDX-License-Identifier: MIT */
/* Pseudonyms of secrets and personal data: keyed digests in the form of the original. */
#include "config.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sandbox/base/ids.h"
#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/record/pseudonym.h"

enum {
	KEY_BYTES = 32,
	DIGEST_BYTES = 32,
	SHORT_DIGITS = 12, /* hexadecimal digits of a pseudonym without a form */
	MIN_DIGITS = 8,    /* of a number: fewer would collide */
	MAX_DIGITS = 15,   /* every one of them fits a double */
	MIN_HEX = 16,      /* digits of a text that counts as hexadecimal */
	HOST_DIGITS = 8
};

struct sandbox_pseudonyms {
	char key[2 * KEY_BYTES + 1];
};

sandbox_pseudonyms *sandbox_pseudonyms_new(void)
{
	sandbox_pseudonyms *names = sandbox_alloc(sizeof(*names));
	char *key = sandbox_random_hex(KEY_BYTES);

	memcpy(names->key, key, sizeof(names->key));
	explicit_bzero(key, strlen(key));
	free(key);
	return names;
}

void sandbox_pseudonyms_free(sandbox_pseudonyms *names)
{
	if (names)
		explicit_bzero(names, sizeof(*names));
	free(names);
}

char *sandbox_pseudonym_digest(const sandbox_pseudonyms *names, const void *data, size_t size)
{
	unsigned char digest[DIGEST_BYTES] = {0};

	sandbox_hmac_sha256(names->key, data, size, digest);
	return sandbox_hex(digest, sizeof(digest));
}

char *sandbox_pseudonym_of(const sandbox_pseudonyms *names, const char *word, const char *text)
{
	char *digits = sandbox_pseudonym_digest(names, text, strlen(text));
	char *made = sandbox_print("%s%.*s", word, SHORT_DIGITS, digits);

	free(digits);
	return made;
}

/* ---- forms */

static bool consists_of(const char *text, int (*is_member)(int letter))
{
	for (; *text; text++)
		if (!is_member((unsigned char)*text))
			return false;
	return true;
}

static bool is_uuid(const char *text)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	if (strlen(text) != sizeof(form) - 1)
		return false;
	for (size_t i = 0; form[i]; i++)
		if (form[i] == 'x' ? !isxdigit((unsigned char)text[i]) : text[i] != '-')
			return false;
	return true;
}

/* API keys, as a number and as a text, and telephone numbers. */
static char *number_form(const sandbox_pseudonyms *names, const char *text)
{
	const size_t length = strlen(text);
	const size_t digits = length < MIN_DIGITS   ? MIN_DIGITS
			      : length > MAX_DIGITS ? MAX_DIGITS
						    : length;
	char *digest = sandbox_pseudonym_digest(names, text, length);
	uint64_t least = 1, number;

	for (size_t i = 1; i < digits; i++)
		least *= 10;
	digest[16] = '\0';
	number = least + strtoull(digest, NULL, 16) % (9 * least);
	free(digest);
	return sandbox_print("%" PRIu64, number);
}

static char *uuid_form(const sandbox_pseudonyms *names, const char *text)
{
	char *d = sandbox_pseudonym_digest(names, text, strlen(text));
	char *made = sandbox_print("%.8s-%.4s-4%.3s-a%.3s-%.12s", d, d + 8, d + 12, d + 15, d + 18);

	free(d);
	return made;
}

static char *hex_form(const sandbox_pseudonyms *names, const char *text)
{
	const size_t length = strlen(text);
	char *digits = sandbox_pseudonym_digest(names, text, length);

	if (length < strlen(digits))
		digits[length] = '\0';
	return digits;
}

static bool is_ipv4(const char *text)
{
	unsigned int dots = 0;

	for (const char *at = text; *at; at++)
		dots += *at == '.';
	return dots == 3 && isdigit((unsigned char)*text) &&
	       strspn(text, "0123456789.") == strlen(text) && strlen(text) <= 15;
}

static char *ipv4_form(const sandbox_pseudonyms *names, const char *text)
{
	char *digits = sandbox_pseudonym_digest(names, text, strlen(text)), *made;
	unsigned long number;

	digits[6] = '\0';
	number = strtoul(digits, NULL, 16);
	made = sandbox_print("10.%lu.%lu.%lu", number >> 16, number >> 8 & 0xff, number & 0xff);
	free(digits);
	return made;
}

/* Digits that are dialled in a call. */
static int is_dialled(int letter)
{
	return letter && strchr("0123456789*#p", letter) != NULL;
}

/* A session id names its project; so does its pseudonym. */
static char *session_form(const sandbox_pseudonyms *names, const char *text, const char *project)
{
	char *owner = sandbox_pseudonym(names, project);
	char *digits = sandbox_pseudonym_digest(names, text, strlen(text));
	char *plain = sandbox_print("1~%s~~0~%.24s~~~", owner, digits);
	char *encoded = sandbox_base64url(plain, strlen(plain));
	char *made = sandbox_print("%c_%s", text[0], encoded);

	free(owner);
	free(digits);
	free(plain);
	free(encoded);
	return made;
}

static const char *const schemes[] = {"http://", "https://", "ws://", "wss://", "rtmp://",
	"rtmps://", "srt://", "sip:", "sips:", "mailto:"};

/* The host of an address has a pseudonym of its own: addresses of one host can be recognised. */
static char *address_form(const sandbox_pseudonyms *names, const char *text, const char *scheme)
{
	const char *rest = text + strlen(scheme), *at;
	const size_t whole = strcspn(rest, "/?#;");
	char *authority = sandbox_copy_n(rest, whole), *host, *path, *made;

	at = strrchr(authority, '@');
	host = sandbox_pseudonym_digest(
		names, at ? at + 1 : authority, strlen(at ? at + 1 : authority));
	path = sandbox_pseudonym_digest(names, text, strlen(text));
	made = sandbox_print(scheme[strlen(scheme) - 1] == '/' ? "%sh%.*s.example/u%.*s"
							       : "%sh%.*s.example;u=%.*s",
		scheme, HOST_DIGITS, host, SHORT_DIGITS, path);
	free(authority);
	free(host);
	free(path);
	return made;
}

char *sandbox_pseudonym(const sandbox_pseudonyms *names, const char *text)
{
	char *project, *made;

	if (!*text)
		return sandbox_copy("");
	if (consists_of(text, isdigit))
		return number_form(names, text);
	if (is_ipv4(text))
		return ipv4_form(names, text);
	if (consists_of(text, is_dialled))
		return number_form(names, text);
	if (is_uuid(text))
		return uuid_form(names, text);
	if (strlen(text) >= MIN_HEX && consists_of(text, isxdigit))
		return hex_form(names, text);
	project = sandbox_session_project(text);
	if (project) {
		made = session_form(names, text, project);
		free(project);
		return made;
	}
	for (size_t i = 0; i < COUNT_OF(schemes); i++)
		if (strncmp(text, schemes[i], strlen(schemes[i])) == 0)
			return address_form(names, text, schemes[i]);
	return sandbox_pseudonym_of(names, "text-", text);
}
