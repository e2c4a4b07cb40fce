/* SPDX-License-Identifier: MIT */
/* Replaces secrets in text that leaves the library. */
#include "config.h"

#include "core/base/error/redact.h"

#include <otk/token.h>
#include <string.h>

#include "core/base/text/base64.h"
#include "core/base/text/text.h"
#include "core/base/text/utf8.h"

#include "core/base/cold.h"

#define MARK      "***"
#define KEY_BEGIN "-----BEGIN"
#define KEY_END   "-----END"
#define DASHES    "-----"

/*
 * Every key has this many base64 digits in a row; words, paths and session ids have fewer. Keys in
 * DER begin with 'M' in base64; other text needs a longer run.
 */
#define KEY_RUN_MIN 60
#define ANY_RUN_MIN 300

/*
 * A member, field or header whose name ends in one of these, or in its plural, has a secret value.
 * Compared without regard to case, '-' and '_': api_secret, apiSecret and X-Api-Secret are one.
 */
static const char secret_names[] =
	"accesskey|accountkey|authorization|bearer|cookie|credential|encryptionkey|jwt|opentokauth|"
	"partnerauth|passcode|passphrase|password|passwd|privatekey|privatekeypem|pwd|secret|"
	"secretkey|sharedkey|signature|signingkey|streamkey|streamname|token";
/* Secret only as the whole name. */
static const char secret_words[] = "pin|sig";

/* Schemes of URIs without "//": not the user in "user:password@host". */
static const char uri_schemes[] = "acct|mailto|sip|sips|tel|xmpp";

typedef struct scanner {
	otk_buffer *out;
	const char *begin;
	const char *at;
	const char *end;
	bool names; /* hide values by the name before them */
	bool cut;   /* the text was cut off at its end */
} scanner;

static bool is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       c == '_' || c == '-';
}

static const char *skip_base64(const char *at, const char *end)
{
	while (at < end && otk_is_base64(*at))
		at++;
	return at;
}

static bool starts_with(const char *at, const char *end, const char *what)
{
	const size_t size = strlen(what);

	return (size_t)(end - at) >= size && memcmp(at, what, size) == 0;
}

/* Returns the address after the first `what`; NULL: there is none. */
static const char *find_after(const char *at, const char *end, const char *what)
{
	const size_t size = strlen(what);
	const char *found = memmem(at, (size_t)(end - at), what, size);

	return found ? found + size : NULL;
}

/* ---- output */

/* Copies up to `to`, as one line of printable text. */
static void copy_to(scanner *scan, const char *to)
{
	while (scan->at < to) {
		int32_t point;
		const size_t size = otk_utf8_next(scan->at, (size_t)(to - scan->at), &point);

		if (otk_is_blank(*scan->at))
			otk_buffer_add_char(scan->out, ' ');
		else if (point < 0 || !otk_is_printable_point(point))
			otk_buffer_add_text(scan->out, OTK_UTF8_REPLACEMENT);
		else
			otk_buffer_add(scan->out, scan->at, size);
		scan->at += size;
	}
}

/* Returns the end of the label of a PEM block, which follows KEY_BEGIN: " PRIVATE KEY". */
static const char *title_end(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || (*at >= 'A' && *at <= 'Z')))
		at++;
	return at;
}

/*
 * Whether a text only mentions the first line of a PEM block: nothing of a key follows. at: the end
 * of the label.
 */
static bool is_mention(const char *at, const char *end)
{
	if (!starts_with(at, end, DASHES))
		return false;
	at += strlen(DASHES);
	return at < end && (memchr("\"')", *at, 3) || starts_with(at, end, " ..."));
}

/*
 * Hides from scan->at to `to`, or to the end of the PEM that begins there: it has several lines,
 * where most values end with the line.
 */
static void hide_to(scanner *scan, const char *to)
{
	const char *key = find_after(scan->at, to, KEY_BEGIN), *end = scan->end;

	key = key ? title_end(key, end) : end;
	if (key < end && !is_mention(key, end)) {
		key = find_after(key, end, KEY_END);
		key = key ? find_after(key, end, DASHES) : end;
		if (!key || key > to)
			to = key ? key : end;
	}
	otk_buffer_add_text(scan->out, MARK);
	scan->at = to;
}

/* ---- values by name */

/* Whether a name ends in a word of the list. */
static bool ends_in(const char *name, size_t size, const char *list)
{
	const char *word;
	size_t length;

	while (otk_word_next(&list, &word, &length))
		if (size >= length && memcmp(name + size - length, word, length) == 0)
			return true;
	return false;
}

static bool is_secret_name(const char *word, size_t size)
{
	char name[64];
	size_t n = 0;

	/* Only the end of a name counts. */
	if (size > sizeof(name)) {
		word += size - sizeof(name);
		size = sizeof(name);
	}
	for (size_t i = 0; i < size; i++)
		if (word[i] != '-' && word[i] != '_')
			name[n++] =
				(char)(word[i] >= 'A' && word[i] <= 'Z' ? word[i] + 32 : word[i]);
	return otk_word_in(secret_words, name, n) || ends_in(name, n, secret_names) ||
	       (n && name[n - 1] == 's' && ends_in(name, n - 1, secret_names));
}

/* Size of a quote with its backslashes, as JSON inside a JSON string has them; 0: not a quote. */
static size_t quote_size(const char *at, const char *end)
{
	const char *quote = at;

	while (quote < end && *quote == '\\')
		quote++;
	return quote < end && *quote == '"' ? (size_t)(quote - at) + 1 : 0;
}

/* The quote that ends a string whose first quote has `backslashes` of them; else the end. */
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

/*
 * The end of an unquoted value: a header's is the end of the line, others end at a separator. A
 * value with a colon may be the name of a header, so it ends like one.
 */
static const char *value_end(const char *at, const char *end, bool header)
{
	const char *stops = header ? "\r\n" : "&;, \t\r\n\"'}])";

	for (; at < end && !(*at && strchr(stops, *at)); at++)
		if (*at == ':')
			stops = "\r\n";
	return at;
}

/* The end of an array of strings and numbers; NULL: it holds something else, or is cut off. */
static const char *array_end(const char *at, const char *end)
{
	while (at < end && *at != ']' && *at != '{') {
		const size_t quote = quote_size(at, end);

		at = quote ? string_end(at + quote, end, quote - 1) : at;
		at += quote ? quote : 1;
	}
	if (at >= end)
		return end;
	return *at == ']' ? at : NULL;
}

static const char *skip_spaces(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	return at;
}

/* Hides the value at `at`, if it is a scalar or an array of them. */
static void hide_scalar(scanner *scan, const char *at, bool header)
{
	size_t quote;

	if (*at == '[') {
		const char *close = array_end(at + 1, scan->end);

		if (close) {
			copy_to(scan, at + 1);
			hide_to(scan, close);
		}
		return;
	}
	if (*at == '{' || starts_with(at, scan->end, "null"))
		return;
	quote = quote_size(at, scan->end);
	copy_to(scan, at + quote);
	hide_to(scan, quote ? string_end(at + quote, scan->end, quote - 1)
			    : value_end(at, scan->end, header));
}

/* scan->at is after the name of a secret: hides the value, if one follows. */
static void hide_value(scanner *scan)
{
	const char *at = scan->at + quote_size(scan->at, scan->end);
	const bool quoted_name = at > scan->at;
	bool colon;

	at = skip_spaces(at, scan->end);
	if (at == scan->end || (*at != ':' && *at != '='))
		return;
	colon = *at++ == ':';
	while (at < scan->end && (quoted_name ? otk_is_blank(*at) : *at == ' ' || *at == '\t'))
		at++;
	if (at < scan->end)
		hide_scalar(scan, at, colon && !quoted_name);
}

/* ---- secrets by form */

/* The end of the JWT, T1 token or key text that begins at scan->at; NULL: none does. */
static const char *token_end(const scanner *scan)
{
	const char *at = scan->at, *end = skip_base64(at, scan->end);

	if (starts_with(at, scan->end, OTK_TOKEN_T1_PREFIX))
		return end;
	if (*at == 'M' && end - at >= KEY_RUN_MIN)
		return end;
	if (!starts_with(at, scan->end, "eyJ"))
		return NULL;
	while (at < scan->end && is_word(*at))
		at++;
	if (at - scan->at < 6 || at == scan->end || *at != '.')
		return NULL;
	while (at < scan->end && (is_word(*at) || *at == '.'))
		at++;
	return at;
}

/* Whether a quote at `at` closes a value: what follows cannot be inside one. */
static bool closes_value(const char *at, const char *end)
{
	return at + 1 == end || strchr(",}]:;.) \t\r\n", at[1]);
}

/* A URL that begins after `from`, at a blank or bracket: its scheme. */
static const char *next_url(const char *from, const char *end)
{
	const char *mark = memmem(from, (size_t)(end - from), "://", 3);

	while (mark && mark > from && is_word(mark[-1]))
		mark--;
	return mark && mark > from && strchr(" \t(<,;", mark[-1]) ? mark : end;
}

/* The end of what may belong to the URL whose authority begins at `from`. */
static const char *url_end(const char *from, const char *end)
{
	const char *at = from;

	end = next_url(from, end);
	for (; at < end && *at != '\r' && *at != '\n' && *at != '<'; at++)
		if (*at == '"' && at > from && at[-1] != '\\' && closes_value(at, end))
			break;
	return at;
}

/* scan->at is at "://": hides what is before the last '@' of the URL. */
static void hide_user(scanner *scan)
{
	const char *from = scan->at + strlen("://"), *end = url_end(from, scan->end);
	const char *mark = memrchr(from, '@', (size_t)(end - from));

	copy_to(scan, from);
	if (mark)
		hide_to(scan, mark);
	else if (scan->cut && end == scan->end)
		hide_to(scan, end);
}

/* Whether a word names a scheme of a URI, in any case. */
static bool is_uri_scheme(const char *word, size_t size)
{
	const char *list = uri_schemes, *scheme;
	size_t length;

	while (otk_word_next(&list, &scheme, &length))
		if (length == size && otk_ascii_equal(word, scheme, size))
			return true;
	return false;
}

/* Returns the password in "user:password@host" at scan->at; NULL: there is none. */
static const char *bare_password(const scanner *scan, const char **mark)
{
	const char *at = scan->at, *end = at, *colon;

	while (end < scan->end && !strchr(" \t\r\n\"'<>(){}[],;", *end))
		end++;
	for (;; at = colon + 1) {
		colon = memchr(at, ':', (size_t)(end - at));
		if (!colon || starts_with(colon, end, "://"))
			return NULL;
		if (!is_uri_scheme(at, (size_t)(colon - at)))
			break;
	}
	*mark = memrchr(colon, '@', (size_t)(end - colon));
	return *mark && *mark > colon + 1 ? colon + 1 : NULL;
}

static void hide_private_key(scanner *scan)
{
	const char *name = scan->at + strlen(KEY_BEGIN), *end = title_end(name, scan->end);

	if (is_mention(end, scan->end))
		copy_to(scan, end + strlen(DASHES));
	else if (scan->names && !find_after(name, end, "PRIVATE KEY"))
		/* A certificate may be shown as data, but no sentence quotes several lines. */
		copy_to(scan, name);
	else
		hide_to(scan, end);
}

/* ---- the scan */

/* The end of the word at scan->at; dashes belong to words, but not those of a key's first line. */
static const char *word_end(const scanner *scan)
{
	const char *at = scan->at, *dashes;

	while (at < scan->end && is_word(*at))
		at++;
	dashes = find_after(scan->at + 1, at, DASHES);
	return dashes ? dashes - strlen(DASHES) : at;
}

static void scan_all(scanner *scan);

/* Hides from `from` to `to`; what is before may hold secrets of other forms. */
static void scan_and_hide(scanner *scan, const char *from, const char *to)
{
	const char *end = scan->end;

	scan->end = from;
	scan_all(scan);
	scan->end = end;
	hide_to(scan, to);
}

static void scan_word(scanner *scan)
{
	const bool first = scan->at == scan->begin || !is_word(scan->at[-1]);
	const char *end = word_end(scan), *mark = NULL;
	const char *token = first ? token_end(scan) : NULL;
	const char *password = first && !token ? bare_password(scan, &mark) : NULL;
	const bool secret = scan->names && is_secret_name(scan->at, (size_t)(end - scan->at));

	if (token) {
		hide_to(scan, token);
	} else if (password) {
		scan_and_hide(scan, password, mark);
	} else {
		copy_to(scan, end);
		if (secret)
			hide_value(scan);
	}
}

static void scan_all(scanner *scan)
{
	while (scan->at < scan->end) {
		const char *plain = scan->at;

		if (starts_with(plain, scan->end, KEY_BEGIN)) {
			hide_private_key(scan);
		} else if (is_word(*plain)) {
			scan_word(scan);
		} else if (starts_with(plain, scan->end, "://")) {
			hide_user(scan);
		} else {
			do
				plain++;
			while (plain < scan->end && !is_word(*plain) && *plain != ':');
			copy_to(scan, plain);
		}
	}
}

void otk_redact(otk_buffer *out, const char *text, size_t size, bool names)
{
	scanner scan = {.out = out, .begin = text, .at = text, .end = text + size, .names = names};

	scan_all(&scan);
}

/* Hides from the word before the first line end to the word after the last one. */
static void hide_lines(scanner *scan)
{
	const char *first = scan->at, *last = scan->end, *end = scan->end;

	while (first < end && *first != '\n' && *first != '\r')
		first++;
	if (first == end)
		return;
	while (last[-1] != '\n' && last[-1] != '\r')
		last--;
	while (first > scan->at && !otk_is_blank(first[-1]))
		first--;
	while (last < end && !otk_is_blank(*last))
		last++;
	scan_and_hide(scan, first, last);
}

void otk_redact_sentence(otk_buffer *out, const char *text, size_t size, bool cut)
{
	scanner scan = {.out = out, .begin = text, .at = text, .end = text + size, .cut = cut};

	/* Some libraries end their messages with a line end; it is not a part of a value. */
	while (scan.end > text && otk_is_blank(scan.end[-1]))
		scan.end--;
	if (!find_after(text, text + size, KEY_BEGIN))
		hide_lines(&scan);
	scan_all(&scan);
}

/* ---- key texts */

/* Number of base64 digits, over blanks and written line ends; 0: something else is among them. */
static size_t key_digits(const char *at, const char *end)
{
	size_t digits = 0;

	for (; at < end; at++) {
		if (*at == '\\' && end - at > 1 && strchr("nr", at[1]))
			at++;
		else if (otk_is_base64(*at) && *at != '-' && *at != '_')
			digits++;
		else if (!otk_is_blank(*at) && *at != '"' && *at != '\'')
			return 0;
	}
	return digits;
}

bool otk_is_key_text(const char *text, size_t size)
{
	const char *end = text + size;

	if (find_after(text, end, KEY_BEGIN) || find_after(text, end, "PRIVATE KEY"))
		return true;
	if (starts_with(text, end, "\xef\xbb\xbf"))
		text += 3;
	while (text < end && (otk_is_blank(*text) || *text == '"' || *text == '\''))
		text++;
	return text < end && key_digits(text, end) >= (*text == 'M' ? KEY_RUN_MIN : ANY_RUN_MIN);
}
