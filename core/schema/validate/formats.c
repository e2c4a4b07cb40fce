/* SPDX-License-Identifier: MIT */
/* The formats that a string can have. */
#include "config.h"

#include "core/schema/validate/formats.h"

#include <otk/session_id.h>
#include <stdbool.h>
#include <string.h>

#include "core/base/text/layout_class.h"
#include "core/base/text/text.h"
#include "core/base/text/utf8.h"
#include "core/schema/validate/stylesheet.h"

#include "core/base/cold.h"

#define PEM_BEGIN "-----BEGIN CERTIFICATE-----"
#define PEM_END   "-----END CERTIFICATE-----"

/* Text between the lines of PEM, in base64; whether it is a certificate is not checked. */
static bool is_pem_certificate(const char *text)
{
	const char *begin = strstr(text, PEM_BEGIN);
	const char *end = begin ? strstr(begin, PEM_END) : NULL;
	size_t digits = 0;

	if (!end)
		return false;
	for (const char *at = begin + strlen(PEM_BEGIN); at < end; at++) {
		if (strchr(" \t\r\n=", *at))
			continue;
		if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
			    *at))
			return false;
		digits++;
	}
	return digits > 0;
}

const char *otk_path_id_problem(const char *text)
{
	if (!*text)
		return "it must not be empty";
	if (otk_shows_nothing(text))
		return "it holds nothing but blanks";
	if (strlen(text) > OTK_PATH_ID_MAX)
		return "it is longer than 512 bytes";
	if (!otk_is_path_id(text))
		return "it must not be \".\" or \"..\", nor hold '/', '?', '#', '%', '\\' or "
		       "control characters";
	return NULL;
}

static const char *session_problem(const char *text)
{
	if (strlen(text) > OTK_SESSION_ID_MAX)
		return "a session id has at most 255 characters";
	return otk_path_id_problem(text);
}

const char *otk_format_problem(otk_format format, const char *text)
{
	switch (format) {
	case OTK_FORMAT_ANY:
	case OTK_FORMAT_TOKEN:
	case OTK_FORMAT_HEADERS: /* is about the names of a map, not about a text */
		return NULL;
	case OTK_FORMAT_ID:
		return otk_path_id_problem(text);
	case OTK_FORMAT_SESSION:
		return session_problem(text);
	case OTK_FORMAT_IPV4:
		return otk_is_ipv4(text) ? NULL : "it is not an IPv4 address; write 192.0.2.1";
	case OTK_FORMAT_UUID:
		return otk_is_uuid(text)
			       ? NULL
			       : "it is not a UUID; write 01234567-89ab-cdef-0123-456789abcdef";
	case OTK_FORMAT_PEM_CERTIFICATE:
		return is_pem_certificate(text) ? NULL : "it is not a certificate in PEM form";
	case OTK_FORMAT_STYLESHEET:
		return otk_stylesheet_problem(text);
	case OTK_FORMAT_LAYOUT_CLASS:
		return otk_layout_class_problem(text, strlen(text));
	}
	return NULL;
}
