/* SPDX-License-Identifier: MIT */
/* The list of all route tables. */
#include "config.h"

#include <stddef.h>

#include "tools/sandbox/service/routes.h"

#define ROW(name) sandbox_##name##_routes,
const sandbox_route *const sandbox_routes[] = {SANDBOX_ROUTE_TABLES(ROW) NULL};
