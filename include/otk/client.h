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
 * One structured event. `event` is a fixed word ("request", "response", "retry", "warning",
 * "plugin"); `text` is for people; fields are name/value pairs. Redacted: never a secret, a JWT or
 * a token. Everything dies when the callback returns.
 */
typedef struct otk_log_event {
	size_t struct_size;
	const char *event;
	const char *text;
	const char *operation; /* such as "archives.start", or NULL */
	otk_map fields;
	otk_log_level level;
	int32_t reserved;
} otk_log_event;

OTK_ASSERT_NO_TAIL(otk_log_event, reserved);

typedef void otk_log_fn(const otk_log_event *event, void *userdata);

struct otk_plugin;

/* The entry of a plugin compiled into the application (-DOTK_PLUGIN_STATIC). */
typedef const struct otk_plugin *otk_plugin_entry_fn(uint32_t host_abi);

/* A plugin whose hooks see every request; settings are JSON, described by the plugin's own table.
 */
typedef struct otk_hook_options {
	const char *plugin;        /* "ratelimit", "com.example.audit" */
	const char *settings_json; /* an object, or NULL */
} otk_hook_options;

/*
 * Credentials as in otk_key_options (one kind, never guessed), or a finished `key`. Zero members
 * mean the default. Everything is copied.
 */
typedef struct otk_client_options {
	size_t struct_size;
	otk_key *key; /* a reference is taken; excludes the seven below, and signer */
	const char *api_key;
	const char *api_secret;
	const char *application_id;
	const char *private_key_pem;
	const char *private_key_file;
	const char *private_key_uri;
	const char *private_key_pin;

	/*
	 * https, or http to loopback only; may carry a path prefix. NULL: by the kind of the key.
	 * When given, operations that live on another host of the platform go here, too.
	 */
	const char *api_url;
	const char *user_agent;        /* appended to ours: "product/version" */
	otk_strings plugin_path;       /* absolute folders, searched before OTK_PLUGIN_PATH */
	const otk_hook_options *hooks; /* in the order in which they run */
	size_t hook_count;

	int64_t connect_timeout_ms; /* 5000 */
	int64_t timeout_ms;         /* 20 000: a whole call with its retries */
	int64_t max_attempts;       /* 3; 1 = never repeat */
	int64_t max_response_bytes; /* 8 MiB */
	int64_t max_in_flight;      /* requests on the wire at once: 100 */
	int64_t max_queued;         /* calls accepted and not finished: 10 000; then OTK_E_STATE */
	int64_t max_connections;    /* to one host; 0: as many as are in flight */
	int64_t request_ttl;        /* life of a request token in s; 180 (OpenTok), 900 (Vonage) */

	const char *proxy; /* http://, https://, socks5:// or socks5h://; NULL: none */
	const char *proxy_user;
	const char *proxy_password;
	const char *no_proxy;         /* hosts, comma separated */
	const char *ca_file;          /* PEM bundle; NULL: the system's bundle file */
	const char *client_cert_file; /* PEM, with client_key_file */
	const char *client_key_file;
	const char *local_address; /* interface or address to call from */
	otk_strings resolve;       /* "host:port:address", instead of DNS */

	otk_log_fn *log;
	void *log_userdata;

	otk_checks checks;
	otk_log_level log_level; /* 0: OTK_LOG_WARNING */
	otk_flag proxy_from_env; /* YES: libcurl's proxy variables of the environment count */
	otk_flag
		correct_clock; /* YES: after a 401/403 with clock skew, sign once by the server's */
	otk_flag http2;        /* NO: HTTP/1.1 only; default: HTTP/2 over TLS when offered */
	/*
	 * YES: when the answer of a creating call was lost, look for what it made (rows that
	 * declare `adopts`) and return that instead of OTK_E_UNKNOWN_OUTCOME. Looking may take
	 * connect_timeout_ms more than the call has.
	 */
	otk_flag adopt;
	/*
	 * A plugin that signs with the private key instead of GnuTLS: "openssl", or a stranger's.
	 * Vonage, with private_key_pem or private_key_file.
	 */
	const char *signer;
	/*
	 * Plugins compiled into the application, used before any file of that name; here, and not
	 * by otk_client_add_plugin(), when one of them is a hook or the signer.
	 */
	otk_plugin_entry_fn *const *plugins;
	size_t plugin_count;
} otk_client_options;

OTK_ASSERT_NO_TAIL(otk_client_options, plugin_count);
#define OTK_CLIENT_OPTIONS(...) \
	((otk_client_options){.struct_size = sizeof(otk_client_options), __VA_ARGS__})
#define OTK_CLIENT_OPTIONS_INIT OTK_INIT(otk_client_options)

/*
 * Make a client; NULL on failure (OTK_E_ARGUMENT, OTK_E_CRYPTO, OTK_E_NOMEM, plugin statuses for
 * hooks). Opens no connection. [any thread]
 */
OTK_API OTK_MUST_CHECK otk_client *otk_client_new(
	const otk_client_options *options, otk_error *error);

/*
 * Another client of the same project and options for another thread; shares only the key. The log
 * callback is called by both, each in its own thread; hooks are opened anew; plugins that were
 * added are added. [thread of client; the clone may go to another]
 */
OTK_API OTK_MUST_CHECK otk_client *otk_client_clone(const otk_client *client, otk_error *error);

/*
 * Free the client. Calls still under way complete with OTK_E_CANCELLED first. NULL is allowed; may
 * be called inside a completion; in a forked child it touches nothing of the parent's. [client
 * thread]
 */
OTK_API void otk_client_free(otk_client *client);

/* The key of the client, alive as long as the client (otk_key_ref() keeps it). */
OTK_API otk_key *otk_client_key(const otk_client *client);

/* Replace the log callback; NULL: none. [client thread] */
OTK_API void otk_client_set_log(
	otk_client *client, otk_log_fn *log, void *userdata, otk_log_level level);

OTK_END_DECLS

#endif
