/* SPDX-License-Identifier: MIT */
/* The servers that requests go to, each split once. */
#ifndef OTK_METRICS_PLACE_H
#define OTK_METRICS_PLACE_H

#include <stddef.h>

typedef struct place {
	char origin[300]; /* "https://api.opentok.com" */
	size_t size;
	char host[256];
	int port;
} place;

/* A client has the host of its api_url, and those that operations name. */
#define PLACES_MAX 8

typedef struct places {
	place list[PLACES_MAX];
	size_t count;
} places;

/* Returns the server of a URL; the last one if there are too many. */
const place *otk_metrics_place_of(places *self, const char *url);

#endif
