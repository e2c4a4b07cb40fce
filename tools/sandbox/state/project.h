/* SPDX-License-Identifier: MIT */
/* Credentials: OpenTok projects and accounts, Vonage applications and accounts. */
#ifndef OTK_SANDBOX_PROJECT_H
#define OTK_SANDBOX_PROJECT_H

#include <json-c/json_object.h>

#include "tools/sandbox/state/sandbox.h"

#define SANDBOX_API_KEY          "123456"
#define SANDBOX_API_SECRET       "1234567890abcdef1234567890abcdef1234567890"
#define SANDBOX_OTHER_API_KEY    "654321"
#define SANDBOX_OTHER_API_SECRET "0987654321fedcba0987654321fedcba0987654321"
#define SANDBOX_ACCOUNT_KEY      "100100"
#define SANDBOX_ACCOUNT_SECRET   "abcdef1234567890abcdef1234567890abcdef12"
#define SANDBOX_APPLICATION_ID   "29f760f8-7ce1-46c9-ade3-f2dedee4ed5f"
#define SANDBOX_VONAGE_KEY       "abcd1234"
#define SANDBOX_VONAGE_SECRET    "SandboxVonageSecret1"

/* Maximum length of API keys and secrets that are not generated. */
enum { SANDBOX_KEY_MAX = 64, SANDBOX_SECRET_MAX = 1024 };

/* Stores the published credentials if they are used and missing, and the application of the key
 * file. False: the reason was printed. */
bool sandbox_project_setup(sandbox *box, bool published);

/* Stores an account; kind: "account" or "vonage-account". */
void sandbox_account_add(sandbox *box, const char *kind, const char *id, const char *secret);

/* A new project of an account, stored. */
json_object *sandbox_project_new(
	sandbox *box, const char *id, const char *secret, const char *account, const char *name);
/* A new application; public_key NULL: it has no key yet. */
json_object *sandbox_application_new(sandbox *box, const char *id, const char *public_key,
	const char *account, const char *name);

/* Adds who an object belongs to: projectId (a number, or text where the service gives text) or
 * applicationId. */
void sandbox_project_identify(
	const sandbox *box, json_object *object, const char *owner, bool as_text);

/* Whether an owner is a Vonage application (its id is a UUID), not an OpenTok project. */
bool sandbox_is_unified(const char *owner);

#endif
