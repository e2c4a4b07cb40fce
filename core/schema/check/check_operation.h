/* SPDX-License-Identifier: MIT */
/* Checks operations before they are used. */
#ifndef OTK_SCHEMA_CHECK_OPERATION_H
#define OTK_SCHEMA_CHECK_OPERATION_H

#include "core/schema/check/checker.h"

/* One row and the types that it has. */
bool otk_check_row(otk_checker *checker, const otk_operation *rows, size_t index) OTK_COLD;

#endif
