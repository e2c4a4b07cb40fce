/* SPDX-License-Identifier: MIT */
/*
 * The only place that knows where the exchanges of the official SDKs lie: in the folder named by
 * OTK_EXCHANGES, else in shared/exchanges beside the source tree. They are not part of the
 * project, so a test that reads them is skipped when they are absent.
 */
#ifndef OTK_TESTS_EXCHANGES_H
#define OTK_TESTS_EXCHANGES_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool otk_exchanges_present(void);
#define SKIP_WITHOUT_EXCHANGES()                                      \
	do {                                                          \
		if (!otk_exchanges_present())                         \
			SKIP("the exchanges of the SDKs are absent"); \
	} while (0)

/* The malloc'd path of a file of the folder, such as "keys/opentok-node.pub.pem". */
char *otk_exchanges_path(const char *file);
/*
 * Call each() with every line of a file ("node.jsonl"); the object lives until each() returns.
 * Returns how many lines there were; a file that is absent, or a line that is no JSON, is a failed
 * check.
 */
size_t otk_exchanges_each(
	const char *file, void (*each)(json_object *exchange, void *context), void *context);

/* What lies at a path such as "call.args.session_id"; NULL when it is absent or null. */
json_object *otk_exchange_get(json_object *object, const char *path);
/* A string (or the text of a number or flag) there; NULL when absent. */
const char *otk_exchange_text(json_object *object, const char *path);
int64_t otk_exchange_int(json_object *object, const char *path, int64_t otherwise);
bool otk_exchange_has(json_object *object, const char *path);

#endif
