/* SPDX-License-Identifier: MIT */
/* Copies an options struct of the caller, which may be older or newer than the library's. */
#include "config.h"

#include "core/base/input/options.h"

#include <stdbool.h>
#include <string.h>

#include "core/base/error/status.h"

/* No newer version of a struct grows by more bytes: a larger size is garbage, not a version. */
#define GROWTH_MAX 1024

static bool all_zero(const unsigned char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i])
			return false;
	return true;
}

otk_status otk_options_copy(void *own, size_t own_size, size_t min_size, const void *callers,
	const char *what, otk_error *error)
{
	size_t size;

	if (!callers)
		return otk_fail(error, OTK_E_ARGUMENT, "%s: is NULL", what);
	/* struct_size is the first member of every options struct. */
	memcpy(&size, callers, sizeof(size));
	if (size < min_size || size > own_size + GROWTH_MAX || size % sizeof(size))
		return otk_fail(error, OTK_E_ARGUMENT,
			"%s: struct_size is %zu, which no version has (%zu to %zu); fill the "
			"struct with its macro",
			what, size, min_size, own_size);
	if (size > own_size &&
		!all_zero((const unsigned char *)callers + own_size, size - own_size))
		return otk_fail(error, OTK_E_UNSUPPORTED,
			"%s: the program sets an option that this library (version %s) does not "
			"know; update it",
			what, OTK_VERSION);
	if (size > own_size)
		size = own_size;
	memcpy(own, callers, size);
	memset((char *)own + size, 0, own_size - size);
	memcpy(own, &own_size, sizeof(own_size));
	return OTK_OK;
}
