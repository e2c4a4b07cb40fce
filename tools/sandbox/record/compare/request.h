/* SPDX-License-Identifier: MIT */
/* The request of a recorded exchange, made again for the sandbox. */
#ifndef OTK_SANDBOX_COMPARE_REQUEST_H
#define OTK_SANDBOX_COMPARE_REQUEST_H

#include "tools/sandbox/record/compare/comparison.h"

/* Makes the request, with the sandbox's own ids and its route. Credentials that it names are
 * added. */
sandbox_request *sandbox_comparison_request(sandbox_comparison *c, const sandbox_recorded *item);

#endif
