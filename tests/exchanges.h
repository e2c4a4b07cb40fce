/* SPDX-License-Identifier: MIT */
/*
 * Exchanges: requests and responses, tokens and bad arguments as data (tests/exchanges/README.md).
 * Those of otk are part of the sources. Those of the official SDKs are not: when they are in the
 * folder named by OTK_EXCHANGES, or in shared/exchanges beside the source tree (beside
 * OTK_TEST_CHECKOUT, if the source tree is an unpacked tarball), they are used as well.
 */
#ifndef OTK_TESTS_EXCHANGES_H
#define OTK_TESTS_EXCHANGES_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum otk_exchange_kind {
	OTK_EXCHANGES_CALLS,
	OTK_EXCHANGES_TOKENS,
	OTK_EXCHANGES_VALIDATION
} otk_exchange_kind;

/* Returns whether those of the official SDKs are here as well; prints a note if they are not. */
bool otk_exchanges_official(void);

/*
 * Calls each() with every exchange of a kind; the object lives until each() returns. Returns their
 * number; a file that is absent, or a line that is not JSON, is a failed check.
 */
size_t otk_exchanges_each(
	otk_exchange_kind kind, void (*each)(json_object *exchange, void *context), void *context);
/* The malloc'd path of a file of either folder, such as "keys/example.pub.pem". */
char *otk_exchanges_path(const char *file);

/* The value at a path such as "call.args.session_id"; NULL when it is absent or null. */
json_object *otk_exchange_get(json_object *object, const char *path);
/* A string (or the text of a number or flag) there; NULL when absent. */
const char *otk_exchange_text(json_object *object, const char *path);
int64_t otk_exchange_int(json_object *object, const char *path, int64_t otherwise);
bool otk_exchange_has(json_object *object, const char *path);

#endif
