/* SPDX-License-Identifier: MIT */
/* Addresses in requests. */
#include "config.h"

#include <curl/curl.h>
#include <string.h>

#include "tools/sandbox/base/address.h"

static bool is_url(const char *text)
{
	CURLU *parts = curl_url();
	const bool good = parts && curl_url_set(parts, CURLUPART_URL, text,
					   CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK;

	curl_url_cleanup(parts);
	return good;
}

bool sandbox_is_address(const char *text)
{
	const char *host = strstr(text, "://");

	if (!sandbox_is_one_line(text, false))
		return false;
	/* libcurl takes a schemeless path, and "http:///path" with the path as a host. */
	return !host || (host[3] && !strchr("/?#:", host[3]) && is_url(text));
}

bool sandbox_is_one_line(const char *text, bool with_blanks)
{
	for (; *text; text++) {
		const unsigned char byte = (unsigned char)*text;

		if (byte == 0x7f || byte < (with_blanks ? 0x20 : 0x21))
			if (!with_blanks || byte != '\t')
				return false;
	}
	return true;
}
