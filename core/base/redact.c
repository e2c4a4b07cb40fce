/* SPDX-License-Identifier: MIT */
/* Taking secrets out of text that leaves the library. */
#include "config.h"

#include "core/base/redact.h"

#include <string.h>

#include "core/base/utf8.h"

#define MARK      "***"
#define KEY_BEGIN "-----BEGIN "
#define KEY_END   "-----END "

/*
 * A member, field or header whose name ends in one of these has a secret value. Compared without
 * regard to case, '-' and '_', so that api_secret, apiSecret and X-Api-Secret are one.
 */
static const char *const secret_names[] = {
	"accesskey",
	"accountkey",
	"authorization",
	"cookie",
	"credential",
	"opentokauth",
	"partnerauth",
	"passphrase",
	"password",
	"passwd",
	"privatekey",
	"privatekeypem",
	"secret",
	"secretkey",
	"signature",
	"streamname",
	"token",
};
/* These only as the whole name. */
static const char *const secret_words[] = {"pin", "sig"};

typedef struct scanner {
	otk_buffer *out;
	const char *at;
	const char *end;
} scanner;

static bool is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       c == '_' || c == '-';
}

static bool is_base64(char c)
{
	return is_word(c) || c == '+' || c == '/' || c == '=';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Bytes as they are, but never a control character or broken UTF-8. */
static void add_clean(otk_buffer *out, const char *text, size_t size)
{
	while (size) {
		size_t n = 1;

		while (n < size && n < 4 && ((unsigned char)text[n] & 0xc0) == 0x80)
			n++;
		if ((unsigned char)text[0] < 0x80)
			n = 1;
		if (otk_utf8_length(text, n) != 1)
			otk_buffer_add_char(out, '?');
		else if (((unsigned char)text[0] < 0x20 && !strchr("\t\r\n", text[0])) ||
			 text[0] == 0x7f)
			otk_buffer_add_char(out, '?');
		else
			otk_buffer_add(out, text, n);
		text += n;
		size -= n;
	}
}

/* Copies up to `to`. */
static void copy_to(scanner *scan, const char *to)
{
	add_clean(scan->out, scan->at, (size_t)(to - scan->at));
	scan->at = to;
}

static void mark_to(scanner *scan, const char *to)
{
	otk_buffer_add_text(scan->out, MARK);
	scan->at = to;
}

static bool is_secret_name(const char *word, size_t size)
{
	char name[64];
	size_t n = 0, i;

	/* Only the end counts, so of a longer one the end is enough. */
	if (size > sizeof(name)) {
		word += size - sizeof(name);
		size = sizeof(name);
	}
	for (i = 0; i < size; i++)
		if (word[i] != '-' && word[i] != '_')
			name[n++] =
				(char)(word[i] >= 'A' && word[i] <= 'Z' ? word[i] + 32 : word[i]);
	for (i = 0; i < sizeof(secret_names) / sizeof(secret_names[0]); i++) {
		size_t length = strlen(secret_names[i]);

		if (n >= length && !memcmp(name + n - length, secret_names[i], length))
			return true;
	}
	for (i = 0; i < sizeof(secret_words) / sizeof(secret_words[0]); i++)
		if (n == strlen(secret_words[i]) && !memcmp(name, secret_words[i], n))
			return true;
	return false;
}

/* A quote with its backslashes, as JSON inside a JSON string has them; 0 when there is none. */
static size_t quote_size(const char *at, const char *end)
{
	const char *quote = at;

	while (quote < end && *quote == '\\')
		quote++;
	return quote < end && *quote == '"' ? (size_t)(quote - at) + 1 : 0;
}

/* The quote that ends a string opened by one with so many backslashes; end when none does. */
static const char *string_end(const char *at, const char *end, size_t backslashes)
{
	size_t run = 0;

	for (; at < end; at++) {
		if (*at == '"' && run % (2 * (backslashes + 1)) == backslashes)
			return at - backslashes;
		run = *at == '\\' ? run + 1 : 0;
	}
	return end;
}

/* Where an unquoted value ends: a header's at the end of the line, others at a separator. */
static const char *value_end(const char *at, const char *end, bool header)
{
	const char *stops = header ? "\r\n" : "&;, \t\r\n\"'}])";

	while (at < end && !(*at && strchr(stops, *at)))
		at++;
	return at;
}

/* scan->at stands behind a secret's name: hide the value, if one follows. */
static void hide_value(scanner *scan)
{
	const char *at = scan->at + quote_size(scan->at, scan->end);
	bool quoted_name = at > scan->at, colon;
	size_t quote;

	while (at < scan->end && is_blank(*at))
		at++;
	if (at == scan->end || (*at != ':' && *at != '='))
		return;
	colon = *at++ == ':';
	while (at < scan->end && is_blank(*at))
		at++;
	/* An object or array is searched by its own names; null hides nothing. */
	if (at == scan->end || *at == '{' || *at == '[')
		return;
	if (scan->end - at >= 4 && !memcmp(at, "null", 4))
		return;
	quote = quote_size(at, scan->end);
	copy_to(scan, at + quote);
	if (quote)
		mark_to(scan, string_end(at + quote, scan->end, quote - 1));
	else
		mark_to(scan, value_end(at, scan->end, colon && !quoted_name));
}

/* Behind a JWT or T1 token that begins here; NULL when none does. */
static const char *token_end(const char *word, const char *word_end, const char *end)
{
	const char *at = word_end;

	if (word_end - word == 2 && end - at >= 2 && !memcmp(word, "T1==", 4)) {
		while (at < end && is_base64(*at))
			at++;
		return at;
	}
	if (word_end - word < 6 || memcmp(word, "eyJ", 3) != 0 || at == end || *at != '.')
		return NULL;
	while (at < end && (is_word(*at) || *at == '.'))
		at++;
	return at;
}

/* "://user:password@" at scan->at; hides what stands in front of the '@'. */
static void hide_user(scanner *scan)
{
	const char *at = scan->at + 3;

	while (at < scan->end && !strchr("/?#@ \"'\r\n\t", *at))
		at++;
	copy_to(scan, scan->at + 3);
	if (at < scan->end && *at == '@')
		mark_to(scan, at);
}

static void hide_private_key(scanner *scan)
{
	const char *at = scan->at + strlen(KEY_BEGIN), *end;

	while (at < scan->end && *at != '-')
		at++;
	if (at - scan->at < 12 || !memmem(scan->at, (size_t)(at - scan->at), "PRIVATE KEY", 11)) {
		copy_to(scan, scan->at + strlen(KEY_BEGIN));
		return;
	}
	end = memmem(at, (size_t)(scan->end - at), KEY_END, strlen(KEY_END));
	if (end) {
		end += strlen(KEY_END);
		end = memmem(end, (size_t)(scan->end - end), "-----", 5);
	}
	mark_to(scan, end ? end + 5 : scan->end);
}

static bool begins(const scanner *scan, const char *what)
{
	size_t size = strlen(what);

	return (size_t)(scan->end - scan->at) >= size && !memcmp(scan->at, what, size);
}

static void one_word(scanner *scan)
{
	const char *second = scan->at + 1, *end = second, *token, *dashes;

	while (end < scan->end && is_word(*end))
		end++;
	/* Dashes are letters here, but a key's first line ends a word. */
	dashes = memmem(second, (size_t)(end - second), KEY_BEGIN, strlen(KEY_BEGIN) - 1);
	if (dashes)
		end = dashes;
	token = token_end(scan->at, end, scan->end);
	if (token) {
		mark_to(scan, token);
		return;
	}
	if (is_secret_name(scan->at, (size_t)(end - scan->at))) {
		copy_to(scan, end);
		hide_value(scan);
		return;
	}
	copy_to(scan, end);
}

void otk_redact(otk_buffer *out, const char *text, size_t size)
{
	scanner scan = {.out = out, .at = text, .end = text + size};

	while (scan.at < scan.end) {
		const char *plain = scan.at;

		if (begins(&scan, KEY_BEGIN)) {
			hide_private_key(&scan);
		} else if (is_word(*scan.at)) {
			one_word(&scan);
		} else if (begins(&scan, "://")) {
			hide_user(&scan);
		} else {
			while (plain < scan.end && !is_word(*plain) &&
				(plain == scan.at || *plain != ':'))
				plain++;
			copy_to(&scan, plain);
		}
	}
}
