/* SPDX-License-Identifier: MIT */
/* The forms that a string must have. */
#include "config.h"

#include <otk/session_id.h>
#include <string.h>

#include "core/base/text.h"
#include "core/schema/formats.h"

#define PEM_BEGIN "-----BEGIN CERTIFICATE-----"
#define PEM_END   "-----END CERTIFICATE-----"

/* One certificate as text; whether it is a certificate, too, is for who uses it. */
static bool is_pem_certificate(const char *text)
{
	const char *begin = strstr(text, PEM_BEGIN);
	const char *end = begin ? strstr(begin, PEM_END) : NULL;
	const char *at;
	size_t digits = 0;

	if (!end)
		return false;
	for (at = begin + strlen(PEM_BEGIN); at < end; at++) {
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
		return "is empty";
	if (strlen(text) > OTK_PATH_ID_MAX)
		return "is longer than 512 bytes";
	if (!otk_is_path_id(text))
		return "cannot be an id: it is \".\" or \"..\", or has a '/', '?', '#', '%' or a "
		       "control character";
	return NULL;
}

const char *otk_format_problem(uint8_t format, const char *text)
{
	switch (format) {
	case OTK_FORMAT_ID:
		return otk_path_id_problem(text);
	case OTK_FORMAT_SESSION:
		if (strlen(text) > OTK_SESSION_ID_MAX)
			return "is no session id: those have at most 255 characters";
		return otk_path_id_problem(text);
	case OTK_FORMAT_IPV4:
		return otk_is_ipv4(text) ? NULL : "must be an IPv4 address such as 192.0.2.1";
	case OTK_FORMAT_UUID:
		return otk_is_uuid(text)
			       ? NULL
			       : "must be a UUID such as 01234567-89ab-cdef-0123-456789abcdef";
	case OTK_FORMAT_PEM_CERTIFICATE:
		return is_pem_certificate(text) ? NULL
						: "must be a certificate in PEM form (" PEM_BEGIN
						  " ...)";
	case OTK_FORMAT_STYLESHEET:
		return otk_stylesheet_problem(text);
	default:
		return NULL;
	}
}
