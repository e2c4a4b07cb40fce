/* SPDX-License-Identifier: MIT */
/* The list of all route tables. A new table is one line here; the file of that name defines
 * sandbox_NAME_routes, which ends with a method of NULL. */
#ifndef OTK_SANDBOX_ROUTES_H
#define OTK_SANDBOX_ROUTES_H

#include "tools/sandbox/request/route.h"

/* The first row that matches counts: storage comes before archive ids. */
#define SANDBOX_ROUTE_TABLES(TABLE) \
	TABLE(session)              \
	TABLE(storage)              \
	TABLE(archive)              \
	TABLE(download)             \
	TABLE(connection)           \
	TABLE(stream)               \
	TABLE(signal)               \
	TABLE(migrate)              \
	TABLE(broadcast)            \
	TABLE(sip)                  \
	TABLE(render)               \
	TABLE(audio)                \
	TABLE(captions)             \
	TABLE(registration)         \
	TABLE(account)              \
	TABLE(application)          \
	TABLE(insights)             \
	TABLE(report)               \
	TABLE(control)              \
	TABLE(control_describe)     \
	TABLE(control_login)        \
	TABLE(control_session)      \
	TABLE(control_expect)       \
	TABLE(control_archive)      \
	TABLE(control_seed)         \
	TABLE(control_snapshot)     \
	TABLE(control_requests)     \
	TABLE(control_callback)     \
	TABLE(control_fault)        \
	TABLE(control_stub)         \
	TABLE(control_force)        \
	TABLE(control_events)       \
	TABLE(control_layout)       \
	TABLE(control_overview)     \
	TABLE(page)                 \
	TABLE(control_recording)

#define SANDBOX_DECLARE_ROUTES(name) extern const sandbox_route sandbox_##name##_routes[];
SANDBOX_ROUTE_TABLES(SANDBOX_DECLARE_ROUTES)

/* All tables, ends with NULL. */
extern const sandbox_route *const sandbox_routes[];

#endif
