/* SPDX-License-Identifier: MIT */
/* Checks credentials for common mistakes that happen when they are copied. */
#include "config.h"

#include "core/auth/key/credential.h"

#include <stdbool.h>
#include <string.h>

#include "core/base/error/redact.h"
#include "core/base/error/status.h"
#include "core/base/text/text.h"

#include "core/base/cold.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* Quotation marks of shells, env files and text processors. */
static const char quotes[] = "\"|'|`|\xe2\x80\x9c|\xe2\x80\x9d|\xe2\x80\x98|\xe2\x80\x99";

/* The last words in names of settings: "OTK_API_SECRET=…", "export VONAGE_PRIVATE_KEY=…". */
static const char name_ends[] = "key|secret|id|pem|file|path|pin|passphrase|password|token";

static bool starts_with(const char *text, const char *what)
{
	return strncmp(text, what, strlen(what)) == 0;
}

static bool is_quoted(const char *value)
{
	const char *list = quotes, *quote, *end = value + strlen(value);
	size_t size;

	while (otk_word_next(&list, &quote, &size))
		if (strncmp(value, quote, size) == 0 ||
			((size_t)(end - value) >= size && memcmp(end - size, quote, size) == 0))
			return true;
	return false;
}

/* Whether a value begins with the name of a setting and "=". */
static bool has_name(const char *value)
{
	const char *list = name_ends, *equals, *end;
	size_t size, length;

	if (starts_with(value, "export "))
		return true;
	size = strspn(value, "_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
	equals = value + size;
	if (*equals != '=' || !equals[1])
		return false;
	while (otk_word_next(&list, &end, &length))
		if (size >= length && otk_ascii_equal(equals - length, end, length) &&
			(size == length || equals[-(ptrdiff_t)length - 1] == '_'))
			return true;
	return false;
}

const char *otk_credential_problem(const char *value)
{
	const size_t size = strlen(value);

	if (!size)
		return "is empty";
	if (starts_with(value, BYTE_ORDER_MARK))
		return "begins with a byte order mark, as some editors write it";
	if (is_quoted(value)) /* first: a line end may follow the quotes */
		return "is wrapped in quotes, as some env files leave it";
	if (has_name(value)) /* before the line ends, which a key in PEM form has as well */
		return "begins with the name of a setting and \"=\"";
	if (value[size - 1] == '\n' || value[size - 1] == '\r')
		return "ends with a line end, as of a file";
	if (otk_is_blank(value[0]) || otk_is_blank(value[size - 1]))
		return "has blanks around it";
	return NULL;
}

static otk_status fail_credential(otk_error *error, const char *name, const char *problem)
{
	return otk_fail(error, OTK_E_ARGUMENT, "%s: %s; give the value alone", name, problem);
}

otk_status otk_credential_check_word(const char *name, const char *value, otk_error *error)
{
	const char *problem;

	if (!value || !*value)
		return otk_fail(error, OTK_E_ARGUMENT, "%s: is missing%s", name,
			value ? "; the text given is empty" : "");
	if (otk_is_key_text(value, strlen(value)))
		return otk_fail(error, OTK_E_ARGUMENT,
			"%s: this looks like a private or public key; check which setting holds "
			"what",
			name);
	problem = otk_credential_problem(value);
	if (problem)
		return fail_credential(error, name, problem);
	for (; *value; value++)
		if ((unsigned char)*value <= ' ' || *value == 0x7f)
			return fail_credential(error, name, "holds a blank or control character");
	return OTK_OK;
}

otk_status otk_credential_check_pin(const char *name, const char *value, otk_error *error)
{
	const size_t size = strlen(value);

	if (otk_is_key_text(value, size))
		return otk_fail(error, OTK_E_ARGUMENT,
			"%s: this looks like the key itself, not its PIN or passphrase", name);
	if (starts_with(value, BYTE_ORDER_MARK) || is_quoted(value) || has_name(value))
		return fail_credential(error, name, otk_credential_problem(value));
	return otk_has_control(value, size)
		       ? fail_credential(error, name, "holds a line end or control character")
		       : OTK_OK;
}

otk_status otk_credential_check_pem(const char *name, const char *value, otk_error *error)
{
	if (!*value)
		return otk_fail(error, OTK_E_ARGUMENT, "%s: is empty", name);
	if (starts_with(value, BYTE_ORDER_MARK))
		value += strlen(BYTE_ORDER_MARK);
	while (otk_is_blank(*value))
		value++;
	if (is_quoted(value) || has_name(value))
		return fail_credential(error, name, otk_credential_problem(value));
	return OTK_OK;
}

otk_status otk_credential_check_name(
	const char *name, const char *kind, const char *value, otk_error *error)
{
	const char *problem;

	if (otk_is_key_text(value, strlen(value)))
		return otk_fail(error, OTK_E_ARGUMENT,
			"%s: this looks like the key itself, not %s; its text belongs in "
			"private_key_pem",
			name, kind);
	problem = otk_credential_problem(value);
	if (problem)
		return fail_credential(error, name, problem);
	if (otk_has_control(value, strlen(value)))
		return fail_credential(error, name, "holds a control character");
	return OTK_OK;
}
