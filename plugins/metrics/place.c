/* SPDX-License-Identifier: MIT */
/* The servers that requests go to. */
#include "plugins/metrics/place.h"

#include <string.h>
#include <strings.h>

#include "plugins/metrics/text.h"
#include "plugins/types/small.h"

static void split_url(place *self, const char *url)
{
	const char *begin = strstr(url, "://"), *end, *colon;

	begin = begin ? begin + 3 : url;
	end = begin + strcspn(begin, "/?#");
	if ((size_t)(end - url) >= sizeof(self->origin) ||
		(size_t)(end - begin) >= sizeof(self->host))
		return;
	self->size = (size_t)(end - url);
	memcpy(self->origin, url, self->size);
	/* The colons of an IPv6 address are inside of brackets. */
	colon = begin + (begin[0] == '[' ? strcspn(begin, "]/?#") : 0);
	colon += strcspn(colon, ":/?#");
	self->port = begin == url + strlen("http://") ? 80 : 443;
	if (*colon == ':')
		self->port = (int)otk_metrics_text_digits(colon + 1);
	memcpy(self->host, begin, (size_t)(colon - begin));
}

const place *otk_metrics_place_of(places *self, const char *url)
{
	for (size_t i = 0; i < self->count; i++) {
		const place *known = &self->list[i];

		if (strncasecmp(url, known->origin, known->size) == 0 &&
			(url[known->size] == '/' || url[known->size] == '\0'))
			return known;
	}
	if (self->count == PLACES_MAX)
		return &self->list[PLACES_MAX - 1];
	split_url(&self->list[self->count], url);
	return &self->list[self->count++];
}
