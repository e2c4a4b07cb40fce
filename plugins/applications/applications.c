/* SPDX-License-Identifier: MIT */
/* Applications of a Vonage account: the tables (doc/contract.md, 24). */
#include <otk/applications.h>
#include <string.h>

#include "plugins/types/feature.h"
#include "plugins/types/fields.h"

static const otk_field webhook_fields[] = {
	OTK_FIELD(otk_webhook, address, "address", .prefixes = "https://|http://",
		.help = "URL that receives the callbacks"),
	OTK_FIELD(otk_webhook, secret, "secret", .secret = 1,
		.help = "secret that signs the callbacks"),
	OTK_FIELD(otk_webhook, active, "active", .help = "send these callbacks"),
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
		.help = "upload archives to your own storage"),
	OTK_FIELD(otk_video_storage, server_side_encryption, "server_side_encryption",
		.help = "encrypt on the side of the storage"),
	OTK_FIELD(otk_video_storage, end_to_end_encryption, "end_to_end_encryption",
		.help = "encrypt on the side of the platform"),
};
static const otk_type storage_type =
	OTK_OPTIONS_TYPE(otk_video_storage, "video_storage", storage_fields, OTK_NO_RULES);

static const otk_field video_fields[] = {
	OTK_OBJECT(otk_video_capability, webhooks, &webhooks_type, "webhooks",
		.help = "URLs of the callbacks"),
	OTK_OBJECT(otk_video_capability, storage, &storage_type, "storage",
		.help = "settings of the archive storage"),
};
static const otk_type video_type =
	OTK_OPTIONS_TYPE(otk_video_capability, "video_capability", video_fields, OTK_NO_RULES);

static const otk_field capability_fields[] = {
	OTK_OBJECT(
		otk_capabilities, video, &video_type, "video", .help = "settings of the Video API"),
};
static const otk_type capabilities_type =
	OTK_OPTIONS_TYPE(otk_capabilities, "capabilities", capability_fields, OTK_NO_RULES);

/* The service creates the id and the private key, so both are in responses only. */
#define PUBLIC_KEY                                                                \
	OTK_FIELD(otk_application_keys, public_key, "public_key", .multiline = 1, \
		.help = "public key, PEM")
static const otk_field key_option_fields[] = {PUBLIC_KEY};
static const otk_type key_options_type = OTK_OPTIONS_TYPE(
	otk_application_keys, "application_key_options", key_option_fields, OTK_NO_RULES);
static const otk_field key_fields[] = {
	PUBLIC_KEY,
	OTK_FIELD(otk_application_keys, private_key, "private_key", .secret = 1),
};
static const otk_type keys_type = OTK_TYPE(otk_application_keys, "application_keys", key_fields);

static const otk_field privacy_fields[] = {
	OTK_FIELD(otk_application_privacy, improve_ai, "improve_ai",
		.help = "let Vonage use the content to improve its AI services"),
};
static const otk_type privacy_type = OTK_OPTIONS_TYPE(
	otk_application_privacy, "application_privacy", privacy_fields, OTK_NO_RULES);

#define CAPABILITIES                                                                  \
	OTK_OBJECT(otk_application, capabilities, &capabilities_type, "capabilities", \
		.help = "capabilities of the application")
#define PRIVACY                                                        \
	OTK_OBJECT(otk_application, privacy, &privacy_type, "privacy", \
		.help = "privacy settings of the application")
static const otk_field option_fields[] = {
	OTK_FIELD(otk_application, name, "name", .required = 1, OTK_NOT_EMPTY,
		.help = "name of the application"),
	OTK_OBJECT(otk_application, keys, &key_options_type, "keys",
		.help = "key pair of the application"),
	CAPABILITIES,
	PRIVACY,
};
static const otk_type options_type = OTK_GROWN_OPTIONS_TYPE(
	otk_application, privacy, "application_options", option_fields, OTK_NO_RULES);
static const otk_field application_fields[] = {
	OTK_FIELD(otk_application, id, "id", .required = 1, .role = OTK_ROLE_ID),
	/* Optional in a response: only the id is needed to use the record. */
	OTK_FIELD(otk_application, name, "name"),
	OTK_OBJECT(otk_application, keys, &keys_type, "keys"),
	CAPABILITIES,
	PRIVACY,
};
static const otk_type application_type =
	OTK_TYPE(otk_application, "application", application_fields);

static const otk_field list_option_fields[] = {
	OTK_FIELD(otk_application_list_options, page_size, "page_size", .place = OTK_IN_QUERY,
		.min = 1, .max = 100,
		.help = "largest number of items in the response (default: 10)"),
	OTK_FIELD(otk_application_list_options, page, "page", .place = OTK_IN_QUERY, .min = 1,
		.max = INT64_MAX, .help = "number of the page, from 1 (default: 1)"),
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
#define RETURNS_APPLICATION .result = &application_type, .shape = OTK_SHAPE_OBJECT

/*
 * The files of a key pair are easy to confuse. A private key that has left the machine is
 * compromised, so it is refused at every level of checks.
 */
static otk_status refuse_private_key(
	const otk_host *host, otk_call *call, void *options, otk_error *error)
{
	const otk_application *o = options;
	const char *key = o->keys ? o->keys->public_key : NULL;

	(void)call;
	if (!key || !strstr(key, "PRIVATE KEY-----"))
		return OTK_OK;
	return host->fail(error, OTK_E_ARGUMENT,
		"keys.public_key: it is a private key, which must not be sent; give the public key "
		"that belongs to it");
}

static const otk_operation operations[] = {
	OTK_OPERATION("create", .summary = "Create an application", .method = OTK_METHOD_POST,
		.path = APPLICATIONS, .body = OTK_BODY_JSON, .options = &options_type,
		.prepare = refuse_private_key, RETURNS_APPLICATION, .repeat = OTK_REPEAT_UNSAFE,
		OTK_APPLICATION_API,
		OTK_EXAMPLES("applications create --name demo",
			"applications create --name demo --capabilities.video.webhooks.archive-status.address https://example.com/hook")),
	OTK_OPERATION("list", .summary = "List the applications of the account",
		.method = OTK_METHOD_GET, .path = APPLICATIONS, .options = &list_options_type,
		.result = &list_type, .shape = OTK_SHAPE_LIST, .pages = &pages,
		.repeat = OTK_REPEAT_SAFE, OTK_APPLICATION_API,
		OTK_EXAMPLES("applications list --page-size 10")),
	OTK_OPERATION("get", .summary = "Show an application", .method = OTK_METHOD_GET,
		.path = APPLICATION, RETURNS_APPLICATION, .repeat = OTK_REPEAT_SAFE,
		OTK_APPLICATION_API, OTK_EXAMPLES("applications get APPLICATION-ID")),
	OTK_OPERATION("update", .summary = "Replace an application and all its settings",
		.method = OTK_METHOD_PUT, .path = APPLICATION, .body = OTK_BODY_JSON,
		.options = &options_type, .prepare = refuse_private_key, RETURNS_APPLICATION,
		.repeat = OTK_REPEAT_SAFE, OTK_APPLICATION_API,
		OTK_EXAMPLES("applications update APPLICATION-ID --name renamed")),
	OTK_OPERATION("delete", .summary = "Delete an application", .method = OTK_METHOD_DELETE,
		.path = APPLICATION, .repeat = OTK_REPEAT_SETTLE, OTK_APPLICATION_API,
		OTK_EXAMPLES("applications delete APPLICATION-ID")),
};

OTK_FEATURE(applications, OTK_APPLICATIONS_ID, OTK_APPLICATIONS_MINOR,
	"applications of a Vonage account")
