/* SPDX-License-Identifier: MIT */
/* The client: one project, one set of connections, used by one thread at a time. */
#ifndef OTK_CLIENT_H
#define OTK_CLIENT_H

#include <otk/auth.h>

OTK_BEGIN_DECLS

typedef struct otk_client otk_client;

#define OTK_URL_OPENTOK "https://api.opentok.com"
#define OTK_URL_VONAGE  "https://video.api.vonage.com"

#define OTK_CONNECT_TIMEOUT_MS_DEFAULT 5000
#define OTK_TIMEOUT_MS_DEFAULT         20000 /* a whole call, its retries included */
#define OTK_MAX_ATTEMPTS_DEFAULT       3
#define OTK_MAX_RESPONSE_DEFAULT       (8 * 1024 * 1024)
#define OTK_MAX_IN_FLIGHT_DEFAULT      100
#define OTK_MAX_QUEUED_DEFAULT         10000

typedef enum otk_log_level {
	OTK_LOG_ERROR = 1,
	OTK_LOG_WARNING = 2,
	OTK_LOG_INFO = 3,
	OTK_LOG_DEBUG = 4
} otk_log_level;

/*
 * One structured event. event: a fixed word ("request", "response", "retry", "warning", "plugin");
 * text: one line for people; fields: name and value pairs. Redacted: never a secret, a JWT or a
 * token, never a control character. Valid until the callback returns.
 */
typedef struct otk_log_event {
	size_t struct_size;
	const char *event;
	const char *text;
	const char *operation; /* "archives.start"; NULL: none */
	otk_map fields;
	otk_log_level level;
	int32_t reserved;
} otk_log_event;

OTK_ASSERT_NO_TAIL(otk_log_event, reserved);

/* Runs in the client's thread; must not use the client. */
typedef void otk_log_fn(const otk_log_event *event, void *userdata);

struct otk_plugin;

/* The entry of a plugin compiled into the application (-DOTK_PLUGIN_STATIC). */
typedef const struct otk_plugin *otk_plugin_entry_fn(uint32_t host_abi);

/* A plugin whose hooks see every request. */
typedef struct otk_hook_options {
	const char *plugin;        /* "ratelimit", "com.example.audit" */
	const char *settings_json; /* an object, as the plugin's table says; NULL: none */
} otk_hook_options;

/*
 * Which vocabulary error messages and warnings use for members: those of otk_call_new() (C names:
 * "session_id"), of otk_call_new_json() (wire names: "sessionId"), or of the command line
 * ("--session-id").
 */
typedef enum otk_error_names {
	OTK_ERROR_NAMES_AUTO = 0, /* by how the call was made */
	OTK_ERROR_NAMES_C = 1,
	OTK_ERROR_NAMES_WIRE = 2,
	OTK_ERROR_NAMES_OPTIONS = 3
} otk_error_names;

#define OTK_REQUEST_TOKEN_MAX 4096 /* bytes of a request token, NUL included */

/*
 * Hands over a request token that was made elsewhere, where the project's key is. Writes it, with
 * its NUL, to `buffer`, which belongs to otk and has `size` bytes (OTK_REQUEST_TOKEN_MAX). Returns
 * OTK_OK, or the status with which the call ends, and its message in `error` (never NULL). otk
 * wipes the buffer and its copy of the token; the callback wipes what it keeps.
 *
 * It runs in the thread of the client, inside a call that needs a token: before the first request,
 * 30 s before the current token expires (a sixth of its life, if that is shorter), and once more
 * when the service responds with 401. It must not use the client. It may block, but everything else
 * that the client does waits meanwhile, and the deadline of the call is not watched: a program with
 * an event loop keeps a token ready and copies it here.
 */
typedef otk_status otk_token_source_fn(char *buffer, size_t size, void *userdata, otk_error *error);

/*
 * Credentials as in otk_key_options (one kind, chosen by the caller, never guessed), or a `key`, or
 * a request token. Members that are 0 or NULL mean the default, given in the comment. Everything is
 * copied.
 */
typedef struct otk_client_options {
	size_t struct_size;
	otk_key *key; /* a reference is taken; excludes all other credentials */
	const char *api_key;
	const char *api_secret;
	const char *application_id;
	const char *private_key_pem;
	const char *private_key_file;
	const char *private_key_uri;
	const char *private_key_pin;

	/*
	 * https, or http to loopback; may have a path prefix. NULL: OTK_URL_OPENTOK or
	 * OTK_URL_VONAGE, by the kind of the key. When set, it is also used for operations that
	 * live on another host of the platform.
	 */
	const char *api_url;
	const char *user_agent;        /* appended to ours: "product/version" */
	otk_strings plugin_path;       /* absolute folders, searched before OTK_PLUGIN_PATH */
	const otk_hook_options *hooks; /* in the order in which they run */
	size_t hook_count;

	int64_t connect_timeout_ms; /* 5000; at most a day */
	int64_t timeout_ms;         /* 20 000: a whole call, retries and look-ups included */
	int64_t max_attempts;       /* 3; 1: never repeat */
	int64_t max_response_bytes; /* 8 MiB */
	int64_t max_in_flight;      /* 100 requests in flight at once */
	int64_t max_queued;         /* 10 000 calls that have not completed; then OTK_E_STATE */
	int64_t max_connections;    /* to one host; 0: as many as max_in_flight */
	int64_t request_ttl;        /* life of a request token in s: 180 (OpenTok), 900 (Vonage) */

	const char *proxy; /* http://, https://, socks5:// or socks5h://; NULL: none */
	const char *proxy_user;
	const char *proxy_password;
	const char *no_proxy;         /* hosts, separated by commas */
	const char *ca_file;          /* PEM bundle; NULL: the bundle file of the system */
	const char *client_cert_file; /* PEM, with client_key_file */
	const char *client_key_file;
	const char *local_address; /* interface or address to call from */
	otk_strings resolve;       /* "host:port:address", in place of DNS */

	otk_log_fn *log;
	void *log_userdata;

	otk_checks checks;
	otk_log_level log_level; /* 0: OTK_LOG_WARNING */
	otk_flag proxy_from_env; /* YES: use libcurl's proxy variables of the environment */
	/*
	 * YES: after a 401 or 403, when the service's clock differs from ours by more than a minute
	 * and less than a day, sign once more by the service's clock. A request_token is then sent
	 * even if it has expired by our clock.
	 */
	otk_flag correct_clock;
	otk_flag http2; /* NO: HTTP/1.1 only; default: HTTP/2 over TLS when offered */
	/*
	 * YES: when a call that creates something may have been carried out
	 * (OTK_E_UNKNOWN_OUTCOME), look for the created object and return it. For operations that
	 * declare how (`adopts`). A quarter of timeout_ms, at most 5 s, is reserved for the
	 * look-up.
	 */
	otk_flag adopt;
	/*
	 * A plugin that signs with the private key, in place of GnuTLS: "openssl", or one of your
	 * own. Vonage, with private_key_pem or private_key_file.
	 */
	const char *signer;
	/*
	 * Plugins compiled into the application, used before any file of that name. Plugins that
	 * `hooks` or `signer` name must be given here, not by otk_client_add_plugin().
	 */
	otk_plugin_entry_fn *const *plugins;
	size_t plugin_count;
	otk_error_names error_names;
	int32_t reserved;
	/*
	 * For a device that must not hold the secret or private key: a finished request token
	 * (otk_jwt_request()), or a function that hands one over. Set one of them, and api_key
	 * (OpenTok) or application_id (Vonage) for the project; they exclude all other credentials
	 * and request_ttl. Such a client sends requests, and its key cannot sign: it makes no
	 * client tokens. A token that has expired is not sent (OTK_E_TOKEN_EXPIRED).
	 */
	const char *request_token;
	otk_token_source_fn *token_source;
	void *token_source_userdata;
} otk_client_options;

OTK_ASSERT_NO_TAIL(otk_client_options, token_source_userdata);
#define OTK_CLIENT_OPTIONS(...) OTK_MAKE(otk_client_options, __VA_ARGS__)
#define OTK_CLIENT_OPTIONS_INIT OTK_INIT(otk_client_options)

/*
 * Makes a client, freed with otk_client_free(); opens no connection. NULL on failure:
 * OTK_E_ARGUMENT (error names the option), OTK_E_UNSUPPORTED (an option that this version does not
 * know), OTK_E_CRYPTO, OTK_E_IO (a file cannot be read), OTK_E_TOKEN and OTK_E_TOKEN_EXPIRED (the
 * request token is damaged, or has expired), OTK_E_NOMEM; plugin statuses and what open() returns
 * for hooks and signer. A private key file that others may read gives a warning
 * event. [any thread]
 */
OTK_API OTK_MUST_CHECK otk_client *otk_client_new(
	const otk_client_options *options, otk_error *error);

/*
 * Makes another client with the same project and options, for another thread. They share only the
 * key. The log callback is called by both, each in its own thread; hooks are opened again; added
 * plugins are added to the clone. Errors: as otk_client_new(). [thread of client; the clone may go
 * to another]
 */
OTK_API OTK_MUST_CHECK otk_client *otk_client_clone(const otk_client *client, otk_error *error);

/*
 * Frees a client. Pending calls complete with OTK_E_CANCELLED first. NULL is allowed. May be called
 * inside a completion. In a forked child it frees memory only, and touches nothing that the parent
 * uses. [client thread]
 */
OTK_API void otk_client_free(otk_client *client);

/*
 * Returns the key of the client, valid as long as the client (otk_key_ref() keeps it); NULL for
 * NULL. [client thread]
 */
OTK_API otk_key *otk_client_key(const otk_client *client);

/* Replaces the log callback; NULL: none. level 0: OTK_LOG_WARNING. [client thread] */
OTK_API void otk_client_set_log(
	otk_client *client, otk_log_fn *log, void *userdata, otk_log_level level);

OTK_END_DECLS

#endif
