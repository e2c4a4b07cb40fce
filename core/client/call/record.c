/* SPDX-License-Identifier: MIT */
/* Access to records. */
#include "config.h"

#include "core/client/call/record.h"

#include <otk/call.h>

#include "core/base/arena.h"
#include "core/schema/access.h"

const char *otk_record_json(const void *record, size_t *size)
{
	if (size)
		*size = 0;
	return record && size ? otk_record_get_json(record, size) : NULL;
}

const void *otk_list_items(const void *record, const otk_field *field, size_t *count)
{
	*count = otk_get_size(record, field->count_offset);
	return otk_get_pointer(record, field->offset);
}
