/* SPDX-License-Identifier: MIT */
/* Hides secrets: by the tables, by the names of members, and inside of URLs. */
#include "config.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/terminal/text.h"

#define NAME_MAX_SIZE 64
#define QUOTE_MAX     60 /* characters */

/* ---- names */

/* Ends of names, compared without case, '-' and '_'. */
static const char *const secret_endings[] = {"accesskey", "accountkey", "apikey", "authorization",
	"bearer", "cookie", "credential", "encryptionkey", "opentokauth", "partnerauth", "passcode",
	"passphrase", "password", "passwd", "privatekey", "privatekeypem", "secret", "secretkey",
	"sharedkey", "signature", "signingkey", "streamkey", "streamname", "token", NULL};
static const char *const secret_words[] = {"auth", "jwt", "pass", "pin", "pwd", "sig", NULL};
/* The parameters of a signed URL: hiding them would break the URL of a file that was asked for. */
static const char *const signed_url_names[] = {
	"signature", "credential", "xamzsecuritytoken", "awsaccesskey", "sig", NULL};

/*
 * Copies a name in lower case without '-' and '_', and without a number at its end ("token2"); too
 * long ones are cut at the front.
 */
static void fold_name(const char *name, size_t size, char folded[NAME_MAX_SIZE])
{
	size_t used = 0;

	if (size >= NAME_MAX_SIZE) {
		name += size - (NAME_MAX_SIZE - 1);
		size = NAME_MAX_SIZE - 1;
	}
	for (size_t i = 0; i < size; i++)
		if (name[i] != '-' && name[i] != '_')
			folded[used++] = (char)tolower((unsigned char)name[i]);
	while (used && isdigit((unsigned char)folded[used - 1]))
		used--;
	folded[used] = '\0';
}

/* Also in the plural: "tokens". */
static bool ends_with_any(const char *text, const char *const *endings)
{
	size_t size = strlen(text), plural = size && text[size - 1] == 's';

	for (const char *const *ending = endings; *ending; ending++) {
		size_t length = strlen(*ending);

		for (size_t cut = 0; cut <= plural && length + cut <= size; cut++)
			if (memcmp(text + size - cut - length, *ending, length) == 0)
				return true;
	}
	return false;
}

static bool is_any(const char *text, const char *const *words)
{
	for (const char *const *word = words; *word; word++)
		if (strcmp(text, *word) == 0)
			return true;
	return false;
}

bool otk_cli_is_secret_name(const char *name)
{
	char folded[NAME_MAX_SIZE];

	fold_name(name, strlen(name), folded);
	return ends_with_any(folded, secret_endings) || is_any(folded, secret_words);
}

static bool is_secret_parameter(const char *name, size_t size)
{
	char folded[NAME_MAX_SIZE];

	fold_name(name, size, folded);
	if (ends_with_any(folded, signed_url_names))
		return false;
	return ends_with_any(folded, secret_endings) || is_any(folded, secret_words) ||
	       strcmp(folded, "key") == 0;
}

/* ---- URLs */

static bool is_url_end(char c)
{
	return c == '\0' || (unsigned char)c <= ' ' || c == '"' || c == '<' || c == '>';
}

/* "host", "host:443" or "[::1]:443" up to `end`, with no colon that a password could follow. */
static bool is_plain_authority(const char *text, const char *end)
{
	const char *colon = memchr(text, ':', (size_t)(end - text));

	return *text == '[' || !colon;
}

/* "er:pass@": a colon and then an '@' in what looks like a path. */
static bool has_late_password(const char *path, const char *at)
{
	const char *query = path + strcspn(path, "?#"), *colon;

	if (path >= at || query < at)
		return false;
	colon = memchr(path, ':', (size_t)(at - path));
	return colon && colon + 1 < at && colon[1] != '/';
}

/* The end of the user name and password of the URL whose authority begins here; NULL: none. */
static const char *end_of_userinfo(const char *authority, const char *end)
{
	const char *at = memrchr(authority, '@', (size_t)(end - authority));
	const char *path = authority + strcspn(authority, "/?#");
	const char *inside;

	if (!at)
		return NULL;
	if (path > end)
		path = end;
	inside = memrchr(authority, '@', (size_t)(path - authority));
	/* "user:pa/ss@host" and "us/er:pass@host": an '@' after the path may end a password. */
	if (!inside && is_plain_authority(authority, path))
		return has_late_password(path, at) ? at : NULL;
	return is_plain_authority(authority, path) ? inside : at;
}

/* The end of what may belong to a URL with blanks: the line, or the next URL. */
static const char *last_end(const char *authority)
{
	const char *end = authority;

	while (*end && !strchr("\r\n\"<>", *end) && strncmp(end, "://", 3) != 0)
		end++;
	if (*end == ':')
		while (end > authority && !is_url_end(end[-1]))
			end--;
	return end;
}

/*
 * The end of a URL. A blank ends it, unless it is part of a password: an '@' comes later, and a
 * colon was before, or nothing but the URL is in the text.
 */
static const char *end_of_url(const char *authority, bool alone)
{
	const char *end = authority, *path = authority + strcspn(authority, "/?#"), *last, *at;

	while (!is_url_end(*end))
		end++;
	last = last_end(authority);
	at = last > end ? memrchr(end, '@', (size_t)(last - end)) : NULL;
	if (!at ||
		!((alone && at < path) || !is_plain_authority(authority, path < end ? path : end)))
		return end;
	for (end = at; !is_url_end(*end);)
		end++;
	return end;
}

static void append_hidden(otk_cli *cli, otk_cli_builder *made)
{
	otk_cli_append(cli, made, OTK_CLI_HIDDEN, strlen(OTK_CLI_HIDDEN));
}

/* Appends `size` bytes with the values of secret query parameters replaced. */
static void hide_parameters(otk_cli *cli, otk_cli_builder *made, const char *text, size_t size)
{
	const char *end = text + size;

	while (text < end) {
		const char *stop = text, *equals;

		while (stop < end && !strchr("?&;#", *stop))
			stop++;
		equals = memchr(text, '=', (size_t)(stop - text));
		if (equals && is_secret_parameter(text, (size_t)(equals - text))) {
			otk_cli_append(cli, made, text, (size_t)(equals + 1 - text));
			append_hidden(cli, made);
			text = stop;
		}
		stop += stop < end;
		otk_cli_append(cli, made, text, (size_t)(stop - text));
		text = stop;
	}
}

/* The next "sip:" or "sips:", at the beginning or after a bracket or blank; NULL: none. */
static const char *find_sip(const char *text)
{
	for (const char *at = text; (at = strcasestr(at, "sip")); at++)
		if ((at == text || strchr("< \t\",;", at[-1])) &&
			(at[3] == ':' || (tolower((unsigned char)at[3]) == 's' && at[4] == ':')))
			return at;
	return NULL;
}

/* "sip:user:password@host": the password. Also inside of "Name" <sip:user:password@host>. */
static const char *hide_sip_password(otk_cli *cli, const char *text)
{
	const char *scheme = find_sip(text), *at, *colon, *end;

	if (!scheme)
		return text;
	/* If nothing else is in the text, the password may have blanks. */
	end = scheme +
	      (scheme > text ? strcspn(scheme, scheme[-1] == '<' ? ">" : " \t") : strlen(scheme));
	at = memrchr(scheme, '@', (size_t)(end - scheme));
	scheme = strchr(scheme, ':') + 1;
	colon = at ? memchr(scheme, ':', (size_t)(at - scheme)) : NULL;
	return colon ? otk_cli_text(cli, "%.*s:" OTK_CLI_HIDDEN "%s", (int)(colon - text), text, at)
		     : text;
}

/* ---- tokens and keys */

#define DASHES "-----"

static bool is_token_character(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == '_';
}

/* The end of the JWT or T1 token that begins at `at`; NULL: none does. */
static const char *end_of_token(const char *text, const char *at)
{
	static const char t1[] = "T1==";
	enum { DIGITS_MIN = 8 };
	const char *dot;

	if (at > text && is_token_character(at[-1]))
		return NULL;
	if (strncmp(at, t1, strlen(t1)) == 0) {
		at += strlen(t1);
		for (dot = at; is_token_character(*at) || (*at && strchr("+/=", *at));)
			at++;
		return at - dot >= DIGITS_MIN ? at : NULL;
	}
	if (strncmp(at, "eyJ", 3) != 0)
		return NULL;
	for (dot = at; is_token_character(*dot);)
		dot++;
	if (dot - at < DIGITS_MIN || *dot != '.' || !is_token_character(dot[1]))
		return NULL;
	while (is_token_character(*dot) || *dot == '.')
		dot++;
	return dot;
}

/* The end of the key that begins here; NULL: it is only named, as in a message about keys. */
static const char *end_of_key(const char *begin)
{
	static const char end[] = DASHES "END";
	const char *label = strstr(begin + strlen(DASHES), DASHES), *last;

	if (label && label[strlen(DASHES)] == '"')
		return NULL;
	last = strstr(begin, end);
	last = last ? strstr(last + strlen(end), DASHES) : NULL;
	return last ? last + strlen(DASHES) : begin + strlen(begin);
}

/* The end of the private key (PEM) that begins at `at`; NULL: none does. */
static const char *end_of_private_key(const char *at)
{
	static const char begin[] = DASHES "BEGIN ", kind[] = "PRIVATE KEY";
	const char *label = at + strlen(begin), *dashes;

	if (strncmp(at, begin, strlen(begin)) != 0)
		return NULL;
	dashes = strstr(label, DASHES);
	if (dashes && !memmem(label, (size_t)(dashes - label), kind, strlen(kind)))
		return NULL;
	return end_of_key(at);
}

const char *otk_cli_hide_tokens(otk_cli *cli, const char *text)
{
	otk_cli_builder made = {0};
	const char *done = text;

	for (const char *at = text; (at = strpbrk(at, "-Te"));) {
		const char *end = *at == '-' ? end_of_private_key(at) : end_of_token(text, at);

		if (!end) {
			at++;
			continue;
		}
		otk_cli_append(cli, &made, done, (size_t)(at - done));
		append_hidden(cli, &made);
		done = at = end;
	}
	if (made.text)
		otk_cli_append(cli, &made, done, strlen(done));
	return made.text ? made.text : text;
}

/* ---- texts */

/* Whether a text begins with the scheme that ends at the mark. */
static bool is_first_scheme(const char *text, const char *mark)
{
	while (text < mark && (isalnum((unsigned char)*text) || strchr("+-.", *text)))
		text++;
	return text == mark;
}

const char *otk_cli_hide_in_text(otk_cli *cli, const char *text)
{
	const char *rest = otk_cli_hide_tokens(cli, hide_sip_password(cli, text));
	const char *begin = rest, *mark;
	otk_cli_builder made = {0};

	if (!strstr(rest, "://"))
		return rest;
	while ((mark = strstr(rest, "://"))) {
		const char *authority = mark + 3;
		const char *end =
			end_of_url(authority, rest == begin && is_first_scheme(begin, mark));
		const char *at = end_of_userinfo(authority, end), *host = at ? at : authority;

		otk_cli_append(cli, &made, rest, (size_t)(authority - rest));
		if (at)
			append_hidden(cli, &made);
		hide_parameters(cli, &made, host, (size_t)(end - host));
		rest = end;
	}
	otk_cli_append(cli, &made, rest, strlen(rest));
	return made.text;
}

/* ---- JSON */

static const otk_cli_field *field_of(const otk_cli_type *type, const char *name)
{
	for (size_t i = 0; type && i < type->count; i++) {
		const otk_cli_field *field = &type->fields[i];

		if (strcmp(field->name, name) == 0)
			return field;
		for (const char *const *alias = field->aliases; alias && *alias; alias++)
			if (strcmp(*alias, name) == 0)
				return field;
	}
	return NULL;
}

static bool is_empty(json_object *value)
{
	return !value || (json_object_is_type(value, json_type_string) &&
				 json_object_get_string_len(value) == 0);
}

/* The secret-free form of a string; NULL: it has no secret. */
static json_object *hidden_string(otk_cli *cli, json_object *value)
{
	const char *text, *shown;

	if (!json_object_is_type(value, json_type_string))
		return NULL;
	text = json_object_get_string(value);
	shown = otk_cli_hide_in_text(cli, text);
	return strcmp(shown, text) == 0 ? NULL : otk_cli_json_string(shown);
}

static bool hide_items(otk_cli *cli, const otk_cli_type *type, json_object *array)
{
	bool hidden = false;

	for (size_t i = 0; i < json_object_array_length(array); i++) {
		json_object *item = json_object_array_get_idx(array, i);
		json_object *shown = hidden_string(cli, item);

		if (shown && json_object_array_put_idx(array, i, shown) < 0)
			otk_cli_out_of_memory();
		/* A replaced item has been freed. */
		hidden = shown || otk_cli_hide(cli, type, item) || hidden;
	}
	return hidden;
}

/* A member of an unknown name may be an item of a list that came as an object of named items. */
static const otk_cli_type *type_of_member(
	const otk_cli_type *type, const otk_cli_field *field, json_object *value)
{
	if (field)
		return field->type;
	return json_object_is_type(value, json_type_object) ? type : NULL;
}

static bool hide_member(otk_cli *cli, const otk_cli_type *type, json_object *object,
	const char *name, json_object *value)
{
	const otk_cli_field *field = field_of(type, name);
	bool secret = field ? field->secret : otk_cli_is_secret_name(name);
	json_object *shown;

	if (secret && !is_empty(value)) {
		otk_cli_json_add(object, name, otk_cli_json_string(OTK_CLI_HIDDEN));
		return true;
	}
	shown = hidden_string(cli, value);
	if (shown) {
		otk_cli_json_add(object, name, shown);
		return true;
	}
	return otk_cli_hide(cli, type_of_member(type, field, value), value);
}

bool otk_cli_hide(otk_cli *cli, const otk_cli_type *type, json_object *json)
{
	bool hidden = false;
	json_object_iter each;

	if (json_object_is_type(json, json_type_array))
		return hide_items(cli, type, json);
	if (!json_object_is_type(json, json_type_object))
		return false;
	json_object_object_foreachC(json, each) {
		hidden = hide_member(cli, type, json, each.key, each.val) || hidden;
	}
	return hidden;
}

/* ---- messages */

/* A key in base64 or hexadecimal on one line: it has more digits than any name. */
static bool is_key_text(const char *text)
{
	enum { DIGITS_MIN = 60, HEXADECIMAL_MIN = 120 };
	size_t size = strlen(text);

	return (*text == 'M' && size >= DIGITS_MIN &&
		       strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789+/=\\") == size) ||
	       (size >= HEXADECIMAL_MIN && strspn(text, "0123456789abcdefABCDEF") == size);
}

/* Texts that are secret regardless of the option: keys, tokens, and texts of several lines. */
static bool looks_secret(const char *text)
{
	return strpbrk(text, "\r\n") || strstr(text, DASHES "BEGIN") || is_key_text(text) ||
	       strncmp(text, "T1==", 4) == 0 || strncmp(text, "eyJ", 3) == 0;
}

const char *otk_cli_without_keys(otk_cli *cli, const char *text)
{
	const char *mark = text, *end;
	otk_cli_builder made = {0};

	while ((mark = strstr(mark, DASHES "BEGIN"))) {
		end = end_of_key(mark);
		if (!end) {
			mark += strlen(DASHES);
			continue;
		}
		otk_cli_append(cli, &made, text, (size_t)(mark - text));
		append_hidden(cli, &made);
		mark = text = end;
	}
	if (!made.size)
		return text;
	otk_cli_append(cli, &made, text, strlen(text));
	return made.text;
}

/* Cuts a text between two characters. */
static size_t cut_length(const char *text)
{
	size_t size = 0;

	for (size_t count = 0; text[size] && count < QUOTE_MAX; count++)
		for (size++; ((unsigned char)text[size] & 0xc0) == 0x80; size++)
			;
	return size;
}

/* Stands for a value in a sentence: "--token: the value is …". */
static const char hidden_value[] = "the value";

/* Schemes of URIs without "//": not the user in "user:password@host". */
static const char *const uri_schemes[] = {
	"acct:", "mailto:", "sip:", "sips:", "tel:", "xmpp:", NULL};

/* "user:password@host" without a scheme: the password. */
static const char *hide_bare_password(otk_cli *cli, const char *text)
{
	const char *from = text, *colon, *at;

	for (const char *const *scheme = uri_schemes; *scheme; scheme++)
		if (strncasecmp(text, *scheme, strlen(*scheme)) == 0)
			from = text + strlen(*scheme);
	colon = strchr(from, ':');
	at = colon ? strrchr(colon, '@') : NULL;
	return at && at > colon + 1 ? otk_cli_text(cli, "%.*s" OTK_CLI_HIDDEN "%s",
					      (int)(colon + 1 - text), text, at)
				    : text;
}

const char *otk_cli_show(otk_cli *cli, const char *text)
{
	const char *shown;

	if (looks_secret(text))
		return OTK_CLI_HIDDEN;
	shown = otk_cli_hide_in_text(cli, text);
	return strstr(text, "://") ? shown : hide_bare_password(cli, shown);
}

const char *otk_cli_quote(otk_cli *cli, const otk_cli_field *field, const char *text)
{
	bool secret = field && (field->secret || otk_cli_is_secret_name(field->name));
	const char *shown;
	size_t size;

	if (secret || looks_secret(text))
		return hidden_value;
	shown = otk_cli_show(cli, text);
	size = cut_length(shown);
	return otk_cli_text(
		cli, "\"%s%s\"", otk_cli_safe(cli, shown, size), shown[size] ? "…" : "");
}

const char *otk_cli_quote_alone(otk_cli *cli, const char *text)
{
	const char *quoted = otk_cli_quote(cli, NULL, text);

	return quoted == hidden_value ? OTK_CLI_HIDDEN : quoted;
}
