/* SPDX-License-Identifier: MIT */
/* The names of HTTP methods. */
#include "config.h"

#include "core/transport/http/request.h"

const char *otk_method_name(uint8_t method)
{
	static const char *const names[] = {"GET", "GET", "POST", "PUT", "PATCH", "DELETE"};

	return names[method < OTK_COUNT_OF(names) ? method : 0];
}
