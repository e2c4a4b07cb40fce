/* SPDX-License-Identifier: MIT */
/*
 * Applications of a Vonage account: URLs of callbacks, settings of the storage (doc/contract.md,
 * 24). Vonage only; the client needs the account's key and secret (otk_key_options.account), which
 * are sent as HTTP Basic. Needs the plugin "applications".
 */
#ifndef OTK_APPLICATIONS_H
#define OTK_APPLICATIONS_H

#include <otk/wrap.h>

OTK_BEGIN_DECLS

#define OTK_APPLICATIONS_ID    "otk.applications/1"
#define OTK_APPLICATIONS_MINOR 1

/* The URL of one kind of callback. */
typedef struct otk_webhook {
	size_t struct_size;
	const char *address; /* https:// or http:// */
	const char *secret;  /* key that signs the callbacks; never shown */
	otk_flag active;
	int32_t reserved;
	const char *extra_json;
} otk_webhook;

OTK_ASSERT_NO_TAIL(otk_webhook, extra_json);
#define OTK_WEBHOOK(...) OTK_MAKE(otk_webhook, __VA_ARGS__)
#define OTK_WEBHOOK_INIT OTK_INIT(otk_webhook)

typedef struct otk_webhooks {
	size_t struct_size;
	const otk_webhook *archive_status;
	const otk_webhook *broadcast_status;
	const otk_webhook *captions_status;
	const otk_webhook *connection_created;
	const otk_webhook *connection_destroyed;
	const otk_webhook *render_status;
	const otk_webhook *session_created;
	const otk_webhook *session_destroyed;
	const otk_webhook *session_notification;
	const otk_webhook *sip_call_created;
	const otk_webhook *sip_call_updated;
	const otk_webhook *sip_call_destroyed;
	const otk_webhook *sip_call_mute_forced;
	const otk_webhook *stream_created;
	const otk_webhook *stream_destroyed;
	const char *extra_json;
} otk_webhooks;

OTK_ASSERT_NO_TAIL(otk_webhooks, extra_json);
#define OTK_WEBHOOKS(...) OTK_MAKE(otk_webhooks, __VA_ARGS__)
#define OTK_WEBHOOKS_INIT OTK_INIT(otk_webhooks)

/* Settings of the archive storage; the storage itself is chosen in the dashboard. */
typedef struct otk_video_storage {
	size_t struct_size;
	otk_flag cloud_storage;
	otk_flag server_side_encryption;
	otk_flag end_to_end_encryption;
	int32_t reserved;
	const char *extra_json;
} otk_video_storage;

OTK_ASSERT_NO_TAIL(otk_video_storage, extra_json);
#define OTK_VIDEO_STORAGE(...) OTK_MAKE(otk_video_storage, __VA_ARGS__)
#define OTK_VIDEO_STORAGE_INIT OTK_INIT(otk_video_storage)

typedef struct otk_video_capability {
	size_t struct_size;
	const otk_webhooks *webhooks;
	const otk_video_storage *storage;
	const char *extra_json;
} otk_video_capability;

OTK_ASSERT_NO_TAIL(otk_video_capability, extra_json);
#define OTK_VIDEO_CAPABILITY(...) OTK_MAKE(otk_video_capability, __VA_ARGS__)
#define OTK_VIDEO_CAPABILITY_INIT OTK_INIT(otk_video_capability)

/* Other capabilities ("voice", "messages", …) are given in extra_json. */
typedef struct otk_capabilities {
	size_t struct_size;
	const otk_video_capability *video;
	const char *extra_json;
} otk_capabilities;

OTK_ASSERT_NO_TAIL(otk_capabilities, extra_json);
#define OTK_CAPABILITIES(...) OTK_MAKE(otk_capabilities, __VA_ARGS__)
#define OTK_CAPABILITIES_INIT OTK_INIT(otk_capabilities)

typedef struct otk_application_keys {
	size_t struct_size;
	const char *public_key;  /* PEM */
	const char *private_key; /* PEM, a secret: in the response to create only */
	const char *extra_json;
} otk_application_keys;

OTK_ASSERT_NO_TAIL(otk_application_keys, extra_json);
#define OTK_APPLICATION_KEYS(...) OTK_MAKE(otk_application_keys, __VA_ARGS__)
#define OTK_APPLICATION_KEYS_INIT OTK_INIT(otk_application_keys)

typedef struct otk_application_privacy {
	size_t struct_size;
	otk_flag improve_ai; /* Vonage may use the content to improve its AI services */
	int32_t reserved;
	const char *extra_json;
} otk_application_privacy;

OTK_ASSERT_NO_TAIL(otk_application_privacy, extra_json);
#define OTK_APPLICATION_PRIVACY(...) OTK_MAKE(otk_application_privacy, __VA_ARGS__)
#define OTK_APPLICATION_PRIVACY_INIT OTK_INIT(otk_application_privacy)

/* The options of create and update, and the record of the response. */
typedef struct otk_application {
	size_t struct_size;
	const char *id;   /* in records only */
	const char *name; /* required */
	const otk_application_keys *keys;
	const otk_capabilities *capabilities;
	const char *extra_json;
	const otk_application_privacy *privacy;
} otk_application;

OTK_ASSERT_NO_TAIL(otk_application, privacy);
#define OTK_APPLICATION(...) OTK_MAKE(otk_application, __VA_ARGS__)
#define OTK_APPLICATION_INIT OTK_INIT(otk_application)

typedef struct otk_application_list_options {
	size_t struct_size;
	int64_t page_size; /* 1 to 100; 0: 10 */
	int64_t page;      /* from 1; 0: 1 */
	const char *extra_json;
} otk_application_list_options;

OTK_ASSERT_NO_TAIL(otk_application_list_options, extra_json);
#define OTK_APPLICATION_LIST_OPTIONS(...) \
	((otk_application_list_options){  \
		.struct_size = sizeof(otk_application_list_options), __VA_ARGS__})
#define OTK_APPLICATION_LIST_OPTIONS_INIT OTK_INIT(otk_application_list_options)

typedef struct otk_application_page {
	size_t struct_size;
	const otk_application *const *applications;
	size_t application_count;
} otk_application_page;

OTK_ASSERT_NO_TAIL(otk_application_page, application_count);

typedef struct otk_application_list {
	size_t struct_size;
	int64_t total; /* number of all applications */
	int64_t page_size;
	int64_t page;
	int64_t pages;                        /* number of pages */
	const otk_application_page *embedded; /* this page */
} otk_application_list;

OTK_ASSERT_NO_TAIL(otk_application_list, embedded);

/*
 * Creates an application of a Vonage account. application (may be NULL) gets the application,
 * freed with otk_free(); NULL on failure. If options has no public key, the service makes a key
 * pair; only this response has the private key.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_ARGUMENT: the client has no account key;
 * OTK_E_UNKNOWN_OUTCOME: the response was lost, the application may exist; list the applications
 * before creating again. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_applications_create(otk_client *client,
	const otk_application *options, otk_application **application, otk_error *error)
{
	OTK_RESULT_BODY("applications.create", OTK_APPLICATIONS_MINOR, OTK_NO_IDS, options,
		otk_application, application);
}

/*
 * Returns otk_applications_create() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_applications_create_call(
	otk_client *client, const otk_application *options, otk_error *error)
{
	OTK_CALL_BODY("applications.create", OTK_APPLICATIONS_MINOR, OTK_NO_IDS, options);
}

/*
 * Lists one page of the account's applications. options: the page; NULL: the first one. list (may
 * be NULL) gets the page and the number of all applications, freed with otk_free(); NULL on
 * failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_ARGUMENT: the client has no account key.
 * [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_applications_list(otk_client *client,
	const otk_application_list_options *options, otk_application_list **list, otk_error *error)
{
	OTK_RESULT_BODY("applications.list", OTK_APPLICATIONS_MINOR, OTK_NO_IDS, options,
		otk_application_list, list);
}

/*
 * Returns otk_applications_list() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_applications_list_call(
	otk_client *client, const otk_application_list_options *options, otk_error *error)
{
	OTK_CALL_BODY("applications.list", OTK_APPLICATIONS_MINOR, OTK_NO_IDS, options);
}

/*
 * Calls each() for every application of the account, page after page. options->page_size is the
 * page size (0: 100), options->page the first page; options NULL: all pages. An item is a const
 * otk_application * and is valid until each() returns. If each() returns a status other than
 * OTK_OK, the walk stops and returns it.
 *
 * Errors: those of every call (otk/wrap.h); OTK_E_STATE inside a callback of the client.
 * [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_applications_each(otk_client *client,
	const otk_application_list_options *options, otk_each_fn *each, void *userdata,
	otk_error *error)
{
	OTK_EACH_BODY(
		"applications.list", OTK_APPLICATIONS_MINOR, OTK_NO_IDS, options, each, userdata);
}

/*
 * Reads one application. application (may be NULL) gets the application, freed with otk_free();
 * NULL on failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_ARGUMENT: the client has no account key;
 * OTK_E_NOT_FOUND: the account has no such application. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_applications_get(otk_client *client,
	const char *application_id, otk_application **application, otk_error *error)
{
	OTK_RESULT_BODY("applications.get", OTK_APPLICATIONS_MINOR, OTK_IDS(application_id), NULL,
		otk_application, application);
}

/*
 * Returns otk_applications_get() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_applications_get_call(
	otk_client *client, const char *application_id, otk_error *error)
{
	OTK_CALL_BODY("applications.get", OTK_APPLICATIONS_MINOR, OTK_IDS(application_id), NULL);
}

/*
 * Replaces an application: settings that options lacks are removed, also other capabilities.
 * application (may be NULL) gets the application after the change, freed with otk_free(); NULL on
 * failure.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_ARGUMENT: the client has no account key;
 * OTK_E_NOT_FOUND: the account has no such application. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_applications_update(otk_client *client,
	const char *application_id, const otk_application *options, otk_application **application,
	otk_error *error)
{
	OTK_RESULT_BODY("applications.update", OTK_APPLICATIONS_MINOR, OTK_IDS(application_id),
		options, otk_application, application);
}

/*
 * Returns otk_applications_update() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_applications_update_call(otk_client *client,
	const char *application_id, const otk_application *options, otk_error *error)
{
	OTK_CALL_BODY(
		"applications.update", OTK_APPLICATIONS_MINOR, OTK_IDS(application_id), options);
}

/*
 * Deletes an application.
 *
 * Errors: those of every call (otk/wrap.h) and OTK_E_ARGUMENT: the client has no account key;
 * OTK_E_NOT_FOUND: the account has no such application. [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_status otk_applications_delete(
	otk_client *client, const char *application_id, otk_error *error)
{
	OTK_PERFORM_BODY(
		"applications.delete", OTK_APPLICATIONS_MINOR, OTK_IDS(application_id), NULL);
}

/*
 * Returns otk_applications_delete() as a call to submit or perform, owned by the caller; NULL on
 * failure. Errors: those before sending (otk/wrap.h). [client thread]
 */
OTK_INLINE OTK_MUST_CHECK otk_call *otk_applications_delete_call(
	otk_client *client, const char *application_id, otk_error *error)
{
	OTK_CALL_BODY("applications.delete", OTK_APPLICATIONS_MINOR, OTK_IDS(application_id), NULL);
}

OTK_END_DECLS

#endif
