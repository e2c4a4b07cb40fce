/* SPDX-License-Identifier: MIT */
/* Storage: the tables (doc/contract.md, 8; limits: 28.B). */
#include <otk/storage.h>

#include "plugins/types/feature.h"
#include "plugins/types/fields.h"

static const char *const types[] = {OTK_STORAGE_S3, OTK_STORAGE_AZURE, NULL};
static const char *const fallbacks[] = {
	OTK_STORAGE_FALLBACK_OPENTOK, OTK_STORAGE_FALLBACK_NONE, NULL};
static const char *const encryptions[] = {OTK_STORAGE_SSE_S3, OTK_STORAGE_SSE_NONE, NULL};

static const otk_field config_fields[] = {
	OTK_FIELD(otk_storage_config, access_key, "accessKey", OTK_NOT_EMPTY,
		.help = "access key (s3)"),
	OTK_FIELD(otk_storage_config, secret_key, "secretKey", OTK_NOT_EMPTY, .secret = 1,
		.help = "secret key (s3)"),
	OTK_FIELD(otk_storage_config, bucket, "bucket", OTK_NOT_EMPTY, .help = "bucket (s3)"),
	OTK_FIELD(otk_storage_config, endpoint, "endpoint", .prefixes = "https://|http://",
		.help = "URL of an S3-compatible store (s3; default: Amazon S3)"),
	OTK_FIELD(otk_storage_config, sse, "sse", .values = encryptions,
		.help = "server-side encryption (s3)"),
	OTK_FIELD(otk_storage_config, account_name, "accountName", OTK_NOT_EMPTY,
		.help = "account (azure)"),
	OTK_FIELD(otk_storage_config, account_key, "accountKey", OTK_NOT_EMPTY, .secret = 1,
		.help = "account key (azure)"),
	OTK_FIELD(otk_storage_config, container, "container", OTK_NOT_EMPTY,
		.help = "container (azure)"),
	OTK_FIELD(otk_storage_config, domain, "domain", .help = "domain (azure)"),
};
static const otk_type config_type =
	OTK_OPTIONS_TYPE(otk_storage_config, "storage_config", config_fields, OTK_NO_RULES);

static const otk_field storage_fields[] = {
	OTK_FIELD(otk_storage, type, "type", .required = 1, .values = types,
		.help = "type of the store"),
	OTK_OBJECT(otk_storage, config, &config_type, "config", .required = 1,
		.help = "settings of the store"),
	OTK_FIELD(otk_storage, fallback, "fallback", .values = fallbacks,
		.help = "where an archive is kept that cannot be uploaded"),
	OTK_FIELD(otk_storage, certificate, "certificate", .format = OTK_FORMAT_PEM_CERTIFICATE,
		.multiline = 1,
		.help = "certificate to encrypt archives with: PEM, RSA, at most 2048 bits"),
};

#define NEEDED(store, member)                                                                      \
	{                                                                                          \
		.kind = OTK_RULE_NEEDS, .field = "type", .value = store, .other = "config." member \
	}
#define ONLY(store, member)                                                             \
	{                                                                               \
		.kind = OTK_RULE_ONLY_WHEN, .field = "config." member, .other = "type", \
		.other_value = store                                                    \
	}
static const otk_rule storage_rules[] = {
	NEEDED(OTK_STORAGE_S3, "accessKey"),
	NEEDED(OTK_STORAGE_S3, "secretKey"),
	NEEDED(OTK_STORAGE_S3, "bucket"),
	NEEDED(OTK_STORAGE_AZURE, "accountName"),
	NEEDED(OTK_STORAGE_AZURE, "accountKey"),
	NEEDED(OTK_STORAGE_AZURE, "container"),
	ONLY(OTK_STORAGE_S3, "endpoint"),
	ONLY(OTK_STORAGE_S3, "sse"),
	ONLY(OTK_STORAGE_AZURE, "domain"),
};
static const otk_type storage_type =
	OTK_OPTIONS_TYPE(otk_storage, "storage", storage_fields, OTK_RULES(storage_rules));

/* The response has the same members; none is required. */
static const otk_field response_fields[] = {
	OTK_FIELD(otk_storage, type, "type"),
	OTK_OBJECT(otk_storage, config, &config_type, "config"),
	OTK_FIELD(otk_storage, fallback, "fallback"),
	OTK_FIELD(otk_storage, certificate, "certificate"),
};
static const otk_type response_type = OTK_TYPE(otk_storage, "storage_response", response_fields);

#define STORAGE "/v2/project/{project}/archive/storage"

static const otk_operation operations[] = {
	OTK_OPERATION("set", .summary = "Upload archives to your own storage",
		.method = OTK_METHOD_PUT, .path = STORAGE, .body = OTK_BODY_JSON,
		.options = &storage_type, .result = &response_type, .shape = OTK_SHAPE_MAYBE_OBJECT,
		.repeat = OTK_REPEAT_SAFE, .backends = OTK_BACKEND_OPENTOK,
		OTK_EXAMPLES(
			"storage set --type s3 --storage-config.access-key KEY --storage-config.secret-key-file store.key --storage-config.bucket archives",
			"storage set --type azure --storage-config.account-name example --storage-config.account-key-file store.key --storage-config.container archives --fallback none")),
	OTK_OPERATION("delete", .summary = "Stop uploading archives to your own storage",
		.method = OTK_METHOD_DELETE, .path = STORAGE, .repeat = OTK_REPEAT_SETTLE,
		.backends = OTK_BACKEND_OPENTOK, OTK_EXAMPLES("storage delete")),
};

OTK_FEATURE(storage, OTK_STORAGE_ID, OTK_STORAGE_MINOR, "upload of archives to your own storage")
