/* SPDX-License-Identifier: MIT */
/*
 * Where a handle sends to, as the parts of a URL: they are parsed again only as far as the last
 * one differed, where libcurl would parse a text anew for each request.
 */
#include "config.h"

#include <string.h>

#include "core/transport/internal.h"

/* URLs were checked to have neither; libcurl is told all the same. */
#define FLAGS (CURLU_DISALLOW_USER | CURLU_PATH_AS_IS)

bool otk_target_init(otk_target *target)
{
	otk_buffer_init(&target->url, OTK_URL_MAX);
	target->origin_size = 0;
	target->parts = curl_url();
	return target->parts != NULL;
}

void otk_target_free(otk_target *target)
{
	curl_url_cleanup(target->parts);
	target->parts = NULL;
	otk_buffer_free(&target->url);
}

/*
 * Same scheme, host and port, and a rest that libcurl takes as it is: of escapes (%2F) in a part
 * that is set alone it changes the case.
 */
static bool only_rest_differs(const otk_target *target, const char *url, size_t origin_size)
{
	return target->url.size && origin_size == target->origin_size &&
	       !memcmp(url, target->url.data, origin_size) && url[origin_size] == '/' &&
	       !strchr(url + origin_size, '%');
}

static CURLUcode set_rest(CURLU *parts, char *rest)
{
	char *mark = strchr(rest, '?');
	CURLUcode code;

	if (mark)
		*mark = '\0';
	code = curl_url_set(parts, CURLUPART_PATH, rest, 0);
	if (mark)
		*mark = '?';
	return code ? code : curl_url_set(parts, CURLUPART_QUERY, mark ? mark + 1 : NULL, 0);
}

otk_status otk_target_set(otk_target *target, const char *url, size_t origin_size)
{
	const size_t size = strlen(url);
	bool rest_only;
	CURLUcode code;

	if (size == target->url.size && !memcmp(url, target->url.data, size))
		return OTK_OK;
	rest_only = only_rest_differs(target, url, origin_size);
	otk_buffer_clear(&target->url);
	otk_buffer_add(&target->url, url, size);
	if (target->url.status)
		return target->url.status;
	target->origin_size = origin_size;
	code = rest_only ? set_rest(target->parts, target->url.data + origin_size)
			 : curl_url_set(target->parts, CURLUPART_URL, url, FLAGS);
	if (!code)
		return OTK_OK;
	otk_buffer_clear(&target->url); /* so that all is parsed next time */
	return code == CURLUE_OUT_OF_MEMORY ? OTK_E_NOMEM : OTK_E_ARGUMENT;
}
