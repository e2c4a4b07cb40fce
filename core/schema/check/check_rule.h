/* SPDX-License-Identifier: MIT */
/* Checks the rules of a type. */
#ifndef OTK_SCHEMA_CHECK_RULE_H
#define OTK_SCHEMA_CHECK_RULE_H

#include "core/schema/check/checker.h"

/* All rules of a type whose fields are checked. */
bool otk_check_rules(otk_checker *checker, const otk_type *type) OTK_COLD;

#endif
