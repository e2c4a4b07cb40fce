/* SPDX-License-Identifier: MIT */
/* Joins sessions and publishes streams as browsers did when the recording was made. */
#ifndef OTK_SANDBOX_ADOPT_H
#define OTK_SANDBOX_ADOPT_H

#include "tools/sandbox/record/compare/comparison.h"

/* Does what must have happened before the request, because the service has accepted it. */
void sandbox_adopt_world(
	sandbox_comparison *c, sandbox_request *request, const sandbox_recorded *item);

#endif
