/* SPDX-License-Identifier: MIT */
/* Numeric options of libcurl that are the same for every handle. */
#include "config.h"

#include "core/transport/setup/numbers.h"

#include "core/base/cold.h"

CURLcode otk_curl_set_numbers(CURL *easy, const otk_curl_number *numbers, size_t count)
{
	CURLcode code = CURLE_OK;

	for (size_t i = 0; i < count && !code; i++)
		code = curl_easy_setopt(easy, numbers[i].option, (long)numbers[i].value);
	return code;
}
