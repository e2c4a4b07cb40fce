/* SPDX-License-Identifier: MIT */
/* The upload target of the archives of a project. */
#include "config.h"

#include <gnutls/x509.h>
#include <string.h>

#include "tools/sandbox/base/json.h"
#include "tools/sandbox/request/reply.h"
#include "tools/sandbox/service/routes.h"

enum { MAX_BITS = 2048 };

static const char *const types[] = {"s3", "azure", NULL};
static const char *const fallbacks[] = {"opentok", "vonage", "none", NULL};
static const char *const encryptions[] = {"s3", "none", NULL};

static const sandbox_field s3_fields[] = {
	{.name = "accessKey", .kind = SANDBOX_TEXT, .required = true},
	{.name = "secretKey", .kind = SANDBOX_TEXT, .required = true},
	{.name = "bucket", .kind = SANDBOX_TEXT, .required = true},
	{.name = "endpoint", .kind = SANDBOX_TEXT, .prefixes = sandbox_web_prefixes},
	{.name = "sse", .kind = SANDBOX_TEXT, .values = encryptions},
	{.name = NULL},
};

static const sandbox_field azure_fields[] = {
	{.name = "accountName", .kind = SANDBOX_TEXT, .required = true},
	{.name = "accountKey", .kind = SANDBOX_TEXT, .required = true},
	{.name = "container", .kind = SANDBOX_TEXT, .required = true},
	{.name = "domain", .kind = SANDBOX_TEXT},
	{.name = NULL},
};

static const sandbox_field fields[] = {
	{.name = "type", .kind = SANDBOX_TEXT, .required = true, .values = types},
	{.name = "config", .kind = SANDBOX_ANY, .required = true},
	{.name = "fallback", .kind = SANDBOX_TEXT, .values = fallbacks},
	{.name = "certificate", .kind = SANDBOX_TEXT, .max = 65536},
	{.name = NULL},
};

static bool is_usable_certificate(const char *pem)
{
	gnutls_datum_t data = {
		.data = (unsigned char *)(uintptr_t)pem, .size = (unsigned int)strlen(pem)};
	unsigned int bits = 0;
	gnutls_x509_crt_t crt;
	bool good;

	if (gnutls_x509_crt_init(&crt))
		return false;
	good = !gnutls_x509_crt_import(crt, &data, GNUTLS_X509_FMT_PEM) &&
	       gnutls_x509_crt_get_pk_algorithm(crt, &bits) == GNUTLS_PK_RSA && bits <= MAX_BITS;
	gnutls_x509_crt_deinit(crt);
	return good;
}

/* Reads "config" by the table of its type. NULL: refused. json_object_put() it. */
static json_object *read_config(sandbox_request *request)
{
	static const char *const names[] = {"config", NULL};
	const bool s3 = sandbox_json_is(request->input, "type", "s3");
	const sandbox_field config_field[] = {
		{.name = "config",
			.kind = SANDBOX_OBJECT,
			.members = s3 ? s3_fields : azure_fields},
		{.name = NULL},
	};
	json_object *given = sandbox_new_object();
	json_object *checked;

	sandbox_json_take(given, request->input, names);
	checked = sandbox_fields_read(request, config_field, given);
	json_object_put(given);
	return checked;
}

static void set_storage(sandbox_request *request)
{
	const char *certificate = sandbox_json_text(request->input, "certificate", NULL);
	json_object *checked = read_config(request);
	json_object *stored;

	if (!checked)
		return;
	if (certificate && !is_usable_certificate(certificate)) {
		sandbox_refuse(request, 400, -1,
			"Invalid certificate: X.509 in PEM with an RSA key of at most 2048 bits");
		json_object_put(checked);
		return;
	}
	sandbox_json_set(
		request->input, "config", json_object_get(sandbox_json_member(checked, "config")));
	json_object_put(checked);
	stored = sandbox_json_clone(request->input);
	sandbox_json_set_text(stored, "id", request->owner);
	sandbox_json_set_text(stored, "_owner", request->owner);
	sandbox_store_put(request->box->store, "storage", stored);
	json_object_put(stored);
	sandbox_reply_json(request, 200, json_object_get(request->input));
}

static void remove_storage(sandbox_request *request)
{
	json_object *stored = sandbox_store_get(request->box->store, "storage", request->owner);

	if (!stored) {
		sandbox_refuse(request, 404, -1, "Not found. No storage is set.");
		return;
	}
	json_object_put(stored);
	sandbox_store_delete(request->box->store, "storage", request->owner);
	sandbox_reply_empty(request, 204);
}

#define PATH "/v2/project/{id}/archive/storage"

const sandbox_route sandbox_storage_routes[] = {
	{
		.method = "PUT",
		.path = PATH,
		.operation = "storage.set",
		.summary = "sets where archives are uploaded to",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = SANDBOX_JSON | SANDBOX_OPENTOK_ONLY,
		.fields = fields,
		.handle = set_storage,
	},
	{
		.method = "DELETE",
		.path = PATH,
		.operation = "storage.delete",
		.summary = "leaves archives in the cloud of the service",
		.auth = SANDBOX_AUTH_PROJECT,
		.flags = SANDBOX_OPENTOK_ONLY,
		.handle = remove_storage,
	},
	{0},
};
