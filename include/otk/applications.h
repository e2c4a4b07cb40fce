/* SPDX-License-Identifier: MIT */
/*
 * Applications of a Vonage account: where callbacks go to, and switches of the storage (wire
 * contract 24). Vonage only; the client needs the account's key and secret
 * (otk_key_options.account), sent as HTTP Basic.
 * Needs the plugin "applications".
 */
#ifndef OTK_APPLICATIONS_H
#define OTK_APPLICATIONS_H

#include <otk/wrap.h>

OTK_BEGIN_DECLS

#define OTK_APPLICATIONS_ID    "otk.applications/1"
#define OTK_APPLICATIONS_MINOR 0

/* Where one kind of callback goes to. */
typedef struct otk_webhook {
	size_t struct_size;
	const char *address; /* https:// */
	const char *secret;  /* signs the callbacks: a secret */
	otk_flag active;
	int32_t reserved;
	const char *extra_json;
} otk_webhook;

OTK_ASSERT_NO_TAIL(otk_webhook, extra_json);
#define OTK_WEBHOOK(...) ((otk_webhook){.struct_size = sizeof(otk_webhook), __VA_ARGS__})
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
#define OTK_WEBHOOKS(...) ((otk_webhooks){.struct_size = sizeof(otk_webhooks), __VA_ARGS__})
#define OTK_WEBHOOKS_INIT OTK_INIT(otk_webhooks)

/* The target itself is set in the dashboard. */
typedef struct otk_video_storage {
	size_t struct_size;
	otk_flag cloud_storage;
	otk_flag server_side_encryption;
	otk_flag end_to_end_encryption;
	int32_t reserved;
	const char *extra_json;
} otk_video_storage;

OTK_ASSERT_NO_TAIL(otk_video_storage, extra_json);
#define OTK_VIDEO_STORAGE(...) \
	((otk_video_storage){.struct_size = sizeof(otk_video_storage), __VA_ARGS__})
#define OTK_VIDEO_STORAGE_INIT OTK_INIT(otk_video_storage)

typedef struct otk_video_capability {
	size_t struct_size;
	const otk_webhooks *webhooks;
	const otk_video_storage *storage;
	const char *extra_json;
} otk_video_capability;

OTK_ASSERT_NO_TAIL(otk_video_capability, extra_json);
#define OTK_VIDEO_CAPABILITY(...) \
	((otk_video_capability){.struct_size = sizeof(otk_video_capability), __VA_ARGS__})
#define OTK_VIDEO_CAPABILITY_INIT OTK_INIT(otk_video_capability)

/* The other capabilities ("voice", "messages", …) go through extra_json. */
typedef struct otk_capabilities {
	size_t struct_size;
	const otk_video_capability *video;
	const char *extra_json;
} otk_capabilities;

OTK_ASSERT_NO_TAIL(otk_capabilities, extra_json);
#define OTK_CAPABILITIES(...) \
	((otk_capabilities){.struct_size = sizeof(otk_capabilities), __VA_ARGS__})
#define OTK_CAPABILITIES_INIT OTK_INIT(otk_capabilities)

typedef struct otk_application_keys {
	size_t struct_size;
	const char *public_key; /* PEM */
	const char *
		private_key; /* PEM, a secret: in the answer to create, when the platform made it */
	const char *extra_json;
} otk_application_keys;

OTK_ASSERT_NO_TAIL(otk_application_keys, extra_json);
#define OTK_APPLICATION_KEYS(...) \
	((otk_application_keys){.struct_size = sizeof(otk_application_keys), __VA_ARGS__})
#define OTK_APPLICATION_KEYS_INIT OTK_INIT(otk_application_keys)

/* What is created or replaced, and what the service answers. */
typedef struct otk_application {
	size_t struct_size;
	const char *id;   /* in answers only */
	const char *name; /* needed */
	const otk_application_keys *keys;
	const otk_capabilities *capabilities;
	const char *extra_json;
} otk_application;

OTK_ASSERT_NO_TAIL(otk_application, extra_json);
#define OTK_APPLICATION(...) \
	((otk_application){.struct_size = sizeof(otk_application), __VA_ARGS__})
#define OTK_APPLICATION_INIT OTK_INIT(otk_application)

typedef struct otk_application_list_options {
	size_t struct_size;
	int64_t page_size;
	int64_t page; /* from 1 */
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
	int64_t total;
	int64_t page_size;
	int64_t page;
	int64_t pages;
	const otk_application_page *embedded; /* this page */
} otk_application_list;

OTK_ASSERT_NO_TAIL(otk_application_list, embedded);

/* The private key is in the answer, unless a public one was given. */
OTK_FN_OPTIONS_RESULT(otk_applications_create, "applications.create", OTK_APPLICATIONS_MINOR,
	otk_application, otk_application)
/* One page. */
OTK_FN_OPTIONS_RESULT(otk_applications_list, "applications.list", OTK_APPLICATIONS_MINOR,
	otk_application_list_options, otk_application_list)
/* All pages from the one given; each item is a const otk_application *. */
OTK_FN_EACH(otk_applications_each, "applications.list", OTK_APPLICATIONS_MINOR,
	otk_application_list_options)
/* application id */
OTK_FN_ID_RESULT(otk_applications_get, "applications.get", OTK_APPLICATIONS_MINOR, otk_application)
/* application id. Replaces all of it: what is not given again is lost. */
OTK_FN_ID_OPTIONS_RESULT(otk_applications_update, "applications.update", OTK_APPLICATIONS_MINOR,
	otk_application, otk_application)
/* application id */
OTK_FN_ID(otk_applications_delete, "applications.delete", OTK_APPLICATIONS_MINOR)

OTK_END_DECLS

#endif
