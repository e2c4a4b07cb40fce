/* SPDX-License-Identifier: MIT */
/* Compares a record, read by its tables, with the result that an exchange expects. */
#ifndef OTK_TESTS_SDK_EXPECT_H
#define OTK_TESTS_SDK_EXPECT_H

#include <otk/plugin.h>

#include "tests/plugins/sdk_differences.h"

/* Compares all members of "expect" except "ok" and the error. record may be NULL. */
void otk_expect_record(otk_differences *differences, json_object *expect, const otk_type *type,
	const void *record);

#endif
