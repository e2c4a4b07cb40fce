/* SPDX-License-Identifier: MIT */
/*
 * The public structs that belong to no operation, as tables: what a binding needs besides the
 * operations. The compiler computes each offset from the installed headers.
 */
#include <otk/auth.h>
#include <otk/openssl.h>
#include <otk/otk.h>
#include <otk/plugin.h>

#define OTK_STRUCTS_ID    "otk.structs/1"
#define OTK_STRUCTS_MINOR 0

/* Members whose wire name is the C name, by their kind. VALUE: the C type determines the kind. */
#define VALUE(struct_name, member_name, ...) \
	OTK_FIELD(struct_name, member_name, #member_name, __VA_ARGS__)
#define INT32(struct_name, member_name, ...) \
	OTK_MEMBER(struct_name, member_name, OTK_KIND_INT32, #member_name, __VA_ARGS__)
#define SIZE(struct_name, member_name, ...) \
	OTK_MEMBER(struct_name, member_name, OTK_KIND_SIZE, #member_name, __VA_ARGS__)
#define TEXT(struct_name, member_name, ...)                               \
	OTK_MEMBER(struct_name, member_name, OTK_KIND_TEXT, #member_name, \
		.max = sizeof(((struct_name *)0)->member_name), __VA_ARGS__)
#define POINTER(struct_name, member_name, c_type, ...) \
	OTK_ADDRESS(struct_name, member_name, OTK_KIND_POINTER, c_type, __VA_ARGS__)
#define FUNCTION(struct_name, member_name, c_type, ...) \
	OTK_ADDRESS(struct_name, member_name, OTK_KIND_FUNCTION, c_type, __VA_ARGS__)
#define USERDATA(struct_name, member_name, what) \
	POINTER(struct_name, member_name, "void *", .help = "passed to " what)
/* The values of an enumeration, and the names of its enumerators. */
#define ENUM(name) .values = name##_values, .labels = name##_labels

/* ---- enumerations */

static const char *const status_values[] = {"0", "1", "2", "3", "4", "5", "6", "7", "16", "17",
	"18", "19", "20", "32", "33", "34", "48", "49", "50", "51", "52", "53", "54", "64", "65",
	"66", "67", "68", "69", NULL};
static const char *const status_labels[] = {"OTK_OK", "OTK_E_NOMEM", "OTK_E_ARGUMENT",
	"OTK_E_STATE", "OTK_E_UNSUPPORTED", "OTK_E_CRYPTO", "OTK_E_IO", "OTK_E_REFUSED",
	"OTK_E_TOKEN", "OTK_E_TOKEN_EXPIRED", "OTK_E_UNSIGNED", "OTK_E_HASH", "OTK_E_REPLAYED",
	"OTK_E_NO_PLUGIN", "OTK_E_PLUGIN_BROKEN", "OTK_E_PLUGIN_ABI", "OTK_E_NETWORK", "OTK_E_TLS",
	"OTK_E_TIMEOUT", "OTK_E_CANCELLED", "OTK_E_UNKNOWN_OUTCOME", "OTK_E_PROTOCOL",
	"OTK_E_TOO_LARGE", "OTK_E_REQUEST", "OTK_E_AUTH", "OTK_E_NOT_FOUND", "OTK_E_CONFLICT",
	"OTK_E_RATE_LIMIT", "OTK_E_SERVER", NULL};
static const char *const checks_values[] = {"0", "1", "2", NULL};
static const char *const checks_labels[] = {
	"OTK_CHECKS_DEFAULT", "OTK_CHECKS_OFF", "OTK_CHECKS_STRICT", NULL};
static const char *const log_level_values[] = {"1", "2", "3", "4", NULL};
static const char *const log_level_labels[] = {
	"OTK_LOG_ERROR", "OTK_LOG_WARNING", "OTK_LOG_INFO", "OTK_LOG_DEBUG", NULL};
static const char *const error_names_values[] = {"0", "1", "2", "3", NULL};
static const char *const error_names_labels[] = {"OTK_ERROR_NAMES_AUTO", "OTK_ERROR_NAMES_C",
	"OTK_ERROR_NAMES_WIRE", "OTK_ERROR_NAMES_OPTIONS", NULL};
static const char *const token_kind_values[] = {"0", "1", NULL};
static const char *const token_kind_labels[] = {"OTK_TOKEN_JWT", "OTK_TOKEN_T1", NULL};
static const char *const token_check_values[] = {"0", "1", "2", NULL};
static const char *const token_check_labels[] = {
	"OTK_TOKEN_NOT_CHECKED", "OTK_TOKEN_VALID", "OTK_TOKEN_WRONG", NULL};
static const char *const roles[] = {
	OTK_ROLE_SUBSCRIBER, OTK_ROLE_PUBLISHER, OTK_ROLE_PUBLISHER_ONLY, OTK_ROLE_MODERATOR, NULL};

/* ---- client */

static const otk_field hook_fields[] = {
	VALUE(otk_hook_options, plugin, .required = 1, .help = "Name of the plugin"),
	VALUE(otk_hook_options, settings_json, .help = "Its settings, a JSON object"),
};
static const otk_type hook_type = OTK_PLAIN_TYPE(otk_hook_options, "hook_options", hook_fields);

static const otk_field client_fields[] = {
	POINTER(otk_client_options, key, "otk_key *",
		.help = "A key that was made before, in place of all other credentials"),
	VALUE(otk_client_options, api_key, .help = "API key of an OpenTok project"),
	VALUE(otk_client_options, api_secret, .secret = 1, .help = "API secret of the project"),
	VALUE(otk_client_options, application_id, .help = "Id of a Vonage application"),
	VALUE(otk_client_options, private_key_pem, .secret = 1, .multiline = 1,
		.help = "Private key of the application, PEM"),
	VALUE(otk_client_options, private_key_file, .help = "File with the private key"),
	VALUE(otk_client_options, private_key_uri, .help = "PKCS #11 address of the private key"),
	VALUE(otk_client_options, private_key_pin, .secret = 1,
		.help = "PIN of the token, or passphrase of an encrypted PEM"),
	VALUE(otk_client_options, api_url, .help = "Address of the service, if it is another one"),
	VALUE(otk_client_options, user_agent, .help = "Added to the User-Agent header"),
	VALUE(otk_client_options, plugin_path, .help = "Absolute folders with plugins"),
	OTK_ARRAY(otk_client_options, hooks, hook_count, &hook_type, "hooks",
		.help = "Plugins whose hooks see every request, in order"),
	VALUE(otk_client_options, connect_timeout_ms, .max = 86400000,
		.help = "Most ms to connect; 0: 5000"),
	VALUE(otk_client_options, timeout_ms, .max = 86400000,
		.help = "Most ms of a call, retries included; 0: 20000"),
	VALUE(otk_client_options, max_attempts, .max = 100,
		.help = "Most requests of a call; 0: 3"),
	VALUE(otk_client_options, max_response_bytes, .unit = OTK_UNIT_BYTES,
		.help = "Largest response; 0: 8 MiB"),
	VALUE(otk_client_options, max_in_flight, .help = "Requests in flight at once; 0: 100"),
	VALUE(otk_client_options, max_queued, .help = "Calls that are not complete; 0: 10000"),
	VALUE(otk_client_options, max_connections,
		.help = "Connections to one host; 0: as many as max_in_flight"),
	VALUE(otk_client_options, request_ttl, .unit = OTK_UNIT_SECONDS,
		.help = "Life of a request token; 0: 180 s (OpenTok), 900 s (Vonage)"),
	VALUE(otk_client_options, proxy, .help = "Address of the proxy"),
	VALUE(otk_client_options, proxy_user, .help = "User name at the proxy"),
	VALUE(otk_client_options, proxy_password, .secret = 1, .help = "Password at the proxy"),
	VALUE(otk_client_options, no_proxy, .help = "Hosts without proxy, separated by commas"),
	VALUE(otk_client_options, ca_file, .help = "File with the certificates to trust, PEM"),
	VALUE(otk_client_options, client_cert_file, .help = "File with a client certificate, PEM"),
	VALUE(otk_client_options, client_key_file, .help = "File with its private key, PEM"),
	VALUE(otk_client_options, local_address, .help = "Interface or address to call from"),
	VALUE(otk_client_options, resolve, .help = "host:port:address, in place of DNS"),
	FUNCTION(otk_client_options, log, "void (*)(const otk_log_event *event, void *userdata)",
		.help = "Gets each log event"),
	USERDATA(otk_client_options, log_userdata, "log"),
	INT32(otk_client_options, checks, ENUM(checks), .help = "How strictly values are checked"),
	INT32(otk_client_options, log_level, ENUM(log_level),
		.help = "Least important events that log gets; 0: warnings"),
	VALUE(otk_client_options, proxy_from_env,
		.help = "Use the proxy variables of the environment"),
	VALUE(otk_client_options, correct_clock,
		.help = "Sign by the clock of the service if the local clock is wrong"),
	VALUE(otk_client_options, http2, .help = "HTTP/2 when the service offers it"),
	VALUE(otk_client_options, adopt,
		.help = "Look for the object that a call with an unknown outcome may have made"),
	VALUE(otk_client_options, signer, .help = "Plugin that signs with the private key"),
	POINTER(otk_client_options, plugins, "otk_plugin_entry_fn *const *",
		.help = "Plugins compiled into the application"),
	SIZE(otk_client_options, plugin_count, .help = "Number of plugins"),
	INT32(otk_client_options, error_names, ENUM(error_names),
		.help = "What error messages call a member"),
	INT32(otk_client_options, reserved, .hidden = 1, .help = "Zero"),
	VALUE(otk_client_options, request_token, .secret = 1,
		.help = "A finished request token, in place of a secret or private key"),
	FUNCTION(otk_client_options, token_source,
		"otk_status (*)(char *buffer, size_t size, void *userdata, otk_error *error)",
		.help = "Hands over a request token"),
	USERDATA(otk_client_options, token_source_userdata, "token_source"),
};
static const otk_type client_type =
	OTK_GROWN_TYPE(otk_client_options, error_names, "client_options", client_fields);

static const otk_field log_event_fields[] = {
	VALUE(otk_log_event, event, .help = "What happened, one fixed word"),
	VALUE(otk_log_event, text, .help = "One line for people"),
	VALUE(otk_log_event, operation, .help = "Full name of the operation"),
	VALUE(otk_log_event, fields, .help = "More facts, as names and values"),
	INT32(otk_log_event, level, ENUM(log_level), .help = "How important it is"),
	INT32(otk_log_event, reserved, .hidden = 1, .help = "Zero"),
};
static const otk_type log_event_type = OTK_TYPE(otk_log_event, "log_event", log_event_fields);

static const otk_field io_fields[] = {
	FUNCTION(otk_io, watch, "void (*)(void *userdata, int fd, int32_t what)",
		.help = "Watch a descriptor"),
	FUNCTION(otk_io, timer, "void (*)(void *userdata, int64_t timeout_ms)",
		.help = "Set the timer"),
	USERDATA(otk_io, userdata, "both"),
};
static const otk_type io_type = OTK_TYPE(otk_io, "io", io_fields);

/* ---- keys, tokens */

static const otk_field signer_fields[] = {
	FUNCTION(otk_signer, sign,
		"otk_status (*)(void *context, const uint8_t *digest, size_t digest_size, uint8_t "
		"*signature, size_t *signature_size)",
		.help = "Signs a SHA-256 digest by RSASSA-PKCS1-v1_5"),
	FUNCTION(otk_signer, release, "void (*)(void *context)",
		.help = "Called when the last key that uses the signer is freed"),
	USERDATA(otk_signer, context, "both"),
};
static const otk_type signer_type = OTK_TYPE(otk_signer, "signer", signer_fields);

static const otk_field key_fields[] = {
	VALUE(otk_key_options, api_key, .help = "API key of an OpenTok project or account"),
	VALUE(otk_key_options, api_secret, .secret = 1, .help = "API secret"),
	VALUE(otk_key_options, application_id, .help = "Id of a Vonage application"),
	VALUE(otk_key_options, private_key_pem, .secret = 1, .multiline = 1, .unit = OTK_UNIT_BYTES,
		.max = OTK_KEY_PEM_MAX, .help = "Private key of the application, PEM"),
	VALUE(otk_key_options, private_key_file, .help = "File with the private key"),
	VALUE(otk_key_options, private_key_uri, .help = "PKCS #11 address of the private key"),
	VALUE(otk_key_options, pin, .secret = 1,
		.help = "PIN of the token, or passphrase of an encrypted PEM"),
	VALUE(otk_key_options, public_key_pem, .multiline = 1, .unit = OTK_UNIT_BYTES,
		.max = OTK_KEY_PEM_MAX, .help = "The public half of the key, PEM"),
	OTK_OBJECT(otk_key_options, signer, &signer_type, "signer",
		.help = "Signs in place of a private key"),
	VALUE(otk_key_options, account, .help = "The key of an account, not of a project"),
	VALUE(otk_key_options, id_only, .help = "The key only names a project and cannot sign"),
};
static const otk_type key_type =
	OTK_GROWN_TYPE(otk_key_options, api_secret, "key_options", key_fields);

static const otk_field token_option_fields[] = {
	VALUE(otk_token_options, role, .values = roles, .help = "Role of the client"),
	VALUE(otk_token_options, ttl, .unit = OTK_UNIT_SECONDS, .max = OTK_TOKEN_TTL_MAX,
		.help = "Life of the token; 0: a day"),
	VALUE(otk_token_options, expire_at, .unit = OTK_UNIT_SECONDS,
		.help = "End of the token, s since the epoch; not with ttl"),
	VALUE(otk_token_options, data, .max = OTK_TOKEN_DATA_MAX, .multiline = 1,
		.help = "Connection data"),
	VALUE(otk_token_options, layout_classes, .help = "Initial layout classes"),
	VALUE(otk_token_options, issued_at, .unit = OTK_UNIT_SECONDS,
		.help = "Start of the token, s since the epoch; 0: now"),
	VALUE(otk_token_options, nonce, .unit = OTK_UNIT_BYTES, .max = 64,
		.help = "Nonce or jti; NULL: random"),
	VALUE(otk_token_options, extra_json, .unit = OTK_UNIT_BYTES, .max = 65536,
		.help = "A JSON object with more claims"),
	INT32(otk_token_options, kind, ENUM(token_kind), .help = "Format of the token"),
	INT32(otk_token_options, checks, ENUM(checks), .help = "OFF: only what cannot be encoded"),
};
static const otk_type token_options_type =
	OTK_GROWN_TYPE(otk_token_options, ttl, "token_options", token_option_fields);

static const otk_field token_fields[] = {
	VALUE(otk_token, algorithm, .help = "HS256, RS256 or HMAC-SHA1"),
	VALUE(otk_token, project_id, .help = "API key or application id"),
	VALUE(otk_token, session_id, .help = "Id of the session"),
	VALUE(otk_token, role, .help = "Role of the client"),
	VALUE(otk_token, data, .multiline = 1, .help = "Connection data"),
	VALUE(otk_token, nonce, .help = "Nonce or jti"),
	VALUE(otk_token, scope, .help = "Claim scope"),
	VALUE(otk_token, subject, .help = "Claim sub"),
	VALUE(otk_token, claims_json, .help = "The payload of a JWT as it is"),
	VALUE(otk_token, layout_classes, .help = "Initial layout classes"),
	VALUE(otk_token, problems, .help = "Why otk would not make this token"),
	VALUE(otk_token, issued_at, .unit = OTK_UNIT_SECONDS,
		.help = "s since the epoch; -1: none"),
	VALUE(otk_token, expires_at, .unit = OTK_UNIT_SECONDS,
		.help = "s since the epoch; -1: none"),
	INT32(otk_token, kind, ENUM(token_kind), .help = "Format of the token"),
	INT32(otk_token, signature, ENUM(token_check), .help = "What is known about the signature"),
	VALUE(otk_token, expired, .help = "Whether it has expired"),
	INT32(otk_token, reserved, .hidden = 1, .help = "Zero"),
};
static const otk_type token_type = OTK_TYPE(otk_token, "token", token_fields);

static const otk_field session_id_fields[] = {
	VALUE(otk_session_id, project_id, .help = "API key or application id"),
	VALUE(otk_session_id, location, .help = "Location hint"),
	VALUE(otk_session_id, created, .help = "Creation time as it is written"),
	VALUE(otk_session_id, created_at, .unit = OTK_UNIT_TIME_MS,
		.help = "Creation time; -1: it is not a number"),
	VALUE(otk_session_id, random, .help = "Random part"),
	VALUE(otk_session_id, flags, .help = "P occurs in relayed sessions"),
	INT32(otk_session_id, prefix, .help = "The digit before the underscore"),
	INT32(otk_session_id, reserved, .hidden = 1, .help = "Zero"),
};
static const otk_type session_id_type = OTK_TYPE(otk_session_id, "session_id", session_id_fields);

static const otk_field callback_check_fields[] = {
	VALUE(otk_callback_check, authorization, .secret = 1,
		.help = "Value of the Authorization header; NULL: it had none"),
	POINTER(otk_callback_check, body, "const void *", .help = "The raw bytes of the body"),
	SIZE(otk_callback_check, body_size, .unit = OTK_UNIT_BYTES, .help = "Size of the body"),
	VALUE(otk_callback_check, secrets, .secret = 1, .help = "One, or several while it changes"),
	VALUE(otk_callback_check, max_age, .unit = OTK_UNIT_SECONDS,
		.help = "Oldest callback that is accepted; 0: 300"),
	VALUE(otk_callback_check, leeway, .unit = OTK_UNIT_SECONDS,
		.help = "How far the clock of the sender may be ahead; 0: 30, -1: none"),
	VALUE(otk_callback_check, now, .unit = OTK_UNIT_SECONDS,
		.help = "The time, s since the epoch; 0: the clock"),
	VALUE(otk_callback_check, application_id, .help = "Must equal the claim; NULL: any"),
	FUNCTION(otk_callback_check, seen,
		"otk_flag (*)(void *userdata, const char *jti, int64_t forget_at)",
		.help = "Whether a jti was received before"),
	USERDATA(otk_callback_check, userdata, "seen"),
	VALUE(otk_callback_check, require_hash, .help = "Refuse a token without payload_hash"),
	INT32(otk_callback_check, reserved, .hidden = 1, .help = "Zero"),
};
static const otk_type callback_check_type =
	OTK_GROWN_TYPE(otk_callback_check, max_age, "callback_check", callback_check_fields);

/* ---- calls */

static const otk_field error_fields[] = {
	INT32(otk_error, status, ENUM(status), .help = "What kind of failure it is"),
	INT32(otk_error, http_status, .help = "HTTP status; 0: no response"),
	VALUE(otk_error, service_code, .help = "Code of the service; the least int64_t: none"),
	VALUE(otk_error, retry_after_ms, .help = "ms that the service asks to wait; -1: none"),
	INT32(otk_error, attempts, .help = "Requests that were sent"),
	INT32(otk_error, body_cut, .help = "1: body holds only the beginning of the response"),
	TEXT(otk_error, message, .help = "What is wrong, and what to do"),
	TEXT(otk_error, service_message, .help = "The words of the service"),
	TEXT(otk_error, trace_id, .help = "Trace id of the service"),
	TEXT(otk_error, body, .help = "First bytes of the response"),
};
static const otk_type error_type = OTK_TYPE(otk_error, "error", error_fields);

static const char *const repeat_values[] = {"0", "1", "2", NULL};
static const char *const repeat_labels[] = {
	"OTK_REPEAT_UNSAFE", "OTK_REPEAT_SETTLE", "OTK_REPEAT_SAFE", NULL};
static const char *const auth_values[] = {"0", "1", "2", "3", NULL};
static const char *const auth_labels[] = {
	"OTK_AUTH_PROJECT", "OTK_AUTH_ACCOUNT", "OTK_AUTH_BASIC", "OTK_AUTH_EITHER", NULL};

static const otk_field raw_fields[] = {
	VALUE(otk_raw_options, method, .required = 1, .help = "HTTP method"),
	VALUE(otk_raw_options, path, .required = 1, .help = "Path and query, percent-encoded"),
	VALUE(otk_raw_options, body, .secret = 1, .multiline = 1, .help = "Body; NULL: none"),
	SIZE(otk_raw_options, body_size, .unit = OTK_UNIT_BYTES,
		.help = "Size of the body; 0: up to its NUL"),
	INT32(otk_raw_options, repeat, ENUM(repeat), .help = "Whether it may be sent again"),
	INT32(otk_raw_options, auth, ENUM(auth), .help = "How the request is signed"),
	VALUE(otk_raw_options, form, .help = "The body is a form, not JSON"),
	INT32(otk_raw_options, reserved, .hidden = 1, .help = "Zero"),
};
static const otk_type raw_type = OTK_TYPE(otk_raw_options, "raw_options", raw_fields);

static const otk_field view_fields[] = {
	VALUE(otk_request_view, method, .help = "HTTP method"),
	VALUE(otk_request_view, url, .help = "Address"),
	VALUE(otk_request_view, content_type, .help = "Type of the body; NULL: no body"),
	VALUE(otk_request_view, body, .secret = 1, .help = "Body; empty: none"),
	SIZE(otk_request_view, body_size, .unit = OTK_UNIT_BYTES, .help = "Size of the body"),
	VALUE(otk_request_view, path, .help = "Path of the address"),
	VALUE(otk_request_view, query, .help = "Query of the address; empty: none"),
};
static const otk_type view_type = OTK_TYPE(otk_request_view, "request_view", view_fields);

static const otk_field wait_fields[] = {
	VALUE(otk_wait_options, until, .help = "Status to wait for; NULL: any final one"),
	VALUE(otk_wait_options, timeout_ms, .help = "Most ms to wait; 0: 10 minutes"),
	VALUE(otk_wait_options, interval_ms, .help = "First pause in ms; 0: 500"),
};
static const otk_type wait_type = OTK_TYPE(otk_wait_options, "wait_options", wait_fields);

static const otk_field download_fields[] = {
	FUNCTION(otk_download_options, progress,
		"otk_status (*)(void *userdata, int64_t done, int64_t total)",
		.help = "Gets bytes so far and in all; total -1: unknown"),
	USERDATA(otk_download_options, userdata, "progress"),
	VALUE(otk_download_options, timeout_ms, .help = "Most ms of the download; 0: no limit"),
	VALUE(otk_download_options, resume_from, .unit = OTK_UNIT_BYTES,
		.help = "Bytes that the file already holds"),
	VALUE(otk_download_options, skip_digest, .help = "Do not compare the SHA-256 digest"),
	INT32(otk_download_options, reserved, .hidden = 1, .help = "Zero"),
	VALUE(otk_download_options, max_bytes, .unit = OTK_UNIT_BYTES,
		.help = "Most bytes; 0: what the record announces, or 16 GiB"),
};
static const otk_type download_type =
	OTK_GROWN_TYPE(otk_download_options, max_bytes, "download_options", download_fields);

static const otk_field decrypt_fields[] = {
	VALUE(otk_decrypt_options, private_key_pem, .secret = 1, .multiline = 1,
		.help = "Private key of the certificate of storage.set"),
	VALUE(otk_decrypt_options, password, .secret = 1,
		.help = "Password of the callback with status uploaded"),
	FUNCTION(otk_decrypt_options, progress, "otk_status (*)(void *userdata, int64_t done)",
		.help = "Gets the bytes that were read"),
	USERDATA(otk_decrypt_options, userdata, "progress"),
	INT32(otk_decrypt_options, in_fd, .help = "Descriptor of the encrypted file"),
	INT32(otk_decrypt_options, out_fd, .help = "Descriptor of the result"),
};
static const otk_type decrypt_type =
	OTK_TYPE(otk_decrypt_options, "decrypt_options", decrypt_fields);

/* ---- plugins */

static const otk_field plugin_info_fields[] = {
	VALUE(otk_plugin_info, name, .help = "Name of the plugin"),
	VALUE(otk_plugin_info, path, .help = "Its file; NULL: linked in"),
	VALUE(otk_plugin_info, version, .help = "Its version"),
	VALUE(otk_plugin_info, license, .help = "Its licence, SPDX"),
	VALUE(otk_plugin_info, summary, .help = "What it is for"),
	VALUE(otk_plugin_info, problem, .help = "Why it was refused; NULL: it is usable"),
	VALUE(otk_plugin_info, interfaces, .help = "Ids with their minor"),
	VALUE(otk_plugin_info, operations, .help = "Full names of its operations"),
	INT32(otk_plugin_info, status, ENUM(status), .help = "OTK_OK: it is usable"),
	INT32(otk_plugin_info, reserved, .hidden = 1, .help = "Zero"),
};
static const otk_type plugin_info_type =
	OTK_TYPE(otk_plugin_info, "plugin_info", plugin_info_fields);

static const otk_field plugin_list_fields[] = {
	OTK_LIST(otk_plugin_list, items, item_count, &plugin_info_type, "items",
		.help = "All plugins that were found"),
};
static const otk_type plugin_list_type =
	OTK_TYPE(otk_plugin_list, "plugin_list", plugin_list_fields);

static const otk_type *const types[] = {&client_type, &log_event_type, &io_type, &key_type,
	&token_options_type, &token_type, &session_id_type, &callback_check_type, &error_type,
	&raw_type, &view_type, &wait_type, &download_type, &decrypt_type, &plugin_list_type, NULL};

static const otk_interface interfaces[] = {
	{.id = OTK_STRUCTS_ID, .minor = OTK_STRUCTS_MINOR, .types = types},
};

static const otk_plugin plugin = OTK_PLUGIN_DESCRIPTOR("structs", .version = OTK_VERSION,
	.license = "MIT", .summary = "layouts of the public structs, for bindings",
	.interfaces = interfaces, .interface_count = OTK_COUNT_OF(interfaces));

OTK_PLUGIN(structs, plugin)
