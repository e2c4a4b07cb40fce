/* SPDX-License-Identifier: MIT */
/*
 * For authors of plugins: this header, your tables, OTK_PLUGIN(). Plugins link nothing. C11 or later.
 *
 * A REST feature is data: types are tables of fields, operations are rows. From them the core makes
 * encoding, validation, decoding, calls by name, the command line and its help. Tables are
 * static const and are read for as long as the process lives; plugins are never unloaded. What a
 * plugin says is checked when it is loaded: a table that breaks a rule below is refused with
 * OTK_E_PLUGIN_BROKEN and a message that names the rule.
 */
#ifndef OTK_PLUGIN_H
#define OTK_PLUGIN_H

#include <otk/call.h>
#include <otk/plugins.h>

OTK_BEGIN_DECLS

#define OTK_PLUGIN_MAGIC     0x6b746f31u /* never changes */
#define OTK_PLUGIN_ABI_MAJOR 1           /* equal, else refused; also names the plugin folder */
#define OTK_PLUGIN_ABI_MINOR 1           /* a plugin may be older than its host, never newer */

typedef struct otk_type otk_type;
typedef struct otk_operation otk_operation;
typedef struct otk_host otk_host;

/* ------------------------------------------------------------------ fields */

typedef enum otk_kind {
	OTK_KIND_STRING = 1, /* const char *; a JSON number is taken too */
	OTK_KIND_FLAG = 2,   /* otk_flag; "true" and "false" are taken too */
	OTK_KIND_INT = 3,    /* int64_t; a string of digits is taken too */
	OTK_KIND_STRINGS = 4,
	OTK_KIND_MAP = 5,
	OTK_KIND_OBJECT = 6, /* const T * */
	OTK_KIND_LIST = 7    /* const T *const *, and a size_t count */
} otk_kind;

typedef enum otk_place {
	OTK_IN_BODY = 0, /* JSON or form, as the operation says */
	OTK_IN_QUERY = 1,
	OTK_IN_PATH = 2 /* fills an optional part of the path template */
} otk_place;

/* Forms that a string must have. */
typedef enum otk_format {
	OTK_FORMAT_ANY = 0,
	OTK_FORMAT_ID = 1,      /* opaque, no '/', '?', '#', '%', control characters, not ".." */
	OTK_FORMAT_SESSION = 2, /* a session id; of this project unless the type says otherwise */
	OTK_FORMAT_IPV4 = 3,    /* strict dotted quad */
	OTK_FORMAT_UUID = 4,
	OTK_FORMAT_PEM_CERTIFICATE = 5,
	/*
	 * A client token. Warnings, when it can be decoded: expired, of another session than the
	 * field "sessionId" beside it, of a role that is not among the field's values.
	 */
	OTK_FORMAT_TOKEN = 6,
	OTK_FORMAT_STYLESHEET = 7 /* the little CSS that layouts know (wire contract 9) */
} otk_format;

typedef enum otk_unit {
	OTK_UNIT_NONE = 0,
	OTK_UNIT_BYTES =
		1, /* of a string: the limits count bytes, not characters; of a map: its JSON */
	OTK_UNIT_TIME_MS =
		2, /* of a number: ms since the epoch; below 10^11 it is seconds (contract 4) */
	OTK_UNIT_SECONDS = 3,
	OTK_UNIT_BITS_PER_SECOND = 4
} otk_unit;

/* What of a field is only a warning unless STRICT. */
typedef enum otk_soft {
	OTK_SOFT_ALL = 1, /* lengths and form */
	OTK_SOFT_LENGTH = 2,
	OTK_SOFT_FORMAT = 4 /* format, prefixes, alphabet */
} otk_soft;

/*
 * One member of an options struct or a record. Make it with OTK_FIELD, OTK_OBJECT or OTK_LIST.
 * Zero always means: nothing special. For STRINGS, format, prefixes and alphabet hold for each
 * item; the names of a MAP are never empty; values of an INT are its numbers as text.
 */
typedef struct otk_field {
	const char *name;     /* wire name: "sessionId", "p2p.preference" */
	const char *aliases;  /* more wire names that answers and otk_invoke() may use: "a|b" */
	const char *member;   /* C name: "session_id"; the command line makes --session-id of it */
	const char *help;     /* one line, no full stop */
	const otk_type *type; /* OBJECT, LIST: what it holds */
	const char *const
		*values; /* known values, ends in NULL; unknown ones: a warning, STRICT refuses */
	const char *const
		*labels; /* what people call them, in the same order: "routed" for "disabled" */
	const char *wire_default; /* sent when the field is unset */
	const char *prefixes;     /* one of these must begin the string: "rtmp://|rtmps://" */
	const char *alphabet;     /* the string holds only these characters */
	const char *keyed; /* LIST in answers: an object is taken too, its keys become this field */
	int64_t min;       /* INT: value; string: length; lists, maps: count. Both 0: no limits. */
	int64_t max;       /* A range of an INT is a warning unless STRICT; lengths are refused */
	uint32_t offset;
	uint32_t count_offset; /* LIST */
	uint8_t kind;
	uint8_t place;
	uint8_t format;
	uint8_t unit;
	uint8_t required;
	uint8_t secret; /* never in a log or an error */
	uint8_t soft;   /* bits of otk_soft */
	uint8_t hidden; /* not offered by the command line (deprecated, internal) */
	uint8_t unique; /* LIST: the field `keyed` differs between the items */
	uint8_t single; /* LIST in answers and JSON input: one object stands for a list of one, and
			 * `keyed` says only what is unique */
	uint8_t reserved_bytes[6];
	const void *reserved[2];
} otk_field;

/* The kind of a member from its C type: what is not in the list does not compile. */
#define OTK_KIND_OF(struct_name, member_name) \
	_Generic(((struct_name *)0)->member_name,                                                  \
		const char *: OTK_KIND_STRING,                                                     \
		otk_flag: OTK_KIND_FLAG,                                                           \
		int64_t: OTK_KIND_INT,                                                             \
		otk_strings: OTK_KIND_STRINGS,                                                     \
		otk_map: OTK_KIND_MAP)

/* OTK_FIELD(otk_archive, session_id, "sessionId", .required = 1) */
#define OTK_FIELD(struct_name, member_name, ...)                                                \
	{                                                                                       \
		.member = #member_name, .offset = (uint32_t)offsetof(struct_name, member_name), \
		.kind = OTK_KIND_OF(struct_name, member_name), .name = __VA_ARGS__              \
	}
/* OTK_OBJECT(otk_archive, transcription, &transcription_type, "transcription") */
#define OTK_OBJECT(struct_name, member_name, type_ptr, ...)                                     \
	{                                                                                       \
		.member = #member_name, .offset = (uint32_t)offsetof(struct_name, member_name), \
		.kind = OTK_KIND_OBJECT, .type = type_ptr, .name = __VA_ARGS__                  \
	}
/* OTK_LIST(otk_archive_list, items, item_count, &archive_type, "items") */
#define OTK_LIST(struct_name, member_name, count_name, type_ptr, ...)                           \
	{                                                                                       \
		.member = #member_name, .offset = (uint32_t)offsetof(struct_name, member_name), \
		.count_offset = (uint32_t)offsetof(struct_name, count_name),                    \
		.kind = OTK_KIND_LIST, .type = type_ptr, .name = __VA_ARGS__                    \
	}

/* ------------------------------------------------------------------- rules */

typedef enum otk_rule_kind {
	OTK_RULE_NEEDS = 1,       /* field (= value): other must be set (to other_value) as well */
	OTK_RULE_EXCLUDES = 2,    /* field (= value): other must not be set (to other_value) */
	OTK_RULE_ONE_OF = 3,      /* at least one of the fields "a|b|c"; no other member is used */
	OTK_RULE_EXACTLY_ONE = 4, /* one of the fields "a|b|c", and no second */
	OTK_RULE_ONLY_WHEN = 5 /* field (= value): only if other is set (to other_value); "" among
				  the values: or is unset */
} otk_rule_kind;

/*
 * Fields are named by their wire names, those of nested objects with dots ("config.accessKey";
 * below an unset object all are unset). Values are words, "a|b" is either; flags are "true" and
 * "false", numbers their digits; NULL: is set, to whatever. Rules see what the caller set, not wire
 * defaults and not extra_json. What is nested has rules of its own, for each item of a list.
 */
typedef struct otk_rule {
	const char *field;
	const char *value;
	const char *other;
	const char *other_value;
	const char *message; /* what to do; NULL: one is made from the row */
	uint8_t kind;
	uint8_t soft; /* only a warning unless STRICT */
	uint8_t reserved_bytes[6];
} otk_rule;

/* ------------------------------------------------------------------- types */

/*
 * A struct and its fields. The struct begins with size_t struct_size. extra_json: the offset of the
 * member of that name in options (0: none). Its members go into the body; into the query when the
 * type has fields there and none for a body. When a struct grows, min_struct_size stays.
 */
struct otk_type {
	size_t type_size; /* of this struct, set by OTK_TYPE */
	const char *name; /* "archive" */
	const otk_field *fields;
	size_t field_count;
	const otk_rule *rules;
	size_t rule_count;
	size_t struct_size;     /* as compiled into the plugin */
	size_t min_struct_size; /* of the first release; smaller ones are refused */
	size_t extra_json;
	const void *reserved[2];
};

/* static const otk_type archive_type = OTK_TYPE(otk_archive, "archive", archive_fields); */
#define OTK_TYPE(struct_name, type_name, field_array)                                         \
	{                                                                                     \
		.type_size = sizeof(otk_type), .fields = field_array,                         \
		.field_count = OTK_COUNT_OF(field_array), .struct_size = sizeof(struct_name), \
		.min_struct_size = sizeof(struct_name), .name = type_name                     \
	}
/* Options: with an extra_json member; rules as {.rules = array, .rule_count = n} by OTK_RULES(). */
#define OTK_OPTIONS_TYPE(struct_name, type_name, field_array, ...)                              \
	{                                                                                       \
		.type_size = sizeof(otk_type), .fields = field_array,                           \
		.field_count = OTK_COUNT_OF(field_array), .struct_size = sizeof(struct_name),   \
		.min_struct_size = sizeof(struct_name),                                         \
		.extra_json = offsetof(struct_name, extra_json), .name = type_name, __VA_ARGS__ \
	}
/*
 * The same for a struct that has grown since its first release. first_added: the first member that
 * was appended. Callers with the old, smaller struct are accepted.
 */
#define OTK_GROWN_OPTIONS_TYPE(struct_name, first_added, type_name, field_array, ...)           \
	{                                                                                       \
		.type_size = sizeof(otk_type), .fields = field_array,                           \
		.field_count = OTK_COUNT_OF(field_array), .struct_size = sizeof(struct_name),   \
		.min_struct_size = offsetof(struct_name, first_added),                          \
		.extra_json = offsetof(struct_name, extra_json), .name = type_name, __VA_ARGS__ \
	}
#define OTK_RULES(rule_array) .rules = rule_array, .rule_count = OTK_COUNT_OF(rule_array)
#define OTK_NO_RULES          .rules = NULL

/* -------------------------------------------------------------- operations */

typedef enum otk_method {
	OTK_METHOD_GET = 1,
	OTK_METHOD_POST = 2,
	OTK_METHOD_PUT = 3,
	OTK_METHOD_PATCH = 4,
	OTK_METHOD_DELETE = 5
} otk_method;

typedef enum otk_body {
	OTK_BODY_NONE = 0,
	OTK_BODY_JSON = 1, /* an object, "{}" when nothing is set */
	OTK_BODY_FORM = 2
} otk_body;

typedef enum otk_shape {
	OTK_SHAPE_NONE = 0, /* the body of the answer does not matter */
	OTK_SHAPE_OBJECT = 1,
	OTK_SHAPE_LIST = 2,  /* {"count", "items"}; an empty body or object is an empty list */
	OTK_SHAPE_ARRAY = 3, /* a bare array: becomes the LIST field of the result type */
	OTK_SHAPE_FIRST_OF_ARRAY = 4, /* an array of one */
	OTK_SHAPE_MAYBE_OBJECT = 5    /* an object or an empty body (then no record) */
} otk_shape;

/* What may be repeated (wire contract 3.4, design 7). */
typedef enum otk_repeat {
	OTK_REPEAT_UNSAFE = 0, /* only if nothing was sent, or on 429 and 503 */
	OTK_REPEAT_SETTLE = 1, /* as safe; after a repeat, 404 and 409 read as done */
	OTK_REPEAT_SAFE = 2
} otk_repeat;

typedef enum otk_auth {
	OTK_AUTH_PROJECT = 0,
	OTK_AUTH_ACCOUNT = 1, /* needs a key made with .account = OTK_YES */
	OTK_AUTH_BASIC = 2,   /* the account's key and secret as HTTP Basic (Application API) */
	OTK_AUTH_EITHER = 3   /* by the project or by the account, whichever key there is */
} otk_auth;

/* Lists: how otk_each() asks for the next page. Wire names; in answers nested ones with dots. */
typedef struct otk_pages {
	const char *offset; /* "offset"; NULL: page */
	const char *page;   /* "page": its number, from 1; NULL: offset */
	const char *count;  /* "count" */
	const char *total;  /* "count" of the answer */
	const char *items;  /* "items" */
	int64_t max_count;  /* 1000 */
} otk_pages;

/*
 * Objects with a life: what otk_wait() waits for, and which status ends it. On the "get" row.
 * status: wire names of one or more STRING fields, nested ones with dots, the main one first:
 * "status|broadcastUrls.hlsStatus". A wait ends when any of them has the status waited for, or any
 * has a final one. failure_values: final ones that mean that the object came to nothing ("failed",
 * "expired"); a wait for "any final status" fails on them. Since ABI minor 1.
 */
typedef struct otk_settles {
	const char *status;                /* "status" */
	const char *const *final_values;   /* ends in NULL */
	const char *const *failure_values; /* ends in NULL; NULL: none */
} otk_settles;

/* Objects with a file: what otk_download() fetches. On the "get" row. Wire names; NULL: none. */
typedef struct otk_downloads {
	const char *url;
	const char *size;
	const char *sha256;
	const char *status;
	const char *ready; /* the status in which the url is there */
} otk_downloads;

/*
 * Unclear outcome of an unsafe call: which list operation shows whether it happened. NULL: none.
 * match: wire names, "a|b", that must be equal in the options and the item ("sessionId"; unset in
 * both is equal). status_value: "a|b"; status NULL: any item counts.
 */
typedef struct otk_adopts {
	const char *list;
	const char *match;
	const char *status; /* items in this state count */
	const char *status_value;
} otk_adopts;

/*
 * One row. The path is a template: {project} is the key's id; {archiveId} is a path id, positional
 * in C, unless a field of the options has that wire name with place PATH; what stands in [ ] is
 * left out when its field is unset. Every inserted text is percent-encoded.
 */
struct otk_operation {
	size_t operation_size;   /* of this struct, set by OTK_OPERATION */
	const char *name;        /* "start" */
	const char *aliases;     /* more names of the same row: "add_stream|remove_stream" */
	const char *summary;     /* one line, no full stop */
	const char *path;        /* "/v2/project/{project}/archive" */
	const otk_type *options; /* NULL: none */
	const otk_type *result;  /* NULL: none */
	const otk_pages *pages;
	const otk_settles *settles;
	const otk_downloads *downloads;
	const otk_adopts *adopts;
	/*
	 * For what a table cannot say: sees the copied options before they are checked, and may
	 * change them; what it adds must live as long as the call (host->call_copy()). The call
	 * cannot be submitted or freed here. *error is initialised. NULL: none.
	 */
	otk_status (*prepare)(
		const otk_host *host, otk_call *call, void *options, otk_error *error);
	const char
		*base_url; /* another host than the project's ("https://api.nexmo.com"); NULL: it */
	/*
	 * SETTLE with a result: the row of the same interface and path ids ("get") that fetches it
	 * when a repeat was answered with 404 or 409.
	 */
	const char *settle_by;
	const char *read_status_as; /* statuses with another meaning than usual: "408=404" */
	uint8_t method;
	uint8_t body;
	uint8_t shape; /* otk_shape */
	uint8_t repeat;
	uint8_t auth;
	uint8_t backends; /* bits of otk_backend that have it; 0: both */
	uint8_t reserved_bytes[2];
	/*
	 * The member of a 2xx response that holds errors when it is an array with items: "errors"
	 * for GraphQL. Their "message", and "code" or "errorCode" of the item or of its
	 * "extensions", go into the error. NULL: none. Since ABI minor 1.
	 */
	const char *errors;
	const void *reserved[2];
};

/* OTK_OPERATION("start", .method = OTK_METHOD_POST, .path = "/v2/project/{project}/archive", …) */
#define OTK_OPERATION(...)                                                   \
	{                                                                    \
		.operation_size = sizeof(otk_operation), .name = __VA_ARGS__ \
	}

/* ---------------------------------------------------------------- host table */

/*
 * The functions that the core offers to a plugin; grows at the end. They may be used as long as the
 * process lives, and take NULL where it makes sense: a NULL client or call gives the status
 * OTK_E_ARGUMENT or no effect.
 */
struct otk_host {
	size_t struct_size;
	uint16_t abi_major, abi_minor;
	uint32_t reserved;
	const char *version; /* of the core */
	/* Fills error (may be NULL) and returns status. [any thread] */
	otk_status (*fail)(otk_error *error, otk_status status, const char *format, ...)
		OTK_PRINTF(3, 4);
	/*
	 * Sends one event to the client's log. fields may be NULL. Redacted as all events, but pass
	 * no secret. No effect when client is NULL. [client thread]
	 */
	void (*log)(otk_client *client, otk_log_level level, const char *event, const char *text,
		const otk_map *fields);
	/* Copies into memory that lives as long as the call; NULL: out of memory. [client thread] */
	void *(*call_copy)(otk_call *call, const void *data, size_t size);
	/* otk_call_set_header(), in prepare and before_send. [client thread] */
	otk_status (*call_set_header)(
		otk_call *call, const char *name, const char *value, otk_error *error);
	/*
	 * JSON text to a record of this type, and options to JSON text; both freed by free().
	 * Responses are read tolerantly: OTK_E_PROTOCOL only if an id is missing or the text is not
	 * JSON. [any thread]
	 */
	otk_status (*decode)(const otk_type *type, otk_shape shape, const char *json, size_t size,
		void **record, otk_error *error);
	otk_status (*encode)(const otk_type *type, const void *options, otk_checks checks,
		char **json, otk_error *error);
	/* otk_free(). [any thread] */
	void (*free)(const void *returned);
	/* Returns an extension of the host; NULL: not known. [any thread] */
	const void *(*get_extension)(const char *id);
	/* ---- since ABI minor 1: check struct_size or abi_minor before use */
	/* Returns the client of a call. [client thread] */
	otk_client *(*call_client)(const otk_call *call);
	/* Returns how strictly the client checks; OTK_CHECKS_DEFAULT when NULL. [client thread] */
	otk_checks (*checks)(const otk_client *client);
};

/* --------------------------------------------------------------------- hooks */

/* One request that is about to be sent, or its outcome. Valid until the hook returns. */
typedef struct otk_attempt {
	size_t struct_size;
	otk_client *client;
	otk_call *call;
	const char *operation; /* "archives.start" */
	const char *project_id;
	const char *method;
	const char *url;     /* without secrets */
	int64_t call_number; /* of this client's calls, from 1; equal for all attempts of a call */
	int64_t number;      /* 1 for the first attempt */
	int64_t now_ms;      /* monotonic */
	/* after_receive only: */
	int64_t http_status; /* 0: no response */
	int64_t duration_ms;
	int64_t connect_ms; /* 0: a kept connection */
	int64_t first_byte_ms;
	int64_t request_bytes;
	int64_t response_bytes;
	const char *trace_id; /* X-Opentok-Trace; NULL: none */
	otk_status status;  /* as the call would end with this attempt: OTK_E_NOT_FOUND for a 404 */
	int32_t will_retry; /* 1: another attempt follows, and the call goes on */
	const otk_error *error; /* NULL: status is OTK_OK. Since ABI minor 1 */
} otk_attempt;

OTK_ASSERT_NO_TAIL(otk_attempt, error);

typedef enum otk_verdict {
	OTK_VERDICT_GO = 0,
	OTK_VERDICT_WAIT = 1,  /* *wait_ms, then before_send is called again */
	OTK_VERDICT_REFUSE = 2 /* the call ends with OTK_E_REFUSED and the error's message */
} otk_verdict;

/* All run in the client's thread and never block. Each may be NULL. */
typedef struct otk_hooks {
	size_t struct_size;
	/* Before each attempt. *wait_ms: ms, for WAIT. *error is initialised; for REFUSE. */
	otk_verdict (*before_send)(
		void *state, const otk_attempt *attempt, int64_t *wait_ms, otk_error *error);
	/* After each attempt. */
	void (*after_receive)(void *state, const otk_attempt *attempt);
	/*
	 * Once for each submitted call, before its completion, with what the completion gets:
	 * the final status (adoption and fetching included), the record or NULL, the error or NULL.
	 * The call must not be submitted, cancelled or freed here. Since ABI minor 1.
	 */
	void (*after_complete)(void *state, const otk_call *call, otk_status status,
		const void *record, const otk_error *error);
} otk_hooks;

/* ------------------------------------------------------------------- signers */

/*
 * The vtable of a signer plugin (named by .signer in the client options) begins with this. open
 * makes a signer of the private key; the PEM text is NUL-terminated and wiped after the call.
 */
typedef struct otk_signer_api {
	size_t struct_size; /* of the whole vtable */
	otk_status (*open)(const otk_host *host, const char *private_key_pem, size_t size,
		otk_signer *signer, otk_error *error);
} otk_signer_api;

/* -------------------------------------------------------------------- plugin */

/*
 * id: "otk.archives/1" for ours, "com.example.echo/1" for others; the number changes when the
 * meaning does. minor: raised when a struct grows or a row is added. Operations are found as
 * "archives.start" and "com.example.echo.say".
 */
typedef struct otk_interface {
	const char *id;
	const otk_operation *operations;
	size_t operation_count; /* at most OTK_OPERATIONS_MAX */
	const otk_type *const
		*types;     /* more types to describe (callbacks), ends in NULL; may be NULL */
	const void *vtable; /* functions that are not REST operations; may be NULL */
	int32_t minor;
	int32_t reserved;
} otk_interface;

/* Limits of the counts in a descriptor; a larger one is refused before anything is read by it. */
#define OTK_INTERFACES_MAX 64
#define OTK_OPERATIONS_MAX 1024
#define OTK_FIELDS_MAX     256 /* of a type */

typedef struct otk_plugin {
	uint32_t magic;
	uint16_t abi_major, abi_minor;
	size_t struct_size;
	const char *name; /* as the file: "archives", "com.example.echo" */
	const char *version;
	const char *license; /* SPDX */
	const char *summary;
	const otk_interface *interfaces;
	size_t interface_count; /* at most OTK_INTERFACES_MAX */
	/*
	 * open runs once for each client that uses the plugin, so many times in a process: keep
	 * everything in *state. settings: a record of settings_type, or NULL. *error is initialised.
	 * A failure makes the operations of this plugin fail, nothing else. close gets the state
	 * when the client is freed. Either may be NULL. [client thread]
	 */
	otk_status (*open)(const otk_host *host, otk_client *client, const void *settings,
		void **state, otk_error *error);
	void (*close)(void *state);
	const otk_hooks *hooks;
	const otk_type *settings_type;
	const void *reserved[4];
} otk_plugin;

#define OTK_PLUGIN_DESCRIPTOR(...)                                                    \
	{                                                                             \
		.magic = OTK_PLUGIN_MAGIC, .abi_major = OTK_PLUGIN_ABI_MAJOR,         \
		.abi_minor = OTK_PLUGIN_ABI_MINOR, .struct_size = sizeof(otk_plugin), \
		.name = __VA_ARGS__                                                   \
	}

/* The entry: one function of a fixed name, or of the plugin's name when linked in. */
#define OTK_PLUGIN_ENTRY "otk_plugin_entry"
#ifdef OTK_PLUGIN_STATIC
#	define OTK_PLUGIN(identifier, descriptor)                                    \
		const otk_plugin *otk_plugin_##identifier##_entry(uint32_t host_abi); \
		const otk_plugin *otk_plugin_##identifier##_entry(uint32_t host_abi)  \
		{                                                                     \
			(void)host_abi;                                               \
			return &(descriptor);                                         \
		}
#else
#	define OTK_PLUGIN(identifier, descriptor)                             \
		OTK_API const otk_plugin *otk_plugin_entry(uint32_t host_abi); \
		OTK_API const otk_plugin *otk_plugin_entry(uint32_t host_abi)  \
		{                                                              \
			(void)host_abi;                                        \
			return &(descriptor);                                  \
		}
#endif

OTK_END_DECLS

#endif
