/* SPDX-License-Identifier: MIT */
/* Numeric options of libcurl that are the same for every handle. */
#ifndef OTK_TRANSPORT_NUMBERS_H
#define OTK_TRANSPORT_NUMBERS_H

#include <curl/curl.h>
#include <stddef.h>
#include <stdint.h>

typedef struct otk_curl_number {
	CURLoption option;
	int32_t value;
} otk_curl_number;

/* Stops at the first option that libcurl refuses. */
CURLcode otk_curl_set_numbers(CURL *easy, const otk_curl_number *numbers, size_t count);

#endif
