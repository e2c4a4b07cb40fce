/* SPDX-License-Identifier: MIT */
/*
 * Storage: upload of a project's archives to your own storage (doc/contract.md, 8). OpenTok only;
 * Vonage has it in the dashboard. Needs the plugin "storage".
 */
#ifndef OTK_STORAGE_H
#define OTK_STORAGE_H

#include <otk/wrap.h>

OTK_BEGIN_DECLS

#define OTK_STORAGE_ID    "otk.storage/1"
#define OTK_STORAGE_MINOR 0

#define OTK_STORAGE_S3    "s3" /* Amazon S3, or a compatible storage */
#define OTK_STORAGE_AZURE "azure"

#define OTK_STORAGE_FALLBACK_OPENTOK "opentok" /* keep the archive in the platform's cloud */
#define OTK_STORAGE_FALLBACK_NONE    "none"

#define OTK_STORAGE_SSE_S3   "s3"
#define OTK_STORAGE_SSE_NONE "none"

/* Set the S3 members or the Azure members, matching `type`. */
typedef struct otk_storage_config {
	size_t struct_size;
	/* s3 */
	const char *access_key;
	const char *secret_key; /* a secret */
	const char *bucket;
	const char *endpoint; /* with scheme; NULL: https://s3.amazonaws.com */
	const char *sse;      /* OTK_STORAGE_SSE_… */
	/* azure */
	const char *account_name;
	const char *account_key; /* a secret */
	const char *container;
	const char *domain; /* may be NULL */
	const char *extra_json;
} otk_storage_config;

OTK_ASSERT_NO_TAIL(otk_storage_config, extra_json);
#define OTK_STORAGE_CONFIG(...) OTK_MAKE(otk_storage_config, __VA_ARGS__)
#define OTK_STORAGE_CONFIG_INIT OTK_INIT(otk_storage_config)

/* The options and the record of otk_storage_set(). type and config are required. */
typedef struct otk_storage {
	size_t struct_size;
	const char *type; /* OTK_STORAGE_S3 or OTK_STORAGE_AZURE */
	const otk_storage_config *config;
	const char *fallback;    /* after a failed upload: OTK_STORAGE_FALLBACK_… */
	const char *certificate; /* PEM, RSA: encrypts archives; NULL: not encrypted */
	const char *extra_json;
} otk_storage;

OTK_ASSERT_NO_TAIL(otk_storage, extra_json);
#define OTK_STORAGE(...) OTK_MAKE(otk_storage, __VA_ARGS__)
#define OTK_STORAGE_INIT OTK_INIT(otk_storage)

/*
 * Makes the platform upload archives of the project to your own storage. Replaces the whole
 * setting. storage (may be NULL) gets the accepted setting with its secrets, or NULL when the
 * service sent none, freed with otk_free(); NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_UNSUPPORTED: the client's project is a Vonage
 * one. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_storage_set(
	otk_client *client, const otk_storage *options, otk_storage **storage, otk_error *error)
{
	OTK_RESULT_BODY(
		"storage.set", OTK_STORAGE_MINOR, OTK_NO_IDS, options, otk_storage, storage);
}

/*
 * Returns otk_storage_set() as a call to submit or perform, owned by the caller; NULL on failure.
 * Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_storage_set_call(
	otk_client *client, const otk_storage *options, otk_error *error)
{
	OTK_CALL_BODY("storage.set", OTK_STORAGE_MINOR, OTK_NO_IDS, options);
}

/*
 * Removes the storage setting: archives stay in the platform's cloud again.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_UNSUPPORTED: the client's project is a Vonage
 * one. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_storage_delete(otk_client *client, otk_error *error)
{
	OTK_PERFORM_BODY("storage.delete", OTK_STORAGE_MINOR, OTK_NO_IDS, NULL);
}

/*
 * Returns otk_storage_delete() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_storage_delete_call(otk_client *client, otk_error *error)
{
	OTK_CALL_BODY("storage.delete", OTK_STORAGE_MINOR, OTK_NO_IDS, NULL);
}

OTK_END_DECLS

#endif
