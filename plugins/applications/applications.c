/* SPDX-License-Identifier: MIT */
/* Applications of a Vonage account: the tables (wire contract 24). */
#include <otk/applications.h>

#include "plugins/types/feature.h"
#include "plugins/types/fields.h"

static const otk_field webhook_fields[] = {
	OTK_FIELD(otk_webhook, address, "address", .prefixes = "https://|http://",
		.help = "where the callbacks go to"),
	OTK_FIELD(otk_webhook, secret, "secret", .secret = 1, .help = "signs the callbacks"),
	OTK_FIELD(otk_webhook, active, "active", .help = "send them"),
};
static const otk_type webhook_type =
	OTK_OPTIONS_TYPE(otk_webhook, "webhook", webhook_fields, OTK_NO_RULES);

#define WEBHOOK(kind) \
	OTK_OBJECT(otk_webhooks, kind, &webhook_type, #kind, .help = "callbacks of this kind")
static const otk_field webhooks_fields[] = {
	WEBHOOK(archive_status),
	WEBHOOK(broadcast_status),
	WEBHOOK(captions_status),
	WEBHOOK(connection_created),
	WEBHOOK(connection_destroyed),
	WEBHOOK(render_status),
	WEBHOOK(session_created),
	WEBHOOK(session_destroyed),
	WEBHOOK(session_notification),
	WEBHOOK(sip_call_created),
	WEBHOOK(sip_call_updated),
	WEBHOOK(sip_call_destroyed),
	WEBHOOK(sip_call_mute_forced),
	WEBHOOK(stream_created),
	WEBHOOK(stream_destroyed),
};
static const otk_type webhooks_type =
	OTK_OPTIONS_TYPE(otk_webhooks, "webhooks", webhooks_fields, OTK_NO_RULES);

static const otk_field storage_fields[] = {
	OTK_FIELD(otk_video_storage, cloud_storage, "cloud_storage",
		.help = "archives go to a store of your own"),
	OTK_FIELD(otk_video_storage, server_side_encryption, "server_side_encryption",
		.help = "encryption by the store"),
	OTK_FIELD(otk_video_storage, end_to_end_encryption, "end_to_end_encryption",
		.help = "encryption by the platform"),
};
static const otk_type storage_type =
	OTK_OPTIONS_TYPE(otk_video_storage, "video_storage", storage_fields, OTK_NO_RULES);

static const otk_field video_fields[] = {
	OTK_OBJECT(otk_video_capability, webhooks, &webhooks_type, "webhooks",
		.help = "where callbacks go to"),
	OTK_OBJECT(otk_video_capability, storage, &storage_type, "storage",
		.help = "switches of the archive storage"),
};
static const otk_type video_type =
	OTK_OPTIONS_TYPE(otk_video_capability, "video_capability", video_fields, OTK_NO_RULES);

static const otk_field capability_fields[] = {
	OTK_OBJECT(otk_capabilities, video, &video_type, "video", .help = "Video API"),
};
static const otk_type capabilities_type =
	OTK_OPTIONS_TYPE(otk_capabilities, "capabilities", capability_fields, OTK_NO_RULES);

/* The platform gives the id, and the private key once: both are in answers only. */
#define PUBLIC_KEY OTK_FIELD(otk_application_keys, public_key, "public_key", .help = "PEM")
static const otk_field key_option_fields[] = {PUBLIC_KEY};
static const otk_type key_options_type = OTK_OPTIONS_TYPE(
	otk_application_keys, "application_key_options", key_option_fields, OTK_NO_RULES);
static const otk_field key_fields[] = {
	PUBLIC_KEY,
	OTK_FIELD(otk_application_keys, private_key, "private_key", .secret = 1),
};
static const otk_type keys_type = OTK_TYPE(otk_application_keys, "application_keys", key_fields);

#define NAME                                                                   \
	OTK_FIELD(otk_application, name, "name", .required = 1, OTK_NOT_EMPTY, \
		.help = "name of the application")
#define CAPABILITIES                                                                  \
	OTK_OBJECT(otk_application, capabilities, &capabilities_type, "capabilities", \
		.help = "what it uses")
static const otk_field option_fields[] = {
	NAME,
	OTK_OBJECT(otk_application, keys, &key_options_type, "keys", .help = "its key pair"),
	CAPABILITIES,
};
static const otk_type options_type =
	OTK_OPTIONS_TYPE(otk_application, "application_options", option_fields, OTK_NO_RULES);
static const otk_field application_fields[] = {
	OTK_FIELD(otk_application, id, "id", .required = 1),
	NAME,
	OTK_OBJECT(otk_application, keys, &keys_type, "keys"),
	CAPABILITIES,
};
static const otk_type application_type =
	OTK_TYPE(otk_application, "application", application_fields);

static const otk_field list_option_fields[] = {
	OTK_FIELD(otk_application_list_options, page_size, "page_size", .place = OTK_IN_QUERY,
		.min = 1, .max = 100, .help = "at most so many"),
	OTK_FIELD(otk_application_list_options, page, "page", .place = OTK_IN_QUERY, .min = 1,
		.max = INT64_MAX, .help = "which page, from 1"),
};
static const otk_type list_options_type = OTK_OPTIONS_TYPE(
	otk_application_list_options, "application_list_options", list_option_fields, OTK_NO_RULES);

static const otk_field page_fields[] = {
	OTK_LIST(otk_application_page, applications, application_count, &application_type,
		"applications"),
};
static const otk_type page_type = OTK_TYPE(otk_application_page, "application_page", page_fields);

static const otk_field list_fields[] = {
	OTK_FIELD(otk_application_list, page_size, "page_size"),
	OTK_FIELD(otk_application_list, page, "page"),
	OTK_FIELD(otk_application_list, total, "total_items"),
	OTK_FIELD(otk_application_list, pages, "total_pages"),
	OTK_OBJECT(otk_application_list, embedded, &page_type, "_embedded"),
};
static const otk_type list_type = OTK_TYPE(otk_application_list, "application_list", list_fields);

static const otk_pages pages = {.page = "page",
	.count = "page_size",
	.total = "total_items",
	.items = "_embedded.applications",
	.max_count = 100};

#define APPLICATIONS "/v2/applications"
#define APPLICATION  APPLICATIONS "/{applicationId}"

#define OTK_APPLICATION_API .base_url = "https://api.nexmo.com", .auth = OTK_AUTH_BASIC
#define ANSWERS_APPLICATION .result = &application_type, .shape = OTK_SHAPE_OBJECT

static const otk_operation operations[] = {
	OTK_OPERATION("create", .summary = "Make an application", .method = OTK_METHOD_POST,
		.path = APPLICATIONS, .body = OTK_BODY_JSON, .options = &options_type,
		ANSWERS_APPLICATION, .repeat = OTK_REPEAT_UNSAFE, OTK_APPLICATION_API),
	OTK_OPERATION("list", .summary = "List the applications of the account",
		.method = OTK_METHOD_GET, .path = APPLICATIONS, .options = &list_options_type,
		.result = &list_type, .shape = OTK_SHAPE_LIST, .pages = &pages,
		.repeat = OTK_REPEAT_SAFE, OTK_APPLICATION_API),
	OTK_OPERATION("get", .summary = "Show an application", .method = OTK_METHOD_GET,
		.path = APPLICATION, ANSWERS_APPLICATION, .repeat = OTK_REPEAT_SAFE,
		OTK_APPLICATION_API),
	OTK_OPERATION("update", .summary = "Replace all of an application",
		.method = OTK_METHOD_PUT, .path = APPLICATION, .body = OTK_BODY_JSON,
		.options = &options_type, ANSWERS_APPLICATION, .repeat = OTK_REPEAT_SAFE,
		OTK_APPLICATION_API),
	OTK_OPERATION("delete", .summary = "Delete an application", .method = OTK_METHOD_DELETE,
		.path = APPLICATION, .repeat = OTK_REPEAT_SETTLE, OTK_APPLICATION_API),
};

OTK_FEATURE(applications, OTK_APPLICATIONS_ID, OTK_APPLICATIONS_MINOR,
	"applications of a Vonage account")
